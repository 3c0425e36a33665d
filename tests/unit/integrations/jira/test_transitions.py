"""The way through a workflow that means what is wanted."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from msgspec import Raw

from afteraction.domain.tickets import Reason
from afteraction.integrations.jira.states import States
from afteraction.integrations.jira.transitions import (
    OnScreen,
    Transition,
    _ways,
    no_way,
    way_to,
)
from afteraction.integrations.jira.wire import Category, Status

DONE, NO, SAME = Reason.COMPLETED, Reason.DECLINED, Reason.DUPLICATE


def way(
    number: str,
    to: str,
    category: str = "done",
    resolutions: Sequence[str] = (),
    *,
    needs: bool = False,
    asks: str = "",
) -> Transition:
    """A transition; `needs` a resolution, `asks` for a field that must be filled."""
    fields = {}
    if resolutions:
        allowed = [Raw(json.dumps({"name": name}).encode()) for name in resolutions]
        fields["resolution"] = OnScreen(required=needs, allowed_values=allowed)
    if asks:
        fields[asks] = OnScreen(required=True)
    status = Status(name=to, status_category=Category(key=category))
    return Transition(id=number, name=f"Go {to}", to=status, fields=fields)


RESOLVE = way("5", "Done", resolutions=["Won't Do", "Duplicate", "Done"])
START = way("1", "In Progress", "indeterminate")
BACK = way("2", "To Do", "new")
PLAIN = way("3", "Done")


@pytest.mark.parametrize(
    ("ways", "wanted", "expected"),
    [
        ([START, PLAIN], DONE, ("3", "")),
        ([RESOLVE], DONE, ("5", "Done")),
        ([RESOLVE], NO, ("5", "Won't Do")),
        ([RESOLVE], SAME, ("5", "Duplicate")),
        # Nobody says no by a way that means done.
        ([PLAIN], NO, None),
        ([START], DONE, None),
        ([], DONE, None),
        # A copy is closed in any case.
        ([PLAIN], SAME, ("3", "")),
        ([way("5", "Done", resolutions=["Won't Do"], needs=True)], SAME,
         ("5", "Won't Do")),
        ([way("5", "Done", resolutions=["Won't Do"], needs=True)], DONE, None),
        # Any resolution that is no no means done.
        ([way("5", "Done", resolutions=["Won't Do", "Shipped"], needs=True)], DONE,
         ("5", "Shipped")),
        # What asks for more than we know is not taken.
        ([way("4", "Done", asks="customfield_1"), PLAIN], DONE, ("3", "")),
        ([way("4", "Done", asks="customfield_1")], DONE, None),
        # Opening again: to where nobody has begun, rather than into the middle.
        ([START, BACK, PLAIN], None, ("2", "")),
        ([START, PLAIN], None, ("1", "")),
        ([PLAIN], None, None),
    ],
)  # fmt: skip
def test_the_best_way(
    ways: Sequence[Transition],
    wanted: Reason | None,
    expected: tuple[str, str] | None,
) -> None:
    for told in (ways, ways[::-1]):
        found = way_to(wanted, told, States())
        assert (found and (found.transition.id, found.resolution)) == expected


def test_a_status_that_the_team_names_comes_first() -> None:
    states = States(done=frozenset({"released"}), declined=frozenset({"rejected"}))
    ways = [PLAIN, way("7", "Released"), way("8", "Rejected")]

    done, no = (way_to(wanted, ways, states) for wanted in (DONE, NO))
    assert done is not None
    assert no is not None
    assert (done.transition.id, no.transition.id) == ("7", "8")


def test_what_is_sent() -> None:
    found = way_to(NO, [RESOLVE], States())

    assert found is not None
    assert found.body == {
        "transition": {"id": "5"},
        "fields": {"resolution": {"name": "Won't Do"}},
    }


@pytest.mark.parametrize(("ways", "where"), [([START, BACK], "To Do"), ([], "nowhere")])
def test_no_way_says_where_it_goes(ways: Sequence[Transition], where: str) -> None:
    error = no_way("ops:OPS-1", DONE, ways)

    assert error.message.startswith("ops:OPS-1: no transition that is open to us")
    assert where in error.message


@pytest.mark.parametrize("offered", [["red", 7], [[{"name": "a"}], None], None])
def test_what_other_fields_offer_is_not_ours_to_read(offered: object) -> None:
    told = {"name": "Shade", "allowedValues": offered}
    body = {"transitions": [{"id": "1", "fields": {"customfield_1": told}}]}

    (found,) = _ways(json.dumps(body).encode()).transitions

    assert found.fields["customfield_1"].named == []
