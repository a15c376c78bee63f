"""A web page → the feeds that it names: in its head for programs, and by links for people.

Runs in a worker process, under limits: the parser takes a minute for a hostile page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from watch.sources.identity import absolute_link, normal_link
from watch.sources.markup import tidy_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

#: More feeds than this of one page are not looked at.
MOST_FEEDS = 20
#: Where feeds lie that nobody names, the likeliest first.
USUAL_PATHS = ("/feed", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml")

_TYPES = frozenset(
    {
        *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"),
        *("application/xml", "text/xml", "application/json"),
    }
)
_LIKE_A_FEED = re.compile(r"/(?:rss|feed|feeds|atom|rdf)(?:[./_-][^/]*)?/?$|\.(?:rss|rdf|atom)$", re.IGNORECASE)
_CALLED_SO = re.compile(r"\b(?:RSS|Atom)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A feed as a page names it; it may turn out to be none."""

    url: str
    title: str


def named_feeds(markup: str, url: str) -> tuple[Named, ...]:
    """The feeds that the page at `url` names, those of its head first, each once."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(markup)
    base = page.css_first("base[href]")
    start = absolute_link(base.attributes.get("href") or "", url) or url if base is not None else url
    found: dict[str, Named] = {}
    for href, title in (*_in_head(page), *_in_links(page)):
        address = absolute_link(href, start) if href.strip() else None
        if address is not None and len(found) < MOST_FEEDS:
            found.setdefault(normal_link(address), Named(address, title))
    return tuple(found.values())


def usual_places(url: str) -> Iterable[str]:
    """Addresses on the site of `url` at which there is often a feed."""
    parts = urlsplit(url)
    return (f"{parts.scheme}://{parts.netloc}{path}" for path in USUAL_PATHS)


def _in_head(page: "LexborHTMLParser") -> Iterator[tuple[str, str]]:
    for link in page.css("link[rel][href]"):
        about = {name: value or "" for name, value in link.attributes.items()}
        kind = about.get("type", "").partition(";")[0].strip().lower()
        if {"alternate", "feed"} & set(about["rel"].lower().split()) and kind in _TYPES:
            yield about["href"], tidy_line(about.get("title", ""))


def _in_links(page: "LexborHTMLParser") -> Iterator[tuple[str, str]]:
    for link in page.css("a[href]"):
        href, said = link.attributes.get("href") or "", tidy_line(link.text()[:500])
        if _LIKE_A_FEED.search(re.split(r"[?#]", href, maxsplit=1)[0]) or _CALLED_SO.search(said):
            yield href, said
