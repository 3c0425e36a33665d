"""Comments over REST: of one issue and of a whole repository."""

from __future__ import annotations

from datetime import datetime

from .call import Call, ok
from .lists import read_time
from .pages import numbered
from .payloads import encoded
from .rest_issues import checked_text
from .values import Comment
from .wire import Answer, Refusal, invalid, not_found


def _since(call: Call) -> datetime | None:
    text = call.request.query.get("since")
    return read_time(text) if text else None


def _bytes(call: Call, comment: Comment) -> bytes:
    return encoded(call.payloads.comment(call.home, comment))


def list_comments(call: Call) -> Answer:
    """GET …/issues/{number}/comments, the oldest first."""
    since = _since(call)
    talk = call.home.talk(call.subject)
    shown = [c for c in talk if since is None or c.updated_at >= since]
    return numbered(call.request, call.here, shown, lambda one: _bytes(call, one))


def list_repository_comments(call: Call) -> Answer:
    """GET …/issues/comments; it lags like the list of issues.

    Without `sort` it is in the order of ids, and `direction` says nothing.
    """
    since, query = _since(call), call.request.query
    comments = call.server.listings.comments(call.home)
    shown = [c for c in comments if since is None or c.updated_at >= since]
    shown.sort(key=lambda one: one.id)
    if query.get("sort") == "updated":
        shown.sort(key=lambda one: one.updated_at)
    if "sort" in query and query.get("direction", "desc") == "desc":
        shown.reverse()
    return numbered(call.request, call.here, shown, lambda one: _bytes(call, one))


def _found(call: Call) -> Comment:
    versions = call.home.comments.get(int(call.values["comment_id"]))
    if versions is None:
        raise not_found()
    return versions.newest


def get_comment(call: Call) -> Answer:
    """GET …/issues/comments/{id}."""
    return Answer(200, _bytes(call, _found(call)))


def create_comment(call: Call) -> Answer:
    """POST …/issues/{number}/comments."""
    who, body = call.who, _body(call)
    if call.issue.locked and not call.viewer.may_write(call.home):
        raise Refusal(403, "Unable to create comment because issue is locked.")
    comment = call.changes.comment(call.home, call.issue, who, body)
    data = call.payloads.comment(call.home, comment)
    return Answer(201, encoded(data), {"Location": data["url"]})


def edit_comment(call: Call) -> Answer:
    """PATCH …/issues/comments/{id}."""
    who, comment, body = call.who, _found(call), _body(call)
    if comment.author != who and not call.viewer.may_write(call.home):
        raise Refusal(403, "Must have admin rights to Repository.")
    changed = call.changes.edit_comment(call.home, comment, who, body)
    return ok(call.payloads.comment(call.home, changed))


def delete_comment(call: Call) -> Answer:
    """DELETE …/issues/comments/{id}."""
    who, comment = call.who, _found(call)
    if comment.author != who and not call.viewer.may_write(call.home):
        raise Refusal(403, "Must have admin rights to Repository.")
    call.changes.delete_comment(call.home, comment, who)
    return Answer(204)


def _body(call: Call) -> str:
    body = checked_text("IssueComment", call.data.get("body"))
    if body is None or not body.strip():
        raise invalid("IssueComment", "body", "missing_field")
    return body
