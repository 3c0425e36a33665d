"""What GitHub has beside issues with labels: types, boards, transfers, sub-issues."""

from __future__ import annotations

from datetime import date

import pytest

from afteraction.adopting import adopt
from tests.engine.house import gap
from tests.fakes.github.values import Iteration, PullRequest
from tests.github.team import REPO, Team


def test_incidents_by_their_type(team: Team) -> None:
    team.github.build.organization("acme", types=["Incident", "Task"])
    team.configure("labels: [incident]}", "types: [Incident]}")
    lin = team.github.person("lin")
    incident = lin.open(REPO, "It broke", "", type="Incident")
    task = lin.open(REPO, "A task", "", type="Task")
    team.later(hours=1)
    lin.close(incident)
    lin.close(task)

    team.sync()

    assert [review.title for review in team.ours("review")] == ["Review: It broke"]


def test_a_sprint_by_its_iteration(team: Team) -> None:
    build = team.github.build
    board = build.project("acme", 12)
    one = Iteration(id="i1", title="One", start=date(2026, 11, 2), duration=14)
    two = Iteration(id="i2", title="Two", start=date(2026, 11, 16), duration=14)
    field = build.iterations(board, "Iteration", one, two)
    ada = team.github.person("ada")
    done = ada.open(REPO, "A story", "")
    still = ada.open(REPO, "Another story", "")
    for ref in (done, still):
        ada.plan(board, build.item(board, ref), field, "i1")
    ada.close(done)
    team.later(days=1)
    team.configure('milestones: "Sprint *"', "iterations: Iteration")
    team.configure("    readers: public", "    readers: public\n    project: acme/12")

    assert team.does() == ["open-review"]
    (review,) = team.ours("review")
    body = review.body or ""
    assert review.title == "Review: One"
    assert "- Done: 1\n- Still open: 1\n" in body
    assert "- From 2026-11-02 to 2026-11-15\n" in body
    assert "- Carried over from before: not known" in body
    with team.github.log.counted() as log:
        team.later(minutes=10)
        team.sync()
    assert len(log) == 2, "issues, and iterations"


def test_a_project_that_is_not_to_be_seen(team: Team) -> None:
    team.configure('milestones: "Sprint *"', "iterations: Iteration")
    team.configure("    readers: public", "    readers: public\n    project: acme/12")
    team.incident()

    (problem,) = team.sync().problems
    assert problem.message == "the project acme/12 is not there, or not to be seen"
    board = team.github.build.project("acme", 12)
    (problem,) = team.sync().problems
    assert problem.message.endswith("has no field Iteration with iterations")
    team.github.build.iterations(board, "Iteration")
    assert team.sync().problems == ()
    assert len(team.ours("review")) == 1


