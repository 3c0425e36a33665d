"""The rest of REST: repositories, people, types, limits, tokens of an app."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from .access import HOUR
from .call import Call, ok
from .pages import numbered
from .payloads import encoded, stamp
from .payloads_more import account as account_of
from .payloads_more import full_repository, permissions
from .values import Role, User
from .wire import Answer, Refusal, not_found

# Three parts in the alphabet of base64 for addresses: enough to be a JWT here.
JWT = re.compile(r"[Bb]earer [\w-]+\.[\w-]+\.[\w-]+")


def get_repository(call: Call) -> Answer:
    """GET /repos/{owner}/{repo}."""
    token = call.viewer.token
    role = call.viewer.role(call.home) if token else None
    if token is not None and token.kind == "installation":
        role = "none"  # what an App may do is no role, and all of them are false
    return ok(full_repository(call.payloads, call.state, call.home, role))


# --- people --------------------------------------------------------------------------


def list_assignees(call: Call) -> Answer:
    """GET …/assignees."""
    return numbered(
        call.request,
        call.here,
        call.state.assignable(call.home),
        lambda user: encoded(call.payloads.user(user)),
    )


def check_assignee(call: Call) -> Answer:
    """GET …/assignees/{assignee}: 204 or 404."""
    user = call.state.user(call.values["assignee"])
    if user is None or user not in call.state.assignable(call.home):
        raise not_found()
    return Answer(204)


def get_permission(call: Call) -> Answer:
    """GET …/collaborators/{username}/permission, for those with push access."""
    if not call.viewer.may_write(call.home):
        raise Refusal(403, "Must have push access to view collaborator permission.")
    user = call.state.user(call.values["username"])
    if user is None:
        raise not_found()
    role = call.state.role(call.home, user.login)
    coarse: dict[Role, Role] = {"triage": "read", "maintain": "write"}
    person = {
        **call.payloads.user(user),
        "permissions": permissions(role),
        "role_name": role,
    }
    name = coarse.get(role, role)
    return ok({"permission": name, "user": person, "role_name": role})


def who_am_i(call: Call) -> Answer:
    """GET /user; an app's installation is no user."""
    token = call.viewer.token
    if token is not None and token.kind == "installation":
        raise Refusal(403, token.not_accessible)
    user = call.state.user(call.who)
    return ok(account_of(call.payloads, _there(user)))


def account(call: Call) -> Answer:
    """GET /users/{username}."""
    return ok(
        account_of(call.payloads, _there(call.state.user(call.values["username"])))
    )


def _there(user: User | None) -> User:
    if user is None:
        raise not_found()
    return user


# --- issue types ---------------------------------------------------------------------


def list_types(call: Call) -> Answer:
    """GET /orgs/{org}/issue-types."""
    return _types(call, call.values["org"])


def types_of_repository(call: Call) -> Answer:
    """GET …/issue-types."""
    return _types(call, call.home.owner)


def _types(call: Call, owner: str) -> Answer:
    organization = call.state.organizations.get(owner.casefold())
    if organization is None:
        raise not_found()
    return ok([call.payloads.issue_type(kind) for kind in organization.types])


# --- the server itself ---------------------------------------------------------------


def rate_limit(call: Call) -> Answer:
    """GET /rate_limit; it is free. Enterprise Server says that there is none."""
    limits = call.server.limits
    token = call.viewer.key
    if limits.limit(token, "core") is None:
        raise Refusal(404, "Rate limiting is not enabled.")
    resources = {
        name: {
            "limit": limits.limit(token, name),
            "used": limits.window(token, name).used,
            "remaining": limits.remaining(token, name),
            "reset": int(limits.window(token, name).reset.timestamp()),
        }
        for name in ("core", "graphql")
    }
    resources["search"] = {**resources["core"], "limit": 30, "used": 0, "remaining": 30}
    return ok({"resources": resources, "rate": resources["core"]})


def meta(call: Call) -> Answer:
    """GET /meta."""
    version = {"installed_version": "3.19.0"} if call.server.enterprise else {}
    return ok({"verifiable_password_authentication": False, **version})


def access_token(call: Call) -> Answer:
    """POST /app/installations/{id}/access_tokens, with a well-formed JWT.

    The end that is told is by this machine's clock, as PyGithub compares it with that;
    the token itself ends an hour later by the server's clock.
    """
    if not JWT.fullmatch(call.request.headers.get("authorization", "")):
        text = "A JSON web token could not be decoded"
        raise Refusal(401, text)
    login = call.server.tokens.installations.get(int(call.values["installation_id"]))
    if login is None:
        raise not_found()
    token = call.server.tokens.new_installation(login, call.state.true_now() + HOUR)
    told = datetime.now(UTC) + timedelta(hours=1)
    data = {
        "token": token.text,
        "expires_at": stamp(told),
        "permissions": {"issues": token.issues, "metadata": "read"},
        "repository_selection": "all",
    }
    return ok(data, 201)
