"""Comments and their properties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .call import Call, done, ok
from .reading import Reading, Wrong
from .rest_issues import property_value
from .values import Comment, Issue
from .wire import Answer, Refusal

PAGE = 5_000


def list_comments(call: Call) -> Answer:
    """An issue's comments, the oldest first unless asked otherwise."""
    issue = call.issue
    said = list(issue.comments)
    if call.query.get("orderBy", "created").startswith("-"):
        said.reverse()
    shown, about = call.page(said, PAGE)
    whole = "properties" in call.query.get("expand", "")
    comments = [call.payloads.comment(issue, one, whole=whole) for one in shown]
    return ok({**about, "comments": comments})


def get_comment(call: Call) -> Answer:
    """One comment."""
    issue = call.issue
    whole = "properties" in call.query.get("expand", "")
    return ok(call.payloads.comment(issue, _comment(call, issue), whole=whole))


def add_comment(call: Call) -> Answer:
    """Say something."""
    issue = call.issue
    text = "You do not have the permission to comment on this issue."
    call.need("ADD_COMMENTS", issue, text, 400)
    call.server.limits.check_issue(issue.id)
    body = _body(call, issue)
    held = {one["key"]: one["value"] for one in call.data.get("properties") or []}
    comment = call.changes.comment(issue, call.who, body, held)
    return ok(call.payloads.comment(issue, comment), 201)


def edit_comment(call: Call) -> Answer:
    """Say it otherwise."""
    issue = call.issue
    old = _comment(call, issue)
    _look(call, issue, old)
    held = {one["key"]: one["value"] for one in call.data.get("properties") or []}
    body = _body(call, issue)
    new = replace(old, body=body, properties={**old.properties, **held})
    call.server.limits.check_issue(issue.id)
    return ok(
        call.payloads.comment(issue, call.changes.put_comment(issue, call.who, new))
    )


def delete_comment(call: Call) -> Answer:
    """Take it back."""
    issue = call.issue
    old = _comment(call, issue)
    _look(call, issue, old)
    call.changes.drop_comment(issue, call.who, old.id)
    return done()


def _look(call: Call, issue: Issue, comment: Comment) -> None:
    own = comment.author == call.who
    permission = "EDIT_OWN_COMMENTS" if own else "EDIT_ALL_COMMENTS"
    text = "You do not have permission to edit this comment."
    call.need(permission, issue, text, 400)


def _comment(call: Call, issue: Issue) -> Comment:
    wanted = call.values["id"]
    for one in issue.comments:
        if str(one.id) == wanted:
            return one
    raise Refusal(404, f"Can not find a comment for the id: {wanted}.")


def _body(call: Call, issue: Issue) -> Any:  # noqa: ANN401
    home = call.state.projects[issue.project]
    sent = call.data.get("body")
    if not sent:
        raise Refusal(400, errors={"comment": "Comment body can not be empty!"})
    try:
        return Reading(call.state, home, call.request.version).text(sent)
    except Wrong as wrong:
        if call.request.version == 3:
            raise Refusal(
                400, errors={"comment": "Comment body is not valid!"}
            ) from wrong
        raise Refusal(400, errors={"comment": str(wrong)}) from wrong


# Properties


def comment_properties(call: Call) -> Answer:
    """The keys of a comment's properties."""
    _, comment = _anywhere(call)
    start = f"comment/{comment.id}/properties"
    here = call.payloads.address
    keys = [{"self": here(f"{start}/{x}"), "key": x} for x in comment.properties]
    return ok({"keys": keys})


def get_comment_property(call: Call) -> Answer:
    """One property of a comment."""
    _, comment = _anywhere(call)
    key = call.values["propertyKey"]
    if key not in comment.properties:
        raise Refusal(404, f"The property {key} does not exist.")
    return ok({"key": key, "value": comment.properties[key]})


def put_comment_property(call: Call) -> Answer:
    """Set a property of a comment."""
    issue, comment = _anywhere(call)
    _look(call, issue, comment)
    key = call.values["propertyKey"]
    held = {**comment.properties, key: property_value(call, key)}
    new = key not in comment.properties
    call.changes.write_comment(issue, call.who, replace(comment, properties=held))
    return ok({}, 201 if new else 200)


def _anywhere(call: Call) -> tuple[Issue, Comment]:
    """A comment by its own id, and its issue."""
    wanted = call.values["commentId"]
    for versions in call.state.issues.values():
        issue = versions.newest
        for one in issue.comments:
            if str(one.id) == wanted and call.state.sees(call.viewer.name, issue):
                return issue, one
    raise Refusal(404, f"Can not find a comment for the id: {wanted}.")
