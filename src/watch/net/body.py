"""The body of an answer, unpacked while it arrives and never past a limit: a bomb costs no more than the limit.

aiohttp could unpack too; this is ours so that every step has a bound, encodings nobody asked for are refused, and a
body that was cut can be told from one that is broken.
"""

import zlib

_GZIP_MAGIC = b"\x1f\x8b"
# Real files are one member, or a few (one for each 64 KB, by some tools). Each further one costs a copy of the rest.
_MOST_MEMBERS = 1000
#: So many bytes are unpacked at once: a piece of a few kilobytes may hold the whole of a bomb.
_STEP = 256 * 1024


class TooLargeError(Exception):
    """The body has more bytes, packed or unpacked, than may be read."""


class EncodingError(Exception):
    """The body is not in the encoding that it claims, or in one that was not asked for."""


class Body:
    """Takes the raw bytes of one body in pieces and holds the unpacked ones, at most `max_bytes` of them."""

    def __init__(self, encoding: str, max_bytes: int) -> None:
        """`encoding` is the value of Content-Encoding. Raises EncodingError for one that was not asked for."""
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            shown = "".join(char for char in name[:30] if char.isprintable() and char.isascii())
            raise EncodingError(f"it came in an encoding that was not asked for ({shown})")
        self._gzip = name.endswith("gzip")
        self._deflate = name == "deflate"
        self._max = max_bytes
        self._raw = 0
        self._out = bytearray()
        self._head = b""
        self._members = 1
        self._padded = False
        self._unpack = zlib.decompressobj(31) if self._gzip else None

    def __len__(self) -> int:
        return len(self._out)

    def content(self) -> bytes:
        """What was unpacked so far."""
        return bytes(self._out)

    @property
    def received(self) -> int:
        """How many bytes came over the wire."""
        return self._raw

    @property
    def whole(self) -> bool:
        """Whether the packed data came to its own end; always so for a body that is not packed, or is empty."""
        if self._unpack is None:
            return not self._head
        return self._unpack.eof or self._raw == 0

    def feed(self, piece: bytes) -> None:
        """Take the next bytes as they came. Raises TooLargeError or EncodingError."""
        self._raw += len(piece)
        if self._raw > self._max:
            raise TooLargeError
        if self._deflate and self._unpack is None:
            piece = self._open_deflate(piece)
        if not piece or self._padded:
            return
        try:
            self._take(piece)
        except zlib.error:
            raise EncodingError("its body is not packed in the way that it claims") from None

    def _open_deflate(self, piece: bytes) -> bytes:
        """Choose between the two things that servers call deflate, by the first two bytes."""
        self._head += piece
        if len(self._head) < 2:
            return b""
        zlib_format = self._head[0] & 0x0F == 8 and int.from_bytes(self._head[:2], "big") % 31 == 0
        self._unpack = zlib.decompressobj(15 if zlib_format else -15)
        piece, self._head = self._head, b""
        return piece

    def _take(self, piece: bytes) -> None:
        """Unpack one piece, over the border of a gzip member where there is one."""
        if self._unpack is None:
            self._out += piece
            return
        while piece:
            # A member may end inside of a piece, and a step inside of either.
            if self._unpack.eof:
                # Padding after the last member is common and harmless.
                if not self._gzip or not _GZIP_MAGIC.startswith(piece[:2]):
                    self._padded = True
                    return
                self._members += 1
                if self._members > _MOST_MEMBERS:
                    raise TooLargeError
                self._unpack = zlib.decompressobj(31)
            # One byte more than may be: it tells "exactly full" from "too large".
            self._out += self._unpack.decompress(piece, min(_STEP, self._max - len(self._out) + 1))
            if len(self._out) > self._max:
                raise TooLargeError
            piece = self._unpack.unconsumed_tail or self._unpack.unused_data
