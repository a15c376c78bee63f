"""What single values of the config must look like. Each check takes what tomllib read and returns what we work with.

A check raises `wrong(…)`: a whole sentence for the person who wrote the file, with `{name}` for the key. What a setting
is called and where it stands is settings.py's; what several values must be to each other is across.py's.
"""

import ipaddress
import re
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import NoReturn, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic_core import PydanticCustomError

from watch.config.hidden import is_reference
from watch.sources.page import checked
from watch.text.spelling import closest, did_you_mean
from watch.times import format_duration, parse_duration

E = TypeVar("E", bound=StrEnum)

#: The type of the errors that checks raise; their message is ready to be shown.
PLAIN = "plain"

_LONGEST_URL = 8192
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9.])?")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_SECOND_URL = re.compile(r"[\s,]+[A-Za-z][A-Za-z0-9+.-]*://")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
#: What the connection itself hangs on, and what would make answers of different kinds.
_NOT_TO_SET = frozenset(
    (
        *("accept-encoding", "connection", "content-length", "cookie", "expect", "host", "if-modified-since"),
        *(
            "if-none-match",
            "keep-alive",
            "proxy-authorization",
            "range",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
        ),
    )
)
_COUNTRY = re.compile(r"[A-Za-z]{2}")
#: Not services: they name a program to run, or further configuration to load from a file.
_NO_SERVICES = frozenset(
    ("cmd", "command", "data", "exec", "file", "include", "javascript", "plugin", "python", "sh", "shell", "script")
)


def wrong(message: str, *, hint: str | None = None, offset: int | None = None, item: int | None = None) -> NoReturn:
    """Refuse a value. `offset`: the character of the text at fault; `item`: the item of the list at fault."""
    # Braces in the message are data, not places to fill in.
    raise PydanticCustomError(PLAIN, "{said}", {"said": message, "hint": hint, "offset": offset, "item": item})


