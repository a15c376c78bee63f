"""Commands for people who write rules: check, test, scan, explain."""

import os
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watch.cli.inputs import Input
from watch.cli.settings import config_path, has_config
from watch.cli.show import Format, FormatOption, as_json, aside, say
from watch.errors import Level, Problem, ProblemsError, TripwatchError
from watch.model import Lang
from watch.rules.tree import RuleSet
from watch.text.spelling import did_you_mean
from watch.times import SystemClock

if TYPE_CHECKING:
    from watch.config.load import Loaded

RulesOption = Annotated[
    Path | None, typer.Option("--rules", help="A folder of rule files to use alone.", show_default="the config's")
]


class ScanFormat(StrEnum):
    """How `scan` prints what it found."""

    JSONL = "jsonl"
    TEXT = "text"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(check)
    app.command("test")(run_rule_tests)
    app.command()(scan)
    app.command()(explain)


def _rules(context: typer.Context, folder: Path | None) -> "Loaded":
    """The rules of a folder, else those of the config, else the shipped ones."""
    from watch.config import load

    if folder is not None:
        return load.read_rules_in(folder)
    if has_config(context):
        return load.read(config_path(context), environ=os.environ)[1]
    return load.read_rules(None)


def _refuse_unknown(ruleset: RuleSet, wanted: Sequence[str]) -> None:
    known = [rule.id for rule in ruleset.rules]
    for rule_id in wanted:
        if rule_id not in known:
            hint = did_you_mean(rule_id, known) or f"the rules are: {', '.join(known)}"
            raise TripwatchError(f'there is no rule "{rule_id}"', hint=hint)


def _problem_json(problem: Problem) -> dict[str, object]:
    where = problem.where
    return {
        "level": problem.level,
        "file": where.file if where else None,
        "line": where.line if where else None,
        "column": where.column if where else None,
        "message": problem.message,
        "hint": problem.hint,
        "code": problem.code,
    }


