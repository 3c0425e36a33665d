"""One issue: read, edit, assign, delete; its transitions and its properties."""

from __future__ import annotations

from typing import Any

import msgspec

from .call import Call, done, listed, ok
from .reading import Reading, Wrong
from .rest_create import PROPERTY
from .setting import Setter, carry_out
from .state import Screen
from .values import Issue, Transition
from .wire import Answer, Refusal

EDIT = "You do not have permission to edit issues in this project."
SUBTASKS = (
    "The issue '{}' has subtasks. You must specify the 'deleteSubtasks' parameter"
)


def get_issue(call: Call) -> Answer:
    """An issue, with all its fields if none are named; old keys lead on."""
    query = call.query
    wanted = listed(query.get("fields")) or ["*all"]
    data = call.payloads.issue(
        call.issue,
        wanted,
        expand=listed(query.get("expand")),
        properties=listed(query.get("properties")),
    )
    return ok(data)


def edit_issue(call: Call) -> Answer:
    """Other values for some fields: all of them, or nothing."""
    issue = call.issue
    call.need("EDIT_ISSUES", issue, EDIT, 403 if call.cloud else 400)
    call.server.limits.check_issue(issue.id)
    data = call.data
    if not (data.get("fields") or data.get("update") or data.get("properties")):
        raise Refusal(400, "one of 'fields' or 'update' required")
    home = call.state.projects[issue.project]
    setter = Setter(call, home, _screen(call, issue).edit, issue.fields)
    settings = setter.read(data)
    if "summary" in settings.values and not settings.values["summary"]:
        text = "You must specify a summary of the issue."
        setter.problems.errors["summary"] = text
    setter.problems.refuse()
    changed = call.changes.edit(issue, call.who, settings.values)
    for one in data.get("properties") or []:
        changed = call.changes.put_property(changed, one["key"], one["value"])
    carry_out(call, changed, settings)
    return done()


def _screen(call: Call, issue: Issue) -> Screen:
    return call.state.projects[issue.project].screens[issue.type]


def edit_meta(call: Call) -> Answer:
    """The fields of the edit screen."""
    issue = call.issue
    home, site = call.state.projects[issue.project], call.payloads.site
    if not call.may("EDIT_ISSUES", home):
        return ok({"fields": {}})
    screen = _screen(call, issue)
    known = call.state.fields
    fields = {
        name: site.screened(known[name], home, required=screen.create.get(name, False))
        for name in sorted(screen.edit)
    }
    return ok({"fields": fields})


def delete_issue(call: Call) -> Answer:
    """Delete an issue."""
    issue = call.issue
    text = "You do not have permission to delete issues in this project."
    call.need("DELETE_ISSUES", issue, text)
    below = call.state.children(issue.id)
    if below and call.query.get("deleteSubtasks", "false").casefold() != "true":
        raise Refusal(400, SUBTASKS.format(call.state.key(issue)))
    call.changes.delete(issue)
    return done()


def assign(call: Call) -> Answer:
    """Give an issue to somebody, or to nobody."""
    issue = call.issue
    text = "You do not have permission to assign issues."
    call.need("ASSIGN_ISSUES", issue, text, 403 if call.cloud else 400)
    call.server.limits.check_issue(issue.id)
    home = call.state.projects[issue.project]
    reading = Reading(call.state, home, call.request.version)
    try:
        who = reading.value(call.state.fields["assignee"], call.data)
    except Wrong as wrong:
        raise Refusal(400, errors={"assignee": str(wrong)}) from None
    call.changes.edit(issue, call.who, {"assignee": who})
    return done()


# Transitions


def list_transitions(call: Call) -> Answer:
    """The ways out of an issue's status, for the one who asks."""
    issue = call.issue
    expand = listed(call.query.get("expand"))
    wanted = call.query.get("transitionId")
    ways = [
        _way(call, issue, one, fields="transitions.fields" in expand)
        for one in _ways(call, issue)
        if wanted in {None, one.id}
    ]
    return ok({"expand": "transitions", "transitions": ways})


def _ways(call: Call, issue: Issue) -> list[Transition]:
    home = call.state.projects[issue.project]
    if not call.may("TRANSITION_ISSUES", home):
        return []
    return [
        one
        for one in home.workflow
        if one.sources is None or issue.status in one.sources
    ]


