"""The tickets behind a figure: which are shown, and where they are."""

from __future__ import annotations

from afteraction.domain.follow_through import Became
from afteraction.report import Count
from afteraction.report_shelf import Shelf
from tests.unit.a_report import NOW, write_back


def rows(count: int, state: Became = Became.OPEN) -> Count:
    many = [write_back(f"{at}", "x", state) for at in range(count)]
    return Count(tuple(many))


def test_nothing_leads_nowhere() -> None:
    shelf = Shelf(3)
    assert shelf.put(Count(), "none") == ""
    assert shelf.lists == []


def test_one_ticket_is_led_to_at_once() -> None:
    shelf = Shelf(3)
    assert shelf.put(rows(1), "one") == "work/tickets/review-0-f-0001.md"
    assert shelf.lists == []


def test_one_ticket_without_an_address_is_shown() -> None:
    shelf = Shelf(3)
    harmful = Count((write_back("1", "x", Became.OPEN, url="javascript:alert(1)"),))
    assert shelf.put(harmful, "one") == "#t1"
    assert shelf.lists[0].total == 1


def test_the_first_with_titles_the_next_by_refs_and_how_many_more() -> None:
    shelf = Shelf(3)
    assert shelf.put(rows(2), "two") == "#t1"
    assert shelf.put(rows(20), "twenty") == "#t2"
    two, twenty = shelf.lists
    assert (two.said, len(two.rows), len(two.refs), two.more) == ("two", 2, 0, 0)
    assert (len(twenty.rows), len(twenty.refs), twenty.more) == (3, 9, 8)


def test_the_worst_come_first() -> None:
    shelf = Shelf(1)
    late = write_back("9", "late", Became.OVERDUE, due=NOW.date())
    shelf.put(Count((*rows(5).rows, late)), "six")
    assert shelf.lists[0].rows[0] == late.ticket
