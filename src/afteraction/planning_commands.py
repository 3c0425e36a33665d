"""What people asked for in comments, and what is done about it.

A part of `planning`, and pure like it. How commands are read is in
`domain.command_table`; here it is found out which of them were not answered yet, who
may give them, and what each means for its ticket.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import assert_never

from afteraction.domain.calendar import day_of
from afteraction.domain.command_table import person_meant, read_commands, said_in
from afteraction.domain.commands import (
    AskHelp,
    Command,
    Decline,
    Done,
    GiveTo,
    Holds,
    Misread,
    NameGap,
    NewDue,
    Recurs,
    name_of,
    not_allowed,
)
from afteraction.domain.identity import comment_key, digest
from afteraction.domain.loops import Loop
from afteraction.domain.naming import named_in, names_of
from afteraction.domain.people import candidates, is_bot
from afteraction.domain.policy import Policy
from afteraction.domain.settled import (
    answer_key,
    declined_key,
    done_key,
    due_key,
    holds_key,
    recurs_key,
)
from afteraction.domain.tickets import Comment, LineEdit, Reason, Role, State, Ticket
from afteraction.plan_follow_through import Obey
from afteraction.review_blanks import fill_blanks

HEEDED = timedelta(days=30)
"""What was said longer ago, to whom nobody listened then, is not done any more."""
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Pending:
    """Commands in one comment that were not answered yet."""

    ticket: Ticket
    role: Role
    key: str
    """The answer's."""
    comment: Comment
    said: tuple[Command | Misread, ...]


def hears(review: Ticket, policy: Policy) -> bool:
    """Whether somebody may say something to us on this review."""
    return policy.follow_through is not None and review.state is State.OPEN


def named(loop: Loop, policy: Policy, now: datetime) -> set[tuple[str, str]]:
    """Trackers and handles of those to whom something is to be given."""
    return {
        (one.ticket.tracker, handle)
        for one in pending(loop, policy, now)
        for command in one.said
        if isinstance(command, GiveTo)
        for handle in candidates(command.who)
        if policy.people.by_handle(one.ticket.tracker, handle) is None
    }


def pending(loop: Loop, policy: Policy, now: datetime) -> Iterator[Pending]:
    """What people said to us and we did not answer, in the order of their comments."""
    if policy.follow_through is None:
        return
    for ticket, role, comments in _talks(loop, policy):
        key = ticket.mark.key if ticket.mark else ""
        answered = _answered(loop, key, role)
        for comment in comments:
            if comment.mark or is_bot(comment.author) or now - comment.at > HEEDED:
                continue
            said = said_in(comment.text)
            answer = answer_key(key, comment.id, said)
            if said and answer not in answered and answer not in loop.unsure:
                yield from _read(ticket, role, answer, comment, policy, answered)


def _talks(
    loop: Loop, policy: Policy
) -> Iterator[tuple[Ticket, Role, tuple[Comment, ...]]]:
    review, details = loop.review, None if loop.stale else loop.details
    if review is not None and details is not None and hears(review, policy):
        yield review, Role.REVIEW, details.comments
    for ticket in loop.write_backs:
        talk = loop.talk(ticket)
        if talk is not None and ticket.mark is not None and not ticket.gone:
            yield ticket, Role.WRITE_BACK, talk.comments


def _answered(loop: Loop, key: str, role: Role) -> set[str]:
    """The keys of all that we answered on a ticket."""
    answered = set(loop.said_of(key))
    if role is Role.REVIEW and loop.details is not None:
        marks = (comment.mark for comment in loop.details.comments)
        answered |= {said for mark in marks if mark for said in mark.keys}
    return answered


def _read(
    ticket: Ticket,
    role: Role,
    answer: str,
    comment: Comment,
    policy: Policy,
    answered: set[str],
) -> Iterator[Pending]:
    on = day_of(comment.at, policy.zone)
    said = read_commands(comment.text, role, said_on=on)
    if not said:
        return
    if not comment.may_edit:
        # Whoever may not edit is told so once: nobody makes us fill a ticket.
        key = ticket.mark.key if ticket.mark else ""
        answer = comment_key(key, f"not-allowed:{digest(comment.author)}")
        if answer in answered:
            return
        said = (not_allowed(said[0]),)
        answered.add(answer)
    yield Pending(ticket, role, answer, comment, said)


# --- what is done about them ----------------------------------------------------------


@dataclass(slots=True)
class _Doing:
    """What the commands of one comment amount to."""

    ticket: Ticket
    comment: Comment
    due: date | None = None
    assignee: str | None = None
    state: State | None = None
    reason: Reason | None = None
    covers: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The ticket's own."""
        return self.ticket.mark.key if self.ticket.mark else ""


def plan_commands(loop: Loop, policy: Policy, now: datetime) -> tuple[Obey, ...]:
    """One change for each comment that asks for something.

    A review's text is changed for one comment at a time: the others are heard by the
    next sync, which reads it as it is then.
    """
    changes: list[Obey] = []
    for one in pending(loop, policy, now):
        names_gaps = any(isinstance(command, NameGap) for command in one.said)
        if not (names_gaps and any(change.lines for change in changes)):
            changes.append(_obey(loop, one, policy))
    return tuple(changes)


