"""Cookies for the few sources that will not answer without: kept for each source apart, in memory, and only for a time.

Korea's foreign ministry answers the first request with a redirect to the same address and a cookie; who does not bring
the cookie along is sent round for ever.
"""

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import ClientResponse
    from yarl import URL

#: A source that sets more than this is playing with us: its cookies are forgotten.
_MOST = 50
_LONGEST = 8_192


class Cookies:
    """The cookies of one source."""

    __slots__ = ("_jar",)

    def __init__(self) -> None:
        from aiohttp import CookieJar

        # Unsafe means that hosts may be addresses; each still gets back only its own.
        self._jar: CookieJar = CookieJar(unsafe=True)

    def header(self, url: "URL") -> str | None:
        """What to send to this address, if anything."""
        found = self._jar.filter_cookies(url)
        text = "; ".join(f"{name}={cookie.coded_value}" for name, cookie in found.items())
        return text if text and len(text) <= _LONGEST else None

    def take(self, response: "ClientResponse", brought: str | None) -> bool:
        """Keep what an answer sets; whether the next request would bring along other cookies than this one did."""
        set_now = SimpleCookie()
        for line in response.headers.getall("Set-Cookie", []):
            try:
                set_now.load(line)
            except CookieError:
                continue
        self._jar.update_cookies(set_now, response.url)
        if len(self._jar) > _MOST:
            self._jar.clear()
        return self.header(response.url) not in (None, brought)
