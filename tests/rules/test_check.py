"""Judging usable rules: what is unwise in them is found with its code, and the tests in their files run."""

import pytest

from watch.config.locate import parse
from watch.errors import Level, Problem
from watch.rules.check import TestOutcome, lint, run_tests
from watch.rules.compile import compile_rule, compile_rules
from watch.rules.tree import Rule

GOOD = """
id = "shrine"
title = "Shrine visits"
why = "They strain ties."
when = 'place near/20 (visit or visit:denied)'

[terms.place]
en = ["Yasukuni"]
ja = ["靖国神社"]
ko = ["야스쿠니"]

[terms.visit]
act = true
en = ["visit~"]
ja = ["参拝"]
ko = ["참배"]

[terms.minister]
en = ["minister"]
ja = ["閣僚"]
ko = ["각료"]

[[ladder]]
rung = "visited"
severity = "medium"
says = "Somebody visited"
when = 'place near/10 visit:done'

[[ladder]]
rung = "minister"
severity = "high"
says = "A minister visited"
when = 'minister near/10 visit:done'

[[ladder]]
rung = "ruled-out"
beside = true
severity = "low"
says = "A visit was ruled out"
when = 'place near/10 visit:denied'

[[tests]]
title = "Minister visits Yasukuni"
expect = "minister"
status = "done"

[[tests]]
title = "Lawmakers visit Yasukuni"
expect = "visited"

[[tests]]
title = "Premier will not visit Yasukuni"
expect = "ruled-out"

[[tests]]
title = "Yasukuni Shrine keeps its cherry trees"
expect = "none"
"""


def rule_of(text: str) -> Rule:
    return compile_rule(parse("shrine.toml", text), text=text)


def findings_of(*changes: tuple[str, str]) -> dict[str | None, Problem]:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return {finding.code: finding for finding in lint(rule_of(text))}


def outcomes_of(*changes: tuple[str, str]) -> tuple[TestOutcome, ...]:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return run_tests(compile_rules([(parse("shrine.toml", text), text)]))


# ------------------------------------------------------------------------------------------------ lint


def test_a_good_rule_has_no_findings() -> None:
    assert findings_of() == {}


def test_findings_are_of_level_lint_and_name_the_file() -> None:
    (finding,) = findings_of(('why = "They strain ties."\n', "")).values()
    assert finding.level is Level.LINT
    assert str(finding).startswith('shrine.toml:1:1: lint: the rule has no "why" [R07]')


def test_with_its_document_a_finding_knows_its_line() -> None:
    text = GOOD.replace('en = ["minister"]', 'en = ["m", "minister"]')
    (finding,) = lint(rule_of(text), parse("shrine.toml", text))
    assert finding.where is not None
    assert text.splitlines()[finding.where.line - 1] == 'en = ["m", "minister"]'


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('ja = ["閣僚"]', 'ja = ["閣僚",\n  "卿"]', '  "卿"]'),
        ('ja = ["閣僚"]', 'ja = [\n  "閣僚",\n  "閣僚",\n]', '  "閣僚",'),
        ("'minister near/10 visit:done'", "'minister and visit:done'", "when = 'minister and visit:done'"),
        ('expect = "ruled-out"', 'expect = "info"', 'rung = "ruled-out"'),
        ('severity = "high"', 'severity = "low" # here', 'severity = "low" # here'),
    ],
)
def test_a_finding_stands_at_the_very_line_of_its_cause(old: str, new: str, line: str) -> None:
    text = GOOD.replace(old, new)
    (finding,) = lint(rule_of(text), parse("shrine.toml", text))
    assert finding.where is not None
    lines = text.splitlines()
    assert lines[finding.where.line - 1] == line
    # Of two that are the same the second is one too many.
    assert finding.where.line == len(lines) - lines[::-1].index(line)


def test_a_group_that_nothing_names_is_found() -> None:
    found = findings_of(("[[ladder]]", '[terms.film]\nen = ["film"]\n\n[[ladder]]'))
    assert list(found) == ["R01"]
    assert found["R01"].message == 'the group "film" is used nowhere'


def test_a_group_named_only_by_a_guard_is_used() -> None:
    changes = (
        ("[terms.minister]", '[terms.minister]\nnot_inside = ["pm"]'),
        ("[[ladder]]", '[terms.pm]\nen = ["prime minister"]\nja = ["総理大臣"]\nko = ["국무총리"]\n\n[[ladder]]'),
    )
    assert findings_of(*changes) == {}


