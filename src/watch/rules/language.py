"""The language of conditions: from text to the tree of `rules.tree`, and back.

A *place* is a set of spans: `shrine`, `visit:done`, `money(jpy)`, `(shrine or temple)`, `P near/N Q`, `P before/N Q`
and `P without/N Q`. A *truth* is made of places with `and`, `or`, `not`, brackets and functions. The distance operators
bind tightest and group from the left; `and` and `or` are never mixed without brackets. What groups there are is
checked by `rules.compile`.
"""

from dataclasses import dataclass

from watch.model import Lang, Status, Tier
from watch.rules import tree
from watch.rules.numbers import read_number
from watch.rules.show import show
from watch.rules.words import (
    AMOUNTS,
    DISTANCES,
    FUNCTIONS,
    JOINTS,
    OF_ARTICLE,
    RESERVED,
    Cursor,
    ExpressionError,
    Word,
)
from watch.text.spelling import did_you_mean

__all__ = ["MAX_DISTANCE", "ExpressionError", "as_truth", "parse_place", "parse_truth", "show"]

MAX_DISTANCE = 100
MAX_COUNT = 100
#: How deep a tree may be. Everything that walks it afterwards may recurse.
MAX_DEPTH = 40
#: What an occurrence of an act can be; "reaction" is said of whole hits only.
STATUSES = (Status.DONE, Status.PLANNED, Status.DENIED, Status.PAST)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece that has been read: its node, how deep that is, and where its text starts and ends, brackets included."""

    node: tree.Place | tree.Truth
    depth: int
    at: int
    end: int


def parse_truth(expression: str) -> tree.Truth:
    """Read a condition. Raises ExpressionError for the first mistake in it."""
    return as_truth(_Parser(expression).whole().node)


def parse_place(expression: str) -> tree.Place:
    """Read a condition that must name a place. Raises ExpressionError."""
    parser = _Parser(expression)
    return parser.place(parser.whole(), "here")


def as_truth(node: tree.Place | tree.Truth) -> tree.Truth:
    """A place where a truth is asked for is true when it is not empty; `(a or b)` becomes two truths."""
    if isinstance(node, tree.Either):
        return tree.Any(truths=tuple(as_truth(place) for place in node.places), at=node.at, length=node.length)
    if isinstance(node, tree.Place):
        return tree.Some(place=node, at=node.at, length=node.length)
    return node


class _Parser(Cursor):
    """Recursive descent over the words of one expression."""

    def __init__(self, expression: str) -> None:
        super().__init__(expression)
        self.open = 0

    def place(self, part: _Part, where: str) -> tree.Place:
        """The part as a place, or an error that says why it is none."""
        node = part.node
        if isinstance(node, tree.Not):
            message, hint = (
                f'"not" cannot stand {where}',
                "use without/N, or put not before the whole",
            )
        elif isinstance(node, tree.All):
            message, hint = f'"and" cannot stand {where}', "use near/N between the two, or same-sentence(a, b)"
        elif not isinstance(node, tree.Place):
            message, hint = (
                f"a place is needed {where}, and this is a truth",
                "a place is a group, or groups joined by near/N",
            )
        else:
            return node
        raise ExpressionError(message, at=part.at, length=part.end - part.at, hint=hint)

    # ------------------------------------------------------------------------------------------ grammar

    def whole(self) -> _Part:
        part = self.chain()
        if self.word.kind == "end":
            return part
        raise self.trailing()

    def chain(self) -> _Part:
        """Operands joined by `and` or by `or`, never by both."""
        parts = [self.operand()]
        joint: Word | None = None
        while self.word.text in JOINTS:
            word = self.take()
            if joint is not None and word.text != joint.text:
                hint = f"put brackets around one of them: (a {joint.text} b) {word.text} c"
                raise self.fail('"and" and "or" are mixed without brackets', word, hint)
            joint = word
            parts.append(self.operand())
        return parts[0] if joint is None else self.joined(joint.text, parts)

    def joined(self, joint: str, parts: list[_Part]) -> _Part:
        at, end = parts[0].at, parts[-1].end
        depth = self.deeper(max(part.depth for part in parts), at, end)
        nodes = [part.node for part in parts]
        places = tuple(node for node in nodes if isinstance(node, tree.Place))
        node: tree.Place | tree.Truth
        if joint == "or" and len(places) == len(nodes):
            node = tree.Either(places=places, at=at, length=end - at)
        else:
            kind = tree.Any if joint == "or" else tree.All
            node = kind(truths=tuple(as_truth(node) for node in nodes), at=at, length=end - at)
        return _Part(node, depth, at, end)

    def operand(self) -> _Part:
        """`not` before an operand, or pieces joined by distance operators, from the left."""
        if self.word.text == "not":
            word = self.take()
            self.enter(word)
            part = self.operand()
            self.open -= 1
            depth = self.deeper(part.depth, word.at, part.end)
            node = tree.Not(truth=as_truth(part.node), at=word.at, length=part.end - word.at)
            return _Part(node, depth, word.at, part.end)
        left = self.piece()
        while self.word.text in DISTANCES:
            left = self.beside(left)
        if self.word.kind == "word" and self.word.text not in JOINTS:
            raise self.unknown_operator()
        return left

    def beside(self, left: _Part) -> _Part:
        """`left near/N right`, and its sisters."""
        operator = self.take()
        distance = self.distance(operator)
        if self.word.text == "not":
            raise self.fail(f'"not" cannot stand inside {operator.text}', hint="use without/N")
        right = self.piece()
        where = f"beside {operator.text}"
        first, second = self.place(left, where), self.place(right, where)
        depth = self.deeper(max(left.depth, right.depth), left.at, right.end)
        at, length = left.at, right.end - left.at
        node: tree.Place
        if operator.text == "near":
            node = tree.Near(left=first, right=second, distance=distance, at=at, length=length)
        elif operator.text == "before":
            node = tree.Before(left=first, right=second, distance=distance, at=at, length=length)
        else:
            node = tree.Without(place=first, other=second, distance=distance, at=at, length=length)
        return _Part(node, depth, at, right.end)

    def distance(self, operator: Word) -> int:
        name = operator.text
        hint = f"write {name}/10: at most 10 words (or 20 kanji, 30 Hangul syllables) between the two"
        if self.word.kind != "/":
            raise self.fail(f'"{name}" needs a distance', operator, hint)
        slash = self.take()
        if self.word.kind != "number":
            raise self.fail(f'"{name}/" needs a number', slash, hint)
        return self.number(MAX_DISTANCE, f"the distance of {name}")

    def number(self, most: int, what: str) -> int:
        word = self.take()
        # The length first: int() of a very long text is slow, and refuses some.
        value = int(word.text) if len(word.text) <= 6 else most + 1
        if not 1 <= value <= most:
            raise self.fail(f"{what} must be from 1 to {most}", word)
        return value

    def piece(self) -> _Part:
        """A bracket, a function, a group or an amount."""
        word = self.word
        if word.kind == "(":
            return self.bracket()
        if word.text in AMOUNTS:
            node = read_number(self)
            return _Part(node, 1, node.at, node.at + node.length)
        if word.text in RESERVED - set(FUNCTIONS) or word.kind not in ("word", "number"):
            raise self.missing_operand()
        if self.ahead().kind == "(":
            return self.function()
        if word.text not in RESERVED:
            return self.group()
        raise self.missing_operand()

    def bracket(self) -> _Part:
        start = self.take()
        self.enter(start)
        if self.word.kind == ")":
            raise self.fail("there is nothing in these brackets", start)
        part = self.chain()
        if self.word.kind == "end":
            raise self.fail("this bracket is never closed", start)
        if self.word.kind != ")":
            raise self.trailing()
        self.open -= 1
        return _Part(part.node, part.depth, start.at, self.take().end)

    def group(self) -> _Part:
        name = self.take()
        status: Status | None = None
        end = name.end
        if self.word.kind == ":":
            self.take()
            status, end = self.status(), self.words[self.next - 1].end
        node = tree.Group(name=name.text, status=status, at=name.at, length=end - name.at)
        return _Part(node, 1, name.at, end)

    def status(self) -> Status:
        words = [str(status) for status in STATUSES]
        known = f"the words are {', '.join(words)}"
        if self.word.kind != "word":
            raise self.fail("a status is missing behind the colon", hint=known)
        word = self.take()
        if word.text not in words:
            raise self.fail(f'"{word.text}" is no status of an act', word, did_you_mean(word.text, words) or known)
        return Status(word.text)

    # ------------------------------------------------------------------------------------------ functions

    def function(self) -> _Part:
        name = self.take()
        if name.text not in FUNCTIONS:
            known = f"the functions are {', '.join(FUNCTIONS)}"
            raise self.fail(f'unknown function "{name.text}"', name, did_you_mean(name.text, FUNCTIONS) or known)
        self.enter(self.take())
        if name.text in OF_ARTICLE:
            node, depth = self.about(name), 1
        else:
            node, depth = self.of_places(name)
        self.open -= 1
        end = self.words[self.next - 1].end
        return _Part(node, self.deeper(depth, name.at, end), name.at, end)

    def of_places(self, name: Word) -> tuple[tree.Truth, int]:
        first = self.argument(name)
        place = self.place(first, f"inside {name.text}()")
        depth = first.depth
        second: tree.Place | None = None
        if name.text == "same-sentence":
            self.expect(",", "and a second place in same-sentence(a, b)")
            part = self.argument(name)
            second, depth = self.place(part, f"inside {name.text}()"), max(depth, part.depth)
        end = self.close(name)
        length = end - name.at
        if second is not None:
            return tree.SameSentence(left=place, right=second, at=name.at, length=length), depth
        if name.text == "title":
            return tree.InTitle(place=place, at=name.at, length=length), depth
        least = self.least(name)
        end = self.words[self.next - 1].end
        return tree.Count(place=place, least=least, at=name.at, length=end - name.at), depth

    def argument(self, name: Word) -> _Part:
        if self.word.kind in (")", ","):
            raise self.fail(f"{name.text}() needs a place here", hint=f"write {name.text}(group)")
        return self.chain()

    def close(self, name: Word) -> int:
        if self.word.kind == "end":
            raise self.fail(f"the bracket of {name.text}( is never closed", self.bracket_of(name))
        if self.word.kind == ",":
            raise self.fail(f"{name.text}() takes one place", hint="for any of two write (a or b)")
        if self.word.kind != ")":
            raise self.trailing()
        return self.take().end

    def bracket_of(self, name: Word) -> Word:
        return self.words[self.words.index(name) + 1]

    def least(self, name: Word) -> int:
        hint = "write count(group) >= 2"
        if self.word.kind != ">=":
            raise self.fail('count() needs ">= N" behind it', name, hint)
        sign = self.take()
        if self.word.kind != "number":
            raise self.fail('">=" needs a number', sign, hint)
        return self.number(MAX_COUNT, "the number of count()")

    def about(self, name: Word) -> tree.Truth:
        values = [self.value(name)]
        while self.word.kind == ",":
            self.take()
            values.append(self.value(name))
        end = self.close(name)
        return tree.About(what=name.text, values=frozenset(values), at=name.at, length=end - name.at)

    def value(self, name: Word) -> str:
        word = self.word
        if word.kind not in ("word", "number"):
            raise self.fail(f"{name.text}() needs a value here", hint=_EXAMPLES[name.text])
        known = _VALUES.get(name.text)
        if known is not None and word.text not in known:
            hint = did_you_mean(word.text, known) or f"one of {', '.join(known)}"
            raise self.fail(f'"{word.text}" is no {name.text}', word, hint)
        if name.text == "country" and not (len(word.text) == 2 and word.text.isascii() and word.text.islower()):
            raise self.fail(f'"{word.text}" is no country', word, "two small letters, such as jp, kr or cn")
        return self.take().text

    # ------------------------------------------------------------------------------------------ mistakes

    def enter(self, word: Word) -> None:
        """Count an open bracket or `not`, so that no text can exhaust the stack."""
        self.open += 1
        if self.open > MAX_DEPTH:
            raise self.too_deep(word.at, word.length)

    def deeper(self, depth: int, at: int, end: int) -> int:
        if depth >= MAX_DEPTH:
            raise self.too_deep(at, end - at)
        return depth + 1

    def too_deep(self, at: int, length: int) -> ExpressionError:
        return ExpressionError(f"the condition is nested deeper than {MAX_DEPTH} steps", at=at, length=length)

    def trailing(self) -> ExpressionError:
        if self.word.kind == ")":
            return self.fail("this bracket was never opened")
        if self.word.kind in ("(", "number"):
            return self.fail(f"an operator is missing before {self.word}", hint='write "and", "or" or near/N between')
        return self.fail(f"{self.word} cannot stand here")

    def unknown_operator(self) -> ExpressionError:
        word, follower = self.word, self.ahead()
        guess = did_you_mean(word.text, (*DISTANCES, *JOINTS))
        if word.text == "not":
            return self.fail('an operator is missing before "not"', hint='write "and not"')
        if follower.kind == "/" or (guess and follower.kind in ("word", "(")):
            known = f"the operators are {', '.join((*DISTANCES, *JOINTS))}"
            return self.fail(f'unknown operator "{word.text}"', hint=guess or known)
        return self.fail(f"an operator is missing before {word}", hint='write "and", "or" or near/N between')

    def missing_operand(self) -> ExpressionError:
        word = self.word
        before = self.words[self.next - 1] if self.next else None
        if word.text in RESERVED and word.kind == "word":
            if word.text in (*DISTANCES, *JOINTS) and (before is None or before.kind in "(,"):
                return self.fail(f"{word} needs something before it")
            if word.text in FUNCTIONS:
                return self.fail(f"{word} is a function", hint=_EXAMPLES[word.text])
            return self.fail(f"a group is missing before {word}")
        if word.kind == ")" and not self.open:
            return self.fail("this bracket was never opened")
        if before is None:
            return self.fail(f"a condition cannot start with {word}")
        if before.kind == "(" and word.kind == "end":
            return self.fail("this bracket is never closed", before)
        return self.fail(f"something is missing behind {before}", before)


_VALUES: dict[str, tuple[str, ...]] = {"lang": tuple(map(str, Lang)), "tier": tuple(map(str, Tier))}
_EXAMPLES = {
    "count": "write count(group) >= 2",
    "title": "write title(group)",
    "same-sentence": "write same-sentence(group, group)",
    "lang": "write lang(ko) or lang(ko, ja)",
    "source": "write source(yonhap-ko)",
    "tier": "write tier(official, wire)",
    "country": "write country(kr)",
}
