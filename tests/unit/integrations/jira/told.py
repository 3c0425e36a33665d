"""Issues, users and histories as Jira's API tells them, for tests of what they mean."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from afteraction.integrations.jira import wire
from afteraction.integrations.jira.dress import Cloud, DataCenter
from afteraction.integrations.jira.helpings import Reader
from afteraction.integrations.jira.states import States
from afteraction.integrations.jira.tickets import Whose
from afteraction.integrations.jira.wire import Entry, Issue, User

ZONE = ZoneInfo("Europe/Berlin")
TO_DO: dict[str, Any] = {"id": "1", "name": "To Do", "statusCategory": {"key": "new"}}
DONE: dict[str, Any] = {"id": "2", "name": "Done", "statusCategory": {"key": "done"}}
CLOSED: dict[str, Any] = {**DONE, "id": "6", "name": "Closed"}
ADA = {"accountId": "5b-ada", "displayName": "Ada Lovelace", "active": True}


def issue(sprint_field: str | None = None, /, **fields: object) -> Issue:
    """An issue with these fields, as the API would tell it."""
    usual = {
        "summary": "It broke",
        "status": TO_DO,
        "created": "2026-11-16T09:00:00.000+0000",
        "updated": "2026-11-16T12:00:00.000+0000",
        "creator": ADA,
        "project": {"id": "10000", "key": "OPS"},
    }
    told = {"id": "10001", "key": "OPS-1", "fields": {**usual, **fields}}
    return Reader(sprint_field).issue(json.dumps(told).encode())


def entry(at: str, *changes: Mapping[str, Any], number: int = 0) -> Entry:
    """An entry of a history: `at` in ISO 8601."""
    told = {"id": f"{number}", "created": at, "items": list(changes), "author": ADA}
    bulk = {"issueChangeLogs": [{"issueId": "1", "changeHistories": [told]}]}
    (log,) = wire.logs(json.dumps(bulk).encode()).issue_change_logs
    (found,) = log.change_histories
    return found


Told = tuple[str | None, str | None] | None
"""A value by its id and by its words."""


def change(field: str, before: Told, after: Told, field_id: str = "") -> dict[str, Any]:
    """A change of a field."""
    was, now = (one or (None, None) for one in (before, after))
    return {
        "field": field,
        "fieldtype": "jira",
        "fieldId": field_id or field,
        "from": was[0],
        "fromString": was[1],
        "to": now[0],
        "toString": now[1],
    }


def status(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """A change of the status."""
    was, now = ((one["id"], one["name"]) for one in (before, after))
    return change("status", was, now)


def whose(*, cloud: bool = True, states: States | None = None) -> Whose:
    """Everybody is trusted, and called by name."""

    def handle(user: User | None) -> str | None:
        return user.display_name or user.id if user else None

    return Whose(
        tracker="ops",
        web="https://acme.example",
        dress=Cloud() if cloud else DataCenter(),
        states=states or States(),
        zone=ZONE,
        handle=handle,
        vouches=lambda _: True,
        trusts=lambda _: True,
        name=lambda _, shown: shown,
    )
