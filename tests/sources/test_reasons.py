"""Why a source is asked when it is asked: every number that is named is the one that the schedule goes by."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.configured import PollingSettings
from watch.model import Article, Asking, Source, SourceState
from watch.net.fetch import Fetched, NotModified
from watch.pipeline.aftermath import Failure, Moment, Read, after_failure, after_read, after_unchanged
from watch.pipeline.ingest import Ingested
from watch.remembered import Move, Pace, PollState
from watch.sources.outcome import Feed
from watch.sources.pace import Lesson, Wishes, asked
from watch.sources.reasons import Ground, grounds
from watch.sources.schedule import next_poll
from watch.times import format_duration

NOW = datetime(2026, 10, 17, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLLING = PollingSettings()
LEARNING = Source(id="a", url="https://a.example/feed", interval=15 * MINUTE, adapts=True)
FIXED = replace(LEARNING, adapts=False)
READ = PollState(
    source_id="a",
    state=SourceState.OK,
    next_poll_at=NOW + 15 * MINUTE,
    last_polled_at=NOW,
    last_ok_at=NOW,
    pace=Pace(learned=15 * MINUTE),
)


def told(source: Source, state: PollState, *windows: str, now: datetime = NOW) -> dict[str, Ground]:
    return {one.name: one for one in grounds(source, state, POLLING, windows, now)}


def test_a_source_with_an_interval_of_its_own_is_said_to_keep_it() -> None:
    found = told(FIXED, READ)
    assert found["interval"].value == found["now"].value == "15m"
    assert "learned" not in found


@given(
    learned=st.integers(1, 200_000).map(lambda seconds: timedelta(seconds=seconds)),
    ttl=st.none() | st.integers(1, 700_000).map(lambda seconds: timedelta(seconds=seconds)),
    windows=st.sampled_from([(), ("yasukuni.autumn",)]),
    adapts=st.booleans(),
    jitter=st.floats(0, 1, exclude_max=True),
)
def test_the_interval_of_now_is_what_the_schedule_would_decide_and_the_delay_is_within_chance_of_it(
    learned: timedelta, ttl: timedelta | None, windows: tuple[str, ...], adapts: bool, jitter: float
) -> None:
    source = replace(LEARNING, adapts=adapts)
    decided = asked(source, learned, POLLING, None, Wishes(ttl=ttl, windows=windows))
    due = next_poll(NOW, interval=decided.interval, state=SourceState.OK, jitter=jitter)
    found = told(source, replace(READ, next_poll_at=due, pace=Pace(learned=learned, ttl=ttl)), *windows)
    assert found["now"].value == format_duration(decided.interval)
    assert found["delay"].value == format_duration(due - NOW)
    assert "chance moved it by" in found["delay"].meaning


def test_a_learned_interval_at_a_bound_is_said_to_be_there() -> None:
    shortest = asked(LEARNING, MINUTE, POLLING, Lesson(items=2, new=2), Wishes()).learned
    assert "shortest" in told(LEARNING, replace(READ, pace=Pace(learned=shortest)))["learned"].meaning
    assert "longest" in told(LEARNING, replace(READ, pace=Pace(learned=POLLING.longest)))["learned"].meaning
    assert "there may be" not in told(LEARNING, READ)["learned"].meaning


def test_a_wait_that_the_server_asked_for_is_not_laid_to_chance() -> None:
    waits = next_poll(NOW, interval=15 * MINUTE, state=SourceState.OK, retry_after=timedelta(hours=3))
    assert "counted too" in told(LEARNING, replace(READ, next_poll_at=waits))["delay"].meaning


def test_what_a_poll_taught_and_the_server_asked_for_is_told_in_numbers() -> None:
    moment = Moment(now=NOW, jitter=0.5, polling=POLLING)
    answer = Fetched(
        status=200, url=LEARNING.url, body=b"x", max_age=40 * MINUTE, retry_after=timedelta(hours=1), complete=True
    )
    articles = tuple(Article(source_id="a", key=str(number), title="t") for number in range(20))
    feed = Feed(articles=articles, format="rss20", ttl=30 * MINUTE)
    read = Read(fetched=answer, feed=feed, done=Ingested(new=3, overlap=17), digest="d")
    found = told(LEARNING, after_read(LEARNING, replace(READ, baseline_at=NOW), read, moment))
    numbers = {name: found[name].value for name in ("new", "ttl", "max_age", "retry_after", "learned", "now", "delay")}
    assert numbers == {
        "new": 3,
        "ttl": "30m",
        "max_age": "40m",
        "retry_after": "1h",
        "learned": "12m",
        "now": "40m",
        "delay": "1h3m",
    }
    assert "85% of its 20 items were known" in found["new"].meaning
    assert "what the server asked for" in found["delay"].meaning


def test_an_unchanged_document_and_a_failure_leave_no_numbers_of_an_earlier_poll() -> None:
    moment = Moment(now=NOW, jitter=0.5, polling=POLLING)
    pace = Pace(learned=15 * MINUTE, seen_items=20, new_items=3, max_age=MINUTE, retry_after=MINUTE)
    before = replace(READ, pace=pace)
    unchanged = told(LEARNING, after_unchanged(LEARNING, before, NotModified(url=LEARNING.url), moment))
    assert unchanged["new"].value == 0
    assert "unchanged" in unchanged["new"].meaning
    assert not {"max_age", "retry_after"} & unchanged.keys()
    failure = Failure(state=SourceState.FAILED, detail="answered 503", status=503)
    assert (
        not {"new", "max_age", "retry_after"} & told(LEARNING, after_failure(LEARNING, before, failure, moment)).keys()
    )


def test_failures_are_counted_and_their_end_is_named() -> None:
    failing = replace(READ, state=SourceState.UNREACHABLE, failures=4, next_poll_at=NOW + 30 * MINUTE)
    found = told(LEARNING, failing)
    assert found["failures"].value == 4
    assert "once in 6h" in found["failures"].meaning
    assert "failures and chance" in found["delay"].meaning


@pytest.mark.parametrize(
    ("state", "value", "meaning"),
    [
        (READ, "no", "no answer gave"),
        (replace(READ, etag='"x"'), "yes", "ETag"),
        (replace(READ, etag='"x"', last_polled_at=NOW - timedelta(days=1)), "no", "twice a day"),
    ],
)
def test_whether_it_is_asked_in_full_is_said(state: PollState, value: str, meaning: str) -> None:
    found = told(LEARNING, state)["conditional"]
    assert found.value == value
    assert meaning in found.meaning


def test_a_move_is_said_with_how_many_polls_agree() -> None:
    move = Move(moved_from=LEARNING.url, moved_to="https://b.example/feed", moved_polls=2)
    assert "believed after 3" in told(LEARNING, replace(READ, move=move))["moved"].meaning
    assert "asked there now" in told(LEARNING, replace(READ, move=replace(move, moved_polls=3)))["moved"].meaning


def test_the_distance_that_a_host_wants_is_named() -> None:
    spaced = replace(LEARNING, asking=Asking(spacing=timedelta(seconds=6)))
    assert told(spaced, READ)["spacing"].value == "6s"
    assert told(LEARNING, READ)["spacing"].value is None


def test_a_source_that_was_never_asked_is_not_said_to_have_been_read() -> None:
    found = told(LEARNING, PollState(source_id="a", next_poll_at=NOW))
    assert found["failures"].meaning == "it was never asked"
    assert found["ttl"].meaning == "it was never read"
    assert "delay" not in found
