"""One poll of one source: fetch, parse in a worker, match, and hand the result to the one transaction."""

import asyncio
import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from watch.failpoints import reach
from watch.model import Article, Source, SourceKind, SourceState
from watch.net.fetch import Fetched, Fetcher, FetchFailed, NotModified
from watch.net.robots import Robots
from watch.pipeline.active import Active
from watch.pipeline.full_text import Draft, FullText
from watch.pipeline.ingest import Found, Matched, ingest, is_news
from watch.remembered import PollState
from watch.rules.match import Matcher, Reading
from watch.sources.document import Feed, NotAFeed
from watch.sources.identity import digest
from watch.sources.schedule import next_poll, wants_whole
from watch.store import archive, queues
from watch.store.database import Store
from watch.times import Clock
from watch.workers import ParseFailed, ParserPool

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
        if source.kind is SourceKind.PAGE and await self._robots.forbid(source.url):
            detail = "the site's robots.txt asks robots not to read this page"
            return await self._failed(source, before, SourceState.BLOCKED, detail, None)
        whole = wants_whole(source.id, before.last_polled_at, self._clock.now())
        fetched = await self._fetcher.get(
            source.url,
            etag=None if whole else before.etag,
            last_modified=None if whole else before.last_modified,
            validated_url=None if whole else before.validated_url,
            asking=source.asking,
        )
        if isinstance(fetched, FetchFailed):
            return await self._failed(source, before, fetched.state, fetched.detail, fetched)
        if isinstance(fetched, NotModified):
            return await self._unchanged(source, before, fetched)
        return await self._fetched(source, before, fetched, active)

    async def _fetched(self, source: Source, before: PollState, fetched: Fetched, active: Active) -> PollState:
        """There is a body: read it, if it is another than the last one."""
        body_digest = hashlib.sha256(fetched.body).hexdigest()
        if body_digest == before.body_digest:
            return await self._unchanged(source, before, fetched)
        feed = await self._parsers.parse(
            fetched.body,
            url=fetched.url,
            content_type=fetched.content_type,
            charset=fetched.charset,
            source=source,
            at=self._clock.now(),
        )
        if isinstance(feed, NotAFeed):
            state = SourceState.REDESIGNED if feed.redesigned else SourceState.NOT_A_FEED
            return await self._failed(source, before, state, feed.detail, None)
        if isinstance(feed, ParseFailed) and not feed.culprit:
            return await self._again(source, before)
        if isinstance(feed, ParseFailed):
            return await self._failed(source, before, SourceState.FAILED, feed.detail, None)
        return await self._read(source, before, fetched, feed, body_digest, active)

    def stop(self) -> None:
        """Let no more articles be matched: a poll under way ends soon and is repeated by the next daemon."""
        self._stopping.set()

    async def _again(self, source: Source, before: PollState) -> PollState:
        """The poll came to nothing by no fault of the source: nothing is held against it, and it is polled again."""
        now = self._clock.now()
        due = next_poll(now, interval=source.interval, state=SourceState.OK, jitter=self._chance())
        after = replace(before, next_poll_at=due, leased_until=None)
        await self._write(lambda conn: queues.record_poll(conn, after))
        return after

    async def give_up(self, source: Source, before: PollState, detail: str) -> PollState:
        """Record that a poll ended by an error of our own."""
        return await self._failed(source, before, SourceState.FAILED, detail, None)

    # -------------------------------------------------------------------------------------------- outcomes

    async def _read(
        self, source: Source, before: PollState, fetched: Fetched, feed: Feed, body_digest: str, active: Active
    ) -> PollState:
        """A feed was read: match what is new in it, and commit."""
        fresh, overlap = await asyncio.to_thread(self._fresh, feed.articles)
        drafts = await self._texts.complete(fresh, source)
        found = await asyncio.to_thread(self._match, drafts, overlap, active.matcher)
        now = self._clock.now()
        # With pages still to be read the list must be seen again, changed or not.
        whole = fetched.complete and not any(draft.pending for draft in drafts)
        after = replace(
            self._polled(source, before, now, fetched),
            state=SourceState.OK if feed.articles else SourceState.EMPTY,
            detail="; ".join(note for note in (fetched.detail, *feed.notes) if note) or None,
            etag=fetched.etag if whole else None,
            last_modified=fetched.last_modified if whole else None,
            validated_url=fetched.url if whole else None,
            body_digest=body_digest if whole else None,
            # An answer that was cut, or empty, is no baseline yet: what comes next may be old.
            baseline_at=before.baseline_at or (now if fetched.complete and feed.articles else None),
        )
        reach("before-commit")
        done = await self._write(lambda conn: ingest(conn, found, before, after, active, now))
        reach("after-commit")
        log.info(
            "read",
            extra={
                "event": "polled",
                "source": source.id,
                "state": str(after.state),
                "items": len(feed.articles),
                "new": done.new,
                "edited": done.edited or None,
                "hits": done.hits,
                "alerts": done.alerts,
                "baseline": done.baseline or None,
            },
        )
        if done.alerts:
            self._spoke()
        return after

    def _fresh(self, articles: tuple[Article, ...]) -> tuple[list[Draft], int]:
        """What we have not seen in this form, and how many of all we know; ingest checks that again."""
        if not articles:
            return [], 0
        with self._store.read() as conn:
            known = archive.known_articles(conn, articles[0].source_id, [article.key for article in articles])
        drafts = [Draft(article, digest(article)) for article in articles]
        fresh = [draft for draft in drafts if is_news(known.get(draft.article.key), draft.digest)]
        return fresh, len(known)

    def _match(self, drafts: Sequence[Draft], overlap: int, matcher: Matcher) -> Found:
        now = self._clock.now()
        matched = []
        for draft in drafts:
            if self._stopping.is_set():
                raise asyncio.CancelledError  # this thread would hold up the end of the process
            hits = matcher.match(reading_of(draft.article, now))
            matched.append(Matched(article=draft.article, digest=draft.digest, hits=hits))
        return Found(matched=tuple(matched), overlap=overlap)

    async def _unchanged(self, source: Source, before: PollState, fetched: NotModified | Fetched) -> PollState:
        now = self._clock.now()
        after = replace(
            self._polled(source, before, now, fetched),
            state=SourceState.UNCHANGED,
            detail=None,
            # New validators where the answer brought some; a 304 without any means the old ones.
            etag=fetched.etag or before.etag,
            last_modified=fetched.last_modified or before.last_modified,
            validated_url=fetched.url if fetched.etag or fetched.last_modified else before.validated_url,
        )
        await self._write(lambda conn: queues.record_poll(conn, after))
        log.debug("unchanged", extra={"event": "polled", "source": source.id, "state": str(after.state)})
        return after

    async def _failed(
        self, source: Source, before: PollState, state: SourceState, detail: str, failure: FetchFailed | None
    ) -> PollState:
        """The source could not be read: keep what we know of it, come back later."""
        now = self._clock.now()
        failures = before.failures + 1
        after = replace(
            before,
            state=state,
            detail=detail,
            last_polled_at=now,
            failures=failures,
            leased_until=None,
            next_poll_at=next_poll(
                now,
                interval=source.interval,
                state=state,
                failures=failures,
                status=failure.status if failure else None,
                retry_after=failure.retry_after if failure else None,
                jitter=self._chance(),
            ),
        )
        await self._write(lambda conn: queues.record_poll(conn, after))
        log.log(
            logging.WARNING if before.state is not state else logging.INFO,
            "%s",
            detail,
            extra={"event": "source-failed", "source": source.id, "state": str(state), "failures": failures},
        )
        return after

    def _polled(self, source: Source, before: PollState, now: datetime, fetched: Fetched | NotModified) -> PollState:
        """What is the same for every poll that reached its source."""
        return replace(
            before,
            last_polled_at=now,
            last_ok_at=now,
            failures=0,
            leased_until=None,
            next_poll_at=next_poll(
                now,
                interval=source.interval,
                state=SourceState.OK,
                retry_after=fetched.retry_after,
                jitter=self._chance(),
            ),
        )

    async def _write(self, work: "Callable[[Connection], T]") -> T:
        """Hand a command to the writer thread; a poll that is cancelled leaves it to finish."""
        return await asyncio.shield(asyncio.wrap_future(self._store.write(work)))


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
