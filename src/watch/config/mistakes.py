"""Puts what tomllib says of a text it refuses into plain words, with the place where a person would look and a hint."""

import re
from collections.abc import Callable
from string import ascii_letters, digits

from watch.config.scan import Stretch, scan, weigh
from watch.errors import KeyPath, Problem

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_WORD = re.compile(r"[^\s,\]}#]+")
_REST = re.compile(r"[^\n#]+")
# What keyboards and word processors of the three languages put in the place of ASCII marks.
_LOOKALIKES = {
    **dict.fromkeys("“”„‟«»「」『』＂", '"'),
    **dict.fromkeys("‘’‚‛＇", "'"),
    **dict.fromkeys("\u3000\u00a0", " "),
    **dict(zip("＝，、．［］｛｝", "=,,.[]{}", strict=True)),
}
_IN_KEYS = f"{ascii_letters}{digits}_-.\"' \t"
_UNENDED = ("Unterminated string", "Illegal character '\\n'", "Expected \"'", "Found invalid character '\\n'")
#: What git puts around the two sides of a conflict.
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")
#: How far from where tomllib stopped a mistyped mark is looked for.
_NEARBY = 200
_OPEN = ("Unclosed array", "Unclosed inline table", "Invalid value", "Invalid initial character for a key part")

Finding = tuple[Stretch, Problem]


def split_message(said: str) -> tuple[str, tuple[int, int] | None]:
    """tomllib's message without its place, and the place as line and column."""
    found = _PLACE.search(said)
    if found is None:
        return said, None
    place = (int(found[1]), int(found[2])) if found[1] else None
    return said[: found.start()], place


def explain(text: str, said: str, at: int | None) -> Finding:
    """Where the mistake stands, and the mistake in plain words. `at` is where tomllib stopped; None: at the end."""
    here = len(text.rstrip()) if at is None else min(at, len(text))
    for judge in (_lookalike, _unclosed, _repeated, _backslash, _by_message):
        finding = judge(text, said, here)
        if finding is not None:
            return finding
    return Stretch(here, here + 1), Problem(message=_lower(said))


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:] if said else "this is not TOML"


def _lookalike(text: str, _said: str, at: int) -> Finding | None:
    """A character that only looks like the mark that TOML wants."""
    start = text.rfind("\n", 0, at) + 1
    word = _WORD.match(text, at)
    for place in (at, *range(max(start, at - _NEARBY), min(word.end() if word else at, at + _NEARBY))):
        char = text[place : place + 1]
        if char in _LOOKALIKES and char and not _quoted(text, start, place):
            plain = _LOOKALIKES[char]
            wanted = f"write a plain {plain}" if plain.strip() else "write a plain space"
            return Stretch(place, place + 1), Problem(message=f'"{char}" is not used in TOML', hint=wanted)
    return None


def _quoted(text: str, start: int, place: int) -> bool:
    """Whether a place lies behind an open quote of its own line."""
    return weigh(text[start:place]).open_quote is not None


def _unclosed(text: str, said: str, at: int) -> Finding | None:
    """A quote or a bracket that is opened and never closed: the opening is where a person has to look."""
    quote = weigh(text).open_quote
    if said.startswith(_UNENDED) and quote is not None:
        mark = text[quote : quote + 3] if text[quote : quote + 3] in ('"""', "'''") else text[quote]
        missing = Problem(message="this text has no closing quote", hint=f"end it with {mark}")
        return Stretch(quote, _line_end(text, quote)), missing
    opened = weigh(text[:at]).open_brackets
    if said not in _OPEN or not opened or (said.startswith("Invalid") and at < len(text.rstrip())):
        return None
    bracket = opened[-1]
    mark, closing = text[bracket], "]" if text[bracket] == "[" else "}"
    if at < _line_end(text, bracket):
        gap = Problem(message=f'a "," or "{closing}" is missing before this', hint="separate the items by commas")
        return _word(text, at), gap
    never = Problem(message=f'this "{mark}" is never closed', hint=f'add a "{closing}"')
    return Stretch(bracket, bracket + 1), never


def _repeated(text: str, said: str, at: int) -> Finding | None:
    """A key or table that is written twice."""
    names = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Cannot redefine", "Duplicate inline")
    if not said.startswith(names):
        return None
    spots, written = scan(text[:at])
    if not written:
        return None
    path = written[-1]
    key = spots[path].key
    # What stands in front of the second one, without the beginning of its own dotted key.
    earlier = scan(text[: key.start].rstrip(_IN_KEYS))[0]
    known = path
    while known and known not in earlier:
        known = known[:-1]
    if not known:
        return None
    line = text.count("\n", 0, earlier[known].key.start) + 1
    if known == path:
        message = f'"{_name(path)}" is written twice; it already stands in line {line}'
        return key, Problem(message=message, hint="keep one of the two")
    message = f'"{_name(path)}" cannot be added here: "{_name(known)}" is complete since line {line}'
    return key, Problem(message=message, hint=f'write it where "{_name(known)}" stands')


def _name(path: KeyPath) -> str:
    return ".".join(part for part in path if isinstance(part, str))


