"""Secrets in the config: values that stand elsewhere (`env:NAME`, `file:PATH`), and lines that may not be shown."""

import re
from collections.abc import Mapping
from pathlib import Path

from watch.config.files import read_text, shown
from watch.errors import KeyPath, ProblemsError
from watch.secret import Secret

_MOST = 64 * 1024
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_QUOTED = re.compile(r"(?<=\")[^\"]+|(?<=')[^']+")
_AFTER_SCHEME = re.compile(r"(?<=://)[^\s\"',\]}]+")
_USER = re.compile(r"(?<=//)[^\s/\"'@]*(?=@)")
_HARMLESS = re.compile(r"(?:env|file):(?!//).*|[a-z]+://")
_SECRET_KEY = re.compile(r"\b(?:url|proxy|headers)[\"']?\s*=(.*)")
_SHOWN_MARKS = re.compile(r"[^\s\"'=,\[\]{}#]")


def is_reference(text: str) -> bool:
    """Whether a value names the place of a secret instead of being one."""
    return text.startswith(("env:", "file:"))


def resolve(text: str, *, folder: Path, environ: Mapping[str, str]) -> Secret:
    """The value itself, or what `env:NAME` or `file:PATH` leads to; a path is relative to `folder`.

    Raises ValueError with a sentence that names the variable or file, never the value.
    """
    kind, _, rest = text.partition(":")
    if not is_reference(text):
        return Secret(text)
    value = _from_environment(rest, environ) if kind == "env" else _from_file(rest, folder)
    if any(ord(char) < 32 or ord(char) == 127 for char in value):
        raise ValueError(f"{text} holds more than one line, or control characters")
    if is_reference(value):
        raise ValueError(f"{text} leads to another env: or file:; only one step is followed")
    return Secret(value)


def _from_environment(name: str, environ: Mapping[str, str]) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError('after "env:" comes the name of a variable, such as env:SLACK_URL')
    value = environ.get(name, "").strip()
    if not value:
        state = "empty" if name in environ else "not set"
        raise ValueError(f"the environment variable {name} is {state}")
    return value


def _from_file(path: str, folder: Path) -> str:
    if not path.strip():
        raise ValueError('after "file:" comes the path of a file, such as file:secrets/slack')
    place = folder / path
    try:
        value = read_text(place, most=_MOST).removeprefix("\ufeff").strip()
    except ProblemsError as error:
        raise ValueError(f"the file {shown(place)} {_said(error.problems[0].message)}") from None
    if not value:
        raise ValueError(f"the file {shown(place)} is empty")
    return value


def _said(message: str) -> str:
    return message if message.startswith("cannot") else f"cannot be used: {message}"


def veil(path: KeyPath | None, line: str) -> str:
    """A line of a config as a problem may show it: of the same length, without tokens and passwords.

    `path` is what the problem is about; None when the file could not be parsed.
    """
    if path and path[0] == "sources" and "headers" not in path:
        return _USER.sub(_blotted, line)
    if path and (path[0] in ("channels", "database", "sources") or path[:2] == ("http", "proxy")):
        line = _QUOTED.sub(_blotted_unless_harmless, line)
    elif path is None and (found := _SECRET_KEY.search(line)) and not is_reference(found[1].lstrip(" \t\"'")):
        return line[: found.start(1)] + _SHOWN_MARKS.sub("•", found[1])
    return _AFTER_SCHEME.sub(_blotted, line)


def _blotted(found: re.Match[str]) -> str:
    return "•" * len(found[0])


def _blotted_unless_harmless(found: re.Match[str]) -> str:
    return found[0] if _HARMLESS.fullmatch(found[0]) else _blotted(found)
