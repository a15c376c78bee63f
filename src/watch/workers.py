"""Parsing in processes of its own: a document may make the parser loop, swell or crash, and only that document fails.

A worker is a fresh Python (never a fork: no lock, socket, connection or secret of the daemon is in it) with limits on
memory and CPU, without core dumps. Each has a thread here that starts it, hands it one document at a time over a
socket, and kills it at the deadline. It dies with the daemon, also by `kill -9` and also in the middle of a parse: the
kernel sends it SIGKILL when the thread that started it ends, which is why that thread lives exactly as long as the
pool.

What comes back is JSON and not pickle, since a worker that a document has taken over must not be able to run code here.
"""

import asyncio
import contextlib
import ctypes
import json
import logging
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import SimpleQueue
from time import monotonic
from typing import Any

from watch import failpoints
from watch.model import Source
from watch.sources.document import Feed, NotAFeed, Wanted, parse, prepare
from watch.sources.wire import answer_to, outcome_from, source_from, task_for

_log = logging.getLogger(__name__)

#: How long a worker may take to import its parser, on a busy machine.
_START_LIMIT = timedelta(seconds=60)
#: A worker is replaced after this many documents, for what the parser never gives back.
_TASKS_PER_WORKER = 500
#: Answers beyond this many bytes cannot come from our own parse: a thousand items, their titles and texts capped.
_LARGEST_ANSWER = 128 * 1024 * 1024

_EXIT_MEMORY = 101
_EXIT_ORPHAN = 102
_LENGTHS = struct.Struct("!II")
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseFailed:
    """A document that could not be parsed within limits. `culprit`: it is the document's fault, not ours."""

    detail: str
    culprit: bool


Outcome = Feed | NotAFeed | ParseFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one worker may use."""

    #: From handing over the document to having its articles.
    deadline: timedelta = timedelta(seconds=10)
    #: Address space of the process, in bytes.
    memory: int = 1024 * 1024 * 1024
    tasks: int = _TASKS_PER_WORKER


class ParserPool:
    """Workers that parse. Started by `warm` or by the first document; `stop` ends them at once."""

    def __init__(self, processes: int = 2, *, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._seats = [_Seat(number, self._jobs, self._limits, self._stopping) for number in range(processes)]
        self._started = False

    def warm(self) -> None:
        """Start the workers ahead of the first document. Returns at once; harmless when they run already."""
        with self._lock:
            if self._started or self._stopping.is_set():
                return
            self._started = True
            for seat in self._seats:
                seat.start()

    async def parse(
        self,
        body: bytes,
        *,
        url: str,
        content_type: str | None = None,
        charset: str | None = None,
        source: Source,
        at: datetime | None = None,
        wanted: Wanted = Wanted.LIST,
        start: int = 0,
    ) -> Outcome:
        """Parse in the next free worker what was fetched at `at`; of a long list the part that begins at `start`.

        Never raises but CancelledError; after `stop` the answer is a ParseFailed.
        """
        self.warm()
        task = task_for(url, content_type, charset, source, at, wanted=wanted, start=start)
        job = _Job(body=body, task=task, future=Future())
        with self._lock:
            if self._stopping.is_set():
                return _STOPPED
            self._jobs.put(job)
        failpoints.reach("during-parse")
        return await asyncio.wrap_future(job.future)

    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers that run now."""
        return tuple(pid for seat in self._seats if (pid := seat.pid) is not None)

    def stop(self) -> None:
        """End all workers now; documents under way are answered as failed by us. Takes well under a second."""
        with self._lock:
            self._stopping.set()
            started, self._started = self._started, True
        for seat in self._seats:
            seat.kill()
            self._jobs.put(None)
        for seat in self._seats if started else ():
            seat.join(2.0)


_STOPPED = ParseFailed(detail="parsing was stopped", culprit=False)


# ------------------------------------------------------------------------------------------------ in the daemon


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    body: bytes
    task: Mapping[str, Any]
    future: "Future[Outcome]"


