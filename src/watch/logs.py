"""One line an event: text for a person at a terminal, JSON for a machine, and no secret in either.

Code logs with `extra={"event": "sent", …}`; everything in `extra` becomes a field of the line.
"""

import json
import logging
import queue
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TextIO

#: What every LogRecord has; the rest of its attributes came in through `extra`.
_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_LONGEST = 2_000
#: Lines that may wait for a reader who has paused.
MOST_WAITING = 5_000


class Redacting(logging.Filter):
    """Takes known secrets out of a record, wherever they stand: message, fields, traceback."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets: tuple[str, ...] = ()
        self.know(secrets)

    def know(self, secrets: Iterable[str]) -> None:
        """Remember these too. What is shorter than six characters would blank out ordinary words."""
        known = {*self._secrets, *(secret for secret in secrets if len(secret) >= 6)}
        self._secrets = tuple(sorted(known, key=len, reverse=True))

    def clean(self, text: str) -> str:
        """The text without any secret."""
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self.clean(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        for name, value in fields_of(record).items():
            if isinstance(value, str):
                setattr(record, name, self.clean(value))
        return True


def fields_of(record: logging.LogRecord) -> dict[str, object]:
    """What was handed in through `extra`."""
    return {name: value for name, value in vars(record).items() if name not in _ORDINARY}


def one_line(text: str) -> str:
    """No line break, no control character, no endless line: a feed may have written it."""
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text[:_LONGEST])
    return shown if len(text) <= _LONGEST else f"{shown}…"


class TextLine(logging.Formatter):
    """`14:02:11 sent  yasukuni → console  key=…` for a person."""

    def format(self, record: logging.LogRecord) -> str:
        fields = fields_of(record)
        event = str(fields.pop("event", record.levelname.lower()))
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        rest = " ".join(f"{name}={value}" for name, value in fields.items() if value is not None)
        level = "" if record.levelno < logging.WARNING else f"{record.levelname.lower()}: "
        line = one_line(f"{at} {event:<16} {level}{record.msg}{'  ' if rest else ''}{rest}")
        return f"{line}\n{record.exc_text}" if record.exc_text else line


class JsonLine(logging.Formatter):
    """One JSON object a line: at, level, event, message, and the fields."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {name: value for name, value in fields_of(record).items() if value is not None}
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": fields.pop("event", "log"),
            "message": one_line(str(record.msg)),
        }
        line |= {name: value for name, value in fields.items() if name not in line}
        if record.exc_text:
            line["traceback"] = record.exc_text
        return json.dumps(line, default=str)


class Behind(logging.Handler):
    """Writes in a thread of its own: a full disk, a closed terminal or a paused reader must not stop the watching.

    What the reader does not take is kept up to a bound; beyond it lines are dropped and their number is told.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._lines: queue.Queue[str | None] = queue.Queue(MOST_WAITING)
        self._dropped = 0
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Hand a line over, or count it as dropped."""
        try:
            self._lines.put_nowait(self.format(record))
        except queue.Full:
            self._dropped += 1

    def finish(self, patience: float) -> None:
        """Write what waits, for so many seconds at most."""
        with suppress(queue.Full):
            self._lines.put(None, timeout=patience)
            self._thread.join(patience)

    def _run(self) -> None:
        while (line := self._lines.get()) is not None:
            dropped, self._dropped = self._dropped, 0
            note = f"({dropped} log lines were dropped: nobody read them)\n" if dropped else ""
            with suppress(OSError, ValueError):
                self._stream.write(f"{note}{line}\n")
                self._stream.flush()


@dataclass(frozen=True, slots=True)
class Log:
    """The log that `start` began."""

    redacting: Redacting
    behind: Behind

    def know(self, secrets: Iterable[str]) -> None:
        """Take these out as well from now on."""
        self.redacting.know(secrets)

    def finish(self, patience: float = 1.0) -> None:
        """Write what waits; for the end of the process."""
        self.behind.finish(patience)


def start(*, secrets: Iterable[str] = (), stream: TextIO | None = None) -> Log:
    """Send our log to `stream` (standard error), as text on a terminal and as JSON otherwise."""
    stream = stream or sys.stderr
    handler = Behind(stream)
    handler.setFormatter(TextLine() if stream.isatty() else JsonLine())
    redacting = Redacting(secrets)
    handler.addFilter(redacting)
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    logging.getLogger("watch").setLevel(logging.INFO)
    return Log(redacting, handler)
