"""What the configuration may say of a project in Jira, and what is refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from afteraction.domain.kinds import Kind
from afteraction.integrations.jira.settings import ByJql, JiraSettings, OfBoard
from afteraction.secret import SecretRef

LEAST = {
    "type": "jira",
    "url": "https://acme.atlassian.net/",
    "project": "ops",
    "token": "env:JIRA_TOKEN",
}


def settings(**more: object) -> JiraSettings:
    return JiraSettings.model_validate(LEAST | more)


def test_the_least() -> None:
    found = settings()

    assert (found.url, found.project) == ("https://acme.atlassian.net", "OPS")
    assert (found.email, found.token) == (None, SecretRef("env", "JIRA_TOKEN"))
    assert (found.readers, found.sub_tasks) == (None, "no")
    assert found.types.of(None) is None


def test_types_by_what_is_made() -> None:
    found = settings(types={"review": "Task", "inherent": "Story"}).types

    assert [found.of(kind) for kind in (None, *Kind)] == ["Task", None, "Story", None]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"project": "O P"}, "is no project's key"),
        ({"project": ""}, "is no project's key"),
        ({"done": ["Done"], "declined": ["done"]}, "stands under done and under"),
        ({"token": "secret"}, "env:"),
        ({"sub_tasks": "maybe"}, "sub_tasks"),
    ],
)
def test_what_is_refused(more: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        settings(**more)


def test_a_query_is_one_line_and_has_no_order() -> None:
    assert ByJql(jql=" issuetype =\n Incident ").chosen_query == "issuetype = Incident"
    for jql in ("", "issuetype = Incident ORDER  BY created"):
        with pytest.raises(ValidationError):
            ByJql(jql=jql)


def test_a_board_is_a_sort_of_sprints() -> None:
    board = OfBoard.model_validate({"board": "12"})

    assert (board.sort, board.names, board.chosen_query) == ("board:12", "*", "")
