"""What comes back for polite and impolite answers: statuses, validators, redirects, what is sent."""

import asyncio
import gzip
import socket
import zlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from evil import Evil, Wire, answer, moved
from fetching import fetcher

from watch.model import SourceState
from watch.net.fetch import Fetched, FetchFailed, NotModified

FEED = "<rss><channel><title>독도・竹島</title></channel></rss>".encode()
MODIFIED = "Sun, 22 Nov 2026 11:00:00 GMT"


def loopback(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    """Every name leads to the test's own server."""
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", port))]


async def test_an_answer_is_told_with_all_that_its_headers_say() -> None:
    async with Evil() as evil, fetcher() as f:
        url = evil.at(
            "/feed?a=1",
            answer(
                FEED,
                'ETag: W/"a,b"',
                f"Last-Modified: {MODIFIED}",
                "Content-Type: application/rss+xml; charset=UTF-8",
                "Cache-Control: max-age=300",
                "Retry-After: 60",
            ),
        )
        assert await f.get(url) == Fetched(
            status=200,
            url=url,
            body=FEED,
            etag='W/"a,b"',
            last_modified=MODIFIED,
            content_type="application/rss+xml",
            charset="utf-8",
            retry_after=timedelta(seconds=60),
            max_age=timedelta(seconds=300),
        )


async def test_net_02_an_empty_answer_is_for_the_parser_to_judge() -> None:
    async with Evil() as evil, fetcher() as f:
        for path, script in (("/a", answer(b"")), ("/b", answer(b"", status=204)), ("/c", answer(b" \n"))):
            found = await f.get(evil.at(path, script))
            assert isinstance(found, Fetched)
            assert found.body.strip() == b""
            assert found.complete


@pytest.mark.parametrize(
    ("status", "headers", "state"),
    [
        (401, [], SourceState.BLOCKED),
        (403, [], SourceState.BLOCKED),
        (451, [], SourceState.BLOCKED),
        (403, ["Server: cloudflare", "Content-Type: text/html"], SourceState.BLOCKED),
        (503, ["Server: cloudflare", "Content-Type: text/html"], SourceState.BLOCKED),
        (200, ["cf-mitigated: challenge"], SourceState.BLOCKED),
        (404, [], SourceState.FAILED),
        (410, [], SourceState.GONE),
        (429, [], SourceState.FAILED),
        (500, [], SourceState.FAILED),
        (503, [], SourceState.FAILED),
        (202, [], SourceState.FAILED),
        (206, [], SourceState.FAILED),
        (300, [], SourceState.FAILED),
        (304, [], SourceState.FAILED),
        (418, [], SourceState.FAILED),
        (999, [], SourceState.FAILED),
    ],
)
async def test_net_09_a_status_that_is_not_an_answer_has_a_state_and_a_sentence(
    status: int, headers: list[str], state: SourceState
) -> None:
    async with Evil() as evil, fetcher() as f:
        found = await f.get(evil.at("/", answer(b"", *headers, status=status)))
        assert isinstance(found, FetchFailed)
        assert (found.state, found.status) == (state, status)
        assert found.detail


async def test_the_reason_that_a_server_gives_is_not_repeated() -> None:
    async with Evil() as evil, fetcher() as f:
        found = await f.get(evil.at("/", b"HTTP/1.1 500 <b>call 555-1234</b>\r\nContent-Length: 0\r\n\r\n"))
        assert isinstance(found, FetchFailed)
        assert found.detail == "answered 500 Internal Server Error"


@pytest.mark.parametrize("status", [429, 503, 500, 403])
async def test_net_10_a_wait_that_is_asked_for_is_handed_on(status: int) -> None:
    async with Evil() as evil, fetcher() as f:
        found = await f.get(evil.at("/", answer(b"", "Retry-After: 999999999", status=status)))
        assert isinstance(found, FetchFailed)
        assert found.retry_after == timedelta(hours=24)


# ------------------------------------------------------------------------------------------------ validators


@pytest.mark.parametrize("etag", ['"abc"', 'W/"x"', "unquoted", '"日本"', "a, b", '"' + "x" * 1000 + '"'])
async def test_net_12_13_validators_go_back_byte_for_byte(etag: str) -> None:
    async with Evil() as evil, fetcher() as f:
        url = evil.at("/", answer(FEED, f"ETag: {etag}", "Last-Modified: tomorrow, perhaps"))
        first = await f.get(url)
        assert isinstance(first, Fetched)
        evil.at("/", answer(b"", status=304))
        again = await f.get(url, etag=first.etag, last_modified=first.last_modified, validated_url=first.url)
        assert again == NotModified(url=url)
        sent = evil.headers()
        assert sent["if-none-match"] == etag
        assert sent["if-modified-since"] == "tomorrow, perhaps"


@pytest.mark.parametrize("etag", ["a\r\nX-Evil: 1", "a\nb", "\x00", "x" * 100_000, "\udc80"])
async def test_net_12_a_validator_that_could_do_harm_is_not_sent(etag: str) -> None:
    async with Evil() as evil, fetcher() as f:
        url = evil.at("/", answer(FEED))
        assert isinstance(await f.get(url, etag=etag, last_modified=etag, validated_url=url), Fetched)
        assert not {"if-none-match", "if-modified-since", "x-evil"} & set(evil.headers())


@pytest.mark.parametrize("other", [None, "http://127.0.0.1:1/", "nonsense"])
async def test_validators_of_another_address_are_not_sent(other: str | None) -> None:
    async with Evil() as evil, fetcher() as f:
        url = evil.at("/", answer(FEED))
        assert isinstance(await f.get(url, etag='"a"', validated_url=other), Fetched)
        assert "if-none-match" not in evil.headers()


async def test_validators_follow_a_redirect_to_the_address_that_gave_them_and_only_there() -> None:
    async with Evil() as old, Evil() as new, fetcher() as f:
        target = new.at("/new", answer(FEED, 'ETag: "n"'))
        start = old.at("/old", moved(target))
        first = await f.get(start)
        assert isinstance(first, Fetched)
        assert first.url == target
        new.at("/new", answer(b"", status=304))
        again = await f.get(start, etag=first.etag, validated_url=first.url)
        assert isinstance(again, NotModified)
        assert "if-none-match" not in old.headers()
        assert new.headers()["if-none-match"] == '"n"'


async def test_net_11_unchanged_is_not_believed_where_nothing_was_asked_conditionally() -> None:
    async with Evil() as evil, fetcher() as f:
        url = evil.at("/", answer(b"", status=304))
        for found in (await f.get(url), await f.get(url, validated_url=url), await f.get(url, etag='"a"')):
            assert isinstance(found, FetchFailed)
            assert "304" in found.detail


async def test_an_unchanged_answer_can_bring_new_validators_and_waits() -> None:
    async with Evil() as evil, fetcher() as f:
        url = evil.at("/", answer(b"", 'ETag: "2"', "Cache-Control: max-age=5", "Retry-After: 7", status=304))
        assert await f.get(url, etag='"1"', validated_url=url) == NotModified(
            url=url, etag='"2"', max_age=timedelta(seconds=5), retry_after=timedelta(seconds=7)
        )


# ------------------------------------------------------------------------------------------------ redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location", ["/new?a=b", "new?a=b", "./x/../new?a=b", "{url}", "//{netloc}/new?a=b", "{url}#part"]
)
async def test_net_07_a_redirect_is_followed_however_it_is_written(status: int, location: str) -> None:
    async with Evil() as evil, fetcher() as f:
        target = evil.at("/new?a=b", answer(FEED))
        written = location.format(url=target, netloc=f"127.0.0.1:{evil.port}")
        found = await f.get(evil.at("/old", moved(written, status)))
        assert isinstance(found, Fetched)
        assert found.url == target
        assert found.permanent_url == (target if status in (301, 308) else None)


