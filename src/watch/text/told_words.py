"""Words by which a lexicon tells the status of an act, besides the grammar of `status`.

In English they may stand on either side of the act in its clause; in Japanese and Korean behind it, up to the next mark
of punctuation; words of the past on either side, as they are in the grammar.
"""

import re
from collections.abc import Iterable, Mapping

from watch.model import Lang, Status
from watch.text import cues_english
from watch.text.normalize import fold
from watch.text.segment import HANGUL, LATIN

Words = Mapping[Status, Mapping[Lang, tuple[str, ...]]]

#: The statuses that words can tell; done is what remains.
TOLD = (Status.DENIED, Status.PLANNED, Status.PAST)
#: How far from its act a word may stand, in characters.
_REACH = {Lang.EN: 60, Lang.JA: 16, Lang.KO: 16}
_MARKS = re.compile(r"[、。，,.!?…]|\.\.\.")


class ToldWords:
    """The words of a lexicon, ready. Immutable."""

    __slots__ = ("_found",)

    def __init__(self, words: Words) -> None:
        self._found = {
            (status, lang): re.compile("|".join(sorted(map(_literal, listed), key=len, reverse=True)))
            for status in TOLD
            for lang, listed in words.get(status, {}).items()
            if listed
        }

    def told(self, lang: Lang, left: str, right: str) -> tuple[Status, str] | None:
        """The status that a word beside an act tells, with the word; `left` and `right` are what stands around it."""
        if not self._found:
            return None
        before, after = _clause(lang, left, right)
        for status in TOLD:
            found = self._found.get((status, lang))
            if found is None:
                continue
            sides = (after, before) if lang is Lang.EN or status is Status.PAST else (after,)
            match = next((match for side in sides if (match := found.search(side))), None)
            if match is not None:
                return status, match[0]
        return None


NO_WORDS = ToldWords({})


def _literal(wording: str) -> str:
    folded = fold(wording).strip()
    space = r"\s+" if folded.isascii() else r"\s*"
    literal = space.join(map(re.escape, folded.rstrip("~").split()))
    if not folded.isascii():
        return literal
    return rf"(?<![{LATIN}{HANGUL}]){literal}" + ("[a-z]*" if folded.endswith("~") else f"(?![{LATIN}])")


def _clause(lang: Lang, left: str, right: str) -> tuple[str, str]:
    boundary = cues_english.EN_CLAUSE if lang is Lang.EN else _MARKS
    reach = _REACH[lang]
    before = left[_end_of_last(boundary, left) :][-reach:]
    match = boundary.search(right)
    return before, right[: match.start() if match else None][:reach]


def _end_of_last(boundary: re.Pattern[str], text: str) -> int:
    ends: Iterable[int] = (match.end() for match in boundary.finditer(text))
    return max(ends, default=0)
