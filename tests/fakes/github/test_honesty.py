"""What is not as GitHub describes it fails the test that caused it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.github import GitHub
from tests.fakes.github.clients import ask
from tests.fakes.github.conftest import HOME, furnish
from tests.fakes.github.faults import answers
from tests.fakes.github.honesty import Honesty, Violated
from tests.fakes.github.specs import rest_description, shared
from tests.fakes.github.wire import Answer, Request

ISSUES = f"/repos/{HOME}/issues"


@pytest.fixture
def loose() -> Iterator[GitHub]:
    """A fake whose violations a test takes itself."""
    if rest_description() is None:
        pytest.skip(f"there is no description of GitHub at {shared()}")
    with GitHub() as github:
        furnish(github)
        yield github
        github.honesty.take()


@pytest.mark.parametrize(
    ("method", "path", "body", "text"),
    [
        ("GET", f"{ISSUES}?stat=all", None, "no parameter 'stat' is described"),
        ("GET", f"{ISSUES}?state=any", None, "state is 'any'"),
        ("GET", f"{ISSUES}?per_page=many", None, "should be a number"),
        ("POST", ISSUES, {"body": "No title"}, "'title' is a required property"),
        ("POST", ISSUES, {"title": "t", "assigne": "ada"}, "'assigne' was unexpected"),
        ("POST", ISSUES, {"title": "t", "labels": "a"}, "is not of type 'array'"),
        ("GET", f"{ISSUES}/1/milk", None, "is not described"),
        ("GET", "/orgs/acme/repos", None, "the fake has no such route"),
        ("GET", ISSUES, {"a": 1}, "there is one, and none is described"),
    ],
)
def test_a_bad_request_is_held_against_the_test(
    loose: GitHub, method: str, path: str, body: object, text: str
) -> None:
    ask(loose, method, path, body=body)

    assert any(text in one for one in loose.honesty.take())


def test_an_id_is_checked_like_a_name(loose: GitHub) -> None:
    home = loose.state.find_repository(HOME)
    assert home is not None
    ask(loose, "GET", f"/repositories/{home.id}/issues?stat=all")

    assert len(loose.honesty.take()) == 1


def request(path: str) -> Request:
    return Request("GET", path, {}, {}, b"")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (Answer(200, b'[{"id": 1}]'), "is a required property"),
        (Answer(200, b'{"id": 1}'), None),
        (Answer(206, b"[]"), "no such status is described"),
        (Answer(404, b'{"messages": "no"}'), "was unexpected"),
        (Answer(404, b'{"message": "no"}'), None),
        (Answer(200, b"[]"), None),
    ],
)
def test_an_answer_is_checked(answer: Answer, text: str | None) -> None:
    if rest_description() is None:
        pytest.skip(f"there is no description of GitHub at {shared()}")
    honesty = Honesty(on=True)
    path = ISSUES if answer.body[:1] == b"[" or answer.status == 404 else "/meta"
    if path == "/meta":
        text = "'verifiable_password_authentication' is a required property"
    honesty.check_answer(request(path), path, answer)

    found = honesty.take()
    assert len(found) == (text is not None)
    assert (text or "") in "".join(found)


def test_a_violation_is_raised_at_the_end() -> None:
    github = GitHub()
    furnish(github)
    with pytest.raises(Violated, match="the fake has no such route"), github:
        ask(github, "GET", "/gists")


def stray_and_fail(github: GitHub) -> None:
    with github:
        ask(github, "GET", "/gists")
        _ = 1 / 0


def test_another_error_is_not_hidden_by_a_violation() -> None:
    github = GitHub()
    furnish(github)
    with pytest.raises(ZeroDivisionError):
        stray_and_fail(github)
    assert github.honesty.take()


def test_what_a_test_injects_is_not_checked(loose: GitHub) -> None:
    loose.faults.add("GET", "**", answers(200, {"not": "an issue"}))
    ask(loose, "GET", ISSUES)

    assert loose.honesty.take() == []
