"""Why a rule said what it said: the reason for a miss and the nearest it came, and agreement with the engine."""

from dataclasses import replace
from datetime import date

import pytest
from conditions import truths
from hypothesis import given, settings
from hypothesis import strategies as st
from matching import ON, group, hit_of, matcher, near, rule, some

from watch.model import Lang, Severity, Status, Tone
from watch.rules.explain import Explanation, Role, explain
from watch.rules.language import STATUSES, parse_truth
from watch.rules.match import Reading
from watch.rules.tree import Group, Rule, Term, TermGroup, Truth

GROUPS = (
    group("shrine", en=["Yasukuni"], ja=["靖国"], ko=["야스쿠니"], not_before={Lang.JA: ("通り",)}),
    group("visit", en=["visit~"], ja=["参拝"], ko=["참배"], act=True),
    group("minister", en=["minister"], ja=["大臣"], ko=["장관"], not_inside=["premier"]),
    group("premier", en=["prime minister"], ja=["総理大臣"], ko=["총리"], not_after={Lang.EN: ("former",)}),
    group("mine", ko=["광산"], word=True),
    group("korea", en=["ROK"], case=True),
    replace(group("embassy", ko=["대사관"]), of="jp"),
    TermGroup(
        name="name",
        terms=(
            Term(written="石破", lang=Lang.JA, since=date(2024, 10, 1), until=date(2025, 10, 20)),
            Term(written="Ishiba", lang=Lang.EN, since=date(2024, 10, 1), until=date(2025, 10, 20)),
        ),
    ),
)


def explained(condition: str, title: str, text: str = "", on: date | None = ON) -> Explanation:
    (found,) = explain(matcher(rule(GROUPS, parse_truth(condition))), Reading(title=title, text=text, on=on))
    return found


@pytest.mark.parametrize(
    ("condition", "title", "reason"),
    [
        ("shrine", "靖国通りで事故", "shrine “靖国” is ruled out by not_before: 通り"),
        ("shrine", "New ferry line opens", "no word of shrine found"),
        ("premier", "Former prime minister speaks", "premier “prime minister” is ruled out by not_after: former"),
        ("minister", "総理大臣が出席", "minister “大臣” found only inside premier"),
        ("mine", "사도금광산", "mine “광산” stands inside a longer word"),
        ("korea", "A rok on the beach", "korea “rok” is written in other letters"),
        ("embassy", "대사관 앞 집회", "embassy “대사관” belongs to kr, jp wanted"),
        ("visit:done", "総理大臣は参拝を見送り", "visit “参拝” is denied: を見送"),
        ("visit", "2013年に大臣が参拝した", "visit “参拝” is past: 2013年"),
        ("visit:planned", "장관, 야스쿠니 참배", "visit “참배” is done"),
        ("money(jpy >= 2 billion)", "基金に1億5000万円", "money “1億5000万円” is JPY 150,000,000"),
        ("money(krw)", "A fund of 5 million yen", "money “5 million yen” is JPY 5,000,000"),
        ("persons(>= 20)", "수십 명이 참배", "persons “수십 명” is persons, an unknown number"),
        ("persons", "No people at all", "no persons found"),
        ("title(shrine)", "A ferry", "no word of shrine found"),
        ("count(shrine) >= 3", "Yasukuni, 야스쿠니", "2 of 3 wanted"),
        ("not shrine", "The Yasukuni film", "shrine “Yasukuni” found"),
        ("not lang(en)", "Film", "it holds"),
        ("lang(ko)", "Film", "the language of the article is en"),
        ("source(yonhap)", "Film", "the source of the article is not known"),
        (
            "shrine near/2 visit",
            "Yasukuni is where one two three tourists visited",
            "shrine “Yasukuni” found, visit “visited” found 6 units away, near/2 wanted",
        ),
        ("minister before/9 visit", "参拝は大臣の", "visit “参拝” stands before minister “大臣”, not behind"),
        ("shrine near/9 shrine", "Yasukuni", "shrine “Yasukuni” found only once"),
        (
            "shrine without/3 visit",
            "Yasukuni now visited",
            "shrine “Yasukuni” found, with visit “visited” 1 unit apart, without/3 wanted",
        ),
        ("shrine near/2 visit", "Yasukuni film", "no word of visit found"),
        ("shrine and visit", "They visit", "no word of shrine found"),
        ("minister near/5 visit or shrine near/5 visit", "Yasukuni in spring", "no word of visit found"),
    ],
)
def test_a_miss_names_what_failed_and_how_near_it_came(condition: str, title: str, reason: str) -> None:
    found = explained(condition, title)
    assert found.hit is None
    assert found.outcome == f"no hit: {reason}"


