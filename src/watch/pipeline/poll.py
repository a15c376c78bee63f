"""One poll of one source: fetch, parse in a worker, match, and hand the result to the one transaction."""

import asyncio
import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from watch.failpoints import reach
from watch.health import Kept, keep, say
from watch.model import Article, Source, SourceState
from watch.net.fetch import Fetched, Fetcher, FetchFailed, NotModified
from watch.net.robots import Robots
from watch.pipeline.active import Active
from watch.pipeline.aftermath import Failure, Moment, Read, after_failure, after_nothing, after_read, after_unchanged
from watch.pipeline.ask import ask
from watch.pipeline.fresh import Fresh, fresh_of
from watch.pipeline.full_text import Draft, FullText
from watch.pipeline.ingest import Found, Ingested, Matched, ingest
from watch.pipeline.parts import read_on
from watch.remembered import PollState
from watch.rules.match import Matcher, Reading
from watch.sources import moves
from watch.sources.document import Feed, NotAFeed
from watch.sources.health import is_struck_out
from watch.sources.schedule import wants_whole
from watch.store import queues
from watch.store.database import Store
from watch.times import Clock
from watch.workers import Outcome, ParseFailed, ParserPool

if TYPE_CHECKING:
    from sqlalchemy import Connection

T = TypeVar("T")

log = logging.getLogger("watch.pipeline")


