"""The configuration."""

from __future__ import annotations
