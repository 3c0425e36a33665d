"""Sprints of boards: what was meant, what came of it, and boards that have none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engine.house import gap
from tests.fakes.jira.values import Sprint
from tests.jira.team import Team

OWNER = "Ada Lovelace"


def begun(team: Team, name: str = "Sprint 46", goal: str = "") -> Sprint:
    """A sprint that has just begun."""
    sprint = team.jira.build.sprint(team.board, name, goal=goal)
    team.later(minutes=5)
    team.jira.person("ada").start_sprint(sprint)
    team.later(minutes=5)
    return sprint


def story(team: Team, sprint: Sprint | None = None, title: str = "A story") -> str:
    return team.jira.person("ada").open("OPS", title, type="Story", sprint=sprint)


def ended(team: Team, sprint: Sprint, to: Sprint | None = None) -> str:
    """The sprint is over and its review stands; what the review says."""
    team.later(days=1)
    team.jira.person("ada").close_sprint(sprint, to)
    team.later(minutes=5)
    team.sync()
    return team.markdown(team.ours("review")[-1])


def figures(text: str) -> dict[str, str]:
    """The figures in a review's text."""
    names = ("Done", "Still open", "Committed", "Carried over", "Added")
    lines = [line.removeprefix("- ") for line in text.split("\n")]
    told = (line.partition(":") for line in lines if line.startswith(names))
    return {
        next(one for one in names if name.startswith(one)): count.strip()
        for name, _, count in told
        if count.strip()
    }


def test_a_finished_sprint_gets_a_review_with_what_the_board_knows(team: Team) -> None:
    sprint = team.jira.build.sprint(team.board, "Sprint 46", goal="Pay by invoice")
    done, still = story(team, sprint, "Invoices"), story(team, sprint, "Reminders")
    team.later(hours=1)
    team.jira.person("ada").start_sprint(sprint)
    team.later(hours=1)
    story(team, sprint, "A late wish")
    team.jira.person("ada").close(done)

    text = ended(team, sprint)

    (review,) = team.ours("review")
    assert team.issue(review).summary == "Review: Sprint 46"
    assert "Goal: Pay by invoice" in text
    assert figures(text) == {
        "Done": "1",
        "Still open": "2",
        "Committed": "2",
        "Carried over": "0",
        "Added": "1",
    }
    for key in (done, still):
        assert f"/browse/{key})" in text
    assert team.does() == []


def test_what_was_not_done_goes_to_the_next_sprint_and_counts_in_both(
    team: Team,
) -> None:
    one = team.jira.build.sprint(team.board, "One")
    kept, done = story(team, one), story(team, one)
    team.later(hours=1)
    team.jira.person("ada").start_sprint(one)
    two = team.jira.build.sprint(team.board, "Two")
    story(team, two)
    team.later(days=1)
    team.jira.person("ada").close(done)

    first = ended(team, one, to=two)
    assert figures(first)["Done"] == figures(first)["Still open"] == "1"
    team.jira.person("ada").start_sprint(two)
    team.later(days=3)
    team.jira.person("ada").close(kept)
    second = figures(ended(team, two))

    assert second["Carried over"] == "1"
    assert (second["Committed"], second["Added"]) == ("2", "0")
    assert (second["Done"], second["Still open"]) == ("1", "1")
    # Done since, and all the same not done in the first one.
    team.forget()
    assert team.does() == []


def test_what_is_moved_from_the_sprint_before_in_mid_sprint_is_added(
    team: Team,
) -> None:
    one = begun(team, "One")
    late = story(team, one)
    two = begun(team, "Two")
    team.later(hours=1)
    team.jira.person("ada").plan(late, two)

    told = figures(ended(team, two))

    assert (told["Added"], told["Carried over"], told["Committed"]) == ("1", "1", "0")


def test_what_was_planned_for_a_later_sprint_is_not_carried_over(team: Team) -> None:
    one = begun(team, "One")
    two = team.jira.build.sprint(team.board, "Two")
    early = story(team, two)
    team.later(hours=1)
    team.jira.person("ada").plan(early, one)

    told = figures(ended(team, one))

    assert (told["Added"], told["Carried over"]) == ("1", "0")


def test_what_was_taken_out_and_put_back_is_not_added(team: Team) -> None:
    sprint = team.jira.build.sprint(team.board, "One")
    back, out = story(team, sprint), story(team, sprint)
    team.later(hours=1)
    team.jira.person("ada").start_sprint(sprint)
    for key in (back, out):
        team.later(hours=1)
        team.jira.person("ada").plan(key, None)
    team.later(hours=1)
    team.jira.person("ada").plan(back, sprint)

    told = figures(ended(team, sprint))

    assert (told["Committed"], told["Added"], told["Still open"]) == ("1", "0", "1")


