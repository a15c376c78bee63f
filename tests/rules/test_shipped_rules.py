"""The rule files that come with Tripwatch: their tests pass, they have no findings, and they keep their promises."""

from collections import Counter
from pathlib import Path

import pytest

from watch import shipped
from watch.config.load import load_rules
from watch.model import Lang, Severity
from watch.rules.check import lint, run_tests
from watch.rules.tree import Rule

FILES = sorted(Path(shipped.path("rules")).glob("*.toml"))
TEXTS = {file.name: file.read_text(encoding="utf-8") for file in FILES}
RULES = load_rules(None)
OUTCOMES = run_tests(RULES)

#: Other people's scripts rely on these names and their order.
LADDERS = {
    "yasukuni": ("offering", "lawmakers", "minister", "prime-minister"),
    "sado-mines": ("monitoring", "ceremony", "boycott", "decision"),
    "textbooks": ("screening", "approval", "contested"),
    "partnership-fund": ("founding", "board", "programme", "disbursement"),
}


def test_the_thirteen_watch_items_ship() -> None:
    assert [rule.id for rule in RULES.rules] == [
        *("comfort-women", "dokdo-takeshima", "export-controls", "forced-labor", "freedom-edge", "joint-ventures"),
        *("opinion-poll", "partnership-fund", "sado-mines", "summit-diplomacy", "textbooks", "trilateral", "yasukuni"),
    ]


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: f"{outcome.rule_id}: {outcome.test.title}")
def test_a_test_in_a_shipped_file_passes(outcome) -> None:  # type: ignore[no-untyped-def]  # pytest gives the outcome
    assert outcome.got == outcome.expected


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_a_shipped_rule_has_no_findings(rule: Rule) -> None:
    assert [str(finding) for finding in lint(rule)] == []


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_every_rung_has_two_tests_and_four_texts_are_no_hit(rule: Rule) -> None:
    expected = Counter(test.expect for test in rule.tests)
    assert all(expected[rung.name] >= 2 for rung in (*rule.ladder, *rule.beside))
    assert expected["none"] >= 4


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_the_tests_of_a_rule_speak_three_languages(rule: Rule) -> None:
    for lang in Lang:
        hits = [test for test in rule.tests if test.lang is lang and test.expect not in ("none", "info")]
        assert len(hits) >= 3, f"{rule.id} has {len(hits)} tests in {lang}"


@pytest.mark.parametrize("rule_id", LADDERS)
def test_the_rungs_of_the_named_items_have_their_names_and_order(rule_id: str) -> None:
    rule = RULES.rule(rule_id)
    assert rule is not None
    assert tuple(rung.name for rung in rule.ladder) == LADDERS[rule_id]
    assert rule.severity is Severity.INFO


@pytest.mark.parametrize("name", TEXTS)
def test_a_shipped_file_begins_by_telling_how_to_change_it(name: str) -> None:
    head = TEXTS[name].partition("\nid ")[0]
    assert all(line.startswith("#") for line in head.strip().splitlines())
    assert "How to change this file" in head
