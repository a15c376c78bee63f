"""The occurrences of groups in one article: the longest terms, less what guards and other groups rule out.

Equal groups of many rules have one plan, and what is found for it in an article is shared by all of them.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from re import Pattern as Regex
from typing import NamedTuple

from watch.model import Status
from watch.rules.find import MOST_OCCURRENCES, Finds, Pattern, lies_inside, longest, pattern
from watch.rules.finders import Finder, finder_of
from watch.rules.guards import following, preceding, words_after, words_before
from watch.rules.numbers import fits
from watch.rules.owners import NO_CONTEXT, Context, Home, Owners, agree
from watch.rules.places import NO_TERM, Mark, Spot, Spots
from watch.rules.tree import Number, Term, TermGroup, TermKind
from watch.text.amounts import Amount, amounts
from watch.text.status import Told, status_of, told_of

_CURRENT = (Status.DONE, Status.PLANNED)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupPlan:
    """A group, ready: its patterns with the number of their term, and the guards of each term. Never equal."""

    group: TermGroup
    patterns: tuple[Pattern, ...]
    terms: tuple[int, ...]
    #: What looks for fuzzy terms and regexes, each with the number of its term.
    finders: tuple[tuple[Finder, int], ...]
    guards: tuple["Guards", ...]
    #: The patterns of each literal, with the numbers of their terms.
    by_literal: Mapping[str, list[tuple[Pattern, int]]]

    @property
    def literals(self) -> Set[str]:
        """Of these at least one stands in every article in which the group occurs, if it has no finders."""
        return self.by_literal.keys()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guards:
    """What rules out an occurrence, ready."""

    #: The groups inside which it does not count.
    outer: tuple[GroupPlan, ...]
    preceding: Regex[str] | None
    following: Regex[str] | None
    only_after: Regex[str] | None
    of: str | None


Plans = Mapping[str, GroupPlan]
Known = dict[object, list[GroupPlan]]


def plans_of(every: Iterable[Mapping[str, TermGroup]]) -> tuple[Plans, ...]:
    """For the groups of each rule their plans, by name. Equal groups get one plan."""
    known: Known = {}
    return tuple({name: _plan(name, groups, known) for name in groups} for groups in every)


def _plan(name: str, groups: Mapping[str, TermGroup], known: Known) -> GroupPlan:
    group = groups[name]
    outer = tuple(
        tuple(_plan(other, groups, known) for other in home.not_inside if other in groups) for home in group.homes
    )
    alike = known.setdefault((name, tuple(term.written for term in group.terms), outer), [])
    for plan in alike:
        if plan.group == group:
            return plan
    plan = _prepared(group, outer)
    alike.append(plan)
    return plan


def _prepared(group: TermGroup, outer: tuple[tuple[GroupPlan, ...], ...]) -> GroupPlan:
    literal = [(number, term) for number, term in enumerate(group.terms) if term.kind is TermKind.LITERAL]
    usable = [(each, number) for number, term in literal if (each := pattern(term, group)) is not None]
    finders = [(finder_of(term, word=(term.home or group).word), number) for number, term in enumerate(group.terms)]
    guards = {id(home): _guards(home, inside) for home, inside in zip(group.homes, outer, strict=True)}
    return GroupPlan(
        group=group,
        patterns=tuple(each for each, _ in usable),
        terms=tuple(number for _, number in usable),
        finders=tuple((finder, number) for finder, number in finders if finder is not None),
        guards=tuple(guards[id(term.home or group)] for term in group.terms),
        by_literal=_by_literal(usable),
    )


def _by_literal(usable: list[tuple[Pattern, int]]) -> dict[str, list[tuple[Pattern, int]]]:
    found: dict[str, list[tuple[Pattern, int]]] = {}
    for each, number in usable:
        found.setdefault(each.literal, []).append((each, number))
    return found


def _guards(group: TermGroup, outer: tuple[GroupPlan, ...]) -> Guards:
    return Guards(
        outer=outer,
        preceding=preceding(group.not_after),
        following=following(group.not_before),
        only_after=preceding(group.only_after),
        of=group.of,
    )


class RuledOut(NamedTuple):
    """Why an occurrence does not count: the key of the guard, and the other group or the words beside it."""

    guard: str
    words: str


class Occurrences:
    """The occurrences of groups in one article, each worked out when a rule first asks for it."""

    __slots__ = ("_amounts", "_finds", "_marks", "_on", "_owners", "_raw", "_spots", "_terms", "_words", "view")

    def __init__(
        self, finds: Finds, on: date | None, context: Context = NO_CONTEXT, home: Callable[[], Home] = Home
    ) -> None:
        self.view = finds.view
        self._finds = finds
        self._on = on
        self._words = context.words
        self._owners = Owners(finds.view, context, home, self._spans)
        self._raw: dict[GroupPlan, list[tuple[int, int, int]]] = {}
        self._terms: dict[GroupPlan, dict[tuple[int, int], list[int]]] = {}
        self._marks: dict[GroupPlan, list[Mark]] = {}
        self._amounts: list[Amount] | None = None
        self._spots: dict[tuple[GroupPlan, Status | None], Spots] = {}

    def spots(self, plan: GroupPlan, status: Status | None) -> Spots:
        """The spans of a group in order; of an act those of a status, or those done or planned when none is named."""
        key = (plan, status)
        found = self._spots.get(key)
        if found is None:
            wanted = (status,) if status is not None else _CURRENT if plan.group.act else (None,)
            marks = self._of(plan)
            found = self._spots[key] = [Spot(mark.start, mark.end, (mark,)) for mark in marks if mark.status in wanted]
        return found

    def amounts(self, node: Number) -> Spots:
        """The sums of money or numbers of persons that are asked for, in order."""
        if self._amounts is None:
            # A line break is a space to it; the two between title and text keep these apart.
            self._amounts = list(islice(amounts(self.view.text.replace("\n", " ")), MOST_OCCURRENCES))
        fitting = (amount for amount in self._amounts if fits(node, amount))
        marks = (Mark(amount.start, amount.end, node.what, NO_TERM, amount=amount) for amount in fitting)
        return [Spot(mark.start, mark.end, (mark,)) for mark in marks]

    def _of(self, plan: GroupPlan) -> list[Mark]:
        marks = self._marks.get(plan)
        if marks is None:
            view, name, act = self.view, plan.group.name, plan.group.act
            marks = self._marks[plan] = [
                Mark(start, end, name, counted, status_of(view, start, end, self._on, self._words) if act else None)
                for start, end, term in self.raw(plan)
                if (counted := self.counted(plan, start, end, term)) is not None
            ]
        return marks

    def told(self, start: int, end: int) -> Told:
        """The status of an act in this article, and the words that tell it."""
        return told_of(self.view, start, end, self._on, self._words)

    def counted(self, plan: GroupPlan, start: int, end: int, term: int) -> int | None:
        """The term that counts where one stands, if guards leave any: two countries' ministers have the same titles."""
        if self.ruled_out(plan, start, end, term) is None:
            return term
        if len(plan.group.homes) == 1:
            return None
        others = self._terms_at(plan)[start, end]
        return next((other for other in others if self.ruled_out(plan, start, end, other) is None), None)

    def _terms_at(self, plan: GroupPlan) -> dict[tuple[int, int], list[int]]:
        """The terms of a group that have the same wording, by where they stand."""
        terms = self._terms.get(plan)
        if terms is None:
            terms = self._terms[plan] = {}
            for start, end, term in self._found(plan):
                terms.setdefault((start, end), []).append(term)
        return terms

    def ruled_out(self, plan: GroupPlan, start: int, end: int, term: int) -> RuledOut | None:
        """The guard that rules an occurrence of a group's term out, if any does."""
        guards = plan.guards[term]
        for other in guards.outer:
            if lies_inside(start, end, self.raw(other)):
                return RuledOut("not_inside", other.group.name)
        text = self.view.text
        if (words := words_before(guards.preceding, text, start)) is not None:
            return RuledOut("not_after", words)
        if (words := words_after(guards.following, text, end)) is not None:
            return RuledOut("not_before", words)
        if guards.only_after is not None and words_before(guards.only_after, text, start) is None:
            return RuledOut("only_after", "former")
        if guards.of is not None and not agree(guards.of, owner := self._owners.of(start, end)):
            return RuledOut("of", " ".join(sorted(owner)))
        return None

    def _spans(self, plan: GroupPlan) -> list[tuple[int, int]]:
        return [(mark.start, mark.end) for mark in self._of(plan)]

    def raw(self, plan: GroupPlan) -> list[tuple[int, int, int]]:
        """The longest occurrences of a group before any guard: a former prime minister hides the minister too."""
        raw = self._raw.get(plan)
        if raw is None:
            raw = self._raw[plan] = longest(self._found(plan))
        return raw

    def _found(self, plan: GroupPlan) -> list[tuple[int, int, int]]:
        """Every occurrence of a group's terms that are in force, with the number of the term."""
        finds, terms = self._finds, plan.group.terms
        # Of a group's thousands of terms an article holds a few: which, two sets of keys tell fastest.
        found = sorted(
            (start, end, number)
            for literal in finds.candidates.keys() & plan.by_literal.keys()
            for each, number in plan.by_literal[literal]
            if self.is_in_force(terms[number])
            for start, end in finds.of(each)
        )
        for finder, number in plan.finders:
            if self.is_in_force(terms[number]):
                found += [(start, end, number) for start, end in finds.by(finder)]
        return found

    def passed_over(self, plan: GroupPlan) -> dict[tuple[int, int], list[int]]:
        """Where terms stand, by number, that would count on another day, as words of their own or in other letters."""
        loose = [replace(each, word=False, sign=False, cased=None) for each in plan.patterns]
        everywhere = list(zip(map(self._finds.of, loose), plan.terms, strict=True))
        everywhere += [(self._finds.by(finder), number) for finder, number in plan.finders]
        found: dict[tuple[int, int], list[int]] = {}
        for spans, number in everywhere:
            for span in spans:
                if not lies_inside(*span, self.raw(plan)):
                    found.setdefault(span, []).append(number)
        return found

    def is_in_force(self, term: Term) -> bool:
        """Whether a dated term counts on the article's day; without a day none does."""
        if term.since is None and term.until is None:
            return True
        on = self._on
        return on is not None and (term.since is None or term.since <= on) and (term.until is None or on <= term.until)
