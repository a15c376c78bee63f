"""A small server on loopback whose feeds grow: stories appear in them one after another, as at a publisher.

The three feeds have three shapes, as in life: RSS 2.0 in English, Atom in Korean, RSS 1.0 without guids in Japanese.
"""

import threading
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

STORIES = Path(__file__).with_name("stories.toml")
LANGS = ("en", "ko", "ja")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One invented news item, and how long after the start it appears."""

    after: timedelta
    lang: str
    title: str
    text: str
    path: str


def load_stories() -> tuple[Story, ...]:
    """The bundled stories, in the order in which they appear."""
    rows: list[dict[str, Any]] = tomllib.loads(STORIES.read_text(encoding="utf-8"))["stories"]
    stories = (
        Story(
            after=timedelta(seconds=row["after"]),
            lang=row["lang"],
            title=row["title"],
            text=row["text"],
            path=f"/{row['lang']}/story-{number}",
        )
        for number, row in enumerate(rows, start=1)
    )
    return tuple(sorted(stories, key=lambda story: story.after))


def rss(items: list[tuple[Story, datetime]], address: str) -> str:
    """RSS 2.0."""
    entries = "".join(
        f"<item><title>{escape(story.title)}</title><link>{address}{story.path}</link><guid>{address}{story.path}</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate><description>{escape(story.text)}</description></item>"
        for story, at in items
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Demo Courier (invented)</title>'
        f"<link>{address}/</link><language>en</language>{entries}</channel></rss>"
    )


def atom(items: list[tuple[Story, datetime]], address: str) -> str:
    """Atom 1.0."""
    entries = "".join(
        f"<entry><id>{address}{story.path}</id><title>{escape(story.title)}</title><link href='{address}{story.path}'/>"
        f"<updated>{at.isoformat()}</updated><summary>{escape(story.text)}</summary></entry>"
        for story, at in items
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko">'
        f"<title>데모일보 (가상)</title><id>{address}/ko</id>{entries}</feed>"
    )


def rdf(items: list[tuple[Story, datetime]], address: str) -> str:
    """RSS 1.0, which has no guids."""
    entries = "".join(
        f'<item rdf:about="{address}{story.path}"><title>{escape(story.title)}</title><link>{address}{story.path}'
        f"</link><description>{escape(story.text)}</description><dc:date>{at.isoformat()}</dc:date></item>"
        for story, at in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="ja">'
        f"<channel><title>デモ新聞（架空）</title><link>{address}/</link></channel>{entries}</rdf:RDF>"
    )


SHAPES: dict[str, Callable[[list[tuple[Story, datetime]], str], str]] = {"en": rss, "ko": atom, "ja": rdf}


@dataclass(slots=True)
class StoryServer:
    """Serves `/en`, `/ko` and `/ja` on a free port of 127.0.0.1 while it is entered.

    `pace` stretches or shrinks the time between stories; `now` is asked what time it is at every request.
    """

    now: Callable[[], datetime]
    pace: float = 1.0
    stories: tuple[Story, ...] = field(default_factory=load_stories)
    started_at: datetime | None = None
    #: The languages whose complete feed somebody has fetched.
    fetched_whole: set[str] = field(default_factory=set)
    _server: ThreadingHTTPServer | None = None

    @property
    def address(self) -> str:
        """Where it listens. Raises RuntimeError before it is entered."""
        if self._server is None:
            raise RuntimeError("the story server is not running")
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def told_all(self) -> bool:
        """Whether every feed was fetched after its last story had appeared."""
        return self.fetched_whole == set(LANGS)

    def feed(self, lang: str) -> str:
        """The feed of a language as it stands now. The clock starts with the first request."""
        now = self.now()
        start = self.started_at = self.started_at or now
        mine = [story for story in self.stories if story.lang == lang]
        out = [(story, start + story.after * self.pace) for story in mine if start + story.after * self.pace <= now]
        if len(out) == len(mine):
            self.fetched_whole.add(lang)
        return SHAPES[lang](list(reversed(out)), self.address)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="demo-stories", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()


def _handler_for(stories: StoryServer) -> type[BaseHTTPRequestHandler]:
    """A request handler that knows this server's stories."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            lang = self.path.strip("/")
            known = lang in SHAPES
            body = (stories.feed(lang) if known else "This page of the demo does not exist.").encode()
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "application/xml; charset=utf-8" if known else "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
            """Say nothing: the daemon's own lines are what a viewer wants to see."""

    return Handler
