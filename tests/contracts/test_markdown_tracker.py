"""The Markdown tracker keeps the contract of trackers, on a real folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from afteraction.around import Around
from afteraction.domain.tickets import Reason
from afteraction.integrations.markdown.disk import Disk
from afteraction.integrations.markdown.settings import MarkdownSettings
from afteraction.integrations.markdown.tracker import MarkdownTracker
from afteraction.tracker import Draft
from tests.contracts.tracker_contract import TrackerContract
from tests.contracts.world import Said, Told, World

SETTINGS = MarkdownSettings(type_name="markdown", path=Path("work"))


class Interrupting(Disk):
    """Somebody else does something right before a new file takes its place."""

    def __init__(self, action: Callable[[], object]) -> None:
        self._action = action

    def write_temporary(self, folder: Path, data: bytes, mode: int | None) -> Path:
        self._action()
        return super().write_temporary(folder, data, mode)


class Folder(World):
    """People who edit files by hand."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.tickets = home / "work" / "tickets"
        self.sprints = home / "work" / "sprints"
        self.tickets.mkdir(parents=True)
        self.sprints.mkdir()
        self._whole: dict[str, str] = {}
        self._made = 0

    def tracker(
        self, begins: datetime | None = None, disk: Disk | None = None
    ) -> MarkdownTracker:
        around = Around(self.home, ZoneInfo("Europe/Berlin"), begins=begins)
        return MarkdownTracker("notes", SETTINGS, around, disk or Disk())

    def interrupted(self, action: Callable[[], object]) -> MarkdownTracker:
        return self.tracker(disk=Interrupting(action))

    def tell(self, told: Told) -> str:
        self._made += 1
        stem = f"{self._made:04}"
        fields = {
            "title": f"'{told.title}'",
            "state": "closed" if told.closed else "open",
            "reason": told.reason if told.closed else None,
            "labels": f"[{', '.join(told.labels)}]",
            "assignee": told.assignee,
            "author": told.author,
            "opened": told.opened.isoformat(),
            "closed": told.closed.isoformat() if told.closed else None,
            "due": told.due,
            "sprint": (told.sprint or "").removeprefix("sprint:"),
        }
        head = "".join(f"{key}: {value}\n" for key, value in fields.items() if value)
        self._path(stem).write_bytes(f"---\n{head}---\n{told.text}\n".encode())
        for said in told.comments:
            self.comment(stem, said)
        return stem

    def tell_sprint(
        self, name: str, goal: str, start: datetime, end: datetime, *, closed: bool
    ) -> str:
        self._made += 1
        stem = f"2026-{self._made}"
        head = (
            f"name: '{name}'\ngoal: {goal}\nstart: {start.isoformat()}\n"
            f"end: {end.isoformat()}\nstate: {'closed' if closed else 'active'}\n"
        )
        self._path(f"sprint:{stem}").write_bytes(f"---\n{head}---\n".encode())
        return f"sprint:{stem}"

    def rewrite(self, ticket_id: str, line: str, text: str) -> None:
        self._change(ticket_id, f"\n{line}\n", f"\n{text}\n")

    def comment(self, ticket_id: str, said: Said) -> None:
        path = self._path(ticket_id)
        before = path.read_bytes().decode()
        heading = "" if "\n## Comments\n" in before else "\n## Comments\n"
        header = f"### {said.who}, {said.at.isoformat()}"
        path.write_bytes(f"{before}{heading}\n{header}\n{said.text}\n".encode())

    def close(self, ticket_id: str, when: datetime, reason: Reason) -> None:
        closing = f"state: closed\nreason: {reason}\nclosed: {when.isoformat()}"
        self._change(ticket_id, "state: open", closing)

    def remove(self, ticket_id: str) -> None:
        self._path(ticket_id).unlink()

    def spoil(self, ticket_id: str) -> None:
        self._whole[ticket_id] = self._path(ticket_id).read_bytes().decode()
        self._change(ticket_id, "\nopened: ", "\nopened: yesterday, ")

    def mend(self, ticket_id: str) -> None:
        self._path(ticket_id).write_bytes(self._whole.pop(ticket_id).encode())

    def refused(self, draft: Draft) -> Draft:
        """A file that nobody can read is in the way."""
        self._path("in-the-way").write_bytes(b"no front matter")
        return replace(draft, name="in-the-way")

    def put_file(self, path: str, text: str) -> None:
        target = self.home / "work" / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(text.encode())

    def file(self, path: str) -> str:
        return (self.home / "work" / path).read_bytes().decode()

    def picture(self) -> object:
        """Every file's bytes; what `.afteraction/` holds is for us alone."""
        return {
            path.name: path.read_bytes()
            for folder in (self.tickets, self.sprints)
            for path in sorted(folder.iterdir())
        }

    def _path(self, ticket_id: str) -> Path:
        if ticket_id.startswith("sprint:"):
            return self.sprints / f"{ticket_id.removeprefix('sprint:')}.md"
        return self.tickets / f"{ticket_id}.md"

    def _change(self, ticket_id: str, old: str, new: str) -> None:
        path = self._path(ticket_id)
        text = path.read_bytes().decode()
        assert old in text
        path.write_bytes(text.replace(old, new, 1).encode())


class TestMarkdownTracker(TrackerContract):
    """Every promise of the port."""

    @pytest.fixture
    def world(self, tmp_path: Path) -> Folder:
        return Folder(tmp_path)
