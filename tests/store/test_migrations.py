"""The schema: as the program wants it, from nothing or from an older one, whole or untouched."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from keeping import StandingClock
from sqlalchemy import Text

from watch import shipped
from watch.errors import AlreadyRunningError, StoreError
from watch.remembered import Health, Move, Pace
from watch.store import archive, queues, sqlite, tables
from watch.store.database import Store, lock, upgrade

BEFORE = tables.HEAD
AFTER = f"{int(BEFORE) + 1:04}"
NEXT = f'''
"""One more table, a column, and a table rebuilt."""
import sqlalchemy as sa
from alembic import op

revision = "{AFTER}"
down_revision = "{BEFORE}"

def upgrade():
    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("sources", sa.Column("note", sa.Text))
    with op.batch_alter_table("articles") as batch:
        batch.add_column(sa.Column("section", sa.Text))
        batch.alter_column("lang", type_=sa.String(8))
    op.execute("UPDATE settings SET value = 'upgraded'")
'''


def opened(url: str) -> Store:
    return Store.open(url, clock=StandingClock())


def set_version(url: str, version: str) -> None:
    with closing(sqlite3.connect(sqlite.path_of(url))) as conn:
        conn.execute("UPDATE alembic_version SET version_num = ?", (version,))
        conn.commit()


def schema(url: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(sqlite.path_of(url))) as conn:
        rows = conn.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
        return [*rows, *conn.execute("SELECT * FROM alembic_version").fetchall()]


@pytest.fixture
def database(url: str) -> str:
    """A database of the present schema, with a row."""
    with Store.open(url, clock=StandingClock(), create=True) as store:
        store.write(lambda conn: archive.remember(conn, "a", "b")).result()
    return url


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program as it will be when it has one migration more."""
    folder = tmp_path / "migrations"
    shutil.copytree(shipped.path("migrations"), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{AFTER}_next.py").write_text(NEXT)
    monkeypatch.setattr(shipped, "path", lambda _: folder)
    monkeypatch.setattr(tables, "HEAD", AFTER)
    return folder


def test_the_migrations_make_the_tables_that_the_program_wants(database: str) -> None:
    with opened(database) as store, store.read() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_newest_migration_is_the_one_the_program_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(shipped.path("migrations")))
    assert ScriptDirectory.from_config(config).get_heads() == [tables.HEAD]


def test_the_mark_of_our_files_is_the_one_we_look_for(database: str) -> None:
    header = sqlite.path_of(database).read_bytes()[68:72]
    assert int.from_bytes(header, "big") == tables.APPLICATION_ID


def test_no_column_of_text_takes_what_a_feed_wrote_unclean() -> None:
    columns = [column for table in tables.metadata.tables.values() for column in table.columns]
    assert [column for column in columns if type(column.type) is Text] == []


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(database: str) -> None:
    before = schema(database)
    assert upgrade(database) == (tables.HEAD, tables.HEAD)
    assert schema(database) == before


def test_an_upgrade_makes_a_database_where_there_is_none(url: str) -> None:
    assert upgrade(url) == (None, tables.HEAD)
    opened(url).close()


def test_an_upgrade_waits_for_no_daemon(database: str) -> None:
    with lock(database), pytest.raises(AlreadyRunningError):
        upgrade(database)


def test_an_older_schema_is_refused_with_the_command_that_helps(database: str, next_version: Path) -> None:
    with pytest.raises(StoreError, match="older Tripwatch") as refused:
        opened(database)
    assert "tripwatch db upgrade" in str(refused.value.hint)
    assert upgrade(database) == (BEFORE, AFTER)
    with opened(database) as store, store.read() as conn:
        assert archive.recall(conn, "a") == "upgraded"


