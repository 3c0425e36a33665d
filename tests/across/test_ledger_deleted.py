"""The ledger is deleted at any point of a mixed loop: the report stays the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.across.team import Mix, Team, github_of, jira_of
from tests.engine.house import gap

GAPS = (
    gap("No check", owner="Ada Lovelace"),
    gap("No alarm", owner="Lin Chen", due="2026-11-20"),
    gap("The link is slow", "inherent", owner="Lin Chen", due="2027-03-01"),
    gap("Retries helped", "experiment", owner="Ada Lovelace", due=""),
    gap("Nobody owns this", owner=""),
)
Step = Callable[[], object]


def story(team: Team) -> Iterator[Step]:
    """An incident in Jira, its review on GitHub, findings everywhere; then work."""
    ops, platform = jira_of(team), github_of(team)
    yield lambda: ops.incident("Payments time out", "502s.")
    yield team.sync
    yield lambda: team.later(hours=60)
    yield team.sync
    yield lambda: team.hold(*team.the("review"), *GAPS)
    yield team.sync
    yield lambda: ops.close(team.ours("checklist")["ops"][0])
    yield lambda: platform.ticket("Something else")
    yield team.sync
    yield lambda: team.later(days=6)
    yield lambda: ops.jira.person("lin").comment(
        team.ours("checklist")["ops"][1], "Too dear."
    )
    yield lambda: ops.jira.person("lin").transition(
        team.ours("checklist")["ops"][1], "Resolve", "Won't Do"
    )
    yield lambda: platform.close(team.ours("constraint")["platform"][0])
    yield team.sync
    yield lambda: ops.jira.person("ada").reopen("OPS-1")
    yield team.sync


def test_the_report_is_the_same_without_a_ledger(team: Team) -> None:
    team.decide(Mix("ops", "platform", "ops", "platform", "notes"))
    said = []
    for number, step in enumerate(story(team)):
        step()
        before = team.report_text()
        if number % 2:  # the other half of the way it is kept
            team.forget()
            assert team.report_text() == before, f"after step {number}"
        said.append(before)
        team.later(minutes=5)

    assert len(set(said)) > 6, "there was something to tell"
    assert '"declined"' in said[-1]
    assert [len(keys) for keys in team.ours("review").values()] == [1]


def test_a_sync_without_a_ledger_finds_nothing_to_do(team: Team) -> None:
    team.decide(Mix("ops", "platform", "ops", "platform", "notes"))
    for step in story(team):
        step()
        team.later(minutes=5)
        team.sync()
        team.forget()
        assert team.does() == []
