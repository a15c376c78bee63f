"""What pydantic found wrong with a config, in plain sentences, each at its place in the file."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from watch.config import settings, values
from watch.errors import Document, KeyPath, Problem
from watch.text.spelling import did_you_mean

#: What to write where something has to be written.
_EXAMPLES = {
    ("sources", "id"): 'add id = "…": a short name for this source',
    ("sources", "url"): 'add url = "https://…": where its feed is',
    ("channels", "url"): 'add url = "console://", an Apprise URL, "env:NAME" or "file:PATH"',
    ("routes", "channels"): 'add channels = ["…"]: names of [channels.NAME] tables',
}


def problems(error: ValidationError, document: Document) -> Iterator[Problem]:
    """One problem for each of pydantic's errors."""
    for details in error.errors(include_url=False):
        yield _problem(details, document)


def _problem(details: ErrorDetails, document: Document) -> Problem:
    path = tuple(details["loc"])
    said = _CASES.get(details["type"])
    if details["type"] == values.PLAIN:
        return _plain(path, details["ctx"], document)
    if said is None:
        return document.problem(path, f"{_name(path)} cannot be used: {details['msg'].lower()}")
    return said(path, details["input"], document)


def _name(path: KeyPath) -> str:
    """The key at the end of a path; for an item of a list the key of the list."""
    return next((part for part in reversed(path) if isinstance(part, str)), "the file")


def _plain(path: KeyPath, context: Mapping[str, Any], document: Document) -> Problem:
    message = str(context["said"]).replace("{name}", _name(path))
    place = path if context["item"] is None else (*path, context["item"])
    return document.problem(place, message, hint=context["hint"], offset=context["offset"])


def _missing(path: KeyPath, _found: object, document: Document) -> Problem:
    key = (str(path[0]), str(path[-1]))
    return document.problem(path, f"{path[-1]} is missing", hint=_EXAMPLES.get(key))


def _unknown(path: KeyPath, _found: object, document: Document) -> Problem:
    key = str(path[-1])
    place = settings.header(str(path[0])) if len(path) > 1 else "a config"
    return document.problem(path, f'unknown key "{key}" in {place}', hint=_hint_for(path, key), at_key=True)


def _hint_for(path: KeyPath, key: str) -> str:
    """What the key may have been meant to be, or where it belongs."""
    known = settings.keys(str(path[0])) if len(path) > 1 else list(settings.TABLES)
    # A key written below the wrong header is the commonest slip of TOML.
    homes = [settings.header(table) for table in settings.TABLES if key in settings.keys(table)]
    if homes:
        return f"it belongs below {' or '.join(homes)}"
    return did_you_mean(key, known) or f"known here: {', '.join(known)}"


def _no_table(path: KeyPath, found: object, document: Document) -> Problem:
    table = str(path[0])
    if table == "channels" and len(path) == 1:
        return document.problem(path, "channels must be tables", hint="write [channels.NAME] and below it url")
    hint = f"write {settings.header(table)} and its keys below it"
    # Channels are not repeated: a person who wrote one there wrote its token.
    what = "something else" if table == "channels" else values.found(found)
    return document.problem(path, f"{_name(path)} must be a table; found {what}", hint=hint)


def _no_list(path: KeyPath, found: object, document: Document) -> Problem:
    key = _name(path)
    if len(path) == 1:
        hint = f"write [[{key}]], with two brackets, and its keys below it"
        return document.problem(path, f"{key} must be a list of tables", hint=hint)
    return document.problem(
        path, f"{key} must be a list; found {values.found(found)}", hint=f'write {key} = ["…"], in brackets'
    )


_CASES = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "model_type": _no_table,
    "model_attributes_type": _no_table,
    "dict_type": _no_table,
    "list_type": _no_list,
}
