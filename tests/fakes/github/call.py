"""One call of the API: the request, who asks, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from .access import Tokens, Viewer
from .changes import Changes
from .honesty import Honesty
from .limits import Limits
from .lists import Listings
from .payloads import Payloads, encoded
from .state import Repository, State
from .values import Issue
from .wire import Answer, Refusal, Request, not_found


class Server(Protocol):
    """What the routes need of the server around them."""

    @property
    def state(self) -> State: ...

    @property
    def tokens(self) -> Tokens: ...

    @property
    def limits(self) -> Limits: ...

    @property
    def payloads(self) -> Payloads: ...

    @property
    def listings(self) -> Listings: ...

    @property
    def honesty(self) -> Honesty: ...

    @property
    def enterprise(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Call:
    """A request on its way through the routes."""

    server: Server
    request: Request
    viewer: Viewer
    values: dict[str, str] = field(default_factory=dict)
    """What stands in the path, by the names of OpenAPI's description."""
    found: Repository | None = None
    subject: int = 0
    """The number of the issue that the path names."""

    @property
    def state(self) -> State:
        """What there is."""
        return self.server.state

    @property
    def payloads(self) -> Payloads:
        """What things look like from outside."""
        return self.server.payloads

    @property
    def changes(self) -> Changes:
        """What can happen."""
        return Changes(self.state)

    @property
    def home(self) -> Repository:
        """The repository that the path names."""
        if self.found is None:
            raise not_found()
        return self.found

    @property
    def issue(self) -> Issue:
        """The issue that the path names, as it is now."""
        return self.home.issues[self.subject].newest

    @property
    def who(self) -> str:
        """The one who writes.

        Raises:
            Refusal: 401, nobody.
        """
        if self.viewer.login is None:
            raise Refusal(401, "Requires authentication")
        return self.viewer.login

    @property
    def here(self) -> str:
        """The address of this request without its query, by the repository's id."""
        path = self.request.path
        if self.found is not None and path.startswith("/repos/"):
            rest = path.split("/")[4:]
            path = "/".join(["", "repositories", str(self.found.id), *rest])
        return f"{self.payloads.api}{path}"

    @property
    def data(self) -> dict[str, Any]:
        """The body, an object.

        Raises:
            Refusal: 400 or 422.
        """
        data = self.request.data
        if not isinstance(data, dict):
            raise Refusal(422, "Invalid request.", errors=[])
        return data


def ok(value: object, status: int = 200) -> Answer:
    """An answer in JSON."""
    return Answer(status, encoded(value))
