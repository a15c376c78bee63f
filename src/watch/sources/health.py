"""How a source is, from what its polls showed: what is wrong with it, since when, and what of that is said. Pure.

Nothing here is a matter of one poll. A failure has a time of grace; silence is measured by the source's own rhythm;
what was said is remembered with the state, so that a restart repeats nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watch.model import SourceState
from watch.remembered import Health, PollState, Trouble, TroubleKind
from watch.times import format_duration

#: Failures in a row before one is told, however long the grace is over.
FAILURES = 3
#: Polls in a row that are one too many: without any item, and with most items under other ids.
EMPTY_POLLS = 5
CHURNED_POLLS = 5
#: A body that ended the parser so often is not parsed again.
STRIKES = 3
#: Permanent redirects that agreed before the new address is believed.
AGREEING_POLLS = 3

#: A source of fewer arrivals has no rhythm yet.
ARRIVALS = 10
#: It may rest for so many times the longest rest it ever took, which counts half as much every fortnight.
GENEROUS = 4
FADES = timedelta(days=14)
#: And never less than this; in its first weeks, when we saw no weekend, not less than the second.
LEAST_REST = timedelta(days=1)
LEAST_REST_AT_FIRST = timedelta(days=4)

#: What comes and goes is told again only after so long without it.
FITS_END = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to tell the operator about a source: that it is worse, or that it is well again."""

    kind: TroubleKind
    text: str
    worse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """What one document showed."""

    items: int
    new: int
    #: Most items were known, under other ids.
    churned: bool = False


# ------------------------------------------------------------------------------------------------ counting


def counted(health: Health, glimpse: Glimpse, now: datetime, *, read_at: datetime | None) -> Health:
    """The counts after a document was read at `now`; `read_at`: the last time before, None for the first."""
    spoke = glimpse.new > 0
    health = replace(
        health,
        empty_polls=0 if glimpse.items else health.empty_polls + 1,
        churned_polls=health.churned_polls + 1 if glimpse.churned else 0 if glimpse.items else health.churned_polls,
        strikes=0,
        struck_digest=None,
    )
    if not spoke:
        return health
    if health.spoke_at is None or read_at is None:
        return replace(health, spoke_at=now)
    # While nobody looked, nobody knows when it spoke.
    rest = min(now - health.spoke_at, read_at - health.spoke_at + LEAST_REST)
    return replace(health, spoke_at=now, arrivals=health.arrivals + 1, longest_rest=_longest(health, rest))


def _longest(health: Health, rest: timedelta) -> timedelta:
    if health.longest_rest is None:
        return rest
    faded: timedelta = health.longest_rest * 0.5 ** (rest / FADES)
    return max(rest, faded)


def complaints(state: PollState) -> tuple[str, ...]:
    """Why a source is not well, in sentences; nothing for one that is well, or was never asked."""
    if state.health.troubles:
        return tuple(trouble.said for trouble in state.health.troubles)
    if state.state.healthy or state.state is SourceState.NEW:
        return ()
    return (f"{state.state}: {state.detail or 'no reason known'}",)


def may_rest(state: PollState, now: datetime) -> timedelta | None:
    """How long a source may say nothing before that is strange; None while it has no rhythm."""
    health = state.health
    if health.arrivals < ARRIVALS or health.longest_rest is None or state.baseline_at is None:
        return None
    least = LEAST_REST if now - state.baseline_at > FADES else LEAST_REST_AT_FIRST
    return max(GENEROUS * health.longest_rest, least)


def is_silent(state: PollState, now: datetime) -> bool:
    """Whether a source that can be read should have spoken by now."""
    allowed, spoke_at = may_rest(state, now), state.health.spoke_at
    return allowed is not None and spoke_at is not None and now - spoke_at > allowed


def struck(health: Health, digest: str) -> Health:
    """The counts after a body ended the parser."""
    again = health.strikes if health.struck_digest == digest else 0
    return replace(health, struck_digest=digest, strikes=again + 1)


def is_struck_out(health: Health, digest: str) -> bool:
    """Whether a body is not to be parsed any more."""
    return health.struck_digest == digest and health.strikes >= STRIKES


