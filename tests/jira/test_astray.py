"""Marks, labels and answers that are not as they should be do not stop the rest."""

from __future__ import annotations

import pytest

from afteraction.adopting import adopt
from afteraction.sync import Synced
from tests.engine.house import gap
from tests.fakes.jira import faults
from tests.fakes.jira.changes import Changes
from tests.fakes.jira.faults import Behaviour
from tests.jira.team import Team

OWNER = "Ada Lovelace"
PROPERTY = "afteraction"


def told(synced: Synced) -> dict[str, str]:
    return {problem.ref: problem.message for problem in synced.problems}


def opened(team: Team, title: str = "Payments time out") -> str:
    """An incident has its review; the review's key."""
    team.incident(title)
    team.sync()
    return team.ours("review")[-1]


def set_property(team: Team, key: str, held: object) -> None:
    """Somebody sets the property by hand, or a migration loses it."""
    changes = Changes(team.jira.state)
    with team.jira.state.lock:
        if held is None:
            changes.drop_property(team.issue(key), PROPERTY)
        else:
            changes.put_property(team.issue(key), PROPERTY, held)
    team.later(minutes=1)
    team.jira.person("lin").edit(key, summary=f"{team.issue(key).summary}!")


def cloned(team: Team, key: str, *, with_property: bool, by: str = "lin") -> str:
    """Somebody clones an issue in Jira; apps copy its properties, too."""
    issue = team.issue(key)
    team.later(minutes=1)
    copy = team.jira.person(by).open(
        "OPS", f"CLONE - {issue.summary}", issue.description, labels=issue.labels
    )
    if with_property:
        held = issue.properties[PROPERTY]
        with team.jira.state.lock:
            Changes(team.jira.state).put_property(team.issue(copy), PROPERTY, held)
    return copy


# --- whose mark it is -----------------------------------------------------------------


def customer(team: Team, name: str = "mallory") -> str:
    """Somebody who may open issues, as in a service project, and is no member."""
    team.jira.build.user(name)
    team.jira.build.allow("OPS", name, "BROWSE_PROJECTS", "CREATE_ISSUES")
    return name


def test_a_mark_by_somebody_who_is_no_member_counts_for_nothing(team: Team) -> None:
    review = opened(team)
    forged = cloned(team, review, with_property=True, by=customer(team))

    synced = team.sync()

    assert list(told(synced)) == [f"ops:{forged}"]
    assert "nobody whom this tracker trusts" in told(synced)[f"ops:{forged}"]
    assert synced.plan.changes == ()


def test_adopting_what_a_stranger_wrote(team: Team) -> None:
    incident = team.incident()
    team.sync()
    (review,) = team.ours("review")
    forged = cloned(team, review, with_property=True, by=customer(team))
    team.jira.person("ada").delete(review)
    team.forget()
    assert incident
    assert f"ops:{forged}" in told(team.sync())

    with team.site() as site:
        adopt(site, f"ops:{forged}", team.jira.clock())
    team.later(minutes=5)

    assert f"ops:{forged}" not in told(team.sync())
    (row,) = team.report().reviews
    assert row.review.ref == f"ops:{forged}"


def test_who_is_listed_as_trusted_is(team: Team) -> None:
    name = customer(team)
    review = opened(team)
    copy = cloned(team, review, with_property=True, by=name)
    (hint,) = [one.hint for one in team.sync().problems if one.ref == f"ops:{copy}"]
    account = hint.partition("list ")[2].partition(" under ")[0]
    team.configure(
        "    readers: private", f'    readers: private\n    trusted: ["{account}"]'
    )

    assert team.does() == ["close"]
    assert team.jira.look.resolution(copy) == "Duplicate"


@pytest.mark.parametrize(
    "held", ["x", 7, [], {}, {"role": "review"}, {"role": "king", "key": "review-1"}]
)
def test_a_property_that_is_no_mark_is_none(team: Team, held: object) -> None:
    review = opened(team)
    set_property(team, review, held)

    assert team.does() == ["edit"], "it is known by its last line, and signed again"
    assert team.issue(review).properties[PROPERTY]["role"] == "review"
    assert team.does() == []


def test_a_mark_that_somebody_deleted_is_made_again(team: Team) -> None:
    review = opened(team)
    team.hold(review, gap("First", owner=OWNER))
    team.sync()
    (ticket,) = team.ours("checklist")
    for key in (review, ticket):
        set_property(team, key, None)

    assert sorted(team.does()) == ["edit", "edit"]

    for key in (review, ticket):
        assert PROPERTY in team.issue(key).properties
    assert team.does() == []
    before = team.report_text()
    team.forget()
    assert team.does() == []
    assert team.report_text() == before


def test_without_mark_and_last_line_nothing_is_known(team: Team) -> None:
    review = opened(team)
    set_property(team, review, None)
    text = team.dress.written("Nothing of it is left.")
    team.jira.person("lin").edit(review, description=text)

    synced = team.sync()

    assert "neither a mark nor our last line" in told(synced)[f"ops:{review}"]
    assert synced.plan.changes == ()


