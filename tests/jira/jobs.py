"""Jobs of a sync on Jira, what each may cost at most, and what it does cost.

Each job is made ready for one sync, whose requests are counted. The tests hold the
counts to the bounds, `make bench` prints both. What every sync asks (what it talks to,
the issues that changed, the sprints of the board) is part of a bound, as it is of the
count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from tests.engine.house import gap
from tests.fakes.jira.log import Log
from tests.jira.team import Team

SITE = 1
"""What the address is, once a process."""
BOARD = 1
STATUSES = 1
"""What the statuses in histories amount to, once a process."""
TYPES = 1
"""Of the project, before the first create of a process."""
PROJECT = 1
FIELDS = 1
"""Which field holds sprints. This and the project's number are asked once a journal."""
ADDRESS = 1
"""Whose a configured address is that Jira hides; for each of them once a journal."""
LABELS = 1
"""What stands already, before the first create of a sync."""
QUERY = 1
"""What answers to the rule, where something was closed that is not ours."""
ACCOUNT = 1
"""Who we are, on Cloud, where nothing of ours was met before the first create."""
MARK = 1
"""On Data Center, of each ticket of ours whose text changed: its search shows none."""
LEARNED = 1
"""Entries that are closed at once: two requests each."""
OWNER = "Ada Lovelace"


@dataclass(frozen=True, slots=True)
class Job:
    """What a sync has to do, in a size."""

    name: str
    ready: Callable[[Team, int], None]
    """After this the sync is due that does it."""
    cloud: Callable[[int], int]
    """Requests of that sync on Cloud, at most, by size."""
    server: Callable[[int], int]
    """The same on Data Center."""
    sizes: tuple[int, ...]

    def most(self, team: Team, size: int) -> int:
        """Requests of that sync, at most."""
        return (self.cloud if team.jira.cloud else self.server)(size)


def counted(team: Team) -> Log:
    """What one sync asks."""
    with team.jira.log.counted() as log:
        team.sync()
    return log


def unbounded(team: Team) -> None:
    """A team that makes as many tickets as it likes."""
    team.configure("since: 2026-11-01", "since: 2026-11-01\n  at_most: 1000")


def calm(team: Team) -> None:
    """Our own writes were seen, and the overlap of looks is over."""
    for _ in range(3):
        team.later(minutes=20)
        team.sync()


# --- what changed ---------------------------------------------------------------------


def of_changes(changed: int) -> int:
    """Of a sync in which so many issues changed, whatever is done about them."""
    return SITE + max(1, ceil(changed / 100)) + BOARD


def nothing(team: Team, size: int) -> None:
    """No sprints, and nothing changed."""
    del size
    team.configure("  sprints: [{in: ops, board: 1}]\n", "")
    calm(team)


def nothing_with_boards(team: Team, size: int) -> None:
    """So many boards with a sprint each, and nothing changed."""
    boards = [team.board, *(team.jira.build.board("OPS") for _ in range(size - 1))]
    for board in boards:
        sprint = team.jira.build.sprint(board)
        team.jira.person("ada").start_sprint(sprint)
    rules = ", ".join(f"{{in: ops, board: {board.id}}}" for board in boards)
    team.configure("sprints: [{in: ops, board: 1}]", f"sprints: [{rules}]")
    calm(team)


def changed_issues(team: Team, size: int) -> None:
    """So many issues changed, none of them ours or closed."""
    calm(team)
    team.jira.build.fill("OPS", size)


# --- the loop -------------------------------------------------------------------------


def first_incidents(team: Team, size: int) -> None:
    """So many incidents are over, and nothing was ever synced before."""
    unbounded(team)
    incidents(team, size)


def closed_incidents(team: Team, size: int) -> None:
    """So many incidents are over, and others were before."""
    team.incident()
    calm(team)
    unbounded(team)
    incidents(team, size)


def incidents(team: Team, size: int) -> None:
    """So many incidents of lin's, given to ada, and closed."""
    lin, ada = team.jira.person("lin"), team.jira.person("ada")
    for number in range(size):
        ada.close(
            lin.open("OPS", f"Incident {number}", type="Incident", assignee="ada")
        )
    team.later(hours=2)


def complete(findings: int) -> list[str]:
    """So many gaps with all that they need."""
    return [
        gap(f"Check {n} was missing", owner=OWNER, due="2027-03-01")
        for n in range(findings)
    ]


def held_reviews(team: Team, reviews: int, findings: int) -> None:
    """So many reviews were held, with so many findings among them; not seen yet."""
    unbounded(team)
    incidents(team, reviews)
    calm(team)
    for number, review in enumerate(team.ours("review")):
        team.hold(review, *complete(len(range(number, findings, reviews))))


def held_review(team: Team, *gaps: str) -> None:
    """A review with these gaps was just held."""
    team.incident()
    calm(team)
    team.hold(team.ours("review")[0], *gaps)


def findings(team: Team, size: int) -> None:
    """A review was held with so many findings, one of them an entry to be closed."""
    learned = [gap("Learned", "experiment", owner=OWNER, due="")] * LEARNED
    held_review(team, *complete(size - LEARNED), *learned)


