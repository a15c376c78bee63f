"""A long document is read to its end, part by part, over as many polls as it takes."""

from dataclasses import replace

from fetching import FixedClock

from watch.model import Article
from watch.pipeline import parts
from watch.pipeline.fresh import Fresh
from watch.pipeline.full_text import Draft
from watch.pipeline.parts import read_on
from watch.sources.document import Feed, NotAFeed
from watch.sources.items import ITEM_LIMIT
from watch.workers import Outcome, ParseFailed


def part(start: int, count: int, beyond: int) -> Feed:
    """A part of so many items from `start` on."""
    keys = range(start, start + count)
    made = tuple(Article(source_id="s", key=str(key), title=f"T{key}", text="") for key in keys)
    return Feed(articles=made, format="rss20", beyond=beyond)


class Document:
    """A document of so many items, of which some are known."""

    def __init__(self, count: int, known: int = 0) -> None:
        self.count = count
        self.known = known
        self.broken: dict[int, Outcome] = {}
        self.asked: list[int] = []

    def part(self, start: int) -> Feed:
        here = min(ITEM_LIMIT, self.count - start)
        return part(start, here, self.count - start - here)

    async def parse(self, start: int) -> Outcome:
        self.asked.append(start)
        return self.broken.get(start) or self.part(start)

    async def compare(self, feed: Feed) -> Fresh:
        news = [article for article in feed.articles if int(article.key) >= self.known]
        return Fresh(drafts=[Draft(article, "d") for article in news], overlap=len(feed.articles) - len(news))

    async def read(self) -> tuple[Feed, Fresh]:
        return await read_on(self.part(0), parse=self.parse, compare=self.compare, clock=FixedClock())


async def test_a_short_document_is_read_once() -> None:
    short = Document(40)
    feed, fresh = await short.read()
    assert (len(feed.articles), len(fresh.drafts), short.asked) == (40, 40, [])


async def test_feed_16_what_is_new_at_the_end_of_a_long_document_is_found() -> None:
    feed, fresh = await Document(3456, known=3455).read()
    assert (len(feed.articles), feed.beyond, feed.remarks) == (3456, 0, ())
    assert ([draft.article.key for draft in fresh.drafts], fresh.overlap) == (["3455"], 3455)


async def test_feed_16_more_news_than_one_poll_takes_in_are_left_for_the_next_ones_and_said_to_be() -> None:
    long, seen = Document(parts.MOST_NEW * 2 + 500), 0
    for left in (parts.MOST_NEW + 500, 500, 0):
        feed, fresh = await long.read()
        assert feed.beyond == left
        assert bool(feed.remarks) == (left > 0)
        seen += len(fresh.drafts)
        long.known = seen
    assert seen == long.count


async def test_an_item_that_stands_in_two_parts_is_one() -> None:
    long = Document(1500)
    long.broken[1000] = replace(long.part(1000), articles=long.part(500).articles[:500] + long.part(1000).articles)
    feed, fresh = await long.read()
    assert len({draft.article.key for draft in fresh.drafts}) == len(fresh.drafts) == 1500
    assert feed.skipped == 500


async def test_a_part_that_cannot_be_read_costs_only_what_stands_there_and_is_said() -> None:
    for outcome in (NotAFeed(detail="nonsense"), ParseFailed(detail="too long", culprit=True)):
        long = Document(4000)
        long.broken[2000] = outcome
        feed, fresh = await long.read()
        assert (len(fresh.drafts), feed.beyond) == (2000, 0), "it would be read again and again"
        assert feed.remarks == (f"2000 items at the end could not be read: {outcome.detail}",)


async def test_a_part_that_we_failed_to_read_is_left_for_the_next_poll() -> None:
    long = Document(4000)
    long.broken[2000] = ParseFailed(detail="stopped", culprit=False)
    feed, _ = await long.read()
    assert feed.beyond == 2000
