"""What a tracker knows of a subject, laid out for a review's first text.

Pure. Only what the tracker says: nothing is guessed, what it does not know is said to
be not known, and every text in it is inert (law 5, rule 26).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from afteraction.domain.inert import first_sentence, inert
from afteraction.domain.people import People
from afteraction.domain.tickets import Details, Sprint, SprintFacts, Ticket
from afteraction.planning import closest_to

MOST_MOMENTS = 40
"""A longer timeline keeps its beginning and its end."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline; `who` and `what` are inert."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What a closed incident's ticket tells."""

    title: str
    opened: datetime
    closed: datetime | None
    ended: datetime | None
    lasted: timedelta | None
    labels: tuple[str, ...]
    closest: tuple[str, ...]
    timeline: tuple[Moment, ...]
    left_out: int
    """How many moments in the middle of the timeline are not shown."""


@dataclass(frozen=True, slots=True)
class SprintStory:
    """What a finished sprint's tracker tells; None is not known."""

    name: str
    goal: str
    start: datetime
    end: datetime
    done: tuple[Ticket, ...]
    still_open: tuple[Ticket, ...]
    carried_over: int | None
    added: int | None
    committed: int | None


def incident_facts(details: Details, people: People) -> IncidentFacts:
    """The facts of a closed incident; who is one of `people` has a name."""
    ticket = details.ticket
    moments = _timeline(details, people)
    half = MOST_MOMENTS // 2
    shown = moments
    if len(moments) > MOST_MOMENTS:
        shown = (*moments[:half], *moments[-half:])
    return IncidentFacts(
        title=inert(ticket.title),
        opened=ticket.opened,
        closed=ticket.closed,
        ended=ticket.ended,
        lasted=ticket.over - ticket.opened if ticket.over else None,
        labels=tuple(inert(label) for label in ticket.labels),
        closest=tuple(
            dict.fromkeys(
                inert(people.name(ticket.tracker, handle))
                for handle in closest_to(details)
            )
        ),
        timeline=shown,
        left_out=len(moments) - len(shown),
    )


def _timeline(details: Details, people: People) -> tuple[Moment, ...]:
    """State changes and comments in the order in which they happened."""
    tracker = details.ticket.tracker
    moments = [
        Moment(
            event.at,
            inert(people.name(tracker, event.who) if event.who else ""),
            inert(event.what),
        )
        for event in details.events
    ]
    moments += [
        Moment(
            comment.at,
            inert(people.name(tracker, comment.author)),
            first_sentence(comment.text) or "commented",
        )
        for comment in details.comments
        if comment.mark is None
    ]
    return tuple(sorted(moments, key=lambda moment: moment.at))


def sprint_story(facts: SprintFacts) -> SprintStory:
    """The facts of a finished sprint."""
    sprint: Sprint = facts.sprint
    return SprintStory(
        name=inert(sprint.name),
        goal=inert(sprint.goal),
        start=sprint.start,
        end=sprint.end,
        done=facts.done,
        still_open=facts.still_open,
        carried_over=facts.carried_over,
        added=facts.added,
        committed=facts.committed,
    )
