"""What an answer of Jira's means: fine, a limit, a no, or nothing that can be used."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from afteraction.errors import Gone, Refused, TrackerError, Unreachable
from afteraction.integrations.jira.answers import FieldsRefused, errors_in, meaning
from afteraction.network.outcomes import Answer, Denied, Garbled, Limited

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
JSON = {"content-type": "application/json;charset=UTF-8"}
PAGE = {"content-type": "text/html"}


def answer(status: int, body: object = b"", **headers: str) -> Answer:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = PAGE if isinstance(body, bytes) else JSON
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, {**kind, **told}, data)


@pytest.mark.parametrize(
    "given",
    [answer(200, {}), answer(201, {"id": "1"}), answer(204), answer(200, b"")],
)
def test_what_can_be_used(given: Answer) -> None:
    assert meaning(given, NOW) is given


@pytest.mark.parametrize(
    "given",
    [
        answer(200, b"<html>Log in</html>"),
        answer(500, {"errorMessages": ["Internal server error"]}),
        answer(502, b"<html>"),
        answer(504, b""),
        answer(408, b""),
        answer(503, b"<html>"),
    ],
)
def test_what_says_nothing(given: Answer) -> None:
    assert isinstance(meaning(given, NOW), Garbled)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry-after": "0"}, 1),
        ({"retry-after": "1800"}, 1800),
        ({"retry-after": "Wed, 18 Nov 2026 09:01:00 GMT"}, 60),
        ({"retry-after": "Wed, 18 Nov 2026 08:00:00 GMT"}, 1),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
    ],
)
@pytest.mark.parametrize("body", [b"<html>Oops</html>", {"message": "Rate limit"}])
def test_limits(headers: dict[str, str], wait: int | None, body: object) -> None:
    given = answer(429, body)
    outcome = meaning(Answer(429, {**given.headers, **headers}, given.body), NOW)

    assert isinstance(outcome, Limited)
    assert outcome.why.startswith("Jira asks us to slow down")
    if wait is None:
        assert outcome.wait is None or outcome.wait <= timedelta(seconds=1)
    else:
        assert outcome.wait == timedelta(seconds=wait)


def test_a_503_with_advice_is_a_limit_too() -> None:
    outcome = meaning(answer(503, b"<html>", retry_after="30"), NOW)

    assert isinstance(outcome, Limited)
    assert outcome.wait == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        (answer(401, b"<html>"), Unreachable, "the token is wrong or has expired"),
        (answer(401, {"message": "Client must be authenticated", "status-code": 401}),
         Unreachable, "the token is wrong or has expired"),
        (answer(401, b"", x_authentication_denied_reason="CAPTCHA_CHALLENGE; x"),
         Unreachable, "captcha"),
        (answer(200, {"issues": []}, x_seraph_loginreason="AUTHENTICATED_FAILED"),
         Unreachable, "does not accept our sign-in"),
        (answer(403, {"errorMessages": ["No"], "errors": {}}), Refused,
         "does not allow it: No"),
        (answer(404, {"errorMessages": ["Issue does not exist"]}), Gone,
         "Issue does not exist"),
        (answer(410, {"errorMessages": ["Removed: CHANGE-2046"]}), Refused,
         "does not offer this any more: Removed: CHANGE-2046"),
        (answer(400, {"errorMessages": ["Error in the JQL"]}), Refused,
         "Error in the JQL"),
        (answer(400, b"<html>"), Refused, "it does not say why"),
        (answer(409, {"errorMessages": None, "errors": None}), Refused,
         "it does not say why"),
        (answer(302, b"", location="https://sso.example/x?secret=1"), Unreachable,
         "leads to another address: https://sso.example/x"),
    ],
)  # fmt: skip
def test_noes(given: Answer, kind: type[TrackerError], words: str) -> None:
    outcome = meaning(given, NOW)

    assert isinstance(outcome, Denied)
    assert type(outcome.error) is kind
    assert words in outcome.error.message
    assert "secret" not in outcome.error.message
    assert outcome.error.hint


def test_a_no_by_fields_tells_them() -> None:
    body = {"errorMessages": [], "errors": {"customfield_1": "Team is required."}}
    outcome = meaning(answer(400, body), NOW)

    assert isinstance(outcome, Denied)
    assert isinstance(outcome.error, FieldsRefused)
    assert outcome.error.fields == {"customfield_1": "Team is required."}


def test_what_is_told_is_one_line_and_not_a_book() -> None:
    body = {"errorMessages": [f"{n}\n{'x' * 900}" for n in range(9)]}

    told = str(errors_in(json.dumps(body).encode()))

    assert "\n" not in told
    assert len(told) < 900
