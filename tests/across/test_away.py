"""One tracker is away: the others go on, nothing is lost, and nothing made twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.across.team import KINDS, Mix, Team, all_ours, github_of, jira_of
from tests.engine.house import gap
from tests.fakes.github import faults as github_faults
from tests.fakes.jira import faults as jira_faults

MIX = Mix("ops", "platform", "platform", "ops", "notes")
GAPS = (
    gap("No check", owner="Ada Lovelace"),
    gap("The link is slow", "inherent", owner="Lin Chen", due="2027-03-01"),
    gap("Retries helped", "experiment", owner="Ada Lovelace", due=""),
)
Trouble = Callable[[Team], object]


def no_jira(team: Team) -> None:
    jira = jira_of(team).jira
    jira.faults.add("*", "**", jira_faults.unavailable(), times=None)


def no_sign_in(team: Team) -> None:
    jira = jira_of(team).jira
    jira.faults.add("*", "**", jira_faults.unauthorized(), times=None)


def no_line_to_jira(team: Team) -> None:
    jira = jira_of(team).jira
    jira.faults.add("*", "**", jira_faults.drops(), times=None)


def no_github(team: Team) -> None:
    github = github_of(team).github
    github.faults.add("*", "**", github_faults.bad_gateway(), times=None)


def wrong_token(team: Team) -> None:
    (team.home / "platform.token").write_text("ghp_wrong")


def no_line_to_github(team: Team) -> None:
    github = github_of(team).github
    github.faults.add("*", "**", github_faults.drops(), times=None)


TROUBLES = [
    ("ops", no_jira),
    ("ops", no_sign_in),
    ("ops", no_line_to_jira),
    ("platform", no_github),
    ("platform", wrong_token),
    ("platform", no_line_to_github),
]


def is_back(team: Team) -> None:
    """All trouble is over."""
    jira_of(team).jira.faults.clear()
    github_of(team).github.faults.clear()
    token = github_of(team).github.build.token("robot").text
    (team.home / "platform.token").write_text(token)
    team.later(minutes=10)


@pytest.mark.parametrize(("away", "trouble"), TROUBLES)
@pytest.mark.parametrize("forget", [False, True], ids=["ledger", "no ledger"])
def test_findings_wait_for_the_tracker_that_is_away(
    on_cloud: Team, away: str, trouble: Trouble, forget: bool
) -> None:
    """A review was held, whose findings go to three trackers; one of them is away."""
    team = on_cloud
    team.decide(MIX)
    team.spots["ops"].incident("Payments time out", "502s.")
    team.sync()
    team.hold(*team.the("review"), *GAPS)
    if forget:
        team.forget()

    trouble(team)
    for _ in range(2):
        synced = team.sync()
        assert synced.unreachable == {away}
        assert away in {problem.ref for problem in synced.problems}
        team.later(minutes=1)
    is_back(team)
    for _ in range(2):
        team.sync()
        team.later(minutes=3)

    for kind, label in KINDS.items():
        place, _ = team.the(label)
        assert place.name == getattr(MIX, kind)
    assert len(team.ours("review")) == 1
    assert team.does() == []


@pytest.mark.parametrize(("away", "trouble"), TROUBLES)
def test_the_others_go_on(on_cloud: Team, away: str, trouble: Trouble) -> None:
    """An incident of a folder gets its review in that folder all the same."""
    team = on_cloud
    team.decide(Mix("notes", "notes", away, "notes", "notes"))
    team.spots["notes"].incident("Payments time out", "502s.")
    trouble(team)

    team.sync()

    where, review = team.the("review")
    team.hold(where, review, *GAPS)
    for _ in range(2):
        team.sync()
    made = all_ours(team)
    assert made["checklist"] == {}
    assert {*made["constraint"], *made["learning"]} == {"notes"}
    is_back(team)
    team.sync()
    assert list(team.ours("checklist")) == [away]
    assert team.does() == []


def test_a_report_says_what_it_could_not_look_at(on_cloud: Team) -> None:
    team = on_cloud
    team.decide(MIX)
    team.spots["ops"].incident("Payments time out", "502s.")
    team.sync()
    team.hold(*team.the("review"), *GAPS)
    team.sync()
    before = team.report()
    no_jira(team)

    report = team.report()

    assert [one.tracker for one in report.unseen] == ["ops"]
    assert [row.ticket for row in report.write_backs] == [
        row.ticket for row in before.write_backs
    ]


@pytest.mark.parametrize(("away", "trouble"), TROUBLES)
def test_what_was_seen_of_it_is_still_known(
    on_cloud: Team, away: str, trouble: Trouble
) -> None:
    """It is the same tracker as before, and is not read from its beginning again."""
    team = on_cloud
    team.decide(MIX)
    team.spots["ops"].incident("Payments time out", "502s.")
    team.sync()
    team.hold(*team.the("review"), *GAPS)
    for _ in range(3):
        team.sync()
        team.later(minutes=10)
    before = team.report_text()
    trouble(team)
    team.sync()
    is_back(team)
    with jira_of(team).jira.log.counted() as log:
        assert team.does() == []

    asked = [entry.body for entry in log.of("POST", "/search/jql")]
    assert asked
    assert all(b"updated >= " in body and b"labels = " in body for body in asked)
    assert len(log.of("POST", "/issue/bulkfetch")) == 0
    assert team.report_text().split("\n")[2:] == before.split("\n")[2:]


def test_the_first_report_of_all_goes_on_without_it(on_cloud: Team) -> None:
    """Nobody ever knew more of it than its address."""
    team = on_cloud
    team.decide(MIX)
    no_jira(team)

    assert [one.tracker for one in team.report().unseen] == ["ops"]
    assert team.sync().unreachable == {"ops"}
