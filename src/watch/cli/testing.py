"""What `tripwatch test` and `tripwatch check --mutate` show: why tests fail, and what no test needs."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from watch.cli.explaining import WIDTH, marked, pieces, spans_of
from watch.cli.progress import bar
from watch.cli.show import aside, clean, console
from watch.config.load import Loaded
from watch.errors import Problem, Where
from watch.rules.check import TestOutcome, reading_of, run_tests
from watch.rules.failures import Failure, failure
from watch.rules.mutate import mutants
from watch.rules.needed import finding, unneeded
from watch.rules.tree import Rule, RuleSet

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# ------------------------------------------------------------------------------------------------ test


def why(outcome: TestOutcome, loaded: Loaded) -> Failure | None:
    """Why a test failed; None for one that passed."""
    rule = loaded.ruleset.rule(outcome.rule_id)
    return None if outcome.passed or rule is None else failure(rule, outcome, loaded.ruleset.lexicon)


def outcome_json(outcome: TestOutcome, loaded: Loaded) -> dict[str, object]:
    """A test as docs/json.md describes it."""
    where, failed = _where(outcome, loaded), why(outcome, loaded)
    return {
        "rule": outcome.rule_id,
        "title": outcome.test.title,
        "passed": outcome.passed,
        "expected": outcome.expected,
        "got": outcome.got,
        "file": where.file if where else None,
        "line": where.line if where else None,
        "reasons": list(failed.reasons) if failed else [],
    }


def show_failure(failed: Failure, loaded: Loaded) -> None:
    """Print a failed test: where it stands, what it expected and got, its text with the words found, the reasons."""
    from rich.text import Text

    outcome = failed.outcome
    terminal = console(WIDTH)
    terminal.print(f"{outcome.rule_id}: {_where(outcome, loaded) or clean(outcome.test.title)}", soft_wrap=True)
    for piece in pieces(reading_of(outcome.test), spans_of(failed.explanation)):
        _inset(terminal, marked(piece, styled=terminal.is_terminal))
    terminal.print(Text(f"  - expected {outcome.expected}", style="red"))
    terminal.print(Text(f"  + got      {outcome.got}", style="green"))
    for reason in failed.reasons:
        _inset(terminal, Text(clean(reason)))
    terminal.print()


def _inset(terminal: "Console", text: "Text") -> None:
    """Print a text four columns in, wrapped, with nothing behind its lines."""
    from rich.text import Text

    for line in text.wrap(terminal, terminal.width - 4):
        line.rstrip()
        terminal.print(Text.assemble("    ", line))


def _where(outcome: TestOutcome, loaded: Loaded) -> Where | None:
    document = loaded.documents.get(outcome.rule_id)
    return document.problem((*outcome.test.path, "title"), "").where if document else None


# ------------------------------------------------------------------------------------------------ check --mutate


def needless(loaded: Loaded, rules: Sequence[Rule], *, terms: bool) -> list[Problem]:
    """The findings of what no test needs in these rules, with a bar while it takes long."""
    planned = [(rule, tuple(mutants(rule, terms=terms))) for rule in rules]
    found: list[Problem] = []
    with bar("taking parts out", sum(len(each) for _, each in planned)) as advance:
        for rule, each in planned:
            for mutant in unneeded(rule, each, loaded.ruleset.lexicon):
                advance(1)
                if mutant is not None:
                    found.append(finding(mutant, loaded.documents.get(rule.id)))
    for note in _left_out(loaded.ruleset, rules):
        aside(note)
    return sorted(found, key=lambda problem: problem.where or Where(""))


def _left_out(ruleset: RuleSet, rules: Sequence[Rule]) -> Iterator[str]:
    failed = [outcome for outcome in run_tests(ruleset, [rule.id for rule in rules]) if not outcome.passed]
    if rules and failed:
        many = f"{len(failed)} failing tests were" if len(failed) > 1 else "1 failing test was"
        yield f"{many} left out; see: tripwatch test"
