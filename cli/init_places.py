"""Where tickets can live, as `afteraction init` writes it: what an address names.

Addresses are the trackers' own affair (`TrackerSettings.at`); here is what is made of
them. Tickets in a folder need no more than its path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import click

Readers = Literal["private", "public"]
READERS: tuple[Readers, ...] = ("private", "public")
INCIDENTS = "issuetype = Incident"
"""The usual query for incidents in Jira."""
_GITHUB = "https://github.com"
_NO_NAME = re.compile(r"[^A-Za-z0-9_-]+")
# https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
_CLOUD_TOKENS = "https://id.atlassian.com/manage-profile/security/api-tokens"
# https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html
_TOKENS = (
    "/secure/ViewProfile.jspa?selectedTab="
    "com.atlassian.pats.pats-plugin:jira-user-personal-access-tokens"
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository on GitHub, as the configuration names it."""

    repo: str
    url: str = _GITHUB
    readers: Readers = "private"

    @property
    def elsewhere(self) -> bool:
        """Whether its address has to be said: it is not on GitHub.com."""
        return self.url != _GITHUB

    @property
    def address(self) -> str:
        """How to name it: short where it is on GitHub.com."""
        return f"{self.url}/{self.repo}" if self.elsewhere else self.repo

    @property
    def name(self) -> str:
        """What to call it."""
        name = _NO_NAME.sub("-", self.repo.partition("/")[2]).strip("-")
        return name or "github"

    @property
    def ref_end(self) -> str:
        """How a ref goes on after its name."""
        return "#41"

    @property
    def sign_in(self) -> str:
        """Which token it needs, and where to make it."""
        page = f"{self.url}/settings/personal-access-tokens/new"
        return (
            "It signs in with the token in GITHUB_TOKEN. Make one for"
            f" {self.repo} that may read\nand write Issues, on {page}"
            "\nThen: export GITHUB_TOKEN=…"
        )


@dataclass(frozen=True, slots=True)
class JiraProject:
    """A project in Jira, as the configuration names it."""

    url: str
    project: str
    board: str | None = None
    by_email: bool = False
    """It is on Jira Cloud, where a token goes with an address."""
    jql: str = INCIDENTS
    readers: Readers = "private"

    @property
    def name(self) -> str:
        """What to call it."""
        return self.project.lower()

    @property
    def ref_end(self) -> str:
        """How a ref goes on after its name."""
        return f":{self.project}-7"

    @property
    def sign_in(self) -> str:
        """Which token it needs, and where to make it."""
        if self.by_email:
            return (
                "It signs in with the address in JIRA_EMAIL and the token in"
                f" JIRA_TOKEN. Make one on\n{_CLOUD_TOKENS}"
                "\nThen: export JIRA_EMAIL=… JIRA_TOKEN=…"
            )
        return (
            "It signs in with the personal access token in JIRA_TOKEN. Make one on\n"
            f"{self.url}{_TOKENS}\nThen: export JIRA_TOKEN=…"
        )


def repository_at(address: str, *, certain: bool = False) -> Repository | None:
    """The repository on GitHub at an address; `certain`: only if that alone says so."""
    told = _told("github", address, certain=certain)
    return None if told is None else Repository(told["repo"], told.get("url", _GITHUB))


def repository(text: str) -> Repository:
    """The repository that is meant. Raises `UsageError`."""
    found = repository_at(text)
    if found is None:
        raise click.UsageError(
            f'"{text}" is no repository; write it as in acme/platform, or its address'
        )
    return found


def jira_project(text: str) -> JiraProject:
    """The project in Jira that is meant. Raises `UsageError`."""
    told = _told("jira", text)
    if told is None:
        raise click.UsageError(
            f'"{text}" leads to no project in Jira; copy the address of one, of its'
            " board or of an issue, as in https://acme.atlassian.net/browse/OPS-7"
        )
    by_email = "email" in told
    return JiraProject(told["url"], told["project"], told.get("board"), by_email)


def query(text: str) -> str:
    """A query for incidents. Raises `UsageError` where the configuration would."""
    from pydantic import ValidationError

    from afteraction.integrations import settings_model

    model = settings_model("jira").incident_selection
    try:
        return model.model_validate({"jql": text}).chosen_query
    except ValidationError as error:
        raise click.UsageError(str(error.errors()[0]["ctx"]["error"])) from None


def _told(
    type_name: str, address: str, *, certain: bool = False
) -> Mapping[str, str] | None:
    from afteraction.integrations import settings_model

    return settings_model(type_name).at(address, certain=certain)
