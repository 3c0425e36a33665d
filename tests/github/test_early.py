"""Reviews that are opened before their milestone or iteration ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from afteraction.applying import Ended
from afteraction.domain.identity import text_digest
from afteraction.domain.tickets import Details
from tests.engine.house import filled, gap
from tests.fakes.github.values import Issue, Iteration
from tests.github.team import REPO, Team

END = datetime(2026, 11, 27, 16, tzinfo=UTC)


def text_of(team: Team) -> str:
    """What the one review says."""
    (review,) = team.ours("review")
    return review.body or ""


@pytest.fixture
def stories(team: Team) -> tuple[str, str]:
    """A milestone with a story that is done and one that is not."""
    team.configure('milestones: "Sprint *"', 'milestones: "Sprint *", open: -1d')
    number = team.github.build.milestone(REPO, "Sprint 47", due_on=END).number
    ada = team.github.person("ada")
    done, still = (
        ada.open(REPO, title, milestone=number) for title in ("Invoices", "Reminders")
    )
    ada.close(done)
    return done, still


def at(team: Team, moment: datetime) -> None:
    team.later(seconds=(moment - team.github.clock()).total_seconds())


def ready(team: Team, review: Issue) -> None:
    """Its form is filled in, and it gets that label."""
    before, _, rest = (review.body or "").partition("## 1.")
    signature = rest[rest.rindex("\n---\n") :]
    text = before + filled(gap("Too much at once")) + signature
    team.github.person("ada").edit(f"{REPO}#{review.number}", body=text)
    team.github.person("ada").label(f"{REPO}#{review.number}", "ready")


@pytest.mark.usefixtures("stories")
def test_a_milestone(team: Team) -> None:
    assert team.does() == []
    at(team, END - timedelta(days=1, seconds=60))
    assert team.does() == []
    at(team, END - timedelta(days=1))

    assert team.does() == ["open-review"]

    text = text_of(team)
    assert "**Due:** 2026-11-30" in text
    assert "- Done: 1" in text
    assert "- Still open: 1" in text
    team.forget()
    assert "open-review" not in team.does()
    team.github.person("ada").close_milestone(REPO, 1)
    assert "open-review" not in team.does()


def test_a_milestone_without_a_date_waits_until_it_is_closed(team: Team) -> None:
    team.configure('milestones: "Sprint *"', 'milestones: "Sprint *", open: -1d')
    team.github.build.milestone(REPO, "Sprint 47")
    team.later(days=30)
    assert team.does() == []
    team.github.person("ada").close_milestone(REPO, 1)

    assert team.does() == ["open-review"]


def test_an_iteration_but_none_that_is_to_come(team: Team) -> None:
    build = team.github.build
    board = build.project("acme", 12)
    board.public = True
    begins = date(2026, 11, 16)
    weeks = [
        Iteration(
            id=f"i{n}",
            title=f"Week {n}",
            start=begins + timedelta(days=7 * n),
            duration=7,
        )
        for n in range(3)
    ]
    build.iterations(board, "Iteration", *weeks)
    team.configure('milestones: "Sprint *"', 'iterations: Iteration, open: "-12h"')
    team.configure("    readers: public", "    readers: public\n    project: acme/12")
    assert team.does() == []
    at(team, datetime(2026, 11, 22, 12, tzinfo=UTC))

    assert team.does() == ["open-review"]
    (review,) = team.ours("review")
    assert review.title == "Review: Week 0"


def test_ready_before_the_end_is_written_back_by_the_next_sync(
    team: Team, stories: tuple[str, str]
) -> None:
    at(team, END - timedelta(days=1))
    team.sync()
    ready(team, team.ours("review")[0])
    team.github.person("ada").close(stories[1])

    synced = team.sync()

    assert [one.ended for one in synced.results] == [Ended.DONE] * len(synced.results)
    assert told(team)[2:4] == ["- Done: 2", "- Still open: 0"]
    (made,) = team.ours("checklist")
    assert made.title == "Too much at once"
    assert f"#{made.number}" in text_of(team)


def told(team: Team) -> list[str]:
    """What the review tells of its sprint."""
    text = text_of(team).replace("\r\n", "\n")
    _, _, facts = text.partition("## What the tracker knows\n\n")
    return facts.partition("\n\n")[0].split("\n")


def is_ours(team: Team) -> bool:
    """Whether the review's mark says that nobody edited its text."""
    number = str(team.ours("review")[0].number)
    with team.site() as site:
        (details,) = site.trackers["platform"].details([number])
    assert isinstance(details, Details)
    mark = details.ticket.mark
    return mark is not None and mark.text == text_digest(details.text)


def test_its_facts_follow_the_milestone_until_it_is_over(
    team: Team, stories: tuple[str, str]
) -> None:
    at(team, END - timedelta(days=1))
    team.sync()
    before = told(team)
    ada = team.github.person("ada")
    ada.close(stories[1])
    late = ada.open(REPO, "A late wish", milestone=1)

    assert team.does() == ["edit"]

    number, link = late.rpartition("#")[2], f"{team.github.root}/{REPO}/issues"
    assert told(team) == [
        before[0],
        before[1],
        "- Done: 2",
        *before[3:7],
        before[7].replace("Still open", "Done"),
        f"- Still open: [#{number}]({link}/{number}) A late wish",
    ]
    assert is_ours(team)
    assert team.does() == []
    team.forget()
    assert team.does() == []

    team.edit(
        team.ours("review")[0],
        lambda body: body.replace("- Done: 2", "- Done: 2, at last"),
    )
    ada.close(late)
    team.later(hours=20)
    ada.close_milestone(REPO, 1)
    assert team.does() == ["edit"]
    assert told(team)[2:4] == ["- Done: 2, at last", "- Still open: 0"]
    assert told(team)[-1].startswith("- Done: ")
    assert not is_ours(team)
    ada.open(REPO, "After the end", milestone=1)
    assert team.does() == []
