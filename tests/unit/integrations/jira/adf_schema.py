"""Atlassian's schema of documents, which lies outside of the project.

It says most things as "any of these nodes", each of them deep: tried one after another
that takes minutes for a page, so only those of the node's own type are tried.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

ROOT = Path(__file__).resolve().parents[4]
SHARED = Path(os.environ.get("AFTERACTION_SHARED", ROOT.parent / "shared"))


def faults(document: dict[str, Any]) -> list[str]:
    """Where a document breaks the schema."""
    return [
        f"{list(e.path)}: {e.message[:200]}" for e in _validator().iter_errors(document)
    ]


@cache
def _validator() -> Draft4Validator:
    file = SHARED / "specs" / "adf-schema-v1-full.json"
    if not file.exists():
        pytest.skip(f"there is no schema at {file}")
    schema = json.loads(file.read_text("utf-8"))
    definitions = schema["definitions"]

    def any_of(
        validator: Draft4Validator,
        options: list[dict[str, Any]],
        instance: object,
        _: object,
    ) -> Iterator[ValidationError]:
        sort = instance.get("type") if isinstance(instance, dict) else None
        for option in options:
            sorts = _sorts(option, definitions)
            if sorts is not None and sort not in sorts:
                continue
            if next(validator.descend(instance, option), None) is None:
                return
        yield ValidationError(f"{str(instance)[:300]} is none of what may stand here")

    made = extend(Draft4Validator, {"anyOf": any_of})  # type: ignore[no-untyped-call]
    validator: Draft4Validator = made(schema)
    return validator


def _sorts(option: dict[str, Any], definitions: dict[str, Any]) -> set[str] | None:
    """The types of the nodes that an option takes; None where it does not say."""
    if "$ref" in option:
        return _sorts(definitions[option["$ref"].rpartition("/")[2]], definitions)
    if "allOf" in option:
        return _sorts(option["allOf"][0], definitions)
    if "anyOf" in option:
        inside = [_sorts(each, definitions) for each in option["anyOf"]]
        return None if None in inside else set().union(*(s for s in inside if s))
    found = option.get("properties", {}).get("type", {}).get("enum")
    return set(found) if found else None
