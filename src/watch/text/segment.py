"""One article as the matcher sees it: folded, squeezed for the scan, cut into sentences, measured.

Positions are code points of `View.text`: the folded title, an empty line, the folded text. Everything beyond the
squeezed text is worked out when first asked for, because most articles hold no term of any rule.

Brackets: `(…)`, `[…]`, `〔…〕` of up to thirty characters are transparent. What stands around one is joined,
what stands inside is a piece of its own that lies where the bracket is. Longer brackets are ordinary text. Quotation
marks are punctuation and separate nothing.
"""

import re
from bisect import bisect_right
from itertools import accumulate

from watch.text.normalize import Folded

HANGUL = "가-힣"
KANJI_KANA = "々〇ぁ-ゖァ-ヺー-ヿ㐀-䶿一-鿿\uf900-\ufaff\U00020000-\U0003fffd"
LATIN = "0-9a-zß-öø-ɏ"
SHORT_BRACKET = r"[(\[][^()\[\]\n]{0,30}[)\]]"
_BRACKET = re.compile(r"[(\[]([^()\[\]\n]{0,30})[)\]]")
_CJK = re.compile(f"[{KANJI_KANA}{HANGUL}]")
_LATIN_RUN = re.compile(f"[{LATIN}]+")
#: White space, one line break at most, a hyphen or a middle dot.
_GAP = re.compile(r" *(?:\n *|[-·] *)?")

#: Between title and text: two line feeds, which no term reaches across.
_BORDER = "\n\n"


class View:
    """The folded title and text of one article. Not shared between threads."""

    __slots__ = (
        *("_breaks", "_joined", "_latin", "_pieces", "_rulers", "_words"),
        *("body", "body_at", "squeezed", "text", "title"),
    )

    def __init__(self, title: str, text: str) -> None:
        self.title = Folded(title)
        self.body = Folded(text)
        self.text = self.title.text + _BORDER + self.body.text
        self.body_at = len(self.title.text) + len(_BORDER)
        self._pieces: tuple[list[int], list[int]] | None = None
        self._words: list[int] | None = None
        self._breaks: list[int] | None = None
        self._rulers: dict[int, Ruler] = {}
        self._latin: dict[str, list[int]] | None = None
        self._joined = self.text
        if "(" in self.text or "[" in self.text:
            parts = _BRACKET.split(self.text)
            self._joined = "\0".join(("".join(parts[::2]), *parts[1::2]))
        #: Without white space, hyphens and middle dots, short brackets behind: terms are searched for in this.
        self.squeezed = squeeze(self._joined)

    # -------------------------------------------------------------------------------------------- positions

    def at(self, squeezed: int) -> int:
        """The position in `text` of a character of `squeezed`."""
        if self._words is None:
            self._words = list(accumulate(map(len, _words(self._joined))))
        joined = squeezed + bisect_right(self._words, squeezed)
        if self._joined is self.text:
            return joined
        if self._pieces is None:
            self._pieces = _place_pieces(_BRACKET.split(self.text))
        starts, shifts = self._pieces
        return joined + shifts[bisect_right(starts, joined) - 1]

    def in_title(self, at: int) -> bool:
        """Whether a position belongs to the title."""
        return at < self.body_at

    def original(self, start: int, end: int) -> tuple[str, int, int]:
        """The field a stretch of `text` lies in, and its code points there; it is cut at the end of the title."""
        if start < self.body_at:
            end = min(end, len(self.title.text))
            return ("title", *self.title.original_span(min(start, end), end))
        return ("text", *self.body.original_span(start - self.body_at, end - self.body_at))

    @property
    def latin_words(self) -> dict[str, list[int]]:
        """Every word in Latin letters and digits, with where it stands in `text`."""
        if self._latin is None:
            self._latin = {}
            for match in _LATIN_RUN.finditer(self.text):
                self._latin.setdefault(match[0], []).append(match.start())
        return self._latin

    # -------------------------------------------------------------------------------------------- sentences

    def sentence(self, at: int) -> int:
        """The number of the sentence a position lies in; the title is number 0, whole."""
        return bisect_right(self.breaks, at)

    def bounds(self, sentence: int) -> tuple[int, int]:
        """Where a sentence begins and ends."""
        breaks = self.breaks
        start = breaks[sentence - 1] if sentence else 0
        return start, breaks[sentence] if sentence < len(breaks) else len(self.text)

    @property
    def breaks(self) -> list[int]:
        """Where sentences after the title begin."""
        if self._breaks is None:
            self._breaks = [self.body_at, *_breaks(self.text, self.body_at)]
        return self._breaks

    def ruler(self, sentence: int) -> "Ruler":
        """What measures distances in a sentence."""
        found = self._rulers.get(sentence)
        if found is None:
            found = self._rulers[sentence] = Ruler(self.text, *self.bounds(sentence))
        return found


