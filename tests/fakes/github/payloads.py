"""State as JSON: what REST answers with. Nothing about requests in here.

Issues are many and change seldom: each is encoded once and kept as bytes until it, or
something that is shown inside of it, changes. `url`s stand on the fake's own host.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec

from .state import Repository, State
from .values import Comment, Issue, IssueType, Label, Milestone, User, node_id

KEPT = 20_000
"""How many encoded issues are kept; a page of 100 is encoded anew in about 2 ms."""

Json = dict[str, Any]


def stamp(when: datetime | None) -> str | None:
    """A time as GitHub writes it."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when else None


def encoded(value: object) -> bytes:
    """As JSON."""
    return msgspec.json.encode(value)


class Payloads:
    """What things look like from outside.

    Args:
        state: what there is.
        api: address of the API, without a slash at its end.
        web: address of the pages that people see, without a slash at its end.
    """

    def __init__(self, state: State, api: str, web: str) -> None:
        self._state = state
        self.api = api
        self.web = web
        self._issues: dict[int, tuple[Issue, int, bytes]] = {}
        self.spoiled: set[int] = set()
        """Ids of issues that are shown so that nobody can understand them."""
        self._users: dict[str, tuple[User, msgspec.Raw]] = {}

    # Addresses

    def repository_url(self, home: Repository) -> str:
        """Where the API has a repository."""
        return f"{self.api}/repos/{home.full_name}"

    def issue_url(self, home: Repository, issue: Issue) -> str:
        """Where the API has an issue."""
        return f"{self.repository_url(home)}/issues/{issue.number}"

    def issue_page(self, home: Repository, issue: Issue) -> str:
        """Where people see an issue."""
        kind = "pull" if issue.pull_request else "issues"
        return f"{self.web}/{home.full_name}/{kind}/{issue.number}"

    def user_page(self, user: User) -> str:
        """Where people see an account."""
        if user.kind == "Bot":
            return f"{self.web}/apps/{user.login.removesuffix('[bot]')}"
        return f"{self.web}/{user.login}"

    # People

    def user(self, user: User) -> Json:
        """An account, as it stands inside of other things."""
        here = f"{self.api}/users/{quote(user.login)}"
        return {
            "login": user.login,
            "id": user.id,
            "node_id": user.node,
            "avatar_url": f"{self.web}/avatars/{user.id}?v=4",
            "gravatar_id": "",
            "url": here,
            "html_url": self.user_page(user),
            "followers_url": f"{here}/followers",
            "following_url": f"{here}/following{{/other_user}}",
            "gists_url": f"{here}/gists{{/gist_id}}",
            "starred_url": f"{here}/starred{{/owner}}{{/repo}}",
            "subscriptions_url": f"{here}/subscriptions",
            "organizations_url": f"{here}/orgs",
            "repos_url": f"{here}/repos",
            "events_url": f"{here}/events{{/privacy}}",
            "received_events_url": f"{here}/received_events",
            "type": user.kind,
            "user_view_type": "public",
            "site_admin": False,
        }

    def by_login(self, login: str | None) -> msgspec.Raw | None:
        """The account of that name; None for a ghost."""
        user = self._state.user(login) if login is not None else None
        if user is None:
            return None
        kept = self._users.get(user.login)
        if kept is None or kept[0] is not user:
            kept = (user, msgspec.Raw(encoded(self.user(user))))
            self._users[user.login] = kept
        return kept[1]

    # What belongs to a repository

    def label(self, home: Repository, label: Label) -> Json:
        """A label."""
        return {
            "id": label.id,
            "node_id": node_id("LA", label.id),
            "url": f"{self.repository_url(home)}/labels/{quote(label.name, safe='')}",
            "name": label.name,
            "color": label.color,
            "default": False,
            "description": label.description,
        }

    def milestone(self, home: Repository, milestone: Milestone) -> Json:
        """A milestone."""
        here = f"{self.repository_url(home)}/milestones/{milestone.number}"
        return {
            "url": here,
            "html_url": f"{self.web}/{home.full_name}/milestone/{milestone.number}",
            "labels_url": f"{here}/labels",
            "id": milestone.id,
            "node_id": node_id("MI", milestone.id),
            "number": milestone.number,
            "title": milestone.title,
            "description": milestone.description,
            "creator": self.by_login(milestone.creator),
            "open_issues": home.counts[milestone.number, "open"],
            "closed_issues": home.counts[milestone.number, "closed"],
            "state": milestone.state,
            "created_at": stamp(milestone.created_at),
            "updated_at": stamp(milestone.updated_at),
            "due_on": stamp(milestone.due_on),
            "closed_at": stamp(milestone.closed_at),
        }

    def issue_type(self, kind: IssueType) -> Json:
        """An issue type."""
        return {
            "id": kind.id,
            "node_id": node_id("IT", kind.id),
            "name": kind.name,
            "description": kind.description,
            "color": kind.color,
            "created_at": stamp(kind.created_at),
            "updated_at": stamp(kind.created_at),
            "is_enabled": True,
        }

    def reactions(self, url: str) -> Json:
        """No reactions: the fake keeps none."""
        kinds = "+1 -1 laugh hooray confused heart rocket eyes".split()
        return {
            "url": f"{url}/reactions",
            "total_count": 0,
            **dict.fromkeys(kinds, 0),
        }

    def comment(self, home: Repository, comment: Comment) -> Json:
        """A comment."""
        issue = home.issues[comment.issue].newest
        here = f"{self.repository_url(home)}/issues/comments/{comment.id}"
        return {
            "url": here,
            "html_url": f"{self.issue_page(home, issue)}#issuecomment-{comment.id}",
            "issue_url": self.issue_url(home, issue),
            "id": comment.id,
            "node_id": node_id("IC", comment.id),
            "user": self.by_login(comment.author),
            "created_at": stamp(comment.created_at),
            "updated_at": stamp(comment.updated_at),
            "body": comment.body,
            "author_association": self._state.association(home, comment.author),
            "reactions": self.reactions(here),
            "performed_via_github_app": None,
        }

    # Issues

    def issue_bytes(self, home: Repository, issue: Issue) -> bytes:
        """An issue as an entry of a list, encoded."""
        kept = self._issues.get(issue.id)
        if kept is not None and kept[0] is issue and kept[1] == home.looks:
            return kept[2]
        if len(self._issues) >= KEPT:
            self._issues.clear()
        shown = self.issue(home, issue)
        if issue.id in self.spoiled:
            shown |= {"created_at": None, "title": None}
        data = encoded(shown)
        self._issues[issue.id] = (issue, home.looks, data)
        return data

    def single_issue(self, home: Repository, issue: Issue) -> bytes:
        """An issue as an answer of its own: it says who closed it, lists do not."""
        closer = encoded({"closed_by": self.by_login(issue.closed_by)})
        return self.issue_bytes(home, issue)[:-1] + b"," + closer[1:]

    def issue(self, home: Repository, issue: Issue) -> Json:
        """An issue as an entry of a list."""
        here = self.issue_url(home, issue)
        assignees = [self.by_login(login) for login in issue.assignees]
        labels = [self.label(home, home.labels[one]) for one in issue.labels]
        milestone = home.milestones.get(issue.milestone or 0)
        return {
            "url": here,
            "repository_url": self.repository_url(home),
            "labels_url": f"{here}/labels{{/name}}",
            "comments_url": f"{here}/comments",
            "events_url": f"{here}/events",
            "html_url": self.issue_page(home, issue),
            "id": issue.id,
            "node_id": issue.node,
            "number": issue.number,
            "title": issue.title,
            "user": self.by_login(issue.author),
            "labels": labels,
            "state": issue.state,
            "locked": issue.locked,
            "assignee": assignees[0] if assignees else None,
            "assignees": assignees,
            "milestone": self.milestone(home, milestone) if milestone else None,
            "comments": issue.comments,
            "created_at": stamp(issue.created_at),
            "updated_at": stamp(issue.updated_at),
            "closed_at": stamp(issue.closed_at),
            "author_association": self._state.association(home, issue.author),
            **self._type(home, issue),
            "active_lock_reason": issue.lock_reason,
            "sub_issues_summary": self._sub_issues(issue),
            "issue_dependencies_summary": {
                "blocked_by": 0,
                "total_blocked_by": 0,
                "blocking": 0,
                "total_blocking": 0,
            },
            "body": issue.body,
            "reactions": self.reactions(here),
            "timeline_url": f"{here}/timeline",
            "performed_via_github_app": None,
            "state_reason": issue.state_reason,
            **self._parent(issue),
            **self._pull_request(home, issue),
        }

    def _type(self, home: Repository, issue: Issue) -> Json:
        """Only repositories of organisations have types."""
        if home.owner.casefold() not in self._state.organizations:
            return {}
        kind = self._state.type(home.owner, issue.type) if issue.type else None
        return {"type": self.issue_type(kind) if kind else None}

    def _sub_issues(self, issue: Issue) -> Json:
        found = [self._state.find_issue(one) for one in issue.sub_issues]
        done = sum(one is not None and one[1].state == "closed" for one in found)
        total = len(found)
        return {
            "total": total,
            "completed": done,
            "percent_completed": 100 * done // total if total else 0,
        }

    def _parent(self, issue: Issue) -> Json:
        found = self._state.find_issue(issue.parent) if issue.parent else None
        return {"parent_issue_url": self.issue_url(*found)} if found else {}

    def _pull_request(self, home: Repository, issue: Issue) -> Json:
        if issue.pull_request is None:
            return {}
        page = self.issue_page(home, issue)
        return {
            "draft": issue.pull_request.draft,
            "pull_request": {
                "url": f"{self.repository_url(home)}/pulls/{issue.number}",
                "html_url": page,
                "diff_url": f"{page}.diff",
                "patch_url": f"{page}.patch",
                "merged_at": stamp(issue.pull_request.merged_at),
            },
        }
