"""Which tickets and sprints are subjects, and what may be told where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from afteraction.domain.kinds import Kind
from afteraction.domain.policy import Destination, Policy, SubjectRule, over_at
from afteraction.domain.tickets import Mark, Reason, Role, Sprint, State, Ticket
from tests.engine.house import policy

CLOSED = datetime(2026, 11, 20, 12, tzinfo=UTC)


def incident(**values: object) -> Ticket:
    """A closed incident of `notes`, but for these values."""
    usual = Ticket(
        tracker="notes",
        id="0041",
        key="0041",
        ref="notes:0041",
        url="",
        title="Payments time out",
        state=State.CLOSED,
        reason=Reason.COMPLETED,
        labels=("incident", "payments"),
        assignee="ada",
        author="lin",
        opened=CLOSED - timedelta(hours=2),
        closed=CLOSED,
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def sprint(
    end: datetime = CLOSED,
    *,
    tracker: str = "notes",
    state: Literal["active", "closed"] = "closed",
) -> Sprint:
    """A sprint of two weeks."""
    return Sprint(
        tracker=tracker,
        id="sprint:46",
        key="46",
        ref=f"{tracker}:sprint:46",
        url="",
        name="Sprint 46",
        goal="",
        start=end - timedelta(days=14),
        end=end,
        state=state,
    )


REVIEW = Mark(Role.REVIEW, "review-1", "main", "notes#0041")


class TestSelects:
    @pytest.mark.parametrize(
        ("values", "selected"),
        [
            ({}, True),
            ({"labels": ("incident",)}, True),
            ({"labels": ("payments",)}, False),
            ({"labels": ("incidental",)}, False),
            ({"labels": ("Incident",)}, True),
            ({"labels": ()}, False),
            ({"tracker": "other"}, False),
            ({"state": State.OPEN, "reason": None, "closed": None}, False),
            ({"state": State.OPEN, "reason": None, "ended": CLOSED}, False),
            ({"reason": Reason.DECLINED}, False),
            ({"reason": Reason.DUPLICATE}, False),
            ({"reason": None}, False),
            ({"closed": None}, False),
            ({"closed": None, "ended": CLOSED}, True),
            ({"mark": REVIEW}, False),
            ({"assignee": None, "author": None}, True),
        ],
    )
    def test_incidents(self, values: dict[str, object], selected: bool) -> None:
        assert policy().selects(incident(**values)) is selected

    @pytest.mark.parametrize(
        ("answers", "selected"),
        [
            ((), False),
            (("issuetype = Incident",), True),
            (("issuetype = Task",), False),
        ],
    )
    def test_incidents_by_a_query_of_their_tracker(
        self, answers: tuple[str, ...], selected: bool
    ) -> None:
        rule = replace(policy().incidents[0], query="issuetype = Incident")
        ours = policy(incidents=(rule,))

        assert ours.selects(incident(answers=answers)) is selected

    @pytest.mark.parametrize(
        ("one", "selected"),
        [
            (sprint(), True),
            (sprint(state="active"), False),
            (sprint(tracker="other"), False),
            (replace(sprint(), gone=True, state="active"), False),
        ],
    )
    def test_sprints(self, one: Sprint, selected: bool) -> None:
        assert policy().selects(one) is selected

    @pytest.mark.parametrize(
        ("labels", "selected"),
        [
            (("incident", "sev1"), True),
            (("sev1", "x", "incident"), True),
            (("incident",), False),
            (("sev1",), False),
        ],
    )
    def test_all_labels_of_a_rule_are_needed(
        self, labels: tuple[str, ...], selected: bool
    ) -> None:
        strict = policy(
            incidents=(SubjectRule("notes", "notes", ("incident", "sev1")),)
        )

        assert strict.selects(incident(labels=labels)) is selected

    def test_without_rules_nothing_is_a_subject(self) -> None:
        none = policy(incidents=(), sprints=())

        assert not none.selects(incident())
        assert not none.selects(sprint())


class TestSince:
    """A day begins where the team is (rule 17): 2026-11-01 in the policy."""

    @pytest.mark.parametrize(
        ("zone", "first"),
        [
            ("UTC", datetime(2026, 11, 1, 0, tzinfo=UTC)),
            ("Europe/Berlin", datetime(2026, 10, 31, 23, tzinfo=UTC)),
            ("America/New_York", datetime(2026, 11, 1, 4, tzinfo=UTC)),
            ("Pacific/Kiritimati", datetime(2026, 10, 31, 10, tzinfo=UTC)),
            ("Asia/Kathmandu", datetime(2026, 10, 31, 18, 15, tzinfo=UTC)),
        ],
    )
    def test_it_begins_at_midnight_in_the_teams_zone(
        self, zone: str, first: datetime
    ) -> None:
        ours = policy(zone=ZoneInfo(zone))
        second = timedelta(seconds=1)

        assert ours.selects(incident(closed=first))
        assert not ours.selects(incident(closed=first - second))
        assert ours.selects(sprint(first))
        assert not ours.selects(sprint(first - second))

    def test_a_day_that_begins_later_than_midnight(self) -> None:
        """In Beirut there was no midnight on 2026-03-29: clocks went from 0 to 1."""
        ours = policy(zone=ZoneInfo("Asia/Beirut"), since=date(2026, 3, 29))
        last = datetime(2026, 3, 28, 21, 59, 59, tzinfo=UTC)

        assert not ours.selects(incident(closed=last))
        assert ours.selects(incident(closed=last + timedelta(seconds=1)))

    def test_what_the_ticket_says_wins_over_its_closing(self) -> None:
        before, after = CLOSED - timedelta(days=90), CLOSED

        assert not policy().selects(incident(ended=before, closed=after))
        assert policy().selects(incident(ended=after, closed=before))

    @pytest.mark.parametrize("year", [1970, 2026])
    def test_without_a_day_everything_counts(self, year: int) -> None:
        old = datetime(year, 1, 1, tzinfo=UTC)

        assert policy(since=None).selects(incident(closed=old))

    def test_the_first_day_of_all(self) -> None:
        ours = policy(since=date(1, 1, 2), zone=ZoneInfo("Pacific/Kiritimati"))

        assert ours.selects(incident())


class TestRules:
    def test_the_first_rule_that_fits_counts(self) -> None:
        broad = SubjectRule("notes", "notes", ("incident",))
        strict = SubjectRule("notes", "reviews", ("incident", "payments"))
        ours = policy(incidents=(strict, broad), sprints=(broad,))

        assert ours.rule_for(incident()) is strict
        assert ours.rule_for(incident(labels=("incident",))) is broad
        assert ours.rule_for(incident(labels=())) is None

    def test_a_rule_is_found_whatever_the_state(self) -> None:
        ours = policy()

        assert ours.rule_for(incident(state=State.OPEN)) is ours.incidents[0]
        assert ours.rule_for(sprint(state="active")) is ours.sprints[0]
        assert ours.rule_for(sprint(tracker="other")) is None

    def test_each_kind_has_its_place(self) -> None:
        assert policy().destination(Kind.INHERENT) == Destination(
            "notes", ("constraint",)
        )


class TestMayTell:
    """Text never moves to a place that more people can read (rule 21)."""

    @pytest.mark.parametrize(
        ("source", "destination", "told"),
        [
            ("secret", "secret", True),
            ("secret", "private", True),
            ("secret", "public", False),
            ("public", "secret", True),
            ("public", "public", True),
            ("public", "open", True),
            ("unsure", "unsure", True),
            ("unsure", "secret", True),
            ("unsure", "public", False),
            ("secret", "unsure", False),
            ("unsure", "other", True),
            ("public", "unsure", True),
            ("unsure", "unclear", False),
        ],
    )
    def test_who_can_read_what(self, source: str, destination: str, told: bool) -> None:
        ours = policy(
            public=frozenset({"public", "open"}),
            unsure=frozenset({"unsure", "unclear"}),
        )

        assert ours.may_tell(source, destination) is told

    def test_a_team_may_decide_otherwise(self) -> None:
        ours = policy(public=frozenset({"public"}), prefill_full=True)

        assert ours.may_tell("secret", "public")


@pytest.mark.parametrize(
    ("subject", "over"),
    [
        (incident(), CLOSED),
        (incident(ended=CLOSED - timedelta(days=1)), CLOSED - timedelta(days=1)),
        (incident(state=State.OPEN, reason=None), None),
        (incident(reason=Reason.DECLINED), None),
        (incident(mark=REVIEW), None),
        (sprint(), CLOSED),
        (sprint(state="active"), None),
    ],
)
def test_when_a_subject_was_over(
    subject: Ticket | Sprint, over: datetime | None
) -> None:
    assert over_at(subject) == over


DAY = timedelta(days=1)


def early(lead: timedelta = DAY, **changes: object) -> Policy:
    """A policy by which reviews of sprints are opened before their end."""
    return policy(sprints=(SubjectRule("notes", "notes", lead=lead),), **changes)


class TestEarly:
    @pytest.mark.parametrize(
        ("one", "lead", "opens"),
        [
            pytest.param(sprint(state="active"), DAY, CLOSED - DAY, id="a day before"),
            pytest.param(
                sprint(state="active"), 20 * DAY, CLOSED - 14 * DAY, id="not before it"
            ),
            pytest.param(sprint(), DAY, None, id="it is over: at once"),
            pytest.param(
                sprint(state="active", tracker="other"), DAY, None, id="other"
            ),
            pytest.param(
                replace(sprint(state="active"), start=CLOSED), DAY, None, id="endless"
            ),
            pytest.param(
                replace(sprint(state="active"), gone=True), DAY, None, id="deleted"
            ),
            pytest.param(incident(), DAY, None, id="an incident"),
        ],
    )
    def test_when_a_review_is_opened(
        self, one: Ticket | Sprint, lead: timedelta, opens: datetime | None
    ) -> None:
        assert early(lead).opens_at(one) == opens
        assert policy().opens_at(one) is None

    @pytest.mark.parametrize(
        ("one", "selected"),
        [
            (sprint(), True),
            (sprint(state="active"), True),
            (sprint(state="active", tracker="other"), False),
            (replace(sprint(state="active"), start=CLOSED), False),
            (sprint(datetime(2026, 10, 31, 22, tzinfo=UTC), state="active"), False),
        ],
    )
    def test_which(self, one: Sprint, selected: bool) -> None:
        assert early().selects(one) is selected

    def test_the_end_that_is_planned_counts_only_where_it_matters(self) -> None:
        goes_on = sprint(state="active")

        assert early().ends_at(goes_on) == CLOSED
        assert policy().ends_at(goes_on) is None
        assert early().ends_at(sprint()) == policy().ends_at(sprint()) == CLOSED
