"""The report over everything that a ledger's view holds; nothing is looked at for it.

Used by whoever has just looked: the report itself, and a sync that posts it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from afteraction.domain.policy import Policy
from afteraction.domain.telling import Telling
from afteraction.ledger import Ledger
from afteraction.report import Report, Unseen
from afteraction.reporting import report_on


def count(
    ledger: Ledger,
    policy: Policy,
    now: datetime,
    telling: Telling,
    unseen: Collection[str],
) -> Report:
    """The figures as of `now`; trackers that are `unseen` count as last seen."""
    counted = report_on(ledger.view.all_loops(), policy, now, telling)
    away = [Unseen(name, ledger.view.last_look(name)) for name in sorted(unseen)]
    return replace(counted, unseen=tuple(away))
