"""What was learned a moment ago counts for the state in which it was learned."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from afteraction.errors import Unreachable
from afteraction.integrations.jira.paging import Pages
from afteraction.integrations.jira.recent import MOST, Recent


def test_it_counts_for_one_state() -> None:
    recent = Recent[str]()
    recent.put("1", "then", "a past")

    assert recent.get("1", "then") == "a past"
    assert recent.get("1", "now") is None
    assert recent.get("2", "then") is None


def test_a_newer_state_takes_its_place() -> None:
    recent = Recent[str]()
    recent.put("1", "then", "a past")
    recent.put("1", "now", "another")

    assert recent.get("1", "then") is None
    assert recent.get("1", "now") == "another"


def test_what_was_learned_first_is_forgotten_first() -> None:
    recent = Recent[int]()
    for number in range(MOST):
        recent.put(str(number), "", number)
    recent.put("0", "", 0)
    recent.put("more", "", 1)

    assert recent.get("0", "") == 0
    assert recent.get("1", "") is None
    assert recent.get("2", "") == 2


@pytest.mark.parametrize(
    "pages", [["a"], ["ab", "cd"], ["ab", "bc"], ["ab", "", "c"], ["", ""]]
)
def test_pages_that_bring_something_new_go_on(pages: Sequence[str]) -> None:
    read = Pages()
    for page in pages:
        read.check(page)


@pytest.mark.parametrize("pages", [["a", "a"], ["ab", "b"], ["a", "b", "", "ab"]])
def test_pages_that_bring_nothing_new_lead_in_a_circle(pages: Sequence[str]) -> None:
    read = Pages()
    for page in pages[:-1]:
        read.check(page)

    with pytest.raises(Unreachable, match="lead in a circle"):
        read.check(pages[-1])