class _Seat:
    """A thread and the worker that it looks after."""

    def __init__(
        self, number: int, jobs: "SimpleQueue[_Job | None]", limits: Limits, stopping: threading.Event
    ) -> None:
        self._jobs, self._limits, self._stopping = jobs, limits, stopping
        self._worker: _Worker | None = None
        # Guards the hand-over between a worker that starts and a stop that comes meanwhile.
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"parser-{number}", daemon=True)

    @property
    def pid(self) -> int | None:
        worker = self._worker
        return worker.pid if worker is not None else None

    def start(self) -> None:
        self._thread.start()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def kill(self) -> None:
        with self._lock:
            if self._worker is not None:
                self._worker.kill()

    def _run(self) -> None:
        self._ready()
        while (job := self._jobs.get()) is not None:
            if job.future.set_running_or_notify_cancel():
                job.future.set_result(self._answer(job))
            if not self._stopping.is_set():
                self._ready()
        self._dismiss()

    def _ready(self) -> "_Worker | None":
        """The worker, a new one where the old is used up or gone; None if none can be started."""
        if self._worker is not None and (self._worker.gone or self._worker.tasks >= self._limits.tasks):
            self._dismiss()
        with self._lock:
            if self._worker is None and not self._stopping.is_set():
                try:
                    self._worker = _Worker(self._limits)
                except OSError as error:
                    _log.error("a parser process could not be started: %s", error)
            return self._worker

    def _dismiss(self) -> None:
        with self._lock:
            if self._worker is not None:
                self._worker.kill()
                self._worker.close()
                self._worker = None

    def _answer(self, job: _Job) -> Outcome:
        """Have one document parsed. Whatever goes wrong is an answer too."""
        worker = self._ready()
        if self._stopping.is_set():
            return _STOPPED
        if worker is None or not worker.wait_until_ready():
            self._dismiss()
            return _STOPPED if self._stopping.is_set() else _NO_WORKER
        try:
            return worker.parse(job)
        except Exception as error:  # noqa: BLE001 - the seam to a worker that a document may have broken or taken over
            if isinstance(error, ConnectionError):
                worker.let_end()
            self._dismiss()
            return _STOPPED if self._stopping.is_set() else self._blame(worker, error)

    def _blame(self, worker: "_Worker", error: Exception) -> ParseFailed:
        """Say why the worker was lost."""
        if isinstance(error, TimeoutError) or worker.status == -signal.SIGXCPU:
            return ParseFailed(
                detail=f"parsing took longer than {self._limits.deadline.total_seconds():g} s", culprit=True
            )
        if worker.status == _EXIT_MEMORY:
            return ParseFailed(
                detail=f"parsing needed more than {self._limits.memory // 2**20} MiB of memory", culprit=True
            )
        if isinstance(error, ConnectionError):
            asked = worker.status in (-signal.SIGTERM, -signal.SIGHUP)
            return ParseFailed(detail=f"the parser ended: {_ending(worker.status)}", culprit=not asked)
        return ParseFailed(detail=f"the parser gave no usable answer: {type(error).__name__}", culprit=True)


_NO_WORKER = ParseFailed(detail="a parser process could not be started", culprit=False)


def _ending(status: int | None) -> str:
    if status is not None and status < 0:
        return f"signal {signal.Signals(-status).name}" if -status in list(signal.Signals) else f"signal {-status}"
    return f"status {status}"


class _Worker:
    """A worker process as the daemon sees it: a socket and a pid."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._ready = False
        self.tasks = 0
        #: How the process ended, as subprocess gives it; None while it runs.
        self.status: int | None = None
        self._socket, theirs = socket.socketpair()
        with contextlib.ExitStack() as unless_started, theirs:
            unless_started.callback(self._socket.close)
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own numbers
                [sys.executable, "-P", "-W", "ignore", "-c", _ENTRY, *self._arguments(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=_environment(),
                # Out of the terminal's group: Ctrl-C is for the daemon, which then stops its workers.
                process_group=0,
            )
            unless_started.pop_all()
        self.pid = self._process.pid

    def _arguments(self, fileno: int) -> list[str]:
        deadline = self._limits.deadline.total_seconds()
        return [str(part) for part in (fileno, os.getpid(), self._limits.memory, int(deadline) + 2)]

    @property
    def gone(self) -> bool:
        return self._process.poll() is not None

    def wait_until_ready(self) -> bool:
        """Wait until the worker has imported its parser, which does not count as parsing."""
        if not self._ready:
            try:
                self._ready = _read(self._socket, 1, monotonic() + _START_LIMIT.total_seconds()) == b"+"
            except OSError:
                return False
        return self._ready

    def parse(self, job: _Job) -> Outcome:
        """The worker's answer. Raises OSError (TimeoutError at the deadline) or what a broken answer raises."""
        end = monotonic() + self._limits.deadline.total_seconds()
        task = json.dumps(job.task).encode()
        self._socket.settimeout(max(0.001, end - monotonic()))
        self._socket.sendall(_LENGTHS.pack(len(task), len(job.body)) + task)
        self._socket.sendall(job.body)
        length, _ = _LENGTHS.unpack(_read(self._socket, _LENGTHS.size, end))
        if length > _LARGEST_ANSWER:
            raise ValueError("an answer that is too long")
        self.tasks += 1
        return outcome_from(json.loads(_read_text(self._socket, length, end)))

    def kill(self) -> None:
        """End the process now; its socket closes by that, which wakes whoever waits for it."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def let_end(self) -> None:
        """Give a process that has closed its socket the moment to end by itself, and so to say why."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)

    def close(self) -> None:
        self.status = self._process.wait()
        self._socket.close()


