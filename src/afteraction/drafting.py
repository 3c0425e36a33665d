"""Changes of a plan, worded: what exactly goes to the tracker for each of them.

Pure but for the templates. Making it so is in `applying`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime

from afteraction.domain.calendar import day_of
from afteraction.domain.findings import OPENING, Finding
from afteraction.domain.gathering import addressed
from afteraction.domain.identity import digest, split_uid, text_digest
from afteraction.domain.kinds import Counts
from afteraction.domain.labels import OUR_LABEL
from afteraction.domain.policy import Policy
from afteraction.domain.tickets import (
    CommentMark,
    Line,
    LineEdit,
    Mark,
    Reason,
    Role,
    Sprint,
    State,
    Ticket,
)
from afteraction.nudge_texts import NudgeTexts
from afteraction.plan import (
    Amend,
    CloseCopy,
    Obey,
    OpenReview,
    PostReport,
    PutLinks,
    PutTokens,
    Remark,
    Remind,
    RenewReport,
    Reword,
    TellReopened,
    WriteBack,
)
from afteraction.review_form import tracked_line
from afteraction.ticket_texts import TicketTexts
from afteraction.tracker import CommentDraft, Draft, Edit, Tracker


class Drafting:
    """Words changes for the trackers where they go."""

    def __init__(
        self,
        texts: TicketTexts,
        nudges: NudgeTexts,
        policy: Policy,
        trackers: Mapping[str, Tracker],
        now: datetime,
        report: Callable[[date], tuple[str, str]],
    ) -> None:
        """`now` is when everything that is made now was made.

        `report` makes a report's title and text, for the period that began that day.
        """
        self._report = report
        self._texts = texts
        self._nudges = nudges
        self._policy = policy
        self._trackers = trackers
        self._now = now

    def key_of(self, ticket: Ticket) -> str:
        """The key of a ticket of this installation; "" for that of another one."""
        mark = ticket.mark
        ours = mark is not None and mark.installation == self._policy.installation
        return mark.key if mark and ours else ""

    def ticket(self, change: OpenReview | WriteBack | PostReport) -> Draft:
        """The ticket that a change makes."""
        match change:
            case OpenReview():
                return self._review(change)
            case WriteBack():
                return self._write_back(change)
            case PostReport():
                return self._posted(change)

    def _posted(self, change: PostReport) -> Draft:
        title, body = self._report(change.period)
        return Draft(
            name=f"report-{change.period}",
            title=title,
            text=body,
            labels=(*change.labels, OUR_LABEL),
            assignee=None,
            due=None,
            mark=self._report_mark(change.key, body, change.period),
            at=self._now,
        )

    def renewed(self, change: RenewReport) -> Edit:
        """The report, written anew where nobody else wrote in it."""
        title, body = self._report(change.period)
        mark = change.ticket.mark
        assert mark is not None
        return Edit(
            at=self._now,
            title=title,
            text=body,
            expected=mark.text,
            state=State.OPEN,
            mark=self._report_mark(mark.key, body, change.period),
        )

    def _report_mark(self, key: str, body: str, period: date) -> Mark:
        ours, said = self._policy.installation, str(period)
        return Mark(Role.REPORT, key, ours, "report", text=text_digest(body), said=said)

    def _review(self, change: OpenReview) -> Draft:
        title, body = self._texts.review(change)
        tells = self._policy.may_tell_of(change.subject, change.tracker)
        return Draft(
            name=_review_name(change),
            title=title,
            text=body,
            labels=(self._policy.review_label, OUR_LABEL),
            assignee=change.assignee,
            due=day_of(change.due, self._policy.zone),
            mark=Mark(
                Role.REVIEW,
                change.key,
                self._policy.installation,
                change.subject_uid,
                text=text_digest(body),
            ),
            at=self._now,
            about=change.subject,
            subject=change.subject if tells else None,
        )

    def _write_back(self, change: WriteBack) -> Draft:
        title, body = self._texts.write_back(change)
        finding = change.finding
        review_key = change.key.rpartition(".")[0]
        return Draft(
            name=f"{change.review.key}-{change.token.replace('-', '')}",
            title=title,
            text=body,
            labels=change.labels,
            assignee=finding.handle,
            due=change.due,
            mark=self._finding_mark(change.key, review_key, finding, body),
            at=self._now,
            closed=finding.counts is Counts.LEARNED,
            about=change.review,
            subject=change.subject,
        )

    def _finding_mark(self, key: str, review: str, finding: Finding, body: str) -> Mark:
        return Mark(
            Role.WRITE_BACK,
            key,
            self._policy.installation,
            review,
            text=text_digest(body),
            said=finding.said,
            kind=finding.kind,
            next_try=finding.next_try,
        )

    def amend(self, change: Amend) -> Edit:
        """Fields and lines of a ticket."""
        return Edit(
            at=self._now,
            lines=change.lines,
            expected=change.expected,
            state=change.state,
            reason=change.reason,
            closed=change.closed,
            finished=change.finished,
            missed=change.missed,
            mark=change.mark,
            labels=change.labels,
        )

    def tokens(self, change: PutTokens) -> Edit:
        """Tokens and dates, into the very text from which they were planned."""
        return Edit(at=self._now, lines=change.lines, expected=change.expected)

    def links(
        self,
        change: PutLinks,
        standing: Mapping[str, Ticket],
        added: Collection[str] = (),
    ) -> Edit | None:
        """Links for those tokens whose tickets stand; None when there are none.

        Of steps is told what stands already, or was just `added`.
        """
        here = self._trackers[change.tracker]
        lines = tuple(
            _link_edit(token, line, here.link(standing[key]))
            for token, key, line in change.tokens
            if key in standing
        )
        lines += tuple(
            _link_edit(step.token, step.line, step.text)
            for step in change.steps
            if not step.key or step.key in added
        )
        return Edit(at=self._now, lines=lines) if lines else None

    def reword(self, change: Reword) -> Edit:
        """The text of a write-back, made anew from what the review says now."""
        title, body = self._texts.write_back(change)
        mark = change.details.ticket.mark
        assert mark is not None
        return Edit(
            at=self._now,
            title=title,
            text=body,
            expected=mark.text,
            mark=self._finding_mark(mark.key, mark.about, change.finding, body),
        )

    def remark(self, change: Remark) -> Edit:
        """The remark, and the reopening that goes with it, in one step."""
        comment = CommentDraft(
            text=self._texts.remark(change),
            mark=self._comment_mark(change.key, change.said, change.reopened),
            at=self._now,
            replaces=change.replaces,
        )
        state = State.OPEN if change.reopens else None
        return Edit(at=self._now, comment=comment, state=state)

    def reopened(self, change: TellReopened) -> Edit:
        """The comment that the incident was opened again."""
        return Edit(
            at=self._now,
            comment=CommentDraft(
                text=self._texts.subject_reopened(change),
                mark=self._comment_mark(change.key),
                at=self._now,
            ),
        )

    def answer(self, change: Obey) -> Edit:
        """What was asked for in a comment, and our answer to it."""
        ends = change.state is State.CLOSED
        first = change.reason is Reason.COMPLETED and change.ticket.finished is None
        comment = CommentDraft(
            text=self._nudges.answer(change.tracker, change.role, change.said),
            mark=replace(self._comment_mark(change.key), covers=change.covers),
            at=self._now,
        )
        return Edit(
            at=self._now,
            lines=change.lines,
            state=change.state,
            reason=change.reason,
            closed=change.at if ends else None,
            finished=change.at if first else None,
            due=change.due,
            assignee=change.assignee,
            comment=comment,
        )

    def reminder(self, change: Remind) -> Edit:
        """The comment that is said to one person."""
        message = change.message
        mark = replace(
            self._comment_mark(change.key),
            covers=message.says[1:],
            to=addressed(message.to),
        )
        today = day_of(self._now, self._policy.zone)
        text = self._nudges.message(message, today)
        return Edit(at=self._now, comment=CommentDraft(text, mark, self._now))

    def close_copy(self, change: CloseCopy) -> Edit:
        """A copy, closed as the duplicate that it is."""
        return Edit(
            at=self._now,
            state=State.CLOSED,
            reason=Reason.DUPLICATE,
            closed=self._now,
            comment=CommentDraft(
                text=self._texts.copy(change.tracker, change.original),
                mark=self._comment_mark(change.key),
                at=self._now,
            ),
        )

    def _comment_mark(
        self, key: str, said: str = "", reopened: bool = False
    ) -> CommentMark:
        return CommentMark(key, self._policy.installation, said, reopened)


def _review_name(change: OpenReview) -> str:
    """A name that the same subject always gets, and no other one."""
    subject = change.subject
    stem = f"sprint-{subject.key}" if isinstance(subject, Sprint) else subject.key
    if subject.tracker == change.tracker:
        return f"review-{stem}"
    return f"review-{digest(split_uid(change.subject_uid)[0])[:6]}-{stem}"


def _link_edit(token: str, line: Line | None, link: str) -> LineEdit:
    """The link in the token's place; a person's way of writing the line is kept."""
    opening = f"{OPENING} {token}"
    if line is not None and opening in line.text:
        return LineEdit(line, line.text.replace(opening, link))
    return LineEdit(line or Line("", tracked_line(opening)), tracked_line(link))
