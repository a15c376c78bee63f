"""How things are shown: tables on a terminal, JSON on request, instants in the reader's zone."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from rich.console import Console


class Format(StrEnum):
    """How a command prints what it found."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="text for people, json for programs.")]


def say(text: str = "") -> None:
    """Print a line of output."""
    typer.echo(text)


def aside(text: str) -> None:
    """Print a line that is not output: to standard error."""
    typer.echo(text, err=True)


def as_json(value: Any) -> None:
    """Print a value as JSON; instants as ISO 8601 in UTC."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value)


def console(plain_width: int) -> "Console":
    """Where tables and trees are printed: as wide as the terminal; of this width and without colours elsewhere."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False, markup=False, emoji=False)
    return Console(width=plain_width, highlight=False, markup=False, emoji=False, force_terminal=False)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under headings, as wide as the terminal; plain columns when the output goes elsewhere."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    shown = Table(*columns, box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        shown.add_row(*(Text(clean(cell)) for cell in row))
    console(160).print(shown)


def clean(text: str) -> str:
    """Feed text for a terminal: no control character, so no escape sequence."""
    return "".join(char if char.isprintable() else " " for char in text)


def moment(at: datetime | None, zone: str) -> str:
    """An instant for a reader, in their zone; "-" for none."""
    return "-" if at is None else at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


class Styles:
    """Colours, on a terminal only."""

    def __init__(self, wanted: bool) -> None:
        self._wanted = wanted

    def __call__(self, text: str, colour: str) -> str:
        return typer.style(text, fg=colour) if self._wanted else text


def styles() -> Styles:
    """Colours for standard output, if it is a terminal and nobody asked for none."""
    import os

    return Styles(sys.stdout.isatty() and "NO_COLOR" not in os.environ)
