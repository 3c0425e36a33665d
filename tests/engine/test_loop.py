"""The loop, end to end, on one tracker: rules 6, 7, 10, 18, 19, the table of kinds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from afteraction.applying import Ended
from afteraction.domain.tickets import Reason, State
from afteraction.plan import Does
from afteraction.report import ReviewState
from afteraction.sync import Synced
from tests.engine.house import START, House, gap, policy


def does(synced: Synced) -> list[str]:
    return [change.does.value for change in synced.plan.changes]


def test_a_closed_incident_gets_one_review(house: House) -> None:
    house.incident("0041")

    synced = house.sync()
    again = house.sync()

    (review,) = house.reviews()
    assert does(synced) == ["open-review"]
    assert [result.ended for result in synced.results] == [Ended.DONE]
    assert does(again) == []
    assert review.assignee == "ada"
    assert review.due == date(2026, 11, 19)
    assert set(review.labels) == {"review", "afteraction"}


@pytest.mark.parametrize(
    ("why", "values"),
    [
        ("it is open", {"state": State.OPEN, "reason": None, "closed": None}),
        ("it was declined", {"reason": Reason.DECLINED}),
        ("it is a duplicate", {"reason": Reason.DUPLICATE}),
        ("it has another label", {"labels": ("incidental",)}),
        (
            "it ended before since",
            {"closed": datetime(2026, 10, 31, 22, 59, tzinfo=UTC)},
        ),
        (
            "it was over before since, though closed later",
            {"ended": datetime(2026, 10, 1, tzinfo=UTC)},
        ),
    ],
)
def test_what_is_no_subject(house: House, why: str, values: dict[str, object]) -> None:
    house.incident("0041", **values)

    house.sync()

    assert house.reviews() == [], why


def test_since_begins_in_the_teams_zone(house: House) -> None:
    house.incident("0041", closed=datetime(2026, 10, 31, 23, 0, tzinfo=UTC))

    house.sync()

    assert len(house.reviews()) == 1


def test_findings_become_tickets_with_links_both_ways(house: House) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(
        review,
        gap("Check the config", what="\n  - Add a check\n  - Run it nightly"),
        gap("The cache is small", "inherent", owner="Lin Chen", due="2027-03-01"),
        gap("Retries helped", "experiment", due=""),
        gap("Shorter retries", "experiment", due="in 2 weeks", owner="@lin"),
    )
    house.notes.close(review.id)
    synced = house.sync()

    assert does(synced) == ["edit", "edit", *["write-back"] * 4, "edit"]
    by_title = {ticket.title: ticket for ticket in house.write_backs()}
    assert set(by_title) == {
        "Check the config",
        "Constraint: The cache is small",
        "Learned: Retries helped",
        "Learned: Shorter retries",
    }
    checklist = by_title["Check the config"]
    assert checklist.assignee == "ada"
    assert checklist.due == date(2026, 12, 1)
    assert "checklist" in checklist.labels
    text = house.notes.text(checklist.id)
    assert "- [ ] Add a check\n- [ ] Run it nightly\n- [ ] where the change" in text
    assert f"From the review [{review.key}]({review.url})" in text
    assert by_title["Constraint: The cache is small"].due == date(2027, 3, 1)
    assert by_title["Learned: Retries helped"].completed
    assert by_title["Learned: Retries helped"].due is None
    assert by_title["Learned: Shorter retries"].state is State.OPEN
    assert by_title["Learned: Shorter retries"].due == date(2026, 11, 30)
    filled_in = house.notes.text(review.id)
    for ticket in by_title.values():
        assert f"- **Tracked in:** [{ticket.key}]({ticket.url})" in filled_in
    assert "- **Due:** 2026-11-30" in filled_in
    assert "opening" not in filled_in
    assert does(house.sync()) == []


def test_incomplete_findings_wait_and_are_named_once(house: House) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Complete"), gap("Nobody's", owner=""))
    house.notes.close(review.id)

    first, second = house.sync(), house.sync()

    assert Does.REMARK.value in does(first)
    assert does(second) == []
    assert [t.title for t in house.write_backs()] == ["Complete"]
    (remark,) = house.notes.kept[review.id].details.comments
    assert "**Nobody's**: nobody owns it yet" in remark.text

    house.edit(review, lambda text: text.replace("**Owner:** \n", "**Owner:** lin\n"))
    house.sync()

    assert {t.title for t in house.write_backs()} == {"Complete", "Nobody's"}
    house.sync()
    (remark,) = house.notes.kept[review.id].details.comments
    assert "Nothing is missing any more" in remark.text
    assert does(house.sync()) == []


def test_nobody_is_remarked_upon_while_they_write(house: House) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Half done", owner=""))

    house.later(hours=24)
    early = house.sync()
    house.later(hours=24)
    late = house.sync()

    assert does(early) == []
    assert does(late) == ["remark"]
    assert house.write_backs() == []


def test_a_review_that_is_opened_late_is_not_remarked_on_at_once(house: House) -> None:
    house.incident("0041", closed=START - timedelta(days=10))
    house.sync()

    at_once = house.sync()
    house.later(hours=13)
    later = house.sync()

    assert does(at_once) == []
    assert does(later) == ["remark"]


def test_ready_writes_back_while_the_review_is_open(house: House) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Now"))
    house.notes.change(review.id, labels=(*review.labels, "ready"))

    house.sync()

    assert [ticket.title for ticket in house.write_backs()] == ["Now"]
    assert house.report().reviews[0].state is ReviewState.HELD


def test_a_declined_review_was_not_held_and_says_why(house: House) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Not to be written back"))
    house.notes.say(review.id, "lin", "Same as last week's.")
    house.notes.close(review.id, Reason.DECLINED)

    synced = house.sync()

    assert does(synced) == []
    (row,) = house.report().reviews
    assert row.state is ReviewState.NOT_HELD
    assert row.why == "Same as last week's."


def test_the_gate_reopens_once(house: House) -> None:
    house.policy = policy(reopens=True)
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Nobody's", owner=""))
    house.notes.close(review.id)

    assert "reopen" in does(house.sync())
    (review,) = house.reviews()
    assert review.state is State.OPEN
    house.later(hours=1)
    house.notes.close(review.id)

    assert does(house.sync()) == []
    (review,) = house.reviews()
    assert review.state is State.CLOSED
    assert review.finished == START, "held when it was first closed"


def test_a_reopened_review_writes_nothing_until_it_is_closed_again(
    house: House,
) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("First"))
    house.notes.close(review.id)
    house.sync()
    house.notes.change(review.id, state=State.OPEN, reason=None, closed=None)
    carried = "And for the whole review:"
    house.edit(
        review, lambda text: text.replace(carried, gap("Second") + "\n" + carried)
    )

    assert does(house.sync()) == []
    house.notes.close(review.id)
    house.sync()

    assert {t.title for t in house.write_backs()} == {"First", "Second"}


def test_a_reopened_incident_keeps_its_review_and_is_told(house: House) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.notes.change("0041", state=State.OPEN, reason=None, closed=None)

    first, second = house.sync(), house.sync()
    house.notes.close("0041")
    third = house.sync()

    assert does(first) == ["comment"]
    assert does(second) == []
    assert does(third) == []
    assert len(house.reviews()) == 1
    (comment,) = house.notes.kept[review.id].details.comments
    assert "was opened again" in comment.text


def test_a_copied_block_is_a_new_finding(house: House) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("First"))
    house.notes.close(review.id)
    house.sync()
    carried = "And for the whole review:"

    def copy(text: str) -> str:
        start, end = text.index("### First"), text.index(carried)
        block = text[start:end].replace("### First", "### Second")
        return text[:end] + block + "\n" + text[end:]

    house.edit(review, copy)
    house.sync()

    assert {t.title for t in house.write_backs()} == {"First", "Second"}
    text = house.notes.text(review.id)
    for ticket in house.write_backs():
        assert text.count(f"({ticket.url})") == 1
    assert does(house.sync()) == []


def test_a_link_that_a_person_typed_is_followed_not_touched(house: House) -> None:
    house.incident("0041")
    own = house.notes.put("0099", title="We had this already", assignee="lin")
    house.sync()
    (review,) = house.reviews()
    more = f"- **Tracked in:** [0099]({own.url})\n"
    house.fill_in(review, gap("Known", more=more))
    house.notes.close(review.id)

    synced = house.sync()

    assert house.write_backs() == []
    assert "write-back" not in does(synced)
    (row,) = house.report().write_backs
    assert (row.ticket.ref, row.owner) == ("notes:0099", "Lin Chen")
    assert house.notes.text("0099") == "Something happened."


def test_the_review_rules_the_wording_until_somebody_edits(house: House) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Old words"))
    house.notes.close(review.id)
    house.sync()
    house.edit(review, lambda text: text.replace("Old words", "New words"))
    house.sync()
    (ticket,) = house.write_backs()
    assert ticket.title == "New words"

    house.notes.write(ticket.id, house.notes.text(ticket.id) + "\nMy own note.")
    house.edit(review, lambda text: text.replace("New words", "Newest words"))

    assert does(house.sync()) == []
    (ticket,) = house.write_backs()
    assert ticket.title == "New words"


def test_a_changed_kind_moves_nothing_and_is_explained(house: House) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Which kind"))
    house.notes.close(review.id)
    house.sync()

    def other_kind(text: str) -> str:
        return text.replace("[x] avoidable", "[ ] avoidable").replace(
            "[ ] inherent", "[x] inherent"
        )

    house.edit(review, other_kind)
    assert does(house.sync()) == ["remark"]
    assert len(house.write_backs()) == 1
    (remark,) = house.notes.kept[review.id].details.comments
    assert "its kind changed" in remark.text


def test_more_than_at_most_means_none_of_that_sort(house: House) -> None:
    house.policy = policy(at_most=2)
    for number in range(3):
        house.incident(f"{number}")

    synced = house.sync()

    assert does(synced) == []
    assert [(h.sort, h.count) for h in synced.plan.held_back] == [("new reviews", 3)]
    assert house.notes.reads == 0, "no details of subjects that are not opened"

    house.policy = policy(at_most=3)
    assert does(house.sync()) == ["open-review"] * 3


def test_a_sprint_is_reviewed_with_what_is_known(house: House) -> None:
    week = timedelta(days=7)
    house.notes.put_sprint("46", START - week, START - timedelta(hours=1), "closed")
    house.notes.put(
        "1", title="Done", sprint="46", state=State.CLOSED, reason=Reason.COMPLETED
    )
    house.notes.put("2", title="Open", sprint="46")

    house.sync()

    (review,) = house.reviews()
    text = house.notes.text(review.id)
    assert "- Goal: A goal" in text
    assert "- Done: 1" in text
    assert "- Still open: 1" in text
    assert "- Carried over from before: not known" in text


def test_work_that_missed_its_date_stays_late_when_the_date_is_moved(
    house: House,
) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Late", due="2026-11-20"))
    house.notes.close(review.id)
    house.sync()
    (ticket,) = house.write_backs()
    house.later(days=6)
    house.sync()
    house.notes.change(ticket.id, due=date(2026, 12, 24))
    house.later(days=1)
    house.notes.close(ticket.id)
    house.sync()

    (row,) = house.report().write_backs
    assert row.state.value == "done-late"


def test_a_deleted_review_is_reported_and_not_made_again(house: House) -> None:
    house.incident("0041")
    house.sync()
    (review,) = house.reviews()
    house.notes.delete(review.id)

    synced = house.sync()

    assert does(synced) == []
    assert [problem.ref for problem in synced.problems] == [review.ref]
    assert house.reviews() == []


def test_another_installations_tickets_are_left_alone(house: House) -> None:
    house.incident("0041")
    house.sync()
    house.policy = policy(installation="theirs")

    house.forget()
    synced = house.sync()

    assert does(synced) == ["open-review"]


def test_a_dry_run_plans_the_same_and_writes_nothing(house: House) -> None:
    house.incident("0041")

    dry = house.sync(dry_run=True)

    assert house.reviews() == []
    assert house.sync().plan.changes == dry.plan.changes
