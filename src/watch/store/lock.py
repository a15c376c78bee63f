"""The lock against a second daemon: a file beside the database, held by the kernel for as long as the process lives.

Nothing here opens the database: closing a second descriptor of it would drop SQLite's own locks in this process.
"""

import fcntl
import os
import stat
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from watch.errors import AlreadyRunningError, StoreError


class Lock:
    """Held from when it is made until `release`, the end of a `with`, or the end of the process, however it ends."""

    def __init__(self, database: Path) -> None:
        """`database`: the real path of the file, so that two ways to it meet at one lock.

        Raises AlreadyRunningError if another process holds it, StoreError if the file cannot be made.
        """
        self.path = lock_path(database)
        self._fd: int | None = _held(self.path, database)

    def release(self) -> None:
        """Give it back. The file stays: to remove it could take it from one who is just locking it."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def lock_path(database: Path) -> Path:
    """Where the lock of a database lies."""
    return database.with_name(f"{database.name}.lock")


def holder(database: Path) -> int | None:
    """The process that holds the lock on this database; None if nobody does."""
    try:
        fd = os.open(lock_path(database), os.O_RDWR)
    except OSError:
        # Not there, or not ours to look into.
        return None
    try:
        # Shared, so that two who ask do not mistake each other for the holder.
        return None if _try(fd, fcntl.LOCK_SH) else _pid_in(fd)
    finally:
        os.close(fd)


def _held(path: Path, database: Path) -> int:
    fd = _opened(path)
    while not (_tries(fd) and _is_at(fd, path)):
        if _is_at(fd, path):
            pid = _pid_in(fd)
            os.close(fd)
            raise AlreadyRunningError(
                f"another Tripwatch (process {pid or 'unknown'}) works on {database}",
                hint="stop it first, or give this one a database of its own: [database] url",
            )
        # Somebody removed the file between our opening and locking it: what we hold, nobody else will look at.
        os.close(fd)
        fd = _opened(path)
    # Emptied only now: before, it named the process that held it.
    os.ftruncate(fd, 0)
    os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
    return fd


def _opened(path: Path) -> int:
    """The lock file, made if need be; not inherited by child processes, which would keep the lock alive."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except FileNotFoundError:
        raise missing_folder(path) from None
    except OSError as error:
        raise StoreError(
            f"the lock file {path} cannot be opened: {error.strerror}", hint="is its folder writable for this user?"
        ) from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise StoreError(f"the lock file {path} is not a regular file", hint="remove it")
    return fd


def missing_folder(path: Path) -> StoreError:
    """What to say when the folder of a file is not there."""
    return StoreError(f"there is no folder {path.parent}", hint=f"make it: mkdir -p {path.parent}")


def _tries(fd: int) -> bool:
    """A few attempts within a quarter of a second: `holder` takes the lock for a moment to see whether it is free."""
    for _ in range(5):
        if _try(fd, fcntl.LOCK_EX):
            return True
        time.sleep(0.05)
    return False


def _try(fd: int, kind: int) -> bool:
    try:
        fcntl.flock(fd, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(fd: int, path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(fd)
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


def _pid_in(fd: int) -> int | None:
    text = os.pread(fd, 32, 0).strip()
    return int(text) if text.isdigit() else None
