"""One daemon for a database, whatever way leads to it, and however the last one ended."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from watch.errors import AlreadyRunningError, StoreError
from watch.store.database import lock, running_pid

_HOLD = """
import subprocess, sys
from watch.store.database import lock
lock(sys.argv[1])
quiet = dict(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
child = subprocess.Popen(["sleep", "60"], close_fds=False, **quiet) if len(sys.argv) > 2 else None
print(child.pid if child else 0, flush=True)
sys.stdin.read()
"""


@contextmanager
def another(url: str, *more: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process that holds the lock, and the child it has started, if it was to start one."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, url, *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    child = int(process.stdout.readline())
    try:
        yield process, child
    finally:
        process.kill()
        process.communicate()
        if child:
            os.kill(child, 9)


def test_a_second_daemon_is_refused_and_told_who_holds_the_lock(url: str) -> None:
    with another(url) as (process, _), pytest.raises(AlreadyRunningError, match=rf"process {process.pid}\b"):
        lock(url)


def test_a_killed_holder_leaves_no_lock(url: str) -> None:
    with another(url) as (process, _):
        process.kill()
        process.wait()
        assert running_pid(url) is None
        lock(url).release()


def test_a_child_of_the_holder_does_not_inherit_the_lock(url: str) -> None:
    with another(url, "with a child") as (process, child):
        process.kill()
        process.wait()
        os.kill(child, 0)
        lock(url).release()


def test_a_symbolic_link_leads_to_the_same_lock(url: str, tmp_path: Path) -> None:
    linked = tmp_path / "folder" / "linked.db"
    linked.parent.mkdir()
    linked.symlink_to(tmp_path / "watch.db")
    with lock(url), pytest.raises(AlreadyRunningError):
        lock(f"sqlite:///{linked}")


def test_a_lock_that_was_given_back_can_be_taken_again(url: str) -> None:
    with lock(url) as held:
        held.release()
        lock(url).release()
    with lock(url):
        pass


def test_the_lock_file_is_ours_alone_and_never_shortened_by_who_fails(url: str, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with lock(url):
            with pytest.raises(AlreadyRunningError):
                lock(url)
            file = tmp_path / "watch.db.lock"
            assert file.stat().st_mode & 0o777 == 0o600
            assert file.read_text() == f"{os.getpid()}\n"
    finally:
        os.umask(old)


def test_a_lock_file_removed_from_under_its_holder_does_not_trouble_who_comes_later(url: str, tmp_path: Path) -> None:
    with lock(url):
        (tmp_path / "watch.db.lock").unlink()
        with lock(url), pytest.raises(AlreadyRunningError):
            lock(url)


def test_asking_who_holds_the_lock_takes_nothing(url: str) -> None:
    assert running_pid(url) is None
    with lock(url):
        assert running_pid(url) == os.getpid()
        assert running_pid(url) == os.getpid()
    assert running_pid(url) is None


def test_the_database_need_not_be_there_but_its_folder_must(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no folder") as refused:
        lock(f"sqlite:///{tmp_path / 'none' / 'watch.db'}")
    assert "mkdir" in str(refused.value.hint)


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_a_lock_file_that_is_none_is_refused(url: str, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "watch.db.lock"
    target = tmp_path / "precious"
    target.write_text("precious")
    if kind == "folder":
        file.mkdir()
    else:
        file.symlink_to(target)
    with pytest.raises(StoreError, match="lock file"):
        lock(url)
    assert target.read_text() == "precious"


_RACE = """
import sys
from watch.errors import AlreadyRunningError
from watch.store.database import lock
sys.stdin.readline()
try:
    lock(sys.argv[1])
except AlreadyRunningError:
    print("refused", flush=True)
else:
    print("runs", flush=True)
sys.stdin.readline()
"""


def test_of_two_that_start_together_exactly_one_runs(url: str) -> None:
    for _ in range(3):
        pair = [
            subprocess.Popen(
                [sys.executable, "-c", _RACE, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        for process in pair:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        said = sorted(process.stdout.readline().strip() for process in pair if process.stdout)
        for process in pair:
            process.communicate("end\n")
        assert said == ["refused", "runs"]
