"""The daemon, fed over loopback with documents as ministries and papers serve them."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from house import House, Publisher, Sink
from real_documents import DOCUMENTS, FOLDER, needs_folder

PAGES = ("mofa.html", "meti.html", "moj.html")

pytestmark = [needs_folder, pytest.mark.timeout(120)]


def test_the_daemon_reads_every_real_document_and_tells_pages_from_feeds(tmp_path: Path) -> None:
    with Publisher() as publisher, Sink() as sink:
        names = {name.replace(".", "-"): name for name in (*DOCUMENTS, *PAGES)}
        house = House(
            folder=tmp_path,
            publisher=publisher,
            sink=sink,
            sources={
                source: urlsplit(DOCUMENTS[name].url).path if name in DOCUMENTS else f"/{name}"
                for source, name in names.items()
            },
        )
        for source, name in names.items():
            content_type = "text/html" if name in PAGES else "application/xml"
            publisher.publish(house.sources[source], (FOLDER / name).read_bytes(), content_type)
        house.write_config()
        with house.daemon() as daemon:
            daemon.wait_for("polled", len(DOCUMENTS))
            daemon.wait_for("source-failed", len(PAGES))
            assert daemon.stop() == 0
        with sqlite3.connect(house.database) as conn:
            states = dict(conn.execute("select source_id, state from sources"))
            rows = conn.execute("select source_id, title, url, published_at from articles order by id").fetchall()
        conn.close()
    assert {source for source, state in states.items() if state == "not-a-feed"} == {n.replace(".", "-") for n in PAGES}
    assert {state for source, state in states.items() if names[source] in DOCUMENTS} <= {"ok", "unchanged"}
    for source, name in names.items():
        if name in DOCUMENTS:
            check(name, [row[1:] for row in rows if row[0] == source])


def check(name: str, rows: list[tuple[str, str | None, str | None]]) -> None:
    """Every item is kept; those in the table with the title, link and instant that a person sees."""
    seen = DOCUMENTS[name]
    assert len(rows) == seen.items
    for fact in seen.facts:
        title, url, published = rows[fact.place]
        assert title.startswith(fact.title), name
        # Where a document's links are relative they lead to the loopback server here.
        assert urlsplit(url or "").path == urlsplit(fact.link or "").path, name
        if fact.published:
            assert published is not None
            assert datetime.fromisoformat(published).replace(tzinfo=UTC) == datetime.fromisoformat(
                fact.published
            ).replace(tzinfo=UTC)
