"""What part a ticket plays in a loop, by what stands in it and what was known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from afteraction.domain.identity import review_key, uid
from afteraction.domain.tickets import Mark, Reason, Role, Sprint, State, Ticket
from afteraction.ledger.entries import Entry, Part
from afteraction.sorting import (
    counts,
    entries_for,
    gone,
    gone_sprint,
    gone_ticket,
    lost_its_mark,
)
from tests.engine.house import START as NOW
from tests.engine.house import policy
from tests.unit.a_loop import sprint, ticket

UID = "markdown:1"
LOOP = review_key(uid(UID, "0041"))
REVIEW = Mark(Role.REVIEW, "review-1", "main", "markdown:1#0041")
WRITE_BACK = Mark(Role.WRITE_BACK, "review-1.f-3a9c", "main", "review-1")
OURS = ("afteraction", "review")


def sorted_out(one: Ticket | Sprint, *known: Entry) -> tuple[list[Entry], list[Entry]]:
    return entries_for(one, known, UID, policy(), NOW)


def parts(one: Ticket | Sprint, *known: Entry) -> list[tuple[str, Part, bool]]:
    """Loop, part and whether the policy chose it."""
    entries, _ = sorted_out(one, *known)
    assert all(entry.ticket == one for entry in entries)
    return [(entry.loop, entry.part, entry.selected) for entry in entries]


class TestNew:
    """Tickets of which nothing was known."""

    def test_a_subject_begins_a_loop_of_its_own(self) -> None:
        entries, dropped = sorted_out(ticket())

        assert entries == [
            Entry(LOOP, Part.SUBJECT, ticket(), f"{UID}#0041", selected=True)
        ]
        assert dropped == []

    def test_a_sprint_too(self) -> None:
        about = f"{UID}#sprint:2026-46"

        assert sorted_out(sprint())[0] == [
            Entry(review_key(about), Part.SUBJECT, sprint(), about, selected=True)
        ]

    def test_a_review_belongs_to_the_loop_that_its_mark_names(self) -> None:
        ours = ticket("review-0041", mark=REVIEW, labels=OURS)

        assert sorted_out(ours)[0] == [
            Entry("review-1", Part.REVIEW, ours, "markdown:1#0041")
        ]

    def test_a_write_back_belongs_to_its_reviews_loop(self) -> None:
        ours = ticket("review-0041-f3a9c", mark=WRITE_BACK, labels=OURS)

        assert sorted_out(ours)[0] == [Entry("review-1", Part.WRITE_BACK, ours)]

    @pytest.mark.parametrize(
        "values",
        [
            {"state": State.OPEN, "reason": None, "closed": None},
            {"labels": ("payments",)},
            {"reason": Reason.DECLINED},
            {"tracker": "other"},
            {"opened": NOW - timedelta(days=99), "closed": NOW - timedelta(days=98)},
        ],
    )
    def test_everything_else_plays_none(self, values: dict[str, object]) -> None:
        assert sorted_out(ticket(**values)) == ([], [])

    @pytest.mark.parametrize(
        "values",
        [
            {"labels": ("incident",)},
            {"labels": ("incident", "after action")},
            {
                "labels": ("incident", "afteraction"),
                "mark": replace(REVIEW, installation="theirs"),
            },
        ],
    )
    def test_a_mark_that_does_not_count_is_text_and_no_subject(
        self, values: dict[str, object]
    ) -> None:
        one = ticket(**{"mark": REVIEW, **values})

        assert not counts(one, policy())
        assert parts(one) == []


class TestKnown:
    """Tickets that stood in the view before."""

    def test_a_subject_keeps_its_place_when_it_is_none_any_more(self) -> None:
        reopened = ticket(state=State.OPEN, reason=None, closed=None)
        before = Entry(LOOP, Part.SUBJECT, ticket(), f"{UID}#0041", selected=True)

        assert parts(reopened, before) == [(LOOP, Part.SUBJECT, False)]
        assert sorted_out(reopened, before)[1] == []

    def test_a_subject_of_a_review_that_nobody_chose_may_be_chosen_now(self) -> None:
        before = Entry(LOOP, Part.SUBJECT, ticket(), f"{UID}#0041", selected=False)

        assert parts(ticket(), before) == [(LOOP, Part.SUBJECT, True)]

    def test_a_ticket_that_is_followed_stays_followed(self) -> None:
        closed = ticket("0099", labels=())
        before = Entry("review-2", Part.FOLLOWED, ticket("0099", state=State.OPEN))

        assert parts(closed, before) == [("review-2", Part.FOLLOWED, False)]

    def test_one_ticket_may_be_followed_in_many_loops_and_a_subject(self) -> None:
        before = [Entry(f"review-{n}", Part.FOLLOWED, ticket()) for n in range(3)]

        assert parts(ticket(), *before) == [
            (LOOP, Part.SUBJECT, True),
            ("review-0", Part.FOLLOWED, False),
            ("review-1", Part.FOLLOWED, False),
            ("review-2", Part.FOLLOWED, False),
        ]

    def test_what_stands_in_it_goes_before_what_was_known(self) -> None:
        """It was followed by its link before its mark was seen: late listings do so."""
        ours = ticket("w", mark=WRITE_BACK, labels=OURS)
        before = Entry("review-1", Part.FOLLOWED, ours)

        assert parts(ours, before) == [("review-1", Part.WRITE_BACK, False)]

    def test_a_review_whose_mark_and_label_went_is_no_review(self) -> None:
        ours = ticket("review-0041", mark=REVIEW, labels=OURS)
        before = Entry("review-1", Part.REVIEW, ours, "markdown:1#0041")
        nobodys = replace(ours, mark=None, labels=())

        assert sorted_out(nobodys, before) == ([], [before])
        assert sorted_out(ours, before)[1] == []

    def test_a_write_back_that_is_no_longer_ours_may_still_be_followed(self) -> None:
        ours = ticket("w", mark=WRITE_BACK, labels=OURS)
        before = Entry("review-1", Part.WRITE_BACK, ours)
        nobodys = replace(ours, mark=None, labels=())

        assert parts(nobodys, before) == [("review-1", Part.FOLLOWED, False)]

    def test_a_mark_that_names_another_loop_moves_the_ticket(self) -> None:
        ours = ticket("r", mark=replace(REVIEW, key="review-2"), labels=OURS)
        before = Entry("review-1", Part.REVIEW, ours, "markdown:1#0041")
        entries, dropped = sorted_out(ours, before)

        assert [entry.loop for entry in entries] == ["review-2"]
        assert dropped == [before]


class TestMarks:
    @pytest.mark.parametrize(
        ("values", "ours"),
        [
            ({"mark": REVIEW, "labels": OURS}, True),
            ({"mark": WRITE_BACK, "labels": ("afteraction",)}, True),
            ({"mark": REVIEW, "labels": ("review",)}, False),
            ({"mark": None, "labels": OURS}, False),
            ({"mark": replace(REVIEW, installation="x"), "labels": OURS}, False),
        ],
    )
    def test_which_count(self, values: dict[str, object], ours: bool) -> None:
        assert counts(ticket(**values), policy()) is ours

    @pytest.mark.parametrize(
        ("one", "lost"),
        [
            (ticket(labels=OURS), True),
            (ticket(labels=("afteraction",)), True),
            (ticket(labels=("afteraction-1", "after action")), False),
            (ticket(labels=OURS, mark=REVIEW), False),
            (ticket(labels=OURS, mark=replace(REVIEW, installation="x")), False),
            (sprint(), False),
        ],
    )
    def test_which_were_lost(self, one: Ticket | Sprint, lost: bool) -> None:
        assert lost_its_mark(one) is lost


class TestNoticed:
    """Closed without saying when."""

    def test_it_is_closed_when_that_is_noticed(self) -> None:
        [entry], _ = sorted_out(ticket(closed=None))

        assert entry.ticket == ticket(closed=NOW, unstamped=True)

    @pytest.mark.parametrize(
        "one",
        [
            ticket(),
            ticket(closed=None, state=State.OPEN, reason=None),
            ticket(closed=None, ended=NOW, state=State.OPEN, reason=None),
        ],
    )
    def test_what_says_when_or_is_open_stays_as_it_is(self, one: Ticket) -> None:
        before = Entry(LOOP, Part.SUBJECT, one)
        [entry], _ = sorted_out(one, before)

        assert entry.ticket == one


class TestGone:
    def test_of_a_ticket_the_mark_and_the_name_are_left(self) -> None:
        left = gone(ticket("review-0041", mark=REVIEW, due=NOW.date()))

        assert isinstance(left, Ticket)
        assert (left.gone, left.mark, left.ref) == (True, REVIEW, "notes:review-0041")
        assert (left.id, left.key) == ("review-0041", "review-0041")
        assert left.due is None

    def test_of_a_sprint_only_that_it_was_one(self) -> None:
        left = gone(sprint())

        assert left == gone_sprint("notes", "sprint:2026-46")
        assert left.gone

    @pytest.mark.parametrize(
        "left", [gone_ticket("notes", "1"), gone_sprint("notes", "sprint:1")]
    )
    def test_it_is_never_a_subject(self, left: Ticket | Sprint) -> None:
        assert not policy().selects(left)
        assert parts(left) == []
