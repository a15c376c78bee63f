"""Sources asked from the command line: tried, searched for and polled, for good or only to look."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from house import House, Item, Publisher, Sink, rss, utc_now

from watch.cli import main
from watch.config.load import load_config
from watch.store import archive, queues
from watch.store.database import Store, lock
from watch.times import SystemClock

Tripwatch = Callable[..., tuple[int, str, str]]

PAGE = """<html lang="en"><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body><ul>
<li><b>2026-10-17</b> <a href="/1.html">The anchor fell</a></li>
<li><a href="/2.html">Calm weather</a></li></ul></html>"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A config with one source, `feed`, and one rule; a page at /page that names the feed."""
    with Publisher() as publisher, Sink() as sink:
        publisher.publish("/page", PAGE.encode(), "text/html")
        publisher.publish("/feed", rss([Item(title="The anchor fell", link="/1", at=utc_now())]))
        house = House(folder=tmp_path, publisher=publisher, sink=sink)
        house.write_word_rules(["anchor"])
        house.write_config()
        yield house


@pytest.fixture
def tripwatch(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], house: House) -> Tripwatch:
    """Run the command in this process, in the folder of the house: status, output, standard error."""
    monkeypatch.chdir(house.folder)
    monkeypatch.delenv("TRIPWATCH_CONFIG", raising=False)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tripwatch", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


def add_to_config(house: House, block: str) -> None:
    house.config.write_text(f"{house.config.read_text(encoding='utf-8')}\n{block}", encoding="utf-8")


# ------------------------------------------------------------------------------------------------ test


def test_trying_a_page_shows_its_items_their_hits_and_a_block_that_can_be_pasted(
    tripwatch: Tripwatch, house: House
) -> None:
    words = ("sources", "test", house.publisher.url("/page"), "--item", "li", "--date", "b", "--format", "json")
    status, out, _ = tripwatch(*words)
    found = json.loads(out)
    assert (status, found["kind"], found["count"], found["status"]) == (0, "page", 2, 200)
    first, second = found["items"]
    assert first["published_at"] == "2026-10-17T00:00:00+00:00"
    assert [hit["rule"] for hit in first["hits"] if hit["rule"] == "anchor"] == ["anchor"]
    assert (second["title"], second["hits"]) == ("Calm weather", [])
    add_to_config(house, found["config"])
    assert [source.kind for source in load_config(house.config, environ={}).sources] == ["feed", "page"]


def test_trying_a_feed_prints_all_of_it_for_a_person(tripwatch: Tripwatch, house: House) -> None:
    status, out, _ = tripwatch("sources", "test", house.publisher.url("/feed"))
    assert status == 0
    assert "rss20" in out
    assert "[high] anchor" in out
    assert "it is in the config already: feed" in out


def test_what_is_no_feed_ends_with_status_1_and_says_what_to_do(tripwatch: Tripwatch, house: House) -> None:
    status, out, err = tripwatch("sources", "test", house.publisher.url("/page"))
    assert status == 1
    assert "not-a-feed" in out
    assert "sources discover" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--kind", "page"), "needs --item"),
        (("--link", "a"), "needs --item"),
        (("--item", "li >"), "no CSS selector"),
        (("--item", "li", "--kind", "feed"), "mean nothing to kind feed"),
    ],
)
def test_selectors_that_make_no_sense_are_refused_before_anything_is_asked(
    words: tuple[str, ...], said: str, tripwatch: Tripwatch, house: House
) -> None:
    status, _, err = tripwatch("sources", "test", house.publisher.url("/page"), *words)
    assert status == 2
    assert said in err
    assert not house.publisher.asked


def test_without_a_config_the_defaults_hold_and_with_them_the_guard(tripwatch: Tripwatch, house: House) -> None:
    house.config.unlink()
    for command in ("test", "discover"):
        status, out, _ = tripwatch("sources", command, house.publisher.url("/feed"))
        assert status == 1
        assert "loopback" in out
    assert not house.publisher.asked


