"""A feed document → articles: RSS 0.9x–2.0, RSS 1.0 (RDF), Atom 0.1–1.0, JSON Feed. Of anything else, what it is.

Runs in a worker process (watch.workers), under limits: the parser raises, can take minutes for a small hostile
document, and lets scripts through; so the text is repaired before it (decode.py), everything is made plain after it
(markup.py), its own dates are not used (dates.py reads what was written), and it is never given a name to open.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from xml.sax import SAXParseException

from watch.model import Source, SourceKind
from watch.sources.decode import Decoded, to_utf8
from watch.sources.identity import absolute_link, digest
from watch.sources.items import ITEM_LIMIT, Context, RawItem
from watch.sources.jsonfeed import read_json_feed
from watch.sources.markup import to_line, to_text
from watch.sources.outcome import Feed, NotAFeed, gathered
from watch.sources.search import without_publisher

__all__ = ["Feed", "NotAFeed", "digest", "parse"]


def parse(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    charset: str | None = None,
    source: Source,
    start: int = 0,
) -> Feed | NotAFeed:
    """Read a document that was fetched from `url`. Never raises, except MemoryError where memory is limited.

    `charset` is what HTTP said. The content type is only said in the answer, since publishers set it at random.
    `start`: how many items were read before.
    """
    if kind := binary(body):
        return NotAFeed(detail=kind)
    decoded = to_utf8(body, http_charset=charset, hint=source.lang)
    if decoded.text.lstrip()[:1] in ("{", "["):
        return _json(decoded, url, source, start)
    root = _ROOT.search(decoded.text)
    if root is None or root[1].lower() not in ("rss", "rdf", "feed"):
        return NotAFeed(detail=_what(decoded.text, root[1] if root else None, content_type))
    return _xml(decoded, url, source, start)


# ------------------------------------------------------------------------------------------------ what is no feed

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z_][\w.-]{0,40})")
_TITLE = re.compile(r"<title\b[^>]{0,200}>(.{0,1000}?)</title", re.IGNORECASE | re.DOTALL)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PAGE_ROOTS = frozenset({"title", "meta", "script", "style", "div", "center", "h1", "p", "br"})
_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "gzip data that was not announced as such"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "media data"),
    (b"\x7fELF", "a program"),
)
_KNOWN_ROOTS = {
    "urlset": "a sitemap, not a feed",
    "sitemapindex": "a sitemap index, not a feed",
    "opml": "an OPML list of feeds, not a feed",
    "error": "an XML error message",
}


def binary(body: bytes) -> str | None:
    """What a document is that holds no text, or None."""
    if not body.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return "an empty document"
    return next((kind for magic, kind in _MAGIC if body.startswith(magic)), None)


def _what(text: str, root: str | None, content_type: str | None) -> str:
    """Say what a document is that is not a feed, for the person who must correct its address."""
    plain = text.partition("?>")[2].strip()
    if (root or "").lower() in _KNOWN_ROOTS and not re.match("<!doctype html", plain, re.IGNORECASE):
        return _KNOWN_ROOTS[(root or "").lower()]
    if _PAGE.search(plain[:4096]) or (root or "").lower() in _PAGE_ROOTS:
        title = _TITLE.search(plain[:65536])
        shown = to_line(title[1])[:120] if title else ""
        return f"an HTML page titled “{shown}”" if shown else "an HTML page without a title"
    if root is not None and plain.startswith("<"):
        return f"an XML document of the kind <{root}>, which is no feed"
    if not plain:
        return "an empty document"
    served = f" (served as {to_line(content_type)[:60]})" if content_type else ""
    return f"text that is no feed{served}; it begins “{to_line(plain[:400])[:60]}”"


# ------------------------------------------------------------------------------------------------ JSON


def _json(decoded: Decoded, url: str, source: Source, start: int) -> Feed | NotAFeed:
    found = read_json_feed(decoded.text)
    if found is None:
        return NotAFeed(detail="JSON that is not a JSON Feed")
    context = Context(source=source, base=absolute_link(found.home, url) or url, language=found.language)
    return gathered(found.items, context, decoded=decoded, title=found.title, format_="json", start=start)


# ------------------------------------------------------------------------------------------------ XML

_ITEM = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)\s{0,20}>", re.IGNORECASE)
# Elements that nothing of ours is read from and that have made the parser raise: one must not cost a whole feed.
_ODD = re.compile(r"</?(?:(?:gml|georss|geo|psc|itunes|media|cc|creativeCommons):[\w.-]{1,40}|category)\b[^<>]*>")
_DATE_KEYS = ("published", "updated", "created", "dc_date", "date")
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 24 * 7, "monthly": 24 * 30, "yearly": 24 * 365}


def _xml(decoded: Decoded, url: str, source: Source, start: int) -> Feed | NotAFeed:
    text, beyond = _part(decoded.text, start)
    found = _parsed(text)
    if isinstance(found, NotAFeed):
        decoded = replace(decoded, notes=(*decoded.notes, f"read without its odd elements, being {found.detail}"))
        found = _parsed(_ODD.sub("", text))
    if isinstance(found, NotAFeed):
        return found
    if not found.version:
        return NotAFeed(detail="an XML document that looks like a feed but is of no known kind")
    home = absolute_link(_string(found.head, "link"), url)
    base = url if found.version.startswith("atom") else home or url
    context = Context(source=source, base=base, language=_language(found.head))
    title = to_line(_string(found.head, "title"))
    items = tuple(map(without_publisher, found.items)) if source.kind is SourceKind.GOOGLE_NEWS else found.items
    feed = gathered(
        items,
        context,
        decoded=_with_fault(decoded, found, whole=text is decoded.text),
        title=title,
        format_=found.version,
        ttl=_ttl(found.head),
        start=start if text is decoded.text else 0,
        beyond=beyond,
    )
    held = len(_ITEM_END.findall(text))
    if held > 1 and not feed.articles:
        # A feed with items is never silence: something in it has led the parser astray.
        return NotAFeed(detail=f"a feed whose {held} items could not be read")
    return feed


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What feedparser made of a document."""

    version: str
    head: object
    items: tuple[RawItem, ...]
    #: Why it is not well-formed, if it is not.
    fault: str = ""


