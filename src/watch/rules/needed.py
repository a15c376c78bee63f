"""Which parts of a rule its tests need: each part is taken out, and the tests are asked whether they miss it.

They run on the engine that watches: the rule and all its mutants are one rule set, so that a test's text is folded and
scanned once, and what does not change between two mutants is found once.
"""

from collections.abc import Iterator, Sequence

from watch.errors import Document, Level, Problem, Where
from watch.model import Status
from watch.rules.check import answered, asked, reading_of
from watch.rules.match import Judge, Matcher
from watch.rules.mutate import Mutant
from watch.rules.tree import Lexicon, Rule, RuleSet, RuleTest

_HINT = "add a test that fails without it, or take it out"


def unneeded(rule: Rule, mutants: Sequence[Mutant], lexicon: Lexicon) -> Iterator[Mutant | None]:
    """For each mutant itself if no test misses its part, else None. Tests that fail anyway are left out.

    Nothing is said of what lies inside a part that is not needed.
    """
    every = (rule, *(mutant.rule for mutant in mutants))
    matcher = Matcher(RuleSet(rules=every, version=rule.full_version, lexicon=lexicon))
    trials = [trial for trial in (_Trial(test, matcher) for test in rule.tests) if trial.passes(0)]
    moot = _Moot()
    for number, mutant in enumerate(mutants, start=1):
        missed = moot.covers(mutant) or _is_missed(trials, number, mutant)
        if not missed:
            moot.add(mutant)
        yield None if missed else mutant


def finding(mutant: Mutant, document: Document | None = None) -> Problem:
    """The lint finding that no test needs a part."""
    message = f"no test needs {mutant.part}"
    if document is None:
        where = Where(mutant.rule.file)
        return Problem(message=message, where=where, hint=_HINT, level=Level.LINT, code=mutant.code)
    at, length = mutant.at, mutant.length
    return document.problem(
        mutant.path, message, hint=_HINT, offset=at, length=length, level=Level.LINT, code=mutant.code
    )


class _Trial:
    """A test of the rule, ready to be put to each mutant."""

    def __init__(self, test: RuleTest, matcher: Matcher) -> None:
        self._test = test
        self._asked = asked(test)
        self._judges: Sequence[Judge] = tuple(matcher.judges(reading_of(test)))

        #: For each condition of the rule what makes it hold.
        self._held: dict[int, object] = {}

    def passes(self, number: int) -> bool:
        """Whether the rule of this number does what the test asks; 0 is the rule itself."""
        return answered(self._test, self._judges[number].hit()) == self._asked

    def misses(self, number: int, mutant: Mutant) -> bool:
        """Whether the test fails on a mutant. Most change nothing that there is in the text of a test."""
        return self._changes(number, mutant) and not self.passes(number)

    def _changes(self, number: int, mutant: Mutant) -> bool:
        """Whether a condition is answered in another way, or a group found elsewhere; a step may always matter."""
        itself, changed = self._judges[0], self._judges[number]
        if mutant.before is not None and mutant.left is not None:
            key = id(mutant.before)
            if key not in self._held:
                self._held[key] = itself.holds(mutant.before)
            return self._held[key] != changed.holds(mutant.left)
        plans = [(itself.plans[name], plan) for name, plan in changed.plans.items() if plan is not itself.plans[name]]
        found = changed.occurrences
        return not plans or any(
            [spot[:2] for spot in found.spots(old, status)] != [spot[:2] for spot in found.spots(new, status)]
            for old, new in plans
            for status in (None, *Status)
        )


def _is_missed(trials: list[_Trial], number: int, mutant: Mutant) -> bool:
    for place, trial in enumerate(trials):
        if trial.misses(number, mutant):
            # The next mutant is much like this one: the test that told it comes first.
            trials.insert(0, trials.pop(place))
            return True
    return False


class _Moot:
    """What need not be told any more: the inside of parts that are not needed, and ties to them."""

    def __init__(self) -> None:
        self._stretches: list[tuple[object, int, int]] = []
        self._ties: set[tuple[object, tuple[int, int]]] = set()

    def add(self, mutant: Mutant) -> None:
        if mutant.at is None or mutant.length is None or mutant.is_tie:
            return
        self._stretches.append((mutant.path, mutant.at, mutant.at + mutant.length))
        if mutant.tie is not None:
            self._ties.add((mutant.path, mutant.tie))

    def covers(self, mutant: Mutant) -> bool:
        if mutant.is_tie and (mutant.path, mutant.tie) in self._ties:
            return True
        at, length = mutant.at, mutant.length
        if at is None or length is None:
            return False
        return any(path == mutant.path and start <= at and at + length <= end for path, start, end in self._stretches)
