"""What is wrong with a source is judged over many polls, told once, and so is its end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from watch.model import SourceState
from watch.remembered import PollState, TroubleKind
from watch.sources.health import (
    EMPTY_POLLS,
    STRIKES,
    Glimpse,
    Judged,
    counted,
    is_silent,
    is_struck_out,
    judged,
    struck,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
GRACE = timedelta(hours=1)
FINE = PollState(source_id="a", state=SourceState.OK, next_poll_at=START, baseline_at=START)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def failing(failures: int, before: PollState = FINE, verdict: Judged | None = None) -> PollState:
    health = replace(before.health, troubles=verdict.troubles) if verdict else before.health
    return replace(before, state=SourceState.UNREACHABLE, detail="no route", failures=failures, health=health)


def test_a_failure_is_told_after_its_grace_and_three_tries_and_then_no_more() -> None:
    first = judged(failing(1), GRACE, at(0))
    assert first.notices == ()
    second = judged(failing(2, verdict=first), GRACE, at(2))
    assert second.notices == ()
    third = judged(failing(3, verdict=second), GRACE, at(3))
    assert [(notice.kind, notice.worse) for notice in third.notices] == [(TroubleKind.UNREADABLE, True)]
    assert judged(failing(4, verdict=third), GRACE, at(4)).notices == ()


def test_the_end_of_what_was_told_is_told() -> None:
    told = judged(failing(3, verdict=judged(failing(1), GRACE, at(0))), GRACE, at(3))
    again = judged(replace(failing(0, verdict=told), state=SourceState.OK), GRACE, at(4))
    assert [notice.worse for notice in again.notices] == [False]
    assert again.troubles == ()


def test_while_nothing_at_all_can_be_reached_no_single_source_is_told() -> None:
    first = judged(failing(1), GRACE, at(0))
    assert judged(failing(9, verdict=first), GRACE, at(9), hold=True).notices == ()


def test_a_source_that_is_gone_needs_no_grace() -> None:
    gone = replace(failing(1), state=SourceState.GONE)
    assert len(judged(gone, GRACE, at(0)).notices) == 1


def test_net_03_a_feed_without_items_is_told_after_a_few_polls() -> None:
    health = FINE.health
    for poll in range(EMPTY_POLLS):
        assert judged(replace(FINE, health=health), GRACE, at(poll)).notices == ()
        health = counted(health, Glimpse(items=0, new=0), at(poll), read_at=at(poll - 1))
    assert [notice.kind for notice in judged(replace(FINE, health=health), GRACE, at(9)).notices] == [TroubleKind.EMPTY]


def test_silence_is_measured_by_the_source_s_own_rhythm() -> None:
    health = FINE.health
    for day in range(20):
        health = counted(health, Glimpse(items=9, new=1), at(24 * day), read_at=at(24 * day - 1))
    state = replace(FINE, health=health)
    assert not is_silent(state, at(24 * 22))
    assert is_silent(state, at(24 * 30))


def test_a_source_of_few_articles_is_never_called_silent() -> None:
    health = counted(FINE.health, Glimpse(items=9, new=1), at(0), read_at=None)
    assert not is_silent(replace(FINE, health=health), at(24 * 365))


def test_a_body_that_ended_the_parser_three_times_is_out_until_it_changes() -> None:
    health = FINE.health
    for _ in range(STRIKES):
        assert not is_struck_out(health, "d1")
        health = struck(health, "d1")
    assert is_struck_out(health, "d1")
    assert not is_struck_out(health, "d2")
