"""From what a configuration says of follow-through to what the pure core needs.

Reads the calendar of holidays, and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from afteraction.config.follow_through import DEFAULT, FollowThrough
from afteraction.config.model import Config
from afteraction.domain.holidays import (
    NO_HOLIDAYS,
    HolidayProblem,
    Holidays,
    read_holidays,
)
from afteraction.domain.people import People
from afteraction.domain.posting import Posting
from afteraction.domain.reminders import Rules
from afteraction.domain.schedule import NEVER
from afteraction.domain.targets import Targets
from afteraction.domain.working_days import WEEKDAYS, WorkingDays
from afteraction.errors import ConfigError


def reminder_rules(config: Config, people: People) -> Rules | None:
    """When who is reminded of what; None where nobody follows anything through.

    Raises `ConfigError` when the calendar of holidays can not be read.
    """
    said = config.follow_through
    if said is None:
        return None
    escalate = said.escalate
    named = (one for one in people.known if escalate and one.name == escalate.to)
    return Rules(
        working=_working_days(said, config.zone),
        schedule=said.remind or NEVER,
        quiet_until=said.quiet.until,
        at_most_a_day=said.quiet.at_most_a_day,
        escalate_after=escalate.after if escalate else None,
        escalate_to=next(named, None),
        assigned_within=said.assigned_within,
        verify=said.verify,
    )


def targets(config: Config) -> Targets:
    """How long findings may take, as far as the configuration says so."""
    said = config.follow_through.targets if config.follow_through else {}
    named = tuple((name, span) for name, span in said.items() if name != DEFAULT)
    return Targets(named, said.get(DEFAULT))


def posting(config: Config) -> Posting | None:
    """Where and how often the report is posted; None: nowhere."""
    said = config.follow_through.report if config.follow_through else None
    if said is None:
        return None
    return Posting(said.tracker, said.labels, said.every, said.standing == "yes")


def load_holidays(path: Path) -> Holidays:
    """The days off in a calendar file.

    Raises `ConfigError` with the file and the line of what can not be read.
    """
    try:
        found = read_holidays(path.read_bytes())
    except OSError as error:
        raise ConfigError(
            f"the calendar of holidays, {path}, can not be read: {error.strerror}",
            "put it there, or take holidays: out of working_days",
        ) from error
    if isinstance(found, HolidayProblem):
        raise ConfigError(
            f"{path} (line {found.line}): {found.message}",
            "export the calendar again as an .ics file, or correct that line",
        )
    return found


def _working_days(follow_through: FollowThrough, zone: ZoneInfo) -> WorkingDays:
    said = follow_through.working_days
    return WorkingDays(
        zone=said.zone or zone,
        skip=tuple(sorted({WEEKDAYS.index(day) for day in said.skip})),
        holidays=NO_HOLIDAYS if said.holidays is None else load_holidays(said.holidays),
    )
