"""A command is saved whole or not at all; a fault of the disk ends the command, not the daemon."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest
from keeping import NOON, StandingClock, a_hit, a_message, a_poll_state, an_article
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from watch.errors import StoreError
from watch.model import Severity
from watch.store import archive, queues, sqlite, writer
from watch.store.database import Store


def recall(store: Store, key: str) -> str | None:
    with store.read() as conn:
        return archive.recall(conn, key)


def whole_poll(conn: Connection) -> None:
    """What one poll saves: an article, its hit, an alert on its way, the state of the source."""
    article_id = archive.add_article(conn, an_article(), digest="d1", first_seen_at=NOON, baseline=False)
    archive.add_hit(conn, article_id, a_hit(), engine="1", at=NOON)
    alert_id = archive.add_alert(
        conn, incident_id=None, reason="notice", severity=Severity.LOW, message=a_message(), at=NOON
    )
    queues.enqueue(conn, alert_id, "hook", "key", NOON)
    queues.record_poll(conn, a_poll_state(etag="new"))


def everything(store: Store) -> tuple[dict[str, int], int]:
    with store.read() as conn:
        return archive.counts(conn), len(queues.poll_states(conn))


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program, such as a database shell, in the middle of a change."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_command_returns_when_others_can_see_what_it_saved(store: Store) -> None:
    def command(conn: Connection) -> int:
        archive.remember(conn, "a", "b")
        return 7

    assert store.write(command).result() == 7
    with sqlite3.connect(store.path) as other:
        assert other.execute("select value from settings where key = 'a'").fetchall() == [("b",)]
    other.close()


def test_an_exception_in_the_middle_takes_everything_back(store: Store) -> None:
    before = everything(store)

    def command(conn: Connection) -> None:
        whole_poll(conn)
        raise LookupError("in the middle")

    with pytest.raises(LookupError, match="in the middle"):
        store.write(command).result()
    assert everything(store) == before
    store.write(whole_poll).result()
    assert everything(store) != before


def test_a_refused_row_takes_everything_back(store: Store) -> None:
    def command(conn: Connection) -> None:
        whole_poll(conn)
        queues.enqueue(conn, 1, "hook", "key", NOON)

    before = everything(store)
    with pytest.raises(IntegrityError):
        store.write(command).result()
    assert everything(store) == before


def test_a_command_that_raises_does_not_harm_the_next(store: Store) -> None:
    failed = store.write(lambda conn: conn.exec_driver_sql("SELECT nonsense FROM nowhere").all())
    after = store.write(lambda conn: archive.remember(conn, "after", "kept"))
    with pytest.raises(OperationalError):
        failed.result()
    after.result()
    assert recall(store, "after") == "kept"


def _note(order: list[int], number: int, _: Connection) -> None:
    order.append(number)


def test_commands_run_in_the_order_in_which_they_were_handed_in(store: Store) -> None:
    order: list[int] = []
    futures = [store.write(partial(_note, order, number)) for number in range(50)]
    for future in futures:
        future.result()
    assert order == list(range(50))


def test_a_command_that_waits_can_be_cancelled_and_one_that_runs_cannot(store: Store) -> None:
    begun, go_on = Event(), Event()

    def slow(conn: Connection) -> None:
        begun.set()
        go_on.wait(10)
        archive.remember(conn, "slow", "kept")

    running, waiting = store.write(slow), store.write(lambda conn: archive.remember(conn, "waiting", "kept"))
    begun.wait(10)
    assert not running.cancel()
    assert waiting.cancel()
    go_on.set()
    running.result()
    with pytest.raises(CancelledError):
        waiting.result()
    assert recall(store, "slow") == "kept"
    assert recall(store, "waiting") is None


def behind_a_gate(store: Store, *commands: Callable[[Connection], object]) -> list[Future[object]]:
    """Commands that may share a transaction, all handed in before the first of them can begin."""
    gate = Event()
    first = store.write(lambda conn: gate.wait())
    futures = [store.write(command, together=True) for command in commands]
    gate.set()
    first.result()
    return futures


def test_neighbours_that_may_share_a_transaction_are_saved_at_one_stroke(store: Store) -> None:
    seen: list[str | None] = []

    def looks(conn: Connection) -> None:
        seen.extend((archive.recall(conn, "a"), recall(store, "a")))

    keeps = partial(archive.remember, key="a", value="b")
    for future in behind_a_gate(store, keeps, looks):
        future.result()
    # In the same transaction the first is done; nobody else sees it before the last is.
    assert seen == ["b", None]
    assert recall(store, "a") == "b"


def test_of_those_that_share_a_transaction_only_the_one_that_fails_is_lost(store: Store) -> None:
    def fails(conn: Connection) -> None:
        archive.remember(conn, "c", "half")
        raise LookupError("not this one")

    before, failed, after = behind_a_gate(
        store, partial(archive.remember, key="a", value="1"), fails, partial(archive.remember, key="b", value="2")
    )
    before.result()
    after.result()
    with pytest.raises(LookupError, match="not this one"):
        failed.result()
    assert [recall(store, key) for key in "abc"] == ["1", "2", None]


def test_a_command_that_wants_its_own_transaction_has_it_among_those_that_share(store: Store) -> None:
    gate = Event()
    seen: list[str | None] = []
    first = store.write(lambda conn: gate.wait())
    for key in "ab":
        store.write(partial(archive.remember, key=key, value="saved"), together=True)
    alone = store.write(lambda conn: seen.extend(recall(store, key) for key in "abc"))
    store.write(partial(archive.remember, key="c", value="saved"), together=True)
    gate.set()
    first.result()
    alone.result()
    assert seen == ["saved", "saved", None]


def test_closing_saves_all_that_was_handed_in(url: str) -> None:
    store = Store.open(url, clock=StandingClock(), create=True)
    futures: list[Future[None]] = [
        store.write(partial(archive.remember, key=f"k{number}", value="kept")) for number in range(200)
    ]
    store.close()
    store.close()
    assert all(future.done() and future.exception() is None for future in futures)
    with pytest.raises(StoreError, match="closed"):
        store.write(lambda _: None)
    with Store.open(url, clock=StandingClock(), read_only=True) as again:
        assert recall(again, "k199") == "kept"


def test_a_close_does_not_wait_long_for_another_program_and_says_what_was_not_saved(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store.open(url, clock=StandingClock(), create=True)
    store.write(partial(archive.remember, key="before", value="kept")).result()
    with held(store.path):
        futures = [store.write(partial(archive.remember, key=f"k{number}", value="lost")) for number in range(50)]
        began = time.monotonic()
        store.close(timedelta(seconds=0.3))
        assert time.monotonic() - began < 2
    for future in futures:
        with pytest.raises(StoreError, match="being closed"):
            future.result(0)
    assert "50 changes were not saved" in caplog.text
    with Store.open(url, clock=StandingClock()) as again:
        assert (recall(again, "before"), recall(again, "k0"), recall(again, "k49")) == ("kept", None, None)


def test_a_close_saves_all_when_the_other_program_lets_go_in_time(url: str) -> None:
    store = Store.open(url, clock=StandingClock(), create=True)
    with held(store.path):
        futures = [store.write(partial(archive.remember, key=f"k{number}", value="kept")) for number in range(20)]
        closing = Thread(target=store.close, args=(timedelta(seconds=30),))
        closing.start()
    closing.join(20)
    assert not closing.is_alive()
    assert all(future.done() and future.exception() is None for future in futures)


def test_a_command_that_has_begun_to_write_is_finished_however_little_patience_there_is(url: str) -> None:
    store = Store.open(url, clock=StandingClock(), create=True)
    begun, go_on = Event(), Event()

    def slow(conn: Connection) -> None:
        archive.remember(conn, "slow", "kept")
        begun.set()
        go_on.wait(10)

    running, waiting = store.write(slow), store.write(lambda conn: archive.remember(conn, "waiting", "lost"))
    begun.wait(10)
    closing = Thread(target=store.close, args=(timedelta(0),))
    closing.start()
    # Only the close that has lost its patience refuses what waits.
    store._writer._hurry.wait(10)  # type: ignore[union-attr]
    go_on.set()
    closing.join(10)
    running.result(0)
    with pytest.raises(StoreError, match="being closed"):
        waiting.result(0)
    with Store.open(url, clock=StandingClock(), read_only=True) as again:
        assert recall(again, "slow") == "kept"


def test_who_waits_for_room_in_the_queue_does_not_hold_up_a_close(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_LONGEST_QUEUE", 1)
    refused: list[StoreError] = []

    def insist() -> None:
        try:
            for number in range(5):
                store.write(partial(archive.remember, key=f"k{number}", value="x"))
        except StoreError as error:
            refused.append(error)

    with held(store.path):
        insisting = Thread(target=insist)
        insisting.start()
        store.close(timedelta(seconds=0.2))
        insisting.join(5)
    assert not insisting.is_alive()
    assert len(refused) == 1


def test_a_block_of_reading_sees_one_state(store: Store) -> None:
    with store.read() as conn:
        assert archive.recall(conn, "a") is None
        store.write(lambda conn: archive.remember(conn, "a", "b")).result()
        assert archive.recall(conn, "a") is None
    assert recall(store, "a") == "b"


def test_who_reads_cannot_write(store: Store, url: str) -> None:
    with pytest.raises(StoreError, match="cannot be written"), store.read() as conn:
        archive.remember(conn, "a", "b")
    with (
        Store.open(url, clock=StandingClock(), read_only=True) as reader,
        pytest.raises(StoreError, match="reading only"),
    ):
        reader.write(lambda _: None)


def test_every_connection_is_durable(store: Store) -> None:
    def settings(conn: Connection) -> tuple[object, ...]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only")
        return tuple(conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names)

    busy = sqlite.BUSY_SECONDS * 1000
    # The writer waits as long, in steps of its own.
    assert store.write(settings).result() == ("wal", 2, 1, sqlite.STEP_MS, 0)
    with store.read() as one, store.read() as two:
        assert settings(one) == settings(two) == ("wal", 2, 1, busy, 1)
    store.checkpoint()
    assert store.write(settings).result() == ("wal", 2, 1, sqlite.STEP_MS, 0)


def test_two_writers_wait_for_each_other(store: Store, url: str) -> None:
    """Each reads a number and writes the next one: none is lost, since a transaction locks before it reads."""

    def count_up(conn: Connection) -> None:
        archive.remember(conn, "count", str(int(archive.recall(conn, "count") or "0") + 1))

    with Store.open(url, clock=StandingClock()) as other:
        futures = [one.write(count_up) for _ in range(50) for one in (store, other)]
        for future in futures:
            future.result()
    assert recall(store, "count") == "100"


def test_a_database_held_by_another_program_is_said_in_words(store: Store) -> None:
    # The same connection serves all commands, so the shorter patience lasts.
    store.write(lambda conn: conn.exec_driver_sql("PRAGMA busy_timeout = 1")).result()
    with held(store.path), pytest.raises(StoreError, match="another program has held it"):
        store.write(lambda conn: archive.remember(conn, "a", "b")).result()
    store.write(lambda conn: archive.remember(conn, "a", "b")).result()
    assert recall(store, "a") == "b"


def test_a_reader_does_not_hold_up_the_writer_nor_the_checkpoint(store: Store) -> None:
    with store.read() as conn:
        archive.counts(conn)
        store.write(lambda conn: archive.remember(conn, "a", "b")).result()
        store.checkpoint()
    store.checkpoint()
    assert store.path.with_name("watch.db-wal").stat().st_size == 0


# ------------------------------------------------------------------------------------------------ faults of the disk


def limit_pages(store: Store, more: int) -> None:
    """Let the database grow by so many pages and no further, as a full disk would."""

    def command(conn: Connection) -> None:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        conn.exec_driver_sql(f"PRAGMA max_page_count = {pages + more}")

    store.write(command).result()


def test_a_full_disk_saves_nothing_of_the_command_and_the_next_one_that_fits(store: Store) -> None:
    before = everything(store)
    limit_pages(store, 3)

    def command(conn: Connection) -> None:
        whole_poll(conn)
        archive.remember(conn, "large", "x" * 100_000)

    with pytest.raises(StoreError, match="the disk is full"):
        store.write(command).result()
    assert everything(store) == before
    # A new connection took the place of the one that failed, and knows no limit: there is room again.
    store.write(command).result()
    assert recall(store, "large") == "x" * 100_000


def test_a_command_that_overlooks_a_full_disk_saves_nothing_either(store: Store) -> None:
    """SQLite may have rolled back by itself; what follows must not be committed alone."""
    limit_pages(store, 3)

    def command(conn: Connection) -> None:
        with suppress(Exception):  # this is what a careless command would do
            archive.remember(conn, "large", "x" * 100_000)
        archive.remember(conn, "small", "y")

    with pytest.raises(StoreError):
        store.write(command).result()
    assert recall(store, "small") is None


_UNDER_A_LIMIT = """
import resource, sys
from keeping import StandingClock
from watch.errors import StoreError
from watch.store import archive
from watch.store.database import Store

