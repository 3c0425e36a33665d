"""What GraphQL leaves out: what is not there is told from what was not answered."""

from __future__ import annotations

import json

import pytest

from afteraction.integrations.github import queries


@pytest.mark.parametrize(
    ("errors", "trouble"),
    [
        ([], None),
        ([{"type": "NOT_FOUND", "path": ["node", "i41"], "message": "x"}], None),
        ([{"type": "NOT_FOUND", "message": "x"}], None),
        # A timeline may tell of a repository that we may not see.
        ([{"type": "FORBIDDEN", "path": ["node", "i41", "history", "nodes", 3]}], None),
        ([{"message": "Something went\nwrong."}], "Something went wrong."),
        ([{"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Too much."}], "Too much."),
        ([{"type": "FORBIDDEN", "path": ["node", "i41"]}], "it gave no reason"),
        ([{"type": "NOT_FOUND"}, {"message": "Timeout"}], "Timeout"),
    ],
)
def test_whether_what_is_missing_is_gone(
    errors: list[object], trouble: str | None
) -> None:
    told = {"data": {"node": {"i41": None}}, "errors": errors}

    found = queries.answer(json.dumps(told).encode())

    assert found.trouble == trouble
    assert found.found == {}
