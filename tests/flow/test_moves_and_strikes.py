"""Sources that move, die or hurt the parser, through the daemon's own parts: what it asks, says and shows of them."""

import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from evil import Evil, Wire, answer, moved
from house import House, Item, Publisher, Sink, rss
from standing import Standing, standing

from watch.cli import main
from watch.model import SourceState
from watch.sources.health import AGREEING_POLLS, FAILURES, STRIKES
from watch.workers import Limits

OPERATOR = '[operator]\nchannels = ["hook"]\n'
FEED = answer(rss([Item(title=f"Story {n}", link=f"http://news.test/{n}") for n in range(5)]), "Connection: close")
OTHER = answer(rss([Item(title=f"Casino {n}", link=f"http://casino.test/{n}") for n in range(5)]))


def slow(size: int) -> bytes:
    """A document on which the parser spends time by the square of its size."""
    return answer(b"<rss version='2.0'><channel><item><author>" + b"a" * size + b"</author></item></channel></rss>")


SLOW = slow(60_000)


@asynccontextmanager
async def watching(folder: Path, site: Evil, interval: str = "15m") -> AsyncIterator[Standing]:
    """The daemon, after its first poll of this site's `/feed`."""
    with Publisher() as publisher, Sink() as sink:
        sources = {"en": site.url("/feed")}
        house = House(folder=folder, publisher=publisher, sink=sink, sources=sources, interval=interval, extra=OPERATOR)
        house.write_word_rules(["anchor"])
        house.write_config()
        async with standing(house, limits=Limits(deadline=timedelta(seconds=0.5))) as daemon:
            yield daemon


Status = Callable[[], dict[str, Any]]


