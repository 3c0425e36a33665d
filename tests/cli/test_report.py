"""`afteraction report`: four formats, to the terminal or to a file."""

from __future__ import annotations

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.place import NEXT_DAY, SPRINT, WEEKS_LATER, Place
from tests.engine.house import gap

FORMATS = ("text", "markdown", "html", "json", "csv")


@pytest.fixture
def told(place: Place) -> Place:
    """Two reviews were held; one thing is done, one late, one finding has no owner."""
    place.write("work/sprints/46.md", SPRINT)
    place.run("sync")
    place.hold("review-0041", gap("No check"), gap("A limit", "inherent", owner="lin"))
    place.hold("review-sprint-46", gap("Too much"), gap("Too late", owner=""))
    place.now = NEXT_DAY
    place.run("sync")
    (work,) = [
        stem
        for stem in place.tickets()
        if stem.startswith("review-0041-f") and "checklist" in place.read(stem)
    ]
    place.close(work, "2026-11-25T10:00:00Z")
    place.now = WEEKS_LATER
    place.transcript()
    return place


def test_text(told: Place, snapshot: SnapshotAssertion) -> None:
    ran = told.run("report")

    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 80
    assert ran.out == snapshot


def test_markdown(told: Place, snapshot: SnapshotAssertion) -> None:
    ran = told.run("report", "--format", "markdown")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == snapshot


def test_json(told: Place, snapshot: SnapshotAssertion) -> None:
    ran = told.run("report", "--format", "json")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == snapshot


class Tags(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def needs_of(page: str) -> list[str]:
    """What a page would fetch from elsewhere, or run."""
    tags = Tags()
    tags.feed(page)
    fetched = [
        f"{tag} {name}"
        for tag, attributes in tags.found
        for name in ("src", "srcset", "data", "poster", "action", "background")
        if name in attributes
    ]
    links = [f"{t} {a.get('href')}" for t, a in tags.found if t in {"link", "base"}]
    scripts = [tag for tag, _ in tags.found if tag in {"script", "iframe", "object"}]
    # `url(#…)` is a shape of the page's own.
    styles = re.findall(r"@import|url\((?!#)|javascript:", page)
    return [*fetched, *links, *scripts, *styles]


def test_html(told: Place) -> None:
    ran = told.run("report", "--format", "html")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("<!DOCTYPE html>")
    assert "<svg" in ran.out
    assert "No check" in ran.out
    assert needs_of(ran.out) == []


def test_what_a_page_needs_is_seen() -> None:
    page = "<link href=x><img src=y><script>1</script><style>@import 'z'</style>"
    page += "<p style='fill: url(#own); mask: url(z)'>"

    assert needs_of(page) == ["img src", "link x", "script", "@import", "url("]


def test_nothing_yet(place: Place, snapshot: SnapshotAssertion) -> None:
    assert place.run("report").code == 0
    assert place.transcript() == snapshot
    for form in FORMATS:
        assert place.run("report", "--format", form).code == 0


@pytest.mark.parametrize("form", FORMATS)
def test_to_a_file(told: Place, form: str) -> None:
    printed = told.run("report", "--format", form).out
    written = told.run("report", "--format", form, "--to", "out.txt")

    assert (written.code, written.out) == (0, "")
    assert written.err == "The report is in out.txt\n"
    assert told.read("out.txt").replace(str(told.home), "HOME") == printed


@pytest.mark.parametrize("form", ["markdown", "html"])
@pytest.mark.parametrize("folder", [".", "out/of/the/way"])
def test_links_lead_from_the_report_to_the_tickets(
    told: Place, form: str, folder: str
) -> None:
    (told.home / folder).mkdir(parents=True, exist_ok=True)
    told.run("report", "--format", form, "--to", f"{folder}/report")

    text = told.read(f"{folder}/report")
    links = re.findall(r"\]\(([^)]+)\)|href=\"([^\"#]+)\"", text)
    assert len(links) >= 4
    for link in ("".join(pair) for pair in links):
        assert (told.home / folder / link).is_file(), link


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("r.html", "<!DOCTYPE html>"),
        ("R.HTM", "<!DOCTYPE html>"),
        ("r.md", "# "),
        ("r.json", "{"),
        ("r.csv", "ref,title,kind,"),
        ("r.txt", "What became"),
        ("r.text", "What became"),
    ],
)
def test_a_files_ending_says_how(told: Place, name: str, begins: str) -> None:
    told.run("report", "--to", name)
    told.run("report", "--to", f"as-json-{name}", "--format", "json")

    assert told.read(name).startswith(begins)
    assert json.loads(told.read(f"as-json-{name}"))["as_of"] == WEEKS_LATER


def test_to_a_file_by_the_environment(told: Place) -> None:
    told.run("report", AFTERACTION_FORMAT="json", AFTERACTION_TO="r.json")

    assert json.loads(told.read("r.json"))["as_of"] == WEEKS_LATER


