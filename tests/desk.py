"""The daemon's work in one process and in virtual time: real store, rules and HTTP on loopback, a clock that is set."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from house import Item, Publisher, rss

from watch.config.load import load_rules, load_rules_in
from watch.configured import Channel, Config, HttpSettings, Route
from watch.model import Decision, Incident, Lang, Source, Tier
from watch.net.fetch import Fetcher
from watch.net.lookup import Lookup
from watch.pipeline.active import Active
from watch.pipeline.poll import Poller
from watch.remembered import PollState
from watch.secret import Secret
from watch.sources import document
from watch.store import archive, queues
from watch.store.database import Store

START = datetime(2026, 10, 17, 1, 0, tzinfo=UTC)


@dataclass(slots=True)
class FakeClock:
    """A clock that stands until it is moved."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def pass_(self, span: timedelta) -> None:
        self.at += span


class ParserHere:
    """Parses in this process: what the worker does, without the worker."""

    async def parse(self, body: bytes, **about: Any) -> Any:
        return document.parse(body, **about)


LANGS = {"ja": Lang.JA, "en": Lang.EN, "ko": Lang.KO}


# No repr: pytest asks for one of every fixture, and that of a set of rules with its lexicon takes many seconds.
@dataclass(slots=True, kw_only=True, repr=False)
class Desk:
    """Publish items, poll, and see what was decided."""

    store: Store
    clock: FakeClock
    publisher: Publisher
    active: Active
    poller: Poller
    items: dict[str, list[Item]] = field(default_factory=dict)
    spoken: int = 0

    def publish(self, source: str, *items: Item) -> None:
        """Put items on top of a source's feed."""
        dated = [replace(item, at=item.at or self.clock.now()) for item in items]
        self.items[source] = dated + self.items.get(source, [])
        self.show(source)

    def show(self, source: str) -> None:
        """Serve the feed as it stands in `items`."""
        self.publisher.publish(f"/{source}", rss(self.items.get(source, []), source))

    def change(self, source: str, **settings: Any) -> None:
        """Give a source other settings, as an edited config does."""
        config = self.active.config
        changed = tuple(replace(one, **settings) if one.id == source else one for one in config.sources)
        self.active = Active.of(replace(config, sources=changed), self.active.ruleset)

    async def poll(self, *sources: str) -> None:
        """Poll these sources (all without), one after another, whether due or not."""
        await self.know()
        for source in self.active.config.sources:
            if not sources or source.id in sources:
                with self.store.read() as conn:
                    state = next(s for s in queues.poll_states(conn) if s.source_id == source.id)
                await self.poller.poll(source, state, self.active)
        self.clock.pass_(timedelta(minutes=1))

    async def know(self) -> None:
        due = {source.id: self.clock.now() for source in self.active.config.sources}
        self.store.write(lambda conn: queues.ensure_sources(conn, due)).result()

    def state(self, source: str) -> PollState:
        with self.store.read() as conn:
            return next(state for state in queues.poll_states(conn) if state.source_id == source)

    @property
    def alerts(self) -> list[str]:
        """The titles of what is to be said, oldest first."""
        return self._said(operator=False)

    @property
    def notices(self) -> list[str]:
        """The titles of what the operator is to be told, oldest first."""
        return self._said(operator=True)

    def _said(self, *, operator: bool) -> list[str]:
        with self.store.read() as conn:
            found = reversed(queues.deliveries(conn, limit=1000))
        return [delivery.message.title for delivery in found if (delivery.channel == "operator") == operator]

    @property
    def incidents(self) -> list[Incident]:
        with self.store.read() as conn:
            return archive.incidents(conn, limit=1000)

    def decisions(self, incident: Incident) -> list[Decision]:
        with self.store.read() as conn:
            return [kept.decision for kept in archive.decisions(conn, incident.id)]


@asynccontextmanager
async def open_desk(
    folder: Path,
    *,
    sources: tuple[str, ...] = ("en", "ko", "ja"),
    rules: Path | None = None,
    allow_private: bool | tuple[str, ...] = ("127.0.0.1",),
    lookup: Lookup | None = None,
) -> AsyncIterator[Desk]:
    """A desk with one source for each language, baseline not yet taken."""
    clock = FakeClock()
    http = HttpSettings(
        user_agent="test", timeout=timedelta(seconds=5), max_bytes=5_000_000, allow_private=allow_private
    )
    with Publisher() as publisher:
        config = Config(
            file=str(folder / "config.toml"),
            database_url=f"sqlite:///{folder / 'watch.db'}",
            rules_path=None,
            http=http,
            sources=tuple(
                Source(
                    id=name,
                    url=publisher.url(f"/{name}"),
                    interval=timedelta(minutes=15),
                    lang=LANGS.get(name),
                    tier=Tier.NEWS,
                )
                for name in sources
            ),
            channels={name: Channel(name=name, url=Secret("json://127.0.0.1:9/")) for name in ("hook", "operator")},
            operator_channels=("operator",),
            routes=(Route(channels=("hook",)),),
        )
        active = Active.of(config, load_rules_in(rules) if rules else load_rules(None))
        store = Store.open(config.database_url, clock=clock, create=True)
        try:
            async with Fetcher(http, lookup=lookup) as fetcher:
                poller = Poller(
                    store=store,
                    fetcher=fetcher,
                    parsers=ParserHere(),  # type: ignore[arg-type]
                    clock=clock,
                    chance=lambda: 0.5,
                    spoke=lambda: None,
                )
                desk = Desk(store=store, clock=clock, publisher=publisher, active=active, poller=poller)
                for name in sources:
                    desk.show(name)
                yield desk
        finally:
            store.close()
