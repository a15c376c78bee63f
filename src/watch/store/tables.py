"""The tables, and the column types that keep them honest. Nothing here reads or writes a row.

A change here needs a migration in `migrations/versions` and the next number in `HEAD`; a test compares the two.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    CursorResult,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

#: The revision that this program works with: the newest file in `migrations/versions`.
HEAD = "0003"

#: "Trpw" in the header of a SQLite file says that the database is ours.
APPLICATION_ID = 0x54727077


def clean(words: str) -> str:
    """The text without what no database takes: NUL goes, a lone surrogate becomes U+FFFD. Feeds hold both."""
    if "\x00" in words:
        words = words.replace("\x00", "")
    try:
        words.encode()
    except UnicodeEncodeError:
        return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return words


class Words(TypeDecorator[str]):
    """Text that may have come from anywhere."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        # A StrEnum is stored as the plain string it is.
        return None if value is None else clean(str(value))


class Instant(TypeDecorator[datetime]):
    """An aware instant, UTC in and out. SQLite keeps it as text of fixed width, so that it sorts as time does."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=True) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone: {value!r}")
        instant = value.astimezone(UTC)
        if dialect.name == "postgresql":
            return instant
        return instant.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return instant.astimezone(UTC)


class Seconds(TypeDecorator[timedelta]):
    """A length of time, in seconds."""

    impl = Double
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, _dialect: Dialect) -> float | None:
        return None if value is None else value.total_seconds()

    def process_result_value(self, value: float | None, _dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(seconds=value)


class Json(TypeDecorator[Any]):
    """Lists and plain values, as text that a person can read in a database browser."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def new_id(done: CursorResult[Any]) -> int:
    """The number that the database gave to a row just inserted."""
    key = done.inserted_primary_key
    if key is None:
        raise TypeError("not an insert of one row")
    return int(key[0])


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

settings = Table(
    "settings",
    metadata,
    Column("key", Words, primary_key=True),
    Column("value", Words, nullable=False),
)

