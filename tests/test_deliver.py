"""Deliveries from the queue to a channel: a real store, a clock turned by hand, channels that do as they are told."""

import asyncio
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from watch import deliver
from watch.configured import Channel
from watch.deliver import Deliverer
from watch.errors import DeliveryError
from watch.model import Delivery, DeliveryState, Message, Reason, Severity
from watch.secret import Secret
from watch.store import archive, queues
from watch.store.database import Store

NOON = datetime(2026, 10, 17, 12, 0, tzinfo=UTC)
REFUSED = DeliveryError("answered 503")
NEVER = DeliveryError("answered 404", permanent=True)
UNKNOWN = DeliveryError("no answer in time", unknown=True)


@dataclass(slots=True)
class Clock:
    at: datetime = NOON
    #: How far the clock on the wall was set from the time that really passes.
    set_by: timedelta = timedelta(0)

    def now(self) -> datetime:
        return self.at + self.set_by

    def monotonic(self) -> float:
        return self.at.timestamp()

    async def pause(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass(slots=True)
class Outside:
    """What the channels do: by name an error, something to wait for, or nothing (it is taken)."""

    clock: Clock
    does: dict[str, Callable[[str], DeliveryError | threading.Event | None]] = field(default_factory=dict)
    taken: list[tuple[str, str]] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    at: list[datetime] = field(default_factory=list)
    #: For each attempt whether it said that it may be a repeat.
    repeats: list[bool] = field(default_factory=list)

    def send(self, url: Secret, message: Message, *, key: str, name: str, timeout: timedelta, repeat: bool) -> None:
        self.tried[name] += 1
        self.repeats.append(repeat)
        self.at.append(self.clock.now())
        will = self.does[name](key) if name in self.does else None
        if isinstance(will, threading.Event):
            will.wait(10)
        elif will is not None:
            raise will
        self.taken.append((name, key))

    def keys(self, name: str) -> list[str]:
        return [key for channel, key in self.taken if channel == name]


@dataclass(slots=True)
class Post:
    """A store with deliveries, and a deliverer over it."""

    store: Store
    clock: Clock
    outside: Outside
    channels: dict[str, Channel]

    def deliverer(self, **changes: Any) -> Deliverer:
        values: dict[str, Any] = {
            "store": self.store,
            "clock": self.clock,
            "channels": lambda: self.channels,
            "send": self.outside.send,
            "chance": lambda: 1.0,
            "pause": self.clock.pause,
        }
        return Deliverer(**(values | changes))

    def enqueue(self, *channels: str, count: int = 1) -> None:
        def add(conn: Any) -> None:
            for _ in range(count):
                alert = archive.add_alert(
                    conn,
                    incident_id=None,
                    reason=Reason.DIGEST,
                    severity=Severity.HIGH,
                    message=Message(title="t", text="t", markup="t", html="t"),
                    at=self.clock.now(),
                )
                for channel in channels:
                    queues.enqueue(conn, alert, channel, f"{channel}-{alert}", self.clock.now())

        self.store.write(add).result()

    def all(self, channel: str | None = None) -> list[Delivery]:
        with self.store.read() as conn:
            return list(reversed(queues.deliveries(conn, channel=channel, limit=1000)))

    def states(self, channel: str | None = None) -> list[DeliveryState]:
        return [delivery.state for delivery in self.all(channel)]

    async def run(self, deliverer: Deliverer) -> None:
        """Until nothing is due."""
        while await deliverer.run_once():
            pass

    async def run_for(self, deliverer: Deliverer, span: timedelta) -> None:
        """Let this much time pass, from one moment at which something may be sent to the next."""
        end = self.clock.at + span
        while self.clock.at < end:
            await self.run(deliverer)
            with self.store.read() as conn:
                due = queues.next_delivery_due(conn, list(self.channels), now=self.clock.now())
            rests = [
                datetime.fromtimestamp(lane.rests_until, UTC) for lane in deliverer._lanes.values() if lane.rests_until
            ]
            ahead = [at for at in (due and due - self.clock.set_by, *rests) if at is not None and at > self.clock.at]
            self.clock.at = max(self.clock.at, min([*ahead, end]))


SENT, PENDING, DEAD = DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.DEAD


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    clock = Clock()
    channels = {name: Channel(name=name, url=Secret(f"json://{name}.test/")) for name in ("desk", "mail")}
    with Store.open(f"sqlite:///{tmp_path / 'watch.db'}", clock=clock, create=True) as store:
        yield Post(store, clock, Outside(clock), channels)


# ------------------------------------------------------------------------------------------------ sending


async def test_what_is_due_is_sent_once_to_each_channel_with_its_key(post: Post) -> None:
    post.enqueue("desk", "mail")
    deliverer = post.deliverer()
    await post.run(deliverer)
    await post.run(deliverer)
    await deliverer.stop()
    assert sorted(post.outside.taken) == [("desk", "desk-1"), ("mail", "mail-1")]
    assert post.states() == [SENT, SENT]


async def test_deliveries_go_oldest_first_and_a_second_apart(post: Post) -> None:
    post.enqueue("desk", count=5)
    await post.run(post.deliverer())
    assert post.outside.keys("desk") == [f"desk-{number}" for number in range(1, 6)]
    gaps = [after - before for before, after in zip(post.outside.at, post.outside.at[1:], strict=False)]
    assert min(gaps) >= deliver.PACE


async def test_the_console_is_not_held_back(post: Post) -> None:
    post.channels["desk"] = Channel(name="desk", url=Secret("console://"))
    post.enqueue("desk", count=3)
    await post.run(post.deliverer())
    assert post.clock.at == NOON
    assert post.states() == [SENT] * 3


async def test_nothing_due_is_nothing_to_do(post: Post) -> None:
    assert await post.deliverer().run_once() == 0


async def test_two_rounds_at_once_send_nothing_twice(post: Post) -> None:
    post.enqueue("desk", count=4)
    deliverer = post.deliverer()
    await asyncio.gather(*(post.run(deliverer) for _ in range(5)))
    assert len(post.outside.taken) == len(set(post.outside.taken)) == 4


# ------------------------------------------------------------------------------------------------ failing


async def test_a_failed_delivery_is_tried_again_with_the_same_key_until_it_is_taken(post: Post) -> None:
    post.outside.does["desk"] = lambda _: REFUSED if post.outside.tried["desk"] < 4 else None
    post.enqueue("desk")
    deliverer = post.deliverer()
    await post.run(deliverer)
    (waiting,) = post.all()
    assert (waiting.state, waiting.attempts, waiting.last_error) == (PENDING, 1, "answered 503")
    assert waiting.next_attempt_at > post.clock.at
    await post.run_for(deliverer, timedelta(minutes=5))
    assert post.outside.taken == [("desk", "desk-1")]
    assert post.outside.tried["desk"] == 4
    assert post.states() == [SENT]


async def test_one_channels_fault_stays_with_it(post: Post) -> None:
    post.outside.does["desk"] = lambda _: REFUSED
    post.enqueue("desk", "mail", count=3)
    await post.run(post.deliverer())
    assert post.states("mail") == [SENT] * 3
    assert post.outside.tried == {"desk": 1, "mail": 3}


async def test_a_slow_channel_does_not_keep_the_others_waiting(post: Post) -> None:
    hanging = threading.Event()
    post.outside.does["desk"] = lambda _: hanging
    post.enqueue("desk")
    deliverer = post.deliverer()
    assert await deliverer.run_once() == 1
    post.enqueue("mail")
    await deliverer.run_once()
    assert post.states("mail") == [SENT]
    hanging.set()
    await deliverer.stop()
    assert post.states() == [SENT, SENT]


async def test_what_can_never_be_taken_is_dead_at_once_and_says_why(post: Post) -> None:
    post.outside.does["desk"] = lambda key: NEVER if key == "desk-1" else None
    post.enqueue("desk", count=2)
    deliverer = post.deliverer()
    await post.run_for(deliverer, timedelta(minutes=1))
    assert post.states() == [DEAD, SENT]
    assert post.all()[0].last_error == "answered 404; trying again cannot help"


async def test_a_channel_that_is_gone_for_good_is_not_hammered(post: Post) -> None:
    post.outside.does["desk"] = lambda _: NEVER
    post.enqueue("desk", count=100)
    await post.run_for(post.deliverer(), timedelta(minutes=10))
    assert post.outside.tried["desk"] < 10


async def test_retry_after_is_obeyed_for_the_whole_channel(post: Post) -> None:
    wait = timedelta(minutes=7)
    error = DeliveryError("answered 429", retry_after=wait)
    post.outside.does["desk"] = lambda _: error if post.outside.tried["desk"] == 1 else None
    post.enqueue("desk", count=2)
    await post.run_for(post.deliverer(), timedelta(minutes=10))
    assert post.outside.at[1] - post.outside.at[0] >= wait
    assert post.states() == [SENT, SENT]


async def test_a_message_that_always_fails_does_not_hold_up_the_next_and_is_given_up(post: Post) -> None:
    post.outside.does["desk"] = lambda key: REFUSED if key == "desk-1" else None
    post.enqueue("desk", count=2)
    deliverer = post.deliverer()
    await post.run_for(deliverer, timedelta(seconds=30))
    assert post.outside.keys("desk") == ["desk-2"]
    await post.run_for(deliverer, timedelta(minutes=30))
    assert post.states() == [DEAD, SENT]
    assert "the channel takes other messages" in str(post.all()[0].last_error)


async def test_a_channel_down_for_three_days_loses_nothing_and_is_asked_in_measure(post: Post) -> None:
    back = NOON + timedelta(hours=71)
    post.outside.does["desk"] = lambda _: REFUSED if post.clock.at < back else None
    post.enqueue("desk", count=30)
    deliverer = post.deliverer()
    await post.run_for(deliverer, timedelta(hours=71))
    assert post.outside.tried["desk"] < 400
    assert set(post.states()) == {PENDING}
    await post.run_for(deliverer, timedelta(hours=1))
    assert post.states() == [SENT] * 30
    gaps = [b - a for a, b in zip(post.outside.at[-29:], post.outside.at[-28:], strict=False)]
    assert min(gaps) >= deliver.PACE


async def test_after_three_days_of_trying_it_is_dead_and_visible(post: Post) -> None:
    post.outside.does["desk"] = lambda _: REFUSED
    post.enqueue("desk")
    await post.run_for(post.deliverer(), timedelta(hours=80))
    assert post.states() == [DEAD]
    assert "given up after" in str(post.all()[0].last_error)


async def test_a_laptop_that_slept_for_a_week_still_sends(post: Post) -> None:
    post.outside.does["desk"] = lambda _: REFUSED if post.outside.tried["desk"] < 3 else None
    post.enqueue("desk")
    post.clock.at += timedelta(days=7)
    await post.run_for(post.deliverer(), timedelta(minutes=5))
    assert post.states() == [SENT]


async def test_a_fault_of_our_own_in_sending_is_a_failure_of_that_delivery(post: Post) -> None:
    def fault(_: str) -> None:
        raise RuntimeError("json://desk.test/secret")

    post.outside.does["desk"] = fault
    post.enqueue("desk", "mail")
    deliverer = post.deliverer()
    await post.run(deliverer)
    (failed,) = post.all("desk")
    assert failed.state is PENDING
    assert failed.last_error == "a fault of our own while sending: RuntimeError"
    assert post.states("mail") == [SENT]


# ------------------------------------------------------------------------------------------------ unknown outcomes


async def test_what_may_have_arrived_is_repeated_a_few_times_with_the_same_key_and_then_given_up(post: Post) -> None:
    post.outside.does["desk"] = lambda _: UNKNOWN
    post.enqueue("desk")
    await post.run_for(post.deliverer(), timedelta(hours=10))
    assert post.outside.tried["desk"] == 1 + len(deliver.UNKNOWN_WAITS)
    (dead,) = post.all()
    assert dead.state is DEAD
    assert "it may have arrived several times" in str(dead.last_error)


async def test_past_the_deadline_the_outcome_is_unknown_and_the_lane_goes_on(post: Post) -> None:
    hanging = threading.Event()
    post.outside.does["desk"] = lambda key: hanging if key == "desk-1" else None
    post.enqueue("desk", count=2)
    deliverer = post.deliverer(deadline=timedelta(seconds=0.05))
    await post.run(deliverer)
    first, _ = post.all()
    assert first.state is PENDING
    assert str(first.last_error).startswith("outcome unknown (1)")
    post.clock.at += timedelta(seconds=10)
    await post.run(deliverer)
    assert post.states()[1] is SENT
    hanging.set()


async def test_a_send_that_ends_well_after_its_deadline_is_recorded_and_not_repeated(post: Post) -> None:
    hanging = threading.Event()
    post.outside.does["desk"] = lambda _: hanging
    post.enqueue("desk")
    deliverer = post.deliverer(deadline=timedelta(seconds=0.05))
    await post.run(deliverer)
    hanging.set()
    async with asyncio.timeout(5):
        while post.states() != [SENT]:  # noqa: ASYNC110 - the end lies in a database
            await asyncio.sleep(0.005)
    await post.run_for(deliverer, timedelta(hours=2))
    assert post.outside.tried["desk"] == 1


async def test_a_channel_that_hangs_for_ever_does_not_eat_threads_without_end(post: Post) -> None:
    hanging = threading.Event()
    post.outside.does["desk"] = lambda _: hanging
    post.enqueue("desk", count=20)
    deliverer = post.deliverer(deadline=timedelta(seconds=0.01))
    await post.run_for(deliverer, timedelta(minutes=10))
    assert post.outside.tried["desk"] == deliver.MOST_LEFT_BEHIND
    assert DEAD not in post.states()
    hanging.set()


# ------------------------------------------------------------------------------------------------ a crash


async def test_what_a_dead_process_had_claimed_is_sent_when_its_lease_ends(post: Post) -> None:
    post.enqueue("desk")
    lease = timedelta(seconds=90)
    claim = lambda conn: queues.claim_deliveries(conn, NOON, lease, channels=["desk"], limit=1)  # noqa: E731
    post.store.write(claim).result()
    deliverer = post.deliverer()
    await post.run(deliverer)
    assert post.outside.taken == []
    await post.run_for(deliverer, timedelta(minutes=2))
    assert post.outside.taken == [("desk", "desk-1")]


_KILLED = """
import asyncio, sys
from datetime import datetime
from watch.deliver import Deliverer
from watch.configured import Channel
from watch.secret import Secret
from watch.store.database import Store

class Clock:
    def now(self): return datetime.fromisoformat(sys.argv[2])
    def monotonic(self): return 0.0

def send(url, message, *, key, name, timeout, repeat):
    print(key, repeat, flush=True)

async def main():
    channels = {"desk": Channel(name="desk", url=Secret("json://desk.test/"))}
    store = Store.open(sys.argv[1], clock=Clock())
    await Deliverer(store=store, clock=Clock(), channels=lambda: channels, send=send).run_once()

asyncio.run(main())
"""


@pytest.mark.parametrize("released", [True, False], ids=["released", "lease-ended"])
async def test_after_a_kill_between_sending_and_recording_the_repeat_has_the_same_key_and_says_so(
    post: Post, released: bool
) -> None:
    post.enqueue("desk")
    killed = subprocess.run(  # noqa: ASYNC221 - nothing else runs meanwhile
        [sys.executable, "-c", _KILLED, f"sqlite:///{post.store.path}", NOON.isoformat()],
        env={"TRIPWATCH_FAILPOINT": "before-sent-is-recorded"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (killed.returncode, killed.stdout, killed.stderr) == (-9, "desk-1 False\n", "")
    if released:
        post.store.write(queues.release_leases).result()
    await post.run_for(post.deliverer(), timedelta(minutes=2))
    assert post.outside.taken == [("desk", "desk-1")]
    assert post.outside.repeats == [True]
    assert post.states() == [SENT]


async def test_only_a_copy_whose_like_may_have_arrived_says_that_it_may_be_a_repeat(post: Post) -> None:
    outcomes = [REFUSED, UNKNOWN, REFUSED, None]
    post.outside.does["desk"] = lambda _: outcomes[post.outside.tried["desk"] - 1]
    post.enqueue("desk")
    await post.run_for(post.deliverer(), timedelta(hours=1))
    assert post.outside.repeats == [False, False, True, True]
    assert post.states() == [SENT]


# ------------------------------------------------------------------------------------------------ a clock that jumps


@pytest.mark.parametrize("set_by", [timedelta(days=-400), timedelta(hours=-3), timedelta(days=1)])
async def test_a_channel_rests_as_long_as_it_should_wherever_the_clock_is_set(post: Post, set_by: timedelta) -> None:
    post.outside.does["desk"] = lambda _: REFUSED if post.outside.tried["desk"] == 1 else None
    post.enqueue("desk")
    deliverer = post.deliverer()
    await post.run(deliverer)
    post.clock.set_by = set_by
    await post.run(deliverer)
    assert post.outside.tried["desk"] == 1
    post.clock.at += deliver.FIRST_RETRY
    await post.run(deliverer)
    assert post.states() == [SENT]


async def test_an_alert_made_before_the_clock_was_set_back_is_sent_at_once(post: Post) -> None:
    post.enqueue("desk")
    post.clock.set_by = timedelta(hours=-1)
    await post.run(post.deliverer())
    assert post.states() == [SENT]


# ------------------------------------------------------------------------------------------------ reload, stop


async def test_what_waits_for_a_channel_that_is_gone_stays_says_so_and_goes_nowhere_else(post: Post) -> None:
    post.enqueue("old", "desk")
    deliverer = post.deliverer()
    await post.run(deliverer)
    (orphan,) = post.all("old")
    assert (orphan.state, orphan.last_error) == (PENDING, "channel old is no longer in the config")
    assert post.outside.taken == [("desk", "desk-1")]
    post.channels["old"] = Channel(name="old", url=Secret("json://old.test/"))
    await post.run(deliverer)
    assert post.states("old") == [SENT]


async def test_a_stop_lets_the_send_under_way_end_and_begins_no_other(post: Post) -> None:
    hanging = threading.Event()
    post.outside.does["desk"] = lambda _: hanging
    post.enqueue("desk", count=3)
    deliverer = post.deliverer()
    await deliverer.run_once()
    stopping = asyncio.create_task(deliverer.stop())
    await asyncio.sleep(0)
    hanging.set()
    await stopping
    assert post.states() == [SENT, PENDING, PENDING]
    assert await deliverer.run_once() == 0


async def test_the_log_has_one_line_for_each_outcome_and_no_address(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "watch.deliver")
    post.outside.does["desk"] = lambda _: NEVER
    post.outside.does["mail"] = lambda _: REFUSED if post.outside.tried["mail"] < 2 else None
    post.enqueue("desk", "mail")
    await post.run_for(post.deliverer(), timedelta(minutes=1))
    ours = [record for record in caplog.records if record.name == "watch.deliver"]
    events = Counter((getattr(record, "event", ""), getattr(record, "channel", "")) for record in ours)
    assert events == {("dead", "desk"): 1, ("retry", "mail"): 1, ("sent", "mail"): 1}
    assert ".test" not in caplog.text
    (retry,) = [record for record in ours if getattr(record, "event", "") == "retry"]
    # "at" is when the line itself was written.
    assert getattr(retry, "next_attempt", None) == "2026-10-17T12:00:06+00:00"
    assert not hasattr(retry, "at")
