"""Searches of last resort: the address that asks for a query, and what GDELT answers.

Google News answers with RSS and needs no reader of its own, only that the publisher is taken off the end of a title.
"""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from watch.model import Lang
from watch.sources.items import RawItem
from watch.sources.markup import tidy_line, to_line

_GOOGLE = "https://news.google.com/rss/search"
_EDITIONS = {
    Lang.EN: {"hl": "en-US", "gl": "US", "ceid": "US:en"},
    Lang.KO: {"hl": "ko", "gl": "KR", "ceid": "KR:ko"},
    Lang.JA: {"hl": "ja", "gl": "JP", "ceid": "JP:ja"},
}
_GDELT = "https://api.gdeltproject.org/api/v2/doc/doc"
_GDELT_LANGS = {Lang.EN: "english", Lang.KO: "korean", Lang.JA: "japanese"}
_LANG_NAMES = {name: str(lang) for lang, name in _GDELT_LANGS.items()}
#: GDELT asks for five seconds between requests, and refuses all for a while after a quicker one.
GDELT_SPACING = timedelta(seconds=6)
#: The most that GDELT gives.
_GDELT_RECORDS = 250


def google_news_url(query: str, lang: Lang | None) -> str:
    """The feed of a Google News query, in the edition of a language."""
    return f"{_GOOGLE}?{urlencode({'q': query, **_EDITIONS[lang or Lang.EN]})}"


def gdelt_url(query: str, lang: Lang | None) -> str:
    """The answer of GDELT to a query about the last day, newest first."""
    narrowed = f"{query} sourcelang:{_GDELT_LANGS[lang]}" if lang else query
    asked = {
        "query": narrowed,
        "mode": "ArtList",
        "format": "json",
        "timespan": "1d",
        "sort": "DateDesc",
        "maxrecords": _GDELT_RECORDS,
    }
    return f"{_GDELT}?{urlencode(asked)}"


def without_publisher(item: RawItem) -> RawItem:
    """A Google News item with its publisher, which stands at the end of the title, behind it as text."""
    title, dash, publisher = item.title.rpartition(" - ")
    if not dash or not title.strip():
        return item
    # The summary is the title again, as a link, with the publisher behind it.
    return replace(item, title=title.strip(), texts=(tidy_line(publisher),))


def read_gdelt(text: str) -> tuple[RawItem, ...] | str:
    """The items of an answer, or what it is instead, in words that complete "the source answered with"."""
    try:
        data = json.loads(text.lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        # It answers mistakes and haste with a sentence.
        return f"the words “{to_line(text[:400])[:120]}”"
    if not isinstance(data, dict):
        return "JSON that is no answer to a query"
    articles = data.get("articles", [])
    if not isinstance(articles, list):
        return "JSON that is no answer to a query"
    return tuple(_item(article) for article in articles if isinstance(article, dict))


def _item(article: dict[str, Any]) -> RawItem:
    said = {name: value for name, value in article.items() if isinstance(value, str)}
    return RawItem(
        title=to_line(said.get("title", "")),
        links=tuple(said[name] for name in ("url", "url_mobile") if said.get(name)),
        dates=(said["seendate"],) if said.get("seendate") else (),
        language=_LANG_NAMES.get(said.get("language", "").lower(), ""),
    )
