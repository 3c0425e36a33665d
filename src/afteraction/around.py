"""What surrounds a tracker: everything that it is given beside its own settings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from afteraction.domain.kinds import Kind
from afteraction.domain.policy import is_chosen
from afteraction.network.patience import Patience
from afteraction.settings import Selection


@dataclass(frozen=True, slots=True)
class Around:
    """One value for every tracker of a configuration, but for what is asked of it."""

    home: Path
    """The configuration's folder: relative paths start there."""
    zone: ZoneInfo
    """The team's, for days without a time."""
    incidents: tuple[Selection, ...] = ()
    """How incidents are chosen in this tracker; empty: it has none."""
    sprints: tuple[Selection, ...] = ()
    """How sprints are chosen, likewise."""
    handles: tuple[str, ...] = ()
    """What the team's people are called in this tracker, as it is configured."""
    made: tuple[Kind | None, ...] = ()
    """What is made in this tracker: write-backs of these kinds, and reviews (None)."""
    begins: datetime | None = None
    """From when on subjects count: what was over before is left alone."""
    patience: Patience = field(default_factory=Patience)

    def may_be_incident(self, labels: Collection[str], issue_type: str | None) -> bool:
        """Whether a rule chooses tickets with these labels and this type."""
        return any(
            is_chosen(rule.chosen_labels, rule.chosen_types, labels, issue_type)
            for rule in self.incidents
        )
