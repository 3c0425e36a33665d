"""What a tracker says that has no files beside its tickets."""

from __future__ import annotations

from afteraction.errors import Refused


def no_files(tracker: str, path: str) -> Refused:
    """The error for whoever asks for a file there."""
    return Refused(
        f"{tracker} has no files, so {path} can not be in it",
        "name a ticket instead of the file, as in ticket: KEY",
    )
