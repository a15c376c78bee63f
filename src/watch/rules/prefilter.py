"""Which rules may hold for an article, given which literals occur in it at all, and which expressions may match.

Each rule waits for its key: the rarest set of groups of which one must occur. Only when a clue of the key is there is
it asked whether its other needs are met. So a country that a thousand rules name costs nothing while their subjects are
missing, and the cost of an article grows with what is in it, not with the number of rules.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import inf

from watch.rules.find import Scanned, Scanner
from watch.rules.fuzzy import FuzzyFinder
from watch.rules.needs import needs
from watch.rules.occurrences import GroupPlan, Plans
from watch.rules.regex import RegexFinder
from watch.rules.tree import Truth
from watch.text.segment import HANGUL, LATIN

#: For an estimate only: characters of an article, and of how many a character of each script is one.
_ARTICLE = 1000
_LATIN = re.compile(f"[{LATIN}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_CHOICE_OF_LATIN, _CHOICE_OF_HANGUL, _CHOICE_OF_OTHERS = 15, 150, 400
#: The share of articles that hold a word because they are about it, and of those that an expression may match.
_ON_PURPOSE, _POSSIBLY = 0.01, 0.05

#: What shows that a group may occur: a literal that was found, or an expression that may match.
Clue = str | RegexFinder


def chance(literal: str) -> float:
    """How often a literal may be expected in an article, about: on purpose, or by chance where it is short.

    The scan knows no word boundaries, so that two or three Latin letters occur everywhere.
    """
    if _LATIN.match(literal):
        choice = _CHOICE_OF_LATIN
    else:
        choice = _CHOICE_OF_HANGUL if _HANGUL.match(literal) else _CHOICE_OF_OTHERS
    return _ON_PURPOSE + _ARTICLE * float(choice) ** -len(literal)


class Prefilter:
    """Made of the conditions of all rules with the plans of their groups. Immutable."""

    def __init__(self, conditions: Sequence[tuple[Truth, Plans]], scanner: Scanner) -> None:
        self._open = scanner.sieve.open
        clues: tuple[Clue, ...] = (*scanner.literals, *scanner.sieve.finders)
        self._numbers = {clue: number for number, clue in enumerate(clues)}
        self._frequencies = _frequencies(plans for _, plans in conditions)
        #: Rules that need nothing.
        self._always: list[int] = []
        #: For each clue the rules whose key it belongs to.
        self._waiting: list[list[int]] = [[] for _ in clues]
        #: For each rule the clues of its other needs.
        self._besides: list[tuple[frozenset[int], ...]] = []
        for rule, (when, plans) in enumerate(conditions):
            needed = self._needed(when, plans)
            self._besides.append(needed[1:])
            if not needed:
                self._always.append(rule)
            for clue in needed[0] if needed else ():
                self._waiting[clue].append(rule)

    def candidates(self, scanned: Scanned) -> list[int]:
        """The numbers of the rules whose condition may hold for an article, in order."""
        present = {number for number, _, _ in scanned.matches}
        present.update(self._numbers[finder] for finder in scanned.possible)
        chosen = set(self._always)
        for clue in present:
            for rule in self._waiting[clue]:
                if not any(map(present.isdisjoint, self._besides[rule])):
                    chosen.add(rule)
        return sorted(chosen)

    def _needed(self, when: Truth, plans: Plans) -> tuple[frozenset[int], ...]:
        """The sets of clues of which one each must be there, the rarest first."""
        frequency = {name: self._frequency(plan) for name, plan in plans.items()}
        needed = needs(when, lambda need: sum(frequency.get(name, 0.0) for name in need))
        return tuple(
            frozenset(self._numbers[clue] for name in need if name in plans for clue in _clues(plans[name]))
            for need in needed
        )

    def _frequency(self, plan: GroupPlan) -> float:
        """How often a group may be expected in an article; what no scan finds may always be there."""
        if any(isinstance(finder, FuzzyFinder) or finder in self._open for finder, _ in plan.finders):
            return inf
        return sum(self._frequencies[clue] for clue in _clues(plan))


def _clues(plan: GroupPlan) -> frozenset[Clue]:
    """Of these at least one is there where the group occurs, unless it has fuzzy terms."""
    return frozenset(plan.literals) | {finder for finder, _ in plan.finders if isinstance(finder, RegexFinder)}


def _frequencies(every: Iterable[Plans]) -> dict[Clue, float]:
    """For each clue how often it may be expected: what many rules name is common, too."""
    rules = Counter(clue for plans in every for plan in set(plans.values()) for clue in _clues(plan))
    return {clue: count * (chance(clue) if isinstance(clue, str) else _POSSIBLY) for clue, count in rules.items()}
