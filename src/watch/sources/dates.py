"""Dates as publishers write them → instants in UTC. In English, Korean and Japanese, by our own rules.

What cannot be a date of today's news (30 February, 1970, the year 10000) is no date: None, never a guess. The
publisher's date is never the test of newness, so an honest None costs less than a wrong day.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from unicodedata import normalize

#: Years outside these bounds are mistakes: feeds are younger, and a clock is wrong sooner than a century passes.
FIRST_YEAR, LAST_YEAR = 1990, 2100

_LONGEST = 120
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
# Hours east of Greenwich, for the names that feeds of the region use. Unknown names count as no zone.
_ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet", "gmt0"), 0.0),
    **dict.fromkeys(("kst", "jst"), 9.0),
    **dict.fromkeys(("bst", "cet", "met", "mez"), 1.0),
    **dict.fromkeys(("cest", "mest", "eet", "sast"), 2.0),
    **dict.fromkeys(("eest", "msk"), 3.0),
    **dict.fromkeys(("hkt", "sgt", "awst", "pht", "myt"), 8.0),
    **dict.fromkeys(("est", "cdt"), -5.0),
    **dict.fromkeys(("cst", "mdt"), -6.0),
    **dict.fromkeys(("mst", "pdt"), -7.0),
    **dict.fromkeys(("pst", "akdt"), -8.0),
    **dict.fromkeys(("ict", "wib"), 7.0),
    "edt": -4.0,
    "hst": -10.0,
    "acst": 9.5,
    "aest": 10.0,
    "aedt": 11.0,
    "nzst": 12.0,
    "nzdt": 13.0,
}
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988}

_WEEKDAY = re.compile(
    r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?|[월화수목금토일]요일|[月火水木金土日]曜日?)[\s,]*", re.IGNORECASE
)
_SEPARATOR = re.compile(r"^[\s,.Tt-]{1,8}")
_BRACKETS = re.compile(r"\(([^()]{0,20})\)")
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?P<y>[0-9]{4})\s?[-./]\s?(?P<m>[0-9]{1,2})\s?[-./]\s?(?P<d>[0-9]{1,2})\.?(?![0-9])",
        r"(?P<y>[0-9]{4})\s?[年년]\s?(?P<m>[0-9]{1,2})\s?[月월]\s?(?P<d>[0-9]{1,2})\s?[日일]",
        r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?=$|t|\s)",
        r"(?P<era>令和|平成)\s?(?P<n>元|[0-9]{1,2})\s?年\s?(?P<m>[0-9]{1,2})\s?月\s?(?P<d>[0-9]{1,2})\s?日",
        r"(?P<era>[rh])\.?\s?(?P<n>[0-9]{1,2})[./-](?P<m>[0-9]{1,2})[./-](?P<d>[0-9]{1,2})(?![0-9])",
        r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?[\s-]?(?P<month>[a-z]{3,9})\.?,?[\s-]?(?P<y>[0-9]{4}|[0-9]{2})(?![0-9:])",
        r"(?P<month>[a-z]{3,9})\.?\s?(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,?\s(?P<y>[0-9]{4})(?![0-9:])",
        r"(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})/(?P<y>[0-9]{4})(?![0-9])",
    )
)
# "Thu Aug 20 03:13:00 KST 2026": the year behind the time.
_UNIX_STYLE = re.compile(
    r"(?P<month>[a-z]{3})\s{1,2}(?P<d>[0-9]{1,2})\s(?P<time>[0-9]{1,2}:[0-9]{2}:[0-9]{2})(?P<zone>\s[a-z]{1,5}|\s[+-][0-9:]{2,6})?\s"
    r"(?P<y>[0-9]{4})",
    re.IGNORECASE | re.ASCII,
)
_TIME = re.compile(
    r"(?P<half>오전|오후|午前|午後|[ap]\.?m\.?)?\s?(?P<h>[0-9]{1,2})\s?(?::|시|時)\s?(?:(?P<min>[0-9]{1,2})\s?[분分]?)?"
    r"(?:\s?(?::|(?<=[분分]))\s?(?P<s>[0-9]{1,2})(?:[.,][0-9]{1,9})?\s?[초秒]?)?\s?(?P<half2>[ap]\.?m\b\.?)?",
    re.IGNORECASE | re.ASCII,
)
_BASIC_TIME = re.compile(
    r"(?P<h>[0-9]{2})(?P<min>[0-9]{2})(?P<s>[0-9]{2})?(?:[.,][0-9]{1,9})?(?=$|\s|z|[+-])", re.IGNORECASE
)
_OFFSET = re.compile(r"(?:gmt|utc|ut|z)?\s?([+-])\s?([0-9]{1,2}):?([0-9]{2})?(?![0-9])", re.IGNORECASE)
_NAME = re.compile(r"[a-z]{1,5}[0-9]?(?![a-z0-9])", re.IGNORECASE)


def read_date(text: str, zone: tzinfo) -> datetime | None:
    """The instant that a publisher's date means, in UTC; one without a zone is meant in `zone`. Never raises.

    A date without a time is midnight in its zone.
    """
    plain = " ".join(normalize("NFKC", text[:_LONGEST]).replace("−", "-").split())
    plain = _WEEKDAY.sub("", _BRACKETS.sub(_opened, plain)).strip(" ,")
    found = _unix_style(plain) or _in_order(plain)
    return found.instant(zone) if found is not None else None


#: Days without a year, as listing pages have them: "8月19日付", "8.19", "July 7", "7 Jul", "7월 7일".
_YEARLESS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?P<m>[0-9]{1,2})\s?[月월]\s?(?P<d>[0-9]{1,2})\s?[日일]",
        r"(?P<month>[a-z]{3,9})\.?\s?(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9:])",
        r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?\s(?P<month>[a-z]{3,9})\b",
        r"(?P<m>[0-9]{1,2})\s?[-./]\s?(?P<d>[0-9]{1,2})(?![0-9./-])",
    )
)
#: How far ahead of us a list may be dated: of two possible years the later one that is no further off counts.
_AHEAD = timedelta(days=2)


def dated_before(text: str, at: datetime, zone: tzinfo) -> str | None:
    """A day without a year as a whole date ("2026-08-19"), the last such day before `at`, or at most two days after it.

    None for a text that has a year, or names no day that there is.
    """
    if read_date(text, zone) is not None:
        return None
    plain = " ".join(normalize("NFKC", text[:_LONGEST]).split())
    found = next((match for pattern in _YEARLESS if (match := pattern.search(plain))), None)
    if found is None:
        return None
    parts = found.groupdict()
    name = parts.get("month")
    month = _MONTHS.get(name.lower(), 0) if name else int(parts["m"] or 0)
    latest = (at + _AHEAD).astimezone(zone).date()
    # Eight years back at most: the 29th of February may be that rare.
    years = range(latest.year, latest.year - 9, -1)
    return next(
        (day.isoformat() for year in years if (day := _real(year, month, int(found["d"]))) and day <= latest), None
    )


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read, not yet checked to be possible."""

    day: tuple[int, int, int]
    clock: tuple[int, int, int]
    zone: tzinfo | None

    def instant(self, default: tzinfo) -> datetime | None:
        year, month, day = self.day
        hour, minute, second = self.clock
        if not FIRST_YEAR <= year <= LAST_YEAR or hour > 24 or minute > 59 or second > 60:
            return None
        if hour == 24 and (minute or second):
            return None
        try:
            midnight = datetime(year, month, day, tzinfo=self.zone or default)
            # 24:00 is the next day, and a leap second the next minute. Added to the wall clock, hence before the zone
            # is left.
            return (midnight + timedelta(hours=hour, minutes=minute, seconds=second)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None


def _opened(bracket: re.Match[str]) -> str:
    """Brackets hold a weekday, which says nothing, or a zone, which does: "(목)", "(KST)"."""
    inner = bracket[1].strip()
    return f" {inner} " if inner.lower() in _ZONES or _OFFSET.fullmatch(inner) else " "


def _unix_style(text: str) -> _Reading | None:
    found = _UNIX_STYLE.match(text)
    if found is None or found["month"].lower() not in _MONTHS:
        return None
    hour, minute, second = (int(part) for part in found["time"].split(":"))
    day = (int(found["y"]), _MONTHS[found["month"].lower()], int(found["d"]))
    return _Reading(day, (hour, minute, second), _zone(found["zone"] or ""))


def _in_order(text: str) -> _Reading | None:
    """A date, then perhaps a time, then perhaps a zone."""
    for pattern in _DATES:
        found = pattern.match(text)
        day = _day(found.groupdict()) if found else None
        if found is not None and day is not None:
            rest = _WEEKDAY.sub("", _SEPARATOR.sub("", text[found.end() :])).lstrip(" ,")
            clock, after = _clock(rest)
            return _Reading(day, clock, _zone(after)) if clock is not None else None
    return None


def _day(parts: dict[str, str | None]) -> tuple[int, int, int] | None:
    """Year, month and day of a match; None where the words are no month or the order cannot be told."""
    if parts.get("a"):
        first, second = int(parts["a"] or 0), int(parts["b"] or 0)
        if first != second and first <= 12 and second <= 12:
            return None
        month, day = (second, first) if first > 12 else (first, second)
        return int(parts["y"] or 0), month, day
    day = int(parts["d"] or 0)
    if era := parts.get("era"):
        number = parts["n"] or ""
        return _ERAS[era.lower()] + (1 if number == "元" else int(number)), int(parts["m"] or 0), day
    year = int(parts["y"] or 0)
    if name := parts.get("month"):
        month = _MONTHS.get(name.lower(), 0)
        return (year + (2000 if year < 70 else 1900) if year < 100 else year, month, day) if month else None
    return year, int(parts["m"] or 0), day


def _clock(text: str) -> tuple[tuple[int, int, int] | None, str]:
    """The time at the start of `text`, and what follows: midnight where none is said, None where it cannot be."""
    found = _TIME.match(text)
    if found is None:
        found = _BASIC_TIME.match(text)
    if found is None:
        return (0, 0, 0), text
    parts = found.groupdict()
    hour = int(parts["h"] or 0)
    half = (parts.get("half") or parts.get("half2") or "").lower().replace(".", "")
    if half:
        if hour > 12:
            # "오후 15:00" is written too, and can only mean one thing; "오전 15:00" means nothing.
            return (
                (hour, int(parts["min"] or 0), int(parts["s"] or 0)) if half in ("오후", "午後", "pm") else None
            ), ""
        hour = hour % 12 + (12 if half in ("오후", "午後", "pm") else 0)
    return (hour, int(parts["min"] or 0), int(parts["s"] or 0)), text[found.end() :].strip()


def _zone(text: str) -> tzinfo | None:
    """The zone at the start of `text`; None if there is none that we know."""
    text = text.strip(" ,")
    found = _OFFSET.match(text)
    if found:
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes > 14 * 60 or int(found[3] or 0) > 59:
            return None
        return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes))
    name = _NAME.match(text)
    hours = _ZONES.get(name[0].lower()) if name else None
    return None if hours is None else timezone(timedelta(hours=hours))
