"""What somebody who thinks of adding a source should know of it, from one look at its document. Pure."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from watch.model import Article
from watch.sources.identity import trusted_guid
from watch.sources.outcome import Feed
from watch.times import format_duration

#: A window of fewer intervals than this may lose items when one poll fails.
INTERVALS = 2
#: A feed whose newest item is older than this may be kept up by nobody.
OLD = timedelta(days=60)
#: Dates ahead of now by less are the publisher's clock.
_AHEAD = timedelta(hours=14)


def advice(feed: Feed, interval: timedelta, now: datetime) -> tuple[str, ...]:
    """Warnings, in sentences, gravest first. `interval`: how often the source would be asked."""
    items = feed.articles
    return (*_about_items(items), *_about_dates(items, interval, now), *feed.remarks, *_about_texts(items))


def _about_items(articles: tuple[Article, ...]) -> Iterator[str]:
    if not articles:
        yield "it holds no item now: nothing can be said of it"
        return
    count = len(articles)
    unnamed = sum(1 for one in articles if not one.url and not trusted_guid(one.guid))
    if unnamed:
        yield f"{_of(unnamed, count)} without a link and an id of its own: known by title and date, so an edit is new"
    untitled = sum(1 for one in articles if not one.title)
    if untitled:
        yield f"{_of(untitled, count)} without a title"
    title, times = Counter(one.title for one in articles).most_common(1)[0]
    if title and times > max(2, count // 2):
        yield f"{_of(times, count)} under the same title: is this the right list?"
    unknown = sum(1 for one in articles if one.lang is None)
    if unknown:
        yield f'{_of(unknown, count)} in no language that is known: set lang = "en", "ko" or "ja"'


def _about_dates(articles: tuple[Article, ...], interval: timedelta, now: datetime) -> Iterator[str]:
    dates = sorted(one.published_at for one in articles if one.published_at is not None)
    undated = len(articles) - len(dates)
    if undated:
        unread = next((one.published_raw for one in articles if one.published_raw and one.published_at is None), None)
        such = f' ("{unread[:60]}" was not understood)' if unread else ""
        yield f"{_of(undated, len(articles))} without a date{such}: taken for as new as its first sight"
    if not dates:
        return
    if dates[-1] > now + _AHEAD:
        yield f"dated ahead, up to {dates[-1]:%Y-%m-%d %H:%M} UTC: is zone needed?"
    elif now - dates[-1] > OLD:
        yield f"its newest item is {format_duration(now - dates[-1])} old: it may be kept up no more"
    window = dates[-1] - dates[0]
    if len(dates) > 1 and not undated and timedelta() < window < interval * INTERVALS:
        span, often = format_duration(window), format_duration(interval)
        yield f"its {len(dates)} items span {span} only, and it would be asked every {often}: some may be missed"


def _about_texts(articles: tuple[Article, ...]) -> Iterator[str]:
    if articles and all(not one.text for one in articles):
        yield "headlines only: with full_text = true the page of each new article is read too"


def _of(some: int, count: int) -> str:
    return f"{some} of {count} items {'is' if some == 1 else 'are'}"
