"""Rule files: what a good one becomes, and that every mistake in a bad one is named where it stands, all at once."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from watch.config.locate import parse
from watch.errors import ProblemsError
from watch.model import Lang, Severity, Status, Tone
from watch.rules.compile import compile_rule, compile_rules
from watch.rules.language import parse_truth
from watch.rules.show import show
from watch.rules.tree import Rule, Term

BAD = sorted((Path(__file__).parent.parent / "data" / "bad").glob("*.toml"))

FULL = """
id = "shrine"
title = "Shrine visits"
why = "They strain ties."
severity = "low"
when = 'place near/20 (visit or office.minister)'
unless = 'title(visit:past)'
unless_below = "minister"

[event]
window = "4d"
zone = "Asia/Tokyo"
split_by = "office.minister"

[terms.place]
en = ["Yasukuni"]
ja = ["靖国神社"]
ko = ["야스쿠니"]
not_before = { ja = ["通り"] }

[terms.visit]
act = true
en = ["visit~", "paid respects"]
ja = ["参拝"]
ko = ["참배"]

[terms.office.minister]
en = ["minister", { term = "Ishiba", from = 2024-10-01, to = 2025-10-20 }]
ja = ["大臣", { term = "高市", from = 2025-10-21 }]
ko = ["장관"]
not_inside = ["office.prime-minister"]
not_after = { en = ["former"], ja = ["元", "前"] }
word = true

[terms.office.prime-minister]
en = ["prime minister", "PM"]
ja = ["総理大臣"]
ko = ["총리"]
case = true

[[ladder]]
rung = "visited"
severity = "medium"
says = "Somebody visited"
when = 'place near/10 visit:done'

[[ladder]]
rung = "ruled-out"
beside = true
severity = "low"
says = "A visit was ruled out"
when = 'visit:denied near/10 place'

[[ladder]]
rung = "minister"
severity = "high"
says = "A minister visited"
when = 'office.minister near/10 visit:done'

[[reaction]]
by = "kr"
tone = "deep-regret"
when = 'same-sentence(place, visit)'

[[tests]]
on = 2025-10-17
title = "Minister visits Yasukuni"
text = "He went in the morning."
lang = "en"
expect = "minister"
status = "done"
reaction = "kr:regret"

