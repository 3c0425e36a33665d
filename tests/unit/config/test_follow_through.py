"""What a configuration says of follow-through, and what the pure core gets of it."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from afteraction.config import (
    load_config,
    load_holidays,
    reminder_rules,
    targets,
)
from afteraction.domain.people import People, Person
from afteraction.domain.reminders import Rules
from afteraction.domain.schedule import Schedule
from afteraction.domain.targets import Targets
from afteraction.domain.working_days import WorkingDays
from afteraction.errors import ConfigError
from afteraction.integrations import all_settings
from tests.unit.config.written import FILE, read, written

DAY = timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
ADA = Person("Ada Lovelace", (("notes", "ada"),))

# From the issue, but for the place of its checklist.
ALL_OF_IT = written(
    """\
follow_through:
  targets: {critical: 7d, high: 14d, default: 30d}
  assigned_within: 3d
  working_days: {skip: [sat, sun], zone: Europe/Berlin, holidays: holidays.ics}
  remind: [-2d, 0d, +3d, then every 7d]
  escalate: {after: 7d, to: carrier}
  quiet: {until: 09:00, at_most_a_day: 3}
  verify: 30d
checklists:
  Release checklist: {in: notes, ticket: 0012}
  On call: {in: notes, file: docs/on-call.md}
people: [{name: Ada Lovelace, handles: {notes: ada}}]
zone: America/New_York
"""
)
CALENDAR = b"""\
BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART:20261225
END:VEVENT
END:VCALENDAR
"""


def at(folder: Path, text: str, calendar: bytes | None = CALENDAR) -> Path:
    """A configuration's file in a folder, with a calendar beside it."""
    if calendar is not None:
        (folder / "holidays.ics").write_bytes(calendar)
    file = folder / "afteraction.yml"
    file.write_text(text, encoding="utf-8")
    return file


def rules(text: str) -> Rules:
    found = reminder_rules(read(text), People((ADA,)))
    assert found is not None
    return found


def test_all_of_it(tmp_path: Path) -> None:
    config = load_config(at(tmp_path, ALL_OF_IT), all_settings())

    assert reminder_rules(config, People((ADA,))) == Rules(
        working=WorkingDays(BERLIN, (5, 6), load_holidays(tmp_path / "holidays.ics")),
        schedule=Schedule((-2, 0, 3), 7),
        quiet_until=time(9),
        at_most_a_day=3,
        escalate_after=7 * DAY,
        escalate_to=None,
        assigned_within=3 * DAY,
        verify=30 * DAY,
    )
    assert targets(config) == Targets(
        (("critical", 7 * DAY), ("high", 14 * DAY)), 30 * DAY
    )
    release, on_call = config.checklists.values()
    assert (release.tracker, release.ticket, release.file) == ("notes", "0012", None)
    assert (on_call.ticket, on_call.file) == (None, "docs/on-call.md")


def test_what_is_left_out_does_not_happen() -> None:
    expected = Rules(WorkingDays(ZoneInfo("UTC"), (5, 6)))

    assert reminder_rules(read(written()), People()) is None
    assert rules(written("follow_through: {}\n")) == expected
    assert rules(written("follow_through: {remind: []}\n")) == expected
    assert not expected.watches_owners
    assert targets(read(written())) == Targets()
    assert read(written()).checklists == {}


def test_what_is_usual_in_a_part_of_it() -> None:
    said = rules(written("follow_through: {escalate: {}, quiet: {at_most_a_day: 1}}\n"))

    assert (said.escalate_after, said.escalate_to) == (7 * DAY, None)
    assert (said.quiet_until, said.at_most_a_day) == (time(9), 1)


def test_one_named_person_is_escalated_to() -> None:
    said = rules(
        written(
            "follow_through: {escalate: {after: 2w, to: Ada Lovelace}}\n"
            "people: [{name: Ada Lovelace, handles: {notes: ada}}]\n"
        )
    )

    assert (said.escalate_after, said.escalate_to) == (14 * DAY, ADA)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("9:05", time(9, 5)), ("00:00", time(0)), ("23:59", time(23, 59))],
)
def test_times_of_a_day(text: str, hour: time) -> None:
    said = rules(written(f"follow_through: {{quiet: {{until: '{text}'}}}}\n"))

    assert said.quiet_until == hour.replace(second=0, microsecond=0)


def test_the_teams_zone_and_no_day_off() -> None:
    text = "follow_through: {working_days: {skip: []}}\nzone: Europe/Berlin\n"

    assert rules(written(text)).working == WorkingDays(BERLIN)


def test_reminders_change_nothing_of_what_is_looked_at() -> None:
    """Or else everything would be read again because of a reminder."""
    assert read(ALL_OF_IT).fingerprint() == read(written()).fingerprint()


def test_holidays_are_read_from_the_configurations_folder(tmp_path: Path) -> None:
    holidays = load_holidays(at(tmp_path, "").parent / "holidays.ics")

    assert date(2026, 12, 25) in holidays
    config = read(ALL_OF_IT)
    assert config.follow_through is not None
    path = config.follow_through.working_days.holidays
    assert path == FILE.absolute().parent / "holidays.ics"


def test_a_calendar_that_is_broken_is_named_with_its_line(tmp_path: Path) -> None:
    broken = CALENDAR.replace(b"20261225", b"soon")
    config = load_config(at(tmp_path, ALL_OF_IT, broken), all_settings())

    with pytest.raises(ConfigError) as told:
        reminder_rules(config, People())

    assert told.value.message == (
        f"{tmp_path / 'holidays.ics'} (line 3): “soon” is no day; 20261225 would be one"
    )
    assert told.value.hint


def test_a_calendar_that_is_not_there(tmp_path: Path) -> None:
    config = load_config(at(tmp_path, ALL_OF_IT, calendar=None), all_settings())

    with pytest.raises(ConfigError, match="can not be read: No such file") as told:
        reminder_rules(config, People())

    assert told.value.hint == "put it there, or take holidays: out of working_days"
