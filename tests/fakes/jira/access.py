"""Who asks: tokens, and what Jira answers to those that are no good.

Cloud takes a mail address and an API token (basic), Data Center a personal access token
(bearer). A token that has expired is no error where somebody who is not signed in may
read: there is an answer, with a header that tells.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from datetime import datetime

from .pages import UNAUTHORIZED
from .state import State
from .values import User
from .wire import Refusal, Request, encoded

FAILED = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
CLOUD_401 = {
    "message": "Client must be authenticated to access this resource.",
    "status-code": 401,
}


@dataclass(slots=True)
class Token:
    """A token."""

    text: str
    name: str
    """The account's."""
    expires: datetime | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Viewer:
    """The one who asks."""

    user: User | None = None
    failed: bool = False
    """Whether a token was sent that has expired."""

    @property
    def name(self) -> str | None:
        """The account's name; None for nobody."""
        return self.user.name if self.user else None

    @property
    def zone(self) -> str:
        """The zone in which the account sees times."""
        return self.user.zone if self.user else "UTC"

    @property
    def headers(self) -> dict[str, str]:
        """What every answer says of the sign-in."""
        if self.failed:
            return dict(FAILED)
        return {"X-Seraph-LoginReason": "OK"} if self.user else {}


@dataclass(slots=True)
class Tokens:
    """All tokens."""

    state: State
    known: dict[str, Token] = field(default_factory=dict)

    def add(self, token: Token) -> Token:
        """One more."""
        self.known[token.text] = token
        return token

    def expire(self, text: str) -> None:
        """Let a token be out of date: who uses it is nobody from now on."""
        self.known[text].expires = self.state.true_now()

    def revoke(self, text: str) -> None:
        """Take a token back: who uses it is refused from now on."""
        self.known[text].revoked = True

    def viewer(self, request: Request) -> Viewer:
        """Who asks.

        Raises:
            Refusal: 401, for what never was a token.
        """
        header = request.headers.get("authorization", "")
        if not header:
            return Viewer()
        token = self._token(header)
        user = self.state.user(token.name) if token else None
        if token is None or token.revoked or user is None or not user.active:
            raise self.refusal()
        if token.expires is not None and token.expires <= self.state.true_now():
            return Viewer(failed=True)
        return Viewer(user)

    def _token(self, header: str) -> Token | None:
        kind, _, rest = header.partition(" ")
        if not self.state.cloud:
            return self.known.get(rest) if kind.casefold() == "bearer" else None
        try:
            pair = base64.b64decode(rest, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
        mail, _, text = pair.partition(":")
        token = self.known.get(text) if kind.casefold() == "basic" else None
        user = self.state.user(token.name) if token else None
        return token if user and user.email.casefold() == mail.casefold() else None

    def refusal(self) -> Refusal:
        """401: in JSON of another form on Cloud, a page on Data Center."""
        if self.state.cloud:
            return Refusal(401, headers=dict(FAILED), body=encoded(CLOUD_401))
        headers = FAILED | {"Content-Type": "text/html;charset=UTF-8"}
        return Refusal(401, headers=headers, body=UNAUTHORIZED)
