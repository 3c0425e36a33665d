"""One call of the API: the request, who asks, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from .access import Tokens, Viewer
from .changes import Changes
from .honesty import Honesty
from .limits import Limits
from .payloads import Payloads
from .searching import Searches
from .state import Project, State
from .values import Issue
from .wire import Answer, Refusal, Request, encoded, missing


class Server(Protocol):
    """What the routes need of the server around them."""

    @property
    def state(self) -> State: ...

    @property
    def tokens(self) -> Tokens: ...

    @property
    def limits(self) -> Limits: ...

    @property
    def searches(self) -> Searches: ...

    @property
    def honesty(self) -> Honesty: ...

    @property
    def root(self) -> str: ...

    @property
    def cloud(self) -> bool: ...

    @property
    def says(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Call:
    """A request on its way through the routes."""

    server: Server
    request: Request
    viewer: Viewer
    values: dict[str, str] = field(default_factory=dict)
    """What stands in the path, by the names of OpenAPI's description."""

    @property
    def state(self) -> State:
        """What there is."""
        return self.server.state

    @property
    def cloud(self) -> bool:
        """Which dress."""
        return self.server.cloud

    @property
    def payloads(self) -> Payloads:
        """What things look like to the one who asks."""
        version = self.request.version
        return Payloads(self.state, self.server.root, self.viewer, version)

    @property
    def changes(self) -> Changes:
        """What can happen."""
        return Changes(self.state)

    @property
    def query(self) -> dict[str, str]:
        """The parameters."""
        return self.request.query

    @property
    def who(self) -> str:
        """The one who writes.

        Raises:
            Refusal: 401, nobody.
        """
        if self.viewer.name is None:
            if self.cloud:
                raise self.server.tokens.refusal()
            raise Refusal(401, "You are not authenticated.")
        return self.viewer.name

    @property
    def data(self) -> dict[str, Any]:
        """The body, an object.

        Raises:
            Refusal: 400 or 415.
        """
        data = self.request.data
        if not isinstance(data, dict):
            raise Refusal(400, "Invalid request payload. Refer to the REST API.")
        return data

    def named(self, key_or_id: str) -> Issue:
        """The issue of a key or an id.

        Raises:
            Refusal: 404, it is not there or not to be seen.
        """
        issue = self.state.issue(key_or_id)
        if issue is None or not self.state.sees(self.viewer.name, issue):
            raise missing(cloud=self.cloud)
        return issue

    @property
    def issue(self) -> Issue:
        """The issue that the path names.

        Raises:
            Refusal: 404.
        """
        return self.named(self.values["issueIdOrKey"])

    @property
    def home(self) -> Project:
        """The project that the path names.

        Raises:
            Refusal: 404.
        """
        key = self.values["projectIdOrKey"]
        home = self.state.project(key)
        if home is None or not self.may("BROWSE_PROJECTS", home):
            raise Refusal(404, f"No project could be found with key '{key}'.")
        return home

    def may(self, permission: str, home: Project) -> bool:
        """Whether the one who asks has a permission of a project."""
        return self.state.may(self.viewer.name, permission, home)

    def need(self, permission: str, issue: Issue, text: str, status: int = 403) -> None:
        """Look whether the one who asks may.

        Raises:
            Refusal: 401 for nobody, else `status`.
        """
        assert self.who
        if not self.may(permission, self.state.projects[issue.project]):
            raise Refusal(status, text)

    def number(self, name: str, default: int) -> int:
        """A parameter that is a number.

        Raises:
            Refusal: 400, it is none.
        """
        text = self.query.get(name, str(default))
        if not text.lstrip("-").isdecimal():
            raise Refusal(400, f"The value '{text}' of '{name}' is no number.")
        return int(text)

    def page(self, things: list[Any], size: int) -> tuple[list[Any], dict[str, Any]]:
        """A part of a list by `startAt`, and what an answer says about it."""
        start = self.number("startAt", 0)
        count = min(self.number("maxResults", size), size)
        shown = things[start : start + count]
        about = {"startAt": start, "maxResults": count, "total": len(things)}
        return shown, about


def ok(value: object, status: int = 200) -> Answer:
    """An answer in JSON."""
    return Answer(status, encoded(value))


def done() -> Answer:
    """It happened; there is nothing to say."""
    return Answer(204)


def listed(text: str | None) -> list[str]:
    """A parameter with commas as a list."""
    return [one.strip() for one in (text or "").split(",") if one.strip()]
