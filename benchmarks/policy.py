"""What a team decided, for benchmarks that need no configuration."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from afteraction.domain.kinds import Kind
from afteraction.domain.people import People
from afteraction.domain.policy import Destination, Invite, Policy, SubjectRule

BERLIN = ZoneInfo("Europe/Berlin")
POLICY = Policy(
    incidents=(SubjectRule("notes", "notes", ("incident",)),),
    sprints=(),
    since=date(2020, 1, 1),
    at_most=20,
    due=timedelta(hours=72),
    grace=timedelta(hours=24),
    review_label="review",
    reopens=False,
    invite=Invite.NONE,
    prefill_full=False,
    destinations=tuple((kind, Destination("notes", ())) for kind in Kind),
    write_back_due=timedelta(days=14),
    look_again=timedelta(days=90),
    people=People(),
    zone=BERLIN,
    installation="main",
)
