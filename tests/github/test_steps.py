"""Standing checklists on GitHub: as an issue, and as a file of the repository."""

from __future__ import annotations

from tests.engine.house import gap
from tests.github.team import REPO, Team

NAMED = "- **Checklist:** Release checklist\n"
BODY = "Before each release:\r\n\r\n- [x] read the notes\r\n- [ ] tell support\r\n"


def tracked(team: Team) -> str:
    """What the only review says of where its only gap is tracked."""
    (review,) = team.ours("review")
    lines = (review.body or "").split("\r\n")
    (line,) = [line for line in lines if line.startswith("- **Tracked in:**")]
    return line


def test_steps_go_into_an_issue(team: Team) -> None:
    ada = team.github.person("ada")
    ref = ada.open(REPO, "Release", BODY)
    number = ref.partition("#")[2]
    team.configure(
        "people:",
        "checklists:\n"
        f"  Release checklist: {{in: platform, ticket: {number}}}\n"
        "people:",
    )
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("No check", what="\n  - check it\n  - twice", more=NAMED))

    assert team.does() == ["edit", "write-back", "edit"]
    assert team.does() == []

    token = tracked(team).split()[4]
    url = f"{team.github.root}/{REPO}/issues"
    assert tracked(team) == (
        f"- **Tracked in:** step {token} of [Release checklist]({url}/{number}), added"
        " 2026-11-16"
    )
    suffix = f"(2026-11-16, [#{review.number}]({url}/{review.number}), {token})"
    (checklist,) = [i for i in team.github.look.issues(REPO) if i.title == "Release"]
    assert (checklist.body or "").rstrip() == (
        f"{BODY}- [ ] check it {suffix}\r\n- [ ] twice {suffix}"
    )
    (row,) = team.report().write_backs
    assert (row.state.value, row.ticket.url) == ("done", f"{url}/{number}")
    before = team.report_text()
    team.forget()
    assert team.does() == []
    assert team.report_text() == before
