"""Reviews that are opened before their sprint ends, on both sorts of Jira."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from afteraction.applying import Ended
from afteraction.domain.identity import text_digest
from afteraction.domain.tickets import Details
from tests.engine.house import gap
from tests.fakes.jira.values import Sprint
from tests.jira.team import Team

OWNER = "Ada Lovelace"
END = datetime(2026, 11, 27, 16, tzinfo=UTC)


@dataclass
class Running:
    """A sprint that goes on, with a story that is done and one that is not."""

    team: Team
    sprint: Sprint
    done: str
    still: str

    @property
    def review(self) -> str:
        """The key of its one review."""
        (review,) = self.team.ours("review")
        return review

    @property
    def text(self) -> str:
        """What the review says."""
        return self.team.markdown(self.review)

    def at(self, moment: datetime) -> None:
        """Let time pass."""
        self.team.later(seconds=(moment - self.team.jira.clock()).total_seconds())


@pytest.fixture
def running(team: Team) -> Running:
    team.configure(f"board: {team.board.id}", f"board: {team.board.id}, open: -1d")
    sprint = team.jira.build.sprint(team.board, "Sprint 47", goal="Pay by invoice")
    ada = team.jira.person("ada")
    done, still = (
        ada.open("OPS", title, type="Story", sprint=sprint)
        for title in ("Invoices", "Reminders")
    )
    team.later(hours=1)
    ada.start_sprint(sprint, end=END)
    team.later(hours=1)
    ada.close(done)
    return Running(team, sprint, done, still)


def test_time_alone_opens_it(running: Running) -> None:
    team = running.team
    assert team.does() == []
    running.at(END - timedelta(days=1, seconds=60))
    assert team.does() == []
    running.at(END - timedelta(days=1))

    assert team.does() == ["open-review"]

    assert "- Done: 1\n- Still open: 1\n" in running.text
    assert "is due by 2026-11-30 17:00 CET" in running.text
    team.forget()
    assert "open-review" not in team.does()
    team.jira.person("ada").close_sprint(running.sprint)
    assert "open-review" not in team.does()


def test_a_sprint_that_nobody_closed_is_told_of_as_it_stands(running: Running) -> None:
    running.at(END + timedelta(days=2))
    running.team.jira.person("ada").close(running.still)

    running.team.sync()

    assert "- Done: 2\n- Still open: 0\n" in running.text


def test_ready_before_the_end_is_written_back_by_the_next_sync(
    running: Running,
) -> None:
    team = running.team
    running.at(END - timedelta(days=1))
    team.sync()
    team.later(minutes=10)
    review = running.review
    team.edit(review, lambda text: team.answered(text, gap("Too much", owner=OWNER)))
    team.jira.person("ada").label(review, "ready")
    team.jira.person("ada").close(running.still)
    team.later(minutes=1)

    synced = team.sync()

    assert [one.ended for one in synced.results] == [Ended.DONE] * len(synced.results)
    assert "- Done: 2\n- Still open: 0\n" in running.text
    assert "opening" not in running.text
    (made,) = team.ours("checklist")
    assert team.issue(made).summary == "Too much"
    assert f"/browse/{made})" in running.text


def told(running: Running) -> list[str]:
    """What the review tells of its sprint."""
    _, _, facts = running.text.partition("## What the tracker knows\n\n")
    return facts.partition("\n\n")[0].split("\n")


def is_ours(running: Running) -> bool:
    """Whether the review's mark says that nobody edited its text."""
    team = running.team
    with team.site() as site:
        (details,) = site.trackers["ops"].details([str(team.issue(running.review).id)])
    assert isinstance(details, Details)
    mark = details.ticket.mark
    return mark is not None and mark.text == text_digest(details.text)


def test_its_facts_follow_the_sprint_until_it_is_over(running: Running) -> None:
    team, ada = running.team, running.team.jira.person("ada")
    running.at(END - timedelta(days=1))
    team.sync()
    before = told(running)
    assert is_ours(running)
    team.later(minutes=10)
    ada.close(running.still)
    late = ada.open("OPS", "A late wish", type="Story", sprint=running.sprint)
    gone = ada.open("OPS", "Taken out again", type="Story", sprint=running.sprint)
    team.later(minutes=10)

    assert team.does() == ["edit"]

    def still(key: str, title: str) -> str:
        return before[-1].replace("OPS-2", key).replace("Reminders", title)

    assert told(running) == [
        *before[:3],
        "- Done: 2",
        "- Still open: 2",
        *before[5:7],
        "- Added in mid-sprint: 2",
        before[8],
        before[9].replace("Still open", "Done"),
        still(late, "A late wish"),
        still(gone, "Taken out again"),
    ]
    assert is_ours(running)
    assert team.does() == []
    team.forget()
    assert team.does() == []

    ada.plan(gone, None)
    team.edit(running.review, lambda text: text.replace("- Done: 2", "- Done: 2!"))
    team.later(hours=23)
    ada.close_sprint(running.sprint)
    team.later(minutes=10)
    assert team.does() == ["edit"]
    assert told(running)[3:5] == ["- Done: 2!", "- Still open: 1"]
    assert told(running)[-2:] == [
        still(late, "A late wish"),
        f"- No longer listed: {still(gone, 'Taken out again').removeprefix('- ')}",
    ]
    assert not is_ours(running)
    ada.close(late)
    team.later(minutes=10)
    assert team.does() == []


def test_an_end_that_is_moved_is_told(running: Running) -> None:
    running.at(END - timedelta(days=1))
    running.team.sync()
    running.sprint.end = END + timedelta(days=3)

    assert running.team.does() == ["edit"]

    assert "is due by 2026-12-03 17:00 CET. Fill in the form below" in running.text
    assert "to 2026-11-30" in told(running)[2]
    assert is_ours(running)
    assert running.team.does() == []
