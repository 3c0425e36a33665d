"""Findings whose steps go into checklists of other trackers than their review's."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.across.team import Mix, Team
from tests.engine.house import gap

LISTS = """\
checklists:
  In Jira: {{in: ops, ticket: {ops}}}
  On GitHub: {{in: platform, ticket: {platform}}}
  In the folder: {{in: notes, ticket: {notes}}}
  In a file: {{in: notes, file: docs/on call.md}}
"""
NAMES = ("In Jira", "On GitHub", "In the folder", "In a file")


@pytest.mark.parametrize("review", ["ops", "platform", "notes"])
def test_steps_go_everywhere(team: Team, review: str) -> None:
    lists = {name: spot.ticket(f"List in {name}") for name, spot in team.spots.items()}
    file = team.home / "notes" / "docs" / "on call.md"
    file.parent.mkdir(parents=True)
    file.write_text("- [ ] have a phone\n", "utf-8")
    team.decide(Mix("ops", review, more=LISTS.format(**lists)))
    team.spots["ops"].incident("Payments time out", "502s.")
    team.sync()
    where, key = team.the("review")
    gaps = [
        gap(
            f"Gap {name}",
            what=f"step {name}",
            owner="Ada Lovelace",
            more=f"- **Checklist:** {name.lower()}\n",
        )
        for name in NAMES
    ]
    team.hold(where, key, *gaps)

    team.sync()

    texts = {name: spot.text(lists[name]) for name, spot in team.spots.items()}
    written = (texts["ops"], texts["platform"], texts["notes"], file.read_text("utf-8"))
    for name, text in zip(NAMES, written, strict=True):
        (line,) = [each for each in text.split("\n") if f"step {name}" in each]
        assert line.startswith(f"- [ ] step {name} (2026-11-16, [")
        assert quote(key) in line.partition("](")[2]
    assert where.text(key).count("- **Tracked in:** step f-") == len(NAMES)
    rows = team.report().write_backs
    assert {row.state.value for row in rows} == {"done"}
    assert {row.owner for row in rows} == {"Ada Lovelace"}
    urls = {row.ticket.url for row in rows}
    assert "notes/docs/on call.md" in urls
    assert f"notes/tickets/{lists['notes']}.md" in urls
    assert len(urls) == len(NAMES)
    before = team.report_text()
    team.forget()
    assert team.does() == []
    assert team.report_text() == before
