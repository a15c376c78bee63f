"""Sending one message to one channel, and reading what went wrong.

`console://` is printed here; every other address is Apprise's. Apprise answers yes or no and keeps the reason to
itself, so this module listens where the reason passes by: in the HTTP library under it, and in its log, which goes
nowhere else (at its lowest level it prints tokens and passwords).

What is taken from a feed was escaped when the message was made (incidents/layout.py); here each kind of channel gets
the rendering that was made for it.
"""

import logging
import re
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote

from watch.errors import DeliveryError
from watch.incidents.wording import cut
from watch.model import Message
from watch.secret import Secret

TIMEOUT = timedelta(seconds=20)
KEY_HEADER = "X-Tripwatch-Key"
#: Stands above the key of a copy whose like may have arrived before.
REPEAT = "may be a repeat: same key"
#: However long a service asks us to wait, an hour later it is asked again.
LONGEST_WAIT = timedelta(hours=1)
#: A mail server that puts off strangers takes the message when it comes again, but not sooner than this.
GREYLISTED = timedelta(minutes=5)
#: Characters of a subject in the form in which it travels; the page below has the title in full.
LONGEST_SUBJECT = 900

#: Answers of the class 4xx that may change by themselves; the others mean that trying again cannot help.
_PASSING = frozenset({408, 409, 421, 423, 425, 429})
_ERROR_CODE = re.compile(r"\berror=(\d{3})\b")
#: A reply as Python's SMTP library shows it: (550, b'no such user').
_SMTP_REPLY = re.compile(r"\((\d{3}), b['\"]")


def send(
    url: Secret, message: Message, *, key: str, name: str, timeout: timedelta = TIMEOUT, repeat: bool = False
) -> None:
    """Send a message to the channel called `name`, and return when the channel has taken it.

    Blocks for about `timeout` at most, where the service's library keeps to it. `key` stands in every copy, so that a
    receiver can tell a repeat; `repeat` tells the reader that this may be one. Raises DeliveryError: `permanent` if
    trying again cannot help, `unknown` if the message may have arrived, with `retry_after` if the service named a time.
    No text of it holds any part of the address.
    """
    if _scheme(url) == "console":
        _print(message, _foot(key, repeat))
        return
    with _tapped(key) as heard:
        taken, fault = _through_apprise(url, message, key, name, timeout, repeat)
    if taken and not heard.redirected:
        return
    raise _reason(heard, fault, url)


def _foot(key: str, repeat: bool) -> list[str]:
    """The last lines of a message, in which nothing needs escaping."""
    return [*([REPEAT] if repeat else []), f"key {key}"]


def check(url: Secret) -> str | None:
    """What is wrong with a channel's address, in one sentence without any part of it; None if it can be used."""
    scheme = _scheme(url)
    if scheme == "console":
        return None
    if scheme is None:
        return "a channel's url begins with the name of a service and ://, such as slack:// or mailto://"
    with _tapped(""):
        plugin = _plugin(url)
    if plugin is not None:
        return None
    from apprise import Apprise

    known = any(scheme in (details.get("protocols") or ()) or scheme in (details.get("secure_protocols") or ())
                for details in Apprise().details()["schemas"])  # fmt: skip
    if not known:
        return f"no service is called {scheme}://"
    return f"this is not how a {scheme}:// address is written; see Apprise's page on that service"


def _scheme(url: Secret) -> str | None:
    scheme, colon, _ = url.reveal().partition("://")
    return scheme.strip().lower() if colon and re.fullmatch(r"\s*[A-Za-z][A-Za-z0-9+.-]*", scheme) else None


# ------------------------------------------------------------------------------------------------ the console

_console = threading.Lock()


def _print(message: Message, foot: Sequence[str]) -> None:
    """One alert on standard output, whole; in bold what matters, if a person is looking."""
    lines = [*_harmless(message.text).split("\n"), *foot, ""]
    try:
        colours = sys.stdout.isatty()
        if colours:
            lines = [_bold(lines[0]), *(re.sub(r"\*([^*]+)\*", lambda m: _bold(m[1]), line) for line in lines[1:])]
        text = "\n".join(lines) + "\n"
        encoding = sys.stdout.encoding or "utf-8"
        with _console:
            sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
            sys.stdout.flush()
    except (OSError, ValueError) as error:
        # A closed pipe or a full disk behind it.
        raise DeliveryError(f"standard output does not take it: {type(error).__name__}") from None


def _bold(words: str) -> str:
    return f"\x1b[1m{words}\x1b[0m"


def _harmless(text: str) -> str:
    """No control sequence but our own reaches a terminal."""
    return "".join(char for char in text if char == "\n" or char.isprintable())


# ------------------------------------------------------------------------------------------------ Apprise