def _backslash(text: str, said: str, at: int) -> Finding | None:
    """A Windows path or a pattern in double quotes, where a backslash begins an escape."""
    if "Unescaped" not in said and "hex value" not in said and "Unicode scalar" not in said:
        return None
    start = text.rfind("\n", 0, at) + 1
    slash = text.rfind("\\", start, at + 1)
    hint = "use single quotes, in which a backslash is itself, or write \\\\"
    problem = Problem(message="a backslash in double quotes begins an escape, and this is none", hint=hint)
    return Stretch(slash, slash + 2) if slash >= 0 else Stretch(at, at + 1), problem


def _by_message(text: str, said: str, at: int) -> Finding | None:
    for beginning, judge in _JUDGES.items():
        if said.startswith(beginning):
            return judge(text, at)
    return None


def _value(text: str, at: int) -> Finding:
    where = _word(text, at)
    word = text[where.start : where.end]
    if not word.strip() or at >= _line_end(text, at):
        return Stretch(at, at + 1), Problem(message="a value is missing here", hint='for no text write ""')
    if word.lower() in ("true", "false"):
        return where, Problem(message=f'"{word}" is not a value', hint=f"write {word.lower()}")
    if word.lower() in ("none", "null", "nil"):
        return where, Problem(message=f'"{word}" is not a value', hint="leave the key out where there is no value")
    if word[0].isalpha() or word[0] in "*/~.@":
        return _rest(text, at), Problem(message="a text stands here without quotes", hint="put it in quotes")
    return where, Problem(message="this is not a value", hint="texts stand in quotes; numbers have digits only")


def _tail(text: str, at: int) -> Finding:
    """Something follows a value that was complete."""
    before, char = text[max(0, at - 1) : at], text[at : at + 1]
    if before.isalnum() and char.isalpha():
        # tomllib took the beginning for a number, or for inf, nan or true.
        start = max(text.rfind(mark, 0, at) for mark in "= \t[,\n") + 1
        where = Stretch(start, _word(text, at).end)
        return where, Problem(message="a text stands here without quotes", hint="put it in quotes")
    if char in ("'", '"') or (before in ("'", '"') and not char.isspace()):
        return Stretch(at, at + 1), Problem(
            message="a quote ends the text before this", hint="use the other kind of quotes around the whole"
        )
    return _rest(text, at), Problem(message="nothing may follow here", hint="begin a new line; a comment begins with #")


def _statement(text: str, at: int) -> Finding:
    where = _word(text, at)
    if text.startswith(_CONFLICT, at):
        return where, Problem(message="a merge left this here", hint="keep one of the two sides, without such lines")
    return where, Problem(message="a key, a [table] or a comment is expected here", hint='write it as key = "value"')


def _equals(text: str, at: int) -> Finding:
    colon = text[at : at + 1] == ":"
    hint = 'write "=" instead of ":"' if colon else 'write it as key = "value"; a comment begins with #'
    return Stretch(at, at + 1), Problem(message='"=" is missing after the key', hint=hint)


def _header_end(text: str, at: int) -> Finding:
    where = Stretch(text.rfind("\n", 0, at) + 1, _line_end(text, at))
    many = text[where.start : where.end].lstrip().startswith("[[")
    hint = "write it as [[name]]" if many else "write it as [name]"
    return where, Problem(message="the name of a table is not closed here", hint=hint)


def _key_part(_text: str, at: int) -> Finding:
    return Stretch(at, at + 1), Problem(
        message="a key is expected here", hint='keys are letters, digits, "_" and "-"; put any other in quotes'
    )


def _character(text: str, at: int) -> Finding:
    code = f"U+{ord(text[at]):04X}" if at < len(text) else "the end of the file"
    return Stretch(at, at + 1), Problem(message=f"a control character ({code}) stands here", hint="delete it")


def _date(text: str, at: int) -> Finding:
    return _word(text, at), Problem(message="there is no such date or time", hint="dates are written 2026-08-15")


def _number(text: str, at: int) -> Finding:
    found = re.search(r"[0-9_]{4000,}", text)
    where = Stretch(found.start(), found.end()) if found else Stretch(at, at + 1)
    return where, Problem(message="this number has too many digits")


_JUDGES: dict[str, Callable[[str, int], Finding]] = {
    "Invalid value": _value,
    "Expected newline or end of document": _tail,
    "Invalid statement": _statement,
    "Expected '=' after a key": _equals,
    "Expected ']": _header_end,
    "Invalid initial character for a key part": _key_part,
    "Found invalid character": _character,
    "Illegal character": _character,
    "Invalid date or datetime": _date,
    "Exceeds the limit": _number,
}


def _word(text: str, at: int) -> Stretch:
    found = _WORD.match(text, at)
    return Stretch(at, found.end() if found else at + 1)


def _rest(text: str, at: int) -> Stretch:
    """To the end of the line or the comment, without the blanks before it."""
    found = _REST.match(text, at)
    return Stretch(at, at + max(1, len(found[0].rstrip()))) if found else Stretch(at, at + 1)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
