"""No crash loses a hit or an alert (P1, P2): a real daemon is killed at every named place, again and again."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from house import House, Item, Publisher, Sink, rss, utc_now, wait_until

from watch.failpoints import NAMES

KILLS = 5
WORDS = ["anchor", "beacon", "canyon", "desert", "ember", "forest", "glacier"]
MAY_REPEAT = {"while-sending", "before-sent-is-recorded"}

#: What a feed holds when it is first looked at.
OLD = 300
#: Once this poll is committed it is not made again, so that a second kill would find nothing to do.
ONCE = {"after-commit"}


def story(word: str) -> Item:
    return Item(title=f"The {word} fell", link=f"http://news.test/{word}", at=utc_now())


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as conn:
        found: list[tuple[object, ...]] = conn.execute(query).fetchall()
    conn.close()
    return found


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("place", NAMES)
def test_no_kill_loses_a_hit_or_an_alert(place: str, tmp_path: Path) -> None:
    with Publisher() as publisher, Sink() as sink:
        house = House(folder=tmp_path, publisher=publisher, sink=sink)
        house.write_word_rules(WORDS)
        house.write_config()
        items = [Item(title="Nothing of note", link="http://news.test/0", at=utc_now())]
        publisher.publish("/feed", rss(items))
        with house.daemon() as first:
            first.wait_for("polled")
            assert first.stop() == 0
        for word in WORDS[:KILLS]:
            items.insert(0, story(word))
            publisher.publish("/feed", rss(items))
            with house.daemon(TRIPWATCH_FAILPOINT=place) as doomed:
                assert doomed.process.wait(60) == -9, f"the daemon was not killed at {place}"
                assert wait_until(lambda: not doomed.left_processes(), 5), (
                    "a process of ours outlived the daemon by 5 s"
                )
        items.insert(0, story(WORDS[KILLS]))
        publisher.publish("/feed", rss(items))
        with house.daemon() as last:
            last.wait_for("ready")
            told = sink.wait(lambda: told_words(sink) == set(WORDS[: KILLS + 1]), 90)
            assert told, f"never told: {set(WORDS[: KILLS + 1]) - told_words(sink)}"
            assert wait_until(lambda: not rows(house.database, "select 1 from deliveries where state <> 'sent'"))
            assert last.stop() == 0
        check_the_books(house, sink, place)


def told_words(sink: Sink) -> set[str]:
    """The words that some message told of: alone, or with others in one message when a poll found many."""
    said = " ".join(f"{received.body['title']} {received.body['message']}" for received in sink.received)
    return {word for word in WORDS if f"The word {word} was said" in said}


def check_the_books(house: House, sink: Sink, place: str) -> None:
    """Every published item is a hit, every alert's key reached the sink, copies only where a crash explains them."""
    hits = {str(row[0]) for row in rows(house.database, "select rule_id from hits")}
    assert hits == set(WORDS[: KILLS + 1])
    keys = {str(row[0]) for row in rows(house.database, "select key from deliveries")}
    assert keys == set(sink.keys)
    copies = sum(sink.keys.values()) - len(sink.keys)
    assert copies <= (KILLS if place in MAY_REPEAT else 0), f"{copies} copies"
    assert rows(house.database, "pragma integrity_check") == [("ok",)]


# ------------------------------------------------------------------------------------------------ the first poll


def old_stories() -> list[Item]:
    at = utc_now() - timedelta(days=3)
    return [Item(title=f"The anchor fell in {n}", link=f"http://news.test/old/{n}", at=at) for n in range(OLD)]


def keys_that_tell(sink: Sink, word: str) -> set[str]:
    """The keys of the messages that speak of a word."""
    return {
        received.key
        for received in sink.received
        if f"The word {word} was said" in f"{received.body['title']} {received.body['message']}"
    }


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.parametrize("place", NAMES)
def test_feed_12_a_kill_in_the_first_poll_neither_floods_nor_loses(place: str, tmp_path: Path) -> None:
    with Publisher() as publisher, Sink() as sink:
        house = House(folder=tmp_path, publisher=publisher, sink=sink)
        house.write_word_rules(["anchor", "beacon", "canyon", "desert"])
        house.write_config()
        items = [story("beacon"), *old_stories()]
        publisher.publish("/feed", rss(items))
        kills = 1 if place in ONCE else 2
        for _ in range(kills):
            with house.daemon(TRIPWATCH_FAILPOINT=place) as doomed:
                assert doomed.process.wait(60) == -9, f"the daemon was not killed at {place}"
                assert wait_until(lambda: not doomed.left_processes(), 5)
        items.insert(0, story("canyon"))
        publisher.publish("/feed", rss(items))
        with house.daemon() as daemon:
            assert sink.wait(lambda: bool(keys_that_tell(sink, "beacon") and keys_that_tell(sink, "canyon"))), (
                sink.titles
            )
            items.insert(0, story("desert"))
            publisher.publish("/feed", rss(items))
            assert sink.wait(lambda: bool(keys_that_tell(sink, "desert"))), sink.titles
            assert wait_until(lambda: not rows(house.database, "select 1 from deliveries where state <> 'sent'"))
            assert daemon.stop() == 0
        check_the_baseline(house, sink, kills if place in MAY_REPEAT else 0)


def check_the_baseline(house: House, sink: Sink, copies: int) -> None:
    """Every item is known once and matched once, and each happening was told by one message, but for known copies."""
    assert rows(house.database, "select count(*), count(distinct key) from articles") == [(OLD + 3, OLD + 3)]
    assert rows(house.database, "select count(*) from hits") == [(OLD + 3,)]
    assert {str(row[0]) for row in rows(house.database, "select key from deliveries")} == set(sink.keys)
    assert not keys_that_tell(sink, "anchor"), "what was there before we looked was told as news"
    assert [len(keys_that_tell(sink, word)) for word in ("beacon", "canyon", "desert")] == [1, 1, 1]
    assert len(sink.keys) <= 3
    assert sum(sink.keys.values()) - len(sink.keys) <= copies