# ------------------------------------------------------------------------------------------------ judging


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is wrong with a source, and what of it is to be told now."""

    troubles: tuple[Trouble, ...]
    notices: tuple[Notice, ...] = ()


def judged(
    state: PollState,
    grace: timedelta,
    now: datetime,
    *,
    gap: bool = False,
    hold: bool = False,
    online_at: datetime | None = None,
) -> Judged:
    """Judge a source in the state after a poll. `gap`: this poll showed one.

    `hold` keeps back that it cannot be read, because nothing else can be either; `online_at`: when the machine was
    last offline, a failure counts from its end.
    """
    troubles: list[Trouble] = []
    notices: list[Notice] = []
    present = _present(state, now, gap=gap)
    known = {trouble.kind: trouble for trouble in state.health.troubles}
    for kind, said in present.items():
        trouble = _seen(known.get(kind), kind, said, now)
        if trouble.told_at is None and _is_due(trouble, state, grace, now, hold=hold, online_at=online_at):
            trouble = replace(trouble, told_at=now)
            notices.append(Notice(kind=kind, text=said, worse=True))
        troubles.append(trouble)
    for kind, trouble in known.items():
        if kind in present:
            continue
        if _remains(trouble, state, now):
            troubles.append(trouble)
        elif trouble.told_at is not None and kind.lasts:
            lasted = format_duration(now - trouble.since)
            notices.append(Notice(kind=kind, text=f"after {lasted}; it was: {trouble.said}", worse=False))
    return Judged(troubles=tuple(troubles), notices=tuple(notices))


def _present(state: PollState, now: datetime, *, gap: bool) -> Mapping[TroubleKind, str]:
    """What is wrong as the state stands, each in a sentence."""
    health = state.health
    if not state.state.healthy:
        if state.state is SourceState.NEW:
            return {}
        return {TroubleKind.UNREADABLE: f"{state.state}: {state.detail or 'no reason known'}"}
    found: dict[TroubleKind, str] = {}
    if health.empty_polls >= EMPTY_POLLS:
        found[TroubleKind.EMPTY] = f"it is read, and held no item {EMPTY_POLLS} times in a row or more"
    if is_silent(state, now) and health.spoke_at is not None:
        rest = format_duration(health.longest_rest or timedelta())
        quiet = format_duration(now - health.spoke_at)
        frozen = "its document has not changed either" if state.state is SourceState.FROZEN else "though it is read"
        found[TroubleKind.SILENT] = f"nothing new for {quiet}, {frozen}; it never rested longer than {rest} of late"
    if gap:
        found[TroubleKind.GAP] = (
            "every item was new and none known: some may have come and gone between two polls. A shorter interval helps"
        )
    if health.churned_polls >= CHURNED_POLLS:
        found[TroubleKind.UNSTABLE_IDS] = (
            "its items come under other links and guids at every poll; they are known by title and date instead"
        )
    if state.move.moved_polls >= AGREEING_POLLS:
        found[TroubleKind.MOVED] = f"it moved for good to {state.move.moved_to}; update the config"
    return found


def _seen(trouble: Trouble | None, kind: TroubleKind, said: str, now: datetime) -> Trouble:
    if trouble is None:
        return Trouble(kind=kind, since=now, last=now, said=said)
    return replace(trouble, last=now, said=said)


def _is_due(
    trouble: Trouble, state: PollState, grace: timedelta, now: datetime, *, hold: bool, online_at: datetime | None
) -> bool:
    """Whether a trouble is to be told now. Only failing has a grace: what else there is has been counted already."""
    if trouble.kind is not TroubleKind.UNREADABLE:
        return True
    if state.state is SourceState.GONE:
        return True
    since = max(trouble.since, online_at) if online_at else trouble.since
    return not hold and state.failures >= FAILURES and now - since >= grace


def _remains(trouble: Trouble, state: PollState, now: datetime) -> bool:
    """Whether a trouble that was not seen by this poll is still one."""
    if not state.state.healthy:
        # What cannot be read tells nothing of the rest.
        return trouble.kind is not TroubleKind.UNREADABLE
    return trouble.kind in (TroubleKind.GAP, TroubleKind.UNSTABLE_IDS) and now - trouble.last < FITS_END
