"""What a site lets robots read: its robots.txt, asked for once a day and obeyed for pages.

Feeds are there to be polled; pages are for people, so that a site's word on robots counts for them (RFC 9309). Where
there is no robots.txt, or it cannot be had, everything may be read; the page itself will say more.
"""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from watch.net.fetch import Fetched, Fetcher
from watch.sources.identity import absolute_link
from watch.times import Clock

if TYPE_CHECKING:
    from protego import Protego

#: By this word rules for us alone are known.
ROBOT = "Tripwatch"
FRESH = timedelta(hours=24)
#: What stands beyond this in a robots.txt does not count, as the standard has it.
_LARGEST = 500 * 1024
_MOST_SITES = 2_000


class Robots:
    """The rules of every site that was asked."""

    def __init__(self, fetcher: Fetcher, clock: Clock) -> None:
        self._fetcher = fetcher
        self._clock = clock
        #: By scheme and host: until when (monotonic) the rules count, and the rules, if there are any.
        self._known: dict[str, tuple[float, Protego | None]] = {}

    async def forbid(self, url: str) -> bool:
        """Whether the site of this page asks robots not to read it. Raises nothing but CancelledError."""
        site = _site(url)
        rules = await self._rules(site) if site else None
        return rules is not None and not rules.can_fetch(url, ROBOT)

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the site of this address names, each once. Raises nothing but CancelledError."""
        site = _site(url)
        rules = await self._rules(site) if site else None
        if rules is None or site is None:
            return ()
        links = (absolute_link(address, site) for address in rules.sitemaps)
        return tuple(dict.fromkeys(link for link in links if link is not None))

    async def _rules(self, site: str) -> "Protego | None":
        now = self._clock.monotonic()
        until, rules = self._known.get(site, (now, None))
        if until <= now:
            rules = await self._ask(site)
            if len(self._known) >= _MOST_SITES:
                self._known.clear()
            self._known[site] = (now + FRESH.total_seconds(), rules)
        return rules

    async def _ask(self, site: str) -> "Protego | None":
        from protego import Protego

        fetched = await self._fetcher.get(f"{site}/robots.txt")
        if not isinstance(fetched, Fetched) or fetched.body.lstrip()[:1] == b"<":
            # A page in its place is no rule.
            return None
        text = fetched.body[:_LARGEST].decode("utf-8", "replace")
        # Half a second for a large one, which must not hold up the loop.
        return await asyncio.to_thread(Protego.parse, text)


def _site(url: str) -> str | None:
    """Scheme, host and port of an address; None for what is none."""
    from yarl import URL

    try:
        return str(URL(url).origin())
    except (ValueError, TypeError):
        return None
