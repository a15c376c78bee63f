"""Why a source is asked when it is asked: what the schedule decided last, and each thing it had to go by. Pure.

Nothing is decided anew here in other words: the numbers are those that were remembered, and those that `pace` and
`schedule` give for them now.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watch.configured import PollingSettings
from watch.model import Source
from watch.remembered import PollState
from watch.sources import moves
from watch.sources.health import AGREEING_POLLS
from watch.sources.pace import IN_A_WINDOW, Wishes, asked, bounded
from watch.sources.schedule import JITTER, backoff, wants_whole
from watch.times import format_duration

#: Instants are kept to the microsecond, and no interval is shorter than a second.
_ROUNDED = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One thing that decides when a source is asked."""

    #: A stable name for programs.
    name: str
    #: A duration as the config writes it, a number or a word; None where there is nothing of the kind.
    value: str | int | None
    #: What it means, in a sentence.
    meaning: str


def grounds(
    source: Source, state: PollState, polling: PollingSettings, windows: Sequence[str], now: datetime
) -> tuple[Ground, ...]:
    """What decides when this source is asked. `windows`: what is due by the calendar at `now`."""
    return (
        *_rhythm(source, state, polling),
        *_wishes(state, polling, windows),
        _failures(source, state),
        *_delay(source, state, polling, windows),
        *_manners(source, state, now),
    )


def _rhythm(source: Source, state: PollState, polling: PollingSettings) -> Iterator[Ground]:
    """The interval that its config gives it, or what was learned."""
    own = format_duration(source.interval)
    if not source.adapts:
        yield Ground(name="interval", value=own, meaning="its config says so, and it keeps that")
        return
    yield Ground(name="interval", value=own, meaning="to begin with ([polling] interval); its rhythm is learned")
    low, high = bounded(timedelta(), polling), bounded(timedelta.max, polling)
    bounds = f"{format_duration(low)} to {format_duration(high)}"
    yield Ground(name="bounds", value=bounds, meaning="what is learned stays between ([polling] shortest, longest)")
    yield from _lesson(state)
    learned = state.pace.learned
    if learned is None:
        yield Ground(name="learned", value=None, meaning="nothing yet: it was not read twice")
        return
    at = " the shortest there may be" if learned <= low else " the longest there may be" if learned >= high else ""
    meaning = f"from the share of new items in each poll{';' if at else ''}{at}"
    yield Ground(name="learned", value=format_duration(learned), meaning=meaning)


def _lesson(state: PollState) -> Iterator[Ground]:
    """What the last poll taught."""
    seen, new = state.pace.seen_items, state.pace.new_items
    if seen is None:
        return
    if not seen:
        yield Ground(name="new", value=new, meaning="new items in the last poll: its document was unchanged")
        return
    share = f"{1 - (new or 0) / seen:.0%} of its {seen} items were known"
    yield Ground(name="new", value=new, meaning=f"new items in the last poll: {share}; the fewer, the more often")


def _wishes(state: PollState, polling: PollingSettings, windows: Sequence[str]) -> Iterator[Ground]:
    """What its publisher and the calendar ask for."""
    ttl = state.pace.ttl
    if ttl is None:
        silent = "its document does not say how long to leave it alone"
        yield Ground(name="ttl", value=None, meaning=silent if state.last_ok_at else "it was never read")
    else:
        most = format_duration(polling.longest)
        meaning = (
            f"so long its document asks to be left alone; obeyed up to {most}, unless its config gives an interval"
        )
        yield Ground(name="ttl", value=format_duration(ttl), meaning=meaning)
    age, wait = state.pace.max_age, state.pace.retry_after
    if age is not None:
        meaning = "so long its last answer counts as fresh (Cache-Control, Expires); obeyed like ttl"
        yield Ground(name="max_age", value=format_duration(age), meaning=meaning)
    if wait is not None:
        meaning = "the server asked to be left alone for so long (Retry-After); obeyed up to a day, whatever else holds"
        yield Ground(name="retry_after", value=format_duration(wait), meaning=meaning)
    if windows:
        meaning = f"open now: the interval is times {IN_A_WINDOW:g}, never below the shortest"
        yield Ground(name="windows", value=", ".join(windows), meaning=meaning)
    else:
        yield Ground(name="windows", value=None, meaning="no window of a rule's calendar is open")


def _failures(source: Source, state: PollState) -> Ground:
    if state.last_polled_at is None:
        return Ground(name="failures", value=0, meaning="it was never asked")
    if not state.failures:
        return Ground(name="failures", value=0, meaning="the last poll read it")
    longest = format_duration(backoff(state.pace.learned or source.interval, state.state, 1_000_000, None))
    meaning = f"in a row ({state.state}): it is asked more rarely with each, down to once in {longest}"
    return Ground(name="failures", value=state.failures, meaning=meaning)


def _delay(source: Source, state: PollState, polling: PollingSettings, windows: Sequence[str]) -> Iterator[Ground]:
    """The time between the last poll and the next, against the interval as it would be reckoned now."""
    wishes = Wishes(ttl=state.pace.ttl, max_age=state.pace.max_age, windows=windows)
    interval = asked(source, state.pace.learned, polling, None, wishes).interval
    yield Ground(
        name="now", value=format_duration(interval), meaning="the interval by all of the above, if it were decided now"
    )
    if state.last_polled_at is None:
        return
    delay = state.next_poll_at - state.last_polled_at
    share = delay / interval - 1
    if state.pace.retry_after is not None and state.pace.retry_after > interval:
        meaning = "from the last poll to the next: what the server asked for, and up to a tenth of it by chance"
    elif state.failures:
        meaning = "from the last poll to the next, failures and chance counted in"
    elif abs(share) <= JITTER + _ROUNDED:
        meaning = f"from the last poll to the next: chance moved it by {share:+.0%}, a tenth at most"
    else:
        meaning = "from the last poll to the next; chance alone moves it by a tenth: what was decided then counted too"
    yield Ground(name="delay", value=format_duration(max(delay, timedelta())), meaning=meaning)


def _manners(source: Source, state: PollState, now: datetime) -> Iterator[Ground]:
    """How it is asked."""
    spacing = source.asking.spacing
    value = format_duration(spacing) if spacing else None
    between = "between two requests to its host" if spacing else "no distance is kept; two requests to a host at once"
    yield Ground(name="spacing", value=value, meaning=between)
    if not (state.etag or state.last_modified):
        yield Ground(name="conditional", value="no", meaning="no answer gave an ETag or a Last-Modified")
    elif wants_whole(source.id, state.last_polled_at, now):
        yield Ground(name="conditional", value="no", meaning="asked in full now: twice a day no cache is believed")
    else:
        yield Ground(name="conditional", value="yes", meaning="asked for news only, by ETag or Last-Modified")
    if state.move.moved_polls:
        adopted = moves.address(source, state.move) != source.url
        how = "asked there now" if adopted else f"believed after {AGREEING_POLLS} polls that agree"
        meaning = f"a permanent redirect, {state.move.moved_polls} polls in a row: {how}"
        yield Ground(name="moved", value=state.move.moved_to, meaning=meaning)
