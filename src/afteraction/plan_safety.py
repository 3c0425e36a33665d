"""What has to be so before a change may be made: pure, asked by who applies a plan."""

from __future__ import annotations

from afteraction.plan import AddStep, Change, OpenReview, Point, PutLinks, WriteBack


def trackers_of(change: Change) -> set[str]:
    """The trackers that must have been seen for a change to be safe."""
    match change:
        case WriteBack(review=review) | AddStep(review=review):
            return {change.tracker, review.tracker}
        case OpenReview(subject=subject):
            return {change.tracker, subject.tracker}
        case Point(to=to):
            return {change.tracker, to.tracker}
        case PutLinks(standing=standing):
            return {change.tracker, *(ticket.tracker for ticket in standing)}
        case _:
            return {change.tracker}
