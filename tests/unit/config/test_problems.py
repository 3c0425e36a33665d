"""Configurations that are wrong: every message as people read it.

The messages are in `__snapshots__`; look at the difference when they change.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from afteraction.config import load_config
from afteraction.errors import ConfigError
from afteraction.integrations import all_settings
from tests.unit.config.written import FILE, TRACKERS, WRITE_BACK, read, told, written

SINCE = "  since: 2026-11-01\n"


def _trackers(*lines: str) -> str:
    return written(trackers="trackers:\n" + "".join(f"  {line}\n" for line in lines))


def _notes(settings: str) -> str:
    return _trackers(f"notes: {{type: markdown, {settings}}}")


def _incidents(rules: str) -> str:
    return written(subjects=f"subjects:\n  incidents: {rules}\n{SINCE}")


def _sprints(rules: str, rest: str = "") -> str:
    return written(rest, subjects=f"subjects:\n  sprints: {rules}\n{SINCE}")


def _subjects(lines: str) -> str:
    incidents = "  incidents: [{in: notes, labels: [incident]}]\n"
    return written(subjects=f"subjects:\n{incidents}  {lines}\n")


def _follow_through(lines: str, rest: str = "") -> str:
    return written(f"follow_through:\n  {lines}\n{rest}")


def _people(*people: str) -> str:
    return written("people:\n" + "".join(f"  - {{{person}}}\n" for person in people))


ADA = "people: [{name: Ada Lovelace, handles: {notes: ada}}]\n"

WRONG = {
    # sprints before their end
    **{
        f"opening a sprint's review {said}": _sprints(f"[{{in: notes, open: {lead}}}]")
        for said, lead in {
            "after its end": "1d",
            "after its end, with a plus": "+1d",
            "at its end": "-0d",
            "in no unit": "-1",
            "in months": "-1 month",
            "at a day": "2026-11-20",
            "in two days": "[-1d, -2d]",
            "ten thousand days before": "-10000d",
        }.items()
    },
    "opening an incident's review before its end": _incidents(
        "[{in: notes, labels: [incident], open: -1d}]"
    ),
    # how the report is told
    "names that there are not": written("report: {names: nicknames}\n"),
    "a group of nobody": written(ADA + "groups: {Platform: [Ada Lovelac]}\n"),
    "a group without people": written("groups: {Platform: [Ada]}\n"),
    "one person in two groups": written(
        ADA + "groups: {Platform: [Ada Lovelace], Search: [ada lovelace]}\n"
    ),
    "a group that is a name": written(ADA + "groups: {Platform: Ada Lovelace}\n"),
    # sections
    "a section is missing": written(write_back=""),
    "every section is missing": "zone: UTC\n",
    "an unknown section": written("writeback: {}\n"),
    "an unknown section like no other": written("x: 1\n"),
    # trackers
    "no tracker": _trackers("{}"),
    "trackers as a list": _trackers("- notes"),
    "a tracker that is a word": _trackers("notes: ./work"),
    "a tracker without a type": _trackers("notes: {path: ./work}"),
    "a tracker of a misspelt type": _trackers("notes: {type: markdwon, path: ./work}"),
    "a tracker of an unknown type": _trackers("notes: {type: trello, path: ./work}"),
    "a tracker whose type is a list": _trackers("notes: {type: [a], path: ./work}"),
    "a tracker without its path": _trackers("notes: {type: markdown}"),
    "a path without a value": _trackers("notes:", "  type: markdown", "  path:"),
    "an empty path": _notes("path: ''"),
    "an unknown setting": _notes("path: ./work, reader: public"),
    "an impossible setting": _notes("path: ./work, readers: all"),
    "a web address that is none": _notes("path: ./work, url: example.org"),
    "a web address without a host": _notes("path: ./work, url: 'https://'"),
    "a web address of brackets": _notes("path: ./work, url: 'https://[x'"),
    "a password in a web address": _notes("path: ./work, url: 'http://a:hunter2@b'"),
    "a tracker's name with a space": _trackers(
        "notes: {type: markdown, path: ./work}", "my notes: {type: markdown, path: x}"
    ),
    "one folder under two names": _trackers(
        "notes: {type: markdown, path: ./work}", "same: {type: markdown, path: work/}"
    ),
    # subjects
    "a rule for an unknown tracker": _incidents("[{in: note, labels: [incident]}]"),
    "reviews in an unknown tracker": _sprints("[{in: notes, review_in: board}]"),
    "a rule without a tracker": _sprints("[{}]"),
    "a day long before all tickets": _subjects("since: 0001-01-01"),
    "a label of reviews that says something else": written("review: {label: Ready}\n"),
    "our own label for reviews": written("review: {label: afteraction}\n"),
    "a path with a NUL": _notes('path: "a\\0b"'),
    "a rule without labels": _incidents("[{in: notes}]"),
    "a rule with an empty list of labels": _incidents("[{in: notes, labels: []}]"),
    "labels that are one word": _incidents("[{in: notes, labels: incident}]"),
    "an empty label": _incidents("[{in: notes, labels: [incident, '']}]"),
    "a label that is a list": _incidents("[{in: notes, labels: [[incident]]}]"),
    "a label of two lines": _incidents('[{in: notes, labels: ["a\\nb"]}]'),
    "a misspelt key": _incidents("[{in: notes, labels: [incident], reviewin: notes}]"),
    "a key of the model": _sprints("[{in: notes, tracker: notes, selection: {}}]"),
    "labels for sprints": _sprints("[{in: notes, labels: [incident]}]"),
    "a rule that is a word": _sprints("[notes]"),
    "rules that are a mapping": _sprints("{in: notes}"),
    "nothing to look back at": written(subjects=f"subjects:\n{SINCE}"),
    "no first day": written(subjects="subjects: {sprints: [{in: notes}]}\n"),
    "a first day that could be two": _subjects("since: 1/11/2026"),
    "a first day that is none": _subjects("since: 2026-02-30"),
    "a first day by its week": _subjects("since: 2026-W01-1"),
    "a negative limit": _subjects("since: 2026-11-01\n  at_most: -1"),
    "a limit of nothing": _subjects("since: 2026-11-01\n  at_most: 0"),
    "a limit in words": _subjects("since: 2026-11-01\n  at_most: twenty"),
    "somebody misspelt is assigned": _sprints(
        "[{in: notes, assign: Ada Lovelac}]", ADA
    ),
    "somebody is assigned, and no people": _sprints("[{in: notes, assign: Ada}]"),
    "somebody is assigned without a handle": _sprints(
        "[{in: notes, assign: Ada}]", "people: [{name: Ada}]\n"
    ),
    # the review and what becomes of it
    "a duration without a unit": written("review: {due: 72}\n"),
    "a duration of ages": written("review: {due: 99999d}\n"),
    "a duration below zero": written("review: {grace: -1h}\n"),
    "an impossible gate": written("review: {gate: reopened}\n"),
    "a gate that is a list": written("review: {gate: [remark, reopen]}\n"),
    "a review that is a list": written("review: [due]\n"),
    "a part of a day": written("  due: 36h\n"),
    "kinds without a place": written(
        write_back="write_back:\n  avoidable: {in: notes}\n  inherent: {labels: [x]}\n"
    ),
    "a kind in an unknown tracker": written(
        write_back=WRITE_BACK.replace("notes, labels: [l", "nots, labels: [l")
    ),
    # follow-through
    "a section that is a list": written("follow_through: [remind]\n"),
    "a reminder without a unit": _follow_through("remind: [-2, 0d]"),
    "a reminder that is one word": _follow_through("remind: 0d"),
    "a reminder that is a mapping": _follow_through("remind: [{every: 7d}]"),
    "reminders in disorder": _follow_through("remind: [+3d, 0d]"),
    "reminders that begin with every": _follow_through("remind: [then every 7d]"),
    "a reminder in the middle": _follow_through("remind: [0d, every 7d, +9d]"),
    "a target of hours": _follow_through("targets: {critical: 36h}"),
    "targets that are a list": _follow_through("targets: [7d]"),
    "a weekday in full": _follow_through("working_days: {skip: [saturday]}"),
    "no day to work on": _follow_through(
        "working_days: {skip: [mon, tue, wed, thu, fri, sat, sun]}"
    ),
    "working days in no zone": _follow_through("working_days: {zone: Berlin}"),
    "a span where a section is": _follow_through("escalate: 7d"),
    "nobody who is escalated to": _follow_through(
        "escalate: {to: Ada Lovelac}", "people: [{name: Ada Lovelace}]\n"
    ),
    "no people to escalate to": _follow_through("escalate: {to: manager}"),
    "quiet until an hour": _follow_through("quiet: {until: 9}"),
    "quiet until no hour": _follow_through("quiet: {until: '24:00'}"),
    "quiet until no minute": _follow_through("quiet: {until: '09:60'}"),
    "quiet for ever": _follow_through("quiet: {at_most_a_day: 0}"),
    "a misspelt key of follow-through": _follow_through("reminds: [0d]"),
    # checklists
    "a checklist in an unknown tracker": written(
        "checklists: {Release: {in: board, ticket: 12}}\n"
    ),
    "a checklist nowhere": written("checklists: {Release: {in: notes}}\n"),
    "a checklist in two places": written(
        "checklists: {Release: {in: notes, ticket: 12, file: a.md}}\n"
    ),
    "a checklist in a file of Jira": written(
        "checklists: {Release: {in: ops, file: a.md}}\n",
        trackers=(
            f"{TRACKERS}  ops: {{type: jira, url: 'https://acme.atlassian.net',"
            " project: OPS, email: env:MAIL, token: env:TOKEN}\n"
        ),
    ),
    "a checklist without a tracker": written("checklists: {Release: {file: a.md}}\n"),
    "two checklists with one name": written(
        "checklists:\n  Release: {in: notes, file: a.md}\n"
        "  release: {in: notes, file: b.md}\n"
    ),
    # people
    "two people with one name": _people("name: Ada Lovelace", "name: ada lovelace"),
    "an alias that is a name": _people("name: Ada", "name: Lin, aliases: [Ada]"),
    "two people with one handle": _people(
        "name: Ada, handles: {notes: ada}", "name: Lin, handles: {notes: '@Ada'}"
    ),
    "a handle in an unknown tracker": _people("name: Ada, handles: {github: ada}"),
    "a person without a name": _people("handles: {notes: ada}"),
    "a handle that is only @": _people("name: Ada, handles: {notes: '@'}"),
    "handles that are a word": _people("name: Ada, handles: ada"),
    "people as a mapping": written("people: {Ada: ada}\n"),
    # the rest
    "a misspelt zone": written("zone: Europe/Berln\n"),
    "a zone that is a folder": written("zone: Europe\n"),
    "a zone outside": written("zone: ../etc/passwd\n"),
    "a password in the ledger": written(
        "ledger: postgresql+psycopg://ada:hunter2@host/db\n"
    ),
    "a password behind the ledger": written(
        "ledger: postgresql+psycopg://host/db?user=ada&password=hunter2\n"
    ),
    "a ledger in another database": written("ledger: mysql://host/db\n"),
    "a ledger in a variable without name": written("ledger: 'env:'\n"),
    "a ledger that is a list": written("ledger: [a]\n"),
    "templates that are a list": written("templates: [./a, ./b]\n"),
    "templates in nobody's home": written("templates: ~nobody-here-has-this/x\n"),
    "an installation with a space": written("installation: my team\n"),
    # YAML
    "a key that stands twice": written("zone: UTC\nledger: a.db\nzone: Asia/Tokyo\n"),
    "a tag": written("zone: !zone UTC\n"),
    "a key that is a list": written("? [a]\n: b\n"),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_wrong_configuration(text: str, snapshot: SnapshotAssertion) -> None:
    assert told(text) == snapshot


NO_YAML = {
    "empty": "",
    "only a comment": "# nothing\n",
    "a list": "- a\n",
    "a word": "x\n",
    "two colons": "a: b: c\n",
    "a tab": "a:\n\tb: c\n",
    "an open bracket": "a: 1\nb: [c\nd: e\n",
    "an open quote": "a: 1\nb: 'c\nd: e\n",
    "a star": "a: *b\n",
    "an at": "a: @b\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "indented otherwise": "a:\n  b: c\n d: e\n",
    "a control character": "a: 1\nb: \a\n",
    "an alias of itself": "a: &x [*x]\n",
    "too deep": "a: " + "[" * 5_000,
    "too much": "a0: &a0 [x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join(8 * [f'*a{n - 1}'])}]\n" for n in range(1, 9)),
}


@pytest.mark.parametrize("text", NO_YAML.values(), ids=NO_YAML)
def test_what_is_no_configuration_at_all(
    text: str, snapshot: SnapshotAssertion
) -> None:
    assert told(text) == snapshot


def test_everything_at_once_in_the_files_order(snapshot: SnapshotAssertion) -> None:
    text = """\
