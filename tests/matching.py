"""Rules built by hand for the tests of the matcher, without a rule file."""

import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import FrameType
from typing import Any

from watch.model import Hit, Lang, Severity, Status, Tone
from watch.rules.match import Matcher, Reading
from watch.rules.tree import Group, Near, ReactionRung, Rule, RuleSet, Rung, Some, Term, TermGroup, TermKind, Truth

ON = date(2025, 10, 17)


def group(
    name: str,
    *,
    en: Sequence[str] = (),
    ja: Sequence[str] = (),
    ko: Sequence[str] = (),
    act: bool = False,
    not_inside: Sequence[str] = (),
    not_after: Mapping[Lang, tuple[str, ...]] | None = None,
    not_before: Mapping[Lang, tuple[str, ...]] | None = None,
    word: bool = False,
    case: bool = False,
    fuzzy: Sequence[str] = (),
    regex: Sequence[str] = (),
) -> TermGroup:
    """A group; a term that ends in ~ takes any ending."""
    listed = [(Lang.EN, en), (Lang.JA, ja), (Lang.KO, ko)]
    return TermGroup(
        name=name,
        terms=tuple(
            Term(written=wording.rstrip("~"), lang=lang, any_ending=wording.endswith("~"))
            for lang, wordings in listed
            for wording in wordings
        )
        + tuple(Term(written=name, lang=Lang.EN, kind=TermKind.FUZZY) for name in fuzzy)
        + tuple(Term(written=pattern, lang=Lang.EN, kind=TermKind.REGEX) for pattern in regex),
        act=act,
        not_inside=tuple(not_inside),
        not_after=not_after or {},
        not_before=not_before or {},
        word=word,
        case=case,
    )


def some(name: str, status: Status | None = None) -> Some:
    """True where a group occurs."""
    return Some(place=Group(name=name, status=status))


def near(left: str, right: str, distance: int, *, right_status: Status | None = None) -> Some:
    """True where two groups occur close together."""
    return Some(place=Near(left=Group(name=left), right=Group(name=right, status=right_status), distance=distance))


def rule(
    groups: Sequence[TermGroup],
    when: Truth,
    *,
    ladder: Sequence[tuple[str, Severity, Truth]] = (),
    beside: Sequence[tuple[str, Severity, Truth]] = (),
    reactions: Sequence[tuple[str, Tone, Truth]] = (),
    unless: Truth | None = None,
    unless_below: str | None = None,
    rule_id: str = "a-rule",
    severity: Severity = Severity.INFO,
) -> Rule:
    """A rule whose rungs say their own name."""
    return Rule(
        id=rule_id,
        title="A rule",
        why="",
        severity=severity,
        groups={each.name: each for each in groups},
        when=when,
        ladder=tuple(
            Rung(name=name, severity=weight, says=f"It is {name}", when=truth, rank=rank)
            for rank, (name, weight, truth) in enumerate(ladder, start=1)
        ),
        beside=tuple(
            Rung(name=name, severity=weight, says=f"It is {name}", when=truth, rank=0) for name, weight, truth in beside
        ),
        reactions=tuple(
            ReactionRung(by=by, tone=tone, when=truth, path=("reaction", number))
            for number, (by, tone, truth) in enumerate(reactions)
        ),
        unless=unless,
        unless_below=unless_below,
        file="a-rule.toml",
        version="1",
    )


def matcher(*rules: Rule) -> Matcher:
    """A matcher of these rules."""
    return Matcher(RuleSet(rules=rules, version="1"))


def hit_of(one: Rule, title: str, text: str = "", on: date | None = ON) -> Hit | None:
    """What one rule says of an article."""
    hits = matcher(one).match(Reading(title=title, text=text, on=on))
    return hits[0] if hits else None


def found(one: TermGroup, title: str, text: str = "", on: date | None = ON) -> list[str]:
    """The stretches of the original in which a group is found, title first."""
    status = [*Status] if one.act else [None]
    hits = [hit_of(rule([one], some(one.name, each)), title, text, on) for each in status]
    spans = [span for hit in hits if hit is not None for span in hit.spans]
    return [(title if span.field == "title" else text)[span.start : span.end] for span in spans]


def steps(work: Callable[[], object]) -> int:
    """How many lines of code are run while this is done for the second time: the same on every machine.

    The first time regular expressions are compiled and caches are filled, whatever the work is.
    """
    count = 0

    def note(_frame: FrameType, _event: str, _arg: Any) -> Any:
        nonlocal count
        count += 1
        return note

    work()
    before = sys.gettrace()
    # Hypothesis has a function of its own run with every collection.
    gc.disable()
    sys.settrace(note)
    try:
        work()
    finally:
        sys.settrace(before)
        gc.enable()
    return count
