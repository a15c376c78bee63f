"""Config and rules anew while the daemon runs: when it is told to, and when their files changed and came to rest (P5).

When that is, pipeline/settle decides. What is not wholly valid changes nothing and is said once, and so is its end.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from watch.config.looks import Look
from watch.configured import Config
from watch.errors import ProblemsError, StoreError, TripwatchError
from watch.pipeline import settle
from watch.pipeline.active import Active
from watch.pipeline.notice import operator_notice
from watch.pipeline.settle import Step
from watch.rules.tree import RuleSet
from watch.store import archive
from watch.times import Clock, format_duration

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = logging.getLogger("watch.reloading")

#: When a good new set could not be written down, because the database was busy or the disk full.
RETRY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The files of config and rules."""

    #: Reads them. Raises TripwatchError.
    load: Callable[[], tuple[Config, RuleSet]]
    #: Looks at them; gets the look before. Raises nothing.
    look: Callable[[Look | None], Look]
    #: Their look from before the set in use was read.
    first: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The daemon, as far as a reload concerns it."""

    clock: Clock
    #: What is in use.
    active: Callable[[], Active]
    #: Makes a new set the active one, or raises and changes nothing.
    take: Callable[[Config, RuleSet], Awaitable[None]]
    #: Hands a command to the store, and waits. Raises StoreError.
    write: "Callable[[Callable[[Connection], None]], Awaitable[None]]"
    #: Lets something run beside.
    spawn: Callable[[Coroutine[None, None, None]], None]
    #: Sends what was just enqueued.
    deliver_soon: Callable[[], None]


class Reloader:
    """Reads config and rules, and gives the host a whole good set or none."""

    def __init__(self, host: Host, files: Files) -> None:
        self._host = host
        self._load = files.load
        self._look = files.look
        self._known = settle.begin(files.first, host.clock.monotonic())
        self._busy = asyncio.Lock()
        self._asked = False
        #: What was refused last, while nothing was taken since.
        self._refused: str | None = None

    def ask(self) -> None:
        """Read config and rules anew, soon. A storm of requests makes at most one more reload after the present one."""
        if not self._asked:
            self._asked = True
            self._host.spawn(self._answer())

    async def look(self) -> None:
        """Look at the files, and do what that asks for."""
        async with self._busy:
            look = await asyncio.to_thread(self._look, self._known.seen)
            at, rest = self._host.clock.monotonic(), self._host.active().config.settle
            self._known, step = settle.step(self._known, look, at, rest)
            match step:
                case Step.HOLD:
                    await self._hold(look)
                case Step.BACK:
                    log.info("the rule files are back", extra={"event": "rules-back"})
                    await self._write(lambda conn: archive.forget(conn, "held"))
                case Step.READ:
                    await self._read(quietly=True)

    async def _answer(self) -> None:
        async with self._busy:
            # What is asked from here on may be about a file saved after we read it, so it is not answered by this one.
            self._asked = False
            await self._read(quietly=False)

    # -------------------------------------------------------------------------------------------- read, take, refuse

    async def _read(self, *, quietly: bool) -> None:
        """Read, and take or refuse what was read; `quietly` where it says the same as before."""
        look = await asyncio.to_thread(self._look, self._known.seen)
        taken = False
        try:
            config, ruleset = await self._whole(look)
            await self._take(config, ruleset, quietly=quietly)
            taken = True
        except _WrittenToError:
            # Nothing is known then: the files rest again some time, and are read then.
            return
        except StoreError as error:
            log.error("%s; trying again", error.message, extra={"event": "reload-refused"})
            asyncio.get_running_loop().call_later(RETRY.total_seconds(), self.ask)
        except TripwatchError as error:
            await self._refuse(error, quietly=quietly)
        except Exception as error:  # the seam of P5: whatever a new set does, the last good one stays active
            log.exception("reload failed", extra={"event": "reload-refused"})
            ours = TripwatchError(f"an error of our own ({type(error).__name__}); the log has it")
            await self._refuse(ours, quietly=quietly)
        self._known = settle.after(self._known, look, taken=taken)

    async def _whole(self, look: Look) -> tuple[Config, RuleSet]:
        """What the files of this look say. Raises what loading does, and _WrittenToError if one changed meanwhile."""
        try:
            return await asyncio.to_thread(self._load)
        finally:
            if await asyncio.to_thread(self._look, look) != look:
                raise _WrittenToError("the files changed while they were read")

    async def _take(self, config: Config, ruleset: RuleSet, *, quietly: bool) -> None:
        active = self._host.active()
        same = (config, ruleset.version) == (active.config, active.ruleset.version)
        if quietly and same and self._refused is None and not self._known.held:
            return
        await self._host.take(config, ruleset)
        log.info("reloaded", extra={"event": "reloaded", "rules": len(ruleset.rules), "rule_set": ruleset.version})
        if self._refused is not None:
            self._refused = None
            await self._tell("New rules taken", "Config and rules have no mistakes any more; the new set is active.")

    async def _refuse(self, error: TripwatchError, *, quietly: bool) -> None:
        if quietly and self._refused == str(error):
            return
        self._refused = str(error)
        problems = error.problems if isinstance(error, ProblemsError) else ()
        for line in [str(problem).partition("\n")[0] for problem in problems] or [error.message]:
            log.error("%s", line, extra={"event": "reload-refused"})
        text = f"The new config or rules were refused; the set read before stays active.\n{error}"
        await self._write(lambda conn: _remember_refusal(conn, text))
        await self._tell("New rules refused", text)

    async def _hold(self, look: Look) -> None:
        before = self._known.used.count
        text = (
            f"{before - look.count} of {before} files of rules and lexicon in {look.folder} are gone; the set read "
            "before stays active. SIGHUP takes what is there now; else it is taken in "
            f"{format_duration(settle.PATIENCE)}."
        )
        log.warning("%s", text, extra={"event": "rules-gone"})
        await self._write(lambda conn: archive.remember(conn, "held", text))
        await self._tell("Rules are gone", text)

    # -------------------------------------------------------------------------------------------- the store

    async def _tell(self, title: str, text: str) -> None:
        """Say it to the operator's channels."""
        active, now = self._host.active(), self._host.clock.now()
        await self._write(lambda conn: operator_notice(conn, active, title, text, now))
        self._host.deliver_soon()

    async def _write(self, work: "Callable[[Connection], None]") -> None:
        """Keep something that is good to know; a store that cannot is no reason to fail."""
        try:
            await self._host.write(work)
        except StoreError as failure:
            log.error("%s", failure.message, extra={"event": "store-failed"})


class _WrittenToError(TripwatchError):
    """Somebody wrote while we read."""


def _remember_refusal(conn: "Connection", text: str) -> None:
    archive.forget(conn, "held")
    archive.remember(conn, "refused", text)
