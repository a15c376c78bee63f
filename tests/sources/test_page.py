"""A listing page gives articles by the selectors of its source, and one that gives none was redesigned."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from real_documents import FOLDER, needs_folder

from watch.model import Lang, Selectors, Source, SourceKind
from watch.sources.document import Feed, NotAFeed, parse
from watch.sources.page import checked

URL = "https://ministry.example/press/index.html"
AT = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


def source(lang: Lang | None = Lang.JA, **selectors: str) -> Source:
    page = Selectors(**{"item": "li", **selectors})
    return Source(id="list", url=URL, interval=timedelta(minutes=30), kind=SourceKind.PAGE, page=page, lang=lang)


def read(markup: str, asked: Source | None = None, at: datetime | None = AT) -> Feed:
    found = parse(markup.encode(), url=URL, source=asked or source(), at=at)
    assert isinstance(found, Feed), found
    return found


def refused(markup: str, asked: Source | None = None) -> NotAFeed:
    found = parse(markup.encode(), url=URL, source=asked or source(), at=AT)
    assert isinstance(found, NotAFeed), found
    return found


def test_each_entry_becomes_an_article_with_a_whole_address() -> None:
    feed = read("<ul><li><a href='a.html'>First <b>news</b></a></li><li><a href='/b?utm_source=x'>Second</a></li></ul>")
    assert [(article.title, article.url) for article in feed.articles] == [
        ("First news", "https://ministry.example/press/a.html"),
        ("Second", "https://ministry.example/b?utm_source=x"),
    ]
    assert feed.format == "page"


def test_an_entry_may_be_the_link_itself() -> None:
    assert read("<a class=n href=/a>A</a><a href=/b>B</a>", source(item="a.n")).articles[0].title == "A"


def test_link_title_and_date_are_found_where_their_selectors_say() -> None:
    markup = (
        "<li><a href=/tag>Tag</a><h3>The headline</h3><a class=more href=/more>m</a><i>1.7</i><em>2025.12.1</em></li>"
    )
    (article,) = read(markup, source(link="a.more", title="h3", date="em")).articles
    assert (article.title, article.url) == ("The headline", "https://ministry.example/more")
    assert article.published_at == datetime(2025, 11, 30, 15, tzinfo=UTC)


def test_a_day_that_stands_once_holds_for_the_entries_behind_it() -> None:
    markup = (
        "<dl><dt>12月28日付</dt><dd><ul><li><a href=/a>A</a></li><li><a href=/b>B</a></li></ul></dd>"
        "<dt>1月4日付</dt><dd><ul><li><a href=/c>C</a></li></ul></dd></dl><li><a href=/d>D</a><dt>1月5日付</dt></li>"
    )
    days = [article.published_at for article in read(markup, source(date="dt")).articles]
    tokyo = ["2025-12-27", "2025-12-27", "2026-01-03", "2026-01-04"]
    assert days == [datetime.fromisoformat(f"{day}T15:00+00:00") for day in tokyo]


def test_a_day_may_stand_in_a_comment() -> None:
    markup = "<li><!-- 令和7年12月1日 --><a href=/a>A</a></li><li><a href=/b>B</a></li>"
    days = [article.published_at for article in read(markup, source(date="comment()")).articles]
    assert days == [datetime(2025, 11, 30, 15, tzinfo=UTC), None]


def test_without_knowing_when_it_was_fetched_a_day_without_a_year_stays_undated() -> None:
    markup = "<li><a href=/a>A</a><i>8月19日</i></li>"
    (article,) = read(markup, source(date="i"), at=None).articles
    assert (article.published_at, article.published_raw) == (None, "8月19日")


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<html><body><p>We have a new site</p></body></html>", '"li" finds nothing'),
        ("<li>No link</li><li><a>nor here</a></li>", "a page with 2 entries"),
        ("<li><a href='javascript:void(0)'>Open</a></li>", "a page with 1 entries"),
    ],
)
def test_a_page_on_which_nothing_is_found_is_redesigned(markup: str, said: str) -> None:
    found = refused(markup)
    assert found.redesigned
    assert said in found.detail


def test_what_is_no_page_at_all_is_not_called_redesigned() -> None:
    assert not refused("").redesigned
    assert parse(b"%PDF-1.7", url=URL, source=source()) == NotAFeed(detail="a PDF document")


def test_hostile_links_and_titles_come_out_as_plain_text_or_not_at_all() -> None:
    markup = (
        "<li><a href='http://user:pw@evil.example/'>Password</a></li>"
        "<li><a href=/ok>\u202eA<script>b()</script></a></li>"
    )
    assert [article.title for article in read(markup).articles] == ["A b()"]


@pytest.mark.parametrize("selector", ["ul.news > li:nth-child(2n) a[href^='/press']", "comment()", "dt.list-title"])
def test_a_selector_that_can_be_read_is_taken_as_it_is(selector: str) -> None:
    assert checked(selector) == selector


@pytest.mark.parametrize("selector", ["li[[", "", ">", "li:nope", "a{}"])
def test_what_is_no_selector_is_refused(selector: str) -> None:
    with pytest.raises(ValueError, match="no CSS selector"):
        checked(selector)


@settings(max_examples=200, deadline=None)
@given(markup=st.text(alphabet="<>/ali='href \"0-9月日!-", max_size=200))
def test_whatever_a_page_holds_it_is_read_or_refused(markup: str) -> None:
    found = parse(markup.encode(), url=URL, source=source(date="i"), at=AT)
    assert isinstance(found, Feed | NotAFeed)


REAL = {
    "mofa.html": (
        "https://www.mofa.go.jp/mofaj/press/release/index.html",
        {"item": "ul.link-list > li", "date": "dt.list-title"},
        121,
        (0, "第3回日・サウジアラビア外相級戦略対話", "/mofaj/me_a/me2/sa/pageit_000001_03140.html", "2026-08-19"),
    ),
    "meti.html": (
        "https://www.meti.go.jp/press/index.html",
        {"item": "li.clearfix", "link": "a.cut_txt", "date": "p"},
        20,
        (0, "「健康経営銘柄2027」", "/press/2026/08/20260817001.html", "2026-08-17"),
    ),
    "moj.html": (
        "https://www.moj.go.jp/press_index.html",
        {"item": "h3.cnt_ttl03", "link": "a"},
        13,
        (0, "令和８年のプレスリリース", "/hisho/kouhou/press_r8.html", None),
    ),
}


@needs_folder
@pytest.mark.parametrize("name", REAL)
def test_the_lists_of_ministries_are_read_as_a_person_reads_them(name: str) -> None:
    url, selectors, count, (place, title, link, day) = REAL[name]
    asked = Source(
        id="real", url=url, interval=timedelta(hours=1), kind=SourceKind.PAGE, page=Selectors(**selectors), lang=Lang.JA
    )
    found = parse((FOLDER / name).read_bytes(), url=url, source=asked, at=datetime(2026, 8, 20, 3, tzinfo=UTC))
    assert isinstance(found, Feed), found
    article = found.articles[place]
    assert len(found.articles) + found.skipped == count
    assert article.title.startswith(title)
    assert (article.url or "").endswith(link)
    tokyo = article.published_at and (article.published_at + timedelta(hours=9)).date().isoformat()
    assert tokyo == day
