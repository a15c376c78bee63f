"""What happens to a rule when something is taken out of it: one mutant for each part that could be missing.

A part that no test misses is either not needed or not tested. Parts are the nodes of conditions, what ties them (a
distance, an order, a status), guards, rungs, reactions and `unless`; single terms only when asked for, as few rules
have a test for each wording.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from watch.errors import KeyPath
from watch.model import Lang
from watch.rules import tree
from watch.rules.companions import tone_group
from watch.rules.finding import terms as terms_of
from watch.rules.language import as_truth
from watch.rules.show import show
from watch.rules.tree import Rule, TermGroup, Truth
from watch.rules.walk import Part, parts_of, renamed, with_parts

#: As far as no sentence reaches.
_ANYWHERE = 1_000_000
_LONGEST = 60

CONDITION, GUARD, STEP, TERM = "R30", "R31", "R32", "R33"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A rule without one of its parts."""

    #: Of the finding, if no test misses the part.
    code: str
    #: Where the part stands in the file; in a condition also at which characters.
    path: KeyPath
    at: int | None = None
    length: int | None = None
    #: The part in words: “film”, the distance of “shrine near/25 visit”.
    part: str
    #: The tie (distance, order) that goes without saying when this part is not needed, or that this is.
    tie: tuple[int, int] | None = None
    is_tie: bool = False
    rule: Rule
    #: In a condition that stands for itself: what it was, and what is left of it.
    before: Truth | None = None
    left: Truth | None = None


def mutants(rule: Rule, *, terms: bool = False) -> Iterator[Mutant]:
    """Every mutant of a rule, larger parts before those inside them. With `terms` also one without each term."""
    yield from _of_conditions(rule)
    yield from _of_steps(rule)
    for group in rule.own_groups:
        yield from _of_guards(rule, group)
        if terms:
            yield from _of_terms(rule, group)


# ------------------------------------------------------------------------------------------------ conditions


@dataclass(frozen=True, slots=True)
class _Change:
    """A condition with something taken out: the node that is gone or changed, in words, and what is left."""

    node: tree.Node
    part: str
    left: Part
    tie: tuple[int, int] | None = None
    is_tie: bool = False


def _of_conditions(rule: Rule) -> Iterator[Mutant]:
    for path, condition, rebuilt in _conditions(rule):
        alone = sum((*step.path, "when") == path for step in rule.reactions) < 2
        for change in _changes(condition):
            left = as_truth(change.left)
            yield Mutant(
                code=CONDITION,
                path=path,
                at=change.node.at,
                length=change.node.length,
                part=change.part,
                tie=change.tie,
                is_tie=change.is_tie,
                rule=rebuilt(left),
                before=condition if alone else None,
                left=left if alone else None,
            )


def _conditions(rule: Rule) -> Iterator[tuple[KeyPath, Truth, Callable[[Truth], Rule]]]:
    """Every condition with its place, and how to make the rule with another one in its place."""
    yield ("when",), rule.when, lambda truth: replace(rule, when=truth)
    if rule.unless is not None:
        yield ("unless",), rule.unless, lambda truth: replace(rule, unless=truth)
    for number, rung in enumerate(rule.ladder):
        yield (*rung.path, "when"), rung.when, _in_ladder(rule, number)
    for number, rung in enumerate(rule.beside):
        yield (*rung.path, "when"), rung.when, _beside(rule, number)
    for path, steps in _reactions(rule):
        yield (*path, "when"), steps[0].when, _in_reactions(rule, steps[0])


def _in_ladder(rule: Rule, number: int) -> Callable[[Truth], Rule]:
    return lambda truth: replace(rule, ladder=_put(rule.ladder, number, replace(rule.ladder[number], when=truth)))


def _beside(rule: Rule, number: int) -> Callable[[Truth], Rule]:
    return lambda truth: replace(rule, beside=_put(rule.beside, number, replace(rule.beside[number], when=truth)))


def _reactions(rule: Rule) -> list[tuple[KeyPath, list[tree.ReactionRung]]]:
    """The reactions as they are written: those for every tone together."""
    written: dict[KeyPath, list[tree.ReactionRung]] = {}
    for step in rule.reactions:
        written.setdefault(step.path, []).append(step)
    return list(written.items())


def _in_reactions(rule: Rule, first: tree.ReactionRung) -> Callable[[Truth], Rule]:
    """The condition of one reaction in another's place; of those for every tone each keeps its tone."""

    def put(truth: Truth, step: tree.ReactionRung) -> tree.ReactionRung:
        if step.path != first.path:
            return step
        return replace(step, when=renamed(truth, {tone_group(first.tone): tone_group(step.tone)}))

    return lambda truth: replace(rule, reactions=tuple(put(truth, step) for step in rule.reactions))


def _changes(node: Part) -> Iterator[_Change]:
    """What can be taken out of a node: something of its own, then something of its parts."""
    yield from _own(node)
    parts = parts_of(node)
    for number, part in enumerate(parts):
        for change in _changes(part):
            yield replace(change, left=with_parts(node, _put(parts, number, change.left)))


def _own(node: Part) -> Iterator[_Change]:
    match node:
        case tree.All() | tree.Any() | tree.Either():
            yield from _members(node)
        case tree.Near() | tree.Before():
            yield from _pair(node)
        case tree.Without(place=place, other=other, distance=distance):
            yield _Change(other, f"without/{distance} {_short(other)}", place)
        case tree.Group(name=name, status=status) if status is not None:
            yield _Change(node, f":{status} of {name}", replace(node, status=None))
        case tree.Number():
            yield from _limits(node)
        case tree.Count(place=place, least=least) if least > 1:
            yield _Change(node, f">= {least} of {_short(node)}", as_truth(place))
        case tree.InTitle(place=place):
            yield _Change(node, f"title() of {_short(node)}", as_truth(place))
        case tree.SameSentence(left=left, right=right):
            both = tree.All(truths=(as_truth(left), as_truth(right)))
            yield _Change(node, f"same-sentence() of {_short(node)}", both)


