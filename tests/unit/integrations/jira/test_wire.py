"""What Jira's API says, decoded, also where it is odd."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest

from afteraction.integrations.jira import wire
from afteraction.integrations.jira.helpings import Reader
from tests.unit.integrations.jira.told import issue

FIELD = "customfield_10020"
JAVA = (
    "com.atlassian.greenhopper.service.sprint.Sprint@1f[id={id},rapidViewId=1,"
    "state=CLOSED,name=One, id=99 of many,startDate=<null>,goal=a]b]"
)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (None, None),
        ([], None),
        ([{"id": 7, "name": "Seven"}], "7"),
        ([{"id": 12}, {"id": 7}], "12"),
        ([JAVA.format(id=7)], "7"),
        ([JAVA.format(id=7), JAVA.format(id=12)], "12"),
        (["no sprint at all"], None),
        ([{"name": "without an id"}], None),
        ("odd", None),
        ({"id": 7}, None),
        ([7], None),
    ],
)
def test_the_newest_sprint_of_an_issue(held: object, expected: str | None) -> None:
    assert issue(FIELD, **{FIELD: held}).sprint == expected


def test_sprints_are_not_read_where_nobody_asks() -> None:
    assert issue(None, **{FIELD: [{"id": 7}]}).sprint is None


def test_what_a_history_says_in_ids_and_in_words() -> None:
    told = {
        "field": "status",
        "fieldId": "status",
        "from": "1",
        "fromString": "To Do",
        "to": "2",
        "toString": "Done",
    }
    entry = {"created": 1795000000000, "items": [told]}
    body = {"issueChangeLogs": [{"issueId": "1", "changeHistories": [entry]}]}
    (log,) = wire.logs(json.dumps(body).encode()).issue_change_logs

    (found,) = log.change_histories[0].items
    assert (found.before, found.before_text, found.after) == ("1", "To Do", "2")
    assert (found.field, found.field_id) == ("status", "status")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2026-11-16T09:00:00.000+0000", datetime(2026, 11, 16, 9, tzinfo=UTC)),
        ("2026-11-16T09:00:00.000+0530", datetime(2026, 11, 16, 3, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00.000+0000", datetime(1970, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59.000-1200", datetime(9000, 1, 1, tzinfo=UTC)),
    ],
)
def test_times_are_in_utc_and_within_every_calendar(
    told: str, expected: datetime
) -> None:
    assert wire.utc(issue(created=told).fields.created) == expected


def test_one_broken_issue_does_not_spoil_the_others() -> None:
    good = {"summary": "a", "status": {}, "created": "2026-11-16T09:00:00.000+0000"}
    good["updated"] = good["created"]
    told = [
        {"id": "1", "key": "OPS-1", "fields": good},
        {"id": "2", "key": "OPS-2", "fields": {**good, "created": "yesterday"}},
        {"id": "3", "key": "OPS-3", "fields": None},
        {"id": "4", "key": "OPS-4", "fields": {**good, "labels": None}},
    ]

    page = Reader().page(json.dumps({"issues": told}).encode())

    assert [one.key for one in page.issues] == ["OPS-1"]
    assert page.broken == [("2", "OPS-2"), ("3", "OPS-3"), ("4", "OPS-4")]
    assert page.ids == ["1", "2", "3", "4"]


@pytest.mark.parametrize("field", [None, "customfield_10020"])
def test_issues_are_the_same_whether_they_are_read_together_or_one_by_one(
    field: str | None,
) -> None:
    sprints = [{"id": 7, "name": "One"}]
    fields = {
        "summary": "a",
        "status": {"name": "Done"},
        "created": "2026-11-16T09:00:00.000+0000",
        "updated": "2026-11-16T09:00:00.000+0000",
        "customfield_10020": sprints,
    }
    told = [{"id": str(n), "key": f"OPS-{n}", "fields": fields} for n in (1, 2)]
    odd = {"id": "3", "key": "OPS-3", "fields": None}

    together = Reader(field).page(json.dumps({"issues": told}).encode())
    one_by_one = Reader(field).page(json.dumps({"issues": [*told, odd]}).encode())

    assert [*map(wire.stamp, together.issues)] == [*map(wire.stamp, one_by_one.issues)]
    assert {one.sprint for one in together.issues} == {"7" if field else None}


@pytest.mark.parametrize("odd", ["no issue", None, {"id": 5}])
def test_what_has_no_name_is_no_helping_of_issues(odd: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        Reader().page(json.dumps({"issues": [odd]}).encode())


def test_a_stamp_tells_states_apart_but_not_texts() -> None:
    before = wire.stamp(issue())

    assert wire.stamp(issue(description={"type": "doc"})) == before
    for fields in ({"summary": "b"}, {"labels": ["a"]}, {"duedate": "2026-12-01"}):
        assert wire.stamp(issue(**fields)) != before
