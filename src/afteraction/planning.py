"""What should happen next: view + policy + now → plan (rules 6 to 20).

Pure. Each function here looks at one loop and names changes; nothing is read, written
or rendered. The values that it makes are in `plan`, how they are done in `applying`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from afteraction.domain.calendar import end_of_day, review_due
from afteraction.domain.follow_through import counts_of
from afteraction.domain.identity import OUR_LABEL, comment_key
from afteraction.domain.kinds import Counts
from afteraction.domain.loops import SETTLED, Loop, View, held_at, is_ready
from afteraction.domain.people import is_bot
from afteraction.domain.policy import Invite, Policy, SubjectRule, over_at
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Details, Sprint, State, Ticket
from afteraction.plan import (
    COMMENTS,
    Amend,
    Change,
    CloseCopy,
    Does,
    HeldBack,
    OpenReview,
    Plan,
    PutLinks,
    PutTokens,
    TellReopened,
    in_order,
)
from afteraction.planning_findings import plan_review
from afteraction.reading import (
    needs_text,
    remark_from,
    subject_reopened,
    untouched,
)


def plan(view: View, policy: Policy, now: datetime) -> Plan:
    """Everything that has to happen, given what is seen at `now`."""
    changes: list[Change] = []
    problems: list[Problem] = []
    looked_at = []
    to_open = {loop.key for loop in view.loops if opens(loop, policy)}
    too_many = len(to_open) > policy.at_most
    for loop in view.loops:
        mine, mine_problems, unfinished = _plan_loop(loop, policy, now)
        if loop.key in to_open and not too_many and is_told(loop, policy):
            mine.append(_open_review(loop, view, policy, now))
        changes += mine
        problems += mine_problems
        busy = bool(mine or mine_problems or unfinished or loop.key in to_open)
        looked_at.append((loop, now if busy else _next_look(loop, policy, now)))
    kept, held_back = _at_most(changes, policy.at_most)
    if too_many:
        held_back = (HeldBack("new reviews", len(to_open), policy.at_most), *held_back)
    return Plan(in_order(kept), held_back, tuple(problems), tuple(looked_at))


def _plan_loop(
    loop: Loop, policy: Policy, now: datetime
) -> tuple[list[Change], list[Problem], bool]:
    """The changes and problems of one loop, and whether its review is unfinished."""
    changes: list[Change] = list(_stamps(loop, policy, now))
    problems = list(_lost(loop, now))
    copies, copy_problems = _copies(loop)
    changes += copies
    problems += copy_problems
    if not needs_text(loop, policy, now) or loop.text is None:
        return changes, problems, False
    if subject_reopened(loop):
        changes += _tell_reopened(loop, now)
    more, unfinished = plan_review(loop, policy, now)
    return changes + more, problems, unfinished


# Opening a review


def opens(loop: Loop, policy: Policy) -> bool:
    """Whether this loop's subject needs a review that nobody made yet."""
    subject = loop.subject
    if subject is None or subject.gone or loop.reviews or loop.was_made(loop.key):
        return False
    return policy.selects(subject)


def is_told(loop: Loop, policy: Policy) -> bool:
    """Whether all that a new review has to tell was read; else it waits for that."""
    subject = loop.subject
    rule = policy.rule_for(subject) if subject else None
    if subject is None or rule is None:
        return False
    if not policy.may_tell(subject.tracker, rule.review_in):
        return True
    return loop.subject_details is not None or loop.sprint_facts is not None