class Poller:
    """Polls sources. `chance` gives numbers in [0, 1) for jitter; `spoke` is called when an alert waits to be sent."""

    def __init__(
        self,
        *,
        store: Store,
        fetcher: Fetcher,
        parsers: ParserPool,
        clock: Clock,
        chance: Callable[[], float],
        spoke: Callable[[], None],
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._parsers = parsers
        self._robots = Robots(fetcher, clock)
        self._texts = FullText(fetcher, self._robots, parsers, clock)
        self._clock = clock
        self._chance = chance
        self._spoke = spoke
        self._stopping = threading.Event()

    async def poll(self, source: Source, before: PollState, active: Active) -> PollState:
        """Poll once and return the state that was committed. Raises nothing that a source could cause."""
        url = moves.address(source, before.move)
        whole = wants_whole(source.id, before.last_polled_at, self._clock.now())
        fetched = await ask(source, url, self._fetcher, self._robots, known=None if whole else before)
        if isinstance(fetched, FetchFailed):
            failure = Failure(
                state=fetched.state, detail=fetched.detail, status=fetched.status, retry_after=fetched.retry_after
            )
            return await self._failed(source, before, failure, active)
        if isinstance(fetched, NotModified):
            return await self._unchanged(source, before, fetched, active)
        return await self._fetched(source, before, fetched, active)

    async def _fetched(self, source: Source, before: PollState, fetched: Fetched, active: Active) -> PollState:
        """There is a body: read it, if it is another than the last one."""
        body_digest = hashlib.sha256(fetched.body).hexdigest()
        if body_digest == before.body_digest:
            return await self._unchanged(source, before, fetched, active)
        if is_struck_out(before.health, body_digest):
            detail = (
                f"this very document ended the parser {before.health.strikes} times; it is not read until it changes"
            )
            return await self._failed(source, before, Failure(state=SourceState.FAILED, detail=detail), active)
        feed = await self._parse(source, fetched)
        if isinstance(feed, NotAFeed):
            return await self._failed(source, before, Failure(state=feed.state, detail=feed.detail), active)
        if isinstance(feed, ParseFailed):
            if not feed.culprit:
                return await self._again(source, before, active)
            failure = Failure(state=SourceState.FAILED, detail=feed.detail, struck=body_digest)
            return await self._failed(source, before, failure, active)
        return await self._read(source, before, fetched, feed, body_digest, active)

    async def _parse(self, source: Source, fetched: Fetched, start: int = 0) -> Outcome:
        return await self._parsers.parse(
            fetched.body,
            url=fetched.url,
            content_type=fetched.content_type,
            charset=fetched.charset,
            source=source,
            at=self._clock.now(),
            start=start,
        )

    def stop(self) -> None:
        """Let no more articles be matched: a poll under way ends soon and is repeated by the next daemon."""
        self._stopping.set()

    async def _again(self, source: Source, before: PollState, active: Active) -> PollState:
        """The poll came to nothing by no fault of the source: nothing is held against it, and it is polled again."""
        after = after_nothing(source, before, self._moment(active))
        await self._write(lambda conn: queues.record_poll(conn, after))
        return after

    async def give_up(self, source: Source, before: PollState, detail: str, active: Active) -> PollState:
        """Record that a poll ended by an error of our own."""
        return await self._failed(source, before, Failure(state=SourceState.FAILED, detail=detail), active)

    # -------------------------------------------------------------------------------------------- outcomes

    async def _read(
        self, source: Source, before: PollState, fetched: Fetched, feed: Feed, body_digest: str, active: Active
    ) -> PollState:
        """A feed was read, or the first part of a long one: match what is new in it, and commit."""
        feed, fresh = await read_on(
            feed, parse=partial(self._parse, source, fetched), compare=self._compare, clock=self._clock
        )
        drafts = await self._texts.complete(fresh.drafts, source)
        matched = await asyncio.to_thread(self._match, drafts, active.matcher)
        found = Found(matched=matched, overlap=fresh.overlap, renamed=fresh.renamed)
        # With parts or pages still to be read the list must be seen again, changed or not.
        whole = fetched.complete and not feed.beyond and not any(draft.pending for draft in drafts)
        moment = self._moment(active)

        def commit(conn: "Connection") -> tuple[Ingested, Kept]:
            done = ingest(conn, found, before, active, moment.now)
            read = Read(fetched=fetched, feed=feed, done=done, digest=body_digest if whole else None)
            after = after_read(source, before, read, moment)
            return done, keep(conn, before, after, active, moment.now, gap=done.gap)

        reach("before-commit")
        done, kept = await self._write(commit)
        reach("after-commit")
        self._say_read(kept.state, len(feed.articles), done)
        self._say_health(kept)
        if done.alerts:
            self._spoke()
        return kept.state

    def _say_read(self, after: PollState, items: int, done: Ingested) -> None:
        log.info(
            "read",
            extra={
                "event": "polled",
                "source": after.source_id,
                "state": str(after.state),
                "items": items,
                "new": done.new,
                "edited": done.edited or None,
                "hits": done.hits,
                "alerts": done.alerts,
                "baseline": done.baseline or None,
            },
        )

    def _say_health(self, kept: Kept) -> None:
        """Log what was told about a source, and have it sent."""
        if kept.told:
            say(kept)
            self._spoke()

    async def _compare(self, feed: Feed) -> Fresh:
        """What we have not seen in this form; ingest checks that again."""

        def compare() -> Fresh:
            with self._store.read() as conn:
                return fresh_of(conn, feed.articles)

        return await asyncio.to_thread(compare)

    def _match(self, drafts: Sequence[Draft], matcher: Matcher) -> tuple[Matched, ...]:
        now = self._clock.now()
        matched = []
        for draft in drafts:
            if self._stopping.is_set():
                raise asyncio.CancelledError  # this thread would hold up the end of the process
            hits = matcher.match(reading_of(draft.article, now))
            matched.append(Matched(article=draft.article, digest=draft.digest, hits=hits))
        return tuple(matched)

    async def _unchanged(
        self, source: Source, before: PollState, fetched: NotModified | Fetched, active: Active
    ) -> PollState:
        moment = self._moment(active)
        after = after_unchanged(source, before, fetched, moment)
        # Most polls end here; dozens at a time share one wait for the disk.
        kept = await self._write(lambda conn: keep(conn, before, after, active, moment.now), together=True)
        log.debug("unchanged", extra={"event": "polled", "source": source.id, "state": str(after.state)})
        self._say_health(kept)
        return kept.state

    async def _failed(self, source: Source, before: PollState, failure: Failure, active: Active) -> PollState:
        """The source could not be read: keep what we know of it, come back later."""
        moment = self._moment(active)
        after = after_failure(source, before, failure, moment)
        kept = await self._write(lambda conn: keep(conn, before, after, active, moment.now))
        log.log(
            logging.WARNING if before.state is not after.state else logging.INFO,
            "%s",
            failure.detail,
            extra={
                "event": "source-failed",
                "source": source.id,
                "state": str(after.state),
                "failures": after.failures,
            },
        )
        self._say_health(kept)
        return kept.state

    def _moment(self, active: Active) -> Moment:
        now = self._clock.now()
        return Moment(now=now, jitter=self._chance(), polling=active.config.polling, windows=active.open_windows(now))

    async def _write(self, work: "Callable[[Connection], T]", *, together: bool = False) -> T:
        """Hand a command to the writer thread; a poll that is cancelled leaves it to finish."""
        return await asyncio.shield(asyncio.wrap_future(self._store.write(work, together=together)))


def reading_of(article: Article, now: datetime) -> Reading:
    """What the engine needs of an article; without a date of its own it is read as of now."""
    return Reading(
        title=article.title,
        text=article.text,
        lang=article.lang,
        on=(article.published_at or now).date(),
        source=article.source_id,
        tier=article.tier,
        country=article.country,
    )
