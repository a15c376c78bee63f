"""Where terms stand in an article: one scan for the literals of all rules, then a close look at each candidate.

The scan runs over the squeezed text and knows neither words nor spaces; `Finds` checks word boundaries, written and
unwritten spaces, case and word starts, for those patterns only whose rule may still hold.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, pairwise
from unicodedata import normalize

from ahocorasick_rs import AhoCorasick, Implementation

from watch.rules.finders import Finder
from watch.rules.guards import starts_korean_word
from watch.rules.regex import RegexFinder, Sieve
from watch.rules.signs import stands_as_sign
from watch.rules.tree import Term, TermGroup
from watch.text.normalize import fold
from watch.text.segment import HANGUL, LATIN, View, is_gap, unbracketed

#: More occurrences of one pattern in one article are not looked at: no news item holds so many, a hostile one may.
MOST_OCCURRENCES = 2000
#: Up to so many literals the larger kind of automaton still fits the processor's caches, and is the faster one.
_FEW_LITERALS = 2000

_LATIN_CHAR = re.compile(f"[{LATIN}]")
_LETTERS = re.compile("[a-zß-öø-ɏ]*")
_HANGUL = re.compile(f"[{HANGUL}]")
_KANA = re.compile("[ぁ-ゖ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A term, ready to be looked for. Equal terms of many rules are one pattern."""

    #: Folded and squeezed: what the scan looks for.
    literal: str
    #: Folded, with one space where the term has any, and after which characters of the literal that is.
    spaced: str
    gaps: frozenset[int]
    any_ending: bool = False
    #: A Korean term that must start a word.
    word: bool = False
    #: A kanji that stands for a country.
    sign: bool = False
    #: For acronyms: the wording in NFKC without spaces, which must stand in the original.
    cased: str | None = None


def pattern(term: Term, group: TermGroup) -> Pattern | None:
    """The pattern of a term, or None for one in which nothing is left to look for."""
    group = term.home or group
    words = re.split(r"[ \n·-]+", unbracketed(fold(term.written)).strip(" \n·-"))
    literal = "".join(words)
    if not literal:
        return None
    gaps: set[int] = set()
    at = 0
    for word in words[:-1]:
        at += len(word)
        gaps.add(at)
    return Pattern(
        literal=literal,
        spaced=" ".join(words),
        gaps=frozenset(gaps),
        any_ending=term.any_ending,
        word=group.word and _HANGUL.match(literal) is not None,
        sign=group.sign and len(literal) == 1 and not literal.isascii(),
        cased=_cased(term.written) if group.case and literal.isascii() else None,
    )


def _cased(wording: str) -> str:
    """Letters and digits in their case, whatever stands between them: the rest was compared folded."""
    return re.sub(r"[^0-9A-Za-z]+", "", unbracketed(normalize("NFKC", wording)))


#: The number of a literal, and where it starts and ends in the squeezed text.
Match = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one article holds of all that is looked for."""

    matches: list[Match]
    #: The regular expressions that may match.
    possible: frozenset[RegexFinder] = frozenset()


class Scanner:
    """One automaton over the literals of many patterns, and one sieve of expressions. Immutable, shared by threads."""

    def __init__(self, patterns: Iterable[Pattern], finders: Iterable[Finder] = ()) -> None:
        self.literals = tuple(dict.fromkeys(each.literal for each in patterns))
        implementation = Implementation.DFA if len(self.literals) <= _FEW_LITERALS else None
        self._automaton = AhoCorasick(self.literals, implementation=implementation) if self.literals else None

        self.sieve = Sieve(finder for finder in finders if isinstance(finder, RegexFinder))

    def scan(self, view: View) -> Scanned:
        """Every occurrence of every literal, in the squeezed text, whatever stands around it; and what may match."""
        automaton = self._automaton
        matches = automaton.find_matches_as_indexes(view.squeezed, overlapping=True) if automaton else []
        return Scanned(matches, self.sieve.possible(view))

    def starts(self, matches: Iterable[Match]) -> dict[str, list[int]]:
        """The literals that occur, each with where it does."""
        found: dict[str, list[int]] = {}
        literals = self.literals
        for number, start, _ in matches:
            literal = literals[number]
            if literal in found:
                found[literal].append(start)
            else:
                found[literal] = [start]
        return found


def scan_plainly(literals: Iterable[str], view: View) -> dict[str, list[int]]:
    """The same by looking for one literal after the other: what the scanner is compared with."""
    found: dict[str, list[int]] = {}
    for literal in literals:
        at = view.squeezed.find(literal)
        while at >= 0:
            found.setdefault(literal, []).append(at)
            at = view.squeezed.find(literal, at + 1)
    return found


class Finds:
    """The occurrences of patterns in one article; each pattern is checked when first asked for."""

    __slots__ = ("_checked", "_looked", "_possible", "candidates", "view")

    def __init__(
        self, view: View, candidates: dict[str, list[int]], possible: frozenset[RegexFinder] | None = None
    ) -> None:
        """`possible`: the expressions that may match; without, all are tried."""
        self.view = view
        self._possible = possible
        #: The literals that occur, with where they do in the squeezed text.
        self.candidates = candidates
        self._checked: dict[Pattern, list[tuple[int, int]]] = {}
        self._looked: dict[Finder, list[tuple[int, int]]] = {}

    def of(self, wanted: Pattern) -> list[tuple[int, int]]:
        """Where a pattern occurs: starts and ends in the view's text, in order, possibly overlapping."""
        checked = self._checked.get(wanted)
        if checked is None:
            checked = []
            for start in self.candidates.get(wanted.literal, ()):
                span = _check(self.view, wanted, start)
                if span is not None:
                    checked.append(span)
                    if len(checked) == MOST_OCCURRENCES:
                        break
            checked.sort()
            self._checked[wanted] = checked
        return checked

    def by(self, finder: Finder) -> list[tuple[int, int]]:
        """The same for a term that no scan finds."""
        if self._possible is not None and isinstance(finder, RegexFinder) and finder not in self._possible:
            return []
        found = self._looked.get(finder)
        if found is None:
            found = self._looked[finder] = sorted(islice(finder.find(self.view), MOST_OCCURRENCES))
        return found


