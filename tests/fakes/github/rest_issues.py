"""Issues over REST: list, get, create, edit, labels, assignees, lock.

What the writer may not do is dropped without a word (labels, assignees, milestone,
type) or refused, as GitHub does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .call import Call, ok
from .lists import of_query
from .pages import by_cursor
from .state import Repository
from .values import Issue, IssueType, User
from .wire import Answer, Refusal, invalid, too_long

LONGEST_BODY = 65_536
LONGEST_TITLE = 256
LONGEST_NAME = 50
MOST_LABELS = 100
MOST_ASSIGNEES = 10

REASONS = ("completed", "not_planned", "duplicate")


# --- reading -------------------------------------------------------------------------


def list_issues(call: Call) -> Answer:
    """GET …/issues."""
    upwards = call.request.query.get("direction") == "asc"
    row = call.server.listings.of(call.home, of_query(call.request), upwards=upwards)
    return by_cursor(
        call.request,
        call.here,
        row,
        lambda issue: call.payloads.issue_bytes(call.home, issue),
    )


def get_issue(call: Call) -> Answer:
    """GET …/issues/{number}."""
    return _single(call, call.issue)


def _single(call: Call, issue: Issue, status: int = 200) -> Answer:
    headers = {}
    if status == 201:
        headers["Location"] = call.payloads.issue_url(call.home, issue)
    return Answer(status, call.payloads.single_issue(call.home, issue), headers)


# --- writing -------------------------------------------------------------------------


def create_issue(call: Call) -> Answer:
    """POST …/issues."""
    who, data = call.who, call.data
    title = _title(data.get("title"))
    body = checked_text("Issue", data.get("body"))
    wanted = _wanted(call, data) if call.viewer.may_triage(call.home) else {}
    issue = call.changes.open(call.home, who, title, body)
    return _single(call, _apply(call, issue, wanted), 201)


def edit_issue(call: Call) -> Answer:
    """PATCH …/issues/{number}."""
    who, data, issue = call.who, call.data, call.issue
    trusted = call.viewer.may_triage(call.home)
    if not trusted and issue.author != who:
        raise Refusal(403, "Must have admin rights to Repository.")
    title = _title(data["title"]) if data.get("title") is not None else issue.title
    body = checked_text("Issue", data["body"]) if "body" in data else issue.body
    wanted = _wanted(call, data) if trusted else {}
    turn = _turn(call, data)
    if (title, body) != (issue.title, issue.body):
        issue = call.changes.edit_text(call.home, issue, who, title, body)
    issue = _apply(call, issue, wanted)
    if turn == "open":
        issue = call.changes.reopen(call.home, issue, who)
    elif turn is not None:
        original = data.get("duplicate_issue_id") if turn == "duplicate" else None
        issue = call.changes.close(call.home, issue, who, turn, duplicate_of=original)
    return _single(call, issue)


def _turn(call: Call, data: dict[str, Any]) -> str | None:
    """Where the state goes: `open`, or the reason for which it is closed.

    A reason counts only where the state changes; a closed issue may be closed again
    for another reason.
    """
    state, reason = data.get("state"), data.get("state_reason")
    if state not in {None, "open", "closed"}:
        raise invalid("Issue", "state", "invalid", value=state)
    if reason not in {None, "reopened", *REASONS}:
        raise invalid("Issue", "state_reason", "invalid", value=reason)
    original = data.get("duplicate_issue_id") if reason == "duplicate" else None
    if original is not None and call.state.find_issue(original) is None:
        raise invalid("Issue", "duplicate_issue_id", "invalid")
    if state == "open":
        return "open" if call.issue.state == "closed" else None
    if state != "closed" or (
        call.issue.state == "closed" and reason in {None, call.issue.state_reason}
    ):
        return None
    return reason if reason in REASONS else "completed"


def _title(value: object) -> str:
    if value is None or not str(value).strip():
        raise invalid("Issue", "title", "missing_field")
    if len(str(value)) > LONGEST_TITLE:
        raise too_long("Issue", "title", LONGEST_TITLE)
    return str(value)


def checked_text(resource: str, value: object) -> str | None:
    """A text that is not too long."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise invalid(resource, "body", "invalid")
    if len(value) > LONGEST_BODY:
        raise too_long(resource, "body", LONGEST_BODY)
    return value


# --- what only those with access may set ---------------------------------------------


def _wanted(call: Call, data: dict[str, Any]) -> dict[str, Any]:
    """What is asked for beside title, text and state; checked, nothing done yet."""
    wanted: dict[str, Any] = {}
    if data.get("labels") is not None:
        wanted["labels"] = label_names(data["labels"])
    if "assignees" in data or "assignee" in data:
        logins = data.get("assignees") or [data.get("assignee")]
        wanted["assignees"] = _assignees(call, filter(None, logins))
    if "milestone" in data:
        wanted["milestone"] = _milestone(call.home, data["milestone"])
    if "type" in data:
        wanted["type"] = _type(call, data["type"])
    return wanted


