"""Whether the templates can be used: each is rendered once before anything is written.

Rule 1: a review's template that loses a field of the form is refused. Law 8: a broken
one is reported with its file and line. What is rendered here are samples of the very
changes that a plan holds.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from afteraction.domain.calendar import DAY
from afteraction.domain.findings import Finding, Lack
from afteraction.domain.kinds import Kind
from afteraction.domain.people import People, Person
from afteraction.domain.reviews import Answer, Gap
from afteraction.domain.tickets import (
    Comment,
    Details,
    Event,
    Line,
    Reason,
    Role,
    Sprint,
    SprintFacts,
    State,
    Ticket,
)
from afteraction.errors import TemplateError
from afteraction.escaping import cut
from afteraction.facts import MOST_MOMENTS
from afteraction.nudge_samples import COMMAND_SAMPLES, nudge_samples
from afteraction.nudge_texts import NudgeTexts
from afteraction.plan import OpenReview, Remark, TellReopened, WriteBack
from afteraction.rendering import Renderer
from afteraction.review_form import blank_fields, read_review
from afteraction.ticket_texts import TicketTexts
from afteraction.tracker import Abilities

_NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
_TICKET = Ticket(
    tracker="sample",
    id="1",
    key="1",
    ref="sample:1",
    url="",
    title="A sample",
    state=State.CLOSED,
    reason=Reason.COMPLETED,
    labels=("incident",),
    assignee="ada",
    author="ada",
    opened=_NOW,
    closed=_NOW,
    ended=_NOW,
    due=_NOW.date(),
)
_SPRINT = Sprint(
    tracker="sample",
    id="sprint:1",
    key="1",
    ref="sample:sprint:1",
    url="",
    name="A sample",
    goal="A goal",
    start=_NOW,
    end=_NOW,
    state="closed",
)
_GAP = Gap(
    title="A gap",
    ticked=(),
    what=Answer("A step"),
    items=("A step",),
    owner=Answer("ada"),
    due=Answer(),
    next_try=Answer("Another try"),
    checklist=Answer(),
    tracked=Answer(),
    lines=(),
    last=Line("", ""),
    number=1,
)


class _Names:
    """Stands for a tracker, as far as texts need one."""

    @property
    def abilities(self) -> Abilities:
        return Abilities(history=True)

    def link(self, target: Ticket | Sprint) -> str:
        return f"[{target.key}]({target.key}.md)"

    def mention(self, handle: str) -> str:
        return f"@{handle}"


def check_templates(renderer: Renderer) -> None:
    """Raise `TemplateError` for the first template that can not be used."""
    texts = TicketTexts(renderer, {"sample": _Names()}, People())
    for review in _reviews():
        _, body = texts.review(review)
        _check_form(body)
    for write_back in _write_backs():
        texts.write_back(write_back)
    for remark in _remarks():
        texts.remark(remark)
    texts.subject_reopened(_REOPENED)
    texts.copy("sample", _TICKET)
    _check_nudges(NudgeTexts(renderer, {"sample": _Names()}))


def _check_nudges(texts: NudgeTexts) -> None:
    for message in nudge_samples(_TICKET):
        for days in (-5, -1, 0, 1, 5):
            texts.message(message, _NOW.date() + days * DAY)
    for role in Role:
        texts.help(role)
        for command in COMMAND_SAMPLES:
            texts.answer("sample", role, (command,))
        texts.answer("sample", role, COMMAND_SAMPLES)


def _check_form(body: str) -> None:
    """Refuse a form that lost a field, or that is not blank when it is new."""
    lost = blank_fields(_lines(body))
    if lost:
        raise TemplateError(
            f"review.md.j2 loses what the form needs: {', '.join(lost)}",
            'keep {% include "form.md.j2" %} in it, or delete your copy of either',
        )
    blank = read_review(_lines(body))
    answers = (blank.intended, blank.happened, blank.gap, blank.carried_by)
    if any(answers) or blank.gaps or blank.problems:
        said = next((answer.text for answer in answers if answer), "")
        raise TemplateError(
            "form.md.j2 gives an answer before anybody did"
            + (f": “{cut(said, 60)}”" if said else ""),
            "put guidance at the top only: an answer's place stays empty",
        )


def _lines(text: str) -> tuple[Line, ...]:
    return tuple(Line(str(n), line) for n, line in enumerate(text.split("\n"), 1))


def _reviews() -> tuple[OpenReview, ...]:
    """Of incidents with a long story and with none, of sprints; one tells nothing."""
    comment = Comment("1", "lin", _NOW, "A sentence.")
    details = Details(
        _TICKET, (), (comment,) * MOST_MOMENTS, (Event(_NOW, "ada", "opened"),)
    )
    bare = replace(_TICKET, labels=(), assignee=None, closed=None, ended=None, due=None)
    incident = OpenReview(
        key="review-1",
        tracker="sample",
        about="sample:1",
        title="A sample",
        subject=_TICKET,
        subject_uid="sample#1",
        details=details,
        facts=None,
        due=_NOW,
        assignee="ada",
        invited=("ada",),
    )
    facts = SprintFacts(_SPRINT, (_TICKET,), (_TICKET,))
    sprint = replace(
        incident,
        subject=_SPRINT,
        details=None,
        facts=facts,
        left_open=(_TICKET,),
        incidents=(_TICKET,),
    )
    empty = SprintFacts(replace(_SPRINT, goal=""), (), (), 1, 1, committed=1)
    return (
        incident,
        replace(incident, details=Details(bare, ()), invited=()),
        replace(incident, details=None, invited=()),
        sprint,
        replace(sprint, facts=empty, left_open=(), incidents=()),
        replace(sprint, kept_up=True),
    )


def _write_backs() -> tuple[WriteBack, ...]:
    """One of each kind, with and without a date, and one that may tell nothing."""
    finding = Finding(_GAP, Kind.AVOIDABLE, Person("Ada"), "ada", None, next_try=False)
    first = WriteBack(
        key="review-1.f-1234",
        tracker="sample",
        about="sample:1",
        title="A gap",
        finding=finding,
        token="f-1234",
        review=_TICKET,
        subject=_TICKET,
        due=date(2026, 1, 5),
        labels=(),
        tells=True,
        needs=None,
    )
    return tuple(
        replace(
            first,
            finding=replace(finding, kind=kind, next_try=kind is Kind.EXPERIMENT),
            due=due,
            tells=tells,
        )
        for kind in Kind
        for due, tells in ((first.due, True), (None, True), (None, False))
    )


def _remarks() -> tuple[Remark, ...]:
    """One that names what is missing, one that reopens, one that is content."""
    first = Remark(
        key="review-1/remark",
        tracker="sample",
        about="sample:1",
        title="A sample",
        review=_TICKET,
        lacks=(Lack("A gap", 1, ("it has no owner",)), Lack("", 0, ("more",))),
        said="",
        replaces=None,
        reopened=False,
        reopens=False,
    )
    return first, replace(first, reopens=True, reopened=True), replace(first, lacks=())


_REOPENED = TellReopened(
    key="review-1/subject-reopened",
    tracker="sample",
    about="sample:1",
    title="A sample",
    review=_TICKET,
    subject=_TICKET,
)