def _check(view: View, wanted: Pattern, squeezed: int) -> tuple[int, int] | None:
    text, literal = view.text, wanted.literal
    start = view.at(squeezed)
    end = view.at(squeezed + len(literal) - 1) + 1
    if start and _LATIN_CHAR.match(literal) and _LATIN_CHAR.match(text, start - 1):
        return None
    if wanted.any_ending:
        tail = _LETTERS.match(text, end)
        end = tail.end() if tail else end
    elif _LATIN_CHAR.match(literal, len(literal) - 1) and _LATIN_CHAR.match(text, end):
        return None
    if not text.startswith(wanted.spaced, start) and not _spaces_hold(view, wanted, squeezed):
        return None
    if wanted.word and not starts_korean_word(text, start):
        return None
    if wanted.sign and not stands_as_sign(text, start):
        return None
    if wanted.cased is not None and not _case_holds(view, wanted.cased, start, end):
        return None
    return start, end


def _case_holds(view: View, cased: str, start: int, end: int) -> bool:
    field, first, last = view.original(start, end)
    original = (view.title if field == "title" else view.body).original[first:last]
    return _cased(original).startswith(cased)


def _spaces_hold(view: View, wanted: Pattern, squeezed: int) -> bool:
    """Whether what stands between the characters of a candidate may stand there."""
    text, literal = view.text, wanted.literal
    places = [view.at(squeezed + number) for number in range(len(literal))]
    splits: list[tuple[int, str]] = []
    for number in range(1, len(places)):
        between = text[places[number - 1] + 1 : places[number]]
        written = number in wanted.gaps
        if _LATIN_CHAR.match(literal, number - 1) and _LATIN_CHAR.match(literal, number):
            if bool(between) != written or not is_gap(between):
                return False
        elif between:
            if not is_gap(between):
                return False
            if not written and (gap := unbracketed(between)):
                splits.append((number, gap))
    return not splits or _may_split(text, places, splits)


def _may_split(text: str, places: list[int], splits: list[tuple[int, str]]) -> bool:
    """Whether a Japanese or Korean term may be split where the text splits it and the term does not.

    A space often parts two phrases whose edges look like a term (来日 韓国…, 상대방 한국): a single character stands
    alone only at the start of a word, and a term of two characters is split by a middle dot or a hyphen only.
    """
    first, last = text[places[0]], text[places[0] - 1 : places[0]]
    starts = not last or _script(first) != _script(last)
    if len(places) == 2:
        return starts and any(mark in splits[0][1] for mark in "-·")
    return splits[0][0] > 1 or starts


def _script(char: str) -> str:
    if _HANGUL.match(char):
        return "hangul"
    if _KANA.match(char):
        return "kana"
    return "kanji" if char.isalpha() and not _LATIN_CHAR.match(char) else "other"


# ------------------------------------------------------------------------------------------------ spans of a group


def longest(found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Of overlapping occurrences (start, end, term) the longest, then the first; in order, without overlaps."""
    found.sort()
    if all(one[1] <= other[0] for one, other in pairwise(found)):
        return found
    kept: list[tuple[int, int, int]] = []
    for span in sorted(found, key=lambda each: (each[0] - each[1], each)):
        at = bisect_left(kept, span)
        if (at == 0 or kept[at - 1][1] <= span[0]) and (at == len(kept) or span[1] <= kept[at][0]):
            kept.insert(at, span)
    return kept


def lies_inside(start: int, end: int, others: list[tuple[int, int, int]]) -> bool:
    """Whether a span lies within one of these spans, which are in order and do not overlap."""
    at = bisect_left(others, (start + 1,)) - 1
    return at >= 0 and others[at][1] >= end