def squeeze(text: str) -> str:
    """A folded text without the characters that may stand or not stand inside a word or between words."""
    return text.replace(" ", "").replace("\n", "").replace("-", "").replace("·", "")


def unbracketed(text: str) -> str:
    """A folded text without its short brackets."""
    return _BRACKET.sub("", text) if "(" in text or "[" in text else text


def is_gap(between: str) -> bool:
    """Whether what lies between two words of a term, or inside one, may lie there: short brackets count as nothing."""
    return _GAP.fullmatch(unbracketed(between)) is not None


def is_cjk(char: str) -> bool:
    """Whether a character is kanji, kana or a Hangul syllable."""
    return _CJK.match(char) is not None


def _words(joined: str) -> list[str]:
    return joined.replace("\n", " ").replace("-", " ").replace("·", " ").split(" ")


def _place_pieces(parts: list[str]) -> tuple[list[int], list[int]]:
    """For text split at its brackets: where each piece begins in the joined text, and how far off it is in `text`."""
    places: list[tuple[int, int]] = []
    outside = 0
    inside = sum(map(len, parts[::2])) + 1
    at = 0
    for number, part in enumerate(parts):
        if number % 2:
            places.append((inside, at + 1 - inside))
            inside += len(part) + 1
            at += len(part) + 2
        else:
            places.append((outside, at - outside))
            outside += len(part)
            at += len(part)
    places.sort()
    return [start for start, _ in places], [shift for _, shift in places]


# ------------------------------------------------------------------------------------------------ sentences

#: Brackets and short quotations come first, so that what is inside them ends nothing.
_END = re.compile(
    rf"{SHORT_BRACKET}|「[^「」\n]{{0,40}}」|(?P<end>(?P<mark>[.!?。]+)(?P<close>[\"'」)\]]*)|\n\s*|[■◆▲◇▼▽])"
)
#: One class to search for first is several times as fast as the alternatives themselves.
_END_SIGN = re.compile(r"[(\[「.!?。\n■◆▲◇▼▽]")
_BULLETS = "■◆▲◇▼▽"
#: 2025. 10. 17.
_DOTTED_DATE = re.compile(r"\d\. ?\d{1,2}$")
_LAST_WORD = re.compile(rf"[{LATIN}{HANGUL}.]+$")
_NEXT_WORD = re.compile(r"\s*([a-z0-9]+)")
_INITIALS = re.compile(r"(?:[a-z]\.)*[a-z]")
_ABBREVIATIONS = (
    " mr mrs ms messrs dr prof gen lt col maj capt sgt adm sen rep gov hon rev st jan feb mar apr jun jul aug sep sept "
    "oct nov dec vs etc inc co corp ltd jr sr dept est approx ft mt cf al op "
)
#: After "U.S." or "p.m." only these begin a sentence for certain; case is folded away.
_OPENERS = " he she it they we but this that these those however meanwhile "


