"""What is remembered of a source after a poll: its state, its pace, where it moved, how it has been. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watch.configured import PollingSettings
from watch.model import Source, SourceState
from watch.net.fetch import Fetched, NotModified
from watch.pipeline.ingest import Ingested
from watch.remembered import Health, Pace, PollState
from watch.sources import health, moves
from watch.sources.document import Feed
from watch.sources.pace import Asked, Lesson, Wishes, asked
from watch.sources.schedule import next_poll
from watch.times import format_duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a poll ended, and what else decides about the next one."""

    now: datetime
    #: A throw of dice in [0, 1).
    jitter: float
    polling: PollingSettings
    #: What is due by the calendar.
    windows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A poll that did not read its source."""

    state: SourceState
    detail: str
    status: int | None = None
    retry_after: timedelta | None = None
    #: Of a body that ended the parser.
    struck: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document that was read and taken in."""

    fetched: Fetched
    feed: Feed
    done: Ingested
    #: Of the body; None where it must be read again, changed or not.
    digest: str | None


def after_read(source: Source, before: PollState, read: Read, moment: Moment) -> PollState:
    """The state after a document was read."""
    fetched, feed, done, now = read.fetched, read.feed, read.done, moment.now
    items = len(feed.articles)
    # Of an answer that was cut, and of the first one, nothing can be learned: what is new in it is not new.
    taught = fetched.complete and before.baseline_at is not None and not done.baseline
    lesson = Lesson(items=items, new=done.new, gap=done.gap) if taught else None
    # An answer that was cut, empty or not read to its end is no baseline yet: what comes next may be old.
    settled = before.baseline_at or (now if fetched.complete and items and not feed.beyond else None)
    whole = read.digest is not None
    after = replace(
        _asked_again(source, before, moment, lesson, fetched, ttl=feed.ttl),
        state=SourceState.OK if items else SourceState.EMPTY,
        etag=fetched.etag if whole else None,
        last_modified=fetched.last_modified if whole else None,
        validated_url=fetched.url if whole else None,
        body_digest=read.digest,
        baseline_at=settled,
        health=_counted(before, read, now),
        # An empty document says nothing of whose it is; where nothing is known yet, it is the one.
        move=moves.after_success(
            source,
            before.move,
            fetched.permanent_url if items else None,
            same=done.overlap > 0 or before.baseline_at is None,
        ),
    )
    return _detailed(after, fetched.detail, *feed.remarks)


def after_unchanged(source: Source, before: PollState, fetched: Fetched | NotModified, moment: Moment) -> PollState:
    """The state after a poll that found what was there before."""
    empty = before.health.empty_polls
    after = replace(
        _asked_again(source, before, moment, Lesson(), fetched, ttl=before.pace.ttl),
        state=SourceState.FROZEN if health.is_silent(before, moment.now) else SourceState.UNCHANGED,
        # New validators where the answer brought some; a 304 without any means the old ones.
        etag=fetched.etag or before.etag,
        last_modified=fetched.last_modified or before.last_modified,
        validated_url=fetched.url if fetched.etag or fetched.last_modified else before.validated_url,
        health=replace(before.health, empty_polls=empty + 1 if empty else 0),
        move=moves.after_success(source, before.move, fetched.permanent_url),
    )
    return _detailed(after, None)


def after_failure(source: Source, before: PollState, failure: Failure, moment: Moment) -> PollState:
    """The state after a poll that failed: what we know of the source stays, and it is asked more rarely."""
    failures = before.failures + 1
    again = _base(source, before, moment, None)
    due = next_poll(
        moment.now,
        interval=again.interval,
        state=failure.state,
        failures=failures,
        status=failure.status,
        retry_after=failure.retry_after,
        jitter=moment.jitter,
    )
    times = "once" if failures == 1 else f"{failures} times in a row"
    in_about = format_duration(max(due - moment.now, timedelta(seconds=1)))
    return replace(
        before,
        state=failure.state,
        detail=failure.detail,
        last_polled_at=moment.now,
        failures=failures,
        leased_until=None,
        next_poll_at=due,
        pace=replace(
            before.pace,
            why=f"in {in_about}: it failed {times} ({failure.state}){_waited(failure.retry_after)}; else {again.why}",
            seen_items=None,
            new_items=None,
            max_age=None,
            retry_after=failure.retry_after,
        ),
        move=moves.after_failure(source, before.move, failures),
        health=health.struck(before.health, failure.struck) if failure.struck else before.health,
    )


def after_nothing(source: Source, before: PollState, moment: Moment) -> PollState:
    """The state after a poll that came to nothing by no fault of the source: nothing is held against it."""
    again = _base(source, before, moment, None)
    due = next_poll(moment.now, interval=again.interval, state=SourceState.OK, jitter=moment.jitter)
    return replace(before, next_poll_at=due, leased_until=None)


def _counted(before: PollState, read: Read, now: datetime) -> Health:
    done = read.done
    glimpse = health.Glimpse(items=len(read.feed.articles), new=done.new, churned=done.renamed > 0)
    return health.counted(before.health, glimpse, now, read_at=before.last_ok_at if before.baseline_at else None)


def _asked_again(
    source: Source,
    before: PollState,
    moment: Moment,
    lesson: Lesson | None,
    fetched: Fetched | NotModified,
    *,
    ttl: timedelta | None,
) -> PollState:
    """What is the same for every poll that reached its source."""
    again = _base(source, before, moment, lesson, ttl=ttl, max_age=fetched.max_age)
    due = next_poll(
        moment.now,
        interval=again.interval,
        state=SourceState.OK,
        retry_after=fetched.retry_after,
        jitter=moment.jitter,
    )
    return replace(
        before,
        last_polled_at=moment.now,
        last_ok_at=moment.now,
        failures=0,
        leased_until=None,
        next_poll_at=due,
        pace=Pace(
            learned=again.learned,
            ttl=ttl,
            why=again.why + _waited(fetched.retry_after),
            seen_items=lesson.items if lesson else None,
            new_items=lesson.new if lesson else None,
            max_age=fetched.max_age,
            retry_after=fetched.retry_after,
        ),
    )


def _base(
    source: Source,
    before: PollState,
    moment: Moment,
    lesson: Lesson | None,
    *,
    ttl: timedelta | None = None,
    max_age: timedelta | None = None,
) -> Asked:
    wishes = Wishes(ttl=ttl, max_age=max_age, windows=moment.windows)
    return asked(source, before.pace.learned, moment.polling, lesson, wishes)


def _waited(retry_after: timedelta | None) -> str:
    return f"; the server asked to wait {format_duration(retry_after)} (Retry-After)" if retry_after else ""


def _detailed(after: PollState, *notes: str | None) -> PollState:
    """The state with its detail: what was odd, and where the source moved."""
    said, move = [note for note in notes if note], after.move
    if move.moved_polls >= health.AGREEING_POLLS:
        said.append(f"moved for good to {move.moved_to}; update the config")
    elif move.moved_to and not move.moved_polls:
        said.append(f"sent on for good to {move.moved_to}, where another feed stood: look at it, and update the config")
    return replace(after, detail="; ".join(said) or None)
