"""The one writing connection, and the thread that owns it."""

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Condition, Event, Thread
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
#: How often another program that holds the database is waited for. Each wait is short, so that a close is noticed.
_TRIES = sqlite.BUSY_SECONDS * 1000 // sqlite.STEP_MS
_CLOSING = "the database is being closed; what was not saved by now is done again after the next start"

#: As many commands as share one transaction, where they may.
_MOST_TOGETHER = 64


class _TooLateError(StoreError):
    """What was not begun before the store was closed."""


@dataclass(frozen=True, slots=True)
class _Work:
    """Something to do, and who waits for it."""

    run: Callable[[], Any]
    future: "Future[Any]"
    #: The command that `run` would give a transaction of its own, where it may share one.
    shareable: Callable[[Connection], Any] | None = None


class Writer:
    """Runs commands one after another, each in a transaction of its own."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open the connection at once, so that what is wrong with the file shows now. Raises StoreError."""
        self._path = path
        self._clock = clock
        self._file = sqlite.identity(path)
        self._engine = sqlite.engine(path, "rw", busy_ms=sqlite.STEP_MS)
        self._queue: deque[_Work] = deque()
        #: Guards the queue and `_closed`, and tells when either changes.
        self._changed = Condition()
        self._closed = False
        #: Set when a close has waited long enough: from then on nothing more is begun.
        self._hurry = Event()
        self._unsaved = 0
        try:
            self._patiently(lambda: self._engine.connect().close())
        except DBAPIError as error:
            raise sqlite.in_words(error, path) or error from error
        # A daemon thread: a program that dies without closing the store shall not hang in it.
        self._thread = Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, command: Callable[[Connection], T], *, together: bool = False) -> Future[T]:
        """Run the command in a transaction, after those submitted before. See `Store.write`."""
        return self._put(lambda: self._transaction(command), command if together else None)

    def checkpoint(self) -> None:
        """Cut the write-ahead log back, when it is this call's turn; returns when it was tried."""
        self._put(lambda: sqlite.checkpoint(self._engine)).result()

    def close(self, patience: timedelta) -> None:
        """Run what was submitted, for as long as `patience`, then close. A second call does nothing.

        What has not begun by then ends with StoreError, as does what waits for another program. What is being written
        at that moment is finished.
        """
        with self._changed:
            if self._closed:
                return
            self._closed = True
            self._changed.notify_all()
        self._thread.join(patience.total_seconds())
        self._hurry.set()
        self._thread.join()
        self._engine.dispose()
        if self._unsaved:
            log.warning(
                "%d changes were not saved before the end; they will be made again",
                self._unsaved,
                extra={"event": "unsaved"},
            )

    def _put(self, run: Callable[[], T], shareable: Callable[[Connection], T] | None = None) -> Future[T]:
        future: Future[T] = Future()
        with self._changed:
            roomy = self._changed.wait_for(lambda: self._closed or len(self._queue) < _LONGEST_QUEUE, _PATIENCE)
            if self._closed:
                raise StoreError("the database is closed: Tripwatch is stopping")
            if not roomy:
                raise StoreError(f"{self._path}: {_LONGEST_QUEUE} changes wait to be saved; the disk does not keep up")
            self._queue.append(_Work(run, future, shareable))
            self._changed.notify_all()
        return future

    def _take(self) -> list[_Work]:
        """The next piece of work, with those behind it that may share its transaction; none when all is done."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            if not self._queue:
                return []
            self._changed.notify_all()
            taken = [self._queue.popleft()]
            while self._queue and len(taken) < _MOST_TOGETHER and taken[-1].shareable and self._queue[0].shareable:
                taken.append(self._queue.popleft())
            return taken

    def _work(self) -> None:
        while taken := self._take():
            # From here on they cannot be cancelled.
            begun = [work for work in taken if work.future.set_running_or_notify_cancel()]
            started = self._clock.monotonic()
            if not self._run_together(begun):
                for work in begun:
                    self._run(work)
            took = self._clock.monotonic() - started
            if took > _SLOW:
                log.warning("a change took %.1f seconds to save", took, extra={"event": "slow-write"})

    def _run_together(self, works: list[_Work]) -> bool:
        """Run all in one transaction; False if nothing of it was saved, so that each has to be tried alone."""
        commands = [work.shareable for work in works if work.shareable]
        if len(commands) < 2 or self._hurry.is_set():
            return False
        try:
            results = self._transaction(lambda conn: [command(conn) for command in commands])
        except BaseException:  # noqa: BLE001 - whose fault it was shows when each is tried alone
            return False
        for work, result in zip(works, results, strict=True):
            work.future.set_result(result)
        return True

    def _run(self, work: _Work) -> None:
        try:
            if self._hurry.is_set():
                raise _TooLateError(_CLOSING)
            result = work.run()
        except BaseException as error:  # noqa: BLE001 - the seam to the caller: whatever went wrong is theirs to see
            self._unsaved += isinstance(error, _TooLateError)
            work.future.set_exception(error)
        else:
            work.future.set_result(result)

    def _transaction(self, command: Callable[[Connection], T]) -> T:
        if sqlite.identity(self._path) != self._file:
            # What is written to a file without a name is lost.
            raise StoreError(
                f"{self._path} was moved, deleted or replaced while Tripwatch runs: nothing is saved",
                hint="put it back, or restart Tripwatch",
            )
        try:
            with ExitStack() as stack:
                conn = self._patiently(lambda: stack.enter_context(self._engine.begin()))
                return command(conn)
        except PendingRollbackError as error:
            raise StoreError(f"{self._path}: the change failed half-way: nothing was saved") from error
        except DBAPIError as error:
            raise sqlite.in_words(error, self._path) or error from error

    def _patiently(self, begin: Callable[[], T]) -> T:
        """Begin what another program may be in the way of: in short steps, until it lets go or there is no more time.

        Only the beginning has to wait: who has the write lock is held up by nobody.
        """
        for left in reversed(range(_TRIES)):
            try:
                return begin()
            except DBAPIError as error:
                if not left or not sqlite.is_busy(error):
                    raise
            if self._hurry.is_set():
                raise _TooLateError(_CLOSING, hint="another program holds it: is a database shell open?")
        raise AssertionError("the last try returns or raises")
