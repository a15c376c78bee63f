"""Leaving rules out: never one that holds, and all that the scan has shown to be out of the question.

Work is counted in lines of code that are run, which are the same on every machine, never in seconds.
"""

from functools import cache
from math import inf

import conditions
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching import ON, group, matcher, near, rule, some, steps

from watch.model import Lang, Severity, Status, Tier
from watch.rules.match import Matcher, Reading
from watch.rules.needs import Need, needs
from watch.rules.prefilter import chance
from watch.rules.tree import (
    About,
    All,
    Any,
    Count,
    Either,
    Group,
    Limit,
    Near,
    Not,
    Number,
    Rule,
    RuleSet,
    Some,
    Truth,
    Without,
)

# ------------------------------------------------------------------------------------------------ what is never missed

#: Rules take their groups from a few, as people copy groups from rule to rule. The terms overlap, hide one another and
#: stand inside other words.
FORMER = {Lang.EN: ("former",), Lang.JA: ("前",), Lang.KO: ("전",)}
GROUPS = {
    "place": [
        group("place", en=["sado", "sado mine"], ja=["佐渡"], ko=["사도"]),
        group("place", en=["mine"], ja=["靖国", "靖国神社"], ko=["야스쿠니"]),
        group("place", ja=["神社", "相"], ko=["일본"], word=True),
    ],
    "who": [
        group("who", en=["minister"], ja=["相", "首相"], ko=["총리"], not_inside=["boss"]),
        group("who", en=["US"], ja=["首相"], ko=["총리", "전 총리"], case=True, not_after=FORMER),
        group("who", en=["minister"], ja=["相", "首相"], ko=["총리"]),
    ],
    "boss": [
        group("boss", en=["prime minister"], ja=["首相"], ko=["전 총리"], not_after=FORMER),
        group("boss"),
        group("boss", ja=["首相"], fuzzy=["Yasukuni"], regex=["[総首]相"]),
    ],
    "act": [
        group("act", en=["visit~"], ja=["参拝"], ko=["참배"], act=True),
        group("act", en=["visit~"], ja=["参拝"], ko=["참배"], act=True, not_after=FORMER),
    ],
}
NAMES = list(GROUPS)
SCRAPS = [
    *("sado", " mine", "Sado-mine ", "ambassador ", "visits ", "visited ", " us ", "bus "),
    *("prime minister ", "former ", "Yaskuni ", "20 lawmakers ", "2013年", "30人の"),
    *("靖国", "神社", "参拝", "を見送り", "首相", "前", "佐渡（さど）"),
    *("야스쿠니 ", "신사", "참배", " 총리", "전 ", "사도", "일본 ", "x"),
    *(" ", ". ", "。", "\n", "-", "·", "(", ")", "、"),
]

texts = st.lists(st.sampled_from(SCRAPS), max_size=15).map("".join)
mentions = st.one_of(
    st.builds(Group, name=st.sampled_from(NAMES)),
    st.builds(Group, name=st.just("act"), status=st.sampled_from([None, *Status])),
    st.just(Number(what="persons", limits=(Limit(least=20),))),
)
truths = conditions.truths(mentions, st.integers(0, 20))
rules_of_any_kind = st.builds(
    rule,
    st.tuples(*(st.sampled_from(variants) for variants in GROUPS.values())),
    truths,
    ladder=truths.map(lambda truth: [("rung", Severity.HIGH, truth)]),
    unless=st.none() | truths,
)


@given(
    st.lists(rules_of_any_kind, min_size=1, max_size=3),
    texts,
    texts,
    st.sampled_from([None, "here"]),
    st.sampled_from([None, Lang.KO]),
)
@settings(max_examples=100, deadline=None)
def test_a_set_says_what_each_of_its_rules_says_alone_and_plainly(
    rules: list[Rule], title: str, text: str, source: str | None, lang: Lang | None
) -> None:
    reading = Reading(title=title, text=text, on=ON, source=source, lang=lang, tier=Tier.WIRE, country="jp")
    alone = [hit for each in rules for hit in matcher(each).match_plainly(reading)]
    together = matcher(*rules)
    assert list(together.match_plainly(reading)) == alone
    assert list(together.match(reading)) == alone


def test_groups_that_differ_only_in_a_guard_are_not_taken_for_one_another() -> None:
    anybody, nobody_former = group("who", ko=["총리"]), group("who", ko=["총리"], not_after=FORMER)
    both = matcher(
        rule([nobody_former], some("who"), rule_id="in-office"), rule([anybody], some("who"), rule_id="anybody")
    )
    assert [hit.rule_id for hit in both.match(Reading(title="전 총리 방한"))] == ["anybody"]


# ------------------------------------------------------------------------------------------------ what is needed


def needed(truth: Truth, **frequencies: float) -> list[set[str]]:
    """The needs of a truth; groups are as frequent as given, else equally so."""

    def frequency(need: Need) -> float:
        return sum(frequencies.get(name, 1.0) for name in need)

    return [set(need) for need in needs(truth, frequency)]


