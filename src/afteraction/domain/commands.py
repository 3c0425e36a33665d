"""What people say to us in comments, as values: what a command amounts to.

How commands are read, and their help, is in `command_table`; what is done about them is
the engine's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from afteraction.domain.kinds import Kind


@dataclass(frozen=True, slots=True)
class Done:
    """It is done."""

    link: str = ""
    """Where it can be seen, as it was written: an address, a ticket; "" for nowhere."""
    said: str = ""
    """All that stands behind the command."""


@dataclass(frozen=True, slots=True)
class NewDue:
    """It is due on another day."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Decline:
    """It is not going to happen."""

    reason: str


@dataclass(frozen=True, slots=True)
class GiveTo:
    """Somebody else owns it from now on; `person_meant` says who that is."""

    who: str
    """As it was written: `@ada`, `Ada Lovelace`; or a name, where `handle` is known."""
    handle: str = ""
    """Theirs in the ticket's tracker, once they were looked up."""


@dataclass(frozen=True, slots=True)
class Recurs:
    """An earlier ticket is about the same thing."""

    ref: str
    """As it was written: `platform#12`, `#12`, an address."""


@dataclass(frozen=True, slots=True)
class NameGap:
    """There is one more gap, of this kind."""

    kind: Kind
    title: str


@dataclass(frozen=True, slots=True)
class Holds:
    """The answer to the question whether what was done holds."""

    yes: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class AskHelp:
    """What can be said here?"""


Command = Done | NewDue | Decline | GiveTo | Recurs | NameGap | Holds | AskHelp


@dataclass(frozen=True, slots=True)
class Misread:
    """A command that can not be understood as it stands."""

    command: str
    """With its slash: `/due`."""
    message: str
    """One plain sentence, without a full stop. It may quote the comment's words, which
    are not yet made inert."""


def name_of(command: Command | Misread) -> str:
    """What was typed, without its slash: `due`."""
    match command:
        case Misread(command=typed):
            return typed.removeprefix("/")
        case Done():
            return "done"
        case NewDue():
            return "due"
        case Decline():
            return "decline"
        case GiveTo():
            return "owner"
        case Recurs():
            return "recurs"
        case NameGap(kind=kind):
            return kind.value
        case Holds(yes=yes):
            return "yes" if yes else "no"
        case AskHelp():
            return "help"
        case _:
            assert_never(command)


def not_allowed(command: Command | Misread) -> Misread:
    """What is answered when somebody may not edit the ticket that they speak of."""
    return Misread(
        f"/{name_of(command)}",
        "this is for people who can edit this ticket; ask one of them, or its owner",
    )
