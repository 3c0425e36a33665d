"""The texts of our tickets and comments: values into templates, titles and bodies out.

What the words are is decided in templates/; that they ping nobody and break nothing is
decided here, because everything that came from a ticket passes `inert` (law 5). The
last line, by which a ticket is known when its mark was deleted, is no template's
affair.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from afteraction.domain.findings import Finding, Lack
from afteraction.domain.form import FORM
from afteraction.domain.inert import inert, inert_lines
from afteraction.domain.kinds import Kind
from afteraction.domain.people import People
from afteraction.domain.tickets import Details, Sprint, Ticket
from afteraction.escaping import cut
from afteraction.facts import IncidentFacts, incident_facts, sprint_story
from afteraction.plan import OpenReview, Remark, Reword, TellReopened, WriteBack
from afteraction.rendering import Renderer
from afteraction.tracker import Abilities

TEMPLATE_OF = {
    Kind.AVOIDABLE: "checklist.md.j2",
    Kind.INHERENT: "constraint.md.j2",
    Kind.EXPERIMENT: "knowledge.md.j2",
}

LONGEST_TITLE = 200
"""Characters; with the words before it this fits every tracker (Jira: 255)."""

_REVIEW_OF = re.compile(r"^Review of (?P<link>.+)$")
_FROM_REVIEW = re.compile(r"^From the review (?P<link>.+), finding (?P<token>f-\w+)$")


@dataclass(frozen=True, slots=True)
class Signature:
    """What a ticket's visible last line says."""

    link: str
    token: str | None
    """Of a write-back; None for a review."""


def read_signature(text: str) -> Signature | None:
    """What the last line says, if it is one of ours."""
    last = text.strip().rpartition("\n")[2].strip()
    if found := _FROM_REVIEW.match(last):
        return Signature(found["link"], found["token"])
    if found := _REVIEW_OF.match(last):
        return Signature(found["link"], None)
    return None


class Naming(Protocol):
    """What of a tracker its tickets' texts need: how it points at things, its words."""

    @property
    def abilities(self) -> Abilities:
        """What it can do, and what it calls things."""

    def link(self, target: Ticket | Sprint) -> str:
        """A Markdown link to `target` that works in this tracker's tickets."""

    def mention(self, handle: str) -> str:
        """Text that notifies this person."""


class TicketTexts:
    """Renders the texts of changes for the trackers where they go."""

    def __init__(
        self, renderer: Renderer, trackers: Mapping[str, Naming], people: People
    ) -> None:
        """Links are made by the tracker in whose tickets they will stand."""
        self._renderer = renderer
        self._trackers = trackers
        self._people = people

    def review(self, change: OpenReview) -> tuple[str, str]:
        """Title and body of a review."""
        here = self._trackers[change.tracker]
        link = here.link(change.subject)
        title, body = self._renderer.render_ticket(
            "review.md.j2",
            form=FORM,
            title=cut(change.title, LONGEST_TITLE) or change.about,
            link=link,
            declining=here.abilities.declining,
            due=change.due,
            invited=tuple(here.mention(handle) for handle in change.invited),
            sprint=isinstance(change.subject, Sprint),
            incident=self._incident(change.details),
            story=sprint_story(change.facts) if change.facts else None,
            goes_on=_goes_on(change.subject),
            over=_over(change.subject),
            opened=_opened(change.subject),
            left_open=[self._named(here, ticket) for ticket in change.left_open],
            incidents=[self._named(here, ticket) for ticket in change.incidents],
            done=self._all_named(here, change.facts.done if change.facts else ()),
            still_open=self._all_named(
                here, change.facts.still_open if change.facts else ()
            ),
        )
        return title, _signed(body, f"Review of {link}")

    def write_back(self, change: WriteBack | Reword) -> tuple[str, str]:
        """Title and body of the ticket that carries a finding."""
        here = self._trackers[change.tracker]
        link = here.link(change.review)
        finding = change.finding
        title, body = self._renderer.render_ticket(
            TEMPLATE_OF[finding.kind],
            title=_title_of(change),
            items=_items(finding) if change.tells else (),
            next_try=_next_try(finding) if change.tells else "",
            tells=change.tells,
            declining=here.abilities.declining,
            stays_open=finding.next_try,
            due=_due_of(change),
            review=link,
            subject=self._named(here, change.subject) if change.subject else None,
        )
        return title, _signed(body, f"From the review {link}, finding {change.token}")

    def remark(self, change: Remark) -> str:
        """The comment that says what a review lacks."""
        return self._renderer.render(
            "remark.md.j2",
            lacks=[_lack(lack) for lack in change.lacks],
            reopens=change.reopens,
            reopened=change.reopened,
        ).strip()

    def subject_reopened(self, change: TellReopened) -> str:
        """The comment that says that the incident was opened again."""
        here = self._trackers[change.tracker]
        return self._renderer.render(
            "subject_reopened.md.j2", subject=self._named(here, change.subject)
        ).strip()

    def copy(self, tracker: str, original: Ticket) -> str:
        """The comment with which a copy is closed."""
        here = self._trackers[tracker]
        return self._renderer.render(
            "copy.md.j2", original=self._named(here, original)
        ).strip()

    def _incident(self, details: Details | None) -> IncidentFacts | None:
        return incident_facts(details, self._people) if details else None

    def _all_named(
        self, here: Naming, tickets: tuple[Ticket, ...]
    ) -> list[dict[str, object]]:
        return [self._named(here, ticket) for ticket in tickets]

    def _named(self, here: Naming, ticket: Ticket | Sprint) -> dict[str, object]:
        """A ticket as templates get it; its title may not move everywhere."""
        handle = ticket.assignee if isinstance(ticket, Ticket) else None
        assignee = self._people.name(ticket.tracker, handle) if handle else ""
        return {
            "link": here.link(ticket),
            "title": inert(ticket.title),
            "assignee": inert(assignee),
            "due": ticket.due if isinstance(ticket, Ticket) else None,
        }


def _signed(body: str, signature: str) -> str:
    """A body with the line by which it is known again."""
    return f"{body.rstrip()}\n\n---\n\n{signature}\n"


def _title_of(change: WriteBack | Reword) -> str:
    """The gap in a few words, where they may be told and can be seen."""
    told = cut(change.finding.title, LONGEST_TITLE) if change.tells else ""
    return told or f"Finding {change.token}"


def _items(finding: Finding) -> tuple[str, ...]:
    return tuple(line for item in finding.items for line in inert_lines(item))


def _next_try(finding: Finding) -> str:
    return inert(finding.gap.next_try.text)


def _due_of(change: WriteBack | Reword) -> date | None:
    """The date as it was when the text was made; the ticket's own rules later."""
    if isinstance(change, WriteBack):
        return change.due
    return change.details.ticket.due


def _lack(lack: Lack) -> dict[str, object]:
    return {
        "where": inert(lack.where),
        "sentences": [inert(sentence) for sentence in lack.sentences],
    }


def _over(subject: Ticket | Sprint) -> datetime | None:
    return subject.end if isinstance(subject, Sprint) else subject.over


def _goes_on(subject: Ticket | Sprint) -> bool:
    return isinstance(subject, Sprint) and subject.state == "active"


def _opened(subject: Ticket | Sprint) -> datetime:
    return subject.start if isinstance(subject, Sprint) else subject.opened
