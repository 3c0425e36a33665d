"""What stands before anybody acts: accounts, projects, fields, screens, boards, tokens.

jira.build.user("ada", "Ada Lovelace", zone="Europe/Berlin")
jira.build.project("OPS", types=["Incident", "Task"], people=["ada", "robot"])
jira.build.field("Team", "select", options=["Platform", "Payments"])
jira.build.require("OPS", "Task", "Team")
jira.build.forbid("OPS", "robot", "LINK_ISSUES")
board = jira.build.board("OPS")
token = jira.build.token("robot")
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from .access import Token, Tokens
from .changes import Changes
from .furniture import STATUSES, TYPES, furnish, simple_workflow, type_of, usual_screen
from .state import Project, Screen, State
from .texts import stored
from .values import (
    MEMBER,
    PERMISSIONS,
    Board,
    Category,
    Field,
    IssueType,
    Kind,
    Named,
    Option,
    Sprint,
    SprintState,
    Status,
    Transition,
    User,
)


class Build:
    """Builds the world in which a test plays."""

    def __init__(self, state: State, tokens: Tokens) -> None:
        self._state = state
        self._tokens = tokens
        furnish(state)

    # Accounts

    def user(
        self,
        name: str,
        display: str | None = None,
        *,
        email: str | None = None,
        zone: str = "UTC",
        shows_email: bool = False,
        app: bool = False,
    ) -> User:
        """An account; the one that is there, if there is one of that name.

        With `app` it is a program's, as Cloud tells.
        """
        with self._state.lock:
            known = self._state.user(name)
            if known is not None:
                return known
            user = User(
                id=self._state.next_id("user", 10_100),
                name=name,
                display=display or name.title(),
                email=email or f"{name}@acme.example",
                zone=zone,
                shows_email=shows_email,
                app=app,
            )
            self._state.users[name.casefold()] = user
            return user

    def change_user(self, name: str, **fields: object) -> User:
        """Another zone, name or address; or `active=False` for one who left."""
        with self._state.lock:
            user = replace(self.user(name), **fields)  # type: ignore[arg-type]
            self._state.users[name.casefold()] = user
            return user

    def admin(self, name: str) -> None:
        """Let somebody administer the site."""
        with self._state.lock:
            self.user(name)
            self._state.admins.add(name.casefold())

    def token(
        self, name: str, text: str = "", *, expires: datetime | None = None
    ) -> str:
        """A token of an account: an API token on Cloud, a personal one elsewhere."""
        with self._state.lock:
            self.user(name)
            token = Token(text=text or f"token-{name}", name=name, expires=expires)
            return self._tokens.add(token).text

    # Projects

    def project(
        self,
        key: str,
        name: str | None = None,
        *,
        types: Sequence[str] = TYPES,
        people: Iterable[str] = (),
        public: bool = False,
        private: bool = False,
        lead: str | None = None,
    ) -> Project:
        """A project with the simple workflow of new ones.

        Args:
            key: like `OPS`.
            name: what people call it.
            types: names of its issue types; new ones are made.
            people: accounts that may do all that members may.
            public: whether those see it who are not signed in.
            private: whether only its people see it; else all accounts do.
            lead: who leads it; by default the first of its people.
        """
        with self._state.lock:
            members = [self.user(one).name for one in people]
            project = Project(
                id=self._state.next_id("project", 10_000),
                key=key,
                name=name or key.title(),
                lead=self.user(lead or (members[0] if members else "admin")).name,
                types=[self.type(one).id for one in types],
                workflow=simple_workflow(),
                first_status=STATUSES[0][0],
                screens={},
                everybody=set() if private else {"BROWSE_PROJECTS"},
                anybody={"BROWSE_PROJECTS"} if public else set(),
                private=private,
            )
            self._state.projects[project.id] = project
            for one in members:
                project.people[one.casefold()] = set(MEMBER)
            for type_id in project.types:
                project.screens[type_id] = usual_screen(self._state, type_id)
            return project

    def rename(self, key: str, new: str) -> Project:
        """Give a project another key; the old one leads on, and so do its issues'."""
        with self._state.lock:
            home = self._home(key)
            home.formerly.add(home.key)
            home.key = new
            for number, versions in self._state.issues.items():
                issue = versions.newest
                if issue.project == home.id:
                    self._state.keys[self._state.key(issue)] = number
            return home

    def archive(self, key: str) -> None:
        """Put a project away."""
        with self._state.lock:
            self._home(key).archived = True

    def type(self, name: str) -> IssueType:
        """An issue type; the one that is there, if there is one of that name."""
        with self._state.lock:
            return type_of(self._state, name)

    def status(self, name: str, category: Category) -> Status:
        """A status."""
        with self._state.lock:
            number = str(self._state.next_id("status", 10_100))
            status = Status(id=number, name=name, category=category)
            self._state.statuses[number] = status
            return status

    def resolution(self, name: str) -> Named:
        """A resolution."""
        with self._state.lock:
            number = str(self._state.next_id("resolution", 10_100))
            self._state.resolutions[number] = Named(id=number, name=name)
            return self._state.resolutions[number]

    def transition(
        self,
        key: str,
        name: str,
        to: str,
        *,
        sources: Iterable[str] | None = None,
        screen: Sequence[str] = (),
        required: Iterable[str] = (),
        resolution: str | None = None,
    ) -> Transition:
        """One more way in a project's workflow; statuses by their names.

        Args:
            key: the project's.
            name: what people click on.
            to: where it leads.
            sources: where it starts; None: everywhere.
            screen: fields that it asks for, by id or name.
            required: those of them that must have a value.
            resolution: what the workflow sets by itself.
        """
        with self._state.lock:
            home = self._home(key)
            begins = None if sources is None else {self._status(x) for x in sources}
            way = Transition(
                id=str(31 + 10 * self._state.next_id(f"way {home.id}", 0)),
                name=name,
                to=self._status(to),
                sources=None if begins is None else frozenset(begins),
                screen=tuple(self._field(one).id for one in (*screen, *required)),
                required=frozenset(self._field(one).id for one in required),
                resolution=self._resolution(resolution) if resolution else None,
            )
            home.workflow.append(way)
            return way

    def without_transition(self, key: str, name: str) -> None:
        """Take a way out of a project's workflow."""
        with self._state.lock:
            home = self._home(key)
            home.workflow = [one for one in home.workflow if one.name != name]

    # Fields and screens

    def field(
        self, name: str, kind: Kind = "text", *, options: Sequence[str] = ()
    ) -> Field:
        """A field of one's own; it is on no screen yet: see `show` and `require`."""
        with self._state.lock:
            number = self._state.next_id("field", 10_030)
            field = Field(
                id=f"customfield_{number}",
                name=name,
                kind=kind,
                custom=True,
                options=tuple(
                    Option(id=str(self._state.next_id("option", 10_200)), value=one)
                    for one in options
                ),
                clauses=(f"cf[{number}]", name),
            )
            self._state.fields[field.id] = field
            return field

    def show(self, key: str, type_name: str, *fields: str) -> None:
        """Put fields on the screens of a type, as ones that can stay empty."""
        self._on_screen(key, type_name, fields, required=False)

    def require(self, key: str, type_name: str, *fields: str) -> None:
        """Put fields on the screens of a type, as ones that must have a value."""
        self._on_screen(key, type_name, fields, required=True)

    def take_off(self, key: str, type_name: str, *fields: str) -> None:
        """Take fields off the screens of a type."""
        with self._state.lock:
            screen = self._screen_of(key, type_name)
            for name in fields:
                id_ = self._field(name).id
                screen.create.pop(id_, None)
                screen.edit.discard(id_)

    def default(self, key: str, type_name: str, field: str, value: object) -> None:
        """What a field gets on creation that is not sent; as the state keeps it."""
        with self._state.lock:
            screen = self._screen_of(key, type_name)
            screen.defaults[self._field(field).id] = value

    def _on_screen(
        self, key: str, type_name: str, fields: Sequence[str], *, required: bool
    ) -> None:
        with self._state.lock:
            screen = self._screen_of(key, type_name)
            for name in fields:
                id_ = self._field(name).id
                screen.create[id_] = required
                screen.edit.add(id_)

    # Permissions

    def allow(self, key: str, name: str, *permissions: str) -> None:
        """Give somebody permissions of a project; without any: what members have."""
        with self._state.lock:
            given = self._home(key).people.setdefault(
                self.user(name).name.casefold(), set()
            )
            given.update(_known(permissions) or MEMBER)

    def forbid(self, key: str, name: str, *permissions: str) -> None:
        """Take permissions of a project from somebody; without any: all."""
        with self._state.lock:
            home = self._home(key)
            given = home.people.setdefault(self.user(name).name.casefold(), set())
            given.difference_update(_known(permissions) or PERMISSIONS)

    # Many issues

    def fill(
        self,
        key: str,
        count: int,
        *,
        type_name: str = "Task",
        author: str = "ada",
        labels: Sequence[str] = (),
        text: str = "The gateway answers with 502.",
        until: datetime | None = None,
    ) -> list[str]:
        """Many issues, a minute apart, the last one a minute before `until`."""
        with self._state.lock:
            home, kind = self._home(key), self.type(type_name)
            changes, who = Changes(self._state), self.user(author).name
            start = (until or self._state.now()) - timedelta(minutes=count)
            made: list[str] = []
            for number in range(count):
                fields = {
                    "summary": f"Payments time out, case {number + 1}",
                    "description": stored(text, cloud=self._state.cloud),
                    "labels": tuple(labels),
                    "priority": "3",
                }
                with self._state.moment(start + timedelta(minutes=number)):
                    issue = changes.create(home, kind.id, who, fields)
                made.append(self._state.key(issue))
            return made

    # Boards

    def board(self, key: str, name: str = "", *, kind: str = "scrum") -> Board:
        """A board of a project."""
        with self._state.lock:
            board = Board(
                id=self._state.next_id("board", 0),
                name=name or f"{key} board",
                kind=kind,  # type: ignore[arg-type]
                project=self._home(key).id,
            )
            self._state.boards[board.id] = board
            return board

    def sprint(
        self,
        board: Board,
        name: str = "",
        *,
        goal: str = "",
        state: SprintState = "future",
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Sprint:
        """A sprint of a board; `people` start and close it."""
        with self._state.lock:
            number = self._state.next_id("sprint", 0)
            sprint = Sprint(
                id=number,
                board=board.id,
                name=name or f"Sprint {number}",
                created=self._state.now(),
                state=state,
                goal=goal,
                start=start,
                end=end,
            )
            self._state.sprints[number] = sprint
            return sprint

    # Finding

    def _home(self, key: str) -> Project:
        home = self._state.project(key)
        if home is None:
            raise LookupError(f"there is no project {key}: build it first")
        return home

    def _screen_of(self, key: str, type_name: str) -> Screen:
        return self._home(key).screens[self.type(type_name).id]

    def _field(self, name: str) -> Field:
        field = self._state.field(name)
        if field is None:
            raise LookupError(f"there is no field {name!r}: build it first")
        return field

    def _status(self, name: str) -> str:
        status = self._state.status_named(name)
        if status is None:
            raise LookupError(f"there is no status {name!r}: build it first")
        return status.id

    def _resolution(self, name: str) -> str:
        return next(x.id for x in self._state.resolutions.values() if x.name == name)


def _known(permissions: Iterable[str]) -> set[str]:
    unknown = set(permissions) - set(PERMISSIONS)
    if unknown:
        raise LookupError(f"no permissions of a project: {sorted(unknown)}")
    return set(permissions)
