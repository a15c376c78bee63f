"""Whatever is fetched, and however an address inside is written: nobody comes to a trap (P3).

Each path by which an address of somebody else's is fetched is tried with each way to write such an address: given
directly, by a redirect, and by a name that leads elsewhere the next time it is looked up. The trap counts who comes,
and the process what it connects to.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from html import escape
from itertools import count, cycle, islice, product
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, ParserHere, open_desk
from evil import Evil, answer, moved
from house import RULE, Item, rss
from inside import NOT_PUBLIC, WAYS, Trap, addresses, connects

from watch.model import Asking, Selectors, SourceKind, SourceState
from watch.net.fetch import FetchFailed
from watch.pipeline.discovery import discover
from watch.pipeline.look import Looker
from watch.remembered import Move
from watch.sources.health import AGREEING_POLLS

SITE = "127.0.0.9"
OURS = "site.test"


@dataclass(slots=True, kw_only=True)
class Scene:
    """A desk that may ask one site alone, and a trap on the same port of another address."""

    desk: Desk
    site: Evil
    trap: Trap
    #: What names lead to that are not the site's own.
    leads_to: tuple[str, ...] = ("127.0.0.1", "::1", "0.0.0.0")
    numbers: "count[int]" = field(default_factory=count)

    def lookup(self, host: str, port: int) -> Sequence[tuple[Any, ...]]:
        return addresses(*([SITE] if host.endswith(OURS) else self.leads_to))

    def url(self, path: str, host: str = OURS) -> str:
        """An address of the site."""
        return self.site.url(path, host=host)

    def new_name(self) -> str:
        """A host of the site that nobody has asked yet, so that nothing is remembered of it."""
        return f"n{next(self.numbers)}.{OURS}"

    def look_up_anew(self, *addresses: str) -> None:
        """Let names lead there from now on, also those that were looked up a moment ago."""
        self.leads_to = addresses
        self.desk.poller._fetcher._session.connector.clear_dns_cache()  # type: ignore[union-attr]

    async def poll(self, url: str, move: Move | None = None, **settings: Any) -> SourceState:
        """Poll one source at this address."""
        active, before = self.desk.active, self.desk.state("en")
        source = replace(active.config.sources[0], url=url, page=Selectors(item="li"), **settings)
        after = await self.desk.poller.poll(source, replace(before, move=move or Move()), active)
        return after.state


@asynccontextmanager
async def a_scene(folder: Path, *, allow_private: bool | tuple[str, ...] = (SITE,)) -> AsyncIterator[Scene]:
    rules = folder / "rules"
    rules.mkdir()
    (rules / "anchor.toml").write_text(RULE.format(id="anchor", word="anchor"), encoding="utf-8")

    def lookup(host: str, port: int) -> Sequence[tuple[Any, ...]]:
        return scene.lookup(host, port)

    async with Trap() as trap, Evil(host=SITE, port=trap.port) as site:
        opened = open_desk(folder, sources=("en",), rules=rules, allow_private=allow_private, lookup=lookup)
        async with opened as desk:
            scene = Scene(desk=desk, site=site, trap=trap)
            await desk.know()
            yield scene


# ------------------------------------------------------------------------------------------------ paths


async def by_feed(scene: Scene, url: str) -> SourceState | None:
    return await scene.poll(url)


async def by_page(scene: Scene, url: str) -> SourceState | None:
    return await scene.poll(url, kind=SourceKind.PAGE)


async def by_sitemap(scene: Scene, url: str) -> SourceState | None:
    return await scene.poll(url, kind=SourceKind.SITEMAP)


async def by_gdelt(scene: Scene, url: str) -> SourceState | None:
    return await scene.poll(url, kind=SourceKind.GDELT)


async def by_google_news(scene: Scene, url: str) -> SourceState | None:
    return await scene.poll(url, kind=SourceKind.GOOGLE_NEWS)


async def by_form(scene: Scene, url: str) -> SourceState | None:
    return await scene.poll(url, asking=Asking(post="a=b"))


async def by_cookie_gate(scene: Scene, url: str) -> SourceState | None:
    return await scene.poll(url, asking=Asking(cookies=True))


async def by_adopted_address(scene: Scene, url: str) -> SourceState | None:
    """The new address of a source, to which several polls were sent for good."""
    home = scene.url("/old")
    return await scene.poll(home, Move(moved_from=home, moved_to=url, moved_polls=AGREEING_POLLS))


async def by_robots(scene: Scene, url: str) -> SourceState | None:
    """The rules for robots of a page's site, which are said to stand elsewhere."""
    scene.site.at("/robots.txt", moved(url))
    await scene.poll(scene.url("/page", scene.new_name()), kind=SourceKind.PAGE)
    scene.site.at("/robots.txt", answer(b"", status=404))
    return None


async def by_full_text(scene: Scene, url: str) -> SourceState | None:
    """The page that the item of a feed leads to."""
    scene.site.at("/list", answer(rss([Item(title=f"Release {next(scene.numbers)}", link=url)])))
    assert await scene.poll(scene.url("/list"), full_text=True) is SourceState.OK
    return None


