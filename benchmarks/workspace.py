"""Folders of Markdown tickets of any size, the same every time."""

from __future__ import annotations

import os
from pathlib import Path

CONFIG = """\
trackers:
  notes: {type: markdown, path: ./work}
subjects:
  incidents: [{in: notes, labels: [incident]}]
  sprints: [{in: notes}]
  since: 2026-01-01
  at_most: 1000000
write_back:
  avoidable: {in: notes, labels: [checklist]}
  inherent: {in: notes, labels: [constraint]}
  experiment: {in: notes, labels: [learning]}
people:
  - {name: Ada Lovelace, handles: {notes: ada}}
zone: Europe/Berlin
"""

TICKET = """\
---
title: {title}
state: {state}
labels: [{labels}]
assignee: ada
author: lin
opened: 2026-11-{day:02}T09:12:00Z
{closed}---
Requests to the checkout took longer than ten seconds from the first minute on.

The deploy of the morning was rolled back, which helped after a few minutes.

## Comments

### lin, 2026-11-{day:02}T09:20:00Z
502s from the gateway since the deploy.

### ada, 2026-11-{day:02}T09:40:00Z
Rolled back. Watching.
"""

INCIDENT_EVERY = 50
"""One in so many tickets is a closed incident; the rest is everyday work."""
AGED = 1_750_000_000
"""A time long past, in seconds since 1970: files of just now may be read once more."""


def make_workspace(folder: Path, tickets: int) -> Path:
    """A workspace with so many tickets; the path of its configuration."""
    home = folder / "work" / "tickets"
    home.mkdir(parents=True)
    for number in range(tickets):
        path = home / f"{number:06}.md"
        path.write_text(_ticket(number), "utf-8")
        os.utime(path, (AGED, AGED))
    config = folder / "afteraction.yml"
    config.write_text(CONFIG, "utf-8")
    return config


def _ticket(number: int) -> str:
    day = number % 18 + 1
    incident = number % INCIDENT_EVERY == 0
    return TICKET.format(
        title=f"Ticket number {number}",
        state="closed" if incident else "open",
        labels="incident, payments" if incident else "work",
        day=day,
        closed=f"reason: completed\nclosed: 2026-11-{day:02}T11:40:00Z\n"
        if incident
        else "",
    )
