"""Sending for real: a webhook and a mail server on loopback, Slack's library pointed at the webhook."""

import io
import json
import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from happenings import SAYS, a_fact, a_rule, an_incident

from watch import notify
from watch.errors import DeliveryError
from watch.incidents.render import message
from watch.model import Message, Reason
from watch.secret import Secret

KEY = "0123456789abcdef"
TOKEN = "TIiajkdnlazkcOXrIdevi7FQ"
SLACK = f"slack://T1JJ3T3L2/A1BRTD4JD/{TOKEN}/#general"
_number = count()


def alert(title: str = "大臣が靖国神社に参拝 <!channel>", url: str = "https://news.test/1?a=1&b=2") -> Message:
    fact = a_fact(excerpt=title, marks=((3, 7),), url=url)
    return message(an_incident(says=SAYS["offering"]), [fact], Reason.NEW_INCIDENT, a_rule(), zone="Asia/Tokyo")


@dataclass(slots=True)
class Hook:
    """A webhook that answers as it is told and keeps what it was sent."""

    port: int
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    #: Read the request, then end the connection without a word.
    silent: bool = False
    #: Answer nothing until this is set.
    released: threading.Event = field(default_factory=threading.Event)
    got: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"json://user:hunter2secret@127.0.0.1:{self.port}/hook"


@pytest.fixture
def hook() -> Iterator[Hook]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.got.append((dict(self.headers), payload))
            made.released.wait(10)
            if made.silent:
                self.close_connection = True
                return
            self.send_response(made.status)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(made.body)))
            self.end_headers()
            self.wfile.write(made.body)

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Hook(server.server_port)
        made.released.set()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.released.set()
        server.shutdown()
        thread.join()


def send(
    url: str, made: Message | None = None, timeout: timedelta = timedelta(seconds=5), *, repeat: bool = False
) -> None:
    # A channel of its own each time: to one and the same channel Apprise keeps its distance.
    notify.send(Secret(url), made or alert(), key=KEY, name=f"desk-{next(_number)}", timeout=timeout, repeat=repeat)


def failure(url: str, timeout: timedelta = timedelta(seconds=5)) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send(url, timeout=timeout)
    return caught.value


# ------------------------------------------------------------------------------------------------ what arrives


def test_a_webhook_gets_the_text_and_the_key_twice(hook: Hook) -> None:
    send(hook.url)
    ((headers, payload),) = hook.got
    assert headers["X-Tripwatch-Key"] == KEY
    assert payload["title"] == alert().title
    assert payload["message"].splitlines()[-1] == f"key {KEY}"
    assert "大臣が*靖国神社*に参拝 <!channel>" in payload["message"]
    assert alert().title not in payload["message"]


def test_slack_gets_our_markup_untouched_and_nothing_of_anyone_elses(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apprise.plugins.slack import NotifySlack

    monkeypatch.setattr(NotifySlack, "webhook_url", f"http://127.0.0.1:{hook.port}")
    send(SLACK)
    ((headers, payload),) = hook.got
    assert headers["X-Tripwatch-Key"] == KEY
    (attachment,) = payload["attachments"]
    (block,) = attachment["blocks"]
    assert block["text"] == {"type": "mrkdwn", "text": f"{alert().markup}\nkey {KEY}"}
    assert len(block["text"]["text"]) <= 3_000
    assert "&lt;!channel&gt;" in block["text"]["text"]
    assert "<https://news.test/1?a=1&amp;b=2|news.test>" in block["text"]["text"]
    assert "image" not in json.dumps(payload)


def test_what_slack_refuses_with_200_is_not_sent(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise.plugins.slack import NotifySlack

    monkeypatch.setattr(NotifySlack, "webhook_url", f"http://127.0.0.1:{hook.port}")
    hook.body = b"<html>Sign in to the network</html>"
    assert not failure(SLACK).permanent


# ------------------------------------------------------------------------------------------------ what goes wrong


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        *((status, True) for status in (400, 401, 403, 404, 410, 413)),
        *((status, False) for status in (408, 429, 500, 502, 503, 504)),
    ],
)
def test_the_answer_tells_whether_trying_again_can_help(hook: Hook, status: int, permanent: bool) -> None:
    hook.status = status
    error = failure(hook.url)
    assert (error.permanent, error.unknown) == (permanent, False)
    assert error.message == f"answered {status}"


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("0", timedelta(0)),
        ("99999", timedelta(hours=1)),
        ("99999999999999999999", None),
        ("-1", None),
        ("NaN", None),
        ("soon", None),
        ("", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", timedelta(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(hours=1)),
        ("Fri, 31 Dec 99999 23:59:59 GMT", None),
    ],
)
def test_retry_after_is_heard_within_reason(hook: Hook, header: str, wait: timedelta | None) -> None:
    hook.status, hook.headers = 429, {"Retry-After": header}
    assert failure(hook.url).retry_after == wait


