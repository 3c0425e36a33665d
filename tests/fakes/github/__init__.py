"""A GitHub on loopback that keeps state, for tests; see `server` for how to use it.

It is no model of all of GitHub: it knows what an adapter for issues asks, over REST and
GraphQL, with the traps that were seen on the real one.
"""

from __future__ import annotations

from .server import GitHub

__all__ = ["GitHub"]
