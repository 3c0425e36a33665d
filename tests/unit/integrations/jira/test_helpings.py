"""What is kept of an answer does not hold on to all of it."""

from __future__ import annotations

import sys

import msgspec
import pytest

from afteraction.integrations.jira import wire
from afteraction.integrations.jira.helpings import Reader, let_go

SPRINTS = "customfield_10020"


def answer(*labels: str) -> bytes:
    moment = "2026-11-16T10:00:00.000+0100"
    fields = {
        "summary": "Payments time out",
        "status": {"name": "Done"},
        "created": moment,
        "updated": moment,
        "labels": list(labels),
        "security": {"id": "7"},
        "description": {"type": "doc"},
        SPRINTS: [{"id": 3}],
    }
    held = {"afteraction": {"role": "review"}}
    issue = {"id": "7", "key": "OPS-7", "fields": fields, "properties": held}
    return msgspec.json.encode({"issues": [issue]})


@pytest.mark.parametrize("labels", [(), ("afteraction",), ("Payments",)])
@pytest.mark.parametrize("sprints", [None, SPRINTS])
def test_an_issue_that_let_go_is_the_same_and_holds_no_answer(
    labels: tuple[str, ...], sprints: str | None
) -> None:
    body = answer(*labels)
    alone = sys.getrefcount(body)
    (issue,) = Reader(sprints).page(body).issues
    assert sys.getrefcount(body) > alone
    stamp = wire.stamp(issue)

    let_go(issue)

    assert sys.getrefcount(body) == alone
    assert wire.stamp(issue) == stamp
    assert bytes(issue.fields.security) == b'{"id":"7"}'
    assert bytes(issue.properties["afteraction"]) == b'{"role":"review"}'
    text = b'{"type":"doc"}' if "afteraction" in labels else b"null"
    assert bytes(issue.fields.description) == text
