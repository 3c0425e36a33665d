"""`afteraction sync`: what it does, says and answers with, on folders of Markdown."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from syrupy.assertion import SnapshotAssertion

from tests.cli.place import (
    EVENING,
    INCIDENT,
    NEXT_DAY,
    SPRINT,
    WEEKS_LATER,
    Place,
)
from tests.engine.house import gap

NOTHING = "Nothing to do.\n"


def test_the_whole_loop(place: Place, snapshot: SnapshotAssertion) -> None:
    """From the incident's end to the day after the due date, as one would see it."""
    place.write("work/sprints/46.md", SPRINT)
    place.run("sync")
    place.hold("review-0041", gap("No check before a deploy"))
    place.hold("review-sprint-46", gap("Too much at once", owner="Ada and Lin"))
    place.now = NEXT_DAY
    place.run("sync")
    place.edit("review-sprint-46", "Ada and Lin", "Lin")
    place.run("sync")
    place.now = WEEKS_LATER
    place.run("sync")
    place.run("sync")

    assert place.transcript() == snapshot


def test_what_it_writes(place: Place, snapshot: SnapshotAssertion) -> None:
    place.run("sync")
    place.hold("review-0041", gap("No check before a deploy"))
    place.run("sync", now=NEXT_DAY)

    (made,) = [stem for stem in place.tickets() if stem.startswith("review-0041-")]
    assert place.read("review-0041") == snapshot(name="review")
    assert place.read(made) == snapshot(name="checklist")
    assert place.read("0041") == INCIDENT


def test_a_dry_run_says_all_and_does_nothing(
    place: Place, snapshot: SnapshotAssertion
) -> None:
    before = place.picture()
    first = place.run("sync", "--dry-run")
    assert place.picture() == before

    place.run("sync")
    place.hold("review-0041", gap("No check before a deploy"))
    before = place.picture()
    second = place.run("sync", "--dry-run", now=NEXT_DAY)

    assert place.picture() == before
    assert (first.code, second.code) == (0, 0)
    assert first.out + second.out == snapshot


def test_a_dry_run_shows_the_plan_that_is_carried_out(place: Place) -> None:
    place.run("sync")
    place.hold("review-0041", gap("No check"), gap("A limit", "inherent"))

    dry = json.loads(
        place.run("sync", "--dry-run", "--format", "json", now=NEXT_DAY).out
    )
    wet = json.loads(place.run("sync", "--format", "json", now=NEXT_DAY).out)

    assert dry["plan"] == wet["plan"]
    assert dry["results"] == []
    assert [r["key"] for r in wet["results"]] == [c["key"] for c in wet["plan"]]
    assert {r["outcome"] for r in wet["results"]} == {"done"}, wet["results"]


def test_verbose_tells_the_notes_and_the_steps(
    place: Place, snapshot: SnapshotAssertion
) -> None:
    place.run("sync")
    place.hold("review-0041", gap("No check before a deploy"))
    place.transcript()

    ran = place.run("sync", "-v", now=NEXT_DAY)

    assert ran.err.startswith("Configuration: HOME")
    assert place.transcript() == snapshot


# --- bounds --------------------------------------------------------------------------


def test_too_many_at_once(place: Place, snapshot: SnapshotAssertion) -> None:
    for number in range(42, 45):
        place.write(f"00{number}", INCIDENT)

    before = place.picture()
    assert place.run("sync", "--at-most", "3").code == 1
    assert place.picture() == before
    assert place.run("sync", "--at-most", "0", "--dry-run").code == 1
    assert place.run("sync", AFTERACTION_AT_MOST="3").code == 1
    assert place.run("sync", "--at-most", "4").code == 0
    assert place.transcript() == snapshot


