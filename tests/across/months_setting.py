"""Where and when the three months play: the calendar, what was decided, the sprints.

No test here; what people do is in `months`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from tests.across.crew import CREW
from tests.across.facts import BERLIN
from tests.across.spots import FolderSpot, GithubSpot, JiraSpot
from tests.across.team import KINDS, Team, jira_of

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 9, 14), date(2026, 12, 11)
HOLIDAYS = (date(2026, 10, 6), date(2026, 11, 3), date(2026, 11, 18))
LEAVING = date(2026, 10, 14)
MOVES = {date(2026, 10, 6): 1, date(2026, 10, 26): 2}
"""When the team decides that its kinds of findings go elsewhere."""
TRACKERS = ("ops", "platform", "notes")
CONFIG = """\
trackers:
{trackers}
subjects:
  incidents:
    - {{in: ops, jql: "issuetype = Incident AND labels = web", review_in: platform}}
    - {{in: ops, jql: "issuetype = Incident AND labels = data"}}
    - {{in: platform, labels: [incident], review_in: notes}}
    - {{in: notes, labels: [incident], review_in: ops}}
  sprints:
    - {{in: ops, board: {board}, review_in: notes}}
    - {{in: platform, milestones: "Sprint *"}}
    - {{in: notes, review_in: platform}}
  since: 2026-09-01
write_back:
{targets}
  due: 21d
people:
{people}
zone: Europe/Berlin
follow_through:
  targets: {{data: 10d, default: 21d}}
  assigned_within: 3d
  working_days: {{skip: [sat, sun], zone: Europe/Berlin, holidays: off.ics}}
  remind: [-2d, 0d, +3d, then every 7d]
  escalate: {{after: 7d, to: carrier}}
  quiet: {{until: 09:00, at_most_a_day: 3}}
  verify: 30d
"""


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """That time in Berlin."""
    return datetime.combine(day, time(hour, minute), BERLIN).astimezone(UTC)


def working_days_after(day: date, count: int) -> date:
    """So many days of the week later that are worked."""
    while count:
        day += DAY
        count -= day.weekday() < 5
    return day


def sprint_over(team: Team, tracker: str, number: int, title: str) -> datetime:
    """A sprint that began a fortnight ago is over."""
    now = team.clock().replace(microsecond=0)
    match team.spots[tracker]:
        case JiraSpot() as spot:
            (board,) = spot.jira.state.boards.values()
            sprint = spot.jira.build.sprint(
                board, title, state="active", start=now - 14 * DAY, end=now
            )
            spot.jira.person("lin").close_sprint(sprint)
        case GithubSpot() as spot:
            build = spot.github.build
            made = build.milestone(
                spot.repo, title, due_on=now, created_at=now - 14 * DAY
            )
            spot.github.person("linchen").close_milestone(spot.repo, made.number)
        case FolderSpot() as spot:
            folder = spot.home / spot.name / "sprints"
            folder.mkdir(exist_ok=True)
            began = team.clock().astimezone(BERLIN).date()
            (folder / f"{number}.md").write_text(
                f"---\nname: {title}\nstart: {began - 14 * DAY}\n"
                f"end: {began - DAY}\nstate: closed\n---\n",
                "utf-8",
            )
            return moment(began, 0) - timedelta(seconds=1)
        case spot:
            raise AssertionError(spot)
    return now


def calendar(days: tuple[date, ...]) -> str:
    """A calendar of holidays, as offices publish it."""
    events = [
        f"BEGIN:VEVENT\nUID:{day}\nSUMMARY:Off\nDTSTART;VALUE=DATE:{day:%Y%m%d}\n"
        f"DTEND;VALUE=DATE:{day + DAY:%Y%m%d}\nEND:VEVENT\n"
        for day in days
    ]
    head = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//acme//off//EN\n"
    return f"{head}{''.join(events)}END:VCALENDAR\n".replace("\n", "\r\n")


def configure(team: Team, turn: int = 0) -> None:
    """What the team decided: where which kind of finding goes."""
    (board,) = jira_of(team).jira.state.boards.values()
    trackers = [
        f"  {spot.name}: {{{spot.settings}, readers: private}}"
        for spot in team.spots.values()
    ]
    kinds = [
        f"  {kind}: {{in: {TRACKERS[(turn + place) % 3]}, labels: [{label}]}}"
        for place, (kind, label) in enumerate(KINDS.items())
    ]
    people = [
        f"  - {{name: {one.name}, handles: {{ops: {one.ops}@acme.example,"
        f" platform: {one.platform}, notes: {one.notes}}}}}"
        for one in CREW.values()
    ]
    text = CONFIG.format(
        trackers="\n".join(trackers),
        targets="\n".join(kinds),
        people="\n".join(people),
        board=board.id,
    )
    (team.home / "afteraction.yml").write_text(text, "utf-8")
    (team.home / "off.ics").write_text(calendar(HOLIDAYS), "utf-8", newline="")


def days() -> Iterator[date]:
    """The days on which a sync runs: workdays, holidays among them, and two others."""
    day = FIRST
    while day <= LAST:
        if day.weekday() < 5 or day.day == 10:
            yield day
        day += DAY
