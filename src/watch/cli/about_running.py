"""Commands that run the watch and tend its database: run, demo, init, db, status."""

import os
from pathlib import Path
from typing import Annotated

import typer

from watch.cli.settings import config_path, load_config
from watch.cli.show import Format, FormatOption, as_json, aside, moment, say, table
from watch.configured import Config
from watch.remembered import PollState
from watch.times import SystemClock

database = typer.Typer(no_args_is_help=True, help="Tend the database.")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(run)
    app.command()(init)
    app.command()(status)
    app.command()(demo)
    app.add_typer(database, name="db")


def run(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Poll every source once, send what waits, and end.")] = False,
) -> None:
    """Watch: poll sources, match rules, alert. Ends on Ctrl-C or SIGTERM.

    Changed rules and config are read by themselves once they rest; SIGHUP reads them at once.

    The first look at a source is its baseline: what it already holds is kept, not alerted one by one.

    Examples:  tripwatch run   |   tripwatch --config desk.toml run --once
    """
    from watch import serving

    good = serving.serve(config_path(context), environ=os.environ, clock=SystemClock(), once=once)
    raise typer.Exit(0 if good else 1)


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write.")] = Path(),
    personal: Annotated[
        bool, typer.Option("--personal", help="Poll those sources too whose terms allow personal use only.")
    ] = False,
) -> None:
    """Write a config file and a folder for rules of your own; nothing that exists is overwritten.

    Examples:  tripwatch init ~/tripwatch   |   tripwatch init --personal
    """
    from watch.config.starting import init as write

    written = write(folder, personal=personal)
    for path in written:
        say(f"wrote {path}")
    if not written:
        say(f"everything is already there in {folder}")
    say("next: tripwatch check, then tripwatch run")


def demo(
    once: Annotated[bool, typer.Option("--once", help="Run faster, and end when all stories were told.")] = False,
) -> None:
    """Show Tripwatch offline: the real daemon on invented stories in three languages, served on this machine.

    Example:  tripwatch demo --once
    """
    from watch.demo.show import show

    raise typer.Exit(0 if show(clock=SystemClock(), once=once) else 1)


@database.command()
def upgrade(context: typer.Context) -> None:
    """Bring the database to the schema of this version, or make it; all or nothing.

    Example:  tripwatch db upgrade
    """
    from watch.store.database import upgrade as bring_up

    config = load_config(context)
    before, after = bring_up(config.database_url)
    say(f"the database is at {after}" + ("" if before == after else f" (it was at {before or 'nothing'})"))


def status(context: typer.Context, output: FormatOption = Format.TEXT) -> None:
    """Show whether the daemon runs, how the sources answer, and what waits for delivery.

    Example:  tripwatch status
    """
    from watch.store import archive, queues
    from watch.store.database import Store, running_pid

    config = load_config(context)
    store = Store.open(config.database_url, clock=SystemClock(), create=False, read_only=True)
    with store.read() as conn:
        states = queues.poll_states(conn)
        counts = archive.counts(conn)
        refused, held = archive.recall(conn, "refused"), archive.recall(conn, "held")
    store.close()
    pid = running_pid(config.database_url)
    if output is Format.JSON:
        rules = {"refused": refused, "held": held}
        as_json({"pid": pid, **rules, "counts": counts, "sources": [_state_json(state) for state in states]})
        return
    say(f"daemon: {f'running (process {pid})' if pid else 'not running'}")
    for waiting in (refused, held):
        if waiting:
            say(waiting)
    say("  ".join(f"{name.replace('_', ' ')}: {count}" for name, count in counts.items()))
    _show_states(config, states)
    if not states:
        aside("no source was polled yet: tripwatch run")


def _state_json(state: PollState) -> dict[str, object]:
    return {
        "source": state.source_id,
        "state": state.state,
        "detail": state.detail,
        "last_polled_at": state.last_polled_at,
        "last_ok_at": state.last_ok_at,
        "next_poll_at": state.next_poll_at,
        "failures": state.failures,
    }


def _show_states(config: Config, states: list[PollState]) -> None:
    known = {source.id for source in config.sources}
    rows = (
        (
            state.source_id if state.source_id in known else f"{state.source_id} (not in the config)",
            state.state,
            moment(state.last_ok_at, config.reader_zone),
            moment(state.next_poll_at, config.reader_zone),
            str(state.failures or ""),
            state.detail or "",
        )
        for state in states
    )
    table(("source", "state", "last read", "next poll", "failures", "detail"), rows)
