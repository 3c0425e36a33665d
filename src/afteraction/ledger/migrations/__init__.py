"""How the journal's tables came to be, step by step, for Alembic.

The view is not migrated: it is dropped and observed again.
"""

from __future__ import annotations

HEAD = "0003"
"""The newest step; a database that stands there needs no Alembic at all."""

VERSION_TABLE = "journal_version"