def _way(call: Call, issue: Issue, way: Transition, *, fields: bool) -> dict[str, Any]:
    site = call.payloads.site
    data: dict[str, Any] = {
        "id": way.id,
        "name": way.name,
        "to": site.status(call.state.statuses[way.to]),
    }
    if call.cloud:
        data |= {
            "hasScreen": bool(way.screen),
            "isGlobal": way.sources is None,
            "isInitial": False,
            "isAvailable": True,
            "isConditional": False,
            "isLooped": False,
        }
    if fields:
        home, known = call.state.projects[issue.project], call.state.fields
        data["fields"] = {
            name: site.screened(known[name], home, required=name in way.required)
            for name in way.screen
        }
    return data


def transition(call: Call) -> Answer:
    """Take a way to another status."""
    issue, data = call.issue, call.data
    assert call.who
    call.server.limits.check_issue(issue.id)
    named = data.get("transition")
    if not isinstance(named, dict) or "id" not in named:
        raise Refusal(400, "Missing 'transition' identifier")
    wanted = str(named["id"])
    way = next((one for one in _ways(call, issue) if one.id == wanted), None)
    if way is None:
        raise _not_valid(call, issue, wanted)
    home = call.state.projects[issue.project]
    setter = Setter(call, home, way.screen, issue.fields)
    settings = setter.read(data)
    for name in way.required - set(settings.values):
        if not issue.fields.get(name):
            text = f"{call.state.fields[name].name} is required."
            setter.problems.errors.setdefault(name, text)
    setter.problems.refuse()
    changed = call.changes.transition(issue, call.who, way, settings.values)
    carry_out(call, changed, settings)
    return done()


def _not_valid(call: Call, issue: Issue, wanted: str) -> Refusal:
    home = call.state.projects[issue.project]
    known = next((one for one in home.workflow if one.id == wanted), None)
    if known is None or not call.may("TRANSITION_ISSUES", home):
        return Refusal(400, f"Transition id '{wanted}' is not valid for this issue.")
    key = call.state.key(issue)
    return Refusal(
        400,
        "It seems that you have tried to perform a workflow operation "
        f"({known.name}) that is not valid for the current state of this issue "
        f"({key}). The likely cause is that somebody has changed the issue recently, "
        "please look at the issue history for details.",
    )


# Properties


def list_properties(call: Call) -> Answer:
    """The keys of an issue's properties."""
    issue, here = call.issue, call.payloads.address
    start = f"issue/{call.values['issueIdOrKey']}/properties"
    keys = [{"self": here(f"{start}/{one}"), "key": one} for one in issue.properties]
    return ok({"keys": keys})


def get_property(call: Call) -> Answer:
    """One property."""
    key, held = call.values["propertyKey"], call.issue.properties
    if key not in held:
        raise Refusal(404, f"The property {key} does not exist.")
    return ok({"key": key, "value": held[key]})


def put_property(call: Call) -> Answer:
    """Set a property: 201 the first time, 200 from then on."""
    issue, key = call.issue, call.values["propertyKey"]
    call.need("EDIT_ISSUES", issue, EDIT)
    value = property_value(call, key)
    new = key not in issue.properties
    call.changes.put_property(issue, key, value)
    return ok({}, 201 if new else 200)


def property_value(call: Call, key: str) -> object:
    """A property's value as it was sent, which is any JSON.

    Raises:
        Refusal: 400, key or value are too long.
    """
    if len(key) > 255:
        raise Refusal(400, "The property key cannot be longer than 255 characters.")
    if len(call.request.body) > PROPERTY:
        raise Refusal(400, f"The value cannot be longer than {PROPERTY} characters.")
    try:
        return msgspec.json.decode(call.request.body)
    except msgspec.DecodeError:
        raise Refusal(400, "The value of the property is not valid JSON.") from None


def drop_property(call: Call) -> Answer:
    """Take a property away."""
    issue, key = call.issue, call.values["propertyKey"]
    call.need("EDIT_ISSUES", issue, EDIT)
    if key not in issue.properties:
        raise Refusal(404, f"The property {key} does not exist.")
    call.changes.drop_property(issue, key)
    return done()
