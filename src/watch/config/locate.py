"""Reads a TOML text into values that still know where they stood, so that a problem is said with file, line and column.

tomllib reads the values; scan.py finds the places; mistakes.py puts tomllib's refusals into plain words.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

from watch.config import mistakes
from watch.config.scan import Spot, Stretch, scan, starts_of, weigh
from watch.errors import Document, KeyPath, Level, Problem, ProblemsError, Where

#: Larger than any file a person writes; more is a mistake, or an attack on the parser.
LARGEST = 1024 * 1024
#: A longer line is shown cut; a mistake far to the right in it is shown without the line.
_WIDEST = 240

#: Gets the path of a problem (None in a text that cannot be parsed) and its line; returns the line as it may be shown:
#: of the same length, with what is secret blotted out.
Veil = Callable[[KeyPath | None, str], str]


def _as_it_is(_path: KeyPath | None, line: str) -> str:
    return line


class _Text:
    """A text with its lines; turns an offset into a place, and a place into a Problem."""

    def __init__(self, file: str, text: str, veil: Veil) -> None:
        self.file = file
        # tomllib does the same to line ends, so that offsets agree. Editors hide a byte order mark: it is no column.
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self._veil = veil
        self._starts = [0]
        start = self.text.find("\n") + 1
        while start:
            self._starts.append(start)
            start = self.text.find("\n", start) + 1

    def at(self, line: int, column: int) -> int:
        """The offset of a line and column, both from 1."""
        return self._starts[min(line, len(self._starts)) - 1] + column - 1

    def problem(self, path: KeyPath | None, stretch: Stretch, problem: Problem) -> Problem:
        """The problem, with the place and the line filled in."""
        start = min(stretch.start, len(self.text))
        line = bisect_right(self._starts, start)
        begin = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        source = self._veil(path, self.text[begin:end])
        length = max(1, min(stretch.end, end) - start)
        return Problem(
            message=problem.message,
            where=Where(self.file, line, start - begin + 1),
            hint=problem.hint,
            level=problem.level,
            code=problem.code,
            source=_shown(source, start - begin),
            length=length,
        )


def _shown(line: str, column: int) -> str | None:
    """The line as it may go to a terminal: printable, not endless, each character still in its column."""
    if column >= _WIDEST or not line.strip():
        return None
    cut = f"{line[: _WIDEST - 1]}…" if len(line) > _WIDEST else line
    return "".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in cut)


class _Located:
    """An `errors.Document`: values, and where each of them stands."""

    __slots__ = ("_data", "_spots", "_text")

    def __init__(self, text: _Text, data: Mapping[str, Any]) -> None:
        self._text = text
        self._data = data
        self._spots: dict[KeyPath, Spot] | None = None

    @property
    def file(self) -> str:
        """The name to show in messages."""
        return self._text.file

    @property
    def data(self) -> Mapping[str, Any]:
        """The values, as tomllib gives them."""
        return self._data

    def problem(
        self,
        path: KeyPath,
        message: str,
        *,
        hint: str | None = None,
        offset: int | None = None,
        length: int | None = None,
        at_key: bool = False,
        level: Level = Level.ERROR,
        code: str | None = None,
    ) -> Problem:
        """A problem at the value of `path`, at its key with `at_key`, or at the nearest parent that is there.

        `offset` and `length` count characters of a string's value, escapes resolved.
        """
        bare = Problem(message=message, hint=hint, level=level, code=code)
        if self._spots is None:
            self._spots = scan(self._text.text)[0]
        there = path
        while there and there not in self._spots:
            there = there[:-1]
        if not there:
            return self._text.problem(path, Stretch(0, 1), bare)
        spot = self._spots[there]
        if there != path:
            stretch = spot.value
        elif at_key:
            stretch = spot.key
        else:
            stretch = self._part(spot.value, offset, length)
        return self._text.problem(path, stretch, bare)

    def _part(self, value: Stretch, offset: int | None, length: int | None) -> Stretch:
        """The stretch of these characters of a string's value; of the whole value without an offset."""
        literal = self._text.text[value.start : value.end]
        if offset is None or literal[:1] not in ("'", '"'):
            return value if length is None else Stretch(value.start, value.start + length)
        starts = starts_of(literal)
        last = len(starts) - 1
        first = max(0, min(offset, last))
        start = starts[first]
        end = starts[max(first, min(first + (1 if length is None else length), last))]
        return Stretch(value.start + start, value.start + max(end, start + 1))


def parse(file: str, text: str, *, veil: Veil = _as_it_is) -> Document:
    """Read a TOML text. `file` is its name in messages; `veil` hides secrets in the lines that problems show.

    Raises ProblemsError, and nothing else, for whatever is not TOML, is larger than LARGEST or nested too deeply.
    """
    whole = _Text(file, text, veil)
    if len(text) > LARGEST or len(text.encode(errors="replace")) > LARGEST:
        big = Problem(message="the file is larger than 1 MiB", hint="split it into several files", where=Where(file))
        raise ProblemsError([big])
    weight = weigh(whole.text)
    if weight.too_deep is not None:
        deep = Problem(message="nested too deeply", hint="is a bracket or a quote missing before this?")
        raise ProblemsError([whole.problem(None, Stretch(weight.too_deep, weight.too_deep + 1), deep)])
    try:
        data = tomllib.loads(whole.text)
    except (ValueError, RecursionError) as error:
        stretch, problem = mistakes.explain(whole.text, *_place(whole, error))
        raise ProblemsError([whole.problem(None, stretch, problem)]) from None
    return _Located(whole, data)


def _place(whole: _Text, error: Exception) -> tuple[str, int | None]:
    """What tomllib says, and the offset at which it says so; None for the end of the text or where it does not tell."""
    message, place = mistakes.split_message(str(error))
    return message, whole.at(*place) if place else None
