"""The engine: what the rules of a set say about one article. Pure; the same for live polls, tests, scans and replays.

`Matcher` prepares a rule set once; `Matcher.match` answers for one `Reading`. Most articles end after the one scan: a
rule is looked at only when the literals that any condition of it needs have occurred.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from watch.model import Hit, Lang, Reaction, Span, Status, Tier, Tone
from watch.rules.find import Finds, Scanned, Scanner, scan_plainly
from watch.rules.occurrences import Occurrences, Plans, plans_of
from watch.rules.owners import Home, context, naming_groups
from watch.rules.places import Mark, Spots, count_apart, place
from watch.rules.prefilter import Prefilter
from watch.rules.tree import (
    About,
    All,
    Any,
    Count,
    Group,
    InTitle,
    Not,
    Number,
    Place,
    Rule,
    RuleSet,
    Rung,
    SameSentence,
    Some,
    Truth,
)
from watch.rules.walk import groups_in
from watch.text.segment import View
from watch.text.status import is_object, is_quoted

#: Stored with decisions. Raised when the same rule set may say something else about the same article.
ENGINE = "2"

#: Spans reported for one hit; a hostile text may hold thousands.
_MOST_SPANS = 200
_SCRIPTS = ((Lang.KO, "가", "힣"), (Lang.JA, "ぁ", "ヺ"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the engine needs to know of an article. `on` is its date; without one, dated terms are not found."""

    title: str
    text: str = ""
    lang: Lang | None = None
    on: date | None = None
    source: str | None = None
    tier: Tier | None = None
    country: str | None = None


class Matcher:
    """A rule set, ready. Immutable; may be used by many threads at once."""

    def __init__(self, ruleset: RuleSet) -> None:
        self.ruleset = ruleset
        naming = naming_groups(ruleset)
        *plans, named = every = plans_of([*(rule.groups for rule in ruleset.rules), naming])
        self._plans = tuple(plans)
        self._context = context(ruleset.lexicon, named)
        used = [plan for plans in every for plan in plans.values()]
        self.scanner = Scanner(
            (each for plan in used for each in plan.patterns), (finder for plan in used for finder, _ in plan.finders)
        )
        conditions = [(rule.when, plans) for rule, plans in zip(ruleset.rules, self._plans, strict=True)]
        self._prefilter = Prefilter(conditions, self.scanner)

    def match(self, reading: Reading) -> tuple[Hit, ...]:
        """One hit for each rule that holds, in the order of the rules. Never raises, whatever the text."""
        view = View(reading.title, reading.text)
        return self.judge(reading, view, self.scanner.scan(view))

    def judge(self, reading: Reading, view: View, scanned: Scanned) -> tuple[Hit, ...]:
        """The second half of `match`, after the scan."""
        candidates = self._prefilter.candidates(scanned)
        return self._hits(candidates, reading, self._finds(view, scanned)) if candidates else ()

    def _finds(self, view: View, scanned: Scanned) -> Finds:
        return Finds(view, self.scanner.starts(scanned.matches), scanned.possible)

    def match_plainly(self, reading: Reading) -> tuple[Hit, ...]:
        """The same without the common scan and without leaving rules out: slow, to compare with."""
        view = View(reading.title, reading.text)
        finds = Finds(view, scan_plainly(self.scanner.literals, view))
        return self._hits(range(len(self.ruleset.rules)), reading, finds)

    def _hits(self, rules: Iterable[int], reading: Reading, finds: Finds) -> tuple[Hit, ...]:
        occurrences = self._occurrences(finds, reading)
        hits = (Judge(self.ruleset.rules[number], self._plans[number], reading, occurrences).hit() for number in rules)
        return tuple(hit for hit in hits if hit is not None)

    def judges(self, reading: Reading) -> Iterator["Judge"]:
        """Every rule before one article, whether or not it can hold: to ask why it does or does not."""
        view = View(reading.title, reading.text)
        occurrences = self._occurrences(self._finds(view, self.scanner.scan(view)), reading)
        for rule, plans in zip(self.ruleset.rules, self._plans, strict=True):
            yield Judge(rule, plans, reading, occurrences)

    def _occurrences(self, finds: Finds, reading: Reading) -> Occurrences:
        return Occurrences(finds, reading.on, self._context, lambda: Home(language_of(reading), reading.country))


def language_of(reading: Reading) -> Lang:
    """The language an article is in: as its source says, else by its script."""
    if reading.lang is not None:
        return reading.lang
    sample = reading.title + reading.text[:1000]
    counts = {lang: sum(low <= char <= high for char in sample) for lang, low, high in _SCRIPTS}
    if counts[Lang.KO] or counts[Lang.JA]:
        return Lang.KO if counts[Lang.KO] >= counts[Lang.JA] else Lang.JA
    return Lang.JA if any("一" <= char <= "鿿" for char in sample) else Lang.EN


