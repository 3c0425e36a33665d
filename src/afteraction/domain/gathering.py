"""Several things to say to one person, gathered into few comments.

Pure: what is to be said (`reminders`), and what this person was told today, go in.
Only tickets of one tracker go together, so that no text moves to where more people can
read it (rule 21). A comment stands on the most pressing of its tickets, and its key is
that of what it says about that one: like each of those it is there once at most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import assert_never
from zoneinfo import ZoneInfo

from afteraction.domain.calendar import day_of
from afteraction.domain.identity import digest
from afteraction.domain.people import Person
from afteraction.domain.reminders import Nudge, Rules, Sort

MOST_TOLD = 10
"""Tickets in one comment; longer lists are read by nobody."""


class Voice(StrEnum):
    """What a comment is; what it says goes together."""

    REMINDER = "reminder"
    ESCALATION = "escalation"
    QUESTION = "question"
    """It is answered on its own ticket, so there is one for each."""


@dataclass(frozen=True, slots=True)
class Message:
    """One comment to one person."""

    voice: Voice
    to: Person
    nudges: tuple[Nudge, ...]
    """The most pressing one first: on its ticket the comment stands."""

    @property
    def host(self) -> Nudge:
        """The one on whose ticket the comment stands."""
        return self.nudges[0]

    @property
    def key(self) -> str:
        """The comment's own key."""
        return self.host.key

    @property
    def says(self) -> tuple[str, ...]:
        """The keys of everything that is said with this comment, its own first."""
        return tuple(nudge.key for nudge in self.nudges)


@dataclass(frozen=True, slots=True)
class Told:
    """A comment of ours that stands already."""

    to: str
    """Who was spoken to, as `addressed` has it."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is said now, and what has to wait for another day."""

    messages: tuple[Message, ...] = ()
    waiting: tuple[Nudge, ...] = ()


def addressed(person: Person) -> str:
    """Stands for a person in the marks of comments, which name nobody."""
    return digest(person.name)


def voice_of(sort: Sort) -> Voice:
    """The comment that something belongs into."""
    match sort:
        case Sort.REMIND | Sort.LOOK_AGAIN:
            return Voice.REMINDER
        case Sort.ESCALATE | Sort.OWNER_GONE | Sort.UNASSIGNED:
            return Voice.ESCALATION
        case Sort.VERIFY:
            return Voice.QUESTION
        case _:
            assert_never(sort)


def gathered(
    nudges: Iterable[Nudge], told: Iterable[Told], rules: Rules, now: datetime
) -> Gathered:
    """What is to be said, as comments; no person gets more of them a day than agreed.

    `told` are our comments so far, of this day at least, in all trackers.
    """
    today = day_of(now, rules.working.zone)
    counted = Counter(
        one.to for one in told if day_of(one.at, rules.working.zone) == today
    )
    messages: list[Message] = []
    waiting: list[Nudge] = []
    zone = rules.working.zone
    for message in sorted(_messages(nudges, zone), key=lambda one: _first(one, zone)):
        to = addressed(message.to)
        if counted[to] < rules.at_most_a_day:
            counted[to] += 1
            messages.append(message)
        else:
            waiting += message.nudges
    return Gathered(tuple(messages), tuple(waiting))


def _messages(nudges: Iterable[Nudge], zone: ZoneInfo) -> Iterable[Message]:
    """Comments for all that is to be said; where one is not enough, in fair parts."""
    for _, group in groupby(sorted(nudges, key=_grouping), key=_grouping):
        together = sorted(group, key=lambda nudge: _neglected(nudge, zone))
        voice = voice_of(together[0].sort)
        most = 1 if voice is Voice.QUESTION else MOST_TOLD
        for start in range(0, len(together), most):
            some = tuple(sorted(together[start : start + most], key=_pressing))
            yield Message(voice, some[0].to, some)


def _grouping(nudge: Nudge) -> tuple[str, str, str]:
    return nudge.to.name, nudge.duty.ticket.tracker, voice_of(nudge.sort)


def _first(message: Message, zone: ZoneInfo) -> tuple[date, date, str]:
    return min(_neglected(nudge, zone) for nudge in message.nudges)


def _neglected(nudge: Nudge, zone: ZoneInfo) -> tuple[date, date, str]:
    """What nobody was told yet comes first, then what was said longest ago.

    Else the same few would be said again and again where there is more than fits into
    the days, and the others never.
    """
    last = day_of(nudge.before, zone) if nudge.before else date.min
    return last, *_pressing(nudge)


def _pressing(nudge: Nudge) -> tuple[date, str]:
    """What was due first comes first."""
    return nudge.duty.ticket.due or date.max, nudge.key
