"""Samples of everything that is said in comments, with which templates are tried.

Made of the very values that the texts get. Nothing here is ever said to anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

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
)
from afteraction.domain.gathering import Message, Voice, voice_of
from afteraction.domain.kinds import Kind
from afteraction.domain.people import Person
from afteraction.domain.reminders import Duty, Nudge, Sort
from afteraction.domain.tickets import Ticket

_ADA = Person("Ada", (("sample", "ada"),))

COMMAND_SAMPLES: tuple[Command | Misread, ...] = (
    Done(),
    Done("sample:1", "see sample:1"),
    NewDue(date(2026, 1, 5), "A reason"),
    Decline("A reason"),
    GiveTo("@ada"),
    Recurs("sample:1"),
    *(NameGap(kind, "A gap") for kind in Kind),
    Holds(yes=True),
    Holds(yes=False),
    AskHelp(),
    Misread("/due", "A sentence"),
)
"""What can be said, at least once each."""


def nudge_samples(ticket: Ticket) -> Iterator[Message]:
    """Each sort alone, each kind, with a subject and without, and several in one.

    `ticket` is a sample, too: it has a due day and was closed.
    """
    duty = Duty("review-1.f-1234", ticket, Kind.AVOIDABLE, _ADA)
    about = replace(duty, subject=ticket)
    duties = (
        duty,
        about,
        replace(about, tells=False),
        replace(about, kind=Kind.INHERENT),
        replace(about, kind=Kind.EXPERIMENT, next_try=True),
    )
    for sort in Sort:
        said = [_nudge(sort, each) for each in duties]
        for nudge in said:
            yield Message(voice_of(sort), _ADA, (nudge,))
        if voice_of(sort) is not Voice.QUESTION:
            yield Message(voice_of(sort), Person("Bo"), tuple(said))


def _nudge(sort: Sort, duty: Duty) -> Nudge:
    return Nudge(f"{duty.key}/{sort}", sort, duty, _ADA, duty.ticket.opened)
