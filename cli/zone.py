"""Which time zone this machine is in, as far as it can be told.

Only a guess to offer; the configuration says which zone counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FALLBACK = "UTC"


def guess(root: Path = Path("/")) -> str:
    """Return the zone's name, `UTC` where nothing tells; `root` is for tests."""
    found = next(filter(_known, _candidates(root)), FALLBACK)
    return FALLBACK if found == "Etc/UTC" else found


def _candidates(root: Path) -> Iterator[str]:
    yield os.environ.get("TZ", "").removeprefix(":")
    with suppress(OSError):
        # A link into the zone database, on Linux and macOS alike.
        link = (root / "etc/localtime").readlink().as_posix()
        yield link.rpartition("zoneinfo/")[2]
    with suppress(OSError, UnicodeDecodeError):
        yield (root / "etc/timezone").read_text(encoding="utf-8").strip()


def _known(name: str) -> bool:
    try:
        return bool(name) and bool(ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
