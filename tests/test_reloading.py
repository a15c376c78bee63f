"""Reading anew while the daemon runs: what is taken, refused and held back, and that each is said once."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from keeping import StandingClock

from watch.config.looks import Look, look_at
from watch.configured import Channel, Config, HttpSettings
from watch.errors import Problem, ProblemsError, StoreError, Where
from watch.pipeline.active import Active
from watch.pipeline.settle import PATIENCE
from watch.reloading import Files, Host, Reloader
from watch.rules.tree import RuleSet
from watch.secret import Secret
from watch.store import archive, queues
from watch.store.database import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

CONFIG = Config(
    file="config.toml",
    database_url="",
    rules_path="rules",
    settle=timedelta(seconds=2),
    http=HttpSettings(user_agent="test", timeout=timedelta(seconds=5), max_bytes=1000),
    sources=(),
    channels={"desk": Channel(name="desk", url=Secret("json://127.0.0.1:9/"))},
    operator_channels=("desk",),
)
MISTAKE = Problem(message="unknown operator", where=Where("rules/a.toml", 3, 14))


def a_set(version: str) -> RuleSet:
    return RuleSet(rules=(), version=version)


def a_look(count: int, written: int) -> Look:
    return Look("rules", {f"{number}.toml": (written, written, 1, number) for number in range(count)}, count)


@dataclass(slots=True)
class Desk:
    """Files that change when told to, a host that takes what it is given, a real store."""

    store: Store
    clock: StandingClock = field(default_factory=StandingClock)
    active: Active = field(default_factory=lambda: Active.of(CONFIG, a_set("one")))
    #: What is on the disk: how it looks, and what reading it gives.
    look: Look = field(default_factory=lambda: a_look(4, 1))
    says: RuleSet | Exception = field(default_factory=lambda: a_set("one"))
    taken: list[str] = field(default_factory=list)
    #: Happens while the files are read.
    meanwhile: Callable[[], None] = lambda: None
    beside: list[asyncio.Task[None]] = field(default_factory=list)
    reloader: Reloader = field(init=False)

    def __post_init__(self) -> None:
        self.read_from(lambda _before: self.look)

    def read_from(self, look: Callable[[Look | None], Look]) -> None:
        """Look at the files in this way."""
        host = Host(
            clock=self.clock,
            active=lambda: self.active,
            take=self.take,
            write=self.write,
            spawn=self.spawn,
            deliver_soon=lambda: None,
        )
        self.reloader = Reloader(host, Files(load=self.load, look=look, first=look(None)))

    def load(self) -> tuple[Config, RuleSet]:
        said = self.says
        self.meanwhile()
        if isinstance(said, Exception):
            raise said
        return CONFIG, said

    async def take(self, config: Config, ruleset: RuleSet) -> None:
        self.active = Active.of(config, ruleset)
        self.taken.append(ruleset.version)
        await self.write(lambda conn: archive.forget(conn, "refused"))
        await self.write(lambda conn: archive.forget(conn, "held"))

    async def write(self, work: "Callable[[Connection], None]") -> None:
        await asyncio.wrap_future(self.store.write(work))

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        self.beside.append(asyncio.get_running_loop().create_task(work))

    def save(self, says: RuleSet | Exception, count: int = 4) -> None:
        """Write the files: they say this from now on."""
        written = max((stamp[0] for stamp in self.look.files.values()), default=0)
        self.look, self.says = a_look(count, written + 1), says

    async def watch(self, seconds: float = 10) -> None:
        """Look every second."""
        for _ in range(round(seconds)):
            self.clock.at += timedelta(seconds=1)
            await self.reloader.look()

    async def ask(self) -> None:
        """What SIGHUP does, to its end."""
        self.reloader.ask()
        await asyncio.gather(*self.beside)

    def kept(self, name: str) -> str | None:
        with self.store.read() as conn:
            return archive.recall(conn, name)

    def told(self) -> int:
        """How many messages wait for the operator."""
        with self.store.read() as conn:
            return len(queues.deliveries(conn))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Store.open(f"sqlite:///{tmp_path / 'watch.db'}", clock=StandingClock(), create=True) as store:
        yield Desk(store=store)


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.event for record in caplog.records if record.name == "watch.reloading"]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "watch.reloading")


async def test_a_change_is_taken_when_it_rests_and_once(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.save(a_set("two"))
    await desk.watch(2)
    assert desk.taken == []
    await desk.watch(60)
    assert desk.taken == ["two"]
    assert events(caplog) == ["reloaded"]
    assert desk.told() == 0


async def test_files_that_say_the_same_as_before_are_no_news(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.save(a_set("one"))
    await desk.watch(60)
    assert desk.taken == []
    assert events(caplog) == []


async def test_who_asks_is_answered_at_once_and_always(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    await desk.ask()
    desk.save(a_set("two"))
    await desk.ask()
    await desk.watch(60)
    assert desk.taken == ["one", "two"]
    assert events(caplog) == ["reloaded", "reloaded"]


async def test_a_refused_set_is_named_once_and_so_is_its_end(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.save(ProblemsError([MISTAKE]))
    await desk.watch(60)
    desk.save(ProblemsError([MISTAKE]))  # another file was edited; the mistake is still there
    await desk.watch(60)
    assert desk.taken == []
    assert events(caplog) == ["reload-refused"]
    assert "rules/a.toml:3:14: error: unknown operator" in caplog.text
    assert "unknown operator" in (desk.kept("refused") or "")
    assert desk.told() == 1

    desk.save(a_set("one"))
    await desk.watch(60)
    assert desk.taken == ["one"]
    assert events(caplog) == ["reload-refused", "reloaded"]
    assert desk.kept("refused") is None
    assert desk.told() == 2


async def test_another_mistake_is_said_too(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.save(ProblemsError([MISTAKE]))
    await desk.watch()
    desk.save(ProblemsError([MISTAKE, replace(MISTAKE, message="unknown group")]))
    await desk.watch()
    assert events(caplog) == ["reload-refused"] * 3
    assert desk.told() == 2


@pytest.mark.parametrize("said", [a_set("half"), ProblemsError([MISTAKE])], ids=["whole to look at", "broken"])
async def test_what_is_written_to_while_it_is_read_is_neither_taken_nor_refused(
    desk: Desk, said: RuleSet | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    desk.save(said)
    desk.meanwhile = lambda: desk.save(a_set("whole"))
    await desk.watch(3)
    desk.meanwhile = lambda: None
    await desk.watch(10)
    assert desk.taken == ["whole"]
    assert events(caplog) == ["reloaded"]


async def test_half_of_the_files_gone_is_held_back_until_they_return(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    before = desk.look
    desk.save(a_set("few"), count=1)
    await desk.watch(120)
    assert desk.taken == []
    assert events(caplog) == ["rules-gone"]
    assert "3 of 4 files of rules and lexicon in rules are gone" in (desk.kept("held") or "")
    assert desk.told() == 1
    desk.look = before
    await desk.watch(10)
    assert events(caplog) == ["rules-gone", "rules-back"]
    assert desk.kept("held") is None


async def test_who_asks_confirms_that_files_are_gone(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.save(a_set("few"), count=1)
    await desk.watch(10)
    await desk.ask()
    await desk.watch(10)
    assert desk.taken == ["few"]
    assert events(caplog) == ["rules-gone", "reloaded"]
    assert desk.kept("held") is None


async def test_files_that_stay_gone_are_believed(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.save(a_set("few"), count=1)
    await desk.watch(10)
    desk.clock.at += PATIENCE
    await desk.watch(1)
    assert desk.taken == ["few"]
    assert events(caplog) == ["rules-gone", "reloaded"]


async def test_files_that_return_with_other_dates_end_the_waiting(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.save(a_set("few"), count=1)
    await desk.watch(10)
    desk.save(a_set("one"))
    await desk.watch(10)
    assert events(caplog) == ["rules-gone", "reloaded"]
    assert desk.kept("held") is None


async def test_a_fault_of_ours_leaves_the_set_in_use_and_is_said(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.save(ZeroDivisionError("odd"))
    await desk.watch()
    assert desk.active.ruleset.version == "one"
    assert "an error of our own (ZeroDivisionError)" in (desk.kept("refused") or "")
    desk.save(a_set("two"))
    await desk.watch()
    assert desk.taken == ["two"]


async def test_a_busy_store_is_no_mistake_of_the_rules(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.save(StoreError("the database is busy"))
    await desk.watch()
    assert desk.kept("refused") is None
    assert "the database is busy; trying again" in caplog.text
    desk.says = a_set("two")
    await desk.ask()
    assert desk.taken == ["two"]


async def test_a_config_that_cannot_be_read_is_read_once(desk: Desk, tmp_path: Path) -> None:
    config, read = tmp_path / "config.toml", []
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.toml").write_text("", encoding="utf-8")
    config.write_text("[rules]\npath = 'rules'\n", encoding="utf-8")
    desk.read_from(lambda before: look_at(config, before))
    config.write_text("[rules\n", encoding="utf-8")
    desk.says, desk.meanwhile = ProblemsError([MISTAKE]), lambda: read.append(1)
    await desk.watch(60)
    assert len(read) == 1


async def test_a_storm_of_requests_makes_one_more_reload(desk: Desk) -> None:
    for _ in range(50):
        desk.reloader.ask()
    await asyncio.gather(*desk.beside)
    assert desk.taken == ["one"]