async def test_net_08_a_move_is_permanent_only_if_every_step_is() -> None:
    async with Evil() as evil, fetcher() as f:
        end = evil.at("/c", answer(FEED))
        evil.at("/b", moved("/c", 308))
        for first, expected in ((301, end), (302, None)):
            found = await f.get(evil.at("/a", moved("/b", first)))
            assert isinstance(found, Fetched)
            assert (found.url, found.permanent_url) == (end, expected)


async def test_net_07_five_steps_are_followed_and_six_are_not() -> None:
    async with Evil() as evil, fetcher() as f:
        for step in range(50):
            evil.at(f"/{step}", moved(f"/{step + 1}"))
        evil.at("/50", answer(FEED))
        assert isinstance(await f.get(evil.url("/45")), Fetched)
        before = len(evil.heads)
        found = await f.get(evil.url("/0"))
        assert isinstance(found, FetchFailed)
        assert found.state is SourceState.FAILED
        assert len(evil.heads) - before == 6


async def test_net_07_a_circle_is_seen_at_once() -> None:
    async with Evil() as evil, fetcher() as f:
        evil.at("/a", moved("/b"))
        evil.at("/b", moved("/a#again"))
        found = await f.get(evil.url("/a"))
        assert isinstance(found, FetchFailed)
        assert "circle" in found.detail
        assert len(evil.heads) == 2


@pytest.mark.parametrize(
    "location",
    [
        *(
            "file:///etc/passwd",
            "ftp://127.0.0.1/",
            "javascript:alert(1)",
            "data:text/xml,<rss/>",
            "http://[::1",
            "http://",
        ),
        *("http://user:hunter2@127.0.0.1/", "/a b", "\\\\evil.example\\x", "http://a\\@b/", "/\x7f", "x" * 9000),
        *("http:///x", "http:x", "http://0x7f.1/", "feed://a.example/"),
    ],
)
async def test_net_07_a_redirect_to_what_is_not_fetched_is_refused(location: str) -> None:
    async with Evil() as evil, fetcher() as f:
        found = await f.get(evil.at("/", moved(location)))
        assert isinstance(found, FetchFailed)
        assert found.state is SourceState.REFUSED
        assert "hunter2" not in found.detail
        assert len(evil.heads) == 1


