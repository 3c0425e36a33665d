"""The loop in Jira, from a closed incident to a report, in both dresses."""

from __future__ import annotations

from afteraction.report import ReviewState
from tests.engine.house import gap
from tests.jira.team import Team


def test_a_closed_incident_gets_one_review(team: Team) -> None:
    incident = team.incident()

    assert team.does() == ["open-review"]
    assert team.does() == []
    (review,) = team.ours("review")
    issue = team.issue(review)
    assert issue.summary == "Review: Payments time out"
    assert issue.assignee == "ada"
    assert issue.fields["duedate"] == "2026-11-19"
    assert "Rolled back." in team.markdown(review)
    assert team.jira.look.links(review) == [("Relates", review, incident)]
    assert team.jira.look.mentions() == [("ada", review)]


def test_findings_become_issues_with_links_both_ways(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(
        review,
        gap("No check before a deploy", owner="Ada Lovelace", due="2026-12-01"),
        gap("The link is slow", "inherent", owner="Lin Chen", due="2027-03-01"),
        gap("Retries helped", "experiment", owner="Ada Lovelace", due=""),
    )

    assert team.does() == ["edit", "write-back", "write-back", "write-back", "edit"]
    assert team.does() == []

    (checklist,) = team.ours("checklist")
    (constraint,) = team.ours("constraint")
    (learning,) = team.ours("learning")
    for key in (checklist, constraint, learning):
        assert f"/browse/{key})" in team.markdown(review)
        assert f"/browse/{review})" in team.markdown(key)
        assert ("Relates", key, review) in team.jira.look.links(key)
    assert team.issue(checklist).assignee == "ada"
    assert team.issue(constraint).assignee == "lin"
    assert team.issue(checklist).fields["duedate"] == "2026-12-01"
    assert team.jira.look.status(learning) == "Done"


def test_the_report_follows_what_becomes_of_it(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    owner = "Ada Lovelace"
    team.hold(review, *(gap(t, owner=owner) for t in ("In time", "Late", "Not at all")))
    team.sync()
    by_title = {team.issue(key).summary: key for key in team.ours("checklist")}
    ada = team.jira.person("ada")
    ada.close(by_title["In time"])
    ada.comment(by_title["Not at all"], "Not worth it any more.")
    ada.transition(by_title["Not at all"], "Resolve", "Won't Do")
    team.later(days=20)
    ada.close(by_title["Late"])
    team.sync()

    report = team.report()

    (held,) = report.reviews
    assert held.state is ReviewState.HELD
    rows = {row.ticket.title: row for row in report.write_backs}
    states = {title: row.state.value for title, row in rows.items()}
    assert states == {"In time": "done", "Late": "done-late", "Not at all": "declined"}
    assert rows["Not at all"].why == "Not worth it any more."
    assert {row.owner for row in report.write_backs} == {owner}


def test_the_ledger_can_be_deleted_at_any_time(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("No check", owner="Ada Lovelace"))
    team.sync()
    team.jira.person("ada").close(team.ours("checklist")[0])
    team.later(minutes=10)
    team.sync()
    before = team.report_text()

    team.forget()

    assert team.does() == []
    assert team.report_text() == before
