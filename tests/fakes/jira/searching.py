"""Pages of searches on Cloud: tokens, what they lead to, and that they grow old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .wire import Refusal

LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a token leads to."""

    jql: str
    ids: tuple[int, ...]
    """The issues that are still to be shown."""
    made: datetime


@dataclass(slots=True)
class Searches:
    """All tokens of pages, and how large a page can be."""

    now: Callable[[], datetime]
    lasts: timedelta = LASTS
    most: int = 100
    """Issues on one of Cloud's pages, where more than ids are asked for."""
    most_ids: int = 5_000
    """Issues on one of Cloud's pages of ids and keys."""
    most_server: int = 1_000
    """Issues on one of Data Center's pages."""
    _rests: dict[str, Rest] = field(default_factory=dict)

    def keep(self, jql: str, ids: tuple[int, ...]) -> str:
        """A token for the rest of a search."""
        token = f"Ch0jU3RyaW5nJg{len(self._rests) + 1:06}=="
        self._rests[token] = Rest(jql, ids, self.now())
        return token

    def rest(self, jql: str, token: str) -> tuple[int, ...]:
        """The issues that a token leads to.

        Raises:
            Refusal: 400, it is unknown, another search's, or too old.
        """
        known = self._rests.get(token)
        if known is None or known.jql != jql or known.made + self.lasts < self.now():
            raise Refusal(
                400, f"The nextPageToken '{token}' is invalid or has expired."
            )
        return known.ids

    def expire(self) -> None:
        """Let all tokens be too old."""
        self._rests.clear()
