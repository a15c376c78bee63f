"""What no test of a rule needs: each part is taken out, and the findings point at it."""

import pytest
from conditions import truths
from hypothesis import given, settings
from hypothesis import strategies as st
from matching import group
from matching import rule as some_rule

from watch.config.locate import parse
from watch.errors import Level, Problem
from watch.model import Severity, Status, Tone
from watch.rules.check import run_tests
from watch.rules.compile import compile_rule
from watch.rules.language import parse_truth
from watch.rules.match import Matcher, Reading
from watch.rules.mutate import Mutant, mutants
from watch.rules.needed import finding, unneeded
from watch.rules.show import show
from watch.rules.tree import Group, Lexicon, Limit, Number, Rule, RuleSet, Truth

RULE = """
id = "shrine"
title = "Shrine visits"
when = '{when}'
unless = '{unless}'
unless_below = "minister"

[terms.shrine]
en = ["Yasukuni"]
ja = ["靖国"]
ko = ["야스쿠니"]
not_before = {{ ja = ["通り", "饅頭"] }}

[terms.visit]
act = true
en = ["visit~"]
ja = ["参拝"]
ko = ["참배"]

[terms.minister]
en = ["minister"]
ja = ["大臣"]
ko = ["장관"]
not_inside = ["premier"]
not_after = {{ en = ["former"], ko = ["전"] }}

[terms.premier]
en = ["prime minister"]
ja = ["総理大臣"]
ko = ["총리"]

[terms.film]
en = ["film"]
ja = ["映画"]
ko = ["영화"]

[terms.mine]
ko = ["광산"]
word = true

[[ladder]]
rung = "minister"
severity = "high"
says = "A minister visited"
when = '{minister}'

[[ladder]]
rung = "premier"
severity = "critical"
says = "A premier visited"
when = '{premier}'

[[reaction]]
by = "kr"
tone = "protest"
when = 'mine'
"""
PARTS = {
    "when": "shrine near/20 visit",
    "unless": "film",
    "minister": "minister before/3 visit:done",
    "premier": "premier and visit:done",
}


def rule_text(*tests: tuple[str, str], **parts: str) -> str:
    listed = "".join(f'\n[[tests]]\ntitle = "{title}"\nexpect = "{expect}"\n' for title, expect in tests)
    return RULE.format(**(PARTS | parts)) + listed + '\n[[tests]]\ntitle = "Ferry"\nexpect = "none"\n'


def rule_of(*tests: tuple[str, str], **parts: str) -> Rule:
    text = rule_text(*tests, **parts)
    return compile_rule(parse("shrine.toml", text), text=text)


def unmissed(*tests: tuple[str, str], terms: bool = False, **parts: str) -> list[str]:
    """The parts that no test needs, in words."""
    rule = rule_of(*tests, **parts)
    return [found.part for found in unneeded(rule, list(mutants(rule, terms=terms)), Lexicon()) if found is not None]


HIT = ("Anybody may visit Yasukuni", "info")


@pytest.mark.parametrize(
    ("when", "base", "part", "needs"),
    [
        (
            "shrine near/2 visit",
            [("They visit us", "none"), ("Yasukuni", "none")],
            "the distance of “shrine near/2 visit”",
            ("They visit now or here or there Yasukuni", "none"),
        ),
        ("visit or film", [], "“film”", ("영화", "info")),
        ("shrine near/9 (visit or film)", [("Yasukuni", "none")], "“film”", ("映画と靖国", "info")),
        ("shrine and visit", [], "“shrine”", ("They visit us", "none")),
        ("shrine near/9 visit", [], "“shrine” beside near/9", ("They visit us", "none")),
        ("shrine and not film", [], "“not film”", ("映画「靖国」", "none")),
        ("shrine without/3 film", [], "without/3 “film”", ("映画「靖国」", "none")),
        (
            "visit before/9 shrine",
            [("They visit us", "none"), ("Yasukuni", "none")],
            "the order of “visit before/9 shrine”",
            ("靖国を参拝", "none"),
        ),
        ("count(shrine) >= 2 or visit", [("靖国と靖国", "info")], ">= 2 of “count(shrine) >= 2”", ("Yasukuni", "none")),
        (
            "shrine near/9 persons(>= 20) or visit",
            [("靖国に64人", "info"), ("Yasukuni", "none"), ("64人", "none")],
            "the limit of “persons(>= 20)”",
            ("靖国に3人", "none"),
        ),
        (
            "shrine near/9 money(jpy, krw >= 2 billion) or visit",
            [("靖国に30億ウォン", "info"), ("Yasukuni", "none"), ("30億ウォン", "none")],
            "the limit of “money(jpy, krw >= 2 billion)”",
            ("靖国に3億ウォン", "none"),
        ),
        (
            "shrine near/9 (visit:planned or visit:past)",
            [("Yasukuni", "none")],
            ":planned of visit",
            ("大臣が靖国を参拝した", "none"),
        ),
    ],
)
def test_a_part_of_a_condition_is_found_until_a_test_needs_it(
    when: str, base: list[tuple[str, str]], part: str, needs: tuple[str, str]
) -> None:
    assert part in unmissed(HIT, *base, when=when, unless="premier")
    assert part not in unmissed(HIT, *base, needs, when=when, unless="premier")


