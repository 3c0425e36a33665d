"""One site and one project on it: which dress, which ids, what is asked once.

Keys are made from the site's name and the project's number, which outlive the project's
key. What never changes is remembered in the journal, and asked where it is not.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-server-info/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from urllib.parse import quote, urlsplit

from afteraction.around import Around
from afteraction.errors import Gone, Refused, Unreachable

from . import wire
from .client import Client
from .dress import Cloud, DataCenter, Dress
from .settings import JiraSettings

ANY_API = "/rest/api/2"
"""The version that both dresses have."""
_SPRINT = "gh-sprint"
"""Ends the name of the type of fields that hold sprints."""


class Site:
    """A site, signed in to."""

    def __init__(
        self, name: str, settings: JiraSettings, around: Around, client: Client
    ) -> None:
        """Nothing is asked before it is needed."""
        self.name = name
        self.settings = settings
        self.around = around
        self.client = client

    @property
    def uid(self) -> str:
        """The project's durable identity."""
        return f"{self.realm}:{self.project_id}"

    @cached_property
    def realm(self) -> str:
        """The site's durable identity, known also while the site is away."""
        settings = self.settings
        began = settings.formerly or self._kept(
            f"site:{settings.url}", lambda: self.web
        )
        host = urlsplit(began)
        return f"jira:{host.netloc.lower()}{host.path.rstrip('/')}"

    @cached_property
    def info(self) -> wire.Site:
        """What it says of itself. Raises `Unreachable` where that is no Jira."""
        try:
            told = self.client.get(f"{ANY_API}/serverInfo", wire.site)
        except Gone as error:
            raise self._no_jira() from error
        if told.deployment_type not in ("Cloud", "Server") or not told.base_url:
            raise self._no_jira()
        return told

    def _no_jira(self) -> Unreachable:
        return Unreachable(
            f"{self.settings.url} answers neither as Jira Cloud nor as Data Center",
            f"correct trackers.{self.name}.url: the address without what follows the"
            " host, or with the path below which Jira is",
        )

    @cached_property
    def dress(self) -> Dress:
        """Which of the two it is."""
        return Cloud() if self.info.deployment_type == "Cloud" else DataCenter()

    @property
    def api(self) -> str:
        """Where its REST API is."""
        return self.dress.api

    @cached_property
    def web(self) -> str:
        """Where people look at it; a gateway's address shows them nothing.

        While the site is away, where they last did: links of other trackers have to be
        told from its own. Raises `Unreachable` where nobody ever knew.
        """
        book, name = self.around.patience.book, f"web:{self.settings.url}"
        known = book.identity(name) if book else None
        try:
            told = (self.info.base_url or self.settings.url).rstrip("/")
        except Unreachable:
            if known is None:
                raise
            return known
        if book and told != known:
            book.identify(name, told)
        return told

    @property
    def webs(self) -> tuple[str, ...]:
        """All addresses that it has, or had."""
        settings = self.settings
        former = (settings.formerly,) if settings.formerly else ()
        return (self.web, settings.url, *former)

    # --- the project ------------------------------------------------------------------

    @cached_property
    def project_id(self) -> str:
        """The project's number, which outlives its key."""
        return self._kept(self._key_name, lambda: self.project.id)

    @property
    def _key_name(self) -> str:
        return f"{self.settings.url}/{self.settings.project}"

    @cached_property
    def project(self) -> wire.Project:
        """What is told of the project.

        Raises `Unreachable` when it is not there, or not to be seen.
        """
        path = f"{self.api}/project/{quote(self.settings.project)}"
        try:
            return self.client.get(path, wire.project)
        except (Gone, Refused) as error:
            raise Unreachable(
                f"there is no project {self.settings.project}, or we may not see it",
                f"correct trackers.{self.name}.project, or let the account of the token"
                " see it",
            ) from error

    def check_it_is_the_same(self) -> None:
        """Raise `Unreachable` where the key is another project's than it was."""
        if self.project.id != self.project_id:
            raise Unreachable(
                f"{self.settings.project} is another project than the one that was"
                " here",
                "if it is meant, delete the ledger in .afteraction, and sync again",
            )

    # --- fields and statuses ----------------------------------------------------------

    @cached_property
    def sprint_field(self) -> str | None:
        """The id of the field that holds sprints; None where no sprints are asked."""
        if not self.around.sprints:
            return None
        return self._kept(f"sprints:{self.settings.url}", self._sprint_field) or None

    def _sprint_field(self) -> str:
        return next((f.id for f in self.fields if f.type_name.endswith(_SPRINT)), "")

    @cached_property
    def fields(self) -> tuple[wire.Field, ...]:
        """All fields of the site."""
        return tuple(self.client.get(f"{self.api}/field", wire.fields))

    @cached_property
    def statuses(self) -> Mapping[str, wire.Status]:
        """All statuses of the site, by id."""
        told = self.client.get(f"{self.api}/status", wire.statuses)
        return {status.id: status for status in told}

    def _kept(self, name: str, ask: Callable[[], str]) -> str:
        """What the journal knows, or else what is answered, for the next time."""
        book = self.around.patience.book
        known = book.identity(name) if book else None
        if known is None:
            known = ask()
            if book and known:
                book.identify(name, known)
        return known
