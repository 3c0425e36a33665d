"""The site's own things: what it is, who one is, projects, fields and screens."""

from __future__ import annotations

from typing import Any

from .call import Call, listed, ok
from .setting import NEEDS
from .state import Project
from .values import GLOBAL, PERMISSIONS
from .wire import Answer, Refusal

FIELDS_PAGE = 200
TYPES_PAGE = 200
PROJECTS_PAGE = 50


def server_info(call: Call) -> Answer:
    """What it is. Without `deploymentType` the `jira` library takes it for a server."""
    cloud = call.cloud
    numbers = [1001, 0, 0] if cloud else [10, 3, 2]
    data = {
        "baseUrl": call.server.root,
        "version": "1001.0.0-SNAPSHOT" if cloud else "10.3.2",
        "versionNumbers": numbers,
        "deploymentType": "Cloud" if cloud else "Server",
        "buildNumber": 100_204 if cloud else 10_030_002,
        "buildDate": "2026-11-01T00:00:00.000+0000",
        "serverTime": call.payloads.time(call.state.true_now()),
        "scmInfo": "948b370c557f4bbf768b92203f3aca5d86ee9758",
        "serverTitle": "Jira",
        "defaultLocale": {"locale": "en_US"},
    }
    said = {**data, **call.server.says}
    return ok({name: value for name, value in said.items() if value is not None})


def myself(call: Call) -> Answer:
    """Who asks."""
    assert call.who
    return ok({**(call.payloads.site.user(call.who) or {}), "locale": "en_US"})


def my_permissions(call: Call) -> Answer:
    """What the one who asks may, here or anywhere."""
    asked = listed(call.query.get("permissions"))
    known = [*PERMISSIONS, *GLOBAL]
    if call.cloud and not asked:
        text = "The 'permissions' query parameter is required."
        raise Refusal(400, text)
    wrong = [one for one in asked if one not in known]
    if wrong:
        raise Refusal(400, f"Unrecognized permission: {wrong[0]}.")
    homes = _asked_homes(call)
    told = {one: _permission(call, one, homes) for one in (asked or known)}
    return ok({"permissions": told})


def _asked_homes(call: Call) -> list[Project]:
    query = call.query
    if "issueKey" in query or "issueId" in query:
        issue = call.named(query.get("issueKey") or query["issueId"])
        return [call.state.projects[issue.project]]
    named = query.get("projectKey") or query.get("projectId")
    if named is None:
        return list(call.state.projects.values())
    home = call.state.project(named)
    if home is None or not call.may("BROWSE_PROJECTS", home):
        raise Refusal(404, f"No project could be found with key '{named}'.")
    return [home]


def _permission(call: Call, key: str, homes: list[Project]) -> dict[str, Any]:
    number = [*PERMISSIONS, *GLOBAL].index(key)
    if key in GLOBAL:
        admin = (call.viewer.name or "").casefold() in call.state.admins
        have = admin or (key != "ADMINISTER" and call.viewer.user is not None)
    else:
        have = any(call.may(key, home) for home in homes)
    return {
        "id": str(number),
        "key": key,
        "name": key.replace("_", " ").title(),
        "type": "GLOBAL" if key in GLOBAL else "PROJECT",
        "description": "",
        "havePermission": have,
    }


def get_project(call: Call) -> Answer:
    """One project."""
    return ok(call.payloads.site.project(call.home))


def list_projects(call: Call) -> Answer:
    """All projects that can be seen."""
    site, expand = call.payloads.site, listed(call.query.get("expand"))
    return ok(
        [
            site.project_ref(one)
            | ({"lead": site.user(one.lead)} if "lead" in expand else {})
            for one in _seen(call)
        ]
    )


def search_projects(call: Call) -> Answer:
    """A page of the projects that can be seen."""
    keys = listed(call.query.get("keys"))
    asked = call.query.get("query", "").casefold()
    found = [
        one
        for one in _seen(call)
        if (not keys or one.key in keys) and asked in f"{one.key} {one.name}".casefold()
    ]
    shown, about = call.page(found, PROJECTS_PAGE)
    last = about["startAt"] + len(shown) >= about["total"]
    site = call.payloads.site
    values = [site.project_ref(one) | {"isPrivate": one.private} for one in shown]
    here = site.address("project/search")
    return ok({"self": here, **about, "isLast": last, "values": values})


def _seen(call: Call) -> list[Project]:
    homes = call.state.projects.values()
    return [one for one in homes if call.may("BROWSE_PROJECTS", one)]


def project_statuses(call: Call) -> Answer:
    """The statuses of each type of a project."""
    home, site = call.home, call.payloads.site
    ids = dict.fromkeys([home.first_status, *(one.to for one in home.workflow)])
    statuses = [site.status(call.state.statuses[one]) for one in ids]
    types = [call.state.types[one] for one in home.types]
    keep = ("self", "id", "name", "subtask")
    return ok(
        [
            {key: site.type(one)[key] for key in keep} | {"statuses": statuses}
            for one in types
        ]
    )


