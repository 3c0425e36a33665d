"""Several trackers in one configuration, from the command line to the files.

An incident in one folder, its review in another, a constraint in a third; one person
with a handle in each; and text that never moves to where more people read (rule 21).
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.place import INCIDENT, NEXT_DAY, SPRINT, Place
from tests.engine.house import gap

CONFIG = """\
trackers:
  ops: {type: markdown, path: ./ops}
  notes: {type: markdown, path: ./team/notes}
  plans: {type: markdown, path: ../plans}
subjects:
  incidents: [{in: ops, labels: [incident], review_in: notes}]
  sprints: [{in: ops, review_in: notes}]
  since: 2026-11-01
write_back:
  avoidable: {in: notes, labels: [checklist]}
  inherent: {in: plans, labels: [constraint]}
  experiment: {in: notes, labels: [learning]}
people:
  - {name: Ada Lovelace, handles: {ops: alovelace, notes: ada, plans: ada.l}}
  - {name: Lin Chen, handles: {ops: lchen, notes: lin, plans: lin.c}}
zone: Europe/Berlin
"""
FOLDERS = ("ops", "team/notes", "../plans")

LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.fixture
def team(place: Place) -> Place:
    """Three folders, one of them beside the configuration's own."""
    (place.home / "work" / "tickets" / "0041.md").unlink()
    place.write("afteraction.yml", CONFIG)
    for folder in FOLDERS:
        place.path(f"{folder}/tickets").mkdir(parents=True)
    text = INCIDENT.replace("ada", "alovelace").replace("lin", "lchen")
    place.write("ops/tickets/0041.md", text)
    return place


def _review(place: Place, stem: str = "0041") -> str:
    (name,) = place.path("team/notes/tickets").glob(f"review-*-{stem}.md")
    return f"team/notes/tickets/{name.name}"


def _write_backs(place: Place) -> list[str]:
    return sorted(
        f"{folder}/tickets/{path.name}"
        for folder in FOLDERS
        for path in place.path(f"{folder}/tickets").glob("review-*-f*.md")
    )


def _hold(place: Place, *gaps: str) -> None:
    place.run("sync")
    place.hold(_review(place), *gaps)
    place.now = NEXT_DAY


def _leads_to(place: Place, name: str) -> set[str]:
    """Where the links in a file lead, as paths from the home."""
    file = place.path(name)
    return {
        os.path.relpath(file.parent / link, place.home)
        for link in LINK.findall(place.read(name))
    }


def test_the_loop_across_three_folders(
    team: Place, snapshot: SnapshotAssertion
) -> None:
    _hold(
        team,
        gap("No check before a deploy", owner="Ada Lovelace"),
        gap("The link is slow", "inherent", owner="Lin Chen", due="2027-03-01"),
    )
    team.run("sync")
    team.run("sync")
    team.run("report")

    assert team.transcript() == snapshot
    constraint, checklist = _write_backs(team)
    assert "\nassignee: ada\n" in team.read(_review(team))
    assert "\nassignee: ada\n" in team.read(checklist)
    assert "\nassignee: lin.c\n" in team.read(constraint)


def test_links_lead_to_files_both_ways(team: Place) -> None:
    _hold(team, gap("No check"), gap("Slow", "inherent", owner="lin", due="2027-03-01"))
    team.run("sync")

    review, made = _review(team), _write_backs(team)
    assert _leads_to(team, review) == {"ops/tickets/0041.md", *made}
    for name in made:
        assert _leads_to(team, name) == {"ops/tickets/0041.md", review}
    for name in (review, *made):
        links = LINK.findall(team.read(name))
        assert links
        assert not any(Path(link).is_absolute() or ":" in link for link in links)


def test_one_without_a_handle_there(team: Place, snapshot: SnapshotAssertion) -> None:
    team.edit("afteraction.yml", ", plans: lin.c", "")
    _hold(team, gap("Slow", "inherent", owner="Lin", due="2027-03-01"))
    team.transcript()

    team.run("sync")
    team.run("review", "lint", _review(team))
    team.run("check")

    assert _write_backs(team) == []
    assert team.transcript() == snapshot


