"""Taking typed values out of a parsed file one by one, gathering every mistake with its place instead of stopping.

Nothing here knows what a rule is; `rules.compile` and `rules.groups` do.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from watch.errors import Document, KeyPath, Problem
from watch.text.spelling import did_you_mean

#: What rules, rungs and companions are called.
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: A country, by its two letters.
COUNTRY = re.compile(r"[a-z]{2}")

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


@dataclass(slots=True)
class Findings:
    """The problems of one file, as they are found."""

    document: Document
    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        path: KeyPath,
        message: str,
        *,
        hint: str | None = None,
        offset: int | None = None,
        length: int | None = None,
        at_key: bool = False,
    ) -> None:
        """Remember a problem at this place of the file."""
        found = self.document.problem(path, message, hint=hint, offset=offset, length=length, at_key=at_key)
        self.problems.append(found)


def kind_of(value: object) -> str:
    """What a TOML value is, in words for a person."""
    names: Sequence[tuple[type | tuple[type, ...], str]] = (
        (bool, "true or false"),
        (str, "a text"),
        ((int, float), "a number"),
        (datetime, "a date with a time"),
        (date, "a date"),
        (Mapping, "a table"),
        (list, "a list"),
    )
    return next((name for kind, name in names if isinstance(value, kind)), "something else")


class Table:
    """A table of the file. Each method takes one key; a wrong value is reported and read as if it were not there."""

    def __init__(self, findings: Findings, data: Mapping[str, Any], path: KeyPath = ()) -> None:
        self.findings = findings
        self.data = data
        self.path = path

    def add(self, key: str | None, message: str, *, hint: str | None = None, at_key: bool = False) -> None:
        """Report a problem at a key's value; without a key, at the table."""
        path = self.path if key is None else (*self.path, key)
        self.findings.add(path, message, hint=hint, at_key=at_key)

    def only(self, *known: str) -> None:
        """Report every key that is not one of these."""
        for key in self.data:
            if key not in known:
                hint = did_you_mean(key, known) or f"the keys here are {', '.join(known)}"
                self.add(key, f'unknown key "{key}"', hint=hint, at_key=True)

    def require(self, *keys: str) -> None:
        """Report every one of these keys that is missing."""
        for key in keys:
            if key not in self.data:
                self.add(None, f'the key "{key}" is missing')

    def _typed(self, key: str, kind: type, expected: str) -> Any:
        value = self.data.get(key)
        if value is None:
            return None
        wrong_twin = (isinstance(value, bool) and kind is not bool) or isinstance(value, datetime)
        if isinstance(value, kind) and not wrong_twin:
            return value
        self.add(key, f'"{key}" must be {expected}, not {kind_of(value)}')
        return None

    def text(self, key: str) -> str | None:
        """A text that is not blank."""
        value: str | None = self._typed(key, str, "a text")
        if value is not None and not value.strip():
            self.add(key, f'"{key}" is empty')
            return None
        return value

    def flag(self, key: str) -> bool:
        """True or false; false when missing."""
        return bool(self._typed(key, bool, "true or false"))

    def day(self, key: str) -> date | None:
        """A date without a time."""
        value: date | None = self._typed(key, date, "a date such as 2025-10-17")
        return value

    def choice(self, key: str, choices: Sequence[str]) -> str | None:
        """A text that is one of these."""
        value = self.text(key)
        if value is None or value in choices:
            return value
        hint = did_you_mean(value, choices) or f"one of {', '.join(choices)}"
        self.add(key, f'"{key}" cannot be "{value}"', hint=hint)
        return None

    def member(self, key: str, kind: type[E]) -> E | None:
        """A text that is a member of an enum."""
        value = self.choice(key, [str(member) for member in kind])
        return kind(value) if value is not None else None

    def parsed(self, key: str, read: Callable[[str], T]) -> T | None:
        """A text, read by a function that raises ValueError with a sentence for a person."""
        text = self.text(key)
        if text is None:
            return None
        try:
            return read(text)
        except ValueError as error:
            self.add(key, str(error))
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none of them blank; empty when missing."""
        found: list[str] = []
        for path, value in self.entries(key, "a list of texts"):
            if not isinstance(value, str):
                self.findings.add(path, f'"{key}" must hold texts only, not {kind_of(value)}')
            elif not value.strip():
                self.findings.add(path, f'"{key}" holds an empty text')
            else:
                found.append(value)
        return tuple(found)

    def entries(self, key: str, expected: str) -> Iterator[tuple[KeyPath, Any]]:
        """The members of a list with their paths; nothing when missing. An empty list is reported."""
        values = self._typed(key, list, expected)
        if values is not None and not values:
            self.add(key, f'"{key}" is empty')
        for position, value in enumerate(values or ()):
            yield (*self.path, key, position), value

    def table(self, key: str) -> "Table | None":
        """A table inside this one."""
        value = self._typed(key, dict, f"a table: [{key}]")
        return None if value is None else Table(self.findings, value, (*self.path, key))

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of a list of tables, in order."""
        expected = f"a list of tables: [[{key}]]"
        value = self.data.get(key)
        if isinstance(value, dict):
            self.add(key, f'"{key}" must be {expected}, with double brackets', at_key=True)
            return
        yield from self.members(key, expected)

    def members(self, key: str, expected: str) -> Iterator["Table"]:
        """The tables of a list that is `expected`, in order."""
        for path, entry in self.entries(key, expected):
            if isinstance(entry, dict):
                yield Table(self.findings, entry, path)
            else:
                self.findings.add(path, f'"{key}" must be {expected}, not {kind_of(entry)}')
