"""Something a person has to look at, as every part of the loop reports it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be done or read; nothing was lost, the rest went on."""

    ref: str
    """The ticket, file or setting that it is about."""
    message: str
    hint: str
