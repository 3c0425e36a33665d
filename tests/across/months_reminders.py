"""Which reminders must have been said, by a schedule counted anew.

Takes nothing from afteraction: due days and the team's days off in, keys and days out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.across.facts import BERLIN, Fact

DAY = timedelta(days=1)
FIRST = (-2, 0, 3)
EVERY = 7
ESCALATED = 7


@dataclass(frozen=True)
class Days:
    """Which days are worked."""

    off: Collection[date]

    def works(self, day: date) -> bool:
        """Whether people may be spoken to."""
        return day.weekday() < 5 and day not in self.off

    def before(self, day: date) -> date:
        """That working day, or the one before it."""
        return day if self.works(day) else self.before(day - DAY)

    def after(self, day: date) -> date:
        """That working day, or the one after it."""
        return day if self.works(day) else self.after(day + DAY)


def expected(fact: Fact, days: Days, until: date) -> dict[str, date]:
    """What is said, by the day, of a write-back that nobody ever touched."""
    due, key = fact.now.due, fact.mark["key"]
    assert due is not None
    told: dict[str, date] = {}
    offsets = [*FIRST, *range(FIRST[-1] + EVERY, (until - due).days + 1, EVERY)]
    for offset in offsets:
        day = due + offset * DAY
        day = days.before(day) if offset < 0 else days.after(day)
        if fact.opened.astimezone(BERLIN).date() < day <= until:
            told[f"{key}/remind:{due}:{offset:+d}"] = day
    day = days.after(due + ESCALATED * DAY)
    if day <= until:
        told[f"{key}/escalate:{due}"] = day
    return told


def said(facts: Iterable[Fact]) -> list[tuple[str, datetime]]:
    """All that our comments say, wherever it stands, and when."""
    return [
        (key, word.at)
        for fact in facts
        for word in fact.talk
        if word.mark
        for key in word.keys
    ]


def spoken(facts: Iterable[Fact]) -> list[tuple[str, datetime]]:
    """To whom our comments spoke, as their marks have it, and when."""
    return [
        (str(word.mark["to"]), word.at)
        for fact in facts
        for word in fact.talk
        if word.mark and word.mark.get("to")
    ]
