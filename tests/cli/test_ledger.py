"""`afteraction ledger`: looking anew, and letting go of what was deleted."""

from __future__ import annotations

import json

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.place import NEXT_DAY, WEEKS_LATER, Place
from tests.engine.house import gap

REVIEW = "notes:review-0041"


@pytest.fixture
def told(place: Place) -> Place:
    """A review was held and its finding written back."""
    place.run("sync")
    place.hold("review-0041", gap("No check"))
    place.now = NEXT_DAY
    place.run("sync")
    place.transcript()
    return place


def _lose_the_ledger(place: Place) -> None:
    for file in (place.home / ".afteraction").iterdir():
        file.unlink()


def test_rebuild(told: Place, snapshot: SnapshotAssertion) -> None:
    report, before = told.run("report", "--format", "json").out, told.picture()
    told.transcript()

    assert told.run("ledger", "rebuild").code == 0
    assert told.run("sync").out == "Nothing to do.\n"
    assert told.transcript() == snapshot
    assert told.run("report", "--format", "json").out == report
    assert told.picture() == before


def test_rebuild_after_every_step(place: Place) -> None:
    """Law 1: the report is the same, and nothing is made twice."""
    steps = (
        lambda: place.run("sync"),
        lambda: place.hold("review-0041", gap("No check"), gap("B", owner="")),
        lambda: place.run("sync", now=NEXT_DAY),
        lambda: place.edit("review-0041", "- **Owner:** \n", "- **Owner:** lin\n"),
        lambda: place.run("sync", now=NEXT_DAY),
        lambda: place.run("sync", now=WEEKS_LATER),
    )
    for step in steps:
        step()
        place.now = WEEKS_LATER
        before = place.run("report", "--format", "json").out
        place.run("ledger", "rebuild")
        assert place.run("report", "--format", "json").out == before
    stems = place.tickets()
    place.run("ledger", "rebuild")

    assert place.run("sync").out == "Nothing to do.\n"
    assert place.tickets() == stems
    assert len(stems) == 4


def test_rebuild_as_json(told: Place) -> None:
    told.write("broken", "no front matter")

    ran = told.run("ledger", "rebuild", "--format", "json")

    assert (ran.code, ran.err) == (1, "")
    assert json.loads(ran.out) == {
        "reviews": 1,
        "problems": [
            {
                "ref": "notes:broken",
                "message": "work/tickets/broken.md, line 1: has no front matter",
                "hint": "begin with a line ---, then title: and the other keys,"
                " then ---",
            }
        ],
    }


def test_rebuild_with_a_broken_ticket(told: Place, snapshot: SnapshotAssertion) -> None:
    told.write("broken", "no front matter")

    assert told.run("ledger", "rebuild").code == 1
    assert told.transcript() == snapshot


def test_rebuild_while_a_folder_is_away(
    told: Place, snapshot: SnapshotAssertion
) -> None:
    report = told.run("report", "--format", "json").out
    told.transcript()
    (told.home / "work").rename(told.home / "elsewhere")

    assert told.run("ledger", "rebuild").code == 4
    assert told.transcript() == snapshot
    (told.home / "elsewhere").rename(told.home / "work")
    assert told.run("sync").out == "Nothing to do.\n"
    assert told.run("report", "--format", "json").out == report


# --- forget --------------------------------------------------------------------------


def test_what_was_deleted_is_made_again_once_it_is_forgotten(
    told: Place, snapshot: SnapshotAssertion
) -> None:
    told.path("review-0041").unlink()

    assert told.run("sync").code == 1
    assert told.run("ledger", "forget", REVIEW).code == 0
    assert told.run("sync").code == 0
    assert told.transcript() == snapshot
    assert "review-0041" in told.tickets()


@pytest.mark.parametrize("journal", [True, False], ids=["journal", "no-journal"])
def test_a_lost_journal_makes_no_difference(place: Place, journal: bool) -> None:
    place.run("sync")
    if not journal:
        _lose_the_ledger(place)
        place.run("sync")
    place.path("review-0041").unlink()

    lost = place.run("sync")
    forgotten = place.run("ledger", "forget", REVIEW)
    again = place.run("sync")

    assert lost.code == 1
    assert lost.err == (
        f"{REVIEW}: was made by us and is deleted, or lost its label afteraction\n"
        "  put it back; to have it made again, run:"
        f" afteraction ledger forget {REVIEW}\n"
    )
    assert (forgotten.code, again.code) == (0, 0)
    assert "Done: 1 review opened.\n" in again.out


def test_a_write_back_that_was_deleted(told: Place) -> None:
    """The review's link has to go too: a person may have meant the deletion."""
    (stem,) = [stem for stem in told.tickets() if stem.startswith("review-0041-f")]
    told.path(stem).unlink()
    assert told.run("sync").code == 1
    assert told.run("ledger", "forget", f"notes:{stem}").code == 0
    told.edit("review-0041", f"- **Tracked in:** [{stem}]({stem}.md)\n", "")

    assert "Done: 1 finding written back" in told.run("sync").out
    assert stem in told.tickets()


def test_forget_as_json(told: Place) -> None:
    ran = told.run("ledger", "forget", REVIEW, "--format", "json")

    assert (ran.code, json.loads(ran.out)) == (0, {"forgotten": REVIEW})


def test_forgetting_what_stands_does_no_harm(told: Place) -> None:
    before = told.picture()
    told.run("ledger", "forget", REVIEW)

    assert told.run("sync").out == "Nothing to do.\n"
    assert told.picture() == before


def test_what_nobody_knows(told: Place, snapshot: SnapshotAssertion) -> None:
    for arguments in (["notes:0041"], ["nonsense"], []):
        assert told.run("ledger", "forget", *arguments).code == 2

    assert told.transcript() == snapshot
