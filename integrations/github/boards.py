"""A project's board: what is asked of it by GraphQL, and what the answer says.

Pure. https://docs.github.com/en/graphql/reference/objects#projectv2
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from .queries import Error
from .wire import Iteration

BOARD = """
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
ITEMS = """
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
DENIALS = frozenset({"FORBIDDEN", "INSUFFICIENT_SCOPES"})
"""How GitHub says that the sign-in has not the right to read projects."""


class Configuration(Struct, rename="camel"):
    """The iterations of a field."""

    iterations: list[Iteration] = []
    completed_iterations: list[Iteration] = []


class _Field(Struct):
    name: str = ""
    configuration: Configuration | None = None


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


class Project(Struct):
    """A project, as far as a query asked for it."""

    url: str = ""
    fields: _Fields | None = None
    items: _Items | None = None

    @property
    def iterated(self) -> dict[str, Configuration]:
        """The fields that hold iterations, by their names."""
        nodes = self.fields.nodes if self.fields else []
        return {
            one.name: one.configuration for one in nodes if one and one.configuration
        }


class _Owner(Struct):
    project: Project | None = msgspec.field(default=None, name="projectV2")


class _Data(Struct):
    owner: _Owner | None = msgspec.field(default=None, name="repositoryOwner")


class Board(Struct):
    """What came, and what GitHub could not give."""

    data: _Data | None = None
    errors: list[Error] = []

    @property
    def project(self) -> Project | None:
        """The project, if it is there and to be seen."""
        owner = self.data.owner if self.data else None
        return owner.project if owner else None

    @property
    def is_denied(self) -> bool:
        """Whether the sign-in has not the right to read any project."""
        return any(error.type in DENIALS for error in self.errors)


board = msgspec.json.Decoder(Board).decode
