"""How much it costs to poll: `make bench-polls`.

A publisher on loopback, in a process of its own, serves as many feeds as are asked for. Each round claims, fetches and
records every source once, as the daemon does: with a 304, with the same body again, and with one new item in each feed.
Said are polls a second, CPU of the daemon for each poll (its workers apart), memory, and how late polls begin that are
due at one moment. Last, one source that never answers stands among the others: what they are late by then.
"""

import argparse
import asyncio
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from rich.console import Console
from rich.table import Table

from watch.config.load import load_rules
from watch.configured import Config, HttpSettings
from watch.model import Source
from watch.net.fetch import Fetcher
from watch.pipeline.active import Active
from watch.pipeline.poll import Poller
from watch.remembered import PollState
from watch.store import queues
from watch.store.database import Store
from watch.times import SystemClock
from watch.workers import ParserPool

AT_ONCE = 32
LEASE = timedelta(minutes=5)
INTERVAL = timedelta(minutes=15)
ITEMS = 20


# ------------------------------------------------------------------------------------------------ the publisher


def publish(pipe: Connection) -> None:
    """Serve `/feed/N`; what is answered is told through the pipe: "304", "same" or "new"."""
    asyncio.run(_publish(pipe))


async def _publish(pipe: Connection) -> None:
    from aiohttp import web

    mode, rounds = "new", 0

    async def feed(request: web.Request) -> web.Response:
        if mode == "304" and "If-None-Match" in request.headers:
            return web.Response(status=304, headers={"ETag": '"1"'})
        return web.Response(body=_feed(request.match_info["n"], rounds), headers={"ETag": '"1"'})

    async def never(_: web.Request) -> web.Response:
        await asyncio.sleep(3600)
        return web.Response()

    app = web.Application()
    app.add_routes([web.get("/feed/{n}", feed), web.get("/never", never)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    # All of loopback, since each source has an address of its own.
    site = web.TCPSite(runner, "0.0.0.0", 0, backlog=1024)  # noqa: S104
    await site.start()
    pipe.send(runner.addresses[0][1])
    while (told := await asyncio.to_thread(pipe.recv)) is not None:
        mode = told
        rounds += told == "new"
        pipe.send(True)


def _feed(name: str, rounds: int) -> bytes:
    numbers = range(rounds, rounds + ITEMS)
    items = "".join(
        f"<item><title>Item {number} of feed {name}</title><link>https://paper.example/{name}/{number}</link>"
        f"<description>{'A sentence about nothing in particular. ' * 6}</description></item>"
        for number in reversed(numbers)
    )
    return f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>".encode()


# ------------------------------------------------------------------------------------------------ the daemon


@dataclass(slots=True)
class Desk:
    """What polls: the daemon's parts, without its clock."""

    store: Store
    poller: Poller
    active: Active
    clock: SystemClock

    def make_due(self) -> None:
        """Let every source be due now, one a microsecond after the other: no two are due at the very same instant."""
        now = self.clock.now()

        def all_due(conn: object) -> None:
            for number, state in enumerate(queues.poll_states(conn)):  # type: ignore[arg-type]
                due = now - timedelta(microseconds=number)
                queues.record_poll(conn, replace(state, next_poll_at=due))  # type: ignore[arg-type]

        self.store.write(all_due).result()

    async def round(self, only: set[str]) -> list[float]:
        """Poll all that are due, a few dozen at once; when each began, in seconds after the first claim."""
        known = {source.id: source for source in self.active.config.sources}
        began = time.perf_counter()
        starts: list[float] = []
        running: set[asyncio.Task[PollState]] = set()
        while True:
            room = AT_ONCE - len(running)
            claimed = await self._claim(room, only)
            for state in claimed:
                starts.append(time.perf_counter() - began)
                poll = self.poller.poll(known[state.source_id], state, self.active)
                running.add(asyncio.create_task(poll))
            if not running:
                return starts
            # Half of the room at a time: a claim looks at all that is due, and the daemon claims four times a second.
            while len(running) > AT_ONCE // 2 or (running and len(claimed) < room):
                _, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)

    async def _claim(self, room: int, only: set[str]) -> list[PollState]:
        now = self.clock.now()
        future = self.store.write(lambda conn: queues.claim_due_sources(conn, now, LEASE, room, only))
        return await asyncio.wrap_future(future)


def _host(number: int) -> str:
    return f"127.0.{number // 250 % 250}.{number % 250 + 1}"


@asynccontextmanager
async def open_desk(folder: Path, port: int, count: int) -> AsyncIterator[Desk]:
    """A desk with so many sources, none of them polled yet."""
    clock = SystemClock()
    http = HttpSettings(
        user_agent="bench", timeout=timedelta(seconds=20), max_bytes=5_000_000, allow_private=("127.0.0.0/8",)
    )
    sources = tuple(
        # A host of its own for each, as in life: the fetcher holds back more than a few on one host.
        Source(id=f"s{number}", url=f"http://{_host(number)}:{port}/feed/{number}", interval=INTERVAL)
        for number in range(count)
    )
    config = Config(
        file=str(folder / "config.toml"),
        database_url=f"sqlite:///{folder / 'watch.db'}",
        rules_path=None,
        http=http,
        sources=sources,
    )
    store = Store.open(config.database_url, clock=clock, create=True)
    parsers = ParserPool(2)
    try:
        async with Fetcher(config.http) as fetcher:
            poller = Poller(
                store=store, fetcher=fetcher, parsers=parsers, clock=clock, chance=lambda: 0.5, spoke=lambda: None
            )
            due = {source.id: clock.now() for source in sources}
            store.write(lambda conn: queues.ensure_sources(conn, due)).result()
            yield Desk(store, poller, Active.of(config, load_rules(None)), clock)
    finally:
        parsers.stop()
        store.close()


# ------------------------------------------------------------------------------------------------ measuring


@dataclass(frozen=True, slots=True)
class Figures:
    """One round: how many sources, what they answered, and what it cost."""

    sources: int
    answer: str
    seconds: float
    cpu_ms: float
    memory_mb: float

    @property
    def row(self) -> tuple[str, ...]:
        """As a line of the table."""
        return (
            f"{self.sources:,}",
            self.answer,
            f"{self.sources / self.seconds:,.0f}",
            f"{self.cpu_ms:.2f}",
            f"{INTERVAL.total_seconds() / self.seconds:.0f}",
            f"{self.memory_mb:.0f}",
        )


async def measure(count: int, pipe: Connection, port: int, console: Console) -> list[Figures]:
    """The rounds for so many sources."""
    found: list[Figures] = []
    with tempfile.TemporaryDirectory() as folder:
        async with open_desk(Path(folder), port, count) as desk:
            only = {source.id for source in desk.active.config.sources}
            for answer in ("first", "304", "same", "new"):
                console.print(f"  {count:,} sources: {answer} …", style="dim")
                pipe.send("new" if answer == "first" else answer)
                await asyncio.to_thread(pipe.recv)
                desk.make_due()
                begun, cpu = time.perf_counter(), time.process_time()
                starts = await desk.round(only)
                cpu_ms = 1000 * (time.process_time() - cpu) / max(1, len(starts))
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                found.append(Figures(len(starts), answer, time.perf_counter() - begun, cpu_ms, memory))
    return found


async def measure_hanging(pipe: Connection, port: int) -> str:
    """Whether one source that never answers makes others late: the delay of 200 polls with and without it."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_desk(Path(folder), port, 200) as desk:
            pipe.send("304")
            await asyncio.to_thread(pipe.recv)
            only = {source.id for source in desk.active.config.sources}
            await desk.round(only)
            desk.make_due()
            alone = await desk.round(only)
            hanging = Source(id="never", url=f"http://127.0.250.1:{port}/never", interval=INTERVAL)
            state = PollState(source_id="never", next_poll_at=desk.clock.now())
            task = asyncio.create_task(desk.poller.poll(hanging, state, desk.active))
            desk.make_due()
            beside = await desk.round(only)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    return (
        f"200 sources due at once begin after {statistics.median(alone) * 1000:.0f} ms (median); "
        f"beside one that hangs after {statistics.median(beside) * 1000:.0f} ms"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the cost of polling, on loopback.")
    parser.add_argument("--quick", action="store_true", help="200 sources only")
    counts = (200,) if parser.parse_args().quick else (1_000, 10_000)
    console = Console(width=110)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    publisher = context.Process(target=publish, args=(theirs,), daemon=True)
    publisher.start()
    port = ours.recv()
    table = Table("sources", "answer", "polls/s", "CPU ms/poll", "times in 15 min", "MB at most", box=None)
    try:
        for count in counts:
            for figures in asyncio.run(measure(count, ours, port, console)):
                table.add_row(*figures.row)
        console.print(table)
        console.print(asyncio.run(measure_hanging(ours, port)))
    finally:
        ours.send(None)
        publisher.join(5)


if __name__ == "__main__":
    main()
