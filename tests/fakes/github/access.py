"""Tokens: who asks, and what that token lets them do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from .state import Repository, State
from .values import ROLES, Role
from .wire import Refusal, Request, not_found

Kind = Literal["classic", "fine-grained", "installation"]
Access = Literal["none", "read", "write"]
RANKS: tuple[Access, ...] = ("none", "read", "write")

HOUR = timedelta(hours=1)


@dataclass(slots=True, kw_only=True)
class Token:
    """A token. What it allows can be changed at any time, as on GitHub's own pages."""

    text: str
    login: str
    kind: Kind = "classic"
    scopes: tuple[str, ...] = ("repo", "project")
    """Of a classic token; the others have permissions instead."""
    issues: Access = "write"
    contents: Access = "write"
    projects: Access = "read"
    repositories: tuple[str, ...] | None = None
    """Full names of those it reaches; None for all that its owner reaches."""
    expires: datetime | None = None
    revoked: bool = False

    @property
    def not_accessible(self) -> str:
        """How GitHub says that a permission is missing."""
        whom = "integration" if self.kind == "installation" else "personal access token"
        return f"Resource not accessible by {whom}"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks; without a token it is nobody."""

    state: State
    token: Token | None

    @property
    def login(self) -> str | None:
        """The account's name."""
        return self.token.login if self.token else None

    @property
    def name(self) -> str:
        """The account's name; empty for nobody."""
        return self.login or ""

    @property
    def key(self) -> str:
        """The token's text, by which limits and tags are kept; empty for nobody."""
        return self.token.text if self.token else ""

    def role(self, home: Repository) -> Role:
        """What this token may do in a repository, at most what its owner may."""
        role = self.state.role(home, self.login)
        if self.token is None or not self._reaches(home):
            return "none" if home.private else "read"
        if self._access() == "write":
            return role
        return min(role, "read", key=ROLES.index)

    def see(self, home: Repository | None) -> Repository:
        """The repository, if it may be seen."""
        if home is None or self.role(home) == "none":
            raise not_found()
        return home

    def need_issues(self, home: Repository, least: Access) -> None:
        """Refuse where the token has not this permission on issues."""
        if self.token is None:
            if least == "write":
                raise Refusal(401, "Requires authentication")
            return
        allowed = self._access() if self._reaches(home) else "read"
        missing = RANKS.index(allowed) < RANKS.index(least)
        if missing and (home.private or least == "write"):
            if self.token.kind == "classic":
                raise not_found()
            permission = {"X-Accepted-GitHub-Permissions": f"issues={least}"}
            raise Refusal(403, self.token.not_accessible, headers=permission)

    def need_push(self, home: Repository) -> None:
        """Refuse where the token may not write files."""
        if self.token is None:
            raise Refusal(401, "Requires authentication")
        allowed = self.token.contents == "write" and self.may_write(home)
        if not allowed and self.token.kind == "classic":
            raise not_found()
        if not allowed:
            permission = {"X-Accepted-GitHub-Permissions": "contents=write"}
            raise Refusal(403, self.token.not_accessible, headers=permission)

    def sees(self, issue_id: int | None) -> bool:
        """Whether there is such an issue, and where it is may be seen."""
        found = self.state.find_issue(issue_id) if issue_id else None
        return found is not None and self.role(found[0]) != "none"

    def may_write(self, home: Repository) -> bool:
        """Push access, by this token."""
        return ROLES.index(self.role(home)) >= ROLES.index("write")

    def may_triage(self, home: Repository) -> bool:
        """May label, assign and close what others wrote, by this token."""
        return ROLES.index(self.role(home)) >= ROLES.index("triage")

    def _reaches(self, home: Repository) -> bool:
        names = self.token.repositories if self.token else None
        return names is None or home.full_name in names

    def _access(self) -> Access:
        if self.token is None:
            return "none"
        if self.token.kind != "classic":
            return self.token.issues
        return "write" if "repo" in self.token.scopes else "none"


class Tokens:
    """All tokens that there are."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._all: dict[str, Token] = {}
        self.installations: dict[int, str] = {}
        """The bot of each installation of an app."""

    def add(self, token: Token) -> Token:
        """Let this token be known."""
        self._all[token.text] = token
        return token

    def new_installation(self, login: str, expires: datetime) -> Token:
        """One more token of an app's installation."""
        number = self._state.next_id("installation token", 0)
        text = f"ghs_{login.removesuffix('[bot]').replace('-', '')}{number:04}"
        token = Token(text=text, login=login, kind="installation", expires=expires)
        return self.add(token)

    def viewer(self, request: Request) -> Viewer:
        """Who asks.

        Raises:
            Refusal: 401, the token is not known, or not any more.
        """
        given = request.headers.get("authorization", "")
        _, _, text = given.partition(" ")
        if not given:
            return Viewer(self._state, None)
        token = self._all.get(text.strip())
        if token is None or token.revoked:
            raise Refusal(401, "Bad credentials")
        if token.expires is not None and token.expires <= self._state.true_now():
            raise Refusal(401, "Bad credentials")
        return Viewer(self._state, token)
