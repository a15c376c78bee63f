"""Reading what stands beside the ladder of a rule file: event, reactions, absences, the calendar.

What they say of incidents is decided elsewhere; here they are read, and checked against the rest of the file.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from watch.model import Severity, Tier, Tone
from watch.rules import tree
from watch.rules.fields import COUNTRY, ID, Table
from watch.rules.tree import Absence, CalendarWindow, Dates, EventWindow, ReactionRung, Rung
from watch.rules.walk import groups_in
from watch.text.spelling import did_you_mean
from watch.times import parse_duration

EVENT_KEYS = ("window", "zone", "split_by")
REACTION_KEYS = ("by", "tone", "when")
REACTION_NEEDS = ("by", "when")
#: What a condition for every tone calls the group of phrases of each; see `tone_group`.
ANY_TONE = "tone"
ABSENCE_KEYS = ("name", "no", "for", "severity", "says", "sources", "tags", "tiers")
ABSENCE_NEEDS = ("name", "no", "for", "severity", "says")
CALENDAR_KEYS = ("name", "title", "zone", "dates")
CALENDAR_NEEDS = ("name", "title", "dates")
DATES_KEYS = ("from", "to", "confirmed", "source")
DATES_NEEDS = ("from", "confirmed")

LONGEST_EVENT = timedelta(days=10)
#: A shorter silence than a day says nothing; a longer one than ten years nobody waits for.
SHORTEST_SILENCE, LONGEST_SILENCE = timedelta(days=1), timedelta(days=3650)
#: A longer window is a mistyped year.
LONGEST_WINDOW = timedelta(days=92)
#: Editors check it too, and know no named groups.
AT_LEAST = re.compile(r"\s*rung\s*>=\s*([^\s=<>]+)\s*")


def read_event(root: Table, known: Callable[[str], object], guess: Callable[[str], str | None]) -> EventWindow:
    """`[event]`: what belongs to one happening. `known` knows the groups, `guess` what a wrong name was to be."""
    table = root.table("event")
    if table is None:
        return EventWindow()
    table.only(*EVENT_KEYS)
    split_by = table.text("split_by")
    if split_by is not None and not known(split_by):
        table.add("split_by", f'there is no group "{split_by}"', hint=guess(split_by))
    window = table.parsed("window", _event_window) or EventWindow().window
    return EventWindow(window=window, zone=table.parsed("zone", _zone) or "UTC", split_by=split_by)


def tone_group(tone: Tone) -> str:
    """The group of the lexicon that holds the phrases of a tone."""
    return f"{ANY_TONE}.{tone}"


def read_reactions(
    root: Table, condition: Callable[[Table, Mapping[str, str]], tree.Truth | None]
) -> Iterator[ReactionRung]:
    """`[[reaction]]`: in which tone a capital answers; without a tone in each whose phrases the condition finds.

    `condition` reads the `when` of a table with groups in place of those that are named; None if it cannot be read.
    """
    for table in root.tables("reaction"):
        table.only(*REACTION_KEYS)
        table.require(*REACTION_NEEDS)
        by = table.parsed("by", _country) or ""
        every = "tone" not in table.data
        for tone in Tone if every else [table.member("tone", Tone) or Tone.CALM]:
            when = condition(table, {ANY_TONE: tone_group(tone)} if every else {})
            if when is None:
                break
            if every and all(group.name != tone_group(tone) for group in groups_in(when)):
                message = (
                    f'a reaction without "tone" holds for every tone: its condition must name the group {ANY_TONE}'
                )
                table.add("when", message, hint="write when = 'voice.kr near/25 tone', or give it a tone")
                break
            yield ReactionRung(by=by, tone=tone, when=when, path=table.path)


# ------------------------------------------------------------------------------------------------ absences


def read_absences(root: Table, ladder: Sequence[Rung], beside: Sequence[Rung]) -> Iterator[Absence]:
    """`[[absence]]`: what is told when nothing came for a time."""
    names: set[str] = set()
    for table in root.tables("absence"):
        table.only(*ABSENCE_KEYS)
        table.require(*ABSENCE_NEEDS)
        yield Absence(
            name=_name(table, names),
            rung=_awaited(table, ladder, beside),
            span=table.parsed("for", _silence) or SHORTEST_SILENCE,
            severity=table.member("severity", Severity) or Severity.INFO,
            says=table.text("says") or "",
            sources=frozenset(table.texts("sources")),
            tags=frozenset(table.texts("tags")),
            tiers=frozenset(_tiers(table)),
            path=table.path,
        )


def _awaited(table: Table, ladder: Sequence[Rung], beside: Sequence[Rung]) -> str:
    """The rung that `no = "rung >= programme"` names."""
    text = table.text("no")
    if text is None:
        return ""
    names = [rung.name for rung in ladder]
    found = AT_LEAST.fullmatch(text)
    if found is None:
        example = f'write no = "rung >= {names[-1] if names else "name"}"'
        table.add("no", f'"{text}" names no rung to wait for', hint=example)
        return ""
    name = found[1]
    if name not in names:
        message, hint = f'there is no rung "{name}" on the ladder', did_you_mean(name, names)
        if any(rung.name == name for rung in beside):
            message, hint = f'the rung "{name}" stands beside the ladder: nothing is at or above it', None
        hint = hint or f"the rungs are {', '.join(names) or 'none'}"
        path = (*table.path, "no")
        table.findings.add(path, message, hint=hint, offset=found.start(1), length=len(name))
    return name


def _tiers(table: Table) -> Iterator[Tier]:
    tiers = [str(tier) for tier in Tier]
    for position, text in enumerate(table.texts("tiers")):
        if text in tiers:
            yield Tier(text)
        else:
            path = (*table.path, "tiers", position)
            hint = did_you_mean(text, tiers) or f"one of {', '.join(tiers)}"
            table.findings.add(path, f'"{text}" is no tier', hint=hint)


# ------------------------------------------------------------------------------------------------ the calendar


def read_calendar(root: Table, zone: str) -> Iterator[CalendarWindow]:
    """`[[calendar]]`: when occasions are due. Without a zone of their own the days are those of `zone`."""
    names: set[str] = set()
    for table in root.tables("calendar"):
        table.only(*CALENDAR_KEYS)
        table.require(*CALENDAR_NEEDS)
        yield CalendarWindow(
            name=_name(table, names),
            title=table.text("title") or "",
            zone=table.parsed("zone", _zone) or zone,
            dates=tuple(_read_dates(table)),
            path=table.path,
        )


def _read_dates(calendar: Table) -> Iterator[Dates]:
    expected = "a list of dates: [{ from = 2026-10-17, to = 2026-10-19, confirmed = true }]"
    before: date | None = None
    for table in calendar.members("dates", expected):
        table.only(*DATES_KEYS)
        table.require(*DATES_NEEDS)
        first = table.day("from")
        last = table.day("to") or first
        confirmed, source = table.flag("confirmed"), table.text("source") or ""
        if first is None or last is None:
            continue
        _check_days(table, first, last, before)
        before = last
        yield Dates(first=first, last=last, confirmed=confirmed, source=source)


def _check_days(table: Table, first: date, last: date, before: date | None) -> None:
    if last < first:
        table.add("to", '"to" lies before "from"')
    elif last - first >= LONGEST_WINDOW:
        table.add("to", f"a window has at most {LONGEST_WINDOW.days} days", hint="is the year right?")
    if before is not None and first <= before:
        table.add("from", "these dates do not lie behind those before them", hint="write the earliest first")


# ------------------------------------------------------------------------------------------------ single values


def _name(table: Table, taken: set[str]) -> str:
    """A name that no other table of the list has."""
    name = table.text("name")
    if name is None:
        return ""
    if not ID.fullmatch(name):
        table.add("name", f'a name has small letters, digits and single "-", not "{name}"')
    elif name in taken:
        table.add("name", f'the name "{name}" is there twice')
    taken.add(name)
    return name


def _event_window(text: str) -> timedelta:
    span = parse_duration(text)
    if not timedelta() < span <= LONGEST_EVENT:
        raise ValueError(f'"{text}" is no window: it is more than nothing and at most {LONGEST_EVENT.days} days')
    return span


def _silence(text: str) -> timedelta:
    span = parse_duration(text)
    if not SHORTEST_SILENCE <= span <= LONGEST_SILENCE:
        raise ValueError(f'"{text}" is no silence to wait for: it lasts from 1 day to {LONGEST_SILENCE.days} days')
    return span


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, KeyError, OSError):
        raise ValueError(f'there is no time zone "{text}"; write one such as Asia/Tokyo') from None
    return text


def _country(text: str) -> str:
    if not COUNTRY.fullmatch(text):
        raise ValueError(f'"{text}" is no country; write two small letters, such as kr, jp or cn')
    return text


def answer(text: str) -> str:
    """ "kr:regret", as a test expects it: who answered, and in which tone. Raises ValueError with a sentence."""
    by, colon, tone = text.partition(":")
    if not colon or not COUNTRY.fullmatch(by) or tone not in list(Tone):
        tones = ", ".join(Tone)
        raise ValueError(f'"{text}" is no reaction; write a country and a tone, such as "kr:regret" (tones: {tones})')
    return text
