"""What is particular to SQLite: how a connection is made, what its errors mean, and what lies on the disk.

The rest of the store speaks SQLAlchemy's Core and would work on PostgreSQL. The database file is opened through SQLite
only: POSIX drops all locks of a process on a file when it closes any descriptor of it.
"""

import os
import sqlite3
import stat
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from watch.errors import StoreError
from watch.store import tables

#: Seconds to wait for another program, such as a `sqlite3` shell, that holds the database.
BUSY_SECONDS = 10
#: Milliseconds of one try, for who waits in steps and looks about in between.
STEP_MS = 100
#: The write-ahead log is cut back to this when it starts anew.
_WAL_BYTES = 64 * 1024 * 1024

#: "wal": as it is used. "memory": for a file that nobody sees before it is whole.
Journal = Literal["wal", "memory"]
Mode = Literal["ro", "rw"]

_SUCH_AS = '"sqlite:///tripwatch.db"'


def path_of(url: str) -> Path:
    """The real path of the database file: symbolic links are followed, so that one file has one name.

    What follows `sqlite:///` is the path as it is written, without percent signs or question marks that would mean
    something: a folder may be called "100%". Raises StoreError for what is not a SQLite file.
    """
    scheme, separator, rest = url.partition("://")
    kind = scheme.partition("+")[0].lower()
    if not separator:
        raise StoreError("the database url cannot be read", hint=f"[database] url is written so: {_SUCH_AS}")
    if kind != "sqlite":
        raise StoreError(f"databases of the kind {kind} are not supported yet", hint=f"use {_SUCH_AS}")
    name = rest[1:]
    if not rest.startswith("/") or not name or name == ":memory:" or name.startswith("file:"):
        raise StoreError("the database must be a file", hint=f"such as {_SUCH_AS}")
    return Path(os.path.realpath(name))


# ------------------------------------------------------------------------------------------------ connections


def engine(
    path: Path,
    mode: Mode,
    *,
    journal: Journal = "wal",
    foreign_keys: bool = True,
    size: int = 1,
    busy_ms: int = BUSY_SECONDS * 1000,
) -> Engine:
    """An engine of up to `size` connections to a file that exists; none of them ever makes one.

    A connection for writing takes the write lock when a transaction begins, so that what it read stays true until it
    commits. After a fault of the disk it is thrown away, and the next transaction begins on a new one. `busy_ms`: how
    many milliseconds a statement waits for another program that holds the database.
    """
    made = create_engine(
        "sqlite:///",
        creator=lambda: _connect(path, mode, journal, foreign_keys, busy_ms),
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        # Errors go to the log; what feeds wrote does not.
        hide_parameters=True,
    )
    begin = "BEGIN IMMEDIATE" if mode == "rw" else "BEGIN"

    @event.listens_for(made, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql(begin)

    @event.listens_for(made, "handle_error")
    def _distrust(context: ExceptionContext) -> None:
        # SQLite may have rolled back by itself: further statements would each be committed alone.
        if _code(context.original_exception) in _BROKEN:
            context.is_disconnect = True

    return made


def _connect(path: Path, mode: Mode, journal: Journal, foreign_keys: bool, busy_ms: int) -> sqlite3.Connection:
    # Autocommit as far as the driver is concerned: the engine says BEGIN.
    conn = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}", uri=True, timeout=busy_ms / 1000, isolation_level=None, check_same_thread=False
    )
    try:
        if mode == "ro":
            conn.execute("PRAGMA query_only = ON")
        else:
            conn.execute(f"PRAGMA journal_size_limit = {_WAL_BYTES}")
            (found,) = conn.execute(f"PRAGMA journal_mode = {journal}").fetchone()
            if found != journal:
                raise StoreError(
                    f"{path} lies on a file system that cannot hold a write-ahead log", hint="use a local disk"
                )
        # A commit that was acknowledged survives a loss of power.
        conn.execute("PRAGMA synchronous = FULL")
        conn.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
    except BaseException:
        conn.close()
        raise
    return conn


