"""Identities: what a name in the configuration was found to stand for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "journal_identities",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("id", sa.String, nullable=False),
    )


def downgrade() -> None:
    """Drop it; the trackers are asked again."""
    op.drop_table("journal_identities")
