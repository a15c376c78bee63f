"""Every key and value is found where it was written, and no text makes the parser raise anything but problems."""

import random
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.config.locate import parse
from watch.errors import KeyPath, Problem, ProblemsError

EXAMPLE = """\
# a comment with [brackets] and "quotes"
id = "sado"
"a.b".c = 1

[http]
allow_private = [
    "10.0.0.0/8",  # the office
    'localhost',
]
proxy = { url = "x", "two words" = [1, [2, 3]] }

[[sources]]
id = "one"

  [[sources]]
  id = "two"
  tags = ['a', "b"]
  [sources.more]
  deep = true

[fruit.skin]
colour = 1979-05-27 07:32:00
"""


def place(problem: Problem) -> tuple[int, int]:
    assert problem.where is not None
    return problem.where.line, problem.where.column


def marked(problem: Problem) -> str:
    """The characters over the caret."""
    assert problem.where is not None
    assert problem.source is not None
    start = problem.where.column - 1
    return problem.source[start : start + problem.length]


def refused(text: str) -> Problem:
    with pytest.raises(ProblemsError) as raised:
        parse("file.toml", text)
    (problem,) = raised.value.problems
    return problem


@pytest.mark.parametrize(
    ("path", "where", "value", "key"),
    [
        (("id",), (2, 6), '"sado"', "id"),
        (("a.b", "c"), (3, 11), "1", "c"),
        (("a.b",), (3, 1), '"a.b"', '"a.b"'),
        (("http",), (5, 1), "[http]", "http"),
        (("http", "allow_private"), (6, 17), "[", "allow_private"),
        (("http", "allow_private", 0), (7, 5), '"10.0.0.0/8"', '"10.0.0.0/8"'),
        (("http", "allow_private", 1), (8, 5), "'localhost'", "'localhost'"),
        (("http", "proxy", "two words"), (10, 36), "[1, [2, 3]]", '"two words"'),
        (("http", "proxy", "two words", 1, 1), (10, 44), "3", "3"),
        (("sources", 0), (12, 1), "[[sources]]", "sources"),
        (("sources", 1), (15, 3), "[[sources]]", "sources"),
        (("sources", 1, "tags", 1), (17, 16), '"b"', '"b"'),
        (("sources", 1, "more"), (18, 3), "[sources.more]", "more"),
        (("sources", 1, "more", "deep"), (19, 10), "true", "deep"),
        (("fruit",), (21, 2), "fruit", "fruit"),
        (("fruit", "skin", "colour"), (22, 10), "1979-05-27 07:32:00", "colour"),
    ],
)
def test_keys_and_values_are_found_where_they_stand(
    path: KeyPath, where: tuple[int, int], value: str, key: str
) -> None:
    for text in (EXAMPLE, EXAMPLE.replace("\n", "\r\n"), "\ufeff" + EXAMPLE):
        document = parse("file.toml", text)
        assert place(document.problem(path, "m")) == where
        assert marked(document.problem(path, "m")) == value
        assert marked(document.problem(path, "m", at_key=True)) == key


def test_a_missing_key_points_at_the_header_of_its_own_table() -> None:
    document = parse("file.toml", EXAMPLE)
    missing = document.problem(("sources", 1, "url"), "url is missing", offset=3)
    assert place(missing) == (15, 3)
    assert marked(missing) == "[[sources]]"
    assert place(document.problem(("http", "proxy", "user", 0, "x"), "m")) == (10, 9)


def test_a_missing_table_points_at_the_file() -> None:
    assert place(parse("file.toml", EXAMPLE).problem(("channels",), "m")) == (1, 1)
    assert place(parse("file.toml", "").problem(("channels",), "m")) == (1, 1)


def test_the_problem_shows_the_line_with_a_caret_under_wide_characters() -> None:
    document = parse("rules/sado.toml", "when = '佐渡 nera/25 visit'")
    problem = document.problem(("when",), 'unknown operator "nera"', hint='did you mean "near"?', offset=3, length=4)
    assert str(problem) == (
        'rules/sado.toml:1:12: error: unknown operator "nera"\n'
        "    when = '佐渡 nera/25 visit'\n"
        '                 ^^^^  did you mean "near"?'
    )


