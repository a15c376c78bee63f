"""The database as the rest of the house sees it: open, write, read, close, upgrade; the lock on it."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from watch.errors import StoreError
from watch.store import migrate, sqlite
from watch.store.lock import Lock, holder, missing_folder
from watch.store.migrate import upgrade
from watch.store.writer import Writer
from watch.times import Clock

__all__ = ["Lock", "Store", "exists", "lock", "running_pid", "upgrade"]

T = TypeVar("T")

#: Readers at the same time; more wait.
_READERS = 8
#: How long a close waits for what was handed in, such as while another program holds the database.
PATIENCE = timedelta(seconds=4)


class Store:
    """An open database. Safe to use from any thread."""

    def __init__(self, path: Path, writer: Writer | None) -> None:
        """For `open`, which has looked at the file first."""
        self.path = path
        self._writer = writer
        self._readers = sqlite.engine(path, "ro", size=_READERS)

    @classmethod
    def open(cls, url: str, *, clock: Clock, create: bool = False, read_only: bool = False) -> Self:
        """Open the database; with `create` make it first if there is none.

        Who writes holds the lock (`lock`). `read_only` needs none, starts no thread, and does not read the whole file
        for damage. Raises StoreError, with a hint, for a file that is not there, not ours, damaged, of another schema
        or not writable; the file is left as it is.
        """
        path = sqlite.path_of(url)
        if create and not read_only and sqlite.identity(path) is None:
            migrate.create(path)
        elif not path.parent.is_dir():
            raise missing_folder(path)
        migrate.check_version(sqlite.examine(path, thorough=not read_only), path)
        if read_only:
            return cls(path, None)
        sqlite.must_be_writable(path)
        return cls(path, Writer(path, clock))

    def write(self, command: Callable[[Connection], T], *, together: bool = False) -> Future[T]:
        """Run a command in one transaction on the writer thread, after all that were handed in before.

        Nobody else writes from its begin to its commit. The future holds what the command returned, once that is on
        the disk; or what it raised, and then nothing of it was saved. A command that has begun cannot be cancelled. A
        fault of the disk is a StoreError and ends that command only. Waits while very many commands wait already.

        `together`: the command may share a transaction, and so the wait for the disk, with neighbours of its kind. It
        then may run twice: if one of them fails, nothing of theirs is saved and each is run again alone.

        Raises StoreError if the store is closed, opened `read_only`, or does not keep up.
        """
        return self._writing().submit(command, together=together)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that can only read, and sees one state of the database for the whole block."""
        try:
            with self._readers.connect() as conn, conn.begin():
                yield conn
        except DBAPIError as error:
            raise sqlite.in_words(error, self.path) or error from error

    def checkpoint(self) -> None:
        """Keep the write-ahead log short. Blocks until the commands handed in before are done."""
        self._writing().checkpoint()

    def close(self, patience: timedelta = PATIENCE) -> None:
        """Save all that was handed in, then close; after `patience` close all the same. A second call does nothing.

        What was not begun by then, or waits for another program that holds the database, ends with StoreError: it is
        polled or sent again after the next start. What is being written at that moment is finished.
        """
        if self._writer is not None:
            self._writer.close(patience)
        self._readers.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _writing(self) -> Writer:
        if self._writer is None:
            raise StoreError("the database was opened for reading only")
        return self._writer


def lock(url: str) -> Lock:
    """Take the lock on a database, which need not exist yet; released at the end of a `with`, or of the process.

    Raises AlreadyRunningError, which names the process, if another one holds it.
    """
    return Lock(sqlite.path_of(url))


def exists(url: str) -> bool:
    """Whether there is a database file yet, whatever is in it."""
    return sqlite.path_of(url).exists()


def running_pid(url: str) -> int | None:
    """The process of the daemon that works on this database; None if there is none."""
    return holder(sqlite.path_of(url))
