"""What the Markdown tracker adds to the contract: files, names, words, care."""

from __future__ import annotations

import os
import shutil
import sys
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from afteraction.around import Around
from afteraction.domain.tickets import (
    Details,
    Line,
    LineEdit,
    Mark,
    Role,
    Sprint,
    State,
)
from afteraction.errors import Changed, Refused, Unreachable
from afteraction.integrations.markdown.client import Folder
from afteraction.integrations.markdown.disk import Disk
from afteraction.integrations.markdown.settings import MarkdownSettings
from afteraction.integrations.markdown.tracker import MarkdownTracker
from afteraction.tracker import Created, Draft, Edit, NotCreated, Problem, Readers
from tests.contracts.world import Remembered, is_empty, observed
from tests.unit.integrations.markdown.test_client import Crash, Dying, DyingLinkless

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
TICKET = """---
title: Payments time out
state: closed
labels: [incident]
assignee: ada
author: lin
opened: 2026-11-18T09:12:00Z
closed: 2026-11-18T11:40:00Z
---
The gateway answers with 502.

## Comments

### kei, 2026-11-18T09:20:00Z
Since the deploy.
"""
SPRINT = "---\nname: S\nstart: 2026-11-09\nend: 2026-11-20\nstate: active\n---\n"
DRAFT = Draft(
    name="review-0041",
    title="Review",
    text="- **Owner:**",
    labels=("afteraction", "review"),
    assignee=None,
    due=None,
    mark=Mark(Role.REVIEW, "review-1", "acme", "markdown:work#0041"),
    at=AT,
)


@pytest.fixture
def tickets(tmp_path: Path) -> Path:
    folder = tmp_path / "work" / "tickets"
    folder.mkdir(parents=True)
    return folder


def tracker(
    tickets: Path, *, disk: Disk | None = None, zone: str = "UTC", **settings: str
) -> MarkdownTracker:
    given = {"type": "markdown", "path": "work", **settings}
    return MarkdownTracker(
        "notes",
        MarkdownSettings.model_validate(given),
        Around(tickets.parent.parent, ZoneInfo(zone)),
        disk,
    )


def write(tickets: Path, stem: str, text: str = TICKET) -> Path:
    path = tickets / f"{stem}.md"
    path.write_bytes(text.encode())
    return path


def names(tickets: Path) -> list[str]:
    return sorted(path.name for path in tickets.iterdir())


def problem_of(tickets: Path) -> Problem:
    (problem,) = observed(tracker(tickets), Remembered()).problems
    return problem


# --- what it is -----------------------------------------------------------------------


def test_what_it_can_do(tickets: Path) -> None:
    found = tracker(tickets, readers="public")

    assert found.name == "notes"
    assert found.uid == "markdown:work"
    assert found.requests is None
    assert not found.abilities.history
    assert not found.abilities.network
    assert found.abilities.readers is Readers.PUBLIC


def test_a_renamed_folder_stays_the_same_tracker(tickets: Path) -> None:
    with tracker(tickets).lock(1):
        pass
    tickets.parent.rename(tickets.parent.parent / "renamed")

    moved = tracker(tickets, path="renamed")

    assert moved.uid == "markdown:work"


def test_a_folder_that_was_named_by_another_sync_meanwhile(tickets: Path) -> None:
    deeper = tickets.parent.parent / "deeper"
    settings = MarkdownSettings.model_validate({"type": "markdown", "path": "../work"})
    other = MarkdownTracker("n", settings, Around(deeper, ZoneInfo("UTC")))
    assert other.uid == "markdown:../work"
    with tracker(tickets).lock(1):
        pass

    with other.lock(1):
        assert other.uid == tracker(tickets).uid == "markdown:work"


def test_how_a_ticket_is_called(tickets: Path) -> None:
    write(tickets, "0041")

    (ticket,) = tracker(tickets).fetch(keys=["0041"])

    assert not isinstance(ticket, Problem)
    assert (ticket.id, ticket.key, ticket.ref) == ("0041", "0041", "notes:0041")
    assert ticket.url == "work/tickets/0041.md"


def test_where_a_ticket_is_on_the_web(tickets: Path) -> None:
    write(tickets, "a b")
    found = tracker(tickets, url="https://example.org/team/work/")

    (ticket,) = found.fetch(ids=["a b"])

    assert not isinstance(ticket, Problem)
    assert ticket.url == "https://example.org/team/work/tickets/a%20b.md"
    assert found.key_at(ticket.url) == "a b"


