"""Jobs run on, whatever happens to the wall clock."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from watch import ticking
from watch.ticking import Every

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("jump", [timedelta(0), timedelta(days=3650), -timedelta(days=365)])
def test_the_next_run_is_an_interval_after_now_however_far_the_clock_jumped(jump: timedelta) -> None:
    every = Every(timedelta(seconds=1))
    assert every.get_next_fire_time(NOW, NOW + jump) == NOW + jump + timedelta(seconds=1)


@dataclass
class TwoClocks:
    """A wall clock and one that never jumps, each set by hand."""

    wall: datetime = NOW
    steady: float = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=8), timedelta(days=3650)])
async def test_after_a_jump_every_job_runs_at_once(jump: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "LOOK", timedelta(milliseconds=5))
    clock, ran = TwoClocks(), asyncio.Event()
    scheduler = ticking.new_scheduler()

    async def job() -> None:
        ran.set()

    scheduler.add_job(job, Every(timedelta(hours=1)))
    scheduler.start()
    minding = asyncio.create_task(ticking.mind_the_clock(scheduler, clock))
    try:
        await asyncio.sleep(0)
        clock.wall += jump
        async with asyncio.timeout(10):
            await ran.wait()
    finally:
        minding.cancel()
        scheduler.shutdown(wait=False)


async def test_a_clock_that_is_slewed_a_little_is_no_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "LOOK", timedelta(milliseconds=1))
    clock = TwoClocks()
    scheduler = ticking.new_scheduler()
    scheduler.add_job(lambda: None, Every(timedelta(hours=1)))
    scheduler.start()
    due = scheduler.get_jobs()[0].next_run_time
    minding = asyncio.create_task(ticking.mind_the_clock(scheduler, clock))
    for _ in range(20):
        clock.wall += timedelta(milliseconds=400)
        await asyncio.sleep(0.001)
    minding.cancel()
    assert scheduler.get_jobs()[0].next_run_time == due
    scheduler.shutdown(wait=False)
