"""Fetching one URL: conditional, bounded in time and bytes, redirects by hand, every address guarded.

What comes back is a value; only cancellation is raised. What the answer means for the source (how long until the next
poll, whether a move is believed) is decided elsewhere.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self
from weakref import WeakValueDictionary

from watch import failpoints
from watch.configured import HttpSettings
from watch.model import Asking, SourceState
from watch.net import headers as said
from watch.net.guard import BadUrl, Guard, SoundUrl, bad_characters, check_url
from watch.times import Clock, SystemClock, format_duration

if TYPE_CHECKING:
    import aiohttp
    from yarl import URL

    from watch.net.cookies import Cookies
    from watch.net.lookup import Lookup

MOST_REDIRECTS = 5
_PER_HOST = 2
# How often the time limit of one request may pass while others of the same host go first.
_PATIENCE = 4
_LONGEST_LOOKUP = 10.0
# Twice the usual limit and more: some sites send long policies and lists of links.
_LONGEST_HEADER = 32_768
_MOST_HEADERS = 256

_PERMANENT = frozenset({301, 308})
_REPEATED = frozenset({307, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PLAINLY = Asking()
_WITH_BODY = frozenset({200, 203, 204, 205})
_STATES = {
    401: SourceState.BLOCKED,
    403: SourceState.BLOCKED,
    451: SourceState.BLOCKED,
    410: SourceState.GONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer with a body. Whether it is a feed, and not a page of a captive portal, is for the parser to say."""

    status: int
    #: Where the body came from at last: the URL asked for, letter by letter, where there was no redirect.
    url: str
    #: Unpacked; empty is possible.
    body: bytes
    #: To be sent back with `validated_url` set to `url`. None where the answer is incomplete.
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    #: What Content-Type says, which may be untrue.
    charset: str | None = None
    retry_after: timedelta | None = None
    max_age: timedelta | None = None
    #: False when the connection was cut: what is missing from the body is not gone from the source.
    complete: bool = True
    #: The new address, where every redirect on the way to it was a permanent one (301, 308) and kept https.
    permanent_url: str | None = None
    #: A sentence about what was odd: cut short, redirected away from https.
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The source says that nothing changed since the validators were given."""

    url: str
    #: New values, where the answer brought some; None: keep the old ones.
    etag: str | None = None
    last_modified: str | None = None
    retry_after: timedelta | None = None
    max_age: timedelta | None = None
    permanent_url: str | None = None
    detail: str | None = None
    status: int = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """No usable answer: what state that is, and why in a sentence without secrets."""

    state: SourceState
    detail: str
    retry_after: timedelta | None = None
    #: What the server answered, if it did.
    status: int | None = None


Answer = Fetched | NotModified | FetchFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    """A redirect, not followed yet."""

    location: str | None
    permanent: bool
    #: The next request is the same again, form and all (307, 308); else it is a GET.
    same: bool
    #: It came with a cookie: the same address may answer otherwise now.
    cookie: bool = False


@dataclass(slots=True, kw_only=True)
class _Trip:
    """One `get` on its way over the redirects."""

    asked: str
    place: SoundUrl
    #: Scheme, host and port that were asked first.
    home: "URL"
    etag: str | None
    last_modified: str | None
    #: The URL that the validators belong to, as the parser writes it.
    validated: str | None
    stage: str = "connecting"
    permanent: bool = True
    downgraded: bool = False
    conditional: bool = False
    seen: set[str] = field(default_factory=set)
    asking: Asking
    cookies: "Cookies | None" = None
    #: What the last request sent of them.
    brought: str | None = None
    #: The form to send with the next request.
    form: str | None = None

    @property
    def url(self) -> str:
        """Where we are, in the caller's own spelling while there was no redirect."""
        return str(self.place.url) if self.seen else self.asked

    @property
    def permanent_url(self) -> str | None:
        """The new address, if all that led here said it was for good."""
        return self.url if self.seen and self.permanent and not self.downgraded else None

    @property
    def note(self) -> str | None:
        """What is odd about the way here."""
        return "redirected from https to http" if self.downgraded else None

    def headers(self, user_agent: str) -> dict[str, str]:
        """The request's headers. Validators go to the URL they came from, and to no other."""
        ours = self.validated is not None and str(self.place.url) == self.validated
        self.conditional = ours and bool(self.etag or self.last_modified)
        validators = (self.etag, self.last_modified) if ours else (None, None)
        headers = dict(said.request_headers(user_agent, *validators))
        if self.form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.place.url.origin() == self.home:
            headers |= {name.title(): value.reveal() for name, value in self.asking.headers.items()}
        self.brought = self.cookies.header(self.place.url) if self.cookies else None
        if self.brought:
            headers["Cookie"] = self.brought
        return headers


