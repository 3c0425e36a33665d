"""What only some may read in Jira stays with them (rule 21), in both dresses."""

from __future__ import annotations

from tests.engine.house import gap
from tests.jira.team import Team

SECRET = "Payroll keys leaked"


def test_a_restricted_incident_is_told_of_by_link_and_times_only(team: Team) -> None:
    lin, ada = team.jira.person("lin"), team.jira.person("ada")
    key = lin.open("OPS", SECRET, "The keys.", type="Incident", assignee="ada")
    lin.hide(key, "ada", "robot")
    team.later(hours=2)
    ada.comment(key, f"{SECRET}, so they were rotated.")
    ada.close(key)

    assert team.does() == ["open-review"]

    (review,) = team.ours("review")
    assert SECRET not in team.issue(review).summary
    assert SECRET not in team.markdown(review)
    assert f"/browse/{key})" in team.markdown(review)


def test_a_restricted_review_writes_back_without_its_words(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.jira.person("ada").hide(review, "ada", "robot")
    team.hold(review, gap(SECRET, owner="Ada Lovelace", what="Rotate the keys"))

    team.sync()

    (checklist,) = team.ours("checklist")
    assert SECRET not in team.issue(checklist).summary
    assert "Rotate" not in team.markdown(checklist)
    assert team.issue(checklist).assignee == "ada"


def test_a_sprint_does_not_name_what_only_some_may_read(team: Team) -> None:
    ada = team.jira.person("ada")
    sprint = team.jira.build.sprint(team.board, "Sprint 46")
    ada.start_sprint(sprint)
    team.later(hours=1)
    hidden = ada.open("OPS", SECRET, sprint=sprint)
    ada.open("OPS", "A story", sprint=sprint)
    ada.hide(hidden, "ada", "robot")
    team.later(days=1)
    ada.close_sprint(sprint)

    team.sync()

    (review,) = team.ours("review")
    text = team.markdown(review)
    assert SECRET not in text
    assert "A story" in text
    assert "- Still open: 2" in text


def test_everything_is_told_where_the_team_wants_it(team: Team) -> None:
    team.configure("write_back:", "review: {prefill: full}\nwrite_back:")
    lin, ada = team.jira.person("lin"), team.jira.person("ada")
    key = lin.open("OPS", SECRET, "The keys.", type="Incident", assignee="ada")
    lin.hide(key, "ada", "robot")
    team.later(hours=2)
    ada.close(key)

    team.sync()

    (review,) = team.ours("review")
    assert SECRET in team.issue(review).summary
