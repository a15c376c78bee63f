"""What must occur in an article before a condition can hold, so that most rules need not be looked at.

The answer is a list of sets of groups, each as the bits of a number: of every set at least one group must have a
literal in the article. It never asks for too much, and may ask for too little; an empty list means that anything may
do.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_

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


def needs(truth: Truth, groups: Sequence[str]) -> tuple[int, ...]:
    """The sets of groups of which one each must occur before the truth can hold."""
    bits = {name: 1 << number for number, name in enumerate(groups)}
    return tuple(dict.fromkeys(_of_truth(truth, bits)))


def _of_truth(truth: Truth, bits: dict[str, int]) -> list[int]:
    match truth:
        case Some(place=place) | InTitle(place=place):
            return _of_place(place, bits)
        case Count(place=place, least=least):
            return _of_place(place, bits) if least > 0 else []
        case SameSentence(left=left, right=right):
            return _of_place(left, bits) + _of_place(right, bits)
        case All(truths=truths):
            return [needed for each in truths for needed in _of_truth(each, bits)]
        case Any(truths=truths):
            return _one_of([_of_truth(each, bits) for each in truths])
        case Not() | About():
            return []


def _of_place(place: Place, bits: dict[str, int]) -> list[int]:
    match place:
        case Group(name=name):
            return [bits.get(name, 0)]
        case Either(places=places):
            return _one_of([_of_place(each, bits) for each in places])
        case Near(left=left, right=right) | Before(left=left, right=right):
            return _of_place(left, bits) + _of_place(right, bits)
        case Without(place=kept):
            return _of_place(kept, bits)


def _one_of(alternatives: list[list[int]]) -> list[int]:
    """What alternatives need together: of each the set that is hardest to meet, all in one."""
    if not all(alternatives):
        return []
    return [reduce(or_, (min(needed, key=int.bit_count) for needed in alternatives))]
