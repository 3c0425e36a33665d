"""Who is meant by a name: one person, or a problem (rules 4 and 23).

Pure: the configured people and the handles that a tracker confirmed go in. It never
guesses: two people, a team, a role, a bot and an unknown name are problems that say
what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from unicodedata import normalize

from afteraction.domain.words import is_empty

_LABEL = r"\[((?:[^\]\\]|\\.)*)\]"
_LINK = re.compile(rf"{_LABEL}\((?:<[^<>]*>|[^()<]|\([^()]*\))*\)")
_MENTION = re.compile(rf"{_LABEL}\((mention:[^()\s<>]+)\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# Nobody sees them: they come with names that were copied, from our own tickets too.
_UNSEEN = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
_DECORATION = " \t*_`\"'“”„‘’.;,:"  # noqa: RUF001 - people type typographic quotes
_BETWEEN = re.compile(r"\s*(?:,|;|/|&|\+|\band\b|\bor\b|\bwith\b)\s*", re.IGNORECASE)
_HANDLE = re.compile(r"@?(?=[.+-]*\w)[\w.+-]+(?:@[\w.-]+)?(?:\[bot\])?")
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")

_NOBODY = frozenset(
    "all anybody anyone both everybody everyone nobody someone somebody team teams"
    " the they us we who whoever oncall on-call devs developers engineering sre sres"
    " ops platform support qa security management lead leads manager managers owner"
    " author reviewer reviewers admin admins sm po pm ic scribe commander".split()
)
"""Words that name a group or a role, never one person."""
_NO_ONE = frozenset(
    ("nobody", "no one", "noone", "anybody", "anyone", "somebody", "someone")
)


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
        for person in self.known:
            if _is_handle(person, tracker, _key(handle)):
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
    """The handles in `text` that a tracker could be asked to confirm.

    Each as it is written and in lower case, as most handles are. A mention is a
    handle, whatever it is called; else one of several words is a name.
    """
    mentioned = _mentioned(text)
    if mentioned:
        return (mentioned,)
    whole, inside = _name_and_brackets(_plain(text))
    names = [part.removeprefix("@") for part in (whole, inside) if part]
    typed = [name for name in names if _HANDLE.fullmatch(name)]
    return tuple(dict.fromkeys((*typed, *(name.lower() for name in typed))))


def read_person(
    text: str, people: People, tracker: str, confirmed: Collection[str] = ()
) -> Person | NotAPerson:
    """The one person whom `text`, written in a ticket of `tracker`, names.

    `confirmed` are the handles that the tracker knows as people.
    """
    plain = _plain(text)
    if len({address for _, address in _MENTION.findall(text)}) > 1:
        return NotAPerson(_several(plain))
    if mentioned := _mentioned(text):
        return _one(mentioned, people, tracker, confirmed)
    whole, inside = _name_and_brackets(plain)
    if inside and not whole:
        return _one(inside, people, tracker, confirmed)
    if inside and not is_empty(whole):
        return _both(whole, inside, people, tracker, confirmed)
    return _one(plain, people, tracker, confirmed)


def _plain(text: str) -> str:
    """Without links, emphasis, white space around and what nobody sees."""
    seen = _ESCAPED.sub(r"\1", _UNSEEN.sub("", _LINK.sub(r"\1", text)))
    return " ".join(seen.split()).strip(_DECORATION)


def _mentioned(text: str) -> str:
    """What the one is called whom a text mentions and says no more; "" for none."""
    found = _MENTION.fullmatch(_UNSEEN.sub("", text).strip(_DECORATION))
    return _plain(found[1]).removeprefix("@") if found else ""


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
    parts = [_one(part, people, tracker, confirmed) for part in _parts(inside)]
    match first, second:
        case Person(), Person() if first != second:
            return NotAPerson(
                f"is given as “{whole} ({inside})”, who are two; name one person"
            )
        case Person(), NotAPerson() if _BETWEEN.match(inside) or any(
            isinstance(part, Person) and part != first for part in parts
        ):
            return NotAPerson(_several(f"{whole} ({inside})"))
        case NotAPerson(), Person() if len(_parts(whole)) == 1:
            return second
        case _:
            return first


def _one(
    text: str, people: People, tracker: str, confirmed: Collection[str]
) -> Person | NotAPerson:
    handle = text.removeprefix("@")
    nobody = is_bot(handle) or _is_group(handle)
    if handle not in confirmed and handle.lower() in confirmed:
        handle = handle.lower()
    known_here = handle in confirmed and not nobody
    stranger = Person(handle, ((tracker, handle),)) if known_here else None
    found = _matching(text, people.known, tracker, stranger)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(person.name for person in found)
        return NotAPerson(
            f"is given as “{text}”, which could be {names}; write the full name"
        )
    if is_bot(handle):
        return NotAPerson(f"is given as “{text}”, which is a bot; name one person")
    return NotAPerson(_why_nobody(text, tracker))


def _matching(
    text: str, known: Iterable[Person], tracker: str, stranger: Person | None
) -> tuple[Person, ...]:
    """Who answers to this name: by the surest way that names anybody at all.

    `stranger` is who has this very handle here and is not configured: another one
    than those who are called so elsewhere and have another handle here.
    """
    wanted = _key(text)
    handle = wanted.removeprefix("@")
    people = tuple(known)
    here = [p for p in people if _is_handle(p, tracker, handle)]
    named = [p for p in people if wanted in _names(p)]
    elsewhere = [p for p in people if handle in _handles(p)]
    first_name = [p for p in people if wanted == _key(p.name).split(" ")[0]]
    if here or named:
        return tuple(here or named)
    perhaps = elsewhere or first_name
    if stranger and all(person.handle(tracker) for person in perhaps):
        return (*perhaps, stranger)
    return tuple(perhaps)


def _key(name: str) -> str:
    """A name or handle as it is compared: in any case, typed on any keyboard."""
    return normalize("NFC", name).casefold()


def _is_handle(person: Person, tracker: str, key: str) -> bool:
    return bool(key) and _key(person.handle(tracker) or "") == key


def _names(person: Person) -> set[str]:
    return {_key(name) for name in (person.name, *person.aliases)}


def _handles(person: Person) -> set[str]:
    return {_key(handle) for _, handle in person.handles}


def _is_group(handle: str) -> bool:
    """Whether a handle is a group's or a role's: `sre`, `platform-team`."""
    word = _key(handle)
    return word in _NOBODY or _NOBODY.issuperset(re.split(r"[-_.\s]", word))


def _parts(text: str) -> list[str]:
    return [part for part in _BETWEEN.split(text) if part]


def _several(text: str) -> str:
    return f"is given as “{text}”, who are several; name one person"


def _why_nobody(text: str, tracker: str) -> str:
    """The problem with a text that names no known person."""
    if len(_parts(text)) > 1:
        return _several(text)
    bare = _key(text).removeprefix("@")
    if bare in _NO_ONE:
        return f"is given as “{text}”; name one person"
    if _is_group(bare) or not _NOBODY.isdisjoint(bare.split()):
        return f"is given as “{text}”, a team or a role; name one person"
    return (
        f"is given as “{text}”, who is not known here; check the name, or add this"
        f" person under people in the configuration, with a handle in {tracker}"
    )
