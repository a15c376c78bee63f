"""The command itself: its options, its sub-commands, and how errors leave it.

Exit status: 0 done; 1 done with findings or failed items; 2 a usage, config, rule or database problem.
Heavy libraries are imported inside the commands that need them, so that `--help` is quick.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from watch import __version__
from watch.cli import (
    about_happenings,
    about_rule_files,
    about_rules,
    about_running,
    about_sources,
    moving_sources,
    polling_sources,
    trying_sources,
)
from watch.errors import TripwatchError

app = typer.Typer(
    name="tripwatch",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Watch news feeds for the tripwires of Japan-South Korea relations, and alert once for each happening.\n\n"
    "Start with `tripwatch init`, then `tripwatch check`, then `tripwatch run`; `tripwatch demo` shows it all offline.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"tripwatch {__version__}")  # noqa: T201 - this is the output
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option("--config", envvar="TRIPWATCH_CONFIG", help="The config file.", show_default="./config.toml"),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """What holds for every command."""
    context.obj = config


about_running.register(app)
about_rules.register(app)
about_rule_files.register(app)
about_sources.register(app)
polling_sources.register(about_sources.sources)
trying_sources.register(about_sources.sources)
moving_sources.register(about_sources.sources)
about_happenings.register(app)


def main() -> None:
    """Run the command that was typed; a problem that a person can mend is said in plain lines, never as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Under LANG=C Korean and Japanese must still come out, and an odd character must not end the program.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except TripwatchError as error:
        print(error if _is_list(error) else f"error: {error}", file=sys.stderr)  # noqa: T201 - this is the output
        raise SystemExit(2) from None
    except BrokenPipeError:
        # The reader went away (`tripwatch scan … | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _is_list(error: TripwatchError) -> bool:
    """Whether the error's text already is a list of problems, each with its place."""
    return bool(getattr(error, "problems", ()))
