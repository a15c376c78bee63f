"""Headers as servers really write them, and worse."""

from datetime import timedelta

import pytest
from fetching import NOW
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from watch.net import headers as said

DAY = timedelta(hours=24)
SERVER_DATE = "Sun, 22 Nov 2020 12:00:00 GMT"  # a server whose clock is six years late


def head(*lines: str) -> CIMultiDict[str]:
    return CIMultiDict((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", timedelta(seconds=120)),
        (" 120 ", timedelta(seconds=120)),
        ("1.5", timedelta(seconds=1.5)),
        ("315360000", DAY),
        ("9" * 5000, DAY),
        ("Sun, 22 Nov 2026 12:10:00 GMT", timedelta(minutes=10)),
        ("Sunday, 22-Nov-26 12:10:00 GMT", timedelta(minutes=10)),
        ("Sun Nov 22 12:10:00 2026", timedelta(minutes=10)),
        ("Sun, 22 Nov 2036 12:00:00 GMT", DAY),
        ("Sun, 22 Nov 2026 11:00:00 GMT", None),
        *((junk, None) for junk in ("", "0", "-5", "NaN", "inf", "1e3", "soon", "１２０", "12 minutes", "0x10", "+5")),
        *(
            (junk, None)
            for junk in ("Sun, 99 Nov 2026 12:10:00 GMT", "Sun, 22 Nov 99999 12:10:00 GMT", "\x00", "," * 99)
        ),
    ],
)
def test_net_10_retry_after_is_read_or_ignored_and_never_longer_than_a_day(
    value: str, expected: timedelta | None
) -> None:
    assert said.retry_after(head(f"Retry-After: {value}"), NOW) == expected


def test_time_08_a_date_to_wait_for_is_measured_on_the_servers_clock() -> None:
    answered = head(f"Date: {SERVER_DATE}", "Retry-After: Sun, 22 Nov 2020 12:30:00 GMT")
    assert said.retry_after(answered, NOW) == timedelta(minutes=30)
    answered = head("Date: yesterday", "Retry-After: Sun, 22 Nov 2026 12:30:00 GMT")
    assert said.retry_after(answered, NOW) == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Cache-Control: max-age=600"], timedelta(minutes=10)),
        (["Cache-Control: public, Max-Age = 600"], timedelta(minutes=10)),
        (["Cache-Control: public", 'Cache-Control: max-age="600"'], timedelta(minutes=10)),
        (["Cache-Control: max-age=315360000, immutable"], DAY),
        (["Cache-Control: max-age=" + "9" * 400], DAY),
        (["Cache-Control: s-maxage=600"], None),
        (["Cache-Control: no-store, max-age=600"], None),
        (["Cache-Control: max-age=600, no-cache"], None),
        (["Cache-Control: max-age=-1"], None),
        (["Cache-Control: max-age=0", "Expires: Sun, 22 Nov 2026 13:00:00 GMT"], None),
        (["Expires: Sun, 22 Nov 2026 13:00:00 GMT"], timedelta(hours=1)),
        ([f"Date: {SERVER_DATE}", "Expires: Sun, 22 Nov 2020 13:00:00 GMT"], timedelta(hours=1)),
        (["Expires: 0"], None),
        (["Expires: Thu, 01 Jan 1970 00:00:00 GMT"], None),
        ([], None),
    ],
)
def test_net_14_the_age_of_an_answer_is_read_and_never_longer_than_a_day(
    lines: list[str], expected: timedelta | None
) -> None:
    assert said.max_age(head(*lines), NOW) == expected


@given(st.text(max_size=80))
def test_no_header_raises(value: str) -> None:
    answered = CIMultiDict(
        (name, value) for name in ("Date", "Retry-After", "Cache-Control", "Expires", "ETag", "Content-Type", "Server")
    )
    for wait in (said.retry_after(answered, NOW), said.max_age(answered, NOW)):
        assert wait is None or timedelta(0) < wait <= DAY
    said.content_type(answered)
    said.charset(answered)
    said.challenge(403, answered)
    sent = said.validator(answered, "ETag")
    assert sent is None or (sent == value and len(sent.encode()) <= 1024 and not set(sent) & set(map(chr, range(32))))


@pytest.mark.parametrize("value", ['"abc"', 'W/"abc"', "unquoted", '"a\\"b,c"', '"韓国"', '"a b"', "'", "x" * 1024])
def test_net_12_an_etag_is_opaque_and_kept_as_it_is(value: str) -> None:
    assert said.validator(head(f"ETag: {value}"), "ETag") == value


@pytest.mark.parametrize(
    "value", ["", "a\r\nX-Evil: 1", "a\nb", "a\x00", "a\x7f", "a\x85b", "\udce9", "x" * 1025, " a"]
)
def test_net_12_an_etag_that_cannot_be_sent_back_exactly_is_not_sent(value: str) -> None:
    assert said.sendable(value) is None


def test_two_different_etags_are_none() -> None:
    assert said.validator(head("ETag: a", "ETag: b"), "ETag") is None
    assert said.validator(head("ETag: a", "ETag: a"), "ETag") == "a"


@pytest.mark.parametrize(
    ("value", "media", "charset"),
    [
        ("application/rss+xml; charset=UTF-8", "application/rss+xml", "utf-8"),
        ("Text/HTML;Charset='EUC-KR'", "text/html", "euc-kr"),
        ('text/xml; charset = "shift_jis"', "text/xml", "shift_jis"),
        ("text/xml; charset=", "text/xml", None),
        ("nonsense", None, None),
        ("text/<script>; charset=<b>", None, None),
        ("", None, None),
    ],
)
def test_net_20_content_type_is_read_if_it_can_be(value: str, media: str | None, charset: str | None) -> None:
    answered = head(f"Content-Type: {value}")
    assert (said.content_type(answered), said.charset(answered)) == (media, charset)


def test_a_guard_against_robots_is_told_from_the_site() -> None:
    assert said.challenge(200, head("cf-mitigated: challenge"))
    assert said.challenge(503, head("Server: cloudflare", "Content-Type: text/html; charset=UTF-8"))
    assert said.challenge(202, head("x-amzn-waf-action: challenge"))
    assert not said.challenge(200, head("Server: cloudflare", "Content-Type: text/html"))
    assert not said.challenge(503, head("Server: cloudflare", "Content-Type: text/xml"))
    assert not said.challenge(503, head("Server: nginx", "Content-Type: text/html"))
