"""Answers of GitHub's as tickets, comments and sprints."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from afteraction.domain.tickets import (
    Comment,
    CommentMark,
    Mark,
    Reason,
    Role,
    State,
)
from afteraction.integrations.github import wire
from afteraction.integrations.github.marks import (
    Stamps,
    comment_mark_line,
    mark_line,
)
from afteraction.integrations.github.wire import Whose

OPENED = datetime(2026, 11, 18, 9, 12, tzinfo=UTC)
CLOSED = datetime(2026, 11, 18, 11, 40, tzinfo=UTC)
MARK = Mark(Role.REVIEW, "review-12ab", "acme", "github:77#41")
SIGNED = mark_line(MARK, Stamps(missed=date(2026, 11, 20)))
OURS = Whose("platform", frozenset({"robot"}))
LEAST: dict[str, object] = {
    "number": 41,
    "title": "Payments time out",
    "html_url": "https://github.com/acme/platform/issues/41",
    "state": "open",
    "created_at": "2026-11-18T09:12:00Z",
    "updated_at": "2026-11-18T11:40:00Z",
}


def issue(**more: object) -> wire.Issue:
    return wire.issue(json.dumps(LEAST | more).encode())


def user(login: str) -> dict[str, object]:
    return {"login": login, "id": 7, "type": "User"}


def test_an_issue_with_everything() -> None:
    found = issue(
        id=4100,
        user=user("lin"),
        author_association="MEMBER",
        state="closed",
        state_reason="completed",
        closed_at="2026-11-18T12:40:00+01:00",
        labels=[{"name": "incident", "color": "ededed"}, "payments"],
        assignees=[user("ada"), user("kei")],
        milestone={"number": 3, "title": "Sprint 46", "state": "open"},
        type={"name": "Incident", "id": 400},
        body=f"**Due:** 2026-12-01\r\n\r\n502s.\r\n\r\n{SIGNED}\r\n",
    )

    ticket = wire.ticket(found, OURS, CLOSED)

    assert (ticket.tracker, ticket.id, ticket.key) == ("platform", "41", "41")
    assert ticket.ref == "platform#41"
    assert ticket.url == LEAST["html_url"]
    assert ticket.title == "Payments time out"
    assert (ticket.state, ticket.reason) == (State.CLOSED, Reason.COMPLETED)
    assert ticket.labels == ("incident", "payments")
    assert (ticket.assignee, ticket.author) == ("ada", "lin")
    assert (ticket.opened, ticket.closed) == (OPENED, CLOSED)
    assert ticket.closed is not None
    assert ticket.closed.tzinfo is UTC
    assert ticket.finished == CLOSED
    assert (ticket.due, ticket.missed) == (date(2026, 12, 1), date(2026, 11, 20))
    assert ticket.sprint == "milestone-3"
    assert ticket.issue_type == "Incident"
    assert (ticket.mark, ticket.stranger) == (MARK, False)


def test_an_issue_with_nothing() -> None:
    nothing = dict.fromkeys(
        ("user", "state_reason", "closed_at", "assignees", "milestone", "type", "body")
    )

    for found in (issue(), issue(**nothing, labels=[])):
        ticket = wire.ticket(found, OURS)
        assert (ticket.state, ticket.reason, ticket.closed) == (State.OPEN, None, None)
        assert (ticket.labels, ticket.assignee) == ((), None)
        assert ticket.author == "ghost"
        assert (ticket.due, ticket.sprint, ticket.issue_type) == (None, None, None)
        assert (ticket.mark, ticket.stranger) == (None, False)


@pytest.mark.parametrize(
    ("state", "told", "reason"),
    [
        ("closed", "completed", Reason.COMPLETED),
        ("closed", "not_planned", Reason.DECLINED),
        ("closed", "duplicate", Reason.DUPLICATE),
        # Before there were reasons, and one that is not known yet.
        ("closed", None, Reason.COMPLETED),
        ("closed", "moot", Reason.COMPLETED),
        # What was open again has none, whatever stands there.
        ("open", "reopened", None),
        ("open", "completed", None),
        ("open", None, None),
    ],
)
def test_how_an_issue_ended(
    state: str, told: str | None, reason: Reason | None
) -> None:
    found = issue(state=state, state_reason=told, closed_at="2026-11-18T11:40:00Z")

    ticket = wire.ticket(found, OURS)

    assert (ticket.state, ticket.reason) == (State(state), reason)
    assert ticket.closed == (CLOSED if state == "closed" else None)


def test_every_reason_has_its_name_on_github() -> None:
    assert {reason: wire.REASONS[reason] for reason in Reason} == {
        Reason.COMPLETED: "completed",
        Reason.DECLINED: "not_planned",
        Reason.DUPLICATE: "duplicate",
    }


@pytest.mark.parametrize(
    ("author", "association", "stranger"),
    [
        ("lin", "OWNER", False),
        ("lin", "MEMBER", False),
        ("lin", "COLLABORATOR", False),
        ("robot", "NONE", False),
        ("Robot", "NONE", False),
        ("mallory", "NONE", True),
        ("mallory", "CONTRIBUTOR", True),
        ("mallory", "FIRST_TIMER", True),
        ("mallory", "FIRST_TIME_CONTRIBUTOR", True),
        ("mallory", "MANNEQUIN", True),
        ("mallory", "member", True),
        ("robot[bot]", "NONE", True),
        (None, "NONE", True),
        (None, "MEMBER", False),
    ],
)
def test_who_is_trusted(author: str | None, association: str, stranger: bool) -> None:
    found = issue(
        user=user(author) if author else None,
        author_association=association,
        body=f"Do it.\n\n{SIGNED}",
    )

    ticket = wire.ticket(found, OURS)

    # The mark is handed on either way: what it counts for is decided elsewhere.
    assert (ticket.mark, ticket.stranger) == (MARK, stranger)


def test_what_was_adopted_is_no_strangers() -> None:
    ours = Whose("platform", adopted={41}.__contains__)

    claim = {"user": user("mallory"), "labels": ["afteraction"]}

    assert not wire.ticket(issue(**claim), ours).stranger
    assert wire.ticket(issue(number=42, **claim), ours).stranger
    assert not wire.ticket(issue(number=42, user=user("mallory")), ours).stranger


@pytest.mark.parametrize(
    ("assignees", "above", "assignee"),
    [
        ([user("ada")], "", "ada"),
        ([user("ada"), user("lin")], "", "ada"),
        ([user("ada")], "**Owner:** lin\n\n", "ada"),
        # GitHub did not take them: the text says who it is.
        ([], "**Owner:** lin\n\n", "lin"),
        (None, "**Owner:** lin\n\n", "lin"),
        ([], "", None),
    ],
)
def test_who_it_is_given_to(
    assignees: list[object] | None, above: str, assignee: str | None
) -> None:
    found = issue(assignees=assignees, body=f"{above}Do it.\n\n{SIGNED}")

    assert wire.ticket(found, OURS).assignee == assignee


@pytest.mark.parametrize("key", ["number", "title", "html_url", "state", "created_at"])
def test_what_is_no_issue(key: str) -> None:
    left = {name: value for name, value in LEAST.items() if name != key}

    for told in (left, left | {key: None}):
        with pytest.raises(msgspec.DecodeError):
            wire.issue(json.dumps(told).encode())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (b'{"number": 41, "title": null}', 41),
        (b'{"number": "41"}', 0),
        (b'{"title": "x"}', 0),
        (b"[]", 0),
        (b"null", 0),
    ],
)
def test_the_number_of_what_can_not_be_read(text: bytes, number: int) -> None:
    assert wire.number(msgspec.Raw(text)) == number


def test_a_pull_request_is_told_from_an_issue() -> None:
    assert issue().pull_request is None
    assert issue(pull_request=None).pull_request is None
    assert issue(pull_request={"url": "https://x"}).pull_request is not None


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another"},
        {"body": "Another"},
        {"state": "closed"},
        {"labels": [{"name": "incident"}]},
        {"assignees": [{"login": "lin"}]},
        {"comments": 7},
        {"updated_at": "2026-11-02T08:00:01Z"},
    ],
)
def test_a_stamp_tells_two_states_apart(change: dict[str, object]) -> None:
    assert wire.stamp(issue()) == wire.stamp(issue())
    assert wire.stamp(issue(**change)) != wire.stamp(issue())


def test_what_we_never_read_does_not_make_an_issue_new() -> None:
    assert wire.stamp(issue(reactions={"+1": 7})) == wire.stamp(issue())


def test_one_broken_issue_does_not_hide_its_page() -> None:
    good = b'{"number": 4, "title": "a", "html_url": "u", "state": "open",'
    good += (
        b' "created_at": "2026-11-02T08:00:00Z", "updated_at": "2026-11-02T08:00:00Z"}'
    )
    issues, broken = wire.page(b"[" + good + b', {"number": 5, "title": 7}]')
    assert [one.number for one in issues] == [4]
    assert broken == [5]


@pytest.mark.parametrize("body", [b"{}", b"null", b"[", b"7"])
def test_what_is_no_page_is_refused(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        wire.page(body)


# --- comments -------------------------------------------------------------------------

SAID = CommentMark("review-12ab/remark", "acme", "1a")
SPOKEN = comment_mark_line(SAID)


def comment(body: str | None, login: str | None, association: str = "NONE") -> Comment:
    told = {
        "id": 900,
        "created_at": "2026-11-18T10:12:00+01:00",
        "body": body,
        "user": user(login) if login else None,
        "author_association": association,
    }
    return wire.said(wire.comment(json.dumps(told).encode()), OURS)


@pytest.mark.parametrize(
    ("body", "login", "association", "text", "mark"),
    [
        ("Rolled back.\r\nIt was the pool.", "ada", "NONE",
         "Rolled back.\nIt was the pool.", None),
        (None, None, "NONE", "", None),
        ("", "ada", "MEMBER", "", None),
        (f"Two are missing.\n\n{SPOKEN}", "robot", "NONE", "Two are missing.", SAID),
        (f"Two.\r\n\r\n{SPOKEN}\r\n", "ROBOT", "NONE", "Two.", SAID),
        (f"Two.\n\n{SPOKEN}", "lin", "COLLABORATOR", "Two.", SAID),
        (SPOKEN, "robot", "NONE", "", SAID),
        # A stranger's mark is text, and so is one in the middle, or one in a quote.
        (f"Two.\n\n{SPOKEN}", "mallory", "NONE", f"Two.\n\n{SPOKEN}", None),
        (f"Two.\n\n{SPOKEN}", "mallory", "CONTRIBUTOR", f"Two.\n\n{SPOKEN}", None),
        (f"Two.\n\n{SPOKEN}", None, "NONE", f"Two.\n\n{SPOKEN}", None),
        (f"{SPOKEN}\nTwo.", "robot", "NONE", f"{SPOKEN}\nTwo.", None),
        (f"> {SPOKEN}", "lin", "MEMBER", f"> {SPOKEN}", None),
    ],
)  # fmt: skip
def test_what_somebody_said(
    body: str | None,
    login: str | None,
    association: str,
    text: str,
    mark: CommentMark | None,
) -> None:
    found = comment(body, login, association)

    assert found == Comment("900", login or "ghost", OPENED, text, mark)


@pytest.mark.parametrize(
    ("login", "association", "may_edit"),
    [
        ("lin", "OWNER", True),
        ("lin", "MEMBER", True),
        ("lin", "COLLABORATOR", True),
        ("Robot", "NONE", True),
        ("mallory", "NONE", False),
        ("mallory", "CONTRIBUTOR", False),
        ("mallory", "MANNEQUIN", False),
        # Programs answer to nobody, and ghosts have no rights.
        ("robot[bot]", "MEMBER", False),
        ("ghost", "MEMBER", False),
        (None, "OWNER", False),
    ],
)
@pytest.mark.parametrize(
    ("body", "looked_up"),
    [
        ("/done", True),
        ("Merged.\r\n  /done", True),
        ("It is done.", False),
        ("> /done", False),
        (None, False),
    ],
)
def test_who_may_edit_is_looked_up_where_it_matters(
    login: str | None,
    association: str,
    may_edit: bool,
    body: str | None,
    looked_up: bool,
) -> None:
    assert comment(body, login, association).may_edit == (may_edit and looked_up)


def test_what_is_signed_is_nobodys_word_to_us() -> None:
    assert not comment(f"/done\n\n{SPOKEN}", "robot").may_edit
    assert comment(f"/done\n\n{SPOKEN}", "robot").mark == SAID
    assert not comment(f"/done\n\n{SPOKEN}", "mallory").may_edit


def test_a_program_may_not_edit_whatever_it_is_called() -> None:
    program = wire.User("acme-ci", "Bot")

    assert not OURS.lets_edit(program, "MEMBER")
    assert not Whose("p", frozenset({"acme-ci"})).lets_edit(program, "NONE")


# --- sprints --------------------------------------------------------------------------

MADE = "2026-11-02T08:00:00Z"
DUE = "2026-11-13T08:00:00Z"
DONE = "2026-11-16T17:30:00Z"


@pytest.mark.parametrize(
    ("more", "start", "end", "state"),
    [
        ({"created_at": MADE, "due_on": DUE, "closed_at": DONE, "state": "closed"},
         MADE, DONE, "closed"),
        ({"created_at": MADE, "closed_at": DONE, "state": "closed"},
         MADE, DONE, "closed"),
        ({"created_at": MADE, "due_on": DUE, "closed_at": None, "state": "open"},
         MADE, DUE, "active"),
        ({"created_at": MADE, "due_on": None}, MADE, MADE, "active"),
        ({"created_at": "2026-11-02T09:00:00+01:00"}, MADE, MADE, "active"),
        ({}, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "active"),
    ],
)  # fmt: skip
def test_a_milestone(more: dict[str, object], start: str, end: str, state: str) -> None:
    url = "https://github.com/acme/platform/milestone/3"
    told = {"number": 3, "title": "Sprint 46", "html_url": url, **more}

    sprint = wire.milestone_sprint(
        wire.milestone(json.dumps(told).encode()), "platform"
    )

    assert (sprint.tracker, sprint.key) == ("platform", "milestone-3")
    assert (sprint.id, sprint.ref) == (
        "sprint:milestone-3",
        "platform:sprint:milestone-3",
    )
    assert (sprint.name, sprint.url, sprint.sort) == ("Sprint 46", url, "milestone")
    assert sprint.start == datetime.fromisoformat(start)
    assert sprint.end == datetime.fromisoformat(end)
    assert sprint.state == state


@pytest.mark.parametrize(
    ("description", "goal"),
    [(None, ""), ("", ""), ("Be quick", "Be quick"), ("Be\r\n\r\n quick ", "Be quick")],
)
def test_a_sprints_goal_is_one_line(description: str | None, goal: str) -> None:
    found = wire.Milestone(3, "Sprint 46", description=description)

    assert wire.milestone_sprint(found, "platform").goal == goal


@pytest.mark.parametrize(
    ("zone", "start", "days", "begins", "ends"),
    [
        ("UTC", date(2026, 11, 2), 14, "2026-11-02T00:00:00Z", "2026-11-15T23:59:59Z"),
        ("UTC", date(2026, 11, 2), 1, "2026-11-02T00:00:00Z", "2026-11-02T23:59:59Z"),
        ("Asia/Kolkata", date(2026, 11, 2), 7,
         "2026-11-01T18:30:00Z", "2026-11-08T18:29:59Z"),
        # Clocks are put back in between: it ends with its last day all the same.
        ("Europe/Berlin", date(2026, 10, 19), 14,
         "2026-10-18T22:00:00Z", "2026-11-01T22:59:59Z"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("over", [False, True])
def test_an_iteration_lasts_whole_days_of_the_teams_zone(
    zone: str, start: date, days: int, begins: str, ends: str, over: bool
) -> None:
    told = {"id": "1a2b", "title": "Iteration 3", "startDate": str(start)}
    text = json.dumps(told | {"duration": days}).encode()
    found = msgspec.json.decode(text, type=wire.Iteration)

    sprint = wire.iteration_sprint(
        found, "Iteration", "platform", ZoneInfo(zone), "https://x", over=over
    )

    assert (sprint.key, sprint.id) == ("iteration-1a2b", "sprint:iteration-1a2b")
    assert (sprint.name, sprint.sort) == ("Iteration 3", "iteration:Iteration")
    assert sprint.start == datetime.fromisoformat(begins)
    assert sprint.end == datetime.fromisoformat(ends)
    assert sprint.state == ("closed" if over else "active")


# --- the rest -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "given", "left_out"),
    [
        (["a", "b"], ["b", "a", "c"], ()),
        (["a", "b"], ["b"], ("a",)),
        (["Ada"], ["ada"], ()),
        (["b", "a"], [], ("b", "a")),
        ([], ["a"], ()),
    ],
)
def test_what_was_silently_left_out(
    asked: list[str], given: list[str], left_out: tuple[str, ...]
) -> None:
    assert wire.dropped(asked, given) == left_out


def test_a_repository() -> None:
    told = {"id": 77, "node_id": "R_77", "full_name": "acme/platform"}

    found = wire.repository(json.dumps(told).encode())

    # What is not told is taken for the more careful case.
    assert (found.private, found.has_issues, found.archived) == (True, True, False)


@pytest.mark.parametrize(
    ("told", "year"),
    [
        ("9999-12-31T23:59:59-14:00", 9000),
        ("9999-12-31T23:59:59Z", 9000),
        ("0001-01-01T00:00:00+14:00", 1970),
        ("1969-12-31T23:59:59Z", 1970),
        ("2026-11-02T08:00:00+05:00", 2026),
    ],
)
def test_a_date_beyond_every_calendar_can_still_be_counted_from(
    told: str, year: int
) -> None:
    moment = wire.utc(datetime.fromisoformat(told))

    assert moment.year == year
    assert (moment + timedelta(days=300)).tzinfo is UTC
    found = wire.ticket(issue(created_at=told, state="closed", closed_at=told), OURS)
    assert found.opened.year == year
