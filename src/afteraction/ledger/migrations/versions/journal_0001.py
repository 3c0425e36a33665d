"""The first journal: intents and the times not to ask before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "journal_intents",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("loop", sa.String, nullable=False, index=True),
        sa.Column("tracker", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("ref", sa.String, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_table(
        "journal_waits",
        sa.Column("host", sa.String, primary_key=True),
        sa.Column("reason", sa.String, primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Drop both tables; what they held is looked for by its marks."""
    op.drop_table("journal_waits")
    op.drop_table("journal_intents")
