"""What a right configuration comes to: types, defaults, paths, the fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import Field, ValidationError

from afteraction.config import Config, load_config, parse_config
from afteraction.domain.kinds import Kind
from afteraction.errors import ConfigError
from afteraction.integrations import all_settings
from afteraction.integrations.markdown.settings import MarkdownSettings
from afteraction.secret import SecretRef
from afteraction.settings import (
    ByLabels,
    Everything,
    Secret,
    Selection,
    Settings,
    TrackerSettings,
    Word,
)
from tests.unit.config.written import FILE, SUBJECTS, TRACKERS, read, told, written

HOME = FILE.absolute().parent

# From the issue, to the letter.
EXAMPLE = """\
trackers:
  notes: {type: markdown, path: ./work}
subjects:
  incidents:
    - {in: notes, labels: [incident]}   # all of these labels; review_in: another
  sprints:
    - {in: notes}
  since: 2026-11-01         # rule 17
  at_most: 20
review: {due: 72h, label: review, gate: remark, invite: assignee}    # remark | reopen
write_back:
  avoidable:  {in: notes, labels: [checklist]}
  inherent:   {in: notes, labels: [constraint]}
  experiment: {in: notes, labels: [learning]}
  due: 14d                  # a finding's due date where the review gives none
people:
  - {name: Ada Lovelace, handles: {notes: ada}}
