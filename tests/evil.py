"""A web server that does what it is told byte by byte, however wrong: for tests of what fetches from it.

    async with Evil() as evil:
        evil.at("/feed", answer(b"<rss/>", "ETag: x"))
        await fetcher.get(evil.url("/feed"))

A script is bytes (sent, then the connection is closed) or a coroutine function that is given the connection. Nothing
here waits by the clock: what shall last, lasts until the other side has gone.
"""

import asyncio
import contextlib
import re
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self


class Wire:
    """One connection, after the head of a request has been read from it."""

    def __init__(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.head = head
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> None:
        """Send, and wait until the system has taken it. Raises ConnectionError when the other side has gone."""
        self._writer.write(data)
        await self._writer.drain()
        # Draining alone lets nobody else run while the system's buffer has room.
        await asyncio.sleep(0)

    async def until_gone(self, seconds: float | None = None) -> bool:
        """Wait until the other side closes, at most so many seconds; whether it has."""
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(seconds):
                while await self._reader.read(65536):
                    pass
            return True
        return False

    def reset(self) -> None:
        """End the connection as a crash does, without the usual goodbye."""
        raw = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Script = bytes | Callable[[Wire], Awaitable[None]]


class Evil:
    """The server, on a port of loopback: a free one, if none is given."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0) -> None:
        self._scripts: dict[str, Script] = {}
        self._tls = tls
        self._host = host
        self._tasks: set[asyncio.Task[None]] = set()
        #: The heads of all requests, and the connections that were made, with or without a request.
        self.heads: list[bytes] = []
        self.connections = 0
        self.port = port

    def at(self, path: str, script: Script) -> str:
        """Do this when `path` is asked for; its URL."""
        self._scripts[path] = script
        return self.url(path)

    def url(self, path: str = "/", host: str | None = None) -> str:
        """A URL of this server."""
        return f"{'https' if self._tls else 'http'}://{host or self._host}:{self.port}{path}"

    def headers(self, index: int = -1) -> dict[str, str]:
        """The headers of one request, their names in lower case."""
        lines = self.heads[index].decode().split("\r\n")[1:]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self._host, self.port, ssl=self._tls, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head)
            # A form that is not read would end the connection by a reset.
            sent = re.search(rb"\r\nContent-Length: (\d+)", head)
            await reader.readexactly(int(sent[1]) if sent else 0)
            script = self._scripts.get(head.split(b" ")[1].decode(), answer(b"no such page", status=404))
            wire = Wire(head, reader, writer)
            if isinstance(script, bytes):
                await wire.send(script)
            else:
                await script(wire)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()


def answer(body: bytes = b"", *headers: str, status: int = 200, length: int | None = None) -> bytes:
    """A whole answer. `length` is what Content-Length says, if that shall be a lie."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def moved(location: str, status: int = 302) -> bytes:
    """A redirect."""
    return answer(b"", f"Location: {location}", status=status)


@contextmanager
def closed_port() -> Iterator[int]:
    """A port of loopback where nobody listens, and nobody else can begin to."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
