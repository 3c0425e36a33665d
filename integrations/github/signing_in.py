"""Signing in: a token as it is, or the one that a GitHub App gets for an hour.

PyGithub would ask for an App's token in the midst of another request, once, and with
errors of its own; to us that is one more request, with the policy of all others. Not
here: sending it (`client`).
https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
"""

from __future__ import annotations

from datetime import timedelta

import msgspec
from github import Auth
from jwt import PyJWTError

from afteraction.errors import ConfigError, Gone, TrackerError, Unreachable
from afteraction.network.tokens import read_token
from afteraction.secret import SecretRef

from .settings import App

FRESH = timedelta(minutes=50)
"""How long an App's token is used; it lasts an hour, and our waits are part of that."""


class _Granted(msgspec.Struct):
    token: str


granted = msgspec.json.Decoder(_Granted).decode


def with_token(token: SecretRef) -> Auth.Auth:
    """Sign in with a token. Raises `ConfigError` when it can not be sent."""
    return Auth.Token(read_token(token))


def as_app(app: App) -> Auth.Auth:
    """Sign in as an App itself, which may do no more than ask for a token.

    Raises `ConfigError` when its key is none.
    """
    auth = Auth.AppAuth(app.id, app.key.read())
    try:
        auth.create_jwt()
    except (PyJWTError, ValueError, TypeError):
        # Not chained: causes may hold parts of the key.
        raise ConfigError(
            f"{app.key} is no private key of a GitHub App",
            "put the .pem file there that GitHub gave for it, as it is",
        ) from None
    return auth


def grant_path(app: App) -> str:
    """Where the App's token is asked for."""
    return f"/app/installations/{app.installation}/access_tokens"


def no_entry(app: App, error: TrackerError) -> TrackerError:
    """What to say when GitHub gives the App no token.

    Never `Gone`: that would be taken for what the token was wanted for.
    """
    said = error.message.partition(": ")[2] or error.message
    match error:
        case Gone():
            return Unreachable(
                f"GitHub knows no installation {app.installation} of the App {app.id}",
                "correct `installation` under `app:`; the address of its page on GitHub"
                " ends with that number",
            )
        case Unreachable():
            return Unreachable(
                f"GitHub does not accept the sign-in of the App {app.id}: {said}",
                "check `id` and `key` under `app:`, and this machine's clock",
            )
        case _:
            return Unreachable(
                f"GitHub does not let the App {app.id} in: {said}",
                "look at the App's installation on GitHub",
            )
