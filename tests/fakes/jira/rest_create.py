"""Creating issues, one or up to fifty, with all that can come in the same request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .call import Call, ok
from .setting import Problems, Setter, Settings, carry_out
from .state import Project
from .values import Issue, IssueType
from .wire import Answer, Refusal

BULK = 50
"""https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-bulk-post"""
PROPERTY = 32_768
"""Characters of a property's value."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An issue that can be created."""

    home: Project
    type: IssueType
    settings: Settings
    properties: dict[str, Any]


def create(call: Call) -> Answer:
    """One issue."""
    draft = _checked(call, call.data)
    return ok(_created(call, draft), 201)


def create_in_bulk(call: Call) -> Answer:
    """Several issues: what is good is created, what is not is told of by its number."""
    items = call.data.get("issueUpdates")
    if not isinstance(items, list) or not items:
        raise Refusal(400, "No issues to create: 'issueUpdates' is empty.")
    if len(items) > BULK:
        raise Refusal(400, f"You can create at most {BULK} issues in one request.")
    issues, errors = [], []
    for number, item in enumerate(items):
        try:
            issues.append(_created(call, _checked(call, item)))
        except Refusal as refusal:
            errors.append(
                {
                    "status": refusal.status,
                    "elementErrors": refusal.collection,
                    "failedElementNumber": number,
                }
            )
    return ok({"issues": issues, "errors": errors}, 201 if issues else 400)


def _created(call: Call, draft: Draft) -> dict[str, Any]:
    issue = call.changes.create(
        draft.home, draft.type.id, call.who, draft.settings.values, draft.properties
    )
    carry_out(call, issue, draft.settings)
    return _told(call, issue)


def _told(call: Call, issue: Issue) -> dict[str, Any]:
    address = call.payloads.address(f"issue/{issue.id}")
    return {"id": str(issue.id), "key": call.state.key(issue), "self": address}


def _checked(call: Call, item: Any) -> Draft:  # noqa: ANN401
    """What a request asks for, when all of it can be done.

    Raises:
        Refusal: with everything that can not.
    """
    assert call.who
    if not isinstance(item, dict) or not isinstance(item.get("fields"), dict):
        raise Refusal(400, "one of 'fields' or 'update' required")
    sent = dict(item["fields"])
    home = _home(call, sent.pop("project", None))
    type_ = _type(call, home, sent.pop("issuetype", None))
    screen = home.screens[type_.id]
    setter = Setter(call, home, screen.create, {})
    settings = setter.read({**item, "fields": sent})
    settings.values = _with_defaults(call, home, type_, settings.values)
    _required(call, home, type_, settings.values, setter.problems)
    _fits(call, home, type_, settings.values, setter.problems)
    properties = _properties(item.get("properties"), setter.problems)
    setter.problems.refuse()
    return Draft(home, type_, settings, properties)


def _home(call: Call, sent: Any) -> Project:  # noqa: ANN401
    named = sent.get("key") or sent.get("id") if isinstance(sent, dict) else None
    home = call.state.project(str(named)) if named else None
    if home is None or not call.may("BROWSE_PROJECTS", home):
        text = "Specify a valid project ID or key" if call.cloud else ""
        if not text:
            text = (
                "project is required" if sent is None else "valid project is required"
            )
        raise Refusal(400, errors={"project": text})
    if not call.may("CREATE_ISSUES", home):
        text = "You do not have permission to create issues in this project."
        raise Refusal(400, text)
    return home


def _type(call: Call, home: Project, sent: Any) -> IssueType:  # noqa: ANN401
    if not isinstance(sent, dict) or not (sent.get("name") or sent.get("id")):
        text = "Specify an issue type" if call.cloud else "issue type is required"
        raise Refusal(400, errors={"issuetype": text})
    for id_ in home.types:
        type_ = call.state.types[id_]
        if str(sent.get("id", "")) == id_ or sent.get("name") == type_.name:
            return type_
    text = "valid issue type is required"
    if call.cloud or "id" in sent:
        text = "The issue type selected is invalid."
    raise Refusal(400, errors={"issuetype": text})


def _with_defaults(
    call: Call, home: Project, type_: IssueType, values: dict[str, Any]
) -> dict[str, Any]:
    defaults = home.screens[type_.id].defaults
    sent = {name: one for name, one in values.items() if one is not None}
    return {"reporter": call.who, **defaults, **sent}


def _required(
    call: Call,
    home: Project,
    type_: IssueType,
    values: dict[str, Any],
    problems: Problems,
) -> None:
    for name, required in home.screens[type_.id].create.items():
        if not required or name in {"project", "issuetype"} or name in problems.errors:
            continue
        if not values.get(name) and values.get(name) != 0:
            field = call.state.fields[name]
            text = f"{field.name} is required."
            if name == "summary":
                text = "You must specify a summary of the issue."
            if name == "parent":
                text = (
                    "Issue type is a sub-task but parent issue key or id not specified."
                )
            problems.errors[name] = text


def _fits(
    call: Call,
    home: Project,
    type_: IssueType,
    values: dict[str, Any],
    problems: Problems,
) -> None:
    """A sub-task is created where its parent is."""
    parent = values.get("parent")
    if parent is None or not type_.subtask:
        return
    if call.state.issues[parent].newest.project != home.id:
        text = "Sub-tasks must be created in the same project as the parent."
        problems.errors["project"] = text


def _properties(sent: Any, problems: Problems) -> dict[str, Any]:  # noqa: ANN401
    found: dict[str, Any] = {}
    for one in sent or []:
        if not isinstance(one, dict) or "key" not in one or "value" not in one:
            problems.messages.append("A property needs a 'key' and a 'value'.")
        elif len(str(one["key"])) > 255 or len(str(one["value"])) > PROPERTY:
            problems.messages.append(f"The property '{one['key'][:50]}' is too long.")
        else:
            found[one["key"]] = one["value"]
    return found
