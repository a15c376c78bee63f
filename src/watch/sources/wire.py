"""What goes over the socket to a worker and back: the records of a parse as JSON values, and from them."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from watch.model import Article, Asking, Lang, Selectors, Source, SourceKind, Terms, Tier
from watch.sources.document import Wanted
from watch.sources.outcome import Feed, NotAFeed


def task_for(
    url: str,
    content_type: str | None,
    charset: str | None,
    source: Source,
    at: datetime | None = None,
    *,
    wanted: Wanted = Wanted.LIST,
    start: int = 0,
) -> dict[str, Any]:
    """What a worker must know beside the body."""
    # How it is asked is none of a worker's business, and may hold secrets.
    about = asdict(replace(source, asking=Asking())) | {"interval": source.interval.total_seconds()}
    del about["asking"]
    fetched = at.isoformat() if at else None
    return {
        "url": url,
        "content_type": content_type,
        "charset": charset,
        "source": about,
        "at": fetched,
        "wanted": wanted,
        "start": start,
    }


def source_from(about: dict[str, Any]) -> Source:
    """The source of a task, back again."""
    lang, tier, page = about["lang"], about["tier"], about["page"]
    return Source(
        **about
        | {
            "interval": timedelta(seconds=about["interval"]),
            "kind": SourceKind(about["kind"]),
            "page": Selectors(**page) if page else None,
            "lang": Lang(lang) if lang else None,
            "tier": Tier(tier),
            "terms": Terms(about["terms"]),
            "tags": tuple(about["tags"]),
        }
    )


def answer_to(outcome: Feed | NotAFeed) -> dict[str, Any]:
    """What a worker says of a parsed document."""
    if isinstance(outcome, NotAFeed):
        return {"not_a_feed": outcome.detail, "redesigned": outcome.redesigned}
    feed = asdict(outcome) | {"ttl": outcome.ttl.total_seconds() if outcome.ttl else None}
    for article in feed["articles"]:
        article["published_at"] = article["published_at"].isoformat() if article["published_at"] else None
    return {"feed": feed}


def outcome_from(answer: dict[str, Any]) -> Feed | NotAFeed:
    """The outcome of an answer. Raises LookupError, TypeError or ValueError for what no worker of ours says."""
    if "not_a_feed" in answer:
        return NotAFeed(detail=str(answer["not_a_feed"]), redesigned=bool(answer["redesigned"]))
    feed = answer["feed"]
    ttl = feed["ttl"]
    return Feed(
        **feed
        | {
            "articles": tuple(_article(article) for article in feed["articles"]),
            "notes": tuple(feed["notes"]),
            "ttl": timedelta(seconds=ttl) if ttl else None,
        }
    )


def _article(article: dict[str, Any]) -> Article:
    lang, published = article["lang"], article["published_at"]
    return Article(
        **article
        | {
            "lang": Lang(lang) if lang else None,
            "tier": Tier(article["tier"]),
            "published_at": datetime.fromisoformat(published) if published else None,
        }
    )
