"""Whether a folder of tickets is ready, in words for the person who asked.

It reads and never writes. Not here: the settings themselves (`settings`).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

from afteraction.domain.tickets import Ticket
from afteraction.errors import TrackerError
from afteraction.settings import nearest
from afteraction.tracker import Advice, Problem

from .client import Folder
from .links import SPRINTS, TICKETS, Home
from .lock import folder_id
from .reading import Place, Reader, Unreadable

MOST_TOLD = 10
"""Files that can not be read, each with what to do."""


def advice(
    home: Home,
    folder: Folder,
    reader: Reader,
    rules: Collection[tuple[str, ...]],
    begins: datetime | None,
) -> Iterator[Advice]:
    """One piece of advice after the other, good news among them."""
    name, root = home.tracker, home.root
    if not root.is_dir():
        yield Advice(
            False,
            name,
            f"there is no folder {root}",
            f"make it, with a folder tickets/ in it, or correct trackers.{name}.path",
        )
        return
    yield from _rights(name, root)
    yield from _identity(home)
    if not (root / TICKETS).is_dir():
        hint = f"make the folder {root / TICKETS} and put the first ticket there"
        yield Advice(False, name, f"{root} has no folder tickets/", hint)
        return
    counts = _Counts(rules, begins)
    try:
        counts.take(folder, reader)
    except TrackerError as error:
        yield Advice(False, name, error.message, error.hint)
        return
    yield from counts.told(name)
    for label in sorted({label for rule in rules for label in rule}):
        yield _label(name, label, counts.labels)
    for rule in rules:
        yield from counts.left_alone(name, rule)


def _rights(name: str, root: Path) -> Iterator[Advice]:
    for part in (root, root / TICKETS, root / SPRINTS):
        if part.is_dir() and not os.access(part, os.W_OK):
            hint = "make it writable for whoever runs afteraction"
            yield Advice(False, name, f"{part} can not be written", hint)


def _identity(home: Home) -> Iterator[Advice]:
    try:
        folder_id(home.root, home.base)
    except TrackerError as error:
        yield Advice(False, home.tracker, error.message, error.hint)


class _Counts:
    """What there is in a folder."""

    def __init__(
        self, rules: Collection[tuple[str, ...]], begins: datetime | None
    ) -> None:
        self.labels: Counter[str] = Counter()
        self._rules, self._begins = rules, begins
        self._before: Counter[tuple[str, ...]] = Counter()
        self._found: Counter[str] = Counter()
        self._problems: list[Problem] = []

    def take(self, folder: Folder, reader: Reader) -> None:
        """Read every file once."""
        for part in (TICKETS, SPRINTS):
            for stem in folder.stems(part):
                place = Place(part, stem)
                try:
                    reader.check_name(place)
                    data = reader.content(place)
                    item = reader.item(place, data)
                    reader.commenters(place, data)
                except FileNotFoundError:
                    continue
                except Unreadable as error:
                    self._problems.append(error.problem)
                    continue
                self._found[part] += 1
                if isinstance(item, Ticket):
                    self._take_ticket(item)

    def _take_ticket(self, ticket: Ticket) -> None:
        self.labels.update(ticket.labels)
        if self._begins is None or not ticket.completed or ticket.mark:
            return
        if ticket.over is not None and ticket.over < self._begins:
            self._before.update(
                rule for rule in self._rules if set(rule) <= set(ticket.labels)
            )

    def told(self, name: str) -> Iterator[Advice]:
        """How many there are, and how many can not be read."""
        tickets, sprints = self._found[TICKETS], self._found[SPRINTS]
        told = f"{_many(tickets, 'ticket')} and {_many(sprints, 'sprint')}"
        yield Advice(True, name, f"{told} can be read")
        broken = sorted(self._problems, key=lambda problem: problem.message)
        for problem in broken[:MOST_TOLD]:
            yield Advice(False, name, problem.message, problem.hint)
        if len(broken) > MOST_TOLD:
            more = _many(len(broken) - MOST_TOLD, "more file")
            hint = "correct these first; every sync tells of all of them"
            yield Advice(False, name, f"{more} can not be read", hint)

    def left_alone(self, name: str, rule: tuple[str, ...]) -> Iterator[Advice]:
        """How many incidents are too old to get a review."""
        if self._before[rule]:
            incidents = _many(self._before[rule], "closed incident")
            yield Advice(
                True,
                name,
                f"{incidents} with {', '.join(rule)} ended before `since` and stay as"
                " they are",
                "for reviews of those as well, write an earlier day under subjects:"
                " since",
            )


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _label(name: str, label: str, carried: Counter[str]) -> Advice:
    if carried[label]:
        many = _many(carried[label], "ticket")
        return Advice(True, name, f"label {label}: {many}")
    meant = nearest(label, carried)
    if meant is None:
        return Advice(True, name, f"label {label}: no ticket carries it yet")
    return Advice(
        False,
        name,
        f"label {label}: no ticket carries it, but {meant} is there",
        f"write {meant} in the configuration if that is what you mean",
    )