def test_write_backs_are_sub_issues_of_their_review(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    with team.github.log.counted() as log:
        team.sync()

    (made,) = log.of("POST", "/repos/*/*/issues/*/sub_issues")
    assert f"/issues/{review.number}/" in made.path
    assert made.status == 201


def test_sub_issues_may_be_unwanted(team: Team) -> None:
    team.configure("    readers: public", '    readers: public\n    sub_issues: "no"')
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    with team.github.log.counted() as log:
        team.sync()

    assert log.of("POST", "/repos/*/*/issues/*/sub_issues") == []
    assert len(team.ours("checklist")) == 1


def test_a_transferred_write_back_is_reported_and_not_made_again(team: Team) -> None:
    team.github.build.repository("acme/other", private=False, roles={"ada": "write"})
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    team.sync()
    (issue,) = team.ours("checklist")
    team.github.person("ada").transfer(f"{REPO}#{issue.number}", "acme/other")
    team.later(days=8)

    synced = team.sync()

    assert [problem.ref for problem in synced.problems] == [f"platform#{issue.number}"]
    assert "write-back" not in [change.does.value for change in synced.plan.changes]
    assert team.ours("checklist") == []


def test_a_duplicate_is_followed_to_the_other_issue(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    team.sync()
    (issue,) = team.ours("checklist")
    ada, lin = team.github.person("ada"), team.github.person("lin")
    other = lin.open(REPO, "We planned that already", "", assignees=["lin"])
    ada.close(f"{REPO}#{issue.number}", "duplicate", duplicate_of=other)
    team.sync()

    (row,) = team.report().write_backs
    assert (row.ticket.ref, row.owner, row.state.value) == (
        f"platform#{other.rpartition('#')[2]}",
        "LC",
        "open",
    )
    assert row.due is not None, "what was promised is still promised"

    lin.close(other)
    team.sync()

    (row,) = team.report().write_backs
    assert row.state.value == "done"
    before = team.report_text()
    team.forget()
    team.sync()
    assert team.report_text() == before


def test_a_duplicate_of_what_nobody_can_see(team: Team) -> None:
    team.github.build.repository("acme/other", private=False, roles={"ada": "write"})
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    team.sync()
    (issue,) = team.ours("checklist")
    ada = team.github.person("ada")
    other = ada.open("acme/other", "Elsewhere", "")
    ada.close(f"{REPO}#{issue.number}", "duplicate", duplicate_of=other)
    team.sync()

    (row,) = team.report().write_backs
    assert row.state.value == "declined"
    assert row.why.startswith("a duplicate of http")


@pytest.mark.parametrize("words", ["24 Dec", "2026-12-24 or so", "soon"])
def test_a_due_date_that_can_not_be_read_is_told_of(team: Team, words: str) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First", due="2026-11-30"))
    team.sync()
    (issue,) = team.ours("checklist")
    team.edit(issue, lambda body: body.replace("2026-11-30", words))

    for _ in range(2):
        (problem,) = team.sync().problems
        assert problem.ref == f"platform#{issue.number}"
        assert words in problem.message

    team.edit(issue, lambda body: body.replace(words, "2026-12-24"))
    assert team.sync().problems == ()
    (row,) = team.report().write_backs
    assert row.due == date(2026, 12, 24)


def test_a_mark_that_somebody_deleted_is_made_again(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.edit(review, lambda body: body.partition("<!-- afteraction")[0].rstrip())

    assert team.does() == ["edit"]

    assert "<!-- afteraction" in (team.now(review).body or "")
    assert team.does() == []


def test_a_due_date_that_is_moved_after_it_passed_stays_late(team: Team) -> None:
    """GitHub remembers no dates: the first one that was missed stands in the mark."""
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First", due="2026-11-20"))
    team.sync()
    (issue,) = team.ours("checklist")
    team.later(days=7)
    assert team.does() == ["edit"]
    (issue,) = team.ours("checklist")
    team.edit(issue, lambda body: body.replace("2026-11-20", "2026-12-24", 1))
    team.github.person("ada").close(f"{REPO}#{issue.number}")
    team.sync()

    (row,) = team.report().write_backs
    assert row.due == date(2026, 12, 24)
    assert row.state.value == "done-late"


def test_adopting_what_a_stranger_wrote(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    mark = (review.body or "").splitlines()[-1].replace("review-", "review-0", 1)
    forged = team.github.person("mallory").open(REPO, "Mine", f"Do it.\n\n{mark}")
    team.github.person("ada").label(forged, "afteraction")
    ref = f"platform#{forged.rpartition('#')[2]}"
    assert [problem.ref for problem in team.sync().problems] == [ref]

    with team.site() as site:
        adopt(site, ref, team.github.clock())
    team.later(minutes=5)

    assert ref not in [problem.ref for problem in team.sync().problems]


def test_a_body_that_is_too_long_is_shortened_where_it_hurts_least(team: Team) -> None:
    lin = team.github.person("lin")
    ref = lin.open(REPO, "It broke", "x", labels=["incident"], assignees=["ada"])
    for number in range(80):
        lin.comment(ref, f"{number} " + "word " * 60)
    team.later(hours=1)
    lin.close(ref)

    team.sync()

    (review,) = team.ours("review")
    body = review.body or ""
    assert len(body) <= 65_536
    assert "## 4. Is the gap" in body
    assert "Review of [#" in body


@pytest.mark.parametrize("reason", ["not_planned", "duplicate"])
def test_what_was_declined_is_no_subject(team: Team, reason: str) -> None:
    lin = team.github.person("lin")
    other = lin.open(REPO, "The first", "")
    ref = lin.open(REPO, "It broke", "", labels=["incident"])
    if reason == "duplicate":
        lin.close(ref, "duplicate", duplicate_of=other)
    else:
        lin.close(ref, "not_planned")

    assert team.does() == []


def test_pull_requests_are_no_issues(team: Team) -> None:
    lin = team.github.person("lin")
    ref = lin.open(
        REPO, "A change", "", labels=["incident"], pull_request=PullRequest()
    )
    lin.close(ref)

    assert team.does() == []


def test_nobodys_words_are_cut_to_make_room_for_ours(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    size = len(team.now(review).body or "")
    room = 65_530 - size

    def long(body: str) -> str:
        return body.replace("A quiet deploy.", "A quiet deploy. " + "x" * (room - 1))

    team.edit(review, long)
    before = team.now(review).body
    assert len(before or "") == 65_530

    synced = team.sync()

    assert any("longer than GitHub takes" in result.why for result in synced.results)
    assert team.now(review).body == before
    assert team.ours("checklist") == []
