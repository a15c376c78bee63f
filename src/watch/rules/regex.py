"""Regular expressions as terms, run by RE2 alone: it never backtracks, so no pattern and no text can hold it up.

RE2 takes at most `programsize` steps for each character it reads. It reads one sentence at a time, at most `PIECE`
characters, and reports at most `MOST_MATCHES` matches, each of which may make it read the rest of a piece once more:
that bounds the work for any text by a multiple of its length. A sentence is read folded, as everything is. Most are not
read at all: one pass over the whole text tells which expressions could match it (`Sieve`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any

import re2

from watch.rules.guards import starts_korean_word
from watch.rules.words import ExpressionError
from watch.text.normalize import fold
from watch.text.segment import View

MAX_LENGTH = 200
#: Steps that RE2 may need for one character.
MAX_STEPS = 5_000
PIECE = 2_000
MOST_MATCHES = 2_000
#: Bytes for the states that RE2 keeps of one pattern.
_MEMORY = 1 << 20

#: Stands behind every text that a sieve reads: who does not find it has found nothing.
_OWN_WORD = "tripwatchsieve"

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
#: What has a meaning of its own in a pattern, one piece after the other.
_PIECES = re.compile(
    r"(?P<escape>\\(?:[pP]\{\^?(?P<script>\w+)\}|.))|(?P<open>\[\^?\]?)|(?P<close>\])"
    r"|(?P<look>\(\?<?[=!])|(?P<same>\(\?P=)",
    re.DOTALL,
)
_ASCII_ONLY = {
    r"\b": "Japanese and Korean text has no word boundaries of this kind: leave it away",
    r"\d": "write [0-9]: full-width digits are compared as these",
    r"\w": "name the letters, such as [가-힣] or [一-龥ぁ-ヶ]",
}
_WIDE_SCRIPTS = ("Han", "Hangul", "Hiragana", "Katakana")


@dataclass(frozen=True, slots=True)
class RegexFinder:
    """Looks for one regular expression. Equal ones of many rules are one finder."""

    pattern: str
    #: A match that begins with Hangul must start a word.
    word: bool
    _compiled: Any = field(compare=False, repr=False)

    def find(self, view: View) -> Iterator[tuple[int, int]]:
        """Where the expression matches in the view's text, never nothing and never across the end of a sentence."""
        return islice(self._matches(view), MOST_MATCHES)

    def _matches(self, view: View) -> Iterator[tuple[int, int]]:
        left = MOST_MATCHES
        for first, last in pieces(view):
            for match in islice(self._compiled.finditer(view.text[first:last]), left):
                left -= 1
                start, end = first + match.start(), first + match.end()
                if start < end and not (self.word and not starts_korean_word(view.text, start)):
                    yield start, end


def pieces(view: View) -> Iterator[tuple[int, int]]:
    """The stretches of text that RE2 is given one by one: sentences without the space around them, none too long."""
    edges = [0, *view.breaks, len(view.text)]
    for first, last in pairwise(edges):
        for start in range(first, last, PIECE):
            stretch = view.text[start : min(last, start + PIECE)]
            inside = stretch.strip(" \n")
            if inside:
                begin = start + len(stretch) - len(stretch.lstrip(" \n"))
                yield begin, begin + len(inside)


class Sieve:
    """Tells in one pass which of many expressions a text may match: RE2 knows letters that each cannot do without.

    RE2 gives this up, with an error or with an empty answer, where it needs more memory than it allows itself. So very
    many expressions are several sieves, and an answer counts only if a word of our own was found, too.
    """

    def __init__(self, finders: Iterable[RegexFinder]) -> None:
        self.finders = tuple(dict.fromkeys(finders))
        self._parts = tuple(_sieve_parts(self.finders))
        #: Those that no letter is known of: any text may match them.
        self.open = self._possible("")

    def possible(self, view: View) -> frozenset[RegexFinder]:
        """The expressions that may match somewhere in the text; of the others it is certain that they do not."""
        return self._possible(view.text)

    def _possible(self, text: str) -> frozenset[RegexFinder]:
        return frozenset(finder for part in self._parts for finder in part.possible(text))


