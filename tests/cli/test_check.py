"""`afteraction check`: what is ready, what is not, and what to do about that."""

from __future__ import annotations

import json

import pytest
from syrupy.assertion import SnapshotAssertion

from afteraction.cli.check import as_lines
from afteraction.tracker import Advice
from tests.cli.place import INCIDENT, SPRINT, Place


def test_all_is_well(place: Place, snapshot: SnapshotAssertion) -> None:
    place.write("work/sprints/46.md", SPRINT)

    assert place.run("check").code == 0
    assert place.transcript() == snapshot


def test_nothing_is_there_yet(place: Place, snapshot: SnapshotAssertion) -> None:
    place.path("0041").unlink()

    assert place.run("check").code == 0
    assert place.transcript() == snapshot


def test_much_is_wrong(place: Place, snapshot: SnapshotAssertion) -> None:
    """A wrong label, a person without a handle, a stranger among the templates."""
    place.edit("afteraction.yml", "labels: [incident]}", "labels: [incidents]}")
    place.edit("afteraction.yml", "Chen, handles: {notes: lin}", "Chen")
    place.edit("afteraction.yml", "zone:", "templates: ./words\nzone:")
    place.write("words/remarks.md.j2", "Hello")
    place.write("0042", INCIDENT.replace("09:12:00Z", "09:12:00"))
    place.write("0043", INCIDENT.replace("ada", "[ada, lin]"))
    before = place.picture()

    assert place.run("check").code == 1
    assert place.picture() == before, "it writes nothing"
    assert place.transcript() == snapshot


def test_json(place: Place) -> None:
    place.edit("afteraction.yml", "Chen, handles: {notes: lin}", "Chen")

    ran = place.run("check", "--format", "json")

    checks = json.loads(ran.out)["checks"]
    assert (ran.code, ran.err) == (1, "")
    assert [check for check in checks if not check["ok"]] == [
        {
            "ok": False,
            "about": "people",
            "message": "Lin Chen has no handle in notes",
            "hint": "add it under handles: what they own could not be written back"
            " there",
        }
    ]


@pytest.mark.parametrize("width", [20, 40, 80, 300])
def test_on_a_terminal_lines_are_broken_between_words(width: int) -> None:
    address = "https://ghe.acme.example/acme/platform/settings"
    advice = Advice(False, "platform", "it is archived " * 9, f"look at {address}")

    lines = list(as_lines(advice, width))

    room = max(40, min(width, 100))
    assert all(len(line) <= room or address in line for line in lines)
    assert lines[0].startswith("!!  platform: it is")
    hint = next(index for index, line in enumerate(lines) if "look at" in line)
    deeper = [line.startswith("      ") for line in lines]
    assert deeper == [index not in (0, hint) for index in range(len(lines))]
    assert " ".join("".join(lines).split()).count("archived") == 9
    assert any(address in line for line in lines), "it can still be clicked"


def test_elsewhere_lines_are_whole() -> None:
    advice = Advice(True, "platform", "it is there " * 30)

    assert list(as_lines(advice, None)) == [f"ok  platform: {advice.message}"]


def test_nobody_is_listed(place: Place) -> None:
    config = place.read("afteraction.yml")
    before, _, rest = config.partition("people:")
    place.write("afteraction.yml", f"{before}zone:{rest.partition('zone:')[2]}")

    ran = place.run("check")

    assert ran.code == 0
    assert (
        "ok  people: nobody is listed: owners are known by their handles only\n"
        in ran.out
    )


@pytest.mark.parametrize("missing", ["work", "work/tickets"])
def test_a_folder_is_missing(
    place: Place, missing: str, snapshot: SnapshotAssertion
) -> None:
    (place.home / missing).rename(place.home / "elsewhere")

    assert place.run("check").code == 1
    assert place.transcript() == snapshot


