"""Reviews of sprints that are opened before the sprint ends: rules 6, 17, 18."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

import pytest

from afteraction.applying import Ended
from afteraction.domain.identity import text_digest
from afteraction.domain.policy import SubjectRule
from afteraction.domain.tickets import Reason, State, Ticket
from afteraction.report import ReviewState
from afteraction.sync import Synced
from afteraction.sync_words import sync_lines
from tests.engine.house import START, House, gap, policy
from tests.engine.trouble import Trouble, Troubled
from tests.fakes.memory import Crash

DAY = timedelta(days=1)
END = START + 10 * DAY
EARLY = policy(sprints=(SubjectRule("notes", "notes", lead=DAY),))


def does(synced: Synced) -> list[str]:
    return [change.does.value for change in synced.plan.changes]


def sprint(
    house: House, end: datetime = END, state: str = "active", key: str = "46"
) -> None:
    """The sprint, as it stands from now on."""
    house.notes.put_sprint(key, START - DAY, end, state)


@pytest.fixture(autouse=True)
def opened_a_day_before(house: House) -> None:
    house.policy = EARLY


def test_a_review_is_opened_a_day_before_the_sprint_ends(house: House) -> None:
    sprint(house)

    assert does(house.sync()) == []
    house.later(days=9, seconds=-1)
    assert does(house.sync()) == []
    # Nothing changed in the tracker: time alone opens it.
    house.later(seconds=1)
    assert does(house.sync(dry_run=True)) == ["open-review"]
    assert does(house.sync()) == ["open-review"]

    (review,) = house.reviews()
    assert review.due == date(2026, 11, 29)
    assert "is due by 2026-11-29 10:00 CET" in house.notes.text(review.id)
    assert "open-review" not in does(house.sync())


def test_a_loop_that_waits_for_that_day_is_not_looked_at_before(house: House) -> None:
    sprint(house)
    house.sync()
    with house.site() as site:
        assert site.ledger.view.awake(house.now) == ()
        assert site.ledger.view.awake(END - DAY - timedelta(seconds=1)) == ()
        assert len(site.ledger.view.awake(END - DAY)) == 1


def test_it_is_opened_on_a_fresh_ledger_too(house: House) -> None:
    sprint(house)
    house.later(days=9)

    assert does(house.sync()) == ["open-review"]
    house.forget()
    assert "open-review" not in does(house.sync())
    assert len(house.reviews()) == 1


def test_somebody_configures_it_in_the_last_day(house: House) -> None:
    """What was seen before it mattered is not told again by every tracker."""
    sprint(house)
    house.later(days=9, hours=1)
    house.policy = policy()
    assert does(house.sync()) == []
    house.policy = EARLY
    house.forget()

    assert does(house.sync()) == ["open-review"]


@pytest.mark.parametrize("end", [END, END + 9 * DAY], ids=["in time", "much later"])
def test_the_end_of_the_sprint_opens_nothing_more(house: House, end: datetime) -> None:
    sprint(house)
    house.later(days=9)
    house.sync()

    sprint(house, END + DAY)
    assert "open-review" not in does(house.sync())
    house.later(days=2)
    sprint(house, end, "closed")
    assert "open-review" not in does(house.sync())
    house.forget()
    assert "open-review" not in does(house.sync())
    assert len(house.reviews()) == 1


def test_an_end_that_is_moved_before_the_review_moves_its_opening(house: House) -> None:
    sprint(house)
    house.sync()
    sprint(house, END + 2 * DAY)
    house.later(days=9)

    assert does(house.sync()) == []
    house.later(days=2)
    assert does(house.sync()) == ["open-review"]


def test_a_sprint_that_is_closed_before_its_day_is_reviewed_at_once(
    house: House,
) -> None:
    sprint(house)
    house.sync()
    house.later(days=3)
    sprint(house, house.now, "closed")

    assert does(house.sync()) == ["open-review"]


def test_a_sprint_that_has_not_begun_waits_for_its_beginning(house: House) -> None:
    house.policy = policy(sprints=(SubjectRule("notes", "notes", lead=9 * DAY),))
    house.notes.put_sprint("47", START + 3 * DAY, START + 5 * DAY, "active")

    assert does(house.sync()) == []
    house.later(days=3)
    assert does(house.sync()) == ["open-review"]


def test_a_sprint_that_is_deleted_gets_none(house: House) -> None:
    sprint(house)
    house.sync()
    house.notes.delete("sprint:46")
    house.later(days=9)

    assert does(house.sync()) == []


def test_one_that_is_deleted_or_opened_again_afterwards_keeps_its_one_review(
    house: House,
) -> None:
    sprint(house)
    sprint(house, key="47")
    house.later(days=9)
    house.sync()
    sprint(house, house.now, "closed")
    house.sync()
    sprint(house)
    house.notes.delete("sprint:47")

    assert does(house.sync()) == []
    assert does(house.sync()) == []
    assert len(house.reviews()) == 2


@pytest.mark.parametrize("moment", range(1, 9))
@pytest.mark.parametrize("forgets", [False, True], ids=["", "the ledger is lost"])
def test_a_crash_makes_no_second_one(house: House, moment: int, forgets: bool) -> None:
    sprint(house)
    house.later(days=9)
    with Troubled(house, Trouble(crash_at=moment)), suppress(Crash):
        house.sync()
    if forgets:
        house.forget()
    house.later(hours=2)
    house.sync()
    house.sync()

    assert len(house.reviews()) == 1


def test_too_many_at_once_wait_for_somebody_to_allow_them(house: House) -> None:
    house.policy = replace(EARLY, at_most=1)
    sprint(house)
    sprint(house, key="47")
    house.later(days=9)

    synced = house.sync()
    assert does(synced) == []
    assert synced.plan.held_back[0].count == 2


def test_a_review_that_is_ready_before_the_end_is_written_back_at_once(
    house: House,
) -> None:
    """While people are still in the room."""
    sprint(house)
    house.later(days=9)
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Too much at once", due="end of sprint"))
    labels = (*house.notes.kept[review.id].details.ticket.labels, "ready")
    house.notes.change(review.id, labels=labels)
    house.later(minutes=1)

    synced = house.sync()

    assert "write-back" in does(synced)
    (made,) = house.write_backs()
    assert (made.due, made.state) == (END.date(), State.OPEN)
    (row,) = house.report().reviews
    assert (row.state, row.ended) == (ReviewState.HELD, END)


def test_a_review_held_before_the_end_took_no_time(house: House) -> None:
    sprint(house)
    house.later(days=9)
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Too much at once"))
    house.later(hours=1)
    house.notes.close(review.id)
    house.sync()

    report = house.report()
    (row,) = report.reviews
    assert (row.state, row.ended, row.due) == (ReviewState.HELD, END, END + 3 * DAY)
    assert report.review_figures.held_within_48h.n == 1
    assert report.health.hours_to_review.value == 0


def test_it_is_overdue_by_the_planned_end(house: House) -> None:
    sprint(house)
    house.later(days=9)
    house.sync()
    house.later(days=4)

    assert [row.state for row in house.report().reviews] == [ReviewState.DUE]
    house.later(seconds=1)
    assert [row.state for row in house.report().reviews] == [ReviewState.OVERDUE]


# --- facts that follow the sprint ----------------------------------------------------


def story(house: House, key: str, title: str, *, done: bool = False) -> None:
    state = {"state": State.CLOSED, "reason": Reason.COMPLETED, "closed": house.now}
    house.notes.put(key, title=title, sprint="46", **(state if done else {}))


@pytest.fixture
def opened(house: House) -> Ticket:
    """The review of a sprint, opened a day before its end."""
    sprint(house)
    story(house, "1", "Invoices", done=True)
    story(house, "2", "Reminders")
    house.later(days=9)
    house.sync()
    (review,) = house.reviews()
    return review


def facts(house: House, review: Ticket) -> list[str]:
    """What the review says above its form."""
    above = house.notes.text(review.id).partition("Answer in your own words")[0]
    _, _, told = above.partition("## What the tracker knows")
    return [line for line in told.split("\n") if line]


FACTS = [
    "- Sprint: Sprint 46",
    "- Goal: A goal",
    "- From 2026-11-15 to 2026-11-26",
    "- Done: 1",
    "- Still open: 1",
    "- Carried over from before: not known",
    "- Added in mid-sprint: not known",
    "- Done: [1](https://notes.example/1) Invoices",
    "- Still open: [2](https://notes.example/2) Reminders",
]


def untouched(house: House, review: Ticket) -> bool:
    """Whether the mark says that nobody edited the text."""
    mark = house.notes.kept[review.id].details.ticket.mark
    assert mark is not None
    return mark.text == text_digest(house.notes.text(review.id))


def test_nothing_is_edited_while_nothing_changes(house: House, opened: Ticket) -> None:
    assert facts(house, opened) == FACTS
    for _ in range(3):
        house.later(hours=1)
        assert does(house.sync()) == []
    house.forget()
    assert does(house.sync()) == []
    assert house.notes.edits == []


def test_facts_are_brought_up_to_date_until_the_end_and_once_after(
    house: House, opened: Ticket
) -> None:
    story(house, "3", "A late wish")
    house.notes.close("2")

    first, *_ = sync_lines(house.sync(dry_run=True), dry_run=True)
    assert first == f"would edit {opened.ref} (tell of its sprint as it stands)"
    assert house.notes.edits == []
    assert does(house.sync()) == ["edit"]
    assert len(house.notes.edits) == 1
    assert facts(house, opened) == [
        *FACTS[:3],
        "- Done: 2",
        *FACTS[4:8],
        "- Done: [2](https://notes.example/2) Reminders",
        "- Still open: [3](https://notes.example/3) A late wish",
    ]
    assert untouched(house, opened)
    assert does(house.sync()) == []

    house.later(days=1)
    sprint(house, house.now, "closed")
    house.notes.close("3")
    first, *_ = sync_lines(house.sync(), dry_run=False)
    assert first == f"edited {opened.ref} (tell of its sprint as it ended)"
    assert facts(house, opened)[3:5] == ["- Done: 3", "- Still open: 0"]
    assert untouched(house, opened)

    # They are final.
    story(house, "4", "After the end", done=True)
    assert does(house.sync()) == []
    sprint(house)
    assert does(house.sync()) == []
    house.forget()
    assert does(house.sync()) == []
    sprint(house, house.now, "closed")
    assert does(house.sync()) == []


def test_what_people_write_is_never_touched(house: House, opened: Ticket) -> None:
    theirs = "- Still open: [2](https://notes.example/2) Reminders, waits for Lin"
    house.edit(opened, lambda text: text.replace(FACTS[8], theirs))
    house.edit(opened, lambda text: text.replace(FACTS[1] + "\n", ""))
    house.edit(opened, lambda text: text.replace(FACTS[7], f"Ours:\n\n{FACTS[7]}"))
    house.edit(opened, lambda text: text.replace("## 2.", f"{FACTS[3]}\n\n## 2.", 1))
    sprint(house)
    house.notes.close("2")
    story(house, "3", "A late wish")

    house.sync()

    assert facts(house, opened) == [
        FACTS[0],
        FACTS[2],
        "- Done: 2",
        *FACTS[4:7],
        "Ours:",
        FACTS[7],
        "- Still open: [3](https://notes.example/3) A late wish",
        theirs,
    ]
    assert f"{FACTS[3]}\n\n## 2." in house.notes.text(opened.id)
    assert not untouched(house, opened)
    assert does(house.sync()) == []


def test_what_fell_away_says_so(house: House, opened: Ticket) -> None:
    house.notes.change("2", sprint="47")

    house.sync()

    assert facts(house, opened)[-1] == (
        "- No longer listed: Still open: [2](https://notes.example/2) Reminders"
    )
    assert facts(house, opened)[4] == "- Still open: 0"
    assert untouched(house, opened)
    assert does(house.sync()) == []


def test_a_long_list_loses_nothing_when_it_grows(house: House) -> None:
    sprint(house)
    for number in range(50):
        story(house, f"{number:02}", "A story", done=number % 10 > 0)
    house.later(days=9)
    house.sync()
    (review,) = house.reviews()
    assert sum("A story" in line for line in facts(house, review)) == 45
    house.notes.close("00")

    house.sync()

    told = facts(house, review)
    assert sum("A story" in line for line in told) == 50
    assert "- Done: [00](https://notes.example/00) A story" in told
    assert not any("No longer" in line for line in told)
    assert does(house.sync()) == []


def test_nobody_is_invited_again(house: House) -> None:
    rule = replace(EARLY.sprints[0], assign=house.policy.people.known[0])
    house.policy = policy(sprints=(rule,))
    sprint(house)
    house.later(days=9)
    house.sync()
    (review,) = house.reviews()
    assert "Invited: @ada" in house.notes.text(review.id)
    story(house, "3", "A late wish")
    rule = replace(rule, assign=house.policy.people.known[1])
    house.policy = policy(sprints=(rule,))

    assert does(house.sync()) == ["edit"]
    assert "Invited: @ada\n" in house.notes.text(review.id)
    assert "@lin" not in house.notes.text(review.id)


def test_the_due_day_follows_the_end(house: House, opened: Ticket) -> None:
    sprint(house, END + 2 * DAY)

    assert does(house.sync()) == ["edit"]

    (review,) = house.reviews()
    assert review.due == date(2026, 12, 1)
    assert "is due by 2026-12-01 10:00 CET" in house.notes.text(opened.id)
    assert house.report().reviews[0].due == END + 5 * DAY
    assert does(house.sync()) == []
    house.later(days=1)
    sprint(house, END, "closed")
    house.sync()
    assert house.reviews()[0].due == date(2026, 11, 29)


def test_a_due_day_that_somebody_gave_stays(house: House, opened: Ticket) -> None:
    house.notes.change(opened.id, due=date(2026, 11, 28))
    sprint(house, END + 2 * DAY)

    assert does(house.sync()) == ["edit"]

    (review,) = house.reviews()
    assert review.due == date(2026, 11, 28)
    assert does(house.sync()) == []


def test_what_is_ready_is_written_back_in_the_sync_that_tells_more(
    house: House, opened: Ticket
) -> None:
    house.fill_in(opened, gap("Too much at once"))
    labels = (*house.notes.kept[opened.id].details.ticket.labels, "ready")
    house.notes.change(opened.id, labels=labels)
    house.notes.close("2")

    synced = house.sync()

    assert does(synced).count("write-back") == 1
    assert all(result.ended is Ended.DONE for result in synced.results)
    assert facts(house, opened)[3] == "- Done: 2"
    assert "opening" not in house.notes.text(opened.id)
    assert does(house.sync()) == []


@pytest.mark.parametrize("reason", [Reason.COMPLETED, Reason.DECLINED])
def test_a_review_that_is_closed_before_the_end(
    house: House, opened: Ticket, reason: Reason
) -> None:
    """One that was held is told how the sprint ended; one that was not, nothing."""
    house.fill_in(opened)
    house.notes.close(opened.id, reason)
    house.sync()
    house.notes.close("2")
    house.later(days=1)
    sprint(house, house.now, "closed")
    house.sync()

    held = reason is Reason.COMPLETED
    assert facts(house, opened)[3] == ("- Done: 2" if held else "- Done: 1")


@pytest.mark.parametrize("moment", range(1, 9))
@pytest.mark.parametrize("forgets", [False, True], ids=["", "the ledger is lost"])
def test_a_crash_leaves_nothing_half_told(
    house: House, opened: Ticket, moment: int, forgets: bool
) -> None:
    house.notes.close("2")
    story(house, "3", "A late wish")
    with Troubled(house, Trouble(crash_at=moment)), suppress(Crash):
        house.sync()
    if forgets:
        house.forget()
    house.sync()
    house.sync()

    assert facts(house, opened)[-2:] == [
        "- Done: [2](https://notes.example/2) Reminders",
        "- Still open: [3](https://notes.example/3) A late wish",
    ]
    assert len(facts(house, opened)) == len(FACTS) + 1
    assert does(house.sync()) == []


def test_somebody_writes_at_that_moment(house: House, opened: Ticket) -> None:
    """The line that was changed meanwhile is left; the rest comes with the next."""
    house.notes.close("2")
    mine = "- Done: 1, and what a one"
    edit = partial(house.edit, opened, lambda text: text.replace(FACTS[3], mine))
    with Troubled(house, Trouble(), lambda _: edit()):
        (result,) = house.sync().results
    assert result.ended is Ended.SKIPPED

    assert does(house.sync()) == ["edit"]
    assert facts(house, opened)[3:5] == [mine, "- Still open: 0"]


def test_only_sprints_about_to_end_are_asked_about(house: House) -> None:
    asked = house.notes.told_of
    sprint(house)
    sprint(house, END + 9 * DAY, key="47")
    house.sync()
    house.later(days=8)
    house.sync()
    assert asked == []
    house.later(days=1)
    for _ in range(3):
        house.later(hours=1)
        house.sync()
    assert asked == ["46"] * 3
    # Nobody closes it: until the review is due, and then when somebody does.
    house.now = END + 3 * DAY - timedelta(seconds=1)
    house.sync()
    assert asked == ["46"] * 4
    house.later(seconds=1)
    house.sync()
    assert asked == ["46"] * 4
    sprint(house, END, "closed")
    house.sync()
    assert asked == ["46"] * 5
    house.sync()
    assert asked == ["46"] * 5


def test_where_nothing_may_be_told_the_end_alone_follows(house: House) -> None:
    house.add("other")
    rule = SubjectRule("notes", "other", lead=DAY)
    house.policy = policy(sprints=(rule,), public=frozenset({"other"}))
    sprint(house)
    story(house, "1", "Secret invoices")
    house.later(days=9)
    house.sync()
    (review,) = house.reviews()
    text = house.trackers["other"].text
    assert "- Ends: 2026-11-26 10:00 CET" in text(review.id)

    house.notes.close("1")
    assert does(house.sync()) == []
    sprint(house, END + DAY)
    assert does(house.sync()) == ["edit"]
    assert "- Ends: 2026-11-27 10:00 CET" in text(review.id)
    house.later(days=2)
    sprint(house, END + DAY, "closed")
    house.sync()
    assert "- Over: 2026-11-27 10:00 CET" in text(review.id)
    assert "Secret" not in text(review.id)