@pytest.fixture
def status(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Status:
    """What `tripwatch status` says of the source."""

    def run() -> dict[str, Any]:
        capsys.readouterr()
        config = str(tmp_path / "config.toml")
        monkeypatch.setattr(sys, "argv", ["tripwatch", "--config", config, "status", "--format", "json"])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        (source,) = json.loads(capsys.readouterr().out)["sources"]
        return dict(source)

    return run


def asked(site: Evil) -> list[str]:
    """The paths that were asked for since the last time."""
    paths = [head.split(b" ")[1].decode() for head in site.heads]
    site.heads.clear()
    return paths


# ------------------------------------------------------------------------------------------------ moves


async def test_net_08_a_move_that_three_polls_agree_on_is_followed_and_said(tmp_path: Path, status: Status) -> None:
    async with Evil() as site:
        site.at("/feed", FEED)
        async with watching(tmp_path, site) as daemon:
            site.at("/feed", moved(site.at("/new", FEED), 301))
            asked(site)
            for _ in range(AGREEING_POLLS):
                assert daemon.notices == []
                await daemon.pass_until_polled()
                assert asked(site) == ["/feed", "/new"]
            for _ in range(3):
                await daemon.pass_until_polled()
                assert asked(site) == ["/new"]
            assert daemon.notices == ["Source en has moved"]
            assert status()["state"] == "unchanged"
            assert status()["detail"] == f"moved for good to {site.url('/new')}; update the config"


async def test_net_08_a_new_address_that_dies_is_given_up_for_that_of_the_config(
    tmp_path: Path, status: Status
) -> None:
    async with Evil() as site:
        site.at("/feed", FEED)
        async with watching(tmp_path, site) as daemon:
            site.at("/feed", moved(site.at("/new", FEED), 308))
            for _ in range(AGREEING_POLLS):
                await daemon.pass_until_polled()
            site.at("/feed", FEED)
            site.at("/new", answer(b"", status=404))
            asked(site)
            for _ in range(FAILURES):
                await daemon.pass_until_polled()
            assert asked(site) == ["/new"] * FAILURES
            await daemon.pass_until_polled()
            assert asked(site) == ["/feed"]
            assert (status()["state"], status()["detail"]) == ("unchanged", None)


async def test_net_08_a_redirect_for_now_is_followed_and_never_adopted(tmp_path: Path) -> None:
    async with Evil() as site:
        site.at("/feed", FEED)
        async with watching(tmp_path, site) as daemon:
            site.at("/feed", moved(site.at("/new", FEED), 302))
            asked(site)
            for _ in range(AGREEING_POLLS + 2):
                await daemon.pass_until_polled()
            assert asked(site) == ["/feed", "/new"] * (AGREEING_POLLS + 2)
            assert daemon.notices == []


async def test_net_08_who_takes_an_address_over_is_not_adopted(tmp_path: Path, status: Status) -> None:
    async with Evil() as site:
        site.at("/feed", FEED)
        async with watching(tmp_path, site) as daemon:
            site.at("/feed", moved(site.at("/new", OTHER), 301))
            for _ in range(AGREEING_POLLS + 2):
                asked(site)
                await daemon.pass_until_polled()
                assert asked(site) == ["/feed", "/new"]
            assert "where another feed stood" in status()["detail"]
            site.at("/feed", FEED)
            await daemon.pass_until_polled()
            assert asked(site) == ["/feed"]
            assert status()["detail"] is None


# ------------------------------------------------------------------------------------------------ ends


async def test_net_09_gone_is_said_at_once_and_asked_four_times_a_day_in_case_it_comes_back(
    tmp_path: Path, status: Status
) -> None:
    async with Evil() as site:
        site.at("/feed", FEED)
        async with watching(tmp_path, site) as daemon:
            site.at("/feed", answer(b"", status=410))
            for _ in range(3):
                state = await daemon.pass_until_polled()
                assert state.next_poll_at - daemon.clock.now() > timedelta(hours=5)
                assert daemon.notices == ["Source en cannot be read"]
            assert (status()["state"], status()["detail"]) == ("gone", "answered 410 Gone")
            site.at("/feed", FEED)
            assert (await daemon.pass_until_polled()).state is SourceState.UNCHANGED
            assert daemon.notices == ["Source en cannot be read", "Source en can be read again"]
            assert (status()["state"], status()["failures"]) == ("unchanged", 0)


@pytest.mark.slow
async def test_net_09_a_page_that_is_missing_for_weeks_is_asked_more_rarely_and_said_once(
    tmp_path: Path, status: Status
) -> None:
    async with Evil() as site:
        site.at("/feed", FEED)
        async with watching(tmp_path, site) as daemon:
            site.at("/feed", answer(b"", status=404))
            began, polls = daemon.clock.now(), 0
            while daemon.clock.now() - began < timedelta(days=14):
                state = await daemon.pass_until_polled()
                polls += 1
            assert polls < 14 * 24
            assert timedelta(hours=5) < state.next_poll_at - daemon.clock.now() < timedelta(hours=7)
            assert daemon.notices == ["Source en cannot be read"]
            assert status()["detail"] == "answered 404 Not Found"


# ------------------------------------------------------------------------------------------------ strikes


@pytest.mark.slow
async def test_par_04_a_document_that_ends_the_parser_three_times_is_not_read_until_it_changes(
    tmp_path: Path, status: Status
) -> None:
    async with Evil() as site:
        site.at("/feed", FEED)
        async with watching(tmp_path, site) as daemon:
            site.at("/feed", SLOW)
            for _ in range(STRIKES):
                state = await daemon.pass_until_polled()
                assert state.detail == "parsing took longer than 0.5 s"
            await daemon.pass_until_polled()
            assert status()["detail"] == (
                "this very document ended the parser 3 times; it is not read until it changes"
            )
            assert (status()["state"], status()["failures"]) == ("failed", STRIKES + 1)
            assert daemon.notices == ["Source en cannot be read"]
            site.at("/feed", FEED)
            assert (await daemon.pass_until_polled()).state is SourceState.UNCHANGED
            site.at("/feed", SLOW)
            assert "not read until it changes" in str((await daemon.pass_until_polled()).detail)
            site.at("/feed", slow(70_000))
            assert (await daemon.pass_until_polled()).detail == "parsing took longer than 0.5 s"


# ------------------------------------------------------------------------------------------------ caches


class BrokenCache:
    """A site whose cache answers that nothing changed, whatever is published behind it."""

    def __init__(self) -> None:
        self.behind = [Item(title="Nothing of note", link="http://news.test/0")]
        self.whole = 0

    async def answer(self, wire: Wire) -> None:
        if b"If-None-Match" in wire.head:
            await wire.send(answer(b"", 'ETag: "1"', status=304))
            return
        self.whole += 1
        await wire.send(answer(rss(self.behind), 'ETag: "1"'))


@pytest.mark.slow
async def test_net_11_behind_a_cache_that_never_changes_news_are_found_within_twelve_hours(tmp_path: Path) -> None:
    cache = BrokenCache()
    async with Evil() as site:
        site.at("/feed", cache.answer)
        async with watching(tmp_path, site, interval="1h") as daemon:
            cache.behind.insert(0, Item(title="The anchor fell", link="http://news.test/1"))
            published, whole = daemon.clock.now(), cache.whole
            while cache.whole == whole:
                await daemon.pass_until_polled()
            assert daemon.clock.now() - published < timedelta(hours=13, minutes=30)
            assert len(daemon.notices) == 1
            for _ in range(48):
                await daemon.pass_until_polled()
            assert whole + 1 < cache.whole <= whole + 5
