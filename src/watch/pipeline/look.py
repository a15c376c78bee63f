"""One look at a source, now: asked under the guard and limits of the daemon, read in a worker, and nothing stored."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watch.configured import HttpSettings
from watch.model import Source, SourceState
from watch.net.fetch import Answer, Fetched, Fetcher, FetchFailed
from watch.net.robots import Robots
from watch.pipeline.ask import ask
from watch.sources.document import NotAFeed, Wanted
from watch.times import Clock
from watch.workers import Outcome, ParseFailed, ParserPool

if TYPE_CHECKING:
    from watch.net.lookup import Lookup


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a source answered, and what was read in it; None where there was nothing to read."""

    source: Source
    answer: Answer
    outcome: Outcome | None = None

    @property
    def failure(self) -> tuple[SourceState, str] | None:
        """The state that a poll with this answer would leave the source in, and why; None for one that was read."""
        if isinstance(self.answer, FetchFailed):
            return self.answer.state, self.answer.detail
        if isinstance(self.outcome, NotAFeed):
            return self.outcome.state, f"the source answered with {self.outcome.detail}"
        if isinstance(self.outcome, ParseFailed):
            return SourceState.FAILED, self.outcome.detail
        return None


class Looker:
    """Looks at sources. Everything that it fetches, it fetches by `pipeline.ask` or to read a site's robots.txt."""

    def __init__(self, fetcher: Fetcher, parsers: ParserPool, clock: Clock) -> None:
        self.robots = Robots(fetcher, clock)
        self._fetcher = fetcher
        self._parsers = parsers
        self.clock = clock

    async def look(self, source: Source, url: str | None = None) -> Look:
        """Ask a source, at `url` if it moved, and read the answer. Raises nothing but CancelledError."""
        answer = await ask(source, url or source.url, self._fetcher, self.robots)
        outcome = await self.read(answer, source) if isinstance(answer, Fetched) else None
        return Look(source=source, answer=answer, outcome=outcome)

    async def read(self, fetched: Fetched, source: Source, wanted: Wanted = Wanted.LIST) -> Outcome:
        """Read an answer, as this source would have it."""
        return await self._parsers.parse(
            fetched.body,
            url=fetched.url,
            content_type=fetched.content_type,
            charset=fetched.charset,
            source=source,
            at=self.clock.now(),
            wanted=wanted,
        )


@asynccontextmanager
async def looking(http: HttpSettings, clock: Clock, *, lookup: "Lookup | None" = None) -> AsyncIterator[Looker]:
    """A looker with a connection and a worker of its own. `lookup` replaces the machine's resolver."""
    parsers = ParserPool(1)
    parsers.warm()
    try:
        async with Fetcher(http, clock=clock, lookup=lookup) as fetcher:
            yield Looker(fetcher, parsers, clock)
    finally:
        parsers.stop()
