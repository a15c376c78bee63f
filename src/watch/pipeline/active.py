"""The config and the rules of one moment: what a poll works with from its first byte to its commit."""

from dataclasses import dataclass, field

from watch.configured import Config
from watch.rules.match import Matcher
from watch.rules.tree import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Active:
    """Replaced whole on reload; a poll under way keeps the one it began with."""

    config: Config
    ruleset: RuleSet
    matcher: Matcher = field(repr=False)

    @classmethod
    def of(cls, config: Config, ruleset: RuleSet) -> "Active":
        """Make the rules ready to match."""
        return cls(config=config, ruleset=ruleset, matcher=Matcher(ruleset))
