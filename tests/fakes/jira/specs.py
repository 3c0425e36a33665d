"""Atlassian's own descriptions, read from the shared folder, once a process.

The folder lies beside the project, or where AFTERACTION_SHARED points. It may be
absent: then there is nothing to compare with, and the functions say None.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft4Validator
from jsonschema.protocols import Validator

from tests.fakes.github.specs import Description, Operation, shared

__all__ = ["Operation", "Specs", "document_schema", "read", "shared"]

FILES = {
    "2": "jira-cloud-v2.2025-12.json",
    "3": "jira-cloud-v3.2025-12.json",
    "agile": "jira-agile-cloud.2025-06.json",
}


class Specs(Description):
    """A description that prefers a path without names: `/issue/bulk` is no issue."""

    def operation(self, method: str, path: str) -> Operation | None:
        """What is described for a request."""
        found = [
            one
            for one in self.operations
            if one.method == method and one.pattern.fullmatch(path)
        ]
        return min(found, key=lambda one: one.template.count("{"), default=None)


@cache
def read(name: str) -> Specs | None:
    """The description of version `2` or `3`, or of `agile`."""
    file = shared() / "specs" / FILES[name]
    return Specs(json.loads(file.read_bytes())) if file.is_file() else None


@cache
def document_schema() -> Validator | None:
    """The schema of Atlassian's documents."""
    file = shared() / "specs" / "adf-schema-v1-full.json"
    if not file.is_file():
        return None
    schema: dict[str, Any] = json.loads(file.read_bytes())
    return Draft4Validator(schema)
