"""Whether an issue is open, done or declined."""

from __future__ import annotations

import pytest

from afteraction.domain.tickets import Reason
from afteraction.integrations.jira.states import States
from afteraction.integrations.jira.wire import Category, Status

DONE = Reason.COMPLETED
NO = Reason.DECLINED
SAME = Reason.DUPLICATE


def states(done: str = "", declined: str = "") -> States:
    """As a team configures it, names separated by commas."""
    made = (
        frozenset(name.casefold() for name in told.split(",") if name)
        for told in (done, declined)
    )
    return States(*made)


@pytest.mark.parametrize(
    ("category", "name", "resolution", "expected"),
    [
        ("new", "To Do", "", None),
        ("indeterminate", "In Progress", "", None),
        ("undefined", "Odd", "", None),
        ("", "Deleted", "", None),
        ("done", "Done", "", DONE),
        ("done", "Closed", "Fixed", DONE),
        ("done", "Closed", "Won't Do", NO),
        ("done", "Closed", "WON'T FIX", NO),
        ("done", "Closed", "Won’t Do", NO),  # noqa: RUF001 - as some sites write it
        ("done", "Closed", "Cannot Reproduce", NO),
        ("done", "Closed", "Duplicate", SAME),
        # What was left behind closes nothing.
        ("new", "Reopened", "Done", None),
        ("new", "Reopened", "Won't Do", None),
        # Where a project has no resolutions, its statuses say no.
        ("done", "Won't Do", "", NO),
        ("done", "Cancelled", "Done", NO),
        ("done", "Duplicate", "", SAME),
        ("indeterminate", "Declined", "", None),
        # Not every word with a no in it is one.
        ("done", "Done", "Done with won't do", DONE),
    ],
)
def test_without_settings(
    category: str, name: str, resolution: str, expected: Reason | None
) -> None:
    status = Status(name=name, status_category=Category(key=category))

    assert States().reason(status, resolution) is expected


@pytest.mark.parametrize(
    ("told", "category", "name", "resolution", "expected"),
    [
        (states(done="Released"), "done", "Done", "", None),
        (states(done="Released"), "done", "Released", "", DONE),
        (states(done="Released"), "indeterminate", "Released", "", DONE),
        (states(done="released"), "done", "RELEASED", "", DONE),
        (states(done="Fixed"), "done", "Closed", "Fixed", DONE),
        (states(done="Fixed"), "done", "Closed", "Other", None),
        (states(done="Fixed"), "new", "To Do", "Fixed", None),
        (states(done="Released"), "done", "Released", "Won't Do", NO),
        (states(declined="Rejected"), "done", "Rejected", "Done", NO),
        (states(declined="Rejected"), "new", "Rejected", "", NO),
        (states(declined="Rejected"), "done", "Done", "Rejected", NO),
        (states(declined="Rejected"), "done", "Done", "Won't Do", DONE),
        (states(declined="Duplicate of"), "done", "Done", "Duplicate of", SAME),
    ],
)
def test_with_settings(
    told: States, category: str, name: str, resolution: str, expected: Reason | None
) -> None:
    status = Status(name=name, status_category=Category(key=category))

    assert told.reason(status, resolution) is expected
