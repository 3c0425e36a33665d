"""Standing checklists in a folder: as a ticket, and as a file beside the tickets."""

from __future__ import annotations

from pathlib import Path

import pytest

from afteraction.errors import Changed, Gone, Refused
from afteraction.report_making import make
from tests.engine.house import gap
from tests.markdown.team import CONFIG, FIRST, SECOND, THIRD, Team

TICKET = """\
---
title: Release checklist
state: open
opened: 2026-01-01T00:00:00Z
---
Before each release:

- [x] read the notes
- [ ] tell support

## Comments

### lin, 2026-11-01T07:20:00Z
I like this list.
"""
FILE = "# On call\r\n\r\n- [ ] have a phone\r\n\r\nThat is all.\r\n"
LISTS = """\
checklists:
  Release checklist: {in: notes, ticket: 0012}
  On call: {in: notes, file: ../docs/on call.md}
"""


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """One whose folder is in a repository, with two checklists."""
    team = Team.at(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "on call.md").write_bytes(FILE.encode())
    (tmp_path / "work" / "tickets" / "0012.md").write_bytes(TICKET.encode())
    (tmp_path / "afteraction.yml").write_text(CONFIG + LISTS, "utf-8")
    return team


def hold(team: Team) -> None:
    team.sync(FIRST)
    team.fill_in(
        "review-0041",
        gap(
            "No check",
            what="\n  - Add a check\n  - Run it",
            more="- **Checklist:** Release checklist\n",
        ),
        gap("No number", what="know it", more="- **Checklist:** on call\n"),
    )
    team.close("review-0041", "2026-11-17T08:00:00Z")


def told(team: Team) -> list[str]:
    text = (team.tickets / "review-0041.md").read_text("utf-8")
    return [line for line in text.split("\n") if line.startswith("- **Tracked in")]


def test_steps_go_into_a_ticket_and_into_a_file(team: Team) -> None:
    hold(team)
    problems = team.sync(SECOND).problems

    assert problems == ()
    first, second = told(team)
    token, other = first.split()[4], second.split()[4]
    assert first == (
        f"- **Tracked in:** step {token} of [Release checklist](0012.md), added"
        " 2026-11-17"
    )
    assert second == (
        f"- **Tracked in:** step {other} of [On call](../../docs/on%20call.md), added"
        " 2026-11-17"
    )
    suffix = f"(2026-11-17, [review-0041](review-0041.md), {token})"
    assert (
        "- [ ] tell support\n"
        f"- [ ] Add a check {suffix}\n"
        f"- [ ] Run it {suffix}\n"
        "\n## Comments\n"
    ) in (team.tickets / "0012.md").read_text("utf-8")
    assert (team.folder / "docs" / "on call.md").read_bytes().decode() == (
        "# On call\r\n\r\n- [ ] have a phone\r\n"
        "- [ ] know it (2026-11-17,"
        f" [review-0041](../work/tickets/review-0041.md), {other})\r\n"
        "\r\nThat is all.\r\n"
    )
    assert team.left_over() == []


def test_the_same_report_without_a_ledger(team: Team) -> None:
    hold(team)
    team.sync(SECOND)
    before = team.report(THIRD)
    with team.site() as site:
        rows = make(site, THIRD).report.write_backs
    urls = {row.ticket.url for row in rows}
    assert urls == {"work/tickets/0012.md", "docs/on call.md"}
    files = team.everything()

    team.forget()

    assert team.sync(SECOND).plan.changes == ()
    assert team.report(THIRD) == before
    assert team.everything() == files


@pytest.mark.parametrize(
    "path", ["../../secret.md", "/etc/hosts", "../.git/config", "tickets", "a\x00b"]
)
def test_no_path_leads_out(team: Team, path: str) -> None:
    (team.folder.parent / "secret.md").write_text("secret", "utf-8")
    with team.site() as site:
        notes = site.trackers["notes"]
        with pytest.raises(Refused):
            notes.read_file(path)
        with pytest.raises(Refused):
            notes.change_file(path, "secret", "mine", "why")
    assert (team.folder.parent / "secret.md").read_text("utf-8") == "secret"


def test_no_link_leads_out(team: Team) -> None:
    (team.folder.parent / "secret.md").write_text("secret", "utf-8")
    (team.folder / "docs" / "there.md").symlink_to(team.folder.parent / "secret.md")
    with team.site() as site, pytest.raises(Refused):
        site.trackers["notes"].read_file("../docs/there.md")


def test_without_a_repository_the_folder_is_all(team: Team) -> None:
    (team.folder / ".git").rmdir()
    (team.folder / "work" / "on-call.md").write_text("- [ ] a", "utf-8")
    with team.site() as site:
        assert site.trackers["notes"].read_file("on-call.md").text == "- [ ] a"
        with pytest.raises(Refused):
            site.trackers["notes"].read_file("../docs/on call.md")


def test_a_file_that_is_protected_stays_and_says_so(team: Team) -> None:
    path = team.folder / "docs" / "on call.md"
    path.chmod(0o444)
    with team.site() as site:
        notes = site.trackers["notes"]
        assert notes.read_file("../docs/on call.md").fixed == "it is write-protected"
        with pytest.raises(Refused):
            notes.change_file("../docs/on call.md", FILE, "mine", "why")
        path.chmod(0o644)
        with pytest.raises(Changed):
            notes.change_file("../docs/on call.md", "what was", "mine", "why")
        path.unlink()
        with pytest.raises(Gone):
            notes.read_file("../docs/on call.md")
