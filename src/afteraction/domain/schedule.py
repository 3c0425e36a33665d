"""When people are reminded, in days around a due day: `-2d, 0d, +3d, then every 7d`.

Pure: texts in, a value out, and the arithmetic of its days. Which of those days are
worked, and what was said already, is the business of `reminders`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_LONGEST = 3650
"""Days: ten years, as for every other span in the configuration."""

_OFFSET = re.compile(
    r"(?P<sign>[+\u2212-]?)\s*(?P<count>\d{1,6})\s*(?P<unit>[dw])", re.IGNORECASE
)
_EVERY = re.compile(
    r"(?P<then>then\s+)?every\s+(?P<count>\d{1,6})\s*(?P<unit>[dw])", re.IGNORECASE
)
_DAYS = {"d": 1, "w": 7}


@dataclass(frozen=True, slots=True)
class Schedule:
    """On which days before and after a due day a reminder stands."""

    offsets: tuple[int, ...] = ()
    """Days from the due day, ascending; negative ones are before it."""
    every: int | None = None
    """Days from one reminder to the next, when the offsets are used up."""

    def next_after(self, offset: int | None) -> int | None:
        """The offset that comes after this one; None: there is none.

        With None for `offset`: the first one of all.
        """
        if offset is None:
            return self.offsets[0] if self.offsets else None
        later = next((each for each in self.offsets if each > offset), None)
        if later is not None or not self.offsets or self.every is None:
            return later
        last = self.offsets[-1]
        return last + ((offset - last) // self.every + 1) * self.every

    def latest(self, days: int) -> int | None:
        """The greatest offset that is at most `days`; None: it is too early for any."""
        reached = [each for each in self.offsets if each <= days]
        if not reached:
            return None
        if self.every is None or reached[-1] != self.offsets[-1]:
            return reached[-1]
        return days - (days - reached[-1]) % self.every


NEVER = Schedule()
"""Nobody is reminded."""


@dataclass(frozen=True, slots=True)
class ScheduleProblem:
    """Why a list of reminders can not be understood."""

    message: str
    """What is wrong and what to write instead, as a clause without a full stop."""


def read_schedule(items: Sequence[str]) -> Schedule | ScheduleProblem:
    """The schedule in these texts, one for each reminder; no text means no reminder."""
    *firsts, last = items or ("",)
    every = _EVERY.fullmatch(last.strip()) if items else None
    said = [*firsts] if every or not items else [*items]
    offsets: list[int] = []
    for item in said:
        offset = _offset(item)
        if isinstance(offset, ScheduleProblem):
            return offset
        offsets.append(offset)
    return _in_order(offsets) or _with_every(offsets, every)


def _offset(item: str) -> int | ScheduleProblem:
    found = _OFFSET.fullmatch(item.strip())
    if found is not None:
        days = int(found["count"]) * _DAYS[found["unit"].lower()]
        if days <= _LONGEST:
            return days if found["sign"] in ("", "+") else -days
        return ScheduleProblem(f"“{item}” is more than ten years away; write less")
    if _EVERY.fullmatch(item.strip()):
        return ScheduleProblem(
            f"“{item}” can only stand at the end, as in [0d, +3d, then every 7d]"
        )
    return ScheduleProblem(
        f"“{item}” is no day around a due day; write -2d for two days before it, 0d"
        " for the day itself, +3d for three days after it, and then every 7d at the end"
    )


def _in_order(offsets: Sequence[int]) -> ScheduleProblem | None:
    for earlier, later in pairwise(offsets):
        if later == earlier:
            return ScheduleProblem(f"{_written(later)} stands there twice; keep one")
        if later < earlier:
            return ScheduleProblem(
                f"{_written(later)} comes after {_written(earlier)}; write the earliest"
                " first"
            )
    return None


def _with_every(
    offsets: Sequence[int], every: re.Match[str] | None
) -> Schedule | ScheduleProblem:
    if every is None:
        return Schedule(tuple(offsets))
    days = int(every["count"]) * _DAYS[every["unit"].lower()]
    if not 0 < days <= _LONGEST:
        return ScheduleProblem(
            f"“{every[0]}” must be at least one day and at most ten years"
        )
    if not offsets:
        return ScheduleProblem(
            f"“{every[0]}” has no day to count from; write one before it, as in"
            f" [0d, {every[0]}]"
        )
    return Schedule(tuple(offsets), days)


def _written(offset: int) -> str:
    return f"{offset:+}d" if offset else "0d"
