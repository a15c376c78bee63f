"""Conditions: places, truths, and what an article is known by."""

import pytest
from matching import ON, group, hit_of, matcher, near, rule, some

from watch.model import Lang, Status, Tier
from watch.rules.language import parse_truth
from watch.rules.match import Reading
from watch.rules.tree import (
    About,
    All,
    Any,
    Before,
    Count,
    Either,
    Group,
    InTitle,
    Near,
    Not,
    SameSentence,
    Some,
    Truth,
    Without,
)

A = Group(name="a")
B = Group(name="b")
C = Group(name="c")
GROUPS = [
    group("a", en=["alpha"], ja=["靖国"], ko=["야스쿠니"]),
    group("b", en=["beta"], ja=["首相"], ko=["총리"]),
    group("c", en=["gamma"]),
]


def holds(truth: Truth, text: str, title: str = "") -> bool:
    return hit_of(rule(GROUPS, truth), title, text) is not None


@pytest.mark.parametrize(
    ("text", "distance", "expected"),
    [
        ("alpha beta", 0, True),
        ("alpha one beta", 0, False),
        ("alpha one beta", 1, True),
        ("beta one alpha", 1, True),
        ("alpha one two three beta", 2, False),
        ("alpha one two three beta", 3, True),
        ("alpha, (one two) beta", 0, True),
        ("alpha. Beta", 5, False),
        ("alpha\n\nbeta", 5, False),
        ("alpha (beta) one", 0, True),
        ("alpha (one beta) two", 1, True),
        ("alpha (one beta) two", 0, True),
        ("首相が昨日は靖国", 1, False),
        ("首相が昨日は靖国", 2, True),
        ("首相が訪問、靖国", 2, True),
        ("総理。首相。靖国", 9, False),
        ("총리가 오늘도 야스쿠니", 1, False),
        ("총리가 오늘 야스쿠니", 1, True),
        ("총리 (자민당 총재) 야스쿠니", 0, True),
    ],
)
def test_near_counts_what_lies_between_in_one_sentence(text: str, distance: int, expected: bool) -> None:
    assert holds(near("a", "b", distance), text) is expected
    assert holds(near("b", "a", distance), text) is expected


def test_near_holds_across_the_title_only_within_it() -> None:
    assert holds(near("a", "b", 5), "", "alpha. beta")
    assert not holds(near("a", "b", 50), "beta", "alpha")


def test_near_of_near_counts_from_the_span_that_covers_both() -> None:
    pair = Near(left=A, right=B, distance=1)
    assert holds(Some(place=Near(left=pair, right=C, distance=0)), "alpha beta gamma")
    assert holds(Some(place=Near(left=pair, right=C, distance=0)), "gamma alpha beta")
    assert not holds(Some(place=Near(left=pair, right=C, distance=0)), "alpha one two beta gamma")


def test_a_farther_partner_may_be_the_one_that_matters() -> None:
    pair = Near(left=A, right=B, distance=9)
    assert holds(Some(place=Near(left=pair, right=C, distance=0)), "alpha beta one two beta gamma")


def test_an_occurrence_is_not_near_itself() -> None:
    assert not holds(near("a", "a", 9), "alpha")
    assert holds(near("a", "a", 9), "alpha alpha")


def test_overlapping_spans_of_two_groups_are_near() -> None:
    groups = [group("pm", en=["prime minister"]), group("minister", en=["minister"])]
    assert hit_of(rule(groups, near("pm", "minister", 0)), "prime minister")


def test_before_needs_the_order() -> None:
    assert holds(Some(place=Before(left=A, right=B, distance=3)), "alpha one beta")
    assert not holds(Some(place=Before(left=A, right=B, distance=3)), "beta one alpha")
    assert not holds(Some(place=Before(left=A, right=B, distance=3)), "alpha one two three four beta")


def test_without_keeps_spans_that_stand_alone() -> None:
    alone = Without(place=A, other=B, distance=2)
    assert holds(Some(place=alone), "alpha one two")
    assert not holds(Some(place=alone), "alpha one beta")
    assert holds(Some(place=alone), "alpha one beta. alpha")
    assert holds(Some(place=alone), "alpha one two three beta")


def test_either_is_a_place() -> None:
    truth = Some(place=Near(left=Either(places=(A, B)), right=C, distance=0))
    assert holds(truth, "alpha gamma")
    assert holds(truth, "gamma beta")
    assert not holds(truth, "alpha one gamma")


def test_truths_combine() -> None:
    assert holds(All(truths=(some("a"), some("b"))), "alpha. beta")
    assert not holds(All(truths=(some("a"), some("b"))), "alpha")
    assert holds(Any(truths=(some("a"), some("b"))), "beta")
    assert not holds(Any(truths=(some("a"), some("b"))), "gamma")
    assert holds(All(truths=(some("a"), Not(truth=some("b")))), "alpha")
    assert not holds(All(truths=(some("a"), Not(truth=some("b")))), "alpha beta")
    assert holds(Not(truth=some("a")), "")


def test_count_counts_occurrences_that_do_not_overlap() -> None:
    assert holds(Count(place=A, least=2), "alpha and alpha")
    assert not holds(Count(place=A, least=3), "alpha and alpha")
    pair = Near(left=A, right=B, distance=5)
    assert not holds(Count(place=pair, least=2), "alpha beta alpha")


def test_in_title_needs_the_title() -> None:
    assert holds(InTitle(place=A), "", "alpha")
    assert not holds(InTitle(place=A), "alpha", "beta")


def test_same_sentence_has_no_distance() -> None:
    truth = SameSentence(left=A, right=B)
    assert holds(truth, "alpha " + "one " * 60 + "beta.")
    assert not holds(truth, "alpha. beta")


