"""How a report is told: by what, since when, and under which names people stand in it.

Pure values, and the one rule that turns names into what is shown of them. Not here:
what is counted (`report`) and what stands in the configuration (`config`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from unicodedata import combining, normalize

SOMEBODY = "somebody"
"""Stands for everybody, where no names are told."""
_LETTERS = 3
"""More initials than this are a name again."""


class By(StrEnum):
    """What follow-through is told by."""

    OWNER = "owner"
    TEAM = "team"
    KIND = "kind"
    TRACKER = "tracker"
    SUBJECT = "subject"


class Names(StrEnum):
    """What is shown of a person's name."""

    FULL = "full"
    INITIALS = "initials"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Telling:
    """What was asked for, beside the figures themselves."""

    by: By = By.OWNER
    since: datetime | None = None
    """What came to rest before this is left out; None: nothing is."""
    names: Names = Names.FULL
    teams: tuple[tuple[str, str], ...] = ()
    """Pairs of a person's name and their team."""
    way: str = ""
    """How the configuration's folder is reached from where the report is read.

    Trackers give a file's path as from that folder; web addresses stay as they are.
    """


def by_name(name: str | None) -> tuple[bool, str, str]:
    """The alphabet's order, where Änne stands with Anne; nobody comes last."""
    letters = normalize("NFKD", name or "").casefold()
    plain = "".join(each for each in letters if not combining(each))
    return name is None, plain, name or ""


def initials(name: str) -> str:
    """`AL` of Ada Lovelace, and of her handle `ada.lovelace` too."""
    words = re.findall(r"[^\W_]+", normalize("NFC", name))
    return "".join(word[0].upper() for word in words[:_LETTERS]) or "?"


def labels(names: Collection[str], how: Names) -> Mapping[str, str]:
    """What each of these names is shown as; two people never look like one.

    Whose initials are the same is told apart by a number: `AL`, `AL 2`.
    """
    match how:
        case Names.FULL:
            return {name: name for name in names}
        case Names.NONE:
            return dict.fromkeys(names, SOMEBODY)
        case Names.INITIALS:
            return _numbered(sorted(set(names), key=by_name))


def _numbered(names: Iterable[str]) -> Mapping[str, str]:
    seen: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for name in names:
        letters = initials(name)
        seen[letters] += 1
        shown[name] = letters if seen[letters] == 1 else f"{letters} {seen[letters]}"
    return shown
