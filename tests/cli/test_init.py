"""`afteraction init`: a configuration that validates, and nothing overwritten."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from syrupy.assertion import SnapshotAssertion

from afteraction.cli import zone
from afteraction.config import load_config
from afteraction.integrations import all_settings
from afteraction.integrations.github.settings import GithubSettings
from afteraction.integrations.jira.settings import ByJql, JiraSettings, OfBoard
from afteraction.integrations.markdown.settings import MarkdownSettings
from tests.cli.shell import Ran, afteraction

NOW = "2026-11-21T23:30:00Z"
JIRA = "https://acme.atlassian.net/browse/OPS-7"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Europe/Berlin")
    return tmp_path


def init(*arguments: str, **env: str) -> Ran:
    return afteraction("init", "--now", NOW, *arguments, **env)


def test_what_it_writes(here: Path, snapshot: SnapshotAssertion) -> None:
    ran = init("--person", "Ada Lovelace=ada", "--person", "Lin: the second=lin")

    assert ran == Ran(
        0,
        "Made afteraction.yml\n"
        "Made work/tickets\n"
        "Made work/sprints\n"
        "Made .afteraction/schema.json\n"
        "Made .afteraction/.gitignore\n"
        "\n"
        "A closed incident, say work/tickets/0001.md, looks like this:\n"
        "\n"
        "  ---\n"
        "  title: Payments time out at checkout\n"
        "  state: closed\n"
        "  reason: completed\n"
        "  labels: [incident]\n"
        "  assignee: ada\n"
        "  opened: 2026-11-21T21:30:00Z\n"
        "  closed: 2026-11-21T23:30:00Z\n"
        "  ---\n"
        "  What happened, in Markdown.\n"
        "\n"
        "Next:\n"
        "  afteraction check\n"
        "  afteraction sync --dry-run\n",
        "",
    )
    assert (here / "afteraction.yml").read_text(encoding="utf-8") == snapshot


def test_the_ticket_that_it_shows_gets_a_review(here: Path) -> None:
    said = init("--label", "sev: 1", "--person", "Ada=007", "--zone", "UTC").out
    first = dedent(said.partition("like this:\n\n")[2].partition("\n\nNext:")[0])
    (here / "work/tickets/0001.md").write_text(first, encoding="utf-8")

    ran = afteraction("sync", "--now", NOW)

    assert ran.out.startswith("opened a review of notes:0001 “Payments")
    assert (here / "work/tickets/review-0001.md").is_file()
    assert "given to 007" in ran.out


def test_it_validates_and_means_what_was_said(here: Path) -> None:
    init(
        *("--tracker-path", "../our notes", "--name", "ops", "--label", "sev: 1"),
        *("--zone", "Asia/Tokyo", "--person", "Ada=Lovelace=ada"),
    )

    config = load_config(here / "afteraction.yml", all_settings())

    assert config.trackers["ops"] == MarkdownSettings(
        type_name="markdown", path=here.parent / "our notes"
    )
    assert config.subjects.incidents[0].selection.model_dump() == {
        "labels": ("sev: 1",)
    }
    assert config.people[0].name == "Ada=Lovelace"
    assert config.people[0].handles == {"ops": "ada"}
    assert config.zone.key == "Asia/Tokyo"
    assert config.subjects.since.isoformat() == "2026-11-22", "it is tomorrow there"
    assert (here.parent / "our notes/tickets").is_dir()


def test_the_environment(here: Path) -> None:
    init(
        AFTERACTION_INIT_TRACKER_PATH="x",
        AFTERACTION_INIT_PERSON="Ada Lovelace=ada;Lin Oh=lin",
        AFTERACTION_CONFIG="a.yml",
    )

    config = load_config(here / "a.yml", all_settings())

    assert [person.name for person in config.people] == ["Ada Lovelace", "Lin Oh"]
    assert (here / "x/sprints").is_dir()


def test_json(here: Path) -> None:
    ran = init("--format", "json", "--config", "team/a.yml")

    assert json.loads(ran.out) == {
        "made": [
            "team/a.yml",
            "team/work/tickets",
            "team/work/sprints",
            "team/.afteraction/schema.json",
            "team/.afteraction/.gitignore",
        ],
        "next": [
            "afteraction check --config team/a.yml",
            "afteraction sync --dry-run --config team/a.yml",
        ],
    }


def test_a_file_that_exists_is_never_touched(here: Path) -> None:
    (here / "afteraction.yml").write_text("mine")

    ran = init("--yes")

    assert ran == Ran(
        2,
        "",
        "error: afteraction.yml is there already, and stays as it is\n"
        "  edit it, move it away, or name another file with --config\n",
    )
    assert [path.name for path in here.iterdir()] == ["afteraction.yml"]
    assert (here / "afteraction.yml").read_text() == "mine"


def test_what_is_there_is_kept(here: Path) -> None:
    (here / "work/tickets").mkdir(parents=True)
    (here / "work/tickets/0001.md").write_text("mine")
    (here / ".afteraction").mkdir()
    (here / ".afteraction/.gitignore").write_text("mine")

    ran = init()

    assert "work/tickets" not in ran.out
    assert (here / "work/tickets/0001.md").read_text() == "mine"
    assert (here / ".afteraction/.gitignore").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--name", "my: notes"], '"my: notes" holds more than letters, digits'),
        (["--zone", "Europe/Berln"], 'there is no time zone "Europe/Berln"'),
        (["--label", ""], "is empty"),
        (["--tracker-path", ""], "is empty"),
        (["--person", "Ada=a", "--person", "Lin=a"], '"a" is the handle of "Ada"'),
        (["--name", "a\n  b: c"], "must be a single line"),
        (["--person", "Ada"], 'is not as in "Ada Lovelace=ada"'),
        (["--person", "=ada"], 'is not as in "Ada Lovelace=ada"'),
        (["--now", "2026-11-21"], "has no zone"),
        (["--github", "acme"], '"acme" is no repository; write it as in acme/platform'),
        (["--github", "a/b", "--tracker-path", "work"], "tickets live in one place"),
        (["--readers", "public"], "--readers goes with --github and --jira"),
        (["--github", "a/b", "--jira", JIRA], "tickets live in one place"),
        (["--jira", "https://acme.atlassian.net"], "leads to no project in Jira"),
        (["--jira", "OPS"], "leads to no project in Jira"),
        (["--jql", "issuetype = Bug"], "--jql goes with --jira"),
        (["--jira", JIRA, "--label", "sev1"], "are found by --jql, not --label"),
        (["--jira", JIRA, "--jql", "a = b ORDER BY c"], "leave ORDER BY out"),
        (["--github", "http://ghe.example/a/b"], "would send the token in clear text"),
    ],
)
def test_answers_that_make_no_configuration(
    here: Path, arguments: list[str], said: str
) -> None:
    ran = init(*arguments)

    assert ran.code == 2
    assert said in ran.err
    assert list(here.iterdir()) == []


def test_a_file_where_the_folder_belongs(here: Path) -> None:
    (here / "work").write_text("mine")

    ran = init()

    assert ran.code == 2
    assert "work" in ran.err
    assert "--tracker-path" in ran.err
    assert not (here / "afteraction.yml").exists()


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals on Windows")
def test_it_asks_on_a_terminal(here: Path, snapshot: SnapshotAssertion) -> None:
    answers = [
        "",
        "",
        "my notes",
        "notes",
        "",
        "Europe/Berln",
        "",
        "Ada Lovelace",
        "",
        "",
    ]

    ran = _asked(answers)

    assert ran.returncode == 0
    assert ran.stderr.replace(": ", ":\n") == snapshot
    config = load_config(here / "afteraction.yml", all_settings())
    assert config.people[0].handles == {"notes": "ada"}
    assert config.zone.key == "Europe/Berlin"


# --- on GitHub -----------------------------------------------------------------------


def github(here: Path, name: str) -> GithubSettings:
    """What was written of the repository, as the configuration reads it."""
    found = load_config(here / "afteraction.yml", all_settings()).trackers[name]
    assert isinstance(found, GithubSettings)
    return found


def came_from(here: Path, remote: str) -> None:
    """The folder is a clone of what is at this address."""
    for command in (["init", "-q"], ["remote", "add", "origin", remote]):
        subprocess.run(["git", *command], cwd=here, check=True)


def test_what_it_writes_for_github(here: Path, snapshot: SnapshotAssertion) -> None:
    ran = init("--github", "acme/platform", "--person", "Ada Lovelace=ada")

    assert ran == Ran(
        0,
        "Made afteraction.yml\n"
        "Made .afteraction/schema.json\n"
        "Made .afteraction/.gitignore\n"
        "\n"
        "It signs in with the token in GITHUB_TOKEN. Make one for acme/platform that"
        " may read\n"
        "and write Issues, on"
        " https://github.com/settings/personal-access-tokens/new\n"
        "Then: export GITHUB_TOKEN=…\n"
        "\n"
        "Next:\n"
        "  afteraction check\n"
        "  afteraction check --fix\n"
        "  afteraction sync --dry-run\n",
        "",
    )
    assert (here / "afteraction.yml").read_text(encoding="utf-8") == snapshot
    assert not (here / "work").exists()


def test_a_clone_from_github_means_its_issues(here: Path) -> None:
    came_from(here, "git@github.com:acme/shop.api.git")

    init("--yes")

    found = github(here, "shop-api")
    assert (found.repo, found.url) == ("acme/shop.api", "https://github.com")
    assert found.readers == "private"


def test_a_clone_from_github_may_keep_its_tickets_in_a_folder(here: Path) -> None:
    came_from(here, "git@github.com:acme/platform.git")

    init("--tracker-path", "work")

    config = load_config(here / "afteraction.yml", all_settings())
    assert config.trackers["notes"].type_name == "markdown"


def test_a_clone_from_elsewhere_means_files(here: Path) -> None:
    came_from(here, "git@git.acme.example:acme/platform.git")

    init("--yes")

    config = load_config(here / "afteraction.yml", all_settings())
    assert config.trackers["notes"].type_name == "markdown"


def test_an_enterprise_server(here: Path) -> None:
    address = "https://ghe.acme.example/acme/platform"

    ran = init("--github", address, "--readers", "public", "--name", "ops")

    found = github(here, "ops")
    assert (found.url, found.repo) == ("https://ghe.acme.example", "acme/platform")
    assert found.readers == "public"
    assert "on https://ghe.acme.example/settings/" in ran.out


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals on Windows")
def test_it_offers_where_the_clone_came_from(
    here: Path, snapshot: SnapshotAssertion
) -> None:
    came_from(here, "https://github.com/acme/platform")
    answers = ["", "acme", "", "", "", "", "", "Ada Lovelace", "", ""]

    ran = _asked(answers)

    assert ran.returncode == 0
    assert ran.stderr.replace(": ", ":\n") == snapshot
    assert github(here, "platform").repo == "acme/platform"


# --- in Jira --------------------------------------------------------------------------


def jira(here: Path, name: str) -> JiraSettings:
    """What was written of the project, as the configuration reads it."""
    found = load_config(here / "afteraction.yml", all_settings()).trackers[name]
    assert isinstance(found, JiraSettings)
    return found


def test_what_it_writes_for_jira_cloud(here: Path, snapshot: SnapshotAssertion) -> None:
    board = "https://acme.atlassian.net/jira/software/c/projects/OPS/boards/12/backlog"

    ran = init("--jira", board, "--person", "Ada Lovelace=ada@acme.example")

    assert ran == Ran(
        0,
        "Made afteraction.yml\n"
        "Made .afteraction/schema.json\n"
        "Made .afteraction/.gitignore\n"
        "\n"
        "It signs in with the address in JIRA_EMAIL and the token in JIRA_TOKEN. Make"
        " one on\n"
        "https://id.atlassian.com/manage-profile/security/api-tokens\n"
        "Then: export JIRA_EMAIL=… JIRA_TOKEN=…\n"
        "\n"
        "Next:\n"
        "  afteraction check\n"
        "  afteraction sync --dry-run\n",
        "",
    )
    assert (here / "afteraction.yml").read_text(encoding="utf-8") == snapshot
    assert not (here / "work").exists()


def test_what_it_writes_for_jira_cloud_means_what_was_said(here: Path) -> None:
    init("--jira", JIRA, "--readers", "public", "--jql", 'labels = "sev: 1"')

    found = jira(here, "ops")
    assert (found.url, found.project) == ("https://acme.atlassian.net", "OPS")
    assert (str(found.email), str(found.token)) == ("env:JIRA_EMAIL", "env:JIRA_TOKEN")
    assert found.readers == "public"
    config = load_config(here / "afteraction.yml", all_settings())
    (rule,) = config.subjects.incidents
    assert rule.selection == ByJql(jql='labels = "sev: 1"')
    assert config.subjects.sprints == (), "no board was named"


def test_a_data_center_signs_in_with_a_token_alone(
    here: Path, snapshot: SnapshotAssertion
) -> None:
    at = "https://jira.acme.example/jira"
    board = f"{at}/secure/RapidBoard.jspa?rapidView=12&projectKey=OPS"

    ran = init("--jira", board, "--name", "platform")

    found = jira(here, "platform")
    assert (found.url, found.project, found.email) == (at, "OPS", None)
    config = load_config(here / "afteraction.yml", all_settings())
    (rule,) = config.subjects.sprints
    assert rule.selection == OfBoard(board=12)
    assert f"Make one on\n{at}/secure/ViewProfile.jspa?" in ran.out
    assert "JIRA_EMAIL" not in ran.out
    assert (here / "afteraction.yml").read_text(encoding="utf-8") == snapshot


def test_a_clone_from_github_may_have_its_tickets_in_jira(here: Path) -> None:
    came_from(here, "git@github.com:acme/platform.git")

    init("--jira", JIRA)

    assert jira(here, "ops").project == "OPS"


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals on Windows")
def test_it_asks_for_a_project_in_jira(here: Path, snapshot: SnapshotAssertion) -> None:
    where = ["jira", "https://acme.atlassian.net", JIRA, ""]
    answers = [*where, "", "a ORDER BY b", "", "", "Ada Lovelace", "", "Lin", "x@y", ""]

    ran = _asked(answers)

    assert ran.returncode == 0
    assert ran.stderr.replace(": ", ":\n") == snapshot
    config = load_config(here / "afteraction.yml", all_settings())
    assert [one.handles["ops"] for one in config.people] == ["Ada Lovelace", "x@y"]


def test_git_sees_nothing_of_the_ledger_without_init(here: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    init()
    (here / ".afteraction/.gitignore").unlink()
    afteraction("sync")

    command = ["git", "status", "--porcelain", "-uall"]
    said = subprocess.run(command, cwd=here, check=True, capture_output=True, text=True)
    seen = [line[3:] for line in said.stdout.splitlines() if line.startswith("?? .")]
    assert (here / ".afteraction/ledger.db").exists()
    assert seen == [".afteraction/.gitignore", ".afteraction/schema.json"]


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals on Windows")
def test_a_name_or_handle_that_is_taken_is_asked_for_again(here: Path) -> None:
    people = ["Ada Lovelace", "", "ada lovelace", "Lin", "@Ada", "lin", ""]

    ran = _asked(["", "", "", "", "", *people])

    assert ran.returncode == 0
    assert 'Error: "ada lovelace" is taken already; give another\n' in ran.stderr
    assert 'Error: "@Ada" is taken already; give another\n' in ran.stderr
    config = load_config(here / "afteraction.yml", all_settings())
    assert [(one.name, one.handles["notes"]) for one in config.people] == [
        ("Ada Lovelace", "ada"),
        ("Lin", "lin"),
    ]


def _asked(answers: list[str]) -> subprocess.CompletedProcess[str]:
    """Run it on a terminal where this is typed."""
    keyboard, terminal = os.openpty()
    os.write(keyboard, "".join(f"{answer}\n" for answer in answers).encode())
    try:
        return subprocess.run(
            [sys.executable, "-m", "afteraction.cli.main", "init", "--now", NOW],
            stdin=terminal,
            capture_output=True,
            text=True,
            timeout=60,
        )
    finally:
        os.close(keyboard)
        os.close(terminal)


# --- the guess of the zone -----------------------------------------------------------


@pytest.mark.parametrize(
    ("variable", "link", "file", "found"),
    [
        ("Asia/Tokyo", None, None, "Asia/Tokyo"),
        (":Asia/Tokyo", None, None, "Asia/Tokyo"),
        ("CEST-2", "zoneinfo/Europe/Rome", None, "Europe/Rome"),
        ("", "../share/zoneinfo/Europe/Rome", "Asia/Tokyo", "Europe/Rome"),
        ("", "elsewhere", "Asia/Tokyo\n", "Asia/Tokyo"),
        ("", None, "Asia/Tokyo\n", "Asia/Tokyo"),
        ("", "zoneinfo/Etc/UTC", None, "UTC"),
        ("", None, None, "UTC"),
        ("", None, "nonsense", "UTC"),
    ],
)
def test_the_zone_of_this_machine(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    link: str | None,
    file: str | None,
    found: str,
) -> None:
    monkeypatch.setenv("TZ", variable)
    (tmp_path / "etc").mkdir()
    if link:
        (tmp_path / "etc/localtime").symlink_to(link)
    if file:
        (tmp_path / "etc/timezone").write_text(file)

    assert zone.guess(tmp_path) == found
