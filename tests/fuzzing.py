"""Documents as hostile as chance can make them, through the real workers: `python tests/fuzzing.py 100000 [FOLDER…]`.

Seeds are a few documents of every kind and all files of the folders given; a change is a handful of cuts, doublings,
flips, splices and nasty tokens. What must hold is said by `Tally`: no parse ends its worker or lasts to the deadline.
"""

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watch.model import Lang, Selectors, Source, SourceKind
from watch.workers import Outcome, ParseFailed, ParserPool

AT = datetime(2026, 11, 25, tzinfo=UTC)
_ITEM = "<item><title>야스쿠니 靖国 Yasukuni &amp; more</title><link>https://a.example/1</link><guid>item_1</guid>"
SEEDS = (
    (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>t</title>{_ITEM}"
        "<pubDate>Thu, 20 Aug 2026 10:00:00 KST</pubDate><description><![CDATA[<b>bold</b>]]></description></item>"
        "</channel></rss>"
    ),
    (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title type="html">&lt;i>a&lt;/i></title>'
        '<link href="/b"/><id>urn:1</id><updated>2026-08-20T00:00:00Z</updated><content type="xhtml"><div '
        'xmlns="http://www.w3.org/1999/xhtml">c</div></content></entry></feed>'
    ),
    (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel '
        'rdf:about="x"><title>t</title></channel><item rdf:about="https://a.example/2"><title>독도</title></item></rdf:RDF>'
    ),
    '{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{"id": "1", "content_html": "<p>a</p>"}]}',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.example/3</loc></url></urlset>',
    '<!DOCTYPE html><html lang="ja"><ul><dt>8月19日</dt><li><!-- 令和8年 --><a href="/4">題</a></li></ul></html>',
    '{"articles": [{"url": "https://a.example/5", "title": "t", "seendate": "20260820T000000Z"}]}',
)
TOKENS = tuple(
    token.encode("utf-8", "surrogatepass")
    for token in (
        *(
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<?xml version='1.0' encoding='utf-7'?>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]>",
        ),
        *("&b;", "&#0;", "&#x110000;", "&nbsp;", "<a <a <a ", "<rss>", "</channel>", "<item>", "<entry>", "<link/>"),
        *("<div>" * 500, "[" * 2000, '"' * 50, "\x00", "\ufeff", "\u202e", "\ud800", "<script>", "=" * 300),
        *("<guid isPermaLink='true'>../../etc/passwd</guid>", "<georss:point>a</georss:point>", "<gml:pos>1</gml:pos>"),
        *("<media:content url='file:///etc/passwd'/>", "<category/>", "<pubDate>99999999999999</pubDate>"),
    )
)


@dataclass(slots=True)
class Tally:
    """What became of many documents."""

    kinds: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[str, bytes]] = field(default_factory=list)
    longest: float = 0.0

    def add(self, body: bytes, outcome: Outcome, seconds: float) -> None:
        """Count one."""
        self.kinds[type(outcome).__name__] += 1
        self.longest = max(self.longest, seconds)
        if isinstance(outcome, ParseFailed):
            self.failed.append((outcome.detail, body))


def sources() -> Sequence[Source]:
    """A source of every kind."""
    page = Selectors(item="li", date="dt")
    return [
        Source(id=str(kind), url="https://a.example/x", interval=timedelta(hours=1), kind=kind, page=page, lang=Lang.KO)
        for kind in SourceKind
    ]


def mutated(dice: random.Random, seeds: Sequence[bytes]) -> bytes:
    """A seed after one to eight changes."""
    body = dice.choice(seeds)
    for _ in range(dice.randint(1, 8)):
        body = _changed(dice, body, seeds)
    return body[:300_000]


def _changed(dice: random.Random, body: bytes, seeds: Sequence[bytes]) -> bytes:
    at = dice.randint(0, len(body))
    to = min(len(body), at + dice.randint(0, 200))
    match dice.randint(0, 6):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + body[to:]
        case 2:
            return body[:to] + body[at:to] * dice.randint(1, 30) + body[to:]
        case 3:
            return body[:at] + dice.choice(TOKENS) + body[at:]
        case 4:
            return body[:at] + dice.choice(seeds)[dice.randint(0, 2000) :]
        case 5:
            return body[:at] + dice.randbytes(dice.randint(1, 12)) + body[at:]
        case _:
            return bytes(byte ^ (1 << dice.randint(0, 7)) if dice.random() < 0.01 else byte for byte in body[:5000])


def read_folders(folders: Sequence[Path]) -> Iterator[bytes]:
    """The documents of folders, those of a sane size."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_size < 2_000_000:
                yield path.read_bytes()


async def run(bodies: Iterator[bytes], kinds: Sequence[Source]) -> Tally:
    """Have every body parsed, as the kinds take turns."""
    tally = Tally()
    pool = ParserPool(2)
    gate = asyncio.Semaphore(4)

    async def one(number: int, body: bytes) -> None:
        async with gate:
            began = time.perf_counter()
            outcome = await pool.parse(body, url="https://a.example/x", source=kinds[number % len(kinds)], at=AT)
            tally.add(body, outcome, time.perf_counter() - began)

    try:
        tasks: set[asyncio.Task[None]] = set()
        for number, body in enumerate(bodies):
            tasks.add(asyncio.create_task(one(number, body)))
            if len(tasks) >= 200:
                _, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.gather(*tasks)
    finally:
        pool.stop()
    return tally


def main() -> int:
    """Run as a command: how many changed documents (0: the documents of the folders as they are), and folders."""
    count, folders = int(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
    found = list(read_folders(folders))
    seeds = [seed.encode() for seed in SEEDS] + found
    dice = random.Random(20261125)
    kinds = sources()[:1] if count == 0 else sources()
    tally = asyncio.run(run(iter(found) if count == 0 else (mutated(dice, seeds) for _ in range(count)), kinds))
    print(f"{sum(tally.kinds.values())} documents: {dict(tally.kinds)}, the longest took {tally.longest:.2f} s")
    for detail, body in tally.failed[:20]:
        print(f"FAILED {detail}: {body[:200]!r}")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