def _breaks(text: str, start: int) -> list[int]:
    found: list[int] = []
    at = start
    while sign := _END_SIGN.search(text, at):
        match = _END.match(text, sign.start())
        at = match.end() if match else sign.end()
        if match is not None and match["end"] is not None and _ends_sentence(text, match):
            found.append(match.start() if match[0] in _BULLETS else at)
    return found


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    mark, after = match["mark"], text[match.end() : match.end() + 1]
    if mark is None:
        return match[0][0] != "\n" or _ends_line(text, match)
    open_end = not after or after.isspace()
    if "。" in mark:
        return not match["close"] or open_end
    if mark == ".":
        return _ends_with_stop(text, match, open_end=open_end)
    if "!" in mark or "?" in mark:
        before = text[max(0, match.start() - 5) : match.start()]
        return (open_end or (not match["close"] and is_cjk(after))) and before != "yahoo"
    return False


def _ends_line(text: str, match: re.Match[str]) -> bool:
    """A line break ends a sentence, unless it merely wraps Japanese or Korean text."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    wraps = match[0].count("\n") == 1 and is_cjk(before or " ") and is_cjk(after or " ")
    return not wraps or before == "다"


def _ends_with_stop(text: str, match: re.Match[str], *, open_end: bool) -> bool:
    before = text[max(0, match.start() - 24) : match.start()]
    after = text[match.end() : match.end() + 24]
    if not open_end:
        return before[-1:] == "다" and not match["close"] and re.match(f"[{HANGUL}]", after) is not None
    last = _LAST_WORD.search(before)
    if last is None:
        return True
    following = _NEXT_WORD.match(after)
    word, opener = last[0], following[1] if following else ""
    if word == "no" or (word.isdigit() and len(word) <= 4):
        return not opener[:1].isdigit() and not _DOTTED_DATE.search(before)
    if _INITIALS.fullmatch(word):
        return not after.strip() or f" {opener} " in _OPENERS
    return f" {word} " not in _ABBREVIATIONS


# ------------------------------------------------------------------------------------------------ distance

#: Weights are in sixths of a unit: a Latin word or a number 6, a kanji or kana 3, a Hangul syllable 2.
UNIT = 6
_RUN = re.compile(
    rf"(?P<bracket>{SHORT_BRACKET})|(?P<word>[{LATIN}]+(?:['.,][{LATIN}]+)*)|(?P<hangul>[{HANGUL}]+)"
    rf"|(?P<kanji>[{KANJI_KANA}]+)|(?P<other>[^\W_{LATIN}{HANGUL}{KANJI_KANA}]+)"
)
#: What the first character of a run weighs, and what each of its characters weighs besides.
_WEIGHTS = {"bracket": (0, 0), "word": (UNIT, 0), "other": (UNIT, 0), "hangul": (0, 2), "kanji": (0, 3)}


class Ruler:
    """Measures a sentence. Punctuation and spaces weigh nothing; a short bracket weighs nothing from outside."""

    __slots__ = ("_brackets", "_runs", "_starts", "_text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._starts: list[int] = []
        #: For each run: its end, what weighs before it, and its two weights.
        self._runs: list[tuple[int, int, int, int]] = []
        self._brackets: list[tuple[int, int]] = []
        total = 0
        for match in _RUN.finditer(text, start, end):
            kind = match.lastgroup or "other"
            first, each = _WEIGHTS[kind]
            if kind == "bracket":
                self._brackets.append(match.span())
            self._starts.append(match.start())
            self._runs.append((match.end(), total, first, each))
            total += first + each * (match.end() - match.start())

    def gap(self, end: int, start: int) -> int:
        """The weight, in sixths of a unit, of what lies between an end and a later start; 0 if they overlap."""
        if start <= end:
            return 0
        number = bisect_right(self._brackets, (end, 0)) - 1
        if number >= 0:
            opening, closing = self._brackets[number]
            if opening < end and start < closing:
                return Ruler(self._text, opening + 1, closing - 1).gap(end, start)
        return self._before(start) - self._before(end)

    def _before(self, at: int) -> int:
        """What weighs before a position. A word weighs where it begins."""
        number = bisect_right(self._starts, at) - 1
        if number < 0:
            return 0
        start = self._starts[number]
        end, total, first, each = self._runs[number]
        return total + (first if at > start else 0) + each * (min(at, end) - start)