async def test_a_redirect_that_says_not_where_to_is_a_failure() -> None:
    async with Evil() as evil, fetcher() as f:
        for script in (answer(b"", status=302), moved("")):
            found = await f.get(evil.at("/", script))
            assert isinstance(found, FetchFailed)
            assert found.state is SourceState.FAILED


async def test_a_location_in_japanese_is_followed() -> None:
    async with Evil() as evil, fetcher() as f:
        evil.at("/%E4%BD%90%E6%B8%A1", answer(FEED))
        found = await f.get(evil.at("/", moved("/佐渡")))
        assert isinstance(found, Fetched)
        assert found.url == evil.url("/%E4%BD%90%E6%B8%A1")


async def test_the_body_of_a_redirect_is_not_read() -> None:
    async def endless(wire: Wire) -> None:
        await wire.send(b"HTTP/1.1 302 X\r\nLocation: /end\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            await wire.send(b"1000\r\n" + bytes(4096) + b"\r\n")

    async with Evil() as evil, fetcher() as f:
        evil.at("/end", answer(FEED))
        assert isinstance(await f.get(evil.at("/", endless)), Fetched)


# ------------------------------------------------------------------------------------------------ what is sent


async def test_the_request_is_honest_and_carries_nothing_else() -> None:
    async with Evil() as evil, fetcher() as f:
        await f.get(evil.at("/", answer(FEED)))
        sent = evil.headers()
        assert sent["user-agent"] == "Tripwatch-test/1"
        assert sent["accept-encoding"] == "gzip, deflate"
        assert set(sent) <= {"host", "user-agent", "accept", "accept-encoding", "connection"}


async def test_net_22_no_cookie_is_kept() -> None:
    # By name: a jar would not take cookies from a bare address.
    async with Evil() as evil, fetcher(lookup=loopback) as f:
        evil.at("/b", answer(FEED, "Set-Cookie: track=2"))
        evil.at("/a", answer(b"", "Set-Cookie: track=1; Path=/", "Location: /b", status=302))
        for _ in range(2):
            assert isinstance(await f.get(evil.url("/a", host="a.example")), Fetched)
        assert all(b"cookie" not in head.lower() for head in evil.heads)


async def test_net_21_the_users_shell_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hunter2\n", encoding="utf-8")
    async with Evil() as evil, Evil() as proxy:
        monkeypatch.setenv("NETRC", str(netrc))
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url())
        async with fetcher() as f:
            assert isinstance(await f.get(evil.at("/", answer(FEED))), Fetched)
        assert "authorization" not in evil.headers()
        assert proxy.connections == 0


async def test_the_password_of_a_proxy_is_in_no_sentence() -> None:
    async with Evil() as evil:
        url = evil.url()
    async with fetcher(proxy=f"http://me:hunter2@127.0.0.1:{evil.port}/?key=hunter2") as f:
        for target in (url, "https://a.example/"):
            found = await f.get(target)
            assert isinstance(found, FetchFailed)
            assert "hunter2" not in repr(found)


async def test_ssrf_08_nothing_of_one_host_is_sent_to_the_next() -> None:
    async with Evil() as first, Evil() as second, fetcher() as f:
        target = second.at("/", answer(FEED))
        start = first.at("/", answer(b"", f"Location: {target}", 'ETag: "1"', "Set-Cookie: a=b", status=302))
        await f.get(start, etag='"1"', validated_url=start)
        assert first.headers()["if-none-match"] == '"1"'
        assert not {"if-none-match", "cookie", "referer", "authorization", "origin"} & set(second.headers())


# ------------------------------------------------------------------------------------------------ bodies


@pytest.mark.parametrize(
    ("name", "pack"), [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress)]
)
async def test_a_packed_body_is_unpacked(name: str, pack: object) -> None:
    assert callable(pack)
    async with Evil() as evil, fetcher() as f:
        found = await f.get(evil.at("/", answer(pack(FEED), f"Content-Encoding: {name}")))
        assert isinstance(found, Fetched)
        assert found.body == FEED


async def test_net_18_one_host_is_asked_two_things_at_a_time_and_all_are_answered() -> None:
    running, most = 0, 0
    both = asyncio.Event()

    async def count(wire: Wire) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 2:
            both.set()
        await both.wait()
        running -= 1
        await wire.send(answer(FEED, "Connection: close"))

    async with Evil() as evil, fetcher() as f:
        evil.at("/", count)
        found = await asyncio.gather(*(f.get(evil.url("/")) for _ in range(40)))
        assert all(isinstance(one, Fetched) for one in found)
        assert most == 2
