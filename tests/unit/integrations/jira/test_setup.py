"""How a project is set up, as Jira tells it: recorded screens, and which type is usual.

The recordings lie outside of the project (see `shared`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
import pytest

from afteraction.integrations.jira.types_made import usual
from afteraction.integrations.jira.wire import IssueType
from afteraction.integrations.jira.wire_setup import Screen, ScreenField, screen
from tests.fakes.jira.specs import shared

RECORDED = (
    "cloud-get-create-issue-metadata-for-project-many-fields.json",
    "cloud-get-create-issue-metadata-for-project.json",
    "server-get-create-issue-metadata-for-project-many-fields.json",
    "server-get-create-issue-metadata-for-project.json",
)
TASK, STORY = IssueType("1", "Task"), IssueType("2", "Story")
EPIC, INITIATIVE = IssueType("3", "Epic"), IssueType("4", "Ziel", hierarchy_level=2)
BELOW = IssueType("5", "Sub-task", subtask=True)


def recorded(name: str) -> Iterator[tuple[str, bytes]]:
    """Fields by their ids, as they were told."""
    file = shared() / "samples" / "jira" / "mattermost-createmeta" / name
    if not file.is_file():
        pytest.skip(f"there are no recordings at {shared()}")
    for project in json.loads(file.read_text("utf-8"))["projects"]:
        for type_ in project["issuetypes"]:
            for number, field in type_["fields"].items():
                yield number, json.dumps(field).encode()


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_fields_are_understood(name: str) -> None:
    """The newer request tells the same fields in a list."""
    found = {
        number: msgspec.json.decode(data, type=ScreenField)
        for number, data in recorded(name)
    }

    assert {"summary", "issuetype", "project"} <= found.keys()
    assert all(one.name and one.schema.type for one in found.values())
    assert found["summary"].required
    allowed = [one.allowed for one in found.values() if one.allowed_values]
    assert all(one and all(value.shown for value in one) for one in allowed)


@pytest.mark.parametrize("key", ["fields", "values"])
def test_a_screen_is_a_list_of_fields_in_both_dresses(key: str) -> None:
    told = {"total": 1, key: [{"fieldId": "labels", "name": "Labels"}]}
    found: Screen = screen(json.dumps(told).encode())

    assert [(one.id, one.required, one.allowed) for one in found.shown] == [
        ("labels", False, None)
    ]


@pytest.mark.parametrize("values", [["Platform"], [{"value": 7}], [[1]], []])
def test_values_of_a_form_that_nobody_knows_are_not_judged(values: object) -> None:
    field = msgspec.json.decode(json.dumps({"allowedValues": values}), type=ScreenField)

    assert field.allowed is None


@pytest.mark.parametrize(
    ("types", "below", "found"),
    [
        ([EPIC, STORY, TASK], False, TASK),
        ([EPIC, INITIATIVE, STORY], False, STORY),
        ([INITIATIVE, BELOW, STORY], False, STORY),
        ([EPIC, BELOW], False, EPIC),
        ([TASK, BELOW], True, BELOW),
        ([TASK], True, None),
        ([], False, None),
    ],
)
def test_the_most_usual_type(
    types: list[IssueType], below: bool, found: IssueType | None
) -> None:
    assert usual(types, below=below) == found
