"""Sources that want to be asked otherwise than by a plain GET: by a form, with headers, with their cookie."""

import asyncio
import socket
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from evil import Evil, Wire, answer, moved
from fetching import fetcher

from watch.model import Asking, SourceState
from watch.net.fetch import Fetched, FetchFailed
from watch.secret import Secret

FEED = b"<rss/>"
#: So that no connection is used again just as the server closes it: a form is not sent twice by itself.
CLOSE = "Connection: close"
#: So that no connection is used again just as the server closes it: a form is not sent twice by itself.
CLOSE = "Connection: close"


def loopback(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    """Every name leads to the test's own server."""
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", port))]


def gate(*cookies: str) -> Any:
    """Sends whoever has no cookie round to the same address, with one in hand."""

    async def script(wire: Wire) -> None:
        if b"\r\nCookie: gate=" in wire.head:
            await wire.send(answer(FEED, CLOSE))
        else:
            await wire.send(answer(b"", "Location: /feed", CLOSE, *cookies, status=307))

    return script


async def test_who_keeps_the_cookie_passes_a_gate_that_redirects_to_itself() -> None:
    async with Evil() as evil, fetcher() as f:
        url = evil.at("/feed", gate("Set-Cookie: gate=1a; Path=/; HttpOnly"))
        found = await f.get(url, asking=Asking(cookies=True))
        assert isinstance(found, Fetched)
        assert (found.body, found.permanent_url) == (FEED, None)
        await f.get(url, asking=Asking(cookies=True))
        assert evil.headers()["cookie"] == "gate=1a"
        assert len(evil.heads) == 3


async def test_without_being_asked_to_nobody_keeps_cookies() -> None:
    async with Evil() as evil, fetcher() as f:
        found = await f.get(evil.at("/feed", gate("Set-Cookie: gate=1a")))
        assert isinstance(found, FetchFailed)
        assert found.detail == "redirected in a circle"


async def test_a_gate_that_gives_a_new_cookie_each_time_is_left_after_a_few_rounds() -> None:
    async with Evil() as evil, fetcher() as f:

        async def script(wire: Wire) -> None:
            await wire.send(answer(b"", "Location: /feed", f"Set-Cookie: n={len(evil.heads)}", status=307))

        found = await f.get(evil.at("/feed", script), asking=Asking(cookies=True))
        assert isinstance(found, FetchFailed)
        assert (found.state, len(evil.heads)) == (SourceState.FAILED, 6)


async def test_cookies_of_one_source_are_not_brought_to_another() -> None:
    async with Evil() as evil, fetcher() as f:
        one, other = evil.at("/feed", gate("Set-Cookie: gate=1a; Path=/")), evil.at("/other", answer(FEED))
        await f.get(one, asking=Asking(cookies=True))
        await f.get(other, asking=Asking(cookies=True))
        assert "cookie" not in evil.headers()


async def test_a_flood_of_cookies_is_forgotten() -> None:
    async with Evil() as evil, fetcher() as f:
        url = evil.at("/feed", answer(FEED, *(f"Set-Cookie: c{number}={'x' * 50}" for number in range(60))))
        for _ in range(2):
            assert isinstance(await f.get(url, asking=Asking(cookies=True)), Fetched)
        assert "cookie" not in evil.headers()


async def test_a_form_is_posted_and_again_only_where_the_redirect_says_so() -> None:
    async with Evil() as evil, fetcher() as f:
        bodies: list[bytes] = []

        async def script(wire: Wire) -> None:
            bodies.append(wire.head.split(b" ")[0])
            where, status = {b"/a": ("/b", 307), b"/b": ("/c", 303)}.get(wire.head.split(b" ")[1], ("", 200))
            await wire.send(answer(FEED, CLOSE, f"Location: {where}", status=status))

        for path in ("/a", "/b", "/c"):
            evil.at(path, script)
        found = await f.get(evil.url("/a"), asking=Asking(post="page=1&q=한"))
        assert isinstance(found, Fetched)
        assert bodies == [b"POST", b"POST", b"GET"]
        assert evil.headers(0)["content-type"] == "application/x-www-form-urlencoded"
        assert "content-type" not in evil.headers(2)


async def test_headers_of_a_source_go_to_its_own_host_only() -> None:
    async with Evil() as evil, Evil() as elsewhere, fetcher(lookup=loopback) as f:
        elsewhere.at("/b", answer(FEED))
        url = evil.at("/a", moved(elsewhere.url("/b", "other.example")))
        asking = Asking(headers={"X-Key": Secret("s3cret")})
        assert isinstance(await f.get(url, asking=asking), Fetched)
        assert evil.headers()["x-key"] == "s3cret"
        assert "x-key" not in elsewhere.headers()


async def test_a_header_of_the_source_takes_the_place_of_ours() -> None:
    async with Evil() as evil, fetcher() as f:
        asking = Asking(headers={"user-agent": Secret("Reader/1")})
        await f.get(evil.at("/a", answer(FEED)), asking=asking)
        assert evil.headers()["user-agent"] == "Reader/1"


async def test_many_requests_of_a_source_with_cookies_may_run_at_once() -> None:
    async with Evil() as evil, fetcher() as f:
        url = evil.at("/feed", gate("Set-Cookie: gate=1a"))
        found = await asyncio.gather(*(f.get(url, asking=Asking(cookies=True)) for _ in range(6)))
        assert all(isinstance(each, Fetched) for each in found)


async def test_requests_to_a_host_that_wants_a_distance_keep_it() -> None:
    async with Evil() as evil, fetcher() as f:
        began: list[float] = []

        async def script(wire: Wire) -> None:
            began.append(asyncio.get_running_loop().time())
            await wire.send(answer(FEED, CLOSE))

        url, spacing = evil.at("/a", script), timedelta(milliseconds=80)
        await asyncio.gather(*(f.get(url, asking=Asking(spacing=spacing)) for _ in range(3)))
        assert all(later - earlier > 0.07 for earlier, later in pairwise(began))
