"""A fetched document → articles, by the kind of its source. What a worker process runs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from watch.model import Article, Source, SourceKind
from watch.sources import feed
from watch.sources.decode import page_to_utf8, to_utf8
from watch.sources.discover import named_feeds
from watch.sources.items import Context, RawItem
from watch.sources.outcome import Feed, NotAFeed, gathered
from watch.sources.page import read_page
from watch.sources.page_text import read_text
from watch.sources.search import read_gdelt
from watch.sources.sitemap import read_sitemap

__all__ = ["Feed", "NotAFeed", "Wanted", "parse", "prepare"]

#: Kinds that are text with items in it: what reads them gives the items, or says what the text is instead.
_READERS: Mapping[SourceKind, Callable[[str], tuple[RawItem, ...] | str]] = {
    SourceKind.SITEMAP: read_sitemap,
    SourceKind.GDELT: read_gdelt,
}


class Wanted(StrEnum):
    """What is to be found in a document."""

    #: The articles of a source.
    LIST = "list"
    #: The text of a page that is one article: the answer is a feed of one that has a text and nothing else.
    ARTICLE = "article"
    #: The feeds that a page names: the answer is a feed of their addresses and titles.
    FEEDS = "feeds"


def parse(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    charset: str | None = None,
    source: Source,
    at: datetime | None = None,
    wanted: Wanted = Wanted.LIST,
    start: int = 0,
) -> Feed | NotAFeed:
    """Read a document that was fetched from `url` at `at`. Never raises, except MemoryError where memory is limited.

    `charset` is what HTTP said. Without `at`, days without a year on a page stay undated. `start`: how many items of a
    list were read before, as `Feed.beyond` of the part before them says that there are more.
    """
    if wanted is Wanted.ARTICLE:
        return _one(read_text(body, charset=charset, hint=source.lang), source)
    if wanted is Wanted.FEEDS:
        return _feeds(body, url, charset, source)
    if source.kind in (SourceKind.FEED, SourceKind.GOOGLE_NEWS):
        return feed.parse(body, url=url, content_type=content_type, charset=charset, source=source, start=start)
    if kind := feed.binary(body):
        return NotAFeed(detail=kind)
    if source.kind is SourceKind.PAGE:
        return read_page(page_to_utf8(body, http_charset=charset, hint=source.lang), url, source, at, start)
    decoded = to_utf8(body, http_charset=charset, hint=source.lang)
    read = _READERS[source.kind](decoded.text)
    if isinstance(read, str):
        return NotAFeed(detail=read)
    context = Context(source=source, base=url, language="")
    return gathered(read, context, decoded=decoded, title="", format_=str(source.kind), start=start)


def _one(text: str | None, source: Source) -> Feed | NotAFeed:
    if text is None:
        return NotAFeed(detail="a page without a text to read")
    return Feed(articles=(Article(source_id=source.id, key="", title="", text=text),), format="article")


def _feeds(body: bytes, url: str, charset: str | None, source: Source) -> Feed | NotAFeed:
    if kind := feed.binary(body):
        return NotAFeed(detail=kind)
    links = named_feeds(page_to_utf8(body, http_charset=charset, hint=source.lang).text, url)
    named = tuple(Article(source_id=source.id, key=link.url, title=link.title, url=link.url) for link in links)
    return Feed(articles=named, format="links")


def prepare() -> None:
    """Import what parsing needs, ahead of the first document and of its deadline."""
    import feedparser  # noqa: F401
    import selectolax.lexbor  # noqa: F401
