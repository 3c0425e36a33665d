"""Knowing a ticket of ours again when somebody deleted its mark (rule 11).

Its visible last line says what it is of; everything else follows from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from afteraction.domain.identity import review_key, uid, write_back_key
from afteraction.domain.kinds import Kind
from afteraction.domain.labels import carries
from afteraction.domain.policy import Policy
from afteraction.domain.tickets import Details, Mark, Role, Sprint, State, Ticket
from afteraction.errors import Refused
from afteraction.linking import found_at, led_to
from afteraction.ticket_texts import Signature, read_signature
from afteraction.tracker import Tracker


def sign_again(
    ticket: Ticket, tracker: Tracker, trackers: Mapping[str, Tracker], policy: Policy
) -> Ticket | None:
    """The ticket with its mark made again, or None where it does not say enough."""
    for details in tracker.details([ticket.id]):
        if isinstance(details, Details):
            signature = read_signature(details.text)
            mark = signature and _mark(ticket, signature, tracker, trackers, policy)
            return replace(ticket, mark=mark, unsigned=True) if mark else None
    return None


def _mark(
    ticket: Ticket,
    signature: Signature,
    tracker: Tracker,
    trackers: Mapping[str, Tracker],
    policy: Policy,
) -> Mark | None:
    led = led_to(signature.link, tracker, trackers)
    target = _found_at(*led) if led else None
    if led is None or target is None:
        return None
    other = led[0]
    if signature.token is None:
        about = uid(other.realm, target.id)
        return Mark(Role.REVIEW, review_key(about), policy.installation, about)
    if isinstance(target, Ticket) and target.mark is None and not target.stranger:
        # Where one mark was lost others were, too.
        target = sign_again(target, other, trackers, policy)
    if not isinstance(target, Ticket) or target.mark is None:
        return None
    if target.mark.role is not Role.REVIEW:
        return None
    review = target.mark.key
    kind = _kind(ticket, policy)
    return Mark(
        Role.WRITE_BACK,
        write_back_key(review, signature.token),
        policy.installation,
        review,
        kind=kind,
        next_try=kind is Kind.EXPERIMENT and ticket.state is State.OPEN,
    )


def _found_at(tracker: Tracker, key: str) -> Ticket | Sprint | None:
    """What can not be read says nothing; what can not be asked is another matter."""
    with suppress(Refused):
        return found_at(tracker, key)
    return None


def _kind(ticket: Ticket, policy: Policy) -> Kind | None:
    """The kind whose place and labels a ticket has, if it is only one."""
    kinds = [
        kind
        for kind, destination in policy.destinations
        if destination.tracker == ticket.tracker
        and carries(ticket.labels, *destination.labels)
    ]
    return kinds[0] if len(kinds) == 1 else None
