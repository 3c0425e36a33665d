"""`afteraction review lint`: what a filled-in review lacks, said as remarks say it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.place import NEXT_DAY, Place
from tests.engine.house import filled, gap

FILE = "work/tickets/review-0041.md"
REF = "notes:review-0041"


@pytest.fixture
def review(place: Place) -> Place:
    """A review was opened."""
    place.run("sync")
    place.now = NEXT_DAY
    place.transcript()
    return place


def _fill(place: Place, *gaps: str, carried_by: str = "ada") -> None:
    before, _, rest = place.read("review-0041").partition("## 1.")
    after = rest[rest.rindex("\n---\n") :]
    place.write("review-0041", before + filled(*gaps, carried_by=carried_by) + after)


def test_an_empty_form(review: Place, snapshot: SnapshotAssertion) -> None:
    assert review.run("review", "lint", REF).code == 1
    assert review.transcript() == snapshot


def test_nothing_is_missing(review: Place) -> None:
    _fill(review, gap("No check"))

    ran = review.run("review", "lint", REF, FILE)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{REF}: nothing is missing\n{FILE}: nothing is missing\n"


def test_a_checklist(review: Place) -> None:
    review.edit(
        "afteraction.yml",
        "zone:",
        "checklists:\n  Release checklist: {in: notes, ticket: 0041}\nzone:",
    )
    named = "- **Checklist:** "
    told = "- **Tracked in:** step f-3a9c of [Gone](0012.md), added 2026-11-20\n"
    _fill(
        review,
        gap("Known", more=f"{named}release checklist\n"),
        gap("Mistyped", more=f"{named}Relase checklist\n"),
        gap("A limit", "inherent", more=f"{named}release checklist\n"),
        gap("Added", more=f"{named}Gone\n{told}"),
    )

    ran = review.run("review", "lint", FILE)

    assert ran.code == 1
    assert "Known" not in ran.out
    assert "did you mean “Release checklist”?" in ran.out
    assert "only an avoidable gap adds a step" in ran.out
    assert "Added" not in ran.out


def test_what_people_do(review: Place, snapshot: SnapshotAssertion) -> None:
    """Two kinds, two owners, a team, a date that may be two, nobody who carries it."""
    _fill(
        review,
        gap("Two kinds").replace("[ ] inherent", "[x] inherent"),
        gap("Two owners", owner="Ada and Lin"),
        gap("A team", owner="the platform team"),
        gap("A stranger", owner="Zed"),
        gap("A date", due="1/12/2026"),
        gap("No owner", owner=""),
        gap("No change", what=""),
        carried_by="",
    )

    assert review.run("review", "lint", FILE).code == 1
    assert review.transcript() == snapshot


def test_a_file_and_its_ref_lack_the_same(review: Place) -> None:
    _fill(review, gap("Two owners", owner="Ada and Lin"), gap("No owner", owner=""))

    ran = review.run("review", "lint", FILE, REF, "--format", "json")

    by_file, by_ref = json.loads(ran.out)["reviews"]
    said = [[lack["sentences"] for lack in one["lacks"]] for one in (by_file, by_ref)]
    assert said[0] == said[1]
    assert [by_file["name"], by_ref["name"]] == [FILE, REF]


def test_the_line_is_the_one_in_the_file(review: Place) -> None:
    _fill(review, gap("Two owners", owner="Ada and Lin"))

    ran = review.run("review", "lint", FILE, "--format", "json")

    ((lack,),) = [one["lacks"] for one in json.loads(ran.out)["reviews"]]
    line = review.read(FILE).split("\n")[lack["line"] - 1]
    assert (lack["gap"], line) == ("Two owners", "### Two owners")


def test_it_says_what_the_remark_will_say(review: Place) -> None:
    _fill(review, gap("Two owners", owner="Ada and Lin"))
    ran = review.run("review", "lint", REF, "--format", "json")
    review.close("review-0041", "2026-11-19T08:00:00Z")

    review.run("sync")

    ((lack,),) = [one["lacks"] for one in json.loads(ran.out)["reviews"]]
    assert len(lack["sentences"]) == 1
    assert lack["sentences"][0] in review.read("review-0041")


def test_it_writes_nothing(review: Place) -> None:
    before = review.picture()
    review.run("review", "lint", REF)

    assert review.picture() == before


def test_a_text_from_elsewhere(review: Place, tmp_path: Path) -> None:
    """A form that nobody put into a tracker yet."""
    draft = tmp_path / "draft.md"
    draft.write_text(filled(gap("No check", owner="Lin")), "utf-8")

    ran = review.run("review", "lint", str(draft))

    assert (ran.code, ran.out) == (0, f"{draft}: nothing is missing\n")


def test_a_text_without_the_form(review: Place) -> None:
    review.write("draft.md", "# Minutes\n\nWe talked.\n")

    ran = review.run("review", "lint", "draft.md")

    assert ran.code == 1
    assert ran.out == (
        "draft.md: none of the four questions can be found: put their headings back,"
        " each above its answer\n"
    )


def test_what_is_no_review(
    review: Place, snapshot: SnapshotAssertion, tmp_path: Path
) -> None:
    for name in ("notes:0099", "ntoes:0041", "0041", "work/tickets", "nowhere.md"):
        ran = review.run("review", "lint", name)
        assert (ran.code, ran.out) == (2, ""), name
    assert review.run("review", "lint").code == 2
    assert review.transcript() == snapshot


def test_a_file_that_is_no_text(review: Place) -> None:
    review.path("draft.md").write_bytes(b"\xff\xfe\x00")

    ran = review.run("review", "lint", "draft.md")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: draft.md can not be read")


def test_a_broken_ticket(review: Place) -> None:
    review.edit("review-0041", "\nopened: ", "\nopened: about ")

    ran = review.run("review", "lint", REF)

    assert (ran.code, ran.out) == (2, "")
    assert "work/tickets/review-0041.md, line 7: opened:" in ran.err
