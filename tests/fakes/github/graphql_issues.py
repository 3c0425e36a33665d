"""GraphQL: issues, pull requests and comments."""

from __future__ import annotations

from .graphql_model import Args, Context, Kind, Of, Plain, Resolver, connection
from .graphql_timeline import timeline_items
from .graphql_world import Found, actor, related, small
from .payloads import stamp
from .state import Repository
from .values import Comment, node_id

Said = tuple[Repository, Comment]


def _state_reason(_: Context, found: Found, args: Args) -> str | None:
    """The reason; a duplicate looks like `not planned` unless it is asked for."""
    reason = found[1].state_reason
    if reason == "duplicate" and not args.get("enableDuplicate"):
        reason = "not_planned"
    return reason.upper() if reason else None


def _people(name: str) -> Resolver:
    def resolve(context: Context, found: Found, args: Args) -> Of:
        users = (actor(context, login) for login in found[1].assignees)
        return connection(name, "User", Plain([one for one in users if one]), args)

    return resolve


def _labels(_: Context, found: Found, args: Args) -> Of:
    home, issue = found
    row = Plain([Of("Label", (home, home.labels[one])) for one in issue.labels])
    return connection("labels", "Label", row, args)


def _milestone(_: Context, found: Found, __: Args) -> Of | None:
    home, issue = found
    if issue.milestone is None:
        return None
    return Of("Milestone", (home, home.milestones[issue.milestone]))


def _type(context: Context, found: Found, _: Args) -> Of | None:
    home, issue = found
    kind = context.server.state.type(home.owner, issue.type) if issue.type else None
    return Of("IssueType", kind) if kind else None


def _comments(_: Context, found: Found, args: Args) -> Of:
    home, issue = found
    talk = home.talk(issue.number)
    if (args.get("orderBy") or {}).get("field") == "UPDATED_AT":
        down = args["orderBy"]["direction"] == "DESC"
        talk.sort(key=lambda one: (one.updated_at, one.id), reverse=down)
    row = Plain([Of("IssueComment", (home, one)) for one in talk])
    return connection("comments", "IssueComment", row, args)


def _sub_issues(context: Context, found: Found, args: Args) -> Of:
    things = (related(context, one) for one in found[1].sub_issues)
    row = Plain([one for one in things if one])
    return connection("subIssues", "Issue", row, args)


def _summary(context: Context, found: Found, _: Args) -> Of:
    below = [context.server.state.find_issue(one) for one in found[1].sub_issues]
    done = sum(one is not None and one[1].state == "closed" for one in below)
    return Of("SubIssuesSummary", (len(below), done))


def _project_items(context: Context, found: Found, args: Args) -> Of:
    items = [
        Of("ProjectV2Item", (board, item))
        for board in context.server.state.projects.values()
        for item in board.items
        if item.issue == found[1].id
    ]
    return connection("projectItems", "ProjectV2Item", Plain(items), args)


def _state(_: Context, found: Found, __: Args) -> str:
    request = found[1].pull_request
    merged = request is not None and request.merged_at is not None
    return "MERGED" if merged else found[1].state.upper()


def _is_spoiled(context: Context, found: Found) -> bool:
    return found[1].id in context.server.payloads.spoiled


def _text(text: str | None) -> str:
    """A body: where REST says null, GraphQL says that it is empty."""
    return text or ""


