"""Comments: one of ours a review, kept up to date; those of others may be many."""

from __future__ import annotations

from dataclasses import replace

from tests.engine.house import gap
from tests.fakes.jira import faults
from tests.fakes.jira.changes import Changes
from tests.jira.team import Team

OWNER = "Ada Lovelace"


def held(team: Team, *gaps: str) -> str:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, *gaps)
    return review


def said(team: Team, key: str) -> list[str]:
    """What all comments on an issue say, in Markdown."""
    comments = team.jira.look.comments(key)
    read = [team.dress.read(one.body, lambda _, shown: shown) for one in comments]
    return ["\n".join(line.text for line in lines) for lines in read]


def test_one_remark_is_kept_up_to_date(team: Team) -> None:
    review = held(team, gap("Nobody's", owner=""), gap("Lost", owner=""))
    team.sync()
    (first,) = said(team, review)
    assert "Nobody's" in first
    assert "Lost" in first

    ada = "**Owner:** Ada Lovelace"
    team.edit(review, lambda text: text.replace("**Owner:**", ada, 1))
    team.sync()
    (second,) = said(team, review)
    assert "Nobody's" not in second
    team.edit(review, lambda text: ada.join(text.rsplit("**Owner:**", 1)))
    team.sync()

    assert said(team, review) == ["Nothing is missing any more. Thank you."]
    assert team.does() == []
    team.forget()
    assert team.does() == []


def test_a_comment_that_goes_while_it_is_edited_is_made_anew(team: Team) -> None:
    review = held(team, gap("Nobody's", owner=""), gap("Lost", owner=""))
    team.sync()
    ada = "**Owner:** Ada Lovelace"
    team.edit(review, lambda text: text.replace("**Owner:**", ada, 1))
    (ours,) = team.jira.look.comments(review)
    lin = team.jira.person("lin")
    gone = faults.moving(lambda: lin.delete_comment(review, ours.id))
    team.jira.faults.add("PUT", "/issue/*/comment/*", gone)

    synced = team.sync()

    (result,) = (one for one in synced.results if one.ended.value != "done")
    assert result.ended.value == "skipped"
    assert "our comment is not there any more" in result.why
    for _ in range(2):
        team.later(hours=1, minutes=1)
        team.sync()
    (remark,) = team.jira.look.comments(review)
    assert remark.id != ours.id
    assert "Lost" in said(team, review)[0]
    assert team.does() == []


def test_a_reason_beyond_the_first_hundred_comments_is_read(team: Team) -> None:
    held(team, gap("First", owner=OWNER))
    team.sync()
    (ticket,) = team.ours("checklist")
    for number in range(120):
        team.jira.person("ada").comment(ticket, f"And {number}?")
    lin = team.jira.person("lin")
    lin.comment(ticket, "Too dear.")
    lin.transition(ticket, "Resolve", "Won't Do")

    team.sync()

    (row,) = team.report().write_backs
    assert row.why == "Too dear."


def test_what_people_say_stands_in_the_prefill_in_plain_words(team: Team) -> None:
    lin = team.jira.person("lin")
    key = lin.open("OPS", "It broke", "502s.", type="Incident", assignee="ada")
    lin.comment(key, "Rolled back. Then it was fine.")
    lin.transition(key, "In Progress")
    team.later(hours=1)
    lin.close(key)
    team.sync()

    (review,) = team.ours("review")
    text = team.markdown(review)
    assert "Lin Chen: Rolled back." in text
    assert "Lin Chen: closed as completed" in text
    assert "Then it was fine" not in text


def test_a_comment_that_claims_to_be_ours_is_not(team: Team) -> None:
    """Whoever may set properties of comments could make us silent."""
    review = held(team, gap("Nobody's", owner=""))
    team.sync()
    (ours,) = team.jira.look.comments(review)
    team.jira.build.user("mallory")
    team.jira.build.allow("OPS", "mallory", "BROWSE_PROJECTS", "ADD_COMMENTS")
    team.later(minutes=1)
    team.jira.person("robot").delete_comment(review, ours.id)
    number = team.jira.person("mallory").comment(review, "All is well.")
    issue = team.issue(review)
    fake = next(one for one in issue.comments if one.id == number)
    with team.jira.state.lock:
        marked = replace(fake, properties=ours.properties)
        Changes(team.jira.state).write_comment(issue, "mallory", marked)
    for _ in range(2):
        team.later(hours=2)
        team.sync()

    assert len(team.jira.look.comments(review)) == 2
    assert any("Nobody's" in one for one in said(team, review))