def _apply(call: Call, issue: Issue, wanted: dict[str, Any]) -> Issue:
    """Do it, with one event for each change."""
    who, home, changes = call.who, call.home, call.changes
    if "labels" in wanted:
        issue = changes.put_labels(home, issue, who, known(call, wanted["labels"]))
    if "assignees" in wanted:
        issue = changes.put_assignees(home, issue, who, wanted["assignees"])
    if "milestone" in wanted:
        issue = changes.put_milestone(home, issue, who, wanted["milestone"])
    if "type" in wanted:
        issue = changes.put_type(home, issue, who, wanted["type"])
    return issue


def label_names(values: object) -> list[str]:
    """The names in a list of names, or of objects with names."""
    if not isinstance(values, list):
        raise invalid("Issue", "labels", "invalid")
    names = []
    for one in values:
        name = one.get("name") if isinstance(one, dict) else one
        if not isinstance(name, str) or not name.strip():
            raise invalid("Label", "name", "missing_field")
        if len(name) > LONGEST_NAME:
            raise too_long("Label", "name", LONGEST_NAME)
        names.append(name)
    if len(names) > MOST_LABELS:
        raise invalid("Issue", "labels", "custom", message="too many labels")
    return names


def known(call: Call, names: Iterable[str]) -> list[int]:
    """The labels of these names; new ones are made for those who may push."""
    found = []
    for name in names:
        label = call.home.label(name)
        if label is None and call.viewer.may_write(call.home):
            label = call.changes.make_label(call.home, name)
        if label is not None:
            found.append(label.id)
    return found


def _assignees(call: Call, logins: Iterable[object]) -> list[str]:
    """The accounts of these names, all assignable."""
    found = []
    for login in logins:
        name = login.get("login") if isinstance(login, dict) else login
        user = assignable(call, str(name))
        if user is None:
            raise invalid("Issue", "assignees", "invalid", value=str(name))
        found.append(user.login)
    return found[:MOST_ASSIGNEES]


def assignable(call: Call, login: str) -> User | None:
    """The account, if it can be assigned here."""
    user = call.state.user(login)
    return user if user in call.state.assignable(call.home) else None


def _milestone(home: Repository, value: object) -> int | None:
    if value is None or value == "":
        return None
    if str(value).isdecimal() and int(str(value)) in home.milestones:
        return int(str(value))
    raise invalid("Issue", "milestone", "invalid", value=value)


def _type(call: Call, value: object) -> IssueType | None:
    name = value.get("value") if isinstance(value, dict) else value
    organization = call.state.organizations.get(call.home.owner.casefold())
    if name is None or organization is None:
        return None
    kind = call.state.type(call.home.owner, str(name))
    if kind is None:
        raise invalid("Issue", "type", "invalid", value=name)
    return kind


# --- labels, assignees and lock of one issue -----------------------------------------


def list_issue_labels(call: Call) -> Answer:
    """GET …/issues/{number}/labels."""
    return _labels(call, call.issue)


def add_labels(call: Call) -> Answer:
    """POST …/issues/{number}/labels."""
    names = label_names(_bare(call.request.data))
    _need_triage(call)
    labels = [*call.issue.labels, *known(call, names)]
    return _labels(
        call, call.changes.put_labels(call.home, call.issue, call.who, labels)
    )


def set_labels(call: Call) -> Answer:
    """PUT …/issues/{number}/labels."""
    names = label_names(_bare(call.request.data))
    _need_triage(call)
    labels = known(call, names)
    return _labels(
        call, call.changes.put_labels(call.home, call.issue, call.who, labels)
    )


def remove_label(call: Call) -> Answer:
    """DELETE …/issues/{number}/labels/{name}."""
    label = call.home.label(call.values["name"])
    _need_triage(call)
    if label is None or label.id not in call.issue.labels:
        raise Refusal(404, "Label does not exist")
    labels = [one for one in call.issue.labels if one != label.id]
    return _labels(
        call, call.changes.put_labels(call.home, call.issue, call.who, labels)
    )


def _bare(data: object) -> object:
    return data.get("labels") if isinstance(data, dict) else data


def _labels(call: Call, issue: Issue) -> Answer:
    labels = [call.home.labels[one] for one in issue.labels]
    return ok([call.payloads.label(call.home, label) for label in labels])


def _need_triage(call: Call) -> None:
    if not call.viewer.may_triage(call.home):
        raise Refusal(403, "Must have admin rights to Repository.")


def change_assignees(call: Call) -> Answer:
    """POST and DELETE …/issues/{number}/assignees; who can not be is passed over."""
    issue, before = call.issue, list(call.issue.assignees)
    users = [assignable(call, str(login)) for login in call.data.get("assignees", [])]
    logins = [user.login for user in users if user is not None]
    adding = call.request.method == "POST"
    if call.viewer.may_triage(call.home):
        after = [x for x in before if adding or x not in logins]
        after += [x for x in logins if adding and x not in before]
        after = after[:MOST_ASSIGNEES]
        issue = call.changes.put_assignees(call.home, issue, call.who, after)
    body = call.payloads.single_issue(call.home, issue)
    return Answer(201 if adding else 200, body)


def lock_issue(call: Call) -> Answer:
    """PUT …/issues/{number}/lock."""
    _need_triage(call)
    call.changes.lock(call.home, call.issue, call.who, call.data.get("lock_reason"))
    return Answer(204)


def unlock_issue(call: Call) -> Answer:
    """DELETE …/issues/{number}/lock."""
    _need_triage(call)
    call.changes.unlock(call.home, call.issue, call.who)
    return Answer(204)
