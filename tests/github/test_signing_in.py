"""Signing in: what is told when it fails, and what is asked again as everywhere."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from afteraction.errors import ConfigError
from afteraction.sync import Synced
from tests.fakes.github import faults
from tests.fakes.github.faults import Behaviour
from tests.github.team import REPO, Team

GRANT = ("POST", "/app/installations/*/access_tokens")
BOT = "acme-bot[bot]"


@cache
def key() -> str:
    return (
        rsa.generate_private_key(65537, 2048)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        .decode()
    )


def by_app(team: Team, pem: str) -> None:
    """Sign in as an App that may write, instead of with a token."""
    app = "app: {id: 1, installation: 2, key: file:key.pem}"
    team.configure("token: file:token", app)
    (team.home / "key.pem").write_text(pem, "utf-8")
    team.github.build.installation(2, BOT)
    (home,) = team.github.state.repositories.values()
    home.roles[BOT] = "write"


def asked(team: Team) -> tuple[Synced, int]:
    """A sync, and how often it asked for a token."""
    with team.github.log.counted() as log:
        synced = team.sync()
    return synced, len(log.of(*GRANT))


def test_an_app_asks_for_one_token_and_renews_it_before_it_ends(team: Team) -> None:
    by_app(team, key())
    team.incident()

    with team.github.log.counted() as log, team.site() as site:
        (tracker,) = site.trackers.values()
        for minutes in (0, 49, 2, 40):
            team.later(minutes=minutes)
            assert list(tracker.details(["1"]))

    assert len(log.of(*GRANT)) == 2

    synced, grants = asked(team)
    assert ([one.ended.value for one in synced.results], grants) == (["done"], 1)


@pytest.mark.parametrize(
    ("behaviour", "message", "hint"),
    [
        (
            faults.says(401, "A JSON web token could not be decoded"),
            "GitHub does not accept the sign-in of the App 1: A JSON web token",
            "check `id` and `key` under `app:`",
        ),
        (
            faults.says(404, "Not Found"),
            "GitHub knows no installation 2 of the App 1",
            "correct `installation` under `app:`",
        ),
        (
            faults.says(403, "This installation has been suspended"),
            "GitHub does not let the App 1 in: This installation has been suspended",
            "look at the App's installation",
        ),
        (
            faults.says(422, "There is at least one repository too many"),
            "GitHub does not let the App 1 in: There is at least one repository too",
            "look at the App's installation",
        ),
    ],
    ids=["app", "installation", "suspended", "refused"],
)
def test_a_no_to_an_app_is_one_clear_line(
    team: Team, behaviour: Behaviour, message: str, hint: str
) -> None:
    by_app(team, key())
    team.github.faults.add(*GRANT, behaviour, times=None)

    synced, grants = asked(team)

    (problem,) = synced.problems
    assert problem.message.startswith(message)
    assert problem.hint.startswith(hint)
    assert synced.unreachable == {"platform"}
    assert grants == 1


@pytest.mark.parametrize(
    "behaviour",
    [
        faults.bad_gateway(),
        faults.drops(),
        faults.html(),
        faults.answers(201, {"expires_at": "2026-11-16T10:00:00Z"}),
        faults.answers(204, b""),
    ],
    ids=["502", "dropped", "a page", "no token in it", "204"],
)
def test_an_apps_token_is_asked_for_again(team: Team, behaviour: Behaviour) -> None:
    by_app(team, key())
    team.incident()
    team.github.faults.add(*GRANT, behaviour, times=2)

    synced, grants = asked(team)

    assert ([one.ended.value for one in synced.results], grants) == (["done"], 3)


def test_a_server_that_gives_no_token_is_told_in_one_line(team: Team) -> None:
    by_app(team, key())
    team.github.faults.add(*GRANT, faults.bad_gateway(), times=None)

    synced, grants = asked(team)

    (problem,) = synced.problems
    assert problem.message == "GitHub answered with an error of its own (502)"
    assert grants == 4


def test_a_limit_on_tokens_is_kept_by_the_next_sync(team: Team) -> None:
    by_app(team, key())
    team.github.faults.add(*GRANT, faults.limited(3000))
    until = f"{team.github.clock() + timedelta(seconds=3000):%Y-%m-%d %H:%M}"

    (first, grants), (second, more) = asked(team), asked(team)

    assert (grants, more) == (1, 0)
    for synced in (first, second):
        (problem,) = synced.problems
        assert until in problem.message


@pytest.mark.parametrize(
    "pem",
    [
        "not a key",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ],
    ids=["words", "broken", "a certificate"],
)
def test_a_file_that_holds_no_key(team: Team, pem: str) -> None:
    by_app(team, pem)

    with (
        pytest.raises(ConfigError, match=r"key\.pem is no private key") as caught,
        team.github.log.counted() as log,
    ):
        team.sync()

    assert caught.value.__cause__ is None
    assert len(log) == 0


@pytest.mark.parametrize(
    "text",
    [
        "ghp_ro\nbot",
        "ghp_ro\rbot",
        "ghp_robot\u2026",
        "ghp_robot\u00e9",
        "\ufeffghp_robot",
        "ghp_ro\0bot",
        "ghp_ro bot",
    ],
)
def test_a_token_that_no_header_can_hold(team: Team, text: str) -> None:
    (team.home / "token").write_bytes(text.encode())
    team.incident()

    with (
        pytest.raises(ConfigError, match="/token is no token: ") as caught,
        team.github.log.counted() as log,
    ):
        team.sync()

    assert "ghp_" not in f"{caught.value.message} {caught.value.hint}"
    assert len(log) == 0
    assert team.github.look.issues(REPO)
