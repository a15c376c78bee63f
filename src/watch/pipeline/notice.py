"""What the operator is told: not what happened in the world, but what happened to Tripwatch.

Of sources there may be thousands, and one fault may make all of them worse at once. A few notices about sources go out
singly; what comes on top waits a little and goes out as one message. It lies among the deliveries from its first line
on, so that no crash loses it.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from watch.incidents import render
from watch.model import Message, Reason, Severity
from watch.pipeline.active import Active
from watch.pipeline.ingest import delivery_key
from watch.store import archive, queues

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: So many notices about sources are sent singly within the span.
SINGLY = 5
SPAN = timedelta(hours=1)
#: How long the first of those that go out together waits for the others.
GATHERED_FOR = timedelta(minutes=10)
#: So many lines a gathered message has at most; the rest is counted.
_MOST_LINES = 15
#: The name under which it is remembered.
_GATHERING = "source-notices"


def operator_notice(conn: "Connection", active: Active, title: str, text: str, at: datetime) -> None:
    """Say this to the operator's channels, if the config names any; it is delivered as surely as an alert."""
    _enqueue(conn, active, render.notice_message(title, text), at)


@dataclass(slots=True)
class _Gathering:
    """What was sent singly of late, and the message that is being gathered."""

    #: When, in ISO form.
    singly: list[str] = field(default_factory=list)
    #: The alert that waits to be sent; None if none does.
    alert_id: int | None = None
    lines: list[str] = field(default_factory=list)
    count: int = 0

    def forget(self, now: datetime) -> None:
        """Count only what was sent singly of late, and nothing that a clock set back since puts into the future."""
        self.singly = [then for then in self.singly if now - SPAN < datetime.fromisoformat(then) <= now]

    def add(self, title: str, text: str) -> None:
        """Take one more into the gathered message."""
        self.count += 1
        if len(self.lines) < _MOST_LINES:
            self.lines.append(f"{title}: {text.partition(chr(10))[0]}")

    @property
    def message(self) -> Message:
        """The gathered message as it stands."""
        left_out = self.count - len(self.lines)
        more = [f"and {left_out} more"] if left_out else []
        lines = [*self.lines, *more, "tripwatch sources list --unhealthy shows them"]
        title = f"{self.count} more notice{'s' if self.count > 1 else ''} about sources"
        return render.notice_message(title, "\n".join(lines))


def source_notices(conn: "Connection", active: Active, notices: Sequence[tuple[str, str]], at: datetime) -> None:
    """Say what changed about sources, each as title and text: a few singly, many in one message."""
    if not notices or not active.config.operator_channels:
        return
    gathering = _Gathering(**json.loads(archive.recall(conn, _GATHERING) or "{}"))
    if gathering.alert_id is not None and not queues.still_waits(conn, gathering.alert_id, at):
        gathering = _Gathering(singly=[*gathering.singly, at.isoformat()])
    gathering.forget(at)
    for title, text in notices:
        if gathering.alert_id is None and len(gathering.singly) < SINGLY:
            operator_notice(conn, active, title, text, at)
            gathering.singly.append(at.isoformat())
            continue
        gathering.add(title, text)
        if gathering.alert_id is None:
            gathering.alert_id = _enqueue(conn, active, gathering.message, at, wait=GATHERED_FOR)
        else:
            archive.reword_alert(conn, gathering.alert_id, gathering.message)
    archive.remember(conn, _GATHERING, json.dumps(asdict(gathering)))


def stop_gathering(conn: "Connection", at: datetime) -> None:
    """Let what is gathered be sent now: nobody stays to wait for more."""
    alert_id = json.loads(archive.recall(conn, _GATHERING) or "{}").get("alert_id")
    if alert_id is not None:
        queues.hasten(conn, alert_id, at)


def _enqueue(
    conn: "Connection", active: Active, message: Message, at: datetime, *, wait: timedelta = timedelta(0)
) -> int | None:
    channels = active.config.operator_channels
    if not channels:
        return None
    alert_id = archive.add_alert(
        conn, incident_id=None, reason=Reason.CORRECTION, severity=Severity.MEDIUM, message=message, at=at
    )
    for channel in channels:
        queues.enqueue(conn, alert_id, channel, delivery_key(alert_id, channel, at), at, wait=wait)
    return alert_id
