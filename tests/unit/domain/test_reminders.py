"""Who is told what of a write-back, and when: once, kindly, and never at night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.calendar import day_of
from afteraction.domain.kinds import Kind
from afteraction.domain.people import Person
from afteraction.domain.reminders import (
    Duty,
    Nudge,
    Rules,
    Sort,
    next_moment,
    nudges_due,
)
from afteraction.domain.schedule import NEVER, Schedule
from afteraction.domain.tickets import Reason, State
from afteraction.domain.working_days import WorkingDays
from tests.unit.domain.duties import (
    ADA,
    BERLIN,
    BO,
    DAY,
    DUE,
    LIN,
    RULES,
    at,
    done,
    duty,
)

ONLY_REMIND = replace(RULES, escalate_after=None)


def said(*keys: str, when: str = "2026-11-30T09:00") -> dict[str, datetime]:
    return {f"review-1.f-0107/{key}": at(when) for key in keys}


def told(
    one: Duty,
    when: str,
    before: dict[str, datetime] | None = None,
    rules: Rules = RULES,
) -> list[tuple[str, str]]:
    """What is said, by the end of its key, and to whom."""
    nudges = nudges_due(one, rules, before or {}, at(when))
    assert all(nudge.key.startswith(f"{one.key}/{nudge.sort}") for nudge in nudges)
    return [(nudge.key.partition("/")[2], nudge.to.name) for nudge in nudges]


def reminded(when: str, before: tuple[str, ...] = (), /, **values: object) -> list[str]:
    return [
        key for key, _ in told(duty(**values), when, said(*before), rules=ONLY_REMIND)
    ]


class TestReminders:
    @pytest.mark.parametrize(
        ("when", "expected"),
        [
            # Two days before a Tuesday is a Sunday: it is said on Friday.
            ("2026-11-26T17:00", []),
            ("2026-11-27T08:59", []),
            ("2026-11-27T09:00", ["remind:2026-12-01:-2"]),
            ("2026-11-28T12:00", []),
            ("2026-11-30T09:00", ["remind:2026-12-01:-2"]),
            ("2026-12-01T08:59", []),
            ("2026-12-01T09:00", ["remind:2026-12-01:+0"]),
            ("2026-12-03T23:59", ["remind:2026-12-01:+0"]),
            ("2026-12-04T09:00", ["remind:2026-12-01:+3"]),
            ("2026-12-11T08:59", []),
            ("2026-12-11T09:00", ["remind:2026-12-01:+10"]),
            # After an outage of two years: the latest one, and no other.
            ("2028-12-01T12:00", ["remind:2026-12-01:+731"]),
        ],
    )
    def test_the_latest_one_is_said(self, when: str, expected: list[str]) -> None:
        assert reminded(when) == expected

    @pytest.mark.parametrize(
        ("when", "before", "expected"),
        [
            ("2026-12-01T10:00", ("remind:2026-12-01:+0",), []),
            (
                "2026-12-01T10:00",
                ("remind:2026-12-01:-2",),
                ["remind:2026-12-01:+0"],
            ),
            # Said under an older schedule, later than what this one has.
            ("2026-12-03T10:00", ("remind:2026-12-01:+1",), []),
            # Of another date, and of another sort.
            (
                "2026-12-01T10:00",
                ("remind:2026-11-24:+7", "escalate:2026-12-01"),
                ["remind:2026-12-01:+0"],
            ),
        ],
    )
    def test_nothing_is_said_twice(
        self, when: str, before: tuple[str, ...], expected: list[str]
    ) -> None:
        assert reminded(when, before) == expected

    def test_a_new_date_begins_the_schedule_anew(self) -> None:
        before = ("remind:2026-12-01:-2", "remind:2026-12-01:+0")
        new = date(2026, 12, 15)

        assert reminded("2026-12-02T10:00", before, due=new) == []
        assert reminded("2026-12-14T10:00", before, due=new) == ["remind:2026-12-15:-2"]

    def test_who_just_promised_a_day_is_not_reminded_of_it(self) -> None:
        promised = at("2026-11-30T16:00")

        assert reminded("2026-11-30T17:00", since=promised) == []
        assert reminded("2026-12-01T09:00", since=promised) == ["remind:2026-12-01:+0"]
        assert reminded("2026-11-30T17:00", opened=promised) == []

    def test_a_date_that_falls_on_a_day_off(self) -> None:
        saturday = date(2026, 12, 5)

        assert reminded("2026-12-03T09:00", due=saturday) == ["remind:2026-12-05:-2"]
        assert reminded("2026-12-04T09:00", due=saturday) == ["remind:2026-12-05:-2"]
        assert reminded("2026-12-05T09:00", due=saturday) == []
        assert reminded("2026-12-07T09:00", due=saturday) == ["remind:2026-12-05:+0"]

    def test_a_leap_day(self) -> None:
        leap = date(2028, 2, 29)

        assert reminded("2028-02-29T09:00", due=leap) == ["remind:2028-02-29:+0"]
        assert reminded("2028-03-03T09:00", due=leap) == ["remind:2028-02-29:+3"]

    @pytest.mark.parametrize("due", [date.max, date.min])
    def test_dates_at_the_ends_of_the_calendar(self, due: date) -> None:
        assert len(reminded("2026-12-01T10:00", due=due)) == (due == date.min)
        next_moment(duty(due=due), RULES, {}, at("2026-12-01T10:00"))

    @pytest.mark.parametrize(
        "values",
        [
            {"due": None},
            {"gone": True},
            {"state": State.CLOSED, "reason": Reason.COMPLETED},
            {"state": State.CLOSED, "reason": Reason.DECLINED},
            {"state": State.CLOSED, "reason": Reason.DUPLICATE},
            {"owner_left": True},
            {"owner": None},
            {"kind": Kind.EXPERIMENT},
        ],
    )
    def test_what_is_settled_or_nobodys_is_left_alone(
        self, values: dict[str, object]
    ) -> None:
        kept = [
            key for key in reminded("2026-12-01T10:00", **values) if "remind" in key
        ]
        assert kept == []

    def test_a_next_try_is_work(self) -> None:
        said_now = reminded("2026-12-01T10:00", kind=Kind.EXPERIMENT, next_try=True)

        assert said_now == ["remind:2026-12-01:+0"]

    def test_without_a_schedule_nobody_is_reminded(self) -> None:
        rules = replace(ONLY_REMIND, schedule=NEVER)

        assert told(duty(), "2026-12-24T10:00", rules=rules) == []


class TestConstraints:
    def test_its_owner_is_asked_to_look_again_on_its_day_and_once(self) -> None:
        limit = duty(kind=Kind.INHERENT)
        key = "look-again:2026-12-01"

        assert told(limit, "2026-11-30T10:00") == []
        assert told(limit, "2026-12-01T10:00") == [(key, ADA.name)]
        assert told(limit, "2027-02-01T10:00") == [(key, ADA.name)]
        assert told(limit, "2027-02-01T10:00", said(key)) == []

    def test_who_carries_it_on_is_asked_where_the_owner_is_gone(self) -> None:
        limit = duty(kind=Kind.INHERENT, owner_left=True)

        assert told(limit, "2026-12-01T10:00") == [("look-again:2026-12-01", LIN.name)]
        assert told(replace(limit, owner=None), "2026-12-01T10:00") == [
            ("look-again:2026-12-01", LIN.name)
        ]
        assert told(replace(limit, carrier=None), "2026-12-01T10:00") == []


class TestEscalation:
    BEFORE = said("remind:2026-12-01:+3", when="2026-12-04T09:00")
    ESCALATED = ("escalate:2026-12-01", LIN.name)

    @pytest.mark.parametrize(
        ("when", "expected"),
        [
            ("2026-12-08T08:59", []),
            ("2026-12-08T09:00", [ESCALATED]),
            ("2026-12-10T09:00", [ESCALATED]),
            ("2026-12-11T09:00", [("remind:2026-12-01:+10", ADA.name), ESCALATED]),
        ],
    )
    def test_after_so_many_days_who_carries_it_on_is_told(
        self, when: str, expected: list[tuple[str, str]]
    ) -> None:
        assert told(duty(), when, self.BEFORE) == expected

    def test_it_is_said_once_for_each_date(self) -> None:
        before = self.BEFORE | said("escalate:2026-12-01")

        assert told(duty(), "2026-12-10T09:00", before) == []

    def test_nobody_is_escalated_who_was_never_reminded(self) -> None:
        late = "2027-01-04T10:00"
        [(first, to)] = told(duty(), late)
        assert (first, to) == ("remind:2026-12-01:+31", ADA.name)

        before = said(first, when=late)
        assert told(duty(), "2027-01-04T15:00", before) == []
        assert told(duty(), "2027-01-05T09:00", before) == [self.ESCALATED]

    def test_where_nobody_is_reminded_at_all_it_does_not_wait_for_that(self) -> None:
        rules = replace(RULES, schedule=NEVER)

        assert told(duty(), "2026-12-08T09:00", rules=rules) == [self.ESCALATED]

    def test_a_date_in_the_past_gives_the_days_all_the_same(self) -> None:
        rules = replace(RULES, escalate_after=14 * DAY)
        one = duty(since=at("2026-12-20T10:00"))
        before = said("remind:2026-12-01:+31", when="2026-12-25T09:00")

        assert told(one, "2027-01-01T10:00", before, rules) == []
        assert told(one, "2027-01-04T09:00", before, rules) == [self.ESCALATED]

    @pytest.mark.parametrize(
        ("named", "carrier", "to"),
        [
            (BO, LIN, [BO.name]),
            (None, LIN, [LIN.name]),
            (None, None, []),
            # Never the owner: they know.
            (None, ADA, []),
            (ADA, LIN, [LIN.name]),
            (ADA, None, []),
        ],
    )
    def test_who_is_told(
        self, named: Person | None, carrier: Person | None, to: list[str]
    ) -> None:
        rules = replace(RULES, escalate_to=named)
        one = duty(carrier=carrier)

        assert [
            who for _, who in told(one, "2026-12-08T09:00", self.BEFORE, rules)
        ] == to


class TestOwners:
    def test_who_is_gone_is_told_of_at_once_and_once(self) -> None:
        gone = duty(owner_left=True)
        [(key, to)] = told(gone, "2026-11-18T10:00")

        assert key.startswith("owner-gone:")
        assert to == LIN.name
        assert told(gone, "2026-12-18T10:00", said(key)) == []
        assert told(gone, "2026-11-18T02:00") == []
        assert told(replace(gone, carrier=None), "2026-11-18T10:00") == []

    def test_the_next_owner_who_goes_is_told_of_too(self) -> None:
        [(first, _)] = told(duty(owner_left=True), "2026-11-18T10:00")
        second = duty(owner=BO, owner_left=True, assignee="bo")

        [(key, _)] = told(second, "2026-11-18T10:00", said(first))
        assert key != first

    @pytest.mark.parametrize(
        ("rules", "watched"),
        [
            (Rules(RULES.working), False),
            (Rules(RULES.working, verify=30 * DAY), False),
            (Rules(RULES.working, schedule=Schedule((0,))), True),
            (Rules(RULES.working, escalate_after=7 * DAY), True),
            (Rules(RULES.working, assigned_within=3 * DAY), True),
        ],
    )
    def test_where_nobody_is_spoken_to_nobody_is_missed(
        self, rules: Rules, watched: bool
    ) -> None:
        gone = duty(owner_left=True)

        assert bool(told(gone, "2026-11-18T10:00", rules=rules)) is watched

    def test_what_nobody_owns(self) -> None:
        nobody = duty(owner=None, assignee=None)
        expected = [("unassigned:2026-12-01", LIN.name)]

        assert told(nobody, "2026-11-18T10:00") == []
        assert told(nobody, "2026-11-19T08:59") == []
        assert told(nobody, "2026-11-19T09:00") == expected
        assert told(nobody, "2027-11-19T09:00", said(expected[0][0])) == []

    def test_what_nobody_owns_and_has_no_date(self) -> None:
        nobody = duty(owner=None, due=None)

        assert told(nobody, "2026-11-19T09:00") == [("unassigned:no-date", LIN.name)]

    def test_without_a_limit_it_is_told_when_it_is_late(self) -> None:
        rules = replace(RULES, assigned_within=None)
        nobody = duty(owner=None)

        assert told(nobody, "2026-12-07T09:00", rules=rules) == []
        assert told(nobody, "2026-12-08T09:00", rules=rules) == [
            ("unassigned:2026-12-01", LIN.name)
        ]
        never = replace(rules, escalate_after=None)
        assert told(nobody, "2027-12-08T09:00", rules=never) == []


class TestVerifying:
    @pytest.mark.parametrize(
        ("when", "asked"),
        [
            ("2026-12-31T09:00", False),
            # Thirty days after the 2nd is New Year's Day, a Friday.
            ("2027-01-01T08:59", False),
            ("2027-01-01T09:00", True),
            ("2027-01-30T09:00", False),  # a Saturday
            ("2027-01-29T09:00", True),
            # So long after nobody asks any more.
            ("2027-02-01T09:00", False),
        ],
    )
    def test_the_owner_is_asked_once(self, when: str, asked: bool) -> None:
        finished = done("2026-12-02T15:00")

        assert told(finished, when) == ([("verify", ADA.name)] if asked else [])
        assert told(finished, when, said("verify")) == []

    @pytest.mark.parametrize(
        "values",
        [
            {"kind": Kind.INHERENT},
            {"kind": Kind.EXPERIMENT, "next_try": True},
            {"owner": None},
            {"owner_left": True},
            {"reason": Reason.DECLINED},
            {"closed": None},
        ],
    )
    def test_who_is_not_asked(self, values: dict[str, object]) -> None:
        usual = {"state": State.CLOSED, "reason": Reason.COMPLETED}
        one = duty(**{**usual, "closed": at("2026-12-02T15:00"), **values})

        assert told(one, "2027-01-04T09:00") == []

    def test_where_nobody_wants_to_know(self) -> None:
        rules = replace(RULES, verify=None)

        assert told(done("2026-12-02T15:00"), "2027-01-04T09:00", rules=rules) == []


class TestTheNextMoment:
    @pytest.mark.parametrize(
        ("now", "before", "expected"),
        [
            ("2026-11-18T10:00", (), "2026-11-27T09:00"),
            ("2026-11-28T10:00", (), "2026-11-30T09:00"),
            ("2026-11-27T10:00", (), "2026-11-27T10:00"),
            ("2026-11-27T10:00", ("remind:2026-12-01:-2",), "2026-12-01T09:00"),
            ("2026-12-01T10:00", ("remind:2026-12-01:+0",), "2026-12-04T09:00"),
            ("2026-12-04T10:00", ("remind:2026-12-01:+3",), "2026-12-08T09:00"),
            (
                "2026-12-08T10:00",
                ("remind:2026-12-01:+3", "escalate:2026-12-01"),
                "2026-12-11T09:00",
            ),
        ],
    )
    def test_of_open_work(
        self, now: str, before: tuple[str, ...], expected: str
    ) -> None:
        assert next_moment(duty(), RULES, said(*before), at(now)) == at(expected)

    def test_after_what_an_older_schedule_had_said(self) -> None:
        rules = replace(ONLY_REMIND, schedule=Schedule((0, 3, 4), 7))
        before = said("remind:2026-12-01:+5")

        assert next_moment(duty(), rules, before, at("2026-12-04T10:00")) == at(
            "2026-12-14T09:00"
        )

    def test_of_what_has_none(self) -> None:
        now = at("2026-12-08T10:00")

        assert next_moment(duty(due=None), RULES, {}, now) is None
        assert next_moment(duty(gone=True), RULES, {}, now) is None
        declined = duty(state=State.CLOSED, reason=Reason.DECLINED, closed=now)
        assert next_moment(declined, RULES, {}, now) is None

    def test_of_what_was_done(self) -> None:
        finished = done("2026-12-02T15:00")

        assert next_moment(finished, RULES, {}, at("2026-12-08T10:00")) == at(
            "2027-01-01T09:00"
        )
        assert next_moment(finished, RULES, {}, at("2027-02-08T10:00")) is None


# --- laws ----------------------------------------------------------------------------

BEGIN = datetime(2026, 11, 16, tzinfo=UTC)
DUE_DATES = st.dates(date(2026, 11, 10), date(2027, 1, 20))
SCHEDULES = st.builds(
    lambda offsets, every: Schedule(tuple(sorted(offsets)), every if offsets else None),
    st.sets(st.integers(-10, 20), max_size=5),
    st.none() | st.integers(1, 9),
)
SPANS = st.none() | st.builds(timedelta, st.integers(0, 20))


@st.composite
def all_rules(draw: st.DrawFn) -> Rules:
    return Rules(
        working=WorkingDays(
            BERLIN, tuple(sorted(draw(st.sets(st.integers(0, 6), max_size=4))))
        ),
        schedule=draw(SCHEDULES),
        quiet_until=draw(st.sampled_from([time(0), time(9), time(18, 30)])),
        escalate_after=draw(SPANS),
        escalate_to=draw(st.sampled_from([None, LIN, ADA])),
        assigned_within=draw(SPANS),
        verify=draw(SPANS),
    )


@st.composite
def all_duties(draw: st.DrawFn) -> Duty:
    opened = BEGIN + draw(st.integers(0, 400)) * timedelta(hours=1)
    closed = draw(st.booleans())
    return duty(
        due=draw(st.none() | DUE_DATES),
        opened=opened,
        state=State.CLOSED if closed else State.OPEN,
        reason=draw(st.sampled_from(Reason)) if closed else None,
        closed=opened + 5 * DAY if closed else None,
        kind=draw(st.sampled_from(Kind)),
        owner=draw(st.sampled_from([ADA, BO, None])),
        owner_left=draw(st.booleans()),
        carrier=draw(st.sampled_from([LIN, ADA, None])),
        next_try=draw(st.booleans()),
    )


def at_each(moments: list[int]) -> Iterator[datetime]:
    """Instants so many hours after the beginning, the earliest first."""
    return (BEGIN + hours * timedelta(hours=1) for hours in sorted(moments))


SYNCS = st.lists(st.integers(0, 3000), max_size=60)


@given(all_duties(), all_rules(), SYNCS, st.data())
def test_each_thing_is_said_once_whenever_syncs_run(
    one: Duty, rules: Rules, syncs: list[int], data: st.DataObject
) -> None:
    """And in working hours, never of what is over, and always the latest one."""
    before: dict[str, datetime] = {}
    for now in at_each(syncs):
        if data.draw(st.integers(0, 9)) == 0:
            one = replace(one, ticket=replace(one.ticket, due=data.draw(DUE_DATES)))
        nudges = nudges_due(one, rules, before, now)

        assert nudges == nudges_due(one, rules, before, now)
        for nudge in nudges:
            assert nudge.key not in before
            assert rules.working.is_open(now, rules.quiet_until)
            assert nudge.to != one.owner or nudge.sort in {
                Sort.REMIND,
                Sort.LOOK_AGAIN,
                Sort.VERIFY,
            }
            before[nudge.key] = now
        assert len({nudge.key for nudge in nudges}) == len(nudges)
        assert len([each for each in nudges if each.sort is Sort.REMIND]) <= 1
        assert nudges_due(one, rules, before, now) == ()


@given(DUE_DATES, all_rules(), st.integers(0, 3000))
def test_the_reminder_of_every_day_is_said_when_syncs_run_every_hour(
    due: date, rules: Rules, opened: int
) -> None:
    """What an hourly sync says over months is what the schedule and the days say."""
    begin = BEGIN + opened * timedelta(hours=1)
    one = duty(due=due, opened=begin)
    before: dict[str, datetime] = {}
    for hour in range(24 * 40):
        now = begin + hour * timedelta(hours=1)
        for nudge in nudges_due(one, rules, before, now):
            before[nudge.key] = now
    reminders = {k: v for k, v in before.items() if f"/{Sort.REMIND}:" in k}

    assert sorted(reminders.values()) == _by_hand(due, rules, begin)


def _by_hand(due: date, rules: Rules, begin: datetime) -> list[datetime]:
    """The hours at which something is to be said, day by day, without any formula."""
    stand: set[date] = set()
    offset = rules.schedule.next_after(None)
    while offset is not None and offset < 400:
        day, step = due + offset * DAY, -DAY if offset < 0 else DAY
        while not rules.working.works(day):
            day += step
        stand.add(day)
        offset = rules.schedule.next_after(offset)
    hours = []
    for day in sorted(stand):
        opens = datetime.combine(day, rules.quiet_until, BERLIN).astimezone(UTC)
        first = begin + -(-(opens - begin) // timedelta(hours=1)) * timedelta(hours=1)
        if begin < opens and first < begin + 40 * DAY:
            hours.append(first)
    return hours


@given(all_duties(), all_rules(), st.integers(0, 2500), st.lists(st.integers(0, 2500)))
def test_before_the_next_moment_there_is_nothing_to_say(
    one: Duty, rules: Rules, start: int, syncs: list[int]
) -> None:
    before: dict[str, datetime] = {}
    now = max(one.ticket.opened, BEGIN + start * timedelta(hours=1))
    for moment in at_each([hour for hour in syncs if hour <= start]):
        before |= {each.key: moment for each in nudges_due(one, rules, before, moment)}

    following = next_moment(one, rules, before, now)

    if following is not None:
        assert following >= now
        assert nudges_due(one, rules, before, following)
    end = following or now + 40 * DAY
    for hour in range(24 * 40):
        moment = now + hour * timedelta(hours=1)
        if moment < end:
            assert nudges_due(one, rules, before, moment) == ()


def test_a_nudge_says_since_when_it_is_due() -> None:
    nudge: Nudge
    (nudge,) = nudges_due(duty(), RULES, {}, at("2026-12-03T12:00"))

    assert nudge.at == at("2026-12-01T09:00")
    assert day_of(nudge.at, BERLIN) == DUE


@pytest.mark.parametrize(
    "key",
    ["soon", "", "+", "٣", "0", "+1:2", "9" * 5000, "+99999999999", "-99999999999"],
)
def test_a_key_that_is_none_of_ours_says_nothing(key: str) -> None:
    """Whoever may write a mark by hand does not stop the reminders with it."""
    forged = said(f"remind:2026-12-01:{key}")

    assert reminded("2026-12-01T09:00") == ["remind:2026-12-01:+0"]
    assert told(duty(), "2026-12-01T09:00", forged) == [
        ("remind:2026-12-01:+0", ADA.name)
    ]
    assert next_moment(duty(), RULES, forged, at("2026-12-01T08:00"))


def test_done_at_the_end_of_the_calendar_is_asked_of_nobody() -> None:
    """Some write 9999-12-31 for "never", and a closing may say that, too."""
    finished = done("9999-12-31T00:00")

    assert told(finished, "2026-12-02T09:00") == []
    next_moment(finished, RULES, {}, at("2026-12-02T09:00"))
