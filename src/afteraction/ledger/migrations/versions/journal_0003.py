"""Creates: when something was made in a tracker, for all who keep its pace."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "journal_creates",
        sa.Column("tracker", sa.String, primary_key=True),
        sa.Column("at", sa.BigInteger, primary_key=True),
    )


def downgrade() -> None:
    """Drop it; for an hour the pace may be too fast."""
    op.drop_table("journal_creates")
