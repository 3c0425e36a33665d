"""`afteraction check` on GitHub: what is ready, what is not, and what to do."""

from __future__ import annotations

from datetime import timedelta

from afteraction.checking import check, prepare
from tests.fakes.github import faults
from tests.github.team import REPO, Team


def told(team: Team) -> list[tuple[bool, str]]:
    with team.site() as site:
        advice = check(site, team.github.clock())
        return [(one.ok, one.message) for one in advice if one.about == "platform"]


def wrong(team: Team) -> list[str]:
    return [message for ok, message in told(team) if not ok]


def test_all_is_well(team: Team) -> None:
    assert wrong(team) == []
    assert (True, "acme/platform can be read and written") in told(team)
    assert (True, "label incident is there") in told(team)


def test_it_writes_nothing(team: Team) -> None:
    with team.github.log.counted() as log:
        told(team)

    assert log.writes == []


def test_a_mistyped_label(team: Team) -> None:
    team.configure("labels: [incident]", "labels: [incidents]")

    assert wrong(team) == ["there is no label incidents"]


def test_fix_makes_the_labels_that_are_missing(team: Team) -> None:
    team.configure("labels: [incident]", "labels: [sev1]")
    with team.site() as site:
        made = [advice.message for advice in prepare(site)]

    assert made == [
        "label sev1 was made",
        "label ready was made",
        "label afteraction was made",
    ]
    assert wrong(team) == []
    with team.site() as site:
        assert list(prepare(site)) == []


def test_a_sign_in_that_may_only_read(team: Team) -> None:
    token = team.github.build.token("mallory").text
    (team.home / "token").write_text(token, "utf-8")

    assert any("may not label or assign" in message for message in wrong(team))


def test_a_public_repository_said_to_be_private(team: Team) -> None:
    team.configure("    readers: public\n", "")

    assert wrong(team) == ["acme/platform is public, and configured as private"]


def test_a_clock_that_is_wrong(team: Team) -> None:
    team.github.skew = timedelta(minutes=5)

    (message,) = wrong(team)
    assert message == "this machine's clock and GitHub's are 5 minutes apart"


def test_a_repository_with_another_name(team: Team) -> None:
    told(team)
    team.github.person("ada").rename(REPO, "acme/core")

    assert any("acme/core" in message for message in wrong(team))


def test_a_server_that_is_down(team: Team) -> None:
    team.github.faults.add("*", "**", faults.bad_gateway(), times=None)

    (message,) = wrong(team)
    assert "(502)" in message


def test_old_incidents_are_left_alone(team: Team) -> None:
    team.incident()
    team.configure("since: 2026-11-01", "since: 2026-11-17")

    assert any(
        message.startswith("1 closed incident with incident ended before")
        for ok, message in told(team)
        if ok
    )
