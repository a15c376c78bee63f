"""What is due when: sources to poll, deliveries to send, and who has silenced what.

Claiming is a lease: it ends by itself, so that what a dead process held is taken up again. A time that lies further
ahead than any rule of ours sets it was stored before the clock was set back; it is due now. Functions over a Connection
of `Store.write` or `Store.read`; they begin and end no transaction.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from watch.model import Delivery, DeliveryState, Silence
from watch.remembered import PollState
from watch.store import doubt, rows, tables

_sources = tables.sources.c
_deliveries = tables.deliveries.c

#: The longest that a source rests by any rule: an interval of 30 days, and what chance adds.
LONGEST_REST = timedelta(days=34)
#: The longest that a delivery waits for its next attempt: an hour that a service asked for, with room.
LONGEST_DELAY = timedelta(hours=2)
#: No lease is longer.
LONGEST_LEASE = timedelta(minutes=10)
#: Clocks are set back by less than this all the time.
_SLACK = timedelta(minutes=1)

# ------------------------------------------------------------------------------------------------ sources

# Built once: building a statement of thirty columns costs more than running it, and these run with every poll.
_RECORD = update(tables.sources).where(_sources.source_id == bindparam("known_id"))
_TAKE = (
    update(tables.sources)
    .where(_sources.source_id.in_(bindparam("ids", expanding=True)))
    .values(leased_until=bindparam("until"))
    .returning(tables.sources)
)


def ensure_sources(conn: Connection, due: Mapping[str, datetime]) -> None:
    """Know these sources from now on; one that is known keeps what is remembered of it."""
    known = set(conn.scalars(select(_sources.source_id)))
    new = [PollState(source_id=name, next_poll_at=at) for name, at in due.items() if name not in known]
    if new:
        conn.execute(insert(tables.sources), [rows.of_poll_state(state) for state in new])


def claim_due_sources(
    conn: Connection,
    now: datetime,
    lease: timedelta,
    limit: int,
    only: Collection[str],
    *,
    longest: timedelta = LONGEST_REST,
) -> list[PollState]:
    """Take up to `limit` sources that are due, those waiting longest first, until they are recorded or the lease ends.

    `only`: the sources of the config; others rest. `lease` is at most LONGEST_LEASE. `longest`: the longest time for
    which any of these sources may be made to rest; what is due later than that from now is due now.
    """
    due = and_(_rested(now, longest), _unleased(_sources.leased_until, now))
    # PostgreSQL skips what another daemon is just taking; SQLite has one writer and ignores the clause.
    query = (
        select(_sources.source_id)
        .where(due)
        .order_by(_sources.next_poll_at, _sources.source_id)
        .with_for_update(skip_locked=True)
    )
    wanted = set(only)
    # Row by row: of ten thousand that are due at once, only the first few are looked at.
    with closing(conn.scalars(query)) as found:
        ids = list(islice((name for name in found if name in wanted), max(0, limit)))
    taken = conn.execute(_TAKE, {"ids": ids, "until": now + min(lease, LONGEST_LEASE)}).mappings()
    states = {row["source_id"]: rows.poll_state(row) for row in taken}
    return [states[name] for name in ids]


def _rested(now: datetime, longest: timedelta) -> ColumnElement[bool]:
    """Whether a source may be polled, leases apart. One that was polled after now was so by a clock set back since."""
    return or_(
        _sources.next_poll_at <= now, _sources.next_poll_at > now + longest, _sources.last_polled_at > now + _SLACK
    )


def _unleased(leased_until: ColumnElement[datetime | None], now: datetime) -> ColumnElement[bool]:
    return or_(leased_until.is_(None), leased_until <= now, leased_until > now + LONGEST_LEASE)


def record_poll(conn: Connection, state: PollState) -> None:
    """Remember how a poll went; whatever lease the state carries, the source is free again."""
    values = {**rows.of_poll_state(state), "leased_until": None}
    known = conn.execute(_RECORD, {**values, "known_id": state.source_id})
    if known.rowcount == 0:
        conn.execute(insert(tables.sources).values(**values))


def poll_states(conn: Connection) -> list[PollState]:
    """All sources that were ever known, by id."""
    query = select(tables.sources).order_by(_sources.source_id)
    return [rows.poll_state(row) for row in conn.execute(query).mappings()]


def next_poll_due(
    conn: Connection,
    only: Collection[str] | None = None,
    *,
    now: datetime | None = None,
    longest: timedelta = LONGEST_REST,
) -> datetime | None:
    """When the next source can be claimed; one that is being polled counts from the end of its lease.

    With `now` never later than `claim_due_sources` would take it, whatever was done to the clock.
    """
    at: ColumnElement[datetime] = case(
        (_sources.leased_until > _sources.next_poll_at, _sources.leased_until), else_=_sources.next_poll_at
    )
    if now is not None:
        present = literal(now, tables.Instant())
        free, rested = _unleased(_sources.leased_until, now), _rested(now, longest)
        at = case(
            (and_(free, rested), present), (rested, _sources.leased_until), (free, _sources.next_poll_at), else_=at
        )
    if only is None:
        return _earliest(conn, select(func.min(at, type_=tables.Instant())))
    wanted = set(only)
    found = conn.execute(select(_sources.source_id, at.label("at")).order_by("at"))
    return next((due for name, due in found if name in wanted), None)


def release_leases(conn: Connection) -> None:
    """Free what a process that is no more had claimed. For the daemon that holds the lock, at its start."""
    conn.execute(update(tables.sources).where(_sources.leased_until.is_not(None)).values(leased_until=None))
    is_stuck = _deliveries.state == DeliveryState.SENDING
    stuck = conn.execute(select(_deliveries.id, _deliveries.last_error).where(is_stuck)).all()
    for delivery_id, last_error in stuck:
        _set(conn, delivery_id, is_stuck, state=DeliveryState.PENDING, last_error=doubt.unended(last_error))


# ------------------------------------------------------------------------------------------------ deliveries


def enqueue(
    conn: Connection, alert_id: int, channel: str, key: str, at: datetime, *, wait: timedelta = timedelta(0)
) -> int:
    """Send an alert made at `at` to a channel, after a wait of at most LONGEST_DELAY; returns the delivery's id.

    The key is unique for ever.
    """
    values = {"alert_id": alert_id, "channel": channel, "key": key, "state": DeliveryState.PENDING, "attempts": 0}
    done = conn.execute(insert(tables.deliveries).values(**values, created_at=at, next_attempt_at=at + wait))
    return tables.new_id(done)


def still_waits(conn: Connection, alert_id: int, now: datetime) -> bool:
    """Whether no delivery of this alert was tried yet, nor is due: it may still be worded otherwise."""
    of_it = select(_deliveries.attempts, _deliveries.next_attempt_at).where(_deliveries.alert_id == alert_id)
    return all(attempts == 0 and due > now for attempts, due in conn.execute(of_it))


def hasten(conn: Connection, alert_id: int, at: datetime) -> None:
    """Let the deliveries of an alert that were not tried yet be due at `at`, if they are due later."""
    waits = and_(_deliveries.alert_id == alert_id, _deliveries.attempts == 0, _deliveries.next_attempt_at > at)
    conn.execute(update(tables.deliveries).where(_is_open(), waits).values(next_attempt_at=at))


def claim_deliveries(
    conn: Connection, now: datetime, lease: timedelta, *, channels: Collection[str], limit: int
) -> list[Delivery]:
    """Take up to `limit` due deliveries of each channel, oldest first, until the lease (at most LONGEST_LEASE) ends.

    `attempts` of what is returned counts the attempts begun before this one, and `doubt.doubts` of `last_error` those
    of them that may have arrived: above zero this one may be a repeat. The attempt that begins now is counted in the
    database at once, so that a crash in the middle of it shows.
    """
    return [delivery for channel in dict.fromkeys(channels) for delivery in _claim_of(conn, now, lease, channel, limit)]


def _claim_of(conn: Connection, now: datetime, lease: timedelta, channel: str, limit: int) -> list[Delivery]:
    due = _claimable(now) & (_deliveries.channel == channel)
    ids = select(_deliveries.id).where(due).order_by(_deliveries.id).limit(max(0, limit))
    found = list(conn.scalars(ids.with_for_update(skip_locked=True)))
    if not found:
        return []
    rows_found = conn.execute(_with_alert().where(_deliveries.id.in_(found))).mappings()
    claimed = [_taken_up(rows.delivery(row)) for row in rows_found]
    for delivery in claimed:
        taken = update(tables.deliveries).where(_deliveries.id == delivery.id)
        conn.execute(
            taken.values(
                state=delivery.state,
                leased_until=now + min(lease, LONGEST_LEASE),
                attempts=delivery.attempts + 1,
                last_error=delivery.last_error,
            )
        )
    return claimed


def _taken_up(delivery: Delivery) -> Delivery:
    """The delivery as it is sent now; one that was being sent until now was left behind, nobody knows how."""
    left_behind = delivery.state is DeliveryState.SENDING
    error = doubt.unended(delivery.last_error) if left_behind else delivery.last_error
    return replace(delivery, state=DeliveryState.SENDING, last_error=error)


def _claimable(now: datetime) -> ColumnElement[bool]:
    waiting = and_(_deliveries.state == DeliveryState.PENDING, _waited(now))
    left_behind = and_(_deliveries.state == DeliveryState.SENDING, _unleased(_deliveries.leased_until, now))
    return and_(_is_open(), or_(waiting, left_behind))


def _waited(now: datetime) -> ColumnElement[bool]:
    """Whether a delivery may be tried. A new one made after now was made by a clock that was set back since."""
    made_after = and_(_deliveries.attempts == 0, _deliveries.created_at > now + _SLACK)
    at = _deliveries.next_attempt_at
    return or_(at <= now, at > now + LONGEST_DELAY, made_after)


def sent(conn: Connection, delivery_id: int, at: datetime) -> None:
    """The channel took it. True whatever was recorded before, such as a deadline that passed first."""
    _set(conn, delivery_id, state=DeliveryState.SENT, sent_at=at, last_error=None)


def postpone(conn: Connection, delivery_id: int, next_attempt_at: datetime, error: str, attempts: int) -> bool:
    """The channel did not take it: try again then. False if meanwhile it was sent or given up."""
    return _set(
        conn,
        delivery_id,
        _is_open(),
        state=DeliveryState.PENDING,
        next_attempt_at=next_attempt_at,
        last_error=error,
        attempts=attempts,
    )


def dead(conn: Connection, delivery_id: int, error: str, at: datetime) -> bool:
    """Give it up, visibly; `at` stands as its next attempt. False if meanwhile it was sent or given up."""
    return _set(conn, delivery_id, _is_open(), state=DeliveryState.DEAD, last_error=error, next_attempt_at=at)


def retry(conn: Connection, delivery_id: int, at: datetime) -> bool:
    """Take a dead delivery up again, with the same key, as if it were new. False if it is not dead."""
    is_dead = _deliveries.state == DeliveryState.DEAD
    error = doubt.anew(conn.scalar(select(_deliveries.last_error).where(_deliveries.id == delivery_id)))
    return _set(
        conn, delivery_id, is_dead, state=DeliveryState.PENDING, next_attempt_at=at, attempts=0, last_error=error
    )


def deliveries(
    conn: Connection, *, state: DeliveryState | None = None, channel: str | None = None, limit: int = 100
) -> list[Delivery]:
    """The latest deliveries, newest first."""
    query = _with_alert(newest_first=True).limit(limit)
    if state is not None:
        query = query.where(_deliveries.state == state)
    if channel is not None:
        query = query.where(_deliveries.channel == channel)
    return [rows.delivery(row) for row in conn.execute(query).mappings()]


def delivery(conn: Connection, delivery_id: int) -> Delivery | None:
    """The delivery of this id."""
    row = conn.execute(_with_alert().where(_deliveries.id == delivery_id)).mappings().first()
    return None if row is None else rows.delivery(row)


def next_delivery_due(conn: Connection, channels: Collection[str], *, now: datetime | None = None) -> datetime | None:
    """When the next delivery of these channels can be claimed; one that is under way, when its lease ends.

    With `now` never later than `claim_deliveries` would take it, whatever was done to the clock.
    """
    at: ColumnElement[datetime] = case(
        (_deliveries.state == DeliveryState.SENDING, _deliveries.leased_until), else_=_deliveries.next_attempt_at
    )
    if now is not None:
        at = case((_claimable(now), literal(now, tables.Instant())), else_=at)
    query = select(func.min(at, type_=tables.Instant()))
    return _earliest(conn, query.where(_is_open(), _deliveries.channel.in_(list(channels))))


def undelivered(conn: Connection, channels: Collection[str], since: datetime) -> int:
    """How many deliveries to these channels wait, are under way, or were given up at `since` or after."""
    # Where a delivery is dead, the time of its next attempt is that of its death: see `dead`.
    given_up = and_(_deliveries.state == DeliveryState.DEAD, _deliveries.next_attempt_at >= since)
    query = select(func.count()).where(_deliveries.channel.in_(list(channels)), or_(_is_open(), given_up))
    return conn.scalar(query) or 0


def _earliest(conn: Connection, query: Select[Any]) -> datetime | None:
    found: datetime | None = conn.scalar(query)
    return found


def _is_open() -> ColumnElement[bool]:
    # In the statement's own text, not bound: else SQLite does not see that the partial index serves.
    open_states = (DeliveryState.PENDING, DeliveryState.SENDING)
    states: BindParameter[str] = bindparam(None, open_states, expanding=True, literal_execute=True)
    return _deliveries.state.in_(states)


def _with_alert(*, newest_first: bool = False) -> Select[Any]:
    alerts = tables.alerts.c
    wording = (alerts.incident_id, alerts.title, alerts.text, alerts.markup, alerts.html)
    order = _deliveries.id.desc() if newest_first else _deliveries.id
    return select(tables.deliveries, *wording).join_from(tables.deliveries, tables.alerts).order_by(order)


def _set(conn: Connection, delivery_id: int, *conditions: ColumnElement[bool], **values: object) -> bool:
    """Change a delivery and end its lease, if the conditions hold."""
    query = update(tables.deliveries).where(_deliveries.id == delivery_id, *conditions)
    return conn.execute(query.values(**values, leased_until=None)).rowcount == 1


# ------------------------------------------------------------------------------------------------ silences


def add_silence(conn: Connection, silence: Silence) -> int:
    """Store a silence and return its id."""
    return tables.new_id(conn.execute(insert(tables.silences).values(**rows.of_silence(silence))))


def end_silence(conn: Connection, silence_id: int, at: datetime) -> bool:
    """Let a silence end at `at`. False if there is none of this id, or it has ended before."""
    silences = tables.silences.c
    query = update(tables.silences).where(silences.id == silence_id, silences.ends_at > at)
    return conn.execute(query.values(ends_at=at)).rowcount == 1


def active_silences(conn: Connection, now: datetime) -> list[Silence]:
    """The silences that have begun and not ended, oldest first."""
    silences = tables.silences.c
    query = select(tables.silences).where(silences.starts_at <= now, silences.ends_at > now).order_by(silences.id)
    return [rows.silence(row) for row in conn.execute(query).mappings()]


# ------------------------------------------------------------------------------------------------ joining


@contextmanager
def joining(conn: Connection, rule_id: str) -> Iterator[None]:
    """Join facts of this rule to incidents alone, from reading the incidents near to saving the joined one.

    Without it two daemons could each open an incident for the same happening, and each alert. On SQLite there is
    nothing to do: one writer holds the database for the whole transaction. On PostgreSQL this will take
    `pg_advisory_xact_lock` on the rule's id, which ends with the transaction.
    """
    if conn.dialect.name != "sqlite":
        raise NotImplementedError(f"joining {rule_id} is not serialised on {conn.dialect.name} yet")
    yield