#: A rung that holds, and the occurrences that make it do so.
Held = tuple[Rung, list[Mark]]


class _Answer(NamedTuple):
    """The sharpest answer, what makes it hold, and what makes this and milder answers of its country hold."""

    reaction: Reaction
    sharpest: list[Mark]
    marks: list[Mark]


class Judge:
    """One rule on one article. `hit` is its judgement; the parts of it can be asked for one by one, to explain it."""

    def __init__(self, rule: Rule, plans: Plans, reading: Reading, occurrences: Occurrences) -> None:
        self.rule = rule
        self.plans = plans
        self.reading = reading
        self.occurrences = occurrences
        self.view = occurrences.view

    def hit(self) -> Hit | None:
        """What the rule says, or None."""
        when = self.holds(self.rule.when)
        if when is None:
            return None
        highest = self._held(self.rule.ladder)[-1:]
        if self.is_hidden(highest[0][0].rank if highest else 0):
            return None
        return self._report(when, highest, self._held(self.rule.beside))

    def _report(self, when: list[Mark], highest: list[Held], beside: list[Held]) -> Hit:
        rule = self.rule
        rung = highest[0][0] if highest else None
        shown = highest + beside
        told = [mark for _, marks in shown for mark in marks]
        answer = self._answer()
        reaction, answered = (answer.reaction, answer.marks) if answer else (None, [])
        return Hit(
            rule_id=rule.id,
            rule_version=rule.full_version,
            rung=rung.name if rung else None,
            rank=rung.rank if rung else 0,
            severity=max([step.severity for step, _ in shown] or [rule.severity], key=lambda severity: severity.rank),
            status=self._status((highest[0][1] if highest else told) or when, answer, reached=bool(highest)),
            reaction=reaction,
            beside=tuple(step.name for step, _ in beside),
            says=next((step.says for step, _ in shown if step.says), rule.title),
            spans=self.spans([*when, *told, *answered]),
        )

    def _held(self, rungs: Iterable[Rung]) -> list[Held]:
        """The rungs that hold, weakest first, each with the occurrences that make it do so."""
        return [(rung, marks) for rung in rungs if (marks := self.holds(rung.when)) is not None]

    def is_hidden(self, rank: int) -> bool:
        """Whether `unless` hides a hit of this rank: any, where the rule names no rung it stops below."""
        rule = self.rule
        if rule.unless is None or (rule.unless_below is not None and rank >= rule.rank_of(rule.unless_below)):
            return False
        return self.holds(rule.unless) is not None

    def _answer(self) -> "_Answer | None":
        tones = list(Tone)
        held = [(step, marks) for step in self.rule.reactions if (marks := self.holds(step.when)) is not None]
        if not held:
            return None
        sharpest, own = max(held, key=lambda each: tones.index(each[0].tone))
        marks = [mark for step, each in held if step.by == sharpest.by for mark in each]
        return _Answer(Reaction(by=sharpest.by, tone=sharpest.tone), own, marks)

    def _status(self, acts: list[Mark], answer: "_Answer | None", *, reached: bool) -> Status | None:
        """What is newly reported. An answer in the title whose object the act is counts as the news (see status.py);
        but who answers by an act, such as staying away, has done something. A rung that is reached without an act was
        reached: done."""
        told = {mark for mark in acts if mark.status is not None}
        by_words = answer is not None and not any(_answers_by(act, answer.sharpest) for act in told)
        if answer is not None and by_words and (not told or self._answers(acts, answer.marks)):
            return Status.REACTION
        return self._of_acts(told) or (Status.DONE if reached else None)

    def _of_acts(self, told: set[Mark]) -> Status | None:
        """The status of several acts. What the title says of an act goes before what the text says of it."""
        titled = {mark for mark in told if self.view.in_title(mark.start)}
        groups = {mark.group for mark in titled}
        found = {mark.status for mark in told if mark in titled or mark.group not in groups}
        if Status.DONE not in found:
            found = {mark.status for mark in titled} or found
        return next((status for status in (Status.DONE, Status.PLANNED, Status.DENIED) if status in found), None)

    def _answers(self, acts: list[Mark], answer: list[Mark]) -> bool:
        """Whether the title tells of the answer, and of the act only as what is answered.

        Who answers alone is no news, as countries stand in titles for other reasons: what is said must be there, or a
        quotation, or the one who answers must head a title with the act.
        """
        own = {group.name for group in groups_in(self.rule.when)}
        own |= {mark.group for mark in acts if mark.status is not None}
        told = {mark for mark in answer if self.view.in_title(mark.start) and mark.group not in own}
        done = [mark for mark in acts if mark.status is not None and self.view.in_title(mark.start)]
        text, who = self.view.text, self._speakers()
        first = min((act.start for act in done), default=0)
        told = {mark for mark in told if mark.group not in who or mark.start < first or is_quoted(text, mark.end)}
        if not done:
            return bool(told)
        return any(all(is_object(text, (act.start, act.end), (tell.start, tell.end)) for act in done) for tell in told)

    def _speakers(self) -> set[str]:
        """The groups that several tones of one country name: who answers. What is said belongs to one tone."""
        tones: dict[tuple[str, str], set[Tone]] = {}
        for step in self.rule.reactions:
            for group in groups_in(step.when):
                tones.setdefault((group.name, step.by), set()).add(step.tone)
        return {name for (name, _), named_by in tones.items() if len(named_by) > 1}

    def spans(self, marks: Iterable[Mark]) -> tuple[Span, ...]:
        """Where occurrences stand in the original, title first; of very many only the first."""
        spans: set[Span] = set()
        for mark in sorted(set(marks), key=lambda each: (each.start, each.end, each.group))[:_MOST_SPANS]:
            field, start, end = self.view.original(mark.start, mark.end)
            spans.add(Span(field, start, end, mark.group, self._wording(mark)))
        return tuple(sorted(spans, key=lambda span: (span.field != "title", span)))

    def _wording(self, mark: Mark) -> str:
        """The term of an occurrence as its file has it; of an amount how it was read."""
        return str(mark.amount) if mark.amount else self.plans[mark.group].group.terms[mark.term].written

    # -------------------------------------------------------------------------------------------- conditions

    def place(self, node: Place) -> Spots:
        """The spans of a place."""
        return place(node, self.view, self._group)

    def _group(self, node: Group | Number) -> Spots:
        if isinstance(node, Number):
            return self.occurrences.amounts(node)
        plan = self.plans.get(node.name)
        return self.occurrences.spots(plan, node.status) if plan else []

    def holds(self, node: Truth) -> list[Mark] | None:
        """The occurrences that make a truth true (none for one that needs none), or None when it is false."""
        match node:
            case All(truths=truths):
                return self._all(truths)
            case Any(truths=truths):
                return self._any(truths)
            case Not(truth=truth):
                return [] if self.holds(truth) is None else None
            case About():
                return [] if self.known(node.what) in node.values else None
            case _:
                spots = self._chosen(node)
                return None if spots is None else _marks(spots)

    def _all(self, truths: tuple[Truth, ...]) -> list[Mark] | None:
        marks: list[Mark] = []
        for truth in truths:
            held = self.holds(truth)
            if held is None:
                return None
            marks += held
        return marks

    def _any(self, truths: tuple[Truth, ...]) -> list[Mark] | None:
        held = [marks for truth in truths if (marks := self.holds(truth)) is not None]
        return [mark for marks in held for mark in marks] if held else None

    def _chosen(self, node: Some | Count | InTitle | SameSentence) -> Spots | None:
        """The spots that make a truth about places true, or None."""
        match node:
            case Some(place=where):
                return self.place(where) or None
            case Count(place=where, least=least):
                spots = self.place(where)
                return spots if count_apart(spots) >= least else None
            case InTitle(place=where):
                return [spot for spot in self.place(where) if self.view.in_title(spot.start)] or None
            case SameSentence(left=left, right=right):
                return self._together(left, right)

    def _together(self, left: Place, right: Place) -> Spots | None:
        lefts, rights = self.place(left), self.place(right)
        both = set(self._sentences(lefts)) & set(self._sentences(rights))
        return [spot for spot in lefts + rights if self.view.sentence(spot.start) in both] or None

    def _sentences(self, spots: Spots) -> Iterator[int]:
        return (self.view.sentence(spot.start) for spot in spots)

    def known(self, what: str) -> str | None:
        """What is known of the article itself: its lang, source, tier or country."""
        reading = self.reading
        match what:
            case "lang":
                return language_of(reading)
            case "source":
                return reading.source
            case "tier":
                return reading.tier
            case _:
                return reading.country


def _marks(spots: Spots) -> list[Mark]:
    return [mark for spot in spots for mark in spot.marks]


def _answers_by(act: Mark, answer: Iterable[Mark]) -> bool:
    """Whether an act is itself an answer: staying away, or a meeting that is called off."""
    denied = act.status is Status.DENIED
    return any(act == told or (denied and act.start < told.end and told.start < act.end) for told in answer)