@pytest.mark.parametrize(
    ("text", "value", "offset", "where"),
    [
        ("a = 'one two'", "one two", 4, (1, 10)),
        ("a = '''\none\ntwo'''", "one\ntwo", 4, (3, 1)),
        ("a = '''one\r\n two'''", "one\n two", 5, (2, 2)),
        ('a = "one two"', "one two", 4, (1, 10)),
        (r'a = "\u0041\tB\\C"', "A\tB\\C", 2, (1, 14)),
        (r'a = "\U0001F600 x"', "\U0001f600 x", 2, (1, 17)),
        ('a = """\n\n\none"""', "\n\none", 2, (4, 1)),
        ('a = """one \\\n   two"""', "one two", 4, (2, 4)),
        ('a = """one \\  \n\n   two"""', "one two", 6, (3, 6)),
        ('a = """x"" y""""', 'x"" y"', 4, (1, 12)),
        ("a = ''", "", 0, (1, 6)),
        ("a = 'end'", "end", 99, (1, 9)),
    ],
)
def test_an_offset_in_a_text_becomes_a_place_in_the_file(
    text: str, value: str, offset: int, where: tuple[int, int]
) -> None:
    document = parse("file.toml", text)
    assert document.data["a"] == value
    assert place(document.problem(("a",), "m", offset=offset)) == where


def test_a_length_over_an_escape_covers_what_is_written() -> None:
    document = parse("file.toml", r'a = "x \u0041\u0042 y"')
    assert marked(document.problem(("a",), "m", offset=2, length=2)) == r"\u0041\u0042"


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_characters="'", exclude_categories=("Cc", "Cs")), min_size=1))
def test_in_a_literal_text_every_character_is_where_it_is(text: str) -> None:
    document = parse("file.toml", f"when = '{text}'")
    for offset in range(len(text)):
        assert place(document.problem(("when",), "m", offset=offset)) == (1, 9 + offset)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["x", "é", "佐", r"\n", r"\t", r"\"", r"\\", r"\u00e9", r"\U0001F600", '"x', "\n", "\\\n  "])
    )
)
def test_in_an_escaped_text_every_character_is_where_its_escape_begins(pieces: list[str]) -> None:
    written = "." + "".join(pieces)
    document = parse("file.toml", f'when = """{written}"""')
    value = document.data["when"]
    assert isinstance(value, str)
    for offset, char in enumerate(value):
        problem = document.problem(("when",), "m", offset=offset)
        line, column = place(problem)
        here = f'when = """{written}"""'.split("\n")[line - 1][column - 1 :]
        assert here.startswith((char, "\\")) or (char == "\n" and here == "")


# -------------------------------------------------------------------------------- a generator that knows

_BARE = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=6)
_NAMES = st.one_of(_BARE, st.text("abc .=[]#'\\\"佐渡é", min_size=0, max_size=5))
_SCALARS = st.one_of(
    st.integers(-99, 99).map(str),
    st.sampled_from(["true", "1.5", "-inf", "1979-05-27", "1979-05-27 07:32:00Z", "07:32:00", "0xff", "''", '""']),
    st.sampled_from(["'a # b'", '"[x] \\" = {"', "'''\none ''two\n'''", '"""x\\\n  "" y"""', "'佐渡'", "''''q'''"]),
)


