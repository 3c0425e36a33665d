"""What should happen next: view + policy + now → plan (rules 6 to 20).

Pure. Each function here looks at one loop and names changes; nothing is read, written
or rendered. The values that it makes are in `plan`, how they are done in `applying`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from afteraction.domain.calendar import end_of_day, review_due
from afteraction.domain.identity import comment_key
from afteraction.domain.loops import SETTLED, Loop, View
from afteraction.domain.people import is_bot
from afteraction.domain.policy import Invite, Policy, SubjectRule
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Details, Event, Sprint, State, Ticket
from afteraction.plan import (
    COMMENTS,
    Change,
    Does,
    HeldBack,
    OpenReview,
    Plan,
    PutLinks,
    PutTokens,
    TellReopened,
    in_order,
)
from afteraction.plan_follow_through import Obey
from afteraction.planning_commands import plan_commands
from afteraction.planning_findings import plan_review
from afteraction.planning_nudges import next_nudge, plan_nudges
from afteraction.planning_posts import plan_posts
from afteraction.planning_sprints import (
    is_to_open,
    keep_up,
    keeps_up,
    opens_at,
)
from afteraction.planning_upkeep import close_copies, lost, points, stamps
from afteraction.reading import (
    needs_text,
    remark_from,
    subject_reopened,
)


def plan(view: View, policy: Policy, now: datetime) -> Plan:
    """Everything that has to happen, given what is seen at `now`."""
    changes: list[Change] = []
    problems: list[Problem] = []
    looked_at = []
    to_open = {loop.key for loop in view.loops if opens(loop, policy, now)}
    too_many = len(to_open) > policy.at_most
    nudging = plan_nudges(view.loops, view.told, policy, now)
    for loop in view.loops:
        mine, mine_problems, unfinished = _plan_loop(loop, policy, now)
        if loop.key in to_open and not too_many and is_told(loop, policy):
            mine.append(_open_review(loop, view, policy, now))
        mine += _keep_up(loop, view, policy, now)
        changes += mine
        problems += mine_problems
        busy = bool(mine or mine_problems or unfinished or loop.key in to_open)
        busy |= loop.key in nudging.busy | nudging.waiting
        busy = busy or keeps_up(loop, policy, now)
        looked_at.append((loop, now if busy else _next_look(loop, policy, now)))
    changes += nudging.changes
    changes += plan_posts(view, policy, now)
    kept, held_back = _at_most(changes, policy.at_most)
    if too_many:
        held_back = (HeldBack("new reviews", len(to_open), policy.at_most), *held_back)
    return Plan(in_order(kept), held_back, tuple(problems), tuple(looked_at))


def _plan_loop(
    loop: Loop, policy: Policy, now: datetime
) -> tuple[list[Change], list[Problem], bool]:
    """The changes and problems of one loop, and whether its review is unfinished."""
    changes: list[Change] = list(stamps(loop, policy, now))
    problems = list(lost(loop, now))
    copies, copy_problems = close_copies(loop, policy, now)
    changes += copies
    problems += copy_problems
    changes += points(loop)
    commands = plan_commands(loop, policy, now)
    changes += commands
    problems += [one.problem for one in loop.checklists if one.problem]
    if not needs_text(loop, policy, now) or loop.text is None:
        return changes, problems, False
    if subject_reopened(loop):
        changes += _tell_reopened(loop, now)
    if any(command.lines for command in commands):
        return changes, problems, True  # its text will be another one
    more, unfinished = plan_review(loop, policy, now)
    return changes + more, problems, unfinished


# Opening a review


def opens(loop: Loop, policy: Policy, now: datetime) -> bool:
    """Whether this loop's subject needs a review by now that nobody made yet."""
    if not is_to_open(loop, policy):
        return False
    opening = opens_at(loop, policy)
    return opening is None or now >= opening


def is_told(loop: Loop, policy: Policy) -> bool:
    """Whether all that a new review has to tell was read; else it waits for that."""
    subject = loop.subject
    rule = policy.rule_for(subject) if subject else None
    if subject is None or rule is None:
        return False
    if not policy.may_tell_of(subject, rule.review_in):
        return True
    return loop.subject_details is not None or loop.sprint_facts is not None


