"""Ways in which a sync dies in the middle: at a request, after a comment, in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from afteraction.integrations.markdown.disk import Disk
from afteraction.network.outcomes import Outcome
from tests.across.team import Team, github_of, jira_of
from tests.across.test_crashes import Stopper
from tests.fakes.memory import Crash

AFTER_COMMENT = "after a comment"
WAYS = (
    AFTER_COMMENT,
    "before its answer",
    "after a file",
    AFTER_COMMENT,
    "before it is sent",
)


@dataclass
class Deaths:
    """A sync that dies now and then, and is started again: at times on a new runner."""

    team: Team
    rng: Random
    died: list[str] = field(default_factory=list)
    """The ways in which it did."""
    requests: int = 0
    """How many the last sync sent that lived on."""
    _comments: int = 0

    def __post_init__(self) -> None:
        """The fakes count the comments that are made."""
        github, jira = github_of(self.team).github, jira_of(self.team).jira
        for hooks in (github.hooks, jira.hooks):
            hooks.processed.append(self._processed)

    def _processed(self, request: object) -> None:
        method, path = getattr(request, "method", ""), getattr(request, "path", "")
        if method == "POST" and path.rstrip("s").endswith("/comment"):
            self._comments += 1

    def sync(self, *, dies: bool) -> None:
        """One sync; where it dies, others ten minutes apart until all is done."""
        way = self.rng.choice(WAYS) if dies else "never"
        at = self.rng.randint(1, max(self.requests, 2)) if dies else 0
        stopper = self._stopper(at, way)
        try:
            with stopper.at_work(), _writing(way):
                self.team.sync()
        except Crash:
            self.died.append(way)
            if self.rng.random() < 0.4:
                self.team.forget()
            else:
                self._too_early()
            self._again()
        else:
            self.requests = stopper.count

    def _too_early(self) -> None:
        """A sync right away, while GitHub's lists do not yet show what was made."""
        state = github_of(self.team).github.state
        state.lag = timedelta(seconds=45)
        self.team.later(seconds=20)
        self.team.sync()
        state.lag = timedelta(0)

    def _again(self) -> None:
        for _ in range(3):
            self.team.later(minutes=10)
            if all(result.why == "" for result in self.team.sync().results):
                return

    def _stopper(self, at: int, way: str) -> Stopper:
        if way == AFTER_COMMENT:
            return _AfterComment(lambda: self._comments, self.rng.randint(1, 3))
        return Stopper(at if way.startswith("before") else 0, way)


class _AfterComment(Stopper):
    """Dies when so many comments were made, and does not know of the last one."""

    def __init__(self, comments: Callable[[], int], at: int) -> None:
        super().__init__(0, AFTER_COMMENT)
        self.comments = comments
        self.last = comments() + at

    def around(self, attempt: Callable[[], Outcome]) -> Outcome:
        """Send it, and die if it was that comment."""
        outcome = super().around(attempt)
        if self.comments() >= self.last:
            raise Crash
        return outcome


@contextmanager
def _writing(way: str) -> Iterator[None]:
    """Dies right after a file was written, if that is the way."""
    replaces = Disk.replace

    def replace(self: Disk, temporary: Path, target: Path) -> None:
        replaces(self, temporary, target)
        if way == "after a file":
            raise Crash

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Disk, "replace", replace)
        yield
