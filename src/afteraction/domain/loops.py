"""One loop: a subject, its review and what the review's findings became.

A loop is what plan and report look at, one at a time, so that memory does not grow
with the number of tickets. Pure values, and the few questions that both ask of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from afteraction.domain.calendar import day_of, end_of_day, review_due
from afteraction.domain.checklists import ChecklistText
from afteraction.domain.gathering import Told
from afteraction.domain.identity import comment_key, is_comment_key, token_in
from afteraction.domain.labels import READY, carries
from afteraction.domain.policy import Policy
from afteraction.domain.reviews import ReviewText
from afteraction.domain.tickets import (
    Comment,
    Details,
    Role,
    Sprint,
    SprintFacts,
    State,
    Ticket,
)

SETTLED = timedelta(hours=1)
"""After this long what we made and can not see has been deleted."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A ticket to which a *Tracked in* link points."""

    text: str
    """The *Tracked in* answer that holds the link."""
    tracker: str
    key: str
    ticket: Ticket | None
    """None when there is no such ticket."""


@dataclass(frozen=True, slots=True)
class Made:
    """A ticket or comment that the journal knows to have been created."""

    key: str
    ref: str
    at: datetime

    @property
    def is_comment(self) -> bool:
        """Whether `ref` is the ticket on which it was said."""
        return is_comment_key(self.key)


@dataclass(frozen=True, slots=True)
class Talk:
    """What people and we said on a write-back, as it was read."""

    tracker: str
    id: str
    comments: tuple[Comment, ...]
    stale: bool = False
    """The ticket changed since."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that we said in a comment, on whatever ticket that stands."""

    key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Loop:
    """A subject, its review and its write-backs, as the trackers show them."""

    key: str
    """The review's key."""
    about: str = ""
    """The subject's uid."""
    subject: Ticket | Sprint | None = None
    reviews: tuple[Ticket, ...] = ()
    """All tickets with the review's key; the one that counts first (rule 12)."""
    write_backs: tuple[Ticket, ...] = ()
    """All tickets of ours that carry its findings, those that count first."""
    followed: tuple[Followed, ...] = ()
    """What the review's *Tracked in* links point to, in the review's order."""
    details: Details | None = None
    """The text of the review that counts, when it was read."""
    stale: bool = False
    """The review changed since its text was read."""
    text: ReviewText | None = None
    """What `details` says, as a form."""
    confirmed: frozenset[str] = frozenset()
    """Handles in the review that its tracker knows as people."""
    asked: frozenset[str] = frozenset()
    """Handles in the review that its tracker was asked about."""
    subject_details: Details | None = None
    sprint_facts: SprintFacts | None = None
    more_details: tuple[Details, ...] = ()
    """Texts of write-backs to reword and of copies to close, as far as wanted."""
    made: tuple[Made, ...] = ()
    """What the journal knows to have been created for this loop."""
    unpointed: tuple[str, ...] = ()
    """Keys of tickets whose native links were not made, as the journal knows."""
    talks: tuple[Talk, ...] = ()
    """What was said on the write-backs, as far as it was read."""
    heard: tuple[Said, ...] = ()
    """What our comments, on these tickets or on others, say about the write-backs."""
    unsure: frozenset[str] = frozenset()
    """Keys of what may have been said, though nobody saw it yet."""
    looked_up: frozenset[tuple[str, str]] = frozenset()
    """Trackers and handles about which they were asked in this sync."""
    there: frozenset[tuple[str, str]] = frozenset()
    """Those of them whom the tracker knows as people."""
    checklists: tuple[ChecklistText, ...] = ()
    """The checklists to which its findings are about to add, as they stand now."""

    @property
    def review(self) -> Ticket | None:
        """The review that counts, if it stands."""
        return next((r for r in self.reviews if not r.gone), None)

    def write_back(self, key: str) -> Ticket | None:
        """The ticket that counts among those with a write-back's key."""
        return next((t for t in self.write_backs if t.mark and t.mark.key == key), None)

    def follows(self, text: str) -> bool:
        """Whether it was looked up where this text leads."""
        return any(followed.text == text for followed in self.followed)

    def instead(self, ticket: Ticket) -> Ticket:
        """The ticket that carries on where this one was closed as a duplicate."""
        seen = {ticket.ref}
        while ticket.declined and ticket.same_as is not None:
            led = (f.ticket for f in self.followed if f.text == ticket.same_as)
            other = next((one for one in led if one is not None), None)
            if other is None or other.ref in seen or not self._may_carry(other):
                break
            seen.add(other.ref)
            # A date that was promised here still counts where there is none.
            due, missed = other.due or ticket.due, other.missed or ticket.missed
            ticket = replace(other, due=due, missed=missed)
        return ticket

    def _may_carry(self, ticket: Ticket) -> bool:
        """Whether a finding may be tracked there: no review, nor what it is of."""
        is_review = ticket.mark is not None and ticket.mark.role is Role.REVIEW
        is_subject = self.subject is not None and ticket.ref == self.subject.ref
        return not (ticket.gone or is_review or is_subject)

    def more(self, ticket: Ticket) -> Details | None:
        """The text of one of this loop's other tickets, if it was read."""
        wanted = (ticket.tracker, ticket.id)
        return next(
            (d for d in self.more_details if (d.ticket.tracker, d.ticket.id) == wanted),
            None,
        )

    def checklist(self, name: str) -> ChecklistText | None:
        """The text of a standing checklist, if it was read."""
        return next((one for one in self.checklists if one.name == name), None)

    def pointing(self, key: str) -> tuple[Ticket, Ticket | Sprint] | None:
        """A ticket of ours and what it is about; None where one of them is not there.

        `key` is the ticket's.
        """
        is_review = key == self.key
        made = self.review if is_review else self.write_back(key)
        about = self.subject if is_review else self.review
        if made is None or about is None or made.gone or about.gone:
            return None
        return made, about

    def was_made(self, key: str) -> Made | None:
        """What the journal knows of the ticket with this key."""
        return next((made for made in self.made if made.key == key), None)

    def just_said(self, key: str, now: datetime) -> bool:
        """Whether our comment with this key may only not be shown yet."""
        made = self.was_made(key)
        return made is not None and now - made.at < SETTLED

    def talk(self, ticket: Ticket) -> Talk | None:
        """What was said on a write-back; None where it has to be read first."""
        here = (ticket.tracker, ticket.id)
        found = (talk for talk in self.talks if (talk.tracker, talk.id) == here)
        return next((talk for talk in found if not talk.stale), None)

    def said_of(self, write_back: str) -> dict[str, datetime]:
        """What we said about a write-back, and when, as trackers and journal know."""
        begin = comment_key(write_back, "")
        said = {m.key: m.at for m in self.made if m.key.startswith(begin)}
        said |= {one.key: one.at for one in self.heard if one.key.startswith(begin)}
        return said

    def our_comment(self, key: str) -> Comment | None:
        """Our comment with this key on the review."""
        if self.details is None:
            return None
        return next(
            (c for c in self.details.comments if c.mark and c.mark.key == key), None
        )


