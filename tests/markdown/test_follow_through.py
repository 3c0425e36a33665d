"""Follow-through in a folder: what is said in its files, and what people answer."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.engine.house import gap
from tests.markdown.team import CONFIG, FIRST, SECOND, Team
from tests.markdown.test_crashes import Crash, Fuse, fused

FOLLOW_THROUGH = """\
follow_through:
  remind: [-2d, 0d, +3d, then every 7d]
  escalate: {after: 7d, to: carrier}
  quiet: {until: 09:00, at_most_a_day: 3}
  verify: 30d
people:"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting for platters: what dies here is a process, not a machine."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def followed(folder: Path, *gaps: str, also: str = "people:") -> Team:
    """A team that follows through; Ada owns its one finding, due on 2026-12-01."""
    team = Team.at(folder)
    for unneeded in ("tickets/0042.md", "sprints/46.md"):
        (folder / "work" / unneeded).unlink()
    config = CONFIG.replace("people:", FOLLOW_THROUGH).replace("people:", also)
    (folder / "afteraction.yml").write_text(config, "utf-8")
    team.sync(FIRST)
    team.fill_in("review-0041", *(gaps or (gap("Late alarm"),)))
    review = team.tickets / "review-0041.md"
    text = review.read_text("utf-8")
    carried = text.replace("- **Carried by:** ada", "- **Carried by:** lin")
    review.write_text(carried, "utf-8")
    team.close("review-0041", "2026-11-17T08:00:00Z")
    team.sync(SECOND)
    return team


def moment(day: str, hour: str = "09:30") -> datetime:
    """That time in Berlin, in winter."""
    return datetime.fromisoformat(f"{day}T{hour}+01:00").astimezone(UTC)


def finding(team: Team) -> Path:
    """The file of the first finding."""
    return min(team.tickets.glob("review-0041-f*.md"))


def ours(file: Path) -> list[str]:
    """What we said in a file, without its mark, the oldest first."""
    _, _, talk = file.read_text("utf-8").partition("\n## Comments\n")
    said = re.split(r"^### ", talk, flags=re.MULTILINE)[1:]
    signed = [one.partition("\n") for one in said if one.startswith("afteraction, ")]
    texts = [text.rstrip().rpartition("\n") for _, _, text in signed]
    assert all("<!-- afteraction" in mark for _, _, mark in texts)
    return [text.strip() for text, _, _ in texts]


def mentioned(text: str) -> list[str]:
    """Whom a comment names with an @, outside of code."""
    return re.findall(r"@([\w-]+)", re.sub(r"`[^`]*`", "", text))


def says(team: Team, text: str, at: datetime, who: str = "ada") -> None:
    """Somebody writes a comment into the file."""
    with finding(team).open("a", encoding="utf-8") as file:
        head = "" if "## Comments" in finding(team).read_text("utf-8") else _HEAD
        file.write(f"{head}\n### {who}, {at:%Y-%m-%dT%H:%M:%SZ}\n{text}\n")


_HEAD = "\n## Comments\n"


def front(team: Team, name: str) -> str:
    """What a line above the ticket says."""
    text = finding(team).read_text("utf-8")
    found = re.search(rf"^{name}: (.*)$", text, re.MULTILINE)
    return found[1] if found else ""


def test_reminders_and_an_escalation_are_said_on_their_days(tmp_path: Path) -> None:
    team = followed(tmp_path)
    said = []
    for day in ("11-26", "11-27", "11-30", "12-01", "12-04", "12-07", "12-08"):
        before = len(ours(finding(team)))
        team.sync(moment(f"2026-{day}", "08:30"))
        assert len(ours(finding(team))) == before, "the quiet hours are not over"
        team.sync(moment(f"2026-{day}"))
        assert team.sync(moment(f"2026-{day}", "09:40")).plan.changes == ()
        said += [(day, one) for one in ours(finding(team))[before:]]

    assert [(day, one.split("\n")[0], mentioned(one)) for day, one in said] == [
        ("11-27", "A reminder: this is due on 2026-12-01, in 4 days.", []),
        ("12-01", "A reminder: this is due today.", []),
        ("12-04", "A reminder: this was due on 2026-12-01, 3 days ago.", []),
        (
            "12-08",
            (
                "@lin, this may need a hand: it was due on 2026-12-01. Often"
                " something is in the way, or it turned out bigger than it looked."
            ),
            ["lin"],
        ),
    ]
    team.forget()
    assert team.sync(moment("2026-12-08", "10:00")).plan.changes == ()


