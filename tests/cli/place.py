"""A folder of tickets with its configuration, used as people use them. No test here.

People write files, as with an editor; everything else goes through the command line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.cli.shell import Ran, afteraction
from tests.engine.house import filled

CONFIG = """\
trackers:
  notes: {type: markdown, path: ./work}
subjects:
  incidents: [{in: notes, labels: [incident]}]
  sprints: [{in: notes}]
  since: 2026-11-01
write_back:
  avoidable: {in: notes, labels: [checklist]}
  inherent: {in: notes, labels: [constraint]}
  experiment: {in: notes, labels: [learning]}
people:
  - {name: Ada Lovelace, handles: {notes: ada}}
  - {name: Lin Chen, handles: {notes: lin}}
zone: Europe/Berlin
"""

INCIDENT = """\
---
title: Payments time out at checkout
state: closed
reason: completed
labels: [incident, payments]
assignee: ada
author: lin
opened: 2026-11-18T09:12:00Z
closed: 2026-11-18T11:40:00Z
---
Requests took too long.

## Comments

### lin, 2026-11-18T09:20:00Z
502s from the gateway since the 09:05 deploy.
"""

SPRINT = """\
---
name: Sprint 46
goal: Nothing breaks
start: 2026-11-02
end: 2026-11-15
state: closed
---
"""

EVENING = "2026-11-18T17:00:00Z"
"""When the first sync finds the incident, closed at noon."""
NEXT_DAY = "2026-11-19T09:00:00Z"
"""When reviews have been held."""
WEEKS_LATER = "2026-12-04T09:00:00Z"

_FORM = re.compile(r"^## 1\. .*?(?=^---$)", re.DOTALL | re.MULTILINE)
_OPEN = re.compile(r"^state: open$", re.MULTILINE)


@dataclass
class Place:
    """A folder with afteraction.yml in it; the working directory of every command."""

    home: Path
    now: str = EVENING
    said: list[str] = field(default_factory=list)
    """All that was typed and answered, as on a terminal."""

    # What people do

    def write(self, name: str, text: str) -> Path:
        """Write a file as it is; `name` as `path` takes it."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def read(self, name: str) -> str:
        return self.path(name).read_bytes().decode()

    def edit(self, name: str, old: str, new: str) -> None:
        """Change the first such words in a file."""
        text = self.read(name)
        assert old in text, f"{name} has no {old!r}"
        self.write(name, text.replace(old, new, 1))

    def path(self, name: str) -> Path:
        """`0041` is a ticket; a name with `/` or `.` is a path."""
        if "/" in name or "." in name:
            return self.home / name
        return self.home / "work" / "tickets" / f"{name}.md"

    def hold(self, review: str, *gaps: str, at: str = "2026-11-19T08:00:00Z") -> None:
        """Fill in a review and close it; each gap as `house.gap` writes it."""
        text = _FORM.sub(lambda _: filled(*gaps) + "\n", self.read(review))
        self.write(review, text)
        self.close(review, at)

    def close(self, ticket: str, at: str, reason: str = "completed") -> None:
        """Close a ticket in an editor."""
        closed = f"state: closed\nreason: {reason}\nclosed: {at}"
        text, count = _OPEN.subn(closed, self.read(ticket), count=1)
        assert count, f"{ticket} is not open"
        self.write(ticket, text)

    # What the command line does

    def run(self, *arguments: str, now: str | None = None, **env: str) -> Ran:
        """Run a command, with `--now` where it takes that."""
        clock = () if arguments[0] in {"demo", "config"} else ("--now", now or self.now)
        ran = afteraction(*arguments, *clock, **env)
        told = f"{ran.out}{ran.err}[exit {ran.code}]"
        self.said.append(f"$ afteraction {' '.join(arguments)}\n{self.shown(told)}\n")
        return Ran(ran.code, self.shown(ran.out), self.shown(ran.err))

    def transcript(self) -> str:
        """Everything so far, and forget it."""
        text = "\n".join(self.said)
        self.said.clear()
        return text

    def shown(self, text: str) -> str:
        """`text` with the same words on every machine."""
        return text.replace(str(self.home), "HOME")

    # What is there

    def tickets(self, folder: str = "work") -> list[str]:
        """The stems of all tickets."""
        return sorted(p.stem for p in (self.home / folder / "tickets").glob("*.md"))

    def picture(self) -> dict[str, bytes]:
        """Every file that people see, byte for byte."""
        return {
            path.relative_to(self.home).as_posix(): path.read_bytes()
            for path in sorted(self.home.rglob("*"))
            if path.is_file() and ".afteraction" not in path.parts
        }
