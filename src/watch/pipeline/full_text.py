"""The text of articles whose source gives only headlines: their pages are fetched, under the same guard and limits.

A page that cannot be had now is asked for again with the next polls: until then its article is known by a digest that
no list will ever give, so that it comes back as changed. Rules see the headline meanwhile; nothing waits for a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from watch.model import Article, Source, SourceKind, SourceState
from watch.net.fetch import Fetched, Fetcher, FetchFailed
from watch.net.robots import Robots
from watch.sources.document import Feed, Wanted
from watch.sources.identity import digest
from watch.sources.items import one_text
from watch.sources.segments import segments
from watch.times import Clock
from watch.workers import ParseFailed, ParserPool

#: Pages of one poll; more new articles than this are read with the next polls.
MOST_PAGES = 20
#: And so long, well within the lease of a poll.
LONGEST = timedelta(minutes=2)
#: Behind the digest of an article whose page is still to be read.
PENDING = "?"
#: Asked again, such a page would answer the same.
_FOR_GOOD = (SourceState.REFUSED, SourceState.TOO_LARGE, SourceState.BLOCKED, SourceState.GONE)


@dataclass(frozen=True, slots=True)
class Draft:
    """An article on its way to the archive, with the digest by which it is known again."""

    article: Article
    digest: str

    @property
    def pending(self) -> bool:
        """Whether its page is still to be read."""
        return self.digest.endswith(PENDING)


class FullText:
    """Reads pages of articles."""

    def __init__(self, fetcher: Fetcher, robots: Robots, parsers: ParserPool, clock: Clock) -> None:
        self._fetcher = fetcher
        self._robots = robots
        self._parsers = parsers
        self._clock = clock

    async def complete(self, drafts: Sequence[Draft], source: Source) -> list[Draft]:
        """The drafts with the texts of their pages; a briefing becomes one draft for each of its topics."""
        if not source.full_text or source.kind is SourceKind.GOOGLE_NEWS:
            # The links of that one lead to a script, not to the article.
            return list(drafts)
        done: list[Draft] = []
        end = self._clock.monotonic() + LONGEST.total_seconds()
        for number, draft in enumerate(drafts):
            if number < MOST_PAGES and self._clock.monotonic() < end:
                done += await self._read(draft, source)
            else:
                done.append(_pending(draft))
        return done

    async def _read(self, draft: Draft, source: Source) -> list[Draft]:
        url = draft.article.url
        if url is None or await self._robots.forbid(url):
            return [draft]
        fetched = await self._fetcher.get(url, asking=replace(source.asking, post=None, headers={}))
        if isinstance(fetched, FetchFailed):
            # Refused, gone or too large will be so again.
            return [draft if _for_good(fetched) else _pending(draft)]
        if not isinstance(fetched, Fetched):
            return [draft]
        found = await self._parsers.parse(
            fetched.body, url=fetched.url, charset=fetched.charset, source=source, wanted=Wanted.ARTICLE
        )
        if isinstance(found, Feed):
            return _with_text(draft, found.articles[0].text, briefing=source.briefings)
        return [_pending(draft) if isinstance(found, ParseFailed) and not found.culprit else draft]


def _for_good(failed: FetchFailed) -> bool:
    return failed.status == 404 or failed.state in _FOR_GOOD


def _pending(draft: Draft) -> Draft:
    return draft if draft.pending else Draft(draft.article, draft.digest + PENDING)


def _with_text(draft: Draft, text: str, *, briefing: bool) -> list[Draft]:
    """The article with the text of its page; the first topic of a briefing stays with it, others stand beside it."""
    article = draft.article
    if not briefing:
        return [Draft(replace(article, text=one_text((article.text, text))), draft.digest)]
    first, *others = segments(text)
    drafts = [Draft(replace(article, text=one_text((article.text, first))), draft.digest)]
    for number, part in enumerate(others, start=2):
        topic = replace(article, key=f"{article.key}#{number}", text=part, guid=None)
        drafts.append(Draft(topic, digest(topic)))
    return drafts