def create_types(call: Call) -> Answer:
    """The types in which one may create: `issueTypes` on Cloud, `values` elsewhere."""
    home = _creatable(call)
    types = [call.payloads.site.type(call.state.types[one]) for one in home.types]
    return ok(_paged(call, types, "issueTypes", TYPES_PAGE))


def create_fields(call: Call) -> Answer:
    """The fields of a create screen: `fields` on Cloud, `values` elsewhere."""
    home = _creatable(call)
    screen = home.screens.get(call.values["issueTypeId"])
    if screen is None:
        raise Refusal(404, "The issue type does not exist in this project.")
    site, known = call.payloads.site, call.state.fields
    shown = [
        site.screened(
            known[name],
            home,
            required=required,
            default=name in screen.defaults or name == "reporter",
        )
        for name, required in screen.create.items()
        if name not in NEEDS or call.may(NEEDS[name], home)
    ]
    if not call.cloud:
        for one in shown:
            del one["key"]
    return ok(_paged(call, shown, "fields", FIELDS_PAGE))


def _creatable(call: Call) -> Project:
    home = call.home
    if not call.may("CREATE_ISSUES", home):
        text = "You do not have permission to create issues in this project."
        raise Refusal(403 if call.cloud else 400, text)
    return home


def _paged(call: Call, all_: list[Any], name: str, most: int) -> dict[str, Any]:
    # Without `maxResults` it is 50, as Atlassian describes it.
    count = min(call.number("maxResults", 50), most)
    start = call.number("startAt", 0)
    part = all_[start : start + count]
    about = {"maxResults": count, "startAt": start, "total": len(all_)}
    if call.cloud:
        return {**about, name: part}
    return {**about, "isLast": start + len(part) >= len(all_), "values": part}


def permission_scheme(call: Call) -> Answer:
    """Who may what in a project, for those who administer it.

    With `expand=permissions`: `anyone` are those who are not signed in, too.
    """
    key = call.values["projectKeyOrId"]
    home = call.state.project(key)
    if home is None or not call.may("BROWSE_PROJECTS", home):
        raise Refusal(404, f"No project could be found with key '{key}'.")
    admin = call.who.casefold() in call.state.admins
    if not admin and not call.may("ADMINISTER_PROJECTS", home):
        raise Refusal(403, "You are not authorized to perform the operation.")
    here = call.payloads.address(f"permissionscheme/{home.id}")
    data: dict[str, Any] = {"id": home.id, "self": here, "name": f"{home.key} scheme"}
    if {"permissions", "all"} & set(listed(call.query.get("expand"))):
        data["permissions"] = [
            {"id": number, "self": f"{here}/permission/{number}", **one}
            for number, one in enumerate(_grants(call, home), 1)
        ]
    return ok(data)


def _grants(call: Call, home: Project) -> list[dict[str, Any]]:
    found: list[tuple[dict[str, str], set[str]]] = [
        ({"type": "anyone"}, home.anybody),
        ({"type": "applicationRole"}, home.everybody),
    ]
    for name, given in home.people.items():
        user = call.state.users[name]
        called = user.account_id if call.cloud else user.name
        found.append(({"type": "user", "parameter": called}, given))
    return [
        {"holder": holder, "permission": one}
        for holder, given in found
        for one in PERMISSIONS
        if one in given
    ]


def list_fields(call: Call) -> Answer:
    """All fields."""
    return ok([call.payloads.site.field(one) for one in call.state.fields.values()])


def list_types(call: Call) -> Answer:
    """All issue types."""
    return ok([call.payloads.site.type(one) for one in call.state.types.values()])


def list_priorities(call: Call) -> Answer:
    """All priorities."""
    known = call.state.priorities.values()
    return ok([call.payloads.site.named("priority", one) for one in known])


def list_resolutions(call: Call) -> Answer:
    """All resolutions."""
    known = call.state.resolutions.values()
    return ok([call.payloads.site.named("resolution", one) for one in known])


def list_statuses(call: Call) -> Answer:
    """All statuses."""
    return ok([call.payloads.site.status(one) for one in call.state.statuses.values()])


def list_categories(call: Call) -> Answer:
    """All categories of statuses."""
    site = call.payloads.site
    return ok([site.category(x) for x in ("new", "indeterminate", "done")])


def list_link_types(call: Call) -> Answer:
    """All types of links."""
    known = call.state.link_types.values()
    return ok({"issueLinkTypes": [call.payloads.site.link_type(x) for x in known]})


def application_links(call: Call) -> Answer:
    """Links to other applications, which only administrators may see."""
    raise Refusal(403, "You do not have permission to administer this site.")