# ------------------------------------------------------------------------------------------------ discover


def test_discovering_names_what_is_known_and_gives_a_block_for_what_is_not(tripwatch: Tripwatch, house: House) -> None:
    status, out, _ = tripwatch("sources", "discover", house.publisher.url("/page"), "--format", "json")
    (known,) = json.loads(out)["found"]
    assert (status, known["known_as"], known["config"]) == (0, "feed", None)
    house.sources = {"other": "/other"}
    house.write_config()
    status, out, _ = tripwatch("sources", "discover", house.publisher.url("/page"))
    assert status == 0
    assert f'url  = "{house.publisher.url("/feed")}"' in out


# ------------------------------------------------------------------------------------------------ poll


def test_a_dry_poll_shows_what_would_be_new_and_stores_nothing(tripwatch: Tripwatch, house: House) -> None:
    status, out, _ = tripwatch("sources", "poll", "feed", "--dry-run", "--format", "json")
    (dry,) = json.loads(out)
    assert (status, dry["known"], [item["title"] for item in dry["new"]]) == (0, None, ["The anchor fell"])
    assert not house.database.exists()


def test_a_poll_keeps_what_it_finds_and_a_dry_one_after_it_knows_that(tripwatch: Tripwatch, house: House) -> None:
    status, out, _ = tripwatch("sources", "poll", "feed", "--format", "json")
    (row,) = json.loads(out)
    assert (status, row["state"], row["items"]) == (0, "ok", 1)
    assert house.sink.titles, "what is grave in a baseline is told"
    second = Item(title="Calm weather", link="/2", at=utc_now())
    house.publisher.publish("/feed", rss([second, Item(title="The anchor fell", link="/1", at=utc_now())]))
    with Store.open(f"sqlite:///{house.database}", clock=SystemClock(), read_only=True) as store, store.read() as conn:
        before = queues.poll_states(conn), archive.counts(conn)
    # Beside a daemon, too: a dry poll needs no lock.
    with lock(f"sqlite:///{house.database}"):
        (dry,) = json.loads(tripwatch("sources", "poll", "feed", "--dry-run", "--format", "json")[1])
    assert (dry["known"], [item["title"] for item in dry["new"]]) == (1, ["Calm weather"])
    with Store.open(f"sqlite:///{house.database}", clock=SystemClock(), read_only=True) as store, store.read() as conn:
        assert (queues.poll_states(conn), archive.counts(conn)) == before


def test_only_the_named_sources_are_polled_and_a_failure_is_status_1(tripwatch: Tripwatch, house: House) -> None:
    house.sources = {"feed": "/feed", "gone": "/gone"}
    house.write_config()
    status, out, _ = tripwatch("sources", "poll", "gone")
    assert status == 1
    assert "404" in out
    assert dict(house.publisher.asked) == {"/gone": 1}


def test_beside_a_daemon_a_poll_is_refused_and_a_dry_one_is_named(tripwatch: Tripwatch, house: House) -> None:
    with lock(f"sqlite:///{house.database}"):
        status, _, err = tripwatch("sources", "poll", "feed")
    assert status == 2
    assert str(os.getpid()) in err
    assert "--dry-run" in err
    assert not house.publisher.asked


def test_an_id_that_is_not_there_is_met_with_the_nearest_one(tripwatch: Tripwatch) -> None:
    status, _, err = tripwatch("sources", "poll", "fed")
    assert status == 2
    assert 'did you mean "feed"?' in err


def test_a_source_that_is_left_out_is_not_polled(tripwatch: Tripwatch, house: House) -> None:
    add_to_config(house, '[[sources]]\nid = "paper"\nurl = "https://paper.example/"\nterms = "personal"\n')
    for words in ((), ("--dry-run",)):
        status, _, err = tripwatch("sources", "poll", "paper", *words)
        assert status == 2
        assert "[polling] personal" in err
