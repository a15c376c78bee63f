"""The folded view of a string, in which terms and texts are compared, and the way back to the original.

Folding is NFKC, case folding, the table in `variants.py`, and the removal of characters that show nothing. Every kind
of white space becomes a space, every kind of line break a line feed; nothing is collapsed or trimmed. The same text in
NFC or NFD, in full or half width, with or without zero-width characters, folds to the same string.

The way back costs more than the folding, and most texts hold no term of any rule: it is worked out when asked for.
"""

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from unicodedata import category, combining, is_normalized, normalize

from watch.text.variants import REMOVED, VARIANTS

_TABLE: dict[str, str] = {**VARIANTS, **dict.fromkeys(REMOVED, "")}
#: Unicode's own limit for streams; more marks on one letter cost quadratic time to put in order, and mean nothing.
_MOST_MARKS = 30
#: No text needs more than three; the bound is there so that no text whatever is folded for ever.
_MOST_PASSES = 10


def _char_class(chars: set[str]) -> str:
    """The characters as the inside of a regular expression's class, runs as ranges."""
    parts: list[str] = []
    codes = sorted(map(ord, chars))
    start = 0
    for at, code in enumerate(codes):
        if at + 1 == len(codes) or codes[at + 1] != code + 1:
            parts.append(f"{re.escape(chr(codes[start]))}-{re.escape(chr(code))}")
            start = at + 1
    return "".join(parts)


_ODD = re.compile(f"[{_char_class(set(_TABLE))}]")
#: What neither is a mark nor invisible. Only runs of other characters are searched for too many marks.
_NO_MARKS = (
    r"\x09-\x0d\x1c-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u202f-\u205f\u3001-\u3029\u3030-\u3098\u309b-\u9fff"
    r"\uac00-\ud7a3\uff01-\uff9d\uffa0-\uffef"
)
_MARK_LIKE = re.compile(f"[^{_NO_MARKS}]{{31}}")
#: The usual reason why a text is not in NFKC. Taken first, because normalising a whole text with Hangul is slow.
_WIDE = re.compile(r"[\u2026\u3000\uff01-\uff5e]+")
#: Characters that fold to exactly one, whatever stands before them.
_PLAIN_CLASS = (
    r"\x09-\x0d\x20-\x7e\u2010\u2012-\u2015\u2018-\u201f\u3001-\u3029\u3030\u3041-\u3096\u30a1-\u30fe"
    r"\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e"
)
_PIECE = re.compile(f"(?P<plain>[{_PLAIN_CLASS}]+(?=[{_PLAIN_CLASS}]|\\Z))|(?s:.)[^{_PLAIN_CLASS}]*")


def fold(text: str) -> str:
    """The folded view of any string, lone surrogates included. Folding twice changes nothing."""
    if text.isascii():
        return _ODD.sub(_variant, text.lower())
    if _MARK_LIKE.search(text):
        text = _bounded(text)
    return _fold(text)


def _variant(match: re.Match[str]) -> str:
    return _TABLE[match[0]]


def _fold(text: str) -> str:
    """One pass is enough for nearly every text; what removed characters kept apart may still have to join.

    A few letters (ǰ, ΐ) are taken apart by case folding and put together again by normalising: they stay composed. İ
    would stay apart, as no small letter has its form, and so is a plain I.
    """
    if not is_normalized("NFKC", text):
        text = _WIDE.sub(_narrow, text)
    for _ in range(_MOST_PASSES):
        folded = _ODD.sub(_variant, normalize("NFKC", text).replace("İ", "I").casefold())
        if is_normalized("NFKC", folded):
            return folded
        composed = normalize("NFKC", folded)
        if composed == text:
            break
        text = composed
    return text


def _narrow(match: re.Match[str]) -> str:
    return normalize("NFKC", match[0])


def _bounded(text: str) -> str:
    """The text without the marks beyond the thirtieth on one letter."""
    kept: list[str] = []
    marks = 0
    for char in text:
        if combining(char):
            marks += 1
        elif char not in REMOVED:
            marks = 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


class Folded:
    """A string and its folded view."""

    __slots__ = ("_pieces", "original", "text")

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = fold(original)
        self._pieces: tuple[list[int], list[int], list[bool]] | None = None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the original: code points, end exclusive, whole characters with their
        marks, without invisible characters at the end."""
        if end <= start:
            at = self._origin(start)[0] if start < len(self.text) else len(self.original)
            return at, at
        first = self._origin(start)[0]
        last = self._origin(end - 1)[1]
        while last - 1 > first and self.original[last - 1] in REMOVED:
            last -= 1
        return first, last

    def _origin(self, at: int) -> tuple[int, int]:
        """The original characters that the folded character at `at` was made of."""
        if self._pieces is None:
            self._pieces = _align(self.original)
        folded, origins, plain = self._pieces
        piece = bisect_right(folded, at) - 1
        if plain[piece]:
            start = origins[piece] + at - folded[piece]
            return start, start + 1
        return origins[piece], origins[piece + 1]


def _align(original: str) -> tuple[list[int], list[int], list[bool]]:
    """Where pieces begin, folded and original, and whether a piece is plain (one character is one character)."""
    folded: list[int] = []
    origins: list[int] = []
    plain: list[bool] = []
    at = 0
    for match in _PIECE.finditer(original):
        if match["plain"]:
            folded.append(at)
            origins.append(match.start())
            plain.append(True)
            at += match.end() - match.start()
            continue
        for start, end in _clusters(original, match.start(), match.end()):
            folded.append(at)
            origins.append(start)
            plain.append(False)
            at += _folded_length(original[start:end]) if end - start < 4 else len(fold(original[start:end]))
    folded.append(at)
    origins.append(len(original))
    plain.append(False)
    return folded, origins, plain


def _clusters(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of `text[start:end]` that fold each for itself: a character and all that may join it."""
    cuts = [start, *(at for at in range(start + 1, end) if not _joins(text[at])), end]
    return list(pairwise(cuts))


@lru_cache(maxsize=8192)
def _joins(char: str) -> bool:
    """Whether a character may change with the one before it: marks, parts of Hangul syllables, invisible ones."""
    if char in REMOVED or category(char)[0] == "M":
        return True
    return (
        "\u1160" <= char <= "\u11ff"
        or "\u3130" <= char <= "\u318f"
        or "\ud7b0" <= char <= "\ud7ff"
        or "\uff9e" <= char <= "\uffdc"
    )


@lru_cache(maxsize=8192)
def _folded_length(cluster: str) -> int:
    return len(fold(cluster))
