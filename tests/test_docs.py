"""The documents speak the truth: every command and event is documented, and what is documented exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from watch.cli.app import app

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands() -> Iterator[str]:
    """Every command of the command line, in words: "db upgrade"."""
    root = get_command(app)
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name
        else:
            yield from (f"{name} {sub}" for sub in inner)


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_is_in_the_readme(command: str) -> None:
    group, _, sub = command.partition(" ")
    assert f"tripwatch {group}" in read("README.md")
    assert not sub or f"`{sub}" in read("README.md") or f"{group} {sub}" in read("README.md")


def test_every_command_that_a_document_names_exists() -> None:
    known = set(commands()) | {command.split()[0] for command in commands()}
    for document in [ROOT / "README.md", *DOCS]:
        for words in re.findall(
            r"`(?:\.venv/bin/)?tripwatch ([a-z]+(?: [a-z]+)?)", document.read_text(encoding="utf-8")
        ):
            assert words in known or words.split()[0] in known, f"{document.name}: tripwatch {words}"


def test_the_readme_is_short() -> None:
    assert len(read("README.md").splitlines()) < 150


def test_every_link_between_the_documents_leads_somewhere() -> None:
    for document in [ROOT / "README.md", *DOCS]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_event_of_the_log_is_explained() -> None:
    explained = read("docs/operate.md")
    for file in sorted((ROOT / "src" / "watch").rglob("*.py")):
        for event in re.findall(r'"event": "([a-z-]+)"', file.read_text(encoding="utf-8")):
            assert f"`{event}`" in explained, f"{file.name} logs {event}"


def test_every_event_that_is_explained_is_logged() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "src" / "watch").rglob("*.py"))
    table = read("docs/operate.md").split("| event | meaning |")[1].split("\n\n")[0]
    for row in table.splitlines()[2:]:
        for event in re.findall(r"`([a-z-]+)`", row.split("|")[1]):
            assert f'"{event}"' in source, event


def test_the_make_targets_that_the_documents_name_exist() -> None:
    made = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    for document in [ROOT / "README.md", *DOCS]:
        for target in re.findall(r"(?:^|`| )make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE):
            assert target in made or target in ("for", "it", "sure"), f"{document.name}: make {target}"


def test_the_commands_have_help() -> None:
    root = get_command(app)
    assert isinstance(app, typer.Typer)
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        assert command.help, name
