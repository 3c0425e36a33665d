"""Who is meant by a name: one person, or a problem (rules 4 and 23).

Pure: the configured people and the handles that a tracker confirmed go in. It never
guesses: two people, a team, a role, a bot and an unknown name are problems that say
what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from afteraction.domain.words import is_empty

_MENTION_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_DECORATION = " \t*_`\"'“”„‘’.;,:"  # noqa: RUF001 - people type typographic quotes
_BETWEEN = re.compile(r"\s*(?:,|;|/|&|\+|\band\b|\bor\b|\bwith\b)\s*", re.IGNORECASE)
_HANDLE = re.compile(r"@?[\w.+-]+(?:@[\w.-]+)?(?:\[bot\])?", re.ASCII)
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")

_NOBODY = frozenset(
    "all anybody anyone both everybody everyone nobody someone somebody team teams"
    " the they us we who whoever oncall on-call devs developers engineering sre sres"
    " ops platform support qa security management lead leads manager managers owner"
    " author reviewer reviewers admin admins sm po pm ic scribe commander".split()
)
"""Words that name a group or a role, never one person."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person, with a handle in each tracker where they are known."""

    name: str
    handles: tuple[tuple[str, str], ...] = ()
    """Pairs of a tracker's name and the handle there."""
    aliases: tuple[str, ...] = ()

    def handle(self, tracker: str) -> str | None:
        """The handle in `tracker`, if there is one."""
        return dict(self.handles).get(tracker)


@dataclass(frozen=True, slots=True)
class NotAPerson:
    """Why a text does not name exactly one known person."""

    message: str


@dataclass(frozen=True, slots=True)
class People:
    """The people that the configuration knows."""

    known: tuple[Person, ...] = ()

    def by_handle(self, tracker: str, handle: str) -> Person | None:
        """Who has this handle in `tracker`."""
        wanted = handle.casefold()
        for person in self.known:
            if (person.handle(tracker) or "").casefold() == wanted:
                return person
        return None

    def name(self, tracker: str, handle: str) -> str:
        """The name of who has this handle, else the handle itself."""
        person = self.by_handle(tracker, handle)
        return person.name if person else handle


def is_bot(handle: str) -> bool:
    """Whether a handle is a program's and not a person's."""
    lowered = handle.casefold()
    return lowered.endswith(("[bot]", "-bot", "_bot")) or lowered in {
        "afteraction",
        "bot",
    }


def candidates(text: str) -> tuple[str, ...]:
    """The handles in `text` that a tracker could be asked to confirm."""
    whole, inside = _name_and_brackets(_plain(text))
    names = (part.removeprefix("@") for part in (whole, inside) if part)
    return tuple(name for name in names if _HANDLE.fullmatch(name))


def read_person(
    text: str, people: People, tracker: str, confirmed: Collection[str] = ()
) -> Person | NotAPerson:
    """The one person whom `text`, written in a ticket of `tracker`, names.

    `confirmed` are the handles that the tracker knows as people.
    """
    plain = _plain(text)
    whole, inside = _name_and_brackets(plain)
    if inside and not is_empty(whole):
        return _both(whole, inside, people, tracker, confirmed)
    return _one(plain, people, tracker, confirmed)


def _plain(text: str) -> str:
    """Without links, emphasis and white space around."""
    return " ".join(_MENTION_LINK.sub(r"\1", text).split()).strip(_DECORATION)


def _name_and_brackets(plain: str) -> tuple[str, str]:
    """`Ada Lovelace (ada)` in two; the second is "" where there are no brackets."""
    found = _IN_BRACKETS.search(plain)
    if found is None:
        return plain, ""
    return plain[: found.start()].strip(_DECORATION), found[1].strip(_DECORATION)


def _both(
    whole: str, inside: str, people: People, tracker: str, confirmed: Collection[str]
) -> Person | NotAPerson:
    """A name with something in brackets: they must not name two people."""
    first = _one(whole, people, tracker, confirmed)
    second = _one(inside, people, tracker, confirmed)
    match first, second:
        case Person(), Person() if first != second:
            return NotAPerson(
                f"is given as “{whole} ({inside})”, who are two; name one person"
            )
        case Person(), _:
            return first
        case _, Person():
            return second
        case _:
            return first


def _one(
    text: str, people: People, tracker: str, confirmed: Collection[str]
) -> Person | NotAPerson:
    found = _matching(text, people.known, tracker)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(person.name for person in found)
        return NotAPerson(
            f"is given as “{text}”, which could be {names}; write the full name"
        )
    handle = text.removeprefix("@")
    if is_bot(handle):
        return NotAPerson(f"is given as “{text}”, which is a bot; name one person")
    if handle in confirmed:
        return Person(handle, ((tracker, handle),))
    return NotAPerson(_why_nobody(text))


def _matching(text: str, known: Iterable[Person], tracker: str) -> tuple[Person, ...]:
    """Who answers to this name: by the surest way that names anybody at all."""
    wanted = text.casefold()
    handle = wanted.removeprefix("@")
    people = tuple(known)
    ways = (
        [p for p in people if (p.handle(tracker) or "").casefold() == handle],
        [p for p in people if wanted in _names(p)],
        [p for p in people if handle in _handles(p)],
        [p for p in people if wanted == p.name.casefold().split(" ")[0]],
    )
    return tuple(next((found for found in ways if found), ()))


def _names(person: Person) -> set[str]:
    return {name.casefold() for name in (person.name, *person.aliases)}


def _handles(person: Person) -> set[str]:
    return {handle.casefold() for _, handle in person.handles}


def _why_nobody(text: str) -> str:
    """The problem with a text that names no known person."""
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) > 1:
        return f"is given as “{text}”, who are several; name one person"
    if any(word in _NOBODY for word in text.casefold().removeprefix("@").split()):
        return f"is given as “{text}”, a team or a role; name one person"
    return (
        f"is given as “{text}”, who is not known here; check the name, or add this"
        " person under people in the configuration"
    )