def _open_review(loop: Loop, view: View, policy: Policy, now: datetime) -> OpenReview:
    subject = loop.subject
    assert subject is not None
    rule = policy.rule_for(subject)
    ends = policy.ends_at(subject)
    if ends is None and isinstance(subject, Sprint):
        ends = subject.end
    assert rule is not None
    assert ends is not None
    tells = policy.may_tell_of(subject, rule.review_in)
    assignee = _assignee(subject, rule, policy)
    sprint = isinstance(subject, Sprint)
    return OpenReview(
        key=loop.key,
        tracker=rule.review_in,
        about=subject.ref,
        title=subject.title if tells else subject.ref,
        subject=subject,
        subject_uid=loop.about,
        details=_story(loop.subject_details, subject) if tells else None,
        facts=loop.sprint_facts if tells else None,
        due=review_due(ends, now, due=policy.due, grace=policy.grace),
        assignee=assignee,
        invited=_invited(loop, rule, assignee, policy),
        left_open=_left_open(loop, view, rule, policy) if sprint and tells else (),
        incidents=_during(subject, view.incidents) if sprint and tells else (),
        kept_up=isinstance(subject, Sprint) and subject.state == "active",
    )


def _keep_up(loop: Loop, view: View, policy: Policy, now: datetime) -> Iterable[Change]:
    """What a review tells of a sprint that goes on, or has just ended."""
    review = loop.review
    if review is None or not keeps_up(loop, policy, now) or not is_told(loop, policy):
        return ()
    anew = _open_review(loop, view, policy, review.opened)
    return keep_up(loop, replace(anew, kept_up=True), policy)


def _story(details: Details | None, subject: Ticket | Sprint) -> Details | None:
    """What an incident tells, with the closing that only we noticed so far."""
    if details is None or not isinstance(subject, Ticket):
        return None
    if not subject.unstamped or subject.closed is None:
        return replace(details, ticket=subject)
    closing = Event(subject.closed, None, f"closed as {subject.reason or 'done'}")
    return replace(details, ticket=subject, events=(*details.events, closing))


def _left_open(
    loop: Loop, view: View, rule: SubjectRule, policy: Policy
) -> tuple[Ticket, ...]:
    """Open work of other reviews whose titles may stand in this one (rule 21)."""
    own = {ticket.ref for ticket in loop.write_backs}
    return tuple(
        ticket
        for ticket in view.left_open
        if ticket.ref not in own and policy.may_tell_of(ticket, rule.review_in)
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
        and not incident.restricted
        and (
            incident.sprint == sprint.key
            or (not incident.sprint and sprint.start <= incident.opened <= sprint.end)
        )
    )


# What went astray


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
    sorts = [_sort_of(change) for change in changes]
    for sort in _SORTS:
        count = sorts.count(sort)
        if count > at_most:
            held_back.append(HeldBack(sort, count, at_most))
            changes = [one for one in changes if _sort_of(one) != sort]
            if sort == "write-backs":
                changes = [c for c in changes if not isinstance(c, _OF_WRITE_BACKS)]
    return changes, tuple(held_back)


_OF_WRITE_BACKS = (PutTokens, PutLinks)
_SORTS = (
    "write-backs",
    "comments",
    "answers to comments",
    "answers to people who may not edit",
    "reminders",
)


def _sort_of(change: Change) -> str:
    """What is counted together; "" for what may be as often as it has to.

    However many strangers call, those who work here are heard.
    """
    match change.does:
        case Does.WRITE_BACK:
            return "write-backs"
        case Does.ANSWER:
            stranger = isinstance(change, Obey) and change.stranger
            return _SORTS[3] if stranger else "answers to comments"
        case Does.REMIND:
            return "reminders"
        case does:
            return "comments" if does in COMMENTS else ""


def _next_look(loop: Loop, policy: Policy, now: datetime) -> datetime | None:
    """When time alone may change what this loop needs; None: only a change can."""
    moments = [
        end_of_day(ticket.due, policy.zone)
        for ticket in loop.write_backs
        if ticket.due and ticket.state is State.OPEN
    ]
    standing = {t.mark.key for t in (*loop.reviews, *loop.write_backs) if t.mark}
    moments += [m.at + SETTLED for m in loop.made if m.key not in standing]
    review = loop.review
    if review is not None and review.state is State.OPEN:
        moments.append(remark_from(loop, review, policy))
    nudge = next_nudge(loop, policy, now)
    moments += [nudge] if nudge is not None else []
    opening = opens_at(loop, policy)
    moments += [opening] if opening is not None else []
    return min((moment for moment in moments if moment > now), default=None)
