"""What is not as Atlassian describes it fails the test that caused it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.jira import Jira, faults
from tests.fakes.jira.clients import ask
from tests.fakes.jira.conftest import furnish
from tests.fakes.jira.honesty import Honesty, Violated
from tests.fakes.jira.specs import read, shared
from tests.fakes.jira.wire import Answer, Request

BAD_TEXT: dict[str, Any] = {"type": "doc", "version": 1, "content": [{"type": "milk"}]}


@pytest.fixture
def loose() -> Iterator[Jira]:
    """A fake whose violations a test takes itself."""
    if read("3") is None:
        pytest.skip(f"there is no description of Jira at {shared()}")
    with Jira(cloud=True) as jira:
        furnish(jira)
        yield jira
        jira.honesty.take()


@pytest.mark.parametrize(
    ("method", "path", "body", "text"),
    [
        ("GET", "/issue/OPS-1?field=a", None, "no parameter 'field' is described"),
        ("GET", "/search/jql?jql=a&maxResults=x", None, "should be a number"),
        ("GET", "/issue/OPS-1?fieldsByKeys=maybe", None, "should be true or false"),
        ("POST", "/search/jql", {"jql": "a", "startAt": 0}, "'startAt' was unexpected"),
        ("POST", "/search/jql", {"jql": "a", "fields": "id"}, "is not of type 'array'"),
        ("POST", "/issue/bulkfetch", {"fields": ["id"]}, "is a required property"),
        ("POST", "/issueLink", {"type": {"name": "Relates"}}, "required property"),
        ("POST", "/issue/OPS-1/comment", {"body": BAD_TEXT}, "$.body: no document"),
        ("POST", "/issue", {"fields": {"description": BAD_TEXT}}, "no document"),
        ("GET", "/issue/OPS-1/milk", None, "is not described"),
        ("GET", "/dashboard", None, "the fake has no such route"),
        ("GET", "/myself", {"a": 1}, "there is one, and none is described"),
        ("GET", "/agile/board?kind=scrum", None, "no parameter 'kind' is described"),
        ("GET", "/rest/greenhopper/1.0/rapid", None, "that is not the API's address"),
    ],
)
def test_a_bad_request_is_held_against_the_test(
    loose: Jira, method: str, path: str, body: object, text: str
) -> None:
    ask(loose, method, path, body=body)

    found = loose.honesty.take()
    assert any(text in one for one in found), found


def request(method: str, named: str) -> Request:
    return Request(method, f"/rest/api/3{named}", {}, {}, b"", named, 3)


@pytest.mark.parametrize(
    ("named", "answer", "text"),
    [
        ("/myself", Answer(200, b'{"accountId": "a"}'), ""),
        ("/myself", Answer(200, b'{"milk": 1}'), "no key 'milk' is described"),
        ("/myself", Answer(206, b"{}"), "no such status is described"),
        ("/myself", Answer(429, b"<html>"), ""),
        ("/project", Answer(200, b"[]"), ""),
    ],
)
def test_an_answer_is_checked(named: str, answer: Answer, text: str) -> None:
    if read("3") is None:
        pytest.skip(f"there is no description of Jira at {shared()}")
    honesty = Honesty(on=True, cloud=True)
    honesty.check_answer(request("GET", named), answer)

    found = honesty.take()
    assert len(found) == bool(text)
    assert text in "".join(found)


def test_a_violation_is_raised_at_the_end() -> None:
    jira = Jira()
    furnish(jira)
    with pytest.raises(Violated, match="the fake has no such route"), jira:
        ask(jira, "GET", "/dashboard")


def stray_and_fail(jira: Jira) -> None:
    with jira:
        ask(jira, "GET", "/dashboard")
        _ = 1 / 0


def test_another_error_is_not_hidden_by_a_violation() -> None:
    jira = Jira()
    furnish(jira)
    with pytest.raises(ZeroDivisionError):
        stray_and_fail(jira)
    assert jira.honesty.take()


def test_what_a_test_injects_is_not_checked(loose: Jira) -> None:
    loose.faults.add("GET", "**", faults.answers(200, {"not": "a user"}))
    ask(loose, "GET", "/myself")

    assert loose.honesty.take() == []


def test_what_only_cloud_has_is_no_violation(server: Jira) -> None:
    got = ask(server, "GET", "/users/search")

    assert got.status == 404
    assert "null for uri" in got.json["message"]


def test_data_center_has_no_version_three(server: Jira) -> None:
    assert ask(server, "GET", "/rest/api/3/myself").status == 404
    assert ask(server, "GET", "/rest/api/latest/myself").status == 200