def test_who_can_read_it(place: Place, snapshot: SnapshotAssertion) -> None:
    """Findings that go where more people can read them (rule 21)."""
    place.edit(
        "afteraction.yml",
        "subjects:",
        "  board: {type: markdown, path: ./board, readers: public}\nsubjects:",
    )
    config = place.read("afteraction.yml")
    config = config.replace("inherent: {in: notes", "inherent: {in: board")
    config = config.replace("ada}}", "ada, board: ada}}")
    config = config.replace("lin}}", "lin, board: lin}}")
    place.write("afteraction.yml", config)
    place.write("board/tickets/0001.md", INCIDENT)

    assert place.run("check").code == 0
    assert place.transcript() == snapshot


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("remark.md.j2", "Dear {{ nobody }}"),
        ("remark.md.j2", "{% if lacks %}"),
        ("form.md.j2", "Just write something.\n"),
    ],
    ids=["unknown-name", "broken", "form-without-its-fields"],
)
def test_templates_that_can_not_be_used(
    place: Place, name: str, text: str, snapshot: SnapshotAssertion
) -> None:
    place.edit("afteraction.yml", "zone:", "templates: ./words\nzone:")
    place.write(f"words/{name}", text)

    said = {command: place.run(command) for command in ("check", "sync", "report")}

    assert {(ran.code, ran.out) for ran in said.values()} == {(2, "")}
    assert said["check"].err == said["sync"].err == said["report"].err == snapshot
    assert place.tickets() == ["0041"], "nothing is written before"


def test_what_is_wrong_with_the_configuration(
    place: Place, snapshot: SnapshotAssertion
) -> None:
    """All of it at once, each with its line."""
    place.edit("afteraction.yml", "since: 2026-11-01", "since: 1.11.2026\n  atmost: 2")
    place.edit("afteraction.yml", "Europe/Berlin", "Europe/Berln")
    place.edit("afteraction.yml", "{in: notes, labels: [checklist]}", "{in: note}")
    place.edit("afteraction.yml", "handles: {notes: lin}", "handles: {notes: ada}")

    assert place.run("check").code == 2
    assert place.transcript() == snapshot


def test_the_same_folder_twice(place: Place) -> None:
    place.edit(
        "afteraction.yml",
        "subjects:",
        "  again: {type: markdown, path: work}\nsubjects:",
    )

    ran = place.run("check")

    assert (ran.code, ran.out) == (2, "")
    assert "trackers.again (line 3): is the same as notes; keep one" in ran.err


def test_a_copy_of_the_folder(place: Place, snapshot: SnapshotAssertion) -> None:
    """It has the same durable name: nobody could tell its tickets apart."""
    import shutil

    place.run("sync")
    shutil.copytree(place.home / "work", place.home / "copy")
    place.edit(
        "afteraction.yml",
        "subjects:",
        "  copy: {type: markdown, path: ./copy}\nsubjects:",
    )
    place.transcript()

    assert place.run("check").code == 2
    assert place.transcript() == snapshot


def test_checklists(place: Place) -> None:
    """One is there, one is closed, one is not there, one can not be written."""
    head = "---\ntitle: Release\nstate: open\nopened: 2026-01-01T00:00:00Z\n---\n"
    place.write("0012", head + "\n- [ ] one\n- [x] two\n")
    place.write("0013", INCIDENT)
    place.write("work/on-call.md", "- [ ] one\n")
    place.path("work/on-call.md").chmod(0o444)
    place.edit(
        "afteraction.yml",
        "zone:",
        "checklists:\n"
        "  Release: {in: notes, ticket: 0012}\n"
        "  Deploy: {in: notes, ticket: 0013}\n"
        "  Gone: {in: notes, ticket: 0099}\n"
        "  On call: {in: notes, file: on-call.md}\n"
        "  Outside: {in: notes, file: ../../secret.md}\n"
        "zone:",
    )

    ran = place.run("check", "--format", "json")

    protected = "notes:on-call.md, which can not be changed: it is write-protected"
    checks = json.loads(ran.out)["checks"]
    told = [check for check in checks if check["about"] == "checklists"]
    assert [(check["ok"], check["message"]) for check in told] == [
        (True, "Release is notes:0012, with 2 items with a box"),
        (False, "Deploy is notes:0013, which is closed"),
        (False, "Gone: there is no ticket notes:0099 for the checklist “Gone”"),
        (False, f"On call is {protected}"),
        (
            False,
            "Outside: ../../secret.md leads out of the repository in which notes is",
        ),
    ]
