"""What a configuration says reviews look back at: rules for incidents and sprints.

The shape, like `model`, of which it is a part. The keys of a rule that are the
tracker's own come from the integrations.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import Field, PlainValidator, SerializeAsAny, WithJsonSchema

from afteraction.settings import (
    Count,
    Day,
    Selection,
    Settings,
    Word,
    as_duration,
    quoted,
)


class SubjectRule(Settings):
    """Which tickets or sprints of one tracker get reviews, and where and for whom."""

    tracker: Word = Field(
        validation_alias="in",
        description="The tracker where they are.",
        examples=["notes"],
    )
    review_in: Word | None = Field(
        default=None,
        description="The tracker that gets the reviews; the same one, if left out.",
    )
    assign: Word | None = Field(
        default=None,
        description="Who gets a review that nobody else would, a name from people.",
    )
    selection: SerializeAsAny[Selection]
    """The keys that are the tracker's own; in YAML they stand beside the others."""

    @property
    def reviews_go_to(self) -> str:
        """The name of the tracker that gets the reviews."""
        return self.review_in or self.tracker


_LEAD = re.compile(r"[-\u2212]\s*(?P<span>[0-9]{1,9}\s*[mhdw])")


def _lead(value: object) -> timedelta:
    """How long before the end, as in `-1d`; positive in Python."""
    if isinstance(value, timedelta | list | dict):
        return as_duration(value)
    found = _LEAD.fullmatch(str(value).strip())
    lead = as_duration(found["span"]) if found else None
    if not lead:
        raise ValueError(
            f"{quoted(value)} is no time before the end; write it with a minus, as in"
            " -1d or -12h, or leave it out to wait for the end"
        )
    return lead


Lead = Annotated[
    timedelta,
    PlainValidator(_lead),
    WithJsonSchema(
        {
            "type": "string",
            "examples": ["-1d", "-12h"],
            "pattern": r"^\s*[-\u2212]\s*[0-9]+\s*[mhdw]\s*$",
        }
    ),
]
"""A length of time before something, with its minus: `-1d`."""


class SprintRule(SubjectRule):
    """Which sprints of one tracker get reviews, and when."""

    lead: Lead | None = Field(
        default=None,
        validation_alias="open",
        description=(
            "How long before a sprint's planned end its review is opened; when the"
            " sprint is over, if left out."
        ),
    )


class Subjects(Settings):
    """What reviews look back at."""

    incidents: tuple[SubjectRule, ...] = Field(
        default=(), description="Closed tickets that get a review."
    )
    sprints: tuple[SprintRule, ...] = Field(
        default=(), description="Finished sprints that get a review."
    )
    since: Day = Field(
        description="What ended before this day is left alone.",
        examples=["2026-11-01"],
    )
    at_most: Count = Field(
        default=20,
        description=(
            "More new reviews, write-backs or comments than this in one sync: "
            "none of that sort is made."
        ),
    )
