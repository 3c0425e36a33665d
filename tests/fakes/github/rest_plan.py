"""What issues are planned with, over REST: labels, milestones, sub-issues, timeline."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from .call import Call, ok
from .lists import read_time
from .pages import numbered
from .payloads import encoded
from .payloads_more import event
from .rest_issues import LONGEST_NAME
from .state import Repository
from .values import Event, Issue, Label, Milestone
from .wire import Answer, Refusal, invalid, not_found, too_long

LONGEST_DESCRIPTION = 100
MOST_SUB_ISSUES = 100
DEEPEST = 8
MILESTONES = 11_000_000


# --- labels --------------------------------------------------------------------------


def list_labels(call: Call) -> Answer:
    """GET …/labels."""
    labels = sorted(call.home.labels.values(), key=lambda one: one.name.casefold())
    return numbered(
        call.request,
        call.here,
        labels,
        lambda one: encoded(call.payloads.label(call.home, one)),
    )


def get_label(call: Call) -> Answer:
    """GET …/labels/{name}."""
    return ok(call.payloads.label(call.home, _label(call)))


def create_label(call: Call) -> Answer:
    """POST …/labels."""
    _need_push(call)
    data = call.data
    _check_label(data)
    if "name" not in data:
        raise invalid("Label", "name", "missing_field")
    if call.home.label(data["name"]):
        raise invalid("Label", "name", "already_exists")
    label = call.changes.make_label(
        call.home, data["name"], data.get("color", "ededed"), data.get("description")
    )
    payload = call.payloads.label(call.home, label)
    return Answer(201, encoded(payload), {"Location": payload["url"]})


def edit_label(call: Call) -> Answer:
    """PATCH …/labels/{name}."""
    _need_push(call)
    label, data = _label(call), call.data
    _check_label(data)
    changed = replace(
        label,
        name=data.get("new_name", label.name),
        color=data.get("color", label.color),
        description=data.get("description", label.description),
    )
    call.home.labels[label.id] = changed
    call.home.looks += 1
    return ok(call.payloads.label(call.home, changed))


def _label(call: Call) -> Label:
    label = call.home.label(call.values["name"])
    if label is None:
        raise not_found()
    return label


def _check_label(data: dict[str, Any]) -> None:
    name = data.get("new_name", data.get("name", "-"))
    if not isinstance(name, str) or not name.strip():
        raise invalid("Label", "name", "missing_field")
    if len(name) > LONGEST_NAME:
        raise too_long("Label", "name", LONGEST_NAME)
    if len(data.get("description") or "") > LONGEST_DESCRIPTION:
        raise too_long("Label", "description", LONGEST_DESCRIPTION)
    if not re.fullmatch(r"[0-9a-fA-F]{6}", data.get("color", "ededed")):
        raise invalid("Label", "color", "invalid")


def _need_push(call: Call) -> None:
    """Refuse whom has no push access; GitHub does not say why."""
    if not call.who or not call.viewer.may_write(call.home):
        raise not_found()


# --- milestones ----------------------------------------------------------------------


def list_milestones(call: Call) -> Answer:
    """GET …/milestones, by when they are due; those without a date come last."""
    query = call.request.query
    wanted = query.get("state", "open")
    found = [m for m in call.home.milestones.values() if wanted in {"all", m.state}]
    if query.get("sort") == "completeness":
        found.sort(key=lambda one: (_completeness(call.home, one), one.number))
    else:
        found.sort(key=lambda one: (one.due_on is None, one.due_on, one.number))
    if query.get("direction") == "desc":
        found.reverse()
    return numbered(
        call.request,
        call.here,
        found,
        lambda one: encoded(call.payloads.milestone(call.home, one)),
    )


def _completeness(home: Repository, milestone: Milestone) -> float:
    closed = home.counts[milestone.number, "closed"]
    total = closed + home.counts[milestone.number, "open"]
    return closed / total if total else 0.0


def get_milestone(call: Call) -> Answer:
    """GET …/milestones/{number}."""
    return ok(call.payloads.milestone(call.home, _milestone(call)))


def create_milestone(call: Call) -> Answer:
    """POST …/milestones."""
    _need_push(call)
    data, now = call.data, call.state.now()
    if not str(data.get("title") or "").strip():
        raise invalid("Milestone", "title", "missing_field")
    if any(one.title == data["title"] for one in call.home.milestones.values()):
        raise invalid("Milestone", "title", "already_exists")
    milestone = Milestone(
        id=call.state.next_id("milestone", MILESTONES),
        number=len(call.home.milestones) + 1,
        title=data["title"],
        description=data.get("description"),
        creator=call.who,
        created_at=now,
        updated_at=now,
        due_on=read_time(data["due_on"]) if data.get("due_on") else None,
        closed_at=now if data.get("state") == "closed" else None,
    )
    call.home.milestones[milestone.number] = milestone
    payload = call.payloads.milestone(call.home, milestone)
    return Answer(201, encoded(payload), {"Location": payload["url"]})


def edit_milestone(call: Call) -> Answer:
    """PATCH …/milestones/{number}."""
    _need_push(call)
    old, data, now = _milestone(call), call.data, call.state.now()
    due = data.get("due_on")
    closed = {"open": None, "closed": old.closed_at or now}
    changed = replace(
        old,
        title=data.get("title", old.title),
        description=data.get("description", old.description),
        due_on=old.due_on if "due_on" not in data else read_time(due) if due else None,
        closed_at=closed.get(data.get("state", ""), old.closed_at),
        updated_at=now,
    )
    call.home.milestones[old.number] = changed
    call.home.looks += 1
    return ok(call.payloads.milestone(call.home, changed))


def _milestone(call: Call) -> Milestone:
    milestone = call.home.milestones.get(int(call.values["milestone_number"]))
    if milestone is None:
        raise not_found()
    return milestone


# --- timeline ------------------------------------------------------------------------


def list_timeline(call: Call) -> Answer:
    """GET …/issues/{number}/timeline, the oldest first."""
    issue = call.issue

    def render(one: Event) -> bytes:
        return encoded(event(call.payloads, call.state, call.home, issue, one))

    # Who may not see where an issue was spoken of does not learn that it was.
    events = [
        one
        for one in call.home.timeline(issue.number)
        if one.kind != "cross-referenced" or call.viewer.sees(one.issue)
    ]
    return numbered(call.request, call.here, events, render)


# --- sub-issues ----------------------------------------------------------------------


def get_parent(call: Call) -> Answer:
    """GET …/issues/{number}/parent."""
    found = call.state.find_issue(call.issue.parent or 0)
    if found is None:
        raise not_found()
    return Answer(200, call.payloads.single_issue(*found))


def list_sub_issues(call: Call) -> Answer:
    """GET …/issues/{number}/sub_issues, in their order."""
    found = filter(None, map(call.state.find_issue, call.issue.sub_issues))
    return numbered(
        call.request,
        call.here,
        list(found),
        lambda pair: call.payloads.issue_bytes(*pair),
    )


def add_sub_issue(call: Call) -> Answer:
    """POST …/issues/{number}/sub_issues; answers with the parent."""
    _need_triage(call)
    home, child = _child(call)
    if child.parent is not None and call.data.get("replace_parent") is True:
        upper = call.state.find_issue(child.parent)
        if upper is not None:
            call.changes.remove_sub_issue(upper, (home, child), call.who)
            child = home.issues[child.number].newest
    if child.parent is not None or child.id == call.issue.id:
        raise _refused(
            "Issue may not contain duplicate sub-issues and "
            "Sub issue may only have one parent"
        )
    if len(call.issue.sub_issues) >= MOST_SUB_ISSUES:
        raise _refused("Parent cannot have more than 100 sub-issues")
    if _level(call, call.issue) + 1 >= DEEPEST:
        raise _refused("Parent cannot have more than 8 layers of sub-issues")
    parent = (call.home, call.issue)
    changed = call.changes.add_sub_issue(parent, (home, child), call.who)
    url = call.payloads.issue_url(call.home, changed)
    return Answer(
        201, call.payloads.single_issue(call.home, changed), {"Location": url}
    )


def remove_sub_issue(call: Call) -> Answer:
    """DELETE …/issues/{number}/sub_issue; answers with the parent."""
    _need_triage(call)
    child = _child(call)
    if child[1].parent != call.issue.id:
        raise not_found()
    parent = (call.home, call.issue)
    changed = call.changes.remove_sub_issue(parent, child, call.who)
    return Answer(200, call.payloads.single_issue(call.home, changed))


def _child(call: Call) -> tuple[Repository, Issue]:
    """The issue that the body names by its id: of the same owner, and visible."""
    wanted = call.data.get("sub_issue_id")
    found = call.state.find_issue(wanted) if isinstance(wanted, int) else None
    if found is None or call.viewer.role(found[0]) == "none":
        raise Refusal(404, "The provided sub-issue does not exist")
    if found[0].owner != call.home.owner:
        raise _refused("Sub-issue must belong to the same owner as the parent")
    return found


def _level(call: Call, issue: Issue) -> int:
    """How many issues stand above."""
    level, above = 0, call.state.find_issue(issue.parent or 0)
    while above is not None:
        level, above = level + 1, call.state.find_issue(above[1].parent or 0)
    return level


def _refused(text: str) -> Refusal:
    start = "An error occured while adding the sub-issue to the parent issue."
    return Refusal(422, f"{start} {text}", errors=[])


def _need_triage(call: Call) -> None:
    if not call.who or not call.viewer.may_triage(call.home):
        raise Refusal(403, "Must have admin rights to Repository.")
