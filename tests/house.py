"""The world around the daemon, for tests: a publisher whose feeds change, a sink that counts, a config, processes."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

PATIENCE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a feed, as a publisher writes it."""

    title: str
    text: str = ""
    link: str = ""
    guid: str = ""
    at: datetime | None = None


def rss(items: list[Item], lang: str = "en") -> bytes:
    """An RSS 2.0 document of these items."""
    parts = [
        f"<item><title>{escape(item.title)}</title>"
        + (f"<link>{escape(item.link)}</link>" if item.link else "")
        + (f"<guid isPermaLink='false'>{escape(item.guid)}</guid>" if item.guid else "")
        + (f"<pubDate>{format_datetime(item.at)}</pubDate>" if item.at else "")
        + f"<description>{escape(item.text)}</description></item>"
        for item in items
    ]
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>t</title><language>{lang}</language>'
        f"{''.join(parts)}</channel></rss>"
    ).encode()


class _Server:
    """A threaded HTTP server on a free port of 127.0.0.1."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        #: While this is not set, nothing is answered.
        self.awake = threading.Event()
        self.awake.set()
        self.hanging: set[str] = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def do_POST(self) -> None:
                outer.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        raise NotImplementedError

    def wait(self, until: Callable[[], bool], timeout: float = PATIENCE) -> bool:
        """Wait until something is so; asked again after every request."""
        with self.changed:
            return self.changed.wait_for(until, timeout)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def asleep(self, path: str) -> None:
        """Keep a request waiting while the server is not awake; `hanging` knows of it."""
        if not self.awake.is_set():
            with self.changed:
                self.hanging.add(path)
                self.changed.notify_all()
            self.awake.wait()

    def __exit__(self, *_: object) -> None:
        self.awake.set()
        self._server.shutdown()
        self._server.server_close()


class Publisher(_Server):
    """Serves one document for each path; `publish` replaces it."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: dict[str, tuple[bytes, str]] = {}
        self.asked: Counter[str] = Counter()
        #: What is sent with a document beside its type.
        self.headers: dict[str, dict[str, str]] = {}
        #: Paths that are answered with this status instead of their document.
        self.failing: dict[str, int] = {}

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def publish(self, path: str, body: bytes, content_type: str = "application/rss+xml; charset=utf-8") -> None:
        with self.changed:
            self.documents[path] = (body, content_type)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asleep(request.path)
        body, content_type = self.documents.get(request.path, (b"nothing here", "text/plain"))
        try:
            found = 200 if request.path in self.documents else 404
            request.send_response(self.failing.get(request.path, found))
            request.send_header("Content-Type", content_type)
            request.send_header("Content-Length", str(len(body)))
            for name, value in self.headers.get(request.path, {}).items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(body)
        except OSError:
            return  # the daemon was killed, or gave up, while it read
        with self.changed:
            self.asked[request.path] += 1
            self.changed.notify_all()


@dataclass(slots=True)
class Received:
    """One POST that the sink took."""

    key: str
    body: dict[str, Any]
    at: float


