"""A news sitemap → raw items: the list of new articles that publishers keep for search engines.

Read with the standard library's parser, in a worker process and under its limits; a document that declares entities is
refused before, since nothing honest does.
"""

import re
from xml.etree import ElementTree

from watch.sources.items import RawItem
from watch.sources.markup import tidy_line

_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)


def read_sitemap(text: str) -> tuple[RawItem, ...] | str:
    """The items of a sitemap, or what it is instead, in words that complete "the source answered with"."""
    if _DECLARES.search(text):
        return "a sitemap with declarations of its own, which is not read"
    try:
        root = ElementTree.fromstring(text.encode("utf-8", "replace"))  # noqa: S314 - no declaration gets here
    except ElementTree.ParseError as error:
        return f"a sitemap that could not be parsed: {error}"
    kind = _local(root)
    if kind == "sitemapindex":
        inner = [loc.text.strip() for loc in root.iter() if _local(loc) == "loc" and loc.text]
        named = f"; name one of its own as the source, such as {tidy_line(inner[0])[:200]}" if inner else ""
        return f"an index of {len(inner)} sitemaps{named}"
    if kind != "urlset":
        return f"an XML document of the kind <{tidy_line(kind)[:40]}>, which is no sitemap"
    return tuple(_item(entry) for entry in root if _local(entry) == "url")


def _item(entry: ElementTree.Element) -> RawItem:
    """One address. Without a title of its own (a plain sitemap) the last part of the address has to do."""
    address = _text(entry, "loc")
    news = entry.find(f"{_NEWS}news")
    title = keywords = language = published = ""
    if news is not None:
        title, keywords, published = (_text(news, name) for name in ("title", "keywords", "publication_date"))
        publication = news.find(f"{_NEWS}publication")
        language = _text(publication, "language") if publication is not None else ""
    return RawItem(
        title=tidy_line(title) or _named(address),
        texts=(tidy_line(keywords),) if keywords else (),
        links=(address,),
        dates=tuple(date for date in (published, _text(entry, "lastmod")) if date),
        language=language,
    )


def _named(address: str) -> str:
    """The words in an address: "/news/seoul-regrets-visit.html" says "seoul regrets visit"."""
    last = address.rstrip("/").rpartition("/")[2].partition("?")[0]
    return tidy_line(re.sub(r"[-_]+", " ", re.sub(r"\.\w{2,5}$", "", last)))


def _text(parent: ElementTree.Element, name: str) -> str:
    found = next((child for child in parent if _local(child) == name), None)
    return (found.text or "").strip() if found is not None else ""


def _local(element: ElementTree.Element) -> str:
    """The name of an element without its namespace; sitemaps write several for the same thing."""
    return str(element.tag).rpartition("}")[2]
