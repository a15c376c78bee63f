"""Finds where every key and value of a TOML text stands. tomllib gives the values; this gives the places.

`weigh` looks at any text, valid or not, before tomllib does: how deep its brackets go, which one was never closed.
`scan` walks a text that tomllib has accepted (or its beginning, up to where tomllib stopped). Offsets count characters
of the text as given here: line ends are "\\n" alone.
"""

import re
import tomllib
from dataclasses import dataclass, field
from typing import NamedTuple

from watch.errors import KeyPath

#: Deeper than any sensible file, and far from where a recursive parser gives up.
DEEPEST = 48

# Strings are matched possessively: what has been read as part of a string is never tried again as something else.
_BASIC = r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}|"(?!"")(?:[^"\\\n]|\\[^\n])*+"'
_LITERAL = r"'''(?:[^']|'{1,2}(?!'))*+'{3,5}|'(?!'')[^'\n]*+'"
_STRING = re.compile(f"{_BASIC}|{_LITERAL}", re.DOTALL)
_TOKEN = re.compile(rf"(?P<string>{_BASIC}|{_LITERAL})|(?P<comment>#[^\n]*+)|(?P<mark>[\[\]{{}}.=,\n\"'])", re.DOTALL)
_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*+)*+")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DOT = re.compile(r"[ \t]*+\.[ \t]*+")
_EQUALS = re.compile(r"[ \t]*+=[ \t]*+")
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+")
# A backslash at the end of a line swallows the line end and the blanks after it.
_ESCAPE = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\[ \t]*\n[ \t\n]*|\\.", re.DOTALL)


class Stretch(NamedTuple):
    """A piece of the text: from `start` up to `end`, exclusive."""

    start: int
    end: int


class Spot(NamedTuple):
    """Where a key and its value stand.

    An item of a list has no key: both are the item. The value of a table is its header.
    """

    key: Stretch
    value: Stretch


@dataclass(slots=True)
class Weight:
    """What can be said of any text without parsing it."""

    #: Where a bracket or a dotted key goes deeper than DEEPEST.
    too_deep: int | None = None
    #: Where a quote opens that is never closed; nothing behind it has been looked at.
    open_quote: int | None = None
    #: The brackets that are still open at the end, outermost first.
    open_brackets: list[int] = field(default_factory=list)


def weigh(text: str) -> Weight:
    """Judge a text in one pass, without recursion."""
    weight = Weight()
    dots = 0
    for token in _TOKEN.finditer(text):
        mark, at = token["mark"], token.start()
        if mark is None:
            continue
        if mark in "\"'":
            weight.open_quote = at
            break
        dots = dots + 1 if mark == "." else 0
        if mark in "[{":
            weight.open_brackets.append(at)
        elif mark in "]}" and weight.open_brackets:
            weight.open_brackets.pop()
        if max(dots, len(weight.open_brackets)) > DEEPEST:
            weight.too_deep = at
            break
    return weight


def starts_of(literal: str) -> list[int]:
    """Where each character of a string's value, and its end, stand in the string as written, quotes included."""
    quotes = 3 if literal[:3] in ('"""', "'''") and len(literal) >= 6 else 1
    at, end = quotes, len(literal) - quotes
    if quotes == 3 and literal[at] == "\n":
        at += 1
    if literal[0] == "'":
        return list(range(at, end + 1))
    starts: list[int] = []
    while at < end:
        escape = _ESCAPE.match(literal, at, end)
        if escape is None or not escape[0][1:].isspace():
            starts.append(at)
        at = escape.end() if escape else at + 1
    starts.append(end)
    return starts


