"""What a configuration says of follow-through: reminders, escalation, checklists.

The shape, like `model`, of which it is a part; what is left out does not happen. What
of it the pure core gets is made in `rules`.
"""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)

from afteraction.domain.posting import DAILY, MONTHLY
from afteraction.domain.schedule import Schedule, ScheduleProblem, read_schedule
from afteraction.domain.working_days import WEEKDAYS
from afteraction.settings import (
    Count,
    Days,
    Frozen,
    LocalPath,
    Settings,
    Word,
    Zone,
    quoted,
)

CARRIER = "carrier"
"""Stands for whoever carries the review on."""
DEFAULT = "default"
"""The target of everything that no other one names."""

_LONG = {
    "mon": "monday",
    "tue": "tuesday",
    "wed": "wednesday",
    "thu": "thursday",
    "fri": "friday",
    "sat": "saturday",
    "sun": "sunday",
}
_HOUR = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})")


def _hour(value: object) -> time:
    if isinstance(value, time):
        return value
    found = _HOUR.fullmatch(str(value).strip())
    if found is None or int(found["hour"]) > 23 or int(found["minute"]) > 59:
        raise ValueError(
            f"{quoted(value)} is not a time of day; write it with its minutes, as in"
            " 09:00"
        )
    return time(int(found["hour"]), int(found["minute"]))


def _schedule(value: object) -> Schedule:
    if isinstance(value, Schedule):
        return value
    if not isinstance(value, list | tuple) or not all(
        isinstance(item, str) for item in value
    ):
        raise ValueError("must be a list, as in [-2d, 0d, +3d, then every 7d]")
    found = read_schedule(value)
    if isinstance(found, ScheduleProblem):
        raise ValueError(found.message)
    return found


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _some_left(days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
    if set(days) == set(WEEKDAYS):
        raise ValueError("names every day of the week; leave one to work on")
    return days


Hour = Annotated[
    time,
    PlainValidator(_hour),
    WithJsonSchema(
        {
            "type": "string",
            "examples": ["09:00"],
            "pattern": r"^\s*[0-9]{1,2}:[0-9]{2}\s*$",
        }
    ),
]
"""A time of day, as clocks show it."""

Reminders = Annotated[
    Schedule,
    PlainValidator(_schedule),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "string"},
            "examples": ["[-2d, 0d, +3d, then every 7d]"],
        }
    ),
]
"""Days around a due day."""


class WorkingDays(Settings):
    """The days on which the team may be spoken to."""

    skip: Annotated[tuple[Weekday, ...], AfterValidator(_some_left)] = Field(
        default=("sat", "sun"), description="Days of the week that are off."
    )
    zone: Zone | None = Field(
        default=None, description="Their time zone; the team's, if left out."
    )
    holidays: LocalPath | None = Field(
        default=None, description="A calendar file (.ics) whose whole days are off."
    )


class Escalate(Settings):
    """Who is told what stays open for long; nothing is ever reassigned."""

    after: Days = Field(
        default=timedelta(days=7), description="How long after the due day."
    )
    to: Word = Field(
        default=CARRIER,
        description="carrier: who carries the review on; or a name from people.",
    )


class Quiet(Settings):
    """When nobody is spoken to, and how often at most."""

    until: Hour = Field(
        default=time(9), description="Nobody is spoken to before this time of a day."
    )
    at_most_a_day: Count = Field(
        default=3,
        description="Comments to one person; what is more waits for another day.",
    )


def _every(value: object) -> str:
    word = str(value).strip().casefold()
    if word in (DAILY, MONTHLY):
        return word
    found = next((day for day in WEEKDAYS if _LONG[day].startswith(word)), None)
    if found is None or len(word) < len(found):
        raise ValueError(
            f"{quoted(value)} is no time to post; write day, month, or a day of the"
            " week, such as monday"
        )
    return found


Every = Annotated[
    str,
    PlainValidator(_every),
    WithJsonSchema(
        {"type": "string", "enum": [DAILY, *_LONG.values(), *WEEKDAYS, MONTHLY]}
    ),
]
"""How often something is done."""


class PostedReport(Settings):
    """The report as a ticket, where the team works."""

    tracker: Word = Field(
        validation_alias="in",
        description="The tracker where it is posted.",
        examples=["platform"],
    )
    every: Every = Field(
        default="mon",
        description="day, month, or the day of the week on which it is posted.",
        examples=["monday"],
    )
    labels: tuple[Word, ...] = Field(
        default=("report",), description="Labels of its tickets."
    )
    standing: Literal["yes", "no"] = Field(
        default="no",
        description="yes: one ticket that is brought up to date; no: one each time.",
    )


class FollowThrough(Settings):
    """What happens so that findings are not forgotten."""

    targets: Frozen[Word, Days] = Field(
        default_factory=dict,
        validate_default=True,
        description=(
            "How long findings may take, by the label or priority of what they came"
            " from; default: all others. Takes the place of write_back.due."
        ),
        examples=["{critical: 7d, high: 14d, default: 30d}"],
    )
    assigned_within: Days | None = Field(
        default=None,
        description="What nobody owns so long after it was made is escalated.",
    )
    working_days: WorkingDays = Field(
        default_factory=WorkingDays, description="When the team may be spoken to."
    )
    remind: Reminders | None = Field(
        default=None,
        description="When owners are reminded: days before and after the due day.",
    )
    escalate: Escalate | None = Field(
        default=None, description="Who is told what stays open for long."
    )
    quiet: Quiet = Field(
        default_factory=Quiet, description="When and how often nobody is spoken to."
    )
    verify: Days | None = Field(
        default=None,
        description="How long after a checklist issue its owner is asked if it holds.",
    )
    report: PostedReport | None = Field(
        default=None, description="Where sync posts the report when it is due."
    )


class Checklist(Settings):
    """A standing checklist, to which findings add their steps."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["ticket"]}, {"required": ["file"]}]}
    )

    tracker: Word = Field(
        validation_alias="in",
        description="The tracker where it is.",
        examples=["notes"],
    )
    ticket: Word | None = Field(
        default=None, description="The key of the ticket that holds it."
    )
    file: Word | None = Field(
        default=None, description="The Markdown file that holds it, within the tracker."
    )

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.ticket is None) == (self.file is None):
            raise ValueError("needs either ticket: or file: to say where it is")
        return self