@pytest.mark.parametrize(
    ("condition", "title", "text", "reason"),
    [
        (
            "shrine near/9 visit",
            "靖国について。",
            "大臣が参拝した。",
            "shrine “靖国” and visit “参拝” in different sentences",
        ),
        (
            "same-sentence(minister, visit)",
            "",
            "The minister spoke. They visit.",
            "minister “minister” and visit “visit” in different sentences",
        ),
        ("title(shrine)", "Film", "It shows Yasukuni.", "shrine “Yasukuni” found, but not in the title"),
    ],
)
def test_a_miss_across_sentences_says_so(condition: str, title: str, text: str, reason: str) -> None:
    assert explained(condition, title, text).outcome == f"no hit: {reason}"


@pytest.mark.parametrize(
    ("on", "of"),
    [(date(2025, 10, 22), "of 2025-10-22"), (None, "of no known date")],
)
def test_a_name_that_is_not_in_force_says_its_days_and_that_of_the_article(on: date | None, of: str) -> None:
    found = explained("name", "石破氏が参拝", on=on)
    assert found.outcome == f"no hit: name “石破” counts from 2024-10-01 to 2025-10-20, and the article is {of}"
    assert explained("name", "石破氏が参拝").hit is not None


def test_an_occurrence_that_would_be_near_enough_and_does_not_count_is_named() -> None:
    found = explained("shrine near/3 visit:done", "Will not visit Yasukuni, where one two three four he visited")
    assert "visit “visited” found 6 units away, near/3 wanted" in found.outcome
    assert found.outcome.endswith("; nearer, visit “visit” is denied: not")


def test_a_hit_says_how_each_part_holds() -> None:
    found = explained("shrine near/5 (visit or visit:denied)", "大臣が靖国神社への参拝を見送り")
    (pair,) = [step.clause for step in found.steps]
    shrine, visits = pair.parts
    assert pair.holds
    assert pair.note == "shrine “靖国” and visit “参拝” 2 units apart"
    assert [part.holds for part in visits.parts] == [False, True]
    assert visits.cause is visits.parts[1]
    (denied,) = visits.parts[1].occurrences
    assert (denied.words, denied.status, denied.told, denied.fault) == ("参拝", Status.DENIED, "を見送", "")
    assert shrine.occurrences[0].span.start == 3


# ------------------------------------------------------------------------------------------------ the whole rule


def ladder() -> Rule:
    return rule(
        GROUPS,
        parse_truth("shrine"),
        ladder=[
            ("visit", Severity.MEDIUM, parse_truth("visit near/20 shrine")),
            ("minister", Severity.HIGH, parse_truth("minister before/5 visit:done")),
            ("premier", Severity.CRITICAL, parse_truth("premier before/5 visit:done")),
        ],
        beside=[("denied", Severity.LOW, parse_truth("visit:denied"))],
        reactions=[("kr", Tone.REGRET, parse_truth("korea")), ("kr", Tone.PROTEST, parse_truth("korea near/5 visit"))],
        unless=parse_truth("title(mine)"),
        unless_below="minister",
    )


def of_ladder(title: str) -> Explanation:
    (found,) = explain(matcher(ladder()), Reading(title=title, on=ON))
    return found


def test_of_the_rungs_the_highest_that_holds_counts_and_the_others_say_why_not() -> None:
    found = of_ladder("Minister visits Yasukuni")
    assert found.outcome == "rung minister, high, done"
    counting = [step.name for step in found.steps if step.counts]
    assert counting == ["", "minister"]
    lower, higher = found.step(Role.RUNG, "visit"), found.step(Role.RUNG, "premier")
    assert lower is not None
    assert higher is not None
    assert lower.meaning == "it holds, and a higher rung counts"
    assert higher.clause.reason == "no word of premier found"


def test_of_the_tones_the_sharpest_counts() -> None:
    found = of_ladder("ROK regrets visit to Yasukuni")
    assert found.hit is not None
    assert found.hit.reaction is not None
    sharp, mild = found.step(Role.REACTION, "kr protest"), found.step(Role.REACTION, "kr regret")
    assert sharp is not None
    assert mild is not None
    assert (sharp.counts, mild.counts) == (True, False)
    assert mild.meaning == "it holds, and a sharper tone counts"


