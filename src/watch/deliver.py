"""Every delivery ends as sent, or as dead and visible (P2); one channel's fault stays with that channel (P3).

Each channel has a lane: a task that claims what is due, oldest first, and a thread that sends it, one at a time. What
was claimed and not recorded, for the process died, is claimed again when its lease ends, and sent with the same key.
A copy whose like may have arrived says so.
"""

import asyncio
import logging
import queue
import random
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from watch import failpoints, notify
from watch.configured import Channel
from watch.errors import DeliveryError, StoreError
from watch.model import Delivery, DeliveryState
from watch.store import doubt, queues

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from watch.store.database import Store
    from watch.times import Clock

log = logging.getLogger("watch.deliver")

T = TypeVar("T")
Send = Callable[..., None]

#: A send that has not returned by then has an unknown outcome; its thread is left behind.
DEADLINE = timedelta(seconds=30)
#: What is left for recording the outcome before the delivery may be claimed again.
LEASE_BEYOND = timedelta(seconds=60)
#: Between two messages to one channel. The console has no limit.
PACE = timedelta(seconds=1)
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(minutes=15)
LONGEST_RETRY_AFTER = timedelta(hours=1)
#: Given up when it was tried this often, and for this long: a laptop that slept for a week has not tried.
MOST_ATTEMPTS, LONGEST_TRY = 20, timedelta(hours=72)
#: Given up when it was tried this often while the channel took others: the message itself is what fails.
POISON_ATTEMPTS = 8
#: Waits after an unknown outcome; each further copy may be a repeat, so after these no more are sent.
UNKNOWN_WAITS = (timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1))
#: Threads that hang for ever in one channel; with more than these nothing is sent there.
MOST_LEFT_BEHIND = 3
#: How long `run_once` waits for lanes before it looks for work in the others again.
_PATIENCE = 0.5


def retry_delay(attempts: int, jitter: float, retry_after: timedelta | None = None) -> timedelta:
    """How long to wait after so many failed attempts: doubling from 5 s to 15 min, or what the service asks, up to 1 h.

    `jitter` in [0, 1) spreads the waits between three quarters and all of it.
    """
    doubled = min(FIRST_RETRY * (1 << min(max(0, attempts - 1), 20)), LONGEST_RETRY)
    wait = doubled * (0.75 + 0.25 * jitter)
    return max(wait, min(retry_after, LONGEST_RETRY_AFTER)) if retry_after else wait


