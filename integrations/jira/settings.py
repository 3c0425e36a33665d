"""What a project in Jira needs to know.

Only the shape of the settings; what is in the project is `tracker`'s business. Whether
the address is Jira Cloud or Data Center is found out, not asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    model_validator,
)

from afteraction.issue_types import Types
from afteraction.settings import (
    Count,
    Secret,
    Selection,
    TrackerSettings,
    WebAddress,
    Word,
)

from . import places

BOARD = "board"
"""The sort of sprints that a board has; its number follows: `board:12`."""

JiraAddress = Annotated[WebAddress, AfterValidator(places.jira_at)]


def _query(value: object) -> str:
    """JQL in one line, without an order of its own: ours is by what changed last."""
    text = " ".join(str(value).split())
    if not text:
        raise ValueError("is empty; write JQL, as in issuetype = Incident")
    if re.search(r"\border\s+by\b", text, re.IGNORECASE):
        raise ValueError("leave ORDER BY out: which come first is not asked here")
    return text


class ByJql(Selection):
    """Issues of the project that a query finds."""

    jql: Annotated[str, PlainValidator(_query)] = Field(
        description="Issues of the project that this JQL finds.",
        examples=["issuetype = Incident"],
    )

    @property
    def chosen_query(self) -> str:
        """The query, as it stands in the configuration."""
        return self.jql


class OfBoard(Selection):
    """The sprints of a board."""

    board: Annotated[Count, BeforeValidator(places.board)] = Field(
        description="The board whose closed sprints are meant: its number.",
        examples=["12"],
    )

    @property
    def sort(self) -> str:
        """The sort of sprints that is meant."""
        return f"{BOARD}:{self.board}"


class JiraSettings(TrackerSettings):
    """A project: `{type: jira, url: https://acme.atlassian.net, project: OPS, …}`."""

    incident_selection: ClassVar[type[Selection]] = ByJql
    sprint_selection: ClassVar[type[Selection]] = OfBoard
    has_files: ClassVar[bool] = False

    url: JiraAddress = Field(
        description="Where Jira is.", examples=["https://acme.atlassian.net"]
    )
    formerly: JiraAddress | None = Field(
        default=None,
        description="Where Jira was when afteraction began with it, if that changed.",
        examples=["https://jira.acme.example"],
    )
    project: Annotated[str, PlainValidator(places.project)] = Field(
        description="The project's key.", examples=["OPS"]
    )
    email: Secret | None = Field(
        default=None,
        description="Whose token it is, on Jira Cloud; left out on Data Center.",
        examples=["env:JIRA_EMAIL"],
    )
    token: Secret = Field(
        description="An API token (Cloud), or a personal access token (Data Center).",
        examples=["env:JIRA_TOKEN"],
    )
    fields: Mapping[Word, object] = Field(
        default_factory=dict,
        description="What the project's required fields get, by the fields' names.",
        examples=["{Team: {value: Platform}}"],
    )
    types: Types = Field(
        default_factory=Types, description="The issue types for what we make."
    )
    done: tuple[Word, ...] = Field(
        default=(),
        description="Resolutions or statuses that mean done; left out: by category.",
        examples=["[Done, Closed]"],
    )
    declined: tuple[Word, ...] = Field(
        default=(),
        description="Resolutions or statuses that mean it is not going to happen.",
        examples=["[Won't Do, Duplicate]"],
    )
    trusted: tuple[Word, ...] = Field(
        default=(),
        description="Accounts whose marks count, beside those who can be given issues.",
        examples=["[acme-bot]"],
    )
    readers: Literal["private", "public"] | None = Field(
        default=None,
        description="Who can read it; text never moves to where more people can,"
        " nor to or from where nobody said.",
    )
    sub_tasks: Literal["yes", "no"] = Field(
        default="no", description="Whether write-backs become sub-tasks of reviews."
    )

    @classmethod
    def at(cls, address: str, *, certain: bool = False) -> Mapping[str, str] | None:
        found = places.named(address)
        if found is None or (certain and not found.is_cloud):
            return None
        told = {"url": found.url, "project": found.project}
        if found.is_cloud:  # who has a site of their own signs in with a token alone
            told["email"] = "env:JIRA_EMAIL"
        return told | ({"board": found.board} if found.board else {})

    @model_validator(mode="after")
    def _whose_token(self) -> Self:
        if self.email is None and places.is_cloud(self.url):
            raise ValueError(
                "has no email: Jira Cloud wants to know whose token it is; add"
                " email: env:JIRA_EMAIL"
            )
        return self

    @model_validator(mode="after")
    def _either_or(self) -> Self:
        both = {one.casefold() for one in self.done} & {
            one.casefold() for one in self.declined
        }
        if both:
            raise ValueError(f"{min(both)} stands under done and under declined")
        return self