class Sink(_Server):
    """A webhook that counts what it is sent, by key. `status` is what it answers."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[Received] = []
        self.status = 200
        self.attempts = 0

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/hook"

    @property
    def keys(self) -> Counter[str]:
        return Counter(received.key for received in self.received)

    @property
    def titles(self) -> list[str]:
        return [str(received.body.get("title")) for received in self.received]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        self.asleep(request.path)
        with self.changed:
            self.attempts += 1
            if self.status == 200:
                key = request.headers.get("X-Tripwatch-Key", "")
                self.received.append(Received(key, json.loads(body), time.monotonic()))
            self.changed.notify_all()
        try:
            request.send_response(self.status)
            request.send_header("Content-Length", "0")
            request.end_headers()
        except OSError:
            return


RULE = """
id = "{id}"
title = "A test of {word}"
why = "It is a test."
when = 'title(word)'
[terms.word]
en = ["{word}"]
[[ladder]]
rung = "said"
severity = "high"
says = "The word {word} was said"
when = 'title(word)'
[[tests]]
title = "The {word} fell"
expect = "said"
[[tests]]
title = "Nothing fell"
expect = "none"
"""


@dataclass(slots=True, kw_only=True)
class House:
    """A folder with a config and rules, and daemons that run on it."""

    folder: Path
    publisher: Publisher
    sink: Sink
    #: Paths of the publisher, or whole addresses.
    sources: Mapping[str, str] = field(default_factory=lambda: {"feed": "/feed"})
    rules: str | None = None
    settle: str = "2s"
    interval: str = "1s"
    extra: str = ""

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "watch.db"

    def write_config(self) -> None:
        urls = {name: path if "://" in path else self.publisher.url(path) for name, path in self.sources.items()}
        sources = "".join(
            f'\n[[sources]]\nid = "{name}"\nurl = "{url}"\ninterval = "{self.interval}"\n' for name, url in urls.items()
        )
        rules = f"[rules]\npath = '{self.rules}'\nsettle = '{self.settle}'\n" if self.rules else ""
        self.config.write_text(
            f'[database]\nurl = "sqlite:///watch.db"\n{rules}[http]\nallow_private = ["127.0.0.1"]\ntimeout = "10s"\n'
            f'[channels.hook]\nurl = "{self.sink.url}"\n[web]\nlisten = ""\n{self.extra}{sources}',
            encoding="utf-8",
        )

    def write_word_rules(self, words: list[str]) -> None:
        """One rule for each word, alone in the folder `rules`."""
        folder = self.folder / "rules"
        folder.mkdir(exist_ok=True)
        for word in words:
            (folder / f"{word}.toml").write_text(RULE.format(id=word, word=word), encoding="utf-8")
        self.rules = "rules"

    @contextmanager
    def daemon(self, **environ: str) -> "Iterator[Daemon]":
        """A real daemon in a process of its own, killed at the end if it still runs."""
        process = subprocess.Popen(
            [sys.executable, "-m", "watch", "--config", str(self.config), "run"],
            env={**os.environ, **environ},
            # A session of its own: what is left of the daemon can be found by it.
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        running = Daemon(process=process)
        reader = threading.Thread(target=running.read_log, daemon=True)
        reader.start()
        try:
            yield running
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(PATIENCE)
            reader.join(PATIENCE)
            for pipe in (process.stdout, process.stderr):
                if pipe:
                    pipe.close()


@dataclass(slots=True, kw_only=True)
class Daemon:
    """A daemon under test."""

    process: "subprocess.Popen[str]"
    events: list[dict[str, Any]] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def read_log(self) -> None:
        """Collect its log until it ends."""
        for line in self.process.stderr or ():
            with self.changed:
                try:
                    self.events.append(json.loads(line))
                except ValueError:
                    self.other.append(line)
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def wait_for(self, event: str, count: int = 1, timeout: float = PATIENCE) -> dict[str, Any]:
        """Wait for a log line of this event; fails with what was logged instead."""

        def seen() -> list[dict[str, Any]]:
            return [line for line in self.events if line["event"] == event]

        with self.changed:
            done = self.changed.wait_for(lambda: len(seen()) >= count, timeout)
        assert done, f"no {event}: {self.events[-8:]} {''.join(self.other[-20:])}"
        return seen()[count - 1]

    def stop(self) -> int:
        """SIGTERM, and the exit status."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def left_processes(self) -> list[int]:
        """The living processes of this daemon's session: itself and its workers."""
        left = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                # After the name in brackets: state, parent, process group, session.
                state, _, _, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            except OSError:
                continue
            if state != "Z" and int(session) == self.process.pid:
                left.append(int(entry.name))
        return left


def utc_now() -> datetime:
    """The present, to the second, as feeds write it."""
    return datetime.now(UTC).replace(microsecond=0)


def wait_until(true: Callable[[], bool], timeout: float = PATIENCE) -> bool:
    """Ask until something that nobody announces is so: a process that ends, a row that appears."""
    end = time.monotonic() + timeout
    pause = threading.Event()
    while not true():
        if time.monotonic() > end:
            return False
        pause.wait(0.02)
    return True
