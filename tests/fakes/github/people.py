"""People who work in the browser: what tests let them do, whatever the API allows.

Issues are named as people name them: `acme/platform#3`. Texts typed in a browser have
CRLF at the ends of their lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from . import moving
from .changes import Changes
from .state import Repository, State
from .values import Comment, Field, Issue, Item, Project, PullRequest


def find(state: State, ref: str) -> tuple[Repository, Issue]:
    """The issue that people call so.

    Raises:
        LookupError: there is none.
    """
    name, _, number = ref.partition("#")
    home = repository(state, name)
    issue = home.issue(int(number))
    if issue is None:
        raise LookupError(f"there is no {ref} on the fake GitHub")
    return home, issue


def repository(state: State, full_name: str) -> Repository:
    """The repository of that name.

    Raises:
        LookupError: there is none.
    """
    home = state.find_repository(full_name)
    if home is None:
        raise LookupError(f"there is no {full_name} on the fake GitHub: build it first")
    return home


def typed(text: str | None) -> str | None:
    """A text as a browser sends it."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if text else text


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a browser; `at` gives the same person at another time."""

    state: State
    login: str
    when: datetime | None = None

    def at(self, when: datetime) -> Person:
        """The same, acting then.

        An issue's `updated_at` never goes back: what is told of the past after a client
        has looked is not seen by its `since`. Move the clock for that.
        """
        return replace(self, when=when)

    # Issues

    def open(
        self,
        full_name: str,
        title: str,
        body: str | None = None,
        *,
        labels: Sequence[str] = (),
        assignees: Sequence[str] = (),
        milestone: int | None = None,
        type: str | None = None,  # noqa: A002 - so it is called
        pull_request: PullRequest | None = None,
    ) -> str:
        """Open an issue, or a pull request; returns what people call it."""
        with self._acting() as changes:
            home = repository(self.state, full_name)
            issue = changes.open(home, self.login, title, typed(body), pull_request)
            if labels:
                issue = self._label(changes, home, issue, labels)
            if assignees:
                issue = changes.put_assignees(home, issue, self.login, assignees)
            if milestone is not None:
                issue = changes.put_milestone(home, issue, self.login, milestone)
            if type is not None:
                kind = self.state.type(home.owner, type)
                issue = changes.put_type(home, issue, self.login, kind)
            return f"{home.full_name}#{issue.number}"

    def close(
        self,
        ref: str,
        reason: str = "completed",
        *,
        commit: str | None = None,
        duplicate_of: str | None = None,
    ) -> None:
        """Close: `completed`, `not_planned` or `duplicate`; or by a commit's hash."""
        with self._acting() as changes:
            home, issue = find(self.state, ref)
            original = find(self.state, duplicate_of)[1].id if duplicate_of else None
            changes.close(
                home, issue, self.login, reason, commit=commit, duplicate_of=original
            )

    def reopen(self, ref: str) -> None:
        """Open again."""
        with self._acting() as changes:
            changes.reopen(*find(self.state, ref), self.login)

    def edit(
        self, ref: str, *, title: str | None = None, body: str | None = None
    ) -> None:
        """Write the title or the text anew."""
        with self._acting() as changes:
            home, issue = find(self.state, ref)
            text = issue.body if body is None else typed(body)
            changes.edit_text(home, issue, self.login, title or issue.title, text)

    def label(self, ref: str, *names: str) -> None:
        """Put labels on; new ones are made."""
        with self._acting() as changes:
            self._label(changes, *find(self.state, ref), names)

    def unlabel(self, ref: str, *names: str) -> None:
        """Take labels off."""
        with self._acting() as changes:
            home, issue = find(self.state, ref)
            off = {name.casefold() for name in names}
            kept = [
                x for x in issue.labels if home.labels[x].name.casefold() not in off
            ]
            changes.put_labels(home, issue, self.login, kept)

    def assign(self, ref: str, *logins: str) -> None:
        """Assign exactly these people."""
        with self._acting() as changes:
            changes.put_assignees(*find(self.state, ref), self.login, logins)

    def put_milestone(self, ref: str, number: int | None) -> None:
        """Put into a milestone, or take out of it."""
        with self._acting() as changes:
            changes.put_milestone(*find(self.state, ref), self.login, number)

    def put_type(self, ref: str, name: str | None) -> None:
        """Give it an issue type, or none."""
        with self._acting() as changes:
            home, issue = find(self.state, ref)
            kind = self.state.type(home.owner, name) if name else None
            changes.put_type(home, issue, self.login, kind)

    def add_sub_issue(self, parent: str, child: str) -> None:
        """Put an issue below another."""
        with self._acting() as changes:
            above, below = find(self.state, parent), find(self.state, child)
            changes.add_sub_issue(above, below, self.login)

    def lock(self, ref: str, reason: str | None = None) -> None:
        """Let only collaborators comment."""
        with self._acting() as changes:
            changes.lock(*find(self.state, ref), self.login, reason)

    def commit(self, ref: str, sha: str, message: str) -> None:
        """Push a commit to a pull request, or one that speaks of an issue."""
        with self._acting() as changes:
            home, issue = find(self.state, ref)
            kind = "committed" if issue.pull_request else "referenced"
            changes.event(home, issue, kind, self.login, commit=sha, text=message)
            changes.save(home, issue)

    # Comments

    def comment(self, ref: str, body: str) -> int:
        """Say something; returns the comment's id."""
        with self._acting() as changes:
            said = changes.comment(
                *find(self.state, ref), self.login, typed(body) or ""
            )
            return said.id

    def edit_comment(self, full_name: str, comment: int, body: str) -> None:
        """Say it otherwise."""
        with self._acting() as changes:
            home, old = self._comment(full_name, comment)
            changes.edit_comment(home, old, self.login, typed(body) or "")

    def delete_comment(self, full_name: str, comment: int) -> None:
        """Take it back."""
        with self._acting() as changes:
            changes.delete_comment(*self._comment(full_name, comment), self.login)

    # What leaves

    def delete(self, ref: str, *, traceless: bool = False) -> None:
        """Delete an issue: 410 from then on, or 404 when it leaves no trace."""
        with self._acting():
            moving.delete(self.state, *find(self.state, ref), traceless=traceless)

    def transfer(self, ref: str, full_name: str) -> str:
        """Move an issue to another repository; returns what it is called there."""
        with self._acting():
            target = repository(self.state, full_name)
            found = find(self.state, ref)
            moved = moving.transfer(self.state, *found, target, self.login)
            return f"{target.full_name}#{moved.number}"

    def rename(self, full_name: str, new: str) -> None:
        """Give a repository another owner or name."""
        with self._acting():
            owner, _, name = new.partition("/")
            moving.rename(self.state, repository(self.state, full_name), owner, name)

    def leave(self) -> None:
        """Delete the account; what it wrote is a ghost's from now on."""
        with self._acting():
            del self.state.users[self.login.casefold()]
            for home in self.state.repositories.values():
                home.looks += 1

    # Boards and milestones

    def plan(
        self, project: Project, item: Item, field: Field, value: str | None
    ) -> None:
        """Give an entry of a board a value; no issue is touched by that.

        Args:
            project: the board.
            item: the entry.
            field: which field.
            value: a text, or the id of an iteration or option; None takes it away.
        """
        with self._acting():
            item.updated_at = self.state.now()
            item.values.pop(field.id, None)
            if value is not None:
                item.values[field.id] = value

    def close_milestone(self, full_name: str, number: int) -> None:
        """Close a milestone."""
        self._milestone(full_name, number, self.when or self.state.true_now())

    def reopen_milestone(self, full_name: str, number: int) -> None:
        """Open a milestone again."""
        self._milestone(full_name, number, None)

    def _milestone(self, full_name: str, number: int, closed: datetime | None) -> None:
        with self._acting():
            home = repository(self.state, full_name)
            old = home.milestones[number]
            at = closed.replace(microsecond=0) if closed else None
            new = replace(old, closed_at=at, updated_at=self.state.now())
            home.milestones[number] = new
            home.looks += 1

    # Within

    @contextmanager
    def _acting(self) -> Iterator[Changes]:
        with self.state.lock, self.state.moment(self.when):
            yield Changes(self.state)

    def _label(
        self, changes: Changes, home: Repository, issue: Issue, names: Sequence[str]
    ) -> Issue:
        found = [home.label(name) or changes.make_label(home, name) for name in names]
        labels = [*issue.labels, *(label.id for label in found)]
        return changes.put_labels(home, issue, self.login, labels)

    def _comment(self, full_name: str, comment: int) -> tuple[Repository, Comment]:
        home = repository(self.state, full_name)
        return home, home.comments[comment].newest