@pytest.mark.parametrize("when", ["title(shrine)", "same-sentence(shrine, visit)"])
def test_a_function_is_found_until_a_test_needs_it(when: str) -> None:
    assert any(part.endswith(f"of “{when}”") for part in unmissed(HIT, when=when))
    needs = '\n[[tests]]\ntitle = "Ferry"\ntext = "Yasukuni. They visit."\nexpect = "none"\n'
    text = rule_text(HIT, when=when) + needs
    rule = compile_rule(parse("shrine.toml", text), text=text)
    found = [each.part for each in unneeded(rule, list(mutants(rule)), Lexicon()) if each is not None]
    assert not any(part.endswith(f"of “{when}”") for part in found)


@pytest.mark.parametrize(
    ("part", "needs"),
    [
        ('not_before "通り" of "shrine"', ("靖国通りを参拝", "none")),
        ('not_before "饅頭" of "shrine"', ("靖国饅頭 参拝", "none")),
        ('not_inside "premier" of "minister"', ("Prime minister will visit Yasukuni", "info")),
        ('not_after "former" of "minister"', ("Former minister visits Yasukuni", "info")),
        ('not_after "전" of "minister"', ("전 장관 야스쿠니 참배", "info")),
        ("unless", ("Film on the visit to Yasukuni", "none")),
        ('the rung "minister"', ("장관, 야스쿠니 참배", "minister")),
        ('the rung "premier"', ("総理大臣が靖国を参拝した", "premier")),
    ],
)
def test_a_guard_or_a_step_is_found_until_a_test_needs_it(part: str, needs: tuple[str, str]) -> None:
    assert part in unmissed(HIT, minister="minister before/3 visit")
    assert part not in unmissed(HIT, needs, minister="minister before/3 visit")


def test_a_word_guard_and_a_reaction_are_found() -> None:
    found = unmissed(HIT)
    assert 'word = true of "mine"' in found
    assert "the reaction kr protest" in found


def test_of_a_reaction_for_every_tone_a_part_is_needed_if_one_tone_needs_it() -> None:
    every = (
        "tone = \"protest\"\nwhen = 'mine'",
        "when = 'mine near/9 tone'\n" + "".join(f"\n[terms.tone.{tone}]\nen = ['{tone} now']\n" for tone in Tone),
    )
    asked = '\n[[tests]]\ntitle = "광산 protest now. Visit Yasukuni"\nexpect = "info"\nreaction = "kr:protest"\n'
    text = rule_text(HIT).replace(*every) + asked
    rule = compile_rule(parse("shrine.toml", text), text=text)
    found = [each.part for each in unneeded(rule, list(mutants(rule)), Lexicon()) if each is not None]
    assert "the reaction kr" not in found
    assert "“tone.calm” beside near/9" not in found
    assert "“mine” beside near/9" in found


def test_single_terms_are_tried_only_when_asked_for() -> None:
    assert not any(part.startswith("the term") for part in unmissed(HIT))
    found = unmissed(HIT, terms=True)
    assert 'the term "靖国" of "shrine"' in found
    assert 'the term "Yasukuni" of "shrine"' not in found


def test_of_a_part_that_is_not_needed_the_inside_is_not_told_as_well() -> None:
    found = unmissed(HIT, when="visit or (shrine near/3 film and not premier)")
    assert "“shrine near/3 film and not premier”" in found
    assert not any("near/3" in part and "not premier" not in part for part in found)
    sides = unmissed(HIT, when="shrine near/9 visit")
    assert "“visit” beside near/9" in sides
    assert "the distance of “shrine near/9 visit”" not in sides


def test_tests_that_fail_anyway_say_nothing() -> None:
    wrong = ("映画と靖国の参拝", "premier")
    assert unmissed(HIT, wrong) == unmissed(HIT)


def findings(text: str) -> list[Problem]:
    document = parse("shrine.toml", text)
    rule = compile_rule(document, text=text)
    return [
        finding(found, document)
        for found in unneeded(rule, list(mutants(rule, terms=True)), Lexicon())
        if found is not None
    ]


