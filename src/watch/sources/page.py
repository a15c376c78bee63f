"""A listing page → articles, by the CSS selectors of its source: what most ministries have where others have a feed.

`item` finds the entries. In each, `link` and `title` find the address and the headline (the first link, and its text,
where they are not given), `date` the day. A day often stands once over several entries, so one that is not found inside
an entry is the last one before it. `date = "comment()"` reads the first comment of an entry. A page on which nothing is
found is redesigned: somebody must look, for it never again says anything by itself.

Runs in a worker process, under limits: the parser takes a minute for a hostile page.
"""

from bisect import bisect_right
from datetime import datetime
from typing import TYPE_CHECKING

from watch.model import Selectors, Source
from watch.sources.dates import dated_before
from watch.sources.decode import Decoded
from watch.sources.identity import absolute_link
from watch.sources.items import ITEM_LIMIT, Context, RawItem, zone_of
from watch.sources.markup import tidy_line
from watch.sources.outcome import Feed, NotAFeed, gathered

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

COMMENT = "comment()"


def read_page(
    decoded: Decoded, url: str, source: Source, at: datetime | None = None, start: int = 0
) -> Feed | NotAFeed:
    """The articles of a page that was fetched at `at`, by which days without a year are dated; from entry `start` on.

    Raises ValueError for a selector that is none; the config has been checked for that (see `checked`).
    """
    from selectolax.lexbor import LexborHTMLParser

    selectors = source.page
    if selectors is None:
        return NotAFeed(detail="a page, and its source has no selectors", redesigned=True)
    page = LexborHTMLParser(decoded.text)
    context = Context(source=source, base=_base(page, url), language=_language(page))
    entries = _Entries(page, selectors, context, at)
    items = entries.items(start)
    if not items and not start:
        return NotAFeed(detail=entries.complaint(), redesigned=True)
    title = page.css_first("title")
    said = tidy_line(title.text()) if title else ""
    return gathered(
        items, context, decoded=decoded, title=said, format_="page", beyond=entries.behind(start + ITEM_LIMIT)
    )


def checked(selector: str) -> str:
    """A selector, unchanged. Raises ValueError, said for a person, for one that cannot be read."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    if selector == COMMENT:
        return selector
    try:
        LexborHTMLParser("<p></p>").css(selector)
    except SelectolaxError:
        raise ValueError(f'"{selector}" is no CSS selector') from None
    return selector


class _Entries:
    """What the selectors find on one page."""

    def __init__(self, page: "LexborHTMLParser", selectors: Selectors, context: Context, at: datetime | None) -> None:
        self._selectors = selectors
        self._context = context
        self._at = at
        self._found = page.css(selectors.item)
        self._order = {node.mem_id: place for place, node in enumerate(page.css("*"))}
        outer = page.css(selectors.date) if selectors.date and selectors.date != COMMENT else []
        #: Where days stand on the page, and what they say.
        self._days = [(self._order[node.mem_id], tidy_line(node.text())) for node in outer]

    def items(self, start: int) -> tuple[RawItem, ...]:
        """The entries of a part that have a headline and an address."""
        found = (self._item(entry) for entry in self._found[start : start + ITEM_LIMIT])
        return tuple(item for item in found if item is not None)

    def behind(self, place: int) -> int:
        """How many entries stand from this place on."""
        return max(0, len(self._found) - place)

    def complaint(self) -> str:
        """What was not found, for the person who must write new selectors."""
        if not self._found:
            return f'a page on which "{self._selectors.item}" finds nothing: it was redesigned, or is another page'
        return f'a page with {len(self._found)} entries for "{self._selectors.item}" and no link with a text in them'

    def _item(self, entry: "LexborNode") -> RawItem | None:
        link = self._link(entry)
        heading = entry.css_first(self._selectors.title) if self._selectors.title else link
        address = (link.attributes.get("href") or "") if link is not None else ""
        title = tidy_line(heading.text(separator=" ")) if heading is not None else ""
        if not title or absolute_link(address, self._context.base) is None:
            return None
        return RawItem(title=title, links=(address,), dates=self._dates(entry))

    def _link(self, entry: "LexborNode") -> "LexborNode | None":
        if self._selectors.link:
            return entry.css_first(self._selectors.link)
        return entry if entry.tag == "a" else entry.css_first("a[href]")

    def _dates(self, entry: "LexborNode") -> tuple[str, ...]:
        """The day of an entry, with the year where it can only be one."""
        written = self._day(entry)
        if not written:
            return ()
        full = dated_before(written, self._at, zone_of(self._context)) if self._at is not None else None
        return (full, written) if full else (written,)

    def _day(self, entry: "LexborNode") -> str:
        selector = self._selectors.date
        if selector == COMMENT:
            nodes = entry.traverse(include_text=True)
            return next((tidy_line(node.comment_content or "") for node in nodes if node.is_comment_node), "")
        inside = entry.css_first(selector) if selector else None
        if inside is not None:
            return tidy_line(inside.text())
        before = bisect_right(self._days, (self._order[entry.mem_id], "")) - 1
        return self._days[before][1] if before >= 0 else ""


def _base(page: "LexborHTMLParser", url: str) -> str:
    base = page.css_first("base[href]")
    return absolute_link(base.attributes.get("href") or "", url) or url if base is not None else url


def _language(page: "LexborHTMLParser") -> str:
    root = page.css_first("html[lang]")
    return root.attributes.get("lang") or "" if root is not None else ""
