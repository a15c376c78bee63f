"""A source is asked as its config says, or as its own rhythm teaches, within the bounds of the config."""

from datetime import timedelta

import pytest

from watch.configured import PollingSettings
from watch.model import Source
from watch.sources.pace import Lesson, Wishes, asked

POLLING = PollingSettings(
    interval=timedelta(minutes=15), shortest=timedelta(minutes=1), longest=timedelta(hours=2), grace=timedelta(hours=1)
)
ADAPTS = Source(id="a", url="https://a.example/", interval=timedelta(minutes=15), adapts=True)
FIXED = Source(id="b", url="https://b.example/", interval=timedelta(seconds=5))
QUIET = Lesson(items=20, new=0)


def after(lessons: list[Lesson], source: Source = ADAPTS, **wishes: object) -> timedelta:
    learned, interval = None, source.interval
    for lesson in lessons:
        decided = asked(source, learned, POLLING, lesson, Wishes(**wishes))  # type: ignore[arg-type]
        learned, interval = decided.learned, decided.interval
    return interval


def test_a_quiet_source_is_asked_less_and_less_often_up_to_the_longest() -> None:
    assert after([QUIET]) == timedelta(minutes=18, seconds=45)
    assert after([QUIET] * 40) == POLLING.longest


def test_a_busy_source_is_asked_more_often_down_to_the_shortest() -> None:
    assert after([Lesson(items=20, new=2)]) == timedelta(minutes=12)
    assert after([Lesson(items=20, new=15)] * 40) == POLLING.shortest


def test_where_items_may_have_been_missed_it_is_asked_twice_as_often() -> None:
    assert after([Lesson(items=20, new=20, gap=True)]) == timedelta(minutes=7, seconds=30)


def test_a_source_with_an_interval_of_its_own_keeps_it_whatever_it_brings() -> None:
    wishes = {"ttl": timedelta(hours=1), "max_age": timedelta(hours=1)}
    assert after([QUIET] * 9, FIXED, **wishes) == timedelta(seconds=5)


@pytest.mark.parametrize(("wish", "interval"), [(timedelta(minutes=40), 40), (timedelta(days=7), 120)])
def test_a_publisher_may_ask_for_longer_but_not_for_ever(wish: timedelta, interval: int) -> None:
    assert after([QUIET], ttl=wish) == timedelta(minutes=interval)
    assert after([QUIET], max_age=wish) == timedelta(minutes=interval)


def test_while_a_window_is_open_the_interval_is_half() -> None:
    assert after([QUIET], windows=["Spring festival"]) == timedelta(minutes=9, seconds=22.5)
    assert after([Lesson(items=2, new=2)] * 40, windows=["Spring festival"]) == POLLING.shortest


def test_the_reason_is_said_in_a_sentence() -> None:
    said = asked(ADAPTS, None, POLLING, Lesson(items=20, new=2), Wishes(windows=["Spring festival"])).why
    assert said.startswith("every ")
    assert "2 of 20 items were new" in said
    assert "Spring festival" in said
