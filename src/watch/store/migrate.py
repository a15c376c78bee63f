"""Schema changes: a new database, and an old one brought up to date. All or nothing, also when killed in the middle."""

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from watch import shipped
from watch.errors import StoreError
from watch.store import sqlite, tables
from watch.store.lock import Lock, missing_folder


def check_version(found: str, path: Path) -> None:
    """Raise StoreError unless the schema is the one this program works with."""
    if found == tables.HEAD:
        return
    if _is_older(found):
        raise StoreError(
            f"{path} was made by an older Tripwatch (schema {found}, this one needs {tables.HEAD})",
            hint="bring it up to date: tripwatch db upgrade",
        )
    raise StoreError(
        f"{path} was made by a newer Tripwatch (schema {found}, this one knows {tables.HEAD})",
        hint="use the newer Tripwatch, or restore a backup made before its upgrade",
    )


def _is_older(found: str) -> bool:
    return found.isdigit() and int(found) < int(tables.HEAD)


def upgrade(url: str) -> tuple[str | None, str]:
    """Bring a database up to date, or make one where there is none; return its version before (or None) and after.

    Raises AlreadyRunningError while a daemon works on it, StoreError for what is not ours, damaged or newer.
    """
    path = sqlite.path_of(url)
    with Lock(path):
        if sqlite.identity(path) is None:
            create(path)
            return None, tables.HEAD
        before = sqlite.examine(path, thorough=True)
        if before != tables.HEAD:
            if not _is_older(before):
                check_version(before, path)
            sqlite.must_be_writable(path)
            _migrate(path, "wal")
        return before, tables.HEAD


def create(path: Path) -> None:
    """Make a new database, readable by this user only. It appears at its path when it is whole.

    The caller holds the lock. Raises StoreError if the folder is missing or cannot be written, or if what is left of
    another database lies there.
    """
    if not path.parent.is_dir():
        raise missing_folder(path)
    for rest in (path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal")):
        # SQLite would play it into the new database.
        if rest.exists() and rest.stat().st_size:
            raise StoreError(
                f"{rest} belongs to a database that is no longer there",
                hint="put the database back beside it, or remove it to begin anew",
            )
    new = path.with_name(f"{path.name}.new")
    try:
        # Left by one who was killed here.
        new.unlink(missing_ok=True)
        fd = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        os.fchmod(fd, 0o600)
        os.close(fd)
        _migrate(new, "memory")
        _publish(new, path)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be made: {error.strerror}", hint="is its folder writable for this user?"
        ) from None
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def _publish(new: Path, path: Path) -> None:
    """Give the new file its name, unless one is there by now; a file is never replaced."""
    try:
        os.link(new, path)
    except FileExistsError:
        return
    except OSError:
        # A file system without hard links.
        if path.exists():
            return
        new.rename(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _migrate(path: Path, journal: sqlite.Journal) -> None:
    """Run what is missing, in one transaction."""
    # A table that is rebuilt is dropped for a moment: references are checked at the end instead.
    writing = sqlite.engine(path, "rw", journal=journal, foreign_keys=False)
    try:
        with writing.begin() as conn:
            run(conn)
            broken = conn.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise StoreError(f"{path}: the upgrade would break references of {broken[0]}; nothing was changed")
    except DBAPIError as error:
        raise sqlite.in_words(error, path) or error from error
    finally:
        writing.dispose()


def run(conn: Connection) -> None:
    """Run all migrations that this database has not seen, inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": conn})
    config.set_main_option("script_location", str(shipped.path("migrations")).replace("%", "%%"))
    command.upgrade(config, "head")
