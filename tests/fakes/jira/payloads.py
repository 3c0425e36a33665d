"""What issues look like from outside, in JSON, to the one who asks.

Times are in that account's zone, people have an account id on Cloud and a name on Data
Center, and texts have the form of the version that was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from .access import Viewer
from .sites import Site
from .state import State
from .texts import shown
from .values import Change, Comment, Field, History, Issue, Link

Json = dict[str, Any]

EXPAND = "renderedFields,names,schema,operations,editmeta,changelog"
EXPAND += ",versionedRepresentations"
UNASKED = {"comment", "environment"}
"""What `*navigable` leaves out."""
CHANGELOG = 100
"""Entries of a history that an expanded issue shows on Cloud, the newest."""


class Payloads:
    """What issues look like.

    Args:
        state: what there is.
        root: address of the server.
        viewer: who asks.
        version: of the API.
    """

    def __init__(self, state: State, root: str, viewer: Viewer, version: int) -> None:
        self._state = state
        self._viewer = viewer
        self._version = version
        self._zone = ZoneInfo(viewer.zone)
        self.root = root
        self.site = Site(state, root, viewer, version)
        self._makers: dict[str, Callable[[Issue], Any]] = {
            "summary": lambda issue: issue.summary,
            "project": lambda x: self.site.project_ref(state.projects[x.project]),
            "issuetype": lambda issue: self.site.type(state.types[issue.type]),
            "status": lambda issue: self.site.status(state.statuses[issue.status]),
            "resolution": self._resolution,
            "security": self._security,
            "resolutiondate": lambda issue: self.time(issue.resolved),
            "created": lambda issue: self.time(issue.created),
            "updated": lambda issue: self.time(issue.updated),
            "statuscategorychangedate": lambda x: self.time(x.category_changed),
            "creator": lambda issue: self.site.user(issue.creator),
            "issuelinks": self._links,
            "subtasks": self._subtasks,
            "comment": self._comments,
        }

    def address(self, path: str) -> str:
        """The address of something."""
        return self.site.address(path)

    def time(self, when: datetime | None) -> str | None:
        """A time in the account's zone, to the millisecond, as Jira writes it."""
        if when is None:
            return None
        local = when.astimezone(self._zone)
        return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03}{local:%z}"

    # Issues

    def issue(
        self,
        issue: Issue,
        wanted: Iterable[str],
        *,
        expand: Collection[str] = (),
        properties: Collection[str] = (),
    ) -> Json:
        """An issue with some of its fields."""
        data: Json = {
            "expand": EXPAND,
            "id": str(issue.id),
            "self": self.address(f"issue/{issue.id}"),
            "key": self._state.key(issue),
        }
        names = self.chosen(wanted)
        if names:
            data["fields"] = {name: self.field(issue, name) for name in names}
            if issue.id in self._state.spoiled:
                data["fields"]["status"] = data["fields"]["updated"] = None
        if properties:
            held = issue.properties
            data["properties"] = {x: held[x] for x in properties if x in held}
        if "changelog" in expand:
            data["changelog"] = self._changelog(issue)
        return data

    def chosen(self, wanted: Iterable[str]) -> list[str]:
        """The ids of the fields that were asked for; `id` and `key` are none."""
        names: dict[str, None] = {}
        for one in wanted:
            if one in {"*all", "*navigable"}:
                hidden = UNASKED if one == "*navigable" else set()
                names |= dict.fromkeys(x for x in self._all() if x not in hidden)
            elif one.startswith("-"):
                names = names or dict.fromkeys(self._all())
                names.pop(one[1:], None)
            elif one in self._state.fields:
                names[one] = None
        return list(names)

    def _all(self) -> list[str]:
        cloud = {"statuscategorychangedate"} if not self._state.cloud else set()
        return [name for name in self._state.fields if name not in cloud]

    def field(self, issue: Issue, name: str) -> Any:  # noqa: ANN401 - JSON
        """The value of one field."""
        if name in self._makers:
            return self._makers[name](issue)
        field = self._state.fields[name]
        return self._value(field, issue.fields.get(name))

    def _value(self, field: Field, value: Any) -> Any:  # noqa: ANN401
        match field.kind:
            case "labels":
                return list(value or ())
            case "textarea":
                return shown(value, self._version)
            case "user":
                return self.site.user(value)
            case "priority":
                known = self._state.priorities.get(value)
                return self.site.named("priority", known) if known else None
            case "select" | "multiselect":
                return self._options(field, value)
            case "parent":
                return self.ref(self._state.issues[value].newest) if value else None
            case "sprint":
                return self.site.sprints(value or ()) or None
            case _:
                return value

    def _options(self, field: Field, value: Any) -> Any:  # noqa: ANN401
        known = {one.id: self.site.option(one) for one in field.options}
        if value is None or value == ():
            return None
        if isinstance(value, str):
            return known[value]
        return [known[one] for one in value]

    def _security(self, issue: Issue) -> Json | None:
        if issue.id not in self._state.hidden:
            return None
        return {
            "self": self.address("securitylevel/10021"),
            "id": "10021",
            "name": "Only the team",
            "description": "",
        }

    def _resolution(self, issue: Issue) -> Json | None:
        if issue.resolution is None:
            return None
        known = self._state.resolutions[issue.resolution]
        return self.site.named("resolution", known)

    def ref(self, issue: Issue) -> Json:
        """An issue within another one."""
        names = ("summary", "status", "priority", "issuetype")
        return {
            "id": str(issue.id),
            "key": self._state.key(issue),
            "self": self.address(f"issue/{issue.id}"),
            "fields": {name: self.field(issue, name) for name in names},
        }

    def _subtasks(self, issue: Issue) -> list[Json]:
        below = self._state.children(issue.id)
        return [self.ref(x) for x in below if self._state.types[x.type].subtask]

    def _links(self, issue: Issue) -> list[Json]:
        shown_ = [self._link(issue, one) for one in self._state.links_of(issue.id)]
        return [one for one in shown_ if one is not None]

    def _link(self, issue: Issue, link: Link) -> Json | None:
        """A link from an issue's side; None where the other end is not to be seen."""
        outward = link.source == issue.id
        there = self._state.issues[link.target if outward else link.source].newest
        if not self._state.sees(self._viewer.name, there):
            return None
        end = "outwardIssue" if outward else "inwardIssue"
        return {**self._link_head(link), end: self.ref(there)}

    def link(self, link: Link) -> Json:
        """A link with both its ends."""
        source = self._state.issues[link.source].newest
        target = self._state.issues[link.target].newest
        ends = {"inwardIssue": self.ref(source), "outwardIssue": self.ref(target)}
        return {**self._link_head(link), **ends}

    def _link_head(self, link: Link) -> Json:
        return {
            "id": str(link.id),
            "self": self.address(f"issueLink/{link.id}"),
            "type": self.site.link_type(self._state.link_types[link.type]),
        }

    # Comments

    def _comments(self, issue: Issue) -> Json:
        all_ = [self.comment(issue, one) for one in issue.comments]
        return {
            "comments": all_,
            "self": self.address(f"issue/{issue.id}/comment"),
            "maxResults": len(all_),
            "total": len(all_),
            "startAt": 0,
        }

    def comment(self, issue: Issue, comment: Comment, *, whole: bool = False) -> Json:
        """A comment; `whole` is with its properties."""
        data: Json = {
            "self": self.address(f"issue/{issue.id}/comment/{comment.id}"),
            "id": str(comment.id),
            "author": self.site.user(comment.author),
            "body": shown(comment.body, self._version),
            "updateAuthor": self.site.user(comment.editor),
            "created": self.time(comment.created),
            "updated": self.time(comment.updated),
        }
        if self._state.cloud:
            data["jsdPublic"] = True
        if whole:
            held = comment.properties.items()
            data["properties"] = [{"key": name, "value": one} for name, one in held]
        return data

    # History

    def _changelog(self, issue: Issue) -> Json:
        """Cloud shows the newest first and not all; Data Center all, the oldest first.

        https://github.com/pycontribs/jira/issues/911
        """
        kept = list(issue.histories)
        if self._state.cloud:
            kept = kept[::-1][:CHANGELOG]
        return {
            "startAt": 0,
            "maxResults": len(kept),
            "total": len(issue.histories),
            "histories": [self.history(one) for one in kept],
        }

    def history(self, history: History, *, in_bulk: bool = False) -> Json:
        """What somebody changed; in bulk its time is a number of milliseconds."""
        when = int(history.at.timestamp() * 1000) if in_bulk else self.time(history.at)
        return {
            "id": str(history.id),
            "author": self.site.user(history.author),
            "created": when,
            "items": [self._item(one) for one in history.changes],
        }

    def _item(self, change: Change) -> Json:
        data = {
            "field": change.field,
            "fieldtype": "custom" if change.custom else "jira",
            "fieldId": change.field_id,
            "from": change.before,
            "fromString": change.before_text,
            "to": change.after,
            "toString": change.after_text,
        }
        if not self._state.cloud:
            del data["fieldId"]
        return data
