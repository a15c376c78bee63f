"""What the operator is told: not what happened in the world, but what happened to Tripwatch."""

from datetime import datetime
from typing import TYPE_CHECKING

from watch.incidents import render
from watch.model import Reason, Severity
from watch.pipeline.active import Active
from watch.pipeline.ingest import delivery_key
from watch.store import archive, queues

if TYPE_CHECKING:
    from sqlalchemy import Connection


def operator_notice(conn: "Connection", active: Active, title: str, text: str, at: datetime) -> None:
    """Say this to the operator's channels, if the config names any; it is delivered as surely as an alert."""
    channels = active.config.operator_channels
    if not channels:
        return
    alert_id = archive.add_alert(
        conn,
        incident_id=None,
        reason=Reason.CORRECTION,
        severity=Severity.MEDIUM,
        message=render.notice_message(title, text),
        at=at,
    )
    for channel in channels:
        queues.enqueue(conn, alert_id, channel, delivery_key(alert_id, channel, at), at)
