"""What stands beside the ladder: absences and the calendar as they are read, and which window is open when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.config.locate import parse
from watch.model import Severity, Tier
from watch.rules.compile import compile_rule
from watch.rules.tree import Absence, Dates, Rule
from watch.rules.windows import due

RULE = """
id = "fund"
title = "A fund"
when = 'fund near/10 grant'

[terms]
fund = { en = ["fund"] }
grant = { en = ["grant"] }

[[ladder]]
rung = "founding"
severity = "low"
says = "The fund was founded"
when = 'fund'

[[ladder]]
rung = "programme"
severity = "medium"
says = "The fund has a programme"
when = 'fund near/5 grant'

[[tests]]
title = "New ferry line opens"
expect = "none"
"""
ABSENCE = """
[[absence]]
name = "paper-fund"
no = " rung>=programme "
for = "13w"
severity = "medium"
says = "The fund has paid for nothing in 13 weeks"
"""
CALENDAR = """
[[calendar]]
name = "report"
title = "Annual report"
zone = "Asia/Seoul"
dates = [
  { from = 2026-03-01, to = 2026-03-31, confirmed = true, source = "its statutes" },
  { from = 2027-03-31, confirmed = false },
]
"""


def rule_of(*parts: str) -> Rule:
    text = RULE + "".join(parts)
    return compile_rule(parse("fund.toml", text), text=text)


def test_a_rule_without_companions_has_none() -> None:
    assert rule_of().absences == ()
    assert rule_of().calendar == ()


def test_an_absence_waits_for_a_rung_and_asks_all_sources_unless_some_are_named() -> None:
    expected = Absence(
        name="paper-fund",
        rung="programme",
        span=timedelta(days=91),
        severity=Severity.MEDIUM,
        says="The fund has paid for nothing in 13 weeks",
    )
    assert rule_of(ABSENCE).absences == (expected,)


def test_an_absence_names_its_sources_by_id_tag_and_tier() -> None:
    (absence,) = rule_of(ABSENCE, 'sources = ["fki"]\ntags = ["business"]\ntiers = ["wire", "official"]\n').absences
    assert absence.sources == {"fki"}
    assert absence.tags == {"business"}
    assert absence.tiers == {Tier.OFFICIAL, Tier.WIRE}


def test_a_window_has_its_days_year_by_year() -> None:
    (window,) = rule_of(CALENDAR).calendar
    assert (window.name, window.title, window.zone) == ("report", "Annual report", "Asia/Seoul")
    assert window.dates == (
        Dates(first=date(2026, 3, 1), last=date(2026, 3, 31), confirmed=True, source="its statutes"),
        Dates(first=date(2027, 3, 31), last=date(2027, 3, 31), confirmed=False),
    )


def test_a_window_without_a_zone_has_the_one_of_the_event() -> None:
    calendar = CALENDAR.replace('zone = "Asia/Seoul"\n', "")
    assert rule_of(calendar).calendar[0].zone == "UTC"
    assert rule_of('[event]\nzone = "Asia/Tokyo"\n', calendar).calendar[0].zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("at", "first", "is_open"),
    [
        (datetime(2020, 1, 1, tzinfo=UTC), date(2026, 3, 1), False),
        # The first of March begins in Seoul when it is still three in the afternoon of the day before in Greenwich.
        (datetime(2026, 2, 28, 14, 59, tzinfo=UTC), date(2026, 3, 1), False),
        (datetime(2026, 2, 28, 15, 0, tzinfo=UTC), date(2026, 3, 1), True),
        (datetime(2026, 3, 31, 14, 59, tzinfo=UTC), date(2026, 3, 1), True),
        (datetime(2026, 3, 31, 15, 0, tzinfo=UTC), date(2027, 3, 31), False),
        (datetime(2027, 3, 31, 3, 0, tzinfo=UTC), date(2027, 3, 31), True),
    ],
)
def test_a_window_is_open_on_its_days_in_its_zone_and_else_the_next_one_is_told(
    at: datetime, first: date, is_open: bool
) -> None:
    (found,) = due(rule_of(CALENDAR), at)
    assert (found.rule_id, found.window.name, found.dates.first, found.open) == ("fund", "report", first, is_open)


def test_a_window_whose_days_have_all_passed_is_not_due() -> None:
    assert list(due(rule_of(CALENDAR), datetime(2027, 4, 1, tzinfo=UTC))) == []


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        list(due(rule_of(CALENDAR), datetime(2026, 3, 1)))  # noqa: DTZ001 - that is the point


@given(st.timedeltas(timedelta(), timedelta(days=800)))
def test_what_is_due_never_lies_in_the_past_and_is_open_exactly_on_its_days(after: timedelta) -> None:
    at = datetime(2025, 12, 1, tzinfo=UTC) + after
    for found in due(rule_of(CALENDAR), at):
        today = (at + timedelta(hours=9)).date()
        assert today <= found.dates.last
        assert found.open is (found.dates.first <= today)
