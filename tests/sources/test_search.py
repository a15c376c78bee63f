"""Sitemaps and searches give articles like feeds do; what is none of them is said in words."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from watch.model import Article, Lang, Source, SourceKind
from watch.sources.document import Feed, NotAFeed, parse
from watch.sources.search import gdelt_url, google_news_url
from watch.sources.sitemap import read_sitemap

URL = "https://paper.example/sitemap.xml"


def answer(kind: SourceKind, body: str) -> Feed | NotAFeed:
    source = Source(id="s", url=URL, interval=timedelta(hours=1), kind=kind)
    return parse(body.encode(), url=URL, source=source)


def articles(kind: SourceKind, body: str) -> tuple[Article, ...]:
    found = answer(kind, body)
    assert isinstance(found, Feed), found
    return found.articles


def refusal(kind: SourceKind, body: str) -> str:
    found = answer(kind, body)
    assert isinstance(found, NotAFeed), found
    return found.detail


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://paper.example/1.html</loc><n:news><n:publication><n:name>Paper</n:name><n:language>ko</n:language>
</n:publication><n:publication_date>2026-08-17T09:00:00+09:00</n:publication_date><n:title>제목 &amp; 말</n:title>
<n:keywords>야스쿠니, 참배</n:keywords></n:news></url>
<url><loc>https://paper.example/seoul-regrets-visit.html</loc><lastmod>2026-08-16</lastmod></url>
</urlset>"""


def test_a_news_sitemap_gives_titles_dates_and_languages() -> None:
    first, second = articles(SourceKind.SITEMAP, SITEMAP)
    assert (first.title, first.text, first.lang) == ("제목 & 말", "야스쿠니, 참배", Lang.KO)
    assert first.published_at == datetime(2026, 8, 17, tzinfo=UTC)
    assert (second.title, second.url) == ("seoul regrets visit", "https://paper.example/seoul-regrets-visit.html")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "<sitemapindex><sitemap><loc>https://paper.example/news.xml</loc></sitemap></sitemapindex>",
            "such as https://",
        ),
        ("<rss/>", "<rss>, which is no sitemap"),
        ("<urlset>", "could not be parsed"),
    ],
)
def test_what_is_no_sitemap_is_named(body: str, said: str) -> None:
    assert said in refusal(SourceKind.SITEMAP, body)


def test_a_sitemap_with_entities_of_its_own_is_not_parsed_at_all() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>'
    assert read_sitemap(bomb) == "a sitemap with declarations of its own, which is not read"
    assert not any("aaaa" in article.title for article in articles(SourceKind.SITEMAP, bomb))


def test_an_answer_of_gdelt_gives_articles() -> None:
    row = {
        "url": "https://paper.example/a",
        "title": "Tokyo &amp; Seoul",
        "seendate": "20260817T031500Z",
        "language": "Korean",
    }
    (article,) = articles(SourceKind.GDELT, json.dumps({"articles": [row, 3, {"title": ""}]}))
    assert (article.title, article.lang) == ("Tokyo & Seoul", Lang.KO)
    assert article.published_at == datetime(2026, 8, 17, 3, 15, tzinfo=UTC)


def test_no_article_is_an_answer_too() -> None:
    assert articles(SourceKind.GDELT, "{}") == ()


@pytest.mark.parametrize(
    "body", ["Please limit requests to one every 5 seconds", "[1]", '{"articles": 1}', "[" * 10_000]
)
def test_what_gdelt_says_instead_of_an_answer_is_no_silence(body: str) -> None:
    assert refusal(SourceKind.GDELT, body)


def test_google_news_puts_the_publisher_behind_the_title() -> None:
    body = (
        "<rss version='2.0'><channel><item><title>Visit - and regret - The Paper</title><link>https://n.example/1</link>"
        "<description>&lt;a&gt;Visit - and regret&lt;/a&gt; The Paper</description></item>"
        "<item><title>No publisher</title><link>https://n.example/2</link></item></channel></rss>"
    )
    first, second = articles(SourceKind.GOOGLE_NEWS, body)
    assert (first.title, first.text) == ("Visit - and regret", "The Paper")
    assert second.title == "No publisher"


def test_a_query_becomes_an_address_in_the_edition_of_its_language() -> None:
    asked = parse_qs(urlsplit(google_news_url("佐渡 (追悼式 OR 강제)", Lang.JA)).query)
    assert asked == {"q": ["佐渡 (追悼式 OR 강제)"], "hl": ["ja"], "gl": ["JP"], "ceid": ["JP:ja"]}
    assert "sourcelang:korean" in parse_qs(urlsplit(gdelt_url("한일", Lang.KO)).query)["query"][0]
    assert "sourcelang" not in gdelt_url("x", None)
