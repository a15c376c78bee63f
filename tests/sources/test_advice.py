"""One look at a feed tells what somebody who would add it should know, and nothing of one that is as it should be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from watch.model import Article, Lang
from watch.sources.advice import advice
from watch.sources.outcome import Feed

NOW = datetime(2026, 10, 17, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def item(number: int, **changes: Any) -> Article:
    about: dict[str, Any] = {
        "title": f"Item {number}",
        "text": "Some words.",
        "url": f"https://a.example/{number}",
        "lang": Lang.EN,
        "published_at": NOW - timedelta(hours=number),
    }
    return Article(source_id="a", key=str(number), **{**about, **changes})


def warnings(*articles: Article, notes: tuple[str, ...] = ()) -> tuple[str, ...]:
    return advice(Feed(articles=articles, format="rss20", notes=notes), QUARTER, NOW)


def test_a_feed_as_it_should_be_has_no_warning() -> None:
    assert warnings(*map(item, range(10))) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"url": None, "guid": None}, "without a link and an id of its own"),
        ({"url": None, "guid": "item-3"}, "without a link and an id of its own"),
        ({"title": ""}, "without a title"),
        ({"title": "Press release"}, "under the same title"),
        ({"lang": None}, "set lang"),
        ({"published_at": None, "published_raw": "yesterdayish"}, '"yesterdayish" was not understood'),
        ({"published_at": NOW + timedelta(days=2)}, "is zone needed"),
        ({"published_at": NOW - timedelta(days=400)}, "kept up no more"),
        ({"text": ""}, "headlines only"),
    ],
)
def test_what_is_wrong_with_the_items_is_said(changes: dict[str, Any], said: str) -> None:
    assert any(said in warning for warning in warnings(*(item(number, **changes) for number in range(5))))


def test_a_window_shorter_than_two_intervals_is_said() -> None:
    close = [item(number, published_at=NOW - timedelta(minutes=number)) for number in range(10)]
    assert "span 9m only" in warnings(*close)[0]
    assert warnings(*close[:1]) == ()
    spread = [replace(one, published_at=NOW - 4 * QUARTER * number) for number, one in enumerate(close)]
    assert warnings(*spread) == ()


def test_what_reading_the_document_noted_is_passed_on_and_an_empty_one_is_named() -> None:
    assert warnings(notes=("the encoding was guessed",)) == (
        "it holds no item now: nothing can be said of it",
        "the encoding was guessed",
    )
