"""`tripwatch scan`: articles in, hits out, one JSON object a line, in the order of the input."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from watch.cli.show import aside
from watch.errors import TripwatchError
from watch.model import Hit, Lang
from watch.rules.match import Matcher, Reading
from watch.rules.tree import RuleSet

#: A line longer than this is no article.
LONGEST_LINE = 16 * 1024 * 1024


def scan_files(files: Iterable[Path], ruleset: RuleSet) -> int:
    """Scan every file (standard input if there is none) and return how many lines could not be read.

    Raises TripwatchError for a file that cannot be opened.
    """
    matcher = Matcher(ruleset)
    bad = 0
    for name, stream in _streams(files):
        for number, line in enumerate(_lines(stream), start=1):
            if not line.strip():
                continue
            try:
                row = _row(line)
                reading = _reading(row)
            except ValueError as error:
                aside(f"{name}:{number}: skipped: {error}")
                bad += 1
                continue
            _write({"id": row["id"], "hits": [hit_json(hit) for hit in matcher.match(reading)]})
    sys.stdout.flush()
    return bad


def _streams(files: Iterable[Path]) -> Iterator[tuple[str, BinaryIO]]:
    """Every input with its name; all of them are opened first, so that a wrong name costs nothing."""
    paths = list(files)
    with ExitStack() as stack:
        opened: list[tuple[str, BinaryIO]] = []
        for path in paths:
            try:
                opened.append((str(path), stack.enter_context(path.open("rb"))))
            except OSError as error:
                raise TripwatchError(f"{path} cannot be read: {error.strerror}") from None
        yield from opened or [("standard input", sys.stdin.buffer)]


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines; one that is too long comes as its beginning, and its rest is passed over."""
    while line := stream.readline(LONGEST_LINE):
        yield line
        while not line.endswith(b"\n") and len(line) == LONGEST_LINE:
            line = stream.readline(LONGEST_LINE)


def _row(line: bytes) -> dict[str, object]:
    """The object on a line. Raises ValueError, said for a person."""
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON at column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    if "id" not in row:
        raise ValueError('it has no "id"')
    return row


def _text_of(row: dict[str, object], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f'"{name}" must be a text')
    return value


def _reading(row: dict[str, object]) -> Reading:
    title, text = _text_of(row, "title"), _text_of(row, "text")
    if not title and not text:
        raise ValueError('it has neither "title" nor "text"')
    lang = _text_of(row, "lang").lower()[:2]
    return Reading(
        title=title,
        text=text,
        lang=Lang(lang) if lang in set(Lang) else None,
        on=_day(_text_of(row, "published")),
        source=_text_of(row, "source") or None,
    )


def _day(published: str) -> date | None:
    """The day of publication, as the text says it; an unreadable one is unknown, not an error."""
    try:
        return datetime.fromisoformat(published).date()
    except ValueError:
        return None


def hit_json(hit: Hit) -> dict[str, object]:
    """A hit as DESIGN 12 fixes it; fields may be added, never renamed."""
    return {
        "rule": hit.rule_id,
        "rung": hit.rung,
        "severity": hit.severity,
        "status": hit.status,
        "reaction": {"by": hit.reaction.by, "tone": hit.reaction.tone} if hit.reaction else None,
        "spans": [
            {"field": span.field, "start": span.start, "end": span.end, "group": span.group, "term": span.term}
            for span in hit.spans
        ],
    }


def _write(row: dict[str, object]) -> None:
    line = json.dumps(row, ensure_ascii=False)
    if not line.isascii():
        try:
            line.encode("utf-8")
        except UnicodeEncodeError:  # half of a surrogate pair in an id: JSON can say it, UTF-8 cannot
            line = json.dumps(row)
    sys.stdout.write(line + "\n")
