"""Standing checklists in Jira, in both dresses."""

from __future__ import annotations

import pytest

from tests.engine.house import gap
from tests.jira.team import Team

NAMED = "- **Checklist:** Release checklist\n"
BODY = "Before each release:\n\n- [x] read the notes\n- [ ] tell support\n\nThe end."


@pytest.mark.parametrize(
    ("body", "after", "rest"),
    [
        (BODY, "- [ ] tell support", "\n\nThe end."),
        ("Before each release.", "Before each release.", ""),
        ("- [ ] a\n  - [ ] below\n\nEnd.", "  - [ ] below", "\n\nEnd."),
        ("- a\n- b", "- b", ""),
        ("", "", ""),
    ],
    ids=["boxes", "words", "nested", "bullets", "empty"],
)
def test_steps_go_into_an_issue(team: Team, body: str, after: str, rest: str) -> None:
    written = team.dress.written(body) if body else ""
    key = team.jira.person("ada").open("OPS", "Release", written)
    team.configure(
        "people:",
        f"checklists:\n  Release checklist: {{in: ops, ticket: {key}}}\npeople:",
    )
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    more = gap(
        "No check",
        what="\n  - check it\n  - twice",
        owner="Ada Lovelace",
        more=NAMED,
    )
    team.hold(review, more)

    assert team.does() == ["edit", "write-back", "edit"]
    assert team.does() == []

    lines = team.markdown(review).split("\n")
    (line,) = [line for line in lines if line.startswith("- **Tracked in:**")]
    token = line.split()[4]
    assert line == (
        f"- **Tracked in:** step {token} of [Release checklist]"
        f"({team.jira.url}/browse/{key}), added 2026-11-16"
    )
    suffix = f"(2026-11-16, [{review}]({team.jira.url}/browse/{review}), {token})"
    steps = f"- [ ] check it {suffix}\n- [ ] twice {suffix}"
    text = team.markdown(key)
    assert f"{steps}{rest}" in text.replace("\n\n- [ ] check", "\n- [ ] check")
    assert text.index(after) <= text.index(steps)
    (row,) = team.report().write_backs
    assert (row.state.value, row.owner) == ("done", "Ada Lovelace")
    before = team.report_text()
    team.forget()
    assert team.does() == []
    assert team.report_text() == before