def test_a_sprint_and_a_ticket_of_one_name(tickets: Path) -> None:
    write(tickets, "46")
    (tickets.parent / "sprints").mkdir()
    write(tickets.parent / "sprints", "46", SPRINT)
    write(tickets.parent / "sprints", "47", SPRINT)
    found = tracker(tickets, zone="Europe/Berlin")

    page = observed(found, Remembered())
    ticket, sprint, other = found.fetch(keys=["46", "sprint:46", "47"])

    assert set(page.seen) == {"46", "sprint:46", "sprint:47"}
    assert not isinstance(ticket, Problem | Sprint)
    assert isinstance(sprint, Sprint)
    assert isinstance(other, Sprint)
    assert (sprint.id, sprint.key, sprint.ref) == (
        "sprint:46",
        "46",
        "notes:sprint:46",
    )
    assert sprint.start == datetime(2026, 11, 8, 23, tzinfo=UTC)
    assert list(found.details(["sprint:46"])) == []
    with pytest.raises(Refused):
        found.edit("sprint:46", Edit(AT, labels=("a",)))


# --- observing ------------------------------------------------------------------------


def test_unchanged_files_are_not_opened(
    tickets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(700):
        write(tickets, f"{number:04}")
    memory = Remembered()
    observed(tracker(tickets), memory)
    write(tickets, "0003", TICKET.replace("ada", "kei"))
    opened = []
    read = Folder.read_settled

    def counted(self: Folder, part: str, stem: str) -> tuple[bytes, str]:
        opened.append(stem)
        return read(self, part, stem)

    monkeypatch.setattr(Folder, "read_settled", counted)
    page = observed(tracker(tickets), memory)

    assert opened == ["0003"]
    assert [ticket.assignee for ticket in page.tickets] == ["kei"]
    assert memory.count() == 700


def test_a_change_in_the_same_moment_is_noticed(tickets: Path) -> None:
    """Same file, same size, right after it was read."""
    path = write(tickets, "0041")
    memory = Remembered()
    for name in ("bob", "eve", "max", "ida", "joe"):
        observed(tracker(tickets), memory)
        with path.open("r+b") as file:
            file.write(TICKET.replace("ada", name).encode())

        (ticket,) = observed(tracker(tickets), memory).tickets

        assert ticket.assignee == name


def test_who_is_known(tickets: Path) -> None:
    write(tickets, "0041")
    list(tracker(tickets).create([DRAFT]))

    page = observed(tracker(tickets), Remembered())

    assert page.seen["0041"].people == ("ada", "lin", "kei")
    assert page.seen["review-0041"].people == ()


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        (
            "T09:12:00Z",
            "T09:12:00",
            (
                'work/tickets/0041.md, line 7: opened: "2026-11-18T09:12:00" has no'
                " time zone"
            ),
            "write it with its zone, as in 2026-11-18T09:12:00Z",
        ),
        (
            "title: Payments",
            "title: Payments: they",
            (
                "work/tickets/0041.md, line 2: is not valid YAML:"
                " mapping values are not allowed in this context"
            ),
            'put the value in quotes, as in title: "Payments: time out"',
        ),
        (
            "title: Payments time out\nstate: closed\n",
            "state: done\n",
            (
                "work/tickets/0041.md, line 1: title: is missing; a ticket needs it;"
                ' line 2: state: "done" is not open or closed'
            ),
            "write title: and a few words; write state: open or state: closed",
        ),
        (
            "T09:20:00Z",
            " 09:20",
            (
                'work/tickets/0041.md, line 14: the comment\'s time "2026-11-18 09:20"'
                " has no time zone"
            ),
            "write the line as in ### lin, 2026-11-18T09:20:00Z",
        ),
    ],
)
def test_how_a_problem_reads(
    tickets: Path, old: str, new: str, message: str, hint: str
) -> None:
    write(tickets, "0041", TICKET.replace(old, new, 1))

    assert problem_of(tickets) == Problem("notes:0041", message, hint)


def test_a_file_in_another_encoding(tickets: Path) -> None:
    path = tickets / "0041.md"
    path.write_bytes(TICKET.replace("gateway", "gätewäy").encode("latin-1"))

    assert problem_of(tickets).message == "work/tickets/0041.md, line 10: is not UTF-8"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights")