def test_retry_after_may_be_a_date(hook: Hook) -> None:
    at = datetime.now(UTC) + timedelta(minutes=10)
    hook.status, hook.headers = 503, {"Retry-After": at.strftime("%a, %d %b %Y %H:%M:%S GMT")}
    wait = failure(hook.url).retry_after
    assert wait is not None
    assert timedelta(minutes=9) < wait <= timedelta(minutes=10)


def test_a_redirect_carries_no_message_and_is_a_failure(hook: Hook) -> None:
    hook.status, hook.headers = 302, {"Location": f"http://127.0.0.1:{hook.port}/login"}
    error = failure(hook.url)
    assert not error.permanent
    assert "redirect" in error.message


def test_nobody_listening_means_it_did_not_arrive() -> None:
    error = failure(f"json://127.0.0.1:{free_port()}/")
    assert (error.permanent, error.unknown) == (False, False)


def test_a_host_that_does_not_exist_means_it_did_not_arrive() -> None:
    error = failure("json://nobody.invalid/")
    assert (error.permanent, error.unknown) == (False, False)


def test_no_answer_in_time_means_it_may_have_arrived(hook: Hook) -> None:
    hook.released.clear()
    error = failure(hook.url, timeout=timedelta(seconds=0.2))
    assert error.unknown
    assert len(hook.got) == 1


def test_a_connection_that_ends_after_the_message_means_it_may_have_arrived(hook: Hook) -> None:
    hook.silent = True
    assert failure(hook.url).unknown


def test_an_address_that_cannot_be_used_is_permanent() -> None:
    assert failure("nosuchservice://x/y").permanent


