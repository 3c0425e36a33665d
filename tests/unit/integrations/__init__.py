"""Mirrors integrations/."""

from __future__ import annotations
