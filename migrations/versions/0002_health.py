"""What is remembered of a source: how often it is asked and why, where it moved, how it has been."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WORDS = sa.Text()
INSTANT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
SECONDS = sa.Double()


def upgrade() -> None:
    """Add the columns, as of a source of which nothing was learned yet."""
    for name, kind in (
        ("learned", SECONDS),
        ("ttl", SECONDS),
        ("why", WORDS),
        ("moved_from", WORDS),
        ("moved_to", WORDS),
        ("spoke_at", INSTANT),
        ("longest_rest", SECONDS),
        ("struck_digest", WORDS),
    ):
        op.add_column("sources", sa.Column(name, kind))
    for name in ("moved_polls", "arrivals", "empty_polls", "churned_polls", "strikes"):
        op.add_column("sources", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.add_column("sources", sa.Column("troubles", WORDS, nullable=False, server_default="[]"))
    op.create_index("ix_articles_source_id_title", "articles", ["source_id", "title"])


def downgrade() -> None:
    """A backup is the way back."""
    raise NotImplementedError
