"""Who may work on what, and until when."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread
from typing import TypeVar

import pytest
from keeping import MINUTE, NOON, a_full_poll_state, a_message, a_poll_state
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from watch.model import Delivery, DeliveryState, Severity, Silence, SourceState
from watch.remembered import PollState
from watch.store import archive, doubt, queues
from watch.store.database import Store

T = TypeVar("T")

LEASE = 5 * MINUTE
EVERYTHING = 1000


def done(store: Store, command: Callable[[Connection], T]) -> T:
    return store.write(command).result()


def know(store: Store, **due: datetime) -> None:
    done(store, lambda conn: queues.ensure_sources(conn, due))


def claim(store: Store, now: datetime, *only: str, limit: int = EVERYTHING) -> list[str]:
    claimed = done(store, lambda conn: queues.claim_due_sources(conn, now, LEASE, limit, only))
    return [state.source_id for state in claimed]


def enqueue(store: Store, *channels: str, at: datetime = NOON) -> list[int]:
    """One alert to these channels; a channel may be named once."""

    def command(conn: Connection) -> list[int]:
        alert_id = archive.add_alert(
            conn, incident_id=None, reason="notice", severity=Severity.LOW, message=a_message(), at=at
        )
        return [queues.enqueue(conn, alert_id, channel, f"{alert_id}-{channel}", at) for channel in channels]

    return done(store, command)


def take(store: Store, now: datetime, *channels: str, limit: int = EVERYTHING) -> list[Delivery]:
    return done(store, lambda conn: queues.claim_deliveries(conn, now, LEASE, channels=channels, limit=limit))


def stored(store: Store, delivery_id: int) -> Delivery:
    with store.read() as conn:
        found = queues.delivery(conn, delivery_id)
    assert found is not None
    return found


# ------------------------------------------------------------------------------------------------ sources


def test_a_source_becomes_known_once_and_keeps_what_is_remembered(store: Store) -> None:
    know(store, morning=NOON)
    done(store, lambda conn: queues.record_poll(conn, a_full_poll_state()))
    know(store, morning=NOON + MINUTE, evening=NOON + MINUTE)
    with store.read() as conn:
        assert queues.poll_states(conn) == [a_poll_state("evening", next_poll_at=NOON + MINUTE), a_full_poll_state()]


def test_a_poll_of_an_unknown_source_is_recorded_too(store: Store) -> None:
    done(store, lambda conn: queues.record_poll(conn, a_full_poll_state()))
    with store.read() as conn:
        assert queues.poll_states(conn) == [a_full_poll_state()]


def test_due_sources_are_claimed_once_those_waiting_longest_first(store: Store) -> None:
    know(store, a=NOON, b=NOON - MINUTE, c=NOON - 2 * MINUTE, later=NOON + MINUTE)
    assert claim(store, NOON, "a", "b", "c", "later", limit=2) == ["c", "b"]
    assert claim(store, NOON, "a", "b", "c", "later") == ["a"]
    assert claim(store, NOON, "a", "b", "c", "later") == []


def test_a_claim_names_the_end_of_its_lease(store: Store) -> None:
    know(store, a=NOON)
    (state,) = done(store, lambda conn: queues.claim_due_sources(conn, NOON, LEASE, 1, ["a"]))
    assert state == PollState(source_id="a", next_poll_at=NOON, leased_until=NOON + LEASE)


def test_a_lease_that_has_ended_is_no_lease(store: Store) -> None:
    know(store, a=NOON)
    claim(store, NOON, "a")
    assert claim(store, NOON + LEASE - timedelta(microseconds=1), "a") == []
    assert claim(store, NOON + LEASE, "a") == ["a"]


def test_a_source_that_left_the_config_rests(store: Store) -> None:
    know(store, a=NOON, gone=NOON - MINUTE)
    assert claim(store, NOON, "a", limit=1) == ["a"]


def test_a_limit_of_nothing_claims_nothing(store: Store) -> None:
    know(store, a=NOON)
    assert claim(store, NOON, "a", limit=0) == []
    assert claim(store, NOON, "a", limit=-1) == []


def test_recording_a_poll_ends_the_lease(store: Store) -> None:
    know(store, a=NOON)
    (state,) = done(store, lambda conn: queues.claim_due_sources(conn, NOON, LEASE, 1, ["a"]))
    done(store, lambda conn: queues.record_poll(conn, state))
    assert claim(store, NOON, "a") == ["a"]


def test_the_next_poll_is_due_when_it_can_be_claimed(store: Store) -> None:
    with store.read() as conn:
        assert queues.next_poll_due(conn) is None
    know(store, a=NOON, b=NOON + 2 * LEASE)
    claim(store, NOON, "a")
    with store.read() as conn:
        assert queues.next_poll_due(conn) == NOON + LEASE
        assert queues.next_poll_due(conn, ["b"]) == NOON + 2 * LEASE
        assert queues.next_poll_due(conn, ["a", "b"]) == NOON + LEASE
        assert queues.next_poll_due(conn, []) is None


def test_leases_of_a_dead_daemon_are_released(store: Store) -> None:
    know(store, a=NOON)
    claim(store, NOON, "a")
    (delivery_id,) = enqueue(store, "hook")
    take(store, NOON, "hook")
    done(store, queues.release_leases)
    assert claim(store, NOON, "a") == ["a"]
    assert [delivery.id for delivery in take(store, NOON, "hook")] == [delivery_id]


def test_six_threads_claim_two_hundred_sources_each_once(store: Store) -> None:
    names = [f"s{number:03}" for number in range(200)]
    know(store, **dict.fromkeys(names, NOON))
    claimed: list[str] = []

    def work() -> None:
        while found := claim(store, NOON, *names, limit=3):
            claimed.extend(found)

    threads = [Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == names


# ------------------------------------------------------------------------------------------------ deliveries


def test_a_claimed_delivery_carries_its_message_and_is_sending(store: Store) -> None:
    (delivery_id,) = enqueue(store, "hook")
    (claimed,) = take(store, NOON, "hook")
    assert claimed == Delivery(
        id=delivery_id,
        alert_id=1,
        incident_id=None,
        channel="hook",
        key="1-hook",
        state=DeliveryState.SENDING,
        attempts=0,
        created_at=NOON,
        next_attempt_at=NOON,
        message=a_message(),
    )
    assert take(store, NOON, "hook") == []


def test_deliveries_are_claimed_for_each_channel_oldest_first(store: Store) -> None:
    for _ in range(3):
        enqueue(store, "hook", "mail", "gone")
    claimed = take(store, NOON, "hook", "mail", limit=2)
    assert [(delivery.alert_id, delivery.channel) for delivery in claimed] == [
        (1, "hook"),
        (2, "hook"),
        (1, "mail"),
        (2, "mail"),
    ]


def test_a_delivery_is_not_claimed_before_its_time(store: Store) -> None:
    enqueue(store, "hook", at=NOON)
    assert take(store, NOON - MINUTE, "hook") == []
    assert len(take(store, NOON, "hook")) == 1


def test_a_delivery_whose_sender_died_comes_again_with_its_key_and_counted(store: Store) -> None:
    enqueue(store, "hook")
    (first,) = take(store, NOON, "hook")
    (again,) = take(store, NOON + LEASE, "hook")
    assert again.key == first.key
    assert (first.attempts, again.attempts) == (0, 1)


def test_a_postponed_delivery_waits_and_says_why(store: Store) -> None:
    (delivery_id,) = enqueue(store, "hook")
    take(store, NOON, "hook")
    assert done(store, lambda conn: queues.postpone(conn, delivery_id, NOON + MINUTE, "503", 1))
    assert take(store, NOON, "hook") == []
    (claimed,) = take(store, NOON + MINUTE, "hook")
    assert (claimed.attempts, claimed.last_error) == (1, "503")


def test_what_was_sent_stays_sent(store: Store) -> None:
    (delivery_id,) = enqueue(store, "hook")
    take(store, NOON, "hook")
    done(store, lambda conn: queues.sent(conn, delivery_id, NOON + MINUTE))
    assert not done(store, lambda conn: queues.postpone(conn, delivery_id, NOON, "late timeout", 1))
    assert not done(store, lambda conn: queues.dead(conn, delivery_id, "late timeout", NOON))
    assert not done(store, lambda conn: queues.retry(conn, delivery_id, NOON))
    kept = stored(store, delivery_id)
    assert (kept.state, kept.sent_at, kept.last_error) == (DeliveryState.SENT, NOON + MINUTE, None)
    assert take(store, NOON + 2 * LEASE, "hook") == []


def test_news_that_a_delivery_arrived_after_all_is_believed(store: Store) -> None:
    (delivery_id,) = enqueue(store, "hook")
    take(store, NOON, "hook")
    done(store, lambda conn: queues.dead(conn, delivery_id, "no answer", NOON))
    done(store, lambda conn: queues.sent(conn, delivery_id, NOON))
    assert stored(store, delivery_id).state is DeliveryState.SENT


def test_a_dead_delivery_is_visible_and_can_be_taken_up_again(store: Store) -> None:
    (delivery_id,) = enqueue(store, "hook")
    take(store, NOON, "hook")
    assert done(store, lambda conn: queues.dead(conn, delivery_id, "404", NOON))
    assert take(store, NOON + 2 * LEASE, "hook") == []
    with store.read() as conn:
        (dead,) = queues.deliveries(conn, state=DeliveryState.DEAD)
    assert (dead.last_error, dead.attempts) == ("404", 1)
    assert done(store, lambda conn: queues.retry(conn, delivery_id, NOON + MINUTE))
    assert take(store, NOON, "hook") == []
    (again,) = take(store, NOON + MINUTE, "hook")
    assert (again.key, again.attempts, again.last_error) == (dead.key, 0, None)


def test_deliveries_are_listed_newest_first_and_by_what_is_asked(store: Store) -> None:
    enqueue(store, "hook", "mail")
    enqueue(store, "hook")
    with store.read() as conn:
        assert [delivery.key for delivery in queues.deliveries(conn)] == ["2-hook", "1-mail", "1-hook"]
        assert [delivery.key for delivery in queues.deliveries(conn, channel="hook", limit=1)] == ["2-hook"]
        assert queues.deliveries(conn, state=DeliveryState.SENT) == []
        assert queues.delivery(conn, 99) is None


def test_a_key_and_a_way_are_used_once(store: Store) -> None:
    enqueue(store, "hook")
    with pytest.raises(IntegrityError):
        done(store, lambda conn: queues.enqueue(conn, 1, "mail", "1-hook", NOON))
    with pytest.raises(IntegrityError):
        done(store, lambda conn: queues.enqueue(conn, 1, "hook", "another key", NOON))


def test_the_next_delivery_is_due_when_it_can_be_claimed(store: Store) -> None:
    with store.read() as conn:
        assert queues.next_delivery_due(conn, ["hook"]) is None
    first, second = enqueue(store, "hook", "mail", at=NOON)
    take(store, NOON, "hook")
    with store.read() as conn:
        assert queues.next_delivery_due(conn, ["hook"]) == NOON + LEASE
        assert queues.next_delivery_due(conn, ["hook", "mail"]) == NOON
        assert queues.next_delivery_due(conn, []) is None
    done(store, lambda conn: queues.sent(conn, first, NOON))
    done(store, lambda conn: queues.dead(conn, second, "404", NOON))
    with store.read() as conn:
        assert queues.next_delivery_due(conn, ["hook", "mail"]) is None


# ------------------------------------------------------------------------------------------------ copies


def doubts(delivery: Delivery) -> int:
    return doubt.doubts(delivery.last_error)


def test_an_attempt_that_was_never_recorded_makes_every_later_copy_doubtful(store: Store) -> None:
    (delivery_id,) = enqueue(store, "hook")
    (first,) = take(store, NOON, "hook")
    assert done(store, lambda conn: queues.postpone(conn, delivery_id, NOON, "503", 1))
    (second,) = take(store, NOON, "hook")
    (third,) = take(store, NOON + LEASE, "hook")
    assert [doubts(first), doubts(second), doubts(third)] == [0, 0, 1]
    error = doubt.known(third.last_error, "503")
    assert done(store, lambda conn: queues.postpone(conn, delivery_id, NOON + LEASE, error, 3))
    (fourth,) = take(store, NOON + LEASE, "hook")
    assert doubts(fourth) == 1
    assert "503" in str(fourth.last_error)


def test_what_a_dead_daemon_was_sending_is_doubtful_after_the_release_too(store: Store) -> None:
    sending, _ = enqueue(store, "hook", "mail")
    take(store, NOON, "hook")
    done(store, queues.release_leases)
    assert {delivery.id: doubts(delivery) for delivery in take(store, NOON, "hook", "mail")} == {
        sending: 1,
        sending + 1: 0,
    }


def test_a_doubtful_delivery_that_is_taken_up_by_hand_stays_doubtful(store: Store) -> None:
    (delivery_id,) = enqueue(store, "hook")
    take(store, NOON, "hook")
    error = doubt.unknown(doubt.unknown(None, "no answer"), "no answer")
    done(store, lambda conn: queues.dead(conn, delivery_id, error, NOON))
    assert done(store, lambda conn: queues.retry(conn, delivery_id, NOON))
    (again,) = take(store, NOON, "hook")
    assert (again.attempts, doubts(again)) == (0, 1)


def test_no_other_error_is_read_as_a_doubt() -> None:
    for error in (None, "", "answered 503", "not taken: outcome unknown (7)", "outcome unknown ()", "outcome unknown"):
        assert doubt.doubts(error) == 0


# ------------------------------------------------------------------------------------------------ a clock set back


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=400)])
def test_a_source_polled_after_now_is_due_however_far_the_clock_was_set_back(store: Store, back: timedelta) -> None:
    polled = a_poll_state("a", last_polled_at=NOON, next_poll_at=NOON + 15 * MINUTE)
    done(store, lambda conn: queues.record_poll(conn, polled))
    now = NOON - back
    with store.read() as conn:
        assert queues.next_poll_due(conn, ["a"], now=now) == now
    assert claim(store, now, "a") == ["a"]
    assert claim(store, now, "a") == []
    with store.read() as conn:
        assert queues.next_poll_due(conn, ["a"], now=now) == now + LEASE


def test_a_source_that_was_never_polled_is_not_parked_beyond_any_rule(store: Store) -> None:
    know(store, a=NOON + timedelta(days=33), b=NOON + timedelta(days=35), c=NOON + timedelta(days=2))
    with store.read() as conn:
        assert queues.next_poll_due(conn, ["a"], now=NOON) == NOON + timedelta(days=33)
        assert queues.next_poll_due(conn, ["a", "b"], now=NOON) == NOON
        assert queues.next_poll_due(conn, ["c"], now=NOON, longest=timedelta(days=1)) == NOON
    assert claim(store, NOON, "a", "b", "c") == ["b"]
    command = lambda conn: queues.claim_due_sources(conn, NOON, LEASE, 9, ["c"], longest=timedelta(days=1))  # noqa: E731
    assert [state.source_id for state in done(store, command)] == ["c"]


def test_a_clock_that_is_corrected_by_seconds_changes_nothing(store: Store) -> None:
    polled = a_poll_state("a", last_polled_at=NOON, next_poll_at=NOON + 15 * MINUTE)
    done(store, lambda conn: queues.record_poll(conn, polled))
    enqueue(store, "hook")
    now = NOON - timedelta(seconds=30)
    assert claim(store, now, "a") == []
    assert take(store, now, "hook") == []
    with store.read() as conn:
        assert queues.next_poll_due(conn, ["a"], now=now) == NOON + 15 * MINUTE
        assert queues.next_delivery_due(conn, ["hook"], now=now) == NOON


def test_leases_given_by_a_clock_set_back_since_have_ended(store: Store) -> None:
    know(store, a=NOON - timedelta(days=2))
    enqueue(store, "hook", at=NOON - timedelta(days=2))
    claim(store, NOON, "a")
    take(store, NOON, "hook")
    now = NOON - timedelta(days=1)
    with store.read() as conn:
        assert queues.next_poll_due(conn, ["a"], now=now) == now
        assert queues.next_delivery_due(conn, ["hook"], now=now) == now
    assert claim(store, now, "a") == ["a"]
    assert [doubts(delivery) for delivery in take(store, now, "hook")] == [1]


def test_a_new_delivery_does_not_wait_for_a_clock_set_back_to_catch_up(store: Store) -> None:
    enqueue(store, "hook")
    now = NOON - timedelta(hours=1)
    with store.read() as conn:
        assert queues.next_delivery_due(conn, ["hook"], now=now) == now
    assert len(take(store, now, "hook")) == 1


def test_a_delivery_put_off_further_than_any_rule_does_is_due(store: Store) -> None:
    (delivery_id,) = enqueue(store, "hook")
    take(store, NOON, "hook")
    later = NOON + timedelta(hours=1)
    done(store, lambda conn: queues.postpone(conn, delivery_id, later, "503", 1))
    assert take(store, NOON, "hook") == []
    now = NOON - timedelta(hours=2)
    with store.read() as conn:
        assert queues.next_delivery_due(conn, ["hook"]) == later
        assert queues.next_delivery_due(conn, ["hook"], now=now) == now
    assert len(take(store, now, "hook")) == 1


def test_no_lease_outlasts_the_longest(store: Store) -> None:
    know(store, a=NOON)
    (state,) = done(store, lambda conn: queues.claim_due_sources(conn, NOON, timedelta(days=9), 1, ["a"]))
    assert state.leased_until == NOON + queues.LONGEST_LEASE
    assert claim(store, NOON, "a") == []


# ------------------------------------------------------------------------------------------------ what is left


def test_what_is_undelivered_waits_is_under_way_or_died_since(store: Store) -> None:
    ids = [enqueue(store, "hook")[0] for _ in range(5)]
    enqueue(store, "mail")
    take(store, NOON, "hook", limit=1)
    done(store, lambda conn: queues.sent(conn, ids[1], NOON))
    done(store, lambda conn: queues.dead(conn, ids[2], "404", NOON - MINUTE))
    done(store, lambda conn: queues.dead(conn, ids[3], "404", NOON + MINUTE))
    with store.read() as conn:
        assert queues.undelivered(conn, ["hook"], NOON) == 3
        assert queues.undelivered(conn, ["hook", "mail"], NOON) == 4
        assert queues.undelivered(conn, ["hook"], NOON + 2 * MINUTE) == 2
        assert queues.undelivered(conn, [], NOON) == 0


# ------------------------------------------------------------------------------------------------ silences, joining


def test_a_silence_holds_from_its_start_to_before_its_end(store: Store) -> None:
    silence = Silence(
        rule_id="shrine", starts_at=NOON, ends_at=NOON + MINUTE, author="ana", comment="known", until_rung="minister"
    )
    silence_id = done(store, lambda conn: queues.add_silence(conn, silence))
    with store.read() as conn:
        (found,) = queues.active_silences(conn, NOON)
        assert queues.active_silences(conn, NOON - MINUTE) == []
        assert queues.active_silences(conn, NOON + MINUTE) == []
    assert (found.id, found.rule_id, found.until_rung, found.author) == (silence_id, "shrine", "minister", "ana")


def test_a_silence_can_be_ended_early_once(store: Store) -> None:
    silence = Silence(starts_at=NOON, ends_at=NOON + LEASE, author="ana", comment="noise")
    silence_id = done(store, lambda conn: queues.add_silence(conn, silence))
    assert done(store, lambda conn: queues.end_silence(conn, silence_id, NOON + MINUTE))
    assert not done(store, lambda conn: queues.end_silence(conn, silence_id, NOON + MINUTE))
    with store.read() as conn:
        assert len(queues.active_silences(conn, NOON)) == 1
        assert queues.active_silences(conn, NOON + MINUTE) == []


def test_joining_needs_nothing_where_one_writer_holds_the_database(store: Store) -> None:
    def command(conn: Connection) -> SourceState:
        with queues.joining(conn, "shrine"):
            return SourceState.OK

    assert done(store, command) is SourceState.OK