def test_everything_is_found_again_without_a_ledger(team: Place) -> None:
    _hold(team, gap("No check"), gap("Slow", "inherent", owner="lin", due="2027-03-01"))
    team.run("sync")
    report = team.run("report", "--format", "json").out
    before = team.picture()
    for file in (team.home / ".afteraction").iterdir():
        file.unlink()

    assert team.run("sync").out == "Nothing to do.\n"
    assert team.run("report", "--format", "json").out == report
    assert team.picture() == before


# --- who can read it (rule 21) -------------------------------------------------------

SECRET = "Falcon"


@pytest.fixture
def public(team: Place) -> Place:
    """More people can read the reviews than the incidents."""
    team.edit(
        "afteraction.yml",
        "path: ./team/notes}",
        "path: ./team/notes, readers: public}",
    )
    text = team.read("ops/tickets/0041.md")
    for words in ("Payments", "Requests", "502s"):
        text = text.replace(words, f"{SECRET} {words}")
    team.write("ops/tickets/0041.md", text)
    return team


def _public(place: Place) -> str:
    folder = place.path("team/notes/tickets")
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.iterdir()))


def test_nothing_private_moves_to_the_public(
    public: Place, snapshot: SnapshotAssertion
) -> None:
    _hold(public, gap("No check"), gap("It was worth it", "experiment", due=""))
    facts = public.read(_review(public)).partition("## 1.")[0]
    public.run("sync")

    assert len(_write_backs(public)) == 2
    assert SECRET not in _public(public)
    assert "alovelace" not in _public(public)
    assert facts == snapshot


def test_nor_titles_of_private_work_into_the_review_of_a_sprint(public: Place) -> None:
    public.edit("afteraction.yml", "incident], review_in: notes}", "incident]}")
    public.edit("afteraction.yml", "{in: ops, review_in: notes}", "{in: notes}")
    public.edit("afteraction.yml", "avoidable: {in: notes", "avoidable: {in: plans")
    public.run("sync")
    public.hold("ops/tickets/review-0041.md", gap(f"{SECRET} is slow", owner="Ada"))
    public.run("sync", now=NEXT_DAY)
    assert len(_write_backs(public)) == 1

    public.write("team/notes/sprints/46.md", SPRINT)
    public.run("sync", now=NEXT_DAY)

    assert public.path("team/notes/tickets/review-sprint-46.md").exists()
    assert SECRET not in _public(public)


def test_check_says_so(public: Place, snapshot: SnapshotAssertion) -> None:
    assert public.run("check").code == 0
    assert public.transcript() == snapshot


def test_prefill_full_tells_all(public: Place) -> None:
    public.edit("afteraction.yml", "zone:", "review: {prefill: full}\nzone:")
    public.run("sync")

    assert f"{SECRET} Payments time out" in _public(public)


def test_nothing_is_taken_for_deleted_while_its_folder_is_away(team: Place) -> None:
    _hold(team, gap("No check"), gap("Slow", "inherent", owner="lin", due="2027-03-01"))
    team.run("sync")
    report = json.loads(team.run("report", "--format", "json").out)
    before = team.picture()
    plans = team.home.parent / "plans"
    plans.rename(team.home.parent / "unmounted")

    assert team.run("sync").code == 4
    assert team.run("report").code == 4
    (team.home.parent / "unmounted").rename(plans)
    assert team.run("sync").out == "Nothing to do.\n"
    assert team.picture() == before
    assert json.loads(team.run("report", "--format", "json").out) == report


def test_a_folder_is_away_and_the_others_go_on(team: Place) -> None:
    (team.home.parent / "plans").rename(team.home.parent / "unmounted")

    ran = team.run("sync")

    assert ran.code == 4
    assert "Done: 1 review opened.\n" in ran.out
    assert ran.err.startswith("plans: there is no folder ")
    assert not (team.home.parent / "plans").exists()