def check(
    context: typer.Context,
    rule: Annotated[list[str] | None, typer.Argument(help="Ids of rules to judge; all of them without.")] = None,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Also name every part of a condition, guard and rung that no test needs.")
    ] = False,
    terms: Annotated[bool, typer.Option("--terms", help="With --mutate: every single term, too.")] = False,
    rules: RulesOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Check the config and all rule files; every problem of a run is named with file, line and column.

    --mutate takes each part out of a rule and runs its tests: a part that no test misses is a finding.

    Exit status 0: nothing to say; 1: lint findings only; 2: something cannot be used.

    Examples:  tripwatch check   |   tripwatch check --rules ./rules   |   tripwatch check --mutate yasukuni
    """
    try:
        loaded = _rules(context, rules)
        ruleset: RuleSet | None = loaded.ruleset
        _refuse_unknown(loaded.ruleset, rule or ())
        problems = _findings(loaded, rule or (), mutate=mutate, terms=terms)
    except ProblemsError as error:
        ruleset, problems = None, error.problems
    if output is Format.JSON:
        as_json({"problems": [_problem_json(problem) for problem in problems]})
    else:
        for problem in problems:
            say(str(problem))
        _sum_up_check(problems, len(rule or ruleset.rules) if ruleset is not None else 0)
    errors = any(problem.level is Level.ERROR for problem in problems)
    raise typer.Exit(2 if errors else 1 if problems else 0)


def _findings(loaded: "Loaded", only: Sequence[str], *, mutate: bool, terms: bool) -> Sequence[Problem]:
    """What is unwise in these rules (all without `only`), and with `mutate` what none of their tests needs."""
    from watch.rules.check import lint
    from watch.rules.lint_lexicon import lint_lexicon

    now = SystemClock().now()
    chosen = [rule for rule in loaded.ruleset.rules if not only or rule.id in only]
    found = [problem for rule in chosen for problem in lint(rule, loaded.documents[rule.id], now=now)]
    if not only:
        found += lint_lexicon(loaded.ruleset.lexicon, loaded.lexicon, now.date())
    if mutate:
        from watch.cli.testing import needless

        found += needless(loaded, chosen, terms=terms)
    return found


def _sum_up_check(problems: Sequence[Problem], rules: int) -> None:
    errors = sum(problem.level is Level.ERROR for problem in problems)
    if errors:
        aside(f"{errors} error{'s' if errors != 1 else ''}: nothing of this would be used")
    else:
        findings = _counted(len(problems), "lint finding") if problems else "no problems"
        aside(f"{_counted(rules, 'rule')}, {findings}")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def run_rule_tests(
    context: typer.Context,
    rule: Annotated[list[str] | None, typer.Argument(help="Ids of rules; all of them without.")] = None,
    rules: RulesOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Run the tests that stand in the rule files, on the same engine that watches; a failed one says what decided.

    Exit status 0: all passed; 1: some failed.

    Examples:  tripwatch test   |   tripwatch test yasukuni
    """
    from watch.cli.testing import outcome_json, show_failure, why
    from watch.rules.check import run_tests

    loaded = _rules(context, rules)
    _refuse_unknown(loaded.ruleset, rule or ())
    outcomes = run_tests(loaded.ruleset, rule or ())
    failed = [found for outcome in outcomes if (found := why(outcome, loaded)) is not None]
    if output is Format.JSON:
        as_json([outcome_json(outcome, loaded) for outcome in outcomes])
    else:
        for found in failed:
            show_failure(found, loaded)
        count = len({outcome.rule_id for outcome in outcomes})
        say(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed, in {_counted(count, 'rule')}")
    raise typer.Exit(1 if failed else 0)


def scan(
    files: Annotated[list[Path] | None, typer.Argument(help="Files to read; standard input without.")] = None,
    rules: RulesOption = None,
    output: Annotated[
        ScanFormat, typer.Option("--format", help="jsonl: one JSON object a line; text: the articles with hits.")
    ] = ScanFormat.JSONL,
    given: Annotated[
        Input, typer.Option("--input", help="What the files hold; auto: by their ending, standard input jsonl.")
    ] = Input.AUTO,
    every: Annotated[bool, typer.Option("--all", help="With --format text: articles without hits too.")] = False,
) -> None:
    """Match articles from files or standard input against the rules; needs no config and no database.

    jsonl: each line is an object with id, title and text, and if known url, lang, published and source, and gives a
    line with its hits, also when there are none. text (.txt): the first line is the title. html: a page. feed: a feed
    document (.xml, .rss, .atom, .json).

    Examples:  tripwatch scan --format jsonl articles.jsonl   |   tripwatch scan --format text page.html feed.xml
    """
    from watch.cli.scanning import scan_files, show_hits, show_row, show_text
    from watch.config import load

    ruleset = load.load_rules_in(rules) if rules is not None else load.load_rules(None)
    show = show_row if output is ScanFormat.JSONL else show_text if every else show_hits
    bad = scan_files(files or [], ruleset, kind=given, show=show)
    raise typer.Exit(1 if bad else 0)


def explain(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="TEXT|FILE|-", help="A text, a file, or - for standard input.")],
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="Only this rule, with every condition; may be repeated.")
    ] = None,
    on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day of the article.")] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Its language.", show_default="by its script")] = None,
    title: Annotated[str | None, typer.Option("--title", help="Its title.", show_default="the first line")] = None,
    country: Annotated[str | None, typer.Option("--source-country", help="Its source's country, such as kr.")] = None,
    rules: RulesOption = None,
    given: Annotated[
        Input, typer.Option("--input", help="What the file holds; auto: by its ending and beginning.")
    ] = Input.AUTO,
    output: FormatOption = Format.TEXT,
) -> None:
    """Say what the rules make of a text, and why: what made a hit one, where a miss failed and how near it came.

    A file may hold a plain text, a page, a feed or JSON lines, as for scan. Without --rule the hits and the nearest
    misses are shown. ✓ holds, ✗ does not, · must not.

    Exit status 0: explained, hit or miss; 1: something in the file could not be read; 2: no such rule.

    Examples:  tripwatch explain "Takaichi visits Yasukuni" --on 2026-10-17

        tripwatch explain article.html --rule yasukuni   |   curl -s URL | tripwatch explain - --input html
    """
    from watch.cli.explaining import as_row, given_by, near, show, stated
    from watch.rules.explain import explain as explain_all
    from watch.rules.match import Matcher

    ruleset = _rules(context, rules).ruleset
    _refuse_unknown(ruleset, rule or ())
    matcher = Matcher(ruleset)
    rows: list[dict[str, object]] = []
    bad = False
    for article in given_by(what, given, title):
        if article is None:
            bad = True
            continue
        known = stated(article, title=title, lang=lang, on=on.date() if on else None, country=country)
        found = explain_all(matcher, known.reading)
        shown = [each for each in found if each.rule_id in rule] if rule else near(found)
        if output is Format.JSON:
            rows.append(as_row(known, shown))
        else:
            show(known, shown, others=0 if rule else len(found) - len(shown), whole=bool(rule))
    if output is Format.JSON:
        as_json(rows)
    raise typer.Exit(1 if bad else 0)
