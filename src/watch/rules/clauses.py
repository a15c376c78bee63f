"""The parts of a condition before one article: which hold, which do not, why not, and how near they came.

Whether a part holds is never worked out here: the judge that makes hits is asked. Here is put into words what it says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil

from watch.model import Span, Status
from watch.rules.match import Judge
from watch.rules.occurrences import GroupPlan, RuledOut
from watch.rules.places import Mark, Spot, Spots, count_apart, nearest
from watch.rules.show import show
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
    Term,
    Truth,
    Without,
)
from watch.text.segment import UNIT

#: Occurrences told for one group; a hostile text may hold thousands.
MOST_TOLD = 12
#: How near a part came that does not hold, from 0 to 1: to tell near misses from others, no more.
_OUT_OF_PLACE, _ELSEWHERE, _INCOMPLETE, _RULED_OUT = 0.8, 0.7, 0.6, 0.5
_LONGEST_WORDS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """Where a term stands; the status of an act with the words that told it; what is wrong with it ("is past: 2013")
    where it does not count."""

    span: Span
    words: str
    status: Status | None = None
    told: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One part of a condition. The parts below it are those of its expression."""

    text: str
    #: The same without its parts: "shrine near/25 …", "any of".
    label: str
    #: Where it stands in its expression, in characters.
    at: int
    length: int
    holds: bool
    #: How it holds, or why it does not and the nearest it came; "" where the parts below say all there is to say.
    note: str = ""
    closeness: float
    spans: tuple[Span, ...] = ()
    #: For a group: where its terms stand, also where they do not count.
    occurrences: tuple[Occurrence, ...] = ()
    parts: tuple["Clause", ...] = ()
    #: The part that decided, where one alone did.
    cause: "Clause | None" = None
    #: It must not hold: what stands behind `not` or `without`.
    against: bool = False
    #: One of its parts is enough.
    is_choice: bool = False

    @property
    def reason(self) -> str:
        """The note of the part that decided; of parts that hold together the notes of all."""
        if self.cause is not None:
            return self.cause.reason
        if self.holds and not self.note:
            return "; ".join(part.reason for part in self.parts if part.reason)
        return self.note

    def walk(self) -> Iterator["Clause"]:
        """The clause and all its parts."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def counting(self) -> Iterator[Occurrence]:
        """The occurrences that make it hold, each once."""
        if self.holds:
            counted = [each for clause in self.walk() for each in clause.occurrences if not each.fault]
            yield from (each for each in dict.fromkeys(counted) if each.span in self.spans)


def ask(judge: Judge, condition: Truth) -> Clause:
    """The condition before the judge's article, part by part. Never raises, whatever the text."""
    return _Asker(judge).truth(condition)


