"""What may be fetched: which URLs are sound, and which addresses may be connected to.

`check_url` judges the text of a URL before anything is looked up. `refusal` judges an address. `Guard` asks `refusal`
at the last moment, when the socket for that very address is made, so that a name that resolves differently the second
time, a redirect, or an odd way to write an address gains nothing.

Channels (where alerts go) are trusted config and do not come here.
"""

import ipaddress
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yarl import URL

_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
#: False: public addresses only. True: any. Else the hosts and networks that may be private.
AllowPrivate = bool | tuple[str, ...]

#: What a person who meant it can do.
HINT = "[http] allow_private can allow it"
_LONGEST_URL = 8192

# The library's is_global calls several of these public (multicast, the protocol assignments, the 6to4 relay, Azure's
# host), and which ones depends on the Python version. So the table is ours, and is_global comes after it.
_REFUSED_V4 = tuple(
    (ipaddress.IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this host"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider's customers"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "a cloud's own host"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for measurements"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
# All public IPv6 lies in 2000::/3; what is outside is refused without a table. These are named for the message only.
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    (ipaddress.IPv6Network(network), what)
    for network, what in (
        ("::1/128", "loopback"),
        ("::/128", "this host"),
        ("64:ff9b:1::/48", "a local translation to IPv4"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
        ("2001::/23", "reserved or a tunnel"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

_UNSEEN = re.compile(r"[\x00-\x20\x7f-\x9f\s]")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_HOST = re.compile(r"[a-z0-9_.-]{1,253}")
# A last label of digits, or 0x and hexadecimal digits, makes a resolver read the whole as an IPv4 address.
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")


def refusal(address: str, host: str, allow_private: AllowPrivate) -> str | None:
    """Why `address` may not be connected to for a request to `host`; None where it may.

    A network in `allow_private` opens its addresses to every host. A name opens whatever it resolves to, to requests
    for that very name only.
    """
    if allow_private is True:
        return None
    try:
        ip = _unwrapped(ipaddress.ip_address(address))
    except ValueError:
        return f"{address!r} is not an address"
    reason = _not_public(ip)
    if reason is None or (allow_private and _allowed(ip, host, allow_private)):
        return None
    return f"{address} is not a public address ({reason}); {HINT}"


def _unwrapped(ip: _IPAddress) -> _IPAddress:
    """The IPv4 address that an IPv6 address really leads to, where it is a mapped, NAT64 or 6to4 one."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def _not_public(ip: _IPAddress) -> str | None:
    """What kind of address this is, if it is not one of the public internet."""
    if isinstance(ip, ipaddress.IPv4Address):
        return next((what for network, what in _REFUSED_V4 if ip in network), None if ip.is_global else "reserved")
    named = next((what for network, what in _REFUSED_V6 if ip in network), None)
    return named or (None if ip in _PUBLIC_V6 and ip.is_global else "reserved")


def _allowed(ip: _IPAddress, host: str, allow_private: tuple[str, ...]) -> bool:
    """Whether the config opens this address for this host."""
    name = _plain(host)
    for entry in allow_private:
        network = _network(entry)
        if network is None:
            if _plain(entry) == name:
                return True
        elif ip.version == network.version and ip in network:
            return True
    return False


@lru_cache
def _network(entry: str) -> _Network | None:
    """An entry of the config as a network; None where it is a host name."""
    try:
        return ipaddress.ip_network(entry.strip().strip("[]"), strict=False)
    except ValueError:
        return None


def _plain(host: str) -> str:
    """A host name as it is compared: lower case, no final dot, international names in their ASCII form."""
    name = host.strip().rstrip(".").lower()
    if name.isascii():
        return name
    from yarl import URL

    try:
        return URL.build(scheme="http", host=name).raw_host or name
    except ValueError:
        return name


# ------------------------------------------------------------------------------------------------ URLs


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundUrl:
    """A URL that may be asked for, parsed once: the same object is checked and fetched."""

    url: "URL"
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadUrl:
    """A URL that is not asked for, and why."""

    reason: str


def check_url(text: str, allow_private: AllowPrivate = False) -> SoundUrl | BadUrl:
    """Judge a URL by its text alone, as config, feeds, OPML files and redirects give it.

    Names are not looked up here: what a name leads to is judged when the connection is made. Through a proxy that
    second check is impossible, because the proxy looks names up; there this one is all there is, so it also refuses
    literal private addresses and "localhost".
    """
    from yarl import URL

    reason = bad_characters(text) or _bad_start(text)
    if reason is not None:
        return BadUrl(reason=reason)
    try:
        url = URL(text)
        host, port = url.raw_host, url.port
    except (ValueError, UnicodeError, TypeError):
        return BadUrl(reason="it is not a URL")
    if not host or not port:
        return BadUrl(reason="it names no host" if not host else "port 0 is not a port")
    reason = _bad_host(host, allow_private)
    return BadUrl(reason=reason) if reason is not None else SoundUrl(url=url.with_fragment(None), host=host)


def bad_characters(text: str) -> str | None:
    """What no two parsers of URLs agree on; it is refused before one of them sees it. Also for relative references."""
    if len(text) > _LONGEST_URL:
        return f"it is longer than {_LONGEST_URL} characters"
    if _UNSEEN.search(text):
        return "it contains a space or control character"
    if _HALF_CHARACTER.search(text):
        return "it is not valid text"
    return "it contains a backslash" if "\\" in text else None


def _bad_start(text: str) -> str | None:
    """What is wrong with the scheme, or between it and the path."""
    scheme, colon, rest = text.partition(":")
    if not colon or scheme.lower() not in ("http", "https"):
        return "only http and https are fetched"
    if not rest.startswith("//"):
        return "it names no host"
    # An empty user name is lost by the parser, so that it has to be seen here.
    if "@" in re.split(r"[/?#]", rest[2:], maxsplit=1)[0]:
        return "a user name or password in a URL is not accepted"
    return None


def _bad_host(host: str, allow_private: AllowPrivate) -> str | None:
    """What is wrong with a host, as the parser gives it: an address must be written plainly and be public."""
    if ":" not in host:
        if not _HOST.fullmatch(host):
            return "its host is not a host name"
        last = host.rstrip(".").rpartition(".")[2]
        if last == "localhost":
            # By agreement it means this very machine, whatever a resolver (or a proxy's) says.
            return refusal("127.0.0.1", host, allow_private) and f"{host} is this machine; {HINT}"
        if not _NUMBER.fullmatch(last):
            return None
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return "its host is an address in a form that is not accepted"
    if isinstance(ip, ipaddress.IPv6Address) and ip.scope_id is not None:
        return "its host is an address with a zone"
    return refusal(host, host, allow_private)


# ------------------------------------------------------------------------------------------------ connecting


class RefusedAddressError(OSError):
    """The guard did not let a connection be made. An OSError, because that is what connecting may raise."""


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One request: the host it is for, and which addresses were refused to it."""

    host: str
    refused: list[str] = field(default_factory=list)


class Guard:
    """Makes the sockets of an aiohttp connector, and none to an address that the current request may not reach.

    The request is known by a context variable, because a socket factory is told the address only. A connection that
    is kept alive is used again for the same host alone, so what was allowed for one name never serves another.
    """

    def __init__(self, allow_private: AllowPrivate, *, proxied: bool = False) -> None:
        self._allow_private = allow_private
        #: The peer is then the proxy, which the config names and so trusts.
        self._proxied = proxied
        self._attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)

    @contextmanager
    def request(self, host: str) -> Iterator[Attempt]:
        """While this is open, connections of the current task are for `host`."""
        attempt = Attempt(host=host)
        token = self._attempt.set(attempt)
        try:
            yield attempt
        finally:
            self._attempt.reset(token)

    def socket(self, info: tuple[Any, ...]) -> socket.socket:
        """Make a socket for one resolved address, as a connector asks for it. Raises RefusedAddressError."""
        family, kind, proto, _, sockaddr = info
        if family not in (socket.AF_INET, socket.AF_INET6):
            raise RefusedAddressError("only IPv4 and IPv6 are connected to")
        if not self._proxied:
            attempt = self._attempt.get()
            reason = refusal(str(sockaddr[0]), attempt.host if attempt else "", self._allow_private)
            if reason is not None:
                if attempt is not None:
                    attempt.refused.append(reason)
                raise RefusedAddressError(reason)
        return socket.socket(family, kind, proto)
