"""State as JSON, the rarer kinds: repositories, accounts, timelines of issues."""

from __future__ import annotations

from .payloads import Json, Payloads, stamp
from .state import Repository, State
from .values import ROLES, Event, Issue, IssueType, Role, User, node_id

# Addresses of a repository of which nothing is behind: their name is what follows.
PLAIN = (
    "contributors deployments downloads events forks hooks languages merges stargazers "
    "subscribers subscription tags teams"
).split()
TEMPLATES = {
    "archive_url": "{/archive_format}{/ref}",
    "assignees_url": "assignees{/user}",
    "blobs_url": "git/blobs{/sha}",
    "branches_url": "branches{/branch}",
    "collaborators_url": "collaborators{/collaborator}",
    "comments_url": "comments{/number}",
    "commits_url": "commits{/sha}",
    "compare_url": "compare/{base}...{head}",
    "contents_url": "contents/{+path}",
    "git_commits_url": "git/commits{/sha}",
    "git_refs_url": "git/refs{/sha}",
    "git_tags_url": "git/tags{/sha}",
    "issue_comment_url": "issues/comments{/number}",
    "issue_events_url": "issues/events{/number}",
    "issues_url": "issues{/number}",
    "keys_url": "keys{/key_id}",
    "labels_url": "labels{/name}",
    "milestones_url": "milestones{/number}",
    "notifications_url": "notifications{?since,all,participating}",
    "pulls_url": "pulls{/number}",
    "releases_url": "releases{/id}",
    "statuses_url": "statuses/{sha}",
    "trees_url": "git/trees{/sha}",
}


def permissions(role: Role) -> dict[str, bool]:
    """What a role may do, in the words of the API."""
    names: dict[str, Role] = {
        "admin": "admin",
        "maintain": "maintain",
        "push": "write",
        "triage": "triage",
        "pull": "read",
    }
    rank = ROLES.index(role)
    return {name: rank >= ROLES.index(least) for name, least in names.items()}


def simple_repository(payloads: Payloads, home: Repository) -> Json:
    """A repository as it stands inside of other things."""
    here = payloads.repository_url(home)
    return {
        "id": home.id,
        "node_id": node_id("R", home.id),
        "name": home.name,
        "full_name": home.full_name,
        "private": home.private,
        "owner": payloads.by_login(home.owner),
        "html_url": f"{payloads.web}/{home.full_name}",
        "description": None,
        "fork": False,
        "url": here,
        **{f"{name}_url": f"{here}/{name}" for name in PLAIN},
        **{name: f"{here}/{rest}" for name, rest in TEMPLATES.items()},
    }


def repository(payloads: Payloads, home: Repository, role: Role | None) -> Json:
    """A repository; `role` is what the one who asks may do, None for nobody."""
    page = f"{payloads.web}/{home.full_name}"
    is_open = sum(one.newest.state == "open" for one in home.issues.values())
    return {
        **simple_repository(payloads, home),
        "created_at": stamp(home.created_at),
        "updated_at": stamp(home.created_at),
        "pushed_at": stamp(home.created_at),
        "git_url": f"git://{page.partition('://')[2]}.git",
        "ssh_url": f"git@{page.partition('://')[2].replace('/', ':', 1)}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "homepage": None,
        "size": 0,
        **dict.fromkeys(("stargazers_count", "watchers_count", "forks_count"), 0),
        "language": None,
        "has_issues": home.has_issues,
        "has_projects": True,
        "has_downloads": True,
        "has_wiki": True,
        "has_pages": False,
        "has_discussions": False,
        "mirror_url": None,
        "archived": home.archived,
        "disabled": False,
        "open_issues_count": is_open,
        "license": None,
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": False,
        "topics": [],
        "visibility": "private" if home.private else "public",
        "forks": 0,
        "open_issues": is_open,
        "watchers": 0,
        "default_branch": "main",
        **({"permissions": permissions(role)} if role else {}),
        "temp_clone_token": "",
        "allow_squash_merge": True,
        "allow_merge_commit": True,
        "allow_rebase_merge": True,
        "allow_auto_merge": False,
        "delete_branch_on_merge": False,
    }


def full_repository(
    payloads: Payloads, state: State, home: Repository, role: Role | None
) -> Json:
    """A repository as an answer of its own."""
    organized = home.owner.casefold() in state.organizations
    return {
        **repository(payloads, home, role),
        **({"organization": payloads.by_login(home.owner)} if organized else {}),
        "network_count": 0,
        "subscribers_count": 1,
    }


