"""Servers, networks and certificates that fail in every way: a value comes back, soon, and says why."""

import asyncio
import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from evil import Evil, Wire, answer, closed_port, moved
from fetching import fetcher
from inside import addresses

from watch.model import SourceState
from watch.net.fetch import Fetched, FetchFailed

CERTS = Path(__file__).parent / "certs"
OK = "HTTP/1.1 200 OK\r\n"
FEED = b"<rss><channel><item><title>one</title></item></channel></rss>"
# The limit of those tests that wait for it.
SOON = 0.3


def failed(found: object, state: SourceState) -> str:
    """The sentence of a failure of this state."""
    assert isinstance(found, FetchFailed)
    assert found.state is state
    return found.detail


# ------------------------------------------------------------------------------------------------ time


async def silence(wire: Wire) -> None:
    await wire.until_gone()


async def drip(wire: Wire) -> None:
    await wire.send(OK.encode() + b"Content-Length: 100000\r\n\r\n")
    while not await wire.until_gone(0.02):
        await wire.send(b"x")


async def endless_headers(wire: Wire) -> None:
    await wire.send(OK.encode())
    while not await wire.until_gone(0.02):
        await wire.send(b"X-More: yes\r\n")


async def half_a_status_line(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 20")
    await wire.until_gone()


async def endless_continue(wire: Wire) -> None:
    while not await wire.until_gone(0.02):
        await wire.send(b"HTTP/1.1 100 Continue\r\n\r\n")


async def body_never_ends(wire: Wire) -> None:
    await wire.send(OK.encode() + b"Content-Length: 100\r\n\r\n<rss>")
    await wire.until_gone()


@pytest.mark.parametrize(
    "script", [silence, drip, endless_headers, half_a_status_line, endless_continue, body_never_ends]
)
async def test_net_06_a_server_that_takes_its_time_is_left_at_the_limit(script: Any) -> None:
    async with Evil() as evil, fetcher(seconds=SOON) as f:
        detail = failed(await f.get(evil.at("/", script)), SourceState.UNREACHABLE)
        assert "no complete answer in 0.3s" in detail


async def test_net_06_the_limit_is_for_all_redirects_together() -> None:
    async def late(wire: Wire) -> None:
        await wire.until_gone(SOON * 0.4)
        await wire.send(moved(f"{wire.head.split(b' ')[1].decode()}x"))

    async with Evil() as evil, fetcher(seconds=SOON) as f:
        for step in range(1, 8):
            evil.at("/" + "x" * step, late)
        assert "no complete answer" in failed(await f.get(evil.url("/x")), SourceState.UNREACHABLE)
        assert len(evil.heads) <= 4


async def test_time_06_others_are_served_while_one_hangs() -> None:
    async with Evil() as stuck, Evil() as evil, fetcher() as f:
        hanging = asyncio.create_task(f.get(stuck.at("/", silence)))
        for _ in range(20):
            assert isinstance(await f.get(evil.at("/", answer(FEED))), Fetched)
        assert not hanging.done()
        hanging.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hanging


async def test_the_wait_behind_a_host_that_hangs_ends_too() -> None:
    async with Evil() as evil, fetcher(seconds=0.1) as f:
        url = evil.at("/", silence)
        found = await asyncio.gather(*(f.get(url) for _ in range(20)))
        details = [failed(one, SourceState.UNREACHABLE) for one in found]
        assert sum("waiting for other requests" in detail for detail in details) >= 2


# ------------------------------------------------------------------------------------------------ size


async def endless_body(wire: Wire) -> None:
    await wire.send(OK.encode() + b"\r\n")
    while True:
        await wire.send(bytes(65536))


async def endless_chunks(wire: Wire) -> None:
    await wire.send(OK.encode() + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        await wire.send(b"10000\r\n" + bytes(65536) + b"\r\n")


async def gzip_bomb(wire: Wire) -> None:
    await wire.send(OK.encode() + b"Content-Encoding: gzip\r\n\r\n")
    packer = zlib.compressobj(9, wbits=31)
    await wire.send(packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_FULL_FLUSH))
    # After a full flush the same packed bytes can follow for ever.
    more = packer.compress(bytes(10_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    while True:
        await wire.send(more)


@pytest.mark.parametrize("script", [endless_body, endless_chunks, gzip_bomb, answer(bytes(1_000_001))])
async def test_net_05_06_a_body_over_the_limit_is_not_read_on(script: Any) -> None:
    async with Evil() as evil, fetcher() as f:
        assert "1,000,000 bytes" in failed(await f.get(evil.at("/", script)), SourceState.TOO_LARGE)


async def test_net_05_the_body_of_a_redirect_is_not_read() -> None:
    async def redirect(wire: Wire) -> None:
        await wire.send(b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Encoding: gzip\r\n\r\n")
        packed = gzip.compress(bytes(10_000_000))
        while True:
            await wire.send(packed)

    async with Evil() as evil, fetcher() as f:
        evil.at("/there", answer(FEED))
        found = await f.get(evil.at("/", redirect))
        assert isinstance(found, Fetched)
        assert found.body == FEED


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip\r\nContent-Encoding: gzip", "compress"])
async def test_net_05_an_encoding_that_was_not_asked_for_is_a_failure(encoding: str) -> None:
    async with Evil() as evil, fetcher() as f:
        bomb = gzip.compress(gzip.compress(bytes(100_000)))
        found = await f.get(evil.at("/", answer(bomb, f"Content-Encoding: {encoding}")))
        assert "not asked for" in failed(found, SourceState.FAILED)


@pytest.mark.parametrize(
    "headers",
    [
        "X-Long: " + "x" * 1_000_000 + "\r\n",
        "".join(f"X-{number}: y\r\n" for number in range(100_000)),
        "X" * 1_000_000 + ": y\r\n",
    ],
    ids=["one-of-1-MB", "100,000", "name-of-1-MB"],
)
async def test_net_06_too_many_headers_are_a_failure(headers: str) -> None:
    async with Evil() as evil, fetcher() as f:
        found = await f.get(evil.at("/", (OK + headers + "\r\n").encode()))
        assert "headers are too long" in failed(found, SourceState.FAILED)


async def test_a_long_but_honest_header_is_accepted() -> None:
    async with Evil() as evil, fetcher() as f:
        policy = "Content-Security-Policy: " + "x" * 20_000
        assert isinstance(await f.get(evil.at("/", answer(FEED, policy))), Fetched)


# ------------------------------------------------------------------------------------------------ cut and broken


@pytest.mark.parametrize(
    "script",
    [
        answer(FEED, 'ETag: "1"', "Last-Modified: x", length=1000),
        OK.encode() + b'ETag: "1"\r\nTransfer-Encoding: chunked\r\n\r\n3d\r\n' + FEED + b"\r\n3d\r\nabc",
        OK.encode() + b'ETag: "1"\r\nTransfer-Encoding: chunked\r\n\r\n3d\r\n' + FEED + b"\r\n",
    ],
    ids=["length", "inside-a-chunk", "between-chunks"],
)
async def test_net_04_a_body_that_was_cut_is_handed_on_as_cut_and_without_validators(script: bytes) -> None:
    async with Evil() as evil, fetcher() as f:
        found = await f.get(evil.at("/", script))
        assert isinstance(found, Fetched)
        assert found.body.startswith(FEED)
        assert not found.complete
        assert found.etag is None
        assert found.last_modified is None
        assert found.detail is not None
        assert "cut" in found.detail


async def test_net_04_what_came_of_a_large_body_is_kept() -> None:
    async with Evil() as evil, fetcher() as f:
        found = await f.get(evil.at("/", answer(bytes(500_000), length=900_000)))
        assert isinstance(found, Fetched)
        assert not found.complete
        assert len(found.body) == 500_000


async def test_net_04_packed_data_without_its_end_is_cut_even_if_the_connection_was_not() -> None:
    packed = gzip.compress(FEED * 100)
    async with Evil() as evil, fetcher() as f:
        found = await f.get(evil.at("/", answer(packed[:-9], "Content-Encoding: gzip", 'ETag: "1"')))
        assert isinstance(found, Fetched)
        assert not found.complete
        assert found.etag is None


async def test_net_04_a_cut_before_the_first_byte_is_a_failure() -> None:
    async with Evil() as evil, fetcher() as f:
        failed(await f.get(evil.at("/", answer(b"", length=1000))), SourceState.UNREACHABLE)


async def test_a_body_that_only_the_end_of_the_connection_ends_is_complete() -> None:
    async with Evil() as evil, fetcher() as f:
        found = await f.get(evil.at("/", b"HTTP/1.0 200 OK\r\n\r\n" + FEED))
        assert isinstance(found, Fetched)
        assert found.complete


async def test_more_bytes_than_were_announced_are_not_read() -> None:
    async with Evil() as evil, fetcher() as f:
        found = await f.get(evil.at("/", answer(FEED + b"HTTP/1.1 200 OK\r\n\r\nevil", length=len(FEED))))
        assert isinstance(found, Fetched)
        assert found.body == FEED


async def test_net_17_a_reset_at_any_byte_is_a_value_and_never_a_whole_answer() -> None:
    whole = answer(FEED, 'ETag: "1"', "Content-Type: text/xml")

    async def reset(wire: Wire, offset: int) -> None:
        await wire.send(whole[:offset])
        wire.reset()

    async def close(wire: Wire, offset: int) -> None:
        await wire.send(whole[:offset])

    async with Evil() as evil, fetcher() as f:
        for offset in range(len(whole)):
            for script in (reset, close):
                found = await f.get(evil.at("/", partial(script, offset=offset)))
                assert not isinstance(found, Fetched) or (not found.complete and found.etag is None)


@pytest.mark.parametrize(
    "script",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"<html>no protocol at all</html>",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02F",
        b"\r\n\r\n",
        b"",
    ],
)
async def test_net_17_what_is_not_http_is_a_failure_with_a_sentence(script: bytes) -> None:
    async with Evil() as evil, fetcher(seconds=5) as f:
        found = await f.get(evil.at("/", script))
        assert isinstance(found, FetchFailed)
        assert found.state in (SourceState.FAILED, SourceState.UNREACHABLE)
        assert "Error" not in found.detail


async def test_nobody_listening_is_said() -> None:
    with closed_port() as port:
        async with fetcher() as f:
            detail = failed(await f.get(f"http://127.0.0.1:{port}/"), SourceState.UNREACHABLE)
            assert detail == "the connection was refused"


# ------------------------------------------------------------------------------------------------ TLS


def served(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTS / f"{name}.pem")
    return context


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTS / "authority.pem"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_certificate_that_is_in_order_is_accepted(host: str) -> None:
    async with Evil(tls=served("good")) as evil, fetcher(tls=trusting()) as f:
        evil.at("/", answer(FEED))
        assert isinstance(await f.get(evil.url(host=host)), Fetched)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("expired", "has expired"),
        ("other-host", "another address"),
        ("alone", "signed by itself"),
    ],
)
async def test_net_15_a_certificate_that_is_not_is_refused_and_the_reason_said(name: str, words: str) -> None:
    async with Evil(tls=served(name)) as evil, fetcher(tls=trusting()) as f:
        evil.at("/", answer(FEED))
        assert words in failed(await f.get(evil.url()), SourceState.UNREACHABLE)
        assert evil.heads == []


async def test_net_15_an_authority_that_this_machine_does_not_know_is_not_trusted() -> None:
    async with Evil(tls=served("good")) as evil, fetcher() as f:
        assert "authority" in failed(await f.get(evil.url()), SourceState.UNREACHABLE)


async def test_net_15_the_wrong_name_is_said() -> None:
    async with Evil(tls=served("other-host")) as evil, fetcher(tls=trusting()) as f:
        assert "another host" in failed(await f.get(evil.url(host="localhost")), SourceState.UNREACHABLE)


@pytest.mark.parametrize("reply", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x15\x03\x01\x00\x02\x02\x46", b""])
async def test_net_15_a_server_that_speaks_no_tls_or_an_old_one_is_said(reply: bytes) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(reply)
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server, fetcher(tls=trusting()) as f:
        port = server.sockets[0].getsockname()[1]
        detail = failed(await f.get(f"https://127.0.0.1:{port}/"), SourceState.UNREACHABLE)
        assert "Error" not in detail


async def test_net_15_a_handshake_that_hangs_ends_at_the_limit() -> None:
    gone = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            pass
        writer.close()
        gone.set()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    async with server, fetcher(tls=trusting(), seconds=SOON) as f:
        port = server.sockets[0].getsockname()[1]
        assert "no complete answer" in failed(await f.get(f"https://127.0.0.1:{port}/"), SourceState.UNREACHABLE)
        await gone.wait()


async def test_net_07_a_step_from_https_to_http_is_noted_and_not_taken_for_a_move() -> None:
    async with Evil() as plain, Evil(tls=served("good")) as safe, fetcher(tls=trusting()) as f:
        target = plain.at("/", answer(FEED))
        found = await f.get(safe.at("/", moved(target, 301)))
        assert isinstance(found, Fetched)
        assert found.detail == "redirected from https to http"
        assert found.permanent_url is None


# ------------------------------------------------------------------------------------------------ names


def fails(number: int) -> Any:
    def lookup(host: str, port: int) -> Sequence[tuple[Any, ...]]:
        raise socket.gaierror(number, "as scripted")

    return lookup


def nothing(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    return []


def not_a_name(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    raise UnicodeError("label too long")


@pytest.mark.parametrize(
    ("lookup", "words"),
    [
        (fails(socket.EAI_NONAME), "does not exist"),
        (fails(socket.EAI_AGAIN), "online?"),
        (fails(socket.EAI_FAIL), "could not be looked up"),
        (nothing, "does not exist"),
        (not_a_name, "does not exist"),
    ],
)
async def test_net_16_a_name_that_leads_nowhere_is_said(lookup: Any, words: str) -> None:
    async with fetcher(lookup=lookup) as f:
        assert words in failed(await f.get("http://a.example/"), SourceState.UNREACHABLE)


async def test_net_16_name_servers_that_hang_hold_up_only_who_asks_them() -> None:
    held = threading.Event()

    def lookup(host: str, port: int) -> Sequence[tuple[Any, ...]]:
        if host != "good.example":
            held.wait(20)
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", port))]

    try:
        async with Evil() as evil, fetcher(lookup=lookup) as f:
            evil.at("/", answer(FEED))
            hanging = [asyncio.create_task(f.get(f"http://h{number}.example/")) for number in range(20)]
            assert isinstance(await f.get(evil.url(host="good.example")), Fetched)
            assert not any(task.done() for task in hanging)
            for task in hanging:
                task.cancel()
            await asyncio.gather(*hanging, return_exceptions=True)
    finally:
        held.set()


async def test_a_lookup_that_has_ended_leaves_its_place_to_the_next() -> None:
    async with fetcher(lookup=fails(socket.EAI_NONAME), seconds=5) as f:
        for number in range(100):
            found = await f.get(f"http://h{number}.example/")
            assert "does not exist" in failed(found, SourceState.UNREACHABLE)


async def test_net_16_a_name_server_that_hangs_is_given_up_at_the_limit() -> None:
    held = threading.Event()

    def lookup(host: str, port: int) -> Sequence[tuple[Any, ...]]:
        held.wait(20)
        return []

    try:
        async with fetcher(lookup=lookup, seconds=SOON) as f:
            failed(await f.get("http://a.example/"), SourceState.UNREACHABLE)
    finally:
        held.set()


@contextmanager
def black_hole(address: str) -> Iterator[int]:
    """A port at which no connection is ever made or refused: its queue is full, and nobody takes from it."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as hole, ExitStack() as waiting:
        try:
            hole.bind((address, 0))
        except OSError:
            pytest.skip(f"this machine has no {address}")
        hole.listen(0)
        for _ in range(3):
            caller = waiting.enter_context(socket.socket(hole.family))
            caller.setblocking(False)
            caller.connect_ex(hole.getsockname()[:2])
        yield hole.getsockname()[1]


@pytest.mark.parametrize("hole", ["::1", "127.0.0.3"])
async def test_net_16_an_address_that_never_answers_is_gone_round(hole: str) -> None:
    """What a machine meets whose provider has announced IPv6 and does not carry it."""
    with black_hole(hole) as port:
        async with Evil(port=port) as evil, fetcher(lookup=lambda h, p: addresses(hole, "127.0.0.1"), seconds=5) as f:
            evil.at("/", answer(FEED))
            assert isinstance(await f.get(evil.url(host="both.example")), Fetched)


async def test_what_a_lookup_should_never_raise_stays_a_value() -> None:
    def lookup(host: str, port: int) -> Sequence[tuple[Any, ...]]:
        raise RuntimeError("broken resolver")

    async with fetcher(lookup=lookup) as f:
        assert isinstance(await f.get("http://a.example/"), FetchFailed)


# ------------------------------------------------------------------------------------------------ the process


async def test_cancelling_ends_a_fetch_at_once_and_frees_its_place() -> None:
    asked = asyncio.Event()

    async def stuck(wire: Wire) -> None:
        asked.set()
        await wire.until_gone()

    async with Evil() as evil, fetcher() as f:
        for _ in range(5):
            task = asyncio.create_task(f.get(evil.at("/stuck", stuck)))
            await asked.wait()
            asked.clear()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert isinstance(await f.get(evil.at("/", answer(FEED))), Fetched)
