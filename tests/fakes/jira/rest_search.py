"""Searches: Cloud's with tokens, Data Center's with numbers, and the one removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .call import Call, listed, ok
from .jql import Search
from .values import Issue
from .wire import Answer, Refusal

# As it was answered: https://github.com/lesstif/php-jira-rest-client/issues/552
GONE = (
    "The requested API has been removed. Please use the newer, enhanced search-based "
    "API instead. Deprecation details are available at "
    "https://developer.atlassian.com/changelog/#CHANGE-2046."
)
ASKED = {"jql", "nextPageToken", "maxResults", "fields", "expand", "properties"}
ASKED |= {"fieldsByKeys", "reconcileIssues", "failFast"}
SERVER_ASKED = {"jql", "startAt", "maxResults", "fields", "expand", "validateQuery"}
CHEAP = {"id", "key"}
MOST = 5_000
PROPERTIES = 5
RECONCILED = 50


def removed(call: Call) -> Answer:
    """The old search of Cloud."""
    raise Refusal(410, GONE)


def search(call: Call) -> Answer:
    """A page of what a query finds on Cloud; of each issue only its id by default."""
    asked = _asked(call, ASKED)
    jql = str(asked.get("jql") or "")
    count = int(asked.get("maxResults", 50))
    if not 1 <= count <= MOST:
        # https://github.com/brekkylab/backlot/issues/212
        raise Refusal(400, f"The maxResults parameter must be between 1 and {MOST}.")
    properties = _listed(asked.get("properties"))
    if len(properties) > PROPERTIES:
        raise Refusal(400, f"At most {PROPERTIES} properties can be asked for.")
    fields = _listed(asked.get("fields")) or ["id"]
    searches = call.server.searches
    cheap = CHEAP.issuperset(fields) and not asked.get("expand") and not properties
    count = min(count, searches.most_ids if cheap else searches.most)
    found = _found(call, jql, asked)
    shown, rest = found[:count], found[count:]
    data: dict[str, Any] = {"issues": [_shown(call, x, asked, fields) for x in shown]}
    data["isLast"] = not rest
    if rest:
        data["nextPageToken"] = searches.keep(jql, tuple(one.id for one in rest))
    return ok(data)


def _found(call: Call, jql: str, asked: dict[str, Any]) -> list[Issue]:
    """What there is to show; reconciled issues as they are, not as indexed."""
    newest = [int(one) for one in _listed(asked.get("reconcileIssues"))]
    if len(newest) > RECONCILED:
        raise Refusal(400, f"At most {RECONCILED} issues can be reconciled.")
    token = asked.get("nextPageToken")
    if token:
        ids: Sequence[int] = call.server.searches.rest(jql, str(token))
        indexed = {one.id: one for one in call.state.indexed()}
        return [indexed[one] for one in ids if one in indexed]
    found = Search(call.state, call.viewer).find(jql, bounded=True)
    if not newest:
        return found
    lag, call.state.lag = call.state.lag, call.state.lag * 0
    try:
        now = Search(call.state, call.viewer).find(jql, bounded=True)
    finally:
        call.state.lag = lag
    kept = {one.id for one in found} - set(newest)
    return [one for one in now if one.id in newest or one.id in kept]


def _shown(
    call: Call, issue: Issue, asked: dict[str, Any], fields: list[str]
) -> dict[str, Any]:
    data = call.payloads.issue(
        issue,
        fields,
        expand=_listed(asked.get("expand")),
        properties=_listed(asked.get("properties")),
    )
    if "key" in fields or CHEAP.isdisjoint(fields) or "fields" in data:
        return data
    return {"id": data["id"]}


def count(call: Call) -> Answer:
    """About how many issues a query finds."""
    jql = str(call.data.get("jql") or "")
    found = Search(call.state, call.viewer).find(jql, bounded=True)
    return ok({"count": len(found)})


def parse_queries(call: Call) -> Answer:
    """What is wrong with some queries; nothing is searched."""
    strict = call.query.get("validation", "strict") == "strict"
    return ok({"queries": [_parsed(call, x, strict) for x in call.data["queries"]]})


def _parsed(call: Call, jql: str, strict: bool) -> dict[str, Any]:
    query = Search(call.state, call.viewer, strict=strict)
    try:
        query.find(jql)
    except Refusal as refusal:
        return {"query": jql, "errors": refusal.messages}
    told: dict[str, Any] = {"query": jql, "structure": {}}
    return {**told, "warnings": query.messages} if query.messages else told


def search_server(call: Call) -> Answer:
    """A page of what a query finds on Data Center, whose size the site bounds."""
    asked = _asked(call, SERVER_ASKED)
    strict = str(asked.get("validateQuery", "true")).casefold() not in {"false", "none"}
    query = Search(call.state, call.viewer, strict=strict)
    found = query.find(str(asked.get("jql") or ""))
    start = int(asked.get("startAt", 0))
    count = int(asked.get("maxResults", 50))
    most = call.server.searches.most_server
    count = most if count < 0 else min(count, most)
    fields = _listed(asked.get("fields")) or ["*navigable"]
    expand = _listed(asked.get("expand"))
    data: dict[str, Any] = {
        "expand": "schema,names",
        "startAt": start,
        "maxResults": count,
        "total": len(found),
        "issues": [
            call.payloads.issue(one, fields, expand=expand)
            for one in found[start : start + count]
        ],
    }
    if query.messages:
        data["warningMessages"] = query.messages
    return ok(data)


def _asked(call: Call, known: set[str]) -> dict[str, Any]:
    """What was asked, in the query or the body; a body must know its words.

    Data Center's search has no `properties`: in its query they are passed over, in its
    body refused. https://jira.atlassian.com/browse/JRASERVER-62898
    """
    if call.request.method == "GET":
        asked: dict[str, Any] = dict(call.query)
    else:
        asked = call.data
        for name in asked:
            if name not in known:
                raise Refusal(400, f'Unrecognized field "{name}"')
    for name in ("maxResults", "startAt"):
        if not str(asked.get(name, 0)).lstrip("-").isdecimal():
            raise Refusal(400, f"'{name}' is no number.")
    return asked


def _listed(value: Any) -> list[str]:  # noqa: ANN401
    if isinstance(value, list):
        return [str(one) for one in value]
    return listed(value)
