"""The commands that people can give in a comment: their names, help and meaning.

Each command is one row of `COMMANDS`, and the help that people get is made from these
very rows. Pure: the words behind a command go in, a value of `commands` comes out, or a
short sentence that says what is missing. Where in a comment a command may stand is in
`comment_lines`; who may give one is the engine's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from afteraction.domain.commands import (
    AskHelp,
    Command,
    Decline,
    Done,
    GiveTo,
    Holds,
    Misread,
    NameGap,
    NewDue,
    Recurs,
)
from afteraction.domain.comment_lines import Spoken, command_lines
from afteraction.domain.dates import DateProblem, read_date
from afteraction.domain.identity import digest
from afteraction.domain.kinds import Kind
from afteraction.domain.people import NotAPerson, People, Person, read_person
from afteraction.domain.tickets import Role

_Reading = Command | str
"""A command, or what is missing."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One command: what is typed, what it means, and how its words are read."""

    name: str
    words: str
    """What comes behind the name, as its help shows it."""
    means: str
    """What it does, as the end of a sentence that begins with the command."""
    example: str
    places: tuple[Role, ...]
    """The sorts of tickets on which it means something."""
    read: Callable[[Spoken, date], _Reading]
    """Reads what was typed, on the day on which it was."""

    @property
    def usage(self) -> str:
        """What is typed: `/due day reason`."""
        return f"/{self.name} {self.words}".rstrip()


# --- reading -------------------------------------------------------------------------

_LINK = re.compile(
    r"""
    !?\[[^\[\]]*\]\(<?(?P<address>[^\s()<>]+)>?\)   # a Markdown link
  | <(?P<angled>[^\s<>]+)>
  | (?P<bare>https?://[^\s<>]*[^\s<>.,:;!?)])
  | (?P<ref>
        (?<![^\s(])[\w./-]*[:\#][\w-]*\d[\w-]*      # platform#41, #41, notes:0007
      | (?<![\w-])[A-Z][A-Z0-9_]+-\d+               # OPS-7
    )
    """,
    re.VERBOSE,
)
# What turns a day into another one: "Friday next week", "1 Dec or 8 Dec".
_GOES_ON = re.compile(
    r"or\b|(?:of )?(?:(?:this|next|the following|in) )?(?:a )?"
    r"(?:week|month|year|sprint|quarter)\b",
    re.IGNORECASE,
)
_FARTHEST = timedelta(days=731)
"""Beyond, nobody would be reminded of it any more."""
_BEFORE_A_REASON = "-\u2013\u2014,:; "
_DUE_EXAMPLE = "/due in 2 weeks waiting for the vendor"
_MOST_WORDS_OF_A_DAY = 7
"""As in "by the end of day on the 1st" and their like."""


def _read_done(spoken: Spoken, _said_on: date) -> _Reading:
    found = _LINK.search(spoken.line)
    return Done(_address(found[0]) if found else "", spoken.line)


def _address(text: str) -> str:
    found = _LINK.fullmatch(text)
    parts = found.groupdict().values() if found else ()
    return next(filter(None, parts), text)


def _read_due(spoken: Spoken, said_on: date) -> _Reading:
    words = spoken.all.split()
    if not words:
        return f"write the new day, and why, as in {_DUE_EXAMPLE}"
    for count in range(min(len(words), _MOST_WORDS_OF_A_DAY), 0, -1):
        day = _day(" ".join(words[:count]).rstrip(":;"), said_on)
        if isinstance(day, date):
            return _new_due(day, " ".join(words[count:]), said_on)
    problem = _day(words[0], said_on)
    assert isinstance(problem, DateProblem)
    return problem.message


def _day(text: str, said_on: date) -> date | DateProblem:
    return read_date(text, said_on=said_on)


def _new_due(day: date, rest: str, said_on: date) -> _Reading:
    reason = rest.lstrip(_BEFORE_A_REASON)
    if day < said_on:
        return f"{day} is over already; write a day that is still to come"
    if day - said_on > _FARTHEST:
        return f"{day} is more than two years away; write a day within them"
    if _GOES_ON.match(reason):
        return f"which day is meant? write it like {day}, and then why"
    if not reason:
        return f"write a few words on why behind the day, as in {_DUE_EXAMPLE}"
    return NewDue(day, reason)


def _read_decline(spoken: Spoken, _said_on: date) -> _Reading:
    if not spoken.all:
        return "write why behind it, as in /decline the old system is gone by then"
    return Decline(spoken.all)


def _read_owner(spoken: Spoken, _said_on: date) -> _Reading:
    return GiveTo(spoken.line) if spoken.line else "write who, as in /owner @ada"


def _read_recurs(spoken: Spoken, _said_on: date) -> _Reading:
    ref = _address(spoken.line)
    if not ref or len(ref.split()) > 1:
        return "write the one earlier ticket alone behind it, as in /recurs platform#12"
    return Recurs(ref)


def _gap_of(kind: Kind) -> Callable[[Spoken, date], _Reading]:
    def read(spoken: Spoken, _said_on: date) -> _Reading:
        if not spoken.line:
            return f"write the gap in a few words, as in /{kind} the alarm came late"
        return NameGap(kind, spoken.line)

    return read


def _read_yes(spoken: Spoken, _said_on: date) -> _Reading:
    return Holds(yes=True, said=spoken.all)


