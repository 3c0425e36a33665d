"""What a review that was read leads to: write-backs, links, rewording, one remark.

A part of `planning`, and pure like it: rules 6, 7, 10, 19 and the table of kinds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from afteraction.domain.calendar import day_of
from afteraction.domain.findings import OPENING, Finding, Incomplete, Lack
from afteraction.domain.identity import (
    comment_key,
    digest,
    new_token,
    text_digest,
    write_back_key,
)
from afteraction.domain.kinds import Counts
from afteraction.domain.labels import OUR_LABEL
from afteraction.domain.loops import Loop, finding_token, is_ready
from afteraction.domain.policy import Policy
from afteraction.domain.steps import Step
from afteraction.domain.tickets import Line, LineEdit, Sprint, Ticket
from afteraction.plan import Change, PutLinks, PutTokens, Remark, Reword, WriteBack
from afteraction.planning_steps import Steps, goes_to, plan_steps
from afteraction.reading import (
    Opening,
    Reading,
    Standing,
    Untracked,
    read,
    remark_is_due,
)
from afteraction.review_form import put_due, put_tracked

ALL_CLEAR = "nothing"
"""What a remark says when the review lacks nothing any more."""


def plan_review(loop: Loop, policy: Policy, now: datetime) -> tuple[list[Change], bool]:
    """The changes that a review's text leads to, and whether it is unfinished."""
    if not remark_is_due(loop, policy, now):
        return [], False
    review = loop.review
    assert review is not None
    reading = read(loop, policy, now)
    changes: list[Change] = []
    if is_ready(review):
        changes += _write_backs(loop, review, reading, policy, now)
    changes += _remark(loop, review, reading, policy, now)
    return changes, bool(reading.lacks)


@dataclass(slots=True)
class _Writing:
    """What is gathered while the findings of one review are gone through."""

    lines: list[LineEdit] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    tokens: list[tuple[str, str, Line | None]] = field(default_factory=list)
    standing: list[Ticket] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)


def _write_backs(
    loop: Loop, review: Ticket, reading: Reading, policy: Policy, now: datetime
) -> list[Change]:
    """One edit that puts tokens, a ticket a finding, one edit that puts links."""
    writing = _Writing(taken=_taken(loop, reading))
    steps = plan_steps(loop, review, reading, policy, now, writing.taken)
    writing.lines += steps.lines
    for verdict, where in reading.gaps:
        match verdict, where:
            case Finding(), _ if goes_to(loop, verdict, where):
                pass
            case Finding(), Untracked():
                _begin(writing, loop, review, verdict, policy, now)
            case Finding(), Opening(token):
                _resume(writing, loop, review, verdict, token, policy, now)
            case Incomplete(gap=gap), Opening(token):
                _link(writing, loop, token, gap.tracked.lines[0])
            case Finding(), Standing(ticket):
                writing.changes += _reword(loop, review, verdict, ticket, policy)
            case _:
                pass
    return [
        *_tokens(writing, loop, review),
        *writing.changes,
        *steps.changes,
        *_links(writing, steps, loop),
    ]


def _taken(loop: Loop, reading: Reading) -> set[str]:
    """Tokens that stand in the review, on a ticket, or in the journal."""
    standing = {w.token for _, w in reading.gaps if isinstance(w, Opening | Step)}
    tickets = {finding_token(ticket) for ticket in loop.write_backs}
    made = {made.key.rpartition(".")[2] for made in loop.made}
    return standing | made | {token for token in tickets if token}


def _begin(
    writing: _Writing,
    loop: Loop,
    review: Ticket,
    finding: Finding,
    policy: Policy,
    now: datetime,
) -> None:
    """A finding without a token: write one, then its ticket."""
    token = new_token(loop.key, finding.said, writing.taken)
    writing.taken.add(token)
    iso = put_due(finding.gap, finding.due) if finding.due else None
    writing.lines += [iso] if iso else []
    writing.lines.append(put_tracked(finding.gap, f"{OPENING} {token}"))
    needs = comment_key(loop.key, "tokens")
    writing.changes.append(
        _write_back(loop, review, finding, token, policy, now, needs)
    )
    writing.tokens.append((token, write_back_key(loop.key, token), None))


def _resume(
    writing: _Writing,
    loop: Loop,
    review: Ticket,
    finding: Finding,
    token: str,
    policy: Policy,
    now: datetime,
) -> None:
    """A finding whose token stands already: its ticket may be missing."""
    key = write_back_key(loop.key, token)
    if loop.write_back(key) is None and loop.was_made(key) is None:
        writing.changes.append(
            _write_back(loop, review, finding, token, policy, now, None)
        )
        writing.tokens.append((token, key, finding.gap.tracked.lines[0]))
    else:
        _link(writing, loop, token, finding.gap.tracked.lines[0])


def _link(writing: _Writing, loop: Loop, token: str, line: Line) -> None:
    """The ticket stands: only its link is missing in the review."""
    key = write_back_key(loop.key, token)
    ticket = loop.write_back(key)
    if ticket is not None and not ticket.gone:
        writing.tokens.append((token, key, line))
        writing.standing.append(ticket)