@pytest.mark.parametrize("arguments", [["--at-most", "-1"], ["--wait", "x"]])
def test_bounds_that_are_none(place: Place, arguments: list[str]) -> None:
    ran = place.run("sync", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert arguments[0] in ran.err


# --- what people write by mistake ----------------------------------------------------

MISTAKES = {
    "a-time-without-zone": INCIDENT.replace("closed: 2026-11-18T11:40:00Z", "")
    .replace("09:12:00Z", "09:12:00")
    .encode(),
    "a-tab": INCIDENT.replace("assignee", "\tassignee").encode(),
    "a-colon": INCIDENT.replace("Payments time", "Payments: time").encode(),
    "a-merge-conflict": INCIDENT.replace(
        "state: closed",
        "<<<<<<< HEAD\nstate: closed\n=======\nstate: open\n>>>>>>> branch",
    ).encode(),
    "a-merge-conflict-in-the-text": (
        INCIDENT + "\n<<<<<<< HEAD\nOurs.\n=======\nTheirs.\n>>>>>>> branch\n"
    ).encode(),
    "no-front-matter": b"# Payments time out\n",
    "no-end": b"---\ntitle: Payments time out\nstate: open\n",
    "not-utf-8": INCIDENT.replace("too long", "zu länge").encode("latin-1"),
    "other-words": INCIDENT.replace("closed\n", "done\n")
    .replace("2026-11-18T09:12:00Z", "18.11.2026")
    .encode(),
    "two-people": INCIDENT.replace("ada", "[ada, lin]").encode(),
}


def test_every_mistake_is_named_and_the_rest_is_synced(
    place: Place, snapshot: SnapshotAssertion
) -> None:
    for name, data in MISTAKES.items():
        place.path(name).write_bytes(data)

    ran = place.run("sync")

    assert ran.code == 1
    assert ran.out == (
        "opened a review of notes:0041 “Payments time out at checkout”:"
        " notes:review-0041, given to ada\nDone: 1 review opened.\n"
    )
    assert ran.err == snapshot
    for name, data in MISTAKES.items():
        assert f"notes:{name}: work/tickets/{name}.md, line " in ran.err
        assert place.path(name).read_bytes() == data
    again = place.run("sync")
    assert (again.code, again.out, again.err) == (1, NOTHING, ran.err)


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text there")
def test_a_name_that_is_no_text(place: Place) -> None:
    folder = os.fsencode(place.home / "work" / "tickets")
    with open(folder + b"/bad\xff.md", "wb") as file:  # noqa: PTH123 - no Path has it
        file.write(INCIDENT.encode())

    for _ in range(2):
        ran = place.run("sync")
        assert ran.code == 1
        assert "has a name that no ticket can have" in ran.err
    assert place.path("review-0041").is_file()


def test_times_that_nobody_means(place: Place) -> None:
    """One slip of the pen stops nobody else's work."""
    for key in ("opened", "closed", "ended"):
        text = INCIDENT.replace(f"{key}: 2026", f"{key}: 9999")
        place.write(
            key,
            text
            if key != "ended"
            else f"{text}".replace("author:", "ended: 9999-12-31T23:59:59Z\nauthor:"),
        )

    ran = place.run("sync")

    assert ran.code == 1
    assert ran.err.count("is too far away") == 3
    assert place.path("review-0041").is_file()


def test_each_problem_is_told_once(place: Place) -> None:
    place.path("broken").write_bytes(MISTAKES["a-tab"])

    ran = place.run("sync", "--format", "json")

    assert [one["ref"] for one in json.loads(ran.out)["problems"]] == ["notes:broken"]
    assert ran.err == ""


def test_closed_without_saying_when(place: Place) -> None:
    place.edit("0041", "closed: 2026-11-18T11:40:00Z\n", "")

    ran = place.run("sync")

    assert "edited notes:0041 (note when it was closed)\n" in ran.out
    assert f"\nclosed: {EVENING}\n" in place.read("0041")
    assert place.run("sync").out == NOTHING


def test_line_ends_of_windows_stay(place: Place) -> None:
    place.write(
        "0041",
        INCIDENT.replace("closed: 2026-11-18T11:40:00Z\n", "").replace("\n", "\r\n"),
    )
    place.run("sync")

    expected = INCIDENT.replace("11:40:00Z", "17:00:00Z").replace("\n", "\r\n")
    assert place.read("0041") == expected


def test_what_was_in_the_way(place: Place, snapshot: SnapshotAssertion) -> None:
    """A file of that name that nobody can read: refused, exit 4, and told why."""
    place.write("review-0041", "my own notes")

    text = place.run("sync")
    answer = json.loads(place.run("sync", "--format", "json").out)

    assert text.code == 4
    assert text.out + text.err == snapshot
    assert [(r["outcome"], r["ref"]) for r in answer["results"]] == [("refused", "")]
    assert place.read("review-0041") == "my own notes"


def test_a_folder_that_is_not_there(place: Place, snapshot: SnapshotAssertion) -> None:
    (place.home / "work").rename(place.home / "elsewhere")

    ran = place.run("sync")
    place.run("sync", "--format", "json")

    assert ran.code == 4
    assert place.transcript() == snapshot
    assert not (place.home / "work").exists()


def test_a_dry_run_leaves_no_trace_in_the_folder(place: Place) -> None:
    before = sorted(path.name for path in (place.home / "work").rglob("*"))

    assert place.run("sync", "--dry-run").code == 0

    assert sorted(path.name for path in (place.home / "work").rglob("*")) == before
    assert not (place.home / "work" / ".afteraction").exists()


def test_somebody_else_is_at_it(place: Place) -> None:
    place.run("sync")
    with FileLock(place.home / "work" / ".afteraction" / "lock"):
        ran = place.run("sync", "--wait", "0.05")
        other = place.run("sync", "--wait", "0", "--format", "json")
        looked = place.run("sync", "--dry-run")

    assert (ran.code, ran.out) == (4, "")
    assert ran.err == (
        "error: HOME/work is held by another sync\n"
        "  wait until that one is done, then sync again\n"
    )
    assert (other.code, other.err) == (4, "")
    assert json.loads(other.out)["error"]["message"].endswith("held by another sync")
    assert (looked.code, looked.out) == (0, "Nothing to do.\n")


def test_no_configuration(place: Place, snapshot: SnapshotAssertion) -> None:
    (place.home / "afteraction.yml").unlink()

    assert place.run("sync").code == 2
    assert place.transcript() == snapshot


def test_a_merge_conflict_in_the_configuration(place: Place) -> None:
    place.edit("afteraction.yml", "zone:", "<<<<<<< HEAD\nzone:")

    ran = place.run("sync")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "error: afteraction.yml (line 14): a merge conflict was left here, <<<<<<<\n"
        "  keep one side and delete git's three lines\n"
    )


