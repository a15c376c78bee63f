"""Which rules may hold for an article, given which literals occur in it at all.

Each rule waits for its key: the rarest set of groups of which one must occur. Only when a literal of the key has
occurred is it asked whether its other needs are met. So a country that a thousand rules name costs nothing while their
subjects are missing, and the cost of an article grows with what is in it, not with the number of rules.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import inf

from watch.rules.needs import needs
from watch.rules.occurrences import GroupPlan, Plans
from watch.rules.tree import Truth
from watch.text.segment import HANGUL, LATIN

#: For an estimate only: characters of an article, and of how many a character of each script is one.
_ARTICLE = 1000
_LATIN = re.compile(f"[{LATIN}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_CHOICE_OF_LATIN, _CHOICE_OF_HANGUL, _CHOICE_OF_OTHERS = 15, 150, 400
#: The share of articles that hold a word because they are about it.
_ON_PURPOSE = 0.01


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

    def __init__(self, conditions: Sequence[tuple[Truth, Plans]], literals: Sequence[str]) -> None:
        self._numbers = {literal: number for number, literal in enumerate(literals)}
        self._frequencies = _frequencies(plans for _, plans in conditions)
        #: Rules that need nothing.
        self._always: list[int] = []
        #: For each literal the rules whose key it belongs to.
        self._waiting: list[list[int]] = [[] for _ in literals]
        #: For each rule the literals of its other needs.
        self._besides: list[tuple[frozenset[int], ...]] = []
        for rule, (when, plans) in enumerate(conditions):
            needed = self._needed(when, plans)
            self._besides.append(needed[1:])
            if not needed:
                self._always.append(rule)
            for literal in needed[0] if needed else ():
                self._waiting[literal].append(rule)

    def candidates(self, present: set[int]) -> list[int]:
        """The numbers of the rules whose condition may hold, in order; `present` are those of the literals found."""
        chosen = set(self._always)
        for literal in present:
            for rule in self._waiting[literal]:
                if not any(map(present.isdisjoint, self._besides[rule])):
                    chosen.add(rule)
        return sorted(chosen)

    def _needed(self, when: Truth, plans: Plans) -> tuple[frozenset[int], ...]:
        """The sets of literals of which one each must occur, the rarest first."""
        frequency = {name: self._frequency(plan) for name, plan in plans.items()}
        needed = needs(when, lambda need: sum(frequency.get(name, 0.0) for name in need))
        return tuple(
            frozenset(self._numbers[literal] for name in need if name in plans for literal in plans[name].literals)
            for need in needed
        )

    def _frequency(self, plan: GroupPlan) -> float:
        """How often a group may be expected in an article; what no scan finds may always be there."""
        return inf if plan.finders else sum(self._frequencies[literal] for literal in plan.literals)


def _frequencies(every: Iterable[Plans]) -> dict[str, float]:
    """For each literal how often it may be expected: what many rules name is common, too."""
    rules = Counter(literal for plans in every for plan in set(plans.values()) for literal in plan.literals)
    return {literal: count * chance(literal) for literal, count in rules.items()}
