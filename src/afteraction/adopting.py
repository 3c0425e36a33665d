"""Settling that a ticket is ours when its mark alone does not say so (rule 11).

For a mark whose label was taken off, one of another installation, or a ticket of ours
whose mark was deleted. It writes the mark and the label; nothing else changes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from afteraction.domain.labels import OUR_LABEL
from afteraction.domain.tickets import Mark, Ticket
from afteraction.errors import UsageError
from afteraction.finding_refs import find_ticket
from afteraction.signing import sign_again
from afteraction.sorting import entries_for
from afteraction.sync import Site
from afteraction.tracker import Edit


def adopt(site: Site, ref: str, now: datetime) -> Mark:
    """Make the ticket `ref` count as ours; its mark as it stands then.

    Raises `UsageError` when there is no such ticket, or nothing says what it would be.
    """
    ticket = find_ticket(site.trackers, ref)
    tracker = site.trackers[ticket.tracker]
    mark = _mark(site, ticket)
    with tracker.lock(wait=30):
        edit = Edit(at=now, mark=mark, labels=(OUR_LABEL,))
        adopted = tracker.edit(ticket.id, edit).ticket
    _take_in(site, adopted, tracker.realm, now)
    return mark


def _take_in(site: Site, adopted: Ticket, realm: str, now: datetime) -> None:
    """Remember it as ours: where its mark stood already it did not change by that."""
    view = site.ledger.view
    known = view.known(adopted.tracker, [adopted.id]).get(adopted.id, ())
    put, drop = entries_for(adopted, known, realm, site.policy, now)
    view.drop(drop)
    problems = {adopted.id: adopted.problem}
    view.remember(adopted.tracker, seen={}, entries=put, problems=problems)


def _mark(site: Site, ticket: Ticket) -> Mark:
    if ticket.mark is not None:
        return replace(ticket.mark, installation=site.policy.installation)
    tracker = site.trackers[ticket.tracker]
    signed = sign_again(ticket, tracker, site.trackers, site.policy)
    if signed is None or signed.mark is None:
        raise UsageError(
            f"{ticket.ref} carries neither a mark nor a last line of ours",
            "a review ends with the line “Review of [key](link)”: restore that first",
        )
    return signed.mark
