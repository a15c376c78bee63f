"""Copies of shipped rules in a folder of one's own: making one, and telling which shipped rule has changed since.

A copy says in a comment which version it was made of; that a person may edit the rest is what copies are for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from watch import __version__, shipped
from watch.config.files import read_text, reason_of, shown
from watch.config.load import load_rules, rule_files
from watch.config.locate import LARGEST
from watch.errors import TripwatchError
from watch.rules import schema
from watch.text.spelling import did_you_mean

_NOTE = re.compile(
    r"^# Copied from the shipped rule ([a-z0-9-]+) of Tripwatch \S+, version ([0-9a-f]{12})\.", re.MULTILINE
)


class State(StrEnum):
    """How a copy stands to the shipped rule of today."""

    CURRENT = "current"
    OUTDATED = "outdated"
    #: The shipped rule is no more.
    GONE = "gone"
    #: It replaces a shipped rule and does not say which version it was made of.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A rule of one's own that was made of a shipped one. Versions are digests of the shipped file."""

    #: The id of the shipped rule.
    rule_id: str
    state: State
    file: str
    copied: str | None
    shipped: str | None


def copy(rule_id: str, folder: Path) -> Path:
    """Copy a shipped rule into a folder, which is made if need be. Returns the new file.

    Raises TripwatchError where there is no such rule, where a file of that name exists already, or where nothing can be
    written.
    """
    rule = load_rules(None).rule(rule_id)
    if rule is None:
        known = [rule.id for rule in load_rules(None).rules]
        hint = did_you_mean(rule_id, known) or f"the shipped rules are: {', '.join(known)}"
        raise TripwatchError(f'there is no shipped rule "{rule_id}"', hint=hint)
    target = folder / f"{rule_id}.toml"
    text = read_text(shipped.path("rules") / f"{rule_id}.toml", most=LARGEST)
    note = f"# Copied from the shipped rule {rule_id} of Tripwatch {__version__}, version {rule.version}.\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / schema.FILE).is_file() and not text.startswith("#:schema"):
            note = f"#:schema {schema.FILE}\n{note}"
        with target.open("x", encoding="utf-8") as file:
            file.write(f"{note}#\n{text}")
    except FileExistsError:
        raise TripwatchError(f"{shown(target)} is already there", hint="it is left as it is") from None
    except OSError as error:
        raise TripwatchError(f"cannot write {shown(target)}: {reason_of(error)}") from None
    return target


def copies(folder: Path) -> Iterator[Copy]:
    """The rules of a folder that were made of shipped ones, by name. Raises ProblemsError for what cannot be read."""
    now = {rule.id: rule.version for rule in load_rules(None).rules}
    for path in rule_files(folder):
        found = _NOTE.search(read_text(path, most=LARGEST))
        if found is not None:
            rule_id, noted = found.groups()
            state = State.CURRENT if now.get(rule_id) == noted else State.OUTDATED if rule_id in now else State.GONE
            yield Copy(rule_id=rule_id, state=state, file=shown(path), copied=noted, shipped=now.get(rule_id))
        elif path.stem in now:
            yield Copy(rule_id=path.stem, state=State.UNKNOWN, file=shown(path), copied=None, shipped=now[path.stem])
