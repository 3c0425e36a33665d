"""What every kind of answer means, in the forms in which GitHub was seen to give it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.errors import Gone, Refused, TrackerError, Unreachable
from afteraction.integrations.github.answers import Conflict, Moved, meaning
from afteraction.network.headers import server_time
from afteraction.network.outcomes import Answer, Denied, Garbled, Limited

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
JSON = {"content-type": "application/json; charset=utf-8"}
HTML = {"content-type": "text/html"}
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you"
    " try again."
)
PRIMARY = "API rate limit exceeded for user ID 7."


def answer(status: int, body: object = None, **headers: str) -> Answer:
    """An answer in JSON; header names with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    text = b"" if body is None else json.dumps(body).encode()
    return Answer(status, JSON | named, text)


def said(message: str) -> dict[str, str]:
    return {"message": message, "documentation_url": "https://docs.github.com/rest"}


def reset(span: timedelta) -> str:
    return str(int((NOW + span).timestamp()))


def denied(given: Answer) -> TrackerError:
    outcome = meaning(given, NOW)
    assert isinstance(outcome, Denied)
    return outcome.error


# --- what can be used -----------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        answer(200, []),
        answer(201, {"number": 41}),
        answer(202, {}),
        Answer(200, {"content-type": "application/vnd.github+json"}, b"{}"),
        # Not a word of JSON is wanted where there is nothing to say.
        Answer(204),
        Answer(304, {"etag": '"1a"'}),
        answer(304, None, x_ratelimit_remaining="0"),
        # Words in a text, and errors of another sort.
        answer(200, [{"body": 'it said "RATE_LIMITED"'}]),
        answer(200, {"data": {"body": '"RATE_LIMITED"'}}),
        answer(200, {"data": None, "errors": [{"type": "NOT_FOUND"}]}),
        answer(200, {"errors": [{"message": '"RATE_LIMIT'}, {"type": "FORBIDDEN"}]}),
        Answer(200, JSON, b'{"errors": [{"type": "RATE_LIMITED"'),
    ],
)
def test_what_can_be_used_is_handed_on(given: Answer) -> None:
    assert meaning(given, NOW) is given


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (Answer(200, HTML, b"<html>Sign in</html>"), "a page came instead of data"),
        (Answer(201, HTML, b"<html>"), "is there a proxy"),
        (Answer(200, {}, b"{}"), "a page came instead of data"),
        (Answer(500, JSON, b'{"message": "x"}'), "error of its own (500)"),
        (Answer(502, HTML, b"<html>Unicorn!</html>"), "error of its own (502)"),
        (Answer(503, {"retry-after": "30"}), "error of its own (503)"),
        (Answer(504), "error of its own (504)"),
        (Answer(408), "error of its own (408)"),
    ],
)
def test_what_says_nothing_is_garbled(given: Answer, why: str) -> None:
    outcome = meaning(given, NOW)

    assert isinstance(outcome, Garbled)
    assert why in outcome.why


