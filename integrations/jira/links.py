"""Links between issues, and from issues to tickets elsewhere.

Links within a site come with the create; those to other trackers are Jira's remote
links, each with an id of its own, so that saying it again changes nothing.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-remote-links/
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from afteraction.domain.tickets import Sprint, Ticket

from . import addresses, wire
from .project import Project

RELATES: Final = "Relates"
_LONGEST: Final = 255


class Links:
    """The links of one project's issues."""

    def __init__(self, project: Project) -> None:
        """Nothing is asked before it is needed."""
        self._project = project

    def near(self, target: Ticket | Sprint | None) -> Ticket | None:
        """The target, if it is an issue on the same site."""
        if not isinstance(target, Ticket):
            return None
        here = addresses.key_in(self._project.site.webs, target.url)
        return target if here is not None else None

    def with_create(self, target: Ticket) -> dict[str, Any]:
        """What to add to a create, so that the new issue is linked to this one."""
        link = {"type": {"name": RELATES}, "outwardIssue": {"key": target.key}}
        return {"issuelinks": [{"add": link}]}

    def link(self, issue_id: str, target: Ticket) -> None:
        """Link an issue that stands; raises `Doubtful` when that may have been done.

        https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-links/
        """
        body = {
            "type": {"name": RELATES},
            "inwardIssue": {"id": issue_id},
            "outwardIssue": {"key": target.key},
        }
        path = f"{self._project.site.api}/issueLink"
        self._project.client.create(path, body, wire.nothing)

    def linked_to(self, ids: Collection[str]) -> list[str]:
        """The ids of all issues that are linked to these, as it is now."""
        found: dict[str, None] = {}
        for issue in self._project.issues.now(ids):
            for link in issue.fields.issuelinks:
                for end in (link.inward_issue, link.outward_issue):
                    if end is not None and end.id:
                        found[end.id] = None
        return list(found)

    def far(self, issue_id: str, target: Ticket | Sprint, uid: str) -> None:
        """Link an issue to what is elsewhere; `uid` is that one's durable name.

        Its title is not told: text does not move to where more people read (rule 21).
        """
        if not target.url.startswith(("http://", "https://")):
            return
        title = addresses.called(self._project.name, target)
        body = {
            "globalId": f"afteraction:{uid}"[:_LONGEST],
            "relationship": "after action",
            "object": {"url": target.url, "title": title},
        }
        path = f"{self._project.site.api}/issue/{issue_id}/remotelink"
        self._project.client.put("POST", path, body)