def _with_fault(decoded: Decoded, found: _Parsed, *, whole: bool) -> Decoded:
    """The document with a note that it is not well-formed; of a part, the cutting may be the reason."""
    if not (found.fault and whole):
        return decoded
    note = f"it is not well-formed XML ({found.fault}): items may be missing or garbled"
    return replace(decoded, notes=(*decoded.notes, note))


def _parsed(text: str) -> _Parsed | NotAFeed:
    import feedparser

    try:
        # A stream, never bytes or a string: those it would try to open as a file or an address.
        found = feedparser.parse(BytesIO(text.encode("utf-8")), sanitize_html=False, resolve_relative_uris=False)
        items = tuple(_item(entry) for entry in found.get("entries") or [])
        fault = found.get("bozo_exception")
        said = to_line(fault.getMessage())[:80] if isinstance(fault, SAXParseException) else ""
        return _Parsed(found.get("version") or "", found.get("feed") or {}, items, said)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the seam around feedparser, which raises in more than a dozen places
        return NotAFeed(detail=f"a feed that could not be parsed: {type(error).__name__}: {to_line(str(error))[:120]}")


def _part(text: str, start: int) -> tuple[str, int]:
    """The document with the items from `start` on alone, as many as are read, and how many stand behind them.

    Cut before parsing, since parsing is what takes the time.
    """
    ends = [found.end() for found in _ITEM_END.finditer(text)]
    if len(ends) <= ITEM_LIMIT:
        return text, 0
    first = _ITEM.search(text)
    head = text[: first.start()] if first else ""
    begin, end = ends[start - 1] if start else len(head), ends[min(start + ITEM_LIMIT, len(ends)) - 1]
    # RDF has the channel closed before the items; else the last closing tags of the document are right for the cut one
    # too.
    tail = re.findall(r"</[^<>]{1,60}>", text[ends[-1] :])
    return head + text[begin:end] + "".join(tail[-2:]), max(0, len(ends) - start - ITEM_LIMIT)


def _item(entry: object) -> RawItem:
    """One entry of feedparser."""
    texts = [_string(part, "value") for part in _list(entry, "content")]
    plain = (to_text(text) for text in [_string(entry, "summary"), *texts])
    return RawItem(
        title=to_line(_string(entry, "title")),
        texts=tuple(text for text in plain if text),
        links=tuple(_links(entry)),
        guid=_string(entry, "id"),
        dates=tuple(date for key in _DATE_KEYS if (date := _string(entry, key))),
    )


def _links(entry: object) -> Iterable[str]:
    """The entry's link, then other addresses of the same thing; a guid only where it is an address."""
    link, guid = _string(entry, "link"), _string(entry, "id")
    if link and (link != guid or _like_address(guid)):
        yield link
    for other in _list(entry, "links"):
        if _string(other, "rel") in ("alternate", "") and _string(other, "href") != guid:
            yield _string(other, "href")


def _like_address(guid: str) -> bool:
    """Whether a permalink guid can be one: "/press/19a.html" can, "333483" cannot."""
    return guid.startswith(("http://", "https://", "/")) or ("/" in guid and ":" not in guid)


def _string(data: object, key: str) -> str:
    """A string of feedparser's; by `dict.get`, because its own `get` answers with what other names hold."""
    value = dict.get(data, key) if isinstance(data, dict) else None
    return value if isinstance(value, str) else ""


def _list(data: object, key: str) -> list[object]:
    value = dict.get(data, key) if isinstance(data, dict) else None
    return value if isinstance(value, list) else []


def _language(head: object) -> str:
    """The language element, else the xml:lang that holds where the feed's title stands."""
    title = dict.get(head, "title_detail") if isinstance(head, dict) else None
    return _string(head, "language") or _string(title, "language")


def _ttl(head: object) -> timedelta | None:
    """How long the feed asks to be left alone, from an hour's fraction up to a week."""
    ttl = _string(head, "ttl").strip()
    hours = _PERIODS.get(_string(head, "sy_updateperiod").strip().lower())
    if re.fullmatch("[0-9]{1,6}", ttl):
        span = timedelta(minutes=int(ttl))
    elif hours:
        often = _string(head, "sy_updatefrequency").strip()
        span = timedelta(hours=hours) / (int(often) if re.fullmatch("[1-9][0-9]{0,3}", often) else 1)
    else:
        return None
    return min(span, timedelta(days=7)) if span else None
