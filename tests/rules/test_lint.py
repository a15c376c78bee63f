"""Findings about words, ties, severities, absences and calendars, each found where it is and not where it is not."""

from datetime import UTC, datetime

import pytest

from watch.config.locate import parse
from watch.errors import Problem
from watch.model import Lang
from watch.rules.check import lint
from watch.rules.compile import compile_rule
from watch.rules.holders import HOLDERS

RULE = """
id = "visa"
title = "Visa waivers"
why = "They show how close the two are."
when = 'visa near/10 waiver'

[event]
window = "4d"

[terms.visa]
en = ["visa~"]
ja = ["査証"]
ko = ["입국사증"]

[terms.waiver]
en = ["waiver~"]
ja = ["免除"]
ko = ["면제"]
not_before = { ko = ["품"] }

[[ladder]]
rung = "waived"
severity = "medium"
says = "Visas were waived"
when = 'visa near/10 waiver'

[[tests]]
title = "Seoul waives visas: the waiver begins in May"
expect = "waived"

[[tests]]
title = "Visa lends its name to a stadium"
expect = "none"
"""
ABSENCE = """
[[absence]]
name = "no-waiver"
no = "rung >= waived"
for = "90d"
severity = "low"
says = "No waiver for 90 days"
"""
CALENDAR = """
[[calendar]]
name = "expiry"
title = "The waiver ends"
zone = "Asia/Seoul"
dates = [
    { from = 2025-12-31, confirmed = true },
    { from = 2026-12-31, confirmed = false },
]
"""
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def with_tests_last(more: str) -> str:
    rule, tests, rest = RULE.partition("[[tests]]")
    return f"{rule}{more.lstrip()}\n{tests}{rest}"


def found(*changes: tuple[str, str], more: str = "", now: datetime | None = NOW) -> list[Problem]:
    text = with_tests_last(more)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    document = parse("visa.toml", text)
    return list(lint(compile_rule(document, text=text), document, now=now))


def codes(*changes: tuple[str, str], more: str = "", now: datetime | None = NOW) -> list[str | None]:
    return [problem.code for problem in found(*changes, more=more, now=now)]


def test_a_rule_with_companions_may_have_no_findings() -> None:
    assert found(more=ABSENCE + CALENDAR) == []


# ------------------------------------------------------------------------------------------------ terms in other words


@pytest.mark.parametrize(
    ("old", "new", "words", "remedy"),
    [
        (
            'ko = ["입국사증"]',
            'ko = ["비자"]',
            "소비자, 비자금",
            'not_after = { ko = ["소"] } and not_before = { ko = ["금"] }',
        ),
        ('not_before = { ko = ["품"] }', "", "면제품", 'not_before = { ko = ["품"] }'),
        ('ja = ["査証"]', 'ja = ["日韓"]', "昨日韓国, 今日韓国, 同日韓国", None),
        ('en = ["waiver~"]', 'en = ["import~"]', "importance, important", 'instead of "~" list the forms you mean'),
    ],
)
def test_a_term_that_a_common_word_holds_is_found_with_a_remedy(
    old: str, new: str, words: str, remedy: str | None
) -> None:
    (problem,) = found((old, new))
    assert problem.code == "R12"
    assert problem.message.endswith(f"is found in common words: {words}")
    assert problem.where is not None
    assert problem.hint is not None
    assert remedy is None or remedy in problem.hint


def test_the_remedy_works() -> None:
    guarded = 'ko = ["비자"]\nnot_after = { ko = ["소"] }\nnot_before = { ko = ["금"] }'
    assert codes(('ko = ["입국사증"]', guarded)) == []


def test_a_term_inside_a_longer_one_of_a_group_it_is_not_found_inside_is_no_finding() -> None:
    other = '\n[terms.consumer]\nko = ["소비자", "비자금"]\nen = ["consumer"]\nja = ["消費者"]\n'
    assert codes(('ko = ["입국사증"]', 'ko = ["비자"]\nnot_inside = ["consumer"]'), more=other) == []


def test_a_term_with_days_is_looked_at_like_any_other() -> None:
    assert codes(('ko = ["입국사증"]', 'ko = [{ term = "비자", from = 2030-01-01 }]')) == ["R12"]


def test_the_whole_word_and_parts_that_keep_their_sense_are_no_finding() -> None:
    assert codes(('ko = ["입국사증"]', 'ko = ["소비자"]'), ('ja = ["査証"]', 'ja = ["韓国", "昨日"]')) == []


@pytest.mark.parametrize(
    ("term", "is_found"), [("custom", False), ("customer~", False), ("ban~", True), ("stat~", True)]
)
def test_the_inflections_of_a_term_are_no_other_word(term: str, is_found: bool) -> None:
    assert ("R12" in codes(('en = ["visa~"]', f'en = ["visa", "{term}"]'))) is is_found


