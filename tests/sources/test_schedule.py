"""When a source is polled next, over all that a server, a config and a clock can say."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.model import SourceState
from watch.sources.schedule import (
    LONGEST_BACKOFF,
    LONGEST_WAIT,
    SHORTEST,
    WHOLE_EVERY,
    backoff,
    longest_delay,
    next_poll,
    spread,
    unparked,
    wants_whole,
    weight,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
states = st.sampled_from(SourceState)
intervals = st.timedeltas(timedelta(seconds=1), timedelta(days=60))
spans = st.timedeltas(timedelta(days=-400), timedelta(days=40_000))
dice = st.floats(0, 1, exclude_max=True)
instants = st.datetimes(datetime(1970, 1, 1), datetime(2500, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
statuses = st.none() | st.integers(100, 999)
counts = st.integers(0, 10**9)


@given(instants, intervals, states, counts, statuses, st.none() | spans, dice)
def test_the_next_poll_is_never_at_once_and_never_far(
    now: datetime,
    interval: timedelta,
    state: SourceState,
    failures: int,
    status: int | None,
    wait: timedelta | None,
    jitter: float,
) -> None:
    at = next_poll(
        now, interval=interval, state=state, failures=failures, status=status, retry_after=wait, jitter=jitter
    )
    assert now + SHORTEST <= at <= now + longest_delay(interval)
    assert at >= now + interval * 0.899
    assert unparked(at, now, interval) == at


@given(intervals, dice, st.sampled_from([state for state in SourceState if state.healthy]))
def test_after_a_good_poll_the_interval_of_the_config_holds_with_a_tenth_to_either_side(
    interval: timedelta, jitter: float, state: SourceState
) -> None:
    delay = next_poll(NOW, interval=interval, state=state, jitter=jitter) - NOW
    assert delay == SHORTEST or interval * 0.899 <= delay <= interval * 1.101


@given(st.timedeltas(timedelta(0), timedelta(days=4000)), dice, states, intervals)
def test_net_10_a_wait_that_was_asked_for_is_kept_up_to_a_day(
    wait: timedelta, jitter: float, state: SourceState, interval: timedelta
) -> None:
    at = next_poll(NOW, interval=interval, state=state, failures=1, retry_after=wait, jitter=jitter)
    assert at >= NOW + min(wait, LONGEST_WAIT)


@given(intervals, states, statuses, st.integers(0, 10_000))
def test_another_failure_never_shortens_the_delay(
    interval: timedelta, state: SourceState, status: int | None, failures: int
) -> None:
    once = backoff(interval, state, failures, status)
    assert once <= backoff(interval, state, failures + 1, status) <= max(LONGEST_BACKOFF, interval)


@pytest.mark.parametrize(
    ("state", "status", "expected"),
    [
        (SourceState.OK, 200, 15),
        (SourceState.UNCHANGED, 304, 15),
        (SourceState.EMPTY, 200, 15),
        (SourceState.UNREACHABLE, None, 30),
        (SourceState.FAILED, 404, 45),
        (SourceState.FAILED, 429, 45),
        (SourceState.FAILED, 503, 45),
        (SourceState.FAILED, 418, 75),
        (SourceState.BLOCKED, 403, 75),
        (SourceState.NOT_A_FEED, 200, 75),
        (SourceState.REFUSED, None, 75),
        (SourceState.TOO_LARGE, 200, 75),
        (SourceState.GONE, 410, 360),
    ],
)
def test_the_fourth_failure_counts_by_its_kind(state: SourceState, status: int | None, expected: int) -> None:
    assert backoff(QUARTER, state, 4, status) == timedelta(minutes=expected)


def test_every_state_has_a_weight() -> None:
    assert all(0 <= weight(state, status) <= 1 for state in SourceState for status in (None, 200, 404, 503))


def test_a_long_interval_is_not_shortened_by_failing() -> None:
    assert backoff(timedelta(days=2), SourceState.FAILED, 9) == timedelta(days=2)


@pytest.mark.parametrize("jump", [timedelta(days=366), timedelta(days=3653), timedelta(days=25)])
def test_time_01_02_a_clock_that_was_wrong_does_not_park_a_source(jump: timedelta) -> None:
    stored = next_poll(NOW + jump, interval=QUARTER, state=SourceState.FAILED, failures=3)
    assert unparked(stored, NOW, QUARTER) == NOW


def test_a_source_that_is_due_or_soon_due_stays_so() -> None:
    for at in (NOW - timedelta(days=9999), NOW, NOW + timedelta(hours=23)):
        assert unparked(at, NOW, QUARTER) == at


def test_net_18_a_start_polls_twenty_at_once_and_a_thousand_over_ten_minutes() -> None:
    at = [spread(NOW, index, 1000, QUARTER) for index in range(1000)]
    assert at[:20] == [NOW] * 20
    assert at == sorted(at)
    assert len(set(at[20:])) == 980
    assert at[-1] == NOW + timedelta(minutes=10)
    seconds = Counter(int((one - NOW).total_seconds()) for one in at[20:])
    assert max(seconds.values()) <= 2


@given(st.integers(0, 5000), st.integers(0, 5000), intervals)
def test_a_start_never_delays_a_source_beyond_its_interval(index: int, count: int, interval: timedelta) -> None:
    assert NOW <= spread(NOW, index, count, interval) <= NOW + min(interval, timedelta(minutes=10))


def test_a_handful_of_sources_start_at_once() -> None:
    assert [spread(NOW, index, 20, QUARTER) for index in range(20)] == [NOW] * 20


@given(st.text(min_size=1, max_size=20), instants)
def test_net_11_12_a_source_is_asked_for_all_of_it_once_in_twelve_hours(source: str, start: datetime) -> None:
    polls = [start + QUARTER * step for step in range(4 * 24 * 3)]
    whole = [now for last, now in pairwise(polls) if wants_whole(source, last, now)]
    assert 5 <= len(whole) <= 6
    assert all(later - earlier == WHOLE_EVERY for earlier, later in pairwise(whole))


def test_a_source_never_polled_or_long_ago_is_asked_for_all_of_it() -> None:
    assert wants_whole("a", None, NOW)
    assert wants_whole("a", NOW - WHOLE_EVERY, NOW)


def test_sources_are_not_all_asked_for_all_of_it_at_the_same_time() -> None:
    asked = sum(wants_whole(f"source-{number}", NOW - QUARTER, NOW) for number in range(1000))
    assert asked < 60
