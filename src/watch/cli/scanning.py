"""`tripwatch scan`: articles in, hits out, in the order of the input: one JSON object a line, or lines for a person."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from watch.cli.inputs import LARGEST, Given, Input, kind_of, read
from watch.cli.progress import Advance, bar
from watch.cli.show import aside, clean, say
from watch.errors import TripwatchError
from watch.model import Hit, Lang
from watch.rules.match import Matcher, Reading
from watch.rules.tree import RuleSet

#: A line longer than this is no article.
LONGEST_LINE = 16 * 1024 * 1024
#: A file of more bytes gets a bar.
_LONG = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stream:
    """An input: its name in messages, what it holds, and its size in bytes where it is known."""

    name: str
    kind: Input
    file: BinaryIO
    size: int = 0


#: Gets an article, its hits, and whether the reader has its title and text before them, as in JSON lines.
Show = Callable[[Given, tuple[Hit, ...], bool], None]


def scan_files(files: Iterable[Path], ruleset: RuleSet, *, kind: Input = Input.JSONL, show: Show | None = None) -> int:
    """Scan every file (standard input if there is none) and return how many lines or documents could not be read.

    Raises TripwatchError for a file that cannot be opened.
    """
    matcher = Matcher(ruleset)
    show = show or show_row
    bad = 0
    for stream in _streams(files, kind):
        # Where the answers appear on the same terminal, they are the sign of progress, and a bar would mangle them.
        wanted = stream.size > _LONG and not sys.stdout.isatty()
        with bar(f"scanning {stream.name}", stream.size, wanted=wanted) as advance:
            for given in articles(stream, advance):
                if given is None:
                    bad += 1
                else:
                    show(given, matcher.match(given.reading), stream.kind is Input.JSONL)
    sys.stdout.flush()
    return bad


def articles(stream: Stream, advance: Advance) -> Iterator[Given | None]:
    """The articles of an input; None for each line or document that is unreadable, after saying so."""
    return _read_lines(stream, advance) if stream.kind is Input.JSONL else _read_whole(stream)


def _read_lines(stream: Stream, advance: Advance) -> Iterator[Given | None]:
    """The articles of JSON lines; None for each line that is none, after saying so."""
    for number, line in enumerate(_lines(stream.file), start=1):
        advance(len(line))
        if not line.strip():
            continue
        try:
            row = _row(line)
            yield Given(id=row["id"], reading=_reading(row))
        except ValueError as error:
            aside(f"{stream.name}:{number}: skipped: {error}")
            yield None


def _read_whole(stream: Stream) -> Iterator[Given | None]:
    """The articles of a document; None if it is unreadable, after saying so."""
    try:
        found, notes = read(stream.kind, stream.name, stream.file.read(LARGEST + 1))
    except ValueError as error:
        aside(f"{stream.name}: skipped: {clean(str(error))}")
        yield None
        return
    for note in notes:
        aside(f"{stream.name}: {clean(note)}")
    yield from found


def _streams(files: Iterable[Path], kind: Input) -> Iterator[Stream]:
    """Every input; all of them are opened first, so that a wrong name costs nothing."""
    with ExitStack() as stack:
        opened: list[Stream] = []
        for path in files:
            try:
                file = stack.enter_context(path.open("rb"))
                found = kind_of(path, file) if kind is Input.AUTO else kind
                opened.append(Stream(str(path), found, file, path.stat().st_size))
            except OSError as error:
                raise TripwatchError(f"{path} cannot be read: {error.strerror}") from None
        given = Input.JSONL if kind is Input.AUTO else kind
        yield from opened or [Stream("standard input", given, sys.stdin.buffer)]


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


def show_row(given: Given, hits: tuple[Hit, ...], known: bool) -> None:
    """An article as a line of JSON; with title and text, which the offsets count in, where the reader lacks them."""
    texts = {} if known else {"title": given.reading.title, "text": given.reading.text}
    _write({"id": given.id, **texts, "hits": [hit_json(hit) for hit in hits]})


def show_text(given: Given, hits: tuple[Hit, ...], _known: bool) -> None:
    """An article as lines for a person."""
    say(f"{clean(str(given.id))}: {clean(given.reading.title)}")
    for hit in hits:
        say(f"    {hit_line(given.reading, hit)}")
    if not hits:
        say("    no hits")


def hit_line(reading: Reading, hit: Hit) -> str:
    """A hit in a line for a person: how grave, which rule and rung, the words that made it."""
    told = [hit.rung or "no rung", *([hit.status] if hit.status else [])]
    told += [f"{hit.reaction.by} {hit.reaction.tone}"] if hit.reaction else []
    return f"[{hit.severity}] {hit.rule_id}: {', '.join(told)}: {', '.join(_words(reading, hit))}"


def show_hits(given: Given, hits: tuple[Hit, ...], known: bool) -> None:
    """The same, of articles that have hits."""
    if hits:
        show_text(given, hits, known)


def _words(reading: Reading, hit: Hit) -> list[str]:
    """The words that made the hit, each once, in the order of the article."""
    texts = {"title": reading.title, "text": reading.text}
    return list(dict.fromkeys(clean(texts[span.field][span.start : span.end]) for span in hit.spans))


def _write(row: dict[str, object]) -> None:
    line = json.dumps(row, ensure_ascii=False)
    if not line.isascii():
        try:
            line.encode("utf-8")
        except UnicodeEncodeError:  # half of a surrogate pair in an id: JSON can say it, UTF-8 cannot
            line = json.dumps(row)
    sys.stdout.write(line + "\n")
