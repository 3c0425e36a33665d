"""What changes when somebody does something to an issue, and the events that leaves.

Who may do it is decided by the callers: `rest` for the API, `people` for browsers.
Every change of an issue bumps its `updated_at`, as GitHub's does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, Literal

from .references import mentioned, referred
from .state import Repository, State, Versions
from .values import Comment, Event, Issue, IssueType, Label, PullRequest

EVENTS = 15_000_000_000
# Beyond 32 bits, as GitHub's are.
ISSUES = 3_100_000_000
COMMENTS = 3_200_000_000
LABELS = 5_000_000_000


class Changes:
    """All that can happen to issues, comments and labels."""

    def __init__(self, state: State) -> None:
        self._state = state

    # Issues

    def open(
        self,
        home: Repository,
        who: str | None,
        title: str,
        body: str | None = None,
        pull_request: PullRequest | None = None,
    ) -> Issue:
        """A new issue, or a new pull request."""
        now = self._state.now()
        home.numbers += 1
        issue = Issue(
            id=self._state.next_id("issue", ISSUES),
            repository=home.id,
            number=home.numbers,
            title=title,
            body=body,
            author=who,
            created_at=now,
            updated_at=now,
            pull_request=pull_request,
        )
        self._state.places[issue.id] = (home.id, issue.number)
        home.issues[issue.number] = Versions(self._state.now(), issue)
        home.version += 1
        self.text_said(home, issue, who, body or "")
        return issue

    def save(self, home: Repository, issue: Issue) -> Issue:
        """Write an issue anew, as changed just now."""
        before = home.issues[issue.number].newest
        issue = replace(issue, updated_at=max(self._state.now(), before.updated_at))
        home.issues[issue.number].add(self._state.now(), issue)
        home.version += 1
        if (before.milestone, before.state) != (issue.milestone, issue.state):
            self._count(home, before, -1)
            self._count(home, issue, +1)
        return issue

    def edit_text(
        self, home: Repository, issue: Issue, who: str, title: str, body: str | None
    ) -> Issue:
        """Another title, or another text."""
        if title != issue.title:
            self.event(home, issue, "renamed", who, was=issue.title, now=title)
        if body != issue.body:
            now = self._state.now()
            issue = replace(issue, body=body, edited_at=now, editor=who)
            self.text_said(home, issue, who, body or "")
        return self.save(home, replace(issue, title=title))

    def close(
        self,
        home: Repository,
        issue: Issue,
        who: str | None,
        reason: str = "completed",
        *,
        commit: str | None = None,
        duplicate_of: int | None = None,
    ) -> Issue:
        """Close, or give the closed issue another reason."""
        self.event(home, issue, "closed", who, state_reason=reason, commit=commit)
        if duplicate_of is not None:
            self.event(home, issue, "marked_as_duplicate", who, issue=duplicate_of)
        closed = replace(
            issue,
            state="closed",
            state_reason=reason,
            closed_at=self._state.now(),
            closed_by=who,
            duplicate_of=duplicate_of,
        )
        return self.save(home, closed)

    def reopen(self, home: Repository, issue: Issue, who: str | None) -> Issue:
        """Open it again."""
        self.event(home, issue, "reopened", who, state_reason="reopened")
        reopened = replace(
            issue,
            state="open",
            state_reason="reopened",
            closed_at=None,
            closed_by=None,
            duplicate_of=None,
        )
        return self.save(home, reopened)

    def put_labels(
        self, home: Repository, issue: Issue, who: str | None, wanted: Collection[int]
    ) -> Issue:
        """Have exactly these labels, given by their ids."""
        labels = tuple(dict.fromkeys(wanted))
        if labels == issue.labels:
            return issue
        before = set(issue.labels)
        for one in [x for x in wanted if x not in before]:
            self.event(home, issue, "labeled", who, label=home.labels[one])
        for one in [x for x in issue.labels if x not in wanted]:
            self.event(home, issue, "unlabeled", who, label=home.labels[one])
        return self.save(home, replace(issue, labels=labels))

    def put_assignees(
        self, home: Repository, issue: Issue, who: str | None, wanted: Collection[str]
    ) -> Issue:
        """Have exactly these assignees."""
        assignees = tuple(dict.fromkeys(wanted))
        if assignees == issue.assignees:
            return issue
        for one in [x for x in wanted if x not in issue.assignees]:
            self.event(home, issue, "assigned", who, assignee=one)
        for one in [x for x in issue.assignees if x not in wanted]:
            self.event(home, issue, "unassigned", who, assignee=one)
        return self.save(home, replace(issue, assignees=assignees))

    def put_milestone(
        self, home: Repository, issue: Issue, who: str | None, number: int | None
    ) -> Issue:
        """Be in this milestone, or in none."""
        if issue.milestone == number:
            return issue
        if issue.milestone is not None:
            title = home.milestones[issue.milestone].title
            self.event(home, issue, "demilestoned", who, milestone=title)
        if number is not None:
            title = home.milestones[number].title
            self.event(home, issue, "milestoned", who, milestone=title)
        return self.save(home, replace(issue, milestone=number))

    def put_type(
        self, home: Repository, issue: Issue, who: str | None, kind: IssueType | None
    ) -> Issue:
        """Be of this type, or of none."""
        name = kind.name if kind else None
        if issue.type == name:
            return issue
        what = "added" if issue.type is None else "changed" if name else "removed"
        self.event(home, issue, f"issue_type_{what}", who, type=name or issue.type)
        return self.save(home, replace(issue, type=name))

    def lock(
        self, home: Repository, issue: Issue, who: str, reason: str | None
    ) -> Issue:
        """Only collaborators may comment from now on."""
        self.event(home, issue, "locked", who, text=reason or "")
        return self.save(home, replace(issue, locked=True, lock_reason=reason))

    def unlock(self, home: Repository, issue: Issue, who: str) -> Issue:
        """Everybody may comment again."""
        self.event(home, issue, "unlocked", who)
        return self.save(home, replace(issue, locked=False, lock_reason=None))

    def add_sub_issue(
        self,
        parent: tuple[Repository, Issue],
        child: tuple[Repository, Issue],
        who: str | None,
    ) -> Issue:
        """Put an issue below another; returns the parent."""
        (there, upper), (home, lower) = parent, child
        self.event(there, upper, "sub_issue_added", who, issue=lower.id)
        self.event(home, lower, "parent_issue_added", who, issue=upper.id)
        self.save(home, replace(lower, parent=upper.id))
        return self.save(
            there, replace(upper, sub_issues=(*upper.sub_issues, lower.id))
        )

    def remove_sub_issue(
        self,
        parent: tuple[Repository, Issue],
        child: tuple[Repository, Issue],
        who: str | None,
    ) -> Issue:
        """Take an issue out from below another; returns the parent."""
        (there, upper), (home, lower) = parent, child
        self.event(there, upper, "sub_issue_removed", who, issue=lower.id)
        self.event(home, lower, "parent_issue_removed", who, issue=upper.id)
        self.save(home, replace(lower, parent=None))
        rest = tuple(one for one in upper.sub_issues if one != lower.id)
        return self.save(there, replace(upper, sub_issues=rest))

    # Comments

    def comment(
        self, home: Repository, issue: Issue, who: str | None, body: str
    ) -> Comment:
        """Say something."""
        now = self._state.now()
        comment = Comment(
            id=self._state.next_id("comment", COMMENTS),
            issue=issue.number,
            author=who,
            body=body,
            created_at=now,
            updated_at=now,
        )
        home.comments[comment.id] = Versions(self._state.now(), comment)
        home.talks.setdefault(issue.number, []).append(comment.id)
        self.event(home, issue, "commented", who, comment=comment.id)
        self.text_said(home, issue, who, body)
        self.save(home, replace(issue, comments=issue.comments + 1))
        return comment

    def edit_comment(
        self, home: Repository, comment: Comment, who: str, body: str
    ) -> Comment:
        """Say it otherwise."""
        now = self._state.now()
        new = replace(comment, body=body, updated_at=now, edited_at=now, editor=who)
        home.comments[comment.id].add(self._state.now(), new)
        issue = home.issues[comment.issue].newest
        self.text_said(home, issue, who, body)
        self.save(home, issue)
        return new

    def delete_comment(self, home: Repository, comment: Comment, who: str) -> None:
        """Take it back."""
        del home.comments[comment.id]
        home.talks[comment.issue].remove(comment.id)
        issue = home.issues[comment.issue].newest
        entries = home.events[issue.number]
        home.events[issue.number] = [e for e in entries if e.comment != comment.id]
        self.event(home, issue, "comment_deleted", who)
        self.save(home, replace(issue, comments=issue.comments - 1))

    # Labels

    def make_label(
        self,
        home: Repository,
        name: str,
        color: str = "ededed",
        description: str | None = None,
    ) -> Label:
        """A new label of a repository."""
        label = Label(
            id=self._state.next_id("label", LABELS),
            name=name,
            color=color,
            description=description,
        )
        home.labels[label.id] = label
        return label

    # Events

    def event(
        self,
        home: Repository,
        issue: Issue,
        kind: str,
        who: str | None,
        /,
        **more: Any,  # noqa: ANN401 - fields of `Event`
    ) -> None:
        """One more entry of an issue's timeline; `more` are fields of `Event`."""
        number = self._state.next_id("event", EVENTS)
        event = Event(id=number, kind=kind, actor=who, at=self._state.now(), **more)
        home.events.setdefault(issue.number, []).append(event)

    def text_said(
        self, home: Repository, issue: Issue, who: str | None, text: str
    ) -> None:
        """Ping whom a text mentions, and mark the issues to which it refers."""
        for login in mentioned(text):
            user = self._state.user(login)
            self._state.mentions.append((login, issue.id))
            if user is not None:
                self.event(home, issue, "mentioned", user.login)
                self.event(home, issue, "subscribed", user.login)
        for name, number in referred(text, home.full_name):
            there = self._state.find_repository(name)
            target = there.issue(number) if there else None
            if there is None or target is None or target.id == issue.id:
                continue
            known = there.events.get(number, [])
            if not any(
                event.kind == "cross-referenced" and event.issue == issue.id
                for event in known
            ):
                self.event(there, target, "cross-referenced", who, issue=issue.id)

    def _count(self, home: Repository, issue: Issue, by: Literal[1, -1]) -> None:
        """Keep count of a milestone's issues."""
        if issue.milestone is not None:
            home.counts[issue.milestone, issue.state] += by
            home.looks += 1
