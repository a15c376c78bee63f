"""A document may do to its worker what it likes; the daemon gets an answer, and no process outlives the daemon."""

import asyncio
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from house import wait_until

from watch import workers
from watch.model import Lang, Selectors, Source, SourceKind, Tier
from watch.sources.document import Wanted
from watch.sources.feed import Feed, NotAFeed, parse
from watch.workers import Limits, Outcome, ParseFailed, ParserPool

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

URL = "https://news.example/rss"
SOURCE = Source(
    id="s",
    url=URL,
    interval=timedelta(minutes=15),
    lang=Lang.KO,
    tier=Tier.WIRE,
    country="kr",
    zone="Asia/Seoul",
    tags=("a", "b"),
)
GOOD = """<rss version="2.0"><channel><title>뉴스</title><ttl>30</ttl>
<item><title>사도광산 추도식 &amp;lt;불참&amp;gt;</title><link>https://news.example/1?id=7</link><guid>a</guid>
<description>본문</description><pubDate>2026.11.22 10:00</pubDate></item>
<item><title>둘째</title></item><item/></channel></rss>""".encode()


def slow(size: int) -> bytes:
    """A document on which the parser spends time by the square of its size: 40,000 are more than four seconds."""
    return b"<rss version='2.0'><channel><item><author>" + b"a" * size + b"</author></item></channel></rss>"


@pytest.fixture
def pool() -> Iterator[ParserPool]:
    with_limits = ParserPool(1)
    yield with_limits
    with_limits.stop()


async def send(pool: ParserPool, body: bytes, **changes: Any) -> Outcome:
    return await pool.parse(body, url=URL, source=SOURCE, **changes)


def limited(**limits: object) -> ParserPool:
    return ParserPool(1, limits=Limits(**limits))  # type: ignore[arg-type]


async def a_running_worker(pool: ParserPool) -> int:
    assert isinstance(await send(pool, GOOD), Feed)
    # One that has done its share is just being replaced.
    assert wait_until(lambda: len(pool.pids()) == 1)
    (pid,) = pool.pids()
    return pid


async def busy(pid: int) -> None:
    """Until the process has used more CPU than any other document takes: it is in the midst of a slow one."""
    stat = Path("/proc") / str(pid) / "stat"
    before, until = int(stat.read_text().rpartition(")")[2].split()[11]), monotonic() + 20
    while int(stat.read_text().rpartition(")")[2].split()[11]) < before + 20:
        assert monotonic() < until
        await asyncio.sleep(0)


