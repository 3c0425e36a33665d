"""Asking until there is an answer, or until it is known that there will be none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from afteraction.errors import Unreachable
from afteraction.network.outcomes import (
    Again,
    Answer,
    Done,
    Doubt,
    GiveUp,
    Outcome,
    Refuse,
    Silence,
    Sort,
    next_step,
)
from afteraction.network.patience import Patience


class Doubtful(Exception):
    """A create whose answer was not seen: it may stand."""


class Outdated(Exception):
    """An edit had to wait, or gave no answer: what it was made from may have changed.

    It may stand: it is to be read and made anew.
    """


def _next(outcome: Outcome) -> str:
    """What to do when there was no answer, in whatever command that was."""
    later = "try again later: nothing was lost"
    if isinstance(outcome, Silence) and not outcome.sent:
        return (
            f"look whether this machine is online and the address is right, or {later}"
        )
    return later


@dataclass(slots=True)
class Caller:
    """Asks one host, by one policy."""

    host: str
    patience: Patience
    requests: int = 0
    """How many were sent."""
    limited: int = 0
    """How often the host told us to slow down."""

    def ask(self, sort: Sort, attempt_once: Callable[[], Outcome]) -> Answer:
        """The answer to a request that `attempt_once` sends.

        Raises `Unreachable` when there was none and nothing was done, the tracker's
        own error when it said no, `Doubtful` when a create may stand, and `Outdated`
        when an edit has to be made anew.
        """
        attempt = 0
        while True:
            attempt += 1
            self.patience.ready(self.host)
            self.requests += 1
            outcome = attempt_once()
            match next_step(sort, outcome, attempt, self.patience.chance()):
                case Done(answer):
                    return answer
                case Refuse(error):
                    raise error
                case Doubt(why):
                    raise Doubtful(why)
                case GiveUp(why):
                    raise Unreachable(why, _next(outcome))
                case Again(pause, why, everybody):
                    if everybody:
                        self.limited += 1
                        self.patience.stay_away(self.host, "limit", pause, why)
                    else:
                        self.patience.pause(pause, why)
                    if sort is Sort.EDIT:
                        raise Outdated(why)
