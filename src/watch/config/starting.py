"""What `tripwatch init` writes: a config to begin with, and a folder for own rules with a schema for editors."""

import os
from pathlib import Path

from watch import shipped
from watch.config.files import read_text, reason_of
from watch.config.locate import LARGEST
from watch.errors import ProblemsError, TripwatchError
from watch.rules import schema

_HEADING = "# Rules of your own"
_README = f"""\
{_HEADING}

Every file here whose name ends in .toml is a rule. The rules that came with Tripwatch apply as well: you need not copy
them. A file here with the same id as one of them takes its place.

To change a shipped rule, copy its file here and edit the copy. To write a new one, give it an id of its own, terms in
each language you read, a condition, and at least one test that expects "none".

    tripwatch rules list       the rules that apply, and where each comes from
    tripwatch rules copy ID    puts a copy of a shipped rule here
    tripwatch rules outdated   the copies whose shipped rule has changed since
    tripwatch check            names every mistake with file, line and column
    tripwatch test             runs the tests that stand in the rules

An editor that knows TOML schemas helps while you write if the first line of a rule is  #:schema {schema.FILE}

Names of your own, for all your rules, go into files in a folder  lexicon  in here; their first line may be
#:schema ../{schema.LEXICON_FILE}

A running Tripwatch takes a change two seconds after it was saved; if anything is wrong, the rules before stay active.
"""


def init(folder: Path, *, personal: bool = False) -> list[Path]:
    """Write config.toml and rules/ into a folder, which is made if need be. Returns what was written.

    `personal`: the config polls those sources too whose terms allow personal use only.

    Nothing that exists is changed, except the schema for editors: one that an older version wrote here, and that nobody
    has touched, is brought up to date. The config can be read by its owner alone: channel URLs hold tokens. Raises
    TripwatchError where the folder cannot be written.
    """
    folder = folder.expanduser()
    example = shipped.path("config.example.toml").read_text(encoding="utf-8")
    if personal:
        example = example.replace("\n#personal = false\n", "\npersonal = true\n", 1)
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if _write_new(folder / "config.toml", example, mode=0o600):
            written.append(folder / "config.toml")
        rules = folder / "rules"
        # A folder that is there already is somebody's, who knows what it is for.
        if not rules.exists():
            rules.mkdir()
            if _write_new(rules / "README.md", _README, mode=0o644):
                written.append(rules / "README.md")
        written += [rules / name for name in (schema.FILE, schema.LEXICON_FILE) if _write_schema(rules, name)]
    except OSError as error:
        raise TripwatchError(f"cannot write in {folder}: {reason_of(error)}") from None
    return written


def _write_schema(rules: Path, name: str) -> bool:
    """Write a schema into a folder that we made, or renew our own; whether it was written."""
    path = rules / name
    text = schema.file_text(name)
    if _text_of(rules / "README.md").startswith(_HEADING) and _write_new(path, text, mode=0o644):
        return True
    found = _text_of(path)
    if found == text or not schema.is_ours(found):
        return False
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
    return True


def _text_of(path: Path) -> str:
    """The text of a small file; nothing for whatever cannot be one of ours."""
    try:
        return "" if path.is_symlink() else read_text(path, most=LARGEST)
    except ProblemsError:
        return ""


def _write_new(path: Path, text: str, *, mode: int) -> bool:
    """Write a file that is not there yet; whether it was written."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return True
