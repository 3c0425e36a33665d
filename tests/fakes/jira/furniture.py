"""What every Jira has before anybody sets anything up."""

from __future__ import annotations

from .state import Screen, State
from .values import (
    Category,
    Field,
    IssueType,
    Kind,
    LinkType,
    Named,
    Status,
    Transition,
)

SPRINT = "customfield_10020"
SYSTEM: tuple[tuple[str, str, Kind], ...] = (
    ("summary", "Summary", "text"),
    ("description", "Description", "textarea"),
    ("issuetype", "Issue Type", "issuetype"),
    ("project", "Project", "project"),
    ("labels", "Labels", "labels"),
    ("assignee", "Assignee", "user"),
    ("reporter", "Reporter", "user"),
    ("priority", "Priority", "priority"),
    ("duedate", "Due date", "date"),
    ("parent", "Parent", "parent"),
    ("issuelinks", "Linked Issues", "links"),
    ("resolution", "Resolution", "resolution"),
    ("environment", "Environment", "textarea"),
    ("security", "Security Level", "none"),
    ("status", "Status", "none"),
    ("creator", "Creator", "none"),
    ("created", "Created", "none"),
    ("updated", "Updated", "none"),
    ("resolutiondate", "Resolved", "none"),
    ("statuscategorychangedate", "Status Category Changed", "none"),
    ("comment", "Comment", "none"),
    ("subtasks", "Sub-tasks", "none"),
)
CREATE = (
    "summary",
    "description",
    "issuetype",
    "project",
    "labels",
    "assignee",
    "reporter",
    "priority",
    "duedate",
    "issuelinks",
    "environment",
)
EDIT = frozenset(CREATE) - {"project"}
STATUSES: tuple[tuple[str, str, Category], ...] = (
    ("10000", "To Do", "new"),
    ("3", "In Progress", "indeterminate"),
    ("10001", "Done", "done"),
    ("6", "Closed", "done"),
)
RESOLUTIONS = ("Done", "Won't Do", "Duplicate", "Cannot Reproduce")
PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
TYPES = ("Epic", "Story", "Task", "Bug", "Incident", "Sub-task")
LINK_TYPES = (
    ("Blocks", "is blocked by", "blocks"),
    ("Duplicate", "is duplicated by", "duplicates"),
    ("Relates", "relates to", "relates to"),
)


def furnish(state: State) -> None:
    """Put all of it into an empty state."""
    for id_, name, kind in SYSTEM:
        state.fields[id_] = Field(id=id_, name=name, kind=kind, clauses=(id_,))
    for id_, name, category in STATUSES:
        state.statuses[id_] = Status(id=id_, name=name, category=category)
    for number, name in enumerate(RESOLUTIONS, 10_000):
        state.resolutions[str(number)] = Named(id=str(number), name=name)
    for number, name in enumerate(PRIORITIES, 1):
        state.priorities[str(number)] = Named(id=str(number), name=name)
    for number, (name, inward, outward) in enumerate(LINK_TYPES, 10_000):
        link = LinkType(id=str(number), name=name, inward=inward, outward=outward)
        state.link_types[link.id] = link
    for name in TYPES:
        type_of(state, name)
    clauses = ("cf[10020]", "Sprint")
    state.fields[SPRINT] = Field(
        id=SPRINT, name="Sprint", kind="sprint", custom=True, clauses=clauses
    )


def type_of(state: State, name: str) -> IssueType:
    """The issue type of that name, which is made where there is none."""
    known = state.type_named(name)
    if known is not None:
        return known
    number = str(state.next_id("type", 10_000))
    type_ = IssueType(id=number, name=name, subtask="Sub-task" in name)
    state.types[number] = type_
    return type_


def simple_workflow() -> list[Transition]:
    """The one of new projects: all statuses but `Closed`, from everywhere."""
    ways = zip(("11", "21", "31"), STATUSES[:3], strict=True)
    return [
        Transition(
            id=id_,
            name=name,
            to=status,
            resolution="10000" if category == "done" else None,
        )
        for id_, (status, name, category) in ways
    ]


def usual_screen(state: State, type_id: str) -> Screen:
    """The fields that a type has from the start; sub-tasks need a parent."""
    below = state.types[type_id].subtask
    needed = {"summary", "issuetype", "project", "reporter"}
    create = {one: one in needed for one in CREATE}
    if state.cloud or below:
        create["parent"] = below
    create[SPRINT] = False
    edit = {*EDIT, SPRINT, "parent"}
    return Screen(create=create, edit=edit, defaults={"priority": "3"})
