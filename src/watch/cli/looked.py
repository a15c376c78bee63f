"""How a look at a source is shown: what answered, what was read in it, what is odd, and the config block to paste."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from watch.cli.scanning import hit_json, hit_line
from watch.cli.show import clean, moment, say
from watch.config.blocks import Value, source_block
from watch.model import Article, Asking, Hit, SourceKind
from watch.net.fetch import Fetched
from watch.pipeline.look import Look
from watch.pipeline.poll import reading_of
from watch.rules.match import Matcher
from watch.sources.document import Feed
from watch.sources.naming import readable_id
from watch.times import format_duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An article that a look found, with what the rules make of it."""

    article: Article
    hits: tuple[Hit, ...]


def judged(articles: Sequence[Article], matcher: Matcher, now: datetime) -> list[Item]:
    """The articles with their hits, as a poll would find them."""
    return [Item(article=article, hits=matcher.match(reading_of(article, now))) for article in articles]


def feed_of(look: Look) -> Feed | None:
    """What was read, if it could be."""
    return look.outcome if isinstance(look.outcome, Feed) else None


def newest(feed: Feed) -> datetime | None:
    """The date of its newest item, by the publisher."""
    return max((one.published_at for one in feed.articles if one.published_at is not None), default=None)


# ------------------------------------------------------------------------------------------------ JSON


def look_json(look: Look) -> dict[str, object]:
    """What answered, and what was read in it; without its items."""
    failure = look.failure
    return {
        "url": look.source.url,
        "status": look.answer.status,
        "failure": {"state": failure[0], "detail": failure[1]} if failure else None,
        "kind": look.source.kind,
        **_answer_json(look.answer if isinstance(look.answer, Fetched) else None),
        **_feed_json(feed_of(look)),
    }


def _answer_json(fetched: Fetched | None) -> dict[str, object]:
    """Of what answered; for none all of it is null."""
    names = ("final_url", "permanent_url", "content_type", "bytes", "etag", "last_modified", "max_age")
    if fetched is None:
        return dict.fromkeys(names)
    said = (fetched.url, fetched.permanent_url, fetched.content_type, len(fetched.body))
    asked_by = (fetched.etag is not None, fetched.last_modified is not None)
    return dict(zip(names, (*said, *asked_by, _written(fetched.max_age)), strict=True))


def _feed_json(feed: Feed | None) -> dict[str, object]:
    """Of what was read; for nothing all of it is null."""
    names = ("format", "title", "encoding", "ttl", "newest", "count")
    if feed is None:
        return dict.fromkeys(names)
    about = (feed.format, feed.title, feed.encoding, _written(feed.ttl), newest(feed), len(feed.articles))
    return dict(zip(names, about, strict=True))


def _written(span: timedelta | None) -> str | None:
    return format_duration(span) if span else None


def item_json(item: Item, now: datetime) -> dict[str, object]:
    """An article, and its hits as `scan` gives them, with the title and text that their offsets count in."""
    article, reading = item.article, reading_of(item.article, now)
    return {
        "title": reading.title,
        "text": reading.text,
        "url": article.url,
        "guid": article.guid,
        "lang": article.lang,
        "published_at": article.published_at,
        "published_raw": article.published_raw,
        "hits": [hit_json(hit) for hit in item.hits],
    }


# ------------------------------------------------------------------------------------------------ text


def say_look(look: Look, zone: str) -> None:
    """What answered, and what was read in it, line by line."""
    for name, value in _about(look, zone):
        say(f"  {name:<12} {clean(value)}")


def _about(look: Look, zone: str) -> Iterator[tuple[str, str]]:
    feed = feed_of(look)
    if isinstance(look.answer, Fetched):
        yield from _about_answer(look.answer, look.source.url)
    if look.failure:
        state, detail = look.failure
        yield "failed", f"{state}: {detail}"
    if feed is not None:
        yield "kind", f"{look.source.kind}: {feed.format}{f', “{feed.title}”' if feed.title else ''}"
        yield "encoding", feed.encoding or "-"
        if feed.ttl:
            yield "ttl", f"it asks to be left alone for {format_duration(feed.ttl)}"
        yield "items", f"{len(feed.articles)}, the newest of {moment(newest(feed), zone)}"


def _about_answer(answer: Fetched, asked: str) -> Iterator[tuple[str, str]]:
    yield "answer", f"{answer.status}, {answer.content_type or 'of no type'}, {len(answer.body):,} bytes"
    if answer.url != asked:
        yield "led to", f"{answer.url}{' (for good)' if answer.permanent_url else ''}"
    if answer.detail:
        yield "odd", answer.detail
    validators = [name for name, value in (("ETag", answer.etag), ("Last-Modified", answer.last_modified)) if value]
    yield "asked by", " and ".join(validators) or "the whole document each time"
    if answer.max_age:
        yield "fresh for", f"{format_duration(answer.max_age)} (Cache-Control or Expires)"


def say_items(items: Sequence[Item], zone: str, now: datetime, *, most: int) -> None:
    """The first so many articles, and behind them all that have hits."""
    shown = [*items[:most], *(item for item in items[most:] if item.hits)]
    for item in shown:
        article = item.article
        say(f"  {moment(article.published_at, zone):<16}  {clean(article.title) or '(no title)'}")
        say(f"  {'':<16}  {clean(article.url or '(no link)')}")
        for hit in item.hits:
            say(f"  {'':<16}  {hit_line(reading_of(article, now), hit)}")
    if len(shown) < len(items):
        say(f"  … and {len(items) - len(shown)} more without a hit")


def id_for(look: Look, taken: Collection[str]) -> str:
    """An id for this source that no other has."""
    feed = feed_of(look)
    return readable_id(feed.title if feed else "", look.source.url, taken)


def block_for(look: Look, source_id: str) -> str:
    """The block of the config that would add this source; what only a person can say is asked for in its comment."""
    source, feed = look.source, feed_of(look)
    settings: dict[str, Value | None] = {"id": source_id, "url": _lasting_url(look), "lang": _lang(look)}
    if source.kind is not SourceKind.FEED:
        settings["kind"] = source.kind.value
    if source.page is not None:
        settings |= asdict(source.page)
    settings |= {"post": source.asking.post, "cookies": source.asking.cookies}
    wanted = "add tier, and terms as its publisher allows"
    return source_block(settings, f"{feed.title}: {wanted}" if feed and feed.title else wanted)


def _lasting_url(look: Look) -> str:
    """Where it moved for good, if it did; not for one with a form or cookies, which are meant for the old place."""
    moved = look.answer.permanent_url if isinstance(look.answer, Fetched) else None
    return moved if moved and look.source.asking == Asking() else look.source.url


def _lang(look: Look) -> str | None:
    """Its language, as it was given, or as all of its items have it."""
    feed = feed_of(look)
    langs = {article.lang for article in feed.articles} if feed else set()
    lang = look.source.lang or (langs.pop() if len(langs) == 1 else None)
    return lang.value if lang else None
