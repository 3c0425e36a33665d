"""`afteraction adopt`: a ticket counts as ours, whatever its mark says (rule 11)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.far_away import install
from tests.cli.place import NEXT_DAY, Place
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


def _write_back(place: Place) -> str:
    (stem,) = [stem for stem in place.tickets() if stem.startswith("review-0041-f")]
    return stem


def _report(place: Place) -> dict[str, object]:
    found: dict[str, object] = json.loads(place.run("report", "--format", "json").out)
    return found


def _same_without_a_ledger(place: Place) -> bool:
    before = _report(place)
    place.run("ledger", "rebuild")
    return _report(place) == before


@pytest.mark.parametrize("report_between", [False, True])
def test_a_label_was_taken_off(told: Place, report_between: bool) -> None:
    before, stem = _report(told), _write_back(told)
    told.edit(stem, "checklist, afteraction", "checklist")
    told.run("sync")
    if report_between:
        # The review still links to it, as it may to any ticket.
        assert _report(told)["write_backs"] == before["write_backs"]
        assert _same_without_a_ledger(told)

    ran = told.run("adopt", f"notes:{stem}")

    assert ran.out == f"notes:{stem} is ours again: a write-back.\n"
    assert "labels: [checklist, afteraction]\n" in told.read(stem)
    assert _report(told) == before
    assert told.run("sync").out == "Nothing to do.\n"
    assert _same_without_a_ledger(told)


def test_taking_a_label_off_makes_no_ticket_gone(told: Place) -> None:
    """The review links to it, and there it stands."""
    for file in (told.home / ".afteraction").iterdir():
        file.unlink()
    told.run("sync")
    before = told.read("review-0041")
    told.edit(_write_back(told), "checklist, afteraction", "checklist")

    assert told.run("sync").out == "Nothing to do.\n"
    assert told.read("review-0041") == before


@pytest.mark.parametrize("stem", ["review-0041", None])
def test_a_mark_was_deleted(told: Place, stem: str | None) -> None:
    before, name = _report(told), stem or _write_back(told)
    lines = told.read(name).splitlines(keepends=True)
    told.write(name, "".join(x for x in lines if not x.startswith("afteraction: ")))

    ran = told.run("adopt", f"notes:{name}")

    assert ran.code == 0
    assert "\nafteraction: {role: " in told.read(name)
    assert _report(told) == before
    assert told.run("sync").out == "Nothing to do.\n"


def test_another_installations(told: Place) -> None:
    told.edit("review-0041", "installation: main", "installation: other")
    assert _report(told)["review_list"] == []

    assert told.run("adopt", REVIEW).code == 0
    assert "installation: main" in told.read("review-0041")
    assert len(_report(told)["review_list"]) == 1  # type: ignore[arg-type]


def test_one_that_is_ours_already(told: Place) -> None:
    before = told.picture()

    assert told.run("adopt", REVIEW).code == 0
    assert told.picture() == before


def test_json(told: Place) -> None:
    ran = told.run("adopt", REVIEW, "--format", "json")

    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == {
        "ref": REVIEW,
        "role": "review",
        "key": "review-053489fc51f1f2bf",
    }


def test_what_can_not_be_adopted(told: Place, snapshot: SnapshotAssertion) -> None:
    before = told.picture()

    for ref in ("notes:0041", "notes:0099", "ntoes:0041", "0041", "notes:sprint:46"):
        assert told.run("adopt", ref).code == 2
    assert told.run("adopt").code == 2
    assert told.picture() == before
    assert told.transcript() == snapshot


def test_a_broken_ticket(told: Place) -> None:
    told.edit("review-0041", "\nopened: ", "\nopened: about ")

    ran = told.run("adopt", REVIEW)

    assert (ran.code, ran.out) == (2, "")
    assert "work/tickets/review-0041.md, line 10: opened:" in ran.err


def test_now_is_not_for_trackers_on_the_network(
    told: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path / "site-packages")
    told.edit("afteraction.yml", "type: markdown", "type: far-away")

    ran = told.run("adopt", REVIEW)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: --now can not be used to write to notes")
