"""A document of very many items is read part by part, each within the limits of a worker; none is left out.

What is not read with one poll is read with the next ones: until then its validators are not kept, so that the document
comes again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from watch.pipeline.fresh import Fresh
from watch.sources.document import Feed
from watch.sources.items import ITEM_LIMIT
from watch.times import Clock
from watch.workers import Outcome, ParseFailed

#: One poll takes in about so many new articles, so that its transaction does not hold up those of others.
MOST_NEW = 5_000
#: And reads so long, well within the lease of a poll.
LONGEST = timedelta(minutes=1)


async def read_on(
    first: Feed,
    *,
    parse: Callable[[int], Awaitable[Outcome]],
    compare: Callable[[Feed], Awaitable[Fresh]],
    clock: Clock,
) -> tuple[Feed, Fresh]:
    """The document with its other parts, as far as this poll reads it, and what of it is news.

    `parse` reads the part that begins with an item, `compare` tells what of a part is news.
    """
    feed, fresh, read = first, await compare(first), ITEM_LIMIT
    keys = {article.key for article in first.articles}
    end = clock.monotonic() + LONGEST.total_seconds()
    while feed.beyond and len(fresh.drafts) < MOST_NEW and clock.monotonic() < end:
        part = await parse(read)
        if not isinstance(part, Feed):
            return _ended(feed, part.detail, ours=isinstance(part, ParseFailed) and not part.culprit), fresh
        unseen = tuple(article for article in part.articles if article.key not in keys)
        keys.update(article.key for article in unseen)
        fresh = fresh.with_(await compare(replace(part, articles=unseen)))
        feed = replace(
            feed,
            articles=feed.articles + unseen,
            skipped=feed.skipped + part.skipped + len(part.articles) - len(unseen),
            beyond=part.beyond,
        )
        read += ITEM_LIMIT
    return feed, fresh


def _ended(feed: Feed, why: str, *, ours: bool) -> Feed:
    """A document of which a part cannot be read: the rest would fail again, unless the fault is our own."""
    if ours:
        return feed
    return replace(feed, beyond=0, notes=(*feed.notes, f"{feed.beyond} items at the end could not be read: {why}"))
