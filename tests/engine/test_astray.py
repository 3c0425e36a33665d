"""What people do to tickets of ours that was not meant that way (rules 10 to 12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from afteraction.domain.tickets import State, Ticket
from afteraction.plan import Does
from tests.engine.house import House, gap, policy


def held(house: House, *gaps: str) -> Ticket:
    """A review that was held, written back."""
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, *gaps)
    house.notes.close(review.id)
    house.sync()
    return house.reviews()[0]


def does(house: House) -> list[Does]:
    return [change.does for change in house.sync().plan.changes]


@pytest.mark.parametrize(
    "target", [lambda review: review.id, lambda _: "0041"], ids=["review", "incident"]
)
def test_a_finding_is_not_tracked_in_what_it_comes_from(
    house: House, target: Callable[[Ticket], str]
) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    url = f"https://notes.example/{target(review)}"
    house.fill_in(review, gap("First", more=f"- **Tracked in:** [here]({url})\n"))
    house.notes.close(review.id)

    synced = house.sync()
    report = house.report()

    assert [change.does for change in synced.plan.changes][-1:] == [Does.REMARK]
    (comment,) = house.notes.kept[review.id].details.comments
    assert "is a review or what it looks back at" in comment.text
    assert report.write_backs == ()
    assert len(report.reviews[0].unfinished) == 1

    house.edit(review, lambda text: text.replace(f"[here]({url})", ""))
    house.sync()
    assert [ticket.title for ticket in house.write_backs()] == ["First"]


def test_a_ticket_without_our_label_still_counts_where_it_is_linked(
    house: House,
) -> None:
    held(house, gap("First"))
    (ticket,) = house.write_backs()
    house.notes.change(ticket.id, labels=("checklist",))

    assert does(house) == []
    (row,) = house.report().write_backs
    assert (row.ticket.ref, row.owner) == (ticket.ref, "Ada Lovelace")


def test_what_says_nothing_of_itself_any_more_is_told_each_time(house: House) -> None:
    held(house, gap("First"))
    (ticket,) = house.write_backs()
    house.notes.change(ticket.id, mark=None)
    house.notes.write(ticket.id, "Mine.")

    told = [house.sync().problems for _ in range(3)]

    assert [[p.ref for p in problems] for problems in told] == [[ticket.ref]] * 3
    house.notes.change(ticket.id, labels=("checklist",))
    assert house.sync().problems == ()


def test_a_copy_that_somebody_opens_again_stays_open_and_is_told(house: House) -> None:
    held(house, gap("First"))
    (ticket,) = house.write_backs()
    house.later(hours=1)
    text = house.notes.text(ticket.id)
    house.notes.put("0077", **_like(ticket, house))
    house.notes.write("0077", text)
    assert does(house) == [Does.CLOSE]

    house.later(days=1)
    house.notes.change("0077", state=State.OPEN, reason=None, closed=None)

    for _ in range(2):
        synced = house.sync()
        assert synced.plan.changes == ()
        assert [p.ref for p in synced.problems] == ["notes:0077"]


def _like(ticket: Ticket, house: House) -> dict[str, object]:
    values = {
        name: getattr(ticket, name)
        for name in ("title", "labels", "assignee", "mark", "due")
    }
    return {**values, "opened": house.now}


def test_an_incident_that_we_saw_close_says_so_in_its_review(house: House) -> None:
    house.incident("0041", opened=house.now, closed=None)
    house.later(hours=2)

    house.sync()

    (review,) = house.reviews()
    text = house.notes.text(review.id)
    assert "- Closed: 2026-11-16 12:00" in text
    assert "- Lasted: 2 h" in text
    assert replace(house.notes.kept["0041"].details.ticket).closed == house.now


def test_a_deleted_write_back_says_one_thing_to_do_and_doing_it_is_enough(
    house: House,
) -> None:
    review = held(house, gap("First"))
    (ticket,) = house.write_backs()
    house.notes.delete(ticket.id)
    house.later(hours=2)

    (told,) = house.sync().problems
    assert told.hint.endswith(f"empty Tracked in of its gap in {review.ref}")

    link = f"[{ticket.key}]({ticket.url})"
    house.edit(review, lambda text: text.replace(link, ""))
    house.sync()
    (again,) = house.write_backs()
    assert again.ref != ticket.ref
    assert house.sync().problems == ()


def test_a_write_back_that_was_deleted_before_it_was_linked(house: House) -> None:
    """Its token still stands in the review: the journal has to forget it."""
    review = held(house, gap("First"))
    (ticket,) = house.write_backs()
    link = f"[{ticket.key}]({ticket.url})"
    token = f"opening {ticket.mark.key.rpartition('.')[2]}" if ticket.mark else ""
    house.notes.delete(ticket.id)
    house.edit(review, lambda text: text.replace(link, token))
    house.later(hours=2)

    (told,) = house.sync().problems
    assert told.hint.endswith(f"run: afteraction ledger forget {ticket.ref}")

    with house.site() as site:
        assert site.ledger.journal.forget(ticket.ref) == 1
        site.ledger.forget_view()
    house.sync()
    house.sync()
    assert len(house.write_backs()) == 1
    assert house.sync().problems == ()


@pytest.mark.parametrize("what", ["kind", "deleted"])
def test_the_gate_reopens_nothing_that_was_complete(house: House, what: str) -> None:
    house.policy = policy(reopens=True)
    review = held(house, gap("First"))
    (ticket,) = house.write_backs()
    if what == "kind":
        house.edit(
            review,
            lambda text: text.replace("[x] avoidable", "[ ] avoidable").replace(
                "[ ] inherent", "[x] inherent"
            ),
        )
    else:
        house.notes.delete(ticket.id)

    assert does(house) == [Does.REMARK]
    assert house.reviews()[0].completed


def test_a_date_that_is_over_is_not_taken(house: House) -> None:
    review = held(house, gap("First", due="2020-01-01"), gap("Second"))

    assert len(house.write_backs()) == 1
    (comment,) = house.notes.kept[review.id].details.comments
    assert "its date, 2020-01-01, was over already" in comment.text