def _open_review(loop: Loop, view: View, policy: Policy, now: datetime) -> OpenReview:
    subject = loop.subject
    assert subject is not None
    rule = policy.rule_for(subject)
    over = over_at(subject)
    assert rule is not None
    assert over is not None
    tells = policy.may_tell(subject.tracker, rule.review_in)
    assignee = _assignee(subject, rule, policy)
    sprint = isinstance(subject, Sprint)
    return OpenReview(
        key=loop.key,
        tracker=rule.review_in,
        about=subject.ref,
        title=subject.title if tells else subject.ref,
        subject=subject,
        subject_uid=loop.about,
        details=loop.subject_details if tells else None,
        facts=loop.sprint_facts if tells else None,
        due=review_due(over, now, due=policy.due, grace=policy.grace),
        assignee=assignee,
        invited=_invited(loop, rule, assignee, policy),
        left_open=_left_open(view, rule, policy) if sprint and tells else (),
        incidents=_during(subject, view.incidents) if sprint and tells else (),
    )


def _left_open(view: View, rule: SubjectRule, policy: Policy) -> tuple[Ticket, ...]:
    """Open work whose titles may stand in the review (rule 21)."""
    return tuple(
        ticket
        for ticket in view.left_open
        if policy.may_tell(ticket.tracker, rule.review_in)
    )


def _assignee(
    subject: Ticket | Sprint, rule: SubjectRule, policy: Policy
) -> str | None:
    """Who is given the review, as a handle where it is made (rule 20)."""
    if isinstance(subject, Ticket) and subject.assignee:
        handle = _handle_in(rule.review_in, subject.tracker, subject.assignee, policy)
        if handle is not None:
            return handle
    return rule.assign.handle(rule.review_in) if rule.assign else None


def _handle_in(
    destination: str, source: str, handle: str, policy: Policy
) -> str | None:
    """The handle in `destination` of who is `handle` in `source`; never a bot's."""
    if is_bot(handle):
        return None
    person = policy.people.by_handle(source, handle)
    known = person.handle(destination) if person else None
    return known or (handle if source == destination else None)


def _invited(
    loop: Loop, rule: SubjectRule, assignee: str | None, policy: Policy
) -> tuple[str, ...]:
    """Whom the new review mentions, once."""
    match policy.invite:
        case Invite.NONE:
            return ()
        case Invite.ASSIGNEE:
            return (assignee,) if assignee else ()
        case Invite.CLOSEST:
            return _closest_handles(loop.subject_details, rule, policy)


def _closest_handles(
    details: Details | None, rule: SubjectRule, policy: Policy
) -> tuple[str, ...]:
    if details is None:
        return ()
    source = details.ticket.tracker
    handles = (
        _handle_in(rule.review_in, source, handle, policy)
        for handle in closest_to(details)
    )
    return tuple(dict.fromkeys(handle for handle in handles if handle))


def closest_to(details: Details) -> tuple[str, ...]:
    """Those closest to an incident: its assignee and those who commented, no bots."""
    ticket = details.ticket
    named = [ticket.assignee, *(comment.author for comment in details.comments)]
    return tuple(dict.fromkeys(one for one in named if one and not is_bot(one)))


def _during(sprint: Ticket | Sprint, incidents: Iterable[Ticket]) -> tuple[Ticket, ...]:
    """The incidents that belong to a sprint, by its key or by their time."""
    assert isinstance(sprint, Sprint)
    return tuple(
        incident
        for incident in incidents
        if incident.tracker == sprint.tracker
        and (
            incident.sprint == sprint.key
            or (not incident.sprint and sprint.start <= incident.opened <= sprint.end)
        )
    )


# Stamps, for trackers without a history


