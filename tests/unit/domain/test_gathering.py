"""Several things to one person become few comments, and never more than agreed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.calendar import day_of
from afteraction.domain.gathering import (
    MOST_TOLD,
    Gathered,
    Message,
    Told,
    Voice,
    addressed,
    gathered,
    voice_of,
)
from afteraction.domain.reminders import Duty, Nudge, Sort, nudges_due
from tests.unit.domain.duties import ADA, BERLIN, BO, DAY, LIN, RULES, at, done, duty

NOW = at("2026-12-01T10:00")


def due(*duties: Duty, now: datetime = NOW) -> list[Nudge]:
    return [nudge for one in duties for nudge in nudges_due(one, RULES, {}, now)]


def gather(*duties: Duty, told: tuple[Told, ...] = (), most: int = 3) -> Gathered:
    rules = replace(RULES, at_most_a_day=most)
    return gathered(due(*duties), told, rules, NOW)


def hosts(found: Gathered) -> list[tuple[str, str, int]]:
    """Whom each comment is for, where it stands, and of how many tickets it speaks."""
    return [(m.to.name, m.host.duty.ticket.ref, len(m.nudges)) for m in found.messages]


def test_several_of_one_person_are_one_comment_on_the_most_pressing() -> None:
    late = duty("3", due=date(2026, 11, 28))
    found = gather(duty("1"), duty("2"), late)

    (message,) = found.messages
    assert message.to == ADA
    assert message.voice is Voice.REMINDER
    assert [nudge.duty.ticket.key for nudge in message.nudges] == ["3", "1", "2"]
    assert message.key == "review-1.f-3/remind:2026-11-28:+3"
    assert message.says == (
        "review-1.f-3/remind:2026-11-28:+3",
        "review-1.f-1/remind:2026-12-01:+0",
        "review-1.f-2/remind:2026-12-01:+0",
    )
    assert found.waiting == ()


def test_people_trackers_and_what_is_said_stay_apart() -> None:
    elsewhere = duty("4")
    elsewhere = replace(
        elsewhere, ticket=replace(elsewhere.ticket, tracker="plans", ref="plans:4")
    )
    found = gather(
        duty("1"),
        duty("2", owner=BO),
        elsewhere,
        duty("3", owner=None, carrier=ADA),
    )

    assert sorted(hosts(found)) == [
        (ADA.name, "notes:1", 1),
        (ADA.name, "notes:3", 1),
        (ADA.name, "plans:4", 1),
        (BO.name, "notes:2", 1),
    ]


def test_what_is_answered_on_its_own_ticket_is_asked_there() -> None:
    finished = [done("2026-10-30T15:00"), replace(done("2026-10-30T15:00"), key="b")]

    found = gather(*finished)

    assert [message.voice for message in found.messages] == [Voice.QUESTION] * 2


def test_a_long_list_is_cut_in_parts() -> None:
    found = gather(*(duty(f"{n:02}") for n in range(MOST_TOLD + 2)))

    assert [len(message.nudges) for message in found.messages] == [MOST_TOLD, 2]


def test_what_is_above_the_agreed_number_waits_and_the_longest_due_goes_first() -> None:
    late = duty("3", due=date(2026, 11, 25), owner=None, carrier=ADA)
    found = gather(duty("1"), late, most=1)

    assert hosts(found) == [(ADA.name, "notes:3", 1)]
    assert [nudge.duty.ticket.key for nudge in found.waiting] == ["1"]


@pytest.mark.parametrize(
    ("told", "goes"),
    [
        ([], True),
        ([Told(addressed(ADA), at("2026-12-01T09:00"))], False),
        ([Told(addressed(LIN), at("2026-12-01T09:00"))], True),
        # Yesterday, though it is the same day in UTC's terms and not in Berlin's.
        ([Told(addressed(ADA), at("2026-11-30T23:59"))], True),
        ([Told(addressed(ADA), at("2026-12-01T00:00"))], False),
    ],
)
def test_what_was_said_today_counts(told: list[Told], goes: bool) -> None:
    found = gather(duty("1"), told=tuple(told), most=1)

    assert bool(found.messages) is goes
    assert bool(found.waiting) is not goes


def test_nothing_to_say() -> None:
    assert gathered([], [], RULES, NOW) == Gathered()


def test_every_sort_has_its_voice() -> None:
    assert [voice_of(sort) for sort in Sort] == [
        Voice.REMINDER,
        Voice.REMINDER,
        Voice.ESCALATION,
        Voice.ESCALATION,
        Voice.ESCALATION,
        Voice.QUESTION,
    ]


# --- the law -------------------------------------------------------------------------

BEGIN = datetime(2026, 11, 16, tzinfo=UTC)
DUTIES = st.lists(
    st.builds(
        lambda key, days, owner, carrier, closed: replace(
            done("2026-11-17T12:00") if closed else duty(due=date(2026, 11, 20) + days),
            key=f"review-1.f-{key}",
            owner=owner,
            carrier=carrier,
        ),
        st.integers(0, 10_000),
        st.builds(timedelta, st.integers(0, 20)),
        st.sampled_from([ADA, BO, None]),
        st.sampled_from([ADA, LIN]),
        st.booleans(),
    ),
    max_size=25,
    unique_by=lambda one: one.key,
)


class Crashed(Exception):
    """A sync that ended somewhere in between."""


def sync(
    duties: list[Duty],
    stands: list[tuple[Message, datetime]],
    now: datetime,
    most: int,
    crash_after: int | None,
) -> None:
    """What an engine does: look at what stands, and say what is to be said."""
    rules = replace(RULES, at_most_a_day=most)
    said = {key: when for message, when in stands for key in message.says}
    told = [Told(addressed(message.to), when) for message, when in stands]
    nudges = [nudge for one in duties for nudge in nudges_due(one, rules, said, now)]
    for count, message in enumerate(gathered(nudges, told, rules, now).messages):
        if count == crash_after:
            raise Crashed
        stands.append((message, now))


@given(
    DUTIES,
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(0, 24 * 60), st.none() | st.integers(0, 3))),
)
def test_exactly_once_and_never_too_many_whenever_syncs_run_and_wherever_they_crash(
    duties: list[Duty], most: int, syncs: list[tuple[int, int | None]]
) -> None:
    stands: list[tuple[Message, datetime]] = []
    for hours, crash_after in sorted(syncs, key=lambda one: one[0]):
        now = BEGIN + hours * timedelta(hours=1)
        try:
            sync(duties, stands, now, most, crash_after)
        except Crashed:
            continue

    keys = Counter(key for message, _ in stands for key in message.says)
    assert not keys or max(keys.values()) == 1
    a_day = Counter((m.to.name, day_of(when, BERLIN)) for m, when in stands)
    assert not a_day or max(a_day.values()) <= most
    for message, when in stands:
        assert message.key in message.says
        assert len({nudge.duty.ticket.tracker for nudge in message.nudges}) == 1
        assert {nudge.to for nudge in message.nudges} == {message.to}
        assert RULES.working.is_open(when, RULES.quiet_until)


@given(DUTIES)
def test_with_a_sync_a_day_all_is_said_in_the_end(duties: list[Duty]) -> None:
    """Nothing that waits is forgotten: once the dates are over, nothing is left."""
    stands: list[tuple[Message, datetime]] = []
    for days in range(30, 60):
        sync(duties, stands, at("2026-11-16T12:00") + days * DAY, 3, None)
    said = {key for message, _ in stands for key in message.says}

    for one in duties:
        escalates = one.ticket.state == "open" and one.carrier != one.owner
        if escalates:
            kinds = ("escalate", "unassigned")
            assert any(f"{one.key}/{kind}:{one.ticket.due}" in said for kind in kinds)
        elif one.owner is not None:
            assert any(key.startswith(f"{one.key}/") for key in said)


def test_of_more_than_anybody_can_be_told_each_has_its_turn() -> None:
    """Weekly reminders of some do not keep the others waiting for ever."""
    duties = [duty(f"{number:03}", carrier=None) for number in range(300)]
    stands: list[tuple[Message, datetime]] = []
    for days in range(30):
        sync(duties, stands, at("2026-12-01T12:00") + days * DAY, 3, None)
    told = Counter(n.duty.key for message, _ in stands for n in message.nudges)

    assert set(told) == {one.key for one in duties}
    assert max(told.values()) - min(told.values()) <= 1
