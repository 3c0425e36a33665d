"""A Jira on loopback that keeps state, for tests; see `server` for how to use it.

It is no model of all of Jira: it knows what an adapter for issues asks, of Cloud and of
Data Center, with the traps that were seen on the real ones.
"""

from __future__ import annotations

from .server import Jira

__all__ = ["Jira"]
