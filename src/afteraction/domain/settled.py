"""What people settled with commands, kept in the marks of our answers.

A tracker knows when we closed a ticket, not when its owner said that it is done; and it
has no place for "it holds" or "this has been there before". So the answer to a command
covers keys that say it, and whoever reads the comments again learns the same.

Pure: a command's facts go in and keys come out, and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from afteraction.domain.identity import comment_key

_MOMENT = "%Y%m%dT%H%M%SZ"
DONE, DUE, DECLINED, RECURS, HOLDS = "done", "due", "declined", "recurs", "holds"
ANSWER = "answer"


def answer_key(ticket: str, comment: str, said: str) -> str:
    """The key of our answer to a comment; `said` stands for the commands in it.

    `ticket` is the key of the ticket of ours on which it stands.
    """
    return comment_key(ticket, f"{ANSWER}:{comment}:{said}")


def done_key(ticket: str, at: datetime) -> str:
    """It was said at `at` that it is done."""
    return comment_key(ticket, f"{DONE}:{_written(at)}")


def due_key(ticket: str, day: date, before: date | None, at: datetime) -> str:
    """It was said at `at` that it is due on `day`, and not on `before`."""
    return comment_key(ticket, f"{DUE}:{day}:{before or ''}:{_written(at)}")


def declined_key(ticket: str, comment: str) -> str:
    """This comment says why it was declined."""
    return comment_key(ticket, f"{DECLINED}:{comment}")


def recurs_key(ticket: str, name: str) -> str:
    """An earlier ticket, of this name, is about the same thing."""
    return comment_key(ticket, f"{RECURS}:{name}")


def holds_key(ticket: str, *, yes: bool) -> str:
    """Whether what was done holds."""
    return comment_key(ticket, f"{HOLDS}:{'yes' if yes else 'no'}")


@dataclass(frozen=True, slots=True)
class Promise:
    """A due day that somebody named in a comment."""

    day: date
    before: date | None
    """The due day until then."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """What people settled about one write-back."""

    done: datetime | None = None
    """When it was first said to be done."""
    promises: tuple[Promise, ...] = ()
    names: tuple[str, ...] = ()
    """Earlier tickets that it goes back to, in the order of their names."""
    holds: bool | None = None
    """Whether what was done holds, as it was said last."""

    def promised(self, day: date | None) -> datetime | None:
        """Since when this due day holds; None where nobody named it in a comment."""
        return max((one.at for one in self.promises if one.day == day), default=None)


def settled(ticket: str, said: Mapping[str, datetime]) -> Settled:
    """What the keys say that our comments on the ticket with this key cover."""
    begin = comment_key(ticket, "")
    facts = [
        (*key.removeprefix(begin).partition(":")[::2], at)
        for key, at in sorted(said.items())
        if key.startswith(begin)
    ]
    holds = [(at, text == "yes") for fact, text, at in facts if fact == HOLDS]
    return Settled(
        done=min(
            _moments(text for fact, text, _ in facts if fact == DONE), default=None
        ),
        promises=tuple(
            promise
            for fact, text, _ in facts
            if fact == DUE and (promise := _promise(text)) is not None
        ),
        names=tuple(text for fact, text, _ in facts if fact == RECURS and text),
        holds=max(holds)[1] if holds else None,
    )


def fact_of(key: str) -> str:
    """Which of these facts a key says: `DONE`, `DUE` and so on."""
    return key.partition("/")[2].partition(":")[0]


def decline_comment(keys: Iterable[str]) -> str | None:
    """The id of the comment that says why, by the keys that an answer covers."""
    for key in keys:
        what, _, comment = key.partition("/")[2].partition(":")
        if what == DECLINED and comment:
            return comment
    return None


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_MOMENT)


def _moments(texts: Iterable[str]) -> Iterable[datetime]:
    return (moment for text in texts if (moment := _moment(text)) is not None)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _promise(text: str) -> Promise | None:
    try:
        day, before, at = text.split(":")
        moment = _moment(at)
        was = date.fromisoformat(before) if before else None
        return None if moment is None else Promise(date.fromisoformat(day), was, moment)
    except ValueError:
        return None