@dataclass
class Writer:
    """Writes a document and remembers what it wrote where."""

    draw: Callable[[st.SearchStrategy[str]], str]
    choose: Callable[[int], int]
    text: str = ""
    keys: dict[KeyPath, int] = field(default_factory=dict)
    values: dict[KeyPath, int] = field(default_factory=dict)

    def put(self, text: str) -> None:
        self.text += text

    def blank(self) -> None:
        self.put(("", " ", "\t ", "")[self.choose(3)])

    def between(self) -> None:
        self.put(("", " ", "\n", " # it's a [comment\n")[self.choose(3)])

    def name(self, path: KeyPath, name: str) -> None:
        self.keys[path] = len(self.text)
        if name and all(char.isascii() and (char.isalnum() or char in "_-") for char in name) and self.choose(1):
            self.put(name)
        elif "'" in name or self.choose(1):
            self.put('"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"')
        else:
            self.put(f"'{name}'")

    def value(self, path: KeyPath, depth: int = 0) -> None:
        self.values[path] = len(self.text)
        kind = self.choose(4) if depth < 3 else 0
        if kind == 3:
            self.list(path, depth)
        elif kind == 4:
            self.inline(path, depth)
        else:
            self.put(self.draw(_SCALARS))

    def list(self, path: KeyPath, depth: int) -> None:
        self.put("[")
        for index in range(count := self.choose(3)):
            self.between()
            self.value((*path, index), depth + 1)
            self.between()
            if index < count - 1 or self.choose(1):
                self.put(",")
        self.between()
        self.put("]")

    def inline(self, path: KeyPath, depth: int) -> None:
        self.put("{")
        names = {self.draw(_NAMES) for _ in range(self.choose(2))}
        for index, name in enumerate(sorted(names)):
            self.put("," if index else "")
            self.blank()
            self.pair((*path, name), name, depth + 1)
            self.blank()
        self.put("}")

    def pair(self, path: KeyPath, name: str, depth: int = 0) -> None:
        self.name(path, name)
        if self.choose(3) == 3:
            self.put(" . ")
            inner = self.draw(_NAMES)
            path = (*path, inner)
            self.name(path, inner)
        self.blank()
        self.put("=")
        self.blank()
        self.value(path, depth)

    def pairs(self, table: KeyPath, taken: set[str]) -> None:
        for _ in range(self.choose(3)):
            name = self.draw(_NAMES)
            if name not in taken:
                taken.add(name)
                self.blank()
                self.pair((*table, name), name)
                self.put((" # end", "")[self.choose(1)] + "\n")

    def document(self) -> str:
        taken: set[str] = set()
        self.pairs((), taken)
        for _ in range(self.choose(3)):
            name = self.draw(_NAMES)
            if name in taken:
                continue
            taken.add(name)
            if self.choose(1):
                self.tables(name)
            else:
                self.table((name,), "[", "]")
                self.pairs((name,), set())
        return self.text

    def table(self, path: KeyPath, opening: str, closing: str) -> None:
        self.blank()
        self.values[path] = len(self.text)
        self.put(opening)
        self.blank()
        names = [part for part in path if isinstance(part, str)]
        for index, name in enumerate(names):
            self.put("." if index else "")
            own = path if index == len(names) - 1 else ("never looked up",)
            self.name(own, name)
        self.put(closing + "\n")

    def tables(self, name: str) -> None:
        for index in range(1 + self.choose(2)):
            self.table((name, index), "[[", "]]")
            self.pairs((name, index), {"inside"})
            if self.choose(1):
                self.table((name, index, "inside"), "[", "]")
                self.pairs((name, index, "inside"), set())


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_key_of_a_generated_file_is_found_where_it_was_written(data: st.DataObject) -> None:
    writer = Writer(data.draw, lambda most: data.draw(st.integers(0, most)))
    text = writer.document()
    tomllib.loads(text)
    document = parse("file.toml", text)
    for wanted, at_key in ((writer.keys, True), (writer.values, False)):
        for path, offset in wanted.items():
            if path == ("never looked up",):
                continue
            line = text.count("\n", 0, offset) + 1
            column = offset - (text.rfind("\n", 0, offset) + 1) + 1
            assert place(document.problem(path, "m", at_key=at_key)) == (line, column), (path, at_key)


# -------------------------------------------------------------------------------- texts that are refused


