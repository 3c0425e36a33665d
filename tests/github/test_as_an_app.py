"""Signed in as an App, or as Actions: GitHub tells of no rights then."""

from __future__ import annotations

from tests.github.team import Team

BOT = "acme-bot[bot]"


def sign_in(team: Team, issues: str = "write") -> None:
    """The configuration's token is one of an App's installation from now on."""
    (home,) = team.github.state.repositories.values()
    home.roles[BOT] = "write"
    token = team.github.build.token(
        BOT, "ghs_acmebot0001", kind="installation", issues=issues
    )
    (team.home / "token").write_text(token.text, "utf-8")


def test_reviews_are_opened_though_no_right_is_told(team: Team) -> None:
    sign_in(team)
    team.incident()

    team.sync()

    (review,) = team.ours("review")
    assert review.author == BOT


def test_nothing_is_opened_without_the_right(team: Team) -> None:
    sign_in(team, issues="read")
    team.incident()

    synced = team.sync()

    assert team.ours("review") == []
    assert any("does not allow it" in result.why for result in synced.results)
