"""Accounts: one, several, and those that a search finds or that can be assigned."""

from __future__ import annotations

from .call import Call, listed, ok
from .reading import Reading
from .values import User
from .wire import Answer, Refusal

STRICT = (
    "'accountId' must be the only user identifying query parameter in GDPR strict mode."
)
PAGE = 50
LONGEST_PAGE = 1_000
YES = {"true", "True"}


def get_user(call: Call) -> Answer:
    """One account."""
    assert call.who
    user = _asked(call)
    if user is None:
        text = "Specified user does not exist or you do not have required permissions"
        raise Refusal(404, text if call.cloud else "The user does not exist")
    return ok(call.payloads.site.user(user.name))


def _asked(call: Call) -> User | None:
    if call.cloud:
        if "accountId" not in call.query:
            raise Refusal(400, STRICT)
        return call.state.account(call.query["accountId"])
    if "key" in call.query:
        key = call.query["key"]
        return next((x for x in call.state.users.values() if x.key == key), None)
    return call.state.user(call.query.get("username"))


def get_users(call: Call) -> Answer:
    """Several accounts by their ids; those that are not there are left out."""
    assert call.who
    wanted = listed(call.query.get("accountId"))
    found = [x for x in map(call.state.account, wanted) if x is not None]
    shown, about = call.page(found, LONGEST_PAGE)
    last = about["startAt"] + len(shown) >= about["total"]
    values = [call.payloads.site.user(one.name) for one in shown]
    return ok({**about, "isLast": last, "values": values})


def search_users(call: Call) -> Answer:
    """Accounts whose name, or address, begins so: `query`, or `username` elsewhere.

    Those that are deactivated are left out; Data Center shows them where asked to.
    """
    assert call.who
    everybody = not call.cloud and call.query.get("includeInactive", "") in YES
    users = [one for one in call.state.users.values() if one.active or everybody]
    return _listed(call, _matching(call, users))


def all_users(call: Call) -> Answer:
    """All accounts."""
    assert call.who
    return _listed(call, list(call.state.users.values()))


def assignable(call: Call) -> Answer:
    """Accounts that can carry issues of a project, or one issue."""
    assert call.who
    named = call.query.get("issueKey") or call.query.get("issueId")
    key = call.query.get("project", "")
    if named:
        home = call.state.projects[call.named(named).project]
    else:
        found = call.state.project(key)
        if found is None or not call.may("BROWSE_PROJECTS", found):
            raise Refusal(404, f"No project could be found with key '{key}'.")
        home = found
    reading = Reading(call.state, home, call.request.version)
    users = [one for one in call.state.users.values() if reading.assignable(one)]
    return _listed(call, _matching(call, users))


def who_browses(call: Call) -> Answer:
    """Accounts that may see a project, or one issue."""
    assert call.who
    named = call.query.get("issueKey")
    issue = call.named(named) if named else None
    key = call.query.get("projectKey", "")
    home = call.state.projects[issue.project] if issue else call.state.project(key)
    if home is None:
        raise Refusal(404, f"No project could be found with key '{key}'.")
    users = [
        one
        for one in call.state.users.values()
        if one.active
        and call.state.may(one.name, "BROWSE_PROJECTS", home)
        and (issue is None or call.state.sees(one.name, issue))
    ]
    return _listed(call, _matching(call, users))


def _matching(call: Call, users: list[User]) -> list[User]:
    """Hidden addresses are found all the same, which tells who somebody is."""
    if call.cloud and "username" in call.query:
        raise Refusal(400, STRICT)
    if "accountId" in call.query:
        return [one for one in users if one.account_id == call.query["accountId"]]
    asked = call.query.get("query" if call.cloud else "username", "").casefold()
    if asked in {"", "."}:
        return users
    return [one for one in users if _begins(one, asked, cloud=call.cloud)]


def _begins(user: User, asked: str, *, cloud: bool) -> bool:
    words = [user.email, user.display, *user.display.split()]
    words += [] if cloud else [user.name]
    return any(one.casefold().startswith(asked) for one in words)


def _listed(call: Call, users: list[User]) -> Answer:
    start = call.number("startAt", 0)
    count = min(call.number("maxResults", PAGE), LONGEST_PAGE)
    shown = users[start : start + count]
    return ok([call.payloads.site.user(one.name) for one in shown])
