"""Finding what can be polled on a site, from the address of one of its pages, with few requests and one at a time."""

from collections.abc import AsyncIterator, Sequence
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
#: No address is asked after this.
LONGEST = timedelta(minutes=2)


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
    #: Whether the time was over before all was asked.
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """An address at which there may be something to poll."""

    way: Way
    source: Source
    label: str = ""


async def discover(url: str, looker: Looker) -> Discovery:
    """What can be polled on the site of `url`.

    Feeds that the page names; sitemaps of the site's robots.txt; and only if no feed is named that is one, the usual
    places, each if robots may read it. Raises nothing but CancelledError.
    """
    end = looker.clock.monotonic() + LONGEST.total_seconds()
    # A page, so that robots.txt counts; what selectors would find on it is of no interest here.
    page = await looker.look(_source(url, SourceKind.PAGE))
    if not isinstance(page.answer, Fetched):
        return Discovery(page=page)
    itself = await _itself(url, page.answer, looker)
    if itself is not None:
        return Discovery(page=page, found=(itself,))
    found: list[Found] = []
    async for candidate in _candidates(page.answer, looker, found):
        if looker.clock.monotonic() > end:
            return Discovery(page=page, found=tuple(found), cut=True)
        one = Found(way=candidate.way, look=await looker.look(candidate.source), label=candidate.label)
        if one.good or one.way is not Way.GUESS:
            found.append(one)
    return Discovery(page=page, found=tuple(found))


async def _itself(url: str, fetched: Fetched, looker: Looker) -> Found | None:
    """The address, if it leads to a feed or sitemap and not to a page."""
    for kind in (SourceKind.FEED, SourceKind.SITEMAP):
        source = _source(url, kind)
        outcome = await looker.read(fetched, source)
        if isinstance(outcome, Feed):
            return Found(way=Way.ITSELF, look=Look(source=source, answer=fetched, outcome=outcome))
    return None


async def _candidates(fetched: Fetched, looker: Looker, found: Sequence[Found]) -> AsyncIterator[_Candidate]:
    """Where to look, one after the other; `found` holds what came of those before."""
    read = await looker.read(fetched, _source(fetched.url, SourceKind.FEED), Wanted.FEEDS)
    for named in read.articles if isinstance(read, Feed) else ():
        yield _Candidate(way=Way.PAGE, source=_source(named.url or "", SourceKind.FEED), label=named.title)
    for address in (await looker.robots.sitemaps(fetched.url))[:MOST_SITEMAPS]:
        yield _Candidate(way=Way.ROBOTS, source=_source(address, SourceKind.SITEMAP))
    seen = {normal_link(one.look.source.url) for one in found}
    for address in usual_places(fetched.url):
        if any(one.good and one.way is not Way.ROBOTS for one in found):
            return
        if normal_link(address) not in seen and not await looker.robots.forbid(address):
            yield _Candidate(way=Way.GUESS, source=_source(address, SourceKind.FEED))


def _source(url: str, kind: SourceKind) -> Source:
    """A source as the config would have it, as far as it is known."""
    page = Selectors(item="a[href]") if kind is SourceKind.PAGE else None
    return Source(id="discovered", url=url, kind=kind, interval=timedelta(minutes=15), page=page)
