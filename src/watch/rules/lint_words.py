"""What is unwise about the words of a rule: terms that common words hold, loose ties, tests that ask nothing.

The engine itself is asked what it finds in a word, so that every guard counts here as it counts in an article.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from watch.errors import KeyPath
from watch.model import Lang, Severity, Span, Status
from watch.rules import tree
from watch.rules.compile import NO_HIT
from watch.rules.finders import finder_of
from watch.rules.finding import Finding, facts, terms
from watch.rules.holders import HOLDERS
from watch.rules.match import Matcher, Reading
from watch.rules.tree import Rule, RuleSet, Term, TermGroup, TermKind
from watch.rules.walk import walk
from watch.text.normalize import fold
from watch.text.segment import View

#: A rung that ties words this far apart ties what a long sentence merely mentions.
WIDE = 30
#: What any verb or noun may end in; another ending makes another word.
_ENDING = re.compile("(?:e?s|e?d|ing|e?rs?)?")
#: Signs that make a regular expression more than a term.
_SIGNS = re.compile(r"[\\.^$|?*+()\[\]{}]")
_HOLDERS = tuple((lang, word) for lang, words in HOLDERS.items() for word in words)


def held_terms(rule: Rule) -> Iterator[Finding]:
    """Terms that are found in common words of another meaning."""
    engine = _groups_alone(rule)
    found: dict[tuple[str, str], list[_Held]] = {}
    for lang, written in _HOLDERS:
        word = written.replace("|", "")
        for hit in engine.match(Reading(title=word)):
            for span in hit.spans:
                if span.group == hit.rule_id and _means_another(written, span, rule.groups[span.group]):
                    held = _Held(lang, word, word[: span.start], word[span.end :])
                    found.setdefault((span.group, span.term), []).append(held)
    for (group, term), held_by in found.items():
        words = ", ".join(each.word for each in held_by)
        message = f'the term "{term}" of "{group}" is found in common words: {words}'
        yield Finding("R12", _path(rule.groups[group], term), message, _remedy(held_by))


class _Held(NamedTuple):
    """A word in which a term was found, and what stands in it before and after the term."""

    lang: Lang
    word: str
    before: str
    after: str


def _means_another(written: str, span: Span, group: TermGroup) -> bool:
    """Whether the word, of which a whole part may be meant, has the term in it by its spelling only."""
    seams = list(accumulate(map(len, written.split("|")), initial=0))
    if not {span.start, span.end} <= set(seams):
        return True
    rest = written[len(span.term) :]
    return any(term.any_ending for term in group.terms if term.written == span.term) and not _ENDING.fullmatch(rest)


def _remedy(held: list[_Held]) -> str:
    befores = [each.before for each in held if each.before]
    afters = [each.after for each in held if each.after and not each.before]
    guards = [
        f"{guard} = {{ {held[0].lang} = {json.dumps(words, ensure_ascii=False)} }}"
        for guard, words in (("not_after", befores), ("not_before", afters))
        if words
    ]
    return f"write a longer term, or {' and '.join(guards)}" if guards else 'instead of "~" list the forms you mean'


def _path(group: TermGroup, written: str) -> KeyPath:
    return next((path for path, term in terms(group) if term.written == written), group.path)


def wide_distances(rule: Rule) -> Iterator[Finding]:
    """Rungs and reactions that tie words far apart."""
    for path, name, condition in facts(rule):
        distances = [node.distance for node in walk(condition) if isinstance(node, tree.Near | tree.Before)]
        widest = max(distances, default=0)
        if widest > WIDE:
            hint = f"at most {WIDE} says that one has to do with the other; wider is for the rule's own condition"
            yield Finding("R13", path, f"{name} ties words up to {widest} apart", hint)


def needless_regexes(rule: Rule) -> Iterator[Finding]:
    """Regular expressions that say no more than a term."""
    for group in rule.own_groups:
        for path, term in terms(group):
            if term.kind is TermKind.REGEX and not _SIGNS.search(term.written):
                message = f'the regex "{term.written}" of "{group.name}" has no sign that a term has not'
                hint = "write it as a term: that is quicker, and finds whole words with any spaces in them"
                yield Finding("R20", (*path, term.kind), message, hint)


def idle_silence(rule: Rule) -> Iterator[Finding]:
    """Tests of silence that hold no word of the rule: they would pass whatever the rule said."""
    silent = [View(test.title, test.text) for test in rule.tests if test.expect == NO_HIT]
    words = [term for group in rule.groups.values() for term in group.terms]
    if not any(_stands_in(view, term) for view in silent for term in words):
        message = f'no test that expects "{NO_HIT}" holds a word of the rule'
        yield Finding("R15", ("tests",), message, "take a text with the same words and another meaning")


def _stands_in(view: View, term: Term) -> bool:
    finder = finder_of(term)
    return fold(term.written) in view.text if finder is None else any(finder.find(view))


def _groups_alone(rule: Rule) -> Matcher:
    """Every group of a rule as a rule of its own, called like the group, with those it is not found inside."""
    rules = tuple(_alone(rule, group) for group in rule.own_groups)
    return Matcher(RuleSet(rules=rules, version=rule.version))


def _alone(rule: Rule, group: TermGroup) -> Rule:
    statuses = (Status.DONE, Status.PLANNED, Status.DENIED, Status.PAST) if group.act else (None,)
    places = (tree.Group(name=group.name, status=status) for status in statuses)
    return Rule(
        id=group.name,
        title=rule.title,
        why="",
        severity=Severity.INFO,
        groups={name: _timeless(rule.groups[name]) for name in _within(rule, group)},
        when=tree.Any(truths=tuple(tree.Some(place=place) for place in places)),
        file=rule.file,
        version=rule.version,
    )


def _within(rule: Rule, group: TermGroup) -> set[str]:
    """The group and all it is not found inside, and what those are not found inside."""
    names, left = {group.name}, [group.name]
    while left:
        others = {other for other in rule.groups[left.pop()].not_inside if other in rule.groups}
        left += others - names
        names |= others
    return names


def _timeless(group: TermGroup) -> TermGroup:
    """The group without the days of its terms: a word has no date."""
    return replace(group, terms=tuple(replace(term, since=None, until=None) for term in group.terms))
