"""What became of creates whose answer nobody saw (law 3, rules 14 and 15).

An open intent is settled as soon as the tracker shows the ticket or comment, or has
had the time to show it and does not. Until then it is not tried again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from afteraction.domain.checklists import stands
from afteraction.domain.identity import is_comment_key, pointed_key, step_token
from afteraction.domain.loops import Loop
from afteraction.domain.posting import is_report_key
from afteraction.domain.tickets import Role, Ticket
from afteraction.errors import TrackerError
from afteraction.ledger import Ledger
from afteraction.ledger.entries import Entry, part_of
from afteraction.ledger.journal import Intent, Outcome
from afteraction.tracker import Tracker


def reconcile(
    intents: Iterable[Intent],
    loops: Iterable[Loop],
    trackers: Mapping[str, Tracker],
    ledger: Ledger,
    now: datetime,
    installation: str,
) -> frozenset[str]:
    """Settle open intents; the keys of those that it is too early to settle.

    Trackers are given by their uids: those that gave an answer in this sync. What
    another `installation` made is not what was intended here.
    """
    by_key = {loop.key: loop for loop in loops}
    return frozenset(
        intent.key
        for intent in intents
        if pointed_key(intent.key) is None
        and step_token(intent.key) is None
        and not _settled(
            intent,
            _loop_of(intent, by_key),
            trackers.get(intent.tracker),
            ledger,
            now,
            installation,
        )
    )


def _loop_of(intent: Intent, loops: Mapping[str, Loop]) -> Loop | None:
    """The loop of which something was intended; a report stands for itself."""
    alone = Loop(intent.key) if is_report_key(intent.key) else None
    return loops.get(intent.loop, alone)


def unpointed(
    intents: Iterable[Intent],
    loops: Iterable[Loop],
    open_keys: Collection[str],
    ledger: Ledger,
) -> dict[str, tuple[str, ...]]:
    """The tickets whose native links are still to be made, by loop.

    Those that can not be made any more are settled, unless the ticket may still turn
    up (`open_keys`).
    """
    by_key = {loop.key: loop for loop in loops}
    found: dict[str, tuple[str, ...]] = {}
    for intent in intents:
        key, loop = pointed_key(intent.key), by_key.get(intent.loop)
        if key is None or loop is None or key in open_keys:
            continue
        if loop.pointing(key) is None:
            why = "there is nothing to link any more"
            ledger.journal.settle(intent.key, Outcome.REFUSED, why=why)
        else:
            found[loop.key] = (*found.get(loop.key, ()), key)
    return found


def settle_steps(
    intents: Iterable[Intent], loops: Iterable[Loop], ledger: Ledger
) -> None:
    """Settle steps that may have been added: their checklist was read, and tells.

    Trying again is safe at once, because a step goes into the very text that was read.
    """
    by_key = {loop.key: loop for loop in loops}
    for intent in intents:
        token, loop = step_token(intent.key), by_key.get(intent.loop)
        if token is None or loop is None or any(c.problem for c in loop.checklists):
            continue
        there = any(stands(one.lines, token) for one in loop.checklists)
        outcome = Outcome.DONE if there else Outcome.REFUSED
        why = "" if there else "it was looked for and is not there"
        ledger.journal.settle(intent.key, outcome, ref=intent.about, why=why)


def _settled(
    intent: Intent,
    loop: Loop | None,
    tracker: Tracker | None,
    ledger: Ledger,
    now: datetime,
    installation: str,
) -> bool:
    """Find out what became of one intent, if that can be known by now."""
    if tracker is None or loop is None:
        return False
    ticket = _seen(loop, intent.key)
    if ticket is None and tracker.abilities.lag:
        try:
            ticket = _listed(tracker, intent, installation)
        except TrackerError:
            return False
        if ticket is not None:
            _take_over(intent, ticket, ledger)
    if ticket is not None:
        ledger.journal.settle(
            intent.key, Outcome.DONE, ticket_id=ticket.id, ref=ticket.ref
        )
        return True
    if now - intent.at < tracker.abilities.lag:
        return False
    why = "it was looked for and is not there"
    ledger.journal.settle(intent.key, Outcome.REFUSED, why=why)
    return True


def _take_over(intent: Intent, ticket: Ticket, ledger: Ledger) -> None:
    """A ticket that only the freshest listing shows belongs into the view."""
    is_review = ticket.mark is not None and ticket.mark.role is Role.REVIEW
    part = part_of(ticket)
    about = ticket.mark.about if is_review and ticket.mark else ""
    ledger.view.put([Entry(intent.loop, part, ticket, about)])


def _seen(loop: Loop, key: str) -> Ticket | None:
    """The ticket, or the ticket with the comment, that a key stands for."""
    if is_comment_key(key):
        ticket = loop.write_back(key.partition("/")[0])
        if ticket is not None:
            return ticket if any(one.key == key for one in loop.heard) else None
        return loop.review if loop.our_comment(key) else None
    tickets = (*loop.reviews, *loop.write_backs)
    return next((t for t in tickets if t.mark and t.mark.key == key), None)


def _listed(tracker: Tracker, intent: Intent, installation: str) -> Ticket | None:
    """The ticket by the freshest listing; comments are seen with their review."""
    if is_comment_key(intent.key):
        return None
    found = tracker.find([intent.key])
    marked = ((ticket, ticket.mark) for ticket in found)
    return next((t for t, m in marked if m and m.installation == installation), None)
