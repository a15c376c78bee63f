"""One gate to the network: what is fetched comes through the guarded fetcher, and only the config says where to speak.

What stands in these lists has been thought about; who adds a way out adds it here, and to the paths that
`flow/test_every_way_in.py` tries with every address inside.
"""

import ast
from pathlib import Path

from inside import Trap
from test_architecture import FILES, imports_of, name_of, tree_of

from watch.configured import Channel
from watch.deliver import Deliverer
from watch.model import Message, Reason, Severity
from watch.secret import Secret
from watch.store import archive, queues
from watch.store.database import Store
from watch.times import SystemClock

#: Who asks the fetcher for an address that somebody else may have chosen.
FETCHES = {"net.robots", "pipeline.ask", "pipeline.full_text"}
#: Who makes sockets, and what for: the guard for the fetcher, workers to talk to their own.
SOCKETS = {"net.guard", "workers"}
#: Libraries that go out by themselves, and calls that do.
NEVER = {"http.client", "urllib.request", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc.client"}
DIALS = {"open_connection", "create_connection", "create_datagram_endpoint", "urlopen", "fetch_url", "sock_connect"}


TREES = {name_of(file): list(ast.walk(tree_of(file))) for file in FILES}
#: What is called in each module, as it is written there, and what is imported.
CALLS = {
    name: {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)} for name, nodes in TREES.items()
}
IMPORTS = {name_of(file): set(imports_of(file)) for file in FILES}


def who(called: str) -> set[str]:
    """The modules in which something is called whose name ends so."""
    return {name for name, calls in CALLS.items() if any(call.endswith(called) for call in calls)}


def importers(module: str) -> set[str]:
    return {name for name, found in IMPORTS.items() if any(f"{one}.".startswith(f"{module}.") for one in found)}


def test_ssrf_06_all_that_is_fetched_comes_through_the_fetcher() -> None:
    assert who("fetcher.get") == FETCHES
    assert who("socket.socket") | who("socket.socketpair") == SOCKETS
    assert who("ClientSession") == {"net.fetch"}
    for library in ("requests", "apprise"):
        assert importers(library) == {"notify"}
    for library in NEVER:
        assert not importers(library)
    for dial in DIALS:
        assert not who(dial)


def test_ssrf_07_only_the_config_makes_channels() -> None:
    assert who("Channel") == {"config.build"}


async def test_ssrf_07_an_address_in_the_place_of_a_channel_is_not_spoken_to(tmp_path: Path) -> None:
    """What a web form, or a database that somebody wrote to, may hold: the name of a channel, never where it leads."""
    clock, message = SystemClock(), Message(title="t", text="t", markup="t", html="t")
    channels = {"log": Channel(name="log", url=Secret("console://"))}
    async with Trap() as trap:
        with Store.open(f"sqlite:///{tmp_path / 'watch.db'}", clock=clock, create=True) as store:

            def enqueue(conn: object) -> None:
                alert = archive.add_alert(
                    conn,  # type: ignore[arg-type]
                    incident_id=None,
                    reason=Reason.DIGEST,
                    severity=Severity.HIGH,
                    message=message,
                    at=clock.now(),
                )
                for number, channel in enumerate((f"json://127.0.0.1:{trap.port}/", "http", "")):
                    queues.enqueue(conn, alert, channel, f"key-{number}", clock.now())  # type: ignore[arg-type]

            store.write(enqueue).result()
            deliverer = Deliverer(store=store, clock=clock, channels=lambda: channels)
            assert await deliverer.run_once() == 0
            await deliverer.stop()
        assert trap.connections == 0
