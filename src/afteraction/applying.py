"""Doing what a plan says, and nothing else (laws 2 and 3).

Before a ticket or comment is created its intent is committed to the journal, after it
the outcome. A create whose answer was not seen is looked for before anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from itertools import groupby
from typing import cast

from afteraction.adding import StepAdder
from afteraction.domain.identity import loop_of
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Details, Role, Sprint, Ticket
from afteraction.drafting import Drafting
from afteraction.errors import Changed, Gone, Refused, TrackerError, Unreachable
from afteraction.ledger import Ledger
from afteraction.ledger.entries import Entry, Part, part_of
from afteraction.ledger.journal import Intent, Outcome
from afteraction.not_quite import as_it_is, not_obeyed, not_taken
from afteraction.plan import (
    AddStep,
    Amend,
    Change,
    CloseCopy,
    KeepUp,
    OpenReview,
    Plan,
    Point,
    PutLinks,
    PutTokens,
    Remark,
    Reword,
    TellReopened,
    WriteBack,
)
from afteraction.plan_follow_through import (
    Obey,
    PostReport,
    Remind,
    RenewReport,
    instead,
)
from afteraction.plan_safety import trackers_of
from afteraction.pointing import Pointer, about, not_linked
from afteraction.progress import Progress, Silent
from afteraction.tracker import Created, Edit, NotCreated, Tracker, Unknown

BATCH = 50
"""Tickets made in one call, where a tracker can make several (facts: Jira's bound)."""

Creating = OpenReview | WriteBack | PostReport


class Ended(StrEnum):
    """How a change ended."""

    DONE = "done"
    UNKNOWN = "unknown"
    """No answer was seen; the next sync looks for it before all else."""
    REFUSED = "refused"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one change."""

    change: Change
    ended: Ended
    ref: str = ""
    why: str = ""


class Applier:
    """Carries out plans against trackers, with the journal at hand."""

    def __init__(
        self,
        trackers: Mapping[str, Tracker],
        ledger: Ledger,
        drafting: Drafting,
        now: datetime,
        progress: Progress | None = None,
        at: Callable[[], datetime] | None = None,
    ) -> None:
        """One applier a plan: it remembers what became of the plan's changes.

        `at` tells the time while it runs, which may be long after `now`: for how long
        a listing may hide something counts from when it was made.
        """
        self._trackers = trackers
        self._ledger = ledger
        self._drafting = drafting
        self._at = at or (lambda: now)
        self._progress = progress or Silent()
        self._results: dict[str, Result] = {}
        self._standing: dict[str, Ticket] = {}
        self._unreachable: dict[str, TrackerError] = {}
        self._pointer = Pointer(trackers, ledger.journal, self._unreachable)
        self._steps = StepAdder(trackers, now)
        self.problems: list[Problem] = []
        """What was done, but not quite."""

    def apply(
        self,
        plan: Plan,
        *,
        unseen: Collection[str] = (),
        open_keys: Collection[str] = (),
    ) -> tuple[Result, ...]:
        """Do everything in the plan, in its order.

        Nothing is written to `unseen` trackers. `open_keys` may stand although nobody
        saw them, and it is too early to tell: they are left for the next sync.
        """
        doable = []
        for change in plan.changes:
            if trackers_of(change) & set(unseen):
                self._end(change, Ended.SKIPPED, why="its tracker gave no answer")
            elif change.key in open_keys:
                why = "an earlier answer was lost; looking for it again next time"
                self._end(change, Ended.UNKNOWN, why=why)
            else:
                doable.append(change)
        self._look_for(doable)
        tracked = self._progress.track(doable, "Writing", len(doable))
        for (creating, _), group in groupby(tracked, key=_grouping):
            if creating:
                self._create(cast("list[Creating]", list(group)))
            else:
                for change in group:
                    self._do(change)
        return tuple(self._results[change.key] for change in plan.changes)

    def _do(self, change: Change) -> None:
        match change:
            case Point():
                self._point_again(change)
            case AddStep():
                self._add_step(change)
            case _:
                self._edit(change)

    def _end(
        self, change: Change, ended: Ended, *, ref: str = "", why: str = ""
    ) -> None:
        self._results[change.key] = Result(change, ended, ref, why)

    # Creating

    def _look_for(self, changes: Collection[Change]) -> None:
        """Where a listing may lag, look for our marks once before the first create."""
        for tracker in self._trackers.values():
            creates = {
                change.key: change
                for change in changes
                if isinstance(change, Creating) and change.tracker == tracker.name
            }
            if not creates or not tracker.abilities.lag:
                continue
            try:
                for ticket in tracker.find(list(creates)):
                    key = self._drafting.key_of(ticket)
                    if key in creates:
                        self._stands(creates[key], ticket)
                        self._link(creates[key], ticket)
            except TrackerError as error:
                self._unreachable[tracker.name] = error

    def _stands(self, change: Change, ticket: Ticket) -> None:
        """A ticket that was to be created exists."""
        part, mark = part_of(ticket), ticket.mark
        about = mark.about if mark and mark.role is Role.REVIEW else ""
        self._ledger.view.put([Entry(loop_of(change.key), part, ticket, about)])
        self._standing[change.key] = ticket
        self._end(change, Ended.DONE, ref=ticket.ref)

    def _create(self, changes: list[Creating]) -> None:
        ready = [change for change in changes if self._may_create(change)]
        for start in range(0, len(ready), BATCH):
            self._create_some(ready[start : start + BATCH])

    def _may_create(self, change: Creating | AddStep) -> bool:
        """Whether nothing speaks against a create: a need, a silent tracker."""
        if change.key in self._results:
            return False
        if self._is_unreachable(change):
            return False
        needs = change.needs if isinstance(change, WriteBack | AddStep) else None
        if needs and self._results[needs].ended is not Ended.DONE:
            self._end(change, Ended.SKIPPED, why="its review could not be edited")
            return False
        return True

    def _is_unreachable(self, change: Change) -> bool:
        error = self._unreachable.get(change.tracker)
        if error is not None:
            self._end(change, Ended.SKIPPED, why=error.message)
        return error is not None

    def _create_some(self, changes: list[Creating]) -> None:
        tracker = self._trackers[changes[0].tracker]
        drafts = [self._drafting.ticket(change) for change in changes]
        self._ledger.journal.intend(
            [intent for change in changes for intent in self._intents(change)]
        )
        try:
            answers = tracker.create(drafts)
            for change, answer in zip(changes, answers, strict=True):
                self._created(change, answer)
        except Unreachable as error:
            self._unreachable[tracker.name] = error
            for change in changes:
                if change.key not in self._results:
                    self._created(change, Unknown(error.message))

    def _intents(self, change: Creating) -> Iterator[Intent]:
        yield self._intent(change)
        if not isinstance(change, PostReport):
            yield from self._pointer.intents(change, loop_of(change.key), self._at())

    def _intent(self, change: Change, key: str = "") -> Intent:
        uid, key = self._trackers[change.tracker].uid, key or change.key
        return Intent(key, loop_of(key), uid, change.about, self._at())

    def _created(
        self, change: Creating, answer: Created | NotCreated | Unknown
    ) -> None:
        journal = self._ledger.journal
        match answer:
            case Created(details, dropped=dropped):
                ticket = details.ticket
                self._stands(change, ticket)
                if isinstance(change, WriteBack):
                    self._ledger.view.put_talk(details)
                if dropped:
                    self.problems.append(not_taken(ticket, dropped))
                journal.settle(
                    change.key, Outcome.DONE, ticket_id=ticket.id, ref=ticket.ref
                )
                self._link(change, ticket)
            case NotCreated(message, hint):
                journal.settle(change.key, Outcome.REFUSED, why=message)
                if not isinstance(change, PostReport):
                    self._pointer.nothing_made(change.key)
                self._end(change, Ended.REFUSED, why=f"{message}; {hint}")
            case Unknown(message):
                journal.settle(change.key, Outcome.UNKNOWN, why=message)
                self._end(change, Ended.UNKNOWN, why=message)

    def _add_step(self, change: AddStep) -> None:
        if not self._may_create(change):
            return
        journal = self._ledger.journal
        journal.intend([self._intent(change)])
        try:
            ref = self._steps.add(change)
        except TrackerError as error:
            self._not_edited(change, error, [change.key])
            return
        journal.settle(change.key, Outcome.DONE, ref=ref)
        self._end(change, Ended.DONE, ref=ref)

    # Linking

    def _link(self, change: Creating, made: Ticket) -> None:
        """Link what was made to what it is about."""
        if not isinstance(change, PostReport):
            self._point(made, about(change))

    def _point(self, made: Ticket, to: Ticket | Sprint) -> TrackerError | None:
        """Link a ticket natively; what is out of reach is linked by the next sync."""
        error = self._pointer.point(made, to)
        if error is not None and not isinstance(error, Unreachable):
            self.problems.append(not_linked(made, to, error))
        return error

    def _point_again(self, change: Point) -> None:
        error = self._point(change.made, change.to)
        if error is None:
            self._end(change, Ended.DONE, ref=change.about)
        else:
            later = isinstance(error, Unreachable)
            ended = Ended.SKIPPED if later else Ended.REFUSED
            self._end(change, ended, why=error.message)

    # Editing

    def _edit(self, change: Change) -> None:
        if self._is_unreachable(change):
            return
        target, edit = self._target(change)
        if edit is None:
            self._end(change, Ended.SKIPPED, why="there is no ticket to link to yet")
            return
        says = edit.says
        self._ledger.journal.intend([self._intent(change, key) for key in says])
        try:
            details = self._trackers[target.tracker].edit(target.id, edit)
        except TrackerError as error:
            self._not_edited(change, error, says)
            if isinstance(error, Refused):
                self._do_instead(change, error)
            return
        self._edited(change, target, details)
        self._ledger.journal.settle_all(
            says, Outcome.DONE, ticket_id=target.id, ref=target.ref
        )

    def _do_instead(self, change: Change, error: Refused) -> None:
        """What is refused is told, and keeps nothing else from being said."""
        other = instead(change, partial(as_it_is, self._trackers))
        if other is not None:
            if isinstance(change, Obey):  # It ends well, but not as it was meant.
                self.problems.append(not_obeyed(change, error))
            self._edit(other)

    def _target(self, change: Change) -> tuple[Ticket, Edit | None]:
        """The ticket that a change edits, and how."""
        drafting = self._drafting
        match change:
            case PutTokens() | PutLinks() | Remark() | TellReopened() | KeepUp():
                return change.review, self._of_review(change)
            case Amend(ticket=ticket):
                return ticket, drafting.amend(change)
            case Obey(ticket=ticket):
                return ticket, drafting.answer(change)
            case RenewReport(ticket=ticket):
                return ticket, drafting.renewed(change)
            case Reword(details=details):
                return details.ticket, drafting.reword(change)
            case Remind(message=message):
                return message.host.duty.ticket, drafting.reminder(change)
            case CloseCopy(copy=copy):
                return copy, drafting.close_copy(change)
            case _:
                raise AssertionError(change)

    def _of_review(
        self, change: PutTokens | PutLinks | Remark | TellReopened | KeepUp
    ) -> Edit | None:
        drafting = self._drafting
        match change:
            case PutTokens():
                return drafting.tokens(change)
            case PutLinks():
                standing = {t.mark.key: t for t in change.standing if t.mark}
                standing |= self._standing
                return drafting.links(change, standing, self._steps.added)
            case Remark():
                return drafting.remark(change)
            case TellReopened():
                return drafting.reopened(change)
            case KeepUp():
                return drafting.keep_up(change)

    def _edited(self, change: Change, target: Ticket, details: Details) -> None:
        """Take over how the ticket stands now."""
        view = self._ledger.view
        known = view.known(target.tracker, [target.id]).get(target.id, ())
        entries = [replace(entry, ticket=details.ticket) for entry in known]
        view.put(entries)
        for entry in entries:
            if entry.part is Part.REVIEW:
                view.put_text(entry.loop, details)
            elif entry.part is Part.WRITE_BACK:
                view.put_talk(details)
        self._end(change, Ended.DONE, ref=target.ref)

    def _not_edited(
        self, change: Change, error: TrackerError, says: Collection[str]
    ) -> None:
        match error:
            case Unreachable():
                self._unreachable[change.tracker] = error
                outcome, ended = Outcome.UNKNOWN, Ended.UNKNOWN
            case Changed() | Gone():
                outcome, ended = Outcome.REFUSED, Ended.SKIPPED
            case _:
                outcome, ended = Outcome.REFUSED, Ended.REFUSED
        self._ledger.journal.settle_all(says, outcome, why=error.message)
        self._end(change, ended, why=error.message)


def _grouping(change: Change) -> tuple[bool, tuple[int, str]]:
    """Creates of one sort in one tracker go together."""
    return isinstance(change, Creating), (change.order, change.tracker)