def test_a_review_that_lost_our_label_is_told_of(team: Team) -> None:
    review = opened(team)
    team.jira.person("ada").unlabel(review, "afteraction")
    assert team.sync().plan.changes == ()
    team.later(hours=2)

    for _ in range(2):
        assert told(team.sync()) == {
            f"ops:{review}": "was made by us and is deleted, or lost its label"
            " afteraction"
        }

    team.jira.person("ada").label(review, "afteraction")
    assert team.sync().problems == ()


def test_a_clone_that_somebody_edited_is_told_of_and_left_alone(team: Team) -> None:
    """Jira copies labels, some apps properties: the oldest one counts."""
    review = opened(team)
    copy = cloned(team, review, with_property=False)

    for does in (["edit"], [], []):
        synced = team.sync()
        assert [change.does.value for change in synced.plan.changes] == does
        assert told(synced)[f"ops:{copy}"] == (
            f"is a second ticket for the same thing as ops:{review}, which counts"
        )
        team.later(hours=2)
    assert team.jira.look.status(copy) == "To Do"
    assert len(team.report().reviews) == 1

    team.jira.person("lin").transition(copy, "Resolve", "Duplicate")
    assert team.sync().problems == ()


def test_a_copy_with_everything_of_ours_is_closed_as_one(team: Team) -> None:
    review = opened(team)
    copy = cloned(team, review, with_property=True)

    assert team.does() == ["close"]

    assert team.jira.look.resolution(copy) == "Duplicate"
    assert len(team.jira.look.comments(copy)) == 1
    assert team.jira.look.status(review) == "To Do"
    assert team.does() == []


def test_the_tickets_of_another_installation_are_left_alone(team: Team) -> None:
    review = opened(team)
    before = team.jira.look.picture()
    team.forget()
    team.configure("zone: ", "installation: second\nzone: ")

    synced = team.sync()

    assert told(synced) == {}
    assert [change.does.value for change in synced.plan.changes] == ["open-review"]
    assert len(team.ours("review")) == 2
    issues: dict[int, object] = before[0]  # type: ignore[index]
    issue = team.issue(review)
    assert issues[issue.id] is not None
    assert issue.properties[PROPERTY]["installation"] == "main"


# --- answers --------------------------------------------------------------------------


def test_an_issue_that_was_broken_for_a_while_is_read_later(team: Team) -> None:
    key = team.incident("Hard to read")
    team.jira.spoil(key)
    assert told(team.sync()) == {f"ops:{key}": "Jira's answer for it can not be read"}
    team.later(hours=5)
    team.jira.person("lin").open("OPS", "Newer, so that nobody looks back")
    for _ in range(2):
        assert list(told(team.sync())) == [f"ops:{key}"]
        team.later(hours=1)

    team.jira.mend(key)

    assert team.sync().problems == ()
    (review,) = team.ours("review")
    assert team.issue(review).summary == "Review: Hard to read"


def test_a_sprint_waits_for_the_issue_that_can_not_be_read(team: Team) -> None:
    """Its figures would be made up (rule 26)."""
    ada = team.jira.person("ada")
    sprint = team.jira.build.sprint(team.board, "Sprint 46")
    good = ada.open("OPS", "A story", sprint=sprint)
    bad = ada.open("OPS", "Another", sprint=sprint)
    ada.start_sprint(sprint)
    team.later(days=1)
    ada.close(good)
    ada.close_sprint(sprint)
    team.jira.spoil(bad)
    team.incident("Another subject")

    synced = team.sync()

    assert "can not be read" in told(synced)[f"ops:sprint:{sprint.id}"]
    (review,) = team.ours("review")
    assert team.issue(review).summary == "Review: Another subject"
    team.jira.mend(bad)
    team.sync()
    text = team.markdown(team.ours("review")[-1])
    assert "- Done: 1\n- Still open: 1\n" in text


def many(team: Team) -> tuple[str, str]:
    """Where many issues are asked for at once."""
    path = "/issue/bulkfetch" if team.jira.cloud else "/search"
    return "POST", path


@pytest.mark.parametrize(
    "behaviour",
    [
        faults.answers(502, b"<html>", {"Content-Type": "text/html"}),
        faults.refuses(400, "Something is wrong"),
        faults.refuses(403, "Not allowed"),
        faults.html(),
    ],
    ids=["502", "400", "403", "a page"],
)
def test_a_sweep_without_an_answer_deletes_nothing(
    team: Team, behaviour: Behaviour
) -> None:
    review = opened(team)
    team.hold(review, gap("First", owner=OWNER))
    team.sync()
    team.later(days=8)
    team.jira.faults.add(*many(team), behaviour, times=None)

    assert "ops" in told(team.sync())

    team.jira.faults.clear()
    assert team.sync().problems == ()
    assert [row.ticket.title for row in team.report().write_backs] == ["First"]


def test_a_query_that_jira_does_not_understand_is_told_with_its_place(
    team: Team,
) -> None:
    team.incident()
    team.configure('jql: "issuetype = Incident"', 'jql: "issuetype == Incident"')

    (problem,) = team.sync().problems

    assert problem.ref == "ops"
    assert "the query `issuetype == Incident` can not be used" in problem.message
    assert "correct jql under subjects: incidents" in problem.hint
    assert team.ours("review") == []
