"""The Jira tracker's parts, one by one; as a whole it is in tests/contracts."""

from __future__ import annotations
