"""The daemon: what runs when, how it starts, reloads and stops. What is done stands in pipeline and deliver.

APScheduler drives a handful of jobs; what is due when lives in the database, so that a restart, a clock jump or a long
sleep loses nothing. One event loop waits for the network, one thread of the store writes.
"""

import asyncio
import logging
import random
import re
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from watch import logs
from watch.config.load import load
from watch.deliver import Deliverer
from watch.errors import ProblemsError, StoreError, TripwatchError
from watch.model import Config, PollState, Source, SourceState
from watch.net.fetch import Fetcher
from watch.pipeline.active import Active
from watch.pipeline.notice import operator_notice
from watch.pipeline.poll import Poller
from watch.rules.tree import RuleSet
from watch.sources.schedule import spread
from watch.store import archive, queues
from watch.store.database import Store, lock
from watch.times import Clock
from watch.workers import ParserPool

log = logging.getLogger("watch.daemon")

if TYPE_CHECKING:
    from sqlalchemy import Connection

T = TypeVar("T")

Load = Callable[[], tuple[Config, RuleSet]]

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

    def __init__(self, *, store: Store, clock: Clock, active: Active, load: Load, parsers: ParserPool) -> None:
        self.store = store
        self.clock = clock
        self.active = active
        self._load = load
        self._parsers = parsers
        self._polls: dict[str, asyncio.Task[SourceState]] = {}
        self._stopping = asyncio.Event()
        self._reloading = asyncio.Lock()
        self._reload_asked = False
        self._background: set[asyncio.Task[None]] = set()
        self._deliverer = Deliverer(store=store, clock=clock, channels=lambda: self.active.config.channels)
        self._states: dict[str, SourceState] = {}
        self._told_unreachable = False

    # -------------------------------------------------------------------------------------------- entrances

    async def run(self) -> None:
        """Run until told to stop by SIGTERM or SIGINT; SIGHUP reads config and rules anew."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self.ask_for_reload)
        async with Fetcher(self.active.config.http) as fetcher:
            self._poller = self._new_poller(fetcher)
            await self._begin()
            scheduler = self._schedule()
            scheduler.start()
            self._say_ready()
            await self._stopping.wait()
            log.info("stopping", extra={"event": "stopping"})
            scheduler.shutdown(wait=False)
            await self._finish()
        log.info("stopped", extra={"event": "stopped"})

    async def run_once(self) -> bool:
        """Poll every source once, send what waits, and return whether any source was reached and all was sent."""
        async with Fetcher(self.active.config.http) as fetcher:
            self._poller = self._new_poller(fetcher)
            await self._begin()
            self._say_ready()
            async with asyncio.TaskGroup() as group:
                gate = asyncio.Semaphore(AT_ONCE)
                for source, state in await self._all_states():
                    group.create_task(self._poll_through(gate, source, state))
            while await self._deliverer.run_once():
                pass
            await self._deliverer.stop()
        return self._sum_up()

    def stop(self) -> None:
        """Ask for an orderly end."""
        self._stopping.set()

    def ask_for_reload(self) -> None:
        """Read config and rules anew, soon. A storm of requests makes at most one more reload after the present one."""
        if not self._reload_asked:
            self._reload_asked = True
            self._spawn(self.reload())

    # -------------------------------------------------------------------------------------------- start and stop

    def _new_poller(self, fetcher: Fetcher) -> Poller:
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
        await self._write(queues.release_leases)
        await self._know_sources()
        await asyncio.to_thread(self._parsers.warm)

    async def _know_sources(self) -> None:
        now = self.clock.now()
        sources = self.active.config.sources
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
                "rules": len(self.active.ruleset.rules),
                "rule_set": self.active.ruleset.version,
                "channels": ",".join(config.channels) or "none",
            },
        )
        if config.web_listen:
            log.info("the dashboard is not built yet: nothing listens on %s", config.web_listen, extra={"event": "web"})

    async def _finish(self) -> None:
        """Let what is under way end for a few seconds; what does not is taken up again by the next daemon."""
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

    def _schedule(self) -> AsyncIOScheduler:
        # No misfire limit and coalesce: after a sleep each job runs once, and none is skipped for being late.
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        scheduler.add_job(self.dispatch, "interval", seconds=TICK.total_seconds(), id="dispatch")
        scheduler.add_job(self.deliver, "interval", seconds=1, id="deliver")
        scheduler.add_job(self.housekeeping, "interval", minutes=30, id="housekeeping")
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
            due_at = queues.next_poll_due(conn, idle)
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
        self._states[source.id] = after.state
        self._say_if_nothing_is_reached()
        return after.state

    async def _give_up(self, source: Source, state: PollState) -> SourceState:
        """Come back later after a fault of ours; if not even that can be kept, the lease runs out by itself."""
        try:
            await self._poller.give_up(source, state, "an error of our own; the log has it")
        except StoreError as error:
            log.error("%s", error.message, extra={"event": "store-failed", "source": source.id})
        return SourceState.FAILED

    async def _all_states(self) -> list[tuple[Source, PollState]]:
        with self.store.read() as conn:
            states = {state.source_id: state for state in queues.poll_states(conn)}
        return [(source, states[source.id]) for source in self.active.config.sources if source.id in states]

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

    def _sum_up(self) -> bool:
        with self.store.read() as conn:
            counts = archive.counts(conn)
        reached = any(state.healthy for state in self._states.values()) or not self._states
        log.info("done", extra={"event": "done", **counts})
        return reached and not counts.get("deliveries_pending") and not counts.get("deliveries_dead")

    # -------------------------------------------------------------------------------------------- reload

    async def reload(self) -> None:
        """Read config and rules anew. What is not wholly valid changes nothing, and says so (P5)."""
        async with self._reloading:
            # What is asked from here on may be about a file saved after we read it, so it is not answered by this one.
            self._reload_asked = False
            try:
                config, ruleset = await asyncio.to_thread(self._load)
            except TripwatchError as error:
                await self._refuse(error)
                return
            if config.database_url != self.active.config.database_url:
                log.warning("[database] url is read at start only; restart to use it", extra={"event": "reload"})
            self.active = Active.of(config, ruleset)
            await self._know_sources()
            await self._write(lambda conn: archive.forget(conn, "refused"))
            log.info(
                "reloaded",
                extra={"event": "reloaded", "rules": len(ruleset.rules), "rule_set": ruleset.version},
            )

    async def _refuse(self, error: TripwatchError) -> None:
        problems = error.problems if isinstance(error, ProblemsError) else ()
        for line in [str(problem).partition("\n")[0] for problem in problems] or [error.message]:
            log.error("%s", line, extra={"event": "reload-refused"})
        now = self.clock.now()
        text = f"The new config or rules were refused; the set read before stays active.\n{error}"
        await self._write(lambda conn: archive.remember(conn, "refused", text))
        await self._write(lambda conn: operator_notice(conn, self.active, "New rules refused", text, now))
        self._deliver_soon()

    # -------------------------------------------------------------------------------------------- the store

    async def _write(self, work: "Callable[[Connection], T]") -> T:
        """Hand a command to the writer thread and wait; cancelling the wait does not cancel the command."""
        return await asyncio.shield(asyncio.wrap_future(self.store.write(work)))

    async def idle(self) -> bool:
        """Whether no poll is under way and nothing waits to be sent now."""
        with self.store.read() as conn:
            waiting = queues.next_delivery_due(conn, self.active.config.channels)
        return not self._polls and (waiting is None or waiting > self.clock.now())


def serve(
    config_file: Path,
    *,
    environ: Mapping[str, str],
    clock: Clock,
    once: bool = False,
    meanwhile: Callable[[Daemon], Awaitable[None]] | None = None,
) -> bool:
    """Run a daemon on this config until it is stopped; with `once` for one round. Returns whether all went well.

    `meanwhile` runs beside it (the demo's end). Raises ProblemsError for a config or rules that cannot be used,
    StoreError for a database that cannot, AlreadyRunningError beside another daemon, TripwatchError without any source.
    """
    config, ruleset = load(config_file, environ=environ)
    if not config.sources:
        raise TripwatchError(
            f"there is nothing to watch: {config_file} has no [[sources]]", hint="`tripwatch init` writes a first set"
        )
    redacting = logs.start(secrets=secrets_of(config))

    def load_again() -> tuple[Config, RuleSet]:
        fresh = load(config_file, environ=environ)
        redacting.know(secrets_of(fresh[0]))
        return fresh

    with lock(config.database_url):
        store = Store.open(config.database_url, clock=clock, create=True)
        parsers = ParserPool()
        try:
            daemon = Daemon(
                store=store, clock=clock, active=Active.of(config, ruleset), load=load_again, parsers=parsers
            )
            return asyncio.run(_live(daemon, once=once, meanwhile=meanwhile))
        finally:
            parsers.stop()
            store.close()


async def _live(daemon: Daemon, *, once: bool, meanwhile: Callable[[Daemon], Awaitable[None]] | None) -> bool:
    if once:
        return await daemon.run_once()
    beside = asyncio.ensure_future(meanwhile(daemon)) if meanwhile else None
    try:
        await daemon.run()
    finally:
        if beside is not None:
            beside.cancel()
    return True


def secrets_of(config: Config) -> Iterator[str]:
    """Every secret of a config, and the telling parts of those that are URLs."""
    secrets = [channel.url.reveal() for channel in config.channels.values()]
    secrets += [config.http.proxy.reveal()] if config.http.proxy else []
    for secret in secrets:
        yield secret
        _, _, rest = secret.partition("://")
        yield from (part for part in re.split(r"[/:@?&=]", rest) if len(part) >= 8)
