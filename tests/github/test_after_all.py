"""What a create should have done beside, and could not, is made up for or told of."""

from __future__ import annotations

import pytest

from afteraction.domain.problems import Problem
from afteraction.sync_words import sync_lines
from tests.engine.house import gap
from tests.fakes.github import faults
from tests.fakes.github.log import Log
from tests.github.team import REPO, Team
from tests.github.test_as_an_app import sign_in

LEARNED = gap("We tried it", kind="experiment", due="")


def held(team: Team, *gaps: str) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, *gaps)


@pytest.mark.parametrize(
    "behaviour",
    [faults.bad_gateway(), faults.says(403, "Not now")],
    ids=lambda one: one.name,
)
def test_an_entry_that_could_not_be_closed_is_closed_later(
    team: Team, behaviour: faults.Behaviour
) -> None:
    held(team, LEARNED)
    team.github.faults.add("PATCH", "/repos/*/*/issues/*", behaviour, times=9)
    team.sync()
    team.github.faults.clear()
    for _ in range(3):
        team.later(minutes=10)
        team.sync()

    (entry,) = team.ours("learning")
    assert (entry.state, entry.state_reason) == ("closed", "completed")
    assert team.sync().plan.changes == ()


def test_an_entry_that_somebody_opens_again_stays_open(team: Team) -> None:
    held(team, LEARNED)
    team.sync()
    (entry,) = team.ours("learning")
    assert entry.state == "closed"
    team.later(minutes=10)
    team.github.person("ada").reopen(f"{REPO}#{entry.number}")
    for _ in range(2):
        team.later(minutes=10)
        assert team.sync().plan.changes == ()

    assert team.now(entry).state == "open"


def test_a_review_that_was_opened_again_was_held_all_the_same(team: Team) -> None:
    held(team, gap("First"))
    team.sync()
    (review,) = team.ours("review")
    team.github.person("ada").reopen(f"{REPO}#{review.number}")
    team.sync()

    (row,) = team.report().reviews
    assert row.state.value == "held"
    before = team.report_text()
    team.forget()
    team.sync()
    assert team.report_text() == before


def test_what_github_leaves_out_is_told_of(team: Team) -> None:
    """Who loses the right in the middle makes one ticket without labels, not more."""
    held(team, gap("First"), gap("Second"))
    home = next(iter(team.github.state.repositories.values()))
    team.github.faults.add(
        "POST",
        "/repos/*/*/issues",
        faults.acting(lambda: home.roles.__setitem__("robot", "read")),
    )

    synced = team.sync()

    (problem,) = (p for p in synced.problems if "did not take" in p.message)
    assert problem == Problem(
        problem.ref,
        "was made, but its tracker did not take the label checklist and the label"
        " afteraction and ada as its assignee, who owns it all the same",
        "give our sign-in the right to set it, or put it there by hand",
    )
    ended = [result.ended.value for result in synced.results]
    assert "refused" in ended, "the second one would be lost likewise"


def test_our_tickets_have_the_types_of_the_organisation(team: Team) -> None:
    team.github.build.organization("acme", types=["Task", "Feature"])
    team.configure(
        "    readers: public",
        "    readers: public\n    types: {review: Task, inherent: Feature}",
    )
    held(team, gap("First"), gap("A limit", kind="inherent"))
    assert team.sync().problems == ()

    (review,) = team.ours("review")
    (limit,) = team.ours("constraint")
    (checklist,) = team.ours("checklist")
    assert [one.type for one in (review, limit, checklist)] == ["Task", "Feature", None]


def test_somebody_asked_about_once_a_day_costs_no_request_else(team: Team) -> None:
    held(team, gap("First", owner="nobody-here"), gap("Second", owner="kei"))
    team.sync()
    team.sync()
    for _ in range(2):
        with team.github.log.counted() as log:
            team.sync()
        assert asked_about_people(log) == 0
    team.later(hours=25)
    with team.github.log.counted() as log:
        team.sync()
    assert asked_about_people(log) == 1