zone: Europe/Berlin
ledger: .afteraction/ledger.db
"""


def test_the_example() -> None:
    config = read(EXAMPLE)

    notes = config.trackers["notes"]
    assert isinstance(notes, MarkdownSettings)
    assert notes == MarkdownSettings(type_name="markdown", path=HOME / "work")
    (incidents,) = config.subjects.incidents
    assert (incidents.tracker, incidents.reviews_go_to) == ("notes", "notes")
    assert incidents.selection == ByLabels(labels=("incident",))
    assert config.subjects.sprints[0].selection == Everything()
    assert config.subjects.since == date(2026, 11, 1)
    assert config.review.due == timedelta(hours=72)
    assert config.write_back.target(Kind.INHERENT).labels == ("constraint",)
    assert config.people[0].handles == {"notes": "ada"}
    assert config.zone == ZoneInfo("Europe/Berlin")
    assert config.ledger == HOME / ".afteraction/ledger.db"


def test_what_is_left_out_is_usual() -> None:
    config = read(written())

    assert config.subjects.at_most == 20
    assert config.review.grace == timedelta(hours=24)
    assert (config.review.label, config.review.gate) == ("review", "remark")
    assert (config.review.invite, config.review.prefill) == ("assignee", "auto")
    assert config.write_back.due == timedelta(days=14)
    assert config.write_back.look_again == timedelta(days=90)
    assert config.people == ()
    assert config.zone == ZoneInfo("UTC")
    assert config.ledger == HOME / ".afteraction/ledger.db"
    assert config.templates is None
    assert config.installation == "main"


def test_a_key_without_a_value_counts_as_left_out() -> None:
    assert read(written("people:\ntemplates:\nzone:\n")) == read(written())


def test_everything_stays_the_text_that_was_written() -> None:
    """What YAML would make false, a time, an octal number, nothing or a date."""
    config = read(
        written(
            "people: [{name: no, handles: {notes: 0057}, aliases: [10:30, null]}]\n",
            subjects="subjects:\n  incidents: [{in: notes, labels: [on, 2026-11-01]}]\n"
            "  since: 2026-11-01\n",
        )
    )

    (person,) = config.people
    assert person.name == "no"
    assert person.handles == {"notes": "0057"}
    assert person.aliases == ("10:30", "null")
    assert config.subjects.incidents[0].selection == ByLabels(
        labels=("on", "2026-11-01")
    )


def test_several_trackers() -> None:
    config = read(
        written(
            "people: [{name: Ada, handles: {notes: ada, plans: ada.l}}]\n",
            trackers=TRACKERS + "  plans: {type: markdown, path: ../plans}\n",
            subjects="subjects:\n"
            "  sprints: [{in: notes, review_in: plans, assign: Ada}]\n"
            "  since: 2026-11-01\n",
        )
    )

    assert list(config.trackers) == ["notes", "plans"]
    assert config.trackers["plans"] == MarkdownSettings(
        type_name="markdown", path=HOME.parent / "plans"
    )
    assert config.subjects.sprints[0].reviews_go_to == "plans"
    assert config.subjects.sprints[0].assign == "Ada"


def test_a_handle_is_taken_without_its_at() -> None:
    config = read(written("people: [{name: Ada, handles: {notes: '@ada'}}]\n"))

    assert config.people[0].handles == {"notes": "ada"}


def test_the_same_rule_may_stand_twice_by_an_alias() -> None:
    config = read(
        written(
            subjects="subjects:\n"
            "  incidents: [&rule {in: notes, labels: [incident]}, *rule]\n"
            "  since: 2026-11-01\n"
        )
    )

    assert config.subjects.incidents[0] == config.subjects.incidents[1]


@pytest.mark.parametrize(
    ("ledger", "place"),
    [
        ("ledger.db", HOME / "ledger.db"),
        ("../a b/l.db", HOME.parent / "a b/l.db"),
        (
            "postgresql+psycopg://ada@db/afteraction",
            "postgresql+psycopg://ada@db/afteraction",
        ),
        ("env:LEDGER_URL", SecretRef("env", "LEDGER_URL")),
        ("file:secrets/ledger", SecretRef("file", str(HOME / "secrets/ledger"))),
    ],
)
def test_where_the_ledger_is(ledger: str, place: object) -> None:
    assert read(written(f"ledger: {ledger}\n")).ledger == place


def test_paths_start_at_the_files_folder_not_at_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team/afteraction.yml").write_text(written("templates: ./t\n"))
    monkeypatch.chdir(tmp_path)

    config = load_config(Path("team/afteraction.yml"), all_settings())

    assert config.folder == tmp_path / "team"
    assert config.templates == tmp_path / "team/t"
    assert config.trackers["notes"].model_dump()["path"] == tmp_path / "team/work"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    file = tmp_path / "afteraction.yml"
    file.write_text(written(), encoding="utf-8-sig")

    assert list(load_config(file, all_settings()).trackers) == ["notes"]


def test_nothing_can_be_changed() -> None:
    config = read(written())

    with pytest.raises(ValidationError, match="frozen"):
        config.installation = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        config.trackers["x"] = config.trackers["notes"]  # type: ignore[index]


def test_a_configuration_can_be_made_in_python() -> None:
    config = read(written())

    assert (
        Config(
            trackers=config.trackers,
            subjects=config.subjects,
            write_back=config.write_back,
        ).fingerprint()
        != ""
    )


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("-1d", timedelta(days=1)),
        ("-12h", timedelta(hours=12)),
        ("- 90m", timedelta(minutes=90)),
        ("\N{MINUS SIGN}1w", timedelta(days=7)),
    ],
)
def test_how_long_before_its_end_a_sprints_review_is_opened(
    text: str, lead: timedelta
) -> None:
    subjects = SUBJECTS + f'  sprints: [{{in: notes, open: "{text}"}}]\n'

    (rule,) = read(written(subjects=subjects)).subjects.sprints
    assert rule.lead == lead


def test_only_whether_it_is_before_the_end_decides_what_is_looked_at() -> None:
    prints = {
        read(
            written(subjects=SUBJECTS + f"  sprints: [{{in: notes{lead}}}]\n")
        ).fingerprint()
        for lead in ("", ", open: -1d", ", open: -2d")
    }
    assert len(prints) == 2


# --- the fingerprint -----------------------------------------------------------------

SAME = {
    "the same": written(),
    "in another place": written(),
    "more at most": written(subjects=SUBJECTS + "  at_most: 99\n"),
    "another date": written("review: {due: 48h}\n"),
    "people": written("people: [{name: Ada, handles: {notes: ada}}]\n"),
    "a ledger": written("ledger: elsewhere.db\n"),
    "a default, written": written(
        "installation: main\n",
        subjects=SUBJECTS.replace("in: notes,", "in: notes, review_in: notes,"),
    ),
    "the path, otherwise": written(trackers=TRACKERS.replace("./work", "work/")),
}
OTHER = {
    "sprints before their end": written(
        subjects=SUBJECTS + "  sprints: [{in: notes, open: -1d}]\n"
    ),
    "another installation": written("installation: other\n"),
    "another folder": written(trackers=TRACKERS.replace("work", "play")),
    "another tracker": written(trackers=TRACKERS + "  b: {type: markdown, path: b}\n"),
    "another first day": written(subjects=SUBJECTS.replace("11-01", "11-02")),
    "another label": written(subjects=SUBJECTS.replace("incident]", "outage]")),
    "another rule": written(subjects=SUBJECTS + "  sprints: [{in: notes}]\n"),
    "another write-back": written().replace("checklist", "list"),
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_the_fingerprint_stays(text: str) -> None:
    elsewhere = read(text, Path("elsewhere", "afteraction.yml"))

    assert elsewhere.fingerprint() == read(written()).fingerprint()


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_the_fingerprint_changes(text: str) -> None:
    assert read(text).fingerprint() != read(written()).fingerprint()


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    assert read(written()).fingerprint() == ("44b0a5380351041b74b3cd18d9ceb97f")


# --- a tracker with a selection of its own -------------------------------------------


class Query(Selection):
    query: Word = Field(examples=["type = Incident"])


class Board(Selection):
    board: Word


class App(Settings):
    key: Secret


class ServiceSettings(TrackerSettings):
    incident_selection = Query
    sprint_selection = Board

    token: Secret | None = None
    app: App | None = None


KINDS: Mapping[str, type[TrackerSettings]] = {
    "markdown": MarkdownSettings,
    "service": ServiceSettings,
}


def _service(settings: str = "", incidents: str = "{in: ops, query: x}") -> str:
    return written(
        trackers=f"{TRACKERS}  ops: {{type: service{settings}}}\n",
        subjects=f"subjects:\n  incidents: [{incidents}]\n"
        "  sprints: [{in: ops, board: 12, review_in: notes}]\n"
        "  since: 2026-11-01\n",
    )


def _problems(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, FILE, KINDS)
    return caught.value.problems


def test_a_tracker_declares_how_its_subjects_are_chosen() -> None:
    config = parse_config(_service(), FILE, KINDS)

    assert config.subjects.incidents[0].selection == Query(query="x")
    assert config.subjects.sprints[0].selection == Board(board="12")


def test_problems_in_a_selection_of_its_own() -> None:
    assert _problems(_service(incidents="{in: ops, qery: x}")) == (
        'subjects.incidents[0].qery (line 5): is not known here; did you mean "query"?',
        "subjects.incidents[0].query (line 5): is missing; add query: type = Incident",
    )


def test_problems_in_settings_within_settings() -> None:
    assert _problems(_service(", app: {kye: 'env:X'}")) == (
        "trackers.ops.app.key (line 3): is missing; add key: …",
        'trackers.ops.app.kye (line 3): is not known here; did you mean "key"?',
    )


@pytest.mark.parametrize("place", ["token: S3CR3T", "app: {key: S3CR3T}"])
def test_a_secret_that_stands_in_the_file_is_not_repeated(place: str) -> None:
    (problem,) = _problems(_service(f", {place}"))

    assert "S3CR3T" not in problem
    assert problem.endswith(
        "a secret must not stand here itself; put it into an environment variable or "
        "a file of its own and write env:NAME or file:PATH"
    )


def test_no_secret_in_the_fingerprint_or_the_text() -> None:
    one = parse_config(_service(", token: env:ONE"), FILE, KINDS)
    two = parse_config(_service(", token: env:TWO"), FILE, KINDS)

    assert one.fingerprint() == two.fingerprint()


def test_a_broken_tracker_hides_nothing_and_invents_nothing() -> None:
    text = _service(", token: S3CR3T", incidents="{in: ops, query: x, assign: Ada}")

    assert [problem.partition(" (")[0] for problem in _problems(text)] == [
        "trackers.ops.token",
        "subjects.incidents[0].assign",
    ]


def test_told_is_honest() -> None:
    assert told(EXAMPLE) == "nothing"


def test_how_a_report_is_told() -> None:
    config = read(
        EXAMPLE + "report: {names: none}\ngroups: {Platform: [Ada Lovelace], New: []}\n"
    )

    assert config.report.names == "none"
    assert dict(config.groups) == {"Platform": ("Ada Lovelace",), "New": ()}
    assert read(EXAMPLE).report.names is None
    assert dict(read(EXAMPLE).groups) == {}


def test_neither_names_nor_groups_decide_which_tickets_matter() -> None:
    told = read(EXAMPLE + "report: {names: none}\ngroups: {P: [Ada Lovelace]}\n")

    assert told.fingerprint() == read(EXAMPLE).fingerprint()
