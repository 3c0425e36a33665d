"""What was seen once is seen again; what could not be asked is no no."""

from __future__ import annotations

import pytest

from tests.engine.house import gap
from tests.fakes.github import faults
from tests.github.team import REPO, Team
from tests.github.test_astray import SECOND, told, with_a_second

CREATE = ("POST", "/repos/*/*/issues")


def held(team: Team, *gaps: str) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, *gaps)


def test_what_changes_among_a_crowd_is_seen(team: Team) -> None:
    """An answer of 304 to the first page says nothing of the second."""
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.github.build.fill(REPO, 130)
    team.sync()
    team.sync()
    team.hold(review, gap("First"))

    team.sync()

    assert len(team.ours("checklist")) == 1


def test_a_crowd_is_not_read_in_full_for_ever(team: Team) -> None:
    team.sync()
    team.github.build.fill(REPO, 250)
    team.sync()
    team.later(minutes=30)
    team.sync()
    with team.github.log.counted() as log:
        team.sync()
    assert len(log.of("GET", "/repos/*/*/issues")) == 1


def test_a_sprint_among_a_hundred_milestones_is_seen(team: Team) -> None:
    numbers = [
        team.github.build.milestone(REPO, f"Sprint {n}").number for n in range(130)
    ]
    team.sync()
    team.sync()
    team.github.person("ada").close_milestone(REPO, numbers[-1])

    team.sync()

    (review,) = team.ours("review")
    assert review.title == "Review: Sprint 129"


def test_a_linked_issue_is_followed_where_nothing_of_ours_was_seen(team: Team) -> None:
    other = with_a_second(team)
    lin = team.github.person("lin")
    linked = lin.open(SECOND, "Planned already", "")
    team.configure(", {in: second, labels: [incident]}]", "]")
    assert other
    link = f"{team.github.root}/{linked.replace('#', '/issues/')}"
    held(team, gap("First", more=f"- **Tracked in:** {link}\n"))
    team.sync()
    (row,) = team.report().write_backs
    assert (row.ticket.title, row.state.value) == ("Planned already", "open")
    team.later(hours=1)
    lin.close(linked)

    team.sync()

    (row,) = team.report().write_backs
    assert row.state.value == "done"
    finished = row.finished
    team.later(days=10)
    lin.reopen(linked)
    team.sync()
    lin.close(linked)
    team.sync()
    (row,) = team.report().write_backs
    assert row.finished == finished, "the first finish counts"


def test_a_linked_issue_that_is_a_duplicate_is_followed(team: Team) -> None:
    lin = team.github.person("lin")
    linked = lin.open(REPO, "Planned already", "")
    other = lin.open(REPO, "Planned before that", "")
    last = lin.open(REPO, "Planned first of all", "")
    link = f"#{linked.rpartition('#')[2]}"
    held(team, gap("First", more=f"- **Tracked in:** {link}\n"))
    team.sync()
    lin.close(linked, "duplicate", duplicate_of=other)
    team.sync()
    assert [r.ticket.title for r in team.report().write_backs] == [
        "Planned before that"
    ]
    team.later(minutes=5)
    lin.close(other, "duplicate", duplicate_of=last)
    team.sync()

    (row,) = team.report().write_backs
    assert (row.ticket.title, row.state.value) == ("Planned first of all", "open")


def test_a_finding_that_duplicates_its_incident_is_not_done_by_it(team: Team) -> None:
    incident = team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    team.sync()
    (issue,) = team.ours("checklist")
    ref = f"{REPO}#{issue.number}"
    team.github.person("ada").close(ref, "duplicate", duplicate_of=incident)

    team.sync()

    (row,) = team.report().write_backs
    assert row.state.value == "declined"


def test_two_findings_in_one_issue_stay_two(team: Team) -> None:
    held(team, gap("First"), gap("Second", owner="lin", due="2026-12-20"))
    team.sync()
    lin = team.github.person("lin")
    other = lin.open(REPO, "Both at once", "")
    for issue in team.ours("checklist"):
        lin.close(f"{REPO}#{issue.number}", "duplicate", duplicate_of=other)

    team.sync()

    rows = team.report().write_backs
    assert [row.ticket.title for row in rows] == ["Both at once"] * 2
    assert len({row.due for row in rows}) == 2


@pytest.mark.parametrize("behaviour", [faults.bad_gateway(), faults.says(403, "No")])
def test_who_could_not_be_asked_about_is_no_stranger(
    team: Team, behaviour: faults.Behaviour
) -> None:
    team.configure("zone: ", "review: {gate: reopen}\nzone: ")
    held(team, gap("First", owner="kei"))
    (home,) = team.github.state.repositories.values()
    home.roles["kei"] = "write"
    team.github.build.user("kei")
    (review,) = team.ours("review")
    team.github.faults.add("GET", "/repos/*/*/assignees/*", behaviour, times=None)
    team.sync()
    assert team.now(review).state == "closed", "it is not opened again"
    assert team.github.look.comments(f"{REPO}#{review.number}") == []
    team.github.faults.clear()

    team.sync()

    assert len(team.ours("checklist")) == 1


def test_a_link_that_could_not_be_followed_is_not_lost(team: Team) -> None:
    lin = team.github.person("lin")
    linked = lin.open(REPO, "Planned already", "")
    number = linked.rpartition("#")[2]
    held(team, gap("First", more=f"- **Tracked in:** #{number}\n"))
    (review,) = team.ours("review")
    team.github.faults.add(
        "POST", "/graphql", faults.bad_gateway(), times=None, holds=f"i{number}:"
    )

    team.sync()

    assert team.github.look.comments(f"{REPO}#{review.number}") == []
    team.github.faults.clear()
    team.sync()
    (row,) = team.report().write_backs
    assert row.ticket.title == "Planned already"


def test_an_old_name_that_somebody_else_has_now_is_theirs(team: Team) -> None:
    team.incident()
    team.sync()
    team.github.person("ada").rename(REPO, "acme/core")
    team.configure("repo: acme/platform", "repo: acme/core")
    team.github.build.repository(REPO, private=False, roles={"ada": "write"})
    foreign = team.github.person("ada").open(REPO, "Somebody else's", "")
    (review,) = (
        issue
        for issue in team.github.look.issues("acme/core")
        if issue.title.startswith("Review")
    )
    link = f"{team.github.root}/{foreign.replace('#', '/issues/')}"
    with team.site() as site:
        tracker = site.trackers["platform"]
        assert tracker.key_at(link) is None
    assert review.number


def test_short_limits_make_the_pauses_grow(team: Team) -> None:
    team.incident()
    team.github.faults.add(*CREATE, faults.limited(1), times=None)

    with team.github.log.counted() as log:
        team.sync()

    assert len(log.of(*CREATE)) <= 7


def test_a_mark_pasted_below_another_is_told_of(team: Team) -> None:
    for title in ("One", "Two"):
        team.incident(title)
    team.sync()
    one, two = team.ours("review")
    end = (team.now(two).body or "").rpartition("\n")[2]
    team.edit(one, lambda body: f"{body}\n\n{end}")

    synced = team.sync()

    assert "hidden ends of two" in told(synced)[f"platform#{one.number}"]
    assert team.now(two).state == "open"
