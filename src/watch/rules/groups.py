"""Reading the groups of a rule file: `[terms.…]` tables with terms in several languages and their guards."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from watch.errors import KeyPath
from watch.model import Lang
from watch.rules.fields import COUNTRY, Findings, Table, kind_of
from watch.rules.finders import finder_of
from watch.rules.tree import Term, TermGroup, TermKind
from watch.rules.words import RESERVED, ExpressionError
from watch.text.spelling import did_you_mean

LANGS = tuple(str(lang) for lang in Lang)
KEYS = (*LANGS, "act", "not_inside", "not_after", "not_before", "word", "case", "sign", "of")
NAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
#: Keys of a term in braces: one of the kinds, and its days.
KINDS = tuple(str(kind) for kind in TermKind)
ENTRY_KEYS = (*KINDS, "from", "to")
#: How many groups a group may be kept out of, one through another. What looks for them recurses.
MOST_INSIDE = 40
#: Marks that people bring from other search languages; here terms are literal.
_FOREIGN_MARKS = {"*": "any ending is written visit~", "?": None, "|": "write two terms"}


def read_groups(terms: Table, known: Mapping[str, TermGroup]) -> tuple[dict[str, TermGroup], frozenset[str]]:
    """Every group below `[terms]` by its name; `[terms.office.minister]` is the group `office.minister`.

    Also the names of those with a mistake in them, about which no more needs to be said. `known` are groups of the
    lexicon, which a guard may name too.
    """
    groups: dict[str, TermGroup] = {}
    paths: dict[str, KeyPath] = {}
    flawed: set[str] = set()
    for name, table in group_tables(terms, ""):
        if name in groups:
            table.add(None, f'the group "{name}" is there twice')
            continue
        before = len(terms.findings.problems)
        _check_name(name, table)
        groups[name] = read_group(name, table)
        if len(terms.findings.problems) > before:
            flawed.add(name)
        paths[name] = table.path
    check_insides(groups, paths, terms.findings, known)
    return groups, frozenset(flawed)


def group_tables(parent: Table, prefix: str) -> Iterator[tuple[str, Table]]:
    """A table with only tables in it is a folder of groups; every other one is a group."""
    for key, child in parent.data.items():
        name = f"{prefix}{key}"
        if not isinstance(child, dict):
            parent.add(key, f'"{name}" must be a table: [{".".join(map(str, (*parent.path, key)))}]', at_key=True)
            continue
        table = Table(parent.findings, child, (*parent.path, key))
        folder = bool(child) and all(isinstance(inner, dict) and key not in KEYS for key, inner in child.items())
        if folder:
            yield from group_tables(table, f"{name}.")
        else:
            yield name, table


def _check_name(name: str, table: Table) -> None:
    if name in RESERVED:
        table.add(None, f'a group cannot be called "{name}": it is a word of the conditions', at_key=True)
    elif not NAME.fullmatch(name):
        table.add(None, f'a group\'s name has small letters, digits, "-" and ".", not "{name}"', at_key=True)


def read_group(name: str, table: Table, *, more: Sequence[str] = (), bare: bool = False) -> TermGroup:
    """One group; `more` are keys that somebody else reads. A `bare` one needs no terms of its own."""
    table.only(*KEYS, *more)
    terms = tuple(term for lang in Lang for term in _read_terms(table, lang))
    if not bare and not any(lang in table.data for lang in LANGS):
        table.add(None, f'the group "{name}" has no terms', hint='give some: en = ["…"], ja = ["…"], ko = ["…"]')
    return TermGroup(
        name=name,
        terms=terms,
        act=table.flag("act"),
        not_inside=table.texts("not_inside"),
        not_after=_read_guard(table, "not_after"),
        not_before=_read_guard(table, "not_before"),
        word=table.flag("word"),
        case=table.flag("case"),
        sign=table.flag("sign"),
        of=read_country(table, "of"),
        path=table.path,
    )


def read_country(table: Table, key: str) -> str | None:
    """A country by its two letters."""
    text = table.text(key)
    if text is not None and not COUNTRY.fullmatch(text):
        table.add(key, f'"{text}" is no country; write two small letters, such as kr, jp or cn')
        return None
    return text


# ------------------------------------------------------------------------------------------------ terms


def _read_terms(table: Table, lang: Lang) -> Iterator[Term]:
    for path, value in table.entries(lang, "a list of terms"):
        read = _term_in_braces if isinstance(value, dict) else _plain_term
        term = read(table, path, value, lang)
        if term is not None:
            yield term


def _term_in_braces(table: Table, path: KeyPath, value: Mapping[str, Any], lang: Lang) -> Term | None:
    """`{ term = "石破", from = 2024-10-01, to = 2025-10-20 }`, `{ fuzzy = "Yasukuni" }`, `{ regex = "…" }`."""
    entry = Table(table.findings, value, path)
    entry.only(*ENTRY_KEYS)
    since, until = entry.day("from"), entry.day("to")
    if since and until and since > until:
        entry.add("to", '"to" lies before "from"')
    kinds = [kind for kind in TermKind if kind in value]
    if len(kinds) != 1:
        entry.add(None, f"a term in braces needs one of {', '.join(KINDS)}")
        return None
    (kind,) = kinds
    written = entry.text(kind)
    if kind is not TermKind.LITERAL:
        return None if written is None else _found_term(table, path, kind, written, lang, since=since, until=until)
    if not {"from", "to"} & set(value):
        entry.add(None, 'a term in braces needs "from" or "to"', hint="without dates write the term alone")
    if written is None:
        return None
    return _plain_term(table, (*path, "term"), written, lang, since=since, until=until)


def _found_term(table: Table, path: KeyPath, kind: TermKind, written: str, lang: Lang, **dates: Any) -> Term:
    """A fuzzy term or a regex; what keeps it from being looked for is reported."""
    term = Term(written=written, lang=lang, kind=kind, **dates)
    where = (*path, term.kind)
    try:
        finder_of(term)
    except ExpressionError as error:
        table.findings.add(where, error.message, hint=error.hint, offset=error.at, length=error.length)
    if term.kind is TermKind.FUZZY and term.lang is not Lang.EN:
        table.findings.add(where, "only names in Latin letters can be fuzzy", hint='put it into the list of "en"')
    if table.data.get("case") is True:
        hint = "case = true is for acronyms: put this term into a group of its own"
        table.findings.add(where, f"a {term.kind} term cannot keep its case", hint=hint)
    return term


def _plain_term(table: Table, path: KeyPath, value: object, lang: Lang, **dates: Any) -> Term | None:
    findings = table.findings
    if not isinstance(value, str):
        findings.add(path, f"a term must be a text, not {kind_of(value)}")
        return None
    any_ending = value.endswith("~")
    written = value[:-1] if any_ending else value
    if not any(char.isalnum() for char in written):
        findings.add(path, "a term needs a letter or a digit" if value.strip() else "a term is empty")
        return None
    if "~" in written or (any_ending and not _latin(written[-1])):
        ends = any_ending and "~" not in written
        hint = (
            "Japanese and Korean terms match with any ending anyway"
            if ends
            else 'list the forms: "takes over", "took over"'
        )
        findings.add(path, '"~" may only end a term in Latin letters', hint=hint, offset=value.index("~"), length=1)
        return None
    for mark in _FOREIGN_MARKS.keys() & set(written):
        message = f'"{mark}" has no meaning here: terms are literal'
        findings.add(path, message, hint=_FOREIGN_MARKS[mark], offset=written.index(mark), length=1)
    return Term(written=written, lang=lang, any_ending=any_ending, **dates)


def _latin(char: str) -> bool:
    return char.isalpha() and unicodedata.name(char, "").startswith(("LATIN", "FULLWIDTH LATIN"))


# ------------------------------------------------------------------------------------------------ guards


def _read_guard(table: Table, key: str) -> dict[Lang, tuple[str, ...]]:
    guard = table.table(key)
    if guard is None:
        return {}
    guard.only(*LANGS)
    return {lang: words for lang in Lang if (words := guard.texts(lang))}


def check_insides(
    groups: Mapping[str, TermGroup], paths: Mapping[str, KeyPath], findings: Findings, known: Mapping[str, TermGroup]
) -> None:
    """Report guards that name no group, and groups that exclude one another."""
    every = {**known, **groups}
    for name, group in groups.items():
        for position, other in enumerate(group.not_inside):
            path = (*paths[name], "not_inside", position)
            if other == name:
                findings.add(path, f'"{name}" cannot stand in its own not_inside')
                continue
            if other not in every:
                findings.add(path, f'there is no group "{other}"', hint=did_you_mean(other, every))
                continue
            reached = _reached(other, every)
            if {name, other} & reached:
                findings.add(path, f'"{name}" and "{other}" exclude one another by not_inside')
            elif len(reached) > MOST_INSIDE:
                findings.add(path, f'"{other}" stands inside others through more than {MOST_INSIDE} groups')


def _reached(start: str, groups: Mapping[str, TermGroup]) -> set[str]:
    """The groups that `start`, or a group whose terms it has, may not be inside of, directly or through others.

    All of them, unless they are more than anybody needs.
    """
    seen: set[str] = set()
    waiting = [start]
    while waiting and len(seen) <= MOST_INSIDE:
        group = groups.get(waiting.pop())
        inside = {other for home in group.homes for other in home.not_inside} if group else set()
        waiting.extend(inside - seen)
        seen |= inside
    return seen
