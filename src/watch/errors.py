"""What can go wrong, in one family, and how a problem in a file is said: where, what, and what to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol
from unicodedata import combining, east_asian_width


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file. Lines and columns start at 1; columns count characters, not bytes."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Level(StrEnum):
    """How bad a problem is: an error refuses the file, a lint finding does not."""

    ERROR = "error"
    LINT = "lint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in a config or rule file, ready to be shown to the person who made it."""

    message: str
    where: Where | None = None
    hint: str | None = None
    level: Level = Level.ERROR
    #: A stable name for lint findings ("R07"), so that a file can be judged by them.
    code: str | None = None
    #: The source line itself, and how many characters of it the caret underlines.
    source: str | None = None
    length: int = 1

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        code = f" [{self.code}]" if self.code else ""
        head = f"{place}{self.level}: {self.message}{code}"
        if self.source is None or self.where is None:
            return f"{head}\n    hint: {self.hint}" if self.hint else head
        return f"{head}\n{self._picture(self.source, self.where.column - 1)}"

    def _picture(self, source: str, start: int) -> str:
        """The line with a caret under the mistake; a tab stays a tab, a wide character counts two cells."""
        marked = source[start : start + max(1, self.length)]
        blank = "".join("\t" if char == "\t" else " " * cells(char) for char in source[:start])
        caret = "^" * max(1, sum(cells(char) for char in marked))
        hint = f"  {self.hint}" if self.hint else ""
        return f"    {source}\n    {blank}{caret}{hint}"


def cells(char: str) -> int:
    """How many cells of a terminal a character takes: Korean and Japanese characters take two."""
    if combining(char):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


#: The way to a value in a parsed file: keys and list positions, such as ("ladder", 2, "when").
KeyPath = tuple[str | int, ...]


class Document(Protocol):
    """A parsed TOML file that still knows where everything stood (config/locate.py makes them)."""

    @property
    def file(self) -> str:
        """The name to show in messages."""

    @property
    def data(self) -> Mapping[str, Any]:
        """The values, as tomllib gives them."""

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
        """A problem at the value of `path` (at its key with `at_key`; at the nearest parent if the path is not there).

        `offset` and `length` point at characters inside a string value, such as a mistyped operator in a condition.
        """


class TripwatchError(Exception):
    """The root of all errors that are meant to be shown to a person: one line, and a hint where there is one."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n    hint: {self.hint}" if self.hint else self.message


class ProblemsError(TripwatchError):
    """A config or a rule set that cannot be used: all its problems at once, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(sorted(problems, key=lambda p: p.where or Where("", 0, 0)))
        count = len(self.problems)
        super().__init__(f"{count} problem{'s' if count != 1 else ''} found")

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class StoreError(TripwatchError):
    """The database cannot be used: missing folder, not ours, too old, too new, locked, read-only, damaged."""


class AlreadyRunningError(StoreError):
    """Another daemon holds the lock on this database."""


class DeliveryError(TripwatchError):
    """A channel did not take a message. `permanent`: trying again cannot help. `unknown`: it may have arrived."""

    def __init__(
        self, message: str, *, permanent: bool = False, unknown: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.unknown = unknown
        self.retry_after = retry_after
