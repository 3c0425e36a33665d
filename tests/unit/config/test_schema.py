"""The JSON Schema: editors must take what we take, and it is published as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from afteraction.cli.config import schema_text
from afteraction.config import config_schema
from afteraction.integrations import TRACKERS, all_settings
from tests.unit.config.test_config import EXAMPLE, KINDS
from tests.unit.config.test_follow_through import ALL_OF_IT
from tests.unit.config.test_problems import WRONG
from tests.unit.config.written import written

PUBLISHED = Path(__file__).parents[3] / "docs/afteraction.schema.json"
DEMO = Path(__file__).parents[3] / "src/afteraction/demo/afteraction.yml"


class _LikeAnEditor(yaml.SafeLoader):
    """YAML 1.2's types, as editors read them: dates are text."""


_LikeAnEditor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if "timestamp" not in tag]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _validator() -> Validator:
    schema = config_schema(all_settings(tuple(TRACKERS)))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _complaints(text: str) -> list[str]:
    data: Any = yaml.load(text, Loader=_LikeAnEditor)  # noqa: S506 - is a safe one
    return [error.message for error in _validator().iter_errors(data)]


def test_what_is_published_is_current() -> None:
    current = schema_text(config_schema(all_settings(tuple(TRACKERS))))

    assert PUBLISHED.read_text(encoding="utf-8") == current, (
        "run: afteraction config schema > docs/afteraction.schema.json"
    )


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE,
        ALL_OF_IT,
        written(),
        written("people: [{name: no, handles: {notes: 0057}, aliases: [12]}]\n"),
        written("people:\n  - {name: Ada}\ntemplates:\ninstallation: 12\n"),
        written().replace("[incident]", "[on, 404]"),
        DEMO.read_text(encoding="utf-8"),
    ],
)
def test_an_editor_takes_what_we_take(text: str) -> None:
    assert _complaints(text) == []


@pytest.mark.parametrize(
    "name",
    [
        "a section is missing",
        "an unknown section",
        "no tracker",
        "trackers as a list",
        "a tracker without a type",
        "a tracker of an unknown type",
        "a tracker without its path",
        "an unknown setting",
        "an impossible setting",
        "a tracker's name with a space",
        "a rule without labels",
        "a rule with an empty list of labels",
        "labels for sprints",
        "opening a sprint's review after its end",
        "opening a sprint's review in months",
        "a misspelt key",
        "a key of the model",
        "no first day",
        "a negative limit",
        "a limit in words",
        "a duration without a unit",
        "an impossible gate",
        "a person without a name",
        "a section that is a list",
        "a reminder that is one word",
        "a reminder that is a mapping",
        "a weekday in full",
        "a span where a section is",
        "quiet until an hour",
        "quiet for ever",
        "a misspelt key of follow-through",
        "a checklist nowhere",
        "a checklist in two places",
        "a checklist without a tracker",
    ],
)
def test_an_editor_refuses_what_it_can(name: str) -> None:
    assert _complaints(WRONG[name]) != []


def test_a_tracker_with_a_selection_of_its_own() -> None:
    schema = config_schema(KINDS)
    subjects = schema["$defs"]["Subjects"]["properties"]

    rules = [rule["properties"] for rule in subjects["incidents"]["items"]["anyOf"]]
    assert [sorted(set(rule) - {"in", "review_in", "assign"}) for rule in rules] == [
        ["labels"],
        ["query"],
    ]


def test_examples_are_values_not_texts() -> None:
    schema = json.loads(PUBLISHED.read_text(encoding="utf-8"))

    assert schema["properties"]["trackers"]["examples"] == [
        {"notes": {"type": "markdown", "path": "./work"}}
    ]


def test_defaults_are_as_people_write_them() -> None:
    schema = json.loads(PUBLISHED.read_text(encoding="utf-8"))

    assert schema["$defs"]["Review"]["properties"]["due"]["default"] == "72h"
    assert schema["properties"]["zone"]["default"] == "UTC"
    assert schema["$defs"]["Quiet"]["properties"]["until"]["default"] == "09:00"


def test_everything_is_described() -> None:
    schema = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    bare = [
        f"{name}.{key}"
        for name, model in {"": schema, **schema["$defs"]}.items()
        for key, value in model["properties"].items()
        if not value.get("description")
        and not schema["$defs"][value["$ref"].rpartition("/")[2]]["description"]
    ]

    assert bare == []