@dataclass(frozen=True, slots=True)
class View:
    """What a plan is made from: the loops that are awake, and what else is known."""

    loops: tuple[Loop, ...] = ()
    left_open: tuple[Ticket, ...] = ()
    """Work of earlier reviews that is still open, for a sprint's review."""
    incidents: tuple[Ticket, ...] = ()
    """Subjects that a sprint's review may have to name."""
    posted: tuple[Ticket, ...] = ()
    """Tickets of ours that hold reports."""
    were_posted: tuple[Made, ...] = ()
    """What the journal knows of the report of this period."""
    reviews: int = 0
    """How many reviews there are."""
    told: tuple[Told, ...] = ()
    """Whom our comments spoke to in the last two days."""


def count_first(tickets: tuple[Ticket, ...]) -> tuple[Ticket, ...]:
    """Those with one key: the oldest counts, a copy made by hand does not.

    A file that was copied is as old as its original, but has not the name that we give.
    """

    def rank(ticket: Ticket) -> tuple[object, ...]:
        size = len(ticket.id)
        return ticket.gone, ticket.opened, not _named(ticket), size, ticket.id

    return tuple(sorted(tickets, key=rank))


def _named(ticket: Ticket) -> bool:
    """Whether the id is a name that we could have given, where we give names."""
    token = finding_token(ticket)
    if token is None:
        return ticket.id.startswith("review-")
    return ticket.id.endswith(token.replace("-", ""))


def is_one(ticket: Ticket, other: Ticket) -> bool:
    """Whether two trackers show one ticket: it was moved from one to the other.

    Jira keeps its id and its day of birth then; its key and its address are others. As
    long as one tracker was not looked at, they even differ in what they say of it.
    """
    host = urlsplit(ticket.url).netloc
    return (
        ticket.tracker != other.tracker
        and bool(host)
        and host == urlsplit(other.url).netloc
        and (ticket.id, ticket.opened) == (other.id, other.opened)
    )


def held_at(review: Ticket) -> datetime | None:
    """When a review was held: first closed as completed, or found ready (rule 6)."""
    if review.finished is not None:
        return review.finished
    return review.closed if review.completed else None


def is_ready(review: Ticket) -> bool:
    """Whether the review's findings are to be written back now."""
    return review.completed or (
        review.state is State.OPEN and carries(review.labels, READY)
    )


def due_at(review: Ticket, subject: Ticket | Sprint | None, policy: Policy) -> datetime:
    """When a review is due, unless a person gave it another day (rule 18)."""
    ended = policy.ends_at(subject) if subject is not None else None
    if ended is None and isinstance(subject, Ticket):
        ended = subject.over
    if ended is None:
        return (
            end_of_day(review.due, policy.zone)
            if review.due
            else review.opened + policy.due
        )
    computed = review_due(ended, review.opened, due=policy.due, grace=policy.grace)
    if review.due is None or review.due == day_of(computed, policy.zone):
        return computed
    return end_of_day(review.due, policy.zone)


def finding_token(write_back: Ticket) -> str | None:
    """The token of the finding that a ticket of ours carries."""
    if write_back.mark is None:
        return None
    return token_in(write_back.mark.key)
