"""The log: one line an event, no secret in it, and nothing that a reader of it does can stop the daemon."""

import io
import json
import logging
import threading
from collections.abc import Iterator

import pytest

from watch import logs

SECRET = "xoxb-canary-4711"


@pytest.fixture(autouse=True)
def quiet_root() -> Iterator[None]:
    """Leave logging as it was."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    logging.getLogger("watch").setLevel(logging.NOTSET)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def lines(stream: io.StringIO) -> list[str]:
    return stream.getvalue().splitlines()


def test_a_program_gets_json_with_the_event_and_its_fields() -> None:
    stream = io.StringIO()
    log = logs.start(stream=stream)
    logging.getLogger("watch.test").info("read %d", 3, extra={"event": "polled", "source": "one", "edited": None})
    log.finish()
    (line,) = [json.loads(text) for text in lines(stream)]
    assert (line["event"], line["message"], line["source"]) == ("polled", "read 3", "one")
    assert "edited" not in line


def test_a_person_at_a_terminal_gets_plain_text() -> None:
    stream = Terminal()
    log = logs.start(stream=stream)
    logging.getLogger("watch.test").warning("slow", extra={"event": "polled", "source": "one"})
    log.finish()
    (line,) = lines(stream)
    assert "polled" in line
    assert "warning: slow  source=one" in line


@pytest.mark.parametrize("make", [io.StringIO, Terminal])
def test_no_secret_is_written_wherever_it_stands(make: type[io.StringIO]) -> None:
    stream = make()
    log = logs.start(secrets=[SECRET], stream=stream)
    ours = logging.getLogger("watch.test")
    ours.info("sent to %s", f"https://hook/{SECRET}", extra={"event": "sent", "channel": SECRET})
    try:
        raise ValueError(SECRET)
    except ValueError:
        ours.exception("failed", extra={"event": "poll-failed"})
    log.finish()
    assert "failed" in stream.getvalue()
    assert SECRET not in stream.getvalue()


@pytest.mark.parametrize("make", [io.StringIO, Terminal])
def test_a_feed_cannot_write_a_line_of_its_own(make: type[io.StringIO]) -> None:
    stream = make()
    log = logs.start(stream=stream)
    logging.getLogger("watch.test").info("a\n12:00:00 sent \x1b[2J\u2028%s", "x" * 5000, extra={"event": "polled"})
    log.finish()
    (line,) = lines(stream)
    assert "\x1b" not in line
    assert len(line) < 3000


class Paused(io.StringIO):
    """A reader that has stopped reading: whoever writes waits."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def write(self, text: str) -> int:
        self.go_on.wait(30)
        return super().write(text)


def test_a_reader_that_pauses_holds_up_nobody_and_learns_what_it_missed() -> None:
    stream = Paused()
    log = logs.start(stream=stream)
    ours = logging.getLogger("watch.test")
    for number in range(logs.MOST_WAITING + 100):
        ours.info("line %d", number, extra={"event": "polled"})
    stream.go_on.set()
    log.finish(30)
    ours.info("unheard")
    said = stream.getvalue()
    assert "line 0" in said
    assert len(lines(stream)) <= logs.MOST_WAITING + 2


def test_a_stream_that_is_gone_raises_nothing() -> None:
    stream = io.StringIO()
    log = logs.start(stream=stream)
    stream.close()
    logging.getLogger("watch.test").info("into the void", extra={"event": "polled"})
    log.finish()
    assert not log.behind.formatter or stream.closed
