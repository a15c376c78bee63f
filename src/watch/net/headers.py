"""What the headers of an answer say, read defensively: every one of them may be missing, repeated, wrong or hostile.

Nothing here raises. Spans are clamped to a day, whatever a server asks for, and dates are measured against the
server's own clock, so that neither a wrong clock of ours nor ten years of a server's can stop the polling of a source.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

#: No wish of a server counts for longer.
LONGEST = timedelta(hours=24)
_LONGEST_VALIDATOR = 1024

_SECONDS = re.compile(r"[0-9]+(?:\.[0-9]*)?")
_MAX_AGE = re.compile(r'(?:^|[\s,;])max-age\s*=\s*"?([0-9]+)', re.IGNORECASE)
_NOT_CACHED = re.compile(r"(?:^|[\s,;])(?:no-cache|no-store)(?:$|[\s,;=])", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_.:+-]{1,40})""", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")


class Headers(Protocol):
    """The headers of an answer: names in any case, perhaps several values for one name."""

    def get(self, key: str, /) -> str | None:
        """The first value."""

    def getall(self, key: str, default: list[str], /) -> list[str]:
        """All values."""


def retry_after(headers: Headers, now: datetime) -> timedelta | None:
    """How long the server asks to be left alone, up to a day; None where it does not, or says it wrongly."""
    value = (headers.get("Retry-After") or "").strip()
    if _SECONDS.fullmatch(value):
        return _clamped(float(value))
    until = _date(value)
    return _clamped((until - _server_time(headers, now)).total_seconds()) if until else None


def max_age(headers: Headers, now: datetime) -> timedelta | None:
    """How long the answer counts as fresh, by Cache-Control, else by Expires; up to a day, None where unknown."""
    control = ", ".join(headers.getall("Cache-Control", []))
    if _NOT_CACHED.search(control):
        return None
    age = _MAX_AGE.search(control)
    if age:
        return _clamped(float(age[1]))
    expires = _date(headers.get("Expires") or "")
    return _clamped((expires - _server_time(headers, now)).total_seconds()) if expires else None


def _clamped(seconds: float) -> timedelta | None:
    """The span, at most a day; None where it is over already."""
    if math.isnan(seconds) or seconds <= 0:
        return None
    return timedelta(seconds=min(seconds, LONGEST.total_seconds()))


def _server_time(headers: Headers, now: datetime) -> datetime:
    """What time it is on the server, or on our own clock where it does not say."""
    return _date(headers.get("Date") or "") or now


def _date(value: str) -> datetime | None:
    """A date of HTTP in any of its forms."""
    try:
        instant = parsedate_to_datetime(value[:100])
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def validator(headers: Headers, name: str) -> str | None:
    """The value of ETag or Last-Modified, to be sent back byte for byte; None where it cannot be, or is ambiguous."""
    values = set(headers.getall(name, []))
    return sendable(values.pop()) if len(values) == 1 else None


def sendable(value: str | None) -> str | None:
    """A validator as it may stand in a request: not huge, nothing that could start another header."""
    if not value or value != value.strip():
        return None
    if any(char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff" for char in value):
        return None
    return value if len(value.encode()) <= _LONGEST_VALIDATOR else None


def content_type(headers: Headers) -> str | None:
    """The media type without its parameters, lower case."""
    media = (headers.get("Content-Type") or "").partition(";")[0].strip().lower()
    return media if _MEDIA_TYPE.fullmatch(media) else None


def charset(headers: Headers) -> str | None:
    """The encoding that Content-Type names, lower case. It may be unknown to Python, or untrue."""
    found = _CHARSET.search(headers.get("Content-Type") or "")
    return found[1].lower() if found else None


def challenge(status: int, headers: Headers) -> str | None:
    """Who answered instead of the site: a guard against robots that wants a browser."""
    if "challenge" in (headers.get("cf-mitigated") or "").lower():
        return "Cloudflare asks for a browser"
    if (headers.get("x-amzn-waf-action") or "").lower() in ("challenge", "captcha"):
        return "the site's firewall asks for a browser"
    by_cloudflare = (headers.get("Server") or "").lower() == "cloudflare"
    if status in (403, 503) and by_cloudflare and content_type(headers) == "text/html":
        return "Cloudflare answered instead of the site"
    return None


def request_headers(user_agent: str, etag: str | None, last_modified: str | None) -> Mapping[str, str]:
    """What we send. Only encodings that `net.body` can bound are asked for."""
    headers = {
        "User-Agent": user_agent,
        "Accept": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
        "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
    }
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    return headers
