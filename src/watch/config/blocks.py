"""Writes a source as a person would write it into the config: a TOML table, its keys in the order of the documents."""

import json
from collections.abc import Mapping, Sequence

from watch.config.settings import keys

#: What a key of a source may hold here.
Value = str | bool | Sequence[str]


def source_block(settings: Mapping[str, Value | None], comment: str = "") -> str:
    """A `[[sources]]` table; keys without a value are left out. `comment`: one line above it.

    Whatever stands in the values, the text is TOML and holds no other key.
    """
    given = {key: settings[key] for key in keys("sources") if settings.get(key) not in (None, "", False, [], ())}
    width = max(map(len, given), default=0)
    lines = [f"{key:<{width}} = {_written(value)}" for key, value in given.items() if value is not None]
    above = f"# {_one_line(comment)}\n" if comment.strip() else ""
    return f"{above}[[sources]]\n" + "".join(f"{line}\n" for line in lines)


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _quoted(value)
    return f"[{', '.join(map(_quoted, value))}]"


def _quoted(text: str) -> str:
    """A basic string, as JSON writes it; what a terminal would not show is escaped too."""
    sound = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(map(_escaped, json.dumps(sound, ensure_ascii=False)))


def _escaped(char: str) -> str:
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _one_line(text: str) -> str:
    """A comment ends with its line, so that nothing may end it before."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:200]