def test_what_is_below_an_issue_is_not_counted_beside_it(team: Team) -> None:
    """Sub-tasks are made while a sprint runs, and Jira's own report leaves them out."""
    sprint = team.jira.build.sprint(team.board, "One")
    above = story(team, sprint)
    team.later(hours=1)
    team.jira.person("ada").start_sprint(sprint)
    team.later(hours=1)
    ada = team.jira.person("ada")
    below = ada.open("OPS", "A part of it", type="Sub-task", parent=above)
    ada.plan(below, sprint)

    told = figures(ended(team, sprint))

    assert (told["Committed"], told["Added"], told["Still open"]) == ("1", "0", "1")


def test_what_is_done_after_the_end_was_open_at_the_end(team: Team) -> None:
    sprint = begun(team)
    key = story(team, sprint)
    team.later(days=1)
    team.jira.person("ada").close_sprint(sprint)
    team.later(hours=1)
    team.jira.person("ada").close(key)
    team.later(minutes=5)
    team.sync()

    told = figures(team.markdown(team.ours("review")[0]))
    assert (told["Done"], told["Still open"]) == ("0", "1")


def test_what_was_declined_is_neither_done_nor_open(team: Team) -> None:
    sprint = begun(team)
    key = story(team, sprint)
    team.later(hours=1)
    team.jira.person("ada").transition(key, "Resolve", "Won't Do")

    told = figures(ended(team, sprint))

    assert (told["Done"], told["Still open"]) == ("0", "0")


def test_an_incident_of_the_sprint_is_named_in_its_review(team: Team) -> None:
    sprint = begun(team)
    incident = team.incident()
    team.jira.person("ada").plan(incident, sprint)

    text = ended(team, sprint)

    assert f"/browse/{incident})" in text
    assert len(team.ours("review")) == 2


def test_a_sprint_is_reviewed_once_whatever_it_is_called(team: Team) -> None:
    sprint = begun(team)
    ended(team, sprint)
    team.later(minutes=5)
    sprint.name, sprint.goal = "Sprint 46, renamed", "Another"

    assert team.does() == []
    (row,) = team.report().reviews
    assert row.subject.title == "Sprint 46, renamed"


def test_a_finding_of_a_sprint_is_written_back(team: Team) -> None:
    sprint = begun(team)
    ended(team, sprint)
    (review,) = team.ours("review")
    team.hold(review, gap("Too much at once", owner=OWNER, due="in 2 weeks"))
    assert team.does() == ["edit", "write-back", "edit"]

    (ticket,) = team.ours("checklist")
    assert f"/browse/{ticket})" in team.markdown(review)
    assert team.does() == []


def test_a_deleted_sprint_leaves_its_review_alone(team: Team) -> None:
    sprint = begun(team)
    ended(team, sprint)
    del team.jira.state.sprints[sprint.id]
    for issue in team.jira.look.issues("OPS"):
        assert sprint.id not in (issue.fields.get("customfield_10020") or ())
    team.later(days=8)

    synced = team.sync()

    assert synced.problems == ()
    assert len(team.ours("review")) == 1


def test_a_sprint_that_is_still_running_has_no_review(team: Team) -> None:
    begun(team)
    team.jira.build.sprint(team.board, "Not begun")
    team.later(days=20)

    assert team.does() == []


@pytest.mark.parametrize("board", ["gone", "kanban", "not to be seen"])
def test_a_board_that_has_no_sprints_to_read_is_told_of(team: Team, board: str) -> None:
    team.incident()
    number = team.board.id
    match board:
        case "gone":
            del team.jira.state.boards[number]
        case "kanban":
            team.board.kind = "kanban"
        case _:
            team.board.readers = frozenset({"ada"})

    for _ in range(2):
        (problem,) = team.sync().problems
        assert problem.ref == "ops"
        assert f"the sprints of board {number} can not be read" in problem.message
        assert "correct board under subjects: sprints" in problem.hint
    assert len(team.ours("review")) == 1, "incidents go on"


def closed(team: Team, count: int) -> list[Sprint]:
    """Many sprints that were over long ago."""
    then = team.jira.clock() - timedelta(days=900)
    made = []
    for number in range(count):
        start = then + timedelta(days=7 * number)
        sprint = team.jira.build.sprint(team.board, start=start, state="closed")
        sprint.end = sprint.complete = start + timedelta(days=7)
        made.append(sprint)
    return made


def test_a_hundred_sprints_that_are_over_cost_one_request(team: Team) -> None:
    closed(team, 100)
    team.sync()
    sprint = begun(team)
    with team.jira.log.counted() as log:
        assert team.does() == []
    assert len(log.of("GET", "/agile/board/*/sprint")) == 1
    with team.jira.log.counted() as log:
        ended(team, sprint)
    assert len(log.of("GET", "/agile/board/*/sprint")) == 1
    assert [team.issue(key).summary for key in team.ours("review")] == [
        "Review: Sprint 46"
    ]


def test_a_sprint_is_seen_after_many_others_were_deleted(team: Team) -> None:
    made = closed(team, 60)
    team.sync()
    for sprint in made[:50]:
        del team.jira.state.sprints[sprint.id]
    sprint = begun(team)

    ended(team, sprint)

    assert len(team.ours("review")) == 1
