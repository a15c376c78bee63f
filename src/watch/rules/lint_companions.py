"""What is unwise about the companions of a rule: absences that say nothing, calendars that have run out."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from watch.model import Severity
from watch.rules.finding import Finding
from watch.rules.tree import Rule
from watch.rules.windows import day_in

_YEAR = timedelta(days=365)


def idle_absences(rule: Rule) -> Iterator[Finding]:
    """Absences that are never told, or told while the happening they wait for may still be going on."""
    for absence in rule.absences:
        if absence.severity is Severity.INFO:
            message = f'the absence "{absence.name}" is never told: info is history'
            yield Finding("R16", (*absence.path, "severity"), message)
        if absence.span <= rule.event.window:
            message = f'the absence "{absence.name}" is told after less time than one happening may take'
            hint = f"[event] window is {rule.event.window.days} days here; wait for longer"
            yield Finding("R17", (*absence.path, "for"), message, hint)


def stale_calendars(rule: Rule, now: datetime) -> Iterator[Finding]:
    """Windows without dates for the coming year, and guesses that nobody has confirmed in time."""
    for window in rule.calendar:
        today = day_in(window, now)
        ahead = [dates for dates in window.dates if dates.last >= today]
        if not ahead or ahead[0].first > today + _YEAR:
            message = f'the window "{window.name}" has no dates in the coming year'
            hint = "add them; confirmed = false for a guess from other years"
            yield Finding("R18", (*window.path, "dates"), message, hint)
        for position, dates in enumerate(window.dates):
            if dates.last < today and not dates.confirmed:
                message = f'the window "{window.name}" of {dates.first} has passed unconfirmed'
                yield Finding("R19", (*window.path, "dates", position), message, "look up when it was, or take it out")
