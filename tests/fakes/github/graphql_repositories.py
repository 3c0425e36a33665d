"""GraphQL: repositories with their lists of issues, labels and milestones."""

from __future__ import annotations

from typing import Any

from .graphql_model import Args, Context, Issues, Kind, Of, Plain, Trouble, connection
from .graphql_world import actor, need_issues, of_issue, readable
from .lists import Wanted, read_time
from .payloads import stamp
from .state import Repository
from .values import node_id


def issues_of(
    context: Context, home: Repository, args: Args, milestone: str = ""
) -> Of:
    """A connection of issues; pull requests are not among them."""
    need_issues(context, home)
    some = args.get("filterBy") or {}
    states = args.get("states") or some.get("states") or ["OPEN", "CLOSED"]
    order = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    names = args.get("labels") or some.get("labels") or []
    fields = {"CREATED_AT": "created", "UPDATED_AT": "updated", "COMMENTS": "comments"}
    chosen = milestone or some.get("milestoneNumber") or some.get("milestone") or ""
    wanted = Wanted(
        state="all" if len(set(states)) == 2 else states[0].lower(),
        labels=tuple(name.casefold() for name in names),
        creator=(some.get("createdBy") or "").casefold(),
        assignee=(some.get("assignee") or "").casefold(),
        milestone=chosen,
        since=read_time(some["since"]) if some.get("since") else None,
        sort=fields[order["field"]],
        pull_requests=False,
    )
    upwards = order["direction"] == "ASC"
    row = context.server.listings.of(home, wanted, upwards=upwards)
    things = Issues(row, lambda issue: of_issue(home, issue))
    return connection("issues", "Issue", things, args)


def _issue(context: Context, home: Repository, args: Args) -> Of:
    issue = home.issue(args["number"])
    found = readable(context, (home, issue)) if issue else None
    if found is None or found.type != "Issue":
        number = args["number"]
        text = f"Could not resolve to an Issue with the number of {number}."
        raise Trouble("NOT_FOUND", text)
    return found


def _milestones(_: Context, home: Repository, args: Args) -> Of:
    states = args.get("states") or ["OPEN", "CLOSED"]
    order = args.get("orderBy") or {"field": "NUMBER", "direction": "ASC"}
    keys: dict[str, Any] = {
        "NUMBER": lambda m: m.number,
        "CREATED_AT": lambda m: (m.created_at, m.number),
        "UPDATED_AT": lambda m: (m.updated_at, m.number),
        "DUE_DATE": lambda m: (m.due_on is None, m.due_on, m.number),
    }
    found = [m for m in home.milestones.values() if m.state.upper() in states]
    found.sort(key=keys[order["field"]], reverse=order["direction"] == "DESC")
    row = Plain([Of("Milestone", (home, one)) for one in found])
    return connection("milestones", "Milestone", row, args)


def _labels(_: Context, home: Repository, args: Args) -> Of:
    row = Plain([Of("Label", (home, one)) for one in home.labels.values()])
    return connection("labels", "Label", row, args)


def _label(_: Context, home: Repository, args: Args) -> Of | None:
    label = home.label(args["name"])
    return Of("Label", (home, label)) if label else None


def _assignable(context: Context, home: Repository, args: Args) -> Of:
    like = (args.get("query") or "").casefold()
    users = [
        user
        for user in context.server.state.assignable(home)
        if like in user.login.casefold()
    ]
    row = Plain([Of(user.kind, user) for user in users])
    return connection("assignableUsers", "User", row, args)


REPOSITORIES: dict[str, Kind] = {
    "Repository": Kind(
        frozenset({"Node"}),
        {
            "id": lambda _, home, __: node_id("R", home.id),
            "databaseId": lambda _, home, __: home.id,
            "name": lambda _, home, __: home.name,
            "nameWithOwner": lambda _, home, __: home.full_name,
            "url": lambda c, home, _: f"{c.server.payloads.web}/{home.full_name}",
            "owner": lambda c, home, _: actor(c, home.owner),
            "isPrivate": lambda _, home, __: home.private,
            "isArchived": lambda _, home, __: home.archived,
            "visibility": lambda _, home, __: "PRIVATE" if home.private else "PUBLIC",
            "hasIssuesEnabled": lambda _, home, __: home.has_issues,
            "viewerPermission": lambda c, home, _: c.viewer.role(home).upper(),
            "createdAt": lambda _, home, __: stamp(home.created_at),
            "issue": _issue,
            "issues": issues_of,
            "milestones": _milestones,
            "milestone": lambda _, home, args: (
                Of("Milestone", (home, home.milestones[args["number"]]))
                if args["number"] in home.milestones
                else None
            ),
            "labels": _labels,
            "label": _label,
            "assignableUsers": _assignable,
        },
    ),
    "Label": Kind(
        frozenset({"Node"}),
        {
            "id": lambda _, pair, __: node_id("LA", pair[1].id),
            "name": lambda _, pair, __: pair[1].name,
            "color": lambda _, pair, __: pair[1].color,
            "description": lambda _, pair, __: pair[1].description,
        },
    ),
    "Milestone": Kind(
        frozenset({"Node"}),
        {
            "id": lambda _, pair, __: node_id("MI", pair[1].id),
            "number": lambda _, pair, __: pair[1].number,
            "title": lambda _, pair, __: pair[1].title,
            "description": lambda _, pair, __: pair[1].description,
            "state": lambda _, pair, __: pair[1].state.upper(),
            "closed": lambda _, pair, __: pair[1].closed_at is not None,
            "createdAt": lambda _, pair, __: stamp(pair[1].created_at),
            "updatedAt": lambda _, pair, __: stamp(pair[1].updated_at),
            "closedAt": lambda _, pair, __: stamp(pair[1].closed_at),
            "dueOn": lambda _, pair, __: stamp(pair[1].due_on),
            "creator": lambda c, pair, _: actor(c, pair[1].creator),
            "repository": lambda _, pair, __: Of("Repository", pair[0]),
            "url": lambda c, pair, _: (
                f"{c.server.payloads.web}/{pair[0].full_name}/milestone/{pair[1].number}"
            ),
            "issues": lambda c, pair, args: issues_of(
                c, pair[0], args, milestone=str(pair[1].number)
            ),
        },
    ),
}
