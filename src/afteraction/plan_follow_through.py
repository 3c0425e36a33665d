"""The changes by which findings are followed through: answers, reminders, reports.

Values like those in `plan`, of which they are a part; what they do is said there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from afteraction.domain.commands import Command, Misread
from afteraction.domain.gathering import Message
from afteraction.domain.tickets import LineEdit, Reason, Role, State, Ticket
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

    @property
    def does(self) -> Does:
        """It answers."""
        return Does.ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class Remind(Change):
    """Say what is due, or ask for somebody's hand, in one comment."""

    order: ClassVar[int] = 10
    message: Message

    @property
    def does(self) -> Does:
        """It reminds."""
        return Does.REMIND


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
