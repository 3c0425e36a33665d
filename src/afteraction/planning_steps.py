"""Findings that go into standing checklists: which steps are to be added, and told.

A part of `planning_findings`, and pure like it. The token is put into the review first,
as for tickets (rule 10); a checklist in whose text a token stands gets nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from afteraction.domain.calendar import day_of
from afteraction.domain.checklists import (
    Checklist,
    ChecklistText,
    added_on,
    stands,
    tokens_in,
)
from afteraction.domain.findings import OPENING, Finding
from afteraction.domain.identity import (
    comment_key,
    new_token,
    step_key,
    write_back_key,
)
from afteraction.domain.loops import Loop
from afteraction.domain.policy import Policy
from afteraction.domain.steps import Step, told, way
from afteraction.domain.tickets import Line, LineEdit, Ticket
from afteraction.plan import AddStep, StepTold
from afteraction.reading import Opening, Reading, Tracking, Untracked
from afteraction.review_form import put_due, put_tracked


@dataclass(slots=True)
class Steps:
    """What the findings of one review that go into checklists lead to."""

    lines: list[LineEdit] = field(default_factory=list)
    """Tokens and dates to put into the review."""
    changes: list[AddStep] = field(default_factory=list)
    told: list[StepTold] = field(default_factory=list)


def goes_to(loop: Loop, finding: Finding, where: Tracking) -> Checklist | None:
    """The checklist to which a finding is to be added; None where a ticket is made.

    A finding whose ticket was made before somebody named a checklist keeps that.
    """
    match where:
        case Untracked():
            return finding.checklist
        case Opening(token):
            key = write_back_key(loop.key, token)
            has_ticket = loop.write_back(key) or loop.was_made(key)
            return None if has_ticket else finding.checklist
        case _:
            return None


def pending(loop: Loop, reading: Reading) -> tuple[Checklist, ...]:
    """The checklists to which this review's findings are still to be added."""
    found = (
        goes_to(loop, verdict, where)
        for verdict, where in reading.gaps
        if isinstance(verdict, Finding)
    )
    return tuple(dict.fromkeys(one for one in found if one is not None))


def plan_steps(
    loop: Loop,
    review: Ticket,
    reading: Reading,
    policy: Policy,
    now: datetime,
    taken: set[str],
) -> Steps:
    """The steps to add and what to tell of them; new tokens are added to `taken`.

    A checklist that can not be read leaves its findings as they are.
    """
    steps = Steps()
    today = day_of(now, policy.zone)
    for finding, where, checklist, text in _ready(loop, reading):
        if isinstance(where, Opening):
            line = finding.gap.tracked.lines[0]
            token, needs = where.token, None
        else:
            line = None
            token = new_token(loop.key, finding.said, taken | tokens_in(text.lines))
            needs = comment_key(loop.key, "tokens")
            steps.lines += _opening(finding, token)
        taken.add(token)
        if needs is None and stands(text.lines, token):
            day = added_on(text.lines, token) or today
            steps.told.append(_told(review, text, token, day, line, key=""))
            continue
        change = _add(loop, review, finding, token, checklist, policy, today, needs)
        steps.changes.append(change)
        steps.told.append(_told(review, text, token, today, line, key=change.key))
    return steps


def _ready(
    loop: Loop, reading: Reading
) -> Iterator[tuple[Finding, Tracking, Checklist, ChecklistText]]:
    for verdict, where in reading.gaps:
        if not isinstance(verdict, Finding):
            continue
        checklist = goes_to(loop, verdict, where)
        text = loop.checklist(checklist.name) if checklist else None
        if checklist is not None and text is not None and text.problem is None:
            yield verdict, where, checklist, text


def _opening(finding: Finding, token: str) -> Iterator[LineEdit]:
    iso = put_due(finding.gap, finding.due) if finding.due else None
    if iso is not None:
        yield iso
    yield put_tracked(finding.gap, f"{OPENING} {token}")


def _add(
    loop: Loop,
    review: Ticket,
    finding: Finding,
    token: str,
    checklist: Checklist,
    policy: Policy,
    today: date,
    needs: str | None,
) -> AddStep:
    return AddStep(
        key=step_key(loop.key, token),
        tracker=checklist.tracker,
        about=review.ref,
        title=finding.title,
        finding=finding,
        token=token,
        review=review,
        checklist=checklist,
        day=today,
        tells=policy.may_tell_of(review, checklist.tracker),
        needs=needs,
    )


def _told(
    review: Ticket,
    text: ChecklistText,
    token: str,
    day: date,
    line: Line | None,
    *,
    key: str,
) -> StepTold:
    step = Step(token, text.name, way(text.url, review.url), day)
    return StepTold(token, key, line, told(step))