@dataclass(slots=True)
class _Heard:
    """What passed by while one message was sent."""

    key: str
    status: int | None = None
    retry_after: str | None = None
    #: A redirect turns a POST into a GET: whatever answered it did not get the message.
    redirected: bool = False
    broken: BaseException | None = None
    lines: list[str] = field(default_factory=list)


# What passes by belongs to the message that is being sent; threads that Apprise may start inherit this.
_hearing: ContextVar[_Heard | None] = ContextVar("tripwatch_hearing", default=None)
# Apprise's objects are used by one thread each.
_mine = threading.local()
_tapping = threading.Lock()
_tapped_once = False


def _through_apprise(
    url: Secret, message: Message, key: str, name: str, timeout: timedelta, repeat: bool
) -> tuple[bool, str | None]:
    """Whether Apprise says that it was taken, or what kind of error it let through."""
    from apprise import NotifyFormat
    from apprise.plugins.email import NotifyEmail
    from apprise.plugins.slack import NotifySlack

    service = _service(url, name)
    if service is None:
        raise DeliveryError("the channel's url cannot be used; `tripwatch notify test` says why", permanent=True)
    plugin: Any = service[0]
    plugin.socket_connect_timeout = min(10.0, timeout.total_seconds())
    plugin.socket_read_timeout = timeout.total_seconds()
    foot = _foot(key, repeat)
    title, rest = message.title, message.text.partition("\n")[2].strip() or message.text
    body = "\n".join([rest, *foot])
    body_format: NotifyFormat | None = NotifyFormat.TEXT
    if isinstance(plugin, NotifySlack):
        # Markup of our own in blocks: the only way in which Slack takes it as it is. Its first line is the title.
        plugin.use_blocks = True
        plugin.include_image = plugin.include_footer = False
        title, body, body_format = "", "\n".join([message.markup, *foot]), None
    elif isinstance(plugin, NotifyEmail):
        plugin.headers = {**plugin.headers, KEY_HEADER: key}
        # Apprise writes the subject as one line, in which a Japanese character takes nine; 998 is what mail allows.
        title = cut(title, LONGEST_SUBJECT, _as_subject)
        body, body_format = f"{message.html}\n<p>{'<br>'.join(foot)}</p>", NotifyFormat.HTML
    try:
        return bool(service.notify(body=body, title=title, body_format=body_format)), None
    except Exception as error:  # noqa: BLE001 - 170 services, each with its own faults: none may end the thread
        return False, type(error).__name__


def _as_subject(title: str) -> str:
    return Header(title, "utf-8").encode(maxlinelen=0)


def _service(url: Secret, name: str) -> Any:
    """The Apprise object of a channel, kept by its thread: Apprise counts the pauses between messages in it."""
    from apprise import Apprise

    kept: dict[str, tuple[str, Any]] = _mine.__dict__.setdefault("services", {})
    address, service = kept.get(name, ("", None))
    if service is None or address != url.reveal():
        plugin = _plugin(url)
        if plugin is None:
            return None
        service = Apprise()
        service.add(plugin)
        kept[name] = (url.reveal(), service)
    return service


def _plugin(url: Secret) -> Any:
    """The service behind an address, or None if it cannot be read."""
    from apprise import Apprise, AppriseAsset

    # Without a time limit of its own Apprise sends in the calling thread: a channel that hangs takes no one else's.
    asset = AppriseAsset(app_id="Tripwatch", app_desc="Tripwatch", app_url="", service_timeout=0)
    try:
        return Apprise.instantiate(url.reveal(), asset=asset, suppress_exceptions=True)
    except Exception:  # noqa: BLE001 - an address that a service cannot read is an address that cannot be used
        return None


# ------------------------------------------------------------------------------------------------ listening


@contextmanager
def _tapped(key: str) -> Iterator[_Heard]:
    """Hear what passes by while one message is sent."""
    _tap()
    heard = _Heard(key)
    token = _hearing.set(heard)
    try:
        yield heard
    finally:
        _hearing.reset(token)


class _Ear(logging.Handler):
    """Keeps Apprise's log lines for the message that is being sent, and lets none go anywhere else."""

    def emit(self, record: logging.LogRecord) -> None:
        heard = _hearing.get()
        if heard is not None:
            heard.lines.append(record.getMessage()[:2_000])


def _load() -> Any:
    """Load Apprise's 170 services, which it does at the first address, and return its module for mail."""
    # Some of them import what a coming Python will not have; they are prepared for that, and it is not ours to mend.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from apprise import Apprise
        from apprise.plugins.email import base

        Apprise.instantiate("json://localhost")
    return base


