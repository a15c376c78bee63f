"""Sums of money and numbers of persons told in a text, in English, Korean and Japanese, with the amounts they name.

A number is read first ("1億5000万", "10억", "1.5 billion", "수십", "2억~3억", "twenty"), then the unit beside it. What
does not say how many ("dozens of", 数億) is an amount that nobody knows. Texts are folded.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from watch.text import amount_words as words

PERSONS = "persons"
#: The currencies that are told apart, by their codes.
CURRENCIES = ("jpy", "krw", "usd", "eur", "cny")


class Amount(NamedTuple):
    """A stretch of text that says how much; `least` and `most` differ for a range, and are None where nobody knows."""

    start: int
    end: int
    #: A currency, or "persons".
    unit: str
    least: int | None
    most: int | None

    def __str__(self) -> str:
        """As "JPY 150,000,000", "KRW 200,000,000 to 300,000,000", "persons 20", "persons, an unknown number"."""
        name, unknown = (PERSONS, "number") if self.unit == PERSONS else (self.unit.upper(), "sum")
        if self.least is None or self.most is None:
            return f"{name}, an unknown {unknown}"
        return f"{name} {self.least:,}" + (f" to {self.most:,}" if self.most != self.least else "")


def amounts(text: str) -> Iterator[Amount]:
    """Every sum of money and number of persons in a folded text, in order."""
    at = 0
    while begin := words.BEGIN.search(text, at):
        number = _read_range(text, begin.start())
        found = _with_unit(text, number) if number else None
        at = max(begin.start() + 1, number.end if number else 0, found.end if found else 0)
        if found is not None:
            yield found


# ------------------------------------------------------------------------------------------------ numbers


class _Number(NamedTuple):
    """A number as it stands: `scale` is what its last word multiplies by (1 without such a word)."""

    start: int
    end: int
    least: Decimal | None
    most: Decimal | None
    scale: int = 1


def _read_range(text: str, at: int) -> _Number | None:
    """The number at a place, or the two ends of a range; the first end takes the scale of the second (2~3억)."""
    first = _read_number(text, at)
    joint = words.JOINT.match(text, first.end) if first is not None else None
    if first is None or joint is None or first.least is None:
        return first
    if "and" in joint[0] and not words.BETWEEN.search(text, max(0, at - 8), at):
        return first
    second = _read_number(text, joint.end())
    if second is None or second.least is None or second.most is None:
        return first
    low = first.least * second.scale if first.scale == 1 and first.least * second.scale < second.least else first.least
    return _Number(at, second.end, low, second.most, second.scale) if low < second.least else first


def _read_number(text: str, at: int) -> _Number | None:
    unknown = words.UNKNOWN.match(text, at)
    if unknown is not None:
        return _Number(at, unknown.end(), None, None)
    native = words.KOREAN_NUMBER.match(text, at)
    if native is not None:
        return _known(at, native.end(), Decimal(words.KOREAN[native[0]]))
    return _read_english(text, at) or _read_east_asian(text, at)


def _known(start: int, end: int, value: Decimal, scale: int = 1) -> _Number:
    return _Number(start, end, value, value, scale)


def _read_english(text: str, at: int) -> _Number | None:
    """A plain number or one in words, with the scales behind it: 1.5 billion, ten thousand, 100m."""
    digits, spelt = words.DIGITS.match(text, at), words.ENGLISH_NUMBER.match(text, at)
    if digits is not None:
        value, end = Decimal(digits[0].replace(",", "")), digits.end()
    elif spelt is not None:
        value, end = Decimal(sum(words.ENGLISH[word] for word in spelt[0].split("-"))), spelt.end()
    else:
        return None
    scale = 1
    while (found := words.ENGLISH_SCALE.match(text, end)) is not None and scale < 10**12:
        scale, end = scale * words.ENGLISH_SCALES[found["word"]], found.end()
    if digits is not None and scale == 1 and text[end : end + 1] in {*words.SMALL_SCALES, *words.LARGE_SCALES}:
        return None
    return _known(at, end, value * scale, scale)


def _read_east_asian(text: str, at: int) -> _Number | None:
    """A number with 千, 万, 億, 천, 만, 억 in it, in one or several parts."""
    end = at
    part = words.EAST_ASIAN.match(text, at)
    for _ in range(6):
        if part is None:
            break
        end = part.end()
        gap = words.EAST_ASIAN_NEXT.match(text, end)
        part = words.EAST_ASIAN.match(text, gap.end()) if gap else None
    if end == at:
        return None
    value, scale = _value(text[at:end].replace(" ", ""))
    return _known(at, end, value, scale)


def _value(written: str) -> tuple[Decimal, int]:
    """What 1億5000万 or 二千 is worth, and the scale at its end."""
    total = section = Decimal(0)
    digits: Decimal | None = None
    scale = 1
    for token in words.EAST_ASIAN_SIGN.finditer(written):
        sign = token[0]
        if sign in words.LARGE_SCALES:
            scale = words.LARGE_SCALES[sign]
            total, section, digits = total + (section + (digits or 0) or 1) * scale, Decimal(0), None
        elif sign in words.SMALL_SCALES:
            scale = words.SMALL_SCALES[sign]
            section, digits = section + (1 if digits is None else digits) * scale, None
        else:
            read = token["digits"].replace(",", "") if token["digits"] else words.KANJI_DIGITS[sign]
            digits, scale = (digits or 0) * 10 + Decimal(read), 1
    return total + section + (digits or 0), scale


# ------------------------------------------------------------------------------------------------ units


def _with_unit(text: str, number: _Number) -> Amount | None:
    before = words.UNIT_BEFORE.search(text, max(0, number.start - 5), number.start)
    if before is not None and before.lastgroup is not None:
        return _amount(number, before.lastgroup, before.start(), number.end)
    after = words.UNIT_AFTER.match(text, number.end)
    if after is not None and after.lastgroup is not None:
        if after[0].endswith("won") and number.most is not None and number.most < words.FEWEST_WON:
            return None
        return _amount(number, after.lastgroup, number.start, after.end())
    return _with_noun(text, number)


def _with_noun(text: str, number: _Number) -> Amount | None:
    """A number of persons in English: 20 lawmakers, about 50 Japanese teachers."""
    noun = words.PERSONS_AFTER.match(text, number.end)
    a_year = number.scale == 1 and number.most in words.YEARS and "," not in text[number.start : number.end]
    if noun is None or a_year or words.NO_COUNT.search(text, max(0, number.start - 11), number.start):
        return None
    return _amount(number, PERSONS, number.start, noun.end())


def _amount(number: _Number, unit: str, start: int, end: int) -> Amount:
    if number.least is None or number.most is None:
        return Amount(start, end, unit, None, None)
    return Amount(start, end, unit, int(number.least), int(number.most))
