"""A file's text as values, and every way in which it can be wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.tickets import Event, Mark, Reason, Role, State, Ticket
from afteraction.integrations.markdown.faults import Broken
from afteraction.integrations.markdown.wire import (
    Source,
    commenters,
    draft_text,
    read_details,
    read_sprint,
    read_ticket,
)
from afteraction.tracker import Draft

SOURCE = Source("notes", "0041", "0041", "/srv/work/tickets/0041.md")
BERLIN = ZoneInfo("Europe/Berlin")

# Word for word the example that the documentation gives.
EXAMPLE = """---
title: Payments time out at checkout
state: closed                  # open | closed
reason: completed              # completed | declined; only when closed
labels: [incident, payments]
assignee: ada
author: lin
opened: 2026-11-18T09:12:00Z
closed: 2026-11-18T11:40:00Z   # closed without it: the sync stamps it, and says so
due: 2026-12-01                # optional
sprint: 2026-46                # optional, the key of a sprint
priority: High                 # optional, in your own words
---
Body in Markdown.

## Comments

### lin, 2026-11-18T09:20:00Z
502s from the gateway since the 09:05 deploy.
"""
TICKET = Ticket(
    tracker="notes",
    id="0041",
    key="0041",
    ref="notes:0041",
    url="/srv/work/tickets/0041.md",
    title="Payments time out at checkout",
    state=State.CLOSED,
    reason=Reason.COMPLETED,
    labels=("incident", "payments"),
    assignee="ada",
    author="lin",
    opened=datetime(2026, 11, 18, 9, 12, tzinfo=UTC),
    closed=datetime(2026, 11, 18, 11, 40, tzinfo=UTC),
    due=date(2026, 12, 1),
    sprint="2026-46",
    priority="High",
)
LEAST = "title: a\nstate: open\nopened: 2026-11-18T09:12:00Z"


def ticket(head: str) -> Ticket:
    return read_ticket(SOURCE, f"---\n{head}\n---\n")


def faults(head: str) -> list[tuple[int, str]]:
    with pytest.raises(Broken) as caught:
        ticket(head)
    assert all(fault.hint for fault in caught.value.faults)
    return [(fault.line, fault.message) for fault in caught.value.faults]


def test_the_example() -> None:
    details = read_details(SOURCE, EXAMPLE)

    assert read_ticket(SOURCE, EXAMPLE) == details.ticket == TICKET
    assert [(line.anchor, line.text) for line in details.lines] == [
        ("1", "Body in Markdown.")
    ]
    (comment,) = details.comments
    assert (comment.author, comment.text) == (
        "lin",
        "502s from the gateway since the 09:05 deploy.",
    )
    assert comment.at == datetime(2026, 11, 18, 9, 20, tzinfo=UTC)
    assert details.events == (
        Event(TICKET.opened, "lin", "opened"),
        Event(datetime(2026, 11, 18, 11, 40, tzinfo=UTC), None, "closed as completed"),
    )
    assert commenters(EXAMPLE) == ("lin",)


def test_line_ends_and_a_bom_change_nothing_but_themselves() -> None:
    text = "\ufeff" + EXAMPLE.replace("\n", "\r\n")

    assert read_details(SOURCE, text) == read_details(SOURCE, EXAMPLE)


def test_the_least_a_ticket_needs() -> None:
    found = ticket(LEAST)

    assert found.labels == ()
    assert found.assignee is found.author is found.sprint is None
    assert found.mark is None


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("assignee: 0057", "assignee", "0057"),
        ("assignee: no", "assignee", "no"),
        ('assignee: "@ada"', "assignee", "ada"),
        ("assignee: ~", "assignee", None),
        ("assignee: null", "assignee", None),
        ("assignee: 'null'", "assignee", "null"),
        ("assignee:", "assignee", None),
        ("sprint: 2026-46", "sprint", "2026-46"),
        ("labels: a, b", "labels", ("a", "b")),
        ("labels: a", "labels", ("a",)),
        ("labels: ~", "labels", ()),
        ("labels: [on, 10:30, 'x, y', on, '']", "labels", ("on", "10:30", "x, y")),
        ("labels:\n  - a\n  - b c", "labels", ("a", "b c")),
        ("due: '2026-12-01'", "due", date(2026, 12, 1)),
        ("due:", "due", None),
        ("ended: 2026-11-18T10:12:00+01:00", "ended", TICKET.opened),
        ("finished: 2026-11-18 09:12Z", "finished", TICKET.opened),
        ("missed: 2026-12-01", "missed", date(2026, 12, 1)),
        # Only of a closed ticket.
        ("reason: in progress", "reason", None),
        ("closed: 2026-11-18T11:40:00Z", "closed", None),
        ("theirs: {a: [b]}", "labels", ()),
        ("afteraction: yes", "mark", None),
        (
            "afteraction: {role: review, key: k, installation: i, about: a}",
            "mark",
            Mark(Role.REVIEW, "k", "i", "a"),
        ),
    ],
)
def test_a_field(line: str, name: str, value: object) -> None:
    assert getattr(ticket(f"{LEAST}\n{line}"), name) == value


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("", Reason.COMPLETED),
        ("\nreason:", Reason.COMPLETED),
        ("\nreason: Declined", Reason.DECLINED),
        ("\nreason: duplicate", Reason.DUPLICATE),
    ],
)
def test_why_it_was_closed(lines: str, reason: Reason) -> None:
    head = LEAST.replace("open\n", "closed\n") + lines

    assert ticket(head).reason is reason
    assert ticket(head).closed is None


def test_a_title_is_one_line() -> None:
    assert ticket(LEAST.replace("a\n", ">-\n  one\n  two\n", 1)).title == "one two"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "labels: []",
            [
                (1, "state: is missing; a ticket needs it"),
                (1, "opened: is missing; a ticket needs it"),
                (1, "title: is missing; a ticket needs it"),
            ],
        ),
        ("title:\n" + LEAST[9:], [(2, "title: is missing; a ticket needs it")]),
        (
            LEAST.replace("open\n", "done\n"),
            [(3, 'state: "done" is not open or closed')],
        ),
        (
            LEAST.replace("open\n", "closed\nreason: fixed\n"),
            [(4, 'reason: "fixed" is not completed or declined or duplicate')],
        ),
        (LEAST[:-1], [(4, 'opened: "2026-11-18T09:12:00" has no time zone')]),
        (LEAST[:-10], [(4, 'opened: "2026-11-18" is no time')]),
        (f"{LEAST}\ndue: soon", [(5, 'due: "soon" is no day')]),
        (
            f"{LEAST}\nended: 2026-11-18 10:00\nlabels: {{a: b}}\nassignee: [a, b]",
            [
                (5, 'ended: "2026-11-18 10:00" has no time zone'),
                (6, "labels: is no list of words"),
                (7, "assignee: is no single value"),
            ],
        ),
        (LEAST.replace("title: a", "title: &x a"), [(2, "title: is no single value")]),
    ],
)
def test_everything_wrong_is_told_at_once(
    head: str, expected: list[tuple[int, str]]
) -> None:
    assert faults(head) == expected


def test_a_comment_without_a_zone_is_wrong_wherever_it_is_read() -> None:
    text = EXAMPLE.replace("09:20:00Z", "09:20:00")

    for read in (lambda: read_details(SOURCE, text), lambda: commenters(text)):
        with pytest.raises(Broken) as caught:
            read()
        (fault,) = caught.value.faults
        assert fault.line == 18


def test_a_sprint() -> None:
    text = (
        "---\nname: Sprint 46\ngoal: be safe\nstart: 2026-11-09\nend: 2026-11-20\n"
        "state: Active\n---\n"
    )

    sprint = read_sprint(replace(SOURCE, id="sprint:2026-46"), text, BERLIN)

    assert (sprint.ref, sprint.name, sprint.goal) == (
        "notes:sprint:2026-46",
        "Sprint 46",
        "be safe",
    )
    assert sprint.start == datetime(2026, 11, 8, 23, tzinfo=UTC)
    assert sprint.end == datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC)
    assert sprint.state == "active"


def test_a_sprint_without_anything() -> None:
    with pytest.raises(Broken) as caught:
        read_sprint(SOURCE, "---\nend: later\nstate: open\n---\n", BERLIN)

    assert [(fault.line, fault.message) for fault in caught.value.faults] == [
        (1, "start: is missing; a sprint needs it"),
        (1, "name: is missing; a sprint needs it"),
        (2, 'end: "later" is no time'),
        (3, 'state: "open" is not active or closed'),
    ]


MARK = (
    "{role: review, key: review-1, installation: acme, about: markdown:work#0041,"
    " text: 00, said: 11}"
)
DRAFT = Draft(
    name="review-0041",
    title="Review: payments",
    text="\n# Form\n\n- **Owner:**\n\n",
    labels=("afteraction", "review"),
    assignee="ada",
    due=date(2026, 12, 1),
    mark=Mark(Role.REVIEW, "review-1", "acme", "markdown:work#0041", "00", "11"),
    at=datetime(2026, 11, 20, 9, tzinfo=UTC),
)


def test_how_a_ticket_of_ours_looks() -> None:
    text = draft_text(DRAFT).replace(MARK, "MARK")

    assert (
        text
        == """---
