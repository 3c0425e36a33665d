"""A loop's few questions: when its review is due and was held, which ticket counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Literal

import pytest

from afteraction.domain.loops import (
    Loop,
    Made,
    count_first,
    due_at,
    finding_token,
    held_at,
    is_ready,
)
from afteraction.domain.policy import SubjectRule
from afteraction.domain.tickets import (
    Comment,
    CommentMark,
    Details,
    Mark,
    Reason,
    Role,
    Sprint,
    State,
    Ticket,
)
from tests.engine.house import policy

ENDED = datetime(2026, 11, 16, 12, tzinfo=UTC)
"""A Monday; in the team's zone, Berlin, it is 13:00."""
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
OPENED = ENDED + HOUR


def ticket(ticket_id: str = "0041", /, **values: object) -> Ticket:
    """An incident that was over at `ENDED`, but for these values."""
    usual = Ticket(
        tracker="notes",
        id=ticket_id,
        key=ticket_id,
        ref=f"notes:{ticket_id}",
        url="",
        title="Payments time out",
        state=State.CLOSED,
        reason=Reason.COMPLETED,
        labels=("incident",),
        assignee="ada",
        author=None,
        opened=ENDED - HOUR,
        closed=ENDED,
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def review(ticket_id: str = "review-0041", /, **values: object) -> Ticket:
    """An open review of it, due as it was opened: 72 hours after its end."""
    usual = ticket(
        ticket_id,
        state=State.OPEN,
        reason=None,
        opened=OPENED,
        closed=None,
        labels=("review", "afteraction"),
        due=date(2026, 11, 19),
        mark=Mark(Role.REVIEW, "review-1", "main", "notes#0041"),
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def sprint(state: Literal["active", "closed"] = "closed") -> Sprint:
    return Sprint(
        tracker="notes",
        id="sprint:46",
        key="46",
        ref="notes:sprint:46",
        url="",
        name="Sprint 46",
        goal="",
        start=ENDED - 14 * DAY,
        end=ENDED,
        state=state,
    )


GONE = ticket(reason=Reason.DECLINED, closed=None, gone=True)
REOPENED = ticket(state=State.OPEN, reason=None, closed=None)
END_OF_19TH = datetime(2026, 11, 19, 23, tzinfo=UTC)
END_OF_25TH = datetime(2026, 11, 25, 23, tzinfo=UTC)
MOVED = date(2026, 11, 25)


class TestDue:
    @pytest.mark.parametrize(
        ("subject", "values", "due"),
        [
            pytest.param(ticket(), {}, ENDED + 72 * HOUR, id="72 hours after the end"),
            pytest.param(sprint(), {}, ENDED + 72 * HOUR, id="a sprint's too"),
            pytest.param(
                ticket(), {"due": None}, ENDED + 72 * HOUR, id="no day in the ticket"
            ),
            pytest.param(
                ticket(),
                {"opened": ENDED + 9 * DAY, "due": date(2026, 11, 26)},
                ENDED + 10 * DAY,
                id="nobody is late on the day it is opened",
            ),
            pytest.param(
                ticket(ended=ENDED - DAY),
                {"due": date(2026, 11, 18)},
                ENDED + 48 * HOUR,
                id="what the ticket says of its end wins",
            ),
            pytest.param(ticket(), {"due": MOVED}, END_OF_25TH, id="moved later"),
            pytest.param(
                ticket(),
                {"due": date(2026, 11, 18)},
                END_OF_19TH - DAY,
                id="moved earlier",
            ),
            pytest.param(
                sprint(), {"due": MOVED}, END_OF_25TH, id="a sprint's moved later"
            ),
            pytest.param(GONE, {}, END_OF_19TH, id="the subject is gone"),
            pytest.param(None, {}, END_OF_19TH, id="the subject is nowhere"),
            pytest.param(GONE, {"due": MOVED}, END_OF_25TH, id="gone and moved"),
            pytest.param(
                GONE, {"due": None}, OPENED + 72 * HOUR, id="gone and no day known"
            ),
            pytest.param(
                None, {"due": None}, OPENED + 72 * HOUR, id="nowhere and no day known"
            ),
            pytest.param(REOPENED, {}, END_OF_19TH, id="the subject was reopened"),
            pytest.param(sprint("active"), {}, END_OF_19TH, id="the sprint goes on"),
            pytest.param(
                ticket(reason=Reason.DECLINED),
                {},
                ENDED + 72 * HOUR,
                id="the subject was declined afterwards",
            ),
            pytest.param(
                ticket(),
                {"due": date.max},
                datetime.max.replace(tzinfo=UTC),
                id="never",
            ),
        ],
    )
    def test_when(
        self, subject: Ticket | Sprint | None, values: dict[str, object], due: datetime
    ) -> None:
        assert due_at(review(**values), subject, policy()) == due

    def test_the_team_sets_both_spans(self) -> None:
        quick = policy(due=24 * HOUR, grace=HOUR)

        assert due_at(review(due=None), ticket(), quick) == ENDED + DAY
        late = review(due=None, opened=ENDED + 9 * DAY)
        assert due_at(late, ticket(), quick) == ENDED + 9 * DAY + HOUR

    def test_the_day_of_the_due_hour_is_the_teams(self) -> None:
        """23:30 UTC is the next day in Berlin: that day in a ticket moves nothing."""
        late = ticket(closed=datetime(2026, 11, 16, 23, 30, tzinfo=UTC))
        due = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)

        assert due_at(review(due=date(2026, 11, 20)), late, policy()) == due
        moved = due_at(review(due=date(2026, 11, 19)), late, policy())
        assert moved == END_OF_19TH

    @pytest.mark.parametrize(
        ("lead", "values", "due"),
        [
            pytest.param(DAY, {}, ENDED + 72 * HOUR, id="by its planned end"),
            pytest.param(DAY, {"due": None}, ENDED + 72 * HOUR, id="nobody says"),
            pytest.param(
                DAY, {"due": date(2026, 11, 20)}, END_OF_19TH + DAY, id="somebody says"
            ),
            pytest.param(None, {}, END_OF_19TH, id="only its ticket says"),
        ],
    )
    def test_of_a_sprint_that_goes_on(
        self, lead: timedelta | None, values: dict[str, object], due: datetime
    ) -> None:
        goes_on = Sprint(
            "notes",
            "sprint:46",
            "46",
            "notes:sprint:46",
            "",
            "Sprint 46",
            "",
            ENDED - 14 * DAY,
            ENDED,
            "active",
        )
        ours = policy(sprints=(SubjectRule("notes", "notes", lead=lead),))

        assert due_at(review(**values), goes_on, ours) == due


class TestHeld:
    @pytest.mark.parametrize(
        ("values", "held"),
        [
            ({}, None),
            ({"labels": ("review", "ready")}, None),
            (
                {"state": State.CLOSED, "reason": Reason.COMPLETED, "closed": ENDED},
                ENDED,
            ),
            ({"state": State.CLOSED, "reason": Reason.DECLINED, "closed": ENDED}, None),
            (
                {"state": State.CLOSED, "reason": Reason.DUPLICATE, "closed": ENDED},
                None,
            ),
            ({"state": State.CLOSED, "reason": Reason.COMPLETED}, None),
            ({"finished": ENDED}, ENDED),
            (
                {
                    "state": State.CLOSED,
                    "reason": Reason.COMPLETED,
                    "closed": ENDED + DAY,
                    "finished": ENDED,
                },
                ENDED,
            ),
        ],
    )
    def test_when(self, values: dict[str, object], held: datetime | None) -> None:
        assert held_at(review(**values)) == held

    @pytest.mark.parametrize(
        ("values", "ready"),
        [
            ({}, False),
            ({"labels": ("ready",)}, True),
            ({"labels": ("Ready",)}, True),
            ({"labels": ("already", "ready?")}, False),
            ({"state": State.CLOSED, "reason": Reason.COMPLETED}, True),
            (
                {
                    "state": State.CLOSED,
                    "reason": Reason.DECLINED,
                    "labels": ("ready",),
                },
                False,
            ),
            ({"finished": ENDED}, False),
        ],
    )
    def test_whether_it_is_time_to_write_back(
        self, values: dict[str, object], ready: bool
    ) -> None:
        assert is_ready(review(**values)) is ready


class TestWhichCounts:
    def test_the_oldest_and_never_one_that_is_gone(self) -> None:
        expected = (
            ticket("9", opened=ENDED - 2 * HOUR),
            ticket("2"),
            ticket("10"),
            ticket("11"),
            ticket("0", opened=OPENED + HOUR),
            ticket("1", opened=OPENED - DAY, gone=True),
        )
        for order in list(permutations(expected))[::37]:
            assert count_first(order) == expected

    def test_a_copied_file_is_as_old_but_not_named_by_us(self) -> None:
        mark = Mark(Role.WRITE_BACK, "review-1.f-3a9c", "main", "review-1")
        ours, copy = ticket("review-1-f3a9c", mark=mark), ticket("a", mark=mark)
        again = ticket("review-1-f3a9c (copy)", mark=mark)

        assert count_first((copy, again, ours))[0] == ours
        assert count_first((review("a"), review("review-1")))[0].id == "review-1"

    def test_the_review_is_the_first_that_stands(self) -> None:
        gone, first, second = review("a", gone=True), review("b"), review("c")

        assert Loop("review-1", reviews=(gone, first, second)).review == first
        assert Loop("review-1", reviews=(gone,)).review is None
        assert Loop("review-1").review is None

    def test_the_write_back_with_a_key(self) -> None:
        mark = Mark(Role.WRITE_BACK, "review-1.f-3a9c", "main", "review-1")
        first, copy = ticket("a", mark=mark), ticket("b", mark=mark)
        loop = Loop("review-1", write_backs=(ticket("c"), first, copy))

        assert loop.write_back("review-1.f-3a9c") == first
        assert loop.write_back("review-1.f-3a9") is None
        assert finding_token(first) == "f-3a9c"
        assert finding_token(ticket("c")) is None
        assert finding_token(review()) is None


class TestWhatElseIsKnown:
    def test_texts_of_other_tickets_by_tracker_and_id(self) -> None:
        here = Details(ticket("0042"), ())
        there = Details(ticket("0042", tracker="other"), ())
        loop = Loop("review-1", more_details=(there, here))

        assert loop.more(ticket("0042", title="Renamed")) == here
        assert loop.more(ticket("0043")) is None

    def test_what_the_journal_knows(self) -> None:
        made = Made("review-1.f-3a9c", "notes:1", ENDED)
        loop = Loop("review-1", made=(made,))

        assert loop.was_made("review-1.f-3a9c") == made
        assert loop.was_made("review-1") is None

    def test_our_comment_by_its_key_and_nobody_elses(self) -> None:
        def said(key: str | None) -> Comment:
            mark = CommentMark(key, "main") if key else None
            return Comment(f"{key}", "ada", ENDED, "review-1/remark", mark)

        comments = (said(None), said("review-1/copy"), said("review-1/remark"))
        loop = Loop("review-1", details=Details(review(), (), comments))

        assert loop.our_comment("review-1/remark") == comments[2]
        assert loop.our_comment("review-1") is None
        assert Loop("review-1").our_comment("review-1/remark") is None
