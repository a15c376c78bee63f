"""Answers that are none, half of one, or a wish to be left alone: through a whole poll, with what is kept of them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk import Desk, open_desk
from evil import Evil, answer
from house import RULE, Item, rss

from watch.model import SourceState
from watch.store import archive, queues

OLD = [Item(title=f"Story {n}", link=f"http://news.test/{n}") for n in range(6)]
NEWS = Item(title="The anchor fell", link="http://news.test/anchor")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "anchor.toml").write_text(RULE.format(id="anchor", word="anchor"), encoding="utf-8")
    async with open_desk(tmp_path, sources=("en",), rules=rules) as desk:
        desk.publisher.publish("/en", rss(OLD))
        await desk.poll()
        yield desk


def known(desk: Desk) -> int:
    with desk.store.read() as conn:
        return archive.counts(conn)["articles"]


@pytest.mark.parametrize(
    "body", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\0\0\0", b"{}", b"[]", b"null", b"<?xml version='1.0'?>"]
)
async def test_net_02_nothing_at_all_is_a_failure_that_costs_nothing_we_know(body: bytes, desk: Desk) -> None:
    before = desk.state("en")
    desk.publisher.publish("/en", body)
    await desk.poll()
    after = desk.state("en")
    assert after.state is SourceState.NOT_A_FEED
    assert (after.body_digest, after.last_ok_at, known(desk)) == (before.body_digest, before.last_ok_at, len(OLD))


async def test_net_04_the_news_of_a_body_that_was_cut_are_told_and_the_rest_is_fetched_again(desk: Desk) -> None:
    whole = rss([NEWS, *OLD])
    async with Evil() as site:
        desk.change("en", url=site.at("/en", answer(whole[: len(whole) // 2], 'ETag: "1"', length=len(whole))))
        await desk.poll()
        state = desk.state("en")
        assert len(desk.alerts) == 1
        assert (state.etag, state.body_digest, known(desk)) == (None, None, len(OLD) + 1)
        assert "cut" in str(state.detail)
        site.at("/en", answer(rss([NEWS, *OLD, Item(title="Story 7", link="http://news.test/7")]), 'ETag: "1"'))
        await desk.poll()
        assert "if-none-match" not in site.headers()
        assert (desk.state("en").etag, known(desk), len(desk.alerts)) == ('"1"', len(OLD) + 2, 1)


async def test_net_10_a_wish_to_be_left_alone_is_kept_over_a_restart(desk: Desk, tmp_path: Path) -> None:
    desk.publisher.failing["/en"] = 429
    desk.publisher.headers["/en"] = {"Retry-After": "7200"}
    asked_at = desk.clock.now()
    await desk.poll()
    async with open_desk(tmp_path, sources=("en",), rules=tmp_path / "rules") as again:
        with again.store.read() as conn:
            due = queues.next_poll_due(conn, ["en"], now=asked_at + timedelta(minutes=119))
        assert due is not None
        assert timedelta(hours=2) <= due - asked_at < timedelta(hours=2, minutes=15)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/octet-stream", "text/html; charset=us-ascii", "nonsense", ""]
)
async def test_net_20_a_feed_is_read_whatever_it_is_called(kind: str, desk: Desk) -> None:
    desk.publisher.publish("/en", rss([NEWS, *OLD]), kind)
    await desk.poll()
    assert (desk.state("en").state, len(desk.alerts)) == (SourceState.OK, 1)
