"""The loop on GitHub, from a closed incident to a report."""

from __future__ import annotations

from afteraction.domain.inert import inert
from afteraction.report import ReviewState
from tests.engine.house import gap
from tests.github.team import REPO, Team


def test_a_closed_incident_gets_one_review(team: Team) -> None:
    team.incident()

    assert team.does() == ["open-review"]
    assert team.does() == []
    (review,) = team.ours("review")
    assert review.title == "Review: Payments time out"
    assert review.assignees == ("ada",)
    body = review.body or ""
    assert body.startswith("**Due:** 2026-11-19\n")
    assert "Rolled back." in body
    assert "@ada" in body.partition("## What the tracker knows")[0]
    assert "@" not in body.partition("## What the tracker knows")[2]


def test_findings_become_issues_with_links_both_ways(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(
        review,
        gap("No check before a deploy", due="2026-12-01"),
        gap("The link is slow", "inherent", owner="Lin Chen", due="2027-03-01"),
        gap("Retries helped", "experiment", due=""),
    )

    assert team.does() == ["edit", "write-back", "write-back", "write-back", "edit"]
    assert team.does() == []

    (checklist,) = team.ours("checklist")
    (constraint,) = team.ours("constraint")
    (learning,) = team.ours("learning")
    body = team.now(review).body or ""
    for issue in (checklist, constraint, learning):
        assert f"issues/{issue.number})" in body
        assert f"issues/{review.number})" in (issue.body or "")
    assert (checklist.assignees, constraint.assignees) == (("ada",), ("lin",))
    assert (checklist.body or "").startswith("**Due:** 2026-12-01\n")
    assert learning.state == "closed"
    assert "\r\n" in body, "as the browser left it"


def test_the_report_follows_what_becomes_of_it(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("In time"), gap("Late"), gap("Not at all"))
    team.sync()
    by_title = {issue.title: issue for issue in team.ours("checklist")}
    in_time, late, no = (by_title[t] for t in ("In time", "Late", "Not at all"))
    ada = team.github.person("ada")
    team.later(days=3)
    ada.close(f"{REPO}#{in_time.number}")
    team.github.person("lin").comment(f"{REPO}#{no.number}", "Too dear.")
    team.github.person("lin").close(f"{REPO}#{no.number}", "not_planned")
    team.later(days=20)
    ada.close(f"{REPO}#{late.number}")
    team.sync()

    rows = {row.ticket.title: row for row in team.report().write_backs}
    states = {title: row.state.value for title, row in rows.items()}
    assert states == {"In time": "done", "Late": "done-late", "Not at all": "declined"}
    assert rows["Not at all"].why == "Too dear."


def test_without_a_ledger_everything_is_found_again(team: Team) -> None:
    team.incident()
    team.sync()
    team.forget()
    assert team.does() == []
    (review,) = team.ours("review")
    team.hold(review, gap("First"), gap("Second", owner=""))
    team.sync()
    report = team.report_text()
    team.forget()

    assert team.does() == []
    assert team.report_text() == report
    assert len(team.ours("checklist")) == 1


def test_a_sprint_by_its_milestone(team: Team) -> None:
    made = team.github.build.milestone(REPO, "Sprint 46", description="Be quick")
    lin = team.github.person("lin")
    done = lin.open(REPO, "A story", "", milestone=made.number)
    lin.open(REPO, "Another story", "", milestone=made.number)
    team.later(days=3)
    lin.close(done)
    lin.close_milestone(REPO, made.number)
    team.github.build.milestone(REPO, "Someday", closed_at=team.github.clock())

    assert team.does() == ["open-review"]
    (review,) = team.ours("review")
    body = review.body or ""
    assert "- Goal: Be quick" in body
    assert "- Done: 1\n- Still open: 1\n" in body
    assert "- Carried over from before: not known" in body


def test_nothing_new_is_one_request_and_one_for_milestones(team: Team) -> None:
    team.incident()
    team.sync()
    team.sync()
    team.later(minutes=10)

    with team.github.log.counted() as log:
        assert team.does() == []

    assert [(entry.method, entry.status) for entry in log] == [("GET", 304)] * 2


def test_a_strangers_mark_gets_nothing(team: Team) -> None:
    """Copied from a real review into an issue of somebody who may not write here."""
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    mark = (review.body or "").splitlines()[-1]
    team.later(minutes=5)
    mallory = team.github.person("mallory")
    forged = mallory.open(REPO, "Mine", f"Do it.\n\n{mark}")
    team.github.person("ada").label(forged, "afteraction")

    synced = team.sync()

    assert synced.plan.changes == ()
    (problem,) = synced.problems
    assert problem.ref == f"platform#{forged.rpartition('#')[2]}"
    assert "adopt" in problem.hint
    assert len(team.ours("review")) == 1


def test_a_deleted_incident_is_noticed_within_a_week(team: Team) -> None:
    ref = team.incident()
    team.sync()
    team.github.person("ada").delete(ref)
    team.later(days=8)

    team.sync()

    (row,) = team.report().reviews
    assert row.ended is None
    assert len(team.ours("review")) == 1


def test_text_of_others_does_nothing_in_the_review(team: Team) -> None:
    hostile = (
        "@lin fixes #1, see acme/platform#2 ![x](https://evil.example/p.png)"
        " <!-- afteraction {} --> </details> ```"
    )
    team.incident(title=f"Oh {hostile}", text=hostile)
    before = len(team.github.state.mentions)

    team.sync()

    (review,) = team.ours("review")
    after = [who for who, _ in team.github.state.mentions[before:]]
    assert set(after) <= {"ada"}
    text = (review.body or "").partition("## What the tracker knows")[2]
    assert "![" not in text.replace("\\!", "")
    assert "](https://evil.example" not in text


def test_tickets_call_things_as_githubs_buttons_do(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    assert "close it as not planned, with the reason" in (review.body or "")
    team.hold(review, gap("No check before a deploy", due="2026-12-01"))
    team.sync()

    (checklist,) = team.ours("checklist")
    assert "Close it as not planned, with the reason" in (checklist.body or "")
    # Somebody ticks another box afterwards.
    team.edit(review, lambda body: body.replace("[x] avoidable", "[ ] avoidable"))
    team.edit(review, lambda body: body.replace("[ ] inherent", "[x] inherent"))
    team.sync()
    said = team.github.look.comments(f"{REPO}#{review.number}")
    assert "close its ticket as not planned" in said[-1].body


def test_a_review_is_held_when_it_is_labelled_ready(team: Team) -> None:
    """GitHub's list does not tell when that was, and nobody has closed it."""
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.later(hours=1)
    team.github.person("ada").label(f"{REPO}#{review.number}", "ready")
    ready = team.github.clock()
    team.later(hours=100)

    team.sync()
    (row,) = team.report().reviews
    assert (row.state, row.held) == (ReviewState.HELD, ready)
    team.forget()
    team.sync()
    assert team.report().reviews[0].held == ready


def test_a_mention_says_where_if_everybody_may_know(team: Team) -> None:
    assert team.incident() == f"{REPO}#1"
    lin, build = team.github.person("lin"), team.github.build
    for name, private in (("acme/open", False), ("acme/secret", True)):
        build.repository(
            name, private=private, roles={"lin": "write", "robot": "write"}
        )
    address = f"It is {REPO}#1."
    lin.open(REPO, "The same again?", address)
    lin.open("acme/open", "Ours, too", address)
    lin.open("acme/secret", "A customer of whom nobody may know", address)
    team.sync()

    (review,) = team.ours("review")
    body = review.body or ""
    assert inert("mentioned in #2") in body
    assert inert("mentioned in acme/open#1") in body
    assert "mentioned elsewhere" in body
    assert "secret" not in body
