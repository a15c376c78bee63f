"""The daemon as its operator meets it: start, reload, refuse, stop."""

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from house import House, Item, Publisher, Sink, rss, utc_now, wait_until

pytestmark = pytest.mark.timeout(90)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with Publisher() as publisher, Sink() as sink:
        publisher.publish("/feed", rss([Item(title="Nothing of note", link="http://news.test/0", at=utc_now())]))
        made = House(folder=tmp_path, publisher=publisher, sink=sink)
        made.write_word_rules(["anchor", "beacon"])
        made.write_config()
        yield made


def say(house: House, word: str) -> None:
    item = Item(title=f"The {word} fell", link=f"http://news.test/{word}", at=utc_now())
    house.publisher.publish("/feed", rss([item]))


def tripwatch(house: House, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "watch", "--config", str(house.config), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


def test_a_story_becomes_an_alert_and_the_daemon_stops_in_order(house: House) -> None:
    with house.daemon() as daemon:
        daemon.wait_for("polled")
        say(house, "anchor")
        assert house.sink.wait(lambda: len(house.sink.received) == 1)
        daemon.wait_for("sent")
        assert len(daemon.left_processes()) == 3, "the daemon and two workers"
        assert daemon.stop() == 0
        assert wait_until(lambda: not daemon.left_processes(), 5)
        assert daemon.other == [], "a line that is not JSON went to a log that is no terminal"
    assert (house.database.stat().st_mode & 0o777) == 0o600


def test_a_second_daemon_on_the_same_database_is_refused(house: House) -> None:
    with house.daemon() as daemon:
        daemon.wait_for("ready")
        second = tripwatch(house, "run")
        assert second.returncode == 2
        assert str(daemon.process.pid) in second.stderr
        assert "Traceback" not in second.stderr


@pytest.mark.slow
def test_a_bad_rule_keeps_the_last_good_set_and_says_where(house: House) -> None:
    rule = house.folder / "rules" / "anchor.toml"
    good = rule.read_text(encoding="utf-8")
    with house.daemon() as daemon:
        daemon.wait_for("polled")
        rule.write_text(good.replace("title(word)", "titel(word)", 1), encoding="utf-8")
        daemon.process.send_signal(1)
        refused = daemon.wait_for("reload-refused")
        assert "anchor.toml:" in refused["message"]
        status = tripwatch(house, "status", "--format", "json")
        assert "anchor.toml:" in json.loads(status.stdout)["refused"]
        say(house, "anchor")
        assert house.sink.wait(lambda: len(house.sink.received) == 1), "the last good rules went away"
        rule.write_text(good, encoding="utf-8")
        daemon.process.send_signal(1)
        daemon.wait_for("reloaded")
        assert json.loads(tripwatch(house, "status", "--format", "json").stdout)["refused"] is None


@pytest.mark.slow
def test_changed_files_are_read_without_being_told(house: House) -> None:
    house.settle = "0.2s"
    house.write_config()
    rule = house.folder / "rules" / "canyon.toml"
    with house.daemon() as daemon:
        daemon.wait_for("polled")
        before = daemon.wait_for("ready")["rules"]
        house.write_word_rules(["canyon"])
        assert daemon.wait_for("reloaded")["rules"] == before + 1
        good = rule.read_text(encoding="utf-8")
        rule.write_text(good.replace("title(word)", "titel(word)", 1), encoding="utf-8")
        assert "canyon.toml:5:9:" in daemon.wait_for("reload-refused")["message"]
        say(house, "canyon")
        assert house.sink.wait(lambda: len(house.sink.received) == 1), "the last good rules went away"
        rule.write_text(good, encoding="utf-8")
        daemon.wait_for("reloaded", 2)
        for name in ("anchor", "beacon", "canyon"):
            (rule.parent / f"{name}.toml").unlink()
        assert "3 of 3 files" in daemon.wait_for("rules-gone")["message"]
        assert json.loads(tripwatch(house, "status", "--format", "json").stdout)["held"]
        daemon.process.send_signal(1)
        assert daemon.wait_for("reloaded", 3)["rules"] == before - 2
        assert sum(event["event"] == "reload-refused" for event in daemon.events) == 1


@pytest.mark.slow
def test_what_was_refused_is_forgotten_by_a_daemon_that_starts_with_a_good_set(house: House) -> None:
    rule = house.folder / "rules" / "anchor.toml"
    good = rule.read_text(encoding="utf-8")
    with house.daemon() as daemon:
        daemon.wait_for("ready")
        rule.write_text("id = ", encoding="utf-8")
        daemon.process.send_signal(1)
        daemon.wait_for("reload-refused")
        daemon.stop()
    rule.write_text(good, encoding="utf-8")
    with house.daemon() as again:
        again.wait_for("ready")
        assert json.loads(tripwatch(house, "status", "--format", "json").stdout)["refused"] is None


@pytest.mark.slow
def test_a_new_rule_is_used_after_a_reload_without_alerting_what_was_there(house: House) -> None:
    with house.daemon() as daemon:
        daemon.wait_for("polled")
        before = daemon.wait_for("ready")["rules"]
        house.write_word_rules(["anchor", "beacon", "canyon"])
        daemon.process.send_signal(1)
        assert daemon.wait_for("reloaded")["rules"] == before + 1
        say(house, "canyon")
        assert house.sink.wait(lambda: len(house.sink.received) == 1)
        assert "canyon" in house.sink.titles[0]


@pytest.mark.slow
def test_a_channel_that_is_down_gets_its_alert_when_it_is_back(house: House) -> None:
    house.sink.status = 503
    with house.daemon() as daemon:
        daemon.wait_for("polled")
        say(house, "anchor")
        assert house.sink.wait(lambda: house.sink.attempts >= 1)
        listed = tripwatch(house, "deliveries", "list", "--format", "json")
        assert json.loads(listed.stdout)[0]["state"] in ("pending", "sending")
        house.sink.status = 200
        assert house.sink.wait(lambda: len(house.sink.received) == 1)
        assert len(house.sink.keys) == 1


@pytest.mark.slow
def test_a_restart_repeats_nothing(house: House) -> None:
    with house.daemon() as daemon:
        daemon.wait_for("polled")
        say(house, "anchor")
        daemon.wait_for("sent")
        daemon.stop()
    with house.daemon() as again:
        again.wait_for("ready")
        asked = house.publisher.asked["/feed"]
        assert house.publisher.wait(lambda: house.publisher.asked["/feed"] >= asked + 2)
        again.stop()
    assert len(house.sink.received) == 1


@pytest.mark.slow
def test_one_round_polls_once_and_ends(house: House) -> None:
    first = tripwatch(house, "run", "--once")
    assert first.returncode == 0, first.stderr
    say(house, "beacon")
    second = tripwatch(house, "run", "--once")
    assert second.returncode == 0, second.stderr
    assert ["beacon" in title for title in house.sink.titles] == [True]


def test_a_round_that_reaches_no_source_says_so_and_names_the_demo(house: House) -> None:
    house.sources = {"feed": "/missing"}
    house.write_config()
    once = tripwatch(house, "run", "--once")
    assert once.returncode == 1
    assert "make demo" in once.stderr


@pytest.mark.slow
def test_no_secret_reaches_the_log_the_database_or_the_lists(house: House) -> None:
    secret = "xoxb-canary-0123456789"
    house.config.write_text(
        house.config.read_text(encoding="utf-8").replace(house.sink.url, f"json://bot:{secret}@127.0.0.1:9/hook"),
        encoding="utf-8",
    )
    with house.daemon() as daemon:
        daemon.wait_for("polled")
        say(house, "anchor")
        daemon.wait_for("retry")
        listed = tripwatch(house, "deliveries", "list", "--format", "json").stdout
        daemon.stop()
        said = json.dumps(daemon.events) + "".join(daemon.other)
    assert secret not in listed + said
    with sqlite3.connect(house.database) as conn:
        assert secret not in "\n".join(conn.iterdump())
    conn.close()


@pytest.mark.slow
def test_it_stops_in_ten_seconds_though_a_source_and_a_channel_hang(house: House) -> None:
    with house.daemon() as daemon:
        daemon.wait_for("polled")
        house.sink.awake.clear()
        say(house, "anchor")
        assert house.sink.wait(lambda: bool(house.sink.hanging))
        house.publisher.awake.clear()
        assert house.publisher.wait(lambda: bool(house.publisher.hanging))
        began = time.monotonic()
        assert daemon.stop() == 0
        assert time.monotonic() - began < 10
        assert wait_until(lambda: not daemon.left_processes(), 5)


@pytest.mark.slow
def test_it_stops_in_ten_seconds_though_another_program_holds_the_database(house: House) -> None:
    with house.daemon() as daemon:
        daemon.wait_for("polled")
        house.publisher.awake.clear()
        say(house, "anchor")
        assert house.publisher.wait(lambda: bool(house.publisher.hanging))
        holder = sqlite3.connect(house.database, isolation_level=None)
        holder.execute("begin immediate")
        house.publisher.awake.set()
        assert house.publisher.wait(lambda: house.publisher.asked["/feed"] >= 2)
        began = time.monotonic()
        daemon.stop()
        assert time.monotonic() - began < 10
        holder.close()
    with house.daemon():
        assert house.sink.wait(lambda: len(house.sink.received) == 1), "what could not be saved was lost"


@pytest.mark.slow
def test_a_reload_takes_new_fetch_settings(house: House) -> None:
    with house.daemon() as daemon:
        daemon.wait_for("polled")
        closed = house.config.read_text(encoding="utf-8").replace(
            'allow_private = ["127.0.0.1"]', "allow_private = false"
        )
        house.config.write_text(closed, encoding="utf-8")
        daemon.process.send_signal(1)
        daemon.wait_for("reloaded")
        assert daemon.wait_for("source-failed")["state"] == "refused"
