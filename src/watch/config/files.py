"""Reads the small text files that people write: regular ones of bounded size in UTF-8, and never waits."""

import os
import stat
from pathlib import Path

from watch.errors import Problem, ProblemsError, Where

#: What Korean and Japanese editors wrote before UTF-8, to name the likely one.
_OLD_ENCODINGS = (("cp932", "Shift_JIS"), ("cp949", "EUC-KR"))


def shown(path: Path) -> str:
    """The path as messages give it: short where it lies below the working folder."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (OSError, ValueError):
        return str(path)


def read_text(path: Path, *, most: int, name: str | None = None) -> str:
    """The text of a file of at most `most` bytes. Raises ProblemsError with one problem for whatever prevents it."""
    name = name or shown(path)
    return _decoded(read_bytes(path, most=most, name=name), name)


def refuse(name: str, message: str, *, hint: str | None = None) -> ProblemsError:
    """The error for a file or folder as a whole."""
    return ProblemsError([Problem(message=message, hint=hint, where=Where(name))])


def read_bytes(path: Path, *, most: int, name: str | None = None) -> bytes:
    """The content of a file of at most `most` bytes. Raises ProblemsError with one problem for whatever prevents it."""
    name = name or shown(path)
    try:
        # Without O_NONBLOCK a named pipe would hold us until somebody writes to it.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            _must_be_regular(os.fstat(handle).st_mode, name)
            with os.fdopen(handle, "rb", closefd=False) as file:
                content = file.read(most + 1)
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:
        raise refuse(name, f"cannot be read: {reason_of(error)}") from None
    if len(content) > most:
        raise refuse(name, f"the file is larger than {most // 1024} KiB", hint="is this the right file?")
    return content


def _must_be_regular(mode: int, name: str) -> None:
    if not stat.S_ISREG(mode):
        raise refuse(name, f"this is {'a folder' if stat.S_ISDIR(mode) else 'a pipe or device'}, not a file")


def reason_of(error: Exception) -> str:
    """The words of the system for what went wrong, without the path in them."""
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else "not a usable path"


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        problem = Problem(
            message=f"this is not UTF-8 (byte 0x{content[error.start]:02x})",
            hint=f"{_likely(content)}save the file as UTF-8",
            where=Where(name, line, column),
        )
        raise ProblemsError([problem]) from None


def _likely(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "it looks like UTF-16; "
    for encoding, title in _OLD_ENCODINGS:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return f"it may be {title}; "
    return ""
