"""Fuzzy terms: romanised names that people spell in many ways (Yasukuni, Yaskuni; Dokdo, Tokto).

Two words are the same name when they sound alike: d and t, g and k, b and p, l and r, z and s, ch and j count as one,
a doubled letter as a single one. A name that still has seven letters then may besides have one letter wrong, missing,
added, or swapped with its neighbour; never the first. Shorter names may not: one letter makes Tokyo of Tokto.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby, takewhile

from rapidfuzz.distance import OSA

from watch.rules.words import ExpressionError
from watch.text.normalize import fold
from watch.text.segment import LATIN, View, is_gap

#: Shorter words are compared letter by letter.
LEAST_LETTERS = 5
#: From here on one letter may differ.
_LONG = 7
#: How far apart two words of one term may stand: a short bracket and some white space.
_REACH = 40

_PARTS = re.compile(r"[ \n·-]+")
_NAME = re.compile("[a-zß-öø-ɏ]+")
_WORD = re.compile(f"[{LATIN}]+")
_SOUNDS = str.maketrans("dgblz", "tkprs")


@dataclass(frozen=True, slots=True)
class FuzzyFinder:
    """Looks for one fuzzy term, word by word. Equal terms of many rules are one finder."""

    words: tuple[str, ...]

    def find(self, view: View) -> Iterator[tuple[int, int]]:
        """Where the term stands in the view's text; whole words only."""
        for first, starts in view.latin_words.items():
            if alike(self.words[0], first):
                for start in starts:
                    end = self._end(view, start + len(first))
                    if end is not None:
                        yield start, end

    def _end(self, view: View, at: int) -> int | None:
        """Where the term ends whose first word ends at `at`, if its other words follow."""
        for wanted in self.words[1:]:
            following = takewhile(partial(_is_close, at), _WORD.finditer(view.text, at))
            ends = (word.end() for word in following if alike(wanted, word[0]) and is_gap(view.text[at : word.start()]))
            found = next(ends, None)
            if found is None:
                return None
            at = found
        return at


def _is_close(at: int, word: re.Match[str]) -> bool:
    return word.start() - at <= _REACH


def fuzzy_finder(written: str) -> FuzzyFinder:
    """The finder of a fuzzy term. Raises ExpressionError for a wording that cannot be one."""
    words = tuple(word for word in _PARTS.split(fold(written)) if word)
    for word in words:
        if not _NAME.fullmatch(word):
            hint = "spaces and hyphens may stand between the words, and nothing else"
            message = "a fuzzy term has words in Latin letters only"
            raise ExpressionError(message, at=0, length=len(written), hint=hint)
    if all(len(word) < LEAST_LETTERS for word in words):
        hint = "shorter ones are too much like other words: list their spellings as terms"
        message = f"a fuzzy term needs a word of at least {LEAST_LETTERS} letters"
        raise ExpressionError(message, at=0, length=len(written), hint=hint)
    return FuzzyFinder(words)


def alike(name: str, word: str) -> bool:
    """Whether a folded word may be a spelling of a folded name."""
    if len(name) < LEAST_LETTERS or name == word:
        return name == word
    wanted, heard = _sound(name), _sound(word)
    if wanted[0] != heard[0]:
        return False
    most = 1 if len(wanted) >= _LONG else 0
    return bool(OSA.distance(wanted, heard, score_cutoff=most) <= most)


@lru_cache(maxsize=16_384)
def _sound(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word.replace("ch", "j").translate(_SOUNDS)))
