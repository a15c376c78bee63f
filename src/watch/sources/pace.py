"""How often a source is asked: as its config says, or as its own rhythm teaches. Pure.

A source that names no interval begins with the common one. While polls bring nothing new it is asked less often, step
by step; when they bring something, more often; so it settles where about every other poll brings something. That needs
no clock of its own and no counting of articles by weekday: a quiet night slows it down, the first news of the morning
begins to speed it up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from watch.configured import PollingSettings
from watch.model import Source
from watch.times import format_duration

#: What a poll makes of the interval: nothing was new, something was, half or more was.
SLOWER, QUICKER, MUCH_QUICKER = 1.25, 0.8, 0.5
MOST = 0.5
#: While a window of the calendar is open.
IN_A_WINDOW = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one poll showed of a source's rhythm."""

    items: int = 0
    new: int = 0
    #: Nothing in the document was known: items may have come and gone since the last poll.
    gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What stands for or against asking soon, beside the rhythm."""

    #: How long the publisher asks to be left alone: by the document (ttl), by HTTP (Cache-Control, Expires).
    ttl: timedelta | None = None
    max_age: timedelta | None = None
    #: What is due by the calendar just now.
    windows: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How often a source is asked from now on, and from what that follows."""

    #: What is remembered; None for a source that keeps its own interval.
    learned: timedelta | None
    interval: timedelta
    why: str


def asked(
    source: Source, learned: timedelta | None, polling: PollingSettings, lesson: Lesson | None, wishes: Wishes
) -> Asked:
    """How often to ask after a poll. `learned`: what was known before; `lesson`: None where the poll taught nothing."""
    if not source.adapts:
        interval, reasons = source.interval, ["its config says so"]
    else:
        before = bounded(learned or source.interval, polling)
        interval, reason = (before, "nothing was learned now") if lesson is None else _taught(before, lesson, polling)
        learned, reasons = interval, [reason]
        wish, by = max((wishes.ttl or timedelta(), "its document"), (wishes.max_age or timedelta(), "Cache-Control"))
        if wish > interval and polling.longest > interval:
            interval = min(wish, polling.longest)
            reasons.append(f"its publisher asks for {format_duration(wish)} ({by})")
    if wishes.windows:
        interval = min(interval, max(polling.shortest, interval * IN_A_WINDOW))
        reasons.append(f"half of it while this is due: {', '.join(wishes.windows[:3])}")
    return Asked(
        learned=learned if source.adapts else None,
        interval=interval,
        why=f"every {format_duration(interval)}: {'; '.join(reasons)}",
    )


def bounded(interval: timedelta, polling: PollingSettings) -> timedelta:
    """An interval within the bounds of the config, which the common interval widens where it lies beyond them."""
    return min(max(interval, min(polling.shortest, polling.interval)), max(polling.longest, polling.interval))


def _taught(before: timedelta, lesson: Lesson, polling: PollingSettings) -> tuple[timedelta, str]:
    """The interval after a lesson, and the lesson in words."""
    share = lesson.new / lesson.items if lesson.items else 0.0
    if lesson.gap:
        factor, what = MUCH_QUICKER, "all items were new, so that some may have been missed"
    elif not lesson.new:
        factor, what = SLOWER, "nothing was new"
    else:
        factor, what = MUCH_QUICKER if share >= MOST else QUICKER, f"{lesson.new} of {lesson.items} items were new"
    after = bounded(timedelta(seconds=round((before * factor).total_seconds(), 1)), polling)
    if after == before:
        return after, f"{what}; it stays at that"
    return after, f"{what}, so {'less' if after > before else 'more'} often than every {format_duration(before)}"
