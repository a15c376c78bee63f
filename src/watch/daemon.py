"""The daemon: what runs when, how it starts, reloads and stops. What is done stands in pipeline and deliver.

APScheduler drives a handful of jobs; what is due when lives in the database, so that a restart, a clock jump or a long
sleep loses nothing. One event loop waits for the network, one thread of the store writes.
"""

import asyncio
import logging
import random
import signal
from collections.abc import Callable, Collection, Coroutine
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from watch.configured import Config, HttpSettings
from watch.deliver import Deliverer
from watch.errors import StoreError
from watch.model import Source, SourceState
from watch.net.fetch import Fetcher
from watch.pipeline.active import Active
from watch.pipeline.notice import stop_gathering
from watch.pipeline.poll import Poller
from watch.reloading import Files, Host, Reloader
from watch.remembered import PollState
from watch.rules.tree import RuleSet
from watch.sources.schedule import spread
from watch.store import archive, queues
from watch.store.database import Store
from watch.ticking import Every, mind_the_clock, new_scheduler
from watch.times import Clock
from watch.workers import ParserPool

log = logging.getLogger("watch.daemon")

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler
    from sqlalchemy import Connection

T = TypeVar("T")

#: Sources polled at the same time; the fetcher holds back more than a few on one host.
AT_ONCE = 32
#: How often the database is asked what is due. A source's interval may go down to a second.
TICK = timedelta(milliseconds=250)
#: A poll that is not finished by then belongs to a daemon that died; the fetch and parse deadlines are far below.
POLL_LEASE = timedelta(minutes=5)
#: What polls and deliveries under way may still take when the daemon is told to stop.
STOP_GRACE = timedelta(seconds=4)


