"""People who work in the browser: what tests let them do, whatever the API allows.

Issues are named by their keys: `OPS-3`. Texts are written as wiki markup, which Cloud
turns into a document, or on Cloud as a document right away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from .changes import Changes
from .state import State
from .texts import stored, ticked
from .values import Issue, Sprint, Text, Transition

FORTNIGHT = timedelta(days=14)


def find(state: State, key: str) -> Issue:
    """The issue that people call so, now or formerly.

    Raises:
        LookupError: there is none.
    """
    issue = state.issue(key)
    if issue is None:
        raise LookupError(f"there is no {key} on the fake Jira")
    return issue


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a browser; `at` gives the same person at another time."""

    state: State
    name: str
    when: datetime | None = None

    def at(self, when: datetime) -> Person:
        """The same, acting then; `updated` never goes back."""
        return replace(self, when=when)

    # Issues

    def open(
        self,
        project: str,
        summary: str,
        description: Text = None,
        *,
        type: str = "Task",  # noqa: A002 - so it is called
        labels: Sequence[str] = (),
        assignee: str | None = None,
        priority: str | None = None,
        due: str | None = None,
        parent: str | None = None,
        sprint: Sprint | None = None,
        **fields: object,
    ) -> str:
        """Create an issue; returns its key.

        `fields` are others by their ids, as the state keeps them (`customfield_…`).
        """
        with self._acting() as changes:
            home = self.state.project(project)
            kind = self.state.type_named(type)
            if home is None or kind is None:
                raise LookupError(f"there is no {project} with type {type}: build it")
            values: dict[str, Any] = {
                "summary": summary,
                "description": self._typed(description),
                "labels": tuple(labels),
                "assignee": assignee,
                "duedate": due,
                "priority": self._priority(priority or "Medium"),
                **fields,
            }
            if parent is not None:
                values["parent"] = find(self.state, parent).id
            issue = changes.create(home, kind.id, self.name, values)
            if sprint is not None:
                issue = changes.put_in_sprint(issue, self.name, sprint.id)
            return self.state.key(issue)

    def edit(
        self,
        key: str,
        *,
        summary: str | None = None,
        description: Text = None,
        due: str | None = None,
        **fields: object,
    ) -> None:
        """Write title or text anew, or other fields by their ids."""
        values: dict[str, Any] = dict(fields)
        if summary is not None:
            values["summary"] = summary
        if description is not None:
            values["description"] = self._typed(description)
        if due is not None:
            values["duedate"] = due
        with self._acting() as changes:
            changes.edit(find(self.state, key), self.name, values)

    def tick(self, key: str, item: str) -> None:
        """Tick the first open box that says `item`."""
        issue = find(self.state, key)
        self.edit(key, description=ticked(issue.description, item))

    def label(self, key: str, *names: str) -> None:
        """Put labels on."""
        issue = find(self.state, key)
        both = tuple(dict.fromkeys((*issue.labels, *names)))
        self.edit(key, labels=both)

    def unlabel(self, key: str, *names: str) -> None:
        """Take labels off."""
        kept = tuple(x for x in find(self.state, key).labels if x not in names)
        self.edit(key, labels=kept)

    def assign(self, key: str, name: str | None) -> None:
        """Give it to somebody, or to nobody."""
        self.edit(key, assignee=name)

    def transition(self, key: str, to: str, resolution: str | None = None) -> None:
        """Take a way by its name or its status's; with a resolution, if one is said."""
        with self._acting() as changes:
            issue = find(self.state, key)
            way = self._way(issue, to)
            fields = {}
            if resolution is not None:
                known = self.state.resolutions.values()
                fields["resolution"] = next(x.id for x in known if x.name == resolution)
            changes.transition(issue, self.name, way, fields)

    def close(self, key: str, resolution: str | None = None) -> None:
        """Take the way to `Done`."""
        self.transition(key, "Done", resolution)

    def reopen(self, key: str) -> None:
        """Take the way back to `To Do`."""
        self.transition(key, "To Do")

    def comment(self, key: str, body: Text) -> int:
        """Say something; returns the comment's id."""
        with self._acting() as changes:
            issue = find(self.state, key)
            return changes.comment(issue, self.name, self._typed(body)).id

    def edit_comment(self, key: str, comment: int, body: Text) -> None:
        """Say it otherwise."""
        with self._acting() as changes:
            issue = find(self.state, key)
            old = next(one for one in issue.comments if one.id == comment)
            new = replace(old, body=self._typed(body))
            changes.put_comment(issue, self.name, new)

    def delete_comment(self, key: str, comment: int) -> None:
        """Take it back."""
        with self._acting() as changes:
            changes.drop_comment(find(self.state, key), self.name, comment)

    def link(self, key: str, type: str, other: str) -> None:  # noqa: A002 - so it is called
        """Link an issue outward to another one: `OPS-1` `Blocks` `OPS-2`."""
        with self._acting() as changes:
            kinds = self.state.link_types.values()
            kind = next(one.id for one in kinds if one.name == type)
            here, there = find(self.state, key), find(self.state, other)
            changes.link(kind, here, there, self.name)

    def unlink(self, key: str, other: str) -> None:
        """Take all links between two issues away."""
        with self._acting() as changes:
            here, there = find(self.state, key).id, find(self.state, other).id
            for link in self.state.links_of(here):
                if there in {link.source, link.target}:
                    changes.unlink(link, self.name)

    # What leaves

    def move(self, key: str, project: str) -> str:
        """Move an issue to another project; returns its new key."""
        with self._acting() as changes:
            home = self.state.project(project)
            if home is None:
                raise LookupError(f"there is no project {project}: build it first")
            moved = changes.move(find(self.state, key), home, self.name)
            return self.state.key(moved)

    def delete(self, key: str) -> None:
        """Delete an issue."""
        with self._acting() as changes:
            changes.delete(find(self.state, key))

    def hide(self, key: str, *readers: str) -> None:
        """Give it a security level: only these people see it from now on."""
        with self._acting() as changes:
            names = frozenset(one.casefold() for one in readers)
            issue = find(self.state, key)
            self.state.hidden[issue.id] = names
            changes.secure(issue, self.name, None, "Few")

    def unhide(self, key: str) -> None:
        """Let all see it again who see the project."""
        with self._acting() as changes:
            issue = find(self.state, key)
            self.state.hidden.pop(issue.id, None)
            changes.secure(issue, self.name, "Few", None)

    # Sprints

    def plan(self, key: str, sprint: Sprint | None) -> None:
        """Plan an issue for a sprint, or for none."""
        with self._acting() as changes:
            number = sprint.id if sprint else None
            changes.put_in_sprint(find(self.state, key), self.name, number)

    def start_sprint(self, sprint: Sprint, *, end: datetime | None = None) -> None:
        """Start a sprint, for a fortnight unless said otherwise."""
        with self._acting():
            now = self.state.now()
            sprint.state, sprint.start = "active", now
            sprint.end = end or sprint.end or now + FORTNIGHT

    def close_sprint(self, sprint: Sprint, to: Sprint | None = None) -> None:
        """Close a sprint; what is not done goes to another one, or to the backlog."""
        with self._acting() as changes:
            target = to.id if to else None
            changes.close_sprint(sprint.id, self.name, self.state.now(), target)

    # Within

    @contextmanager
    def _acting(self) -> Iterator[Changes]:
        with self.state.lock, self.state.moment(self.when):
            yield Changes(self.state)

    def _typed(self, text: Text) -> Text:
        if isinstance(text, str):
            return stored(text, cloud=self.state.cloud)
        return text

    def _priority(self, name: str) -> str:
        return next(x.id for x in self.state.priorities.values() if x.name == name)

    def _way(self, issue: Issue, to: str) -> Transition:
        home = self.state.projects[issue.project]
        for way in home.workflow:
            fits = way.sources is None or issue.status in way.sources
            if fits and to in {way.name, self.state.statuses[way.to].name}:
                return way
        raise LookupError(f"no way leads from {self.state.key(issue)} to {to}")
