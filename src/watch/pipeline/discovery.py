"""Finding what can be polled on a site, from the address of one of its pages, with few requests and one at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from watch.model import Selectors, Source, SourceKind
from watch.net.fetch import Fetched
from watch.pipeline.look import Look, Looker
from watch.sources.discover import usual_places
from watch.sources.document import Feed, Wanted
from watch.sources.identity import normal_link

#: Sitemaps of a robots.txt beyond this are not looked at.
MOST_SITEMAPS = 3


class Way(StrEnum):
    """How something was found."""

    ITSELF = "itself"
    PAGE = "page"
    ROBOTS = "robots.txt"
    #: Nobody named it; there is often a feed at such an address.
    GUESS = "guess"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that can be polled; or that was named and cannot, as its look tells."""

    way: Way
    look: Look
    #: What the page calls it.
    label: str = ""

    @property
    def good(self) -> bool:
        """Whether it can be polled."""
        return isinstance(self.look.outcome, Feed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """The page that was asked, and what was found from it."""

    page: Look
    found: tuple[Found, ...] = ()


async def discover(url: str, looker: Looker) -> Discovery:
    """What can be polled on the site of `url`.

    Feeds that the page names; sitemaps of the site's robots.txt; and only if no feed is named that is one, the usual
    places, each if robots may read it. Raises nothing but CancelledError.
    """
    # A page, so that robots.txt counts; what selectors would find on it is of no interest here.
    page = await looker.look(_source(url, SourceKind.PAGE))
    if not isinstance(page.answer, Fetched):
        return Discovery(page=page)
    itself = await _itself(url, page.answer, looker)
    if itself is not None:
        return Discovery(page=page, found=(itself,))
    found = [*await _named(page.answer, looker), *await _sitemaps(page.answer.url, looker)]
    if not any(one.good and one.way is Way.PAGE for one in found):
        found += await _guessed(page.answer.url, looker, {normal_link(one.look.source.url) for one in found})
    return Discovery(page=page, found=tuple(found))


async def _itself(url: str, fetched: Fetched, looker: Looker) -> Found | None:
    """The address, if it leads to a feed or sitemap and not to a page."""
    for kind in (SourceKind.FEED, SourceKind.SITEMAP):
        source = _source(url, kind)
        outcome = await looker.read(fetched, source)
        if isinstance(outcome, Feed):
            return Found(way=Way.ITSELF, look=Look(source=source, answer=fetched, outcome=outcome))
    return None


async def _named(fetched: Fetched, looker: Looker) -> list[Found]:
    read = await looker.read(fetched, _source(fetched.url, SourceKind.FEED), Wanted.FEEDS)
    named = read.articles if isinstance(read, Feed) else ()
    return [
        Found(way=Way.PAGE, look=await looker.look(_source(one.url or "", SourceKind.FEED)), label=one.title)
        for one in named
    ]


async def _sitemaps(url: str, looker: Looker) -> list[Found]:
    named = (await looker.robots.sitemaps(url))[:MOST_SITEMAPS]
    return [Found(way=Way.ROBOTS, look=await looker.look(_source(one, SourceKind.SITEMAP))) for one in named]


async def _guessed(url: str, looker: Looker, seen: Collection[str]) -> list[Found]:
    """The first of the usual places at which there is a feed."""
    for address in usual_places(url):
        if normal_link(address) in seen or await looker.robots.forbid(address):
            continue
        look = await looker.look(_source(address, SourceKind.FEED))
        if isinstance(look.outcome, Feed):
            return [Found(way=Way.GUESS, look=look)]
    return []


def _source(url: str, kind: SourceKind) -> Source:
    """A source as the config would have it, as far as it is known."""
    page = Selectors(item="a[href]") if kind is SourceKind.PAGE else None
    return Source(id="discovered", url=url, kind=kind, interval=timedelta(minutes=15), page=page)
