"""A sign-in that Jira does not accept, as people meet it: what is said, and to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from afteraction.checking import check
from afteraction.tracker import Advice
from tests.fakes.jira import Jira
from tests.fakes.jira.faults import answers
from tests.jira.team import Team

Spoil = Callable[[Team], object]


def _write(name: str, text: str) -> Spoil:
    return lambda team: (team.home / name).write_text(text, "utf-8")


def _expire(team: Team) -> None:
    team.jira.tokens.expire((team.home / "token").read_text("utf-8"))


def _revoke(team: Team) -> None:
    team.jira.tokens.revoke((team.home / "token").read_text("utf-8"))


def advised(team: Team) -> Advice:
    """All that `check` can say of a Jira that does not let us in."""
    with team.site() as site:
        (said,) = [x for x in check(site, team.jira.clock()) if x.about == "ops"]
    assert not said.ok
    return said


def _other_dress(team: Team) -> None:
    """As the other one of both wants it: with an address, or without."""
    if team.jira.cloud:
        team.configure("    email: file:mail\n", "")
    else:
        team.configure("    token:", "    email: file:mail\n    token:")


@pytest.mark.parametrize(
    "spoil", [_write("token", "none-of-theirs"), _expire, _revoke, _other_dress]
)
def test_what_is_wrong_and_what_to_do(team: Team, spoil: Spoil) -> None:
    spoil(team)

    assert advised(team).message == (
        "Jira does not accept our sign-in: the token is wrong or has expired"
    )
    assert "beside it Jira Cloud wants `email:`" in advised(team).hint


def test_the_address_of_somebody_else(tmp_path: Path) -> None:
    with Jira(cloud=True) as jira:
        team = Team(jira, tmp_path)
        _write("mail", "ada@acme.example")(team)

        assert "does not accept our sign-in" in advised(team).message


def test_a_scope_that_a_token_lacks(team: Team) -> None:
    """As the gateway before Jira Cloud says it."""
    said = {"code": 401, "message": "Unauthorized; scope does not match"}
    team.jira.faults.add("GET", "/project/*", answers(401, said))

    assert advised(team).message.endswith("lacks a scope, which docs/jira.md lists")