def _write_back(
    loop: Loop,
    review: Ticket,
    finding: Finding,
    token: str,
    policy: Policy,
    now: datetime,
    needs: str | None,
) -> WriteBack:
    destination = policy.destination(finding.kind)
    return WriteBack(
        key=write_back_key(loop.key, token),
        tracker=destination.tracker,
        about=review.ref,
        title=finding.title,
        finding=finding,
        token=token,
        review=review,
        subject=_told_subject(loop, policy, destination.tracker),
        due=_due(finding, loop.subject, policy, now),
        labels=(*destination.labels, OUR_LABEL),
        tells=policy.may_tell_of(review, destination.tracker),
        needs=needs,
    )


def _told_subject(loop: Loop, policy: Policy, tracker: str) -> Ticket | Sprint | None:
    """The subject, where its title may stand (rule 21); the review links to it."""
    subject = loop.subject
    if subject is None or not policy.may_tell_of(subject, tracker):
        return None
    return subject


def _due(
    finding: Finding, subject: Ticket | Sprint | None, policy: Policy, now: datetime
) -> date | None:
    """The review's date, or the team's usual one; what was learned has none."""
    match finding.counts:
        case Counts.LEARNED:
            return None
        case Counts.WORK:
            return finding.due or _usually_due(subject, policy, now)
        case Counts.CONSTRAINT:
            return finding.due or day_of(now + policy.look_again, policy.zone)


def _usually_due(
    subject: Ticket | Sprint | None, policy: Policy, now: datetime
) -> date:
    """When work is due of which nobody said so: by the subject's severity, if told."""
    labels = subject.labels if isinstance(subject, Ticket) else ()
    priority = subject.priority if isinstance(subject, Ticket) else None
    span = policy.targets.target(labels, priority)
    if span is None or policy.follow_through is None:
        return day_of(now + policy.write_back_due, policy.zone)
    return policy.follow_through.working.after(day_of(now, policy.zone), span)


def _tokens(writing: _Writing, loop: Loop, review: Ticket) -> list[Change]:
    if not writing.lines or loop.details is None:
        return []
    return [
        PutTokens(
            key=comment_key(loop.key, "tokens"),
            tracker=review.tracker,
            about=review.ref,
            title=review.title,
            review=review,
            lines=tuple(writing.lines),
            expected=text_digest(loop.details.text),
        )
    ]


def _links(writing: _Writing, steps: Steps, loop: Loop) -> list[Change]:
    review = loop.review
    if not (writing.tokens or steps.told) or review is None:
        return []
    return [
        PutLinks(
            key=comment_key(loop.key, "links"),
            tracker=review.tracker,
            about=review.ref,
            title=review.title,
            review=review,
            tokens=tuple(writing.tokens),
            standing=tuple(writing.standing),
            steps=tuple(steps.told),
        )
    ]


def _reword(
    loop: Loop, review: Ticket, finding: Finding, ticket: Ticket, policy: Policy
) -> list[Change]:
    """The review rules the wording until a person edits the ticket (rule 7)."""
    details = loop.more(ticket)
    token = finding_token(ticket)
    if details is None or token is None or not rewordable(loop, finding, ticket):
        return []
    if ticket.mark is None or ticket.mark.text != text_digest(details.text):
        return []
    return [
        Reword(
            key=comment_key(loop.key, f"reword:{token}"),
            tracker=ticket.tracker,
            about=review.ref,
            title=finding.title,
            finding=finding,
            token=token,
            review=review,
            subject=_told_subject(loop, policy, ticket.tracker),
            details=details,
            tells=policy.may_tell_of(review, ticket.tracker),
        )
    ]


def rewordable(loop: Loop, finding: Finding, ticket: Ticket) -> bool:
    """Whether a ticket of ours says something else than its finding by now."""
    mark = ticket.mark
    return (
        mark is not None
        and mark.about == loop.key
        and mark.kind is finding.kind
        and mark.said != finding.said
    )


def _remark(
    loop: Loop, review: Ticket, reading: Reading, policy: Policy, now: datetime
) -> list[Change]:
    """One comment, kept up to date: what is missing, or that nothing is."""
    key = comment_key(loop.key, "remark")
    earlier = loop.our_comment(key)
    if earlier is None and (not reading.lacks or loop.just_said(key, now)):
        return []
    said = _digest_of(reading.lacks) if reading.lacks else ALL_CLEAR
    reopened = bool(earlier and earlier.mark and earlier.mark.reopened)
    unfinished = any(not lack.later for lack in reading.lacks)
    reopens = bool(policy.reopens and unfinished and review.completed and not reopened)
    if earlier and earlier.mark and earlier.mark.said == said and not reopens:
        return []
    return [
        Remark(
            key=key,
            tracker=review.tracker,
            about=review.ref,
            title=review.title,
            review=review,
            lacks=reading.lacks,
            said=said,
            replaces=earlier.id if earlier else None,
            reopened=reopened or reopens,
            reopens=reopens,
        )
    ]


def _digest_of(lacks: tuple[Lack, ...]) -> str:
    """Line numbers are left out: our own edits move lines."""
    return digest(*(f"{lack.where}: {' '.join(lack.sentences)}" for lack in lacks))
