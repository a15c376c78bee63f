"""The algebra of places: sets of spans in one article, and what `near`, `before` and `without` make of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from watch.model import Status
from watch.rules.tree import Before, Either, Group, Near, Number, Place, Without
from watch.text.amounts import Amount
from watch.text.segment import UNIT, View

#: So many pairs in one sentence are each tried; of more only neighbours are.
_MOST_PAIRS = 1024
#: Farther than any two spans of one sentence.
_ANY_DISTANCE = 1 << 40


#: The number of the term of an amount: it has none.
NO_TERM = -1


class Mark(NamedTuple):
    """An occurrence of a group: a span of the view's text, the term (by its number) and, for an act, its status.

    Of an amount the group is "money" or "persons".
    """

    start: int
    end: int
    group: str
    term: int
    status: Status | None = None
    amount: Amount | None = None


class Spot(NamedTuple):
    """A span of a place, and the occurrences it is made of."""

    start: int
    end: int
    marks: tuple[Mark, ...]


Spots = list[Spot]


def place(node: Place, view: View, group: Callable[[Group | Number], Spots]) -> Spots:
    """The spans of a place, in order, each once. `group` gives those of a group or of amounts."""
    match node:
        case Group() | Number():
            return group(node)
        case Either(places=places):
            return _sorted(spot for each in places for spot in place(each, view, group))
        case Near(left=left, right=right) | Before(left=left, right=right):
            measure = _Measure(view, node.distance, ordered=isinstance(node, Before))
            return _sorted(_cover(one, other) for one, other in measure.pairs(*_both(left, right, view, group)))
        case Without(place=kept, other=other):
            spots, others = _both(kept, other, view, group)
            banned = {one[:2] for one, _ in _Measure(view, node.distance).pairs(spots, others)}
            return [spot for spot in spots if spot[:2] not in banned]


def _both(one: Place, other: Place, view: View, group: Callable[[Group | Number], Spots]) -> tuple[Spots, Spots]:
    """The spans of two places; the second is not looked for when the first is empty."""
    spots = place(one, view, group)
    return spots, place(other, view, group) if spots else []


def count_apart(spots: Spots) -> int:
    """How many of the spans can be chosen so that none overlaps another."""
    count, end = 0, -1
    for spot in sorted(spots, key=lambda each: each.end):
        if spot.start >= end:
            count, end = count + 1, spot.end
    return count


def nearest(view: View, lefts: Spots, rights: Spots, *, ordered: bool = False) -> tuple[int, Spot, Spot] | None:
    """The closest pair of those that `near` (ordered: `before`) tries at any distance, with what lies between, in
    sixths of a unit; None where no two stand in one sentence."""
    pairs = _Measure(view, _ANY_DISTANCE, ordered=ordered).pairs(lefts, rights)
    measured = ((gap(view, one, other, view.sentence(one.start)), one, other) for one, other in pairs)
    return min(measured, key=lambda each: each[0], default=None)


def gap(view: View, one: Spot, other: Spot, sentence: int) -> int:
    """What lies between two spans of a sentence, in sixths of a unit; nothing where they touch or overlap."""
    first, second = (one, other) if one.start <= other.start else (other, one)
    return view.ruler(sentence).gap(first.end, second.start) if second.start > first.end else 0


def _sorted(spots: Iterable[Spot]) -> Spots:
    """Each span once; of equal ones the first keeps its marks."""
    once: dict[tuple[int, int], Spot] = {}
    for spot in spots:
        once.setdefault(spot[:2], spot)
    return [once[span] for span in sorted(once)]


def _cover(one: Spot, other: Spot) -> Spot:
    return Spot(min(one.start, other.start), max(one.end, other.end), tuple(dict.fromkeys(one.marks + other.marks)))


class _Measure:
    """Which spans of one article lie close together."""

    def __init__(self, view: View, distance: int, *, ordered: bool = False) -> None:
        self._view = view
        self._most = distance * UNIT
        self._ordered = ordered

    def pairs(self, lefts: Spots, rights: Spots) -> Iterator[tuple[Spot, Spot]]:
        """All close pairs, sentence by sentence; in a sentence with very many spans only neighbours are paired."""
        if not lefts or not rights:
            return
        by_sentence = {number: list(group) for number, group in groupby(rights, self._sentence)}
        for number, group in groupby(lefts, self._sentence):
            others = by_sentence.get(number)
            if not others:
                continue
            ones = list(group)
            few = len(ones) * len(others) <= _MOST_PAIRS
            for one in ones:
                for other in others if few else _neighbours(one, others):
                    if self._close(one, other, number):
                        yield one, other

    def _sentence(self, spot: Spot) -> int:
        return self._view.sentence(spot.start)

    def _close(self, one: Spot, other: Spot, sentence: int) -> bool:
        if one.marks == other.marks or (self._ordered and one.end > other.start):
            return False
        return gap(self._view, one, other, sentence) <= self._most


def _neighbours(one: Spot, others: Spots) -> Spots:
    """The spans next to one on either side, and those it overlaps, up to a few."""
    low = bisect_left(others, (one.start,))
    high = bisect_right(others, (one.end,), lo=low)
    return others[max(0, low - 2) : min(high, low + 4) + 2]
