"""The names of the files that we make.

Pure. They follow from the draft alone, so that two clones of a folder come to the same
name, and fit every file system: no colon, no word that Windows keeps for devices.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from afteraction.domain.identity import digest
from afteraction.domain.tickets import Mark

_LONGEST = 60
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def stems(name: str, mark: Mark) -> Iterator[str]:
    """The names for a ticket with this mark, the preferred one first."""
    stem = sanitised(name)
    yield stem
    # The key alone would not do: two installations can come to the same one.
    told_apart = digest(mark.key, mark.installation)
    yield f"{stem}-{told_apart[:6]}"
    yield f"{stem}-{told_apart}"


def sanitised(name: str) -> str:
    """`name` as a file's name, without its ending."""
    plain = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", name))
    stem = plain[:_LONGEST].strip("-. ") or "ticket"
    taken = _DEVICE.fullmatch(stem) or stem.lower() == "readme"
    return f"{stem}-ticket" if taken else stem