def scan(text: str) -> tuple[dict[KeyPath, Spot], list[KeyPath]]:
    """Every path of the text with its spot; and the paths as they were written one after another, repeated ones too."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.spots, scanner.written


class _Scanner:
    """One walk over one text. Every step moves forward, so that even a text that is no TOML ends it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.spots: dict[KeyPath, Spot] = {}
        self.written: list[KeyPath] = []
        # How many [[headers]] each list of tables has had.
        self.counts: dict[KeyPath, int] = {}

    def document(self) -> None:
        table: KeyPath = ()
        while self._blank() < len(self.text):
            before = self.at
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self.at = max(self.at, before + 1)

    def _blank(self) -> int:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _take(self, pattern: re.Pattern[str]) -> Stretch | None:
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return Stretch(*found.span())

    def _key(self) -> list[tuple[str, Stretch]]:
        """The parts of a key, as `a."b c".d` has three."""
        parts: list[tuple[str, Stretch]] = []
        while True:
            if part := self._take(_BARE):
                parts.append((self.text[part.start : part.end], part))
            elif part := self._take(_STRING):
                parts.append((_decoded(self.text[part.start : part.end]), part))
            else:
                return parts
            if self._take(_DOT) is None:
                return parts

    def _header(self) -> KeyPath:
        start = self.at
        many = self.text.startswith("[[", start)
        self.at += 2 if many else 1
        self._spaces()
        parts = self._key()
        self._spaces()
        for _ in range(2 if many else 1):
            if self.text.startswith("]", self.at):
                self.at += 1
        return self._enter(parts, Stretch(start, self.at), many=many) if parts else ()

    def _spaces(self) -> None:
        while self.text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1

    def _enter(self, parts: list[tuple[str, Stretch]], header: Stretch, *, many: bool) -> KeyPath:
        """The path of the table that this header opens."""
        path: KeyPath = ()
        for name, part in parts[:-1]:
            path = self._inside((*path, name), part)
        name, part = parts[-1]
        path = (*path, name)
        if not many:
            self._put(path, Spot(part, header))
            return path
        count = self.counts.get(path, 0)
        self.counts[path] = count + 1
        self.spots.setdefault(path, Spot(part, header))
        self._put((*path, count), Spot(part, header))
        return (*path, count)

    def _inside(self, path: KeyPath, part: Stretch) -> KeyPath:
        """A table that is named on the way to another one: the last item, where it is a list of tables."""
        self.spots.setdefault(path, Spot(part, part))
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def _put(self, path: KeyPath, spot: Spot) -> None:
        self.spots[path] = spot
        self.written.append(path)

    def _pair(self, table: KeyPath) -> None:
        parts = self._key()
        if not parts:
            return
        path = table
        for name, part in parts[:-1]:
            path = (*path, name)
            self.spots.setdefault(path, Spot(part, part))
        name, key = parts[-1]
        path = (*path, name)
        self.written.append(path)
        self._take(_EQUALS)
        self._value(path, key)

    def _value(self, path: KeyPath, key: Stretch | None) -> None:
        start = self.at
        first = self.text[start : start + 1]
        if first == "[":
            self._list(path)
        elif first == "{":
            self._inline(path)
        elif self._take(_STRING) is None:
            self._take(_SCALAR)
        value = Stretch(start, self.at)
        self.spots[path] = Spot(key or value, value)

    def _list(self, path: KeyPath) -> None:
        self.at += 1
        count = 0
        while self._blank() < len(self.text) and self.text[self.at] != "]":
            before = self.at
            self._value((*path, count), None)
            count += 1
            if self._blank() < len(self.text) and self.text[self.at] == ",":
                self.at += 1
            if self.at == before:
                return
        self.at = min(self.at + 1, len(self.text))

    def _inline(self, path: KeyPath) -> None:
        self.at += 1
        while self._blank() < len(self.text) and self.text[self.at] != "}":
            before = self.at
            self._pair(path)
            if self._blank() < len(self.text) and self.text[self.at] == ",":
                self.at += 1
            if self.at == before:
                return
        self.at = min(self.at + 1, len(self.text))


def _decoded(literal: str) -> str:
    """The value of a quoted key."""
    if literal.startswith("'"):
        return literal[1:-1]
    try:
        return str(tomllib.loads(f"key = {literal}")["key"])
    except tomllib.TOMLDecodeError:
        return literal[1:-1]
