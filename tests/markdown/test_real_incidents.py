"""The loop over real incidents, as a public status page told them.

They lie outside of the project (see `shared`); this test turns them into a workspace.
Some were written down as over before they began, and are taken as they are.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from afteraction.applying import Ended
from afteraction.domain.calendar import day_of, review_due
from afteraction.plan import Does
from afteraction.report import ReviewState
from afteraction.report_making import make
from tests.engine.house import ZONE, gap
from tests.markdown.team import CONFIG, Team

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("AFTERACTION_SHARED", ROOT.parent / "shared"))
INCIDENTS = SHARED / "data" / "incidents" / "jenkins_status"

END = datetime(2023, 2, 1, 9, tzinfo=UTC)
OURS = (
    CONFIG.replace("since: 2026-11-01", "since: 2020-01-01\n  at_most: 1000")
    .replace("review: {gate: reopen}", "review: {gate: remark}")
)  # fmt: skip
TICKET = """\
---
title: {title}
state: closed
reason: completed
labels: [incident, {severity}]
assignee: {assignee}
author: lin
opened: {opened}
closed: {closed}
---
{body}
"""


@dataclass(frozen=True, slots=True)
class Incident:
    """What the status page tells."""

    stem: str
    title: str
    severity: str
    opened: datetime
    closed: datetime
    body: str

    @property
    def looked_at(self) -> datetime:
        """The team syncs on Mondays at nine: the first one after it was over."""
        monday = self.closed.replace(hour=9, minute=0, second=0) - timedelta(
            days=self.closed.weekday()
        )
        return monday if monday >= self.closed else monday + timedelta(days=7)

    @property
    def due(self) -> datetime:
        """When its review is due, if it was opened when somebody looked."""
        return review_due(
            self.closed,
            self.looked_at,
            due=timedelta(hours=72),
            grace=timedelta(hours=24),
        )

    @property
    def hostile_title(self) -> str:
        """What YAML would misread if it stood there bare."""
        return f"- no: {self.title} #{{[*&!|>'\"%@`"

    def ticket(self, number: int) -> str:
        """Its file."""
        return TICKET.format(
            title=json.dumps(self.hostile_title),
            severity=self.severity,
            assignee=("ada", "lin")[number % 2],
            opened=self.opened.isoformat(),
            closed=self.closed.isoformat(),
            body=self.body,
        )


def incidents() -> list[Incident]:
    """All that are no maintenance, in the order of their names."""
    files = sorted(INCIDENTS.glob("*.json"))
    if not files:
        pytest.skip(f"there are no real incidents at {INCIDENTS}")
    told: list[dict[str, Any]] = [json.loads(f.read_text("utf-8")) for f in files]
    return [_incident(one) for one in told if one["kind_heuristic"] != "maintenance"]


def _incident(told: dict[str, Any]) -> Incident:
    opened, closed = (_utc(told[name]) for name in ("opened_at", "resolved_at"))
    body = told["body"] + "\n\n---\nkey: [not, front matter\n"
    return Incident(told["id"], told["title"], told["severity"], opened, closed, body)


def _utc(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


@pytest.fixture
def team(tmp_path: Path) -> Team:
    (tmp_path / "work" / "tickets").mkdir(parents=True)
    (tmp_path / "afteraction.yml").write_text(OURS, "utf-8")
    return Team(tmp_path)


def live(team: Team, told: list[Incident]) -> None:
    """The incidents happen, and the team syncs on Mondays."""
    for monday in sorted({incident.looked_at for incident in told}):
        for number, incident in enumerate(told):
            if incident.looked_at == monday:
                path = team.tickets / f"{incident.stem}.md"
                path.write_text(incident.ticket(number), "utf-8")
        synced = team.sync(monday)
        assert not synced.problems
        assert all(result.ended is Ended.DONE for result in synced.results)
        assert {change.does for change in synced.plan.changes} <= {
            Does.OPEN_REVIEW,
            Does.REMARK,
        }


def test_every_incident_gets_one_review_in_time(team: Team) -> None:
    told = incidents()

    live(team, told)
    files = team.files()
    again = team.sync(max(incident.looked_at for incident in told))

    assert len(told) > 40
    assert again.plan.changes == ()
    assert team.files() == files
    assert len(files) == 2 * len(told)
    for number, incident in enumerate(told):
        review = team.ticket(f"review-{incident.stem}")
        assert team.ticket(incident.stem).title == incident.hostile_title
        assert review.title == f"Review: {incident.hostile_title}"
        assert review.due == day_of(incident.due, ZONE)
        assert review.assignee == ("ada", "lin")[number % 2]


def test_the_report_adds_up(team: Team) -> None:
    told = incidents()
    live(team, told)
    held = told[::3]
    for number, incident in enumerate(held):
        stem = f"review-{incident.stem}"
        kind = ("avoidable", "inherent", "experiment")[number % 3]
        gaps = [gap("The first", kind, due=""), gap("The second", owner="lin", due="")]
        team.fill_in(stem, *gaps)
        late = timedelta(hours=number % 2)
        team.close(stem, (incident.due + late).isoformat())
    declined = f"review-{told[1].stem}"
    team.close(declined, told[1].due.isoformat(), "declined")
    team.sync(END)
    assert team.sync(END).plan.changes == ()

    with team.site() as site:
        report = make(site, END).report

    states = Counter(row.state for row in report.reviews)
    assert {row.subject.ref: row.due for row in report.reviews} == {
        f"notes:{incident.stem}": incident.due for incident in told
    }
    assert states == {
        ReviewState.HELD: (len(held) + 1) // 2,
        ReviewState.HELD_LATE: len(held) // 2,
        ReviewState.NOT_HELD: 1,
        ReviewState.OVERDUE: len(told) - len(held) - 1,
    }
    kinds = Counter(row.kind for row in report.write_backs)
    owners = Counter(row.owner for row in report.write_backs)
    assert kinds == Counter(
        kind
        for number in range(len(held))
        for kind in (("avoidable", "inherent", "experiment")[number % 3], "avoidable")
    )
    assert owners == {"Ada Lovelace": len(held), "Lin Chen": len(held)}
    assert len({row.ticket.ref for row in report.write_backs}) == 2 * len(held)