def test_a_database_of_the_first_version_keeps_what_it_holds(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tmp_path / "first"
    shutil.copytree(shipped.path("migrations"), first, ignore=shutil.ignore_patterns("__pycache__", "000[2-9]*"))
    with monkeypatch.context() as then:
        then.setattr(shipped, "path", lambda _: first)
        then.setattr(tables, "HEAD", "0001")
        assert upgrade(url) == (None, "0001")
    with closing(sqlite3.connect(sqlite.path_of(url))) as conn:
        noon = "2026-10-17T12:00:00.000000Z"
        conn.execute(
            f"INSERT INTO sources VALUES ('a', 'ok', 'd', 'e', 'l', 'b', 'v', '{noon}', NULL, NULL, NULL, 4, NULL)"
        )
        conn.commit()
    assert upgrade(url) == ("0001", tables.HEAD)
    with opened(url) as store, store.read() as conn:
        (state,) = queues.poll_states(conn)
    assert (state.source_id, state.etag, state.failures) == ("a", "e", 4)
    assert (state.pace, state.move, state.health) == (Pace(), Move(), Health())


@pytest.mark.parametrize("version", ["0099", "somebody's own"])
def test_a_newer_schema_is_refused_and_left_as_it_is(database: str, version: str) -> None:
    set_version(database, version)
    before = schema(database)
    with pytest.raises(StoreError, match="newer Tripwatch"):
        opened(database)
    with pytest.raises(StoreError, match="newer Tripwatch"):
        upgrade(database)
    assert schema(database) == before


def test_an_upgrade_that_fails_changes_nothing(database: str, next_version: Path) -> None:
    file = next_version / "versions" / f"{AFTER}_next.py"
    file.write_text(f"{NEXT}    raise LookupError('half-way')\n")
    before = schema(database)
    with pytest.raises(LookupError):
        upgrade(database)
    assert schema(database) == before


def test_an_upgrade_that_would_break_references_changes_nothing(database: str, next_version: Path) -> None:
    file = next_version / "versions" / f"{AFTER}_next.py"
    orphan = "INSERT INTO deliveries VALUES (1, 99, 'hook', 'k', 'sent', 0, '', '', NULL, NULL, NULL)"
    file.write_text(f'{NEXT}    op.execute("{orphan}")\n')
    before = schema(database)
    with pytest.raises(StoreError, match="references of deliveries"):
        upgrade(database)
    assert schema(database) == before


_KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from watch import shipped
from watch.store import tables
from watch.store.database import upgrade

url, folder, head, kill_at = sys.argv[1:]
shipped.path = lambda _: Path(folder)
tables.HEAD = head
passed = 0

def reach(name):
    global passed
    passed += 1
    if passed == int(kill_at):
        os.kill(os.getpid(), signal.SIGKILL)

@event.listens_for(Engine, "before_cursor_execute")
def _before(conn, cursor, statement, parameters, context, many):
    reach("statement")

@event.listens_for(Engine, "commit")
def _commit(conn):
    reach("commit")

upgrade(url)
print(passed)
"""


def killed_upgrade(url: str, folder: Path, head: str, at: int) -> subprocess.CompletedProcess[str]:
    """An upgrade that is killed when it comes to its statement number `at`; with 0 it is not."""
    return subprocess.run(
        [sys.executable, "-c", _KILLED, url, str(folder), head, str(at)], capture_output=True, text=True, check=False
    )


def test_an_upgrade_killed_half_way_has_changed_nothing(database: str, next_version: Path) -> None:
    before = schema(database)
    for at in (8, 14):
        killed = killed_upgrade(database, next_version, AFTER, at)
        assert killed.returncode == -9, killed.stderr
        assert schema(database) == before
    assert upgrade(database) == (BEFORE, AFTER)


@pytest.mark.slow
def test_an_upgrade_killed_at_any_statement_has_changed_nothing(database: str, next_version: Path) -> None:
    before = schema(database)
    untouched = sqlite.path_of(database).read_bytes()
    whole = killed_upgrade(database, next_version, AFTER, 0)
    assert whole.returncode == 0, whole.stderr
    after = schema(database)
    assert after != before
    for at in range(1, int(whole.stdout) + 1):
        sqlite.path_of(database).write_bytes(untouched)
        killed = killed_upgrade(database, next_version, AFTER, at)
        assert killed.returncode == -9, f"{at}: {killed.stderr}"
        assert schema(database) in (before, after), at


@pytest.mark.slow
def test_a_creation_killed_at_any_statement_leaves_no_half_made_database(url: str, tmp_path: Path) -> None:
    folder = shipped.path("migrations")
    path = sqlite.path_of(url)
    at = 1
    while killed_upgrade(url, folder, tables.HEAD, at).returncode == -9:
        assert not path.exists(), at
        at += 3
    assert at > 30
    opened(url).close()
    assert {file.name for file in tmp_path.iterdir()} == {"watch.db", "watch.db.lock"}
