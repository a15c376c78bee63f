"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WORDS = sa.Text()
#: Text of fixed width on SQLite; the columns of watch.store.tables read and write it.
INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")

#: "Trpw": the mark of our files.
APPLICATION_ID = 0x54727077


def upgrade() -> None:
    """Make the tables, those first that others point at."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    settings()
    sources()
    silences()
    articles()
    hits()
    incidents()
    facts()
    decisions()
    alerts()
    deliveries()


def settings() -> None:
    op.create_table(
        "settings",
        sa.Column("key", WORDS, nullable=False),
        sa.Column("value", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
    )


def sources() -> None:
    op.create_table(
        "sources",
        sa.Column("source_id", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("detail", WORDS),
        sa.Column("etag", WORDS),
        sa.Column("last_modified", WORDS),
        sa.Column("body_digest", WORDS),
        sa.Column("validated_url", WORDS),
        sa.Column("next_poll_at", INSTANT, nullable=False),
        sa.Column("last_polled_at", INSTANT),
        sa.Column("last_ok_at", INSTANT),
        sa.Column("baseline_at", INSTANT),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("leased_until", INSTANT),
        sa.PrimaryKeyConstraint("source_id", name="pk_sources"),
    )
    op.create_index("ix_sources_next_poll_at", "sources", ["next_poll_at"])


def silences() -> None:
    op.create_table(
        "silences",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("rule_id", WORDS),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("author", WORDS, nullable=False),
        sa.Column("comment", WORDS, nullable=False),
        sa.Column("until_rung", WORDS),
        sa.PrimaryKeyConstraint("id", name="pk_silences"),
    )
    op.create_index("ix_silences_ends_at", "silences", ["ends_at"])


def articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source_id", WORDS, nullable=False),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("url", WORDS),
        sa.Column("guid", WORDS),
        sa.Column("lang", WORDS),
        sa.Column("tier", WORDS, nullable=False),
        sa.Column("country", WORDS),
        sa.Column("published_at", INSTANT),
        sa.Column("published_raw", WORDS),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("edits", sa.Integer, nullable=False),
        sa.Column("edited_at", INSTANT),
        sa.Column("baseline", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("source_id", "key", name="uq_articles_source_id_key"),
    )
    op.create_index("ix_articles_first_seen_at", "articles", ["first_seen_at"])


def hits() -> None:
    op.create_table(
        "hits",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("article_id", sa.Integer, nullable=False),
        sa.Column("rule_id", WORDS, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("rung", WORDS),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("severity", WORDS, nullable=False),
        sa.Column("status", WORDS),
        sa.Column("reaction_by", WORDS),
        sa.Column("reaction_tone", WORDS),
        sa.Column("beside", WORDS, nullable=False),
        sa.Column("says", WORDS, nullable=False),
        sa.Column("actor", WORDS),
        sa.Column("spans", WORDS, nullable=False),
        sa.Column("rule_version", WORDS, nullable=False),
        sa.Column("engine", WORDS, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_hits_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hits"),
        sa.UniqueConstraint("article_id", "rule_id", "digest", name="uq_hits_article_id_rule_id_digest"),
    )
    op.create_index("ix_hits_rule_id_at", "hits", ["rule_id", "at"])


def incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("rule_id", WORDS, nullable=False),
        sa.Column("split", WORDS),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("rung", WORDS),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("severity", WORDS, nullable=False),
        sa.Column("status", WORDS),
        sa.Column("told_rank", sa.Integer, nullable=False),
        sa.Column("told_severity", WORDS),
        sa.Column("told_status", WORDS),
        sa.Column("told_reaction_by", WORDS),
        sa.Column("told_reaction_tone", WORDS),
        sa.Column("says", WORDS, nullable=False),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("langs", WORDS, nullable=False),
        sa.Column("origins", WORDS, nullable=False),
        sa.Column("sources", WORDS, nullable=False),
        sa.Column("titles", WORDS, nullable=False),
        sa.Column("join_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_rule_id_last_day", "incidents", ["rule_id", "last_day"])
    op.create_index("ix_incidents_updated_at", "incidents", ["updated_at"])


def facts() -> None:
    op.create_table(
        "facts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("incident_id", WORDS, nullable=False),
        sa.Column("article_id", sa.Integer, nullable=False),
        sa.Column("hit_id", sa.Integer, nullable=False),
        sa.Column("rule_id", WORDS, nullable=False),
        sa.Column("rung", WORDS),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("severity", WORDS, nullable=False),
        sa.Column("status", WORDS),
        sa.Column("reaction_by", WORDS),
        sa.Column("reaction_tone", WORDS),
        sa.Column("actor", WORDS),
        sa.Column("says", WORDS, nullable=False),
        sa.Column("split", WORDS),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("url", WORDS),
        sa.Column("lang", WORDS),
        sa.Column("source_id", WORDS, nullable=False),
        sa.Column("tier", WORDS, nullable=False),
        sa.Column("origin", WORDS, nullable=False),
        sa.Column("excerpt", WORDS, nullable=False),
        sa.Column("marks", WORDS, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_facts_article_id"),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name="fk_facts_hit_id"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_facts_incident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_facts"),
        sa.UniqueConstraint("incident_id", "hit_id", name="uq_facts_incident_id_hit_id"),
    )
    op.create_index("ix_facts_article_id", "facts", ["article_id"])
    op.create_index("ix_facts_hit_id", "facts", ["hit_id"])


def decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("incident_id", WORDS),
        sa.Column("fact_id", sa.Integer),
        sa.Column("hit_id", sa.Integer),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("severity", WORDS, nullable=False),
        sa.Column("detail", WORDS, nullable=False),
        sa.Column("rule_version", WORDS, nullable=False),
        sa.Column("engine", WORDS, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name="fk_decisions_fact_id"),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name="fk_decisions_hit_id"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_decisions_incident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_fact_id", "decisions", ["fact_id"])
    op.create_index("ix_decisions_hit_id", "decisions", ["hit_id"])
    op.create_index("ix_decisions_incident_id", "decisions", ["incident_id"])


def alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("incident_id", WORDS),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("severity", WORDS, nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("text", WORDS, nullable=False),
        sa.Column("markup", WORDS, nullable=False),
        sa.Column("html", WORDS, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_alerts_incident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )
    op.create_index("ix_alerts_incident_id", "alerts", ["incident_id"])


def deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("alert_id", sa.Integer, nullable=False),
        sa.Column("channel", WORDS, nullable=False),
        sa.Column("key", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("next_attempt_at", INSTANT, nullable=False),
        sa.Column("leased_until", INSTANT),
        sa.Column("last_error", WORDS),
        sa.Column("sent_at", INSTANT),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_deliveries_alert_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("alert_id", "channel", name="uq_deliveries_alert_id_channel"),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
    )
    still_open = sa.text("state IN ('pending', 'sending')")
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["channel", "next_attempt_at"],
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state"])


def downgrade() -> None:
    """There is nothing before this; a backup is the way back."""
    raise NotImplementedError