def test_unless_that_hides_is_named_and_what_it_spares_as_well() -> None:
    hidden = of_ladder("광산: 야스쿠니 참배")
    assert hidden.outcome == "no hit: hidden by unless: mine “광산” in the title"
    spared = of_ladder("광산: 장관 야스쿠니 참배")
    assert spared.outcome.startswith("rung minister")
    unless = spared.step(Role.UNLESS)
    assert unless is not None
    assert (unless.counts, unless.meaning) == (False, "it would hide hits; it never hides minister or higher")


def test_hits_come_first_and_then_the_nearest_misses() -> None:
    rules = [
        rule(GROUPS, parse_truth("mine"), rule_id="far"),
        rule(GROUPS, parse_truth("shrine near/1 visit"), rule_id="near-by"),
        rule(GROUPS, parse_truth("shrine and premier"), rule_id="half"),
        rule(GROUPS, parse_truth("shrine"), rule_id="hit"),
    ]
    found = explain(matcher(*rules), Reading(title="Yasukuni, which we visit", on=ON))
    assert [each.rule_id for each in found] == ["hit", "near-by", "half", "far"]


# ------------------------------------------------------------------------------------------------ agreement

SCRAPS = (
    *(
        "Yasukuni ",
        "靖国",
        "야스쿠니 ",
        "通り",
        "visited ",
        "参拝",
        "참배 ",
        "を見送り",
        "보류 ",
        "will not ",
        "2013年",
        "prime ",
        "minister ",
    ),
    *(
        "総理",
        "大臣",
        "장관 ",
        "총리 ",
        "former ",
        "금",
        "광산 ",
        "ROK ",
        "rok ",
        "石破",
        "。",
        ". ",
        "\n",
        "(",
        ")",
        "（",
        "one two ",
        "\u200b",
    ),
)
MENTIONS = [Group(name=each.name) for each in GROUPS] + [Group(name="visit", status=status) for status in STATUSES]
CONDITIONS = truths(st.sampled_from(MENTIONS), st.integers(1, 9))


@given(
    st.lists(CONDITIONS, min_size=4, max_size=4),
    st.lists(st.sampled_from(SCRAPS), max_size=14).map("".join),
    st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join),
    st.sampled_from([ON, None, date(2024, 1, 1)]),
)
@settings(max_examples=100, deadline=None)
def test_an_explanation_agrees_with_the_engine(when: list[Truth], title: str, text: str, on: date | None) -> None:
    one = rule(
        GROUPS,
        when[0],
        ladder=[("low", Severity.LOW, when[1]), ("high", Severity.HIGH, when[2])],
        reactions=[("kr", Tone.CALM, when[3])],
        unless=when[3],
        unless_below="high",
    )
    reading = Reading(title=title, text=text, on=on)
    (found,) = explain(matcher(one), reading)
    assert found.hit == hit_of(one, title, text, on)
    counting = [step.name for step in found.steps if step.counts and step.role is Role.RUNG]
    assert counting == ([found.hit.rung] if found.hit and found.hit.rung else [])
    if found.hit is not None:
        told = {span for step in found.steps if step.counts for span in step.clause.spans}
        assert told == set(found.hit.spans)
    for clause in (inner for step in found.steps for inner in step.clause.walk()):
        assert clause.holds or clause.reason
        assert 0 <= clause.closeness <= 1
        assert clause.holds == (clause.closeness == 1)


@given(st.text(max_size=60), st.text(max_size=200), CONDITIONS)
@settings(max_examples=60, deadline=None)
def test_whatever_the_text_an_explanation_can_be_given(title: str, text: str, when: Truth) -> None:
    (found,) = explain(matcher(rule(GROUPS, when)), Reading(title=title, text=text))
    assert found.outcome
    assert (found.hit is None) == (hit_of(rule(GROUPS, when), title, text, None) is None)


def test_a_text_full_of_terms_is_explained_with_a_few_of_them() -> None:
    pair = near("shrine", "visit", 1, right_status=Status.DENIED)
    one = rule(GROUPS, pair, ladder=[("any", Severity.LOW, some("shrine"))])
    text = "Yasukuni is where they visit 靖国通り and " * 3000
    (found,) = explain(matcher(one), Reading(title="x", text=text, on=ON))
    assert max(len(clause.occurrences) for step in found.steps for clause in step.clause.walk()) <= 24
