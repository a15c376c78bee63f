"""What can be polled on a site is found with few requests, none of which the site's robots.txt forbids."""

import socket
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from desk import FakeClock, ParserHere
from evil import Evil, Wire, answer
from fetching import FixedClock, fetcher

from watch.model import SourceKind
from watch.net.fetch import FetchFailed
from watch.pipeline.discovery import LONGEST, Discovery, Way, discover
from watch.pipeline.look import Looker
from watch.sources.discover import USUAL_PATHS

FEED = b"<rss version='2.0'><channel><title>Sea</title><item><title>One</title><link>/1</link></item></channel></rss>"
SITEMAP = b"<urlset><url><loc>https://a.example/one-anchor.html</loc></url></urlset>"
NAMED = b'<html><head><link rel="alternate" type="application/rss+xml" title="News" href="/news.xml"></head></html>'
PLAIN = b"<html><body><p>Welcome</p></body></html>"


@pytest.fixture
async def looker() -> AsyncIterator[Looker]:
    async with fetcher() as f:
        yield Looker(f, ParserHere(), FixedClock())  # type: ignore[arg-type]


@pytest.fixture
async def site() -> AsyncIterator[Evil]:
    async with Evil() as evil:
        yield evil


def asked(site: Evil) -> list[str]:
    return [head.split()[1].decode() for head in site.heads]


def found(discovery: Discovery) -> list[tuple[str, str, bool]]:
    return [(one.way, one.look.source.kind, one.good) for one in discovery.found]


async def test_a_feed_that_the_page_names_is_read_and_nothing_is_guessed(site: Evil, looker: Looker) -> None:
    site.at("/news.xml", answer(FEED))
    discovery = await discover(site.at("/", answer(NAMED)), looker)
    assert found(discovery) == [(Way.PAGE, SourceKind.FEED, True)]
    assert discovery.found[0].label == "News"
    assert sorted(asked(site)) == ["/", "/news.xml", "/robots.txt"]


async def test_a_feed_that_is_named_and_gone_is_reported_and_the_usual_places_are_tried(
    site: Evil, looker: Looker
) -> None:
    site.at(USUAL_PATHS[2], answer(FEED))
    discovery = await discover(site.at("/", answer(NAMED)), looker)
    assert found(discovery) == [(Way.PAGE, SourceKind.FEED, False), (Way.GUESS, SourceKind.FEED, True)]
    assert USUAL_PATHS[3] not in asked(site)


async def test_a_slow_site_is_not_asked_for_longer_than_two_minutes(site: Evil) -> None:
    clock = FakeClock()

    async def slowly(wire: Wire) -> None:
        clock.pass_(LONGEST + timedelta(seconds=1))
        await wire.send(answer(FEED))

    site.at("/a", slowly)
    links = '<link rel="alternate" type="text/xml" href="/a"><link rel="alternate" type="text/xml" href="/b">'
    async with fetcher() as f:
        looker = Looker(f, ParserHere(), clock)  # type: ignore[arg-type]
        discovery = await discover(site.at("/", answer(links.encode())), looker)
    assert (len(discovery.found), discovery.cut) == (1, True)
    assert "/b" not in asked(site)


async def test_an_address_that_is_a_feed_or_a_sitemap_is_found_itself(site: Evil, looker: Looker) -> None:
    assert found(await discover(site.at("/feed", answer(FEED)), looker)) == [(Way.ITSELF, SourceKind.FEED, True)]
    assert found(await discover(site.at("/s", answer(SITEMAP)), looker)) == [(Way.ITSELF, SourceKind.SITEMAP, True)]


async def test_the_sitemaps_of_robots_txt_are_read(site: Evil, looker: Looker) -> None:
    site.at("/robots.txt", answer(b"Sitemap: /sitemap.xml"))
    site.at("/sitemap.xml", answer(SITEMAP))
    discovery = await discover(site.at("/", answer(PLAIN)), looker)
    assert found(discovery) == [(Way.ROBOTS, SourceKind.SITEMAP, True)]


async def test_what_robots_txt_forbids_is_not_asked_for(site: Evil, looker: Looker) -> None:
    site.at("/robots.txt", answer(b"User-agent: *\nDisallow: /feed\nDisallow: /rss"))
    assert (await discover(site.at("/", answer(PLAIN)), looker)).found == ()
    assert not any(path.startswith(("/feed", "/rss")) for path in asked(site))


async def test_a_page_that_may_not_be_read_ends_the_search(site: Evil, looker: Looker) -> None:
    site.at("/robots.txt", answer(b"User-agent: *\nDisallow: /"))
    discovery = await discover(site.at("/", answer(NAMED)), looker)
    assert isinstance(discovery.page.answer, FetchFailed)
    assert asked(site) == ["/robots.txt"]


async def test_no_page_or_robots_txt_leads_the_search_to_a_private_address() -> None:
    def resolve(host: str, port: int) -> Sequence[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    async with (
        Evil() as canary,
        Evil() as site,
        fetcher(allow_private=("site.example",), lookup=resolve) as f,
    ):
        inside = [canary.url("/feed"), canary.url("/rss", host="inside.example")]
        links = "".join(f'<link rel="alternate" type="text/xml" href="{url}"><a href="{url}">RSS</a>' for url in inside)
        site.at("/robots.txt", answer("".join(f"Sitemap: {url}\n" for url in inside).encode()))
        site.at("/", answer(f'<head><base href="{canary.url("/")}">{links}</head>'.encode()))
        discovery = await discover(
            site.url("/", host="site.example"),
            Looker(f, ParserHere(), FixedClock()),  # type: ignore[arg-type]
        )
        assert len(discovery.found) == 4
        assert not any(one.good for one in discovery.found)
        assert canary.connections == 0