def _read_no(spoken: Spoken, _said_on: date) -> _Reading:
    return Holds(yes=False, said=spoken.all)


def _read_help(_spoken: Spoken, _said_on: date) -> _Reading:
    return AskHelp()


# --- the commands --------------------------------------------------------------------

_WORK = (Role.WRITE_BACK,)
_REVIEW = (Role.REVIEW,)
_BOTH = (Role.WRITE_BACK, Role.REVIEW)

COMMANDS = (
    Spec(
        "done",
        "[link]",
        "closes this as completed; the link says where it can be seen",
        "/done https://example.org/change/41",
        _WORK,
        _read_done,
    ),
    Spec(
        "due",
        "day reason",
        "gives it another day, a date or `next Friday` and the like",
        _DUE_EXAMPLE,
        _WORK,
        _read_due,
    ),
    Spec(
        "decline",
        "reason",
        "closes this as something that is not going to happen, and keeps the reason",
        "/decline the old system is gone by then",
        _WORK,
        _read_decline,
    ),
    Spec(
        "owner",
        "@login",
        "gives it to one other person, by name or handle",
        "/owner @ada",
        _WORK,
        _read_owner,
    ),
    Spec(
        "recurs",
        "ticket",
        "says that an earlier ticket is about the same thing",
        "/recurs platform#12",
        _WORK,
        _read_recurs,
    ),
    *(
        Spec(
            kind.value,
            "gap",
            means,
            f"/{kind} {example}",
            _REVIEW,
            _gap_of(kind),
        )
        for kind, means, example in (
            (
                Kind.AVOIDABLE,
                "adds a gap to this review: a step of ours was wrong",
                "the alarm came an hour late",
            ),
            (
                Kind.INHERENT,
                "adds a gap to this review: a real limit to plan with",
                "the provider keeps logs for a week only",
            ),
            (
                Kind.EXPERIMENT,
                "adds a gap to this review: it was worth finding out",
                "retries with a longer pause",
            ),
        )
    ),
    Spec(
        "yes",
        "[words]",
        "answers that what was done holds",
        "/yes it did not happen again",
        _WORK,
        _read_yes,
    ),
    Spec(
        "no",
        "[words]",
        "answers that it happened again all the same",
        "/no it happened again on Monday",
        _WORK,
        _read_no,
    ),
    Spec("help", "", "lists these commands", "/help", _BOTH, _read_help),
)
"""All commands, in the order in which help shows them."""

MOST_HEARD = 20
"""So many commands of one comment are read: its answer has to fit into a comment."""
LONGEST_HEARD = 10_000
"""So much of a comment is read: some texts take a parser a time that grows with the
square of their length, and anybody may write one."""
_TOO_MANY = (
    f"there are more than {MOST_HEARD} commands in this comment; it and what comes"
    " after it were left alone, so say them in another one"
)
_BY_NAME = {spec.name: spec for spec in COMMANDS}
_PLACES = {Role.WRITE_BACK: "a finding's ticket", Role.REVIEW: "a review"}


def commands_for(role: Role) -> tuple[Spec, ...]:
    """The commands that mean something on tickets of this sort."""
    return tuple(spec for spec in COMMANDS if role in spec.places)


@lru_cache(maxsize=512)
def _spoken_in(text: str) -> tuple[Spoken, ...]:
    """The commands in a comment; a sync comes back to it, and parsing takes long."""
    return command_lines(text[:LONGEST_HEARD], _BY_NAME)


def said_in(text: str) -> str:
    """Stands for the commands in a comment's Markdown; "" where there are none.

    It changes when somebody corrects a command, and not with the words around it.
    """
    spoken = _spoken_in(text)
    return digest(*(f"{one.name} {one.all}" for one in spoken)) if spoken else ""


def read_commands(
    text: str, role: Role, *, said_on: date
) -> tuple[Command | Misread, ...]:
    """The commands in a comment's Markdown, on a ticket of this sort, in their order.

    `said_on` is the comment's day in the team's zone: relative dates count from it,
    and no due day may be before it. Words that are no command of ours are nobody's
    mistake: other programs listen to slashes, too. Never raises.
    """
    spoken = _spoken_in(text)
    heard, more = spoken[:MOST_HEARD], spoken[MOST_HEARD : MOST_HEARD + 1]
    return (
        *(_read(_BY_NAME[each.name], each, role, said_on) for each in heard),
        *(Misread(f"/{each.name}", _TOO_MANY) for each in more),
    )


def _read(spec: Spec, spoken: Spoken, role: Role, said_on: date) -> Command | Misread:
    command = f"/{spec.name}"
    if role not in spec.places:
        (place,) = spec.places
        return Misread(command, f"this means something on {_PLACES[place]} only")
    read = spec.read(spoken, said_on)
    return Misread(command, read) if isinstance(read, str) else read


def person_meant(
    command: GiveTo, people: People, tracker: str, confirmed: frozenset[str]
) -> Person | Misread:
    """The one person to whom something is to be given.

    `confirmed` are the handles that the tracker knows as people (`people.candidates`
    says which to ask for).
    """
    found = read_person(command.who, people, tracker, confirmed)
    if isinstance(found, NotAPerson):
        return Misread("/owner", f"the new owner {found.message}")
    if found.handle(tracker) is None:
        return Misread(
            "/owner",
            f"{found.name} has no handle in {tracker}; in the configuration, add one to"
            " their entry under people",
        )
    return found
