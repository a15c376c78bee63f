"""What is opened, what is refused, and that what is refused stays as it was."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keeping import NOON, StandingClock, an_article
from sqlalchemy import Connection

from watch.errors import StoreError
from watch.store import archive, tables
from watch.store.database import Store, upgrade


def opened(url: str, *, create: bool = False, read_only: bool = False) -> Store:
    return Store.open(url, clock=StandingClock(), create=create, read_only=read_only)


def make(url: str) -> None:
    """A database with something in it."""
    with opened(url, create=True) as store:
        store.write(_fifty_articles).result()


def _fifty_articles(conn: Connection) -> None:
    for number in range(50):
        article = an_article(key=str(number), text="text " * 300)
        archive.add_article(conn, article, digest="d", first_seen_at=NOON, baseline=False)


def other_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TABLE settings (key TEXT, value TEXT)")
        conn.commit()


def mark_of_ours_only(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(f"PRAGMA application_id = {tables.APPLICATION_ID}")
        conn.execute("CREATE TABLE holidays (day TEXT)")
        conn.commit()


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("my diary, page one\n" * 200), "not a database of Tripwatch"),
    "short": (lambda path: path.write_bytes(b"SQLite format 3\0"), "not a database of Tripwatch"),
    "empty": (lambda path: path.touch(), "is empty"),
    "other program": (other_program, "not a database of Tripwatch"),
    "mark only": (mark_of_ours_only, "not a database of Tripwatch"),
}


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_not_ours_is_refused_and_left_as_it_is(
    url: str, tmp_path: Path, kind: str, create: bool, read_only: bool
) -> None:
    fill, words = REFUSED[kind]
    path = tmp_path / "watch.db"
    fill(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=words) as refused:
        opened(url, create=create, read_only=read_only)
    assert str(path) in refused.value.message
    assert refused.value.hint
    with pytest.raises(StoreError, match=words):
        upgrade(url)
    assert path.read_bytes() == before


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not a file"):
        opened(f"sqlite:///{tmp_path}", create=True)


def test_a_missing_folder_is_named_with_the_command_that_makes_it(tmp_path: Path) -> None:
    for create in (True, False):
        with pytest.raises(StoreError, match="there is no folder") as refused:
            opened(f"sqlite:///{tmp_path / 'none' / 'watch.db'}", create=create)
        assert f"mkdir -p {tmp_path / 'none'}" in str(refused.value.hint)


def test_a_missing_database_is_made_only_when_asked_for(url: str, tmp_path: Path) -> None:
    for read_only in (True, False):
        with pytest.raises(StoreError, match="there is no database"):
            opened(url, read_only=read_only)
    with pytest.raises(StoreError, match="there is no database"):
        opened(url, create=True, read_only=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url", ["nonsense", "postgresql://localhost/watch", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true"]
)
def test_a_url_that_names_no_file_is_refused(url: str) -> None:
    with pytest.raises(StoreError) as refused:
        opened(url, create=True)
    assert refused.value.hint


def test_a_path_with_odd_characters_is_the_path(tmp_path: Path) -> None:
    path = tmp_path / "a b" / "한국 #1 %20 100%? a=b&c" / "watch.db"
    path.parent.mkdir(parents=True)
    opened(f"sqlite:///{path}", create=True).close()
    opened(f"sqlite:///{path}").close()
    assert path.exists()


def test_a_symbolic_link_leads_to_the_database(url: str, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "watch.db")
    opened(f"sqlite:///{link}", create=True).close()
    assert link.is_symlink()
    with opened(url) as store:
        assert store.path == tmp_path / "watch.db"


def test_the_files_are_readable_by_their_owner_only_whatever_the_umask(url: str, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with opened(url, create=True) as store:
            store.write(lambda conn: archive.remember(conn, "a", "b")).result()
            modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    finally:
        os.umask(old)
    assert modes == dict.fromkeys(("watch.db", "watch.db-wal", "watch.db-shm"), 0o600)


def test_what_a_killed_creation_left_does_not_matter(url: str, tmp_path: Path) -> None:
    (tmp_path / "watch.db.new").write_bytes(b"half a database")
    opened(url, create=True).close()
    assert {file.name for file in tmp_path.iterdir()} == {"watch.db"}


def test_the_log_of_a_lost_database_is_not_played_into_a_new_one(url: str, tmp_path: Path) -> None:
    with opened(url, create=True) as store:
        store.write(lambda conn: archive.remember(conn, "a", "b")).result()
        shutil.copy(tmp_path / "watch.db-wal", tmp_path / "kept")
    (tmp_path / "watch.db").unlink()
    (tmp_path / "kept").rename(tmp_path / "watch.db-wal")
    with pytest.raises(StoreError, match=r"watch\.db-wal belongs to a database that is no longer there"):
        opened(url, create=True)
    assert not (tmp_path / "watch.db").exists()


# ------------------------------------------------------------------------------------------------ damage


def test_a_truncated_database_is_refused_and_kept(url: str, tmp_path: Path) -> None:
    make(url)
    path = tmp_path / "watch.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    before = path.read_bytes()
    with pytest.raises(StoreError, match="damaged") as refused:
        opened(url, create=True)
    assert "restore" in str(refused.value.hint)
    with pytest.raises(StoreError, match="damaged"):
        upgrade(url)
    assert path.read_bytes() == before


@pytest.fixture(scope="module")
def whole() -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        make(f"sqlite:///{folder}/watch.db")
        yield (Path(folder) / "watch.db").read_bytes()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_flipped_bit_is_refused_in_words_or_harmless(whole: bytes, tmp_path: Path, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = bytearray(whole)
    damaged[at] ^= 1 << data.draw(st.integers(0, 7))
    path = tmp_path / "watch.db"
    for file in tmp_path.iterdir():
        file.unlink()
    path.write_bytes(damaged)
    try:
        with opened(f"sqlite:///{path}") as store, store.read() as conn:
            archive.counts(conn)
    except StoreError:
        assert path.read_bytes() == bytes(damaged)


# ------------------------------------------------------------------------------------------------ rights


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, which may write anything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that other users can reach, as the folder of pytest cannot be."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_is_named(reachable: Path) -> None:
    reachable.chmod(0o555)
    with as_nobody(), pytest.raises(StoreError, match="cannot be made: Permission denied") as refused:
        opened(f"sqlite:///{reachable / 'watch.db'}", create=True)
    assert "writable" in str(refused.value.hint)


def test_a_database_that_cannot_be_written_is_named(reachable: Path) -> None:
    path = reachable / "watch.db"
    opened(f"sqlite:///{path}", create=True).close()
    path.chmod(0o444)
    reachable.chmod(0o777)
    with as_nobody(), pytest.raises(StoreError, match=r"watch\.db cannot be written"):
        opened(f"sqlite:///{path}")
    with as_nobody(), opened(f"sqlite:///{path}", read_only=True) as store, store.read() as conn:
        assert archive.counts(conn)["articles"] == 0


def test_a_database_of_another_user_is_named(reachable: Path) -> None:
    path = reachable / "watch.db"
    opened(f"sqlite:///{path}", create=True).close()
    path.chmod(0o000)
    for read_only in (False, True):
        with as_nobody(), pytest.raises(StoreError, match="cannot be read"):
            opened(f"sqlite:///{path}", read_only=read_only)
    path.chmod(0o600)
