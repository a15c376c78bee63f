"""The occurrences of a rule's groups in one article: the longest terms, less what guards and other groups rule out."""

from dataclasses import dataclass, replace
from datetime import date
from re import Pattern as Regex
from typing import NamedTuple

from watch.model import Status
from watch.rules.find import Finds, Pattern, lies_inside, longest, pattern
from watch.rules.guards import following, preceding, words_after, words_before
from watch.rules.places import Mark, Spot, Spots
from watch.rules.tree import Rule, Term, TermGroup
from watch.text.status import status_of

_CURRENT = (Status.DONE, Status.PLANNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    """A group, ready: its patterns with the number of their term, and its guards."""

    group: TermGroup
    patterns: tuple[Pattern, ...]
    terms: tuple[int, ...]
    preceding: Regex[str] | None
    following: Regex[str] | None


def plans(rule: Rule) -> dict[str, GroupPlan]:
    """The plans of a rule's groups, in the order of the groups."""
    return {name: _plan(group) for name, group in rule.groups.items()}


def _plan(group: TermGroup) -> GroupPlan:
    found = [(pattern(term, group), number) for number, term in enumerate(group.terms)]
    usable = [(each, number) for each, number in found if each is not None]
    return GroupPlan(
        group=group,
        patterns=tuple(each for each, _ in usable),
        terms=tuple(number for _, number in usable),
        preceding=preceding(group.not_after),
        following=following(group.not_before),
    )


class RuledOut(NamedTuple):
    """Why an occurrence does not count: the key of the guard, and the other group or the words beside it."""

    guard: str
    words: str


class Occurrences:
    """The occurrences of one rule's groups in one article, each group worked out when first asked for."""

    __slots__ = ("_finds", "_marks", "_on", "_plan", "_raw", "_spots")

    def __init__(self, plan: dict[str, GroupPlan], finds: Finds, on: date | None) -> None:
        self._plan = plan
        self._finds = finds
        self._on = on
        self._raw: dict[str, list[tuple[int, int, int]]] = {}
        self._marks: dict[str, list[Mark]] = {}
        self._spots: dict[tuple[str, Status | None], Spots] = {}

    def spots(self, name: str, status: Status | None) -> Spots:
        """The spans of a group in order; of an act those of a status, or those done or planned when none is named."""
        key = (name, status)
        found = self._spots.get(key)
        if found is None:
            plan = self._plan.get(name)
            wanted = (status,) if status is not None else _CURRENT if plan and plan.group.act else (None,)
            marks = self._of(name, plan) if plan else []
            found = self._spots[key] = [Spot(mark.start, mark.end, (mark,)) for mark in marks if mark.status in wanted]
        return found

    def _of(self, name: str, plan: GroupPlan) -> list[Mark]:
        marks = self._marks.get(name)
        if marks is None:
            view, act = self._finds.view, plan.group.act
            marks = self._marks[name] = [
                Mark(start, end, name, term, status_of(view, start, end, self._on) if act else None)
                for start, end, term in self.raw(name)
                if self.ruled_out(plan, start, end) is None
            ]
        return marks

    def ruled_out(self, plan: GroupPlan, start: int, end: int) -> RuledOut | None:
        """The guard of a group that rules an occurrence out, if any does."""
        for other in plan.group.not_inside:
            if lies_inside(start, end, self.raw(other)):
                return RuledOut("not_inside", other)
        text = self._finds.view.text
        if (words := words_before(plan.preceding, text, start)) is not None:
            return RuledOut("not_after", words)
        if (words := words_after(plan.following, text, end)) is not None:
            return RuledOut("not_before", words)
        return None

    def raw(self, name: str) -> list[tuple[int, int, int]]:
        """The longest occurrences of a group before any guard: a former prime minister hides the minister too."""
        raw = self._raw.get(name)
        if raw is None:
            plan = self._plan.get(name)
            pairs = zip(plan.patterns, plan.terms, strict=True) if plan else ()
            raw = self._raw[name] = longest(
                [
                    (start, end, number)
                    for each, number in pairs
                    if each.literal in self._finds.candidates and plan and self.is_in_force(plan.group.terms[number])
                    for start, end in self._finds.of(each)
                ]
            )
        return raw

    def passed_over(self, name: str) -> dict[tuple[int, int], list[int]]:
        """Where terms stand, by number, that would count on another day, as words of their own or in other letters."""
        plan = self._plan.get(name)
        found: dict[tuple[int, int], list[int]] = {}
        for each, number in zip(plan.patterns, plan.terms, strict=True) if plan else ():
            for span in self._finds.of(replace(each, word=False, cased=None)):
                if not lies_inside(*span, self.raw(name)):
                    found.setdefault(span, []).append(number)
        return found

    def is_in_force(self, term: Term) -> bool:
        """Whether a dated term counts on the article's day; without a day none does."""
        if term.since is None and term.until is None:
            return True
        on = self._on
        return on is not None and (term.since is None or term.since <= on) and (term.until is None or on <= term.until)
