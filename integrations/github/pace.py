"""How fast we make issues and comments; the numbers and their sources are in `Limits`.

What earlier processes made counts, by the journal, and each limit that GitHub had to
impose all the same doubles the pause between two.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from afteraction.network.patience import Patience

from .settings import Limits

_SLOWEST = 6
"""So often the pause doubles at most: to about a minute."""
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Pace:
    """Keeps creates apart; across processes, by what the journal knows of them."""

    per_minute: int | None
    per_hour: int | None
    patience: Patience
    _made: deque[datetime] | None = field(default=None, init=False)

    @classmethod
    def of(
        cls, limits: Literal["default", "none"] | Limits, patience: Patience
    ) -> Pace:
        """The pace that the settings ask for."""
        if limits == "none":
            return cls(None, None, patience)
        numbers = Limits() if limits == "default" else limits
        return cls(numbers.per_minute, numbers.per_hour, patience)

    def before_create(self, tracker: str, *, limited: int = 0) -> None:
        """Wait until one more may be made in the tracker with this uid.

        GitHub had to stop us `limited` times. Raises `Unreachable` when it takes longer
        than the budget allows.
        """
        if self.per_minute is None or self.per_hour is None:
            return
        made = self._recent(tracker)
        apart = Limits.apart * 2 ** min(limited, _SLOWEST)
        for most, span, why in (
            (1, apart, "GitHub wants a pause between two creates"),
            (self.per_minute, _MINUTE, _bound(self.per_minute, "a minute")),
            (self.per_hour, _HOUR, _bound(self.per_hour, "an hour")),
        ):
            if len(made) >= most:
                wait = made[-most] + span - self.patience.clock()
                if wait > timedelta(0):
                    self.patience.pause(wait, why)
        now = self.patience.clock()
        made.append(now)
        if self.patience.book is not None:
            self.patience.book.note_create(tracker, now)

    def _recent(self, tracker: str) -> deque[datetime]:
        """When something was made; of what is to come, clocks that were wrong tell."""
        if self._made is None:
            book, now = self.patience.book, self.patience.clock()
            made = book.creates_since(tracker, now - _HOUR) if book else ()
            self._made = deque(at for at in made if at <= now)
        return self._made


def _bound(most: int, span: str) -> str:
    return f"no more than {most} issues and comments {span} are made on GitHub"
