"""Many issues at once by their ids or keys, and what happened to them."""

from __future__ import annotations

from typing import Any

from .call import Call, ok
from .values import History, Issue
from .wire import Answer, Refusal

FETCHED = 100
HISTORIES = 1_000
PROPERTIES = 5
PAGE = 100


def bulk_fetch(call: Call) -> Answer:
    """Issues by id or key, old keys too, by ascending id; those not seen are absent."""
    data = call.data
    named = data.get("issueIdsOrKeys")
    if not isinstance(named, list) or not named:
        raise Refusal(400, "issueIdsOrKeys must not be empty.")
    if len(named) > FETCHED:
        raise Refusal(400, f"At most {FETCHED} issues can be fetched.")
    properties = data.get("properties") or []
    if len(properties) > PROPERTIES:
        raise Refusal(400, f"At most {PROPERTIES} properties can be asked for.")
    fields = data.get("fields") or ["*navigable"]
    expand = data.get("expand") or []
    issues = [
        call.payloads.issue(one, fields, expand=expand, properties=properties)
        for one in _seen(call, named)
    ]
    return ok({"expand": "schema,names", "issues": issues, "issueErrors": []})


def _seen(call: Call, named: list[Any]) -> list[Issue]:
    found = [call.state.issue(str(one)) for one in named]
    who = call.viewer.name
    kept = {x.id: x for x in found if x is not None and call.state.sees(who, x)}
    return [kept[number] for number in sorted(kept)]


def changelog(call: Call) -> Answer:
    """An issue's history, the oldest first."""
    issue = call.issue
    shown, about = call.page(list(issue.histories), PAGE)
    here = call.payloads.address(f"issue/{call.values['issueIdOrKey']}/changelog")
    last = about["startAt"] + len(shown) >= about["total"]
    values = [call.payloads.history(one) for one in shown]
    return ok({"self": here, **about, "isLast": last, "values": values})


def bulk_changelog(call: Call) -> Answer:
    """The histories of many issues, the oldest first, over pages with tokens."""
    data = call.data
    named = data.get("issueIdsOrKeys")
    if not isinstance(named, list) or not 1 <= len(named) <= HISTORIES:
        raise Refusal(400, f"issueIdsOrKeys must name 1 to {HISTORIES} issues.")
    wanted = data.get("fieldIds")
    entries = [
        (issue, history)
        for issue in _seen(call, named)
        for history in issue.histories
        if wanted is None or any(one.field_id in wanted for one in history.changes)
    ]
    token = str(data.get("nextPageToken") or "0")
    if not token.isdecimal():
        raise Refusal(400, f"The nextPageToken '{token}' is invalid.")
    start, count = int(token), int(data.get("maxResults") or HISTORIES)
    answer: dict[str, Any] = {
        "issueChangeLogs": _grouped(call, entries[start : start + count])
    }
    if start + count < len(entries):
        answer["nextPageToken"] = str(start + count)
    return ok(answer)


def _grouped(call: Call, entries: list[tuple[Issue, History]]) -> list[Any]:
    by_issue: dict[int, list[Any]] = {}
    for issue, history in entries:
        told = call.payloads.history(history, in_bulk=True)
        by_issue.setdefault(issue.id, []).append(told)
    return [
        {"issueId": str(number), "changeHistories": told}
        for number, told in by_issue.items()
    ]
