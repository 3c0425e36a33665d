"""What a gap amounts to: a finding, or what it still lacks (rules 4, 6, 23, 24).

Pure: a gap as it was read, the people, the days and the destinations go in. What is
written where because of a finding is in `planning`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from afteraction.domain.checklists import Checklist, chosen, unknown
from afteraction.domain.dates import DateProblem, read_date
from afteraction.domain.identity import digest, token_in
from afteraction.domain.kinds import Counts, Kind, counts_as
from afteraction.domain.people import NotAPerson, People, Person, read_person
from afteraction.domain.reviews import Gap, ReviewText
from afteraction.domain.steps import read_step

OPENING = "opening"
"""Stands before a token until the finding's ticket exists: `opening f-3a9c`."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the words of a review depend on beside themselves."""

    tracker: str
    """Where the review is."""
    people: People
    confirmed: frozenset[str]
    """Handles that the review's tracker knows as people."""
    said_on: date
    """The day of the review's first closing: relative dates count from it."""
    sprint_end: date | None
    destinations: tuple[tuple[Kind, str], ...]
    """The tracker where each kind's tickets go."""
    checklists: tuple[Checklist, ...] = ()
    """The standing checklists that a gap may name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A gap with its kind, what changes, its one owner and its date."""

    gap: Gap
    kind: Kind
    owner: Person
    handle: str
    """The owner's handle where the ticket goes; "" where no ticket is made."""
    due: date | None
    """As the review gives it; None where it gives none."""
    next_try: bool
    checklist: Checklist | None = None
    """Where its steps go, instead of a ticket of its own."""

    @property
    def title(self) -> str:
        """The gap in a few words."""
        return self.gap.title

    @property
    def items(self) -> tuple[str, ...]:
        """What changes, one text a step."""
        return self.gap.items

    @property
    def counts(self) -> Counts:
        """How its ticket counts in the report."""
        return counts_as(self.kind, next_try=self.next_try)

    @property
    def said(self) -> str:
        """Digest of the wording that the review rules (rule 7)."""
        return digest(self.title, self.kind, str(self.next_try), *self.items)


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A gap that can not be written back yet, and what it lacks."""

    gap: Gap
    lacks: tuple[str, ...]
    no_owner: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """What one place of a review still lacks, as a remark says it."""

    where: str
    """The gap's title, or "" for the review as a whole."""
    number: int
    """The line's number in the text, 0 where no line is to blame."""
    sentences: tuple[str, ...]
    later: bool = False
    """It came up after the finding was written back."""


def judge(gap: Gap, around: Surroundings) -> Finding | Incomplete:
    """What `gap` amounts to."""
    lacks = [problem.message for problem in gap.problems]
    if not gap.title and not gap.problems:
        lacks.append("the gap has no title yet; say it in a few words")
    kind = _kind(gap, lacks)
    if not gap.items:
        lacks.append("nothing stands under What changes")
    checklist = _checklist(gap, kind, around, lacks)
    due = due_of(gap, around, lacks)
    owner = owner_of(gap, around, lacks)
    handle = "" if checklist else _handle(owner, kind, around, lacks)
    if lacks or kind is None or owner is None or handle is None:
        return Incomplete(gap, tuple(lacks), no_owner=owner is None)
    next_try = kind is Kind.EXPERIMENT and bool(gap.next_try or gap.due)
    return Finding(gap, kind, owner, handle, due, next_try, checklist)


def _checklist(
    gap: Gap, kind: Kind | None, around: Surroundings, lacks: list[str]
) -> Checklist | None:
    """The standing checklist that it names, as long as it is tracked nowhere yet."""
    if not gap.checklist or _is_linked(gap.tracked.text):
        return None
    if kind not in (None, Kind.AVOIDABLE):
        lacks.append(
            "only an avoidable gap adds a step to a checklist; take the Checklist line"
            " out, or tick avoidable"
        )
        return None
    checklist = chosen(gap.checklist.text, around.checklists)
    if checklist is None:
        lacks.append(unknown(gap.checklist.text, around.checklists))
    return checklist


def _kind(gap: Gap, lacks: list[str]) -> Kind | None:
    match gap.ticked:
        case (kind,):
            return kind
        case () if not any(problem.of_kind for problem in gap.problems):
            lacks.append("no kind is ticked yet; avoidable, inherent or experiment")
        case _:
            pass  # the problem with what is ticked was said by whoever read it
    return None