@pytest.mark.parametrize(
    ("text", "answer", "state"),
    [
        (
            "/due 2026-12-15 waiting for the vendor",
            "Due on 2026-12-15 now: waiting for the vendor.",
            ("open", "", "ada", "2026-12-15"),
        ),
        ("/owner @lin", "Lin Chen has it now.", ("open", "", "lin", "2026-12-01")),
        (
            "/done https://example.org/41",
            "Closed as completed; it can be seen at",
            ("closed", "completed", "ada", "2026-12-01"),
        ),
        (
            "/decline The old system is gone.",
            "Closed as declined: The old system is gone.",
            ("closed", "declined", "ada", "2026-12-01"),
        ),
    ],
)
def test_a_command_is_done_and_answered_once(
    tmp_path: Path, text: str, answer: str, state: tuple[str, ...]
) -> None:
    team = followed(tmp_path)
    says(team, text, moment("2026-11-18"))
    later = moment("2026-11-18", "09:40")
    team.sync(later)

    names = ("state", "reason", "assignee", "due")
    assert tuple(front(team, name) for name in names) == state
    (said,) = ours(finding(team))
    assert said.startswith(answer)
    assert mentioned(said) == []
    assert team.sync(later).plan.changes == ()
    before = team.report(later)
    team.forget()
    assert team.sync(later).plan.changes == ()
    assert team.report(later) == before
    assert len(ours(finding(team))) == 1


def test_a_program_that_writes_into_the_file_is_not_listened_to(
    tmp_path: Path,
) -> None:
    """There is no outsider in a folder: who may write into it may close its tickets."""
    team = followed(tmp_path)
    says(team, "/done", moment("2026-11-18"), "ci[bot]")
    team.sync(moment("2026-11-18", "09:40"))

    assert front(team, "state") == "open"
    assert ours(finding(team)) == []


@pytest.mark.parametrize("forget", [False, True])
def test_stopped_at_every_write_it_is_said_once(tmp_path: Path, forget: bool) -> None:
    """A reminder and an answer: what a dropped answer is to others is a death here."""
    at, died = 0, True
    while died:
        at += 1
        team = followed(tmp_path / str(at))
        says(team, "/due 2026-12-15 waiting for the vendor", moment("2026-12-01"))
        now = moment("2026-12-01", "09:40")
        died = _dies_at(team, at, now, forget=forget)
        for minutes in ("50", "55"):
            team.sync(moment("2026-12-01", f"09:{minutes}"))
        team.sync(moment("2026-12-15"))
        again = team.sync(moment("2026-12-15", "09:40"))

        first, second = ours(finding(team))
        assert first.startswith("Due on 2026-12-15 now"), at
        assert second.startswith("A reminder: this is due today."), at
        assert again.plan.changes == (), at
    assert at > 4


def _dies_at(team: Team, at: int, now: datetime, *, forget: bool) -> bool:
    """A sync that dies before one of its writes; whether there were so many."""
    fuse = Fuse(at)
    disk, watch = team.disk, team.watch
    team.disk, team.watch = fused(fuse), fuse.spark
    try:
        team.sync(now)
    except Crash:
        if forget:
            team.forget()
        return True
    finally:
        team.disk, team.watch = disk, watch
    return False


def test_links_in_a_posted_report_lead_from_its_own_file(tmp_path: Path) -> None:
    team = followed(tmp_path, also="  report: {in: notes}\npeople:")

    (report,) = team.tickets.glob("report-*.md")
    led = set(re.findall(r"\]\(([^)]+\.md)\)", report.read_text("utf-8")))
    assert led
    assert all((report.parent / one).resolve().is_file() for one in led), led
