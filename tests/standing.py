"""The daemon with all its own parts, scheduler and workers too, in this process and on a clock that is set by hand."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from house import House

from watch.config.load import load
from watch.config.looks import look_at
from watch.daemon import Daemon
from watch.pipeline.active import Active
from watch.reloading import Files
from watch.remembered import PollState
from watch.store import queues
from watch.store.database import Store
from watch.workers import Limits, ParserPool

START = datetime(2026, 10, 17, 1, 0, tzinfo=UTC)


@dataclass(slots=True)
class TwoClocks:
    """A wall clock, and one that never jumps."""

    wall: datetime = START
    steady: float = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def pass_(self, span: timedelta) -> None:
        """Let time pass."""
        self.wall += span
        self.steady += span.total_seconds()

    def jump(self, span: timedelta) -> None:
        """Set the wall clock, or wake up after a sleep in which the other one stood."""
        self.wall += span


class _Polls(logging.Handler):
    """Counts the polls that were recorded, by source."""

    def __init__(self) -> None:
        super().__init__()
        self.count: Counter[str] = Counter()
        self.changed = asyncio.Condition()
        self._loop = asyncio.get_running_loop()

    def emit(self, record: logging.LogRecord) -> None:
        if getattr(record, "event", None) in ("polled", "source-failed"):
            self._loop.create_task(self._counted(record.__dict__["source"]))

    async def _counted(self, source: str) -> None:
        async with self.changed:
            self.count[source] += 1
            self.changed.notify_all()


@dataclass(slots=True, kw_only=True)
class Standing:
    """The daemon that stands on its clock: nothing happens until time is made to pass."""

    house: House
    daemon: Daemon
    clock: TwoClocks
    polls: _Polls
    #: How often each source was polled, by the last `polled`.
    seen: Counter[str] = field(default_factory=Counter)

    async def polled(self) -> dict[str, int]:
        """Wait until every source was polled again; how often each was, once nothing more is due."""
        async with asyncio.timeout(30), self.polls.changed:
            await self.polls.changed.wait_for(
                lambda: all(self.polls.count[source] > self.seen[source] for source in self.house.sources)
            )
        for _ in range(3):
            await self.daemon.dispatch()
            await asyncio.gather(*self.daemon._polls.values())
        again = {source: self.polls.count[source] - self.seen[source] for source in self.house.sources}
        self.seen = Counter(self.polls.count)
        return again

    async def pass_until_polled(self) -> PollState:
        """Let time pass until the (one) source is due, and have it polled; its state."""
        (source,) = self.house.sources
        self.clock.pass_(max(timedelta(), self.state(source).next_poll_at - self.clock.now()))
        # The scheduler would come to it with its next tick.
        await self.daemon.dispatch()
        assert await self.polled() == {source: 1}
        return self.state(source)

    def state(self, source: str) -> PollState:
        with self.daemon.store.read() as conn:
            return next(state for state in queues.poll_states(conn) if state.source_id == source)

    @property
    def notices(self) -> list[str]:
        """The titles of what was said, oldest first."""
        with self.daemon.store.read() as conn:
            return [delivery.message.title for delivery in reversed(queues.deliveries(conn, limit=100))]


@asynccontextmanager
async def standing(house: House, *, limits: Limits | None = None) -> AsyncIterator[Standing]:
    """The daemon on a house's config, after the first poll of every source."""
    config, ruleset = load(house.config, environ={})
    clock, parsers, polls = TwoClocks(), ParserPool(1, limits=limits), _Polls()
    log = logging.getLogger("watch.pipeline")
    before = log.level
    log.addHandler(polls)
    log.setLevel(logging.DEBUG)
    store = Store.open(config.database_url, clock=clock, create=True)
    files = Files(
        load=lambda: load(house.config, environ={}),
        look=lambda look: look_at(house.config, look),
        first=look_at(house.config),
    )
    try:
        active = Active.of(config, ruleset)
        daemon = Daemon(store=store, clock=clock, active=active, files=files, parsers=parsers)
        running = asyncio.create_task(daemon.run())
        made = Standing(house=house, daemon=daemon, clock=clock, polls=polls)
        await made.polled()
        yield made
        daemon.stop()
        await running
    finally:
        log.removeHandler(polls)
        log.setLevel(before)
        parsers.stop()
        store.close()
