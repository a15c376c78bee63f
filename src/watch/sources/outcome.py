"""What reading a document comes to, whatever its kind: a feed with its articles, or what was served instead."""

from dataclasses import dataclass
from datetime import timedelta

from watch.model import Article, SourceState
from watch.sources.decode import Decoded
from watch.sources.items import ITEM_LIMIT, Context, RawItem, articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that was read. It may hold no article; then its publisher has nothing to say."""

    articles: tuple[Article, ...] = ()
    title: str = ""
    #: "rss20", "rss10", "atom10", "json" and the like.
    format: str
    #: The Python codec that read the document; "" where that does not matter.
    encoding: str = ""
    #: How long the publisher says it need not be asked again.
    ttl: timedelta | None = None
    #: Sentences about what was odd: an encoding that was declared wrongly, items left out.
    notes: tuple[str, ...] = ()
    #: Items that did not become an article: empty, or twice the same.
    skipped: int = 0
    #: Items behind those that were read: of a document with very many only a part is read at once.
    beyond: int = 0

    @property
    def remarks(self) -> tuple[str, ...]:
        """The notes, and how much was not read."""
        if not self.beyond:
            return self.notes
        read = len(self.articles) + self.skipped
        return (*self.notes, f"only the first {read} of {read + self.beyond} items were read")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAFeed:
    """A document that is not what its source should serve; `detail` completes "the source answered with …"."""

    detail: str
    #: A page of the right kind, on which nothing is found any more where it used to stand.
    redesigned: bool = False

    @property
    def state(self) -> SourceState:
        """The state of a source that answers with this."""
        return SourceState.REDESIGNED if self.redesigned else SourceState.NOT_A_FEED


def gathered(
    items: tuple[RawItem, ...],
    context: Context,
    *,
    decoded: Decoded,
    title: str,
    format_: str,
    ttl: timedelta | None = None,
    start: int = 0,
    beyond: int = 0,
) -> Feed:
    """The feed from a part of its items, those from `start` on. `beyond` stand behind the given ones."""
    read, notes = items[start : start + ITEM_LIMIT], decoded.notes
    made, left_out = articles(read, context)
    if left_out:
        notes = (*notes, f"{left_out} item{'s were' if left_out != 1 else ' was'} empty or listed twice")
    return Feed(
        articles=made,
        title=title,
        format=format_,
        encoding=decoded.encoding,
        ttl=ttl,
        notes=notes,
        skipped=left_out,
        beyond=beyond + max(0, len(items) - start - len(read)),
    )
