"""After a sleep or a clock that was set, each source is polled once, by the daemon's own scheduler."""

from datetime import timedelta
from pathlib import Path

import pytest
from house import House, Item, Publisher, Sink, rss
from standing import standing

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOURCES = {f"source{number}": f"/{number}" for number in range(5)}


@pytest.mark.parametrize(
    "jump",
    [
        8 * HOUR,
        -3 * HOUR,
        pytest.param(3650 * DAY, marks=pytest.mark.slow),
        pytest.param(-365 * DAY, marks=pytest.mark.slow),
    ],
    ids=str,
)
async def test_time_01_02_03_after_a_jump_each_source_is_polled_once(jump: timedelta, tmp_path: Path) -> None:
    with Publisher() as publisher, Sink() as sink:
        house = House(folder=tmp_path, publisher=publisher, sink=sink, sources=SOURCES, interval="15m")
        house.write_word_rules(["anchor"])
        house.write_config()
        for path in SOURCES.values():
            publisher.publish(path, rss([Item(title="Nothing of note", link="http://news.test/0")]))
        async with standing(house) as daemon:
            daemon.clock.pass_(HOUR)
            assert set((await daemon.polled()).values()) == {1}
            daemon.clock.jump(jump)
            assert set((await daemon.polled()).values()) == {1}
            # And from then on as ever.
            for _ in range(3):
                daemon.clock.pass_(timedelta(minutes=17))
                assert set((await daemon.polled()).values()) == {1}
