"""Sums of money and numbers of persons in conditions: `money`, `money(krw, jpy >= 200 million)`, `persons(>= 20)`.

What a text says is read by `text.amounts`; here is read what a condition asks for, and the two are held together.
"""

from watch.rules.tree import Limit, Number
from watch.rules.words import Cursor, Word
from watch.text.amounts import CURRENCIES, PERSONS, Amount
from watch.text.spelling import did_you_mean

SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
#: More than any budget in any of the currencies.
MOST = 10**16
_EXAMPLES = {"money": "write money(jpy >= 200 million)", PERSONS: "write persons(>= 20)"}


def fits(number: Number, amount: Amount) -> bool:
    """Whether an amount in a text is one that is asked for. Of a range the upper end counts; what nobody knows reaches
    no limit."""
    if (number.what == PERSONS) is not (amount.unit == PERSONS):
        return False
    return not number.limits or any(_reaches(amount, limit) for limit in number.limits)


def _reaches(amount: Amount, limit: Limit) -> bool:
    if limit.unit is not None and limit.unit != amount.unit:
        return False
    return limit.least is None or (amount.most is not None and amount.most >= limit.least)


def read_number(words: Cursor) -> Number:
    """The place that begins with the next word, "money" or "persons". Raises ExpressionError."""
    name = words.take()
    if words.word.kind == ">=":
        raise words.fail(f"{name} is compared in brackets", hint=_EXAMPLES[name.text])
    if words.word.kind != "(":
        return Number(what=name.text, limits=(), at=name.at, length=name.length)
    opening = words.take()
    limits = [_read_limit(words, name)]
    while words.word.kind == ",":
        words.take()
        limits.append(_read_limit(words, name))
    if words.word.kind == "end":
        raise words.fail(f"the bracket of {name.text}( is never closed", opening)
    end = words.expect(")", f"behind what {name.text}() asks for").end
    return Number(what=name.text, limits=tuple(limits), at=name.at, length=end - name.at)


def _read_limit(words: Cursor, name: Word) -> Limit:
    """`jpy`, `jpy >= 200 million`; for persons `>= 20`."""
    if name.text == PERSONS:
        if words.word.kind != ">=":
            raise words.fail('persons() takes ">= N"', hint=_EXAMPLES[PERSONS])
        return Limit(least=_read_least(words, name))
    unit = words.word
    if unit.kind == ">=":
        raise words.fail("amounts are compared within one currency only", hint=_EXAMPLES["money"])
    if unit.kind != "word":
        raise words.fail("money() needs a currency here", hint=f"the currencies are {', '.join(CURRENCIES)}")
    if unit.text not in CURRENCIES:
        hint = did_you_mean(unit.text, CURRENCIES) or f"the currencies are {', '.join(CURRENCIES)}"
        raise words.fail(f"{unit} is no currency", hint=hint)
    words.take()
    return Limit(unit=unit.text, least=_read_least(words, name) if words.word.kind == ">=" else None)


def _read_least(words: Cursor, name: Word) -> int:
    """The number behind ">=", with its scale."""
    sign = words.take()
    if words.word.kind != "number":
        hint = "a whole number, with thousand, million, billion or trillion behind it: 1500 million"
        raise words.fail(f"{sign} needs a number", words.word if words.word.kind == "word" else sign, hint)
    digits = words.take()
    scale = 1
    if words.word.kind == "word":
        word = words.take()
        if word.text not in SCALES:
            hint = did_you_mean(word.text, SCALES) or f"the words are {', '.join(SCALES)}"
            raise words.fail(f"{word} is no word for a number", word, hint)
        scale = SCALES[word.text]
    # The length first: int() of a very long text is slow, and refuses some.
    value = int(digits.text) * scale if len(digits.text) <= len(str(MOST)) else MOST + 1
    if not 1 <= value <= MOST:
        raise words.fail(f"the number of {name.text}() must be from 1 to {MOST // SCALES['trillion']} trillion", digits)
    return value


def show_number(number: Number) -> str:
    """The place as a condition has it."""
    limits = ", ".join(map(_show_limit, number.limits))
    return f"{number.what}({limits})" if limits else number.what


def _show_limit(limit: Limit) -> str:
    if limit.least is None:
        return limit.unit or ""
    word, scale = next((pair for pair in reversed(SCALES.items()) if limit.least % pair[1] == 0), ("", 1))
    least = f">= {limit.least // scale} {word}".rstrip()
    return f"{limit.unit} {least}" if limit.unit else least