def ended(pid: int, seconds: float) -> bool:
    """Wait until a process is gone, or a zombie that nobody reaps; not until the time is up."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


async def test_a_worker_answers_what_parsing_here_would(pool: ParserPool) -> None:
    assert await send(pool, GOOD) == parse(GOOD, url=URL, source=SOURCE)
    assert isinstance(await send(pool, GOOD), Feed)
    assert await send(pool, b"<html>") == NotAFeed(detail="an HTML page without a title")
    assert await send(pool, GOOD.decode().encode("cp949"), charset="euc-kr") == parse(
        GOOD.decode().encode("cp949"), url=URL, charset="euc-kr", source=SOURCE
    )


async def test_documents_are_parsed_side_by_side_and_each_gets_its_own_answer() -> None:
    pool = ParserPool(2)
    try:
        bodies = [GOOD.replace(b"?id=7", f"?id={n}".encode()) for n in range(20)]
        found = await asyncio.gather(*(send(pool, body) for body in bodies))
        assert found == [parse(body, url=URL, source=SOURCE) for body in bodies]
        assert len(set(pool.pids())) == 2
    finally:
        pool.stop()


async def test_par_04_a_document_beyond_the_deadline_is_ended_and_the_next_one_read() -> None:
    pool = limited(deadline=timedelta(seconds=0.5))
    try:
        old = await a_running_worker(pool)
        assert await send(pool, slow(60_000)) == ParseFailed(detail="parsing took longer than 0.5 s", culprit=True)
        assert ended(old, 0)
        assert isinstance(await send(pool, GOOD), Feed)
    finally:
        pool.stop()


@pytest.mark.slow
async def test_par_04_forty_kilobytes_of_author_take_one_second_and_no_more() -> None:
    pool = ParserPool(2, limits=Limits(deadline=timedelta(seconds=1)))
    try:
        started = monotonic()
        outcomes = await asyncio.gather(*(send(pool, slow(40_000)) for _ in range(4)), send(pool, GOOD))
        assert [isinstance(outcome, ParseFailed) for outcome in outcomes] == [True] * 4 + [False]
        assert monotonic() - started < 30
    finally:
        pool.stop()


async def test_par_02_a_document_beyond_the_memory_ends_its_worker_and_the_next_one_is_read() -> None:
    pool = limited(memory=128 * 2**20)
    try:
        huge = GOOD.replace(b"</title>", b"x" * 30_000_000 + b"</title>", 1)
        assert await send(pool, huge) == ParseFailed(detail="parsing needed more than 128 MiB of memory", culprit=True)
        assert isinstance(await send(pool, GOOD), Feed)
    finally:
        pool.stop()


PAGE = replace(SOURCE, kind=SourceKind.PAGE, page=Selectors(item="li", date="i"))
ENTRY = "<html><body><li><i>1.7</i><a href=/a>A</a></li>"


@pytest.mark.parametrize(
    "broken",
    [
        "<div>" * 50_000,
        "<ul><li>" * 50_000,
        "<p " + " ".join(f"a{number}=1" for number in range(50_000)) + ">",
        "<li><a href=/x>t</a>" * 100_000,
        "<b><a href=x><table><tr><td><svg><!--<script>" * 10_000,
    ],
    ids=["deep", "deep-entries", "attributes", "entries", "of-everything"],
)
async def test_par_15_a_broken_page_is_read_or_ended_in_time_and_the_next_one_read(broken: str) -> None:
    pool = limited(deadline=timedelta(seconds=0.4), memory=512 * 2**20)
    try:
        for wanted in Wanted:
            found = await pool.parse((ENTRY + broken).encode(), url=URL, source=PAGE, wanted=wanted)
            assert found.culprit if isinstance(found, ParseFailed) else isinstance(found, Feed | NotAFeed)
        assert isinstance(await pool.parse(ENTRY.encode(), url=URL, source=PAGE), Feed)
    finally:
        pool.stop()


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGKILL", "SIGXCPU"])
async def test_a_worker_that_crashes_over_a_document_is_replaced(pool: ParserPool, name: str) -> None:
    """SIGXCPU is what the kernel sends at the limit of CPU time."""
    pid = await a_running_worker(pool)
    parsing = asyncio.ensure_future(send(pool, slow(60_000)))
    await busy(pid)
    os.kill(pid, signal.Signals[name])
    outcome = await parsing
    says = "parsing took longer than 10 s" if name == "SIGXCPU" else f"the parser ended: signal {name}"
    assert outcome == ParseFailed(detail=says, culprit=True)
    assert isinstance(await send(pool, GOOD), Feed)


async def test_a_worker_that_ends_between_two_documents_costs_neither(pool: ParserPool) -> None:
    pid = await a_running_worker(pool)
    os.kill(pid, signal.SIGKILL)
    assert ended(pid, 5)
    assert isinstance(await send(pool, GOOD), Feed)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
async def test_signals_meant_for_the_daemon_do_not_end_a_worker(pool: ParserPool, name: str) -> None:
    pid = await a_running_worker(pool)
    os.kill(pid, signal.Signals[name])
    assert await a_running_worker(pool) == pid


async def test_a_worker_is_replaced_after_its_share_of_documents() -> None:
    pool = limited(tasks=2)
    try:
        pids = [await a_running_worker(pool) for _ in range(5)]
        assert len(set(pids)) >= 2
        assert ended(pids[0], 5)
    finally:
        pool.stop()


async def test_stop_ends_a_parse_at_once_and_blames_nobody(pool: ParserPool) -> None:
    pid = await a_running_worker(pool)
    waiting = [asyncio.ensure_future(send(pool, slow(60_000))) for _ in range(3)]
    await asyncio.sleep(0)
    started = monotonic()
    pool.stop()
    assert await asyncio.gather(*waiting) == [ParseFailed(detail="parsing was stopped", culprit=False)] * 3
    assert monotonic() - started < 3
    assert ended(pid, 0)
    assert await send(pool, GOOD) == ParseFailed(detail="parsing was stopped", culprit=False)
    pool.stop()


def test_a_pool_that_was_never_used_starts_nothing_and_stops() -> None:
    before = threading.active_count()
    pool = ParserPool(2)
    pool.stop()
    pool.warm()
    assert (pool.pids(), threading.active_count()) == ((), before)


async def test_stop_in_the_middle_of_warming_up_leaves_nothing() -> None:
    pool = ParserPool(2)
    pool.warm()
    pool.stop()
    assert pool.pids() == ()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("parser-")]


async def test_a_caller_who_no_longer_waits_does_not_disturb_the_pool(pool: ParserPool) -> None:
    await a_running_worker(pool)
    given_up = [asyncio.ensure_future(send(pool, GOOD)) for _ in range(3)]
    await asyncio.sleep(0)
    for parsing in given_up:
        parsing.cancel()
    assert isinstance(await send(pool, GOOD), Feed)


async def test_where_no_process_can_be_started_the_document_is_not_blamed(
    pool: ParserPool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "missing"))
    assert await send(pool, GOOD) == ParseFailed(detail="a parser process could not be started", culprit=False)
    monkeypatch.undo()
    assert isinstance(await send(pool, GOOD), Feed)


@pytest.mark.parametrize(
    "answer", [b"null", b"[]", b"{", b'{"feed": {}}', b'{"feed": {"ttl": 1, "articles": [{}]}}', b"\xff"]
)
async def test_what_a_worker_answers_is_not_trusted(
    pool: ParserPool, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    frame = len(answer).to_bytes(4, "big") + bytes(4) + answer
    ours = "import socket, sys, time; s = socket.socket(fileno=int(sys.argv[1]))"
    taken_over = f"{ours}; s.sendall(b'+' + {frame!r}); s.recv(1); time.sleep(60)"
    monkeypatch.setattr(workers, "_ENTRY", taken_over)
    outcome = await send(pool, GOOD)
    assert isinstance(outcome, ParseFailed)
    assert outcome.culprit
    monkeypatch.undo()
    # The next worker may have been started already, with the same code.
    await send(pool, GOOD)
    assert isinstance(await send(pool, GOOD), Feed)


async def test_a_worker_has_nothing_of_the_daemons_and_is_limited(
    pool: ParserPool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SLACK_URL", "slack://secret")
    with (tmp_path / "open").open("wb") as ours:
        os.set_inheritable(ours.fileno(), True)
        pid = await a_running_worker(pool)
    proc = Path("/proc") / str(pid)
    assert b"secret" not in (proc / "environ").read_bytes()
    opened = {str(entry.readlink()) for entry in (proc / "fd").iterdir()}
    assert not [name for name in opened if str(tmp_path) in name]
    assert len([name for name in opened if name.startswith("socket:")]) == 1
    limits = {line[:25].strip(): line[25:].split()[0] for line in (proc / "limits").read_text().splitlines()}
    assert limits["Max core file size"] == "0"
    assert limits["Max address space"] == str(1024 * 2**20)
    assert limits["Max cpu time"].isdecimal()


# ------------------------------------------------------------------------------------------------ the daemon dies

DAEMON = """
import asyncio, sys
from datetime import timedelta
from pathlib import Path
from watch.model import Source
from watch.workers import Limits, ParserPool

