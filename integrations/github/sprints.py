"""Milestones and the iterations of a project, as sprints.

Only what the rules choose is asked for. A milestone has no beginning but its making,
and what was carried over or added is not known: GitHub does not tell it (rule 26).
https://docs.github.com/en/issues/planning-and-tracking-with-projects/automating-your-project/using-the-api-to-manage-projects
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from afteraction.around import Around
from afteraction.domain.tickets import Sprint, SprintFacts, State, Ticket
from afteraction.errors import Gone, Refused, Unreachable
from afteraction.tracker import Memory, Page, Problem

from . import wire
from .addresses import SPRINT
from .boards import BOARD, DENIALS, ITEMS, Configuration, Project
from .boards import board as read_board
from .client import Client, in_a_circle
from .observing import Cursor
from .repository import Repository
from .settings import ITERATION, MILESTONE, GithubSettings

_MILESTONES = f"sprint:{MILESTONE}-"


@dataclass(frozen=True, slots=True)
class Sprints:
    """The sprints of one repository."""

    client: Client
    settings: GithubSettings
    around: Around
    tracker: str
    path: str
    """Of the repository."""

    def observed(self, cursor: Cursor, memory: Memory) -> Page:
        """All sprints that rules may choose, and the ids of those that are gone.

        Milestones are told only when one has changed.
        """
        sorts = {selection.sort for selection in self.around.sprints}
        found: list[Sprint | Problem] = []
        before = cursor.milestones
        if MILESTONE in sorts:
            found += self._milestones(cursor)
        for sort in sorted(sorts):
            kind, _, field = sort.partition(":")
            if kind == ITERATION:
                found += self._iterations(field)
        told = tuple(one for one in found if isinstance(one, Sprint))
        there = {sprint.id for sprint in told}
        listed = cursor.milestones != before
        gone = [
            one
            for one in memory.kept()
            if listed and one.startswith(_MILESTONES) and one not in there
        ]
        problems = tuple(one for one in found if isinstance(one, Problem))
        return Page(sprints=told, gone=tuple(gone), problems=problems)

    def _milestones(self, cursor: Cursor) -> Iterator[Sprint | Problem]:
        path = f"{self.path}/milestones"
        first = True
        for (page, broken), answer in self.client.pages(
            path, wire.milestones, {"state": "all"}, cursor.milestones
        ):
            # It speaks for one page: what stands on others would be missed.
            cursor.milestones = answer.headers.get("etag", "") if first else ""
            first = False
            for one in page:
                yield wire.milestone_sprint(one, self.tracker)
            for number in broken:
                cursor.milestones = ""  # to be told of again
                yield Problem(
                    f"{self.tracker}:{SPRINT}{MILESTONE}-{number}",
                    "GitHub's answer for it can not be read",
                    "look at it on GitHub; the rest goes on",
                )

    def _iterations(self, field: str) -> Iterator[Sprint | Problem]:
        project = self._project()
        if project is None:
            yield self._missing("is not there, or not to be seen")
            return
        found = project.iterated.get(field)
        if found is not None:
            yield from self._told(found, field, project.url)
            return
        yield self._missing(f"has no field {field} with iterations")

    def _told(
        self, configuration: Configuration, field: str, url: str
    ) -> Iterator[Sprint]:
        for over, iterations in (
            (True, configuration.completed_iterations),
            (False, configuration.iterations),
        ):
            for each in iterations:
                yield wire.iteration_sprint(
                    each, field, self.tracker, self.around.zone, url, over=over
                )

    def _missing(self, why: str) -> Problem:
        owner, number = self.settings.project or ("no project", 0)
        return Problem(
            self.tracker,
            f"the project {owner}/{number} {why}",
            f"correct trackers.{self.tracker}.project, or give the sign-in the right to"
            " read projects",
        )

    def _project(self) -> Project | None:
        if self.settings.project is None:
            return None
        owner, number = self.settings.project
        variables = {"owner": owner, "number": number}
        return self._asked(BOARD, variables)

    def _asked(self, query: str, variables: dict[str, object]) -> Project | None:
        """The project as a query tells it; None when it is not there.

        Raises `Unreachable` for half an answer: its figures would be made up (rule 26).
        """
        board = self.client.graphql(query, variables, read_board)
        if not board.project:
            for error in board.errors:
                if error.type not in ("NOT_FOUND", *DENIALS):
                    raise Unreachable(
                        f"GitHub could not answer in full: {error.words}",
                        "try again later: nothing was lost",
                    )
        return board.project

    def fetch(self, key: str) -> Iterator[Sprint]:
        """The sprint with this key, if it is there."""
        kind, _, rest = key.partition("-")
        if kind == MILESTONE and rest.isdigit():
            path = f"{self.path}/milestones/{rest}"
            try:
                one, _ = self.client.get(path, wire.milestone)
            except Gone:
                return
            if one is not None:
                yield wire.milestone_sprint(one, self.tracker)
        elif kind == ITERATION:
            for field in self._fields():
                for found in self._iterations(field):
                    if isinstance(found, Sprint) and found.key == key:
                        yield found

    def _fields(self) -> Iterator[str]:
        for selection in self.around.sprints:
            kind, _, field = selection.sort.partition(":")
            if kind == ITERATION:
                yield field

    def facts(self, sprint: Sprint, repo: Repository) -> SprintFacts:
        """What is known of a sprint's work.

        Raises `Refused` when some of it can not be read: figures would be made up.
        """
        of = self._of_milestone if sprint.sort == MILESTONE else self._of_iteration
        found = tuple(of(sprint, repo))
        return SprintFacts(
            sprint,
            done=tuple(ticket for ticket in found if ticket.completed),
            still_open=tuple(t for t in found if t.state is State.OPEN),
        )

    def _of_milestone(self, sprint: Sprint, repo: Repository) -> Iterator[Ticket]:
        number = sprint.key.partition("-")[2]
        parameters = {"milestone": number, "state": "all", "direction": "asc"}
        for (issues, broken), _ in self.client.pages(
            repo.issues, wire.page, parameters
        ):
            for one in broken:
                raise _refused(repo.unreadable(one))
            for found in issues:
                if found.pull_request is None:
                    yield wire.ticket(found, repo.whose)

    def _of_iteration(self, sprint: Sprint, repo: Repository) -> Iterator[Ticket]:
        numbers = list(self._numbers(sprint))
        for number, found in repo.heads(numbers).items():
            ticket = repo.ticket(number, found)
            if isinstance(ticket, Problem):
                raise _refused(ticket)
            yield ticket

    def _numbers(self, sprint: Sprint) -> Iterator[int]:
        assert self.settings.project is not None
        owner, number = self.settings.project
        wanted = sprint.key.partition("-")[2]
        repository = self.path.rpartition("/")[2]
        after: str | None = None
        seen: set[str | None] = {after}
        while True:
            field = sprint.sort.partition(":")[2]
            variables = {
                "owner": owner,
                "number": number,
                "field": field,
                "after": after,
            }
            project = self._asked(ITEMS, variables)
            items = project.items if project else None
            for item in items.nodes if items else []:
                value = item.field_value_by_name if item else None
                content = item.content if item else None
                if not value or not content or value.iteration_id != wanted:
                    continue
                if (
                    content.repository
                    and str(content.repository.database_id) == repository
                ):
                    yield content.number
            if items is None or not items.page_info.has_next_page:
                return
            after = items.page_info.end_cursor
            if after in seen:
                raise in_a_circle()
            seen.add(after)


def _refused(problem: Problem) -> Refused:
    return Refused(f"{problem.ref}: {problem.message}", problem.hint)
