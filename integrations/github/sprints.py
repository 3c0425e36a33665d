"""Milestones and the iterations of a project, as sprints.

Only what the rules choose is asked for. A milestone has no beginning but its making,
and what was carried over or added is not known: GitHub does not tell it (rule 26).
https://docs.github.com/en/issues/planning-and-tracking-with-projects/automating-your-project/using-the-api-to-manage-projects
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from afteraction.around import Around
from afteraction.domain.tickets import Sprint, SprintFacts, State, Ticket
from afteraction.errors import Gone, Refused, Unreachable
from afteraction.tracker import Memory, Page, Problem

from . import queries, wire
from .addresses import SPRINT
from .client import Client, in_a_circle
from .observing import Cursor
from .repository import Repository
from .settings import ITERATION, MILESTONE, GithubSettings
from .wire import Iteration

_BOARD = """
query($owner: String!, $number: Int!) {
  repositoryOwner(login: $owner) {
    ... on Organization { projectV2(number: $number) { ...Board } }
    ... on User { projectV2(number: $number) { ...Board } }
  }
}
fragment Board on ProjectV2 {
  url
  fields(first: 50) { nodes { ... on ProjectV2IterationField { name configuration {
    iterations { id title startDate duration }
    completedIterations { id title startDate duration }
  } } } }
}
"""
_ITEMS = """
query($owner: String!, $number: Int!, $field: String!, $after: String) {
  repositoryOwner(login: $owner) {
    ... on Organization { projectV2(number: $number) { ...Items } }
    ... on User { projectV2(number: $number) { ...Items } }
  }
}
fragment Items on ProjectV2 {
  items(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes {
      fieldValueByName(name: $field) {
        ... on ProjectV2ItemFieldIterationValue { iterationId }
      }
      content { ... on Issue { number repository { databaseId } } }
    }
  }
}
"""


_MILESTONES = f"sprint:{MILESTONE}-"


class _Configuration(Struct, rename="camel"):
    iterations: list[Iteration] = []
    completed_iterations: list[Iteration] = []


class _Field(Struct):
    name: str = ""
    configuration: _Configuration | None = None


class _Fields(Struct):
    nodes: list[_Field | None] = []


class _PageInfo(Struct, rename="camel"):
    has_next_page: bool = False
    end_cursor: str | None = None


class _IterationValue(Struct, rename="camel"):
    iteration_id: str = ""


class _RepositoryId(Struct, rename="camel"):
    database_id: int = 0


class _Content(Struct):
    number: int = 0
    repository: _RepositoryId | None = None


class _Item(Struct, rename="camel"):
    field_value_by_name: _IterationValue | None = None
    content: _Content | None = None


class _Items(Struct, rename="camel"):
    page_info: _PageInfo
    nodes: list[_Item | None] = []


class _Project(Struct):
    url: str = ""
    fields: _Fields | None = None
    items: _Items | None = None


class _Owner(Struct):
    project: _Project | None = msgspec.field(default=None, name="projectV2")


class _Data(Struct):
    owner: _Owner | None = msgspec.field(default=None, name="repositoryOwner")


class _Board(Struct):
    data: _Data | None = None
    errors: list[queries.Error] = []

    @property
    def project(self) -> _Project | None:
        """The project, if it is there and to be seen."""
        owner = self.data.owner if self.data else None
        return owner.project if owner else None


_board = msgspec.json.Decoder(_Board).decode


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
        nodes = project.fields.nodes if project.fields else []
        for one in nodes:
            if one and one.configuration and one.name == field:
                yield from self._told(one.configuration, field, project.url)
                return
        yield self._missing(f"has no field {field} with iterations")

    def _told(
        self, configuration: _Configuration, field: str, url: str
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

    def _project(self) -> _Project | None:
        if self.settings.project is None:
            return None
        owner, number = self.settings.project
        variables = {"owner": owner, "number": number}
        return self._asked(_BOARD, variables)

    def _asked(self, query: str, variables: dict[str, object]) -> _Project | None:
        """The project as a query tells it; None when it is not there.

        Raises `Unreachable` for half an answer: its figures would be made up (rule 26).
        """
        board = self.client.graphql(query, variables, _board)
        if not board.project:
            for error in board.errors:
                if error.type not in ("NOT_FOUND", "FORBIDDEN", "INSUFFICIENT_SCOPES"):
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
            project = self._asked(_ITEMS, variables)
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
