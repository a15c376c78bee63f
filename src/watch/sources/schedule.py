"""When to poll a source next. Pure: the time and the dice come from the caller.

Every answer is bounded on both sides, so that neither a server nor a clock that jumped can park a source for long or
make it be polled without a pause.
"""

from datetime import UTC, datetime, timedelta
from zlib import crc32

from watch.model import SourceState

#: Two polls of one source are never nearer than this.
SHORTEST = timedelta(seconds=1)
#: However often a source failed, it is asked again after this, or after its interval if that is longer.
LONGEST_BACKOFF = timedelta(hours=6)
#: A server's Retry-After is obeyed up to here.
LONGEST_WAIT = timedelta(hours=24)
#: How far a poll is moved at random to either side, as a share of the delay.
JITTER = 0.1
#: Now and then a source is asked without validators: a cache that says "unchanged" for ever would hide everything.
WHOLE_EVERY = timedelta(hours=12)

_AT_ONCE = 20
_LONGEST_SPREAD = timedelta(minutes=10)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_TEMPORARY, _SOFT, _HARD = 0.25, 0.5, 1.0


def weight(state: SourceState, status: int | None = None) -> float:
    """How heavily a failure counts: 0 for none, 0.25 when nobody answered, 0.5 when the server may recover, else 1."""
    if state.healthy or state in (SourceState.NEW, SourceState.FROZEN):
        return 0.0
    if state is SourceState.UNREACHABLE:
        return _TEMPORARY
    if status is not None and (status in (404, 408, 425, 429) or 500 <= status <= 599):
        return _SOFT
    return _HARD


def backoff(interval: timedelta, state: SourceState, failures: int, status: int | None = None) -> timedelta:
    """The delay after the `failures`-th failure in a row (from 1): it grows by a share of the interval each time.

    Never above six hours, or the interval if that is longer. A source that says it is gone waits that long at once.
    """
    longest = max(LONGEST_BACKOFF, interval)
    if state is SourceState.GONE:
        return longest
    # Beyond this many the bound holds anyway; without it a huge count overflows.
    counted = min(max(failures, 0), 1_000_000)
    factor = 1 + weight(state, status) * counted
    return interval * factor if factor < longest / max(interval, SHORTEST) else longest


def next_poll(
    now: datetime,
    *,
    interval: timedelta,
    state: SourceState,
    failures: int = 0,
    status: int | None = None,
    retry_after: timedelta | None = None,
    jitter: float = 0.5,
) -> datetime:
    """When to poll again after a poll that ended at `now` in `state`.

    `failures` counts failures in a row with this one, `status` is the HTTP status if there was one, `jitter` is a
    throw of dice in [0, 1). Retry-After is obeyed up to a day, after a good poll too; a longer interval stays.
    """
    delay = backoff(interval, state, failures, status)
    delay *= 1 + JITTER * (2 * jitter - 1)
    if retry_after is not None:
        # Never before the time that was asked for, so that chance only adds here.
        delay = max(delay, min(retry_after, LONGEST_WAIT) * (1 + JITTER * jitter))
    return now + max(SHORTEST, delay)


def longest_delay(interval: timedelta) -> timedelta:
    """The longest that `next_poll` ever waits for a source of this interval."""
    return max(LONGEST_WAIT, LONGEST_BACKOFF, interval, SHORTEST) * (1 + JITTER)


def unparked(next_poll_at: datetime, now: datetime, interval: timedelta) -> datetime:
    """A stored time of the next poll, or `now` where no rule of ours could have set it: the clock was changed since."""
    return now if next_poll_at - now > longest_delay(interval) else next_poll_at


def spread(now: datetime, index: int, count: int, interval: timedelta) -> datetime:
    """When to poll the `index`-th (from 0) of `count` sources that are all due at the start.

    The first twenty at once, so that something is to be seen; the others evenly over the interval, or ten minutes if
    that is shorter, so that a thousand sources are not asked in one second.
    """
    late = index - _AT_ONCE + 1
    if late <= 0 or count <= _AT_ONCE:
        return now
    return now + min(interval, _LONGEST_SPREAD) * min(1.0, late / (count - _AT_ONCE))


def wants_whole(source_id: str, last_polled_at: datetime | None, now: datetime) -> bool:
    """Whether to leave the validators out this time: once in twelve hours, at another moment for each source."""
    if last_polled_at is None:
        return True
    shift = timedelta(seconds=crc32(source_id.encode()) % int(WHOLE_EVERY.total_seconds()))
    return (last_polled_at - _EPOCH + shift) // WHOLE_EVERY != (now - _EPOCH + shift) // WHOLE_EVERY