@pytest.mark.parametrize("lang", Lang)
def test_every_language_has_its_words_each_once(lang: Lang) -> None:
    assert len(HOLDERS[lang]) > 40
    assert len(set(HOLDERS[lang])) == len(HOLDERS[lang])


def test_a_regex_that_is_but_a_term_is_found_and_a_short_one_with_signs_is_not() -> None:
    (problem,) = found(('en = ["visa~"]', "en = [{ regex = 'visa' }]"))
    assert problem.code == "R20"
    assert 'the regex "visa" of "visa" has no sign that a term has not' in problem.message
    assert codes(('ja = ["査証"]', "ja = [{ regex = '[査證]証' }]")) == []
    assert codes(('en = ["visa~"]', "en = [{ regex = '\\bvisas?\\b' }]")) == []
    assert codes(('en = ["waiver~"]', 'en = [{ fuzzy = "waivers" }, { fuzzy = "waiver" }]')) == []


# ------------------------------------------------------------------------------------------------ ties and tests


def test_a_rung_or_a_reaction_that_ties_words_far_apart_is_found_and_a_wide_gate_is_not() -> None:
    assert codes(("when = 'visa near/10 waiver'", "when = 'visa near/60 waiver'")) == []
    rung = "says = \"Visas were waived\"\nwhen = 'visa near/10 waiver'"
    (problem,) = found((rung, rung.replace("near/10", "before/31")))
    assert problem.code == "R13"
    assert 'the rung "waived" ties words up to 31 apart' in problem.message
    reaction = '[[reaction]]\nby = "kr"\ntone = "calm"\nwhen = \'visa near/31 waiver\'\n'
    assert codes(more=reaction) == ["R13"]
    assert codes(more=reaction.replace("31", "30")) == []


def test_a_rung_that_is_milder_than_no_rung_is_found() -> None:
    (problem,) = found(('title = "Visa waivers"', 'title = "Visa waivers"\nseverity = "high"'))
    assert problem.code == "R14"
    assert 'the rung "waived" is less severe than one on no rung, which is high' in problem.message


def test_tests_of_silence_without_a_word_of_the_rule_are_found() -> None:
    (problem,) = found(('title = "Visa lends its name to a stadium"', 'title = "New ferry line opens"'))
    assert problem.code == "R15"
    assert codes(('title = "Visa lends its name to a stadium"', 'title = "Ferry"\ntext = "ＶＩＳＡ cards taken"')) == []


def test_what_stands_behind_the_tests_is_found() -> None:
    text = RULE + ABSENCE
    document = parse("visa.toml", text)
    (problem,) = lint(compile_rule(document, text=text), document)
    assert problem.code == "R21"
    assert problem.where is not None
    assert text.splitlines()[problem.where.line - 1] == "[[absence]]"


# ------------------------------------------------------------------------------------------------ companions


def test_an_absence_that_is_never_told_is_found() -> None:
    (problem,) = found(more=ABSENCE.replace('"low"', '"info"'))
    assert problem.code == "R16"


def test_a_rule_that_only_tells_an_absence_does_alert() -> None:
    rung = ('severity = "medium"', 'severity = "info"')
    assert codes(rung) == ["R10"]
    assert codes(rung, more=ABSENCE) == []


def test_an_absence_that_ends_before_a_happening_may_is_found() -> None:
    (problem,) = found(more=ABSENCE.replace('"90d"', '"4d"'))
    assert problem.code == "R17"
    assert codes(more=ABSENCE.replace('"90d"', '"5d"')) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2024, 12, 30, 14, 59, tzinfo=UTC), ["R18"]),  # still the day before the year, in Seoul
        (datetime(2024, 12, 30, 15, 0, tzinfo=UTC), []),
        (datetime(2025, 12, 31, 12, 0, tzinfo=UTC), []),
        (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), []),
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), ["R18", "R19"]),
        (None, []),
    ],
)
def test_a_calendar_is_held_against_the_day_if_there_is_one(now: datetime | None, expected: list[str]) -> None:
    assert codes(more=CALENDAR, now=now) == expected


def test_findings_about_a_calendar_stand_at_its_dates() -> None:
    text = with_tests_last(CALENDAR)
    late = datetime(2027, 6, 1, tzinfo=UTC)
    shown = [(each.where.line, each.message) for each in found(more=CALENDAR, now=late) if each.where]
    lines = text.splitlines()
    assert shown == [
        (lines.index("dates = [") + 1, 'the window "expiry" has no dates in the coming year'),
        (lines.index("]", lines.index("dates = [")), 'the window "expiry" of 2026-12-31 has passed unconfirmed'),
    ]