class Deliverer:
    """Sends what is due. `channels` gives the channels of the config of this moment.

    `chance` spreads retries, `pause` waits between two messages; tests hand in their own, and a `send` without network.
    """

    def __init__(
        self,
        *,
        store: "Store",
        clock: "Clock",
        channels: Callable[[], Mapping[str, Channel]],
        send: Send = notify.send,
        chance: Callable[[], float] = random.random,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        deadline: timedelta = DEADLINE,
    ) -> None:
        self._store = store
        self._clock = clock
        self._channels = channels
        self._send = send
        self._chance = chance
        self._pause = pause
        self._deadline = deadline
        self._lanes: dict[str, _Lane] = {}
        self._at_work: dict[str, asyncio.Task[None]] = {}
        self._late: set[asyncio.Task[None]] = set()
        self._known: frozenset[str] | None = None
        self._stopping = False

    async def run_once(self) -> int:
        """Set every channel to work that has something due, and return how many are or were at work.

        Returns soon even when a channel is slow, so that calling it again finds work for the others. Zero: nothing is
        due or under way. May be called while another call runs.
        """
        if self._stopping:
            return 0
        await self._name_the_orphans()
        for name in self._due():
            task = asyncio.create_task(self._work(name), name=f"deliver {name}")
            self._at_work[name] = task
            task.add_done_callback(partial(self._rest, name))
        busy = list(self._at_work.values())
        if busy:
            await asyncio.wait(busy, timeout=_PATIENCE)
        return len(busy)

    async def stop(self) -> None:
        """Let what is being sent end, begin nothing new, and let the threads go."""
        self._stopping = True
        while tasks := list(self._at_work.values()):
            await asyncio.wait(tasks)
        for task in self._late:
            task.cancel()
        for lane in self._lanes.values():
            lane.dismiss()

    # -------------------------------------------------------------------------------------------- what is due

    def _due(self) -> list[str]:
        """The channels with something to send that are neither at work nor waiting for better times."""
        now, monotonic = self._clock.now(), self._clock.monotonic()
        idle = [name for name in self._channels() if name not in self._at_work and self._lane(name).ready(monotonic)]
        if not idle:
            return []
        with self._store.read() as conn:
            due = {name: queues.next_delivery_due(conn, [name], now=now) for name in idle}
        return [name for name, at in due.items() if at is not None and at <= now]

    def _lane(self, name: str) -> "_Lane":
        return self._lanes.setdefault(name, _Lane(name))

    def _rest(self, name: str, task: asyncio.Task[None]) -> None:
        if self._at_work.get(name) is task:
            del self._at_work[name]

    async def _name_the_orphans(self) -> None:
        """When the channels change: say of what waits for one that is gone why it waits. It is sent nowhere else."""
        names = frozenset(self._channels())
        if names == self._known:
            return
        self._known = names
        with self._store.read() as conn:
            pending = queues.deliveries(conn, state=DeliveryState.PENDING, limit=100_000)
        orphans = [delivery for delivery in pending if delivery.channel not in names]
        if orphans:
            await self._write(lambda conn: [_leave_waiting(conn, delivery) for delivery in orphans])

    # -------------------------------------------------------------------------------------------- one channel

    async def _work(self, name: str) -> None:
        """Send what is due to one channel until nothing is, or the channel fails."""
        lane = self._lane(name)
        try:
            while not self._stopping and lane.ready(self._clock.monotonic()):
                channel = self._channels().get(name)
                if channel is None or not await self._next(lane, channel):
                    return
        except asyncio.CancelledError:
            raise
        except StoreError as error:
            log.error("%s", error.message, extra={"event": "store-failed", "channel": name})
        except Exception:  # the seam that keeps one channel's fault from the others; the lease brings the delivery back
            log.exception("a delivery failed by a fault of our own", extra={"event": "deliver-failed", "channel": name})

    async def _next(self, lane: "_Lane", channel: Channel) -> bool:
        """Send one delivery and record what came of it. False if none is due."""
        paced = not channel.url.reveal().startswith("console:")
        if paced and (wait := lane.wait(self._clock.monotonic())) > 0:
            await self._pause(wait)
        if self._stopping:
            return False
        now, lease = self._clock.now(), self._deadline + LEASE_BEYOND
        claimed = await self._write(
            lambda conn: queues.claim_deliveries(conn, now, lease, channels=[channel.name], limit=1)
        )
        for delivery in claimed:
            error = await self._attempt(lane, channel, delivery)
            lane.last_end = self._clock.monotonic()
            await self._record(lane, delivery, error)
        return bool(claimed)

    async def _attempt(self, lane: "_Lane", channel: Channel, delivery: Delivery) -> DeliveryError | None:
        """Send in the lane's thread, until the deadline."""

        def work() -> None:
            failpoints.reach("while-sending")
            self._send(
                channel.url,
                delivery.message,
                key=delivery.key,
                name=channel.name,
                timeout=min(notify.TIMEOUT, self._deadline),
                repeat=doubt.doubts(delivery.last_error) > 0,
            )
            failpoints.reach("before-sent-is-recorded")

        sending = lane.do(work)
        try:
            await asyncio.wait_for(asyncio.shield(sending), self._deadline.total_seconds())
        except TimeoutError:
            lane.leave_behind()
            self._listen_for(sending, delivery)
            return DeliveryError("no end within the deadline; it may have arrived", unknown=True)
        except DeliveryError as error:
            return error
        return None

    def _listen_for(self, sending: "asyncio.Future[None]", delivery: Delivery) -> None:
        """A send that ends well after its deadline is still a send: record it, and spare the reader a repeat."""

        async def wait() -> None:
            try:
                await sending
                await self._record_sent(delivery)
            except (DeliveryError, StoreError) as error:
                log.info("%s", error.message, extra={"event": "late-end", **_about(delivery)})

        task = asyncio.create_task(wait(), name=f"late {delivery.id}")
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    # -------------------------------------------------------------------------------------------- recording

    async def _record(self, lane: "_Lane", delivery: Delivery, error: DeliveryError | None) -> None:
        """Write down what came of an attempt."""
        now = self._clock.now()
        if error is None:
            lane.succeeded(now)
            await self._record_sent(delivery)
            return
        attempts = delivery.attempts + 1
        told = (doubt.unknown if error.unknown else doubt.known)(delivery.last_error, error.message)
        rest = retry_delay(lane.failures + 1, self._chance(), error.retry_after)
        lane.failed(self._clock.monotonic(), rest)
        if why := _given_up(delivery, error, attempts, now, lane.last_success):
            await self._write(lambda conn: queues.dead(conn, delivery.id, f"{told}{why}", now))
            log.error("%s%s", told, why, extra={"event": "dead", **_about(delivery)})
            return
        # The channel rests first; then another delivery is tried before this one, which may be what fails.
        at = now + max(self._wait(delivery, error, attempts), rest + timedelta(seconds=1))
        await self._write(lambda conn: queues.postpone(conn, delivery.id, at, told, attempts))
        about = {"event": "retry", "next_attempt": at.isoformat(timespec="seconds"), **_about(delivery)}
        log.warning("%s", told, extra=about)

    def _wait(self, delivery: Delivery, error: DeliveryError, attempts: int) -> timedelta:
        if error.unknown:
            return UNKNOWN_WAITS[min(doubt.doubts(delivery.last_error), len(UNKNOWN_WAITS) - 1)]
        return retry_delay(attempts, self._chance(), error.retry_after)

    async def _record_sent(self, delivery: Delivery) -> None:
        now = self._clock.now()
        await self._write(lambda conn: queues.sent(conn, delivery.id, now))
        log.info("%s", delivery.message.title, extra={"event": "sent", **_about(delivery)})

    async def _write(self, work: Callable[..., T]) -> T:
        """Hand a command to the writer thread and wait; cancelling the wait does not cancel the command."""
        return await asyncio.shield(asyncio.wrap_future(self._store.write(work)))


