"""Values and names as messages show them, and which name may have been meant.

Pure. Not here: what a message says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from difflib import get_close_matches

_WEEK = 7 * 24
"""Hours."""
_SHOWN = 60
"""Characters of a value that a message repeats."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the one of `known` that somebody who wrote `word` may have meant."""
    by_fold = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None


def quoted(value: object) -> str:
    """Return a value as messages show it: in quotes, one line, not too long."""
    text = " ".join(str(value).split())
    return f'"{text[: _SHOWN - 1]}…"' if len(text) > _SHOWN else f'"{text}"'


def one_of(names: Iterable[str]) -> str:
    """Return `a`, `a or b`, `a, b or c`."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def written(duration: timedelta) -> str:
    """Return a duration as people write it: `90m`, `72h`, `14d`."""
    minutes = int(duration.total_seconds()) // 60
    if minutes % 60:
        return f"{minutes}m"
    hours = minutes // 60
    return f"{hours}h" if hours % 24 or hours < _WEEK else f"{hours // 24}d"
