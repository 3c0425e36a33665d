"""Who is who: ids, addresses that are shown and hidden, names of one another twice."""

from __future__ import annotations

import pytest

from tests.engine.house import gap
from tests.jira.team import Team

ADA = "{name: Ada Lovelace, handles: {ops: ada@acme.example}}"


def mention(team: Team, name: str, shown: str = "") -> str:
    """A real mention as Jira's editor makes one, in our Markdown."""
    user = team.jira.state.users[name]
    account = user.account_id if team.jira.cloud else user.name
    return f"[@{shown or user.display}](mention:{account})"


def held(team: Team, owner: str) -> str:
    """A review was held whose one gap has this owner."""
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First", owner=owner))
    return review


def remark(team: Team, review: str) -> str:
    """What our one comment on a review says."""
    (said,) = team.jira.look.comments(review)
    lines = team.dress.read(said.body, lambda _, shown: shown)
    return "\n".join(line.text for line in lines)


def member(team: Team, name: str, display: str, *, app: bool = False) -> None:
    """Somebody who is not configured."""
    team.jira.build.user(name, display, app=app)
    team.jira.build.allow("OPS", name)


@pytest.mark.parametrize("way", ["an id", "an address", "a shown address", "a name"])
def test_people_are_configured_by_what_the_team_knows_of_them(
    team: Team, way: str
) -> None:
    user = team.jira.state.users["ada"]
    handle = {
        "an id": user.account_id if team.jira.cloud else user.name,
        "an address": user.email,
        "a shown address": user.email,
        "a name": user.display,
    }[way]
    team.jira.build.change_user("ada", shows_email=way == "a shown address")
    team.configure(ADA, f"{{name: Ada Lovelace, handles: {{ops: '{handle}'}}}}")
    held(team, "Ada Lovelace")
    team.sync()

    (ticket,) = team.ours("checklist")
    assert team.issue(ticket).assignee == "ada"
    (row,) = team.report().write_backs
    assert row.owner == "Ada Lovelace"


@pytest.mark.parametrize("shown", ["", "Ada King", "ada"])
def test_an_owner_can_be_mentioned_however_the_mention_reads(
    team: Team, shown: str
) -> None:
    held(team, mention(team, "ada", shown))
    team.sync()

    (ticket,) = team.ours("checklist")
    assert team.issue(ticket).assignee == "ada"
    assert [row.owner for row in team.report().write_backs] == ["Ada Lovelace"]


def test_who_is_configured_by_a_name_can_be_mentioned(team: Team) -> None:
    """Data Center's mentions tell the account, and not the name that it shows."""
    team.configure("people:", "follow_through: {verify: 30d}\npeople:")
    held(team, "Ada Lovelace")
    team.sync()
    (ticket,) = team.ours("checklist")
    said = team.dress.written(f"/owner {mention(team, 'lin')}")
    team.jira.person("ada").comment(ticket, said)
    team.later(minutes=5)
    team.sync()

    assert team.issue(ticket).assignee == "lin"
    assert [row.owner for row in team.report().write_backs] == ["Lin Chen"]


def test_somebody_who_is_not_configured_can_be_mentioned(team: Team) -> None:
    member(team, "kim_poe", "Kim Poe")
    held(team, mention(team, "kim_poe"))
    assert team.sync().problems == ()

    (ticket,) = team.ours("checklist")
    assert team.issue(ticket).assignee == "kim_poe"
    (row,) = team.report().write_backs
    assert row.owner == ("Kim Poe" if team.jira.cloud else "kim_poe")
    before = team.report_text()
    team.forget()
    team.sync()
    assert team.report_text() == before


@pytest.mark.parametrize("gone", ["no member", "closed"])
def test_who_can_not_be_given_an_issue_can_not_own_one(team: Team, gone: str) -> None:
    team.jira.build.user("kim", "Kim Poe")
    if gone == "closed":
        team.jira.build.allow("OPS", "kim")
        team.jira.build.change_user("kim", active=False)
    review = held(team, mention(team, "kim"))
    team.sync()

    assert team.ours("checklist") == []
    assert "who is not known here" in remark(team, review)


def test_two_mentions_are_two_people(team: Team) -> None:
    review = held(team, f"{mention(team, 'ada')} {mention(team, 'lin')}")
    team.sync()

    assert team.ours("checklist") == []
    assert "who are several; name one person" in remark(team, review)


def test_of_two_with_one_name_nobody_is_guessed(team: Team) -> None:
    """Not even the one who was met before, be it as an assignee."""
    member(team, "sam", "Sam Doe")
    member(team, "sam2", "Sam Doe")
    team.configure(
        "  - {name: Lin Chen, handles: {ops: Lin Chen}}\n",
        "  - {name: Sam Doe, handles: {ops: Sam Doe}}\n",
    )
    lin = team.jira.person("lin")
    lin.open("OPS", "Theirs", assignee="sam")
    held(team, "Sam Doe")

    (problem,) = team.sync().problems

    assert "did not take its owner as assignee" in problem.message
    (ticket,) = team.ours("checklist")
    assert team.issue(ticket).assignee is None
    assert "**Owner:** `Sam Doe`" in team.markdown(ticket)


def test_a_closed_account_of_the_same_name_is_not_meant(team: Team) -> None:
    member(team, "old", "Lin Chen")
    team.jira.build.change_user("old", active=False)
    held(team, "Lin Chen")
    team.sync()

    (ticket,) = team.ours("checklist")
    assert team.issue(ticket).assignee == "lin"


def test_a_name_that_changed_stays_one_person(team: Team) -> None:
    held(team, "Ada Lovelace")
    team.sync()
    team.jira.build.change_user("ada", display="Ada King")
    team.incident("Another")
    team.later(minutes=5)
    team.sync()
    review = team.ours("review")[1]
    team.hold(review, gap("Second", owner=mention(team, "ada")))
    team.sync()

    rows = team.report().write_backs
    assert [row.owner for row in rows] == ["Ada Lovelace"] * 2


def test_an_incident_of_nobody_configured_is_given_to_its_assignee(team: Team) -> None:
    member(team, "kim", "Kim Poe")
    lin = team.jira.person("lin")
    key = lin.open("OPS", "It broke", type="Incident", assignee="kim")
    lin.close(key)
    team.sync()

    (review,) = team.ours("review")
    assert team.issue(review).assignee == "kim"
    assert team.jira.look.mentions() == [("kim", review)]


def test_an_incident_of_a_program_is_nobodys(team: Team) -> None:
    """Data Center does not tell who is one: there its name has to."""
    member(team, "alerts-bot", "Alerts", app=True)
    lin = team.jira.person("lin")
    key = lin.open("OPS", "It broke", type="Incident", assignee="alerts-bot")
    lin.close(key)
    team.sync()

    (review,) = team.ours("review")
    assert team.issue(review).assignee is None
    assert team.jira.look.mentions() == []


def test_people_are_asked_about_once(team: Team) -> None:
    """Whose address is hidden is looked up once, and never again."""
    held(team, "Ada Lovelace")
    team.sync()
    team.later(minutes=10)
    with team.jira.log.counted() as log:
        team.sync()
    assert [str(one) for one in log if "/user" in one.path] == []


def test_an_account_that_nobody_remembers_costs_nothing(team: Team) -> None:
    """Deleted accounts, comments by nobody, an assignee who left."""
    key = team.incident()
    team.jira.build.change_user("lin", active=False, display="Former user")
    team.jira.person("lin").comment(key, "I was here")

    assert team.does() == ["open-review"]
    (review,) = team.ours("review")
    assert "I was here" in team.markdown(review)
