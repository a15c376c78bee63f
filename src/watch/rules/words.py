"""Cutting a condition into words, each with its place; and the guess at what a mistyped word was meant to be.

What the words mean together is in `rules.language`.
"""

import re
from dataclasses import dataclass

from watch.errors import TripwatchError

#: Operators that stand between two places and carry a distance.
DISTANCES = ("near", "before", "without")
JOINTS = ("and", "or")
#: Functions of places, and functions of the article itself.
OF_PLACES = ("count", "title", "same-sentence")
OF_ARTICLE = ("lang", "source", "tier", "country")
FUNCTIONS = (*OF_PLACES, *OF_ARTICLE)
#: Places that no group makes: what the text says of sums of money and of numbers of persons.
AMOUNTS = ("money", "persons")
#: Words that no group may be called.
RESERVED = frozenset((*DISTANCES, *JOINTS, "not", *FUNCTIONS, *AMOUNTS))

#: A condition longer than this is an accident or an attack; it also bounds every later walk over the tree.
MAX_LENGTH = 5_000

_WORD = re.compile(r"\w[\w.\-]*")
_NUMBER = re.compile(r"\d+")


class ExpressionError(TripwatchError):
    """A condition that cannot be read. `at` and `length` are characters of the expression."""

    def __init__(self, message: str, *, at: int, length: int = 1, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.at = at
        self.length = max(1, length)


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a condition: `kind` is "word", "number", "end" or the sign itself."""

    kind: str
    text: str
    at: int

    @property
    def end(self) -> int:
        """Where the next character stands."""
        return self.at + len(self.text)

    @property
    def length(self) -> int:
        """For a caret; the end of the text is one character wide."""
        return max(1, len(self.text))

    def __str__(self) -> str:
        return f'"{self.text}"' if self.text else "the end"


class Cursor:
    """The words of one expression and which of them is next. Raises ExpressionError for what cannot be cut up."""

    def __init__(self, expression: str) -> None:
        self.words = split(expression)
        self.next = 0

    @property
    def word(self) -> Word:
        """The next word; at the end the "end"."""
        return self.words[self.next]

    def ahead(self, steps: int = 1) -> Word:
        """A word behind the next one."""
        return self.words[min(self.next + steps, len(self.words) - 1)]

    def take(self) -> Word:
        """The next word, which is then passed."""
        word = self.word
        self.next = min(self.next + 1, len(self.words) - 1)
        return word

    def expect(self, kind: str, where: str) -> Word:
        """The next word, which must be of this kind."""
        if self.word.kind != kind:
            raise self.fail(f'expected "{kind}" {where}, found {self.word}')
        return self.take()

    def fail(self, message: str, word: Word | None = None, hint: str | None = None) -> ExpressionError:
        """A mistake at a word, if none is given at the next one."""
        word = word or self.word
        return ExpressionError(message, at=word.at, length=word.length, hint=hint)


def split(expression: str) -> list[Word]:
    """The words of a condition, with an "end" behind the last. Raises ExpressionError at a foreign character."""
    if not expression.strip():
        raise ExpressionError("the condition is empty", at=0, hint="write a group's name, such as: shrine")
    if len(expression) > MAX_LENGTH:
        raise ExpressionError(f"the condition is longer than {MAX_LENGTH} characters", at=MAX_LENGTH)
    words: list[Word] = []
    at = 0
    while at < len(expression):
        if expression[at].isspace():
            at += 1
            continue
        words.append(_word_at(expression, at))
        at = words[-1].end
    return [*words, Word("end", "", len(expression))]


def _word_at(expression: str, at: int) -> Word:
    found = _WORD.match(expression, at)
    if found:
        text = found.group()
        return Word("number" if _NUMBER.fullmatch(text) and text.isascii() else "word", text, at)
    if expression.startswith(">=", at):
        return Word(">=", ">=", at)
    sign = expression[at]
    if sign in "(),/:":
        return Word(sign, sign, at)
    raise ExpressionError(f'"{sign}" means nothing in a condition', at=at, hint=_about_sign(sign))


def _about_sign(sign: str) -> str:
    if sign in "\"'“”‘’":
        return "words to look for stand in a [terms.…] group; the condition names the group"
    if sign in "<=>":
        return "numbers are compared only as in: count(group) >= 2"
    if sign in "&|!":
        return 'write "and", "or" and "not"'
    if sign in "[]{}":
        return "use round brackets"
    return "a condition has names of groups, operators, numbers and round brackets"