[[tests]]
title = "New ferry line opens"
expect = "none"
"""


def rule_of(text: str, name: str = "shrine.toml") -> Rule:
    return compile_rule(parse(name, text), text=text)


def problems_of(text: str, name: str = "shrine.toml") -> str:
    with pytest.raises(ProblemsError) as caught:
        rule_of(text, name)
    return str(caught.value)


# ------------------------------------------------------------------------------------------------ good files


def test_a_whole_file_becomes_a_rule() -> None:
    rule = rule_of(FULL)
    assert (rule.id, rule.title, rule.why, rule.severity) == (
        "shrine",
        "Shrine visits",
        "They strain ties.",
        Severity.LOW,
    )
    assert rule.when == parse_truth("place near/20 (visit or office.minister)")
    assert (rule.unless, rule.unless_below) == (parse_truth("title(visit:past)"), "minister")
    assert (rule.event.window, rule.event.zone, rule.event.split_by) == (
        timedelta(days=4),
        "Asia/Tokyo",
        "office.minister",
    )
    assert list(rule.groups) == ["place", "visit", "office.minister", "office.prime-minister"]


def test_rungs_beside_the_ladder_have_no_rank() -> None:
    rule = rule_of(FULL)
    assert [(rung.name, rung.rank) for rung in rule.ladder] == [("visited", 1), ("minister", 2)]
    assert [(rung.name, rung.rank) for rung in rule.beside] == [("ruled-out", 0)]
    assert rule.ladder[1].severity is Severity.HIGH


def test_a_term_may_hold_for_a_time_only_and_both_days_count() -> None:
    assert rule_of(FULL).groups["office.minister"].terms == (
        Term(written="minister", lang=Lang.EN),
        Term(written="Ishiba", lang=Lang.EN, since=date(2024, 10, 1), until=date(2025, 10, 20)),
        Term(written="장관", lang=Lang.KO),
        Term(written="大臣", lang=Lang.JA),
        Term(written="高市", lang=Lang.JA, since=date(2025, 10, 21)),
    )


def test_the_mark_for_any_ending_is_taken_off_the_term() -> None:
    visit = rule_of(FULL).groups["visit"]
    assert visit.terms[0] == Term(written="visit", lang=Lang.EN, any_ending=True)
    assert visit.act


def test_guards_are_kept_by_language() -> None:
    groups = rule_of(FULL).groups
    assert groups["place"].not_before == {Lang.JA: ("通り",)}
    assert groups["office.minister"].not_after == {Lang.EN: ("former",), Lang.JA: ("元", "前")}
    assert groups["office.minister"].not_inside == ("office.prime-minister",)
    assert groups["office.minister"].word
    assert groups["office.prime-minister"].case


def test_reactions_and_tests_are_read() -> None:
    rule = rule_of(FULL)
    assert [(reaction.by, reaction.tone) for reaction in rule.reactions] == [("kr", Tone.DEEP_REGRET)]
    first = rule.tests[0]
    assert (first.on, first.lang, first.expect) == (date(2025, 10, 17), Lang.EN, "minister")
    assert (first.status, first.reaction, first.path) == (Status.DONE, "kr:regret", ("tests", 0))


def test_a_reaction_without_a_tone_stands_for_every_tone() -> None:
    groups = "".join(f"\n[terms.tone.{tone}]\nen = ['{tone} words']\n" for tone in Tone)
    every = FULL.replace('tone = "deep-regret"\n', "").replace("same-sentence(place, visit)", "place near/9 tone")
    rule = rule_of(every + groups)
    assert [reaction.tone for reaction in rule.reactions] == list(Tone)
    assert [show(reaction.when) for reaction in rule.reactions] == [f"place near/9 tone.{tone}" for tone in Tone]


def test_a_quoted_name_with_a_dot_is_the_same_group_as_nested_tables() -> None:
    quoted = FULL.replace("[terms.office.minister]", '[terms."office.minister"]')
    assert rule_of(quoted).groups["office.minister"] == rule_of(FULL).groups["office.minister"]


def test_what_is_left_out_has_its_default() -> None:
    small = FULL.replace('[event]\nwindow = "4d"\nzone = "Asia/Tokyo"\nsplit_by = "office.minister"\n', "")
    small = small.replace('severity = "low"\nwhen = \'place near/20', "when = 'place near/20").replace(
        'why = "They strain ties."\n', ""
    )
    rule = rule_of(small)
    assert (rule.event.window, rule.event.zone, rule.event.split_by) == (timedelta(days=3), "UTC", None)
    assert (rule.severity, rule.why) == (Severity.INFO, "")


def test_the_version_is_a_digest_of_the_text() -> None:
    version = rule_of(FULL).version
    assert len(version) == 12
    assert version == rule_of(FULL).version
    assert version != rule_of(FULL + "\n# a remark\n").version


def test_a_rule_set_has_the_rules_in_order_and_a_version_of_its_own() -> None:
    other = FULL.replace('id = "shrine"', 'id = "temple"')
    pairs = [(parse("shrine.toml", FULL), FULL), (parse("temple.toml", other), other)]
    ruleset = compile_rules(pairs)
    assert [rule.id for rule in ruleset.rules] == ["shrine", "temple"]
    assert ruleset.version == compile_rules(pairs).version
    assert ruleset.version != compile_rules(pairs[:1]).version


def test_no_files_make_an_empty_rule_set() -> None:
    assert compile_rules([]).rules == ()


# ------------------------------------------------------------------------------------------------ bad files


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_bad_file_is_refused_with_exactly_these_words(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    expected = file.with_suffix(".txt").read_text(encoding="utf-8")
    assert problems_of(text, file.name) + "\n" == expected


def test_there_are_many_bad_files_and_each_has_its_words() -> None:
    assert len(BAD) >= 25
    assert all(file.with_suffix(".txt").exists() for file in BAD)


def test_an_id_in_two_files_is_named_with_both_places() -> None:
    documents = [(parse(f"{folder}/shrine.toml", FULL), FULL) for folder in ("one", "two")]
    with pytest.raises(ProblemsError) as caught:
        compile_rules(documents)
    first = str(caught.value).splitlines()[0]
    assert first == 'two/shrine.toml:2:6: error: the rule "shrine" is there twice: also in one/shrine.toml:2:6'


def test_problems_of_all_files_come_together() -> None:
    bad = [(parse(name, ""), "") for name in ("a.toml", "b.toml")]
    with pytest.raises(ProblemsError) as caught:
        compile_rules(bad)
    assert {problem.where.file for problem in caught.value.problems if problem.where} == {"a.toml", "b.toml"}
    assert len(caught.value.problems) == 10


@pytest.mark.parametrize(
    "value", ["1", "true", '"x"', "[]", "[1]", "[[]]", "{}", "{ a = 1 }", "1979-05-27", "nan", '""']
)
@pytest.mark.parametrize(
    "key", ["id", "title", "when", "unless", "severity", "event", "terms", "ladder", "reaction", "tests", "terms.x.en"]
)
def test_a_value_of_any_kind_under_any_key_is_a_problem_and_no_crash(key: str, value: str) -> None:
    name = key.partition(".")[0]
    kept = [line for line in FULL.split("\n\n", maxsplit=1)[0].splitlines() if not line.startswith(f"{name} ")]
    text = "\n".join([*kept, f"{key} = {value}"])
    assert "error: " in problems_of(text)


def test_a_misspelt_guard_is_no_group_of_its_own() -> None:
    text = FULL.replace("not_before = { ja", "not_befor = { ja")
    assert 'unknown key "not_befor"' in problems_of(text)
    assert 'did you mean "not_before"?' in problems_of(text)


def test_a_circle_of_groups_not_inside_one_another_is_found_over_many_steps() -> None:
    text = FULL.replace('ja = ["総理大臣"]', 'ja = ["総理大臣"]\nnot_inside = ["place"]')
    text = text.replace("[terms.place]", '[terms.place]\nnot_inside = ["office.minister"]')
    assert problems_of(text).count("exclude one another") == 3
