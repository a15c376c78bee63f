"""The health of sources: what a poll shows of it is kept with the poll, and told in the same transaction.

The operator hears once of worse and once of recovery, whatever restarts in between. When nothing can be reached at all,
that is said, and not the same of each source.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from watch.model import SourceState
from watch.pipeline.active import Active
from watch.pipeline.notice import operator_notice, source_notices
from watch.remembered import PollState, TroubleKind
from watch.sources import health
from watch.sources.health import Judged, Notice
from watch.store import archive, queues
from watch.times import format_duration

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = logging.getLogger("watch.health")

#: Fewer sources than this that cannot be reached are these sources' trouble and not ours.
LEAST_OFFLINE = 3
#: Since when nothing can be reached, and when that ended last: the names under which it is remembered.
OFFLINE, ONLINE = "offline-since", "online-since"

_WORSE = {
    TroubleKind.UNREADABLE: "cannot be read",
    TroubleKind.EMPTY: "is empty",
    TroubleKind.SILENT: "has fallen silent",
    TroubleKind.GAP: "may have lost items",
    TroubleKind.UNSTABLE_IDS: "keeps changing its ids",
    TroubleKind.MOVED: "has moved",
}
_WELL = {
    TroubleKind.UNREADABLE: "can be read again",
    TroubleKind.EMPTY: "has items again",
    TroubleKind.SILENT: "speaks again",
}


@dataclass(frozen=True, slots=True)
class Told:
    """Something said to the operator."""

    title: str
    text: str
    worse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The state that was committed, and what was told with it."""

    state: PollState
    told: tuple[Told, ...] = ()


def keep(
    conn: "Connection", before: PollState, after: PollState, active: Active, now: datetime, *, gap: bool = False
) -> Kept:
    """Remember a poll, and tell the operator what it changed about its source."""
    told: list[Told] = []
    if before.state is SourceState.UNREACHABLE and after.state is not SourceState.UNREACHABLE:
        told += _back_online(conn, now)
    found = _judged(conn, after, active, now, gap=gap)
    if _is_news(found.notices, after) and _outage(conn, after, active):
        told += _offline(conn, after, now)
        found = health.judged(after, active.config.polling.grace, now, gap=gap, hold=True)
    after = replace(after, health=replace(after.health, troubles=found.troubles))
    queues.record_poll(conn, after)
    for one in told:
        operator_notice(conn, active, one.title, one.text, now)
    of_source = [_worded(after.source_id, notice) for notice in found.notices]
    source_notices(conn, active, [(one.title, one.text) for one in of_source], now)
    return Kept(state=after, told=(*told, *of_source))


def say(kept: Kept) -> None:
    """Write to the log what was told; after the commit."""
    for one in kept.told:
        said, source = f"{one.title}: {one.text.partition(chr(10))[0]}", kept.state.source_id
        if one.worse:
            log.warning("%s", said, extra={"event": "source-worse", "source": source})
        else:
            log.info("%s", said, extra={"event": "source-well", "source": source})


def _worded(source_id: str, notice: Notice) -> Told:
    words = _WORSE if notice.worse else _WELL
    hint = f"\ntripwatch sources show {source_id} says more" if notice.worse else ""
    return Told(f"{about(source_id)}{words[notice.kind]}", notice.text + hint, notice.worse)


def about(source_id: str) -> str:
    """How the title of every notice about this source begins."""
    return f"Source {source_id} "


def _judged(conn: "Connection", after: PollState, active: Active, now: datetime, *, gap: bool) -> Judged:
    online = None if after.state.healthy else archive.recall(conn, ONLINE)
    return health.judged(
        after,
        active.config.polling.grace,
        now,
        gap=gap,
        online_at=datetime.fromisoformat(online) if online else None,
    )


# ------------------------------------------------------------------------------------------------ offline


def _is_news(notices: Sequence[Notice], after: PollState) -> bool:
    """Whether it is about to be told that a source cannot be reached."""
    return after.state is SourceState.UNREACHABLE and any(notice.kind is TroubleKind.UNREADABLE for notice in notices)


def _outage(conn: "Connection", after: PollState, active: Active) -> bool:
    """Whether it is not this source that cannot be reached, but all: most are, and none answered since it was.

    Sources that rest for long and were not asked meanwhile say neither yes nor no.
    """
    if archive.recall(conn, OFFLINE) is not None:
        return True
    since = _failing_since(after)
    ids = {source.id for source in active.config.sources}
    others = [one for one in queues.poll_states(conn) if one.source_id in ids and one.source_id != after.source_id]
    out = [one for one in others if one.state is SourceState.UNREACHABLE]
    answered = [one.last_polled_at for one in others if one.state is not SourceState.UNREACHABLE and one.last_polled_at]
    most = len(out) + 1 >= max(LEAST_OFFLINE, len(ids) / 2)
    return most and (not answered or max(answered) <= since)


def _failing_since(state: PollState) -> datetime:
    """Since when a source cannot be read; now, if that is new."""
    known = next((one.since for one in state.health.troubles if one.kind is TroubleKind.UNREADABLE), None)
    return known or state.last_polled_at or state.next_poll_at


def _offline(conn: "Connection", after: PollState, now: datetime) -> list[Told]:
    if archive.recall(conn, OFFLINE) is not None:
        return []
    since = _failing_since(after)
    archive.remember(conn, OFFLINE, since.isoformat())
    text = (
        f"No source could be reached for {format_duration(now - since)}: this machine may be offline. "
        f"The last answer was: {after.detail}. They are asked on, and nothing more is said of each."
    )
    return [Told("No source can be reached", text, worse=True)]


def _back_online(conn: "Connection", now: datetime) -> list[Told]:
    since = archive.recall(conn, OFFLINE)
    if since is None:
        return []
    archive.forget(conn, OFFLINE)
    archive.remember(conn, ONLINE, now.isoformat())
    lasted = format_duration(now - datetime.fromisoformat(since))
    return [Told("Sources answer again", f"Nothing could be reached for {lasted}.", worse=False)]
