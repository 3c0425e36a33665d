"""What we may do in a project, and what becomes of the loop without it.

https://support.atlassian.com/jira-cloud-administration/docs/permissions-for-company-managed-projects/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from afteraction.network.outcomes import Answer
from afteraction.tracker import Advice

from . import wire_setup
from .looked_at import LookedAt
from .project import Project

BROWSE: Final = "BROWSE_PROJECTS"
ASSIGN: Final = "ASSIGN_ISSUES"
SCHEDULE: Final = "SCHEDULE_ISSUES"
LINK: Final = "LINK_ISSUES"
CREATE: Final = "CREATE_ISSUES"
TRANSITION: Final = "TRANSITION_ISSUES"
_LOOK_AROUND: Final = "USER_PICKER"

_NEEDED: Final[Mapping[str, tuple[str, str]]] = {
    CREATE: ("create issues", "nothing of ours can be made there"),
    "EDIT_ISSUES": ("edit issues", "reviews would never show what became of them"),
    TRANSITION: ("transition issues", "what we file as done stays open"),
    ASSIGN: ("assign issues", "owners stand in texts instead"),
    SCHEDULE: ("schedule issues", "due dates stand in texts instead"),
    LINK: ("link issues", "links stand in texts instead"),
    "ADD_COMMENTS": ("add comments", "nobody is told what a review lacks"),
    "EDIT_OWN_COMMENTS": (
        "edit own comments",
        "what a review lacks is not kept up to date",
    ),
}
"""What is made there needs these permissions: their names, and what else happens."""


def lacking(project: Project, number: str) -> tuple[frozenset[str], Answer]:
    """The permissions that we need in a project and have not, with Jira's answer."""
    needed = (BROWSE, *_NEEDED, _LOOK_AROUND)
    query = {"projectId": number, "permissions": ",".join(needed)}
    path = f"{project.site.api}/mypermissions"
    told, answer = project.client.look(path, wire_setup.permissions, query)
    # What it does not tell of is no reason to worry anybody.
    return (
        frozenset(k for k, one in told.permissions.items() if not one.have_permission)
        & frozenset(needed),
        answer,
    )


def rights(looked: LookedAt) -> Iterator[Advice]:
    """Whether we may do all that the loop needs."""
    where, made = looked.where, bool(looked.around.made)
    missing = [key for key in _NEEDED if key in looked.missing] if made else []
    if len(missing) == len(_NEEDED):
        yield looked.wrong(
            f"this sign-in may only read in {where}",
            f"give its account there: {', '.join(_called(one) for one in missing)}"
            f" ({looked.page('permissions')})",
        )
    else:
        for key in missing:
            may, otherwise = _NEEDED[key]
            yield looked.wrong(
                f"this sign-in may not {may} in {where}: {otherwise}",
                f"give its account {_called(key)} there ({looked.page('permissions')})",
            )
    if not missing:
        can = "read and written" if made else "read"
        yield looked.fine(f"{where} can be {can}")
    yield from _around(looked)


def _called(key: str) -> str:
    """A permission as the page of permissions has it: `Create Issues`."""
    return _NEEDED[key][0].title()


def _around(looked: LookedAt) -> Iterator[Advice]:
    if _LOOK_AROUND in looked.missing:
        cloud = looked.project.site.dress.cloud
        called = "Browse users and groups" if cloud else "Browse Users"
        yield looked.wrong(
            "this sign-in may not look for people: no owner would be found",
            f"ask an administrator of Jira to give its account the global permission"
            f" {called}",
        )