def _stamps(loop: Loop, policy: Policy, now: datetime) -> Iterator[Amend]:
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
        missed = ticket.due if _missed(ticket, policy, now) else None
    if not (signed or closed or finished or missed):
        return None
    return Amend(
        key=comment_key(_key_of(loop, ticket), f"stamp:{ticket.id}"),
        tracker=ticket.tracker,
        about=ticket.ref,
        title=ticket.title,
        ticket=ticket,
        why=_why_stamped(signed, closed, finished, missed),
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


def _why_stamped(*stamps: object) -> str:
    said = (
        "our mark, which was deleted",
        "when it was closed",
        "when it was first finished",
        "the due date it missed",
    )
    return "note " + ", ".join(
        words for words, stamp in zip(said, stamps, strict=True) if stamp
    )


# What went astray


def _lost(loop: Loop, now: datetime) -> Iterator[Problem]:
    """A review or write-back that somebody deleted is never silently made again."""
    ours = [t for t in (*loop.reviews, *loop.write_backs) if t.mark]
    standing = {t.mark.key for t in ours if t.mark and not t.gone}
    # By key: the journal may be younger than the ticket, and then knows nothing of it.
    gone = {t.mark.key: t.ref for t in ours if t.mark and t.gone}
    made = [one for one in loop.made if not one.is_comment]
    lost = {m.key: m.ref for m in made if m.key in gone or now - m.at >= SETTLED}
    for key, ref in sorted({**gone, **lost}.items()):
        if key not in standing:
            yield Problem(
                ref,
                "was made by afteraction and is not there any more",
                "restore it; to have it made again, run:"
                f" afteraction ledger forget {ref}",
            )


def _copies(loop: Loop) -> tuple[list[Change], list[Problem]]:
    """Second tickets with one key: the oldest counts (rule 12)."""
    changes: list[Change] = []
    problems: list[Problem] = []
    for original, copy in copies(loop):
        details = loop.more(copy)
        if details is not None and untouched(details):
            changes.append(
                CloseCopy(
                    key=comment_key(_key_of(loop, copy), f"copy:{copy.id}"),
                    tracker=copy.tracker,
                    about=original.ref,
                    title=copy.title,
                    copy=copy,
                    original=original,
                )
            )
        else:
            problems.append(
                Problem(
                    copy.ref,
                    f"is a second ticket for the same thing as {original.ref},"
                    " which counts",
                    "move over what is worth keeping and close it as declined",
                )
            )
    return changes, problems


def copies(loop: Loop) -> Iterator[tuple[Ticket, Ticket]]:
    """Open tickets of ours beside the one that counts, with that one before them."""
    first: dict[str, Ticket] = {}
    for ticket in (*loop.reviews, *loop.write_backs):
        if ticket.gone or ticket.mark is None:
            continue
        original = first.setdefault(ticket.mark.key, ticket)
        if original is not ticket and ticket.state is State.OPEN:
            yield original, ticket


def _tell_reopened(loop: Loop, now: datetime) -> list[Change]:
    review, subject = loop.review, loop.subject
    key = comment_key(loop.key, "subject-reopened")
    if review is None or not isinstance(subject, Ticket):
        return []
    if loop.our_comment(key) or loop.just_said(key, now):
        return []
    return [
        TellReopened(
            key=key,
            tracker=review.tracker,
            about=review.ref,
            title=review.title,
            review=review,
            subject=subject,
        )
    ]


# Bounds and time


def _at_most(
    changes: list[Change], at_most: int
) -> tuple[list[Change], tuple[HeldBack, ...]]:
    """None of a sort of which there are too many at once (rule 17)."""
    held_back = []
    for sort, members in (
        ("write-backs", frozenset({Does.WRITE_BACK})),
        ("comments", COMMENTS),
    ):
        count = sum(change.does in members for change in changes)
        if count > at_most:
            held_back.append(HeldBack(sort, count, at_most))
            changes = [c for c in changes if c.does not in members]
            if sort == "write-backs":
                changes = [c for c in changes if not isinstance(c, _OF_WRITE_BACKS)]
    return changes, tuple(held_back)


_OF_WRITE_BACKS = (PutTokens, PutLinks)


def _next_look(loop: Loop, policy: Policy, now: datetime) -> datetime | None:
    """When time alone may change what this loop needs; None: only a change can."""
    moments = [
        end_of_day(ticket.due, policy.zone)
        for ticket in loop.write_backs
        if ticket.due and ticket.state is State.OPEN
    ]
    review = loop.review
    if review is not None and review.state is State.OPEN and not held_at(review):
        moments.append(remark_from(loop, review, policy))
    return min((moment for moment in moments if moment > now), default=None)
