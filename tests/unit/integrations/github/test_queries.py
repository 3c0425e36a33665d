"""What GraphQL leaves out: what is not there is told from what was not answered."""

from __future__ import annotations

import json

import pytest

from afteraction.integrations.github import queries


@pytest.mark.parametrize(
    ("errors", "found"),
    [
        ([], {}),
        ([{"type": "NOT_FOUND", "path": ["node", "i41"], "message": "x"}], {}),
        ([{"type": "NOT_FOUND", "message": "x"}], {}),
        # It may be there.
        ([{"message": "Something went\nwrong."}], {41: None}),
        ([{"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Too much."}], {41: None}),
        ([{"type": "FORBIDDEN", "path": ["node", "i41"]}], {41: None}),
        ([{"type": "FORBIDDEN", "path": ["node", "i41", "history", 3]}], {41: None}),
        ([{"type": "NOT_FOUND"}, {"message": "Timeout"}], {41: None}),
        # It is about another one.
        ([{"type": "FORBIDDEN", "path": ["node", "i42"]}], {}),
    ],
)
def test_whether_what_is_missing_is_gone(errors: list[object], found: object) -> None:
    told = {"data": {"node": {"i41": None}}, "errors": errors}

    answer = queries.answer(json.dumps(told).encode())

    assert answer.trouble is None
    assert answer.found == found


@pytest.mark.parametrize(
    ("told", "trouble"),
    [
        ({}, "it gave no reason"),
        ({"data": None}, "it gave no reason"),
        ({"data": {"node": None}}, "it gave no reason"),
        ({"data": {}}, "it gave no reason"),
        ({"data": None, "errors": [{"message": "Timeout"}]}, "Timeout"),
        (
            {
                "data": {"node": None},
                "errors": [{"type": "NOT_FOUND", "message": "No\nnode"}],
            },
            "No node",
        ),
    ],
)
def test_without_the_repository_nothing_is_known(told: object, trouble: str) -> None:
    assert queries.answer(json.dumps(told).encode()).trouble == trouble