def _members(node: tree.All | tree.Any | tree.Either) -> Iterator[_Change]:
    """Each member of a chain taken out of it."""
    members = parts_of(node)
    for number, member in enumerate(members):
        rest = (*members[:number], *members[number + 1 :])
        yield _Change(member, _short(member), rest[0] if len(rest) == 1 else with_parts(node, rest))


def _limits(node: tree.Number) -> Iterator[_Change]:
    """Each amount that must be reached no longer asked for."""
    for number, limit in enumerate(node.limits):
        if limit.least is not None:
            anything = _put(node.limits, number, replace(limit, least=None)) if limit.unit else ()
            yield _Change(node, f"the limit of {_short(node)}", replace(node, limits=anything))


def _pair(node: tree.Near | tree.Before) -> Iterator[_Change]:
    """One side gone; then any distance, and any order."""
    tie = (node.at, node.length)
    ordered = isinstance(node, tree.Before)
    word = "before" if ordered else "near"
    yield _Change(node.left, f"{_short(node.left)} beside {word}/{node.distance}", node.right, tie)
    yield _Change(node.right, f"{_short(node.right)} beside {word}/{node.distance}", node.left, tie)
    yield _Change(node, f"the distance of {_short(node)}", replace(node, distance=_ANYWHERE), tie, is_tie=True)
    if ordered:
        near = tree.Near(left=node.left, right=node.right, distance=node.distance)
        yield _Change(node, f"the order of {_short(node)}", near, tie, is_tie=True)


def _put(members: tuple[T, ...], number: int, member: T) -> tuple[T, ...]:
    return (*members[:number], member, *members[number + 1 :])


def _drop(members: tuple[T, ...], number: int) -> tuple[T, ...]:
    return (*members[:number], *members[number + 1 :])


def _short(node: Part) -> str:
    text = show(node)
    return f"“{text if len(text) <= _LONGEST else f'{text[: _LONGEST - 1]}…'}”"


# ------------------------------------------------------------------------------------------------ steps


def _of_steps(rule: Rule) -> Iterator[Mutant]:
    """The rule without `unless`, without a rung, without a reaction."""
    if rule.unless is not None:
        left = replace(rule, unless=None, unless_below=None)
        yield Mutant(code=STEP, path=("unless",), part="unless", rule=left)
    for number, rung in enumerate(rule.ladder):
        left = replace(rule, ladder=_drop(rule.ladder, number))
        yield Mutant(code=STEP, path=(*rung.path, "rung"), part=f'the rung "{rung.name}"', rule=left)
    for number, rung in enumerate(rule.beside):
        left = replace(rule, beside=_drop(rule.beside, number))
        yield Mutant(code=STEP, path=(*rung.path, "rung"), part=f'the rung "{rung.name}"', rule=left)
    for path, steps in _reactions(rule):
        left = replace(rule, reactions=tuple(step for step in rule.reactions if step.path != path))
        tone = f" {steps[0].tone}" if len(steps) == 1 else ""
        yield Mutant(code=STEP, path=path, part=f"the reaction {steps[0].by}{tone}", rule=left)


# ------------------------------------------------------------------------------------------------ groups


def _of_guards(rule: Rule, group: TermGroup) -> Iterator[Mutant]:
    for number, other in enumerate(group.not_inside):
        left = replace(group, not_inside=_drop(group.not_inside, number))
        yield _of_group(rule, left, ("not_inside", number), f'not_inside "{other}" of "{group.name}"')
    for lang, number, word in _words(group.not_after):
        left = replace(group, not_after=_less(group.not_after, lang, number))
        yield _of_group(rule, left, ("not_after", lang, number), f'not_after "{word}" of "{group.name}"')
    for lang, number, word in _words(group.not_before):
        left = replace(group, not_before=_less(group.not_before, lang, number))
        yield _of_group(rule, left, ("not_before", lang, number), f'not_before "{word}" of "{group.name}"')
    if group.of is not None:
        yield _of_group(rule, replace(group, of=None), ("of",), f'of = "{group.of}" of "{group.name}"')
    if group.word:
        yield _of_group(rule, replace(group, word=False), ("word",), f'word = true of "{group.name}"')
    if group.case:
        yield _of_group(rule, replace(group, case=False), ("case",), f'case = true of "{group.name}"')
    if group.sign:
        yield _of_group(rule, replace(group, sign=False), ("sign",), f'sign = true of "{group.name}"')


def _of_terms(rule: Rule, group: TermGroup) -> Iterator[Mutant]:
    for number, (path, term) in enumerate(terms_of(group)):
        left = replace(group, terms=_drop(group.terms, number))
        part = f'the term "{term.written}" of "{group.name}"'
        yield _of_group(rule, left, path[len(group.path) :], part, code=TERM)


def _of_group(rule: Rule, left: TermGroup, key: KeyPath, part: str, *, code: str = GUARD) -> Mutant:
    changed = replace(rule, groups={**rule.groups, left.name: left})
    return Mutant(code=code, path=(*left.path, *key), part=part, rule=changed)


def _words(guard: Mapping[Lang, tuple[str, ...]]) -> Iterator[tuple[Lang, int, str]]:
    return ((lang, number, word) for lang, words in guard.items() for number, word in enumerate(words))


def _less(guard: Mapping[Lang, tuple[str, ...]], lang: Lang, number: int) -> dict[Lang, tuple[str, ...]]:
    return {**guard, lang: _drop(guard[lang], number)}
