"""What the operator is told when many sources get worse at once: a handful of messages, and nothing lost."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from desk import Desk, open_desk
from house import RULE

from watch.model import Delivery
from watch.pipeline.notice import GATHERED_FOR, SINGLY, SPAN, source_notices, stop_gathering
from watch.store import queues

LEASE = timedelta(minutes=5)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "anchor.toml").write_text(RULE.format(id="anchor", word="anchor"), encoding="utf-8")
    async with open_desk(tmp_path, sources=("en",), rules=rules) as desk:
        yield desk


def worse(desk: Desk, *names: str) -> None:
    """Let these sources get worse, in one transaction each, as polls do."""
    for name in names:
        notice = (f"Source {name} cannot be read", "blocked: answered 403")
        desk.store.write(lambda conn, one=notice: source_notices(conn, desk.active, [one], desk.clock.now())).result()  # type: ignore[misc]


def names(count: int, start: int = 0) -> list[str]:
    return [f"s{number}" for number in range(start, start + count)]


def sent(desk: Desk) -> list[Delivery]:
    """What is sent by now: claimed, and taken by its channel."""
    now = desk.clock.now()
    claimed = desk.store.write(
        lambda conn: queues.claim_deliveries(conn, now, LEASE, channels=["operator"], limit=100)
    ).result()
    for delivery in claimed:
        desk.store.write(lambda conn, of=delivery.id: queues.sent(conn, of, now)).result()  # type: ignore[misc]
    return claimed


async def test_forty_sources_that_get_worse_at_once_make_six_messages(desk: Desk) -> None:
    worse(desk, *names(40))
    assert [one.message.title for one in sent(desk)] == [f"Source s{n} cannot be read" for n in range(SINGLY)]
    desk.clock.pass_(GATHERED_FOR)
    (gathered,) = sent(desk)
    assert gathered.message.title == "35 more notices about sources"
    assert "Source s5 cannot be read: blocked: answered 403" in gathered.message.text
    assert "and 20 more" in gathered.message.text
    assert "tripwatch sources list --unhealthy" in gathered.message.text


async def test_what_comes_after_a_gathered_message_went_out_is_gathered_anew(desk: Desk) -> None:
    worse(desk, *names(10))
    desk.clock.pass_(GATHERED_FOR)
    assert len(sent(desk)) == SINGLY + 1
    worse(desk, *names(3, start=10))
    assert sent(desk) == []
    desk.clock.pass_(GATHERED_FOR)
    (gathered,) = sent(desk)
    assert gathered.message.title == "3 more notices about sources"
    assert "s10" in gathered.message.text
    assert "s9" not in gathered.message.text


async def test_what_waits_is_not_reworded_once_its_time_has_come_though_it_is_not_sent_yet(desk: Desk) -> None:
    worse(desk, *names(SINGLY + 1))
    desk.clock.pass_(GATHERED_FOR)
    worse(desk, "late")
    titles = [one.message.title for one in sent(desk)]
    assert titles[-1] == "1 more notice about sources"
    desk.clock.pass_(GATHERED_FOR)
    (gathered,) = sent(desk)
    assert "late" in gathered.message.text


async def test_an_hour_later_notices_are_sent_singly_again(desk: Desk) -> None:
    worse(desk, *names(SINGLY))
    desk.clock.pass_(SPAN)
    worse(desk, "later")
    assert [one.message.title for one in sent(desk)][-1] == "Source later cannot be read"


async def test_a_clock_that_was_set_back_does_not_keep_notices_waiting(desk: Desk) -> None:
    worse(desk, *names(SINGLY))
    desk.clock.pass_(-timedelta(days=3))
    worse(desk, "earlier")
    assert len(sent(desk)) == SINGLY + 1


async def test_who_does_not_stay_to_gather_sends_what_there_is(desk: Desk) -> None:
    worse(desk, *names(SINGLY + 2))
    desk.store.write(lambda conn: stop_gathering(conn, desk.clock.now())).result()
    assert [one.message.title for one in sent(desk)][-1] == "2 more notices about sources"
    desk.store.write(lambda conn: stop_gathering(conn, desk.clock.now())).result()
    assert sent(desk) == []


async def test_without_a_channel_for_the_operator_nothing_is_gathered(desk: Desk) -> None:
    desk.active = replace(desk.active, config=replace(desk.active.config, operator_channels=()))
    worse(desk, *names(40))
    assert desk.notices == []
