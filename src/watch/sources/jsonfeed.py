"""JSON Feed 1.0 and 1.1 → raw items. Anything that is not as the standard says is left out; nothing raises."""

import json
from dataclasses import dataclass
from typing import Any

from watch.sources.items import RawItem
from watch.sources.markup import tidy_text, to_line, to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFeed:
    """What a JSON Feed holds."""

    title: str
    home: str
    language: str
    items: tuple[RawItem, ...]


def read_json_feed(text: str) -> JsonFeed | None:
    """The feed, or None if the text is JSON of another kind or no JSON at all."""
    try:
        data = json.loads(text.lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or "jsonfeed.org/version" not in _text(data, "version"):
        return None
    items = data.get("items")
    return JsonFeed(
        title=to_line(_text(data, "title")),
        home=_text(data, "home_page_url"),
        language=_text(data, "language"),
        items=tuple(_item(item) for item in items if isinstance(item, dict)) if isinstance(items, list) else (),
    )


def _item(item: dict[str, Any]) -> RawItem:
    texts = (
        to_text(_text(item, "summary")),
        to_text(_text(item, "content_html")),
        tidy_text(_text(item, "content_text")),
    )
    return RawItem(
        title=to_line(_text(item, "title")),
        texts=tuple(text for text in texts if text),
        links=tuple(link for name in ("url", "external_url") if (link := _text(item, name))),
        guid=_text(item, "id"),
        dates=tuple(date for name in ("date_published", "date_modified") if (date := _text(item, name))),
        language=_text(item, "language"),
    )


def _text(data: dict[str, Any], name: str) -> str:
    """A string; a number too, since some feeds number their ids."""
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value) if not isinstance(value, int) or abs(value) < 10**18 else ""
