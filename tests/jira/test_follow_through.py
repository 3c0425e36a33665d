"""Follow-through in Jira: what is said there, to whom, and what people answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.engine.house import gap
from tests.fakes.jira import faults
from tests.jira.team import Team

FOLLOW_THROUGH = """\
follow_through:
  remind: [-2d, 0d, +3d, then every 7d]
  escalate: {after: 7d, to: carrier}
  quiet: {until: 09:00, at_most_a_day: 3}
  verify: 30d
people:"""
ADA = "Ada Lovelace"
COMMENTS = "/issue/*/comment"


def followed(team: Team, *gaps: str, also: str = "people:") -> str:
    """A team that follows through, and the key of its first finding's ticket.

    Ada owns it, it is due on 2026-12-01, and Lin carries the review on.
    """
    team.configure("people:", FOLLOW_THROUGH.replace("people:", also))
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    gaps = gaps or (gap("Late alarm", owner=ADA),)
    team.hold(review, *gaps, carried_by="Lin Chen")
    team.later(minutes=5)
    team.sync()
    (ticket, *_) = team.ours("checklist")
    return ticket


def on(team: Team, day: str, hour: str = "09:30") -> None:
    """It is that time in Berlin, in winter."""
    moment = datetime.fromisoformat(f"{day}T{hour}+01:00").astimezone(UTC)
    team.jira.clock.set(moment)


def ours(team: Team, key: str) -> list[str]:
    """What we said on an issue, as Markdown, the oldest first."""
    comments = team.jira.look.comments(key)
    read = [
        team.dress.read(one.body, lambda user, _: f"@{user}")
        for one in comments
        if one.author == "robot"
    ]
    return ["\n".join(line.text for line in lines) for lines in read]


def mention(team: Team, name: str) -> str:
    """Somebody's mention, as Jira's editor makes one."""
    user = team.jira.build.user(name)
    account = user.account_id if team.jira.cloud else user.name
    return f"[@{user.display}](mention:{account})"


def says(team: Team, key: str, text: str, who: str = "ada") -> None:
    """Somebody comments, and the next sync hears it."""
    team.jira.person(who).comment(key, team.dress.written(text))
    team.later(minutes=5)
    team.sync()


def test_reminders_and_an_escalation_are_said_on_their_days(team: Team) -> None:
    ticket = followed(team)
    assert team.jira.look.mentions()[1:] == [], "the invitation to ada is all"
    before_that = len(team.jira.look.mentions())
    said: list[tuple[str, str]] = []
    pinged: list[tuple[str, str, str]] = []
    for day in ("11-26", "11-27", "11-30", "12-01", "12-04", "12-07", "12-08"):
        before = len(ours(team, ticket))
        on(team, f"2026-{day}", "08:30")
        team.sync()
        assert len(ours(team, ticket)) == before, "the quiet hours are not over"
        on(team, f"2026-{day}")
        team.sync()
        assert team.does() == []
        said += [(day, one) for one in ours(team, ticket)[before:]]
        now = team.jira.look.mentions()
        pinged += [(day, *one) for one in now[before_that + len(pinged) :]]

    begins = [(day, one.split("\n")[0]) for day, one in said]
    assert begins[:3] == [
        ("11-27", "A reminder: this is due on 2026-12-01, in 4 days."),
        ("12-01", "A reminder: this is due today."),
        ("12-04", "A reminder: this was due on 2026-12-01, 3 days ago."),
    ]
    ((day, last),) = begins[3:]
    assert day == "12-08"
    assert ", this may need a hand: it was due on 2026-12-01." in last
    assert pinged == [("12-08", "lin", ticket)], "a mail to the carrier, and to nobody"
    assert "As long as it is open, the same can happen again." in said[0][1]
    assert "- **It is done:** comment `/done [link]`" in said[0][1]
    (first, *_) = team.jira.look.comments(ticket)
    assert isinstance(first.body, dict) == team.jira.cloud
    assert "afteraction" in first.properties
    assert "afteraction" not in ours(team, ticket)[0]
    team.forget()
    assert team.does() == []


@pytest.mark.parametrize(
    ("text", "answer", "state"),
    [
        (
            "/due 2026-12-15 waiting for the vendor",
            "Due on 2026-12-15 now: waiting for the vendor.",
            ("To Do", None, "ada", "2026-12-15"),
        ),
        (
            "/owner {lin}",
            "Lin Chen has it now.",
            ("To Do", None, "lin", "2026-12-01"),
        ),
        (
            "/owner Lin Chen",
            "Lin Chen has it now.",
            ("To Do", None, "lin", "2026-12-01"),
        ),
        (
            "/done https://example.org/41",
            "Closed as completed; it can be seen at",
            ("Done", "Done", "ada", "2026-12-01"),
        ),
        (
            "/decline The old system is gone.",
            ": The old system is gone.",
            ("Done", "Won't Do", "ada", "2026-12-01"),
        ),
    ],
)
def test_a_command_of_a_member_is_done_and_answered_once(
    team: Team, text: str, answer: str, state: tuple[object, ...]
) -> None:
    ticket = followed(team)
    pinged = team.jira.look.mentions()
    by_people = text.format(lin=mention(team, "lin"))
    says(team, ticket, by_people)

    issue = team.issue(ticket)
    look = team.jira.look
    resolution = look.resolution(ticket)
    now = (look.status(ticket), resolution, issue.assignee, issue.fields["duedate"])
    assert now == state
    (said,) = ours(team, ticket)
    assert answer in said
    assert team.jira.look.mentions()[len(pinged) :] == (
        [("lin", ticket)] if "mention:" in by_people else []
    ), "who typed it pinged, and we did not"
    assert team.does() == []
    before = team.report_text()
    team.forget()
    assert team.does() == []
    assert team.report_text() == before
    assert len(ours(team, ticket)) == 1


def test_an_outsider_is_told_once_that_nothing_was_done(team: Team) -> None:
    """A customer sees the project and speaks there; nothing can be given to them."""
    ticket = followed(team)
    team.jira.build.user("mallory")
    team.jira.build.allow("OPS", "mallory", "BROWSE_PROJECTS", "ADD_COMMENTS")
    before = team.issue(ticket)
    for text in ("/done", "/decline no", "/owner Lin Chen", "/due 2027-01-01 later"):
        says(team, ticket, text, "mallory")

    after = team.issue(ticket)
    assert (after.status, after.fields) == (before.status, before.fields)
    (said,) = ours(team, ticket)
    assert said.startswith("`/done`: this is for people who can edit this ticket;")
    team.forget()
    assert team.does() == []


@pytest.mark.parametrize("forget", [False, True])
def test_a_reminder_whose_answer_is_lost_is_not_said_twice(
    team: Team, forget: bool
) -> None:
    ticket = followed(team)
    on(team, "2026-12-01")
    team.jira.faults.add("POST", COMMENTS, faults.drops(commit=True))
    team.sync()
    for _ in range(3):
        if forget:
            team.forget()
        team.later(minutes=20)
        team.sync()

    (said,) = ours(team, ticket)
    assert said.startswith("A reminder: this is due today.")
    assert team.does() == []


@pytest.mark.parametrize("forget", [False, True])
def test_a_command_whose_answer_is_lost_is_not_answered_twice(
    team: Team, forget: bool
) -> None:
    ticket = followed(team)
    team.jira.faults.add("POST", COMMENTS, faults.drops(commit=True))
    says(team, ticket, "/due 2026-12-15 waiting for the vendor")
    for _ in range(3):
        if forget:
            team.forget()
        team.later(minutes=20)
        team.sync()

    (said,) = ours(team, ticket)
    assert said.startswith("Due on 2026-12-15 now")
    assert team.issue(ticket).fields["duedate"] == "2026-12-15"
    assert team.does() == []


def test_several_to_one_person_are_one_comment(team: Team) -> None:
    first = followed(
        team,
        gap("Late alarm", owner=ADA),
        gap("No rota", owner=ADA),
        gap("No map", owner="Lin Chen"),
    )
    tickets = team.ours("checklist")
    on(team, "2026-12-01")
    team.sync()

    said = [ours(team, one) for one in tickets]
    assert sorted(map(len, said)) == [0, 1, 1]
    (text,) = (one for some in said for one in some if "These 2 are due" in one)
    assert "Late alarm: is due today" in text
    assert "No rota: is due today" in text
    assert "No map" not in text
    team.jira.person("ada").close(first)
    team.later(hours=1)
    team.forget()
    assert team.does() == []


def test_whose_account_is_closed_is_not_reminded(team: Team) -> None:
    """Who carries the review is told, once, and nobody else."""
    ticket = followed(team)
    team.jira.build.change_user("ada", active=False)
    pinged = len(team.jira.look.mentions())
    for day in ("11-27", "12-01", "12-04", "12-08", "12-15"):
        on(team, f"2026-{day}")
        team.sync()

    (said,) = ours(team, ticket)
    assert "this needs a new owner: the one it has is no longer active here" in said
    assert team.jira.look.mentions()[pinged:] == [("lin", ticket)]


@pytest.mark.parametrize("forget", [False, True])
def test_what_no_transition_leads_to_is_answered_once(team: Team, forget: bool) -> None:
    ticket = followed(team)
    for way in ("Done", "Resolve"):
        team.jira.build.without_transition("OPS", way)
    team.jira.person("ada").comment(ticket, team.dress.written("/done"))
    team.jira.person("lin").comment(ticket, team.dress.written("/due 2026-12-15 late"))
    team.later(minutes=5)
    synced = team.sync()

    assert any("was refused: ops:" in one.message for one in synced.problems)
    no, yes = ours(team, ticket)
    assert no.startswith("`/done`: the tracker does not let me do this")
    assert "ops" not in no
    assert yes.startswith("Due on 2026-12-15 now")
    assert team.jira.look.status(ticket) == "To Do"
    if forget:
        team.forget()
    team.later(minutes=20)
    assert team.does() == []


def test_a_report_is_posted_once_and_without_charts_that_nobody_draws(
    team: Team,
) -> None:
    followed(team, also="  report: {in: ops}\npeople:")
    team.forget()
    team.later(hours=2)
    assert team.sync().problems == ()

    (posted,) = team.ours("report")
    text = team.markdown(posted)
    assert "1 review, 1 write-back" in text
    assert "Reviews to fill in" not in text
    assert "xychart" not in text
