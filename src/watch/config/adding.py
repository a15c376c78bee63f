"""Adds to a config file what a person would have written at its end: all of it or nothing, and only what is valid."""

import contextlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from watch.config.files import read_text, reason_of, refuse, shown
from watch.config.load import config_of
from watch.config.locate import LARGEST
from watch.configured import Config


def append(path: Path, block: str, *, environ: Mapping[str, str]) -> Config:
    """Add a block of tables at the end of a config file, and return what the config is then.

    What stands there already is left as it is, to the letter; a link to the file stays a link. Raises ProblemsError,
    and leaves the file as it was, if the outcome were no valid config, the file cannot be written, or somebody wrote
    it meanwhile.
    """
    place = path.expanduser().resolve()
    before = read_text(place, most=LARGEST, name=shown(path))
    line_end = "\r\n" if "\r\n" in before else "\n"
    gap = "" if not before else line_end if before.endswith("\n") else line_end * 2
    after = before + gap + block.replace("\n", line_end)
    config = config_of(path, after, environ=environ)
    _replace(place, before, after, shown(path))
    return config


def _replace(place: Path, before: str, after: str, name: str) -> None:
    """Put the new content in the place of the old in one step."""
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        _write(fresh, after.encode(), place.stat())
        if read_text(place, most=LARGEST, name=name) != before:
            raise refuse(name, "it was changed meanwhile; nothing was written", hint="do it again")
        fresh.replace(place)
        _settle(place.parent)
    except OSError as error:
        raise refuse(name, f"cannot be written: {reason_of(error)}") from None
    finally:
        fresh.unlink(missing_ok=True)


def _write(fresh: Path, content: bytes, like: os.stat_result) -> None:
    """A new file with the rights and, where we may, the owner of the old one; on the disk before it takes its place."""
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        with contextlib.suppress(PermissionError):
            os.fchown(file.fileno(), like.st_uid, like.st_gid)
        os.fchmod(file.fileno(), stat.S_IMODE(like.st_mode))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
