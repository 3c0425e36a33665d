"""Whether an issue is open, done or declined: by its status, its resolution, settings.

Pure. Where the settings name nothing, Jira's own categories of statuses count, and the
usual names of resolutions that mean no.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from afteraction.domain.tickets import Reason

from .settings import JiraSettings
from .wire import Status

USUALLY_DECLINED = frozenset(
    (
        "won't do",
        "won’t do",  # noqa: RUF001 - as some sites write it
        "won't fix",
        "wont do",
        "wont fix",
        "duplicate",
        "declined",
        "rejected",
        "cancelled",
        "canceled",
        "cannot reproduce",
        "can't reproduce",
        "incomplete",
        "invalid",
        "obsolete",
        "abandoned",
        "not a bug",
    )
)
_DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class States:
    """What statuses and resolutions mean in one project."""

    done: frozenset[str] = frozenset()
    """Names that mean done, in lower case; empty: Jira's categories count."""
    declined: frozenset[str] = frozenset()
    """Names that mean no, in lower case; empty: the usual ones."""

    @classmethod
    def of(cls, settings: JiraSettings) -> States:
        """As they are configured."""
        return cls(_lower(settings.done), _lower(settings.declined))

    def reason(self, status: Status, resolution: str) -> Reason | None:
        """Why an issue is closed that stands so; None while it is open.

        A resolution that was left behind when it was opened again closes nothing.
        """
        at, how = status.name.casefold(), resolution.casefold()
        if at in self.declined:
            return _no(at)
        if not (status.is_done or at in self.done):
            return None
        if self.means_no(how):
            return _no(how)
        # Where a project has no resolutions, its statuses say no: Cancelled, Won't Do.
        if at not in self.done and self.means_no(at):
            return _no(at)
        listed = not self.done or at in self.done or how in self.done
        return Reason.COMPLETED if listed else None

    def means_no(self, resolution: str) -> bool:
        """Whether a resolution, or a last status, of this name means no."""
        return resolution.casefold() in (self.declined or USUALLY_DECLINED)


def _no(name: str) -> Reason:
    return Reason.DUPLICATE if _DUPLICATE in name else Reason.DECLINED


def _lower(names: Collection[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)
