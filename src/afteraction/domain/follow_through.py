"""What became of a write-back, by its ticket alone (rules 7 and 8, rules' table).

Pure: a ticket, how it counts, the team's zone and the present instant in; one word
out. Nothing here knows of owners or reports.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from afteraction.domain.calendar import day_of, end_of_day
from afteraction.domain.kinds import Counts, counts_as
from afteraction.domain.tickets import State, Ticket


class Became(StrEnum):
    """What became of a write-back."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done-late"
    DECLINED = "declined"
    IN_FORCE = "in-force"
    LOOK_AGAIN = "look-again"
    LEARNED = "learned"


def counts_of(ticket: Ticket) -> Counts | None:
    """How a ticket counts by its mark; None where it is no write-back of ours."""
    if ticket.mark is None or ticket.mark.kind is None:
        return None
    return counts_as(ticket.mark.kind, next_try=ticket.mark.next_try)


def became(ticket: Ticket, counts: Counts, zone: ZoneInfo, now: datetime) -> Became:
    """What became of the write-back that `ticket` carries."""
    if ticket.declined:
        return Became.DECLINED
    match counts:
        case Counts.LEARNED:
            return Became.LEARNED
        case Counts.CONSTRAINT:
            return _constraint(ticket, zone, now)
        case Counts.WORK:
            return _work(ticket, zone, now)


def _constraint(ticket: Ticket, zone: ZoneInfo, now: datetime) -> Became:
    """A limit stays open while it holds; its date says when to look again."""
    if ticket.state is State.CLOSED:
        return Became.DONE
    return Became.LOOK_AGAIN if _passed(ticket, zone, now) else Became.IN_FORCE


def _work(ticket: Ticket, zone: ZoneInfo, now: datetime) -> Became:
    if ticket.state is State.OPEN:
        return Became.OVERDUE if _passed(ticket, zone, now) else Became.OPEN
    return Became.DONE_LATE if finished_late(ticket, zone) else Became.DONE


def _passed(ticket: Ticket, zone: ZoneInfo, now: datetime) -> bool:
    return ticket.due is not None and now >= end_of_day(ticket.due, zone)


def finished_late(ticket: Ticket, zone: ZoneInfo) -> bool:
    """Whether the first finish came after the due day.

    A due date that was moved after it had passed does not make a finish timely: the
    first one that was missed counts.
    """
    finish = ticket.finished or ticket.closed
    due = ticket.missed or ticket.due
    if finish is None or due is None:
        return False
    return day_of(finish, zone) > due