async def by_base_of_a_list(scene: Scene, url: str) -> SourceState | None:
    """The page that the entry of a list leads to, by the base that the list gives for its links."""
    entry = f"<base href='{escape(url)}'><li><a href='#r'>Release</a></li>"
    scene.site.at("/list", answer(entry.encode()))
    assert await scene.poll(scene.url("/list"), kind=SourceKind.PAGE, full_text=True) is SourceState.OK
    return None


def a_looker(scene: Scene) -> Looker:
    return Looker(scene.desk.poller._fetcher, ParserHere(), scene.desk.clock)  # type: ignore[arg-type]


async def by_look(scene: Scene, url: str) -> SourceState | None:
    """What `sources test` does."""
    found = await a_looker(scene).look(replace(scene.desk.active.config.sources[0], url=url))
    return found.answer.state if isinstance(found.answer, FetchFailed) else None


async def by_discovery(scene: Scene, url: str) -> SourceState | None:
    """What `sources discover` does: the feed that a page names, and the sitemap that robots.txt does."""
    link = "<link rel=alternate type=application/rss+xml href='{}'>"
    scene.site.at("/home", answer((link.format("/list") + link.format(escape(url))).encode()))
    scene.site.at("/list", answer(rss([Item(title="One")])))
    scene.site.at("/robots.txt", answer(f"Sitemap: {url}\n".encode()))
    found = await discover(scene.url("/home", scene.new_name()), a_looker(scene))
    assert any(one.good for one in found.found)
    scene.site.at("/robots.txt", answer(b"", status=404))
    return None


#: Each gives the state of the source, where the address is that of the source itself.
By = Callable[[Scene, str], Awaitable[SourceState | None]]
PATHS: list[By] = [
    *(by_feed, by_page, by_sitemap, by_gdelt, by_google_news, by_form, by_cookie_gate, by_adopted_address),
    *(by_robots, by_full_text, by_base_of_a_list, by_look, by_discovery),
]


# ------------------------------------------------------------------------------------------------ nobody comes


@asynccontextmanager
async def where_nobody_comes(folder: Path) -> AsyncIterator[Scene]:
    """Fails if anybody came to the trap, or this process asked for a connection to anybody but the site."""
    with connects() as seen:
        async with a_scene(folder) as scene:
            yield scene
            assert scene.trap.connections == 0
            assert {address[0] for address in seen} <= {SITE}


def written(scene: Scene, way: str) -> str:
    return way.replace("PORT", str(scene.trap.port))


def asked(scene: Scene, path: str) -> bool:
    """Whether the site was asked for this just now."""
    return any(f" {path} ".encode() in head for head in scene.site.heads[-4:])


async def test_the_trap_sees_who_comes_by_each_path_where_all_is_allowed(tmp_path: Path) -> None:
    async with a_scene(tmp_path, allow_private=True) as scene:
        for by in PATHS:
            before = scene.trap.connections
            await by(scene, written(scene, f"http://127.0.0.1:PORT/{next(scene.numbers)}"))
            assert scene.trap.connections > before, by.__name__


#: All ways on each path take some seconds; of every fifth each path gets its share in `make test`.
each_way = pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)])


@each_way
async def test_ssrf_06_no_address_leads_inside(step: int, tmp_path: Path) -> None:
    async with where_nobody_comes(tmp_path) as scene:
        for by, way in islice(product(PATHS, WAYS), 0, None, step):
            assert await by(scene, written(scene, way)) in (None, SourceState.REFUSED), (by.__name__, way)


@each_way
async def test_ssrf_06_no_redirect_leads_inside(step: int, tmp_path: Path) -> None:
    statuses = cycle((301, 302, 303, 307, 308))
    async with where_nobody_comes(tmp_path) as scene:
        for by, way in islice(product(PATHS, WAYS), 0, None, step):
            path = f"/go/{next(scene.numbers)}"
            url = scene.site.at(path, moved(written(scene, way), next(statuses))).replace(SITE, OURS)
            # A line break in it ends the header, so that what follows is not HTTP.
            expected = SourceState.FAILED if "\n" in way else SourceState.REFUSED
            assert await by(scene, url) in (None, expected), (by.__name__, way)
            assert asked(scene, path), (by.__name__, way)


async def test_ssrf_03_no_name_leads_inside_when_it_is_looked_up_again(tmp_path: Path) -> None:
    async with where_nobody_comes(tmp_path) as scene:
        for by in PATHS:
            for address in NOT_PUBLIC if by is by_feed else NOT_PUBLIC[::9]:
                path = f"/flips/{next(scene.numbers)}"
                url = scene.site.url(path, host="flips.example")
                scene.look_up_anew(SITE)
                await by(scene, url)
                assert asked(scene, path), by.__name__
                scene.look_up_anew(address)
                assert await by(scene, url + "x") in (None, SourceState.REFUSED), (by.__name__, address)
