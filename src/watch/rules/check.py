"""Judging rules that can be used: what is unwise in them, and whether the tests in their files pass.

Mistakes that make a rule unusable are found by `rules.compile`. The tests run on the engine that watches.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from watch.errors import Document, Level, Problem, Where
from watch.model import Hit, Lang, Severity, Status
from watch.rules import tree
from watch.rules.compile import NO_HIT, ON_TOPIC
from watch.rules.finding import Finding, conditions, terms
from watch.rules.lint_companions import idle_absences, stale_calendars
from watch.rules.lint_words import held_terms, idle_silence, needless_regexes, wide_distances
from watch.rules.match import Matcher, Reading
from watch.rules.tree import Lexicon, Rule, RuleSet, RuleTest, Term, TermGroup, TermKind
from watch.rules.walk import groups_in, walk
from watch.text.normalize import fold

# ------------------------------------------------------------------------------------------------ lint

#: Nodes that tie words together, or to the title.
_TIES = (tree.Near, tree.Before, tree.InTitle, tree.SameSentence)


def lint(rule: Rule, document: Document | None = None, *, now: datetime | None = None) -> tuple[Problem, ...]:
    """What is unwise in a usable rule, as problems of level lint with codes R01 and up.

    With the document the rule was read from they know their line; without, only their file. With an instant the
    calendar is held against it too. Raises ValueError for an instant without a zone.
    """
    found = [finding for examine in _EXAMINERS for finding in examine(rule)]
    if document is not None:
        found += _tests_in_the_middle(document)
    if now is not None:
        found += stale_calendars(rule, now)
    problems = [_problem(finding, rule, document) for finding in found]
    return tuple(sorted(problems, key=lambda problem: problem.where or Where(rule.file)))


def _tests_in_the_middle(document: Document) -> Iterator[Finding]:
    """A file that is cut off behind its tests is whole to look at; one that loses its tests is refused."""
    behind = list(document.data)[list(document.data).index("tests") + 1 :]
    if behind:
        message = f'"{behind[0]}" stands behind the tests: a file that is cut off there would not be noticed'
        yield Finding("R21", (behind[0],), message, "let the tests stand last")


def _problem(finding: Finding, rule: Rule, document: Document | None) -> Problem:
    if document is not None:
        return document.problem(finding.path, finding.message, hint=finding.hint, level=Level.LINT, code=finding.code)
    where = Where(rule.file)
    return Problem(message=finding.message, where=where, hint=finding.hint, level=Level.LINT, code=finding.code)


def _used(rule: Rule) -> set[str]:
    """The groups that conditions name, those they are not found inside of, and the one that splits."""
    used = {group.name for _, _, condition in conditions(rule) for group in groups_in(condition)}
    used |= {other for group in rule.own_groups for other in group.not_inside}
    return used | ({rule.event.split_by} if rule.event.split_by else set())


def _unused_groups(rule: Rule) -> Iterator[Finding]:
    used = _used(rule)
    for group in rule.own_groups:
        if group.name not in used:
            yield Finding("R01", group.path, f'the group "{group.name}" is used nowhere')


def _missing_languages(rule: Rule) -> Iterator[Finding]:
    used = _used(rule)
    for group in rule.own_groups:
        missing = [lang for lang in Lang if lang not in {term.lang for term in group.terms}]
        if missing and group.name in used:
            yield Finding("R02", group.path, f'the group "{group.name}" has no terms in {" and ".join(missing)}')


def _short_terms(rule: Rule) -> Iterator[Finding]:
    for group in rule.own_groups:
        for path, term in terms(group):
            if _too_short(term, group):
                message = f'the term "{term.written}" of "{group.name}" is too short'
                yield Finding("R03", path, message, _longer(term))


def _too_short(term: Term, group: TermGroup) -> bool:
    written = term.written.strip()
    if term.kind is not TermKind.LITERAL:
        return False
    alone = len(written) == 1 and not group.sign
    return alone or (len(written) == 2 and written.isascii() and not group.case)


def _longer(term: Term) -> str:
    if term.written.isascii():
        return "write a longer one, or case = true for an acronym"
    return "it stands inside many words; write a longer one, or sign = true for a country in headlines"


def _loose_conditions(rule: Rule) -> Iterator[Finding]:
    for path, name, condition in conditions(rule):
        if path == ("unless",) or any(isinstance(node, _TIES) for node in walk(condition)):
            continue
        hint = "words anywhere in a text say little: tie two groups with near/N, same-sentence() or title()"
        yield Finding("R04", path, f"{name} ties no words together", hint)


def _unreachable_rungs(rule: Rule) -> Iterator[Finding]:
    for rung in rule.ladder:
        for higher in rule.ladder[rung.rank :]:
            if higher.when == rung.when:
                message = f'the rung "{rung.name}" is never reached: "{higher.name}" has the same condition'
                yield Finding("R05", (*rung.path, "when"), message)
                break


def _forgotten_statuses(rule: Rule) -> Iterator[Finding]:
    """`visit` is done or planned: a rung on visit:denied is out of reach where the rule itself asks for visit only."""
    asked = {(group.name, group.status) for group in groups_in(rule.when)}
    names = {name for name, _ in asked}
    for rung in (*rule.ladder, *rule.beside):
        for group in groups_in(rung.when):
            if group.status not in (Status.DENIED, Status.PAST) or group.name not in names:
                continue
            wanted = f"{group.name}:{group.status}"
            if (group.name, group.status) not in asked:
                message = f'the rung "{rung.name}" asks for {wanted}, and the rule\'s condition does not'
                yield Finding("R11", ("when",), message, f"{group.name} alone is done or planned; add: or {wanted}")


def _untested_rungs(rule: Rule) -> Iterator[Finding]:
    expected = {test.expect for test in rule.tests}
    for rung in (*rule.ladder, *rule.beside):
        if rung.name not in expected:
            yield Finding("R06", (*rung.path, "rung"), f'no test expects the rung "{rung.name}"')


def _no_reason(rule: Rule) -> Iterator[Finding]:
    if not rule.why:
        yield Finding("R07", ("title",), 'the rule has no "why"', "say in a sentence why it is watched")


def _repeated_terms(rule: Rule) -> Iterator[Finding]:
    for group in rule.own_groups:
        seen: Counter[tuple[object, ...]] = Counter()
        for path, term in terms(group):
            folded = fold(term.written)
            same = (folded, term.kind, term.lang, term.since, term.until)
            seen[same] += 1
            if seen[same] == 2:
                message = f'"{folded}" stands more than once in "{group.name}"'
                hint = "spellings that are compared as the same need to be there once"
                yield Finding("R08", path, message, hint)


def _falling_severities(rule: Rule) -> Iterator[Finding]:
    for lower, higher in zip(rule.ladder, rule.ladder[1:], strict=False):
        if higher.severity.rank < lower.severity.rank:
            message = f'the rung "{higher.name}" stands higher than "{lower.name}" and is less severe'
            yield Finding("R09", (*higher.path, "severity"), message)


def _milder_rungs(rule: Rule) -> Iterator[Finding]:
    for rung in (*rule.ladder, *rule.beside):
        if rung.severity.rank < rule.severity.rank:
            message = f'a hit on the rung "{rung.name}" is less severe than one on no rung, which is {rule.severity}'
            yield Finding("R14", (*rung.path, "severity"), message)


def _nothing_alerts(rule: Rule) -> Iterator[Finding]:
    severities = {rule.severity, *(rung.severity for rung in (*rule.ladder, *rule.beside))}
    severities |= {absence.severity for absence in rule.absences}
    if severities == {Severity.INFO}:
        yield Finding("R10", ("severity",), "nothing in this rule is more severe than info, so it never alerts")


_EXAMINERS = (
    _unused_groups,
    _missing_languages,
    _short_terms,
    _loose_conditions,
    _unreachable_rungs,
    _untested_rungs,
    _no_reason,
    _repeated_terms,
    needless_regexes,
    _falling_severities,
    _nothing_alerts,
    _forgotten_statuses,
    held_terms,
    wide_distances,
    _milder_rungs,
    idle_silence,
    idle_absences,
)


# ------------------------------------------------------------------------------------------------ tests in rule files


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOutcome:
    """What became of one test of a rule file. `expected` and `got` use the same words, to be set side by side."""

    #: Not a test class, whatever pytest thinks of its name.
    __test__: ClassVar[bool] = False

    rule_id: str
    test: RuleTest
    passed: bool
    expected: str
    got: str
    hit: Hit | None = None


def run_tests(ruleset: RuleSet, only: Sequence[str] = ()) -> tuple[TestOutcome, ...]:
    """Run the tests in the files of these rules (all without `only`), each against its own rule."""
    rules = [rule for rule in ruleset.rules if not only or rule.id in only]
    return tuple(outcome for rule in rules for outcome in _run(rule, ruleset.lexicon))


def _run(rule: Rule, lexicon: Lexicon) -> Iterator[TestOutcome]:
    matcher = Matcher(RuleSet(rules=(rule,), version=rule.full_version, lexicon=lexicon))
    for test in rule.tests:
        hits = matcher.match(reading_of(test))
        hit = hits[0] if hits else None
        expected, got = asked(test), answered(test, hit)
        yield TestOutcome(rule_id=rule.id, test=test, passed=expected == got, expected=expected, got=got, hit=hit)


def reading_of(test: RuleTest) -> Reading:
    """The article of a test."""
    return Reading(title=test.title, text=test.text, lang=test.lang, on=test.on)


def asked(test: RuleTest) -> str:
    """What a test expects, in words."""
    parts = [test.expect]
    if test.status is not None:
        parts.append(f"status {test.status}")
    if test.reaction is not None:
        parts.append(f"reaction {test.reaction}")
    return ", ".join(parts)


def answered(test: RuleTest, hit: Hit | None) -> str:
    """What the rule said, as far as the test asked for it."""
    parts = [_reached(test.expect, hit)]
    if test.status is not None:
        parts.append(f"status {hit.status if hit and hit.status else 'none'}")
    if test.reaction is not None:
        reaction = hit.reaction if hit else None
        parts.append(f"reaction {f'{reaction.by}:{reaction.tone}' if reaction else 'none'}")
    return ", ".join(parts)


def _reached(expected: str, hit: Hit | None) -> str:
    if hit is None:
        return NO_HIT
    if expected in hit.beside:
        return expected
    return hit.rung or next(iter(hit.beside), ON_TOPIC)
