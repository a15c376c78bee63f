"""Which config a command works with."""

import os
from pathlib import Path

import typer

from watch.configured import Config
from watch.errors import TripwatchError

DEFAULT = Path("config.toml")


def config_path(context: typer.Context) -> Path:
    """The config file that was named, or ./config.toml. Raises TripwatchError if it is not there."""
    path = named(context) or DEFAULT
    if not path.exists():
        raise TripwatchError(
            f"there is no config file {path}", hint="`tripwatch init` writes one, `--config` names one"
        )
    return path


def named(context: typer.Context) -> Path | None:
    """The config file that was named on the command line or by TRIPWATCH_CONFIG."""
    return context.obj if isinstance(context.obj, Path) else None


def has_config(context: typer.Context) -> bool:
    """Whether there is a config to work with."""
    return named(context) is not None or DEFAULT.exists()


def load_config(context: typer.Context) -> Config:
    """The config alone. Raises ProblemsError."""
    from watch.config import load

    return load.load_config(config_path(context), environ=os.environ)
