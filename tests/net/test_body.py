"""Unpacking within a bound. The figures are bytes held, which is what a bomb aims at."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.net.body import Body, EncodingError, TooLargeError

TEXT = "佐渡島の金山 사도광산 Sado mines. ".encode() * 50


def feed(body: Body, data: bytes) -> None:
    """Hand data over in pieces, as they come from a network."""
    for start in range(0, len(data), 65_536):
        body.feed(data[start : start + 65_536])


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKED = [
    ("", TEXT),
    ("identity", TEXT),
    ("gzip", gzip.compress(TEXT, mtime=0)),
    ("X-GZIP", gzip.compress(TEXT, mtime=0)),
    ("deflate", zlib.compress(TEXT)),
    ("deflate", raw_deflate(TEXT)),
    ("gzip", gzip.compress(TEXT[:1000], mtime=0) + gzip.compress(TEXT[1000:], mtime=0)),
    ("gzip", gzip.compress(TEXT, mtime=0) + bytes(512)),
]


@pytest.mark.parametrize(("encoding", "packed"), PACKED)
@given(data=st.data())
def test_a_body_is_the_same_however_its_bytes_arrive(encoding: str, packed: bytes, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(packed)), max_size=8).map(sorted))
    body = Body(encoding, 1_000_000)
    for start, end in zip([0, *cuts], [*cuts, len(packed)], strict=True):
        body.feed(packed[start:end])
    assert body.content() == TEXT
    assert body.whole
    assert body.received == len(packed)


@pytest.mark.parametrize(("encoding", "packed"), [pair for pair in PACKED if pair[0] and pair[0] != "identity"][:4])
def test_a_packed_body_that_was_cut_is_known_to_be(encoding: str, packed: bytes) -> None:
    for end in range(1, len(packed)):
        body = Body(encoding, 1_000_000)
        body.feed(packed[:end])
        assert not body.whole
        assert TEXT.startswith(body.content())


@pytest.mark.parametrize(
    "encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip, deflate", "aws-chunked", "x\x1b[31m", "gzip;q=1", "한"]
)
def test_net_05_an_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(EncodingError) as caught:
        Body(encoding, 1000)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize(
    "junk", [b"<rss/> plain text", bytes(100), b"\x1f\x8b\x08\xff" + b"\xff" * 50, b"\x78\x9c\xff\xff"]
)
def test_a_body_that_is_not_what_it_claims_is_an_encoding_error(encoding: str, junk: bytes) -> None:
    body = Body(encoding, 1000)
    with pytest.raises(EncodingError):
        feed(body, junk + b"\xff" * 100)


def test_a_wrong_checksum_is_an_encoding_error() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-5] ^= 1
    with pytest.raises(EncodingError):
        Body("gzip", 1_000_000).feed(bytes(packed))


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_net_05_a_bomb_of_200_mb_costs_the_limit_and_one_byte(encoding: str) -> None:
    packer = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    block = bytes(1_000_000)
    bomb = b"".join(packer.compress(block) for _ in range(200)) + packer.flush()
    assert len(bomb) < 250_000
    body = Body(encoding, 500_000)
    with pytest.raises(TooLargeError):
        feed(body, bomb)
    assert len(body) <= 500_001


def test_a_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    for packed, encoding in ((bytes(1000), ""), (gzip.compress(bytes(1000)), "gzip")):
        body = Body(encoding, 1000)
        body.feed(packed)
        assert len(body) == 1000
        assert body.whole
        with pytest.raises(TooLargeError):
            Body(encoding, 999).feed(packed)


def test_packed_bytes_that_unpack_to_nothing_are_limited_too() -> None:
    body = Body("gzip", 100_000)
    with pytest.raises(TooLargeError):
        feed(body, gzip.compress(b"") * 900 + bytes(200_000))
    assert len(body) == 0
    assert body.received < 200_000


def test_thousands_of_tiny_members_in_one_piece_are_not_worked_through() -> None:
    with pytest.raises(TooLargeError):
        Body("gzip", 1_000_000).feed(gzip.compress(b"x") * 5_000)
