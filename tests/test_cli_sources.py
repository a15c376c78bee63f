"""The commands about sources as a person meets them: sources list, show, why."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from keeping import NOON, StandingClock, a_full_poll_state, a_message, a_poll_state, an_article

from watch import health
from watch.cli import main
from watch.model import Message, Reason, Severity, SourceState
from watch.pipeline.full_text import PENDING
from watch.remembered import PollState
from watch.store import archive, queues
from watch.store.database import Store

CONFIG = """[database]
url = "sqlite:///watch.db"
[reader]
zone = "Asia/Seoul"
[[sources]]
id = "morning"
url = "https://morning.example/feed"
lang = "ko"
tags = ["seoul", "press"]
[[sources]]
id = "ministry"
url = "https://ministry.example/list"
kind = "page"
item = "ul.news li"
lang = "ja"
interval = "30m"
post = "token=open-sesame"
cookies = true
headers = { X-Key = "hunter2-and-more" }
[[sources]]
id = "paper"
url = "https://paper.example/feed"
terms = "personal"
lang = "ko"
"""


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Tripwatch = Callable[..., Ran]


@pytest.fixture
def tripwatch(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Tripwatch:
    """Run the command in this process, in a folder with a config of three sources and no database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRIPWATCH_CONFIG", raising=False)
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["tripwatch", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Ran(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/watch.db", clock=StandingClock(), create=True) as store:
        yield store


def keep(store: Store, *states: PollState) -> None:
    for state in states:
        store.write(partial(queues.record_poll, state=state)).result()


def show(store: Store, *titles: str, digest: str = "d") -> None:
    for title in titles:
        article = an_article(key=title, title=title)
        store.write(
            partial(archive.add_article, article=article, digest=digest, first_seen_at=NOON, baseline=False)
        ).result()


@pytest.mark.parametrize("command", ["list", "show", "why", "poll", "test", "discover", "import", "export"])
def test_every_command_shows_an_example(command: str, tripwatch: Tripwatch) -> None:
    assert f"tripwatch sources {command}" in tripwatch("sources", command, "--help").out


def tell(store: Store, message: Message) -> None:
    about = {"incident_id": None, "reason": Reason.CORRECTION, "severity": Severity.MEDIUM, "at": NOON}
    store.write(partial(archive.add_alert, message=message, **about)).result()  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------ list


def test_without_a_database_every_source_is_new_and_it_is_said_that_nothing_was_polled(tripwatch: Tripwatch) -> None:
    ran = tripwatch("sources", "list", "--format", "json")
    assert ran.status == 0
    assert {row["id"]: (row["state"], row["next_poll_at"]) for row in ran.json} == {
        "morning": ("new", None),
        "ministry": ("new", None),
        "paper": ("new", None),
    }
    assert "nothing was polled yet" in tripwatch("sources", "list").err


def test_the_list_says_how_each_source_is_and_why_one_is_not_well(tripwatch: Tripwatch, store: Store) -> None:
    keep(store, a_full_poll_state(), a_poll_state("ministry", state=SourceState.OK, last_polled_at=NOON))
    show(store, "one", "two")
    rows = {row["id"]: row for row in tripwatch("sources", "list", "--format", "json").json}
    assert (rows["morning"]["state"], rows["morning"]["items"]) == ("blocked", 2)
    assert rows["morning"]["complaints"] == ["blocked", "사이"]
    assert rows["ministry"]["complaints"] == []
    assert rows["paper"]["polled"] is False
    shown = tripwatch("sources", "list")
    assert "2026-10-17 20:59" in shown.out, "the last poll, a minute before noon, in the zone of the reader"
    assert "left out" in shown.out
    assert "no daemon runs" in shown.err


def test_a_source_that_left_the_config_is_named(tripwatch: Tripwatch, store: Store) -> None:
    keep(store, a_poll_state("evening"))
    assert "evening" in tripwatch("sources", "list").err


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("--unhealthy",), ["morning"]),
        (("--tag", "press"), ["morning"]),
        (("--lang", "ko"), ["morning", "paper"]),
        (("--lang", "ja", "--unhealthy"), []),
    ],
)
def test_the_list_can_be_narrowed(words: tuple[str, ...], ids: list[str], tripwatch: Tripwatch, store: Store) -> None:
    keep(store, a_full_poll_state(), a_poll_state("ministry", state=SourceState.OK))
    assert [row["id"] for row in tripwatch("sources", "list", "--format", "json", *words).json] == ids


# ------------------------------------------------------------------------------------------------ show


def test_show_prints_no_header_form_or_cookie(tripwatch: Tripwatch) -> None:
    for words in ((), ("--format", "json")):
        ran = tripwatch("sources", "show", "ministry", *words)
        assert ran.status == 0
        assert "X-Key" in ran.out
        assert "ul.news li" in ran.out
        assert "hunter2" not in ran.out
        assert "sesame" not in ran.out


def test_show_tells_the_state_the_rhythm_the_items_and_what_was_told(tripwatch: Tripwatch, store: Store) -> None:
    keep(store, a_full_poll_state())
    show(store, "장관이 갔다", "An \x1b[31modd title")
    show(store, "Its page is not read yet", digest="d" + PENDING)
    told = f"{health.about('morning')}cannot be read"
    tell(store, a_message(told))
    tell(store, replace(a_message("2 more notices about sources"), text=f"Source x is empty\n{told}: blocked"))
    tell(store, replace(a_message("Source morning-2 is empty"), text="it held no item"))
    about = tripwatch("sources", "show", "morning", "--format", "json").json
    assert (about["arrivals"], about["longest_rest"], about["items"], about["waiting"]) == (12, "3d", 3, 1)
    assert [notice["title"] for notice in about["notices"]] == ["2 more notices about sources", told]
    assert {trouble["kind"]: trouble["told_at"] is not None for trouble in about["troubles"]} == {
        "unreadable": True,
        "gap": False,
    }
    shown = tripwatch("sources", "show", "morning").out
    assert "장관이 갔다" in shown
    assert "\x1b" not in shown
    assert told in shown


@pytest.mark.parametrize("command", ["show", "why"])
def test_an_unknown_id_is_met_with_the_nearest_one(command: str, tripwatch: Tripwatch) -> None:
    ran = tripwatch("sources", command, "mornin")
    assert ran.status == 2
    assert 'did you mean "morning"?' in ran.err


# ------------------------------------------------------------------------------------------------ why


def test_why_tells_what_was_decided_and_the_numbers_behind_it(tripwatch: Tripwatch, store: Store) -> None:
    state = a_full_poll_state()
    keep(store, replace(state, next_poll_at=(state.last_polled_at or NOON) + timedelta(minutes=9)))
    about = tripwatch("sources", "why", "morning", "--format", "json").json
    numbers = {ground["name"]: ground["value"] for ground in about["grounds"]}
    assert about["why"] == "every 7m: 3 of 30 items were new"
    assert (numbers["learned"], numbers["ttl"], numbers["failures"], numbers["delay"]) == ("7m", "1h30m", 3, "9m")
    assert (numbers["new"], numbers["max_age"], numbers["retry_after"]) == (3, "5m", "2m")
    shown = tripwatch("sources", "why", "morning").out
    assert "3 of 30 items were new" in shown
    assert "1h30m" in shown
