"""From what a document says of an item to an article: link made absolute, date and language read, key given.

Shared by all kinds of documents; reading a kind of document is feed.py's and jsonfeed.py's matter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from watch.model import Article, Lang, Source
from watch.sources.dates import read_date
from watch.sources.identity import Marks, absolute_link, keys
from watch.sources.markup import tidy_line, tidy_text

#: A document of more items than this is read in parts of so many, each within the limits of a worker.
ITEM_LIMIT = 1_000

_GUID_LIMIT = 500
_ZONES = {Lang.KO: "Asia/Seoul", Lang.JA: "Asia/Tokyo"}
_COUNTRY_ZONES = {"kr": "Asia/Seoul", "jp": "Asia/Tokyo"}
# What feeds write where the name of a language belongs.
_LANGUAGE_NAMES = {
    "kr": Lang.KO,
    "korean": Lang.KO,
    "jp": Lang.JA,
    "japanese": Lang.JA,
    "us": Lang.EN,
    "english": Lang.EN,
}
_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_LATIN = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """An item as its document gives it; title and texts are plain already, nothing else is."""

    title: str
    texts: tuple[str, ...] = ()
    #: Addresses that it may mean, the best first.
    links: tuple[str, ...] = ()
    guid: str = ""
    #: Dates as written, the best first.
    dates: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What holds for all items of a document."""

    source: Source
    #: Where relative links start.
    base: str
    #: What the document says its language is.
    language: str


def articles(items: Sequence[RawItem], context: Context) -> tuple[tuple[Article, ...], int]:
    """The articles, in the document's order, and how many items were left out as empty or as the same item again."""
    zone = zone_of(context)
    drafts = [_draft(item, context, zone) for item in items]
    drafts = [draft for draft in drafts if draft.title or draft.text or draft.url]
    marks = [_marks(draft) for draft in drafts]
    made: dict[str, Article] = {}
    for draft, key in zip(drafts, keys(marks), strict=True):
        made.setdefault(key, _keyed(draft, key))
    return tuple(made.values()), len(items) - len(made)


def zone_of(context: Context) -> tzinfo:
    """The zone in which the document's dates without one are meant."""
    source = context.source
    lang = _named(context.language) or source.lang
    name = source.zone or (_ZONES.get(lang) if lang else None) or _COUNTRY_ZONES.get((source.country or "").lower())
    try:
        return ZoneInfo(name) if name else UTC
    except (OSError, ValueError, LookupError):
        return UTC


def language_of(title: str, declared: str, source_lang: Lang | None) -> Lang | None:
    """The language of an item: as declared, else the source's, else by the script of its title.

    A title in Hangul or kana is believed before a declaration, because blog software says "en" unless told otherwise.
    """
    named = _named(declared)
    hangul, kana, latin = (len(script.findall(title)) for script in (_HANGUL, _KANA, _LATIN))
    if hangul and hangul >= kana and hangul * 3 >= latin:
        return Lang.KO
    if kana and kana * 3 >= latin:
        return Lang.JA
    if named or source_lang:
        return named or source_lang
    return Lang.EN if latin and not declared and title.isascii() else None


def _named(declared: str) -> Lang | None:
    name = re.split(r"[-_;, ]", declared.strip().lower())[0]
    if name in list(Lang):
        return Lang(name)
    return _LANGUAGE_NAMES.get(name)


def _draft(item: RawItem, context: Context, zone: tzinfo) -> Article:
    """An article without its key, which depends on the others of the document."""
    title = tidy_line(item.title)
    raw, published = _date(item.dates, zone)
    return Article(
        source_id=context.source.id,
        key="",
        title=title,
        text=one_text(item.texts),
        url=next((url for link in item.links if link.strip() and (url := absolute_link(link, context.base))), None),
        guid=tidy_line(item.guid)[:_GUID_LIMIT] or None,
        lang=language_of(title, item.language or context.language, context.source.lang),
        tier=context.source.tier,
        country=context.source.country,
        published_at=published,
        published_raw=raw,
    )


def _date(dates: tuple[str, ...], zone: tzinfo) -> tuple[str | None, datetime | None]:
    """The first date that can be read, as written and as an instant; else the first as written."""
    written = [tidy_line(date)[:100] for date in dates if date.strip()]
    for raw in written:
        instant = read_date(raw, zone)
        if instant is not None:
            return raw, instant
    return (written[0], None) if written else (None, None)


def one_text(texts: tuple[str, ...]) -> str:
    """The longest of the texts, after any other one that it does not contain."""
    longest = max(texts, key=len, default="")
    flat = " ".join(longest.split())
    others = [text for text in dict.fromkeys(texts) if text and not _contained(" ".join(text.split()), flat)]
    return tidy_text("\n".join([*others, longest]))


def _contained(short: str, flat: str) -> bool:
    """Whether a summary says nothing that the text does not: it is a part, perhaps with dots where it was cut."""
    return short.rstrip(" .…[]") in flat


def _marks(draft: Article) -> Marks:
    date = draft.published_at.isoformat() if draft.published_at else draft.published_raw or ""
    return Marks(url=draft.url, guid=draft.guid, title=draft.title, text=draft.text, date=date)


def _keyed(draft: Article, key: str) -> Article:
    return replace(draft, key=key)
