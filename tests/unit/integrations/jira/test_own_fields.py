"""Values of a project's own fields, in the form that each of them takes."""

from __future__ import annotations

from typing import Any, cast

import pytest

from afteraction.errors import Refused
from afteraction.integrations.jira.own_fields import OwnFields
from afteraction.integrations.jira.wire import Field, Schema

CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes:"


def field(kind: str, items: str = "", custom: str = "", name: str = "Area") -> Field:
    schema = Schema(type=kind, items=items, custom=f"{CUSTOM}{custom}")
    return Field(id="customfield_1", name=name, schema=schema)


def formed(of: Field, value: object) -> Any:  # noqa: ANN401 - JSON
    """A value in the form of its field; no field here names people or is long."""
    return OwnFields(cast("Any", None), cast("Any", None))._formed(of, value)


@pytest.mark.parametrize(
    ("of", "value", "expected"),
    [
        (field("option"), "a", {"value": "a"}),
        (field("option"), {"value": "a"}, {"value": "a"}),
        (field("option"), {"id": "10"}, {"id": "10"}),
        (field("option-with-child"), {"value": "a", "child": {"value": "b"}},
         {"value": "a", "child": {"value": "b"}}),
        (field("array", "option"), "a", [{"value": "a"}]),
        (field("array", "option"), ["a", "b"], [{"value": "a"}, {"value": "b"}]),
        (field("array", "string"), ["a", "b"], ["a", "b"]),
        (field("array", "component"), ["a"], [{"name": "a"}]),
        (field("array", "version"), "1.0", [{"name": "1.0"}]),
        (field("array", "group"), "devs", [{"name": "devs"}]),
        (field("group"), "devs", {"name": "devs"}),
        (field("priority"), "High", {"name": "High"}),
        (field("issuelink"), "OPS-1", {"key": "OPS-1"}),
        (field("number"), "3", 3.0),
        (field("number"), "-0.5", -0.5),
        (field("string"), "007", "007"),
        (field("date"), "2026-12-01", "2026-12-01"),
        (field("any"), "OPS-1", "OPS-1"),
    ],
)  # fmt: skip
def test_the_form_of_a_value(of: Field, value: object, expected: object) -> None:
    assert formed(of, value) == expected


@pytest.mark.parametrize("text", ["three", "", "3,5", "nan", "inf", "1e999"])
def test_what_is_no_number_is_told(text: str) -> None:
    with pytest.raises(Refused) as error:
        formed(field("number", name="Cost"), text)

    assert '"Cost"' in error.value.message
