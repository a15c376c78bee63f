"""Every mistake that the readers of rule files can name has a broken file in tests/data/bad that makes them name it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import watch

SOURCE = Path(watch.__file__).parent
#: The modules through which a rule file goes, down to the one that reads its durations.
READERS = (
    *("config/locate.py", "config/mistakes.py", "times.py"),
    *(f"rules/{name}.py" for name in ("compile", "fields", "groups", "companions", "language", "words")),
)
BAD = Path(__file__).parent.parent / "data" / "bad"
SAID = "\n".join(path.read_text(encoding="utf-8") for path in BAD.glob("*.txt"))

#: What no single rule file of a sensible size can bring about. Other tests do.
ELSEWHERE = (
    'the rule "',  # is there twice: two files
    "the condition is empty",  # an empty text is refused before it is taken for a condition
    "an instant needs a zone",  # said to programs
    "the file is larger than",
)
#: Calls that say a mistake, and which argument says it.
SAYING = {"add": 1, "fail": 0, "ExpressionError": 0, "ValueError": 0, "problem": 1}


def templates(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the pattern of every message of a module."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            for call in ast.walk(function):
                if isinstance(call, ast.Call):
                    for message in messages(call, function):
                        yield message.lineno, pattern(message)


def name_of(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def messages(call: ast.Call, function: ast.FunctionDef) -> Iterator[ast.expr]:
    """The texts that a call may say; a name stands for all that the function gives it."""
    yield from (text for keyword in call.keywords if keyword.arg == "message" for text in texts(keyword.value))
    place = SAYING.get(name_of(call.func), len(call.args))
    if place >= len(call.args):
        return
    said = call.args[place]
    yield from texts(said)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            yield from (text for target in node.targets for text in given(target, node.value, said))


def given(target: ast.expr, value: ast.expr, name: ast.expr) -> Iterator[ast.expr]:
    """What an assignment gives a name."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from given(one, other, name)
    elif isinstance(target, ast.Name) and isinstance(name, ast.Name) and target.id == name.id:
        yield from texts(value)


def texts(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))


def pattern(message: ast.expr) -> str:
    parts = message.values if isinstance(message, ast.JoinedStr) else [message]
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in parts)


MESSAGES = sorted({(name, *found) for name in READERS for found in templates(SOURCE / name) if found[1]})


def test_the_search_finds_messages_in_every_reader() -> None:
    assert {name for name, _, _ in MESSAGES} == set(READERS)
    assert len(MESSAGES) > 100


@pytest.mark.parametrize(("name", "line", "said"), MESSAGES)
def test_a_mistake_has_a_broken_file(name: str, line: int, said: str) -> None:
    if not said.startswith(tuple(map(re.escape, ELSEWHERE))):
        assert re.search(f"error: {said}$", SAID, flags=re.MULTILINE), f"{name}:{line}: no broken file says this"
