"""What stands before anybody acts: accounts, repositories, labels, boards, tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from .access import Token, Tokens
from .changes import ISSUES, Changes
from .people import find, repository
from .rest_plan import MILESTONES
from .state import Organization, Repository, State, Versions
from .values import (
    Field,
    Issue,
    IssueType,
    Item,
    Iteration,
    Label,
    Milestone,
    Option,
    Project,
    Role,
    User,
    UserKind,
)

USERS = 1_000
REPOSITORIES = 700_000
TYPES = 400
PROJECTS = 20_000
FIELDS = 80_000
ITEMS = 90_000


class Build:
    """Builds the world in which a test plays."""

    def __init__(self, state: State, tokens: Tokens) -> None:
        self._state = state
        self._tokens = tokens

    # Accounts

    def user(
        self, login: str, *, name: str | None = None, kind: UserKind | None = None
    ) -> User:
        """An account, a bot's if it is called so; the one that is there, if any is."""
        with self._state.lock:
            known = self._state.user(login)
            if known is not None:
                return known
            if kind is None:
                kind = "Bot" if login.endswith("[bot]") else "User"
            number = self._state.next_id("user", USERS)
            user = User(id=number, login=login, name=name, kind=kind)
            self._state.users[login.casefold()] = user
            return user

    def organization(
        self, login: str, *, members: Sequence[str] = (), types: Sequence[str] = ()
    ) -> User:
        """An organisation with members and issue types."""
        with self._state.lock:
            user = self.user(login, kind="Organization")
            for member in members:
                self.user(member)
            names = {member.casefold() for member in members}
            kinds = [
                IssueType(
                    id=self._state.next_id("type", TYPES),
                    name=name,
                    created_at=self._state.now(),
                )
                for name in types
            ]
            self._state.organizations[login.casefold()] = Organization(names, kinds)
            return user

    def token(self, login: str, text: str = "", **more: object) -> Token:
        """A token of an account; `more` are fields of `Token`."""
        with self._state.lock:
            self.user(login)
            text = text or f"ghp_{login.removesuffix('[bot]')}"
            return self._tokens.add(Token(text=text, login=login, **more))  # type: ignore[arg-type]

    def installation(self, number: int, login: str) -> None:
        """An installation of an app, with the bot that acts for it."""
        with self._state.lock:
            self.user(login, kind="Bot")
            self._tokens.installations[number] = login

    # Repositories

    def repository(
        self,
        full_name: str,
        *,
        private: bool = False,
        roles: Mapping[str, Role] | None = None,
        labels: Sequence[str] = (),
    ) -> Repository:
        """A repository; its owner is made a user where there is no such account."""
        with self._state.lock:
            owner, _, name = full_name.partition("/")
            for login in (owner, *(roles or {})):
                self.user(login)
            home = Repository(
                id=self._state.next_id("repository", REPOSITORIES),
                owner=owner,
                name=name,
                created_at=self._state.now(),
                private=private,
                roles=dict(roles or {}),
            )
            self._state.repositories[home.id] = home
            self._state.names[full_name.casefold()] = home.id
            for label in labels:
                self.label(full_name, label)
            return home

    def file(self, full_name: str, path: str, text: str) -> None:
        """A file on the default branch, as somebody pushed it."""
        with self._state.lock:
            repository(self._state, full_name).files[path] = text.encode()

    def label(
        self, full_name: str, name: str, color: str = "ededed", description: str = ""
    ) -> Label:
        """A label."""
        with self._state.lock:
            home = repository(self._state, full_name)
            changes = Changes(self._state)
            return changes.make_label(home, name, color, description or None)

    def milestone(
        self,
        full_name: str,
        title: str,
        *,
        description: str | None = None,
        due_on: datetime | None = None,
        created_at: datetime | None = None,
        closed_at: datetime | None = None,
        creator: str = "ada",
    ) -> Milestone:
        """A milestone."""
        with self._state.lock:
            home = repository(self._state, full_name)
            self.user(creator)
            made = created_at or self._state.now()
            milestone = Milestone(
                id=self._state.next_id("milestone", MILESTONES),
                number=len(home.milestones) + 1,
                title=title,
                description=description,
                due_on=due_on,
                creator=creator,
                created_at=made,
                updated_at=closed_at or made,
                closed_at=closed_at,
            )
            home.milestones[milestone.number] = milestone
            return milestone

    def fill(
        self,
        full_name: str,
        count: int,
        *,
        author: str = "ada",
        labels: Sequence[str] = (),
        body: str = "The gateway answers with 502.",
        until: datetime | None = None,
        closed: bool = False,
    ) -> None:
        """Many issues, a minute apart, the last one a minute before `until`."""
        with self._state.lock:
            home = repository(self._state, full_name)
            self.user(author)
            changes = Changes(self._state)
            found = [
                home.label(name) or changes.make_label(home, name) for name in labels
            ]
            ids = tuple(label.id for label in found)
            now = self._state.true_now()
            start = (until or self._state.now()) - timedelta(minutes=count)
            for index in range(count):
                home.numbers += 1
                when = start + timedelta(minutes=index)
                issue = Issue(
                    id=self._state.next_id("issue", ISSUES),
                    repository=home.id,
                    number=home.numbers,
                    title=f"Payments time out, case {home.numbers}",
                    body=body,
                    author=author,
                    created_at=when,
                    updated_at=when,
                    labels=ids,
                    state="closed" if closed else "open",
                    state_reason="completed" if closed else None,
                    closed_at=when if closed else None,
                    closed_by=author if closed else None,
                )
                home.issues[issue.number] = Versions(min(when, now), issue)
                self._state.places[issue.id] = (home.id, issue.number)
            home.version += 1

    # Boards

    def project(self, owner: str, number: int, title: str = "Team board") -> Project:
        """A board of Projects v2."""
        with self._state.lock:
            self.user(owner)
            project = Project(
                id=self._state.next_id("project", PROJECTS),
                number=number,
                owner=owner,
                title=title,
                created_at=self._state.now(),
            )
            self._state.projects[owner.casefold(), number] = project
            self._add(project, "Title", "TITLE")
            return project

    def iterations(self, project: Project, name: str, *iterations: Iteration) -> Field:
        """A field with iterations; those that are over show as completed."""
        field = self._add(project, name, "ITERATION")
        field.iterations = iterations
        return field

    def options(self, project: Project, name: str, *names: str) -> Field:
        """A field with options; an option's id is its name in small letters."""
        field = self._add(project, name, "SINGLE_SELECT")
        field.options = tuple(Option(id=one.casefold(), name=one) for one in names)
        return field

    def item(self, project: Project, ref: str = "", *, draft: str = "") -> Item:
        """Put an issue on a board, or a draft with a title of its own."""
        with self._state.lock:
            now = self._state.now()
            item = Item(
                id=self._state.next_id("item", ITEMS),
                created_at=now,
                updated_at=now,
                issue=find(self._state, ref)[1].id if ref else None,
                draft=draft,
            )
            project.items.append(item)
            return item

    def _add(self, project: Project, name: str, kind: str) -> Field:
        with self._state.lock:
            field = Field(
                id=self._state.next_id("field", FIELDS),
                name=name,
                kind=kind,  # type: ignore[arg-type]
                created_at=self._state.now(),
            )
            project.fields.append(field)
            return field