class Fetcher:
    """Fetches sources, many at once, over one session without proxies or passwords of the environment.

    With a proxy in the settings the proxy looks names up, so that the guard sees only the text of a URL: whoever sets
    a proxy has to forbid it the private network.
    """

    def __init__(
        self,
        http: HttpSettings,
        *,
        clock: Clock | None = None,
        lookup: "Lookup | None" = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`lookup` and `tls` replace the machine's resolver and trusted authorities."""
        self._http = http
        self._clock = clock or SystemClock()
        self._lookup = lookup
        self._tls = tls
        self._guard = Guard(http.allow_private, proxied=http.proxy is not None)
        self._session: aiohttp.ClientSession | None = None
        self._places: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        #: When a host that wants a distance between requests may be asked again, by the loop's clock.
        self._free_at: dict[str, float] = {}
        #: By the address of the source; kept as long as the daemon runs.
        self._cookies: dict[str, Cookies] = {}

    async def __aenter__(self) -> Self:
        import aiohttp

        from watch.net.lookup import ThreadedLookup, system_lookup

        limit = min(self._http.timeout.total_seconds(), _LONGEST_LOOKUP)
        connector = aiohttp.TCPConnector(
            limit=0,  # how many sources are polled at once is decided before they come here
            resolver=ThreadedLookup(self._lookup or system_lookup, limit),
            socket_factory=self._guard.socket,
            ssl=self._tls or True,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None),
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            max_headers=_MOST_HEADERS,
            proxy=self._http.proxy.reveal() if self._http.proxy else None,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        validated_url: str | None = None,
        asking: Asking = _PLAINLY,
        timeout: timedelta | None = None,  # noqa: ASYNC109 - a setting of the request, for its whole length
    ) -> Answer:
        """Fetch `url`. Raises nothing but CancelledError.

        `etag` and `last_modified` are sent, byte for byte, to the address `validated_url` alone: give the `url` of the
        answer they came with. `asking` is how the source wants it. `timeout` (default: of the settings) covers all of
        it, from the name lookup to the last byte, but not the wait for other requests to the same host.
        """
        place = check_url(url, self._http.allow_private)
        if isinstance(place, BadUrl):
            return FetchFailed(state=SourceState.REFUSED, detail=f"the address is not fetched: {place.reason}")
        validated = place if validated_url == url else check_url(validated_url, True) if validated_url else None
        trip = _Trip(
            asked=url,
            place=place,
            etag=said.sendable(etag),
            last_modified=said.sendable(last_modified),
            validated=str(validated.url) if isinstance(validated, SoundUrl) else None,
            home=place.url.origin(),
            asking=asking,
            cookies=self._cookies_for(url) if asking.cookies else None,
            form=asking.post,
        )
        limit = timeout or self._http.timeout
        try:
            async with self._turn(place.host, trip, limit * _PATIENCE), asyncio.timeout(limit.total_seconds()):
                return await self._follow(trip)
        except TimeoutError:
            return FetchFailed(
                state=SourceState.UNREACHABLE, detail=f"no complete answer in {format_duration(limit)}: {trip.stage}"
            )
        except Exception as error:  # noqa: BLE001 - the seam of P3: nothing that a server does may raise out of a poll
            return FetchFailed(state=SourceState.FAILED, detail=f"the request failed ({type(error).__name__})")

    def _cookies_for(self, url: str) -> "Cookies":
        from watch.net.cookies import Cookies

        return self._cookies.setdefault(url, Cookies())

    @asynccontextmanager
    async def _turn(self, host: str, trip: _Trip, patience: timedelta) -> AsyncIterator[None]:
        """Wait until fewer than the most requests at once go to this host. Raises TimeoutError."""
        places = self._places.get(host)
        if places is None:
            places = self._places[host] = asyncio.Semaphore(_PER_HOST)
        trip.stage = "waiting for other requests to the same host"
        async with asyncio.timeout(patience.total_seconds()):
            await places.acquire()
        try:
            if trip.asking.spacing:
                await self._space(host, trip.asking.spacing)
            yield
        finally:
            places.release()

    async def _space(self, host: str, spacing: timedelta) -> None:
        """Wait until the last request that asked for a distance is so far back."""
        loop = asyncio.get_running_loop()
        free_at = max(loop.time(), self._free_at.get(host, 0.0))
        self._free_at[host] = free_at + spacing.total_seconds()
        await asyncio.sleep(free_at - loop.time())

    async def _follow(self, trip: _Trip) -> Answer:
        """Ask, and go where the answers lead, a few times at most."""
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._ask(trip)
            if not isinstance(answer, _Moved):
                return answer
            refused = self._move(trip, answer)
            if refused is not None:
                return refused
        return FetchFailed(state=SourceState.FAILED, detail=f"redirected more than {MOST_REDIRECTS} times")

    def _move(self, trip: _Trip, moved: _Moved) -> FetchFailed | None:
        """Take the next step of a redirect, unless it leads nowhere we go."""
        if not moved.location:
            return FetchFailed(state=SourceState.FAILED, detail="redirected without saying where to")
        target = bad_characters(moved.location)
        place = BadUrl(reason=target) if target else self._joined(trip.place.url, moved.location)
        if isinstance(place, BadUrl):
            detail = f"redirected to an address that is not fetched: {place.reason}"
            return FetchFailed(state=SourceState.REFUSED, detail=detail)
        trip.seen.add(str(trip.place.url))
        if str(place.url) in trip.seen and not moved.cookie:
            return FetchFailed(state=SourceState.FAILED, detail="redirected in a circle")
        trip.form = trip.form if moved.same else None
        trip.permanent &= moved.permanent
        trip.downgraded |= trip.place.url.scheme == "https" and place.url.scheme == "http"
        trip.place = place
        return None

    def _joined(self, here: "URL", location: str) -> SoundUrl | BadUrl:
        """Where a Location leads from here, checked like any other URL."""
        from yarl import URL

        try:
            target = URL(location)
            # With a scheme it is a whole URL: joining would make "http:/x", which names no host, one of this site.
            text = location if target.scheme else str(here.join(target))
        except (ValueError, TypeError):
            return BadUrl(reason="it is not a URL")
        return check_url(text, self._http.allow_private)

    async def _ask(self, trip: _Trip) -> Answer | _Moved:
        """One request and its answer."""
        from aiohttp import ClientError, ClientHttpProxyError, ClientResponseError

        from watch.net.causes import cause

        if self._session is None:
            raise RuntimeError("a Fetcher is used inside `async with`")
        trip.stage = "connecting, or waiting for an answer"
        with self._guard.request(trip.place.host) as attempt:
            try:
                headers = trip.headers(self._http.user_agent)
                ask = self._session.get if trip.form is None else self._session.post
                async with ask(trip.place.url, headers=headers, data=trip.form, allow_redirects=False) as response:
                    trip.stage = "reading the answer"
                    return await self._read(trip, response)
            except (ClientError, OSError) as error:
                if attempt.refused:
                    detail = f"{trip.place.host}: {attempt.refused[0]}"
                    return FetchFailed(state=SourceState.REFUSED, detail=detail)
                # Something answered, but not in HTTP; whereas what a proxy says is about the way, not the source.
                garbled = isinstance(error, ClientResponseError) and not isinstance(error, ClientHttpProxyError)
                state = SourceState.FAILED if garbled else SourceState.UNREACHABLE
                return FetchFailed(state=state, detail=cause(error))

    async def _read(self, trip: _Trip, response: "aiohttp.ClientResponse") -> Answer | _Moved:
        """Sort the answer by its status."""
        status, headers = response.status, response.headers
        cookie = trip.cookies is not None and trip.cookies.take(response, trip.brought)
        if status in _REDIRECTS:
            location = headers.get("Location")
            return _Moved(location=location, permanent=status in _PERMANENT, same=status in _REPEATED, cookie=cookie)
        now = self._clock.now()
        wait = said.retry_after(headers, now)
        blocker = said.challenge(status, headers)
        if blocker is not None:
            return FetchFailed(state=SourceState.BLOCKED, detail=blocker, retry_after=wait, status=status)
        if status == 304 and trip.conditional:
            return NotModified(
                url=trip.url,
                etag=said.validator(headers, "ETag"),
                last_modified=said.validator(headers, "Last-Modified"),
                retry_after=wait,
                max_age=said.max_age(headers, now),
                permanent_url=trip.permanent_url,
                detail=trip.note,
            )
        if status in _WITH_BODY:
            failpoints.reach("during-fetch")
            return await self._read_body(trip, response)
        return _failure(status, wait)

    async def _read_body(self, trip: _Trip, response: "aiohttp.ClientResponse") -> Fetched | FetchFailed:
        """Read the body as far as it comes and may be read."""
        from aiohttp import ClientError

        from watch.net.body import Body, EncodingError, TooLargeError

        headers, status = response.headers, response.status
        cut = False
        try:
            body = Body(", ".join(headers.getall("Content-Encoding", [])), self._http.max_bytes)
            async for piece in response.content.iter_any():
                body.feed(piece)
        except TooLargeError:
            detail = f"its body is larger than {self._http.max_bytes:,} bytes"
            return FetchFailed(state=SourceState.TOO_LARGE, detail=detail, status=status)
        except EncodingError as error:
            return FetchFailed(state=SourceState.FAILED, detail=str(error), status=status)
        except (ClientError, OSError):
            cut = True
        whole = not cut and body.whole
        if not whole and not len(body):
            detail = "the connection was cut before the body came"
            return FetchFailed(state=SourceState.UNREACHABLE, detail=detail, status=status)
        now = self._clock.now()
        notes = (trip.note, None if whole else f"the body was cut after {body.received:,} bytes")
        return Fetched(
            status=status,
            url=trip.url,
            body=body.content(),
            etag=said.validator(headers, "ETag") if whole else None,
            last_modified=said.validator(headers, "Last-Modified") if whole else None,
            content_type=said.content_type(headers),
            charset=said.charset(headers),
            retry_after=said.retry_after(headers, now),
            max_age=said.max_age(headers, now),
            complete=whole,
            permanent_url=trip.permanent_url if whole else None,
            detail="; ".join(note for note in notes if note) or None,
        )


def _failure(status: int, wait: timedelta | None) -> FetchFailed:
    """What an answer without a usable body means."""
    from watch.net.causes import status_line

    if status == 304:
        detail = "answered 304 although nothing was asked conditionally"
    else:
        detail = f"answered {status_line(status)}"
    return FetchFailed(state=_STATES.get(status, SourceState.FAILED), detail=detail, retry_after=wait, status=status)
