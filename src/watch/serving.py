"""From a config file to a running daemon: read, lock, open, run, close; in this order, and back."""

import asyncio
import re
import signal
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from pathlib import Path

from watch import logs
from watch.config.load import load
from watch.config.looks import look_at
from watch.configured import Config
from watch.daemon import Daemon
from watch.errors import TripwatchError
from watch.pipeline.active import Active
from watch.reloading import Files
from watch.rules.tree import RuleSet
from watch.store.database import Store, lock
from watch.times import Clock
from watch.workers import ParserPool


def serve(
    config_file: Path,
    *,
    environ: Mapping[str, str],
    clock: Clock,
    once: bool = False,
    only: Collection[str] | None = None,
    meanwhile: Callable[[Daemon], Awaitable[None]] | None = None,
) -> bool:
    """Run a daemon on this config until it is stopped; with `once` for one round. Returns whether all went well.

    `only`: the sources of that one round; without, all of them.

    `meanwhile` runs beside it (the demo's end). Raises ProblemsError for a config or rules that cannot be used,
    StoreError for a database that cannot, AlreadyRunningError beside another daemon, TripwatchError without any source.
    """
    first = look_at(config_file)
    config, ruleset = load(config_file, environ=environ)
    if not config.sources:
        raise TripwatchError(
            f"there is nothing to watch: {config_file} has no [[sources]]", hint="`tripwatch init` writes a first set"
        )
    # Until the daemon listens to it, a wish to reload must not end the process.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
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
                store=store,
                clock=clock,
                active=Active.of(config, ruleset),
                files=Files(load=load_again, look=lambda before: look_at(config_file, before), first=first),
                parsers=parsers,
            )
            return asyncio.run(_live(daemon, once=once, only=only, meanwhile=meanwhile))
        finally:
            parsers.stop()
            store.close()
            redacting.finish()


async def _live(
    daemon: Daemon,
    *,
    once: bool,
    only: Collection[str] | None,
    meanwhile: Callable[[Daemon], Awaitable[None]] | None,
) -> bool:
    if once:
        return await daemon.run_once(only)
    if meanwhile is None:
        await daemon.run()
        return True
    beside = asyncio.ensure_future(meanwhile(daemon))
    # If what runs beside fails, the daemon ends with it.
    beside.add_done_callback(lambda task: daemon.stop() if not task.cancelled() and task.exception() else None)
    try:
        await daemon.run()
    finally:
        beside.cancel()
    (failure,) = await asyncio.gather(beside, return_exceptions=True)
    if isinstance(failure, Exception):
        raise failure
    return True


def secrets_of(config: Config) -> Iterator[str]:
    """Every secret of a config, and the telling parts of those that are URLs."""
    secrets = [channel.url.reveal() for channel in config.channels.values()]
    secrets += [config.http.proxy.reveal()] if config.http.proxy else []
    secrets += [value.reveal() for source in config.sources for value in source.asking.headers.values()]
    for secret in secrets:
        yield secret
        _, _, rest = secret.partition("://")
        yield from (part for part in re.split(r"[/:@?&=]", rest) if len(part) >= 8)