def asked_about_people(log: Log) -> int:
    """How often it was asked who can be given issues, of one or of several."""
    together = [one for one in log.of("POST", "/graphql") if b"assignable" in one.body]
    return len(log.of("GET", "/repos/*/*/assignees/*")) + len(together)


def test_a_label_that_somebody_sets_meanwhile_stays(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    ref = f"{REPO}#{review.number}"
    team.edit(review, lambda body: body.partition("<!-- afteraction")[0].rstrip())
    team.github.person("ada").unlabel(ref, "afteraction")
    team.github.person("ada").label(ref, "afteraction")
    team.github.faults.add(
        "PATCH",
        "/repos/*/*/issues/*",
        faults.acting(lambda: team.github.person("lin").label(ref, "urgent")),
    )
    team.sync()

    assert {"urgent", "afteraction"} <= set(team.github.look.labels(ref))


def with_a_secret(team: Team, readers: str) -> None:
    """Incidents of a private repository get their reviews in the team's public one."""
    lin = team.github.person("lin")
    team.github.build.repository(
        "acme/secret",
        private=True,
        roles={"lin": "write", "robot": "write"},
        labels=["incident"],
    )
    team.configure("    readers: public\n", f"    {readers}\n")
    team.configure(
        "subjects:\n",
        "  secret: {type: github, repo: acme/secret, token: file:token,"
        f" url: {team.github.root}}}\nsubjects:\n",
    )
    team.configure(
        "incidents: [{in: platform, labels: [incident]}]",
        "incidents: [{in: secret, labels: [incident], review_in: platform}]",
    )
    ref = lin.open("acme/secret", "Customer 4711", "hunter2", labels=["incident"])
    lin.comment(ref, "The key leaked.")
    lin.close(ref)


@pytest.mark.parametrize("readers", ["", "readers: public"])
def test_a_private_incident_is_not_told_where_more_may_read(
    team: Team, readers: str
) -> None:
    with_a_secret(team, readers)

    team.sync()

    (review,) = team.ours("review")
    for secret in ("4711", "hunter2", "leaked"):
        assert secret not in f"{review.title} {review.body}"


def test_who_calls_a_public_repository_private_is_told(team: Team) -> None:
    with_a_secret(team, "readers: private")

    (result,) = team.sync().results

    assert "acme/platform is public, and configured as private" in result.why
    assert "write readers: public under trackers.platform" in result.why
    assert team.ours("review") == []


def test_a_strangers_claim_creates_nothing(team: Team) -> None:
    """Without a ledger nobody remembers that it was we who wrote it."""
    sign_in(team)
    team.incident()
    team.sync()
    before = len(team.github.look.issues(REPO))
    for _ in range(3):
        team.forget()
        team.later(minutes=10)
        synced = team.sync()
        assert "claims to be" in " ".join(r.why for r in synced.results)
    assert len(team.github.look.issues(REPO)) == before
    team.configure(
        "    readers: public", "    readers: public\n    trusted: ['acme-bot[bot]']"
    )
    team.forget()
    assert team.sync().problems == ()


def test_a_limit_is_told_of_once(team: Team) -> None:
    for title in ("One", "Two", "Three", "Four"):
        team.incident(title)
    team.github.faults.add(
        "POST", "/repos/*/*/issues", faults.limited(3000), call=2, times=None
    )

    lines = list(sync_lines(team.sync(), dry_run=False))

    said = [line for line in lines if "until" in line]
    assert len(said) == 1
    assert said[0].startswith("not done, 3 times for the same reason: ")
    at = lines.index(said[0])
    assert [line.strip().rpartition(" ")[2] for line in lines[at + 1 : at + 4]] == [
        "“Two”",
        "“Three”",
        "“Four”",
    ]


def test_a_type_that_the_organisation_lacks_is_left_out_and_told_of(team: Team) -> None:
    team.configure(
        "    readers: public", "    readers: public\n    types: {review: Nonsense}"
    )
    team.incident()

    (problem,) = team.sync().problems

    assert "did not take the type Nonsense" in problem.message
    assert len(team.ours("review")) == 1