class _Asker:
    """Asks a judge about each part of a condition."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._view = judge.view

    # -------------------------------------------------------------------------------------------- truths

    def truth(self, node: Truth) -> Clause:
        match node:
            case Some(place=where):
                return self.place(where)
            case All() | Any():
                return self._joined(node)
            case Not():
                return self._not(node)
            case Count() | InTitle():
                return self._of_place(node)
            case SameSentence():
                return self._together(node)
            case About():
                return self._about(node)

    def _joined(self, node: All | Any) -> Clause:
        parts = tuple(map(self.truth, node.truths))
        marks = self._judge.holds(node)
        cause: Clause | None
        if isinstance(node, Any):
            closeness = max(part.closeness for part in parts) if parts else 0.0
            cause = next((part for part in parts if part.closeness == closeness), None)
        else:
            closeness = sum(part.closeness for part in parts) / max(1, len(parts))
            cause = _weakest(parts)
        return self._clause(node, marks, closeness=closeness, parts=parts, cause=cause)

    def _not(self, node: Not) -> Clause:
        marks = self._judge.holds(node)
        inner = self._judge.holds(node.truth) or []
        found = " and ".join(self._named(_spot(mark)) for mark in list(dict.fromkeys(inner))[:2])
        note = "" if marks is not None else f"{found} found" if found else "it holds"
        return self._clause(
            node, marks, note=note, closeness=_OUT_OF_PLACE, parts=(replace(self.truth(node.truth), against=True),)
        )

    def _of_place(self, node: Count | InTitle) -> Clause:
        part = self.place(node.place)
        spots = self._judge.place(node.place)
        marks = self._judge.holds(node)
        note, closeness = "", _INCOMPLETE * part.closeness
        if isinstance(node, Count):
            number = count_apart(spots)
            note = f"{number} found" if marks is not None else f"{number} of {node.least} wanted"
            closeness = number / node.least if node.least and number else closeness
        elif marks is not None:
            note = f"{self._named(_spot(marks[0]))} in the title"
        elif spots:
            note, closeness = f"{self._named(spots[0])} found, but not in the title", _ELSEWHERE
        cause = part if marks is None and not spots else None
        return self._clause(node, marks, note=note, closeness=closeness, parts=(part,), cause=cause)

    def _together(self, node: SameSentence) -> Clause:
        parts = (self.place(node.left), self.place(node.right))
        marks = self._judge.holds(node)
        note, closeness = "", _half_way(parts)
        if marks is None and all(part.holds for part in parts):
            left, right = self._judge.place(node.left)[0], self._judge.place(node.right)[0]
            note, closeness = f"{self._named(left)} and {self._named(right)} in different sentences", _ELSEWHERE
        return self._clause(node, marks, note=note, closeness=closeness, parts=parts, cause=_weakest(parts))

    def _about(self, node: About) -> Clause:
        known = self._judge.known(node.what)
        what = {"lang": "language"}.get(node.what, node.what)
        note = f"the {what} of the article is {known if known is not None else 'not known'}"
        return self._clause(node, self._judge.holds(node), note=note, closeness=0.0)

    # -------------------------------------------------------------------------------------------- places

    def place(self, node: Place) -> Clause:
        match node:
            case Group() | Number():
                return self._group(node)
            case Either():
                return self._either(node)
            case Near() | Before():
                return self._pair(node)
            case Without():
                return self._without(node)

    def _either(self, node: Either) -> Clause:
        parts = tuple(map(self.place, node.places))
        closeness = max(part.closeness for part in parts)
        cause = next(part for part in parts if part.closeness == closeness)
        return self._clause(node, self._marks(node), closeness=closeness, parts=parts, cause=cause)

    def _pair(self, node: Near | Before) -> Clause:
        parts = (self.place(node.left), self.place(node.right))
        marks = self._marks(node)
        if not all(part.holds for part in parts):
            cause = _weakest(parts)
            return self._clause(node, marks, closeness=_half_way(parts), parts=parts, cause=cause)
        lefts, rights = self._judge.place(node.left), self._judge.place(node.right)
        pair = nearest(self._view, lefts, rights, ordered=isinstance(node, Before))
        wanted = f"{'before' if isinstance(node, Before) else 'near'}/{node.distance}"
        if pair is None:
            note, closeness = self._never_together(node, lefts, rights), _ELSEWHERE
        elif marks is not None:
            note, closeness = f"{self._named(pair[1])} and {self._named(pair[2])} {_apart(pair[0])}", 1.0
        else:
            away = f"{_units(pair[0])} away, {wanted} wanted"
            note = f"{self._named(pair[1])} found, {self._named(pair[2])} found {away}{self._nearer(node)}"
            closeness = _OUT_OF_PLACE + (1 - _OUT_OF_PLACE) * node.distance * UNIT / (pair[0] + 1)
        return self._clause(node, marks, note=note, closeness=min(closeness, 0.99), parts=parts)

    def _never_together(self, node: Near | Before, lefts: Spots, rights: Spots) -> str:
        other_way = nearest(self._view, lefts, rights) if isinstance(node, Before) else None
        if other_way is not None:
            return f"{self._named(other_way[2])} stands before {self._named(other_way[1])}, not behind"
        if lefts == rights and len(lefts) == 1:
            return f"{self._named(lefts[0])} found only once"
        return f"{self._named(lefts[0])} and {self._named(rights[0])} in different sentences"

    def _nearer(self, node: Near | Before) -> str:
        """An occurrence that would be near enough, if it counted."""
        outs = dict([*self._outs(node.left), *self._outs(node.right)])
        lefts = [*self._judge.place(node.left), *(spot for spot, _ in self._outs(node.left))]
        rights = [*self._judge.place(node.right), *(spot for spot, _ in self._outs(node.right))]
        pair = nearest(
            self._view, sorted(lefts, key=_span), sorted(rights, key=_span), ordered=isinstance(node, Before)
        )
        if pair is None or pair[0] > node.distance * UNIT:
            return ""
        faulty = next((self._faulty(spot, outs[spot]) for spot in pair[1:] if spot in outs), "")
        return f"; nearer, {faulty}" if faulty else ""

    def _without(self, node: Without) -> Clause:
        parts = (self.place(node.place), replace(self.place(node.other), against=True))
        marks = self._marks(node)
        if marks is not None or not parts[0].holds:
            cause = None if marks is not None else parts[0]
            return self._clause(node, marks, closeness=_INCOMPLETE * parts[0].closeness, parts=parts, cause=cause)
        pair = nearest(self._view, self._judge.place(node.place), self._judge.place(node.other))
        note = ""
        if pair is not None:
            there = f"with {self._named(pair[2])} {_apart(pair[0])}"
            note = f"{self._named(pair[1])} found, {there}, without/{node.distance} wanted"
        return self._clause(node, marks, note=note, closeness=_OUT_OF_PLACE, parts=parts)

    # -------------------------------------------------------------------------------------------- groups

    def _group(self, node: Group | Number) -> Clause:
        marks = self._marks(node)
        told = tuple(self._occurrence(mark) for mark in islice(marks or (), MOST_TOLD))
        outs = list(islice(self._outs(node), MOST_TOLD))
        occurrences = told + tuple(self._occurrence(spot.marks[0], fault) for spot, fault in outs)
        note = self._faulty(*outs[0]) if outs else _missing(node)
        if marks:
            note = f"{self._named(_spot(marks[0]))} found"
        closeness = _RULED_OUT if outs else 0.0
        return self._clause(node, marks, note=note, closeness=closeness, occurrences=occurrences)

    def _occurrence(self, mark: Mark, fault: str = "") -> Occurrence:
        (span,) = self._judge.spans([mark])
        told = self._judge.occurrences.told(mark.start, mark.end).words if mark.status else ""
        return Occurrence(
            span=span, words=self._words(mark.start, mark.end), status=mark.status, told=told, fault=fault
        )

    def _outs(self, node: Place) -> Iterator[tuple[Spot, str]]:
        """Where terms of these groups stand and do not count, each with its fault."""
        if isinstance(node, Either):
            for each in node.places:
                yield from self._outs(each)
        if isinstance(node, Number):
            wanted = self._judge.place(node)
            others = self._judge.place(Number(what=node.what))
            yield from ((spot, f"is {spot.marks[0].amount}") for spot in others if spot not in wanted)
        if isinstance(node, Group) and node.name in self._judge.plans:
            yield from self._of_other_status(node)
            plan = self._judge.plans[node.name]
            yield from self._ruled_out(plan)
            yield from self._passed_over(plan)

    def _of_other_status(self, node: Group) -> Iterator[tuple[Spot, str]]:
        counted = {spot.marks[0] for spot in self._judge.place(node)}
        for status in Status:
            for spot in self._judge.place(Group(name=node.name, status=status)):
                if spot.marks[0] not in counted:
                    words = self._judge.occurrences.told(spot.start, spot.end).words
                    yield spot, f"is {status}{f': {words}' if words else ''}"

    def _ruled_out(self, plan: GroupPlan) -> Iterator[tuple[Spot, str]]:
        occurrences = self._judge.occurrences
        for start, end, term in occurrences.raw(plan):
            ruled = occurrences.ruled_out(plan, start, end, term)
            if ruled is not None and occurrences.counted(plan, start, end, term) is None:
                yield _spot(Mark(start, end, plan.group.name, term)), _guarded(ruled, plan.guards[term].of)

    def _passed_over(self, plan: GroupPlan) -> Iterator[tuple[Spot, str]]:
        occurrences, group = self._judge.occurrences, plan.group
        for (start, end), numbers in occurrences.passed_over(plan).items():
            spot = _spot(Mark(start, end, group.name, numbers[0]))
            terms = [group.terms[number] for number in numbers]
            if not any(map(occurrences.is_in_force, terms)):
                yield spot, self._out_of_force(terms)
            else:
                case = any((term.home or group).case for term in terms)
                yield spot, "is written in other letters" if case else "stands inside a longer word"

    def _out_of_force(self, terms: Iterable[Term]) -> str:
        days = ", ".join(" ".join(_days(term)) for term in terms)
        on = self._judge.reading.on
        return f"counts {days}, and the article is {f'of {on}' if on else 'of no known date'}"

    # -------------------------------------------------------------------------------------------- words

    def _marks(self, node: Place) -> list[Mark] | None:
        return [mark for spot in self._judge.place(node) for mark in spot.marks] or None

    def _clause(
        self,
        node: Truth | Place,
        marks: list[Mark] | None,
        *,
        closeness: float,
        note: str = "",
        parts: tuple[Clause, ...] = (),
        cause: Clause | None = None,
        occurrences: tuple[Occurrence, ...] = (),
    ) -> Clause:
        held = marks is not None
        return Clause(
            text=show(node),
            label=_label(node),
            is_choice=isinstance(node, Any | Either),
            at=node.at,
            length=node.length,
            holds=held,
            note=note,
            closeness=1.0 if held else min(closeness, 0.99),
            spans=self._judge.spans(dict.fromkeys(marks or ())),
            occurrences=occurrences,
            parts=parts,
            cause=cause,
        )

    def _named(self, spot: Spot) -> str:
        """The groups of a span and its words: minister “大臣”."""
        groups = "…".join(dict.fromkeys(mark.group for mark in spot.marks))
        return f"{groups} “{self._words(spot.start, spot.end)}”"

    def _faulty(self, spot: Spot, fault: str) -> str:
        return f"{self._named(spot)} {fault}"

    def _words(self, start: int, end: int) -> str:
        field, first, last = self._view.original(start, end)
        reading = self._judge.reading
        words = " ".join((reading.title if field == "title" else reading.text)[first:last].split())
        half = _LONGEST_WORDS // 2
        return words if len(words) <= _LONGEST_WORDS else f"{words[:half]}…{words[-half:]}"


def _label(node: Truth | Place) -> str:
    match node:
        case All():
            return "all of"
        case Any() | Either():
            return "any of"
        case Not():
            return "not …"
        case Near(left=left, right=right, distance=distance):
            return f"{_side(left)} near/{distance} {_side(right)}"
        case Before(left=left, right=right, distance=distance):
            return f"{_side(left)} before/{distance} {_side(right)}"
        case Without(place=left, other=right, distance=distance):
            return f"{_side(left)} without/{distance} {_side(right)}"
        case Count(least=least):
            return f"count(…) >= {least}"
        case InTitle():
            return "title(…)"
        case SameSentence():
            return "same-sentence(…)"
    return show(node)


def _side(node: Place) -> str:
    return show(node) if isinstance(node, Group | Number) else "…"


def _missing(node: Group | Number) -> str:
    return f"no word of {node.name} found" if isinstance(node, Group) else f"no {node.what} found"


def _weakest(parts: Iterable[Clause]) -> Clause | None:
    """The part that is farthest from holding, if one does not hold."""
    return min((part for part in parts if not part.holds), key=lambda part: part.closeness, default=None)


def _half_way(parts: tuple[Clause, ...]) -> float:
    return _INCOMPLETE * sum(part.closeness for part in parts) / len(parts)


def _spot(mark: Mark) -> Spot:
    return Spot(mark.start, mark.end, (mark,))


def _guarded(ruled: RuledOut, country: str | None) -> str:
    match ruled.guard:
        case "not_inside":
            return f"found only inside {ruled.words}"
        case "only_after":
            return "stands behind none of its only_after"
        case "of":
            return f"belongs to {ruled.words}, {country} wanted"
    return f"is ruled out by {ruled.guard}: {ruled.words.strip()}"


def _days(term: Term) -> Iterator[str]:
    return (f"{word} {day}" for word, day in (("from", term.since), ("to", term.until)) if day is not None)


def _span(spot: Spot) -> tuple[int, int]:
    return spot[:2]


def _apart(sixths: int) -> str:
    return f"{_units(sixths)} apart" if sixths else "side by side"


def _units(sixths: int) -> str:
    units = ceil(sixths / UNIT)
    return f"{units} unit{'s' if units != 1 else ''}"
