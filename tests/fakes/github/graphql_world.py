"""GraphQL: where a query begins, accounts, repositories, labels and milestones."""

from __future__ import annotations

from .graphql_model import (
    Args,
    Context,
    Kind,
    Of,
    Plain,
    Resolver,
    Trouble,
    connection,
)
from .payloads import stamp
from .state import Repository
from .values import (
    Issue,
    Project,
    User,
    node_id,
    number_in,
)
from .wire import Refusal

MOST_IDS = 100
# GraphQL's `Int` ends here; GitHub's issues have passed it.
LARGEST_INT = 2**31 - 1

Found = tuple[Repository, Issue]


def of_issue(home: Repository, issue: Issue) -> Of:
    """An issue or a pull request."""
    return Of("PullRequest" if issue.pull_request else "Issue", (home, issue))


def small(number: int) -> int | None:
    """A number as `Int`: null where it does not fit."""
    return number if number <= LARGEST_INT else None


def actor(context: Context, login: str | None) -> Of | None:
    """An account; null for a ghost."""
    user = context.server.state.user(login) if login is not None else None
    return Of(user.kind, user) if user else None


def readable(context: Context, found: Found | None) -> Of | None:
    """An issue, if the one who asks may see it.

    Raises:
        Trouble: FORBIDDEN, the token has no permission on issues.
    """
    if found is None or context.viewer.role(found[0]) == "none":
        return None
    need_issues(context, found[0])
    return of_issue(*found)


def need_issues(context: Context, home: Repository) -> None:
    """Let those pass whose token may read the issues of a repository.

    Raises:
        Trouble: FORBIDDEN, it may not.
    """
    try:
        context.viewer.need_issues(home, "read")
    except Refusal as refusal:
        raise Trouble("FORBIDDEN", refusal.message) from None


def related(context: Context, issue_id: int | None) -> Of | None:
    """Another issue to which one is related; null where it may not be seen."""
    found = context.server.state.find_issue(issue_id) if issue_id else None
    try:
        return readable(context, found)
    except Trouble:
        return None


# --- where a query begins ------------------------------------------------------------


def _node(context: Context, _: None, args: Args) -> Of:
    given = args["id"]
    known = number_in(given)
    prefix, number = known or ("", 0)
    state = context.server.state
    thing: Of | None = None
    if prefix in {"I", "PR"}:
        thing = readable(context, state.find_issue(number))
    elif prefix == "R":
        home = state.repositories.get(number)
        if home is not None and context.viewer.role(home) != "none":
            thing = Of("Repository", home)
    elif prefix == "PVT":
        boards = (one for one in state.projects.values() if one.id == number)
        board = next(boards, None)
        thing = visible_board(context, board) if board else None
    elif prefix in {"U", "BOT", "O"}:
        users = (user for user in state.users.values() if user.node == given)
        thing = next((Of(user.kind, user) for user in users), None)
    if thing is None:
        text = f"Could not resolve to a node with the global id of '{given}'"
        raise Trouble("NOT_FOUND", text)
    return thing


def _nodes(context: Context, _: None, args: Args) -> list[Of | Trouble]:
    ids = args["ids"]
    if len(ids) > MOST_IDS:
        text = f"You may not provide more than {MOST_IDS} node ids; you provided "
        raise Trouble("ARGUMENT_LIMIT", f"{text}{len(ids)}.", up=True)
    found: list[Of | Trouble] = []
    for one in ids:
        try:
            found.append(_node(context, None, {"id": one}))
        except Trouble as trouble:
            found.append(trouble)
    return found


def _repository(context: Context, _: object, args: Args) -> Of:
    full_name = f"{args['owner']}/{args['name']}"
    home = context.server.state.find_repository(full_name)
    # Old names lead on, unless the query forbids it.
    renamed = home is not None and home.full_name.casefold() != full_name.casefold()
    stale = renamed and args.get("followRenames") is False
    if home is None or stale or context.viewer.role(home) == "none":
        text = f"Could not resolve to a Repository with the name '{full_name}'."
        raise Trouble("NOT_FOUND", text)
    return Of("Repository", home)


def _owner(kind: str, words: str) -> Resolver:
    def resolve(context: Context, _: None, args: Args) -> Of:
        user = context.server.state.user(args["login"])
        if user is None or user.kind != kind:
            text = f"Could not resolve to {words} with the login of '{args['login']}'."
            raise Trouble("NOT_FOUND", text)
        return Of(user.kind, user)

    return resolve


def _any_owner(context: Context, _: None, args: Args) -> Of | None:
    user = context.server.state.user(args["login"])
    return Of(user.kind, user) if user else None