# --- limits ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "wait"),
    [
        (answer(403, said(SECONDARY), retry_after="60"), 60),
        (answer(403, said("Anything"), retry_after="3000"), 3000),
        (answer(429, None, retry_after="7"), 7),
        (answer(429, said(SECONDARY), retry_after="0"), 1),
        # What it asks for wins over when the hour is over.
        (
            answer(
                403,
                said(SECONDARY),
                retry_after="5",
                x_ratelimit_remaining="0",
                x_ratelimit_reset=reset(timedelta(hours=1)),
            ),
            5,
        ),
        (
            answer(
                403,
                said(PRIMARY),
                x_ratelimit_remaining="0",
                x_ratelimit_reset=reset(timedelta(minutes=50)),
            ),
            3000,
        ),
        # By GitHub's clock, where it shows: ours is five minutes behind, and ahead.
        (
            answer(
                403,
                said(PRIMARY),
                date="Wed, 18 Nov 2026 09:05:00 GMT",
                x_ratelimit_remaining="0",
                x_ratelimit_reset=reset(timedelta(minutes=15)),
            ),
            600,
        ),
        (
            answer(
                429,
                said(PRIMARY),
                date="Wed, 18 Nov 2026 08:55:00 GMT",
                x_ratelimit_remaining="0",
                x_ratelimit_reset=reset(timedelta(minutes=15)),
            ),
            1200,
        ),
        (
            answer(
                403,
                said(PRIMARY),
                date="yesterday",
                x_ratelimit_remaining="0",
                x_ratelimit_reset=reset(timedelta(minutes=1)),
            ),
            60,
        ),
        # It was over before the answer came.
        (
            answer(
                403,
                said(PRIMARY),
                x_ratelimit_remaining="0",
                x_ratelimit_reset=reset(-timedelta(minutes=1)),
            ),
            1,
        ),
        (answer(403, said(PRIMARY), x_ratelimit_remaining="0"), None),
        (
            answer(
                403, said(PRIMARY), x_ratelimit_remaining="0", x_ratelimit_reset="soon"
            ),
            None,
        ),
        # No header, or one that says that there is enough left.
        (answer(403, said(SECONDARY)), None),
        (answer(403, said(SECONDARY), x_ratelimit_remaining="4711"), None),
        (answer(403, said(PRIMARY)), None),
        (answer(403, said("You have triggered an abuse detection mechanism.")), None),
        (answer(429), None),
        (answer(429, None, x_ratelimit_remaining="14"), None),
        (Answer(429, HTML, b"<html>Too many requests</html>"), None),
        (answer(429, None, retry_after="Wed, 18 Nov 2026 09:01:00 GMT"), 60),
        (answer(403, said(SECONDARY), retry_after="-1"), None),
    ],
)
def test_a_limit_in_all_its_forms(given: Answer, wait: int | None) -> None:
    outcome = meaning(given, NOW)

    assert isinstance(outcome, Limited)
    assert outcome.wait == (None if wait is None else timedelta(seconds=wait))


@pytest.mark.parametrize("kind", ["RATE_LIMITED", "RATE_LIMIT"])
def test_a_limit_of_graphql_comes_with_200(kind: str) -> None:
    body = {"errors": [{"message": "x"}, {"type": kind, "message": "API rate limit"}]}
    later = reset(timedelta(minutes=20))

    outcome = meaning(answer(200, body, x_ratelimit_reset=later), NOW)

    assert outcome == Limited("API rate limit", timedelta(minutes=20))


def test_a_limit_of_graphql_that_does_not_say_for_how_long() -> None:
    body = {"data": None, "errors": [{"type": "RATE_LIMITED"}]}

    assert meaning(answer(200, body), NOW) == Limited("it gave no reason", None)


def test_a_limit_is_told_in_githubs_words() -> None:
    outcome = meaning(answer(403, said(f"{SECONDARY}\n\n  {'x' * 500}")), NOW)

    assert isinstance(outcome, Limited)
    assert outcome.why.startswith(f"{SECONDARY} xxx")
    assert len(outcome.why) == 200
    assert "\n" not in outcome.why