def checkpoint(made: Engine) -> None:
    """Move the write-ahead log into the database and cut it to nothing, unless a reader still needs it."""
    raw = made.raw_connection()
    try:
        cursor = raw.cursor()
        (busy_ms,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        # A reader that is in the way shall not hold up the writer: the next time will do.
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {busy_ms}")
        cursor.close()
    finally:
        raw.close()


# ------------------------------------------------------------------------------------------------ errors

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

_WORDS = {
    sqlite3.SQLITE_FULL: ("the disk is full: nothing was saved", "make room; it goes on by itself then"),
    sqlite3.SQLITE_IOERR: (
        "the disk could not be read or written: nothing was saved",
        "is it full, over a quota, or failing? It goes on by itself when the disk does",
    ),
    sqlite3.SQLITE_READONLY: ("it cannot be written", "make the file and its folder writable for this user"),
    sqlite3.SQLITE_PERM: ("it cannot be opened", "make the file and its folder accessible for this user"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "is it there, and are it and its folder writable for this user?"),
    sqlite3.SQLITE_NOMEM: ("there was not enough memory: nothing was saved", None),
    **dict.fromkeys(_BUSY, (f"another program has held it for {BUSY_SECONDS} seconds", "is a database shell open?")),
    **dict.fromkeys(
        _DAMAGED,
        ("it is damaged", "the file was left as it is; restore a backup: tripwatch db restore"),
    ),
}
_BROKEN = _WORDS.keys() - set(_BUSY)


def in_words(error: DBAPIError, path: Path) -> StoreError | None:
    """What an error means to the person whose disk it is; None for one that only we can mend."""
    found = _WORDS.get(_code(error.orig))
    return StoreError(f"{path}: {found[0]}", hint=found[1]) if found else None


def is_busy(error: DBAPIError) -> bool:
    """Whether another program holds the database, so that trying again may help."""
    return _code(error.orig) in _BUSY


def _code(error: BaseException | None) -> int:
    """The primary code: SQLITE_IOERR for SQLITE_IOERR_WRITE."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


# ------------------------------------------------------------------------------------------------ the file


def examine(path: Path, *, thorough: bool) -> str:
    """The schema version of a database that is there and ours; `thorough` reads all of it for damage.

    Raises StoreError otherwise, and changes nothing: what we did not make, we do not touch.
    """
    _must_be_a_file(path)
    reading = engine(path, "ro")
    try:
        with reading.connect() as conn:
            return _examined(conn, path, thorough)
    except DBAPIError as error:
        if _code(error.orig) == sqlite3.SQLITE_NOTADB:
            raise _not_ours(path) from None
        raise in_words(error, path) or error from None
    finally:
        reading.dispose()


def _examined(conn: Connection, path: Path, thorough: bool) -> str:
    if conn.exec_driver_sql("PRAGMA application_id").scalar() != tables.APPLICATION_ID:
        raise _not_ours(path)
    if thorough:
        said = conn.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if said != "ok":
            message, hint = _WORDS[sqlite3.SQLITE_CORRUPT]
            raise StoreError(f"{path}: {message} ({str(said).splitlines()[-1]})", hint=hint)
    versioned = "SELECT count(*) FROM sqlite_schema WHERE name = 'alembic_version'"
    if not conn.exec_driver_sql(versioned).scalar():
        raise _not_ours(path)
    version = conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if version is None:
        raise _not_ours(path)
    return str(version)


def _not_ours(path: Path) -> StoreError:
    return StoreError(
        f"{path} is not a database of Tripwatch", hint="it was left as it is; give another path: [database] url"
    )


def _must_be_a_file(path: Path) -> None:
    try:
        found = path.stat()
    except FileNotFoundError:
        raise StoreError(
            f"there is no database at {path}", hint="tripwatch run makes it; or is the path in [database] url right?"
        ) from None
    except OSError as error:
        raise StoreError(f"{path} cannot be looked at: {error.strerror}") from None
    if not stat.S_ISREG(found.st_mode):
        raise StoreError(f"{path} is not a file", hint="[database] url names the file itself, not its folder")
    if found.st_size == 0:
        raise StoreError(
            f"{path} is empty, which no database of Tripwatch ever is",
            hint="restore a backup: tripwatch db restore; or remove the file to begin anew",
        )
    if not os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
        raise StoreError(f"{path} cannot be read", hint="does it belong to another user?")


def must_be_writable(path: Path) -> None:
    """Raise StoreError unless this user may write the file and make others beside it, as the journal needs."""
    effective = os.access in os.supports_effective_ids
    for place in (path, path.parent):
        if not os.access(place, os.W_OK, effective_ids=effective):
            raise StoreError(f"{place} cannot be written", hint="make it writable for the user that runs Tripwatch")


def identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
