"""The issue types that a tracker gives to what we make, where it has types.

One part of the settings of several trackers.
"""

from __future__ import annotations

from pydantic import Field

from afteraction.domain.kinds import Kind
from afteraction.settings import Settings, Word

_TYPE = Field(default=None, description="The type of such an issue.", examples=["Task"])


class Types(Settings):
    """The type of each sort of ticket; left out: the tracker decides."""

    review: Word | None = _TYPE
    avoidable: Word | None = _TYPE
    inherent: Word | None = _TYPE
    experiment: Word | None = _TYPE

    def of(self, kind: Kind | None) -> str | None:
        """The type for a write-back of this kind, or for a review."""
        return {
            None: self.review,
            Kind.AVOIDABLE: self.avoidable,
            Kind.INHERENT: self.inherent,
            Kind.EXPERIMENT: self.experiment,
        }[kind]
