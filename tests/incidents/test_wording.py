import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.incidents.wording import boundary, clean, clean_lines, cut, host_of, htm, link, mrkdwn


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nBcc: all@evil.test", "a Bcc: all@evil.test"),
        ("a\x00b\x07c", "abc"),
        ("\x1b[31mred", "[31mred"),
        ("safe \u202egnp.exe", "safe gnp.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("half \ud800 a pair", "half \ufffd a pair"),
        ("tags\U000e0041\U000e0042", "tags"),
        ("a glyph of nobody's: \ue000", "a glyph of nobody's: \ufffd"),
        ("a\u2028b\u2029c\u3000d", "a b c d"),
        ("👩‍👩‍👧 family", "👩‍👩‍👧 family"),
        (" \x00 ", ""),
        ("靖国神社", "靖国神社"),
    ],
)
def test_cleaning_leaves_one_line_that_reads_as_it_is_written(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_lines_of_our_own_texts_are_kept() -> None:
    assert clean_lines("one\ttwo\r\n three \x1b\n\n") == "one two\nthree"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("short", 5, "short"),
        ("longer than that", 7, "longer…"),
        # An accent, a flag, a family, a skin tone and decomposed Hangul stay whole.
        ("cafe\u0301s", 5, "caf…"),
        ("🇰🇷🇯🇵🇨🇳", 4, "🇰🇷…"),
        ("ab👩‍👩‍👧cd", 5, "ab…"),
        ("ab👍🏽cd", 4, "ab…"),
        ("a\u1112\u1161\u11ab\u1100", 4, "a…"),
    ],
)
def test_a_cut_never_parts_what_a_reader_sees_as_one_character(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown


def test_a_cut_counts_what_escaping_adds() -> None:
    assert mrkdwn(cut("&&&&&&&&", 21, mrkdwn)) == "&amp;&amp;&amp;&amp;…"


def test_a_heap_of_accents_does_not_swallow_the_text() -> None:
    assert boundary("a" + "\u0301" * 500, 300) == 300


@given(st.text(), st.integers(1, 80))
def test_a_cut_text_fits_and_begins_as_the_text_does(text: str, limit: int) -> None:
    for measure in (str, mrkdwn, htm):
        shown = cut(text, limit, measure)
        assert len(measure(shown)) <= limit
        assert shown == text or text.startswith(shown.removesuffix("…"))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "\x01javascript:alert(1)",
        "//evil.test/x",
        "https:/evil.test",
        "https://",
        "https://evil.test\\@bank.test/",
        "https://evil test/",
        "https://evil.test:99999999/",
        "https://[::1",
        "http://" + "a" * 2_000 + ".test",
        "https://a.test/" + "\ud800",
        "",
        None,
    ],
)
def test_only_http_addresses_become_links(url: str | None) -> None:
    assert link(url) is None


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://news.test/a?b=1&c=2#d", "https://news.test/a?b=1&c=2#d"),
        ("HTTPS://News.Test/A", "https://news.test/A"),
        ("https://news.test/a|b>c<d\"e' f", "https://news.test/a%7Cb%3Ec%3Cd%22e%27%20f"),
        ("https://bank.test@evil.test/", "https://evil.test/"),
        ("https://news.test/기사/1", "https://news.test/%EA%B8%B0%EC%82%AC/1"),
        # A Cyrillic letter that looks like an "a".
        ("https://b\u0430nk.test/", "https://xn--bnk-6cd.test/"),
        ("https://news.test:8080", "https://news.test:8080"),
        ("https://news.test/%7Ca", "https://news.test/%7Ca"),
    ],
)
def test_an_address_is_written_so_that_no_markup_fits_in_and_the_host_shows(url: str, safe: str) -> None:
    assert link(url) == safe


def test_the_host_is_what_a_click_would_reach() -> None:
    assert host_of("https://www.news.test:8080/a?b#c") == "news.test:8080"
    assert host_of("https://news.test?x=/y") == "news.test"
