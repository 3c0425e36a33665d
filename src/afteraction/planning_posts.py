"""The report as a ticket: made once a period, or one that is brought up to date.

A part of `planning`, and pure like it. What stands in it is made when it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from afteraction.domain.identity import comment_key
from afteraction.domain.loops import View, count_first
from afteraction.domain.policy import Policy
from afteraction.domain.posting import Posting, due_from, period_at
from afteraction.domain.tickets import Reason, State, Ticket
from afteraction.plan import Amend, Change
from afteraction.plan_follow_through import PostReport, RenewReport


def plan_posts(
    view: View, policy: Policy, now: datetime, *, asked: bool = False
) -> tuple[Change, ...]:
    """The report of this period, if it is due and not there yet.

    With `asked` somebody wants it now; then one that stands is brought up to date.
    Without that, one that somebody took away is not posted again before the next one.
    """
    posting, rules = policy.posting, policy.follow_through
    if posting is None or rules is None or not view.reviews:
        return ()
    period = period_at(posting, rules, now)
    if not asked and now < due_from(period, rules):
        return ()
    key = posting.key(policy.installation, period)
    stands = _with_key(view, key)
    if stands is None:
        if not asked and _taken_away(view, policy, key, period):
            return ()
        return (_new(posting, key, period),)
    said = stands.mark.said if stands.mark else ""
    if asked or (posting.standing and said != str(period)):
        return (_renewed(stands, key, period),)
    return tuple(_over(view, posting, stands))


def _with_key(view: View, key: str) -> Ticket | None:
    """The report with this key; of several the oldest counts (rule 12)."""
    same = tuple(one for one in view.posted if one.mark and one.mark.key == key)
    return next((one for one in count_first(same) if not one.gone), None)


def _taken_away(view: View, policy: Policy, key: str, period: date) -> bool:
    """Whether this period's was posted: deleted, not ours any more, or only hidden."""
    posting, rules = policy.posting, policy.follow_through
    assert posting is not None
    assert rules is not None
    return any(
        one.key == key and period_at(posting, rules, one.at) == period
        for one in view.were_posted
    )


def _new(posting: Posting, key: str, period: date) -> PostReport:
    return PostReport(
        key=key,
        tracker=posting.tracker,
        about=posting.tracker,
        title=f"the report of {period}",
        period=period,
        labels=posting.labels,
    )


def _renewed(ticket: Ticket, key: str, period: date) -> RenewReport:
    return RenewReport(
        key=comment_key(key, "renewed"),
        tracker=ticket.tracker,
        about=ticket.ref,
        title=ticket.title,
        ticket=ticket,
        period=period,
    )


def _over(view: View, posting: Posting, stands: Ticket) -> Iterator[Amend]:
    """Reports of earlier periods, and copies: closed once there is one to look at."""
    for ticket in view.posted:
        mark = ticket.mark
        if mark is None or ticket.gone or ticket == stands:
            continue
        if ticket.state is State.OPEN and ticket.tracker == posting.tracker:
            yield Amend(
                key=comment_key(mark.key, f"over:{ticket.id}"),
                tracker=ticket.tracker,
                about=ticket.ref,
                title=ticket.title,
                ticket=ticket,
                why="there is a newer report",
                state=State.CLOSED,
                reason=Reason.COMPLETED,
            )
