"""What people and the site's own things look like from outside, in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from .access import Viewer
from .state import Project, State
from .values import (
    Board,
    Category,
    Field,
    IssueType,
    LinkType,
    Named,
    Option,
    Sprint,
    Status,
)

Json = dict[str, Any]

CATEGORIES: dict[Category, Json] = {
    "new": {"id": 2, "key": "new", "colorName": "blue-gray", "name": "To Do"},
    "indeterminate": {
        "id": 4,
        "key": "indeterminate",
        "colorName": "yellow",
        "name": "In Progress",
    },
    "done": {"id": 3, "key": "done", "colorName": "green", "name": "Done"},
}
SIZES = ("48x48", "24x24", "16x16", "32x32")
CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes:"
SCHEMAS: dict[str, tuple[Json, str]] = {
    "text": ({"type": "string"}, CUSTOM + "textfield"),
    "textarea": ({"type": "string"}, CUSTOM + "textarea"),
    "number": ({"type": "number"}, CUSTOM + "float"),
    "select": ({"type": "option"}, CUSTOM + "select"),
    "multiselect": ({"type": "array", "items": "option"}, CUSTOM + "multiselect"),
    "user": ({"type": "user"}, CUSTOM + "userpicker"),
    "date": ({"type": "date"}, CUSTOM + "datepicker"),
    "datetime": ({"type": "datetime"}, CUSTOM + "datetime"),
    "labels": ({"type": "array", "items": "string"}, CUSTOM + "labels"),
    "sprint": (
        {"type": "array", "items": "json"},
        "com.pyxis.greenhopper.jira:gh-sprint",
    ),
    "parent": ({"type": "issuelink"}, ""),
    "links": ({"type": "array", "items": "issuelinks"}, ""),
    "none": ({"type": "string"}, ""),
}
VERBS = {
    "labels": ["add", "set", "remove"],
    "multiselect": ["add", "set", "remove"],
    "links": ["add"],
    "issuetype": [],
}
COMPLETED = {
    "user": "user/assignable/search?project={key}&query=",
    "labels": "labels/suggest?query=",
    "links": "issue/picker?currentProjectId=&query=",
}


class Site:
    """What the site's things look like; see `Payloads` for the arguments."""

    def __init__(self, state: State, root: str, viewer: Viewer, version: int) -> None:
        self._state = state
        self._root = root
        self._viewer = viewer
        self._version = version

    def address(self, path: str) -> str:
        """The address of something."""
        return f"{self._root}/rest/api/{self._version}/{path}"

    # People

    def user(self, name: str | None) -> Json | None:
        """An account, as the one who asks may see it."""
        user = self._state.user(name)
        if user is None:
            return None
        common = {
            "avatarUrls": {
                size: f"{self._root}/avatar/{user.id}?size={size}" for size in SIZES
            },
            "displayName": user.display,
            "active": user.active,
            "timeZone": user.zone,
        }
        if not self._state.cloud:
            return {
                "self": self.address(f"user?username={quote(user.name)}"),
                "key": user.key,
                "name": user.name,
                "emailAddress": user.email,
                **common,
            }
        data = {
            "self": self.address(f"user?accountId={quote(user.account_id)}"),
            "accountId": user.account_id,
            "accountType": "app" if user.app else "atlassian",
            **common,
        }
        # https://developer.atlassian.com/cloud/jira/platform/user-privacy-developer-guide/
        if user.shows_email or self._viewer.user == user:
            data["emailAddress"] = user.email
        return data

    # Projects and what issues are made of

    def project_ref(self, project: Project) -> Json:
        """A project within something."""
        data: Json = {
            "self": self.address(f"project/{project.id}"),
            "id": str(project.id),
            "key": project.key,
            "name": project.name,
            "projectTypeKey": "software",
            "avatarUrls": {
                size: f"{self._root}/projectavatar?pid={project.id}&size={size}"
                for size in SIZES
            },
        }
        if self._state.cloud:
            data["simplified"] = False
        return data

    def project(self, project: Project) -> Json:
        """A project."""
        types = [self.type(self._state.types[one]) for one in project.types]
        data = {
            "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
            **self.project_ref(project),
            "description": "",
            "lead": self.user(project.lead),
            "components": [],
            "issueTypes": types,
            "assigneeType": "UNASSIGNED",
            "versions": [],
            "roles": {},
        }
        if project.archived:
            data["archived"] = True
        if self._state.cloud:
            data |= {"style": "classic", "isPrivate": project.private}
            data["properties"] = {}
        return data

    def type(self, type_: IssueType) -> Json:
        """An issue type."""
        data = {
            "self": self.address(f"issuetype/{type_.id}"),
            "id": type_.id,
            "description": type_.description,
            "iconUrl": f"{self._root}/icons/issuetypes/{type_.id}.svg",
            "name": type_.name,
            "subtask": type_.subtask,
            "avatarId": 10_318,
        }
        if self._state.cloud:
            data["hierarchyLevel"] = -1 if type_.subtask else int(type_.name == "Epic")
        return data

    def status(self, status: Status) -> Json:
        """A status with its category."""
        return {
            "self": self.address(f"status/{status.id}"),
            "description": "",
            "iconUrl": f"{self._root}/icons/statuses/{status.id}.png",
            "name": status.name,
            "id": status.id,
            "statusCategory": self.category(status.category),
        }

    def category(self, category: Category) -> Json:
        """A category of statuses."""
        data = CATEGORIES[category]
        return {"self": self.address(f"statuscategory/{data['id']}"), **data}

    def named(self, kind: str, named: Named) -> Json:
        """A resolution or a priority."""
        data = {
            "self": self.address(f"{kind}/{named.id}"),
            "id": named.id,
            "name": named.name,
        }
        if kind == "priority":
            data["iconUrl"] = f"{self._root}/icons/priorities/{named.id}.svg"
        else:
            data["description"] = named.description
        return data

    def link_type(self, kind: LinkType) -> Json:
        """A type of links."""
        return {
            "id": kind.id,
            "name": kind.name,
            "inward": kind.inward,
            "outward": kind.outward,
            "self": self.address(f"issueLinkType/{kind.id}"),
        }

    def option(self, option: Option) -> Json:
        """One of the values that a field allows."""
        data: Json = {
            "self": self.address(f"customFieldOption/{option.id}"),
            "value": option.value,
            "id": option.id,
        }
        if not self._state.cloud:
            data["disabled"] = False
        return data

    # Fields

    def field(self, field: Field) -> Json:
        """A field, as the list of all of them shows it."""
        return {
            "id": field.id,
            "key": field.id,
            "name": field.name,
            "custom": field.custom,
            "orderable": True,
            "navigable": field.navigable,
            "searchable": True,
            "clauseNames": list(field.clauses),
            "schema": self.schema(field),
        }

    def schema(self, field: Field) -> Json:
        """What a field's values are."""
        plain, custom = SCHEMAS.get(field.kind, ({"type": field.kind}, ""))
        if not field.custom:
            return {**plain, "system": field.id}
        number = int(field.id.removeprefix("customfield_"))
        return {**plain, "custom": custom, "customId": number}

    def screened(
        self, field: Field, project: Project, *, required: bool, default: bool = False
    ) -> Json:
        """A field on a screen."""
        data = {
            "required": required,
            "schema": self.schema(field),
            "name": field.name,
            "key": field.id,
            "fieldId": field.id,
            "hasDefaultValue": default,
            "operations": VERBS.get(field.kind, ["set"]),
        }
        allowed = self._allowed(field, project)
        if allowed is not None:
            data["allowedValues"] = allowed
        if field.kind in COMPLETED:
            path = COMPLETED[field.kind].format(key=project.key)
            data["autoCompleteUrl"] = self.address(path)
        if default and field.kind == "priority":
            data["defaultValue"] = self.named("priority", self._state.priorities["3"])
        return data

    def _allowed(self, field: Field, project: Project) -> list[Json] | None:
        match field.kind:
            case "select" | "multiselect":
                return [self.option(one) for one in field.options]
            case "priority" | "resolution":
                state = self._state
                priority = field.kind == "priority"
                known = state.priorities if priority else state.resolutions
                return [self.named(field.kind, one) for one in known.values()]
            case "project":
                return [self.project_ref(project)]
            case "issuetype":
                return [self.type(self._state.types[one]) for one in project.types]
            case _:
                return None

    # Boards and sprints

    def board(self, board: Board) -> Json:
        """A board."""
        project = self._state.projects[board.project]
        title = f"{project.name} ({project.key})"
        return {
            "id": board.id,
            "self": f"{self._root}/rest/agile/1.0/board/{board.id}",
            "name": board.name,
            "type": board.kind,
            "location": {
                "projectId": project.id,
                "displayName": title,
                "projectName": project.name,
                "projectKey": project.key,
                "projectTypeKey": "software",
                "name": title,
            },
        }

    def sprint(self, sprint: Sprint) -> Json:
        """A sprint; dates that it has not are left out."""
        times = {
            "startDate": sprint.start,
            "endDate": sprint.end,
            "completeDate": sprint.complete,
        }
        data: Json = {
            "id": sprint.id,
            "self": f"{self._root}/rest/agile/1.0/sprint/{sprint.id}",
            "state": sprint.state,
            "name": sprint.name,
            **{name: self.agile_time(when) for name, when in times.items() if when},
            "originBoardId": sprint.board,
            "goal": sprint.goal,
        }
        if self._state.cloud:
            data["createdDate"] = self.agile_time(sprint.created)
        elif not sprint.goal:
            del data["goal"]
        return data

    def agile_time(self, when: datetime) -> str:
        """A time of a sprint: with `Z` on Cloud, else with the account's offset."""
        if self._state.cloud:
            local, end = when.astimezone(ZoneInfo("UTC")), "Z"
        else:
            local = when.astimezone(ZoneInfo(self._viewer.zone))
            offset = f"{local:%z}"
            end = f"{offset[:3]}:{offset[3:]}"
        return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03}{end}"

    def sprints(self, ids: Iterable[int]) -> list[Any]:
        """The sprints of an issue: objects on Cloud, odd strings on Data Center."""
        found = [self._state.sprints[one] for one in ids]
        if not self._state.cloud:
            return [self._sprint_text(one) for one in found]
        keep = ("id", "name", "state", "goal", "startDate", "endDate", "completeDate")
        all_ = [(self.sprint(one), one.board) for one in found]
        return [
            {**{key: x[key] for key in keep if key in x}, "boardId": board}
            for x, board in all_
        ]

    def _sprint_text(self, sprint: Sprint) -> str:
        """As the Java object writes itself; clients take it apart."""
        shown = self.sprint(sprint)
        pairs = {
            "id": sprint.id,
            "rapidViewId": sprint.board,
            "state": sprint.state.upper(),
            "name": sprint.name,
            **{x: shown.get(x, "<null>") for x in ("startDate", "endDate")},
            "completeDate": shown.get("completeDate", "<null>"),
            "sequence": sprint.id,
            "goal": sprint.goal,
        }
        text = ",".join(f"{name}={value}" for name, value in pairs.items())
        return f"com.atlassian.greenhopper.service.sprint.Sprint@{sprint.id:x}[{text}]"
