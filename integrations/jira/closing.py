"""Closing an issue, or opening it again: one way through the team's workflow."""

from __future__ import annotations

import msgspec

from afteraction.domain.tickets import Reason
from afteraction.errors import Refused

from .history import Past
from .project import Project
from .transitions import Way, no_way, way_to, ways_from
from .wire import Issue, Named


class Closing:
    """Takes ways through one project's workflows."""

    def __init__(self, project: Project) -> None:
        """Nothing is asked before it is needed."""
        self._project = project

    def way(self, issue: Issue, wanted: Reason | None) -> Way:
        """How it can be closed so, or opened (None).

        Raises `Refused` when its workflow has no such way.
        """
        project = self._project
        ways = ways_from(project.client, project.site.api, issue.id)
        way = way_to(wanted, ways, project.states)
        if way is None:
            raise no_way(f"{project.name}:{issue.key}", wanted, ways)
        return way

    def take(self, way: Way, issue: Issue, past: Past) -> tuple[Issue, Past]:
        """The issue where the way leads, and its past with that."""
        project, to = self._project, way.transition.to
        reason = project.states.reason(to, way.resolution)
        path = f"{project.site.api}/issue/{issue.id}/transitions"
        try:
            project.client.put("POST", path, way.body)
        except Refused:
            # An answer may have been lost: then it is there already.
            now = next(project.issues.now([issue.id]), issue)
            if project.reason(now) is not reason:
                raise
        at = project.around.patience.clock()
        fields = msgspec.structs.replace(
            issue.fields,
            status=to,
            resolution=Named(name=way.resolution) if way.resolution else None,
            resolutiondate=at if reason else None,
            statuscategorychangedate=at,
        )
        after = msgspec.structs.replace(issue, fields=fields)
        return after, past.then(at, project.accounts.us, reason, fields)
