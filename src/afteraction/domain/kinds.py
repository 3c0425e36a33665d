"""The three things a gap can be, and what each becomes in the backlog.

Not here: how a kind is read from a review (`review_form`) or where its ticket goes
(`config`).
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a gap is, as the review's people decided."""

    AVOIDABLE = "avoidable"
    INHERENT = "inherent"
    EXPERIMENT = "experiment"


class Counts(StrEnum):
    """How a write-back counts in the report.

    Only *work* counts in the owners' figures: nobody is late with a fact.
    """

    WORK = "work"
    CONSTRAINT = "constraint"
    LEARNED = "learned"


def counts_as(kind: Kind, *, next_try: bool) -> Counts:
    """How a finding of `kind` counts; `next_try` is for experiments only."""
    match kind:
        case Kind.AVOIDABLE:
            return Counts.WORK
        case Kind.INHERENT:
            return Counts.CONSTRAINT
        case Kind.EXPERIMENT:
            return Counts.WORK if next_try else Counts.LEARNED