class Daemon:
    """Polls, delivers, reloads, stops. One for a database at a time: the caller holds the lock."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        active: Active,
        files: Files,
        parsers: ParserPool,
    ) -> None:
        self.store = store
        self.clock = clock
        self.active = active
        self._parsers = parsers
        self._polls: dict[str, asyncio.Task[SourceState]] = {}
        self._stopping = asyncio.Event()
        self._background: set[asyncio.Task[None]] = set()
        self._deliverer = Deliverer(store=store, clock=clock, channels=lambda: self.active.config.channels)
        host = Host(
            clock=clock,
            active=lambda: self.active,
            take=self._take,
            write=self._write,
            spawn=self._spawn,
            deliver_soon=self._deliver_soon,
        )
        self._reloader = Reloader(host, files)
        self._states: dict[str, SourceState] = {}
        self._told_unreachable = False

    # -------------------------------------------------------------------------------------------- entrances

    async def run(self) -> None:
        """Run until told to stop by SIGTERM or SIGINT; SIGHUP reads config and rules anew."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self._reloader.ask)
        async with AsyncExitStack() as self._fetchers:
            await self._begin()
            scheduler = self._schedule()
            scheduler.start()
            self._spawn(mind_the_clock(scheduler, self.clock))
            self._say_ready()
            await self._stopping.wait()
            log.info("stopping", extra={"event": "stopping"})
            scheduler.shutdown(wait=False)
            await self._finish()
        log.info("stopped", extra={"event": "stopped"})

    async def run_once(self, only: Collection[str] | None = None) -> bool:
        """Poll every source (or these) once, send what waits; whether any source was reached and all was sent."""
        began = self.clock.now()
        async with AsyncExitStack() as self._fetchers:
            await self._begin()
            self._say_ready()
            async with asyncio.TaskGroup() as group:
                gate = asyncio.Semaphore(AT_ONCE)
                for source, state in await self._all_states(only):
                    group.create_task(self._poll_through(gate, source, state))
            await self._write(lambda conn: stop_gathering(conn, self.clock.now()))
            while await self._deliverer.run_once():
                pass
            await self._deliverer.stop()
        return self._sum_up(began)

    def stop(self) -> None:
        """Ask for an orderly end."""
        self._stopping.set()

    # -------------------------------------------------------------------------------------------- start and stop

    async def _new_poller(self, http: HttpSettings) -> Poller:
        """A poller that fetches with these settings; what an older one has under way, it finishes with its own."""
        fetcher = await self._fetchers.enter_async_context(Fetcher(http))
        return Poller(
            store=self.store,
            fetcher=fetcher,
            parsers=self._parsers,
            clock=self.clock,
            chance=random.random,
            spoke=self._deliver_soon,
        )

    async def _begin(self) -> None:
        """Free what a dead daemon had claimed, and make sure that every source of the config is known."""
        self._poller = await self._new_poller(self.active.config.http)
        await self._write(queues.release_leases)
        # What an earlier daemon refused is no concern of one that began with a good set.
        await self._write(_forget_waiting_rules)
        await self._know_sources(self.active.config)
        await asyncio.to_thread(self._parsers.warm)

    async def _know_sources(self, config: Config) -> None:
        now = self.clock.now()
        sources = config.sources
        due = {
            source.id: spread(now, index=index, count=len(sources), interval=source.interval)
            for index, source in enumerate(sources)
        }
        await self._write(lambda conn: queues.ensure_sources(conn, due))

    def _say_ready(self) -> None:
        config = self.active.config
        log.info(
            "watching",
            extra={
                "event": "ready",
                "sources": len(config.sources),
                "left_out": len(config.left_out) or None,
                "rules": len(self.active.ruleset.rules),
                "rule_set": self.active.ruleset.version,
                "channels": ",".join(config.channels) or "none",
            },
        )
        if config.web_listen:
            log.info("the dashboard is not built yet: nothing listens on %s", config.web_listen, extra={"event": "web"})

    async def _finish(self) -> None:
        """Let what is under way end for a few seconds; what does not is taken up again by the next daemon."""
        self._poller.stop()
        polls = list(self._polls.values())
        if polls:
            _, late = await asyncio.wait(polls, timeout=STOP_GRACE.total_seconds() / 2)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_GRACE.total_seconds() / 2):
                await self._deliverer.stop()
        for spawned in self._background:
            spawned.cancel()

    # -------------------------------------------------------------------------------------------- jobs

    def _schedule(self) -> "AsyncIOScheduler":
        scheduler = new_scheduler()
        scheduler.add_job(self.dispatch, Every(TICK), id="dispatch")
        scheduler.add_job(self.deliver, Every(timedelta(seconds=1)), id="deliver")
        scheduler.add_job(self._reloader.look, Every(timedelta(seconds=1)), id="reload")
        scheduler.add_job(self.housekeeping, Every(timedelta(minutes=30)), id="housekeeping")
        return scheduler

    async def dispatch(self) -> None:
        """Begin a poll of every source that is due, as far as there is room."""
        room = AT_ONCE - len(self._polls)
        if room <= 0 or self._stopping.is_set():
            return
        now = self.clock.now()
        known = {source.id: source for source in self.active.config.sources}
        idle = known.keys() - self._polls.keys()
        with self.store.read() as conn:
            due_at = queues.next_poll_due(conn, idle, now=now)
        if due_at is None or due_at > now:
            return
        claimed = await self._write(lambda conn: queues.claim_due_sources(conn, now, POLL_LEASE, room, idle))
        for state in claimed:
            self._start_poll(known[state.source_id], state)

    async def deliver(self) -> None:
        """Send what is due, each channel on its own."""
        await self._deliverer.run_once()

    async def housekeeping(self) -> None:
        """Keep the write-ahead log short."""
        await asyncio.to_thread(self.store.checkpoint)

    def _deliver_soon(self) -> None:
        self._spawn(self.deliver())

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    # -------------------------------------------------------------------------------------------- polls

    def _start_poll(self, source: Source, state: PollState) -> None:
        task = asyncio.create_task(self._poll(source, state), name=f"poll {source.id}")
        self._polls[source.id] = task
        task.add_done_callback(lambda _: self._polls.pop(source.id, None))

    async def _poll_through(self, gate: asyncio.Semaphore, source: Source, state: PollState) -> None:
        async with gate:
            await self._poll(source, state)

    async def _poll(self, source: Source, state: PollState) -> SourceState:
        """One poll. Whatever goes wrong in it stays with this source (P3)."""
        try:
            after = await self._poller.poll(source, state, self.active)
        except asyncio.CancelledError:
            raise
        except Exception:  # the seam that keeps one source's fault from ending the daemon
            log.exception("poll failed", extra={"event": "poll-failed", "source": source.id})
            return await self._give_up(source, state)
        self._remember(source, after.state)
        return after.state

    def _remember(self, source: Source, state: SourceState) -> None:
        self._states[source.id] = state
        self._say_if_nothing_is_reached()

    async def _give_up(self, source: Source, state: PollState) -> SourceState:
        """Come back later after a fault of ours; if not even that can be kept, the lease runs out by itself."""
        try:
            await self._poller.give_up(source, state, "an error of our own; the log has it", self.active)
        except StoreError as error:
            log.error("%s", error.message, extra={"event": "store-failed", "source": source.id})
        self._remember(source, SourceState.FAILED)
        return SourceState.FAILED

    async def _all_states(self, only: Collection[str] | None) -> list[tuple[Source, PollState]]:
        with self.store.read() as conn:
            states = {state.source_id: state for state in queues.poll_states(conn)}
        wanted = [source for source in self.active.config.sources if only is None or source.id in only]
        return [(source, states[source.id]) for source in wanted if source.id in states]

    def _say_if_nothing_is_reached(self) -> None:
        """When the first round reached no source at all, the reader may be offline: say so, once."""
        sources = self.active.config.sources
        if self._told_unreachable or len(self._states) < len(sources) or not sources:
            return
        self._told_unreachable = True
        if not any(state.healthy for state in self._states.values()):
            log.warning(
                "no source could be reached; `tripwatch status` says why for each, `make demo` shows Tripwatch offline",
                extra={"event": "no-source-reached"},
            )

    def _sum_up(self, began: datetime) -> bool:
        """Say what there is, and whether a source was reached and nothing of this config's channels is left unsent."""
        with self.store.read() as conn:
            counts = archive.counts(conn)
            left = queues.undelivered(conn, self.active.config.channels, began)
        log.info("done", extra={"event": "done", **counts})
        return any(state.healthy for state in self._states.values()) and not left

    # -------------------------------------------------------------------------------------------- reload

    async def _take(self, config: Config, ruleset: RuleSet) -> None:
        """Make a new set the active one, as the last step: before it nothing has changed."""
        before = self.active.config
        if config.database_url != before.database_url:
            log.warning("[database] url is read at start only; restart to use it", extra={"event": "reload"})
        active = await asyncio.to_thread(Active.of, config, ruleset)
        poller = self._poller if config.http == before.http else await self._new_poller(config.http)
        await self._know_sources(config)
        await self._write(_forget_waiting_rules)
        self.active, self._poller = active, poller

    # -------------------------------------------------------------------------------------------- the store

    async def _write(self, work: "Callable[[Connection], T]") -> T:
        """Hand a command to the writer thread and wait; cancelling the wait does not cancel the command."""
        return await asyncio.shield(asyncio.wrap_future(self.store.write(work)))

    async def idle(self) -> bool:
        """Whether no poll is under way and nothing waits to be sent now."""
        with self.store.read() as conn:
            waiting = queues.next_delivery_due(conn, self.active.config.channels, now=self.clock.now())
        return not self._polls and (waiting is None or waiting > self.clock.now())


def _forget_waiting_rules(conn: "Connection") -> None:
    """What was refused or held back is settled once a good set is in use."""
    archive.forget(conn, "refused")
    archive.forget(conn, "held")
