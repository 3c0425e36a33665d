"""Limits: how much a token may still ask, and what GitHub says when it is too much.

Primary limits count requests in an hour; a 304 is free. Secondary limits count points
in a minute (a read 1, a write 5) and what was created in a minute and in an hour. By
default only the primary ones are on; `OBSERVED` and `DOCUMENTED` are two sets of the
others, from users' reports and from GitHub's documentation.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from .wire import Refusal

Resource = Literal["core", "graphql"]

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

SECONDARY = (
    "You have exceeded a secondary rate limit. "
    "Please wait a few minutes before you try again."
)
CONTENT = (
    "You have exceeded a secondary rate limit and have been temporarily blocked from "
    "content creation. Please retry your request again later."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secondary:
    """Secondary limits; None is no limit."""

    points_per_minute: int | None = None
    creates_per_minute: int | None = None
    creates_per_hour: int | None = None
    tells_when: bool = True
    """Whether refusals carry `Retry-After`."""


# facts.md 1.4: what users saw for issues, and what the documentation says in general.
OBSERVED = Secondary(creates_per_minute=20, creates_per_hour=150)
DOCUMENTED = Secondary(
    points_per_minute=900, creates_per_minute=80, creates_per_hour=500
)


@dataclass(slots=True)
class Window:
    """What was used of a primary limit in the running hour."""

    reset: datetime
    used: int = 0


@dataclass(slots=True)
class Limits:
    """All limits of all tokens, by the server's clock."""

    now: Callable[[], datetime]
    core: int | None = 5_000
    """Requests in an hour; None is no limit, as on Enterprise Server."""
    graphql: int | None = 5_000
    anonymous: int = 60
    secondary: Secondary = Secondary()
    _windows: dict[tuple[str, Resource], Window] = field(default_factory=dict)
    _points: dict[str, deque[tuple[datetime, int]]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _created: dict[str, deque[datetime]] = field(
        default_factory=lambda: defaultdict(deque)
    )

    def limit(self, token: str, resource: Resource) -> int | None:
        """How many requests a token has in an hour."""
        limit = self.core if resource == "core" else self.graphql
        return min(limit, self.anonymous) if limit is not None and not token else limit

    def window(self, token: str, resource: Resource) -> Window:
        """The running hour; it begins with the first request after the last one."""
        now = self.now().replace(microsecond=0)
        window = self._windows.get((token, resource))
        if window is None or window.reset <= now:
            window = self._windows[token, resource] = Window(now + HOUR)
        return window

    def remaining(self, token: str, resource: Resource) -> int:
        """How many requests are left in this hour."""
        limit = self.limit(token, resource) or 0
        return max(0, limit - self.window(token, resource).used)

    def use_up(self, token: str, resource: Resource = "core", left: int = 0) -> None:
        """Leave only so many requests of the running hour."""
        limit = self.limit(token, resource) or 0
        self.window(token, resource).used = limit - left

    def is_used_up(self, token: str, resource: Resource) -> bool:
        """Whether the hour's requests are gone."""
        limited = self.limit(token, resource) is not None
        return limited and self.remaining(token, resource) == 0

    def check(self, token: str, whom: str, points: int, *, creates: bool) -> None:
        """Let a request to REST pass, and count it.

        Raises:
            Refusal: 403, a limit is reached.
        """
        if self.is_used_up(token, "core"):
            raise Refusal(403, f"API rate limit exceeded for {whom}.")
        self.check_secondary(token, points, creates=creates)
        self.window(token, "core").used += 1

    def check_secondary(self, token: str, points: int, *, creates: bool) -> None:
        """Let a request pass by the secondary limits, and count it.

        Raises:
            Refusal: 403, a limit is reached.
        """
        now, rules = self.now(), self.secondary
        spent, created = self._points[token], self._created[token]
        while spent and spent[0][0] <= now - MINUTE:
            spent.popleft()
        while created and created[0] <= now - HOUR:
            created.popleft()
        if _over(sum(cost for _, cost in spent) + points, rules.points_per_minute):
            raise self._refusal(SECONDARY, MINUTE)
        if creates:
            lately = sum(when > now - MINUTE for when in created)
            if _over(lately + 1, rules.creates_per_minute):
                raise self._refusal(CONTENT, MINUTE)
            if _over(len(created) + 1, rules.creates_per_hour):
                raise self._refusal(CONTENT, created[0] + HOUR - now)
            created.append(now)
        spent.append((now, points))

    def give_back(self, token: str) -> None:
        """A 304 does not count."""
        self.window(token, "core").used -= 1

    def headers(self, token: str, resource: Resource) -> dict[str, str]:
        """What every answer says about the primary limit."""
        limit = self.limit(token, resource)
        if limit is None:
            return {}
        window = self.window(token, resource)
        return {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(self.remaining(token, resource)),
            "X-RateLimit-Reset": str(int(window.reset.timestamp())),
            "X-RateLimit-Used": str(window.used),
            "X-RateLimit-Resource": resource,
        }

    def _refusal(self, text: str, wait: timedelta) -> Refusal:
        seconds = str(max(1, int(wait.total_seconds())))
        headers = {"Retry-After": seconds} if self.secondary.tells_when else {}
        return Refusal(403, text, headers=headers)


def _over(count: int, limit: int | None) -> bool:
    return limit is not None and count > limit