@pytest.mark.parametrize(
    ("what", "value", "expected"),
    [
        ("lang", "ko", True),
        ("lang", "ja", False),
        ("source", "yonhap", True),
        ("source", "kyodo", False),
        ("tier", "wire", True),
        ("tier", "news", False),
        ("country", "kr", True),
        ("country", "jp", False),
    ],
)
def test_an_article_is_asked_for_what_is_known_of_it(what: str, value: str, expected: bool) -> None:
    one = rule(GROUPS, About(what=what, values=frozenset([value])))
    known = Reading(title="x", lang=Lang.KO, source="yonhap", tier=Tier.WIRE, country="kr")
    assert bool(matcher(one).match(known)) is expected
    assert not matcher(rule(GROUPS, About(what="source", values=frozenset([value])))).match(Reading(title="x"))


@pytest.mark.parametrize(
    ("title", "lang"),
    [
        ("Abe visits", "en"),
        ("총리 靖國 참배", "ko"),
        ("首相が参拝", "ja"),
        ("首相参拝", "ja"),
        ("", "en"),
        ("안倍が参拝した", "ja"),
    ],
)
def test_without_a_hint_the_script_tells_the_language(title: str, lang: str) -> None:
    one = rule(GROUPS, About(what="lang", values=frozenset([lang])))
    assert matcher(one).match(Reading(title=title))


def test_a_group_is_not_found_inside_another() -> None:
    pm = group("pm", en=["prime minister"], ja=["総理大臣"], not_after={Lang.EN: ("former",), Lang.JA: ("元",)})
    minister = group("minister", en=["minister"], ja=["大臣"], not_inside=["pm"])
    one = rule([pm, minister], some("minister"))
    assert hit_of(one, "The minister went")
    assert hit_of(one, "A minister and the prime minister")
    assert not hit_of(one, "The prime minister went")
    assert not hit_of(one, "総理大臣が訪問")
    assert hit_of(one, "外務大臣が訪問")
    # Guarded out itself, the longer one still hides the shorter.
    assert not hit_of(one, "The former prime minister went")
    assert not hit_of(one, "元総理大臣が訪問")


def test_an_act_means_done_or_planned_unless_a_status_is_named() -> None:
    act = group("visit", en=["visit~"], ja=["参拝"], act=True)
    plain = rule([act], some("visit"))
    assert hit_of(plain, "He visits")
    assert hit_of(plain, "He will visit")
    assert not hit_of(plain, "He will not visit")
    assert not hit_of(plain, "", "The last visit was in 2013.")
    for status, title in {
        Status.DONE: "首相が参拝した",
        Status.PLANNED: "首相が参拝へ",
        Status.DENIED: "首相が参拝見送り",
        Status.PAST: "昨年の参拝",
    }.items():
        assert [each for each in Status if hit_of(rule([act], some("visit", each)), title)] == [status]


def test_rules_do_not_influence_one_another() -> None:
    long = rule([group("g", en=["prime minister"])], some("g"), rule_id="long")
    short = rule([group("g", en=["minister"])], some("g"), rule_id="short")
    hits = matcher(long, short).match(Reading(title="prime minister", on=ON))
    assert [hit.rule_id for hit in hits] == ["long", "short"]


# ------------------------------------------------------------------------------------------------ amounts


@pytest.mark.parametrize(
    ("condition", "text", "expected"),
    [
        ("money", "a fund of 100 million yen", True),
        ("money", "20 lawmakers", False),
        ("persons", "20 lawmakers", True),
        ("persons", "a fund of 100 million yen", False),
        ("money(krw)", "a fund of 100 million yen", False),
        ("money(krw, jpy)", "a fund of 100 million yen", True),
        ("money(jpy >= 100 million)", "1億円", True),
        ("money(jpy >= 100 million)", "9999万円", False),
        ("money(jpy >= 100 million)", "10억 원", False),
        ("money(jpy >= 100 million, krw >= 1 billion)", "10억 원", True),
        ("money(krw >= 300 million)", "2억~3억원", True),
        ("money(krw >= 301 million)", "2억~3억원", False),
        ("money(krw >= 1)", "수억 원", False),
        ("money(krw)", "수억 원", True),
        ("persons(>= 20)", "64人が参拝", True),
        ("persons(>= 20)", "３人が参拝", False),
        ("persons(>= 20)", "의원 20여 명", True),
        ("persons(>= 20)", "dozens of lawmakers", False),
        ("persons(>= 20) near/3 a", "64人の議員が靖国に", True),
        ("persons(>= 20) near/3 a", "64人が集まり、きのうは遠くの山の上の靖国に", False),
        ("persons before/3 a", "靖国に64人", False),
        ("a without/3 persons", "靖国に64人", False),
        ("count(persons) >= 2", "議員64人、閣僚3人", True),
        ("same-sentence(money, a)", "靖国に1億円。", True),
        ("same-sentence(money, a)", "靖国。1億円。", False),
        ("not money and a", "靖国に1億円", False),
    ],
)
def test_amounts_are_places(condition: str, text: str, expected: bool) -> None:
    assert holds(parse_truth(condition), text) is expected


def test_an_amount_is_reported_with_what_was_read() -> None:
    hit = hit_of(rule(GROUPS, parse_truth("money near/9 a")), "", "靖国に１億５０００万円")
    assert hit is not None
    (span,) = [span for span in hit.spans if span.group == "money"]
    assert (span.start, span.end, span.term) == (3, 11, "JPY 150,000,000")


def test_no_amount_reaches_from_the_title_into_the_text_or_over_a_line() -> None:
    assert not holds(parse_truth("persons"), "lawmakers", title="20")
    assert not holds(parse_truth("money"), "円", title="5億")
    assert holds(parse_truth("persons"), "about 20\nJapanese lawmakers")
