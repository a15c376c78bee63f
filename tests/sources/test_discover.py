"""The feeds that a page names are found, in its head and among its links, and nothing in a page is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.sources.discover import MOST_FEEDS, Named, named_feeds, usual_places

URL = "https://ministry.example/press/index.html"


def head(*links: str) -> str:
    return f"<html><head>{''.join(links)}</head><body></body></html>"


def alternate(href: str, kind: str = "application/rss+xml", title: str = "", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" title="{title}" href="{href}">'


def addresses(markup: str) -> list[str]:
    return [named.url for named in named_feeds(markup, URL)]


def test_the_feeds_of_the_head_come_with_their_titles() -> None:
    markup = head(
        alternate("/ja.xml", title="新着"), alternate("en.atom", "application/atom+xml", title="News &amp; more")
    )
    assert named_feeds(markup, URL) == (
        Named("https://ministry.example/ja.xml", "新着"),
        Named("https://ministry.example/press/en.atom", "News & more"),
    )


@pytest.mark.parametrize(
    "link",
    [
        alternate("/a", "application/feed+json"),
        alternate("/a", "Application/RSS+XML; charset=utf-8"),
        alternate("/a", rel="ALTERNATE home"),
        alternate("/a", rel="feed"),
        "<link href=/a type=text/xml rel=alternate>",
    ],
)
def test_every_spelling_of_such_a_link_is_read(link: str) -> None:
    assert addresses(head(link)) == ["https://ministry.example/a"]


@pytest.mark.parametrize(
    "link",
    [
        alternate("/style", "text/css"),
        alternate("/a", rel="stylesheet"),
        alternate("javascript:alert(1)"),
        alternate("file:///etc/passwd"),
        alternate("http://user:password@other.example/feed"),
        alternate(""),
    ],
)
def test_what_is_no_feed_or_no_address_is_not_named(link: str) -> None:
    assert addresses(head(link)) == []


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("/rss", ""),
        ("/news/feed/", ""),
        ("list.rss?cat=1", ""),
        ("/out.php?what=all", "RSS"),
        ("/rss_list.do", ""),
        ("/x", "Atom 피드"),
    ],
)
def test_links_for_people_are_followed_where_they_look_or_are_called_like_a_feed(href: str, words: str) -> None:
    assert len(addresses(f'<body><a href="/about">About</a> <a href="{href}">{words}</a>')) == 1


def test_the_base_of_the_page_counts() -> None:
    markup = f'<head><base href="https://other.example/a/">{alternate("feed")}</head>'
    assert addresses(markup) == ["https://other.example/a/feed"]


def test_a_feed_that_is_named_twice_is_one_and_there_is_an_end() -> None:
    assert len(addresses(head(alternate("/a"), alternate("/a/")) + '<a href="/a">RSS</a>')) == 1
    assert len(addresses(head(*(alternate(f"/{number}") for number in range(100))))) == MOST_FEEDS


def test_the_usual_places_are_on_the_same_site() -> None:
    assert all(place.startswith("https://ministry.example/") for place in usual_places(URL))


@given(st.text(alphabet=st.sampled_from("<>\"'=/ alinkrethfsOR&;é\x00\ud800"), max_size=200))
def test_any_page_gives_only_addresses_that_can_be_asked_for(markup: str) -> None:
    assert all(address.startswith(("http://", "https://")) for address in addresses(markup))
