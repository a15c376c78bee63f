"""A Fetcher as tests want it: short limits, loopback allowed unless said otherwise."""

import ssl
from datetime import UTC, datetime, timedelta

from watch.configured import HttpSettings
from watch.net.fetch import Fetcher
from watch.net.lookup import Lookup
from watch.secret import Secret

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class FixedClock:
    """Always noon of one day."""

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


def fetcher(
    *,
    allow_private: bool | tuple[str, ...] = True,
    seconds: float = 20,
    max_bytes: int = 1_000_000,
    proxy: str | None = None,
    lookup: Lookup | None = None,
    tls: ssl.SSLContext | None = None,
) -> Fetcher:
    """Use it with `async with`. Tests that wait for the limit make it short themselves."""
    settings = HttpSettings(
        user_agent="Tripwatch-test/1",
        timeout=timedelta(seconds=seconds),
        max_bytes=max_bytes,
        allow_private=allow_private,
        proxy=Secret(proxy) if proxy else None,
    )
    return Fetcher(settings, clock=FixedClock(), lookup=lookup, tls=tls)