def due_of(gap: Gap, around: Surroundings, lacks: list[str]) -> date | None:
    """The day in a gap; why it is none is added to `lacks`."""
    if not gap.due:
        return None
    day = read_date(gap.due.text, said_on=around.said_on, sprint_end=around.sprint_end)
    if isinstance(day, DateProblem):
        lacks.append(day.message)
        return None
    if day < around.said_on:
        lacks.append(f"its date, {day}, was over already; write the day that is meant")
    return day


def owner_of(gap: Gap, around: Surroundings, lacks: list[str]) -> Person | None:
    """The one person in a gap; why it is none is added to `lacks`."""
    if not gap.owner:
        lacks.append("nobody owns it yet; name one person")
        return None
    person = read_person(
        gap.owner.text, around.people, around.tracker, around.confirmed
    )
    if isinstance(person, NotAPerson):
        lacks.append(f"its owner {person.message}")
        return None
    return person


def _handle(
    owner: Person | None, kind: Kind | None, around: Surroundings, lacks: list[str]
) -> str | None:
    """The owner's handle in the kind's destination."""
    if owner is None or kind is None:
        return None
    tracker = dict(around.destinations)[kind]
    handle = owner.handle(tracker)
    if handle is None:
        lacks.append(
            f"{owner.name} has no handle in {tracker}, where this goes; in the"
            f" configuration, add one for {tracker} to their entry under people"
        )
    return handle


def lacking(
    text: ReviewText, judged: tuple[Finding | Incomplete, ...]
) -> tuple[Lack, ...]:
    """Everything that a filled-in review still lacks, in the order of the form."""
    lacks = [Lack("", p.number, (p.message,)) for p in text.problems]
    if text.asks:
        lacks += _unanswered(text)
    lacks += [
        Lack(one.gap.title or "a gap without a title", one.gap.number, one.lacks)
        for one in judged
        if isinstance(one, Incomplete)
    ]
    return tuple(lacks)


def _unanswered(text: ReviewText) -> Iterator[Lack]:
    for number, question, answer in (
        (1, "what did we intend to happen?", text.intended),
        (2, "what actually happened?", text.happened),
        (3, "what gap exists between the two?", text.gap),
    ):
        if not answer:
            yield Lack("", 0, (f"question {number} has no answer yet ({question})",))
    if not text.no_gap and not text.gaps:
        said = "question 4 names no gap yet; write “no gap” under 3 if so"
        yield Lack("", 0, (said,))


def lacks_carrier(text: ReviewText, around: Surroundings) -> Lack | None:
    """What is wrong with the one person who carries the learning on, if anything."""
    if not text.carried_by:
        if not text.asks:
            return None
        return Lack(
            "", 0, ("nobody carries it on yet; name one person under Carried by",)
        )
    person = read_person(
        text.carried_by.text, around.people, around.tracker, around.confirmed
    )
    if isinstance(person, NotAPerson):
        return Lack("", 0, (f"the one who carries it on {person.message}",))
    return None


def token_of(gap: Gap) -> str | None:
    """The token that stands in a gap's *Tracked in*, if one does."""
    return token_in(gap.tracked.text)


def unclaimed(gaps: tuple[Gap, ...]) -> tuple[Gap, ...]:
    """The gaps as they are, but what was copied is nobody's (rule 10).

    The same *Tracked in* in a second block belongs to the first one.
    """
    seen: set[str] = set()
    result = []
    for gap in gaps:
        copied = bool(gap.tracked) and _claim(gap) in seen
        seen.add(_claim(gap))
        cleared = replace(gap.tracked, text="") if copied else gap.tracked
        result.append(replace(gap, tracked=cleared) if copied else gap)
    return tuple(result)


def _claim(gap: Gap) -> str:
    """What only one gap can have: a token, however it is written, or a link."""
    text = gap.tracked.text
    if step := read_step(text):
        return step.token
    return text if _is_linked(text) else (token_of(gap) or text)


def _is_linked(text: str) -> bool:
    """Whether a *Tracked in* answer leads somewhere already."""
    return "](" in text or "://" in text or read_step(text) is not None
