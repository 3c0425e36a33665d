"""Limits: how fast one may ask, and what Jira says when it is too fast.

All are off until a test turns them on, as a test's clock stands still.

    jira.limits.burst = Burst()           # Cloud: so many a second, by method
    jira.limits.per_issue = True          # Cloud: 20 writes in 2 s, 100 in 30 s
    jira.limits.bucket = Bucket(size=5)   # Data Center

https://developer.atlassian.com/cloud/jira/platform/rate-limiting/
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .pages import CLOUD_TOO_MANY, TOMCAT_TOO_MANY
from .wire import Refusal, encoded

PER_ISSUE = ((20, timedelta(seconds=2)), (100, timedelta(seconds=30)))
SECOND = timedelta(seconds=1)
TOO_MANY = "Rate limit exceeded."


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Cloud's limits of one endpoint, in requests a second."""

    get: int = 100
    post: int = 100
    put: int = 50
    delete: int = 50
    retry_after: int = 1
    """Seconds."""
    html: bool = False
    """Whether the refusal is a page, as users saw it."""

    def of(self, method: str) -> int:
        """The limit of a method."""
        return int(getattr(self, method.lower(), self.get))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Data Center's tokens of one account."""

    size: int = 10
    fill: int = 1
    """Tokens in an interval."""
    interval: timedelta = SECOND
    html: bool = True


@dataclass(slots=True)
class Limits:
    """All limits, by the server's clock."""

    now: Callable[[], datetime]
    burst: Burst | None = None
    per_issue: bool = False
    bucket: Bucket | None = None
    _asked: dict[tuple[str, str], deque[datetime]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _written: dict[int, deque[datetime]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _left: dict[str, tuple[float, datetime]] = field(default_factory=dict)

    def check(self, who: str, method: str, endpoint: str) -> None:
        """Let a request pass, and count it.

        Raises:
            Refusal: 429.
        """
        if self.burst is not None:
            self._check_burst(self.burst, method, endpoint)
        if self.bucket is not None:
            self._check_bucket(self.bucket, who)

    def _check_burst(self, burst: Burst, method: str, endpoint: str) -> None:
        now, asked = self.now(), self._asked[method, endpoint]
        while asked and asked[0] <= now - SECOND:
            asked.popleft()
        if len(asked) >= burst.of(method):
            page = CLOUD_TOO_MANY if burst.html else None
            raise self._refusal("jira-burst-based", burst.retry_after, page)
        asked.append(now)

    def check_issue(self, issue: int) -> None:
        """Let a write to an issue pass, and count it.

        Raises:
            Refusal: 429.
        """
        if not self.per_issue:
            return
        now, written = self.now(), self._written[issue]
        for count, span in PER_ISSUE:
            lately = [when for when in written if when > now - span]
            if len(lately) >= count:
                wait = max(1, int((lately[-count] + span - now).total_seconds()))
                raise self._refusal("jira-per-issue-on-write", wait, None)
        written.append(now)

    def _refusal(self, reason: str, wait: int, page: bytes | None) -> Refusal:
        reset = self.now() + timedelta(seconds=wait)
        headers = {
            "Retry-After": str(wait),
            "RateLimit-Reason": reason,
            "X-RateLimit-Limit": "100",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": f"{reset:%Y-%m-%dT%H:%MZ}",
        }
        if page is not None:
            headers["Content-Type"] = "text/html"
        return Refusal(429, TOO_MANY, headers=headers, body=page)

    def _check_bucket(self, bucket: Bucket, who: str) -> None:
        """`Retry-After` is often 0: https://github.com/pycontribs/jira/issues/1805."""
        now = self.now()
        left, seen = self._left.get(who, (float(bucket.size), now))
        left = min(bucket.size, left + bucket.fill * ((now - seen) / bucket.interval))
        if left < 1:
            body = TOMCAT_TOO_MANY if bucket.html else encoded({"message": TOO_MANY})
            headers = {
                "Retry-After": "0",
                "X-RateLimit-Limit": str(bucket.size),
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-FillRate": str(bucket.fill),
                "X-RateLimit-Interval-Seconds": f"{bucket.interval.seconds}",
            }
            if bucket.html:
                headers["Content-Type"] = "text/html;charset=utf-8"
            raise Refusal(429, headers=headers, body=body)
        self._left[who] = (left - 1, now)