# A source that leaves the config keeps its row: it may come back, and its articles are known then.
sources = Table(
    "sources",
    metadata,
    Column("source_id", Words, primary_key=True),
    Column("state", Words, nullable=False),
    Column("detail", Words),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("body_digest", Words),
    Column("validated_url", Words),
    Column("next_poll_at", Instant, nullable=False, index=True),
    Column("last_polled_at", Instant),
    Column("last_ok_at", Instant),
    Column("baseline_at", Instant),
    Column("failures", Integer, nullable=False),
    Column("leased_until", Instant),
    # How often it is asked, and why.
    Column("learned", Seconds),
    Column("ttl", Seconds),
    Column("why", Words),
    Column("seen_items", Integer),
    Column("new_items", Integer),
    Column("max_age", Seconds),
    Column("retry_after", Seconds),
    # A permanent redirect, and how many polls in a row agreed on it.
    Column("moved_from", Words),
    Column("moved_to", Words),
    Column("moved_polls", Integer, nullable=False, server_default="0"),
    # How it has been.
    Column("spoke_at", Instant),
    Column("arrivals", Integer, nullable=False, server_default="0"),
    Column("longest_rest", Seconds),
    Column("empty_polls", Integer, nullable=False, server_default="0"),
    Column("churned_polls", Integer, nullable=False, server_default="0"),
    Column("struck_digest", Words),
    Column("strikes", Integer, nullable=False, server_default="0"),
    Column("troubles", Json, nullable=False, server_default="[]"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("url", Words),
    Column("guid", Words),
    Column("lang", Words),
    Column("tier", Words, nullable=False),
    Column("country", Words),
    Column("published_at", Instant),
    Column("published_raw", Words),
    Column("first_seen_at", Instant, nullable=False, index=True),
    # Of the content, so that an edit is noticed.
    Column("digest", Words, nullable=False),
    Column("edits", Integer, nullable=False),
    Column("edited_at", Instant),
    Column("baseline", Boolean, nullable=False),
    UniqueConstraint("source_id", "key"),
    # Asked when most of a document's items seem new: they may be known under other ids.
    Index(None, "source_id", "title"),
)

hits = Table(
    "hits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey(articles.c.id), nullable=False),
    Column("rule_id", Words, nullable=False),
    # The article's content when it was matched: an edited article may hit again, the same content may not.
    Column("digest", Words, nullable=False),
    Column("rung", Words),
    Column("rank", Integer, nullable=False),
    Column("severity", Words, nullable=False),
    Column("status", Words),
    Column("reaction_by", Words),
    Column("reaction_tone", Words),
    Column("beside", Json, nullable=False),
    Column("says", Words, nullable=False),
    Column("actor", Words),
    Column("spans", Json, nullable=False),
    Column("rule_version", Words, nullable=False),
    Column("engine", Words, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("article_id", "rule_id", "digest"),
    Index(None, "rule_id", "at"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Words, primary_key=True),
    Column("rule_id", Words, nullable=False),
    Column("split", Words),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False, index=True),
    Column("rung", Words),
    Column("rank", Integer, nullable=False),
    Column("severity", Words, nullable=False),
    Column("status", Words),
    Column("told_rank", Integer, nullable=False),
    Column("told_severity", Words),
    Column("told_status", Words),
    Column("told_reaction_by", Words),
    Column("told_reaction_tone", Words),
    Column("says", Words, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("langs", Json, nullable=False),
    Column("origins", Json, nullable=False),
    Column("sources", Json, nullable=False),
    Column("titles", Json, nullable=False),
    Column("join_version", Integer, nullable=False),
    Index(None, "rule_id", "last_day"),
)

facts = Table(
    "facts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("incident_id", ForeignKey(incidents.c.id), nullable=False),
    Column("article_id", ForeignKey(articles.c.id), nullable=False),
    Column("hit_id", ForeignKey(hits.c.id), nullable=False, index=True),
    Column("rule_id", Words, nullable=False),
    Column("rung", Words),
    Column("rank", Integer, nullable=False),
    Column("severity", Words, nullable=False),
    Column("status", Words),
    Column("reaction_by", Words),
    Column("reaction_tone", Words),
    Column("actor", Words),
    Column("says", Words, nullable=False),
    Column("split", Words),
    Column("day", Date, nullable=False),
    Column("at", Instant, nullable=False),
    Column("title", Words, nullable=False),
    Column("url", Words),
    Column("lang", Words),
    Column("source_id", Words, nullable=False),
    Column("tier", Words, nullable=False),
    Column("origin", Words, nullable=False),
    Column("excerpt", Words, nullable=False),
    Column("marks", Json, nullable=False),
    UniqueConstraint("incident_id", "hit_id"),
    Index(None, "article_id"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    # NULL where a hit is history only and made no incident.
    Column("incident_id", ForeignKey(incidents.c.id), index=True),
    Column("fact_id", ForeignKey(facts.c.id), index=True),
    Column("hit_id", ForeignKey(hits.c.id), index=True),
    Column("reason", Words, nullable=False),
    Column("severity", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Column("rule_version", Words, nullable=False),
    Column("engine", Words, nullable=False),
    Column("at", Instant, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    # NULL for what is said to the operator, or about more than one incident.
    Column("incident_id", ForeignKey(incidents.c.id), index=True),
    Column("reason", Words, nullable=False),
    Column("severity", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("markup", Words, nullable=False),
    Column("html", Words, nullable=False),
    Column("at", Instant, nullable=False),
)

#: Deliveries that still have a way to go; the partial index keeps them few however many were ever sent.
_OPEN = text("state IN ('pending', 'sending')")

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", ForeignKey(alerts.c.id), nullable=False),
    Column("channel", Words, nullable=False),
    Column("key", Words, nullable=False, unique=True),
    Column("state", Words, nullable=False),
    # Attempts that were begun, counted when a delivery is claimed: a crash in the middle counts too.
    Column("attempts", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_attempt_at", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("last_error", Words),
    Column("sent_at", Instant),
    UniqueConstraint("alert_id", "channel"),
    Index("ix_deliveries_open", "channel", "next_attempt_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index(None, "state"),
)

silences = Table(
    "silences",
    metadata,
    Column("id", Integer, primary_key=True),
    # NULL: every rule.
    Column("rule_id", Words),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False, index=True),
    Column("author", Words, nullable=False),
    Column("comment", Words, nullable=False),
    Column("until_rung", Words),
)