def _tap() -> None:
    """Once in a process: take Apprise's log, and see the answers that it keeps to itself.

    Nothing else in Tripwatch uses `requests`, so that its one way out may be watched for all of it.
    """
    global _tapped_once  # noqa: PLW0603 - the libraries that are tapped are as global
    with _tapping:
        if _tapped_once:
            return
        import requests

        mail = _load()
        logger = logging.getLogger("apprise")
        logger.handlers[:] = [_Ear()]
        logger.setLevel(logging.DEBUG)
        # urllib3 names the path of an address, which for a webhook is the secret.
        logger.propagate = logging.getLogger("urllib3").propagate = False
        send_request = requests.Session.send

        def send_and_tell(session: requests.Session, request: Any, **rest: Any) -> requests.Response:
            heard = _hearing.get()
            if heard is None:
                return send_request(session, request, **rest)
            request.headers[KEY_HEADER] = heard.key
            try:
                answer = send_request(session, request, **rest)
            except requests.RequestException as error:
                heard.broken = error
                raise
            heard.status, heard.retry_after = answer.status_code, answer.headers.get("Retry-After")
            heard.redirected = bool(answer.history) and answer.request.method != request.method
            return answer

        requests.Session.send = send_and_tell  # type: ignore[assignment]
        make_msgid = mail.make_msgid

        def msgid(idstring: str | None = None, domain: str | None = None) -> str:
            """The same Message-ID on every copy: many mailboxes then keep only one."""
            heard = _hearing.get()
            return f"<{heard.key}@tripwatch.invalid>" if heard and heard.key else make_msgid(idstring, domain)

        mail.make_msgid = msgid
        _tapped_once = True


# ------------------------------------------------------------------------------------------------ reasons


def _reason(heard: _Heard, fault: str | None, url: Secret) -> DeliveryError:
    """What went wrong, from the surest sign to the weakest."""
    if heard.redirected:
        return DeliveryError("it answered with a redirect, which does not carry the message")
    if heard.broken is not None:
        return _connection(heard.broken)
    status = heard.status or next((int(code) for code in _ERROR_CODE.findall("\n".join(heard.lines))), None)
    if status is not None:
        return _answered(status, heard.retry_after)
    if reply := next(iter(_SMTP_REPLY.findall("\n".join(heard.lines))), None):
        return _mail(int(reply))
    said = next((line for line in reversed(heard.lines) if "Exception" in line), fault or "")
    if "timed out" in said or "unexpectedly closed" in said:
        return DeliveryError("the connection ended before the answer", unknown=True)
    return DeliveryError(
        f"not taken: {scrubbed(said, url)[:200]}" if said else "not taken; the service did not say why"
    )


def _answered(status: int, retry_after: str | None) -> DeliveryError:
    if status < 300:
        return DeliveryError(f"answered {status}, but not as the service does when it takes a message")
    permanent = 400 <= status < 500 and status not in _PASSING
    wait = _wait(retry_after) if not permanent else None
    return DeliveryError(f"answered {status}", permanent=permanent, retry_after=wait)


def _mail(reply: int) -> DeliveryError:
    """4xx is greylisting or a full mailbox, and takes minutes; 5xx is a no."""
    permanent = 500 <= reply < 600
    wait = None if permanent else GREYLISTED
    return DeliveryError(f"the mail server answered {reply}", permanent=permanent, retry_after=wait)


def _connection(error: BaseException) -> DeliveryError:
    """Whether the message may have left, by the kind of the error; its text may hold the address."""
    import requests

    kind = type(error).__name__
    if isinstance(error, requests.ReadTimeout | requests.exceptions.ChunkedEncodingError):
        return DeliveryError("no answer in time; it may have arrived", unknown=True)
    never = isinstance(
        error, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError
    ) or any(sign in str(error) for sign in ("NewConnectionError", "NameResolutionError", "Failed to establish"))
    if never:
        return DeliveryError(f"no connection ({kind})")
    if isinstance(error, requests.ConnectionError):
        return DeliveryError("the connection ended before the answer; it may have arrived", unknown=True)
    return DeliveryError(f"could not be sent ({kind})")


def _wait(header: str | None) -> timedelta | None:
    """Retry-After as seconds or as a date, between nothing and an hour; None for what makes no sense."""
    if header is None:
        return None
    header = header.strip()
    if re.fullmatch(r"\d{1,12}", header):
        return min(timedelta(seconds=int(header)) if len(header) < 9 else LONGEST_WAIT, LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(timedelta(0), min(_aware(at) - _now(), LONGEST_WAIT))


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _now() -> datetime:
    from watch.times import SystemClock

    # A date in an answer means the clocks of the world, whatever clock the deliverer is given.
    return SystemClock().now()


def scrubbed(text: str, url: Secret) -> str:
    """The text in one line, without the address or any telling part of it, quoted or not."""
    secret = url.reveal()
    rest = secret.partition("://")[2] or secret
    parts = {secret, rest, *(part for part in re.split(r"[/:@?&=,#]", rest) if len(part) >= 4)}
    for part in sorted({*parts, *(unquote(part) for part in parts)}, key=len, reverse=True):
        text = text.replace(part, "…")
    return " ".join(_harmless(text).split())
