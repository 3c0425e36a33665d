"""Findings whose steps go into standing checklists, whatever goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from afteraction.applying import Ended
from afteraction.domain.checklists import Checklist
from afteraction.domain.follow_through import Became
from afteraction.domain.policy import SubjectRule
from afteraction.domain.tickets import Ticket
from afteraction.plan import AddStep, Does
from tests.engine.house import House, gap, policy
from tests.engine.trouble import Trouble, Troubled
from tests.fakes.memory import Crash

RELEASE = Checklist("Release checklist", "notes", ticket="0012")
ON_CALL = Checklist("On call", "notes", file="docs/on-call.md")
NAMED = "- **Checklist:** release checklist\n"
IN_A_FILE = "- **Checklist:** On call\n"
TEXT = "# Release\n\n- [x] read the notes\n- [ ] tell support\n\nThat is all."


@pytest.fixture
def house(house: House) -> House:
    """One with two standing checklists, and a review that is being written."""
    house.policy = policy(checklists=(RELEASE, ON_CALL))
    house.notes.history = True
    house.notes.put("0012", title="Release")
    house.notes.write("0012", TEXT)
    house.notes.files["docs/on-call.md"] = "# On call\n\n1. Have a phone.\n"
    house.incident("0041")
    house.sync()
    return house


def hold(house: House, *gaps: str) -> Ticket:
    """Fill the review in, and close it."""
    (review,) = house.reviews()
    house.fill_in(review, *gaps)
    house.notes.close(review.id)
    return house.reviews()[0]


def steps(house: House) -> list[str]:
    """What was added to the ticket."""
    known = TEXT.split("\n")
    return [t for t in house.notes.text("0012").split("\n") if t not in known]


def tracked(house: House) -> list[str]:
    """What the review says of where its gaps are tracked."""
    (review,) = house.reviews()
    lines = house.notes.text(review.id).split("\n")
    return [
        line.partition(":** ")[2] for line in lines if line.startswith("- **Tracked in")
    ]


def token(house: House) -> str:
    return tracked(house)[0].split()[1]


def test_each_item_becomes_a_step_and_no_ticket_is_made(house: House) -> None:
    items = "\n  - check the config\n  - run it nightly"
    review = hold(house, gap("Stale config", what=items, more=NAMED))

    synced = house.sync()

    assert [c.does.value for c in synced.plan.changes] == ["edit", "write-back", "edit"]
    assert {result.ended for result in synced.results} == {Ended.DONE}
    assert house.write_backs() == []
    suffix = f"(2026-11-16, [{review.key}]({review.url}), {token(house)})"
    assert house.notes.text("0012").split("\n")[3:6] == [
        "- [ ] tell support",
        f"- [ ] check the config {suffix}",
        f"- [ ] run it nightly {suffix}",
    ]
    (told,) = tracked(house)
    assert told == (
        f"step {token(house)} of [Release checklist](https://notes.example/0012),"
        " added 2026-11-16"
    )
    house.later(days=1)
    assert house.sync().plan.changes == ()


def test_a_file_gets_its_steps_too(house: House) -> None:
    review = hold(house, gap("No number", what="know the number", more=IN_A_FILE))

    house.sync()

    assert house.notes.files["docs/on-call.md"] == (
        "# On call\n\n1. Have a phone.\n"
        f"- [ ] know the number (2026-11-16, [{review.key}]({review.url}),"
        f" {token(house)})\n"
    )
    assert (
        "of [On call](https://notes.example/docs/on-call.md), added"
        in (tracked(house)[0])
    )
    ((path, why),) = house.notes.changes
    assert path == "docs/on-call.md"
    assert why.startswith("Add a step to On call\n\nFinding f-")
    assert house.sync().plan.changes == ()


def test_findings_of_all_sorts_go_together(house: House) -> None:
    hold(
        house,
        gap("One", what="one", more=NAMED),
        gap("Two", what="two"),
        gap("Three", what="three", more=NAMED),
        gap("Four", what="four", more=IN_A_FILE),
    )

    synced = house.sync()

    assert {result.ended for result in synced.results} == {Ended.DONE}
    assert [ticket.title for ticket in house.write_backs()] == ["Two"]
    assert [line.split()[3] for line in steps(house)] == ["one", "three"]
    assert len(set(tracked(house))) == 4
    assert not any("opening" in where for where in tracked(house))
    assert house.sync().plan.changes == ()


def test_a_step_is_left_alone_however_people_change_it(house: House) -> None:
    hold(house, gap("Stale config", what="check the config", more=NAMED))
    house.sync()
    house.edit(
        house.notes.kept["0012"].details.ticket,
        lambda text: text.replace("[ ] check the config", "[x] look at the config"),
    )
    before = house.notes.text("0012")

    house.later(days=1)
    house.forget()

    assert house.sync().plan.changes == ()
    assert house.notes.text("0012") == before


def test_it_counts_as_work_that_its_owner_did_that_day(house: House) -> None:
    house.later(days=4)
    hold(house, gap("In time", what="a", owner="lin", more=NAMED))
    house.sync()

    (row,) = house.report().write_backs

    assert row.ticket.ref == f"Release checklist {token(house)}"
    assert row.ticket.url == "https://notes.example/0012"
    assert (row.owner, row.due) == ("Lin Chen", date(2026, 12, 1))
    assert (row.state, row.tracker) == (Became.DONE, "notes")
    assert house.report().health.procedures.part.n == 1
    assert house.report().reviews[0].unfinished == ()
    before = house.report_text()
    house.forget()
    house.sync()
    assert house.report_text() == before


def test_what_came_after_its_due_day_is_late(house: House) -> None:
    house.trackers["notes"].files.clear()
    hold(house, gap("Late", what="a", due="2026-11-18", more=IN_A_FILE))
    house.later(days=5)
    house.notes.files["docs/on-call.md"] = ""

    house.sync()

    (row,) = house.report().write_backs
    assert row.state is Became.DONE_LATE


def test_what_is_not_added_yet_is_no_row(house: House) -> None:
    hold(house, gap("Later", what="a", more=NAMED))
    house.notes.delete("0012")

    synced = house.sync()

    assert [problem.ref for problem in synced.problems] == ["notes:0012"]
    assert "for the checklist “Release checklist”" in synced.problems[0].message
    assert synced.plan.changes == ()
    assert house.report().write_backs == ()
    assert tracked(house) == []


def test_a_checklist_that_comes_back_gets_what_waited(house: House) -> None:
    hold(house, gap("Waits", what="a", more=NAMED), gap("Goes on", what="b"))
    kept = house.notes.kept["0012"]
    house.notes.delete("0012")

    house.sync()
    assert [ticket.title for ticket in house.write_backs()] == ["Goes on"]

    house.notes.kept["0012"] = kept
    house.sync()
    assert len(steps(house)) == 1
    assert house.sync().problems == ()


def test_names_that_lead_nowhere_are_lacks(house: House) -> None:
    hold(
        house,
        gap("Misspelt", more="- **Checklist:** Relase checklist\n"),
        gap("A limit", "inherent", more=NAMED),
    )

    synced = house.sync()

    assert [c.does for c in synced.plan.changes] == [Does.REMARK]
    said = house.report().reviews[0].unfinished
    assert "did you mean “Release checklist”?" in said[0]
    assert "only an avoidable gap" in said[1]


def test_a_checklist_that_is_renamed_later_changes_nothing(house: House) -> None:
    hold(house, gap("Stale config", what="a", more=NAMED))
    house.sync()
    before = house.report().write_backs

    house.policy = policy(checklists=())

    assert house.sync().plan.changes == ()
    assert house.report().write_backs == before
    assert house.report().reviews[0].unfinished == ()


def test_a_copied_block_is_a_finding_of_its_own(house: House) -> None:
    review = hold(house, gap("Stale config", what="a", more=NAMED))
    house.sync()
    whole = house.notes.text(review.id)
    block = whole[whole.index("### ") : whole.index("And for the whole review")]

    house.edit(review, lambda text: text.replace(block, f"{block}\n{block}", 1))
    house.sync()

    assert len(steps(house)) == 2
    assert len(set(tracked(house))) == 2
    assert house.sync().plan.changes == ()


def test_at_most_counts_steps_as_write_backs(house: House) -> None:
    house.policy = replace(house.policy, at_most=1)
    hold(house, gap("One", what="one", more=NAMED), gap("Two", what="two"))

    synced = house.sync()

    assert synced.plan.changes == ()
    assert [(h.sort, h.count) for h in synced.plan.held_back] == [("write-backs", 2)]
    assert house.notes.text("0012") == TEXT


def test_a_dry_run_shows_it_and_writes_nothing(house: House) -> None:
    hold(house, gap("Stale config", what="a", more=NAMED))

    planned = house.sync(dry_run=True).plan.changes

    assert [type(change) for change in planned][1] is AddStep
    assert house.notes.text("0012") == TEXT


def test_words_do_not_move_to_where_more_people_read(house: House) -> None:
    house.add("other")
    house.trackers["other"].put("7", title="Runbook")
    house.trackers["other"].write("7", "- [ ] first")
    house.policy = policy(
        checklists=(Checklist("Runbook", "other", ticket="#7"),),
        public=frozenset({"other"}),
    )
    more = "- **Checklist:** runbook\n"
    review = hold(house, gap("A secret", what="change the key", more=more))

    house.sync()

    _, step = house.trackers["other"].text("7").split("\n")
    assert step == (
        "- [ ] what the review says under What changes (2026-11-16,"
        f" [{review.key}]({review.url}), {token(house)})"
    )


def test_a_tracker_that_gives_no_answer_keeps_nobody_else_waiting(
    house: House,
) -> None:
    house.add("other")
    house.trackers["other"].put("7")
    house.policy = policy(checklists=(Checklist("Runbook", "other", ticket="7"),))
    more = "- **Checklist:** runbook\n"
    hold(house, gap("Waits", what="a", more=more), gap("Goes on", what="b"))

    with Troubled(house, Trouble(silent=2)):
        synced = house.sync()

    assert [ticket.title for ticket in house.write_backs()] == ["Goes on"]
    assert {problem.ref for problem in synced.problems} == {"other", "other:7"}
    house.sync()
    assert tracked(house)[0].startswith("step f-")


@pytest.mark.parametrize("named", [NAMED, IN_A_FILE], ids=["ticket", "file"])
@pytest.mark.parametrize("keeps", [True, False], ids=["ledger", "no ledger"])
@pytest.mark.parametrize("crash_at", range(1, 22))
def test_once_whenever_it_crashes(
    house: House, named: str, keeps: bool, crash_at: int
) -> None:
    hold(house, gap("One", what="one", more=named), gap("Two", what="two", more=named))

    with Troubled(house, Trouble(crash_at=crash_at)), suppress(Crash):
        house.sync()
    if not keeps:
        house.forget()
    house.later(hours=2)
    for _ in range(3):
        house.sync()

    assert_once(house)


@pytest.mark.parametrize("named", [NAMED, IN_A_FILE], ids=["ticket", "file"])
@pytest.mark.parametrize("lost", range(1, 5))
@pytest.mark.parametrize("stale", [False, True])
def test_once_whatever_answer_is_lost(
    house: House, named: str, lost: int, stale: bool
) -> None:
    house.notes.lag = timedelta(minutes=10)
    hold(house, gap("One", what="one", more=named), gap("Two", what="two", more=named))

    with Troubled(house, Trouble(loses=frozenset({lost}), stale=stale)):
        house.sync()
        house.later(minutes=1)
        house.sync()
    house.later(hours=2)
    for _ in range(3):
        house.sync()

    assert_once(house)


def assert_once(house: House) -> None:
    """Each step stands once, the review tells it, and there is nothing left to do."""
    text = house.notes.text("0012") + house.notes.files["docs/on-call.md"]
    assert [text.count(f"[ ] {word} (") for word in ("one", "two")] == [1, 1]
    assert [where.split()[0] for where in tracked(house)] == ["step", "step"]
    assert house.sync().plan.changes == ()
    with house.site() as site:
        assert site.ledger.journal.open_intents() == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("tell support", "tell everybody"),
        lambda text: text + "\n- [ ] mine",
    ],
    ids=["reworded", "one more"],
)
def test_what_people_write_in_the_same_moment_stays(
    house: House, change: Callable[[str], str]
) -> None:
    hold(house, gap("Stale config", what="a", more=NAMED))
    theirs = change(TEXT)

    def people(write: int) -> None:
        if write == 2:
            house.notes.write("0012", theirs)

    with Troubled(house, Trouble(), people):
        house.sync()

    text = house.notes.text("0012").split("\n")
    assert [line for line in text if "f-" not in line] == theirs.split("\n")
    assert len(text) == len(theirs.split("\n")) + 1


def test_another_tracker_may_hold_the_reviews(house: House) -> None:
    """The owner needs no handle where only a step is added."""
    house.add("other")
    house.trackers["other"].put("7")
    house.policy = replace(
        house.policy,
        incidents=(SubjectRule("notes", "notes", ("incident",)),),
        checklists=(Checklist("Runbook", "other", ticket="7"),),
    )
    house.notes.known_people.add("eve")
    more = "- **Checklist:** runbook\n"
    hold(house, gap("Theirs", what="a", owner="@eve", more=more))

    house.sync()

    (row,) = house.report().write_backs
    assert (row.owner, row.tracker) == ("eve", "other")