def test_a_link_is_a_problem(tickets: Path) -> None:
    write(tickets.parent, "elsewhere")
    (tickets / "0041.md").symlink_to(tickets.parent / "elsewhere.md")

    assert problem_of(tickets).message == (
        "work/tickets/0041.md is a link or no regular file, and is not read"
    )
    with pytest.raises(Refused):
        tracker(tickets).edit("0041", Edit(AT, labels=("a",)))


@pytest.mark.skipif(sys.platform != "linux", reason="others allow fewer names")
@pytest.mark.parametrize("name", [b"a\nb.md", b"\xff.md", b"sprint:1.md", b"a\x1b.md"])
def test_a_name_that_no_ticket_can_have(tickets: Path, name: bytes) -> None:
    (tickets / os.fsdecode(name)).write_bytes(TICKET.encode())

    problem = problem_of(tickets)

    assert "has a name that no ticket can have" in problem.message
    assert problem.message.isprintable()
    assert problem.ref.isprintable()
    assert problem.ref.encode()


def test_what_else_lies_there_is_nobodys_business(tickets: Path) -> None:
    for name in ("README.md", ".hidden.md", "notes.txt", "picture.png"):
        (tickets / name).write_bytes(b"\xff")
    (tickets / "old").mkdir()
    write(tickets / "old", "0001")

    assert is_empty(observed(tracker(tickets), Remembered()))


def test_a_folder_that_is_not_there(tickets: Path) -> None:
    shutil.rmtree(tickets.parent)

    with pytest.raises(Unreachable) as caught:
        observed(tracker(tickets), Remembered())
    assert caught.value.hint
    with pytest.raises(Unreachable):
        list(tracker(tickets).create([DRAFT]))
    assert not tickets.exists()


def test_a_folder_without_tickets_may_be_one_that_lost_them(tickets: Path) -> None:
    memory = Remembered()
    write(tickets, "0041")
    observed(tracker(tickets), memory)
    shutil.rmtree(tickets)

    with pytest.raises(Unreachable):
        observed(tracker(tickets), memory)
    tickets.mkdir()

    assert observed(tracker(tickets), memory).gone == ("0041",)


def test_a_folder_may_have_sprints_only(tickets: Path) -> None:
    tickets.rename(tickets.parent / "sprints")
    write(tickets.parent / "sprints", "46", SPRINT)
    memory = Remembered()

    assert len(observed(tracker(tickets), memory).sprints) == 1
    assert is_empty(observed(tracker(tickets), memory))


def test_many_deletions_come_in_pages(tickets: Path) -> None:
    for number in range(1100):
        write(tickets, f"{number:04}")
    memory = Remembered()
    observed(tracker(tickets), memory)
    for number in range(50, 1100):
        (tickets / f"{number:04}.md").unlink()

    pages = list(tracker(tickets).observe(memory))

    assert [len(page.gone) for page in pages] == [500, 500, 50, 0]
    assert [page.cursor for page in pages] == [None, None, None, pages[-1].cursor]


def test_memory_does_not_grow_with_the_folder(tickets: Path) -> None:
    """What an observation of nothing new holds at once; the ledger's is its own."""

    def peak() -> int:
        memory = Remembered()
        observed(tracker(tickets), memory)
        tracemalloc.start()
        try:
            assert is_empty(observed(tracker(tickets), memory))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    for number in range(600):
        write(tickets, f"{number:05}")
    few = peak()
    for number in range(600, 3000):
        write(tickets, f"{number:05}")

    assert peak() < 1.5 * few


# --- creating -------------------------------------------------------------------------


def test_the_same_draft_again_finds_its_ticket(tickets: Path) -> None:
    (first,) = tracker(tickets).create([DRAFT])
    (again,) = tracker(tickets).create([replace(DRAFT, text="Other words.")])

    assert isinstance(first, Created)
    assert again == replace(first, found=True)
    assert names(tickets) == ["review-0041.md"]


def test_a_taken_name_gets_an_ending(tickets: Path) -> None:
    write(tickets, "review-0041")

    (answer,) = tracker(tickets).create([DRAFT])
    (again,) = tracker(tickets).create([DRAFT])
    # Even when the better name is free by now.
    (tickets / "review-0041.md").unlink()
    (later,) = tracker(tickets).create([DRAFT])

    assert isinstance(answer, Created)
    stem = answer.details.ticket.key
    assert stem.startswith("review-0041-")
    assert len(stem) == len("review-0041-") + 6
    assert again == later == replace(answer, found=True)
    assert names(tickets) == [f"{stem}.md"]