async def main():
    source = Source(id="s", url="https://news.example/rss", interval=timedelta(minutes=15))
    pool = ParserPool(2, limits=Limits(deadline=timedelta(minutes=5)))
    good = b"<rss version='2.0'><channel><item><title>x</title></item></channel></rss>"
    await asyncio.gather(*(pool.parse(good, url=source.url, source=source) for _ in range(8)))
    bodies = [Path(name).read_bytes() for name in sys.argv[1:]]
    parsing = [asyncio.ensure_future(pool.parse(body, url=source.url, source=source)) for body in bodies]
    await asyncio.sleep(0)
    print("warm", flush=True)
    await asyncio.sleep(3600)

asyncio.run(main())
"""


def descendants(pid: int) -> set[int]:
    """The process and all that came of it, by the parents that /proc names."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "parsing"])
def test_nothing_is_left_five_seconds_after_the_daemon_was_killed(busy: bool, tmp_path: Path) -> None:
    (tmp_path / "slow.xml").write_bytes(slow(400_000))
    documents = [str(tmp_path / "slow.xml")] * 3 if busy else []
    with subprocess.Popen([sys.executable, "-c", DAEMON, *documents], stdout=subprocess.PIPE) as daemon:
        assert daemon.stdout is not None
        assert daemon.stdout.readline() == b"warm\n"
        family = descendants(daemon.pid) - {daemon.pid}
        assert len(family) == 2
        daemon.kill()
        until = monotonic() + 5
        assert [pid for pid in family if not ended(pid, max(0.0, until - monotonic()))] == []


def test_a_worker_whose_daemon_is_gone_before_it_began_ends_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from watch.workers import serve; serve(0, 1, 2**30, 10)"], timeout=30, check=False
    )
    assert done.returncode == 102


def test_a_test_can_kill_the_daemon_while_a_document_is_parsed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", DAEMON],
        env=os.environ | {"TRIPWATCH_FAILPOINT": "during-parse:2"},
        timeout=30,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
