"""Time: the only file that reads a clock. Instants are aware and UTC; a naive one is refused where it appears."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")
JST = ZoneInfo("Asia/Tokyo")

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
# Our own fixed pattern, linear: digits and one letter, repeated.
_DURATION = re.compile(r"(?:\d{1,9}(?:\.\d{1,3})?[smhdw])+")
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)([smhdw])")


class Clock(Protocol):
    """Where services take the time from; tests hand in one that they turn by hand."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds on a clock that never jumps, for measuring how long something takes."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive one: it says nothing about when."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a zone: {instant!r}")
    return instant.astimezone(UTC)


def parse_duration(text: str) -> timedelta:
    """Read "90s", "15m", "1h30m", "4d" or "2w". Raises ValueError with a sentence for a person."""
    if not _DURATION.fullmatch(text.strip()):
        raise ValueError(f'"{text}" is not a duration; write a number and a unit, such as "15m", "36h" or "4d"')
    seconds = sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text))
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        raise ValueError(f'"{text}" is longer than any duration can be') from None


def format_duration(span: timedelta) -> str:
    """Write a duration as `parse_duration` reads it, in at most two units: "1h30m", "4d", "0.5s"."""
    seconds = span.total_seconds()
    if seconds < 1:
        return f"{seconds:.3g}s"
    parts: list[str] = []
    rest = int(seconds)
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts[:2])