def test_each_finding_stands_at_the_very_characters_of_its_part() -> None:
    text = rule_text(HIT, when="visit or shrine near/9 (film or 광산)".replace("광산", "mine"))
    lines = text.splitlines()
    shown = {}
    for problem in findings(text):
        assert problem.level is Level.LINT
        assert problem.where is not None
        start = problem.where.column - 1
        shown[problem.message] = (problem.code, lines[problem.where.line - 1][start : start + problem.length])
    assert shown["no test needs “shrine near/9 (film or mine)”"] == ("R30", "shrine near/9 (film or mine)")
    assert shown['no test needs not_before "饅頭" of "shrine"'] == ("R31", '"饅頭"')
    assert shown['no test needs not_after "former" of "minister"'] == ("R31", '"former"')
    assert shown['no test needs word = true of "mine"'] == ("R31", "true")
    assert shown['no test needs the rung "premier"'] == ("R32", '"premier"')
    assert shown["no test needs unless"] == ("R32", "'film'")
    assert shown['no test needs the term "参拝" of "visit"'] == ("R33", '"参拝"')


def test_without_its_document_a_finding_names_the_file() -> None:
    rule = rule_of(HIT)
    found = next(mutant for mutant in unneeded(rule, list(mutants(rule)), Lexicon()) if mutant is not None)
    assert str(finding(found)).startswith("shrine.toml:1:1: lint: no test needs ")


def brute(rule: Rule, mutant: Mutant) -> bool:
    """Whether no test of a rule tells it from a mutant, by running them all."""
    before = run_tests(RuleSet(rules=(rule,), version="1"))
    after = run_tests(RuleSet(rules=(mutant.rule,), version="1"))
    return all(new.passed for old, new in zip(before, after, strict=True) if old.passed)


def test_the_shortcuts_say_what_running_every_test_says() -> None:
    parts = {
        "when": "(shrine near/9 (visit or visit:denied) or count(film) >= 2) and not title(mine)",
        "minister": "(minister before/4 visit:done) without/2 premier and same-sentence(minister, shrine)",
    }
    tests = [
        HIT,
        ("Minister visits Yasukuni", "minister"),
        ("Prime minister visits Yasukuni", "premier"),
        ("총리, 야스쿠니 참배 보류", "info"),
        ("靖国通りを参拝", "none"),
        ("광산 장관, 야스쿠니 참배", "none"),
    ]
    rule = rule_of(*tests, **parts)
    every = list(mutants(rule, terms=True))
    told = {id(mutant) for mutant in unneeded(rule, every, Lexicon()) if mutant is not None}
    expected = {id(mutant) for mutant in every if brute(rule, mutant)}
    assert told <= expected
    assert {mutant.part for mutant in every if id(mutant) in expected - told and mutant.at is None} == set()
    assert len(told) > 20
    assert len(every) - len(expected) > 15


def test_every_mutant_is_another_rule() -> None:
    rule = rule_of(HIT, minister="(minister before/4 visit:done) without/2 premier and count(shrine) >= 2")
    every = list(mutants(rule, terms=True))
    assert all(mutant.rule != rule for mutant in every)
    conditions = [show(mutant.left) for mutant in every if mutant.left is not None]
    assert "minister before/4 visit:done and count(shrine) >= 2" in conditions
    assert "minister without/2 premier and count(shrine) >= 2" in conditions


GROUPS = [group("shrine", ja=["靖国"]), group("visit", ja=["参拝"], act=True), group("film", ja=["映画"])]
MENTIONS: list[Group | Number] = [
    *(Group(name="shrine"), Group(name="film"), Group(name="visit"), Group(name="visit", status=Status.DENIED)),
    *(Number(what="persons", limits=(Limit(least=20),)), Number(what="money", limits=(Limit(unit="krw", least=5),))),
]


@given(truths(st.sampled_from(MENTIONS), st.integers(1, 9)))
@settings(max_examples=100, deadline=None)
def test_what_is_left_of_any_condition_is_a_condition(condition: Truth) -> None:
    whole = some_rule(GROUPS, condition, ladder=[("rung", Severity.LOW, condition)])
    every = list(mutants(whole))
    for mutant in every:
        if mutant.left is not None and not mutant.is_tie:
            parse_truth(show(mutant.left))
    rules = RuleSet(rules=(whole, *(mutant.rule for mutant in every)), version="1")
    assert len(list(Matcher(rules).judges(Reading(title="靖国を参拝する映画")))) == len(every) + 1
