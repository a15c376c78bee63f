"""Commands for the files that rules are in: rules list, rules copy, rules outdated."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watch.cli.settings import config_path, has_config, load_config
from watch.cli.show import Format, FormatOption, as_json, aside, say, table
from watch.rules.tree import Rule, RuleSet
from watch.rules.windows import Due, due
from watch.times import SystemClock

if TYPE_CHECKING:
    from watch.config.copies import Copy

files = typer.Typer(no_args_is_help=True, help="List the rules, copy a shipped one, and see which copies are outdated.")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(files, name="rules")


def _own_folder(context: typer.Context) -> Path:
    """The folder for rules of one's own. Raises TripwatchError where the config names none."""
    from watch.errors import TripwatchError

    named = load_config(context).rules_path
    if named is None:
        hint = 'write below [rules] in the config: path = "rules", and make that folder beside it'
        raise TripwatchError("the config names no folder for rules of your own", hint=hint)
    return Path(named)


@files.command("list")
def list_rules(context: typer.Context, output: FormatOption = Format.TEXT) -> None:
    """List the rules that apply, where each comes from, and which window of its calendar is open or next.

    Shipped: came with Tripwatch; own: from the folder of the config; replaced: an own file in place of a shipped one.

    Example:  tripwatch rules list
    """
    from watch.config import load

    shipped = load.load_rules(None)
    ruleset = load.load(config_path(context), environ=os.environ)[1] if has_config(context) else shipped
    rows = [_row(rule, shipped) for rule in ruleset.rules]
    now = SystemClock().now()
    windows = [list(due(rule, now)) for rule in ruleset.rules]
    if output is Format.JSON:
        as_json([row | {"windows": list(map(_window_json, found))} for row, found in zip(rows, windows, strict=True)])
        return
    shown = (
        (row["id"], row["title"], _range(row["lowest"], row["highest"]), row["origin"], row["file"], _nearest(found))
        for row, found in zip(rows, windows, strict=True)
    )
    table(("id", "title", "severity", "from", "file", "window"), shown)


def _window_json(found: Due) -> dict[str, object]:
    return {
        "name": found.window.name,
        "title": found.window.title,
        "open": found.open,
        "from": found.dates.first,
        "to": found.dates.last,
        "confirmed": found.dates.confirmed,
    }


def _nearest(windows: Sequence[Due]) -> str:
    """The window that is open or comes first, in words; nothing for a rule without any."""
    if not windows:
        return ""
    found = min(windows, key=lambda each: each.dates.first)
    when = f"open until {found.dates.last}" if found.open else str(found.dates.first)
    return f"{found.window.name}: {when}" + ("" if found.dates.confirmed else " (unconfirmed)")


def _row(rule: Rule, shipped: RuleSet) -> dict[str, str]:
    base = shipped.rule(rule.id)
    severities = sorted(
        {rule.severity, *(rung.severity for rung in (*rule.ladder, *rule.beside))}, key=lambda s: s.rank
    )
    return {
        "id": rule.id,
        "title": rule.title,
        "lowest": severities[0],
        "highest": severities[-1],
        "origin": "own" if base is None else "shipped" if base.file == rule.file else "replaced",
        "file": rule.file,
        "version": rule.version,
    }


def _range(lowest: str, highest: str) -> str:
    return lowest if lowest == highest else f"{lowest} to {highest}"


@files.command("copy")
def copy_rule(
    context: typer.Context,
    rule: Annotated[str, typer.Argument(metavar="ID", help="The id of a shipped rule.")],
) -> None:
    """Copy a shipped rule into your own folder, to change it there; a file that exists is never overwritten.

    The copy takes the place of the shipped rule. A comment in it says of which version it was made.

    Example:  tripwatch rules copy yasukuni
    """
    from watch.config.copies import copy

    say(f"wrote {copy(rule, _own_folder(context))}")
    say(f"edit it, then: tripwatch check, tripwatch test {rule}")


@files.command()
def outdated(context: typer.Context, output: FormatOption = Format.TEXT) -> None:
    """Name your copies of shipped rules whose original has changed since they were copied.

    Exit status 0: none; 1: some are outdated, or their original is gone.

    Example:  tripwatch rules outdated
    """
    from watch.config.copies import State, copies

    found = list(copies(_own_folder(context)))
    late = [copy for copy in found if copy.state in (State.OUTDATED, State.GONE)]
    if output is Format.JSON:
        as_json([_copy_json(copy) for copy in found])
    else:
        for copy in found:
            _show_copy(copy)
        if not late:
            say("no copy of a shipped rule is outdated")
    raise typer.Exit(1 if late else 0)


def _copy_json(copy: "Copy") -> dict[str, object]:
    return {
        "id": copy.rule_id,
        "state": copy.state,
        "file": copy.file,
        "copied": copy.copied,
        "shipped": copy.shipped,
    }


def _show_copy(copy: "Copy") -> None:
    from watch import shipped
    from watch.config.copies import State

    if copy.state is State.OUTDATED:
        say(f"{copy.file}: outdated: made of version {copy.copied} of {copy.rule_id}, now {copy.shipped}")
        say(f"    compare: diff {shipped.path('rules') / copy.rule_id}.toml {copy.file}")
    elif copy.state is State.GONE:
        say(f"{copy.file}: the rule {copy.rule_id} it was made of ships no more")
    elif copy.state is State.UNKNOWN:
        aside(f"{copy.file}: cannot tell: it replaces a shipped rule and does not say of which version it was made")
