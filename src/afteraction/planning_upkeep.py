"""Keeping our own tickets in order: stamps, lost ones and second ones.

A part of `planning`, and pure like it: rules 11 and 12, and what a tracker without a
history of its own does not remember.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from afteraction.domain.calendar import end_of_day
from afteraction.domain.findings import unclaimed
from afteraction.domain.follow_through import counts_of
from afteraction.domain.identity import comment_key, pointing_key
from afteraction.domain.kinds import Counts
from afteraction.domain.labels import OUR_LABEL
from afteraction.domain.loops import SETTLED, Loop, is_one, is_ready
from afteraction.domain.policy import Policy
from afteraction.domain.posting import is_report_key
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Reason, State, Ticket
from afteraction.plan import Amend, Change, CloseCopy, Point
from afteraction.reading import Lost, Opening, tracking, untouched


def stamps(loop: Loop, policy: Policy, now: datetime) -> Iterator[Amend]:
    """What the tracker does not remember by itself, written into the ticket."""
    subject = (loop.subject,) if isinstance(loop.subject, Ticket) else ()
    for ticket in (*subject, *loop.reviews, *loop.write_backs):
        if not ticket.gone:
            stamp = _stamp(loop, ticket, policy, now)
            if stamp is not None:
                yield stamp


def _stamp(loop: Loop, ticket: Ticket, policy: Policy, now: datetime) -> Amend | None:
    signed = ticket.unsigned
    closed = finished = missed = None
    if ticket.tracker in policy.stamped:
        closed = ticket.closed if ticket.unstamped else None
        finished = _first_finish(ticket, now)
    if ticket.tracker in policy.dated and _missed(ticket, policy, now):
        missed = ticket.due
    filed = _is_to_be_filed(ticket, policy)
    if not (signed or closed or finished or missed or filed):
        return None
    return Amend(
        key=comment_key(_key_of(loop, ticket), f"stamp:{ticket.id}"),
        tracker=ticket.tracker,
        about=ticket.ref,
        title=ticket.title,
        ticket=ticket,
        why=_why_stamped(signed, closed, finished, missed, filed),
        state=State.CLOSED if filed else None,
        reason=Reason.COMPLETED if filed else None,
        closed=closed,
        finished=finished,
        missed=missed,
        mark=ticket.mark if signed else None,
        labels=(OUR_LABEL,) if signed else (),
    )


def _key_of(loop: Loop, ticket: Ticket) -> str:
    """A durable name for a ticket of this loop (rule 9)."""
    return ticket.mark.key if ticket.mark else loop.key


def _first_finish(ticket: Ticket, now: datetime) -> datetime | None:
    """The first finish of a ticket of ours that does not say it yet."""
    if ticket.mark is None or ticket.finished is not None:
        return None
    if ticket.completed:
        return ticket.closed
    is_review = ticket.mark.kind is None
    return now if is_review and is_ready(ticket) else None


def _missed(ticket: Ticket, policy: Policy, now: datetime) -> bool:
    """Whether work passed its due date: a date moved later does not undo that."""
    return (
        counts_of(ticket) is Counts.WORK
        and ticket.state is State.OPEN
        and ticket.missed is None
        and ticket.due is not None
        and now >= end_of_day(ticket.due, policy.zone)
    )


def _is_to_be_filed(ticket: Ticket, policy: Policy) -> bool:
    """What was learned is closed as soon as it is filed; that may have been cut off.

    Where files are made in one go nothing can be cut off; who opens it again means it.
    """
    return (
        ticket.tracker not in policy.stamped
        and counts_of(ticket) is Counts.LEARNED
        and ticket.state is State.OPEN
        and ticket.finished is None
    )


def _why_stamped(*stamps: object) -> str:
    said = (
        "our mark, which was deleted",
        "when it was closed",
        "when it was first finished",
        "the due date it missed",
        "that what was learned is filed",
    )
    return "note " + ", ".join(
        words for words, stamp in zip(said, stamps, strict=True) if stamp
    )


def lost(loop: Loop, now: datetime) -> Iterator[Problem]:
    """A review or write-back that somebody deleted is never silently made again.

    A report is no part of a loop, and nobody misses an old one (`planning_posts`).
    """
    if is_report_key(loop.key):
        return
    ours = [t for t in (*loop.reviews, *loop.write_backs) if t.mark]
    standing = {t.mark.key for t in ours if t.mark and not t.gone}
    # By key: the journal may be younger than the ticket, and then knows nothing of it.
    gone = {t.mark.key: t.ref for t in ours if t.mark and t.gone}
    made = [one for one in loop.made if not one.is_comment]
    lost = {m.key: m.ref for m in made if m.key in gone or now - m.at >= SETTLED}
    for key, ref in sorted({**gone, **lost}.items()):
        again = _to_make_again(loop, key, ref) if key not in standing else None
        if again is not None:
            told = f"was made by us and is deleted, or lost its label {OUR_LABEL}"
            yield Problem(ref, told, f"put it back; to have it made again, {again}")


def _to_make_again(loop: Loop, key: str, ref: str) -> str | None:
    """What somebody has to do who wants it made again; None when nobody asks for it."""
    forget = f"run: afteraction ledger forget {ref}"
    if loop.text is None or loop.review is None or key == loop.key:
        return forget
    for gap in unclaimed(loop.text.gaps):
        match tracking(loop, gap):
            case Opening(token) if key.endswith(f".{token}"):
                return forget
            case Lost() if _links_to(loop, gap.tracked.text, ref):
                return f"empty Tracked in of its gap in {loop.review.ref}"
            case _:
                continue
    return None


def _links_to(loop: Loop, text: str, ref: str) -> bool:
    """Whether a *Tracked in* answer leads to what stood at `ref`."""
    places = [(one.tracker, one.key) for one in loop.followed if one.text == text]
    return any(ref in (f"{name}:{key}", f"{name}#{key}") for name, key in places)


def close_copies(
    loop: Loop, policy: Policy, now: datetime
) -> tuple[list[Change], list[Problem]]:
    """Second tickets with one key: the oldest counts (rule 12)."""
    changes: list[Change] = []
    problems: list[Problem] = []
    for original, copy in copies(loop):
        details = loop.more(copy)
        closing = CloseCopy(
            key=comment_key(_key_of(loop, copy), f"copy:{copy.id}"),
            tracker=copy.tracker,
            about=original.ref,
            title=copy.title,
            copy=copy,
            original=original,
        )
        may_close = copy.state is State.OPEN and details is not None
        if may_close and details and untouched(details, closing.key):
            changes += [] if loop.just_said(closing.key, now) else [closing]
        else:
            problems.append(
                Problem(
                    copy.ref,
                    f"is a second ticket for the same thing as {original.ref},"
                    " which counts",
                    "move over what is worth keeping, and close it as"
                    f" {policy.declining(copy.tracker)}",
                )
            )
    return changes, problems


def points(loop: Loop) -> Iterator[Point]:
    """Native links that a sync did not get round to."""
    for key in loop.unpointed:
        pair = loop.pointing(key)
        if pair is not None:
            made, to = pair
            yield Point(
                key=pointing_key(key),
                tracker=made.tracker,
                about=made.ref,
                title=made.title,
                made=made,
                to=to,
            )


def copies(loop: Loop) -> Iterator[tuple[Ticket, Ticket]]:
    """Tickets of ours beside the one that counts, with that one before them.

    One that was closed as declined or duplicate is settled.
    """
    first: dict[str, Ticket] = {}
    for ticket in (*loop.reviews, *loop.write_backs):
        if ticket.gone or ticket.mark is None:
            continue
        original = first.setdefault(ticket.mark.key, ticket)
        if original is ticket or is_one(original, ticket):
            continue
        if not ticket.declined:
            yield original, ticket