def account(payloads: Payloads, user: User) -> Json:
    """An account as an answer of its own."""
    return {
        **payloads.user(user),
        "name": user.name,
        "company": None,
        "blog": "",
        "location": None,
        "email": None,
        "hireable": None,
        "bio": None,
        "twitter_username": None,
        "public_repos": 1,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": "2020-01-01T00:00:00Z",
        "updated_at": "2020-01-01T00:00:00Z",
    }


def event(
    payloads: Payloads, state: State, home: Repository, issue: Issue, one: Event
) -> Json:
    """An entry of an issue's timeline."""
    if one.kind == "commented" and one.comment is not None:
        comment = payloads.comment(home, home.comments[one.comment].newest)
        return {**comment, "event": "commented", "actor": comment["user"]}
    if one.kind == "committed":
        return _commit(payloads, home, one)
    if one.kind == "cross-referenced":
        return _reference(payloads, state, one)
    commit = f"{payloads.repository_url(home)}/commits/{one.commit}"
    return {
        "id": one.id,
        "node_id": node_id("EV", one.id),
        "url": f"{payloads.repository_url(home)}/issues/events/{one.id}",
        "actor": payloads.by_login(one.actor),
        "event": one.kind,
        "commit_id": one.commit,
        "commit_url": commit if one.commit else None,
        "created_at": stamp(one.at),
        "performed_via_github_app": None,
        **_details(payloads, state, home, one),
    }


def _details(payloads: Payloads, state: State, home: Repository, one: Event) -> Json:
    """What only events of its kind have."""
    match one.kind:
        case "labeled" | "unlabeled" if one.label:
            return {"label": {"name": one.label.name, "color": one.label.color}}
        case "assigned" | "unassigned":
            return {"assignee": payloads.by_login(one.assignee)}
        case "milestoned" | "demilestoned":
            return {"milestone": {"title": one.milestone}}
        case "renamed":
            return {"rename": {"from": one.was, "to": one.now}}
        case "closed" | "reopened":
            return {"state_reason": one.state_reason}
        case "locked":
            return {"lock_reason": one.text or None}
        case "issue_type_added" | "issue_type_removed" | "issue_type_changed":
            kind = state.type(home.owner, one.type or "")
            return {"issue_type": _type_in_short(kind) if kind else None}
        case "sub_issue_added" | "sub_issue_removed":
            return {"sub_issue": _other(payloads, state, one)}
        case "parent_issue_added" | "parent_issue_removed":
            return {"parent_issue": _other(payloads, state, one)}
        case _:
            return {}


def _type_in_short(kind: IssueType) -> Json:
    return {"id": kind.id, "name": kind.name, "color": kind.color}


def _other(payloads: Payloads, state: State, one: Event) -> Json | None:
    """Another issue, in short."""
    found = state.find_issue(one.issue) if one.issue else None
    if found is None:
        return None
    home, issue = found
    kind = state.type(home.owner, issue.type) if issue.type else None
    node = {"node_id": node_id("IT", kind.id)} if kind else {}
    return {
        "number": issue.number,
        "title": issue.title,
        "state": issue.state,
        "state_reason": issue.state_reason,
        "repository": simple_repository(payloads, home),
        "issue_type": _type_in_short(kind) | node if kind else None,
    }


def _reference(payloads: Payloads, state: State, one: Event) -> Json:
    """Another issue speaks of this one."""
    found = state.find_issue(one.issue) if one.issue else None
    issue = payloads.issue(*found) if found else None
    home = found[0] if found else None
    if issue and home:
        issue["repository"] = repository(payloads, home, None)
    return {
        "actor": payloads.by_login(one.actor),
        "created_at": stamp(one.at),
        "updated_at": stamp(one.at),
        "source": {"type": "issue", **({"issue": issue} if issue else {})},
        "event": "cross-referenced",
    }


def _commit(payloads: Payloads, home: Repository, one: Event) -> Json:
    """A commit of a pull request: such entries have a hash and no id."""
    here = payloads.repository_url(home)
    person = {
        "name": one.actor or "ghost",
        "email": f"{one.actor or 'ghost'}@users.example",
        "date": stamp(one.at),
    }
    return {
        "sha": one.commit,
        "node_id": f"C_{one.commit}",
        "url": f"{here}/git/commits/{one.commit}",
        "html_url": f"{payloads.web}/{home.full_name}/commit/{one.commit}",
        "author": person,
        "committer": person,
        "tree": {"sha": one.commit, "url": f"{here}/git/trees/{one.commit}"},
        "message": one.text,
        "parents": [],
        "verification": {
            "verified": False,
            "reason": "unsigned",
            "signature": None,
            "payload": None,
            "verified_at": None,
        },
        "event": "committed",
    }
