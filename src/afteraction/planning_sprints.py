"""Sprints whose review is opened before they end: from when on that is.

A part of `planning`, and pure like it: rule 18 says when such a review is due, the
configuration how long before the end it is opened.
"""

from __future__ import annotations

from datetime import datetime

from afteraction.domain.loops import Loop
from afteraction.domain.policy import Policy


def is_to_open(loop: Loop, policy: Policy) -> bool:
    """Whether this loop's subject needs a review, now or later, that nobody made."""
    subject = loop.subject
    if subject is None or subject.gone or loop.reviews or loop.was_made(loop.key):
        return False
    return policy.selects(subject)


def opens_at(loop: Loop, policy: Policy) -> datetime | None:
    """When time alone opens this loop's review; None: it is open, or may be by now."""
    subject = loop.subject
    if subject is None or not is_to_open(loop, policy):
        return None
    return policy.opens_at(subject)
