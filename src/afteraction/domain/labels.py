"""Labels and how they are compared: `Incident` is `incident`.

GitHub takes both for one label and answers with the spelling that it knows; elsewhere
people do not tell them apart either.
"""

from __future__ import annotations

from collections.abc import Collection

OUR_LABEL = "afteraction"
"""Every ticket of ours carries it; a mark without it is only text (rule 11)."""

READY = "ready"
"""The label that says: write this back now, people are still in the room."""


def carries(labels: Collection[str], *wanted: str) -> bool:
    """Whether all that is wanted is among these labels, however it is spelled."""
    # Thousands are asked for, and most carry nothing of what is wanted.
    if not labels:
        return not wanted
    spelled = {label.casefold() for label in labels}
    return {label.casefold() for label in wanted} <= spelled
