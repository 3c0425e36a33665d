"""Files of a folder as tickets, sprints and details, and what can not be read.

Ties `client` and `wire` together for one tracker; a file that can not be understood
becomes a `Problem` that says which file and which line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from afteraction.domain.tickets import Details, Sprint, Ticket
from afteraction.tracker import Problem

from . import wire
from .client import Folder, Unfit
from .faults import Broken, Fault
from .links import SPRINT, SPRINTS, TICKETS, Home, is_stem
from .values import printable
from .wire import Source

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):
    """A file that can not be read, as a person is told."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Place:
    """One file: the folder's part that it is in, and its name without ending."""

    part: str
    stem: str

    @property
    def id(self) -> str:
        """The id of what stands in it."""
        return f"{SPRINT}{self.stem}" if self.part == SPRINTS else self.stem


def place_of(ticket_id: str) -> Place:
    """Where the ticket or sprint with this id stands."""
    if ticket_id.startswith(SPRINT):
        return Place(SPRINTS, ticket_id.removeprefix(SPRINT))
    return Place(TICKETS, ticket_id)


class Reader:
    """Reads files of one folder. Methods raise `Unreadable` and FileNotFoundError."""

    def __init__(self, home: Home, folder: Folder, zone: ZoneInfo) -> None:
        """`zone` is for the days of sprints."""
        self._home = home
        self._folder = folder
        self._zone = zone

    def source(self, place: Place) -> Source:
        """What the values that are read from a file say of it."""
        url = self._home.url_of(place.part, place.stem)
        return Source(self._home.tracker, place.id, place.stem, url)

    def path(self, place: Place) -> str:
        """A file's path as people see it in messages."""
        return self._home.path_of(place.part, place.stem)

    def check_name(self, place: Place) -> None:
        """Refuse a file whose name can not be an id."""
        if not is_stem(place.stem):
            told = f"{self.path(place)} has a name that no ticket can have"
            hint = "rename it: letters, digits, - and _ are fine"
            raise Unreadable(self._problem(place, told, hint))

    def content(self, place: Place) -> bytes:
        """A file's bytes."""
        return self._guarded(place, lambda: self._folder.read(place.part, place.stem))

    def settled(self, place: Place) -> tuple[bytes, str]:
        """A file's bytes and the stamp to remember."""
        return self._guarded(
            place, lambda: self._folder.read_settled(place.part, place.stem)
        )

    def item(self, place: Place, data: bytes) -> Ticket | Sprint:
        """What a file tells of."""
        source = self.source(place)

        def read() -> Ticket | Sprint:
            text = text_of(data)
            if place.part == SPRINTS:
                return wire.read_sprint(source, text, self._zone)
            return wire.read_ticket(source, text)

        return self._guarded(place, read)

    def commenters(self, place: Place, data: bytes) -> tuple[str, ...]:
        """Who commented in a ticket's file."""
        return self._guarded(place, lambda: wire.commenters(text_of(data)))

    def details(self, place: Place, data: bytes) -> Details:
        """A ticket's file as a whole."""
        source = self.source(place)
        return self._guarded(place, lambda: wire.read_details(source, text_of(data)))

    def _guarded(self, place: Place, read: Callable[[], T]) -> T:
        try:
            return read()
        except FileNotFoundError:
            raise
        except Broken as error:
            raise Unreadable(self._broken(place, error)) from error
        except Unfit as error:
            told = f"{self.path(place)} {error.message}"
            raise Unreadable(self._problem(place, told, error.hint)) from error
        except OSError as error:
            told = f"{self.path(place)} can not be read: {error.strerror or error}"
            hint = "make it readable for whoever runs afteraction"
            raise Unreadable(self._problem(place, told, hint)) from error

    def _broken(self, place: Place, error: Broken) -> Problem:
        return self._problem(place, f"{self.path(place)}, {error}", error.hint)

    def _problem(self, place: Place, message: str, hint: str) -> Problem:
        ref = printable(f"{self._home.tracker}:{place.id}")
        return Problem(ref, printable(message), hint)


# What `git merge` leaves in a file where both sides changed it.
# https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
_CONFLICT = re.compile(r"^<{7} .*?^={7}\r?$.*?^>{7} ", re.MULTILINE | re.DOTALL)


def text_of(data: bytes) -> str:
    """A file's text. Raises `Broken` when it is no UTF-8, or a merge is not settled."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Broken(
            Fault(line, "is not UTF-8", "save the file in the encoding UTF-8")
        ) from error
    conflict = _CONFLICT.search(text) if "<<<<<<< " in text else None
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        hint = "keep what is right and delete git's three lines"
        raise Broken(Fault(line, "a merge conflict was left here, <<<<<<<", hint))
    return text