def found(value: object) -> str:
    """A value as it is repeated in a message; only for values that are no secrets."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value if len(value) <= 60 else value[:59] + "…"}"'
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, dict) else "a date or time"


def text(value: object) -> str:
    """Any text that is not empty."""
    if not isinstance(value, str):
        wrong(f"{{name}} must be a text in quotes; found {found(value)}")
    if not value.strip():
        wrong("{name} is empty")
    return value


def secret(value: object) -> str:
    """Like `text`; a value of another type is not repeated in the message."""
    return text(value) if isinstance(value, str) else wrong("{name} must be a text in quotes")


def optional_text(value: object) -> str:
    """A text; the empty one stands for none."""
    return value if value == "" and isinstance(value, str) else text(value)


def flag(value: object) -> bool:
    """True or false."""
    return value if isinstance(value, bool) else wrong(f"{{name}} must be true or false; found {found(value)}")


def duration(shortest: timedelta, longest: timedelta, such_as: str) -> Callable[[object], timedelta]:
    """A check for a duration between two others."""

    def check(value: object) -> timedelta:
        if not isinstance(value, str):
            hint = f'write "{value}s" for seconds' if isinstance(value, int) and not isinstance(value, bool) else None
            wrong(f'{{name}} must be a duration such as "{such_as}"; found {found(value)}', hint=hint)
        try:
            span = parse_duration(value)
        except ValueError:
            units = "write a number and a unit: s, m, h or d"
            wrong(f'{{name}} must be a duration such as "{such_as}"; found {found(value)}', hint=units)
        if not shortest <= span <= longest:
            between = f'between "{format_duration(shortest)}" and "{format_duration(longest)}"'
            wrong(f"{{name}} must be {between}; found {found(value)}")
        return span

    return check


def number(least: int, most: int) -> Callable[[object], int]:
    """A check for a whole number between two others."""

    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            wrong(f"{{name}} must be a whole number, without quotes; found {found(value)}")
        if not least <= value <= most:
            wrong(f"{{name}} must be between {least} and {most}; found {value}")
        return value

    return check


def one_of(kind: type[E]) -> Callable[[object], E]:
    """A check for one of the words of an enum."""
    words = [member.value for member in kind]

    def check(value: object) -> E:
        if isinstance(value, str) and value in words:
            return kind(value)
        listed = ", ".join(f'"{word}"' for word in words[:-1]) + f' or "{words[-1]}"'
        hint = did_you_mean(value, words) if isinstance(value, str) else None
        return wrong(f"{{name}} must be {listed}; found {found(value)}", hint=hint)

    return check


def identifier(value: object) -> str:
    """The id of a source: it stands in addresses, tables and commands."""
    word = text(value)
    if not _ID.fullmatch(word):
        at = next((at for at, char in enumerate(word) if not re.match(r"[A-Za-z0-9_.-]", char)), 0)
        wrong("{name} must be of letters, digits, and - _ . between them, at most 64", offset=at)
    return word


def country(value: object) -> str:
    """Two letters, made lower case."""
    word = text(value)
    if not _COUNTRY.fullmatch(word):
        wrong(f'{{name}} must be two letters, such as "jp" or "kr"; found {found(value)}')
    return word.lower()


def zone(value: object) -> str:
    """The name of a time zone as the IANA list has it."""
    word = text(value)
    try:
        ZoneInfo(word)
    except (OSError, ValueError, KeyError):
        names = available_timezones()
        by_lower = {name.lower(): name for name in names}
        by_lower |= {name.rpartition("/")[2].lower(): name for name in names if name.startswith(("Asia/", "Europe/"))}
        near = closest(word, by_lower)
        hint = f'did you mean "{by_lower[near]}"?' if near else 'a zone is written "Asia/Seoul"'
        wrong(f"{{name}} is not a known time zone; found {found(value)}", hint=hint)
    return word


def web_url(value: object) -> str:
    """An address that can be fetched: http or https, a host, nothing that two parsers could read differently."""
    url = text(value)
    for at, char in enumerate(url):
        if char <= " " or char.isspace() or "\x7f" <= char <= "\x9f" or char == "\\":
            wrong("{name} holds a space, a backslash or a control character", offset=at, hint="write %20 for a space")
    if len(url) > _LONGEST_URL:
        wrong(f"{{name}} is longer than {_LONGEST_URL} characters")
    reason = _unsound(url, user=False)
    if reason:
        wrong(f"{{name}} {reason}", hint='a whole address is needed, such as "https://example.org/feed.xml"')
    return url


def selector(value: object) -> str:
    """A CSS selector."""
    written = text(value)
    try:
        return checked(written)
    except ValueError as error:
        return wrong(f"{{name}}: {error}", hint="write one such as: ul.news li a")


def headers(value: object) -> dict[str, str]:
    """Headers by name, to be sent with each request; a value may stand elsewhere."""
    if not isinstance(value, dict):
        wrong('{name} must be a table such as { X-Key = "env:KEY" }')
    for name, content in value.items():
        if not _HEADER.fullmatch(name) or name.lower() in _NOT_TO_SET:
            wrong(f'{{name}} cannot set "{name}"', hint="Tripwatch needs that one itself, or it is no name of a header")
        secret(content)
        check_header(content)
    return dict(value)


def check_header(content: str) -> None:
    """What a header may hold."""
    if not content.isascii() or any(char < " " or char == "\x7f" for char in content):
        wrong("{name} must hold plain ASCII without line breaks")


def _unsound(url: str, *, user: bool) -> str | None:
    """What keeps a text from being an http address; nothing of the text itself is in it."""
    if not url.lower().startswith(("http://", "https://")):
        return "must begin with http:// or https://"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "is not an address: its host or port cannot be read"
    if not host or port == 0:
        return "names no host" if not host else "has port 0"
    if "@" in parts.netloc and not user:
        return "must not hold a user name or password"
    return None if _is_host(host) else "has a host that is no host name"


def _is_host(host: str) -> bool:
    if ":" in host:
        return _is_address(host)
    if not host.isascii():
        # An international name, such as 日本.jp; its ASCII form is made when it is looked up.
        return all(char.isalnum() or char in ".-_" or not char.isascii() for char in host)
    return _HOST.fullmatch(host) is not None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def proxy(value: object) -> str:
    """An http proxy, or env: or file:; its address may hold a password, so that it is not repeated."""
    url = secret(value) if value != "" else ""
    if url and not is_reference(url):
        check_proxy(url)
    return url


def check_proxy(url: str) -> None:
    """Refuse what is no address of a proxy."""
    reason = "holds a space" if any(char <= " " for char in url) else _unsound(url, user=True)
    if reason:
        wrong(f"{{name}} {reason}", hint='such as "http://proxy.example:3128"')


def allow_private(value: object) -> bool | tuple[str, ...]:
    """False, true, or a list of hosts and networks."""
    if isinstance(value, bool):
        return value
    if not isinstance(value, list):
        wrong(f"{{name}} must be false, true or a list of hosts and networks; found {found(value)}")
    return tuple(_host_or_network(entry, item) for item, entry in enumerate(value))


def _host_or_network(entry: object, item: int) -> str:
    such_as = 'such as "intranet.example", "192.168.1.20" or "10.0.0.0/8"'
    if not isinstance(entry, str):
        wrong(f"each entry of {{name}} must be a text, {such_as}; found {found(entry)}", item=item)
    try:
        ipaddress.ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        if "/" in entry or not _is_host(entry) or re.fullmatch(r"[\d.]+", entry):
            wrong(f"{found(entry)} is neither a host nor a network", hint=such_as, item=item)
    return entry


def user_agent(value: object) -> str:
    """One line of printable ASCII, for it becomes a header; empty for our own."""
    line = optional_text(value)
    if len(line) > 200 or not line.isascii() or not line.isprintable():
        wrong("{name} must be one line of at most 200 plain ASCII characters")
    return line


def listen(value: object) -> str:
    """An address and port to listen on; empty for none."""
    place = optional_text(value)
    if not place:
        return place
    host, colon, port = place.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    good = bool(colon) and re.fullmatch(r"[0-9]{1,5}", port) is not None and int(port) <= 65_535
    good = good and (_is_address(host[1:-1]) if bracketed else ":" not in host and _is_host(host))
    if not good:
        wrong(f'{{name}} must be an address and a port, such as "127.0.0.1:8710", or "" for none; found {found(value)}')
    return place


def channel_url(value: object) -> str:
    """An Apprise URL, `console://`, or where to find one."""
    url = secret(value)
    if not is_reference(url) or url.startswith("file://"):
        check_channel(url)
    return url


def check_channel(url: str) -> None:
    """Refuse what cannot be a channel, without asking Apprise and without repeating what may be a token."""
    scheme = _SCHEME.match(url)
    if scheme is None:
        wrong(
            "{name} must be an Apprise URL, console://, env:NAME or file:PATH",
            hint='such as "slack://…", "mailto://…", "console://" or "env:SLACK_URL"',
        )
    name = scheme[1].lower()
    if name in _NO_SERVICES:
        hint = "for a secret in a file write file:PATH, with no //" if name == "file" else None
        wrong(f"{name}:// is not a service that takes messages", hint=hint)
    if any(ord(char) < 32 or ord(char) == 127 for char in url):
        wrong("{name} holds a line end or control character")
    if _SECOND_URL.search(url, scheme.end()):
        wrong("{name} holds more than one URL", hint="give each its own [channels.NAME]")


def database_url(value: object) -> str:
    """A SQLite file or a PostgreSQL database, or where to find its URL."""
    url = secret(value)
    if not is_reference(url):
        check_database(url)
    return url


def check_database(url: str) -> None:
    """Refuse what is no database that we can use; nothing of the URL but its beginning is repeated."""
    scheme = _SCHEME.match(url)
    kind = scheme[1].lower().partition("+")[0] if scheme else None
    if kind not in ("sqlite", "postgresql"):
        such_as = 'such as "sqlite:///tripwatch.db"'
        wrong("{name} must begin with sqlite:/// or postgresql://", hint=such_as)
    if kind == "sqlite":
        path = url.partition("://")[2]
        if not path.startswith("/") or path in ("/", "/:memory:"):
            wrong(
                "{name} names no file: after sqlite:// comes a third / and the file",
                hint='such as "sqlite:///tripwatch.db"; a database in memory would forget what was told',
            )
