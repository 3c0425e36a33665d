"""Tickets, reviews and changes for the tests of what our tickets say; no test in here.

`everything(words)` puts the same words into every place that people write in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from afteraction.domain.findings import Finding, Lack
from afteraction.domain.kinds import Kind
from afteraction.domain.people import Person
from afteraction.domain.reviews import Answer, Gap
from afteraction.domain.tickets import (
    Comment,
    Details,
    Event,
    Line,
    Mark,
    Reason,
    Role,
    Sprint,
    SprintFacts,
    State,
    Ticket,
)
from afteraction.plan import OpenReview, Remark, Reword, TellReopened, WriteBack
from afteraction.tracker import Abilities

OPENED = datetime(2026, 11, 18, 9, 12, tzinfo=UTC)
CLOSED = datetime(2026, 11, 18, 11, 40, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Names:
    """What of a tracker the texts need."""

    declining: str = "declined"

    @property
    def abilities(self) -> Abilities:
        return Abilities(history=True, declining=self.declining)

    def link(self, target: Ticket | Sprint) -> str:
        return f"[{target.key}]({target.key}.md)"

    def mention(self, handle: str) -> str:
        return f"@{handle}"


def ticket(key: str = "0041", /, **values: object) -> Ticket:
    """A closed incident, but for these values."""
    usual = Ticket(
        tracker="notes",
        id=key,
        key=key,
        ref=f"notes:{key}",
        url=f"work/tickets/{key}.md",
        title="Payments time out at checkout",
        state=State.CLOSED,
        reason=Reason.COMPLETED,
        labels=("incident", "payments"),
        assignee="ada",
        author="lin",
        opened=OPENED,
        closed=CLOSED,
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def comment(
    text: str, *, author: str = "lin", after: timedelta = 8 * MINUTE
) -> Comment:
    """What somebody said on an incident so long after it was opened."""
    return Comment(text, author, OPENED + after, text)


def story(
    *comments: Comment, incident: Ticket | None = None, who: str = "lin"
) -> Details:
    """An incident with its comments and history."""
    events = (
        Event(OPENED, who, "opened"),
        Event(CLOSED, None, "closed as completed"),
    )
    lines = (Line("1", "502s since the deploy."),)
    return Details(incident or ticket(), lines, comments, events)


def sprint(**values: object) -> Sprint:
    """A finished sprint of two weeks, but for these values."""
    usual = Sprint(
        tracker="notes",
        id="sprint:2026-46",
        key="2026-46",
        ref="notes:sprint:2026-46",
        url="work/sprints/2026-46.md",
        name="Sprint 46",
        goal="Checkout in two clicks",
        start=datetime(2026, 11, 2, 8, tzinfo=UTC),
        end=datetime(2026, 11, 13, 16, tzinfo=UTC),
        state="closed",
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def review_of_incident(details: Details | None = None, **values: object) -> OpenReview:
    """The review of an incident; without details it may tell nothing."""
    subject = details.ticket if details else ticket()
    usual = OpenReview(
        key="review-1",
        tracker="notes",
        about=subject.ref,
        title=subject.title if details else subject.ref,
        subject=subject,
        subject_uid="markdown:1#0041",
        details=details,
        facts=None,
        due=CLOSED + timedelta(hours=72),
        assignee="ada",
        invited=("ada",) if details else (),
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def review_of_sprint(facts: SprintFacts, **values: object) -> OpenReview:
    """The review of a sprint."""
    subject = facts.sprint
    usual = OpenReview(
        key="review-2",
        tracker="notes",
        about=subject.ref,
        title=subject.title,
        subject=subject,
        subject_uid="markdown:1#sprint:2026-46",
        details=None,
        facts=facts,
        due=subject.end + timedelta(hours=72),
        assignee=None,
        invited=(),
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def finding(
    kind: Kind = Kind.AVOIDABLE,
    *,
    title: str = "The alert came an hour late",
    items: tuple[str, ...] = ("Alert at 80 %", "Try it once a week"),
    next_try: str = "",
) -> Finding:
    """A complete finding of Ada's."""
    gap = Gap(
        title=title,
        ticked=(kind,),
        what=Answer("\n".join(items)),
        items=items,
        owner=Answer("@ada"),
        due=Answer(),
        next_try=Answer(next_try),
        checklist=Answer(),
        tracked=Answer(),
        lines=(),
        last=Line("", ""),
        number=1,
    )
    person = Person("Ada Lovelace", (("notes", "ada"),))
    return Finding(gap, kind, person, "ada", None, next_try=bool(next_try))


def the_review(**values: object) -> Ticket:
    """The review from which findings are written back."""
    mark = Mark(Role.REVIEW, "review-1", "main", "markdown:1#0041")
    return ticket("review-0041", mark=mark, **values)


def write_back(found: Finding, **values: object) -> WriteBack:
    """The change that makes a finding's ticket."""
    usual = WriteBack(
        key="review-1.f-3a9c",
        tracker="notes",
        about="notes:review-0041",
        title=found.title,
        finding=found,
        token="f-3a9c",
        review=the_review(),
        subject=ticket(),
        due=date(2026, 12, 1),
        labels=("checklist", "afteraction"),
        tells=True,
        needs=None,
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def reword(found: Finding, due: date | None) -> Reword:
    """The change that lets a ticket's text follow the review's."""
    return Reword(
        key="review-1/reword:f-3a9c",
        tracker="notes",
        about="notes:review-0041",
        title=found.title,
        finding=found,
        token="f-3a9c",
        review=the_review(),
        subject=ticket(),
        details=Details(ticket("review-0041-f3a9c", due=due), ()),
        tells=True,
    )


def remark(*lacks: Lack, reopens: bool = False) -> Remark:
    """The change that says what a review lacks."""
    return Remark(
        key="review-1/remark",
        tracker="notes",
        about="notes:review-0041",
        title="Review: Payments time out at checkout",
        review=the_review(),
        lacks=lacks,
        said="",
        replaces=None,
        reopened=reopens,
        reopens=reopens,
    )


def tell_reopened(subject: Ticket) -> TellReopened:
    """The change that says that an incident was opened again."""
    return TellReopened(
        key="review-1/subject-reopened",
        tracker="notes",
        about="notes:review-0041",
        title="Review: Payments time out at checkout",
        review=the_review(),
        subject=subject,
    )


@dataclass(frozen=True, slots=True)
class Everything:
    """One change of every sort that makes a text."""

    reviews: tuple[OpenReview, ...]
    write_backs: tuple[WriteBack | Reword, ...]
    remarks: tuple[Remark, ...]
    reopened: TellReopened
    original: Ticket


def everything(words: str) -> Everything:
    """The same words wherever people write; keys and urls are the trackers' own."""
    said = ticket(title=words, labels=(words,), assignee=words, author=words)
    other = ticket("0042", title=words, assignee=words, due=date(2026, 12, 1))
    details = story(comment(words, author=words), incident=said, who=words)
    facts = SprintFacts(sprint(name=words, goal=words), (said, other), (other,))
    steps = (words, f"{words}\n{words}")
    findings = [
        finding(kind, title=words, items=steps, next_try=words) for kind in Kind
    ]
    lack = Lack(words, 3, (words, f"its owner is given as “{words}”, who is not known"))
    return Everything(
        reviews=(
            review_of_incident(details),
            review_of_sprint(facts, left_open=(other,), incidents=(said,)),
        ),
        write_backs=(
            *(write_back(each, subject=said) for each in findings),
            reword(findings[0], None),
        ),
        remarks=(remark(lack), remark(lack, reopens=True)),
        reopened=tell_reopened(said),
        original=said,
    )
