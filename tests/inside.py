"""Ways to an address inside, and a trap that counts who comes: for tests of what must never be connected to."""

import asyncio
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

#: Every one of these means loopback to some parser or resolver; PORT is that of a trap.
TO_LOOPBACK = [
    *("http://127.0.0.1:PORT/", "http://localhost:PORT/", "http://LocalHost:PORT/", "http://localhost.:PORT/"),
    *("http://127.0.0.1.:PORT/", "http://127.1:PORT/", "http://127.0.1:PORT/", "http://0:PORT/"),
    *("http://0.0.0.0:PORT/", "http://127.0.0.2:PORT/", "http://127.255.255.254:PORT/", "http://127.00.00.1:PORT/"),
    *("http://0x7f.1:PORT/", "http://0x7f000001:PORT/", "http://0x7f.0x0.0x0.0x1:PORT/", "http://2130706433:PORT/"),
    *("http://017700000001:PORT/", "http://0177.0.0.1:PORT/", "http://00000177.0.0.1:PORT/"),
    *("http://①②⑦.0.0.1:PORT/", "http://１２７．０．０．１:PORT/", "http://127。0。0。1:PORT/"),
    *("http://[::ffff:127.0.0.1]:PORT/", "http://[::ffff:7f00:1]:PORT/", "http://[::127.0.0.1]:PORT/"),
    *("http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/", "http://[64:ff9b::127.0.0.1]:PORT/", "http://[2002:7f00:1::]:PORT/"),
    *("http://[::1]:PORT/", "http://[::]:PORT/", "http://[::1%25lo]:PORT/", "http://[0000::1]:PORT/"),
    *("http://[::ffff:0:127.0.0.1]:PORT/", "http://[2001:0:7f00:1::]:PORT/"),
    *("http://a.example:PORT\\@127.0.0.1:PORT/", "http://127.0.0.1:PORT\\@a.example/"),
    *("http://a.example@127.0.0.1:PORT/", "http://a.example:x@127.0.0.1:PORT/", "http://@127.0.0.1:PORT/"),
    *("http://:@127.0.0.1:PORT/", "http://a.example#@127.0.0.1:PORT/", "http://a.example?@127.0.0.1:PORT/"),
    *("http://a.example;@127.0.0.1:PORT/", "http://127.0.0.1:PORT%2f@a.example/"),
    *("http://127.0.0.1%00.a.example:PORT/", "http://127.0.0.1%09:PORT/", "http://127.0.0.1\t:PORT/"),
    *("http://127.0.0.1\n:PORT/", "http://\t127.0.0.1:PORT/", "http:///127.0.0.1:PORT/", "http:/127.0.0.1:PORT/"),
    *("http:127.0.0.1:PORT/", "http:\\\\127.0.0.1:PORT/", "http:/\\127.0.0.1:PORT/", "//127.0.0.1:PORT/"),
    *("HTTP://127.0.0.1:PORT/", "https://127.0.0.1:PORT/", "hTTp://lOCALHOST:PORT/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/"),
    *("http://a.localhost:PORT/", "ftp://127.0.0.1:PORT/", "gopher://127.0.0.1:PORT/_GET", "dict://127.0.0.1:PORT/x"),
    *("source:http://127.0.0.1:PORT/", "jar:http://127.0.0.1:PORT/!/", "ws://127.0.0.1:PORT/"),
    *("file://127.0.0.1/etc/passwd", "file:///etc/passwd", "http+unix://%2Frun%2Fdocker.sock/"),
    *("http://rebind.example:PORT/", "http://rebind.example.:PORT/", "http://REBIND.example:PORT/x?y#z"),
]
#: And these mean another place that is not public: a network behind a router, a cloud's own host, a tunnel, a group.
TO_OTHERS = [
    *("http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://167772161/", "http://0xa000001/"),
    *("http://169.254.169.254/latest/meta-data/", "http://2852039166/latest/", "http://[::ffff:a9fe:a9fe]/latest/"),
    *(
        "http://[fd00:ec2::254]/latest/",
        "http://168.63.129.16/",
        "http://100.100.100.200/latest/",
        "http://100.64.0.1/",
    ),
    *("http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://[fec0::1]/", "http://[ff02::1]/"),
    *("http://224.0.0.1/", "http://239.255.255.250:1900/", "http://255.255.255.255/", "http://240.0.0.1/"),
    *("http://192.88.99.1/", "http://198.18.0.1/", "http://192.0.2.1/", "http://[64:ff9b::a00:1]/"),
    *("http://[2002:a00:1::1]/", "http://[2001:db8::1]/", "http://[3fff::1]/", "http://[64:ff9b:1::1]/"),
]
WAYS = [*TO_LOOPBACK, *TO_OTHERS]
#: Addresses that a name may be made to lead to.
NOT_PUBLIC = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.0.9"),
    *("168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.8"),
    *("192.0.0.9", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255"),
    *("198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:7f00:1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:2::1"),
    *("2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "3fff:fff::1", "4000::1"),
    *("5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1"),
]


def addresses(*found: str) -> Sequence[tuple[Any, ...]]:
    """What a resolver answers when it has found these."""
    return [
        (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (one, 0))
        for one in found
    ]


class Trap:
    """Listens on one port of loopback, in both families, and counts the connections that are made to it."""

    def __init__(self) -> None:
        self.connections = 0
        #: Where it listens, once it does.
        self.port = 0
        self._servers: list[asyncio.Server] = []

    async def __aenter__(self) -> Self:
        for host in ("127.0.0.1", "::1"):
            try:
                server = await asyncio.start_server(self._count, host, self.port)
            except OSError:
                if not self.port:
                    raise
                continue  # a machine without the second family
            self._servers.append(server)
            self.port = server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.close()
            await server.wait_closed()

    def _count(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.close()


_watching: list[list[Any]] = []
_hooked = False


def _note(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        for seen in _watching:
            seen.append(args[1])


@contextmanager
def connects() -> Iterator[list[Any]]:
    """Every address that this process asks the system to connect to meanwhile, whoever asks and whether it works."""
    global _hooked  # noqa: PLW0603 - a hook can be added to an interpreter, and never taken away
    if not _hooked:
        sys.addaudithook(_note)
        _hooked = True
    seen: list[Any] = []
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.remove(seen)
