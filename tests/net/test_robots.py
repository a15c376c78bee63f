"""A site's robots.txt is asked for once a day, and what it forbids is not read."""

from datetime import timedelta

import pytest
from desk import FakeClock
from evil import Evil, answer
from fetching import fetcher

from watch.net.robots import Robots

RULES = b"User-agent: *\nDisallow: /private\nDisallow: /*.pdf$\nAllow: /private/press\n"


@pytest.mark.parametrize(
    ("path", "forbidden"),
    [
        ("/press/1.html", False),
        ("/private/1", True),
        ("/private/press/1", False),
        ("/a/b.pdf", True),
        ("/a.pdf?x", False),
    ],
)
async def test_what_the_site_forbids_is_forbidden(path: str, forbidden: bool) -> None:
    async with Evil() as evil, fetcher() as f:
        evil.at("/robots.txt", answer(RULES))
        assert await Robots(f, FakeClock()).forbid(evil.url(path)) is forbidden


async def test_rules_for_us_alone_count_before_those_for_all() -> None:
    async with Evil() as evil, fetcher() as f:
        evil.at("/robots.txt", answer(b"User-agent: *\nDisallow: /\n\nUser-agent: tripwatch\nDisallow:\n"))
        assert not await Robots(f, FakeClock()).forbid(evil.url("/a"))


@pytest.mark.parametrize(
    "script", [answer(status=404), answer(status=503), answer(b"<html>No such page</html>"), b"", answer(b"\xff\x00")]
)
async def test_without_readable_rules_everything_may_be_read(script: bytes) -> None:
    async with Evil() as evil, fetcher() as f:
        evil.at("/robots.txt", script)
        assert not await Robots(f, FakeClock()).forbid(evil.url("/a"))


async def test_a_site_is_asked_once_a_day() -> None:
    clock = FakeClock()
    async with Evil() as evil, fetcher() as f:
        evil.at("/robots.txt", answer(RULES))
        robots = Robots(f, clock)
        for path in ("/a", "/b", "/private"):
            await robots.forbid(evil.url(path))
        assert len(evil.heads) == 1
        clock.pass_(timedelta(hours=24))
        evil.at("/robots.txt", answer(b"User-agent: *\nDisallow: /a"))
        assert await robots.forbid(evil.url("/a"))


async def test_an_address_inside_is_not_asked_for_rules() -> None:
    async with Evil() as evil, fetcher(allow_private=False) as f:
        assert not await Robots(f, FakeClock()).forbid(evil.url("/a"))
        assert evil.connections == 0


async def test_hostile_rules_cost_little_and_raise_nothing() -> None:
    many = b"User-agent: *\n" + b"Disallow: /" + b"*a" * 2000 + b"b$\n" * 1000
    async with Evil() as evil, fetcher() as f:
        evil.at("/robots.txt", answer(many))
        assert not await Robots(f, FakeClock()).forbid(evil.url("/" + "a" * 1500))


async def test_the_sitemaps_that_a_site_names_are_whole_addresses_each_once() -> None:
    rules = (
        b"Sitemap: /news.xml\nSitemap: https://other.example/s.xml\nsitemap: /news.xml\nSitemap: ftp://a/b\nSitemap:\n"
    )
    async with Evil() as evil, fetcher() as f:
        evil.at("/robots.txt", answer(rules))
        found = await Robots(f, FakeClock()).sitemaps(evil.url("/press/"))
        assert found == (evil.url("/news.xml"), "https://other.example/s.xml")
        assert await Robots(f, FakeClock()).sitemaps("no address") == ()
