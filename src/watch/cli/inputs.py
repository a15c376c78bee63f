"""What `tripwatch scan` reads beside JSON lines: a plain text, an HTML page, a feed document. Each gives articles.

JSON lines are read in scanning.py, line by line; the documents here are read whole.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from watch.model import Article, Source

if TYPE_CHECKING:
    from watch.rules.match import Reading

#: A document longer than this is not read.
LARGEST = 64 * 1024 * 1024


class Input(StrEnum):
    """What a file holds."""

    AUTO = "auto"
    JSONL = "jsonl"
    TEXT = "text"
    HTML = "html"
    FEED = "feed"


_ENDINGS = {
    **dict.fromkeys((".txt", ".text"), Input.TEXT),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Input.HTML),
    **dict.fromkeys((".xml", ".rss", ".atom", ".rdf"), Input.FEED),
}
_TITLE = re.compile(r"<title\b[^>]{0,200}>(.{0,5000}?)</title\s*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One article of an input, ready for the engine."""

    id: object
    reading: "Reading"


def kind_of(path: Path, stream: BinaryIO) -> Input:
    """What a file holds, by its ending; one of JSON lines is known whatever its ending is.

    Nothing is read from a file that cannot be wound back.
    """
    ending = path.suffix.lower()
    if ending not in _ENDINGS and ending != ".json":
        return Input.JSONL
    if not stream.seekable():
        return _ENDINGS.get(ending, Input.JSONL)
    first = stream.readline(LARGEST)
    while first and not first.strip():
        first = stream.readline(LARGEST)
    rest = stream.read(4096) if ending == ".json" else b""
    stream.seek(0)
    if _is_row(first):
        return Input.JSONL
    return _ENDINGS.get(ending) or (Input.FEED if b"jsonfeed.org/version" in first[:4096] + rest else Input.JSONL)


def _is_row(line: bytes) -> bool:
    """Whether a line is an article as JSON lines give them."""
    if not line.lstrip().startswith(b"{"):
        return False
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and "id" in row and "items" not in row


def read(kind: Input, name: str, body: bytes) -> tuple[list[Given], tuple[str, ...]]:
    """The articles of a document, and what was odd about it. Raises ValueError, said for a person."""
    if len(body) > LARGEST:
        raise ValueError(f"larger than {LARGEST // 1024 // 1024} MiB")
    match kind:
        case Input.TEXT:
            return [Given(id=name, reading=_plain(body))], ()
        case Input.HTML:
            reading, notes = _page(body)
            return [Given(id=name, reading=reading)], notes
        case _:
            return _feed(name, body)


def _plain(body: bytes) -> "Reading":
    try:
        text = body.decode("utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start + 1}") from None
    return plain(text)


def plain(text: str) -> "Reading":
    """A text whose first line that is not blank is the title. Raises ValueError where there is nothing in it."""
    from watch.rules.match import Reading

    title, _, rest = text.lstrip().partition("\n")
    if not title:
        raise ValueError("there is nothing in it")
    return Reading(title=title.rstrip(), text=rest.strip())


def _page(body: bytes) -> tuple["Reading", tuple[str, ...]]:
    from watch.rules.match import Reading
    from watch.sources.decode import page_to_utf8
    from watch.sources.markup import to_line, to_text

    decoded = page_to_utf8(body)
    found = _TITLE.search(decoded.text)
    title = to_line(found[1]) if found else ""
    text = to_text(_TITLE.sub("", decoded.text, count=1))
    if not title and not text:
        raise ValueError("there is nothing to read in it")
    return Reading(title=title, text=text), decoded.notes


def _feed(name: str, body: bytes) -> tuple[list[Given], tuple[str, ...]]:
    """The items of a feed document. It is read in this process: whoever scans a file is there to end it."""
    from watch.sources.document import NotAFeed, parse

    source = Source(id=Path(name).stem or "feed", url="", interval=timedelta(days=1))
    found = parse(body, url="", source=source)
    if isinstance(found, NotAFeed):
        raise ValueError(f"this is no feed but {found.detail}")
    return list(_given(found.articles)), found.remarks


def _given(articles: Iterable[Article]) -> Iterable[Given]:
    from watch.rules.match import Reading

    for article in articles:
        on = article.published_at.date() if article.published_at else None
        reading = Reading(title=article.title, text=article.text, lang=article.lang, on=on)
        yield Given(id=article.url or article.key, reading=reading)
