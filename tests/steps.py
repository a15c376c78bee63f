"""Counts the steps that the regular expressions of Python take, which no profiler sees: they go back in C.

`Counter` does what `re` does with a pattern (the same parsed pattern, the same order of tries) and counts every try
to match an item at a place. It is held against `re` itself in `text/test_steps.py`. Only what we use is known.
"""

import re
import sys
from collections.abc import Callable
from contextlib import contextmanager
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

#: Goes on with the rest of the pattern at a place; the end of the whole match, or None.
Next = Callable[[int], int | None]
#: Tries an item of the pattern at a place, and the rest behind it.
Item = Callable[[int, Next], int | None]


class TooManyStepsError(Exception):
    """More steps than allowed: it would go on for very long."""


class Counter:
    """One pattern on one text."""

    def __init__(self, pattern: re.Pattern[str], text: str, most: int) -> None:
        self.text = text
        self.most = most
        self.steps = 0
        self.groups: dict[int, str | None] = {}
        self.whole = self.sequence(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))

    def step(self) -> None:
        self.steps += 1
        if self.steps > self.most:
            raise TooManyStepsError

    def match(self, at: int) -> int | None:
        """The end of the match at a place."""
        return self.whole(at, lambda end: end)

    def search(self, at: int = 0) -> tuple[int, int] | None:
        """The first match from a place on."""
        for start in range(at, len(self.text) + 1):
            end = self.match(start)
            if end is not None:
                return start, end
        return None

    def sequence(self, parsed: Any) -> Item:
        items = [self.item(*each) for each in parsed]

        def run(number: int, at: int, then: Next) -> int | None:
            if number == len(items):
                return then(at)
            return items[number](at, lambda end: run(number + 1, end, then))

        return lambda at, then: run(0, at, then)

    def item(self, kind: Any, value: Any) -> Item:
        if kind in _SINGLE:
            return self.single(kind, value)
        match kind:
            case sre.SUBPATTERN:
                return self.sequence(value[3])
            case sre.BRANCH:
                return self.branch(list(map(self.sequence, value[1])))
            case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                return self.repeat(kind, *value)
            case sre.ATOMIC_GROUP:
                return self.atomic(self.sequence(value))
            case sre.ASSERT | sre.ASSERT_NOT:
                return self.around(self.sequence(value[1]), value, wanted=kind is sre.ASSERT)
            case sre.AT:
                return self.edge(value)
        raise NotImplementedError(str(kind))

    def single(self, kind: Any, value: Any) -> Item:
        fits = _fits(kind, value)

        def run(at: int, then: Next) -> int | None:
            self.step()
            return then(at + 1) if at < len(self.text) and fits(self.text[at]) else None

        return run

    def branch(self, ways: list[Item]) -> Item:
        def run(at: int, then: Next) -> int | None:
            for way in ways:
                self.step()
                end = way(at, then)
                if end is not None:
                    return end
            return None

        return run

    def repeat(self, kind: Any, least: int, most: int, parsed: Any) -> Item:
        if len(parsed) == 1 and parsed[0][0] in _SINGLE:
            return self.run_of_characters(kind, least, most, _fits(*parsed[0]))
        body = self.sequence(parsed)
        if kind is sre.POSSESSIVE_REPEAT:
            return self.atomic(self.repeat(sre.MAX_REPEAT, least, most, parsed))

        def run(at: int, then: Next, count: int = 0, before: int = -1) -> int | None:
            self.step()

            def again() -> int | None:
                if count >= most or (at == before and count >= least):
                    return None
                return body(at, lambda end: run(end, then, count + 1, at))

            if count < least:
                return again()
            if kind is sre.MIN_REPEAT:
                end = then(at)
                return again() if end is None else end
            end = again()
            return then(at) if end is None else end

        return run

    def run_of_characters(self, kind: Any, least: int, most: int, fits: Callable[[str], bool]) -> Item:
        def run(at: int, then: Next) -> int | None:
            longest = at
            while longest < len(self.text) and longest - at < most and fits(self.text[longest]):
                longest += 1
                self.step()
            ends = range(at + least, longest + 1)
            if kind is sre.POSSESSIVE_REPEAT:
                ends = ends[-1:]
            for end in ends if kind is sre.MIN_REPEAT else reversed(ends):
                self.step()
                found = then(end)
                if found is not None:
                    return found
            return None

        return run

    def atomic(self, body: Item) -> Item:
        def run(at: int, then: Next) -> int | None:
            end = body(at, lambda end: end)
            return None if end is None else then(end)

        return run

    def around(self, body: Item, value: Any, *, wanted: bool) -> Item:
        back = value[1].getwidth()[0] if value[0] < 0 else 0

        def run(at: int, then: Next) -> int | None:
            self.step()
            holds = at >= back and body(at - back, lambda end: end) is not None
            return then(at) if holds is wanted else None

        return run

    def edge(self, where: Any) -> Item:
        text = self.text

        def inside(at: int) -> bool:
            return 0 <= at < len(text) and (text[at].isalnum() or text[at] == "_")

        edges: dict[Any, Callable[[int], bool]] = {
            sre.AT_BEGINNING: lambda at: at == 0,
            sre.AT_BEGINNING_STRING: lambda at: at == 0,
            sre.AT_END: lambda at: at == len(text) or (at == len(text) - 1 and text[at] == "\n"),
            sre.AT_END_STRING: lambda at: at == len(text),
            sre.AT_BOUNDARY: lambda at: inside(at - 1) is not inside(at),
            sre.AT_NON_BOUNDARY: lambda at: inside(at - 1) is inside(at),
        }
        holds = edges[where]

        def run(at: int, then: Next) -> int | None:
            self.step()
            return then(at) if holds(at) else None

        return run


_SINGLE = (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.ANY_ALL, sre.IN)
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    sre.CATEGORY_DIGIT: str.isdecimal,
    sre.CATEGORY_NOT_DIGIT: lambda char: not char.isdecimal(),
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_NOT_SPACE: lambda char: not char.isspace(),
    sre.CATEGORY_WORD: lambda char: char.isalnum() or char == "_",
    sre.CATEGORY_NOT_WORD: lambda char: not (char.isalnum() or char == "_"),
}


def _fits(kind: Any, value: Any) -> Callable[[str], bool]:
    match kind:
        case sre.LITERAL:
            return lambda char: ord(char) == value
        case sre.NOT_LITERAL:
            return lambda char: ord(char) != value
        case sre.ANY:
            return lambda char: char != "\n"
        case sre.ANY_ALL:
            return lambda char: True
    negated = value[0][0] is sre.NEGATE
    singles = {item for what, item in value if what is sre.LITERAL}
    ranges = [item for what, item in value if what is sre.RANGE]
    categories = [_CATEGORIES[item] for what, item in value if what is sre.CATEGORY]

    def fits(char: str) -> bool:
        code = ord(char)
        held = code in singles or any(low <= code <= high for low, high in ranges)
        return (held or any(category(char) for category in categories)) is not negated

    return fits


@contextmanager
def deep() -> Any:
    """Room for the nesting of long matches."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