# --- nothing twice -------------------------------------------------------------------


def _story(place: Place) -> str:
    """Hold a review, write it back, and return the report."""
    place.run("sync")
    place.hold("review-0041", gap("No check before a deploy"))
    place.now = NEXT_DAY
    place.run("sync")
    return place.run("report", "--format", "json").out


def test_the_ledger_is_deleted(place: Place) -> None:
    report = _story(place)
    for file in (place.home / ".afteraction").iterdir():
        file.unlink()

    assert place.run("sync").out == NOTHING
    assert place.run("report", "--format", "json").out == report


def test_the_folder_has_a_new_name(place: Place) -> None:
    report = _story(place)
    (place.home / "work").rename(place.home / "tickets of ours")
    place.edit("afteraction.yml", "./work", "./tickets of ours")

    assert place.run("sync").out == NOTHING
    assert place.run("report", "--format", "json").out == report


def test_the_tracker_has_a_new_name(place: Place) -> None:
    report = _story(place)
    config = place.read("afteraction.yml").replace("notes", "wiki")
    place.write("afteraction.yml", config)

    assert place.run("sync").out == NOTHING
    renamed = place.run("report", "--format", "json").out
    assert renamed == report.replace("notes:", "wiki:")


def test_the_tracker_has_a_new_name_in_one_place_only(
    place: Place, snapshot: SnapshotAssertion
) -> None:
    place.edit("afteraction.yml", "  notes: {type", "  wiki: {type")

    assert place.run("sync").code == 2
    assert place.transcript() == snapshot


def test_a_review_that_was_deleted(place: Place, snapshot: SnapshotAssertion) -> None:
    place.run("sync")
    place.transcript()
    place.path("review-0041").unlink()

    assert place.run("sync").code == 1
    assert place.run("sync").code == 1
    assert place.transcript() == snapshot
    assert place.tickets() == ["0041"]


# --- time (rule 22) ------------------------------------------------------------------


@pytest.fixture
def far_away(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Place:
    """The same place, with a tracker that others installed."""
    from tests.cli.far_away import install

    install(monkeypatch, tmp_path / "site-packages")
    place.edit("afteraction.yml", "type: markdown", "type: far-away")
    return place


def test_now_is_not_for_trackers_on_the_network(
    far_away: Place, snapshot: SnapshotAssertion
) -> None:
    before = far_away.picture()

    assert far_away.run("sync").code == 2
    assert far_away.transcript() == snapshot
    assert far_away.picture() == before


def test_now_may_be_pretended_where_nothing_is_written(far_away: Place) -> None:
    dry = far_away.run("sync", "--dry-run", "--format", "json")

    assert dry.code == 0
    assert [change["does"] for change in json.loads(dry.out)["plan"]] == ["open-review"]
    assert far_away.run("report").code == 0


def test_requests_are_counted_where_there_are_some(far_away: Place) -> None:
    ran = far_away.run("sync", "--dry-run", "--format", "json")

    assert json.loads(ran.out)["requests"] == {"notes": 2}