def test_a_file_that_may_be_the_ticket_is_not_doubled(tickets: Path) -> None:
    """Somebody broke our review while editing it, and the ledger is new."""
    list(tracker(tickets).create([DRAFT]))
    path = tickets / "review-0041.md"
    path.write_bytes(path.read_bytes().replace(b"title: ", b"title: a: "))

    (answer,) = tracker(tickets).create([DRAFT])

    assert isinstance(answer, NotCreated)
    assert "review-0041.md, line 2" in answer.message
    assert names(tickets) == ["review-0041.md"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device")])
def test_a_full_disk_is_an_answer(tickets: Path, error: OSError) -> None:
    class Full(Disk):
        """Has no room for one byte more."""

        def write_temporary(self, folder: Path, data: bytes, mode: int | None) -> Path:
            raise error

    answers = list(tracker(tickets, disk=Full()).create([DRAFT, DRAFT]))

    assert [type(answer) for answer in answers] == [NotCreated, NotCreated]
    assert "No space left on device" in str(answers[0])
    write(tickets, "0041")
    with pytest.raises(Refused, match="No space left on device"):
        tracker(tickets, disk=Full()).edit("0041", Edit(AT, labels=("a",)))


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("disk", [Dying, DyingLinkless])
def test_a_crash_at_any_write_makes_one_ticket(
    tickets: Path, disk: type[Dying], before: bool
) -> None:
    for at in range(1, 60):
        dying = disk(at, before=before)
        try:
            found = tracker(tickets, disk=dying)
            with found.lock(1):
                list(found.create([DRAFT]))
        except Crash:
            pass
        again = tracker(tickets)
        with again.lock(1):
            (answer,) = again.create([DRAFT])
        assert isinstance(answer, Created)
        assert names(tickets) == ["review-0041.md"]
        assert [t.id for t in again.find(["review-1"])] == ["review-0041"]
        shutil.rmtree(tickets.parent / ".afteraction")
        (tickets / "review-0041.md").unlink()
        if not dying.dead:
            break
    else:
        pytest.fail("it never came to an end")


# --- editing --------------------------------------------------------------------------


def test_a_file_keeps_its_ways(tickets: Path) -> None:
    text = "\ufeff" + TICKET.replace("\n", "\r\n").replace(
        "labels:", "# of ours\r\nx-team: 'a'  # b\r\nlabels:"
    )
    path = write(tickets, "0041", text.removesuffix("\r\n"))

    tracker(tickets).edit("0041", Edit(AT, state=State.OPEN, labels=("ready",)))

    expected = (
        text.replace("state: closed", "state: open")
        .replace("[incident]", "[incident, ready]")
        .replace("closed: 2026-11-18T11:40:00Z\r\n", "")
    )
    assert path.read_bytes().decode() == expected.removesuffix("\r\n")


def test_an_edit_of_nothing_does_not_touch_the_file(tickets: Path) -> None:
    path = write(tickets, "0041")
    before = path.stat()

    tracker(tickets).edit("0041", Edit(AT, labels=("incident",), state=State.CLOSED))

    assert path.stat() == before


def test_a_broken_file_can_not_be_edited(tickets: Path) -> None:
    write(tickets, "0041", TICKET.replace("opened:", "begun:"))

    with pytest.raises(Refused, match=r"0041\.md, line 1: opened: is missing"):
        tracker(tickets).edit("0041", Edit(AT, labels=("a",)))


def test_lines_are_anchored_by_their_number_in_the_text(tickets: Path) -> None:
    write(tickets, "0041")

    (details,) = tracker(tickets).details(["0041"])

    assert isinstance(details, Details)
    assert details.lines == (Line("1", "The gateway answers with 502."),)


def test_a_shifted_anchor_is_not_trusted(tickets: Path) -> None:
    """A new line above moves each to where an equal one may have stood."""
    text = TICKET.replace("The gateway answers with 502.", "same\nsame\nsame")
    path = write(tickets, "0041", text)
    found = tracker(tickets)
    (details,) = found.details(["0041"])
    assert isinstance(details, Details)
    path.write_bytes(text.replace("same\n", "new\nsame\n", 1).encode())

    with pytest.raises(Changed):
        found.edit("0041", Edit(AT, lines=(LineEdit(details.lines[1], "other"),)))


def test_a_new_key_moves_no_line_of_the_text(tickets: Path) -> None:
    """Our own stamp, made a moment before, and a person's key."""
    text = TICKET.replace("The gateway answers with 502.", "same\nsame\nsame")
    path = write(tickets, "0041", text)
    found = tracker(tickets)
    (details,) = found.details(["0041"])
    assert isinstance(details, Details)
    found.edit("0041", Edit(AT, finished=AT))
    path.write_bytes(path.read_bytes().replace(b"author:", b"x: y\nauthor:"))

    found.edit("0041", Edit(AT, lines=(LineEdit(details.lines[1], "other"),)))

    assert "same\nother\nsame" in path.read_text("utf-8")


@pytest.mark.parametrize("before", [True, False])
def test_a_crash_at_any_write_leaves_the_old_or_the_new_text(
    tickets: Path, before: bool
) -> None:
    edit = Edit(
        AT,
        lines=(LineEdit(Line("", "The gateway answers with 502."), "New."),),
        labels=("ready",),
    )
    path = write(tickets, "0041")
    tracker(tickets).edit("0041", edit)
    new, seen = path.read_bytes(), set()
    for at in range(1, 60):
        write(tickets, "0041")
        dying = Dying(at, before=before)
        try:
            found = tracker(tickets, disk=dying)
            with found.lock(1):
                found.edit("0041", edit)
        except Crash:
            seen.add(path.read_bytes())
        with tracker(tickets).lock(1):
            assert names(tickets) == ["0041.md"]
        if not dying.dead:
            break
    else:
        pytest.fail("it never came to an end")
    assert seen == {TICKET.encode(), new}


# --- checking -------------------------------------------------------------------------


def told(tickets: Path, *labels: str) -> list[tuple[bool, str]]:
    rules = [(label,) for label in labels]
    found = tracker(tickets).check(rules, labels, Remembered())
    return [(advice.ok, advice.message) for advice in found]


def test_a_folder_that_is_ready(tickets: Path) -> None:
    write(tickets, "0041")
    write(tickets, "0042")
    (tickets.parent / "sprints").mkdir()
    write(tickets.parent / "sprints", "46", SPRINT)

    assert told(tickets, "incident", "checklist") == [
        (True, "2 tickets and 1 sprint can be read"),
        (True, "label checklist: no ticket carries it yet"),
        (True, "label incident: 2 tickets"),
    ]


def test_a_label_that_somebody_mistyped(tickets: Path) -> None:
    write(tickets, "0041")

    assert (False, "label incidents: no ticket carries it, but incident is there") in (
        told(tickets, "incidents")
    )


def test_files_that_can_not_be_read(tickets: Path) -> None:
    for number in range(12):
        write(tickets, f"{number:04}", "nothing")

    advice = told(tickets)

    assert [message for _, message in advice[1:]] == [
        *(
            f"work/tickets/{number:04}.md, line 1: has no front matter"
            for number in range(10)
        ),
        "2 more files can not be read",
    ]
    assert not any(ok for ok, _ in advice[1:])


def test_folders_that_are_missing(tickets: Path) -> None:
    tickets.rmdir()
    assert told(tickets) == [(False, f"{tickets.parent} has no folder tickets/")]
    tickets.parent.rmdir()
    assert told(tickets) == [(False, f"there is no folder {tickets.parent}")]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights")
def test_a_folder_that_is_a_link(tickets: Path) -> None:
    tickets.rename(tickets.parent / "real")
    tickets.symlink_to(tickets.parent / "real")

    assert told(tickets, "incident") == [(False, f"{tickets} is a symbolic link")]


def test_a_name_that_was_spoilt(tickets: Path) -> None:
    (tickets.parent / ".afteraction").mkdir()
    (tickets.parent / ".afteraction" / "folder-id").write_bytes(b"two words")

    ok, message = told(tickets)[0]

    assert not ok
    assert "folder-id can not be used" in message


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may do anything"
)
def test_folders_that_may_not_be_used(tickets: Path) -> None:
    write(tickets, "0041")
    tickets.chmod(0o555)
    assert (False, f"{tickets} can not be written") in told(tickets)
    tickets.chmod(0o000)
    try:
        with pytest.raises(Unreachable, match="can not be listed"):
            observed(tracker(tickets), Remembered())
        with pytest.raises(Unreachable):
            list(tracker(tickets).find(["a"]))
        assert any("can not be listed" in message for _, message in told(tickets))
    finally:
        tickets.chmod(0o755)
