"""Jobs of a sync on GitHub, what each may cost at most, and what it does cost.

Each job is made ready for one sync, whose requests are counted. The tests hold the
counts to the bounds, `make bench` prints both. What every sync asks (the issues, and
the milestones where they are sprints) is part of a bound, as it is of the count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import ceil

from tests.engine.house import gap
from tests.fakes.github.log import Log
from tests.fakes.github.values import Iteration, PullRequest
from tests.github.team import REPO, Team

MILESTONES = 1
REPOSITORY = 1
"""Who reads it and what we may do there, before the first create of a sync."""
LIST = 1
"""Of what is ours, before the first create of a sync."""
LEARNED = 1
"""Entries that are closed at once."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a sync has to do, in a size."""

    name: str
    ready: Callable[[Team, int], None]
    """After this the sync is due that does it."""
    most: Callable[[int], int]
    """Requests of that sync, at most, by size."""
    sizes: tuple[int, ...]


def counted(team: Team) -> Log:
    """What one sync asks."""
    with team.github.log.counted() as log:
        team.sync()
    return log


def unbounded(team: Team) -> None:
    """A team that makes as many tickets as it likes, as fast as it likes."""
    team.configure("    readers: public", "    readers: public\n    limits: none")
    team.configure("since: 2026-11-01", "since: 2026-11-01\n  at_most: 1000")


def calm(team: Team) -> None:
    """Our own writes were seen, and the overlap of lists is over."""
    for _ in range(3):
        team.later(minutes=5)
        team.sync()


# --- what changed ---------------------------------------------------------------------


def of_changes(changed: int) -> int:
    """Of a sync in which so many issues changed, whatever is done about them."""
    return ceil(changed / 100) + 1 + MILESTONES


def histories(tickets: int) -> int:
    """Of the states and first finishes of tickets of ours."""
    return ceil(tickets / 100)


def nothing(team: Team, size: int) -> None:
    """No sprints, and nothing changed."""
    del size
    team.configure('  sprints: [{in: platform, milestones: "Sprint *"}]\n', "")
    calm(team)


def nothing_with_milestones(team: Team, size: int) -> None:
    """So many milestones are sprints, and nothing changed."""
    for number in range(size):
        team.github.build.milestone(REPO, f"Sprint {number}")
    calm(team)


def nothing_with_iterations(team: Team, size: int) -> None:
    """So many iterations are sprints, too, and nothing changed."""
    build = team.github.build
    weeks = [
        Iteration(id=f"i{n}", title=f"It {n}", start=date(2027, 1, 1 + n), duration=1)
        for n in range(size)
    ]
    build.iterations(build.project("acme", 12), "Iteration", *weeks)
    team.configure(
        'milestones: "Sprint *"}',
        'milestones: "Sprint *"}, {in: platform, iterations: Iteration}',
    )
    team.configure("    readers: public", "    readers: public\n    project: acme/12")
    calm(team)


def changed_issues(team: Team, size: int) -> None:
    """So many issues changed, none of them ours."""
    calm(team)
    team.github.build.fill(REPO, size)


def changed_pull_requests(team: Team, size: int) -> None:
    """Likewise for pull requests, which are in the same list."""
    calm(team)
    for number in range(size):
        title, pull_request = f"Change {number}", PullRequest()
        team.github.person("lin").open(REPO, title, pull_request=pull_request)


# --- the loop -------------------------------------------------------------------------


def closed_incidents(team: Team, size: int) -> None:
    """So many incidents are over."""
    calm(team)
    for number in range(size):
        team.incident(f"Incident {number}")


def held_review(team: Team, *gaps: str) -> None:
    """A review with these gaps was just held."""
    team.incident()
    calm(team)
    (review,) = team.ours("review")
    team.hold(review, *gaps)


def complete(findings: int) -> list[str]:
    """So many gaps with all that they need."""
    return [gap(f"Check {n} was missing", due="2027-03-01") for n in range(findings)]


def findings(team: Team, size: int) -> None:
    """A review was held with so many findings, one of them an entry to be closed."""
    unbounded(team)
    learned = [gap("Learned", "experiment", due="")] * LEARNED
    held_review(team, *complete(size - LEARNED), *learned)


def incomplete(team: Team, size: int) -> None:
    """A review was held with so many findings, and nobody owns them."""
    held_review(team, *(gap(f"No owner {n}", owner="") for n in range(size)))


def declined(team: Team, size: int) -> None:
    """So many write-backs were declined, and somebody said why."""
    unbounded(team)
    held_review(team, *complete(size))
    calm(team)
    for issue in team.ours("checklist"):
        ref = f"{REPO}#{issue.number}"
        team.github.person("ada").comment(ref, "Too dear.")
        team.github.person("ada").close(ref, "not_planned")


def kept(team: Team, size: int) -> None:
    """So many tickets are known, and it is time to look for those that are gone."""
    unbounded(team)
    loops = loops_of(size)
    held_reviews(team, loops, size - 2 * loops)  # incidents and reviews are known, too
    team.later(days=8)


def forgotten(team: Team, size: int) -> None:
    """So many tickets of ours are there, all of them closed, and no ledger is."""
    unbounded(team)
    loops = loops_of(size)
    held_reviews(team, loops, size - loops)
    for issue in team.ours("checklist"):
        team.github.person("ada").close(f"{REPO}#{issue.number}")
    calm(team)
    team.forget()


def loops_of(size: int) -> int:
    """In how many loops so many tickets are."""
    return max(1, size // 12)


def held_reviews(team: Team, reviews: int, findings: int) -> None:
    """So many reviews were held, with so many findings among them."""
    for number in range(reviews):
        team.incident(f"Incident {number}")
    calm(team)
    for number, review in enumerate(team.ours("review")):
        share = len(range(number, findings, reviews))
        team.hold(review, *complete(share))
    calm(team)


JOBS = (
    Job("nothing changed", nothing, lambda _: 1, (0,)),
    Job(
        "nothing changed, milestones",
        nothing_with_milestones,
        lambda _: 1 + MILESTONES,
        (3,),
    ),
    Job(
        "nothing changed, milestones and iterations",
        nothing_with_iterations,
        lambda _: 1 + MILESTONES + 1,
        (3,),
    ),
    Job("issues that changed", changed_issues, of_changes, (1, 100, 101, 250)),
    Job("pull requests that changed", changed_pull_requests, of_changes, (1, 100, 101)),
    Job(
        "tickets looked for once a week",
        kept,
        lambda size: 1 + MILESTONES + histories(size),
        (3, 24),
    ),
    Job(
        "reviews to open",
        closed_incidents,
        lambda size: of_changes(size) + LIST + REPOSITORY + 1 + size * 2,
        (1, 3),
    ),
    Job(
        "findings to write back",
        findings,
        lambda size: (
            (of_changes(1) + histories(1) + LIST + REPOSITORY)
            + (size + size + LEARNED + 2 + 2)
        ),
        (1, 4),
    ),
    Job(
        "findings that a remark is about",
        incomplete,
        lambda _: of_changes(1) + histories(1) + 1,
        (1, 3),
    ),
    Job(
        "reasons to be read",
        declined,
        lambda size: of_changes(size) + histories(size) + ceil(size / 100),
        (1, 3),
    ),
    Job(
        "tickets of ours, no ledger",
        forgotten,
        lambda size: (
            (REPOSITORY + of_changes(size + loops_of(size)))
            + (ceil(size / 100) + histories(size))
        ),
        (3, 24),
    ),
)