trackers:
  notes: {type: markdown, path: ./work}
  plans: {type: markdwon}
  more plans: {type: markdown}
subjects:
  incidents:
    - {in: note, labels: [incident]}
    - {in: plans, jql: "type = Incident"}
    - {in: notes, label: [incident], assign: Ada Lovelac}
  since: yesterday
  at_moat: 20
review: {due: 3, gate: remarks}
write_back:
  avoidable: {in: notes, labels: [checklist]}
  experiment:
people:
  - {name: Ada Lovelace, handles: {notes: ada, plan: ada}}
  - {nam: Lin}
zone: Europe/Berln
ledger: postgresql+psycopg://ada:hunter2@host/db
"""

    assert told(text) == snapshot


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_no_message_repeats_a_password(text: str) -> None:
    assert "hunter2" not in told(text)


def test_the_example_to_add_names_the_teams_own_tracker() -> None:
    text = written(
        trackers=TRACKERS.replace("notes", "plans"),
        subjects="subjects:\n  sprints: [{in: plans}]\n  since: 2026-11-01\n",
        write_back="write_back: {}\n",
    )

    assert "add avoidable: {in: plans, labels: [checklist]}" in told(text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "afteraction.yml", all_settings())

    assert caught.value.message == f"there is no afteraction.yml in {tmp_path}"
    assert caught.value.hint == "`afteraction init` writes one; --config names another"


def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can not be read: Is a directory"):
        load_config(tmp_path, all_settings())


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "afteraction.yml"
    file.write_bytes("zone: UTC\n# Größe\n".encode("latin-1"))

    with pytest.raises(ConfigError) as caught:
        load_config(file, all_settings())

    assert caught.value.message == "afteraction.yml (line 2) is not UTF-8 text"


def test_the_right_one_is_right() -> None:
    assert told(written()) == "nothing"
    assert read(written()).folder == FILE.absolute().parent
