"""What must occur in an article before a condition can hold, so that most rules need not be looked at.

The answer is a list of sets of groups: of every set at least one group must occur. It never asks for too much, and may
ask for too little; an empty list means that anything may do. What is of infinite frequency may always be there: nothing
is asked of it.
"""

from collections.abc import Callable, Iterable
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
    Number,
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

#: More needs of one condition would leave out hardly any more articles, and alternatives multiply them.
_MOST_NEEDS = 8


def needs(truth: Truth, frequency: Frequency) -> list[Need]:
    """The sets of groups of which one each must occur before the truth can hold, the rarest first."""
    return _rarest(_of_truth(truth, frequency), frequency)


def _of_truth(truth: Truth, frequency: Frequency) -> set[Need]:
    match truth:
        case Some(place=place) | InTitle(place=place):
            return _of_place(place, frequency)
        case Count(place=place, least=least):
            return _of_place(place, frequency) if least > 0 else set()
        case SameSentence(left=left, right=right):
            return _of_place(left, frequency) | _of_place(right, frequency)
        case All(truths=truths):
            return {need for each in truths for need in _of_truth(each, frequency)}
        case Any(truths=truths):
            return _one_of((_of_truth(each, frequency) for each in truths), frequency)
        case Not() | About():
            return set()


def _of_place(place: Place, frequency: Frequency) -> set[Need]:
    match place:
        case Group(name=name):
            return {frozenset((name,))}
        case Number():
            return set()
        case Either(places=places):
            return _one_of((_of_place(each, frequency) for each in places), frequency)
        case Near(left=left, right=right) | Before(left=left, right=right):
            return _of_place(left, frequency) | _of_place(right, frequency)
        case Without(place=kept):
            return _of_place(kept, frequency)


def _one_of(alternatives: Iterable[set[Need]], frequency: Frequency) -> set[Need]:
    """What alternatives need together: whatever one of them needs, or else what each other does.

    Without any alternative that is the empty set, of which nothing can occur.
    """
    together = {Need()}
    for needed in alternatives:
        together = set(_rarest({one | other for one in together for other in needed}, frequency))
    return together


def _rarest(needed: set[Need], frequency: Frequency) -> list[Need]:
    """The needs that are hardest to meet, in this order, without those that follow from another or are always met."""
    known = [need for need in needed if frequency(need) < inf]
    rarest: list[Need] = []
    for need in sorted(known, key=lambda need: (frequency(need), len(need), sorted(need))):
        if not any(other <= need for other in rarest):
            rarest.append(need)
    return rarest[:_MOST_NEEDS]