def _rate_limit(context: Context, _: None, __: Args) -> Of | None:
    limits = context.server.limits
    token = context.viewer.key
    limit = limits.limit(token, "graphql")
    if limit is None:
        return None
    window = limits.window(token, "graphql")
    return Of(
        "RateLimit",
        {
            "cost": 1,
            "limit": limit,
            "nodeCount": 0,
            "remaining": limits.remaining(token, "graphql"),
            "resetAt": stamp(window.reset),
            "used": window.used,
        },
    )


# --- what owners have ----------------------------------------------------------------


def visible_board(context: Context, board: Project) -> Of | None:
    """A board, if it is public or the one who asks belongs to its owner.

    Raises:
        Trouble: the token may not read boards.
    """
    token, state = context.viewer.token, context.server.state
    if token is None:
        return None
    if token.kind == "classic" and not {"project", "read:project"} & {*token.scopes}:
        text = (
            "Your token has not been granted the required scopes to execute this "
            "query. The 'projectV2' field requires one of the following scopes: "
            f"['read:project'], but your token has only been granted the: "
            f"{list(token.scopes)} scopes. Please modify your token's scopes at: "
            "https://github.com/settings/tokens."
        )
        raise Trouble("INSUFFICIENT_SCOPES", text)
    if token.kind != "classic" and token.projects == "none":
        raise Trouble("FORBIDDEN", token.not_accessible)
    belongs = token.login.casefold() == board.owner.casefold() or state.is_member(
        board.owner, token.login
    )
    if board.public or belongs or token.kind == "installation":
        return Of("ProjectV2", board)
    return None


def _board(context: Context, owner: User, args: Args) -> Of:
    number = args["number"]
    board = context.server.state.projects.get((owner.login.casefold(), number))
    found = visible_board(context, board) if board else None
    if found is None:
        text = f"Could not resolve to a ProjectV2 with the number {number}."
        raise Trouble("NOT_FOUND", text)
    return found


def _types(context: Context, owner: User, args: Args) -> Of:
    organization = context.server.state.organizations[owner.login.casefold()]
    row = Plain([Of("IssueType", kind) for kind in organization.types])
    return connection("issueTypes", "IssueType", row, args)


# --- the tables ----------------------------------------------------------------------


def _value(name: str) -> Resolver:
    return lambda _, source, __: source[name]


ACTOR: dict[str, Resolver] = {
    "login": lambda _, user, __: user.login,
    "url": lambda c, user, _: c.server.payloads.user_page(user),
    "avatarUrl": lambda c, user, _: f"{c.server.payloads.web}/avatars/{user.id}?v=4",
    "resourcePath": lambda c, user, _: c.server.payloads.user_page(user).removeprefix(
        c.server.payloads.web
    ),
    "id": lambda _, user, __: user.node,
    "databaseId": lambda _, user, __: user.id,
}

OWNER: dict[str, Resolver] = {
    **ACTOR,
    "name": lambda _, user, __: user.name,
    "projectV2": _board,
    "repository": lambda c, user, args: _repository(
        c, None, {"owner": user.login, **args}
    ),
}

WORLD: dict[str, Kind] = {
    "Query": Kind(
        frozenset(),
        {
            "viewer": lambda c, _, __: Of("User", c.server.state.user(c.viewer.name)),
            "rateLimit": _rate_limit,
            "node": _node,
            "nodes": _nodes,
            "repository": _repository,
            "organization": _owner("Organization", "an Organization"),
            "repositoryOwner": _any_owner,
            "user": _owner("User", "a User"),
        },
    ),
    "RateLimit": Kind(
        frozenset(),
        {
            name: _value(name)
            for name in "cost limit nodeCount remaining resetAt used".split()
        },
    ),
    "User": Kind(
        frozenset({"Actor", "Node", "RepositoryOwner", "ProjectV2Owner", "Assignee"}),
        OWNER,
    ),
    # A bot is `acme-bot[bot]` in REST and as the viewer, but `acme-bot` as an actor.
    "Bot": Kind(
        frozenset({"Actor", "Node", "Assignee"}),
        {**ACTOR, "login": lambda _, user, __: user.login.removesuffix("[bot]")},
    ),
    "Organization": Kind(
        frozenset({"Actor", "Node", "RepositoryOwner", "ProjectV2Owner"}),
        {**OWNER, "issueTypes": _types},
    ),
    "IssueType": Kind(
        frozenset({"Node"}),
        {
            "id": lambda _, kind, __: node_id("IT", kind.id),
            "name": lambda _, kind, __: kind.name,
            "description": lambda _, kind, __: kind.description,
            "color": lambda _, kind, __: kind.color.upper(),
            "isEnabled": lambda _, __, ___: True,
        },
    ),
}
