"""No way leads inside: not a URL, not a redirect, not a name that changes its mind. A canary on loopback counts."""

from collections.abc import Sequence
from itertools import cycle
from typing import Any

import pytest
from evil import Evil, Wire, answer, moved
from fetching import fetcher
from inside import WAYS, addresses

from watch.model import SourceState
from watch.net.fetch import Fetched, FetchFailed


def everything_is_loopback(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    """The worst resolver: it calls every name loopback, and reads every odd number as it."""
    return addresses("127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0")


@pytest.mark.parametrize("way", WAYS)
async def test_ssrf_01_04_no_url_leads_inside(way: str) -> None:
    async with Evil() as canary, fetcher(allow_private=False, lookup=everything_is_loopback) as f:
        found = await f.get(way.replace("PORT", str(canary.port)))
        assert isinstance(found, FetchFailed)
        assert found.state is SourceState.REFUSED
        assert canary.connections == 0


@pytest.mark.parametrize("way", WAYS)
async def test_ssrf_01_04_no_redirect_leads_inside(way: str) -> None:
    async with Evil() as canary, Evil() as open_site, fetcher(allow_private=("site.example",), lookup=site) as f:
        location = way.replace("PORT", str(canary.port))
        open_site.at("/feed", moved(location))
        found = await f.get(open_site.url("/feed", host="site.example"))
        assert open_site.connections == 1
        assert canary.connections == 0
        assert isinstance(found, FetchFailed)
        # A line break in it ends the header, so that what follows is not HTTP.
        assert found.state is (SourceState.FAILED if "\n" in way else SourceState.REFUSED)


def site(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    """Names lead to loopback; only site.example is allowed to."""
    return addresses("127.0.0.1")


async def test_ssrf_03_an_answer_with_good_and_bad_addresses_reaches_the_good_one_only() -> None:
    async with Evil() as good, fetcher(allow_private=("127.0.0.1",), lookup=lambda h, p: addresses(*BOTH)) as f:
        good.at("/", answer(b"ok"))
        found = await f.get(good.url(host="mixed.example"))
        assert isinstance(found, Fetched)
        assert found.body == b"ok"


BOTH = ("10.9.8.7", "169.254.169.254", "127.0.0.1", "fe80::1", "::1")


async def test_ssrf_03_a_name_is_looked_up_once_and_the_address_found_is_the_one_used() -> None:
    turns = cycle(["127.0.0.1", "10.9.8.7"])
    asked: list[str] = []

    def alternating(host: str, port: int) -> Sequence[tuple[Any, ...]]:
        asked.append(host)
        return addresses(next(turns))

    async with Evil() as good:
        good.at("/", answer(b"ok"))
        for expected in (Fetched, FetchFailed, Fetched, FetchFailed):
            before = len(asked)
            async with fetcher(allow_private=("127.0.0.1",), lookup=alternating) as f:
                assert isinstance(await f.get(good.url(host="rebind.example")), expected)
            assert len(asked) == before + 1


async def test_ssrf_10_a_name_that_the_config_allows_is_reached_and_its_neighbour_is_not() -> None:
    async with Evil() as local, fetcher(allow_private=("bridge.example",), lookup=site) as f:
        local.at("/", answer(b"ok"))
        assert isinstance(await f.get(local.url(host="bridge.example")), Fetched)
        refused = await f.get(local.url(host="other.example"))
        assert isinstance(refused, FetchFailed)
        assert refused.state is SourceState.REFUSED
        assert "allow_private" in refused.detail
        assert local.connections == 1


async def test_a_connection_kept_alive_for_an_allowed_name_serves_no_other_name() -> None:
    async def keep(wire: Wire) -> None:
        await wire.send(answer(b"ok", "Connection: keep-alive"))
        await wire.until_gone()

    async with Evil() as local, fetcher(allow_private=("bridge.example",), lookup=site) as f:
        local.at("/", keep)
        assert isinstance(await f.get(local.url(host="bridge.example")), Fetched)
        assert isinstance(await f.get(local.url(host="other.example")), FetchFailed)
        assert len(local.heads) == 1


@pytest.mark.parametrize("path", ["http://10.0.0.1/", "http://localhost:1/", "http://127.0.0.1/", "http://0x7f.1/"])
async def test_a_proxy_is_not_asked_for_a_literal_private_address(path: str) -> None:
    async with Evil() as proxy, fetcher(allow_private=False, proxy=proxy.url("/")) as f:
        found = await f.get(path)
        assert isinstance(found, FetchFailed)
        assert found.state is SourceState.REFUSED
        assert proxy.connections == 0


async def test_a_proxy_on_loopback_is_trusted_because_the_config_names_it() -> None:
    async with Evil() as proxy, fetcher(allow_private=False, proxy=proxy.url("/")) as f:
        proxy.at("http://news.example/feed", answer(b"by proxy"))
        found = await f.get("http://news.example/feed")
        assert isinstance(found, Fetched)
        assert found.body == b"by proxy"