def test_what_can_not_be_written(told: Place, snapshot: SnapshotAssertion) -> None:
    for target in ("nowhere/report.html", "work", "work/tickets/0041.md/x"):
        ran = told.run("report", "--to", target)
        assert (ran.code, ran.out) == (2, "")

    assert told.transcript() == snapshot


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_a_folder_without_rights(told: Place, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    if os.access(closed, os.W_OK):
        pytest.skip("whoever runs this may write everywhere")

    ran = told.run("report", "--to", str(closed / "report.html"))

    assert ran.code == 2
    assert "Permission denied" in ran.err


def test_a_format_that_there_is_not(place: Place) -> None:
    ran = place.run("report", "--format", "pdf")

    assert ran.code == 2
    assert "'text', 'markdown', 'html', 'json', 'csv'" in ran.err


def test_a_broken_ticket_is_named_beside_the_report(told: Place) -> None:
    told.edit("0041", "opened: 2026-11-18T09:12:00Z", "opened: Wednesday")

    ran = told.run("report", "--format", "json")

    assert ran.code == 1
    assert json.loads(ran.out)["reviews"]["held_within_48h"] == 1
    assert ran.err == (
        'notes:0041: work/tickets/0041.md, line 8: opened: "Wednesday" is no time\n'
        "  write it with its zone, as in 2026-11-18T09:12:00Z\n"
    )


def test_a_tracker_that_is_away(told: Place) -> None:
    """The report is as it was when the tracker was last seen, and says so."""
    before = told.run("report").out.splitlines()
    (told.home / "work").rename(told.home / "elsewhere")

    ran = told.run("report")

    assert ran.code == 4
    after = ran.out.splitlines()
    told_so = [
        "Not up to date: no answer from notes (last seen 2026-12-04 10:00 CET); it is",
        "told of as last seen.",
    ]
    assert after == [*before[:2], *told_so, *before[2:]]
    assert ran.err == (
        "notes: there is no folder HOME/work\n"
        "  make it, or correct trackers.notes.path\n"
    )


def test_it_writes_no_ticket(told: Place) -> None:
    before = told.picture()
    told.run("report")

    assert told.picture() == before


GROUPS = "groups: {Platform: [Ada Lovelace]}\n"


@pytest.mark.parametrize("by", ["owner", "team", "kind", "tracker", "subject"])
def test_by_what_it_is_told(told: Place, by: str, snapshot: SnapshotAssertion) -> None:
    told.edit("afteraction.yml", "zone:", f"{GROUPS}zone:")

    ran = told.run("report", "--by", by, "--format", "csv")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == snapshot
    assert told.run("report", "--by", by).code == 0


def test_without_by_csv_has_a_line_for_each_write_back(told: Place) -> None:
    rows = told.run("report", "--format", "csv").out.splitlines()
    there = json.loads(told.run("report", "--format", "json").out)["write_backs"]

    assert len(rows) == 1 + len(there) == 4


@pytest.mark.parametrize(
    ("since", "begins"),
    [
        ("90d", "2026-09-04T22:00:00Z"),
        ("2w", "2026-11-19T23:00:00Z"),
        ("2026-10-25", "2026-10-24T22:00:00Z"),
        ("2026-10-26", "2026-10-25T23:00:00Z"),
    ],
)
def test_since(told: Place, since: str, begins: str) -> None:
    """Whole days of the team's, on both sides of the night when clocks change."""
    ran = told.run("report", "--since", since, "--format", "json")

    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["since"] == begins


def test_since_leaves_out_what_was_settled(told: Place) -> None:
    whole = json.loads(told.run("report", "--format", "json").out)
    part = json.loads(told.run("report", "--format", "json", "--since", "3d").out)

    assert (len(whole["write_backs"]), len(part["write_backs"])) == (3, 2)
    assert {row["state"] for row in part["write_backs"]} == {"look-again", "overdue"}
    assert part["review_list"] == []


@pytest.mark.parametrize("since", ["soon", "90", "36h", "2026-13-01", "-5d", ""])
def test_a_since_that_is_none(told: Place, since: str) -> None:
    ran = told.run("report", "--since", since)

    assert (ran.code, ran.out) == (2, "")
    assert "--since" in ran.err


@pytest.mark.parametrize(
    ("readers", "said", "names"),
    [
        ("private", "", "full"),
        ("public", "", "initials"),
        ("public", "report: {names: full}\n", "full"),
        ("private", "report: {names: none}\n", "none"),
    ],
)
def test_names_are_full_where_no_stranger_reads(
    told: Place, readers: str, said: str, names: str
) -> None:
    told.edit("afteraction.yml", "./work}", f"./work, readers: {readers}}}")
    told.edit("afteraction.yml", "zone:", f"{said}zone:")

    for form in FORMATS:
        out = told.run("report", "--format", form).out
        assert ("Ada Lovelace" in out) is (names == "full"), form
    assert json.loads(told.run("report", "--format", "json").out)["names"] == names


def test_a_report_without_any_look_at_a_tracker(told: Place) -> None:
    """It was never seen, and the report says that instead of a time."""
    told.run("ledger", "rebuild")
    (told.home / "work").rename(told.home / "elsewhere")
    (told.home / ".afteraction" / "ledger.db").unlink()

    ran = told.run("report", "--format", "json")

    assert ran.code == 4
    assert json.loads(ran.out)["last_seen"] == {"notes": None}