def g(name: str) -> Group:
    return Group(name=name)


def test_near_needs_both_sides_and_without_only_what_is_kept() -> None:
    assert needed(Some(place=Near(left=g("a"), right=g("b"), distance=3))) == [{"a"}, {"b"}]
    assert needed(Some(place=Without(place=g("a"), other=g("b"), distance=3))) == [{"a"}]


def test_alternatives_need_one_of_each_and_what_they_have_in_common() -> None:
    assert needed(Any(truths=(some("a"), some("b")))) == [{"a", "b"}]
    assert needed(Any(truths=(near("a", "b", 3), near("a", "c", 3)))) == [{"a"}, {"b", "c"}]
    assert needed(Some(place=Near(left=Either(places=(g("a"), g("b"))), right=g("c"), distance=3))) == [
        {"c"},
        {"a", "b"},
    ]


def test_what_asks_for_an_absence_or_for_the_article_itself_needs_nothing() -> None:
    absent = Not(truth=some("a"))
    assert needed(absent) == []
    assert needed(About(what="lang", values=frozenset({"ko"}))) == []
    assert needed(Count(place=g("a"), least=0)) == []
    assert needed(Any(truths=(some("a"), absent))) == []
    assert needed(All(truths=(some("a"), absent))) == [{"a"}]


def test_the_rarest_need_comes_first() -> None:
    assert needed(near("country", "subject", 3), country=50.0, subject=0.1) == [{"subject"}, {"country"}]


def test_nothing_is_needed_of_a_group_that_may_always_be_there() -> None:
    assert needed(near("regex", "subject", 3), regex=inf) == [{"subject"}]
    assert needed(Any(truths=(near("regex", "subject", 3), some("regex"))), regex=inf) == []


def test_a_misspelt_name_or_a_regex_is_found_though_no_literal_of_its_group_occurs() -> None:
    engine = matcher(rule([group("who", ja=["首相"], fuzzy=["Yasukuni"], regex=["[総首]脳"])], some("who")))
    for title in ("At Yaskuni", "総脳会談"):
        assert engine.match(Reading(title=title)) == engine.match_plainly(Reading(title=title)) != ()


def test_very_many_alternatives_do_not_multiply_what_is_needed() -> None:
    pairs = [near(f"a{number}", f"b{number}", 3) for number in range(40)]
    assert len(needed(Any(truths=tuple(pairs)))) <= 8


def test_short_terms_are_expected_more_often_than_long_ones_of_the_same_script() -> None:
    for short, long in (("us", "sado"), ("相", "首相"), ("전", "총리")):
        assert chance(short) > chance(long)
    assert chance("a" * 10_000) > 0


# ------------------------------------------------------------------------------------------------ what it costs


COUNTRY = group("country", en=["Japan"], ja=["日本"], ko=["일본"])
VISIT = group("visit", en=["visit~"], ja=["訪問"], ko=["방문"], act=True)
ABOUT_JAPAN = Reading(title="Japan: 日本を訪問", text="A visit to Japan. 일본 방문. " * 50, on=ON)


@cache
def of_common_terms(count: int, *, own: bool) -> Matcher:
    """Rules that name the same country and the same act, each with a subject of its own if wanted."""
    return Matcher(
        RuleSet(
            version="1",
            rules=tuple(
                rule(
                    [COUNTRY, VISIT, group("subject", ja=[f"主題{number:05}"])],
                    Some(
                        place=Near(
                            left=near("country", "visit", 9).place, right=g("subject" if own else "visit"), distance=9
                        )
                    ),
                    rule_id=f"rule-{number}",
                )
                for number in range(count)
            ),
        )
    )


def test_ten_thousand_rules_on_a_country_cost_nothing_while_their_subjects_are_missing() -> None:
    few, many = of_common_terms(10, own=True), of_common_terms(10_000, own=True)
    assert many.match(ABOUT_JAPAN) == ()
    assert steps(lambda: many.match(ABOUT_JAPAN)) == steps(lambda: few.match(ABOUT_JAPAN))


def test_of_ten_thousand_rules_only_the_one_whose_subject_occurs_is_looked_at() -> None:
    few, many = of_common_terms(1_000, own=True), of_common_terms(10_000, own=True)
    reading = Reading(title="日本が主題00500を訪問", on=ON)
    assert [hit.rule_id for hit in many.match(reading)] == ["rule-500"]
    assert steps(lambda: many.match(reading)) == steps(lambda: few.match(reading))


def test_rules_that_all_match_cost_their_number_and_share_what_they_find() -> None:
    one, ten, hundred = (of_common_terms(count, own=False) for count in (1, 10, 100))
    first = steps(lambda: one.match(ABOUT_JAPAN))
    nine_more = steps(lambda: ten.match(ABOUT_JAPAN)) - first
    ninety_more = steps(lambda: hundred.match(ABOUT_JAPAN)) - first - nine_more
    assert nine_more < 9 * first
    assert ninety_more == pytest.approx(10 * nine_more, rel=0.05)
