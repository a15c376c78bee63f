"""What a lint finding is, and how its finders walk over a rule: every condition and every term, each with its place."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from watch.errors import KeyPath
from watch.rules import tree
from watch.rules.tree import Rule, Term, TermGroup


@dataclass(frozen=True, slots=True)
class Finding:
    """Something unwise in a usable rule: its code, its place in the file, and what to do."""

    code: str
    path: KeyPath
    message: str
    hint: str | None = None


def conditions(rule: Rule) -> Iterator[tuple[KeyPath, str, tree.Truth]]:
    """Every condition of a rule with its path and a name for it."""
    yield ("when",), "the rule's condition", rule.when
    if rule.unless is not None:
        yield ("unless",), "the condition of unless", rule.unless
    yield from facts(rule)


def facts(rule: Rule) -> Iterator[tuple[KeyPath, str, tree.Truth]]:
    """The conditions that say what happened: those of the rungs and the reactions."""
    for rung in (*rule.ladder, *rule.beside):
        yield (*rung.path, "when"), f'the condition of the rung "{rung.name}"', rung.when
    for path, reaction in {reaction.path: reaction for reaction in reversed(rule.reactions)}.items():
        yield (*path, "when"), f"the condition of {reaction.by} {reaction.tone}", reaction.when


def terms(group: TermGroup) -> Iterator[tuple[KeyPath, Term]]:
    """Every term with its place: in a usable rule nothing of a list was left out."""
    numbers: Counter[str] = Counter()
    for term in group.terms:
        yield (*group.path, term.lang, numbers[term.lang]), term
        numbers[term.lang] += 1
