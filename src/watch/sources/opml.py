"""Lists of feeds as other readers keep them (OPML 1.0 and 2.0), read and written. Pure.

A list comes from anywhere: it is decoded and repaired like a feed, read as a stream without a tree, and refused if it
declares anything, is nested without sense or holds more than anybody watches. Nothing that it names is opened.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree
from xml.parsers import expat

from watch.model import Lang, Source, SourceKind
from watch.sources.decode import to_utf8
from watch.sources.markup import tidy_line
from watch.sources.repair import UNWANTED

#: A larger file, more feeds or deeper folders are no list that a person keeps.
LARGEST = 4 * 1024 * 1024
MOST_FEEDS = 10_000
DEEPEST = 40
#: Tags of one feed, and the length of each.
MOST_TAGS, LONGEST_TAG = 10, 60
#: Kinds that another reader can poll.
FEEDS = (SourceKind.FEED, SourceKind.GOOGLE_NEWS)

_DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed of a list. The address is as it stands there: it may be none."""

    title: str
    url: str
    #: The folders it lies in and its categories, each once.
    tags: tuple[str, ...] = ()
    lang: Lang | None = None


class NoListError(Exception):
    """A document that cannot be read as a list of feeds; its text says why, for a person."""


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """The feeds of a list in its order. Raises NoListError, and nothing else but MemoryError."""
    if len(body) > LARGEST:
        raise NoListError(f"it is larger than {LARGEST // 1024 // 1024} MiB")
    text = to_utf8(body).text
    if _DECLARES.search(text):
        raise NoListError("it has declarations of its own, which are not read")
    reader = _Reader()
    parser = ElementTree.XMLParser(target=reader)  # noqa: S314 - no declaration gets here
    try:
        parser.feed(text.encode("utf-8", "replace"))
        parser.close()
    except ElementTree.ParseError as error:
        raise NoListError(f"{expat.ErrorString(error.code)}{_place(text, error)}") from None
    return tuple(reader.found)


def _place(text: str, error: ElementTree.ParseError) -> str:
    """The words at which the parser gave up; its lines are those of the repaired text."""
    line, column = error.position
    there = text.split("\n")[line - 1 : line]
    words = there[0].encode()[max(0, column - 30) : column + 30].decode("utf-8", "ignore") if there else ""
    return f", near “{tidy_line(words)}”" if words.strip() else ""


class _Reader:
    """What the parser calls for each tag: only folders and feeds are kept."""

    def __init__(self) -> None:
        self.found: list[Outline] = []
        #: The names of the open elements: a folder's own, nothing for what is none.
        self._open: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2].lower()
        if not self._open and name != "opml":
            raise NoListError(f"it is an XML document of the kind <{tidy_line(name)[:40]}>, and no OPML")
        if len(self._open) >= DEEPEST:
            raise NoListError(f"its folders are nested more than {DEEPEST} deep")
        self._open.append(self._outline(attributes) if name == "outline" else "")

    def end(self, _tag: str) -> None:
        self._open.pop()

    def _outline(self, attributes: Mapping[str, str]) -> str:
        """Keep a feed; the name of a folder."""
        said = {name.lower(): value for name, value in attributes.items()}
        title = tidy_line(said.get("title") or said.get("text") or "")
        url = said.get("xmlurl", "").strip()
        if not url:
            return title
        if len(self.found) >= MOST_FEEDS:
            raise NoListError(f"it names more than {MOST_FEEDS:,} feeds")
        tags = (*self._open, *_categories(said.get("category", "")))
        self.found.append(Outline(title=title, url=url, tags=_tidy(tags), lang=_lang(said.get("language", ""))))
        return ""


def _categories(written: str) -> Iterator[str]:
    """The words of a category attribute: "/news/asia,press" are three."""
    for path in written.split(","):
        yield from path.split("/")


def _tidy(tags: Iterable[str]) -> tuple[str, ...]:
    short = (tidy_line(tag)[:LONGEST_TAG].strip() for tag in tags)
    return tuple(dict.fromkeys(tag for tag in short if tag))[:MOST_TAGS]


def _lang(written: str) -> Lang | None:
    name = written.strip().lower()[:2]
    return Lang(name) if name in list(Lang) else None


# ------------------------------------------------------------------------------------------------ writing


def write_opml(sources: Sequence[Source], title: str, now: datetime) -> str:
    """A list of these sources, those with tags in a folder by the first of them. Only feeds: see FEEDS."""
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = _sound(title)
    ElementTree.SubElement(head, "dateCreated").text = format_datetime(now)
    body = ElementTree.SubElement(root, "body")
    folders: dict[str, ElementTree.Element] = {}
    for source in sources:
        if source.kind in FEEDS:
            _add(_folder(body, folders, source.tags), source)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _folder(
    body: ElementTree.Element, folders: dict[str, ElementTree.Element], tags: Sequence[str]
) -> ElementTree.Element:
    if not tags:
        return body
    if tags[0] not in folders:
        folders[tags[0]] = ElementTree.SubElement(body, "outline", text=_sound(tags[0]))
    return folders[tags[0]]


def _add(folder: ElementTree.Element, source: Source) -> None:
    about = {"type": "rss", "text": source.id, "title": source.id, "xmlUrl": source.url}
    if source.lang:
        about["language"] = source.lang
    if source.tags:
        about["category"] = ",".join(source.tags)
    ElementTree.SubElement(folder, "outline", {name: _sound(value) for name, value in about.items()})


def _sound(text: str) -> str:
    """A text without what XML cannot hold."""
    return UNWANTED.sub("", text)
