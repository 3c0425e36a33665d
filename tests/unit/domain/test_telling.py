"""What is shown of names: two people never look like one."""

from __future__ import annotations

import pytest

from afteraction.domain.telling import SOMEBODY, Names, initials, labels


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada Lovelace", "AL"),
        ("ada", "A"),
        ("ada.lovelace", "AL"),
        ("ada_lovelace-99", "AL9"),
        ("Änne Öz", "ÄÖ"),
        ("A\u0308nne", "Ä"),
        ("Jean-Luc van der Berg", "JLV"),
        ("李 娜", "李娜"),
        ("<b>", "B"),
        ("---", "?"),
        ("", "?"),
    ],
)
def test_initials(name: str, shown: str) -> None:
    assert initials(name) == shown


def test_full_names_are_as_they_are() -> None:
    assert labels({"Ada", "Lin"}, Names.FULL) == {"Ada": "Ada", "Lin": "Lin"}


def test_the_same_initials_are_told_apart_in_the_order_of_names() -> None:
    names = ["Anna Lee", "Ada Lovelace", "Lin Chen", "Änne Lu"]
    assert labels(names, Names.INITIALS) == {
        "Ada Lovelace": "AL",
        "Anna Lee": "AL 2",
        "Lin Chen": "LC",
        "Änne Lu": "ÄL",
    }
    assert labels(names[::-1], Names.INITIALS) == labels(names, Names.INITIALS)


def test_without_names_all_are_somebody() -> None:
    assert set(labels({"Ada", "Lin"}, Names.NONE).values()) == {SOMEBODY}
