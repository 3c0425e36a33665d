"""A tracker that gives no answer: the others go on, and nothing is concluded of it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from afteraction.applying import Ended
from afteraction.domain.kinds import Kind
from afteraction.domain.policy import Destination, SubjectRule
from afteraction.domain.tickets import Reason, State
from afteraction.errors import Busy, Refused, TrackerError, Unreachable
from tests.engine.house import House, gap, policy
from tests.fakes.memory import MemoryTracker


def two(house: House) -> MemoryTracker:
    """Incidents in both trackers, avoidable findings in the other one."""
    other = house.add("other")
    rules = tuple(
        SubjectRule(name, name, ("incident",), None) for name in ("notes", "other")
    )
    house.policy = policy(
        incidents=rules,
        destinations=(
            (Kind.AVOIDABLE, Destination("other", ("checklist",))),
            (Kind.INHERENT, Destination("notes", ("constraint",))),
            (Kind.EXPERIMENT, Destination("notes", ("learning",))),
        ),
    )
    return other


def put_incident(house: House, tracker: MemoryTracker, key: str) -> None:
    tracker.put(
        key,
        state=State.CLOSED,
        reason=Reason.COMPLETED,
        labels=("incident",),
        closed=house.now,
    )


class Shut(MemoryTracker):
    """A tracker that can not be locked."""

    error: TrackerError

    def lock(self, wait: float) -> AbstractContextManager[None]:
        raise self.error


@pytest.mark.parametrize("error", [Unreachable("no folder", "x"), Refused("no", "x")])
def test_what_can_not_be_locked_is_left_out(house: House, error: TrackerError) -> None:
    two(house)
    shut = Shut("other", lambda: house.now)
    shut.error = error
    house.trackers["other"] = shut
    put_incident(house, shut, "9")
    house.incident("0041")

    synced = house.sync()

    assert [review.tracker for review in house.reviews()] == ["notes"]
    assert synced.unreachable == {"other"}
    assert [(p.ref, p.message) for p in synced.problems] == [("other", error.message)]


def test_a_busy_tracker_stops_the_sync(house: House) -> None:
    two(house)
    shut = Shut("other", lambda: house.now)
    shut.error = Busy("held by another sync", "wait")
    house.trackers["other"] = shut
    house.incident("0041")

    with pytest.raises(Busy):
        house.sync()

    assert house.reviews() == []


def test_nothing_is_concluded_of_a_tracker_that_is_away(house: House) -> None:
    """Its subjects are not gone, its write-backs are not lost, its findings wait."""
    other = two(house)
    house.incident("0041")
    put_incident(house, other, "9")
    house.sync()
    review = next(r for r in house.reviews() if r.tracker == "notes")
    house.fill_in(review, gap("First"), gap("Second", "inherent"))
    house.notes.close(review.id)
    before = house.report_text()

    other.faults = replace(other.faults, reaches=lambda: False)
    away = house.sync()
    again = house.sync()

    assert [t.title for t in house.write_backs()] == ["Constraint: Second"]
    assert [p.ref for p in away.problems] == ["other"]
    assert [p.ref for p in again.problems] == ["other"]
    assert {r.ended for r in again.results} <= {Ended.SKIPPED}

    other.faults = replace(other.faults, reaches=lambda: True)
    house.sync()
    assert len(house.write_backs()) == 2
    assert house.sync().problems == ()
    assert before != house.report_text()


def test_a_lost_answer_is_not_settled_while_the_tracker_is_away(house: House) -> None:
    other = two(house)
    put_incident(house, other, "9")
    other.faults = replace(other.faults, loses_answer=lambda: True)
    house.sync()

    other.faults = replace(
        other.faults, loses_answer=lambda: False, reaches=lambda: False
    )
    house.later(hours=3)
    house.sync()
    with house.site() as site:
        assert len(site.ledger.journal.open_intents()) == 1

    other.faults = replace(other.faults, reaches=lambda: True)
    house.sync()
    with house.site() as site:
        assert site.ledger.journal.open_intents() == ()
    assert len(house.reviews()) == 1
