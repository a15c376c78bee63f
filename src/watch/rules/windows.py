"""Which windows of the calendar are open at a moment, and which come next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from watch.rules.tree import CalendarWindow, Dates, Rule


@dataclass(frozen=True, slots=True)
class Due:
    """A window that is open, or the next time it opens."""

    rule_id: str
    window: CalendarWindow
    dates: Dates
    open: bool


def due(rule: Rule, now: datetime) -> Iterator[Due]:
    """Each window of a rule that is open at this instant, or opens later; none for one whose dates have all passed.

    Days begin and end in the zone of the window. Raises ValueError for an instant without a zone.
    """
    for window in rule.calendar:
        today = day_in(window, now)
        for dates in window.dates:
            if today <= dates.last:
                yield Due(rule.id, window, dates, dates.first <= today)
                break


def open_now(rules: Iterable[Rule], now: datetime) -> tuple[str, ...]:
    """The windows of these rules that are open at this instant, by rule and name: "yasukuni.autumn"."""
    return tuple(f"{one.rule_id}.{one.window.name}" for rule in rules for one in due(rule, now) if one.open)


def day_in(window: CalendarWindow, now: datetime) -> date:
    """The day that it is for a window at this instant. Raises ValueError for an instant without a zone."""
    if now.tzinfo is None:
        raise ValueError(f"an instant needs a zone: {now!r}")
    return now.astimezone(ZoneInfo(window.zone)).date()
