"""What one attempt to ask a tracker led to, and what follows from it.

Pure: outcomes and the number of the attempt in, the next step out. A *create* is what
must not happen twice; all else sets what should be so, and may be said again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from afteraction.errors import TrackerError

TRIES = 4
"""Attempts at one request that came to nothing, the first one among them."""
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=20)
UNSAID = timedelta(seconds=60)
"""How long to leave a tracker alone that limits us and does not say for how long.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""


class Sort(StrEnum):
    """What is at stake when a request is sent twice."""

    READ = "read"
    SET = "set"
    """It says how something should be: saying it again changes nothing."""
    EDIT = "edit"
    """It was made from what was read a moment ago; after a pause it may be wrong."""
    CREATE = "create"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the tracker said; header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer came."""

    why: str
    sent: bool
    """Whether the request may have arrived."""


@dataclass(frozen=True, slots=True)
class Limited:
    """The tracker turned us away for now, and did nothing."""

    why: str
    wait: timedelta | None = None
    """How long it asks us to stay away, if it says so."""


@dataclass(frozen=True, slots=True)
class Garbled:
    """An answer that says nothing: an error of the server, a proxy's page, half a text.

    Whether the request was carried out can not be known from it.
    """

    why: str


@dataclass(frozen=True, slots=True)
class Denied:
    """A clear no: trying again would be told the same."""

    error: TrackerError


Outcome = Answer | Silence | Limited | Garbled | Denied


@dataclass(frozen=True, slots=True)
class Done:
    """The answer can be used."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Again:
    """Ask once more after a pause."""

    pause: timedelta
    why: str
    everybody: bool = False
    """The tracker asked us, in all our processes, to stay away that long."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Nothing was done, and nothing more is tried now."""

    why: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """It may have been done: look before anything else happens (law 3)."""

    why: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """The tracker said no."""

    error: TrackerError


Step = Done | Again | GiveUp | Doubt | Refuse


def next_step(sort: Sort, outcome: Outcome, attempt: int, chance: float) -> Step:
    """What to do after attempt number `attempt` (from 1).

    `chance`, between 0 and 1, keeps those who were turned away together from coming
    back together.
    """
    match outcome:
        case Answer():
            return Done(outcome)
        case Denied(error):
            return Refuse(error)
        case Limited(why, wait):
            # Who goes on knocking at the pace that is allowed may be shut out for good:
            # https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
            asked = UNSAID * 2 ** (attempt - 1) if wait is None else wait
            pause = max(asked, FIRST_PAUSE * 2 ** (attempt - 1))
            return Again(pause, why, everybody=True)
        case Silence(why, sent=True) | Garbled(why) if sort is Sort.CREATE:
            return Doubt(why)
        case Silence(why) | Garbled(why):
            if attempt >= TRIES:
                return GiveUp(why)
            return Again(_pause(attempt, chance), why)


def _pause(attempt: int, chance: float) -> timedelta:
    """Twice as long each time, at least half of that."""
    full: timedelta = min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
    return full * (0.5 + chance / 2)
