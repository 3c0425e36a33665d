"""Issues of Jira as tickets of the loop: what their fields, marks and texts mean.

Pure, but for asking who somebody is. A due date and an owner stand in fields; where the
project's screens have none, in lines above the text, as on other trackers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from afteraction.domain.comment_lines import may_hold_commands
from afteraction.domain.labels import OUR_LABEL, carries
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import (
    Comment,
    Details,
    Line,
    Mark,
    Reason,
    Role,
    State,
    Ticket,
)
from afteraction.marking import read_comment_mark, read_mark
from afteraction.ticket_head import Head, head_of
from afteraction.wording import quoted

from . import wire
from .dress import Dress, Name, decoded, markdown
from .history import Past, day_of
from .states import States
from .wire import PROPERTY, Issue, User

NOBODY = "somebody whose account is gone"
_DUPLICATE = "duplicate"
_BY_KEY = re.compile(rf"{OUR_LABEL}-[0-9a-f]{{12}}")
"""The label by which a ticket of ours is found; it tells people nothing."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose marks count, what people are called, and under which names all appears."""

    tracker: str
    web: str
    """Where people look at issues, without a slash at the end."""
    dress: Dress
    states: States
    zone: ZoneInfo
    handle: Callable[[User | None], str | None]
    vouches: Callable[[Issue], bool]
    """Whether what stands in an issue was written by somebody trusted."""
    trusts: Callable[[User | None], bool]
    name: Name
    """How a mention stands in Markdown."""


@dataclass(frozen=True, slots=True)
class Body:
    """An issue's text: without the lines that stand for fields, and what they say."""

    lines: tuple[Line, ...]
    head: Head
    due: Line | None = None
    """The line for the due date, where there is one."""
    owner: Line | None = None


def mark_in(issue: Issue) -> Mark | None:
    """The mark in an issue's property."""
    held = issue.properties.get(PROPERTY)
    return read_mark(held) if held is not None else None


def body_of(issue: Issue, whose: Whose) -> Body:
    """An issue's text; of what is not ours all of it is text."""
    lines = whose.dress.read(decoded(issue.fields.description), whose.name)
    if not carries(issue.fields.labels, OUR_LABEL):
        return Body(lines, Head())
    head = head_of([line.text for line in lines])
    return Body(
        tuple(x for i, x in enumerate(lines) if i not in head.lines),
        head,
        None if head.due_at is None else lines[head.due_at],
        None if head.owner_at is None else lines[head.owner_at],
    )


def ticket(
    issue: Issue,
    whose: Whose,
    mark: Mark | None,
    past: Past | None = None,
    answers: tuple[str, ...] = (),
) -> Ticket:
    """An issue as a ticket; what its history would tell is left open without one."""
    fields = issue.fields
    resolution = fields.resolution.name if fields.resolution else ""
    reason = whose.states.reason(fields.status, resolution)
    labels = tuple(one for one in fields.labels if not _BY_KEY.fullmatch(one))
    claims = mark is not None or carries(labels, OUR_LABEL)
    due, assignee = day_of(fields.duedate), whose.handle(fields.assignee)
    lacks = carries(labels, OUR_LABEL) and (due is None or assignee is None)
    head = body_of(issue, whose).head if lacks else Head()
    ref = f"{whose.tracker}:{issue.key}"
    is_review = mark is not None and mark.role is Role.REVIEW
    stranger = claims and not whose.vouches(issue)
    return Ticket(
        tracker=whose.tracker,
        id=issue.id,
        key=issue.key,
        ref=ref,
        url=address(whose.web, issue.key),
        title=fields.summary,
        state=State.CLOSED if reason else State.OPEN,
        reason=reason,
        labels=labels,
        assignee=assignee or head.owner,
        author=_author(fields.creator, whose, stranger=stranger),
        opened=wire.utc(fields.created),
        closed=_closed(issue, past) if reason else None,
        finished=past.finished(by_label=is_review) if past else None,
        due=due or head.due,
        missed=past.missed(whose.zone) if past else None,
        sprint=issue.sprint,
        mark=mark,
        same_as=_same_as(issue, whose) if _is_no(reason) else None,
        issue_type=fields.issuetype.name or None,
        answers=answers,
        problem=_problem(ref, head),
        stranger=stranger,
        restricted=fields.security != wire.NULL,
        left=fields.assignee is not None and not fields.assignee.active,
        priority=(fields.priority.name or None) if fields.priority else None,
    )


def _closed(issue: Issue, past: Past | None) -> datetime:
    """When it was closed: by its history, or by what comes nearest to that."""
    fields = issue.fields
    told = past.closed if past else None
    when = told or fields.resolutiondate or fields.statuscategorychangedate
    return wire.utc(when or fields.updated)


def knows_when_closed(issue: Issue) -> bool:
    """Whether an issue's fields say when it was closed."""
    fields = issue.fields
    return bool(fields.resolutiondate or fields.statuscategorychangedate)


def _is_no(reason: Reason | None) -> bool:
    return reason in (Reason.DECLINED, Reason.DUPLICATE)


def _same_as(issue: Issue, whose: Whose) -> str | None:
    """Where the issue is of which this one was closed as a duplicate.

    The link says so, whatever the resolution is called on a site of another language.
    """
    for link in issue.fields.issuelinks:
        other = link.outward_issue
        if other is not None and _DUPLICATE in link.type.name.casefold():
            return address(whose.web, other.key)
    return None


def _problem(ref: str, head: Head) -> Problem | None:
    if head.unread is None:
        return None
    return Problem(
        ref,
        f"its due date can not be read: {quoted(head.unread)}",
        "write a day into that line, as in **Due:** 2026-12-01",
    )


def address(web: str, key: str) -> str:
    """Where people look at an issue."""
    return f"{web}/browse/{key}"


def details(
    issue: Issue,
    whose: Whose,
    mark: Mark | None,
    past: Past,
    comments: tuple[Comment, ...],
) -> Details:
    """An issue with everything."""
    return Details(
        ticket(issue, whose, mark, past),
        body_of(issue, whose).lines,
        comments,
        past.events(whose.handle),
    )


def _author(user: User | None, whose: Whose, *, stranger: bool) -> str | None:
    """Who wrote an issue; a stranger by the name that nobody else can choose."""
    return user.id if user and stranger else whose.handle(user)


def said(found: wire.Comment, whose: Whose) -> Comment:
    """A comment; its mark counts when its author does."""
    held = next((one.value for one in found.properties if one.key == PROPERTY), None)
    mark = read_comment_mark(held) if held is not None else None
    # Whether an author is trusted may be a question to Jira.
    if mark is not None and not whose.trusts(found.author):
        mark = None
    text = markdown(whose.dress.read(decoded(found.body), whose.name))
    return Comment(
        id=found.id,
        author=whose.handle(found.author) or NOBODY,
        at=wire.utc(found.created),
        text=text,
        mark=mark,
        may_edit=mark is None
        and may_hold_commands(text)
        and _is_person(found.author)
        and whose.trusts(found.author),
    )


def _is_person(user: User | None) -> bool:
    """Whether an account is a member's: neither an app's nor a customer's."""
    return user is not None and user.account_type not in ("app", "customer")