SHARED: dict[str, Resolver] = {
    "id": lambda _, found, __: found[1].node,
    "databaseId": lambda _, found, __: small(found[1].id),
    "fullDatabaseId": lambda _, found, __: str(found[1].id),
    "number": lambda _, found, __: found[1].number,
    "url": lambda c, found, _: c.server.payloads.issue_page(*found),
    "title": lambda c, found, _: None if _is_spoiled(c, found) else found[1].title,
    "body": lambda _, found, __: _text(found[1].body),
    "state": _state,
    "closed": lambda _, found, __: found[1].state == "closed",
    "createdAt": lambda c, found, _: (
        None if _is_spoiled(c, found) else stamp(found[1].created_at)
    ),
    "updatedAt": lambda _, found, __: stamp(found[1].updated_at),
    "closedAt": lambda _, found, __: stamp(found[1].closed_at),
    "lastEditedAt": lambda _, found, __: stamp(found[1].edited_at),
    "author": lambda c, found, _: actor(c, found[1].author),
    "editor": lambda c, found, _: actor(c, found[1].editor),
    "authorAssociation": lambda c, found, _: c.server.state.association(
        found[0], found[1].author
    ),
    "includesCreatedEdit": lambda _, found, __: found[1].edited_at is not None,
    "locked": lambda _, found, __: found[1].locked,
    "assignees": _people("assignees"),
    "labels": _labels,
    "milestone": _milestone,
    "comments": _comments,
    "timelineItems": timeline_items,
    "projectItems": _project_items,
    "repository": lambda _, found, __: Of("Repository", found[0]),
}

ISSUES: dict[str, Kind] = {
    "Issue": Kind(
        frozenset(
            "Node Assignable Closable Comment Labelable Lockable RepositoryNode "
            "UniformResourceLocatable Updatable ProjectV2ItemContent "
            "ReferencedSubject IssueOrPullRequest".split()
        ),
        {
            **SHARED,
            "stateReason": _state_reason,
            "issueType": _type,
            "parent": lambda c, found, _: related(c, found[1].parent),
            "subIssues": _sub_issues,
            "subIssuesSummary": _summary,
            "duplicateOf": lambda c, found, _: related(c, found[1].duplicate_of),
        },
    ),
    "PullRequest": Kind(
        frozenset(
            "Node Assignable Closable Comment Labelable Lockable RepositoryNode "
            "UniformResourceLocatable Updatable ProjectV2ItemContent "
            "ReferencedSubject IssueOrPullRequest Closer".split()
        ),
        {
            **SHARED,
            "merged": lambda _, found, __: found[1].pull_request.merged_at is not None,
            "mergedAt": lambda _, found, __: stamp(found[1].pull_request.merged_at),
            "isDraft": lambda _, found, __: found[1].pull_request.draft,
        },
    ),
    "SubIssuesSummary": Kind(
        frozenset(),
        {
            "total": lambda _, pair, __: pair[0],
            "completed": lambda _, pair, __: pair[1],
            "percentCompleted": lambda _, pair, __: (
                100 * pair[1] // pair[0] if pair[0] else 0
            ),
        },
    ),
    "IssueComment": Kind(
        frozenset({"Node", "Comment", "RepositoryNode", "IssueTimelineItems"}),
        {
            "id": lambda _, said, __: node_id("IC", said[1].id),
            "databaseId": lambda _, said, __: small(said[1].id),
            "fullDatabaseId": lambda _, said, __: str(said[1].id),
            "body": lambda _, said, __: said[1].body,
            "author": lambda c, said, _: actor(c, said[1].author),
            "editor": lambda c, said, _: actor(c, said[1].editor),
            "authorAssociation": lambda c, said, _: c.server.state.association(
                said[0], said[1].author
            ),
            "createdAt": lambda _, said, __: stamp(said[1].created_at),
            "updatedAt": lambda _, said, __: stamp(said[1].updated_at),
            "lastEditedAt": lambda _, said, __: stamp(said[1].edited_at),
            "includesCreatedEdit": lambda _, said, __: said[1].edited_at is not None,
            "issue": lambda _, said, __: Of(
                "Issue", (said[0], said[0].issues[said[1].issue].newest)
            ),
            "url": lambda c, said, _: _comment_page(c, said),
            "repository": lambda _, said, __: Of("Repository", said[0]),
        },
    ),
}


def _comment_page(context: Context, said: Said) -> str:
    home, comment = said
    issue = home.issues[comment.issue].newest
    page = context.server.payloads.issue_page(home, issue)
    return f"{page}#issuecomment-{comment.id}"
