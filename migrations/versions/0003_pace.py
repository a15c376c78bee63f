"""What the schedule went by when it decided last: how much was new, and what the server asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns, as of a source of which nothing of this is known."""
    for name, kind in (
        ("seen_items", sa.Integer()),
        ("new_items", sa.Integer()),
        ("max_age", sa.Double()),
        ("retry_after", sa.Double()),
    ):
        op.add_column("sources", sa.Column(name, kind))


def downgrade() -> None:
    """A backup is the way back."""
    raise NotImplementedError