def _given_up(
    delivery: Delivery, error: DeliveryError, attempts: int, now: datetime, last_success: datetime | None
) -> str | None:
    """Why no further attempt is made, or None if one is."""
    if error.permanent:
        return "; trying again cannot help"
    if error.unknown and doubt.doubts(delivery.last_error) >= len(UNKNOWN_WAITS):
        return "; it may have arrived several times"
    if attempts >= MOST_ATTEMPTS and now - delivery.created_at >= LONGEST_TRY:
        return f"; given up after {attempts} attempts"
    if attempts >= POISON_ATTEMPTS and last_success is not None and last_success > delivery.created_at:
        return f"; given up after {attempts} attempts: the channel takes other messages"
    return None


def _leave_waiting(conn: "Connection", delivery: Delivery) -> bool:
    error = doubt.known(delivery.last_error, f"channel {delivery.channel} is no longer in the config")
    return queues.postpone(conn, delivery.id, delivery.next_attempt_at, error, delivery.attempts)


def _about(delivery: Delivery) -> dict[str, object]:
    """What a log line says of a delivery."""
    return {
        "delivery": delivery.id,
        "channel": delivery.channel,
        "incident": delivery.incident_id,
        "key": delivery.key,
        "attempt": delivery.attempts + 1,
    }


# ------------------------------------------------------------------------------------------------ lanes

_Job = tuple[Callable[[], None], "asyncio.Future[None]"]


@dataclass(slots=True)
class _Lane:
    """A channel's thread, its pace, and how it fared lately. A daemon thread: a hanging send holds up no exit."""

    name: str
    failures: int = 0
    #: These two on the clock that never jumps.
    rests_until: float | None = None
    last_end: float | None = None
    last_success: datetime | None = None
    _jobs: "queue.SimpleQueue[_Job | None] | None" = None
    _thread: threading.Thread | None = None
    _left_behind: list[threading.Thread] = field(default_factory=list)

    def ready(self, monotonic: float) -> bool:
        """Whether the channel may be tried."""
        self._left_behind = [thread for thread in self._left_behind if thread.is_alive()]
        rested = self.rests_until is None or self.rests_until <= monotonic
        return rested and len(self._left_behind) < MOST_LEFT_BEHIND

    def wait(self, monotonic: float) -> float:
        """Seconds until the next message keeps its distance from the last."""
        return 0.0 if self.last_end is None else self.last_end + PACE.total_seconds() - monotonic

    def succeeded(self, now: datetime) -> None:
        """The channel works."""
        self.failures, self.rests_until, self.last_success = 0, None, now

    def failed(self, monotonic: float, rest: timedelta) -> None:
        """The channel rests, all of it: what waits in it would fail as well."""
        self.failures += 1
        self.rests_until = monotonic + rest.total_seconds()

    def do(self, work: Callable[[], None]) -> "asyncio.Future[None]":
        """Run this in the lane's thread."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self._jobs is None:
            self._jobs = queue.SimpleQueue()
            self._thread = threading.Thread(target=_serve, args=(self._jobs,), name=f"send {self.name}", daemon=True)
            self._thread.start()
        self._jobs.put((work, done))
        return done

    def leave_behind(self) -> None:
        """Give the thread up: it ends when its send does. The next message gets a new one."""
        if self._thread is not None:
            self._left_behind.append(self._thread)
        self.dismiss()

    def dismiss(self) -> None:
        """Let the thread end after what it does."""
        if self._jobs is not None:
            self._jobs.put(None)
        self._jobs = self._thread = None


def _serve(jobs: "queue.SimpleQueue[_Job | None]") -> None:
    """One thread's life: do what comes, tell the loop."""
    while (job := jobs.get()) is not None:
        work, done = job
        error: BaseException | None = None
        try:
            work()
        except DeliveryError as failure:
            error = failure
        except Exception as failure:  # noqa: BLE001 - the seam: whatever it is, the loop hears of it and the thread lives
            error = DeliveryError(f"a fault of our own while sending: {type(failure).__name__}")
        try:
            done.get_loop().call_soon_threadsafe(_tell, done, error)
        except RuntimeError:
            return  # the loop has ended: nobody waits for it any more


def _tell(done: "asyncio.Future[None]", error: BaseException | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
