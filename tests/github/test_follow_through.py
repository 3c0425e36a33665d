"""Follow-through on GitHub: what is said there, to whom, and what people answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tests.engine.house import gap
from tests.fakes.github import faults
from tests.fakes.github.values import Issue
from tests.github.team import REPO, Team

FOLLOW_THROUGH = """\
follow_through:
  remind: [-2d, 0d, +3d, then every 7d]
  escalate: {after: 7d, to: carrier}
  quiet: {until: 09:00, at_most_a_day: 3}
  verify: 30d
people:"""
COMMENTS = "/repos/*/*/issues/*/comments"


def followed(team: Team, *gaps: str, also: str = "people:") -> Issue:
    """A team that follows through, and the ticket of its first finding.

    Ada owns it, it is due on 2026-12-01, and Lin carries the review on.
    """
    team.configure("people:", FOLLOW_THROUGH.replace("people:", also))
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, *(gaps or (gap("Late alarm"),)), carried_by="lin")
    team.sync()
    (ticket, *_) = team.ours("checklist")
    return ticket


def ref(issue: Issue) -> str:
    return f"{REPO}#{issue.number}"


def on(team: Team, day: str, hour: str = "09:30") -> None:
    """It is that time in Berlin, in winter."""
    moment = datetime.fromisoformat(f"{day}T{hour}+01:00").astimezone(UTC)
    team.github.clock.set(moment)


def ours(team: Team, issue: Issue) -> list[str]:
    """What we said on an issue, with its hidden mark, the oldest first."""
    comments = team.github.look.comments(ref(issue))
    return [one.body.replace("\r\n", "\n") for one in comments if one.author == "robot"]


def mentioned(body: str) -> list[str]:
    """Whom a comment pings: nobody in code, and nobody in a hidden mark."""
    plain = re.sub(r"<!--.*?-->|`[^`]*`", "", body, flags=re.DOTALL)
    return re.findall(r"@([\w-]+)", plain)


def says(team: Team, issue: Issue, text: str, who: str = "ada") -> None:
    """Somebody comments, and the next sync hears it."""
    team.github.person(who).comment(ref(issue), text)
    team.later(minutes=5)
    team.sync()


def test_reminders_and_an_escalation_are_said_on_their_days(team: Team) -> None:
    ticket = followed(team)
    said = []
    for day in ("11-26", "11-27", "11-30", "12-01", "12-04", "12-07", "12-08"):
        before = len(ours(team, ticket))
        on(team, f"2026-{day}", "08:30")
        team.sync()
        assert len(ours(team, ticket)) == before, "the quiet hours are not over"
        on(team, f"2026-{day}")
        team.sync()
        assert team.does() == []
        said += [(day, one) for one in ours(team, ticket)[before:]]

    assert [(day, one.split("\n")[0], mentioned(one)) for day, one in said] == [
        ("11-27", "A reminder: this is due on 2026-12-01, in 4 days.", []),
        ("12-01", "A reminder: this is due today.", []),
        ("12-04", "A reminder: this was due on 2026-12-01, 3 days ago.", []),
        (
            "12-08",
            (
                "@lin, this may need a hand: it was due on 2026-12-01. Often"
                " something is in the way, or it turned out bigger than it looked."
            ),
            ["lin"],
        ),
    ]
    assert "As long as it is open, the same can happen again." in said[0][1]
    assert "- **It is done:** comment `/done [link]`" in said[0][1]
    assert "<!-- afteraction" in said[0][1], "a hidden mark"
    team.forget()
    assert team.does() == []


@pytest.mark.parametrize(
    ("text", "answer", "state"),
    [
        (
            "/due 2026-12-15 waiting for the vendor",
            "Due on 2026-12-15 now: waiting for the vendor.",
            ("open", None, ("ada",), "2026-12-15"),
        ),
        (
            "/owner @lin",
            "Lin Chen has it now.",
            ("open", None, ("lin",), "2026-12-01"),
        ),
        (
            "/done https://example.org/41",
            "Closed as completed; it can be seen at",
            ("closed", "completed", ("ada",), "2026-12-01"),
        ),
        (
            "/decline The old system is gone.",
            "Closed as not planned: The old system is gone.",
            ("closed", "not_planned", ("ada",), "2026-12-01"),
        ),
    ],
)
def test_a_command_of_a_member_is_done_and_answered_once(
    team: Team, text: str, answer: str, state: tuple[object, ...]
) -> None:
    ticket = followed(team)
    says(team, ticket, text)

    now = team.now(ticket)
    due = re.search(r"\*\*Due:\*\* (\S+)", now.body or "")
    assert due is not None
    assert (now.state, now.state_reason, now.assignees, due[1]) == state
    (said,) = ours(team, ticket)
    assert said.startswith(answer)
    assert mentioned(said) == []
    assert team.does() == []
    before = team.report_text()
    team.forget()
    assert team.does() == []
    assert team.report_text() == before
    assert len(ours(team, ticket)) == 1


def test_an_outsider_is_told_once_that_nothing_was_done(team: Team) -> None:
    ticket = followed(team)
    before = team.now(ticket)
    for text in ("/done", "/decline no", "/owner @mallory", "/due 2027-01-01 later"):
        says(team, ticket, text, "mallory")

    after = team.now(ticket)
    kept = (before.state, before.assignees, before.body)
    assert (after.state, after.assignees, after.body) == kept
    (said,) = ours(team, ticket)
    assert said.startswith("`/done`: this is for people who can edit this ticket;")
    assert mentioned(said) == []
    team.forget()
    assert team.does() == []


@pytest.mark.parametrize("forget", [False, True])
def test_a_reminder_whose_answer_is_lost_is_not_said_twice(
    team: Team, forget: bool
) -> None:
    ticket = followed(team)
    on(team, "2026-12-01")
    team.github.faults.add("POST", COMMENTS, faults.drops(commit=True))
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
    team.github.faults.add("POST", COMMENTS, faults.drops(commit=True))
    says(team, ticket, "/due 2026-12-15 waiting for the vendor")
    for _ in range(3):
        if forget:
            team.forget()
        team.later(minutes=20)
        team.sync()

    (said,) = ours(team, ticket)
    assert said.startswith("Due on 2026-12-15 now")
    assert "**Due:** 2026-12-15" in (team.now(ticket).body or "")
    assert team.does() == []


def test_several_to_one_person_are_one_comment(team: Team) -> None:
    first = followed(team, gap("Late alarm"), gap("No rota"), gap("X", owner="lin"))
    tickets = team.ours("checklist")
    on(team, "2026-12-01")
    team.sync()

    said = [ours(team, one) for one in tickets]
    assert sorted(map(len, said)) == [0, 1, 1]
    (text,) = (one for some in said for one in some if "These 2 are due" in one)
    assert "Late alarm: is due today" in text
    assert "No rota: is due today" in text
    assert mentioned(text) == []
    team.github.person("ada").close(ref(first))
    team.forget()
    team.later(hours=1)
    assert team.does() == []


@pytest.mark.parametrize("standing", ["no", "yes"])
def test_a_report_is_posted_on_its_day(team: Team, standing: str) -> None:
    """Once a week, with what came before it, and whatever is forgotten."""
    report = f"  report: {{in: platform, standing: {standing}}}\npeople:"
    followed(team, also=report)
    for day in ("11-20", "11-23", "11-24", "11-30"):
        on(team, f"2026-{day}")
        team.sync()
        team.later(minutes=5)
        team.sync()
        team.forget()
        team.later(minutes=30)
        synced = team.sync()
        assert (synced.plan.changes, synced.problems) == ((), ())

    found = team.ours("report")
    assert [(one.title[-10:], one.state) for one in found] == (
        [("2026-11-30", "open")]
        if standing == "yes"
        else [
            ("2026-11-16", "closed"),
            ("2026-11-23", "closed"),
            ("2026-11-30", "open"),
        ]
    )
    assert [mentioned(one.body or "") for one in found] == [[]] * len(found)


def test_a_report_that_is_posted_with_the_rest_tells_of_the_rest(team: Team) -> None:
    """Of what was written back in the very same sync nothing is missing."""
    followed(team, also="  report: {in: platform}\npeople:")

    (posted,) = team.ours("report")
    assert "1 review, 1 write-back" in (posted.body or "")
    assert "Reviews to fill in" not in (posted.body or "")


@pytest.mark.parametrize(
    ("method", "path", "answer", "state"),
    [
        ("PATCH", "/repos/*/*/issues/*", "`/done`: the tracker does not let", "open"),
        ("POST", COMMENTS, "Closed as completed. Thank you.", "closed"),
    ],
)
def test_what_is_refused_is_answered_by_what_became_of_it(
    team: Team, method: str, path: str, answer: str, state: str
) -> None:
    """Also where only the answer was refused, and what was asked for is done."""
    ticket = followed(team)
    no = faults.says(403, "Resource not accessible by integration")
    team.github.faults.add(method, path, no)
    team.github.person("ada").comment(ref(ticket), "/done")
    team.later(minutes=5)
    synced = team.sync()

    assert [one.ref for one in synced.problems] == [f"platform#{ticket.number}"]
    (said,) = ours(team, ticket)
    assert said.startswith(answer)
    assert team.now(ticket).state == state
    for forget in (False, True):
        if forget:
            team.forget()
        team.later(minutes=20)
        assert team.does() == []
    assert len(ours(team, ticket)) == 1
