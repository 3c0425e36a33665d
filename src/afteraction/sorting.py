"""What part a ticket plays in a loop, by itself alone (rules 7, 11 and 17).

Pure: a ticket and the policy in, its place in the view out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from afteraction.domain.identity import review_key, uid
from afteraction.domain.labels import OUR_LABEL, carries
from afteraction.domain.policy import Policy
from afteraction.domain.tickets import Reason, Role, Sprint, State, Ticket
from afteraction.ledger.entries import Entry, Part

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def counts(ticket: Ticket, policy: Policy) -> bool:
    """Whether a ticket is ours: mark, label and installation agree (rule 11)."""
    return (
        ticket.mark is not None
        and not ticket.stranger
        and carries(ticket.labels, OUR_LABEL)
        and ticket.mark.installation == policy.installation
    )


def forged(ticket: Ticket | Sprint) -> bool:
    """Whether a ticket claims to be ours, and nobody vouches for who wrote it."""
    return (
        isinstance(ticket, Ticket)
        and ticket.mark is not None
        and ticket.stranger
        and carries(ticket.labels, OUR_LABEL)
    )


def lost_its_mark(ticket: Ticket | Sprint) -> bool:
    """Whether a ticket looks like one of ours whose mark somebody deleted."""
    return (
        isinstance(ticket, Ticket)
        and ticket.mark is None
        and not ticket.stranger
        and carries(ticket.labels, OUR_LABEL)
    )


def entries_for(
    ticket: Ticket | Sprint,
    known: Iterable[Entry],
    realm: str,
    policy: Policy,
    now: datetime,
) -> tuple[list[Entry], list[Entry]]:
    """Where a ticket stands in the view from now on, and where no longer.

    It plays one part in a loop, the one that stands in it before any other.
    """
    if isinstance(ticket, Ticket):
        ticket = _noticed(ticket, now)
    wanted = {entry.loop: entry for entry in _own(ticket, realm, policy)}
    dropped = []
    for entry in known:
        if entry.loop in wanted:
            continue
        match entry.part:
            case Part.SUBJECT:
                chosen = policy.selects(ticket)
                wanted[entry.loop] = replace(entry, ticket=ticket, selected=chosen)
            case Part.WRITE_BACK | Part.FOLLOWED:
                # What is no longer ours still stands: a review may link to it.
                wanted[entry.loop] = Entry(entry.loop, Part.FOLLOWED, ticket)
            case Part.REVIEW | Part.REPORT:
                dropped.append(entry)
    return list(wanted.values()), dropped


def _own(ticket: Ticket | Sprint, realm: str, policy: Policy) -> list[Entry]:
    """The part that a ticket plays by what stands in it."""
    if isinstance(ticket, Ticket) and counts(ticket, policy) and ticket.mark:
        mark = ticket.mark
        match mark.role:
            case Role.REVIEW:
                return [Entry(mark.key, Part.REVIEW, ticket, about=mark.about)]
            case Role.WRITE_BACK:
                return [Entry(mark.about, Part.WRITE_BACK, ticket)]
            case Role.REPORT:
                return [Entry(mark.key, Part.REPORT, ticket)]
    if not policy.selects(ticket):
        return []
    about = uid(realm, ticket.id)
    return [Entry(review_key(about), Part.SUBJECT, ticket, about, selected=True)]


def _noticed(ticket: Ticket, now: datetime) -> Ticket:
    """Closed without saying when: it is taken as closed when that is noticed."""
    if ticket.state is State.CLOSED and ticket.closed is None:
        return replace(ticket, closed=now, unstamped=True)
    return ticket


def gone(ticket: Ticket | Sprint) -> Ticket | Sprint:
    """What is left of a ticket that is not there any more."""
    if isinstance(ticket, Sprint):
        return gone_sprint(ticket.tracker, ticket.id)
    left = gone_ticket(ticket.tracker, ticket.id)
    return replace(left, key=ticket.key, ref=ticket.ref, mark=ticket.mark)


def gone_ticket(tracker: str, ticket_id: str) -> Ticket:
    """A ticket of which only the id is known."""
    return Ticket(
        tracker=tracker,
        id=ticket_id,
        key=ticket_id,
        ref=f"{tracker}:{ticket_id}",
        url="",
        title="(deleted)",
        state=State.CLOSED,
        reason=Reason.DECLINED,
        labels=(),
        assignee=None,
        author=None,
        opened=_LONG_AGO,
        gone=True,
    )


def gone_sprint(tracker: str, sprint_id: str) -> Sprint:
    """A sprint of which only the id is known."""
    return Sprint(
        tracker=tracker,
        id=sprint_id,
        key=sprint_id,
        ref=f"{tracker}:{sprint_id}",
        url="",
        name="(deleted)",
        goal="",
        start=_LONG_AGO,
        end=_LONG_AGO,
        state="active",
        gone=True,
    )
