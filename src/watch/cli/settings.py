"""Which config and database a command works with."""

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from watch.configured import Config
from watch.errors import TripwatchError
from watch.times import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

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


@contextmanager
def reading(config: Config) -> "Iterator[Connection]":
    """A connection to its database that can only read. Raises StoreError where there is none."""
    from watch.store.database import Store

    store = Store.open(config.database_url, clock=SystemClock(), create=False, read_only=True)
    try:
        with store.read() as conn:
            yield conn
    finally:
        store.close()
