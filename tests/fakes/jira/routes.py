"""The routes: which function answers which method and path, and in which dress."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from . import rest_agile as agile
from . import rest_comments as comments
from . import rest_history as history
from . import rest_issues as issues
from . import rest_links as links
from . import rest_people as people
from . import rest_search as search
from . import rest_site as site
from .call import Call
from .rest_create import create, create_in_bulk
from .wire import Answer

Handler = Callable[[Call], Answer]

ISSUE = "/issue/{issueIdOrKey}"
COMMENT = "/comment/{commentId}/properties"
META = "/issue/createmeta/{projectIdOrKey}/issuetypes"
BOARD = "/agile/board/{boardId}"
SPRINT = "/agile/sprint/{sprintId}"

BOTH: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/serverInfo", site.server_info),
    ("GET", "/myself", site.myself),
    ("GET", "/mypermissions", site.my_permissions),
    ("GET", "/project", site.list_projects),
    ("GET", "/project/{projectIdOrKey}", site.get_project),
    ("GET", "/project/{projectIdOrKey}/statuses", site.project_statuses),
    ("GET", "/project/{projectKeyOrId}/permissionscheme", site.permission_scheme),
    ("GET", META, site.create_types),
    ("GET", f"{META}/{{issueTypeId}}", site.create_fields),
    ("GET", "/field", site.list_fields),
    ("GET", "/issuetype", site.list_types),
    ("GET", "/priority", site.list_priorities),
    ("GET", "/resolution", site.list_resolutions),
    ("GET", "/status", site.list_statuses),
    ("GET", "/statuscategory", site.list_categories),
    ("GET", "/issueLinkType", site.list_link_types),
    ("GET", "/user", people.get_user),
    ("GET", "/user/search", people.search_users),
    ("GET", "/user/assignable/search", people.assignable),
    ("GET", "/user/viewissue/search", people.who_browses),
    ("POST", "/issue", create),
    ("POST", "/issue/bulk", create_in_bulk),
    ("GET", ISSUE, issues.get_issue),
    ("PUT", ISSUE, issues.edit_issue),
    ("DELETE", ISSUE, issues.delete_issue),
    ("GET", f"{ISSUE}/editmeta", issues.edit_meta),
    ("PUT", f"{ISSUE}/assignee", issues.assign),
    ("GET", f"{ISSUE}/transitions", issues.list_transitions),
    ("POST", f"{ISSUE}/transitions", issues.transition),
    ("GET", f"{ISSUE}/properties", issues.list_properties),
    ("GET", f"{ISSUE}/properties/{{propertyKey}}", issues.get_property),
    ("PUT", f"{ISSUE}/properties/{{propertyKey}}", issues.put_property),
    ("DELETE", f"{ISSUE}/properties/{{propertyKey}}", issues.drop_property),
    ("GET", f"{ISSUE}/comment", comments.list_comments),
    ("POST", f"{ISSUE}/comment", comments.add_comment),
    ("GET", f"{ISSUE}/comment/{{id}}", comments.get_comment),
    ("PUT", f"{ISSUE}/comment/{{id}}", comments.edit_comment),
    ("DELETE", f"{ISSUE}/comment/{{id}}", comments.delete_comment),
    ("GET", COMMENT, comments.comment_properties),
    ("GET", f"{COMMENT}/{{propertyKey}}", comments.get_comment_property),
    ("PUT", f"{COMMENT}/{{propertyKey}}", comments.put_comment_property),
    ("GET", f"{ISSUE}/remotelink", links.list_remotes),
    ("POST", f"{ISSUE}/remotelink", links.put_remote),
    ("DELETE", f"{ISSUE}/remotelink", links.delete_remote),
    ("GET", f"{ISSUE}/remotelink/{{linkId}}", links.get_remote),
    ("DELETE", f"{ISSUE}/remotelink/{{linkId}}", links.delete_remote),
    ("POST", "/issueLink", links.create_link),
    ("GET", "/issueLink/{linkId}", links.get_link),
    ("DELETE", "/issueLink/{linkId}", links.delete_link),
    ("GET", "/applinks/listApplicationlinks", site.application_links),
    ("GET", "/agile/board", agile.list_boards),
    ("GET", BOARD, agile.get_board),
    ("GET", f"{BOARD}/sprint", agile.board_sprints),
    ("GET", f"{BOARD}/issue", agile.board_issues),
    ("GET", f"{BOARD}/backlog", agile.backlog),
    ("GET", f"{BOARD}/sprint/{{sprintId}}/issue", agile.sprint_issues),
    ("POST", "/agile/sprint", agile.create_sprint),
    ("GET", SPRINT, agile.get_sprint),
    ("POST", SPRINT, agile.change_sprint),
    ("GET", f"{SPRINT}/issue", agile.sprint_issues),
    ("POST", f"{SPRINT}/issue", agile.move_to_sprint),
    ("POST", "/agile/backlog/issue", agile.move_to_backlog),
)
CLOUD: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/project/search", site.search_projects),
    ("GET", "/user/bulk", people.get_users),
    ("GET", "/users/search", people.all_users),
    ("POST", "/issue/bulkfetch", history.bulk_fetch),
    ("GET", f"{ISSUE}/changelog", history.changelog),
    ("POST", "/changelog/bulkfetch", history.bulk_changelog),
    ("GET", "/search/jql", search.search),
    ("POST", "/search/jql", search.search),
    ("POST", "/search/approximate-count", search.count),
    ("POST", "/jql/parse", search.parse_queries),
    ("GET", "/search", search.removed),
    ("POST", "/search", search.removed),
)
SERVER: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/search", search.search_server),
    ("POST", "/search", search.search_server),
)

Found = tuple[str, Handler, dict[str, str]]


@cache
def _compiled(cloud: bool) -> tuple[tuple[str, re.Pattern[str], str, Handler], ...]:
    """Those without names first: `/issue/bulk` is no issue."""
    all_ = sorted(BOTH + (CLOUD if cloud else SERVER), key=lambda x: x[1].count("{"))
    return tuple(
        (
            method,
            re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)),
            path,
            handler,
        )
        for method, path, handler in all_
    )


def find(method: str, named: str, *, cloud: bool) -> Found | None:
    """The route of a request: its template, its handler, and what its path names."""
    for one, pattern, path, handler in _compiled(cloud):
        match = pattern.fullmatch(named)
        if match is not None and one == method:
            return path, handler, match.groupdict()
    return None


def respond(call: Call, found: Found) -> Answer:
    """The answer of a route.

    Raises:
        Refusal: Jira says no.
    """
    _, handler, values = found
    return handler(replace(call, values=values))
