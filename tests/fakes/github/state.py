"""The state of the fake: who and what there is, and how old what lists show may be.

No HTTP and no rules in here. `changes` writes it; `rest` and `graphql` read it. Only
one thread at a time touches it: the server holds `lock` around each request, and what
tests do as people goes through `people`, which holds it too.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from .values import (
    ROLES,
    Comment,
    Event,
    Issue,
    IssueType,
    Label,
    Milestone,
    Project,
    Role,
    User,
)

Value = TypeVar("Value")

START = datetime(2026, 11, 20, 9, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Put it to this time."""
        self._now = now

    def advance(self, by: timedelta) -> None:
        """Put it forward."""
        self._now += by


class Versions(Generic[Value]):
    """Something as it stood after each write, the newest last."""

    __slots__ = ("_all",)

    def __init__(self, written: datetime, value: Value) -> None:
        self._all = [(written, value)]

    @property
    def newest(self) -> Value:
        """As it is."""
        return self._all[-1][1]

    def add(self, written: datetime, value: Value) -> None:
        """Write it anew; what was is kept, as a list may still have to show it."""
        self._all.append((written, value))

    def as_of(self, then: datetime) -> Value | None:
        """As it stood then; None when it was not there."""
        there = (value for written, value in reversed(self._all) if written <= then)
        return next(there, None)


@dataclass(slots=True)
class Repository:
    """A repository and all that belongs to it."""

    id: int
    owner: str
    name: str
    created_at: datetime
    private: bool = False
    archived: bool = False
    has_issues: bool = True
    roles: dict[str, Role] = field(default_factory=dict)
    contributors: set[str] = field(default_factory=set)
    issues: dict[int, Versions[Issue]] = field(default_factory=dict)
    comments: dict[int, Versions[Comment]] = field(default_factory=dict)
    talks: dict[int, list[int]] = field(default_factory=dict)
    """Issue number to the ids of its comments, in their order."""
    events: dict[int, list[Event]] = field(default_factory=dict)
    labels: dict[int, Label] = field(default_factory=dict)
    milestones: dict[int, Milestone] = field(default_factory=dict)
    counts: Counter[tuple[int, str]] = field(default_factory=Counter)
    """How many issues of a milestone are in a state."""
    deleted: set[int] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    """What stands on the default branch, by its path."""
    commits: list[tuple[str, str, str]] = field(default_factory=list)
    """Changes of files through the API: the path, the message, who made it."""
    protected: bool = False
    """A rule asks for pull requests."""
    moved: dict[int, int] = field(default_factory=dict)
    """Number of an issue that was transferred, to its id now."""
    numbers: int = 0
    version: int = 0
    """Grows with each change of an issue or comment."""
    looks: int = 0
    """Grows when something changes that is shown inside of issues."""

    @property
    def full_name(self) -> str:
        """Owner and name."""
        return f"{self.owner}/{self.name}"

    def label(self, name: str) -> Label | None:
        """The label of that name, in any case."""
        wanted = name.casefold()
        return next(
            (x for x in self.labels.values() if x.name.casefold() == wanted), None
        )

    def timeline(self, number: int) -> list[Event]:
        """What happened to an issue, the oldest first, however it was told."""
        return sorted(self.events.get(number, []), key=lambda event: event.at)

    def talk(self, number: int) -> list[Comment]:
        """An issue's comments, the oldest first, however they were told."""
        comments = [self.comments[one].newest for one in self.talks.get(number, [])]
        return sorted(comments, key=lambda comment: comment.created_at)

    def issue(self, number: int) -> Issue | None:
        """The issue as it is."""
        versions = self.issues.get(number)
        return versions.newest if versions else None


@dataclass(slots=True)
class Organization:
    """What an organisation has beside its name."""

    members: set[str] = field(default_factory=set)
    types: list[IssueType] = field(default_factory=list)


class State:
    """Everything there is."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self.skew = timedelta(0)
        """How far this server's clock is ahead of the one that was handed in."""
        self.lag = timedelta(0)
        """How old lists are."""
        self.users: dict[str, User] = {}
        self.organizations: dict[str, Organization] = {}
        self.repositories: dict[int, Repository] = {}
        self.names: dict[str, int] = {}
        """Full name in small letters to id; old names stay and lead on."""
        self.places: dict[int, tuple[int, int]] = {}
        """Issue id to repository id and number."""
        self.projects: dict[tuple[str, int], Project] = {}
        self.mentions: list[tuple[str, int]] = []
        """Who was mentioned outside of code, and the id of the issue."""
        self._moment: datetime | None = None
        self._ids: Counter[str] = Counter()

    # Time

    def now(self) -> datetime:
        """This server's time, or the moment at which a person acts."""
        return (self._moment or self.true_now()).replace(microsecond=0)

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

    def user(self, login: str) -> User | None:
        """The account of that name, in any case."""
        return self.users.get(login.casefold())

    def find_repository(self, full_name: str) -> Repository | None:
        """The repository that has or once had this name."""
        known = self.names.get(full_name.casefold())
        return self.repositories.get(known) if known is not None else None

    def find_issue(self, issue_id: int) -> tuple[Repository, Issue] | None:
        """The issue of that id, with its repository."""
        if issue_id not in self.places:
            return None
        home, number = self.places[issue_id]
        repository = self.repositories[home]
        return repository, repository.issues[number].newest

    def type(self, owner: str, name: str) -> IssueType | None:
        """An issue type of an organisation, by its name in any case."""
        organization = self.organizations.get(owner.casefold())
        types = organization.types if organization else []
        wanted = name.casefold()
        return next((one for one in types if one.name.casefold() == wanted), None)

    # Who may do what

    def role(self, repository: Repository, login: str | None) -> Role:
        """What somebody may do in a repository."""
        lowest: Role = "none" if repository.private else "read"
        if login is None:
            return lowest
        if login.casefold() == repository.owner.casefold():
            return "admin"
        if self.is_member(repository.owner, login):
            lowest = "read"
        given = {who.casefold(): role for who, role in repository.roles.items()}
        return max(lowest, given.get(login.casefold(), "none"), key=ROLES.index)

    def can_write(self, repository: Repository, login: str | None) -> bool:
        """Push access."""
        return ROLES.index(self.role(repository, login)) >= ROLES.index("write")

    def can_triage(self, repository: Repository, login: str | None) -> bool:
        """May label, assign and close what others wrote."""
        return ROLES.index(self.role(repository, login)) >= ROLES.index("triage")

    def is_member(self, owner: str, login: str) -> bool:
        """Whether somebody belongs to an organisation."""
        organization = self.organizations.get(owner.casefold())
        return organization is not None and login.casefold() in organization.members

    def association(self, repository: Repository, login: str | None) -> str:
        """What an author is to a repository, as GitHub says it."""
        if login is None:
            return "NONE"
        if login.casefold() == repository.owner.casefold():
            return "OWNER"
        if self.is_member(repository.owner, login):
            return "MEMBER"
        if login in repository.roles and not login.endswith("[bot]"):
            return "COLLABORATOR"
        return "CONTRIBUTOR" if login in repository.contributors else "NONE"

    def assignable(self, repository: Repository) -> list[User]:
        """Who can be assigned: collaborators, members, the owner; no organisation."""
        found = [
            user
            for user in self.users.values()
            if user.kind == "User"
            and self.association(repository, user.login)
            in {"OWNER", "MEMBER", "COLLABORATOR"}
        ]
        return sorted(found, key=lambda user: user.login.casefold())
