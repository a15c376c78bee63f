"""The one writing connection, and the thread that owns it."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Full, Queue
from threading import Lock, Thread
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from watch.errors import StoreError
from watch.store import sqlite
from watch.times import Clock

log = logging.getLogger("watch.store")

T = TypeVar("T")

#: Commands that may wait; past that the callers wait.
_LONGEST_QUEUE = 1000
#: Seconds that a caller waits for room in the queue.
_PATIENCE = 30.0
#: Seconds after which a command is worth a line in the log.
_SLOW = 5.0


class Writer:
    """Runs commands one after another, each in a transaction of its own."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open the connection at once, so that what is wrong with the file shows now. Raises StoreError."""
        self._path = path
        self._clock = clock
        self._file = sqlite.identity(path)
        self._engine = sqlite.engine(path, "rw")
        self._queue: Queue[tuple[Callable[[], Any], Future[Any]] | None] = Queue(_LONGEST_QUEUE)
        self._closing = Lock()
        self._closed = False
        try:
            self._engine.connect().close()
        except DBAPIError as error:
            raise sqlite.in_words(error, path) or error from error
        # A daemon thread: a program that dies without closing the store shall not hang in it.
        self._thread = Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, command: Callable[[Connection], T]) -> Future[T]:
        """Run the command in a transaction, after those submitted before. See `Store.write`."""
        return self._put(lambda: self._transaction(command))

    def checkpoint(self) -> None:
        """Cut the write-ahead log back, when it is this call's turn; returns when it was tried."""
        self._put(lambda: sqlite.checkpoint(self._engine)).result()

    def close(self) -> None:
        """Run what was submitted, then close the connection. A second call does nothing."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        self._engine.dispose()

    def _put(self, work: Callable[[], T]) -> Future[T]:
        future: Future[T] = Future()
        with self._closing:
            if self._closed:
                raise StoreError("the database is closed: Tripwatch is stopping")
            try:
                self._queue.put((work, future), timeout=_PATIENCE)
            except Full:
                raise StoreError(
                    f"{self._path}: {_LONGEST_QUEUE} changes wait to be saved; the disk does not keep up"
                ) from None
        return future

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            work, future = item
            # From here on it cannot be cancelled.
            if future.set_running_or_notify_cancel():
                self._run(work, future)

    def _run(self, work: Callable[[], Any], future: "Future[Any]") -> None:
        begun = self._clock.monotonic()
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - the seam to the caller: whatever went wrong is theirs to see
            future.set_exception(error)
        else:
            future.set_result(result)
        took = self._clock.monotonic() - begun
        if took > _SLOW:
            log.warning("a change took %.1f seconds to save", took, extra={"event": "slow-write"})

    def _transaction(self, command: Callable[[Connection], T]) -> T:
        if sqlite.identity(self._path) != self._file:
            # What is written to a file without a name is lost.
            raise StoreError(
                f"{self._path} was moved, deleted or replaced while Tripwatch runs: nothing is saved",
                hint="put it back, or restart Tripwatch",
            )
        try:
            with self._engine.begin() as conn:
                return command(conn)
        except PendingRollbackError as error:
            raise StoreError(f"{self._path}: the change failed half-way: nothing was saved") from error
        except DBAPIError as error:
            raise sqlite.in_words(error, self._path) or error from error