title: "Review: payments"
state: open
labels: [afteraction, review]
assignee: ada
author: afteraction
opened: 2026-11-20T09:00:00Z
due: 2026-12-01
afteraction: MARK
---
# Form

- **Owner:**
"""
    )


def test_how_a_ticket_looks_that_is_filed_as_done() -> None:
    text = draft_text(replace(DRAFT, closed=True, assignee=None, due=None))

    assert text.startswith("""---
title: "Review: payments"
state: closed
reason: completed
labels: [afteraction, review]
author: afteraction
opened: 2026-11-20T09:00:00Z
closed: 2026-11-20T09:00:00Z
finished: 2026-11-20T09:00:00Z
afteraction: {""")


ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"))


@given(ANY, ANY, st.lists(ANY.map(str.split).map(" ".join).filter(bool), unique=True))
def test_any_draft_is_read_back_as_it_was(
    title: str, text: str, labels: list[str]
) -> None:
    draft = replace(DRAFT, title=title, text=text, labels=tuple(labels))

    details = read_details(SOURCE, draft_text(draft))

    assert details.ticket.title == (" ".join(title.split()) or "untitled")
    assert details.ticket.labels == draft.labels
    assert details.ticket.mark == draft.mark
    assert details.text.strip() == text.strip()
    assert details.comments == ()
