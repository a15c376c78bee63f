"""The config and the rules of one moment: what a poll works with from its first byte to its commit."""

from dataclasses import dataclass, field
from datetime import datetime

from watch.configured import Config
from watch.rules.match import Matcher
from watch.rules.tree import Rule, RuleSet
from watch.rules.windows import open_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """Replaced whole on reload; a poll under way keeps the one it began with."""

    config: Config
    ruleset: RuleSet
    matcher: Matcher = field(repr=False)
    #: Those of the rules that have a calendar.
    calendars: tuple[Rule, ...] = field(repr=False)

    @classmethod
    def of(cls, config: Config, ruleset: RuleSet) -> "Active":
        """Make the rules ready to match."""
        calendars = tuple(rule for rule in ruleset.rules if rule.calendar)
        return cls(config=config, ruleset=ruleset, matcher=Matcher(ruleset), calendars=calendars)

    def open_windows(self, now: datetime) -> tuple[str, ...]:
        """What is due by the calendar of any rule at this instant."""
        return open_now(self.calendars, now)
