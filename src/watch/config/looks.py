"""What the files of a config and its rules look like from outside, so that a change is noticed without reading them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from watch.config.files import read_text
from watch.config.load import LEXICON, is_rule_file
from watch.config.locate import LARGEST, parse
from watch.errors import ProblemsError

#: When a file was written and renamed, how large it is, and which file it is. A copy that keeps its date changes too.
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """The files at a moment. Two looks are equal when nothing was written in between."""

    #: The folder of own rules that the config names.
    folder: str | None = None
    #: What could not be seen is not there.
    files: Mapping[str, Stamp] = field(default_factory=dict)
    #: How many of them are rules or belong to the lexicon.
    count: int = 0


def look_at(config: Path, before: Look | None = None) -> Look:
    """Look at a config file, the rules folder it names and the lexicon in that. Raises nothing.

    With the look before, the config is read only if it changed; one that cannot be read names the folder it did.
    """
    files = dict(_stamps([config]))
    unchanged = before is not None and before.files.get(str(config)) == files.get(str(config))
    folder = before.folder if before is not None and unchanged else _folder(config, before)
    rules = dict(_stamps(_rule_files(Path(folder)))) if folder is not None else {}
    return Look(folder, files | rules, len(rules))


def _folder(config: Path, before: Look | None) -> str | None:
    from watch.config.build import rules_folder

    try:
        data = parse(config.name, read_text(config, most=LARGEST)).data
    except ProblemsError:
        return before.folder if before is not None else None
    folder = rules_folder(data, config.parent)
    return None if folder is None else str(folder)


def _rule_files(folder: Path) -> Iterator[Path]:
    for place in (folder, folder / LEXICON):
        try:
            found = sorted(place.iterdir())
        except OSError:
            continue
        yield from (path for path in found if is_rule_file(path.name))


def _stamps(paths: Iterator[Path] | list[Path]) -> Iterator[tuple[str, Stamp]]:
    for path in paths:
        try:
            found = path.stat()
        except (OSError, ValueError):
            continue
        yield str(path), (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
