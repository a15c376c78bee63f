"""Publishers' dates are read as they are meant, or not at all."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.sources.dates import FIRST_YEAR, LAST_YEAR, dated_before, read_date

SEOUL = ZoneInfo("Asia/Seoul")


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


#: What stands in a feed of Seoul, and the instant that it means.
READABLE = {
    # RFC 822 and what becomes of it
    "Thu, 20 Aug 2026 03:13:00 +0900": at(2026, 8, 19, 18, 13),
    "20 Aug 2026 03:13:00 +0900": at(2026, 8, 19, 18, 13),
    "Thu,28 Jul 2022 4:35:5 GMT+9": at(2022, 7, 27, 19, 35, 5),
    "Wed, 19 Aug 2026 17:00:00 JST": at(2026, 8, 19, 8),
    "Wed, 19 Aug 2026 17:00:00 KST": at(2026, 8, 19, 8),
    "Wed, 19 Aug 2026 17:00:00 GMT": at(2026, 8, 19, 17),
    "Wed, 19 Aug 2026 17:00 EDT": at(2026, 8, 19, 21),
    "Wed, 19 Aug 2026 17:00:00 -07:00": at(2026, 8, 20),
    "19 August 26 17:00 UT": at(2026, 8, 19, 17),
    "Wed, 19 Aug 2026 17:00:00": at(2026, 8, 19, 8),
    "19-Aug-2026 17:00:00 Z": at(2026, 8, 19, 17),
    "Sat, 01 Sept 2026 00:00:00 +0000": at(2026, 9, 1),
    "Thu Aug 20 03:13:00 KST 2026": at(2026, 8, 19, 18, 13),
    "Thu Aug 20 03:13:00 2026": at(2026, 8, 19, 18, 13),
    "Wed, 19 Aug 2026 17:00:00 Mars": at(2026, 8, 19, 8),
    # ISO 8601
    "2026-08-19T17:00:05+09:00": at(2026, 8, 19, 8, 0, 5),
    "2026-08-19T17:00:05.123Z": at(2026, 8, 19, 17, 0, 5),
    "2026-08-19T17:00+0900": at(2026, 8, 19, 8),
    "2026-08-19 17:00:05": at(2026, 8, 19, 8, 0, 5),
    "20260819T170005Z": at(2026, 8, 19, 17, 0, 5),
    "2026-08-19": at(2026, 8, 18, 15),
    "2026-08-19T24:00:00Z": at(2026, 8, 20),
    "2026-12-31T23:59:60Z": at(2027, 1, 1),
    "2026-08-19T17:00:00Z[UTC]": at(2026, 8, 19, 17),
    # Korean
    "2026.11.22 10:00": at(2026, 11, 22, 1),
    "2026. 11. 22. 10:00": at(2026, 11, 22, 1),
    "2026년 11월 22일 10:00": at(2026, 11, 22, 1),
    "2026년 11월 22일 (일) 오후 3시 5분": at(2026, 11, 22, 6, 5),
    "2026-11-22 오후 3:00": at(2026, 11, 22, 6),
    "2026-11-22 오전 12:30": at(2026, 11, 21, 15, 30),
    "2026-11-22 오후 12:30": at(2026, 11, 22, 3, 30),
    "2026-11-22 오후 15:00": at(2026, 11, 22, 6),
    "2026년 11월 22일 일요일 10시": at(2026, 11, 22, 1),
    "2026-11-22 10:00 (KST)": at(2026, 11, 22, 1),
    # Japanese, with the zone said or taken from the source
    "2026年11月22日 10:00": at(2026, 11, 22, 1),
    "2026年11月22日（日）午前10時5分": at(2026, 11, 22, 1, 5),
    "2026年11月22日 午後0時30分": at(2026, 11, 22, 3, 30),
    "２０２６年１１月２２日　１０：００": at(2026, 11, 22, 1),
    "令和8年8月20日": at(2026, 8, 19, 15),
    "令和８年８月２０日 15時": at(2026, 8, 20, 6),
    "令和元年5月1日": at(2019, 4, 30, 15),
    "R8.8.20": at(2026, 8, 19, 15),
    "平成31年4月30日": at(2019, 4, 29, 15),
    "H31.4.30": at(2019, 4, 29, 15),
    # English
    "November 22, 2026 3:00 PM": at(2026, 11, 22, 6),
    "Sunday, November 22, 2026 10:00 AM": at(2026, 11, 22, 1),
    "22 November 2026": at(2026, 11, 21, 15),
    "11/22/2026 10:00": at(2026, 11, 22, 1),
    "22/11/2026 10:00": at(2026, 11, 22, 1),
}

UNREADABLE = [
    "",
    "now",
    "2026-02-30",
    "2026-13-01",
    "2026年2月30日",
    "31 Jun 2026 10:00:00 GMT",
    "2026-08-19T25:00:00Z",
    "2026-08-19T10:61:00Z",
    "2026-11-22 오전 15:00",
    "1970-01-01T00:00:00Z",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "0000-00-00 00:00:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "10000-01-01",
    "2024-W53-7",
    "03/04/2026",
    "昭和60年1月1日",
    "1755594000",
    "20 Foo 2026 10:00:00 GMT",
    "8월 20일 10:00",
]


@pytest.mark.parametrize("text", READABLE)
def test_a_date_means_the_instant_that_a_reader_would_say(text: str) -> None:
    assert read_date(text, SEOUL) == READABLE[text]


@pytest.mark.parametrize("text", UNREADABLE)
def test_feed_10_11_what_cannot_be_a_date_of_news_is_none_and_not_a_guess(text: str) -> None:
    assert read_date(text, SEOUL) is None


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC", "America/New_York"])
def test_only_dates_without_a_zone_depend_on_the_zone_handed_in(zone: str) -> None:
    there = ZoneInfo(zone)
    assert read_date("2026-08-19 12:00", there) == datetime(2026, 8, 19, 12, tzinfo=there)
    assert read_date("2026-08-19 12:00 +0900", there) == at(2026, 8, 19, 3)


def test_summer_time_of_the_zone_counts() -> None:
    assert read_date("2026-07-01 12:00", ZoneInfo("Europe/Berlin")) == at(2026, 7, 1, 10)
    assert read_date("2026-12-01 12:00", ZoneInfo("Europe/Berlin")) == at(2026, 12, 1, 11)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_an_instant_in_utc_within_bounds_or_none(text: str) -> None:
    found = read_date(text, SEOUL)
    assert found is None or (found.tzinfo is UTC and FIRST_YEAR - 1 <= found.year <= LAST_YEAR + 1)


@given(
    st.from_regex(
        r"[0-9]{1,5}[-./年년 ]{1,2}[0-9]{1,3}[-./月월 ][0-9]{1,3}[日일T ]?[0-9:시時 +-]{0,12}", fullmatch=True
    )
)
@settings(max_examples=200, deadline=None)
def test_what_nearly_is_a_date_never_raises(text: str) -> None:
    found = read_date(text, SEOUL)
    assert found is None or found.tzinfo is UTC


@given(
    st.datetimes(at(1991, 1, 1).replace(tzinfo=None), at(2099, 1, 1).replace(tzinfo=None)),
    st.sampled_from(["%Y-%m-%dT%H:%M:%S", "%Y.%m.%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%d %b %Y %H:%M:%S"]),
)
@settings(max_examples=100, deadline=None)
def test_a_date_written_in_any_usual_way_is_read_back(instant: datetime, form: str) -> None:
    instant = instant.replace(microsecond=0, tzinfo=UTC)
    assert read_date(instant.strftime(form) + " +0000", SEOUL) == instant


@pytest.mark.parametrize(
    ("written", "at", "meant"),
    [
        ("8月19日付", "2026-08-20", "2026-08-19"),
        ("12月28日", "2026-01-05", "2025-12-28"),
        ("1月6日", "2026-01-05", "2026-01-06"),
        ("1월 9일(금)", "2026-01-05", "2025-01-09"),
        ("July 7", "2026-08-20", "2026-07-07"),
        ("7 Jul.", "2026-08-20", "2026-07-07"),
        ("08.19", "2026-08-20", "2026-08-19"),
        ("2月29日", "2026-08-20", "2024-02-29"),
        ("13月1日", "2026-08-20", None),
        ("Tab 7", "2026-08-20", None),
        ("2025年8月19日", "2026-08-20", None),
        ("令和7年8月19日", "2026-08-20", None),
        ("no day", "2026-08-20", None),
    ],
)
def test_a_day_without_a_year_is_the_last_one_there_was(written: str, at: str, meant: str | None) -> None:
    fetched = datetime.fromisoformat(f"{at}T12:00").replace(tzinfo=UTC)
    assert dated_before(written, fetched, ZoneInfo("Asia/Tokyo")) == meant
