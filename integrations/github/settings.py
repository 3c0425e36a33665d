"""What a repository on GitHub needs to know.

Only the shape of the settings; what is in the repository is `tracker`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    ValidationInfo,
    model_validator,
)
from pydantic.config import JsonDict

from afteraction.issue_types import Types
from afteraction.settings import (
    Count,
    Secret,
    Selection,
    Settings,
    TrackerSettings,
    WebAddress,
    Word,
    quoted,
)

from . import places

MILESTONE = "milestone"
ITERATION = "iteration"


def _repo(value: object, info: ValidationInfo) -> str:
    return places.repository(value, info.data.get("url"))


def _project(value: object, info: ValidationInfo) -> tuple[str, int]:
    return (
        value
        if isinstance(value, tuple)
        else places.project(value, info.data.get("url"))
    )


def _limits(value: object) -> object:
    """Refuse what is neither of the two forms, before each has its own complaint."""
    if isinstance(value, Limits | Mapping) or value in ("default", "none"):
        return value
    raise ValueError(
        f"{quoted(value)} is no limit; write default, none (where GitHub has none), or"
        " numbers as in {per_minute: 10, per_hour: 100}"
    )


def _form_of_limits(value: object) -> str:
    return "word" if isinstance(value, str) else "numbers"


def _one_of(*keys: str) -> JsonDict:
    """For editors: at least one of these keys."""
    return {"anyOf": [{"required": [key]} for key in keys]}


class ByLabelsOrTypes(Selection):
    """Issues that carry all of these labels, or are of one of these types."""

    model_config = ConfigDict(json_schema_extra=_one_of("labels", "types"))

    labels: tuple[Word, ...] = Field(
        default=(),
        min_length=1,
        description="Issues that carry all of these labels.",
        examples=["[incident]"],
    )
    types: tuple[Word, ...] = Field(
        default=(),
        min_length=1,
        description="Issues of one of these types of the organisation.",
        examples=["[Incident]"],
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if not self.labels and not self.types:
            raise ValueError("names neither labels nor types; add labels: [incident]")
        return self

    @property
    def chosen_labels(self) -> tuple[str, ...]:
        """The labels that an incident carries, all of them."""
        return self.labels

    @property
    def chosen_types(self) -> tuple[str, ...]:
        """The types of which an incident has one; empty: any."""
        return self.types


class MilestonesOrIterations(Selection):
    """Milestones by their title, or the iterations of a field of the project."""

    model_config = ConfigDict(json_schema_extra=_one_of("milestones", "iterations"))

    milestones: Word | None = Field(
        default=None,
        description="Closed milestones whose title fits this pattern are sprints.",
        examples=["Sprint *"],
    )
    iterations: Word | None = Field(
        default=None,
        description="Completed iterations of this field of the project are sprints.",
        examples=["Iteration"],
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.milestones is None and self.iterations is None:
            raise ValueError(
                'names neither milestones nor iterations; add milestones: "Sprint *"'
            )
        if self.milestones is not None and self.iterations is not None:
            raise ValueError(
                "names milestones and iterations; keep one, and write a second rule for"
                " the other"
            )
        return self

    @property
    def sort(self) -> str:
        """The sort of sprints that is meant."""
        if self.milestones is not None:
            return MILESTONE
        return f"{ITERATION}:{self.iterations}"

    @property
    def names(self) -> str:
        """The pattern that a sprint's name fits."""
        return self.milestones or "*"


class App(Settings):
    """A GitHub App that is installed where the repository is."""

    id: Count = Field(description="The App's id.", examples=["12345"])
    installation: Count = Field(description="The installation's id.")
    key: Secret = Field(
        description="Its private key in PEM.", examples=["file:app.pem", "env:APP_KEY"]
    )


class Limits(Settings):
    """How fast issues and comments are made, so that GitHub never has to stop us.

    GitHub's documents allow 80 a minute and 500 an hour "in general, some endpoints
    lower" (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api);
    for issues 20 and 150 were seen (https://github.com/cli/cli/issues/4801). A second
    between two of them is asked for by its "best practices for using the REST API".
    """

    per_minute: Count = Field(default=20, description="At most so many in a minute.")
    per_hour: Count = Field(default=150, description="At most so many in an hour.")

    apart: ClassVar[timedelta] = timedelta(seconds=1)


class GithubSettings(TrackerSettings):
    """A repository: `{type: github, repo: acme/platform, token: env:GITHUB_TOKEN}`."""

    incident_selection: ClassVar[type[Selection]] = ByLabelsOrTypes
    sprint_selection: ClassVar[type[Selection]] = MilestonesOrIterations

    # Before `repo`, whose address is compared with it.
    url: Annotated[WebAddress, AfterValidator(places.github_at)] = Field(
        default=places.WEB,
        description="Where GitHub is: an Enterprise Server, or GitHub.com.",
        examples=["https://ghe.acme.example"],
    )
    repo: Annotated[str, PlainValidator(_repo)] = Field(
        description="The repository, owner/name.", examples=["acme/platform"]
    )
    token: Secret | None = Field(
        default=None,
        description="A token that may read and write issues.",
        examples=["env:GITHUB_TOKEN"],
    )
    app: App | None = Field(
        default=None, description="Sign in as a GitHub App instead of with a token."
    )
    project: Annotated[tuple[str, int], PlainValidator(_project)] | None = Field(
        default=None,
        description="The project whose iterations are sprints, owner/number.",
        examples=["acme/12"],
    )
    trusted: tuple[Word, ...] = Field(
        default=(),
        description="Logins whose marks count, beside owners, members, collaborators.",
        examples=["[acme-bot]"],
    )
    limits: Annotated[
        Annotated[Literal["default", "none"], Tag("word")]
        | Annotated[Limits, Tag("numbers")],
        Discriminator(_form_of_limits),
        BeforeValidator(_limits),
    ] = Field(default="default", description="How fast issues and comments are made.")
    readers: Literal["private", "public"] | None = Field(
        default=None,
        description="Who can read it; text never moves to where more people can,"
        " nor to or from where nobody said.",
    )
    types: Types = Field(
        default_factory=Types, description="The organisation's types for what we make."
    )
    sub_issues: Literal["yes", "no"] = Field(
        default="yes", description="Whether write-backs become sub-issues of reviews."
    )

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if self.token is None and self.app is None:
            raise ValueError(
                "needs a token or an app to sign in; add token: env:GITHUB_TOKEN"
            )
        if self.token is not None and self.app is not None:
            raise ValueError("has a token and an app to sign in; keep one of them")
        return self

    @classmethod
    def at(cls, address: str, *, certain: bool = False) -> Mapping[str, str] | None:
        found = places.named(address.strip())
        if found is None or (certain and not places.is_githubs(found[0])):
            return None
        url, repo = found
        return {"repo": repo} | ({} if url == places.WEB else {"url": url})

    @property
    def signs_in_as_app(self) -> bool:
        """Whether an App asks, or Actions: GitHub tells only people what they may do.

        The prefix of tokens: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
        """
        return self.token is None or self.token.read().startswith("ghs_")

    @property
    def api(self) -> str:
        """Where its REST API is.

        https://docs.github.com/en/enterprise-cloud@latest/rest/about-the-rest-api
        """
        scheme, _, host = self.url.partition("://")
        if host.lower() == "github.com":
            return "https://api.github.com"
        if host.lower().endswith(".ghe.com"):
            return f"{scheme}://api.{host}"
        return f"{self.url}/api/v3"
