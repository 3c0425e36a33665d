"""Issues as tickets of the loop: what their fields, marks and texts mean."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec import Raw

from afteraction.domain.tickets import Mark, Reason, Role, State, Ticket
from afteraction.integrations.jira import tickets, wire
from afteraction.integrations.jira.dress import Cloud, DataCenter
from afteraction.integrations.jira.project import key_label
from afteraction.integrations.jira.wire import Issue
from tests.unit.integrations.jira.told import ADA, DONE, issue, whose

MARK = Mark(Role.REVIEW, "review-1", "main", "jira:acme#1")
OURS = ["afteraction", "review"]


def read(found: Issue, mark: Mark | None = None, *, cloud: bool = True) -> Ticket:
    return tickets.ticket(found, whose(cloud=cloud), mark)


def test_an_open_issue() -> None:
    found = read(issue(assignee=ADA, duedate="2026-12-01", labels=["a"]))

    assert (found.ref, found.url) == ("ops:OPS-1", "https://acme.example/browse/OPS-1")
    assert (found.state, found.reason, found.closed) == (State.OPEN, None, None)
    assert (found.assignee, found.author) == ("Ada Lovelace", "Ada Lovelace")
    assert (found.due, found.labels) == (date(2026, 12, 1), ("a",))
    assert (found.mark, found.stranger, found.left) == (None, False, False)


@pytest.mark.parametrize(
    ("fields", "hour"),
    [
        ({"resolutiondate": "2026-11-16T10:00:00.000+0000"}, 10),
        ({"statuscategorychangedate": "2026-11-16T12:00:00.000+0100"}, 11),
        ({}, 12),
    ],
)
def test_when_it_was_closed_is_told_by_what_comes_nearest(
    fields: dict[str, Any], hour: int
) -> None:
    found = read(issue(status=DONE, **fields))

    assert (found.state, found.reason) == (State.CLOSED, Reason.COMPLETED)
    assert found.closed == datetime(2026, 11, 16, hour, tzinfo=UTC)


def link(kind: str, end: str) -> dict[str, Any]:
    return {"type": {"name": kind}, end: {"id": "7", "key": "OPS-7"}}


@pytest.mark.parametrize(
    ("resolution", "links", "leads"),
    [
        ("Duplicate", [link("Duplicate", "outwardIssue")], True),
        ("Won't Do", [link("Duplicate", "outwardIssue")], True),
        ("Duplicate", [link("Duplicates of it", "outwardIssue")], True),
        ("Duplicate", [link("Duplicate", "inwardIssue")], False),
        ("Duplicate", [link("Relates", "outwardIssue")], False),
        ("Duplicate", [], False),
        ("Done", [link("Duplicate", "outwardIssue")], False),
    ],
)
def test_what_it_is_a_duplicate_of(
    resolution: str, links: list[dict[str, Any]], leads: bool
) -> None:
    found = read(issue(status=DONE, resolution={"name": resolution}, issuelinks=links))

    assert found.same_as == ("https://acme.example/browse/OPS-7" if leads else None)


def test_the_label_by_which_it_is_found_is_not_peoples() -> None:
    found = read(issue(labels=[*OURS, key_label("review-1"), "afteraction-mine"]), MARK)

    assert found.labels == ("afteraction", "review", "afteraction-mine")


@pytest.mark.parametrize("cloud", [True, False])
def test_owner_and_date_may_stand_in_a_ticket_of_ours(cloud: bool) -> None:
    dress = Cloud() if cloud else DataCenter()
    text = dress.written("**Owner:** ada\n\n**Due:** 2026-12-24\n\nThe text.")

    ours = issue(labels=OURS, description=text)
    theirs = issue(description=text)

    found = read(ours, MARK, cloud=cloud)
    assert (found.assignee, found.due) == ("ada", date(2026, 12, 24))
    other = read(theirs, cloud=cloud)
    assert (other.assignee, other.due) == (None, None)
    lines = tickets.body_of(theirs, whose(cloud=cloud)).lines
    assert lines[0].text == "**Owner:** ada", "of theirs all of it is text"


def test_a_field_wins_over_a_line() -> None:
    text = Cloud().written("**Owner:** lin\n\n**Due:** 2026-12-24\n\nThe text.")
    found = issue(labels=OURS, description=text, assignee=ADA, duedate="2026-12-01")

    assert read(found, MARK).due == date(2026, 12, 1)
    assert read(found, MARK).assignee == "Ada Lovelace"


def test_a_date_that_nobody_can_read_is_told_of() -> None:
    text = Cloud().written("**Due:** soon\n\nThe text.")
    found = read(issue(labels=OURS, description=text), MARK)

    assert found.problem is not None
    assert "soon" in found.problem.message


def test_a_closed_account_is_nobody_who_works_on_it() -> None:
    gone = {**ADA, "active": False}

    assert read(issue(assignee=gone)).left
    assert not read(issue(assignee=ADA)).left


@pytest.mark.parametrize(
    "held", ["null", "7", "[]", "{}", '"x"', '{"role": "king", "key": "a"}', "{"]
)
def test_what_is_no_mark_is_none(held: str) -> None:
    found = issue()
    found.properties = {wire.PROPERTY: Raw(held.encode())}

    assert tickets.mark_in(found) is None


@pytest.mark.parametrize(
    ("told", "priority"),
    [({"name": "High", "id": "2"}, "High"), ({"id": "2"}, None), (None, None)],
)
def test_how_urgent_it_is(told: object, priority: str | None) -> None:
    assert read(issue(priority=told)).priority == priority


@pytest.mark.parametrize(
    ("author", "may_edit"),
    [
        (ADA, True),
        ({**ADA, "accountType": "atlassian"}, True),
        ({**ADA, "accountType": "app"}, False),
        ({**ADA, "accountType": "customer"}, False),
        (None, False),
    ],
)
@pytest.mark.parametrize(
    ("text", "looked_up"), [("/done", True), ("It is done.", False), ("", False)]
)
@pytest.mark.parametrize("cloud", [True, False])
def test_who_may_edit_is_looked_up_where_it_matters(
    author: object, may_edit: bool, text: str, looked_up: bool, cloud: bool
) -> None:
    asked: list[object] = []

    def trusts(user: object) -> bool:
        asked.append(user)
        return True

    theirs = replace(whose(cloud=cloud), trusts=trusts)
    told = {
        "id": "1",
        "created": "2026-11-16T09:00:00.000+0000",
        "author": author,
        "body": theirs.dress.written(text) if text else None,
    }

    found = tickets.said(wire.comment(json.dumps(told).encode()), theirs)

    assert found.may_edit == (may_edit and looked_up)
    assert bool(asked) == (may_edit and looked_up)


def test_a_comment_by_nobody() -> None:
    told = {"id": "1", "created": "2026-11-16T09:00:00.000+0000", "body": None}
    found = tickets.said(wire.comment(json.dumps(told).encode()), whose())

    assert (found.author, found.text) == (tickets.NOBODY, "")
