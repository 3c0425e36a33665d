"""The state of the fake: who and what there is, and how old what a search shows may be.

No HTTP and no rules in here. `changes` writes it; the routes read it. Only one thread
at a time touches it: the server holds `lock` around each request, and what tests do as
people goes through `people`, which holds it too.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes.github.state import Clock, Versions

from .values import (
    Board,
    Field,
    Issue,
    IssueType,
    Link,
    LinkType,
    Named,
    Remote,
    Sprint,
    Status,
    Transition,
    User,
)

__all__ = ["Clock", "Project", "Screen", "State"]


@dataclass(slots=True)
class Screen:
    """Which fields can be set where, for one type of a project."""

    create: dict[str, bool]
    """Id of each field of the create screen, and whether it must have a value."""
    edit: set[str]
    defaults: dict[str, object] = field(default_factory=dict)
    """What a field gets that is not sent."""


@dataclass(slots=True)
class Project:
    """A project and what is set up for it."""

    id: int
    key: str
    name: str
    lead: str
    types: list[str]
    workflow: list[Transition]
    first_status: str
    screens: dict[str, Screen]
    """By the id of the type."""
    people: dict[str, set[str]] = field(default_factory=dict)
    """Account to its permissions."""
    everybody: set[str] = field(default_factory=set)
    """What all accounts may."""
    anybody: set[str] = field(default_factory=set)
    """What those may who are not signed in."""
    numbers: int = 0
    private: bool = False
    archived: bool = False
    formerly: set[str] = field(default_factory=set)
    """Keys that it had; they lead on."""


class State:
    """Everything there is.

    Args:
        clock: the time.
        cloud: which of the two dresses.
    """

    def __init__(self, clock: Callable[[], datetime], *, cloud: bool) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self.cloud = cloud
        self.skew = timedelta(0)
        """How far this server's clock is ahead of the one that was handed in."""
        self.lag = timedelta(0)
        """How old the index is that searches read."""
        self.users: dict[str, User] = {}
        self.admins: set[str] = set()
        self.projects: dict[int, Project] = {}
        self.types: dict[str, IssueType] = {}
        self.statuses: dict[str, Status] = {}
        self.resolutions: dict[str, Named] = {}
        self.priorities: dict[str, Named] = {}
        self.link_types: dict[str, LinkType] = {}
        self.fields: dict[str, Field] = {}
        self.issues: dict[int, Versions[Issue]] = {}
        self.keys: dict[str, int] = {}
        """Key to issue id; old keys stay and lead on."""
        self.below: dict[int, set[int]] = {}
        """Id of an issue, to those that are or once were below it."""
        self.spoiled: set[int] = set()
        """Issues that are told of as no issue is."""
        self.hidden: dict[int, frozenset[str]] = {}
        """Id of an issue with a security level, to those who still see it."""
        self.links: dict[int, Link] = {}
        self.remotes: dict[int, list[Remote]] = {}
        self.boards: dict[int, Board] = {}
        self.sprints: dict[int, Sprint] = {}
        self.mentions: list[tuple[str, int]] = []
        """Who was mentioned, and the id of the issue; each was sent a mail."""
        self._moment: datetime | None = None
        self._ids: Counter[str] = Counter()

    # Time

    def now(self) -> datetime:
        """This server's time to the millisecond, or the moment at which one acts."""
        now = self._moment or self.true_now()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def true_now(self) -> datetime:
        """This server's time, whatever moment is being told."""
        return self.clock() + self.skew

    @contextmanager
    def moment(self, when: datetime | None) -> Iterator[None]:
        """Let something happen at another time."""
        before, self._moment = self._moment, when
        try:
            yield
        finally:
            self._moment = before

    # Finding

    def next_id(self, kind: str, start: int) -> int:
        """A new id; each kind of thing counts on its own."""
        self._ids[kind] += 1
        return start + self._ids[kind]

    def project(self, key_or_id: str) -> Project | None:
        """The project of that key, in any case, or of that id; old keys lead on."""
        wanted = key_or_id.casefold()
        all_ = self.projects.values()
        found = (x for x in all_ if wanted in {x.key.casefold(), str(x.id)})
        before = (x for x in all_ if wanted in {one.casefold() for one in x.formerly})
        return next(found, None) or next(before, None)

    def key(self, issue: Issue) -> str:
        """What people call an issue."""
        return f"{self.projects[issue.project].key}-{issue.number}"

    def issue(self, key_or_id: str) -> Issue | None:
        """The issue of that key, old ones too, or of that id, as it is."""
        found = self.keys.get(key_or_id.upper())
        if found is None and key_or_id.isdecimal():
            found = int(key_or_id)
        versions = self.issues.get(found) if found is not None else None
        return versions.newest if versions else None

    def indexed(self) -> list[Issue]:
        """All issues as a search sees them, by their ids; what is gone is gone."""
        then = self.true_now() - self.lag
        found = (self.issues[number].as_of(then) for number in sorted(self.issues))
        return [issue for issue in found if issue is not None]

    def user(self, name: str | None) -> User | None:
        """The account of that name, in any case."""
        return self.users.get(name.casefold()) if name else None

    def account(self, identifier: str) -> User | None:
        """The account that the API calls so: an id on Cloud, a name on Data Center."""
        if not self.cloud:
            return self.user(identifier)
        found = (x for x in self.users.values() if x.account_id == identifier)
        return next(found, None)

    def field(self, name: str) -> Field | None:
        """The field of that id or name."""
        wanted = name.casefold()
        found = (
            one
            for one in self.fields.values()
            if wanted in {one.id.casefold(), one.name.casefold()}
        )
        return self.fields.get(name) or next(found, None)

    def type_named(self, name: str) -> IssueType | None:
        """The issue type of that name, in any case."""
        wanted = name.casefold()
        found = (x for x in self.types.values() if x.name.casefold() == wanted)
        return next(found, None)

    def status_named(self, name: str) -> Status | None:
        """The status of that name, in any case."""
        wanted = name.casefold()
        found = (x for x in self.statuses.values() if x.name.casefold() == wanted)
        return next(found, None)

    def links_of(self, issue: int) -> list[Link]:
        """All links of an issue, whichever end it is."""
        return [x for x in self.links.values() if issue in {x.source, x.target}]

    def children(self, issue: int) -> list[Issue]:
        """The issues below an issue."""
        known = sorted(self.below.get(issue, set()) & self.issues.keys())
        found = (self.issues[one].newest for one in known)
        return [one for one in found if one.fields.get("parent") == issue]

    # Who may do what

    def may(self, who: str | None, permission: str, project: Project) -> bool:
        """Whether somebody has a permission of a project; None is nobody."""
        if permission in project.anybody:
            return True
        user = self.user(who)
        if user is None:
            return False
        given = project.people.get(user.name.casefold(), set())
        return permission in project.everybody or permission in given

    def sees(self, who: str | None, issue: Issue) -> bool:
        """Whether somebody may know of an issue."""
        allowed = self.hidden.get(issue.id)
        if allowed is not None and (who or "").casefold() not in allowed:
            return False
        return self.may(who, "BROWSE_PROJECTS", self.projects[issue.project])
