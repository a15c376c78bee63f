"""A look at a source is asked like a poll, under the same guard, and stores nothing."""

import socket
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from evil import Evil, answer, moved
from fetching import FixedClock

from watch.configured import HttpSettings
from watch.model import Selectors, Source, SourceKind, SourceState
from watch.net.fetch import Fetched, FetchFailed
from watch.pipeline.look import Looker, looking
from watch.sources.document import Feed, NotAFeed, Wanted

FEED = b"<rss version='2.0'><channel><title>Sea</title><item><title>One</title><link>/1</link></item></channel></rss>"
PAGE = b"""<html><head><link rel="alternate" type="application/rss+xml" title="News" href="/feed"></head>
<body><ul><li><a href="/1">One</a></li></ul></body></html>"""


def source(url: str, kind: SourceKind = SourceKind.FEED, item: str | None = None) -> Source:
    page = Selectors(item=item) if item else None
    return Source(id="s", url=url, interval=timedelta(minutes=15), kind=kind, page=page)


def settings(*, allow_private: bool | tuple[str, ...] = True) -> HttpSettings:
    return HttpSettings(
        user_agent="Tripwatch-test/1", timeout=timedelta(seconds=20), max_bytes=1_000_000, allow_private=allow_private
    )


@pytest.fixture
async def looker() -> AsyncIterator[Looker]:
    async with looking(settings(), FixedClock()) as looker:
        yield looker


async def test_a_feed_is_fetched_and_read_in_a_worker(looker: Looker) -> None:
    async with Evil() as evil:
        found = await looker.look(source(evil.at("/feed", answer(FEED))))
        assert isinstance(found.outcome, Feed)
        assert [article.title for article in found.outcome.articles] == ["One"]
        assert "if-none-match" not in evil.headers()


async def test_one_answer_can_be_read_in_several_ways(looker: Looker) -> None:
    async with Evil() as evil:
        found = await looker.look(source(evil.at("/", answer(PAGE))))
        assert isinstance(found.outcome, NotAFeed)
        assert isinstance(found.answer, Fetched)
        listed = await looker.read(found.answer, source(evil.url("/"), SourceKind.PAGE, "li"))
        named = await looker.read(found.answer, source(evil.url("/")), Wanted.FEEDS)
        assert isinstance(listed, Feed)
        assert isinstance(named, Feed)
        assert [article.title for article in listed.articles] == ["One"]
        assert [(article.url, article.title) for article in named.articles] == [(evil.url("/feed"), "News")]
        assert len(evil.heads) == 1


async def test_a_page_that_robots_may_not_read_is_not_asked_for(looker: Looker) -> None:
    async with Evil() as evil:
        evil.at("/robots.txt", answer(b"User-agent: *\nDisallow: /"))
        found = await looker.look(source(evil.at("/", answer(PAGE)), SourceKind.PAGE, "li"))
        assert isinstance(found.answer, FetchFailed)
        assert found.answer.state is SourceState.BLOCKED
        assert found.outcome is None
        assert [head.split()[1] for head in evil.heads] == [b"/robots.txt"]


@pytest.mark.parametrize("kind", list(SourceKind))
async def test_no_kind_of_source_reaches_a_private_address_by_a_look(kind: SourceKind) -> None:
    async with Evil() as evil, looking(settings(allow_private=False), FixedClock()) as looker:
        for url in (evil.at("/", answer(FEED)), evil.url("/", host="localhost")):
            found = await looker.look(source(url, kind, "li"))
            assert isinstance(found.answer, FetchFailed)
            assert found.answer.state is SourceState.REFUSED
        assert evil.connections == 0


async def test_a_redirect_or_a_name_that_leads_inside_is_refused() -> None:
    def site(host: str, port: int) -> Sequence[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    async with (
        Evil() as canary,
        Evil() as public,
        looking(settings(allow_private=("site.example",)), FixedClock(), lookup=site) as looker,
    ):
        public.at("/", moved(canary.url("/")))
        for url in (public.url("/", host="site.example"), canary.url("/", host="other.example")):
            found = await looker.look(source(url))
            assert isinstance(found.answer, FetchFailed)
            assert found.answer.state is SourceState.REFUSED
        assert (public.connections, canary.connections) == (1, 0)