class _Kept(logging.Handler):
    """What our own log would have shown, at its lowest level."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture
def our_log() -> Iterator[list[str]]:
    kept, level = _Kept(), logging.root.level
    logging.root.addHandler(kept)
    logging.root.setLevel(logging.NOTSET)
    yield kept.lines
    logging.root.removeHandler(kept)
    logging.root.setLevel(level)


@pytest.mark.parametrize("status", [200, 401, 500])
def test_no_error_and_no_log_holds_a_part_of_the_address(
    hook: Hook, status: int, our_log: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    hook.status = status
    said = "" if status == 200 else repr(failure(hook.url))
    if status == 200:
        send(hook.url)
    for text in (said, *our_log, *capfd.readouterr()):
        assert "hunter2secret" not in text
        assert "/hook" not in text


def test_scrubbing_finds_the_parts_quoted_or_not() -> None:
    url = Secret("mailto://user:p%40ssword@mail.test?to=someone@else.test")
    text = "login p@ssword or p%40ssword of user at mail.test\r\nfailed \x1b[2J"
    assert notify.scrubbed(text, url) == "login … or … of … at … failed [2J"


# ------------------------------------------------------------------------------------------------ mail


@dataclass(slots=True)
class Mailbox:
    """A mail server that takes, refuses or puts off, by the address."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)

    def url(self, to: str = "desk@reader.test") -> str:
        return f"mailto://127.0.0.1:{self.port}?from=tripwatch@here.test&to={to}&mode=insecure&smtp=127.0.0.1"

    async def handle_RCPT(  # noqa: N802 - the name is the library's
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith("gone"):
            return "550 no such user"
        if address.startswith("grey"):
            return "451 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        assert max(len(line) for line in envelope.content.split(b"\r\n")) <= 998
        made = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(made, EmailMessage)
        self.mails.append(made)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_a_mail_has_our_page_and_a_plain_one_and_the_same_id_on_every_copy(mailbox: Mailbox) -> None:
    send(mailbox.url())
    send(mailbox.url())
    first, second = mailbox.mails
    assert first["Subject"] == alert().title
    assert first["X-Tripwatch-Key"] == KEY
    assert first["Message-ID"] == second["Message-ID"]
    assert KEY in first["Message-ID"]
    assert "大臣が<mark>靖国神社</mark>に参拝 &lt;!channel&gt;" in part(first, "html")
    assert "大臣が靖国神社に参拝 <!channel>" in part(first, "plain")
    assert KEY in part(first, "html")


@pytest.mark.parametrize("title", ["x" * 998, "一" * 998, "a\r\nBcc: all@evil.test", "\ud800", "<script>x</script>"])
def test_no_title_makes_a_mail_that_cannot_be_sent_or_goes_elsewhere(mailbox: Mailbox, title: str) -> None:
    made = message(an_incident(says=title), [a_fact(title=title)], Reason.NEW_INCIDENT, a_rule(), zone="UTC")
    send(mailbox.url(), made)
    (mail,) = mailbox.mails
    assert mail["To"] == "desk@reader.test"
    assert mail["Bcc"] is None
    assert "<script" not in part(mail, "html")


def test_an_unknown_reader_is_permanent(mailbox: Mailbox) -> None:
    error = failure(mailbox.url("gone@reader.test"))
    assert (error.permanent, error.message) == (True, "the mail server answered 550")


def test_a_server_that_puts_us_off_is_asked_again_after_minutes(mailbox: Mailbox) -> None:
    error = failure(mailbox.url("grey@reader.test"))
    assert (error.permanent, error.retry_after) == (False, timedelta(minutes=5))


def test_a_mail_server_that_is_down_is_no_unknown_outcome() -> None:
    port = free_port()
    error = failure(f"mailto://127.0.0.1:{port}?from=a@here.test&to=b@reader.test&mode=insecure&smtp=127.0.0.1")
    assert (error.permanent, error.unknown) == (False, False)
    assert "reader.test" not in error.message


# ------------------------------------------------------------------------------------------------ copies


def test_a_copy_that_may_be_a_repeat_says_so_above_its_key_and_not_in_the_title(
    hook: Hook, mailbox: Mailbox, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from apprise.plugins.slack import NotifySlack

    monkeypatch.setattr(NotifySlack, "webhook_url", f"http://127.0.0.1:{hook.port}")
    for url in (hook.url, SLACK, mailbox.url(), "console://"):
        send(url, repeat=True)
    (_, plain), (_, slack) = hook.got
    (mail,) = mailbox.mails
    assert plain["message"].endswith(f"\nmay be a repeat: same key\nkey {KEY}")
    assert slack["attachments"][0]["blocks"][0]["text"]["text"].endswith(f"\nmay be a repeat: same key\nkey {KEY}")
    assert f"<p>may be a repeat: same key<br>key {KEY}</p>" in part(mail, "html")
    assert "may be a repeat: same key" in part(mail, "plain").splitlines()
    assert capsys.readouterr().out.endswith(f"\nmay be a repeat: same key\nkey {KEY}\n\n")
    assert (plain["title"], mail["Subject"]) == (alert().title, alert().title)


# ------------------------------------------------------------------------------------------------ the console


class _Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_the_console_prints_the_whole_alert_and_its_key(capsys: pytest.CaptureFixture[str]) -> None:
    send("console://")
    assert capsys.readouterr().out == f"{alert().text}\nkey {KEY}\n\n"


def test_a_terminal_gets_bold_words_and_no_control_sequence_of_a_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    made = alert()
    send("console://", Message(title="t", text=f"{made.text}\x1b]0;owned\x07", markup="", html=""))
    shown = terminal.getvalue()
    assert shown.startswith("\x1b[1m[medium]")
    assert "大臣が\x1b[1m靖国神社\x1b[0mに参拝" in shown
    assert "\x1b]" not in shown
    assert "\x07" not in shown


def test_a_console_of_another_encoding_shows_what_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="ascii") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        send("console://")
        assert b"news.test" in raw.getvalue()


def test_a_closed_console_is_a_failure_that_may_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    stream.close()
    monkeypatch.setattr("sys.stdout", stream)
    assert not failure("console://").permanent


# ------------------------------------------------------------------------------------------------ checking


@pytest.mark.parametrize("url", ["console://", "json://127.0.0.1:9/x", SLACK, "mailto://a:b@mail.test"])
def test_an_address_that_can_be_used_has_no_fault(url: str) -> None:
    assert notify.check(Secret(url)) is None


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("nosuchservice://secret", "no service is called nosuchservice://"),
        ("slack://secret", "slack:// address"),
        ("secret", "begins with the name of a service"),
        ("", "begins with the name of a service"),
    ],
)
def test_a_fault_is_named_without_the_address(url: str, fault: str) -> None:
    said = notify.check(Secret(url))
    assert said is not None
    assert fault in said
    assert "secret" not in said
