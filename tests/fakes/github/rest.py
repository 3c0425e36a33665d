"""The routes of the REST API: which function answers which method and path.

It finds the repository (by name, by an old name, by id) and the issue (here, moved,
deleted), looks whether the token may, and hands over. Answers are made in `rest_*`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from .call import Call, Server
from .rest_comments import (
    create_comment,
    delete_comment,
    edit_comment,
    get_comment,
    list_comments,
    list_repository_comments,
)
from .rest_contents import get_content, put_content
from .rest_issues import (
    add_labels,
    change_assignees,
    create_issue,
    edit_issue,
    get_issue,
    list_issue_labels,
    list_issues,
    lock_issue,
    remove_label,
    set_labels,
    unlock_issue,
)
from .rest_more import (
    access_token,
    account,
    check_assignee,
    get_permission,
    get_repository,
    list_assignees,
    list_types,
    meta,
    rate_limit,
    types_of_repository,
    who_am_i,
)
from .rest_plan import (
    add_sub_issue,
    create_label,
    create_milestone,
    edit_label,
    edit_milestone,
    get_label,
    get_milestone,
    get_parent,
    list_labels,
    list_milestones,
    list_sub_issues,
    list_timeline,
    remove_sub_issue,
)
from .wire import Answer, Refusal, Request, not_found

Handler = Callable[[Call], Answer]

HOME = "/repos/{owner}/{repo}"
ISSUE = f"{HOME}/issues/{{issue_number}}"

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", HOME, get_repository),
    ("GET", f"{HOME}/issues", list_issues),
    ("POST", f"{HOME}/issues", create_issue),
    ("GET", f"{HOME}/issues/comments", list_repository_comments),
    ("GET", f"{HOME}/issues/comments/{{comment_id}}", get_comment),
    ("PATCH", f"{HOME}/issues/comments/{{comment_id}}", edit_comment),
    ("DELETE", f"{HOME}/issues/comments/{{comment_id}}", delete_comment),
    ("GET", ISSUE, get_issue),
    ("PATCH", ISSUE, edit_issue),
    ("GET", f"{ISSUE}/comments", list_comments),
    ("POST", f"{ISSUE}/comments", create_comment),
    ("GET", f"{ISSUE}/timeline", list_timeline),
    ("GET", f"{ISSUE}/labels", list_issue_labels),
    ("POST", f"{ISSUE}/labels", add_labels),
    ("PUT", f"{ISSUE}/labels", set_labels),
    ("DELETE", f"{ISSUE}/labels/{{name}}", remove_label),
    ("POST", f"{ISSUE}/assignees", change_assignees),
    ("DELETE", f"{ISSUE}/assignees", change_assignees),
    ("PUT", f"{ISSUE}/lock", lock_issue),
    ("DELETE", f"{ISSUE}/lock", unlock_issue),
    ("GET", f"{ISSUE}/parent", get_parent),
    ("GET", f"{ISSUE}/sub_issues", list_sub_issues),
    ("POST", f"{ISSUE}/sub_issues", add_sub_issue),
    ("DELETE", f"{ISSUE}/sub_issue", remove_sub_issue),
    ("GET", f"{HOME}/labels", list_labels),
    ("POST", f"{HOME}/labels", create_label),
    ("GET", f"{HOME}/labels/{{name}}", get_label),
    ("PATCH", f"{HOME}/labels/{{name}}", edit_label),
    ("GET", f"{HOME}/milestones", list_milestones),
    ("POST", f"{HOME}/milestones", create_milestone),
    ("GET", f"{HOME}/milestones/{{milestone_number}}", get_milestone),
    ("PATCH", f"{HOME}/milestones/{{milestone_number}}", edit_milestone),
    ("GET", f"{HOME}/assignees", list_assignees),
    ("GET", f"{HOME}/assignees/{{assignee}}", check_assignee),
    ("GET", f"{HOME}/collaborators/{{username}}/permission", get_permission),
    ("GET", f"{HOME}/issue-types", types_of_repository),
    ("GET", f"{HOME}/contents/{{path}}", get_content),
    ("PUT", f"{HOME}/contents/{{path}}", put_content),
    ("GET", "/orgs/{org}/issue-types", list_types),
    ("GET", "/user", who_am_i),
    ("GET", "/users/{username}", account),
    ("GET", "/rate_limit", rate_limit),
    ("GET", "/meta", meta),
    ("POST", "/app/installations/{installation_id}/access_tokens", access_token),
)

OPEN = {
    get_repository,
    list_assignees,
    check_assignee,
    get_permission,
    get_content,
    put_content,
}
"""What needs no permission on issues: metadata is everybody's, contents have theirs."""


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path that the fake answers."""

    method: str
    template: str
    handler: Handler
    values: dict[str, str]
    """What stands in the path for each name of the template."""


@cache
def _patterns() -> tuple[tuple[str, str, Handler, re.Pattern[str]], ...]:
    return tuple(
        (method, template, handler, re.compile(_pattern(template)))
        for method, template, handler in ROUTES
    )


def _pattern(template: str) -> str:
    return re.sub(r"\{(\w+)\}", _group, template)


def _group(match: re.Match[str]) -> str:
    name = match[1]
    digits = name.endswith(("_number", "_id"))
    other = r".+" if name == "path" else r"[^/]+"
    return f"(?P<{name}>{r'[0-9]+' if digits else other})"


def find(method: str, path: str) -> Route | None:
    """The route of a request; its path names the repository."""
    for wanted, template, handler, pattern in _patterns():
        match = pattern.fullmatch(path) if wanted == method else None
        if match:
            values = {k: v.replace("%2F", "/") for k, v in match.groupdict().items()}
            return Route(method, template, handler, values)
    return None


def by_name(server: Server, request: Request) -> str:
    """The path with the repository's name in the place of its id.

    One that was deleted gets a name that none has.
    """
    match = re.match(r"/repositories/(\d+)(?=/|$)", request.path)
    home = server.state.repositories.get(int(match[1])) if match else None
    if match is None:
        return request.path
    name = home.full_name if home else f"deleted/{match[1]}"
    return f"/repos/{name}{request.path[match.end() :]}"


def respond(server: Server, call: Call) -> Answer:
    """Answer a request to the REST API.

    Raises:
        Refusal: GitHub says no.
    """
    path = by_name(server, call.request)
    route = find(call.request.method, path)
    if route is None:
        raise not_found()
    call = replace(call, values=route.values)
    if "owner" in route.values:
        call = _in_repository(call, route)
    return route.handler(call)


def _in_repository(call: Call, route: Route) -> Call:
    full_name = f"{route.values['owner']}/{route.values['repo']}"
    home = call.viewer.see(call.state.find_repository(full_name))
    if home.full_name.casefold() != full_name.casefold():
        parts = call.request.path.split("/")[4:]
        raise moved(call, "/".join(["", "repositories", str(home.id), *parts]))
    call = replace(call, found=home)
    reading = call.request.method == "GET"
    if route.handler not in OPEN:
        call.viewer.need_issues(home, "read" if reading else "write")
    if home.archived and not reading:
        raise Refusal(403, "Repository was archived so is read-only.")
    if not home.has_issues and "/issues" in route.template:
        raise Refusal(410, "Issues has been disabled in this repository.")
    if "issue_number" in route.values:
        return replace(call, subject=_issue(call))
    return call


def _issue(call: Call) -> int:
    """The number of an issue that is there."""
    home, number = call.home, int(call.values["issue_number"])
    if number in home.issues:
        return number
    if number in home.deleted:
        raise Refusal(410, "This issue was deleted")
    target = call.state.find_issue(home.moved.get(number, 0))
    if target is None or call.viewer.role(target[0]) == "none":
        raise not_found()
    parts = call.request.path.split("/issues/", 1)[1].split("/")[1:]
    there, issue = target
    start = ["", "repositories", str(there.id), "issues", str(issue.number)]
    raise moved(call, "/".join([*start, *parts]))


def moved(call: Call, path: str) -> Refusal:
    """It stands elsewhere: 301 to readers, 307 to writers, never with the query."""
    address = f"{call.payloads.api}{path}"
    status = 301 if call.request.method == "GET" else 307
    headers = {"Location": address}
    return Refusal(status, "Moved Permanently", headers=headers, url=address)
