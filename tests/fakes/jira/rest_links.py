"""Links between issues, and from issues to elsewhere."""

from __future__ import annotations

from typing import Any

from .call import Call, done, ok
from .reading import Reading, Wrong
from .setting import find_type
from .values import Issue, Link, Remote
from .wire import Answer, Refusal

LINKING = "You do not have permission to link issues in this project."
GLOBAL_ID = 255
PARTS = ("application", "relationship", "object")


def create_link(call: Call) -> Answer:
    """Link two issues: `inwardIssue` is where the link begins, whatever it is called.

    There is nothing in the answer but its status. On the first issue the other one is
    shown as `outwardIssue` then.
    """
    data = call.data
    try:
        kind = find_type(call, data.get("type") or {})
    except Wrong as wrong:
        raise Refusal(404, str(wrong)) from None
    source, target = (_end(call, data, x) for x in ("inwardIssue", "outwardIssue"))
    call.need("LINK_ISSUES", source, LINKING, 401)
    call.server.limits.check_issue(source.id)
    if source.id == target.id:
        raise Refusal(400, "You cannot link an issue to itself.")
    call.changes.link(kind, source, target, call.who)
    if data.get("comment"):
        _say(call, source, data["comment"])
    return Answer(201)


def _end(call: Call, data: dict[str, Any], name: str) -> Issue:
    sent = data.get(name)
    if not isinstance(sent, dict) or not (sent.get("key") or sent.get("id")):
        raise Refusal(400, f"'{name}' is missing.")
    return call.named(str(sent.get("key") or sent["id"]))


def _say(call: Call, issue: Issue, comment: dict[str, Any]) -> None:
    home = call.state.projects[issue.project]
    try:
        body = Reading(call.state, home, call.request.version).text(comment.get("body"))
    except Wrong as wrong:
        raise Refusal(400, errors={"comment": str(wrong)}) from None
    call.changes.comment(call.state.issues[issue.id].newest, call.who, body)


def get_link(call: Call) -> Answer:
    """One link."""
    return ok(call.payloads.link(_link(call)))


def delete_link(call: Call) -> Answer:
    """Take a link away."""
    link = _link(call)
    issue = call.state.issues[link.source].newest
    call.need("LINK_ISSUES", issue, LINKING, 401)
    call.changes.unlink(link, call.who)
    return done()


def _link(call: Call) -> Link:
    wanted = call.values["linkId"]
    link = call.state.links.get(int(wanted)) if wanted.isdecimal() else None
    if link is None:
        raise Refusal(404, f"No issue link with id '{wanted}' exists.")
    for end in (link.source, link.target):
        call.named(str(end))
    return link


# To elsewhere


def list_remotes(call: Call) -> Answer:
    """An issue's links to elsewhere; with `globalId`, that one alone, and no list."""
    issue = call.issue
    wanted = call.query.get("globalId")
    known = call.state.remotes.get(issue.id, [])
    if wanted is None:
        return ok([_remote(call, issue, one) for one in known])
    for one in known:
        if one.global_id == wanted:
            return ok(_remote(call, issue, one))
    raise Refusal(404, "Remote issue link does not exist.")


def get_remote(call: Call) -> Answer:
    """One link to elsewhere."""
    issue = call.issue
    return ok(_remote(call, issue, _found(call, issue)))


def put_remote(call: Call) -> Answer:
    """A link to elsewhere: new, or the one with the same `globalId` written anew."""
    issue = call.issue
    call.need("LINK_ISSUES", issue, LINKING)
    call.server.limits.check_issue(issue.id)
    global_id, data = _sent(call)
    remote, new = call.changes.put_remote(issue, call.who, global_id, data)
    here = call.payloads.address(
        f"issue/{call.state.key(issue)}/remotelink/{remote.id}"
    )
    return ok({"id": remote.id, "self": here}, 201 if new else 200)


def _sent(call: Call) -> tuple[str | None, dict[str, Any]]:
    data = call.data
    there = data.get("object")
    if not isinstance(there, dict):
        raise Refusal(400, errors={"object": "'object' is required."})
    errors = {name: f"'{name}' is required." for name in ("url", "title")}
    errors = {name: text for name, text in errors.items() if not there.get(name)}
    global_id = data.get("globalId")
    if global_id is not None and len(global_id) > GLOBAL_ID:
        errors["globalId"] = f"'globalId' is longer than {GLOBAL_ID} characters."
    if errors:
        raise Refusal(400, errors=errors)
    return global_id, {name: data[name] for name in PARTS if name in data}


def delete_remote(call: Call) -> Answer:
    """Take a link to elsewhere away, by its id or its global one."""
    issue = call.issue
    call.need("LINK_ISSUES", issue, LINKING)
    call.state.remotes[issue.id].remove(_found(call, issue))
    call.changes.save(issue, call.who)
    return done()


def _found(call: Call, issue: Issue) -> Remote:
    wanted = call.values.get("linkId", call.query.get("globalId"))
    for one in call.state.remotes.get(issue.id, []):
        if wanted in {str(one.id), one.global_id}:
            return one
    raise Refusal(404, "Remote issue link does not exist.")


def _remote(call: Call, issue: Issue, remote: Remote) -> dict[str, Any]:
    key = call.state.key(issue)
    data: dict[str, Any] = {
        "id": remote.id,
        "self": call.payloads.address(f"issue/{key}/remotelink/{remote.id}"),
        "application": {},
        **remote.data,
    }
    if remote.global_id is not None:
        data["globalId"] = remote.global_id
    return data