# --- a clear no -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        (
            answer(401, said("Bad credentials")),
            Unreachable,
            "GitHub does not accept our sign-in: Bad credentials",
        ),
        (
            answer(403, said("Resource not accessible by integration")),
            Refused,
            "GitHub does not allow it: Resource not accessible by integration",
        ),
        (
            answer(403, None, x_ratelimit_remaining="59"),
            Refused,
            "GitHub does not allow it: it gave no reason",
        ),
        (
            answer(404, said("Not Found")),
            Gone,
            "it is not there, or not to be seen: Not Found",
        ),
        (
            answer(410, said("This issue was deleted")),
            Gone,
            "it is not there, or not to be seen: This issue was deleted",
        ),
        (
            answer(451, said("Repository access blocked")),
            Gone,
            "it is not there, or not to be seen: Repository access blocked",
        ),
        (
            answer(400, said("Problems parsing JSON")),
            Refused,
            "GitHub refused it: Problems parsing JSON",
        ),
        (
            answer(409, said("Conflict")),
            Conflict,
            "GitHub refused it: Conflict",
        ),
        (Answer(418, HTML, b"<html>"), Refused, "GitHub refused it: it gave no reason"),
        (
            Answer(403, JSON, b""),
            Refused,
            "GitHub does not allow it: it gave no reason",
        ),
        (Answer(404, JSON, b"[]"), Gone, "not to be seen: it gave no reason"),
        (Answer(404, JSON, b'{"mess'), Gone, "not to be seen: it gave no reason"),
        (Answer(404, JSON, b'{"message": "\xff"}'), Gone, "it gave no reason"),
        (Answer(404, JSON, b'{"message": null}'), Gone, "it gave no reason"),
    ],
)
def test_a_clear_no(given: Answer, kind: type[TrackerError], message: str) -> None:
    error = denied(given)

    assert type(error) is kind
    assert message in error.message
    assert error.hint


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_what_was_moved_is_neither_a_success_nor_gone_without_a_word(
    status: int,
) -> None:
    there = "https://api.github.com/repositories/77/issues"

    error = denied(answer(status, said("Moved Permanently"), location=there))

    assert isinstance(error, Moved)
    assert error.message == f"it was moved to {there}"


@pytest.mark.parametrize(
    ("errors", "why"),
    [
        ([{"resource": "Issue", "field": "title", "code": "missing_field"}],
         "title missing_field"),
        ([{"resource": "Issue", "code": "custom", "field": "body",
           "message": "body is too long (maximum is 65536 characters)"}],
         "body is too long (maximum is 65536 characters)"),
        ([{"value": "ghost", "resource": "Issue", "field": "assignees",
           "code": "invalid"}, {"code": "invalid"}],
         "assignees invalid; invalid"),
        (["Label does not exist", "nor\nthis one"],
         "Label does not exist; nor this one"),
        ([{"message": "first"}, "second"], "first; second"),
        ([{"resource": "Issue", "field": "title", "code": "invalid", "message": None}],
         "title invalid"),
        ([], "Validation Failed"),
        (None, "Validation Failed"),
        # Not as it is described, but the message is there.
        ("one text", "Validation Failed"),
        ({"title": ["is too long"]}, "Validation Failed"),
        ([41], "Validation Failed"),
    ],
)  # fmt: skip
def test_why_something_was_refused(errors: object, why: str) -> None:
    error = denied(answer(422, {"message": "Validation Failed", "errors": errors}))

    assert isinstance(error, Refused)
    assert error.message == f"GitHub refused it: {why}"


def test_a_limit_is_seen_beside_errors_of_an_unknown_form() -> None:
    given = answer(403, {"message": SECONDARY, "errors": "none"})

    assert isinstance(meaning(given, NOW), Limited)


# --- whatever comes -------------------------------------------------------------------

HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "content-type",
            "retry-after",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "date",
            "location",
        ]
    ),
    st.text("0123456789-+:, GMT\x00²é", max_size=12)
    | st.integers(-(10**30), 10**30).map(str)
    | st.sampled_from(["application/json", "0", "²", "Wed, 18 Nov 2026 09:00:00 GMT"]),
)


@given(
    st.integers(200, 599),
    HEADERS,
    st.binary(max_size=40)
    | st.sampled_from([b'{"errors": [{"type": "RATE_LIMITED"}]}', b"null", b"[1]"]),
)
def test_no_answer_is_a_bug(status: int, headers: dict[str, str], body: bytes) -> None:
    given = Answer(status, headers, body)

    assert isinstance(meaning(given, NOW), Answer | Limited | Garbled | Denied)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Wed, 18 Nov 2026 09:00:00 GMT", NOW),
        ("Wed, 18 Nov 2026 10:00:00 +0100", NOW),
        ("", None),
        ("2026-11-18T09:00:00Z", None),
        ("Wed, 99 Nov 2026 09:00:00 GMT", None),
    ],
)
def test_what_githubs_clock_shows(text: str, at: datetime | None) -> None:
    assert server_time({"date": text}) == at
