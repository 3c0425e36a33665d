"""Sprints whose review is opened before they end: when, and what is told of them.

A part of `planning`, and pure like it: rule 18 says when such a review is due, the
configuration how long before the end it is opened. Until the sprint is over, and once
right after that, the facts in the review and its due day follow the sprint. Which
lines of the text change is decided where the text is made (`drafting`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from afteraction.domain.calendar import day_of
from afteraction.domain.identity import comment_key, digest
from afteraction.domain.loops import Loop
from afteraction.domain.policy import Policy
from afteraction.domain.tickets import Sprint, Ticket
from afteraction.plan import KeepUp, OpenReview


def is_to_open(loop: Loop, policy: Policy) -> bool:
    """Whether this loop's subject needs a review, now or later, that nobody made."""
    subject = loop.subject
    if subject is None or subject.gone or loop.reviews or loop.was_made(loop.key):
        return False
    return policy.selects(subject)


def opens_at(loop: Loop, policy: Policy) -> datetime | None:
    """When time alone opens this loop's review; None: it is open, or may be by now."""
    subject = loop.subject
    if subject is None or not is_to_open(loop, policy):
        return None
    return policy.opens_at(subject)


def keeps_up(loop: Loop, policy: Policy, now: datetime) -> bool:
    """Whether the facts in this loop's review still follow its sprint.

    That stands in the review's mark, so that no ledger has to remember it. They follow
    a sprint that nobody closes until its review is due, so that one that is forgotten
    costs nothing; how it ended is told when it is closed.
    """
    review, subject = loop.review, loop.subject
    if review is None or review.mark is None or not review.mark.facts:
        return False
    if not isinstance(subject, Sprint) or subject.gone or review.declined:
        return False
    followed = subject.state == "closed" or now < subject.end + policy.due
    return followed and policy.rule_for(subject) is not None


def keep_up(loop: Loop, anew: OpenReview, policy: Policy) -> Iterator[KeepUp]:
    """One edit of the review, if `anew` it would tell something else of its sprint."""
    review, said = loop.review, facts_said(anew)
    if review is None or review.mark is None or loop.details is None or loop.stale:
        return
    due = _following(review, day_of(anew.due, policy.zone))
    if review.mark.said == said and due is None:
        return
    yield KeepUp(
        key=comment_key(loop.key, "facts"),
        tracker=review.tracker,
        about=review.ref,
        title=review.title,
        review=review,
        details=loop.details,
        anew=anew,
        said=said,
        due=due,
    )


def _following(review: Ticket, due: date) -> date | None:
    """The new due day, if it is another one and nobody gave the review its own."""
    ours = review.mark.due if review.mark else None
    return due if ours is not None and review.due == ours != due else None


def facts_said(review: OpenReview) -> str:
    """Digest of what a review tells of its sprint, in whatever order."""
    subject, facts = review.subject, review.facts
    assert isinstance(subject, Sprint)
    told = [subject.name, subject.goal, subject.state, str(review.due)]
    told += [str(subject.start), str(subject.end)]
    if facts is not None:
        told += [str(facts.carried_over), str(facts.added), str(facts.committed)]
        told += ["done", *_named(facts.done), "open", *_named(facts.still_open)]
    told += ["incidents", *_named(review.incidents)]
    return digest(*told, "left open", *_named(review.left_open, due=True))


def _named(tickets: Iterable[Ticket], *, due: bool = False) -> list[str]:
    """Tickets as they are told; who has them and until when, where that is told."""
    return sorted(
        f"{one.ref} {one.title} {(one.assignee, one.due) if due else ()}"
        for one in tickets
    )