@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        ("lang = ko", (1, 8), "without quotes", "put it in quotes"),
        ("interval = 15m", (1, 12), "without quotes", "put it in quotes"),
        ('id = "abc\nlang = "ko"', (1, 6), "no closing quote", 'end it with "'),
        ("id = 'abc\nlang = 'ko'", (1, 6), "no closing quote", "end it with '"),
        ('id = """abc\n\n', (1, 6), "no closing quote", 'end it with """'),
        ("id = '''abc\n\n", (1, 6), "no closing quote", "end it with '''"),
        ('tags = ["a", "b"\nlang = "ko"', (1, 8), 'this "[" is never closed', 'add a "]"'),
        ('tags = ["a", "b",\n', (1, 8), 'this "[" is never closed', 'add a "]"'),
        ('tags = ["a" "b"]', (1, 13), 'a "," or "]" is missing', "commas"),
        ("[http]\na = 1\na = 2", (3, 1), '"http.a" is written twice; it already stands in line 2', "keep one"),
        ("[a]\nx = 1\n[a]", (3, 2), '"a" is written twice; it already stands in line 1', "keep one"),
        ("x = 1\na = {b = 1, b = 2}", (2, 13), '"a.b" is written twice; it already stands in line 2', "keep one"),
        ("a = 1\n\na.b = 2", (3, 3), '"a.b" cannot be added here: "a" is complete since line 1', 'where "a" stands'),
        ("id = “abc”", (1, 6), '"“" is not used', 'a plain "'),
        ("id ＝ 1", (1, 4), '"＝" is not used', "a plain ="),
        ("id\u3000= 1", (1, 3), "is not used", "a plain space"),
        (r'path = "C:\Users\me"', (1, 11), "a backslash in double quotes", "single quotes"),
        (r'path = "C:\data"', (1, 11), "a backslash in double quotes", "single quotes"),
        ("x = True", (1, 5), '"True" is not a value', "write true"),
        ("x = null", (1, 5), '"null" is not a value', "leave the key out"),
        ("x =\n", (1, 4), "a value is missing", 'write ""'),
        ("x: 1", (1, 2), '"=" is missing', 'instead of ":"'),
        ("[http", (1, 1), "not closed", "[name]"),
        ("[[sources]", (1, 1), "not closed", "[[name]]"),
        ("x = 2026-02-30", (1, 5), "no such date", "2026-08-15"),
        ('x = "a\x07b"', (1, 7), "control character (U+0007)", "delete it"),
        ('x = "a"b"', (1, 8), "a quote ends the text", "other kind of quotes"),
    ],
)
def test_a_mistake_in_the_writing_is_named_with_its_place_and_a_hint(
    text: str, where: tuple[int, int], message: str, hint: str
) -> None:
    problem = refused(text)
    assert place(problem) == where
    assert message in problem.message
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 5000, "x = " + "[" * 5000 + "]" * 5000, "x = " + "{a=" * 5000, "a." * 200_000 + "b = 1"],
    ids=["open", "closed", "inline tables", "dotted key"],
)
def test_endless_nesting_is_a_problem_and_no_crash(text: str) -> None:
    problem = refused(text)
    assert problem.message == "nested too deeply"
    assert problem.where is not None
    assert problem.where.line == 1


def test_a_number_of_endless_digits_is_a_problem() -> None:
    assert place(refused("a = 1\nx = " + "1" * 5000)) == (2, 5)


def test_a_file_larger_than_a_mebibyte_is_refused() -> None:
    assert "larger than 1 MiB" in refused("# 佐\n" * 300_000).message


def test_no_terminal_sequence_gets_from_a_file_to_the_terminal() -> None:
    shown = str(refused('x = "\x1b]0;gotcha\x07'))
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "\u202e" not in str(parse("f", "x = '\u202eabc'").problem(("x",), "m"))


def test_a_mistake_far_to_the_right_does_not_print_a_mile_of_text() -> None:
    text = "x = [" + "1, " * 10_000 + "oops]"
    problem = refused(text)
    assert place(problem) == (1, text.index("oops") + 1)
    assert len(str(problem)) < 300


def test_no_cut_or_change_of_a_valid_file_raises_anything_but_problems() -> None:
    chance = random.Random(20260815)
    strange = "\x00\x1b\r\n\t\"'[]{}=.,#\\“佐\ud7ff\ufeff"
    for _ in range(3_000):
        start, end = sorted(chance.randrange(len(EXAMPLE) + 1) for _ in range(2))
        text = EXAMPLE[:start] + "".join(chance.choices(strange, k=chance.randrange(3))) + EXAMPLE[end:]
        try:
            document = parse("file.toml", text)
        except ProblemsError as error:
            (problem,) = error.problems
            assert problem.where is not None
            assert problem.where.line <= text.count("\n") + 1
            assert str(problem)
        else:
            document.problem(("sources", 1, "id"), "m", offset=1)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_no_text_at_all_raises_anything_but_problems(text: str) -> None:
    with suppress(ProblemsError):
        parse("file.toml", text)
