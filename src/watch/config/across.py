"""What the values of a config must be to each other: ids once, channels that exist, rules that exist.

Works on what the file says and not on checked values, so that these problems are named together with all others.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from watch.config.settings import EVERY, default
from watch.errors import Document, KeyPath, Problem
from watch.model import SourceKind
from watch.text.spelling import did_you_mean
from watch.times import format_duration, parse_duration

_CHANNEL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def problems(document: Document) -> Iterator[Problem]:
    """All of them but those that need the rules."""
    yield from _repeated_ids(document)
    yield from _kinds(document)
    yield from _bounds(document)
    yield from _channel_names(document)
    yield from _unknown_channels(document)


def unknown_rules(document: Document, rule_ids: Collection[str]) -> Iterator[Problem]:
    """Routes for rules that there are not."""
    for at, route in _tables(document.data, "routes"):
        rules = route.get("rules")
        for item, rule_id in enumerate(rules if isinstance(rules, list) else ()):
            if isinstance(rule_id, str) and rule_id and rule_id != EVERY and rule_id not in rule_ids:
                hint = did_you_mean(rule_id, rule_ids) or f"the rules are: {', '.join(sorted(rule_ids)) or 'none'}"
                yield document.problem(("routes", at, "rules", item), f'there is no rule "{rule_id}"', hint=hint)


def _tables(data: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    entries = data.get(name)
    for at, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield at, entry


def _repeated_ids(document: Document) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for at, source in _tables(document.data, "sources"):
        source_id = source.get("id")
        if not isinstance(source_id, str) or not source_id:
            continue
        if source_id in first:
            before = document.problem(("sources", first[source_id], "id"), "").where
            line = f" in line {before.line}" if before else ""
            hint = "ids tell sources apart, so that each has its own"
            yield document.problem(("sources", at, "id"), f'the id "{source_id}" is taken{line}', hint=hint)
        first.setdefault(source_id, at)


#: What each kind of source is asked by, and the keys that mean something to it alone.
_ASKED_BY = {SourceKind.GDELT: "query", SourceKind.GOOGLE_NEWS: "query"}
_OF_KIND = {
    "query": (SourceKind.GDELT, SourceKind.GOOGLE_NEWS),
    "item": (SourceKind.PAGE,),
    "link": (SourceKind.PAGE,),
    "title": (SourceKind.PAGE,),
    "date": (SourceKind.PAGE,),
}
_EXAMPLES = {
    "url": 'add url = "https://…", where it is read',
    "query": "add what to look for: query = '\"South Korea\" Japan'",
    "item": 'add the CSS selector of its entries: item = "ul.news li"',
}


def _kinds(document: Document) -> Iterator[Problem]:
    """Keys that a kind of source needs, and those that mean nothing to it."""
    for at, source in _tables(document.data, "sources"):
        kind = source.get("kind", SourceKind.FEED)
        if kind not in list(SourceKind):
            continue
        asked = _ASKED_BY.get(kind, "url")
        for key in (asked, "item") if kind == SourceKind.PAGE else (asked,):
            if key not in source:
                yield document.problem(("sources", at), f"{key} is missing", hint=_EXAMPLES[key])
        if asked == "query" and "url" in source:
            hint = "leave it out: the address is made of the query"
            yield document.problem(
                ("sources", at, "url"), f'url means nothing to kind "{kind}"', at_key=True, hint=hint
            )
        if source.get("briefings") is True and source.get("full_text") is not True:
            hint = "add full_text = true: topics are cut from the pages of articles"
            yield document.problem(("sources", at, "briefings"), "briefings needs full_text", at_key=True, hint=hint)
        for key, kinds in _OF_KIND.items():
            if key in source and kind not in kinds:
                hint = f"it belongs to kind {' or '.join(kinds)}"
                message = f'{key} means nothing to kind "{kind}"'
                yield document.problem(("sources", at, key), message, at_key=True, hint=hint)


def _bounds(document: Document) -> Iterator[Problem]:
    """Bounds of the interval that leave no room between them."""
    polling = document.data.get("polling")
    if not isinstance(polling, dict):
        return
    shortest, longest = (_duration(polling.get(key, default("polling", key))) for key in ("shortest", "longest"))
    if shortest is not None and longest is not None and shortest > longest:
        key = "shortest" if "shortest" in polling else "longest"
        message = f"shortest ({format_duration(shortest)}) is longer than longest ({format_duration(longest)})"
        yield document.problem(("polling", key), message, hint="intervals are learned between the two")


def _duration(value: object) -> timedelta | None:
    """A duration as the file writes it, or a default; None for what is none, which is said elsewhere."""
    if isinstance(value, timedelta):
        return value
    try:
        return parse_duration(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _channel_names(document: Document) -> Iterator[Problem]:
    for name in _channels(document.data):
        if not _CHANNEL_NAME.fullmatch(name):
            message = "the name of a channel must be of letters, digits, - and _, at most 64"
            yield document.problem(("channels", name), message, at_key=True)


def _channels(data: Mapping[str, Any]) -> list[str]:
    channels = data.get("channels")
    return list(channels) if isinstance(channels, dict) else []


def _unknown_channels(document: Document) -> Iterator[Problem]:
    known = _channels(document.data)
    for path, name in _named_channels(document.data):
        if name not in known:
            listed = f"the channels are: {', '.join(known)}" if known else f"add [channels.{name}] with its url"
            yield document.problem(path, f'there is no channel "{name}"', hint=did_you_mean(name, known) or listed)


def _named_channels(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Every mention of a channel, with its place."""
    lists: list[tuple[KeyPath, Any]] = [
        (("routes", at, "channels"), route.get("channels")) for at, route in _tables(data, "routes")
    ]
    operator = data.get("operator")
    if isinstance(operator, dict):
        lists.append((("operator", "channels"), operator.get("channels")))
    for path, names in lists:
        for item, name in enumerate(names if isinstance(names, list) else ()):
            if isinstance(name, str) and name.strip():
                yield (*path, item), name
