"""Whatever a document names, reading it opens no file and connects to nobody."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from inside import Trap, connects

from watch.model import Selectors, Source, SourceKind
from watch.sources.document import Wanted, parse

SECRET = "canary-that-must-stay-in-its-file"
SENTENCE = "The ministry published its account of the day, and nothing else was of note in it. " * 6
#: FILE is a file, and SITE somebody who counts who comes.
DECLARATIONS = {
    "dtd": '<!DOCTYPE x SYSTEM "SITE/x.dtd">',
    "public": '<!DOCTYPE x PUBLIC "-//X//Y" "SITE/x.dtd">',
    "file": '<!DOCTYPE x [<!ENTITY e SYSTEM "FILE">]>',
    "entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "SITE/e">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "SITE/p"> %p;]>',
    "stylesheet": '<?xml-stylesheet type="text/xsl" href="SITE/x.xsl"?>',
    "none": "",
}
INNER = (
    "&e; <xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='FILE' parse='text'/>"
    "<img src='SITE/i'/><iframe src='FILE'></iframe><object data='SITE/o'></object>"
    "<link rel='stylesheet' href='SITE/s'/>"
)
BODIES = {
    "feed": f"<rss version='2.0'><channel><item><title>x {INNER}</title><description>{INNER}</description></item>"
    "</channel></rss>",
    "atom": "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='SITE/'><entry><title>x</title><link href='a'/>"
    f"<content type='xhtml' src='SITE/c'>{INNER}</content></entry></feed>",
    "sitemap": f"<urlset><url><loc>http://a.example/1</loc><lastmod>{INNER}</lastmod></url></urlset>",
    "page": f"<html><head><base href='SITE/'><meta http-equiv='refresh' content='0; url=SITE/'></head>"
    f"<body><article><h1>x</h1><p>{SENTENCE} {INNER}</p></article><li><a href='FILE'>x {INNER}</a></li></body></html>",
}


@pytest.mark.parametrize("declared", DECLARATIONS)
async def test_par_03_no_kind_of_document_opens_a_file_or_connects(declared: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    async with Trap() as trap:
        for body in BODIES.values():
            text = (DECLARATIONS[declared] + body).replace("FILE", f"file://{tmp_path}/secret")
            text = text.replace("SITE", f"http://127.0.0.1:{trap.port}")
            with connects() as seen:
                for kind in SourceKind:
                    source = Source(
                        id="s",
                        url="http://a.example/",
                        interval=timedelta(hours=1),
                        kind=kind,
                        page=Selectors(item="li"),
                    )
                    for wanted in Wanted:
                        # In a thread, so that the trap can see who comes.
                        found = await asyncio.to_thread(
                            parse, text.encode(), url=source.url, source=source, wanted=wanted
                        )
                        assert SECRET not in repr(found)
            assert seen == []
        assert trap.connections == 0