@dataclass(frozen=True, slots=True)
class _SievePart:
    """As many expressions as RE2 takes at once; without a filter each of them is always possible."""

    finders: tuple[RegexFinder, ...]
    filter: Any

    def possible(self, text: str) -> Iterable[RegexFinder]:
        if self.filter is None:
            return self.finders
        found = self.filter.Match(f"{text}\n{_OWN_WORD}", potential=True) or ()
        if len(self.finders) not in found:
            return self.finders
        return [self.finders[number] for number in found if number < len(self.finders)]


def _sieve_parts(finders: tuple[RegexFinder, ...]) -> Iterator[_SievePart]:
    """One part, or more where RE2 does not take so many at once."""
    if not finders:
        return
    filter_ = re2.Filter()
    for pattern in (*(finder.pattern for finder in finders), _OWN_WORD):
        filter_.Add(pattern, _options())
    try:
        filter_.Compile()
    except re2.error:
        half = len(finders) // 2
        if not half:
            yield _SievePart(finders, None)
        else:
            yield from _sieve_parts(finders[:half])
            yield from _sieve_parts(finders[half:])
    else:
        yield _SievePart(finders, filter_)


def regex_finder(written: str, *, word: bool = False) -> RegexFinder:
    """The finder of a regular expression. Raises ExpressionError for one that RE2 refuses or that could not work."""
    if len(written) > MAX_LENGTH:
        hint = "list wordings as terms, and tie them together with near/N"
        raise ExpressionError(f"this regex is longer than {MAX_LENGTH} characters", at=MAX_LENGTH, hint=hint)
    _check_constructs(written)
    pattern = _BEYOND_ASCII.sub(lambda run: fold(run[0]), written)
    try:
        compiled = re2.compile(pattern, _options())
    except re2.error as error:
        raise _refused(written, error) from None
    if compiled.programsize > MAX_STEPS:
        raise _too_large(written)
    if compiled.fullmatch("") is not None:
        hint = "at least one character must be there: write + where * stands"
        raise ExpressionError("this regex matches even an empty text", at=0, length=len(written), hint=hint)
    return RegexFinder(pattern, word, compiled)


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.dot_nl = True
    options.never_capture = True
    options.max_mem = _MEMORY
    return options


def _check_constructs(written: str) -> None:
    """Refuse what RE2 has not, and what it reads as ASCII where the pattern is not."""
    wide = not written.isascii() or any(piece["script"] in _WIDE_SCRIPTS for piece in _PIECES.finditer(written))
    inside = False
    for piece in _PIECES.finditer(written):
        if piece["escape"]:
            _check_escape(piece[0], piece.start(), wide=wide)
        elif not inside and (piece["look"] or piece["same"]):
            raise _construct(piece)
        inside = piece["close"] is None if inside else piece["open"] is not None


def _check_escape(escape: str, at: int, *, wide: bool) -> None:
    if escape[1] in "123456789":
        message = f'"{escape}" refers back to a group, which RE2 refuses, as it can take for ever'
        raise ExpressionError(message, at=at, length=2, hint="write the wordings out")
    if wide and escape.lower() in _ASCII_ONLY:
        message = f'"{escape}" knows only ASCII letters and digits, so it does not work beside other scripts'
        raise ExpressionError(message, at=at, length=2, hint=_ASCII_ONLY[escape.lower()])


def _construct(piece: re.Match[str]) -> ExpressionError:
    if piece["same"]:
        message, hint = f'"{piece[0]}" refers back to a group, which RE2 refuses', "write the wordings out"
    else:
        message = f'"{piece[0]}" looks around, which RE2 refuses, as it can take for ever'
        hint = "use not_after, not_before or not_inside of the group, or without/N in the condition"
    return ExpressionError(message, at=piece.start(), length=len(piece[0]), hint=hint)


def _too_large(written: str) -> ExpressionError:
    message = f"this regex may take more than {MAX_STEPS} steps for each character of a text"
    return ExpressionError(message, at=0, length=len(written), hint="repeat fewer times, or name fewer letters")


def _refused(written: str, error: Exception) -> ExpressionError:
    """RE2's own words, at what they are about where that can be found."""
    said = error.args[0]
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if "too large" in text:
        return _too_large(written)
    about = text.rpartition(": ")[2]
    at = written.find(about)
    at, length = (at, len(about)) if about and at >= 0 else (0, len(written))
    hint = "a sign that is meant literally needs a \\ before it"
    return ExpressionError(f"RE2 cannot read this: {text}", at=at, length=length, hint=hint)
