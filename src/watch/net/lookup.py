"""Names to addresses, in threads of their own, so that a resolver that hangs holds up nothing but its own source."""

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

#: Looks a host and port up like `socket.getaddrinfo`; may block.
Lookup = Callable[[str, int], Sequence[tuple[Any, ...]]]
_MOST_THREADS = 32


def system_lookup(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    """Ask the machine's own resolver."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)


class ThreadedLookup(AbstractResolver):
    """aiohttp's way to a blocking lookup, with a time limit.

    A thread cannot be stopped: one that hangs keeps its place until the system gives up, and is a daemon thread so
    that it does not hold up the end of the process. The loop's own pool is small and used by everything else, so it
    is not used here.
    """

    def __init__(self, lookup: Lookup, timeout: float) -> None:
        """`timeout` in seconds, for one lookup with its wait for a free thread."""
        self._lookup = lookup
        self._timeout = timeout
        self._places = asyncio.Semaphore(_MOST_THREADS)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """All addresses of `host`. Raises OSError where there are none, or not in time."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout):
                await self._places.acquire()
                found = await self._start(loop, host, port)
        except TimeoutError:
            raise socket.gaierror(socket.EAI_AGAIN, "the name server did not answer in time") from None
        except UnicodeError:
            raise socket.gaierror(socket.EAI_NONAME, "not a host name") from None
        results = [_result(host, port, info) for info in found if family in (socket.AF_UNSPEC, info[0])]
        if not results:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        return results

    def _start(
        self, loop: asyncio.AbstractEventLoop, host: str, port: int
    ) -> asyncio.Future[Sequence[tuple[Any, ...]]]:
        """Look up in a thread of its own; its place is free again when the thread ends, not when we stop waiting."""
        answer: asyncio.Future[Sequence[tuple[Any, ...]]] = loop.create_future()

        def settle(found: Sequence[tuple[Any, ...]] | None, error: Exception | None) -> None:
            self._places.release()
            if answer.done():
                return
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(found or ())

        def run() -> None:
            found: Sequence[tuple[Any, ...]] | None = None
            error: Exception | None = None
            try:
                found = self._lookup(host, port)
            except Exception as caught:  # noqa: BLE001 - the seam of the thread: whatever it is goes to who waits
                error = caught
            # A loop that is closed by now has nobody waiting.
            if not loop.is_closed():
                try:
                    loop.call_soon_threadsafe(settle, found, error)
                except RuntimeError:
                    return

        threading.Thread(target=run, name="lookup", daemon=True).start()
        return answer

    async def close(self) -> None:
        """Nothing is held open."""


def _result(host: str, port: int, info: tuple[Any, ...]) -> ResolveResult:
    """One address in aiohttp's words. The port is the one asked for."""
    return ResolveResult(
        hostname=host,
        host=str(info[4][0]),
        port=port,
        family=info[0],
        proto=info[2],
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
