"""Reads config and rule files, whole or not at all: every problem of every file is named at once.

The words of a rule are judged by rules.compile, the settings by settings.py and across.py; here is which files are
read, and which of them counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from watch import shipped
from watch.config.files import read_text, reason_of, refuse, shown
from watch.config.hidden import veil
from watch.config.locate import LARGEST, parse
from watch.configured import Config
from watch.errors import Document, Problem, ProblemsError, Where
from watch.rules.compile import compile_rules
from watch.rules.lexicon import read_lexicon
from watch.rules.tree import Lexicon, RuleSet

#: The folder beside the rules that holds the lexicon.
LEXICON = "lexicon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Rules that can be used, and for each id the file it was read from, to say where in it something stands."""

    ruleset: RuleSet
    documents: Mapping[str, Document]
    #: The files of the lexicon, by their names.
    lexicon: Mapping[str, Document] = field(default_factory=dict)


@dataclass(slots=True)
class _RuleFiles:
    """Rule files as they were read: those that are TOML, with their text, and what is wrong with the others."""

    read: list[tuple[Document, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: The files of the lexicon, and what is wrong with those that are none.
    lexicon: list[tuple[Document, str]] = field(default_factory=list)
    unread: list[Problem] = field(default_factory=list)

    @property
    def ids(self) -> set[str]:
        """The ids that the files give themselves."""
        return {rule_id for document, _ in self.read if isinstance(rule_id := document.data.get("id"), str)}

    def compile(self) -> Loaded:
        """The rules. Raises ProblemsError with the problems of reading and of compiling."""
        problems = list(self.problems)
        lexicon = self.compile_lexicon()
        try:
            ruleset = compile_rules(self.read, lexicon)
        except ProblemsError as error:
            problems += error.problems
        if problems:
            raise ProblemsError(problems)
        return Loaded(
            ruleset=ruleset,
            documents={str(document.data["id"]): document for document, _ in self.read},
            lexicon={document.file: document for document, _ in self.lexicon},
        )

    def compile_lexicon(self) -> Lexicon:
        """The lexicon. Without a whole one nobody knows what a rule may name: then only what cannot be read is told."""
        problems = [*self.problems, *self.unread]
        try:
            lexicon = read_lexicon(self.lexicon)
        except ProblemsError as error:
            raise ProblemsError([*problems, *error.problems]) from None
        if self.unread:
            raise ProblemsError(problems)
        return lexicon


def load_rules(path: Path | None) -> RuleSet:
    """The shipped rules; those in the folder `path`, if there is one, are added, and replace those of the same id.

    Raises ProblemsError with every problem of all files.
    """
    return read_rules(path).ruleset


def read_rules(path: Path | None) -> Loaded:
    """The same as load_rules, with the documents."""
    return _with_shipped(path).compile()


def load_rules_in(path: Path) -> RuleSet:
    """The rules of a folder alone, with its lexicon or else the shipped one.

    Raises ProblemsError, also where the folder is missing or has no rules.
    """
    return read_rules_in(path).ruleset


def read_rules_in(path: Path) -> Loaded:
    """The same as load_rules_in, with the documents."""
    files = _read_folder(path)
    if not files.read and not files.problems:
        raise refuse(shown(path), "there are no rule files here", hint="rules are files whose names end in .toml")
    if not files.lexicon and not files.unread:
        _add_lexicon(files, shipped.path("rules"))
    return files.compile()


def load_config(path: Path, *, environ: Mapping[str, str]) -> Config:
    """The config alone, without a look at the rules. Raises ProblemsError with every problem of the file."""
    return config_of(path, _text(path), environ=environ)


def config_of(path: Path, text: str, *, environ: Mapping[str, str]) -> Config:
    """The config that the file would be with this text. Raises ProblemsError with every problem of it."""
    config, problems = _build(parse(shown(path), text, veil=veil), path, environ)
    if config is None:
        raise ProblemsError(problems)
    return config


def load(path: Path, environ: Mapping[str, str]) -> tuple[Config, RuleSet]:
    """The config, and the rules it asks for. Raises ProblemsError with every problem of all files together."""
    config, loaded = read(path, environ)
    return config, loaded.ruleset


def read(path: Path, environ: Mapping[str, str]) -> tuple[Config, Loaded]:
    """The same as load, with the documents of the rules."""
    from watch.config.across import unknown_rules
    from watch.config.build import rules_folder

    document = _document(path)
    config, problems = _build(document, path, environ)
    found = list(problems)
    files = _with_shipped(rules_folder(document.data, _absolute(path).parent))
    found += unknown_rules(document, files.ids)
    try:
        loaded = files.compile()
    except ProblemsError as error:
        raise ProblemsError([*found, *error.problems]) from None
    if found or config is None:
        raise ProblemsError(found)
    return config, loaded


def rule_files(folder: Path) -> list[Path]:
    """The rule files of a folder, by name. Raises ProblemsError where it cannot be read."""
    problems: list[Problem] = []
    found = list(_listed(folder, problems))
    if problems:
        raise ProblemsError(problems)
    return found


# ------------------------------------------------------------------------------------------------ the config


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _text(path: Path) -> str:
    return read_text(path.expanduser(), most=LARGEST, name=shown(path))


def _document(path: Path) -> Document:
    return parse(shown(path), _text(path), veil=veil)


def _build(document: Document, path: Path, environ: Mapping[str, str]) -> tuple[Config | None, Sequence[Problem]]:
    # Not at the top: matching texts against rules needs no config, and should not wait for pydantic.
    from watch.config.build import build

    return build(document, file=_absolute(path), environ=environ)


# ------------------------------------------------------------------------------------------------ the rules


def _with_shipped(own: Path | None) -> _RuleFiles:
    """The files of both folders, by name; of two with one id the own one."""
    base = shipped.path("rules")
    files = _read_folder(base)
    if own is None or not own.is_dir() or own.resolve() == base.resolve():
        return files
    added = _read_folder(own)
    kept = [pair for pair in files.read if pair[0].data.get("id") not in added.ids]
    both = sorted([*kept, *added.read], key=lambda pair: Path(pair[0].file).name)
    return _RuleFiles(
        both, [*files.problems, *added.problems], [*files.lexicon, *added.lexicon], [*files.unread, *added.unread]
    )


def _read_folder(folder: Path) -> _RuleFiles:
    """Read every rule file of a folder, and its lexicon; other folders in it are not entered."""
    files = _RuleFiles()
    files.read += _parsed(folder, files.problems)
    _add_lexicon(files, folder)
    return files


def _add_lexicon(files: _RuleFiles, folder: Path) -> None:
    if (folder / LEXICON).is_dir():
        files.lexicon += _parsed(folder / LEXICON, files.unread)


def _parsed(folder: Path, problems: list[Problem]) -> Iterator[tuple[Document, str]]:
    for path in _listed(folder, problems):
        try:
            text = read_text(path, most=LARGEST)
            yield parse(shown(path), text), text
        except ProblemsError as error:
            problems += error.problems


def _listed(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        hint = "it must be a folder of rules"
        problems.append(Problem(message=f"cannot be read: {reason_of(error)}", hint=hint, where=Where(shown(folder))))
        return
    yield from (folder / name for name in names if is_rule_file(name))


def is_rule_file(name: str) -> bool:
    """Whether a file of this name is read; editors leave .#a.toml, .a.toml.swp, a.toml~ and #a.toml# beside a.toml."""
    return name.endswith(".toml") and not name.startswith((".", "#"))