def test_a_missing_language_is_found() -> None:
    found = findings_of(('ko = ["각료"]\n', ""))
    assert list(found) == ["R02"]
    assert found["R02"].message == 'the group "minister" has no terms in ko'


def test_a_term_of_one_character_or_two_latin_letters_is_found() -> None:
    assert list(findings_of(('"閣僚"', '"閣僚", "卿"'))) == ["R03"]
    assert list(findings_of(('"minister"', '"minister", "PM"'))) == ["R03"]
    assert findings_of(('en = ["minister"]', 'case = true\nen = ["minister", "PM"]')) == {}


def test_a_condition_that_ties_nothing_together_is_found() -> None:
    found = findings_of(("'minister near/10 visit:done'", "'minister and visit:done'"))
    assert list(found) == ["R04"]
    assert 'the rung "minister"' in found["R04"].message
    assert findings_of(("'minister near/10 visit:done'", "'title(minister) and visit:done'")) == {}


def test_a_rung_with_the_condition_of_a_higher_one_is_found() -> None:
    found = findings_of(("'place near/10 visit:done'", "'(minister)  near/10 visit:done'"))
    assert list(found) == ["R05"]
    assert 'the rung "visited" is never reached' in found["R05"].message


def test_a_rung_without_a_test_is_found_also_beside_the_ladder() -> None:
    assert "visited" in findings_of(('expect = "visited"', 'expect = "info"'))["R06"].message
    assert "ruled-out" in findings_of(('expect = "ruled-out"', 'expect = "info"'))["R06"].message


def test_a_term_that_is_there_twice_in_other_spellings_is_found() -> None:
    assert list(findings_of(('"靖国神社"', '"靖国神社", "靖國神社"'))) == ["R08"]


def test_a_higher_rung_with_a_milder_severity_is_found() -> None:
    assert list(findings_of(('severity = "high"', 'severity = "low"'))) == ["R09"]


def test_a_rule_that_never_alerts_is_found() -> None:
    severities = (f'severity = "{severity}"' for severity in ("medium", "high", "low"))
    assert list(findings_of(*((severity, 'severity = "info"') for severity in severities))) == ["R10"]


def test_a_rung_on_a_status_that_the_rule_does_not_ask_for_is_found() -> None:
    found = findings_of(("near/20 (visit or visit:denied)", "near/20 visit"))
    assert list(found) == ["R11"]
    assert found["R11"].message == 'the rung "ruled-out" asks for visit:denied, and the rule\'s condition does not'
    assert findings_of(("place near/20 (visit or visit:denied)", "title(place)")) == {}


# ------------------------------------------------------------------------------------------------ tests in the file


def test_the_tests_of_a_good_rule_pass() -> None:
    outcomes = outcomes_of()
    assert [(outcome.passed, outcome.got) for outcome in outcomes] == [
        (True, "minister, status done"),
        (True, "visited"),
        (True, "ruled-out"),
        (True, "none"),
    ]
    assert all(outcome.rule_id == "shrine" for outcome in outcomes)


def test_a_failing_test_says_what_was_expected_and_what_came() -> None:
    first = outcomes_of(('expect = "minister"\nstatus = "done"', 'expect = "visited"\nreaction = "kr:regret"'))[0]
    assert not first.passed
    assert first.expected == "visited, reaction kr:regret"
    assert first.got == "minister, reaction none"
    assert first.hit is not None
    assert first.hit.rung == "minister"


def test_a_hit_where_none_was_expected_fails() -> None:
    last = outcomes_of(('title = "Yasukuni Shrine keeps its cherry trees"', 'title = "Nobody visits Yasukuni"'))[-1]
    assert not last.passed
    assert last.expected == "none"
    assert last.got != "none"


def test_only_the_rules_asked_for_are_run() -> None:
    other = GOOD.replace('id = "shrine"', 'id = "temple"')
    ruleset = compile_rules([(parse("shrine.toml", GOOD), GOOD), (parse("temple.toml", other), other)])
    assert {outcome.rule_id for outcome in run_tests(ruleset)} == {"shrine", "temple"}
    assert {outcome.rule_id for outcome in run_tests(ruleset, ["temple"])} == {"temple"}
