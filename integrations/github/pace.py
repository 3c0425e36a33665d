"""How fast we make issues and comments, so that GitHub never has to stop us.

GitHub's documents allow 80 a minute and 500 an hour "in general"; for issues 20 a
minute and 150 an hour were seen (https://github.com/cli/cli/issues/4801). At least a
second apart, as GitHub's "best practices for using the REST API" ask.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from afteraction.network.patience import Patience

from .settings import Limits

APART = timedelta(seconds=1)
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

    def before_create(self, tracker: str) -> None:
        """Wait until one more may be made in the tracker with this uid.

        Raises `Unreachable` when that takes longer than the budget allows.
        """
        if self.per_minute is None or self.per_hour is None:
            return
        made = self._known(tracker)
        for most, span in (
            (1, APART),
            (self.per_minute, _MINUTE),
            (self.per_hour, _HOUR),
        ):
            if len(made) >= most:
                wait = made[-most] + span - self.patience.clock()
                if wait > timedelta(0):
                    self.patience.pause(wait, _why(most, span))
        made.append(self.patience.clock())

    def _known(self, tracker: str) -> deque[datetime]:
        if self._made is None:
            book = self.patience.book
            since = self.patience.clock() - _HOUR
            # What this process is about to make is intended already: it does not count.
            before = book.intended_since(tracker, since) if book else ()
            long_ago = self.patience.clock() - _MINUTE
            self._made = deque(at for at in before if at < long_ago)
        return self._made


def _why(most: int, span: timedelta) -> str:
    if span == APART:
        return "GitHub wants a second between two creates"
    unit = "a minute" if span == _MINUTE else "an hour"
    return f"no more than {most} issues and comments {unit} are made on GitHub"
