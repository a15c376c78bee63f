"""Why a rule said what it said of an article: for a hit what made it one, for a miss what failed and how near it came.

The judgement is the engine's own (`rules.match`); every condition of the rule is asked for its part in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from watch.model import Hit, Severity, Tone
from watch.rules.clauses import Clause, ask
from watch.rules.match import Judge, Matcher, Reading
from watch.rules.tree import Rung


class Role(StrEnum):
    """What a condition is for."""

    WHEN = "when"
    UNLESS = "unless"
    RUNG = "rung"
    BESIDE = "beside"
    REACTION = "reaction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One condition of a rule before an article."""

    role: Role
    #: Of a rung its name, of a reaction "kr protest".
    name: str = ""
    severity: Severity | None = None
    clause: Clause
    #: Whether the outcome rests on it.
    counts: bool
    #: What it means for the outcome.
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What one rule says of one article, and why."""

    rule_id: str
    title: str
    hit: Hit | None
    #: In a few words: "rung minister, high, done", or why there is no hit.
    outcome: str
    steps: tuple[Step, ...]

    @property
    def closeness(self) -> float:
        """How near the rule came to a hit: 1 for a hit, 0 where nothing of it was found."""
        return 1.0 if self.hit is not None else self.steps[0].clause.closeness

    def step(self, role: Role, name: str = "") -> Step | None:
        """The condition of this role and name."""
        return next((step for step in self.steps if step.role is role and step.name == name), None)


def explain(matcher: Matcher, reading: Reading) -> tuple[Explanation, ...]:
    """What every rule says of an article and why: hits first, then the nearest misses. Never raises."""
    found = [_of(judge) for judge in matcher.judges(reading)]
    return tuple(sorted(found, key=lambda each: (each.hit is None, -each.closeness)))


def _of(judge: Judge) -> Explanation:
    rule, hit = judge.rule, judge.hit()
    when = ask(judge, rule.when)
    steps = [
        Step(role=Role.WHEN, clause=when, counts=True, meaning="" if when.holds else "without it there is no hit"),
        *_unless(judge, hit, when),
        *_rungs(judge, hit, rule.ladder, Role.RUNG),
        *_rungs(judge, hit, rule.beside, Role.BESIDE),
        *_reactions(judge, hit),
    ]
    outcome = _outcome(hit) if hit is not None else f"no hit: {_reason(steps)}"
    return Explanation(rule_id=rule.id, title=rule.title, hit=hit, outcome=outcome, steps=tuple(steps))


def _outcome(hit: Hit) -> str:
    parts = [f"rung {hit.rung}" if hit.rung else "no rung"]
    parts += [f"beside the ladder {name}" for name in hit.beside]
    parts += [str(hit.severity), *([str(hit.status)] if hit.status and hit.status != "reaction" else [])]
    return ", ".join(parts + ([f"{hit.reaction.by} {hit.reaction.tone}"] if hit.reaction else []))


def _reason(steps: Iterable[Step]) -> str:
    """Why there is no hit: the condition failed, or `unless` hides what there is."""
    hiding = next((step for step in steps if step.role is Role.UNLESS and step.counts), None)
    if hiding is not None:
        return f"hidden by unless: {hiding.clause.reason or hiding.clause.text}"
    return next(iter(steps)).clause.reason


def _unless(judge: Judge, hit: Hit | None, when: Clause) -> Iterator[Step]:
    rule = judge.rule
    if rule.unless is None:
        return
    clause = ask(judge, rule.unless)
    hides = clause.holds and when.holds and hit is None
    spared = f"; it never hides {rule.unless_below} or higher" if rule.unless_below else ""
    meaning = "it hides the hit" if hides else f"it would hide hits{spared}" if clause.holds else "nothing to hide"
    yield Step(role=Role.UNLESS, clause=clause, counts=hides, meaning=meaning)


def _rungs(judge: Judge, hit: Hit | None, rungs: Iterable[Rung], role: Role) -> Iterator[Step]:
    for rung in rungs:
        clause = ask(judge, rung.when)
        counts = hit is not None and (rung.name == hit.rung or rung.name in hit.beside)
        meaning = _meaning(hit, clause, counts=counts, better="a higher rung")
        yield Step(role=role, name=rung.name, severity=rung.severity, clause=clause, counts=counts, meaning=meaning)


def _reactions(judge: Judge, hit: Hit | None) -> Iterator[Step]:
    tones = list(Tone)
    for each in sorted(judge.rule.reactions, key=lambda each: tones.index(each.tone)):
        clause = ask(judge, each.when)
        reaction = hit.reaction if hit is not None else None
        counts = clause.holds and reaction is not None and (each.by, each.tone) == (reaction.by, reaction.tone)
        meaning = _meaning(hit, clause, counts=counts, better="a sharper tone")
        name = f"{each.by} {each.tone}"
        yield Step(role=Role.REACTION, name=name, clause=clause, counts=counts, meaning=meaning)


def _meaning(hit: Hit | None, clause: Clause, *, counts: bool, better: str) -> str:
    if counts or not clause.holds:
        return ""
    return "it holds, and there is no hit" if hit is None else f"it holds, and {better} counts"