def _environment() -> dict[str, str]:
    """What a worker gets of ours: where to find code, and nothing secret."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "LC_ALL": "C.UTF-8"}


def _read(source: socket.socket, length: int, end: float) -> bytearray:
    """Exactly so many bytes before `end` (monotonic). Raises TimeoutError, or ConnectionError at the end of file."""
    parts = bytearray()
    while len(parts) < length:
        source.settimeout(max(0.001, end - monotonic()))
        part = source.recv(min(length - len(parts), 1 << 20))
        if not part:
            raise ConnectionError("the worker closed its socket")
        parts += part
        if monotonic() > end:
            raise TimeoutError
    return parts


def _read_text(source: socket.socket, length: int, end: float) -> str:
    """The same as text; the bytes are gone by then, as both may be as large as the largest document."""
    return _read(source, length, end).decode("utf-8", "surrogatepass")


# ------------------------------------------------------------------------------------------------ in the worker

_ENTRY = "import sys; from watch.workers import serve; serve(*map(int, sys.argv[1:]))"


def serve(fileno: int, parent: int, memory: int, cpu_seconds: int) -> None:
    """The life of a worker process: parse what comes over the socket until the daemon closes it or is gone."""
    _bind_to(parent)
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Meant for the daemon, even where all processes of a service get them: it ends its workers itself.
        signal.signal(name, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    prepare()
    with contextlib.suppress(ValueError, OSError):
        # Refused where an outer limit is lower, which is as good.
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    ours = socket.socket(fileno=fileno)
    try:
        ours.sendall(b"+")
        while True:
            _serve_one(ours, cpu_seconds)
    except MemoryError:
        # The interpreter is in no state to go on, and the address space is never given back.
        os._exit(_EXIT_MEMORY)
    except OSError:
        # The daemon closed the socket, or is gone.
        os._exit(0)


def _bind_to(parent: int) -> None:
    """Die when the thread that started this process does; it may have died before this line, so look once."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(_EXIT_ORPHAN)


def _serve_one(ours: socket.socket, cpu_seconds: int) -> None:
    task_length, body_length = _LENGTHS.unpack(_read_all(ours, _LENGTHS.size))
    task = json.loads(_read_all(ours, task_length))
    body = bytes(_read_all(ours, body_length))
    _limit_cpu(cpu_seconds)
    outcome = parse(
        body,
        url=task["url"],
        content_type=task["content_type"],
        charset=task["charset"],
        source=source_from(task["source"]),
        at=datetime.fromisoformat(task["at"]) if task["at"] else None,
        wanted=Wanted(task["wanted"]),
        start=task["start"],
    )
    # Letters as they are: escaped, they would take up to six times the room, here and in the daemon.
    answer = json.dumps(answer_to(outcome), ensure_ascii=False).encode("utf-8", "surrogatepass")
    ours.sendall(_LENGTHS.pack(len(answer), 0) + answer)


def _read_all(ours: socket.socket, length: int) -> bytearray:
    parts = bytearray()
    while len(parts) < length:
        part = ours.recv(min(length - len(parts), 1 << 20))
        if not part:
            raise ConnectionError("the daemon closed the socket")
        parts += part
    return parts


def _limit_cpu(seconds: int) -> None:
    """Have the kernel end this process if the next document takes so much CPU, even where nobody is left to kill it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
