"""Bodies that unpack or parse to a gigabyte: the daemon stays as small as it was, and reads its other sources."""

import gzip
import re
import sys
import zlib
from pathlib import Path

import pytest
from house import Daemon, House, Item, Publisher, Sink, rss, utc_now

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]

GIGABYTE = 1 << 30
#: How many MiB larger the daemon may be at its largest.
ALLOWED = 30


def gzipped() -> bytes:
    """Sixty-four members, which tools that pack block by block write, too."""
    return gzip.compress(bytes(GIGABYTE // 64)) * 64


def deflated() -> bytes:
    packer = zlib.compressobj(9)
    block = bytes(GIGABYTE // 64)
    return b"".join(packer.compress(block) for _ in range(64)) + packer.flush()


def brotli() -> bytes:
    """What a packer of Brotli makes of it: the same few bytes time and again."""
    head = bytes.fromhex("cfffff7f002400e2b14072")
    part = bytes.fromhex(
        "effff9ffff0f8004401c1680eefd3fffffff01900088c302d0bdffe7ffff3f001200715800baf7fffcffff074002200e0b40f7fe9fffff"
        "ff004800c46101e8defff3ffff1f000980382c00ddfb7ffeffff032001108705a07bffcfffff7f002400e2b00074"
    )
    return head + part * 7 + part[:89] + b"\xff\x3f"


def zstandard() -> bytes:
    """Blocks that say: this byte, 128 Ki times."""
    size, blocks = 1 << 17, GIGABYTE >> 17
    said = [(size << 3 | 1 << 1 | (number == blocks - 1)).to_bytes(3, "little") + b"\0" for number in range(blocks)]
    return b"\x28\xb5\x2f\xfd\x00\x38" + b"".join(said)


def entities() -> bytes:
    """Nine levels of ten: a gigabyte for a parser that expands them."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = "<rss version='2.0'><channel><title>t</title><item><title>The anchor &e9;</title></item></channel></rss>"
    return f'<!DOCTYPE rss [<!ENTITY e0 "x">{levels}]>{body}'.encode()


def long_text() -> bytes:
    """As much as may be read, in one title."""
    return b"<rss version='2.0'><channel><item><title>" + b"anchor " * 1_400_000 + b"</title></item></channel></rss>"


def many_texts() -> bytes:
    """As much as may be read, in items whose letters take the most room on the way from the parser."""
    item = "<item><link>http://n.test/{}</link><description>" + "é" * 19_000 + "</description></item>"
    return f"<rss version='2.0'><channel>{''.join(map(item.format, range(250)))}</channel></rss>".encode()


#: The body, and the encodings that it is sent in.
BOMBS = {
    "gzip": (gzipped, "gzip"),
    "deflate": (deflated, "deflate"),
    "twice": (lambda: gzip.compress(gzipped()), "gzip, gzip"),
    "br": (brotli, "br"),
    "zstd": (zstandard, "zstd"),
    "entities": (entities, ""),
    "long-text": (lambda: gzip.compress(long_text()), "gzip"),
    "many-texts": (lambda: gzip.compress(many_texts()), "gzip"),
}


def status(pid: int, name: str) -> float:
    """A figure of the kernel's about a process, in MiB."""
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


def tell(house: House, word: str) -> None:
    """Publish a story in the source that is well, and wait for its alert."""
    publisher, sink, before = house.publisher, house.sink, len(house.sink.received)
    publisher.publish("/quiet", rss([Item(title=f"The {word} fell", link=f"http://n.test/{word}", at=utc_now())]))
    assert sink.wait(lambda: len(sink.received) > before), f"{word} was not told"


def test_net_05_a_gigabyte_in_a_body_does_not_swell_the_daemon(tmp_path: Path) -> None:
    with Publisher() as publisher, Sink() as sink:
        sources = {name: f"/{name}" for name in ("quiet", *BOMBS)}
        house = House(folder=tmp_path, publisher=publisher, sink=sink, sources=sources)
        house.write_word_rules([*BOMBS, "calm"])
        house.write_config()
        for path in sources.values():
            publisher.publish(path, rss([Item(title="Nothing of note", link="http://n.test/0", at=utc_now())]))
        with house.daemon() as daemon:
            daemon.wait_for("polled", len(sources))
            # What is loaded for the first alert is no bomb's doing.
            tell(house, "calm")
            grown = {name: growth(house, daemon, name) for name in BOMBS}
            assert daemon.stop() == 0
        assert {name: more for name, more in grown.items() if more >= ALLOWED} == {}


def growth(house: House, daemon: Daemon, name: str) -> float:
    """How many MiB larger the daemon is at its largest while it polls a bomb twice."""
    publisher, pid = house.publisher, daemon.process.pid
    make, encoding = BOMBS[name]
    body, asked = make(), publisher.asked[f"/{name}"]
    # From now on the kernel measures the largest size anew.
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    before = status(pid, "VmRSS")
    publisher.headers[f"/{name}"] = {"Content-Encoding": encoding} if encoding else {}
    publisher.publish(f"/{name}", body)
    assert publisher.wait(lambda: publisher.asked[f"/{name}"] >= asked + 3), name
    tell(house, name)
    more = status(pid, "VmHWM") - before
    print(f"{name}: {before:.0f} MiB, and at most {more:.1f} MiB more")
    return more
