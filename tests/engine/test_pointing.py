"""Native links to another tracker: both ways, and made up for after a stop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from afteraction.applying import Ended
from afteraction.domain.kinds import Kind
from afteraction.domain.policy import Destination
from afteraction.errors import Refused
from tests.engine.house import House, gap, policy
from tests.fakes.memory import Crash, MemoryTracker


def two(house: House, *, links: bool = True) -> MemoryTracker:
    """Avoidable findings go to another tracker, which has native links."""
    other = house.add("other")
    other.links = links
    destinations = tuple(
        (kind, Destination("other", ("checklist",)))
        for kind in (Kind.AVOIDABLE, Kind.INHERENT, Kind.EXPERIMENT)
    )
    house.policy = policy(destinations=destinations)
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("First"))
    house.notes.close(review.id)
    return other


def open_intents(house: House) -> int:
    with house.site() as site:
        return len(site.ledger.journal.open_intents())


def test_only_who_has_such_links_is_asked(house: House) -> None:
    other = two(house)
    house.sync()

    (review,) = house.reviews()
    assert list(other.pointed.values()) == [review.ref]
    assert house.notes.pointed == {}
    assert open_intents(house) == 0


def test_where_nobody_has_them_nothing_is_noted(house: House) -> None:
    other = two(house, links=False)
    house.sync()

    assert other.pointed == {}
    with house.site() as site:
        (loop,) = site.ledger.view.all_loops()
        made = site.ledger.journal.made([loop.key])[loop.key]
    assert not [one for one in made if "pointing" in one.key]


def test_both_ways(house: House) -> None:
    other = two(house)
    house.notes.links = True
    house.sync()

    (write_back,) = house.write_backs()
    assert list(house.notes.pointed.values()) == [write_back.ref]
    assert len(other.pointed) == 1


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_a_stop_right_at_the_link(house: House, late: bool) -> None:
    other = two(house)
    writes = iter([None, Crash()])  # the ticket, then its link

    def dies() -> None:
        error = next(writes, None)
        if error is not None:
            raise error

    faults = other.faults
    when = {"after_write" if late else "before_write": dies}
    other.faults = replace(faults, **when)  # type: ignore[arg-type]
    with pytest.raises(Crash):
        house.sync()
    other.faults = faults
    assert len(house.write_backs()) == 1

    synced = house.sync()

    linked = [r for r in synced.results if "pointing" in r.change.key]
    assert [result.ended for result in linked] == [Ended.DONE]
    assert len(other.pointed) == 1
    assert open_intents(house) == 0
    assert house.sync().plan.changes == ()


def test_what_was_refused_is_not_tried_again(house: House) -> None:
    other = two(house)
    writes = iter([None, Refused("you may not link here", "ask for the right to")])

    def says_no() -> None:
        error = next(writes, None)
        if error is not None:
            raise error

    other.faults = replace(other.faults, before_write=says_no)
    (problem,) = house.sync().problems

    assert problem.message.endswith("but in its text: you may not link here")
    assert house.sync().problems == ()
    assert open_intents(house) == 0
