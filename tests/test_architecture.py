"""The house keeps its shape: imports point down, libraries live where they belong, functions and files stay small.

Run with `-s` to see what comes near the limits.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "watch"

WORDS, CORE, EDGES, SERVICES, ENTRANCES = range(5)
ROOMS = {
    **dict.fromkeys(("configured", "errors", "failpoints", "model", "remembered", "secret", "shipped", "times"), WORDS),
    **dict.fromkeys(("text", "rules", "sources", "incidents"), CORE),
    **dict.fromkeys(("config", "net", "store", "notify", "workers"), EDGES),
    **dict.fromkeys(("pipeline", "deliver", "backtest", "health"), SERVICES),
    **dict.fromkeys(("cli", "daemon", "web", "demo", "logs", "reloading", "serving", "ticking", "__main__"), ENTRANCES),
}

#: The rooms in which a third-party library may be imported; anything not named here may be imported nowhere.
LIBRARIES = {
    "ahocorasick_rs": {"rules"},
    "aiohttp": {"net", "web", "demo"},
    "alembic": {"store"},
    "apprise": {"notify"},
    "apscheduler": {"ticking"},
    "charset_normalizer": {"sources"},
    "feedparser": {"sources"},
    "protego": {"net"},
    "pydantic": {"config"},
    "pydantic_core": {"config"},
    "re2": {"rules"},
    "rapidfuzz": {"text", "rules", "incidents"},
    "requests": {"notify"},
    "rich": {"cli"},
    "pypdf": {"sources"},
    "selectolax": {"sources"},
    "sqlalchemy": {"store"},
    "trafilatura": {"sources"},
    "typer": {"cli"},
    "yarl": {"net"},
}

#: The core decides from what it is given: no clock, no chance, no files, no network, no logging.
NOT_IN_THE_CORE = {
    *("asyncio", "logging", "os", "random", "secrets", "shutil", "socket", "sqlite3", "subprocess", "sys"),
    *("tempfile", "threading", "time", "urllib.request"),
}

HARD_LINES, HARD_BRANCHES, HARD_FILE = 60, 10, 500
SOFT_LINES, SOFT_FILE = 30, 400

FILES = sorted(SOURCE.rglob("*.py"))
BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.comprehension, ast.match_case)


def name_of(file: Path) -> str:
    """The dotted name of a file below `watch`: "rules.match"; a package by its own name."""
    parts = file.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def room_of(name: str) -> str:
    return name.partition(".")[0]


NAMES = {name_of(file) for file in FILES}


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports_of(file: Path, *, at_run_time: bool = False) -> Iterator[str]:
    """Every module imported anywhere in the file; with `at_run_time` without those under `if TYPE_CHECKING`."""
    tree = tree_of(file)
    if at_run_time:
        guarded = [
            node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        ]
        skipped = {id(inner) for node in guarded for inner in ast.walk(node)}
    else:
        skipped = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(dotted: str) -> str | None:
    """The module of ours that a dotted name leads to: "watch.rules.match.Matcher" → "rules.match"."""
    parts = dotted.split(".")
    if parts[0] != "watch":
        return None
    candidates = (".".join(parts[1:end]) for end in range(len(parts), 1, -1))
    return next((name for name in candidates if name in NAMES), "__init__")


def ours(file: Path, *, at_run_time: bool = False) -> set[str]:
    """The modules of the house that a file imports, as names below `watch`."""
    found = {module_of(name) for name in imports_of(file, at_run_time=at_run_time)}
    return {name for name in found if name is not None} - {"__init__"}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_every_module_has_a_room(file: Path) -> None:
    assert name_of(file) == "__init__" or room_of(name_of(file)) in ROOMS


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_imports_point_down(file: Path) -> None:
    room = room_of(name_of(file))
    if room == "__init__":
        return
    layer = ROOMS[room]
    for other in {room_of(name) for name in ours(file)} - {room}:
        assert ROOMS[other] <= layer, f"{room} imports {other}, which lies above it"
        if layer == EDGES:
            assert ROOMS[other] < EDGES, f"two edges know each other: {room} imports {other}"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_library_is_imported_only_in_its_rooms(file: Path) -> None:
    import sys

    room = room_of(name_of(file))
    for name in imports_of(file, at_run_time=True):
        top = room_of(name)
        if top == "watch" or top in sys.stdlib_module_names:
            continue
        assert room in LIBRARIES.get(top, set()), f"{name_of(file)} imports {top}"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_the_core_is_pure(file: Path) -> None:
    if ROOMS.get(room_of(name_of(file))) != CORE:
        return
    named = {prefix for name in imports_of(file) for prefix in (room_of(name), name.rpartition(".")[0], name)}
    assert not NOT_IN_THE_CORE & named
    calls = [node.func for node in ast.walk(tree_of(file)) if isinstance(node, ast.Call)]
    assert "open" not in {call.id for call in calls if isinstance(call, ast.Name)}


def test_there_is_no_circle_of_imports() -> None:
    edges = {name_of(file): ours(file, at_run_time=True) - {name_of(file)} for file in FILES}
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join((*path[path.index(name) :], name))
        if name in done:
            return
        for other in edges[name]:
            walk(other, (*path, name))
        done.add(name)

    for name in edges:
        walk(name, ())


def functions_of(file: Path) -> Iterator[tuple[str, int, int]]:
    """Name, lines without the docstring, and branches of every function in a file."""
    for node in ast.walk(tree_of(file)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
        inner = [n for child in node.body for n in ast.walk(child)]
        yield node.name, lines, sum(isinstance(n, BRANCHES) for n in inner)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_functions_and_files_stay_small(file: Path) -> None:
    size = len(file.read_text(encoding="utf-8").splitlines())
    assert size < HARD_FILE, f"{name_of(file)} has {size} lines"
    if size > SOFT_FILE:
        print(f"{name_of(file)}: {size} lines")
    for name, lines, branches in functions_of(file):
        assert lines < HARD_LINES, f"{name_of(file)}.{name} has {lines} lines"
        assert branches <= HARD_BRANCHES, f"{name_of(file)}.{name} has {branches} branches"
        if lines > SOFT_LINES:
            print(f"{name_of(file)}.{name}: {lines} lines, {branches} branches")


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_there_is_no_drawer_for_odds_and_ends(file: Path) -> None:
    assert not {"utils", "helpers", "common", "base", "manager", "handler", "misc"} & set(name_of(file).split("."))
