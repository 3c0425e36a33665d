"""The changes by which findings are followed through: answers, reminders, reports.

Values like those in `plan`, of which they are a part; what they do is said there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import ClassVar, assert_never

from afteraction.domain.commands import (
    AskHelp,
    Command,
    Decline,
    Done,
    GiveTo,
    Holds,
    Misread,
    NameGap,
    NewDue,
    Recurs,
    name_of,
)
from afteraction.domain.gathering import Message
from afteraction.domain.settled import (
    DECLINED,
    DONE,
    DUE,
    HOLDS,
    RECURS,
    fact_of,
)
from afteraction.domain.tickets import (
    Details,
    LineEdit,
    Reason,
    Role,
    State,
    Ticket,
)
from afteraction.plan import Change, Does


@dataclass(frozen=True, slots=True, kw_only=True)
class Obey(Change):
    """Do what somebody asked for in a comment, and say so."""

    order: ClassVar[int] = 0
    ticket: Ticket
    role: Role
    said: tuple[Command | Misread, ...]
    at: datetime
    """When it was asked for."""
    covers: tuple[str, ...]
    """What it settles: keys as in `domain.settled`."""
    due: date | None = None
    assignee: str | None = None
    state: State | None = None
    reason: Reason | None = None
    lines: tuple[LineEdit, ...] = ()
    stranger: bool = False
    """Who asks may not edit the ticket, and is told so."""

    @property
    def does(self) -> Does:
        """It answers."""
        return Does.ANSWER

    @property
    def turn(self) -> str:
        """As people spoke: who spoke last has the last word.

        What was said in one second stays as the tracker has it, whose comments may
        have numbers as names: 10 comes after 9.
        """
        return self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def refused(change: Obey, now: Details) -> Obey:
    """The answer that is given where the tracker does not let all of it be done.

    What stands `now` was done before the tracker said no. What it said stays with who
    runs the sync: it names what only they know.
    """
    done = [one for one in change.said if _stands(one, change, now)]
    facts = {_FACTS.get(type(one)) for one in done}
    return replace(
        change,
        said=tuple(
            one if one in done else Misread(f"/{name_of(one)}", _NO)
            for one in change.said
        ),
        covers=tuple(key for key in change.covers if fact_of(key) in facts),
        due=None,
        assignee=None,
        state=None,
        reason=None,
        lines=(),
    )


def _stands(command: Command | Misread, change: Obey, now: Details) -> bool:
    ticket = now.ticket
    match command:
        case Done():
            return ticket.completed
        case Decline():
            return ticket.declined
        case NewDue(day=day):
            return ticket.due == day
        case GiveTo(handle=handle):
            return (ticket.assignee or "").casefold() == handle.casefold()
        case NameGap():
            texts = {line.text for line in now.lines}
            return all(edit.text in texts for edit in change.lines)
        case Recurs() | Holds() | AskHelp() | Misread():
            return True  # the answer itself is all there is to do
        case _:
            assert_never(command)


_FACTS: dict[type, str] = {
    Done: DONE,
    Decline: DECLINED,
    NewDue: DUE,
    Recurs: RECURS,
    Holds: HOLDS,
}
_NO = (
    "the tracker does not let me do this, and whoever runs me is told why; once that is"
    " settled, say it again in a comment of its own"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(Change):
    """Say what is due, or ask for somebody's hand, in one comment."""

    order: ClassVar[int] = 10
    message: Message

    @property
    def does(self) -> Does:
        """It reminds."""
        return Does.REMIND


def reminder(message: Message) -> Remind:
    """The change that says a message."""
    ticket = message.host.duty.ticket
    return Remind(
        key=message.key,
        tracker=ticket.tracker,
        about=ticket.ref,
        title=ticket.title,
        message=message,
    )


def instead(change: Change, look: Callable[[Ticket], Details | None]) -> Change | None:
    """What is done where a tracker refuses a change; None: nothing.

    A command is answered all the same, by what became of it at a `look`. And what is
    said with others on a ticket that lets nobody speak is said without that one.
    """
    match change:
        case Obey(ticket=ticket):
            now = look(ticket)
            answer = change if now is None else refused(change, now)
            return None if answer == change else answer
        case Remind(message=message) if len(message.nudges) > 1:
            return reminder(replace(message, nudges=message.nudges[1:]))
        case _:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostReport(Change):
    """Make the ticket that holds the report of a period."""

    order: ClassVar[int] = 11
    period: date
    labels: tuple[str, ...]

    @property
    def does(self) -> Does:
        """It posts."""
        return Does.POST


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewReport(Change):
    """Bring the ticket up to date that holds the report."""

    order: ClassVar[int] = 11
    ticket: Ticket
    period: date

    @property
    def does(self) -> Does:
        """It posts."""
        return Does.POST