def _obey(loop: Loop, one: Pending, policy: Policy) -> Obey:
    said = _settling_once(
        [_understood(command, one, loop, policy) for command in one.said]
    )
    doing = _Doing(one.ticket, one.comment)
    for command in said:
        _do(doing, command)
    lines, said = _gaps(loop, said)
    return Obey(
        key=one.key,
        tracker=one.ticket.tracker,
        about=one.ticket.ref,
        title=one.ticket.title,
        ticket=one.ticket,
        role=one.role,
        said=tuple(said),
        at=one.comment.at,
        covers=tuple(dict.fromkeys(doing.covers)),
        due=doing.due,
        assignee=doing.assignee,
        state=doing.state,
        reason=doing.reason,
        lines=lines,
        stranger=not one.comment.may_edit,
    )


def _gaps(
    loop: Loop, said: list[Command | Misread]
) -> tuple[tuple[LineEdit, ...], list[Command | Misread]]:
    """Blank blocks filled in for the gaps that were named, as far as there are any."""
    named = [one for one in said if isinstance(one, NameGap)]
    if not named or loop.details is None:
        return (), said
    gaps = [(gap.kind, gap.title) for gap in named]
    lines, placed = fill_blanks(loop.details.lines, gaps)
    return lines, [
        _no_place(one) if isinstance(one, NameGap) and one in named[placed:] else one
        for one in said
    ]


def _no_place(gap: NameGap) -> Misread:
    return Misread(
        f"/{gap.kind}",
        "there is no empty block left for it under 4; copy the last one there, from its"
        " heading on, and write this gap into the copy",
    )


def _understood(
    command: Command | Misread, one: Pending, loop: Loop, policy: Policy
) -> Command | Misread:
    """The command with its person and its tickets looked up, or why it can not be."""
    tracker = one.ticket.tracker
    match command:
        case GiveTo():
            there = frozenset(name for where, name in loop.there if where == tracker)
            person = person_meant(command, policy.people, tracker, there)
            if isinstance(person, Misread):
                return person
            return GiveTo(person.name, person.handle(tracker) or "")
        case Recurs(ref=ref):
            names = named_in(ref, tracker)
            if len(names) != 1 or len(names[0]) > _LONGEST_NAME:
                words = "no earlier ticket can be read in it; write it like platform#12"
                return Misread("/recurs", words)
            if names[0] in names_of(one.ticket.ref, one.ticket.url):
                words = "that is this very ticket; name the earlier one"
                return Misread("/recurs", words)
            return command
        case NewDue() if one.ticket.state is State.CLOSED:
            words = "this is closed, and is due no more; open it again first"
            return Misread("/due", words)
        case Holds() if not one.ticket.completed:
            return Misread(
                f"/{'yes' if command.yes else 'no'}",
                "this answers whether what was done holds, and this is not done yet",
            )
        case _:
            return command


def _settling_once(said: list[Command | Misread]) -> list[Command | Misread]:
    """Nothing is done of what one comment settles in two ways: which one is meant?"""
    ways = {way for command in said if (way := _settles(command))}
    counted = Counter(what for what, _ in ways)
    return [
        _unclear(command) if way and counted[way[0]] > 1 else command
        for command, way in zip(said, map(_settles, said), strict=True)
    ]


def _unclear(command: Command | Misread) -> Misread:
    words = "this comment says it in two ways; say again which one is meant"
    return Misread(f"/{name_of(command)}", words)


def _settles(command: Command | Misread) -> tuple[str, object] | None:
    """What of a ticket a command settles, and how; None where that is nothing."""
    match command:
        case Done():
            return "state", Reason.COMPLETED
        case Decline():
            return "state", Reason.DECLINED
        case NewDue(day=day):
            return "due", day
        case GiveTo(handle=handle):
            return "owner", handle
        case Holds(yes=yes):
            return "holds", yes
        case _:
            return None


def _do(doing: _Doing, command: Command | Misread) -> None:
    ticket, key, at = doing.ticket, doing.key, doing.comment.at
    match command:
        case Done():
            doing.state, doing.reason = State.CLOSED, Reason.COMPLETED
            doing.covers.append(done_key(key, at))
        case Decline():
            doing.state, doing.reason = State.CLOSED, Reason.DECLINED
            doing.covers.append(declined_key(key, doing.comment.id))
        case NewDue(day=day):
            doing.due = day
            doing.covers.append(due_key(key, day, ticket.due, at))
        case GiveTo(handle=handle):
            doing.assignee = handle
        case Recurs(ref=ref):
            doing.covers += [recurs_key(key, n) for n in named_in(ref, ticket.tracker)]
        case Holds(yes=yes):
            doing.covers.append(holds_key(key, yes=yes))
        case Misread() | AskHelp() | NameGap():
            pass
        case _:
            assert_never(command)
