"""What changes when somebody does something to an issue, and the history that leaves.

Who may do it is decided by the callers: the routes for the API, `people` for browsers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.fakes.github.state import Versions

from .history import Words
from .mentions import tell
from .state import Project, State
from .values import Change, Comment, History, Issue, Link, Remote, Text, Transition

ISSUES = 10_000
COMMENTS = 20_000
HISTORIES = 30_000
LINKS = 40_000
REMOTES = 10_000


class Changes:
    """All that can happen to issues and what belongs to them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._words = Words(state)

    # Issues

    def create(
        self,
        home: Project,
        type_id: str,
        who: str | None,
        fields: Mapping[str, Any],
        properties: Mapping[str, Any] | None = None,
    ) -> Issue:
        """A new issue."""
        now = self._state.now()
        home.numbers += 1
        issue = Issue(
            id=self._state.next_id("issue", ISSUES),
            project=home.id,
            number=home.numbers,
            type=type_id,
            status=home.first_status,
            creator=who,
            created=now,
            updated=now,
            category_changed=now,
            fields={"reporter": who, **fields},
            properties=properties or {},
        )
        self._state.keys[self._state.key(issue)] = issue.id
        self._state.issues[issue.id] = Versions(now, issue)
        self._place(issue)
        tell(self._state, issue.id, None, issue.description)
        return issue

    def save(self, issue: Issue, who: str | None, *changes: Change) -> Issue:
        """Write an issue anew, as changed just now, with what its history says."""
        now = self._state.now()
        histories = issue.histories
        if changes:
            number = self._state.next_id("history", HISTORIES)
            entry = History(id=number, author=who, at=now, changes=changes)
            histories = (*histories, entry)
        updated = max(now, self._state.issues[issue.id].newest.updated)
        return self.keep(replace(issue, updated=updated, histories=histories))

    def keep(self, issue: Issue) -> Issue:
        """Write an issue anew without a trace, as properties are."""
        self._state.issues[issue.id].add(self._state.now(), issue)
        self._place(issue)
        return issue

    def _place(self, issue: Issue) -> None:
        above = issue.fields.get("parent")
        if above is not None:
            self._state.below.setdefault(above, set()).add(issue.id)

    def edit(self, issue: Issue, who: str | None, fields: Mapping[str, Any]) -> Issue:
        """Other values for some fields; nothing happens where they are the same."""
        after = {**issue.fields, **fields}
        changes = self._words.between(issue.fields, after)
        if not changes:
            return issue
        tell(self._state, issue.id, issue.description, after.get("description"))
        return self.save(replace(issue, fields=after), who, *changes)

    def transition(
        self,
        issue: Issue,
        who: str | None,
        way: Transition,
        fields: Mapping[str, Any] | None = None,
    ) -> Issue:
        """Take a way to another status; what its screen or itself says is set."""
        sent = dict(fields or {})
        chosen = sent.pop("resolution", way.resolution)
        changes = self._words.between(issue.fields, {**issue.fields, **sent})
        changes += self._resolved(issue, chosen)
        old = self._state.statuses[issue.status]
        new = self._state.statuses[way.to]
        if old.id != new.id:
            status = self._named("status", (old.id, old.name), (new.id, new.name))
            changes.append(status)
        now = self._state.now()
        moved = old.category != new.category
        issue = replace(
            issue,
            fields={**issue.fields, **sent},
            status=new.id,
            category_changed=now if moved else issue.category_changed,
            resolution=chosen,
            resolved=(now if chosen != issue.resolution else issue.resolved)
            if chosen
            else None,
        )
        return self.save(issue, who, *changes)

    def _resolved(self, issue: Issue, chosen: str | None) -> list[Change]:
        if chosen == issue.resolution:
            return []
        known = self._state.resolutions
        before, after = (
            (one, known[one].name) if one is not None else None
            for one in (issue.resolution, chosen)
        )
        return [self._named("resolution", before, after)]

    def _named(
        self,
        field: str,
        before: tuple[str | None, str] | None,
        after: tuple[str | None, str] | None,
    ) -> Change:
        return Change(
            field=field,
            field_id=field,
            custom=False,
            before=before[0] if before else None,
            before_text=before[1] if before else None,
            after=after[0] if after else None,
            after_text=after[1] if after else None,
        )

    def secure(
        self, issue: Issue, who: str | None, before: str | None, after: str | None
    ) -> Issue:
        """Another security level; that is a change of the issue like others."""
        was, now = (("10000", one) if one else None for one in (before, after))
        return self.save(issue, who, self._named("security", was, now))

    def put_property(self, issue: Issue, key: str, value: object) -> Issue:
        """Set a property; it is no change of the issue to anybody."""
        return self.keep(replace(issue, properties={**issue.properties, key: value}))

    def drop_property(self, issue: Issue, key: str) -> Issue:
        """Take a property away."""
        kept = {name: one for name, one in issue.properties.items() if name != key}
        return self.keep(replace(issue, properties=kept))

    # Comments

    def comment(
        self,
        issue: Issue,
        who: str | None,
        body: Text,
        properties: Mapping[str, Any] | None = None,
    ) -> Comment:
        """Say something."""
        now = self._state.now()
        comment = Comment(
            id=self._state.next_id("comment", COMMENTS),
            author=who,
            body=body,
            created=now,
            updated=now,
            editor=who,
            properties=properties or {},
        )
        self.save(replace(issue, comments=(*issue.comments, comment)), who)
        tell(self._state, issue.id, None, body)
        return comment

    def put_comment(self, issue: Issue, who: str | None, comment: Comment) -> Comment:
        """Say it otherwise."""
        comment = replace(comment, updated=self._state.now(), editor=who)
        self.write_comment(issue, who, comment)
        return comment

    def write_comment(self, issue: Issue, who: str | None, comment: Comment) -> None:
        """Keep a comment in the place of the one with its id."""
        before = next(one.body for one in issue.comments if one.id == comment.id)
        tell(self._state, issue.id, before, comment.body)
        comments = tuple(comment if x.id == comment.id else x for x in issue.comments)
        self.save(replace(issue, comments=comments), who)

    def drop_comment(self, issue: Issue, who: str | None, number: int) -> None:
        """Take it back."""
        comments = tuple(one for one in issue.comments if one.id != number)
        self.save(replace(issue, comments=comments), who)

    # Links

    def link(self, kind: str, source: Issue, target: Issue, who: str | None) -> Link:
        """Link two issues, from `source` outward; a second time nothing happens.

        "If the link request duplicates a link, the response indicates that the issue
        link was created." https://developer.atlassian.com/cloud/jira/platform/rest/v3/
        """
        for one in self._state.links_of(source.id):
            if (one.type, one.source, one.target) == (kind, source.id, target.id):
                return one
        number = self._state.next_id("link", LINKS)
        link = Link(id=number, type=kind, source=source.id, target=target.id)
        self._state.links[number] = link
        self._tell_link(link, who, added=True)
        return link

    def unlink(self, link: Link, who: str | None) -> None:
        """Take a link away."""
        del self._state.links[link.id]
        self._tell_link(link, who, added=False)

    def _tell_link(self, link: Link, who: str | None, *, added: bool) -> None:
        kind = self._state.link_types[link.type]
        for here, there, verb in (
            (link.source, link.target, kind.outward),
            (link.target, link.source, kind.inward),
        ):
            issue = self._state.issues[here].newest
            key = self._state.key(self._state.issues[there].newest)
            named = (key, f"This issue {verb} {key}")
            before, after = (None, named) if added else (named, None)
            self.save(issue, who, self._named("Link", before, after))

    def put_remote(
        self, issue: Issue, who: str | None, global_id: str | None, data: dict[str, Any]
    ) -> tuple[Remote, bool]:
        """A link to elsewhere, and whether it is new; the same global id is the same.

        What an update does not name becomes nothing, as Jira documents.
        """
        known = self._state.remotes.setdefault(issue.id, [])
        for place, one in enumerate(known):
            if global_id is not None and one.global_id == global_id:
                known[place] = replace(one, data=data)
                return known[place], False
        number = self._state.next_id("remote", REMOTES)
        remote = Remote(id=number, global_id=global_id, data=data)
        known.append(remote)
        title = f'This issue links to "{data["object"].get("title", "")}"'
        self.save(
            issue, who, self._named("RemoteIssueLink", None, (str(number), title))
        )
        return remote, True

    # What leaves

    def delete(self, issue: Issue) -> None:
        """Delete an issue, with its links and what is below it."""
        for child in self._state.children(issue.id):
            self.delete(child)
        for link in self._state.links_of(issue.id):
            del self._state.links[link.id]
        del self._state.issues[issue.id]
        gone = [key for key, one in self._state.keys.items() if one == issue.id]
        for key in gone:
            del self._state.keys[key]

    def move(self, issue: Issue, target: Project, who: str | None) -> Issue:
        """Move an issue to another project: another key, the same id."""
        old = self._state.projects[issue.project]
        before = self._state.key(issue)
        target.numbers += 1
        moved = replace(issue, project=target.id, number=target.numbers)
        after = self._state.key(moved)
        self._state.keys[after] = issue.id
        return self.save(
            moved,
            who,
            self._named(
                "project", (str(old.id), old.name), (str(target.id), target.name)
            ),
            self._named("Key", (None, before), (None, after)),
        )

    # Sprints

    def put_in_sprint(self, issue: Issue, who: str | None, sprint: int | None) -> Issue:
        """Plan for a sprint, or for none; sprints that are over stay on the issue."""
        name = self.sprint_field
        was = tuple(issue.fields.get(name) or ())
        over = tuple(x for x in was if self._state.sprints[x].state == "closed")
        now = over if sprint is None or sprint in over else (*over, sprint)
        return self.edit(issue, who, {name: now})

    @property
    def sprint_field(self) -> str:
        """The id of the field that says which sprints an issue is in."""
        found = (x.id for x in self._state.fields.values() if x.kind == "sprint")
        return next(found)

    def close_sprint(
        self, number: int, who: str | None, when: datetime, to: int | None
    ) -> None:
        """Close a sprint; what is not done goes on to another one, or to none."""
        sprint = self._state.sprints[number]
        sprint.state, sprint.complete = "closed", when
        for versions in list(self._state.issues.values()):
            issue = versions.newest
            status = self._state.statuses[issue.status]
            undone = status.category != "done" and number in self.sprints(issue)
            if undone and to is not None:
                self.put_in_sprint(issue, who, to)

    def sprints(self, issue: Issue) -> tuple[int, ...]:
        """All sprints that an issue names."""
        return tuple(issue.fields.get(self.sprint_field) or ())
