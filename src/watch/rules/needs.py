"""What must occur in an article before a condition can hold, so that most rules need not be looked at.

The answer is a list of sets of groups: of every set at least one group must occur. It never asks for too much, and may
ask for too little; an empty list means that anything may do. What is of infinite frequency may always be there: nothing
is asked of it.
"""

from collections.abc import Callable
from math import inf

from watch.rules.tree import (
    About,
    All,
    Any,
    Before,
    Count,
    Either,
    Group,
    InTitle,
    Near,
    Not,
    Place,
    SameSentence,
    Some,
    Truth,
    Without,
)

#: Names of groups of which one must occur.
Need = frozenset[str]
#: How often one of these groups may be expected in an article: the rarer, the better a rule is left out by it.
Frequency = Callable[[Need], float]


def needs(truth: Truth, frequency: Frequency) -> tuple[Need, ...]:
    """The sets of groups of which one each must occur before the truth can hold, the rarest first."""
    found = {need for need in _of_truth(truth, frequency) if frequency(need) < inf}
    return tuple(sorted(found, key=lambda need: (frequency(need), sorted(need))))


def _of_truth(truth: Truth, frequency: Frequency) -> list[Need]:
    match truth:
        case Some(place=place) | InTitle(place=place):
            return _of_place(place, frequency)
        case Count(place=place, least=least):
            return _of_place(place, frequency) if least > 0 else []
        case SameSentence(left=left, right=right):
            return _of_place(left, frequency) + _of_place(right, frequency)
        case All(truths=truths):
            return [need for each in truths for need in _of_truth(each, frequency)]
        case Any(truths=truths):
            return _one_of([_of_truth(each, frequency) for each in truths], frequency)
        case Not() | About():
            return []


def _of_place(place: Place, frequency: Frequency) -> list[Need]:
    match place:
        case Group(name=name):
            return [frozenset((name,))]
        case Either(places=places):
            return _one_of([_of_place(each, frequency) for each in places], frequency)
        case Near(left=left, right=right) | Before(left=left, right=right):
            return _of_place(left, frequency) + _of_place(right, frequency)
        case Without(place=kept):
            return _of_place(kept, frequency)


def _one_of(alternatives: list[list[Need]], frequency: Frequency) -> list[Need]:
    """What alternatives need together: of each the rarest set, all in one."""
    if not all(alternatives):
        return []
    return [frozenset().union(*(min(needed, key=frequency) for needed in alternatives))]
