"""A project that `check` looks at: what is asked of it once, and how advice reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from urllib.parse import quote

from afteraction.around import Around
from afteraction.tracker import Advice

from . import wire, wire_setup
from .client import Client
from .project import Project
from .settings import JiraSettings
from .wire import IssueType, Named, Status
from .wire_setup import ScreenField

_PAGE = 200
"""Fields of a screen in one answer; Cloud gives no more."""
_SHOWN = 5
"""Names that a hint lists."""


class LookedAt:
    """What Jira told of the project, beside what is configured."""

    def __init__(
        self, project: Project, labels: frozenset[str], missing: frozenset[str]
    ) -> None:
        """`labels` are used there; `missing` are permissions that we have not."""
        self.project = project
        self.labels = labels
        self.missing = missing
        self.found: wire.Project = project.site.project

    @property
    def name(self) -> str:
        """The tracker's."""
        return self.project.name

    @property
    def settings(self) -> JiraSettings:
        """What is configured."""
        return self.project.settings

    @property
    def around(self) -> Around:
        """What is around it."""
        return self.project.around

    @property
    def client(self) -> Client:
        """Who asks."""
        return self.project.client

    @property
    def api(self) -> str:
        """Where the site's REST API is."""
        return self.project.site.api

    @property
    def where(self) -> str:
        """What the project is called."""
        return self.found.key or self.settings.project

    @property
    def setting(self) -> str:
        """Where its settings stand in the configuration."""
        return f"trackers.{self.name}"

    def page(self, what: str) -> str:
        """Where its administrators set something up."""
        web = self.project.site.web
        return f"{web}/plugins/servlet/project-config/{self.where}/{what}"

    # --- what is asked once -----------------------------------------------------------

    @cached_property
    def statuses(self) -> Mapping[str, Sequence[Status]]:
        """The statuses of issues, by the ids of their types."""
        path = f"{self.api}/project/{self.found.id}/statuses"
        told = self.client.get(path, wire_setup.workflows)
        return {one.id: one.statuses for one in told}

    @cached_property
    def resolutions(self) -> Sequence[Named]:
        """All resolutions of the site."""
        return self.client.get(f"{self.api}/resolution", wire_setup.resolutions)

    def screen(self, made: IssueType) -> list[ScreenField]:
        """The fields by which an issue of this type is made."""
        path = f"{self.api}/issue/createmeta/{self.found.id}/issuetypes"
        path = f"{path}/{quote(made.id, safe='')}"
        fields: list[ScreenField] = []
        while True:
            query = {"startAt": len(fields), "maxResults": _PAGE}
            told = self.client.get(path, wire_setup.screen, query)
            fields += told.shown
            if not told.shown or len(fields) >= told.total:
                return fields

    # --- advice -----------------------------------------------------------------------

    def fine(self, message: str, hint: str = "") -> Advice:
        """Something that is as it should be, or worth knowing."""
        return Advice(True, self.name, message, hint)

    def wrong(self, message: str, hint: str) -> Advice:
        """Something that wants a look, with the next thing to do."""
        return Advice(False, self.name, message, hint)


def listed(names: Iterable[str]) -> str:
    """Some names, and how many more there are."""
    known = list(dict.fromkeys(names))
    more = len(known) - _SHOWN
    told = ", ".join(known[:_SHOWN])
    return f"{told} and {more} more" if more > 0 else told