def incomplete(team: Team, size: int) -> None:
    """A review was held with so many findings, and nobody owns them."""
    held_review(team, *(gap(f"No owner {n}", owner="") for n in range(size)))


def closed_write_backs(team: Team, size: int) -> None:
    """So many write-backs were done."""
    held_reviews(team, loops_of(size), size)
    calm(team)
    for key in team.ours("checklist"):
        team.jira.person("ada").close(key)


def declined(team: Team, size: int) -> None:
    """So many write-backs were declined, and somebody said why."""
    held_reviews(team, loops_of(size), size)
    calm(team)
    ada = team.jira.person("ada")
    for key in team.ours("checklist"):
        ada.comment(key, "Too dear.")
        ada.transition(key, "Resolve", "Won't Do")


def kept(team: Team, size: int) -> None:
    """So many tickets are known, and it is time to look for those that are gone."""
    loops = loops_of(size)
    held_reviews(team, loops, size - 2 * loops)  # incidents and reviews are known, too
    calm(team)
    # What has the newest time of all is seen again and again.
    team.jira.person("lin").open("OPS", "Something else")
    calm(team)
    team.later(days=8)


def forgotten(team: Team, size: int) -> None:
    """So many tickets of ours are there, all of them closed, and no ledger is."""
    loops = loops_of(size)
    held_reviews(team, loops, size - loops)
    calm(team)
    for key in team.ours("checklist"):
        team.jira.person("ada").close(key)
    calm(team)
    team.forget()


def loops_of(size: int) -> int:
    """In how many loops so many tickets are; a text holds so many findings."""
    return max(1, size // 8)


# --- what it may cost -----------------------------------------------------------------


def hundreds(size: int) -> int:
    """Requests for so many at a hundred a request."""
    return ceil(size / 100)


def thousands(size: int) -> int:
    """Requests for so many at a thousand a request: Cloud's histories."""
    return ceil(size / 1000)


def to_open(size: int) -> int:
    """What opening so many reviews takes beside reading their incidents."""
    return of_changes(size) + QUERY + STATUSES + LABELS + TYPES + ceil(size / 50)


EDITS = 2 * 2
"""One puts the tokens into a review, one the links; each is read right before it."""

JOBS = (
    Job("nothing changed", nothing, lambda _: SITE + 1, lambda _: SITE + 1, (0,)),
    Job(
        "nothing changed, boards",
        nothing_with_boards,
        lambda size: SITE + 1 + size,
        lambda size: SITE + 1 + size,
        (1, 3),
    ),
    Job(
        "issues that changed",
        changed_issues,
        of_changes,
        of_changes,
        (1, 100, 101, 250),
    ),
    Job(
        "reviews to open",
        closed_incidents,
        lambda size: to_open(size) + hundreds(size) + thousands(size),
        lambda size: to_open(size) + hundreds(size),
        (1, 3, 60),
    ),
    Job(
        "reviews to open, the very first sync",
        first_incidents,
        lambda size: (
            (to_open(size) + hundreds(size) + thousands(size))
            + (FIELDS + ADDRESS + ACCOUNT)  # the project's number comes with its types
        ),
        lambda size: to_open(size) + hundreds(size) + FIELDS + ADDRESS,
        (1, 3),
    ),
    Job(
        "findings to write back",
        findings,
        lambda size: (
            (of_changes(1) + thousands(1) + STATUSES + hundreds(1))
            + (LABELS + TYPES + EDITS + ceil(size / 50) + 2 * LEARNED)
        ),
        lambda size: (
            (of_changes(1) + MARK + hundreds(1) + STATUSES + hundreds(1))
            + (LABELS + TYPES + EDITS + ceil(size / 50) + 2 * LEARNED)
        ),
        (1, 4),
    ),
    Job(
        "findings that a remark is about",
        incomplete,
        lambda _: of_changes(1) + thousands(1) + STATUSES + hundreds(1) + 1,
        lambda _: of_changes(1) + MARK + hundreds(1) + STATUSES + hundreds(1) + 1,
        (1, 3),
    ),
    Job(
        "write-backs that were done",
        closed_write_backs,
        lambda size: of_changes(size) + thousands(size) + STATUSES,
        lambda size: of_changes(size) + hundreds(size) + STATUSES,
        (1, 8),
    ),
    Job(
        "reasons to be read",
        declined,
        lambda size: of_changes(size) + thousands(size) + STATUSES + hundreds(size),
        lambda size: of_changes(size) + hundreds(size) + STATUSES + hundreds(size),
        (1, 3),
    ),
    Job(
        "tickets looked for once a week",
        kept,
        lambda size: of_changes(1) + hundreds(size),
        lambda size: of_changes(1) + hundreds(size),
        (3, 24),
    ),
    Job(
        "tickets of ours, no ledger",
        forgotten,
        lambda size: (
            (of_changes(size + loops_of(size)) + PROJECT + FIELDS + STATUSES + QUERY)
            + (ADDRESS + thousands(size) + hundreds(loops_of(size)))
        ),
        lambda size: (
            (of_changes(size + loops_of(size)) + PROJECT + FIELDS + STATUSES + QUERY)
            + (MARK * size + hundreds(size) + hundreds(loops_of(size)))
        ),
        (3, 16),
    ),
)