store = Store.open(sys.argv[1], clock=StandingClock(), create=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
saved = 0
try:
    for number in range(1000):
        store.write(lambda conn: archive.remember(conn, f"k{number}", "x" * 5000)).result()
        saved += 1
except StoreError as error:
    print(error.message)
with store.read() as conn:
    assert all(archive.recall(conn, f"k{number}") for number in range(saved)), "lost what was acknowledged"
    assert archive.recall(conn, f"k{saved}") is None, "kept what was refused"
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.write(lambda conn: archive.remember(conn, "after", "kept")).result()
with store.read() as conn:
    assert conn.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
store.close()
print(saved)
"""


def test_a_limit_on_the_size_of_files_is_survived(url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _UNDER_A_LIMIT, url],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert done.returncode == 0, done.stderr
    message, saved = done.stdout.splitlines()
    assert "could not be read or written: nothing was saved" in message
    assert int(saved) > 0


def test_a_database_that_was_moved_away_is_noticed_before_anything_is_lost(store: Store, tmp_path: Path) -> None:
    aside = tmp_path / "aside.db"
    store.path.rename(aside)
    with pytest.raises(StoreError, match="moved, deleted or replaced"):
        store.write(lambda conn: archive.remember(conn, "a", "b")).result()
    aside.rename(store.path)
    store.write(lambda conn: archive.remember(conn, "a", "b")).result()
    assert recall(store, "a") == "b"


_KILLED = """
import os, signal, sys
from keeping import StandingClock
from watch.store import archive
from watch.store.database import Store

store = Store.open(sys.argv[1], clock=StandingClock())

def command(conn):
    archive.remember(conn, "half", "x" * 500_000)
    os.kill(os.getpid(), signal.SIGKILL)

store.write(lambda conn: archive.remember(conn, "whole", "kept")).result()
store.write(command).result()
"""


def test_a_kill_in_the_middle_of_a_command_leaves_what_was_acknowledged_and_nothing_else(url: str) -> None:
    Store.open(url, clock=StandingClock(), create=True).close()
    environ = {"PYTHONPATH": str(Path(__file__).parents[1])}
    killed = subprocess.run([sys.executable, "-c", _KILLED, url], env=environ, check=False, capture_output=True)
    assert killed.returncode == -9
    with Store.open(url, clock=StandingClock()) as store:
        assert recall(store, "whole") == "kept"
        assert recall(store, "half") is None
