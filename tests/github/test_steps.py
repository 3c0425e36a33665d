"""Standing checklists on GitHub: as an issue, and as a file of the repository."""

from __future__ import annotations

import pytest

from afteraction.applying import Ended
from afteraction.checking import check
from tests.engine.house import gap
from tests.fakes.github import faults
from tests.fakes.github.faults import Behaviour
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


PUT = ("PUT", "/repos/*/*/contents/**")
FILE = "# Release\n\n- [ ] tell support\n\nThe end.\n"


def with_a_file(team: Team) -> None:
    """A review that is held, and whose step goes into a file."""
    team.github.build.file(REPO, "docs/release list.md", FILE)
    team.configure(
        "people:",
        "checklists:\n"
        "  Release checklist: {in: platform, file: docs/release list.md}\n"
        "people:",
    )
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("No check", what="check it", more=NAMED))


def added(team: Team) -> list[str]:
    """The lines of the file that were not there before."""
    text = team.github.look.file(REPO, "docs/release list.md")
    return [line for line in text.split("\n") if line not in FILE.split("\n")]


def test_steps_go_into_a_file_by_a_commit(team: Team) -> None:
    with_a_file(team)

    assert team.does() == ["edit", "write-back", "edit"]
    assert team.does() == []

    (review,) = team.ours("review")
    token, url = tracked(team).split()[4], f"{team.github.payloads.web}/{REPO}"
    issue = f"{url}/issues/{review.number}"
    text = team.github.look.file(REPO, "docs/release list.md")
    step = f"- [ ] check it (2026-11-16, [#{review.number}]({issue}), {token})"
    assert text == FILE.replace("support\n", f"support\n{step}\n")
    assert team.github.look.commits(REPO) == [
        (
            "docs/release list.md",
            f"Add a step to Release checklist\n\nFinding {token} of {issue}",
            "robot",
        )
    ]
    (row,) = team.report().write_backs
    assert row.ticket.url == f"{url}/blob/main/docs/release%20list.md"
    before = team.report_text()
    team.forget()
    assert team.does() == []
    assert team.report_text() == before


@pytest.mark.parametrize(
    "behaviour",
    [
        faults.bad_gateway(),
        faults.bad_gateway(commit=True),
        faults.drops(commit=True),
        faults.truncates(),
    ],
    ids=lambda one: f"{one.name} {one.commit}",
)
def test_a_commit_whose_answer_is_lost_is_made_once(
    team: Team, behaviour: Behaviour
) -> None:
    with_a_file(team)
    team.github.faults.add(*PUT, behaviour, call=1)

    assert {result.ended for result in team.sync().results} == {Ended.DONE}

    assert len(added(team)) == 1
    assert len(team.github.look.commits(REPO)) == 1
    assert team.does() == []


def test_who_commits_in_the_same_moment_loses_nothing(team: Team) -> None:
    with_a_file(team)
    theirs = FILE.replace("The end.", "- [ ] theirs")

    def commit() -> None:
        team.github.build.file(REPO, "docs/release list.md", theirs)

    team.github.faults.add(*PUT, faults.acting(commit), call=1)

    team.sync()

    assert [line.split(" (")[0] for line in added(team)] == [
        "- [ ] theirs",
        "- [ ] check it",
    ]
    assert team.does() == []


def test_a_branch_that_wants_pull_requests_is_told_and_nothing_is_lost(
    team: Team,
) -> None:
    with_a_file(team)
    (home,) = team.github.state.repositories.values()
    home.protected = True

    (result,) = [r for r in team.sync().results if r.ended is Ended.REFUSED]

    assert "Changes must be made through a pull request" in result.why
    assert "opening f-" in tracked(team)
    assert team.report().write_backs == ()
    home.protected = False
    team.sync()
    assert len(added(team)) == 1
    assert "opening" not in tracked(team)


def test_without_the_right_to_write_contents_it_says_so(team: Team) -> None:
    with_a_file(team)
    token = team.github.build.token("robot", kind="fine-grained", contents="read")
    (team.home / "token").write_text(token.text, "utf-8")

    (result,) = [r for r in team.sync().results if r.ended is Ended.REFUSED]

    assert "docs/release list.md can not be changed" in result.why
    assert added(team) == []


def test_a_file_that_is_gone_keeps_only_its_finding_waiting(team: Team) -> None:
    with_a_file(team)
    (home,) = team.github.state.repositories.values()
    del home.files["docs/release list.md"]

    synced = team.sync()

    assert [p.ref for p in synced.problems] == ["platform:docs/release list.md"]
    assert "there is no file docs/release list.md" in synced.problems[0].message
    team.github.build.file(REPO, "docs/release list.md", FILE)
    team.sync()
    assert len(added(team)) == 1


def test_check_says_whether_a_file_is_there_and_can_be_written(team: Team) -> None:
    team.github.build.file(REPO, "docs/release.md", "- [ ] one\n")
    team.configure(
        "people:",
        "checklists:\n"
        "  Release: {in: platform, file: docs/release.md}\n"
        "  Gone: {in: platform, file: gone.md}\n"
        "  Issue: {in: platform, ticket: 99}\n"
        "people:",
    )

    def told() -> list[tuple[bool, str]]:
        with team.site() as site:
            advice = list(check(site, team.github.clock()))
        return [(a.ok, a.message) for a in advice if a.about == "checklists"]

    is_there = "Release is platform:docs/release.md"
    first, *others = told()
    assert first == (True, f"{is_there}, with 1 item with a box")
    assert others == [
        (False, f"Gone: there is no file gone.md in {REPO}, or we may not read it"),
        (False, "Issue: there is no ticket platform:99 for the checklist “Issue”"),
    ]
    (home,) = team.github.state.repositories.values()
    home.roles["robot"] = "triage"
    why = "this sign-in may not write to the repository"
    assert told()[0] == (False, f"{is_there}, which can not be changed: {why}")
