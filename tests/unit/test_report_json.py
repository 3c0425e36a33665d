"""The JSON that other tools build on: its shape, its schema and its bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from syrupy.assertion import SnapshotAssertion

from afteraction.report import Report
from afteraction.report_json import report_json, report_json_text
from tests.unit.a_report import empty, every_case

SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(
        schema, format_checker=Draft202012Validator.FORMAT_CHECKER
    )


@pytest.mark.parametrize("report", [every_case(), empty()], ids=["every-case", "empty"])
def test_it_is_as_the_schema_says(report: Report) -> None:
    validator().validate(json.loads(report_json_text(report)))


def _objects(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every place in the schema that describes an object."""
    if schema.get("type") == "object":
        yield schema
    for child in schema.values():
        if isinstance(child, dict):
            yield from _objects(child)


def test_the_schema_is_strict() -> None:
    found = list(_objects(json.loads(SCHEMA.read_text(encoding="utf-8"))))
    maps = [each for each in found if "properties" not in each]
    assert (len(found), len(maps)) == (18, 2)
    assert all(each["additionalProperties"] for each in maps)
    for each in found:
        if each not in maps:
            assert each["additionalProperties"] is False
            assert sorted(each["required"]) == sorted(each["properties"])


@pytest.mark.parametrize("key", ["title", "state", "owner"])
def test_the_schema_sees_what_is_missing(key: str) -> None:
    value = report_json(every_case())
    del value["write_backs"][0][key]
    assert not validator().is_valid(value)


def test_the_whole_text(snapshot: SnapshotAssertion) -> None:
    assert report_json_text(every_case()) == snapshot


def test_of_nothing(snapshot: SnapshotAssertion) -> None:
    assert report_json_text(empty()) == snapshot


def test_equal_reports_have_equal_bytes() -> None:
    assert report_json_text(every_case()) == report_json_text(every_case())


def test_it_is_ascii_and_keeps_every_word() -> None:
    text = report_json_text(every_case())
    assert text.isascii()
    assert "\x1b" not in text
    titles = [row["title"] for row in json.loads(text)["write_backs"]]
    assert titles == [row.ticket.title for row in every_case().write_backs]
