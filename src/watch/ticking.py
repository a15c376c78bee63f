"""Jobs that run every so often, whatever the wall clock does.

APScheduler reckons in wall time: after a step back it would sleep until the old time comes again, after a step forward
it would first count every run that was missed. A tripwire on a laptop meets both.
"""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from watch.times import Clock

log = logging.getLogger("watch.ticking")

#: How often the two clocks are compared, and how far they may part before it is a jump.
LOOK = timedelta(seconds=1)
JUMP = timedelta(seconds=5)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Fires an interval after now, not after the run before: what was missed is not counted."""

    def __init__(self, interval: timedelta) -> None:
        self.interval = interval

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """The next run. The names are APScheduler's."""
        return now + self.interval


def new_scheduler() -> AsyncIOScheduler:
    """A scheduler that drops no run for being late and never runs a job twice at once."""
    # It warns at every tick that finds the job before it still running; a busy writer would fill the log.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    return AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )


async def mind_the_clock(scheduler: AsyncIOScheduler, clock: Clock) -> None:
    """Run every job at once after the wall clock jumped, back or forward, or the machine slept. Ends when cancelled."""
    parted = _distance(clock)
    while True:
        await asyncio.sleep(LOOK.total_seconds())
        now_parted = _distance(clock)
        if abs(now_parted - parted) > JUMP:
            log.warning(
                "the clock jumped by %d s", (now_parted - parted).total_seconds(), extra={"event": "clock-jumped"}
            )
            run_now(scheduler)
        parted = now_parted


def run_now(scheduler: Any) -> None:
    """Make every job due, by whatever clock."""
    for job in scheduler.get_jobs():
        job.modify(next_run_time=_LONG_AGO)


def _distance(clock: Clock) -> timedelta:
    """How far the wall clock is ahead of the one that never jumps."""
    return timedelta(seconds=clock.now().timestamp() - clock.monotonic())
