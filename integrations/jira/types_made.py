"""Which issue type is taken where the settings name none.

Pure. https://support.atlassian.com/jira-cloud-administration/docs/what-are-issue-types/
"""

from __future__ import annotations

from collections.abc import Collection

from .wire import IssueType

_USUAL = "Task"
_EPIC = "Epic"


def usual(types: Collection[IssueType], *, below: bool) -> IssueType | None:
    """The most ordinary type of a project, or of its sub-tasks with `below`.

    One above the others is taken only where there is nothing else.
    """
    fit = [one for one in types if one.subtask is below]

    def rank(one: IssueType) -> tuple[bool, bool]:
        return one.name != _USUAL, one.hierarchy_level > 0 or one.name == _EPIC

    return min(fit, key=rank, default=None)
