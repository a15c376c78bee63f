"""Why a test in a rule file fails: what decided against what it expects."""

from collections.abc import Iterator
from dataclasses import dataclass

from watch.rules.check import TestOutcome, reading_of
from watch.rules.compile import NO_HIT, ON_TOPIC
from watch.rules.explain import Explanation, Role, Step, explain
from watch.rules.match import Matcher
from watch.rules.tree import Lexicon, Rule, RuleSet, RuleTest


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A failed test with what the rule says of its text, and in a line or two what decided."""

    outcome: TestOutcome
    explanation: Explanation
    reasons: tuple[str, ...]


def failure(rule: Rule, outcome: TestOutcome, lexicon: Lexicon) -> Failure:
    """Why a failed test of this rule fails."""
    matcher = Matcher(RuleSet(rules=(rule,), version=rule.full_version, lexicon=lexicon))
    (explanation,) = explain(matcher, reading_of(outcome.test))
    reasons = tuple(dict.fromkeys(_reasons(explanation, outcome.test)))
    return Failure(outcome=outcome, explanation=explanation, reasons=reasons)


def _reasons(found: Explanation, test: RuleTest) -> Iterator[str]:
    expected = found.step(Role.RUNG, test.expect) or found.step(Role.BESIDE, test.expect)
    if found.hit is None:
        yield found.outcome
        if expected is not None:
            yield _said(expected)
    elif test.expect == NO_HIT:
        yield from (_said(step) for step in found.steps if step.counts)
    elif expected is not None and not expected.clause.holds:
        yield _said(expected)
    elif test.expect == ON_TOPIC or not (expected and expected.counts):
        yield from (_said(step) for step in found.steps if step.counts and step.role in (Role.RUNG, Role.BESIDE))
    if found.hit is not None and test.status is not None and found.hit.status is not test.status:
        yield f"status {found.hit.status or 'none'}: {'; '.join(dict.fromkeys(_statuses(found))) or 'no act found'}"
    if test.reaction is not None:
        yield from _of_reaction(found, test.reaction)


def _of_reaction(found: Explanation, expected: str) -> Iterator[str]:
    step = found.step(Role.REACTION, expected.replace(":", " "))
    if step is None:
        yield f"the rule has no reaction {expected}"
    elif not step.counts:
        yield _said(step)
        yield from (_said(other) for other in found.steps if other.role is Role.REACTION and other.counts)


def _statuses(found: Explanation) -> Iterator[str]:
    """The acts in what decided, each with its status and the words that told it."""
    for step in found.steps:
        for each in step.clause.counting() if step.counts else ():
            if each.status is not None:
                yield f"{each.span.group} “{each.words}” {each.status}{f' ({each.told})' if each.told else ''}"


def _said(step: Step) -> str:
    """A step and the note of what decided in it: rung minister: no word of minister found."""
    name = " ".join(filter(None, (str(step.role), step.name)))
    return f"{name}: {step.clause.reason or step.meaning or step.clause.text}"
