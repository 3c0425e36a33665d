"""What people say in comments is done once, and answered once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from afteraction.applying import Ended
from afteraction.domain.schedule import Schedule
from afteraction.domain.tickets import Reason, State, Ticket
from tests.engine.house import House, policy
from tests.engine.test_nudging import DUE, house_with, on, ours, said
from tests.fakes.memory import Crash
from tests.unit.domain.duties import RULES


def quiet(folder: Path, *gaps: str) -> House:
    """A team that is reminded of nothing, and listened to."""
    return house_with(folder, *gaps, schedule=Schedule(), escalate_after=None)


def says(house: House, text: str, who: str = "ada") -> Ticket:
    """Somebody comments on the one write-back, and the next sync hears it."""
    (ticket,) = house.write_backs()
    house.notes.say(ticket.id, who, text)
    house.later(minutes=5)
    house.sync()
    (ticket,) = house.write_backs()
    return ticket


@pytest.mark.parametrize(
    ("text", "expected", "answer"),
    [
        (
            "/done https://example.org/7",
            {"state": State.CLOSED, "reason": Reason.COMPLETED},
            "Closed as completed; it can be seen at",
        ),
        (
            "/due 2026-12-15 waiting for the vendor",
            {"due": date(2026, 12, 15), "state": State.OPEN},
            "Due on 2026-12-15 now: waiting for the vendor.",
        ),
        (
            "/decline The old system is gone.",
            {"state": State.CLOSED, "reason": Reason.DECLINED},
            "Closed as declined: The old system is gone.",
        ),
        ("/owner @lin", {"assignee": "lin"}, "Lin Chen has it now."),
        ("/recurs notes:i0", {"state": State.OPEN}, "Noted: this has been there"),
        ("/help", {}, "What can be said in a comment here"),
        ("/due someday", {"due": DUE}, "`/due`: "),
        ("/yes", {}, "`/yes`: this answers whether what was done holds"),
        ("/owner the team", {"assignee": "ada"}, "`/owner`: the new owner"),
        ("/recurs it", {}, "`/recurs`: "),
        (
            "/recurs https://notes.example/review-i1-1-fac22-2",
            {},
            "`/recurs`: that is this very ticket; name the earlier one.",
        ),
        ("/due 2036-12-01 later", {"due": DUE}, "`/due`: 2036-12-01 is more than two"),
        ("/avoidable more", {}, "`/avoidable`: this means something on a review only"),
    ],
)
def test_a_command_is_done_and_answered_once(
    tmp_path: Path, text: str, expected: dict[str, object], answer: str
) -> None:
    house = quiet(tmp_path)
    ticket = says(house, text)

    assert {name: getattr(ticket, name) for name in expected} == expected
    (only,) = said(house)
    assert only.startswith(answer)
    for _ in range(2):
        house.later(hours=1)
        assert house.sync().plan.changes == ()
    house.forget()
    house.sync()
    assert len(said(house)) == 1


@pytest.mark.parametrize(
    "text",
    ["> /done", "`/done`", "well, /done", "/done-ish", "path/done", "/lgtm", "done"],
)
def test_quoted_in_code_or_glued_to_a_word_it_is_nothing(
    tmp_path: Path, text: str
) -> None:
    house = quiet(tmp_path)

    assert says(house, text).state is State.OPEN
    assert said(house) == []


def test_who_may_not_edit_is_told_so_once(tmp_path: Path) -> None:
    house = quiet(tmp_path)
    house.notes.outsiders.add("mallory")
    says(house, "/done", "mallory")
    ticket = says(house, "/decline no", "mallory")

    assert ticket.state is State.OPEN
    (only,) = said(house)
    assert only.startswith("`/done`: this is for people who can edit this ticket;")
    assert only.endswith("Nothing was changed by it.")


def test_programs_are_not_listened_to(tmp_path: Path) -> None:
    house = quiet(tmp_path)

    assert says(house, "/done", "ci[bot]").state is State.OPEN
    assert said(house) == []


def test_several_in_one_comment_are_one_answer(tmp_path: Path) -> None:
    house = quiet(tmp_path)
    ticket = says(house, "/owner @lin\n\n/due 2026-12-20 she is away until then")

    assert (ticket.assignee, ticket.due) == ("lin", date(2026, 12, 20))
    (comment,) = ours(house)
    assert comment.text == (
        "- Lin Chen has it now.\n- Due on 2026-12-20 now: she is away until then."
    )


@pytest.mark.parametrize(
    "text",
    [
        "/done\n\n/decline it is not needed",
        "/due 2026-12-15 it is late\n\n/due 2026-12-20 it is late",
        "/owner @lin\n\n/owner @ada",
    ],
)
def test_what_is_said_in_two_ways_is_asked_about(tmp_path: Path, text: str) -> None:
    house = quiet(tmp_path)
    ticket = says(house, text)

    assert (ticket.state, ticket.due, ticket.assignee) == (State.OPEN, DUE, "ada")
    (comment,) = ours(house)
    assert comment.text.count("this comment says it in two ways;") == 2
    assert says(house, "/done").completed


def test_the_same_twice_is_done_once(tmp_path: Path) -> None:
    house = quiet(tmp_path)

    assert says(house, "/owner @lin\n\n/owner Lin Chen").assignee == "lin"


def test_what_is_closed_gets_no_other_day(tmp_path: Path) -> None:
    """A day that is given afterwards makes nothing timely that was late."""
    house = quiet(tmp_path)
    (ticket,) = house.write_backs()
    on(house, date(2026, 12, 5))
    house.notes.close(ticket.id)
    ticket = says(house, "/due 2026-12-20 it took longer")

    assert ticket.due == DUE
    assert said(house)[0].startswith("`/due`: this is closed")
    (row,) = house.report().write_backs
    assert row.state.value == "done-late"


def test_a_command_that_was_corrected_is_done(tmp_path: Path) -> None:
    house = quiet(tmp_path)
    says(house, "/due 2026-12-15")
    (ticket,) = house.write_backs()
    details = house.notes.kept[ticket.id].details
    comments = tuple(
        c if c.mark else replace(c, text="/due 2026-12-15 the vendor is late")
        for c in details.comments
    )
    house.notes._keep(replace(details, comments=comments))
    house.later(minutes=5)
    house.sync()

    assert house.write_backs()[0].due == date(2026, 12, 15)
    assert len(said(house)) == 2


def test_who_just_gave_it_a_day_is_not_reminded(tmp_path: Path) -> None:
    house = house_with(tmp_path, escalate_after=None)
    on(house, DUE, 7)
    (ticket,) = house.write_backs()
    house.notes.say(ticket.id, "ada", "/due tomorrow I am nearly there")
    on(house, DUE, 9)
    house.sync()

    assert [line[:20] for line in said(house)] == ["Due on 2026-12-02 no"]
    on(house, date(2026, 12, 2))
    house.sync()
    assert said(house)[1:] == ["A reminder: this is due today."]


def test_done_counts_from_when_it_was_said(tmp_path: Path) -> None:
    """And not from the sync that heard it, the day after."""
    house = quiet(tmp_path)
    on(house, DUE, 20)
    (ticket,) = house.write_backs()
    house.notes.say(ticket.id, "ada", "/done")
    on(house, date(2026, 12, 2), 9)
    house.sync()

    (row,) = house.report().write_backs
    assert row.state.value == "done"
    before = house.report_text()
    house.forget()
    house.sync()
    assert house.report_text() == before


def test_a_day_that_was_given_in_time_is_in_time(tmp_path: Path) -> None:
    house = quiet(tmp_path)
    on(house, DUE, 20)
    (ticket,) = house.write_backs()
    house.notes.say(ticket.id, "ada", "/due 2026-12-10 the vendor is late")
    on(house, date(2026, 12, 2), 9)
    house.sync()
    house.sync()
    house.notes.close(ticket.id)
    house.sync()

    (row,) = house.report().write_backs
    assert row.state.value == "done"


def test_why_it_was_declined_is_what_was_said(tmp_path: Path) -> None:
    house = quiet(tmp_path)
    says(house, "/decline The old system is gone.")

    (row,) = house.report().write_backs
    assert (row.state.value, row.why) == ("declined", "The old system is gone.")


def test_what_was_declined_is_read_once_for_its_reason_and_its_talk(
    tmp_path: Path,
) -> None:
    house = quiet(tmp_path)
    (ticket,) = house.write_backs()
    house.notes.say(ticket.id, "ada", "Too dear.")
    house.notes.close(ticket.id, Reason.DECLINED)
    house.later(minutes=5)
    before = house.notes.reads
    house.sync()

    assert house.notes.reads - before == 2, "its review, which links were put into, too"
    (row,) = house.report().write_backs
    assert row.why == "Too dear."


def test_what_recurs_is_named_in_the_report(tmp_path: Path) -> None:
    house = quiet(tmp_path)
    says(house, "/recurs https://notes.example/i0")
    (row,) = house.report().write_backs

    assert "https://notes.example/i0" in (row.names or ())
    house.forget()
    house.sync()
    assert house.report().write_backs == (row,)


@pytest.mark.parametrize(("text", "holds"), [("/yes", True), ("/no on Monday", False)])
def test_whether_it_holds_is_remembered(tmp_path: Path, text: str, holds: bool) -> None:
    house = quiet(tmp_path)
    (ticket,) = house.write_backs()
    house.notes.close(ticket.id)
    on(house, date(2026, 12, 17))
    house.sync()
    assert said(house) == ["This was done on 2026-11-16. Does it hold?"]
    says(house, text)
    house.forget()
    house.sync()

    (row,) = house.report().write_backs
    assert row.holds is holds


def test_gaps_are_named_on_a_review(tmp_path: Path) -> None:
    house = House(tmp_path, policy=policy(follow_through=RULES))
    house.incident("i1")
    house.sync()
    (review,) = house.reviews()
    house.notes.say(review.id, "ada", "/inherent the provider keeps logs for a week")
    house.later(minutes=5)
    house.sync()

    text = house.notes.text(review.id)
    assert "### the provider keeps logs for a week" in text
    assert "- [x] inherent:" in text
    house.notes.say(review.id, "ada", "/avoidable the alarm came late")
    house.later(minutes=5)
    house.sync()
    answers = [c.text for c in house.notes.kept[review.id].details.comments if c.mark]
    assert answers[0].startswith("Added to this review: the provider keeps logs")
    assert "there is no empty block left for it under 4" in answers[1]
    assert house.sync().plan.changes == ()


def test_gaps_that_several_people_name_come_one_after_the_other(
    tmp_path: Path,
) -> None:
    house = House(tmp_path, policy=policy(follow_through=RULES))
    house.incident("i1")
    house.sync()
    (review,) = house.reviews()
    text = house.notes.text(review.id)
    block = text[text.index("### ") : text.index("And last")]
    house.edit(review, lambda text: text.replace(block, block * 2))
    for kind, who in (("avoidable", "ada"), ("inherent", "lin"), ("experiment", "ada")):
        house.notes.say(review.id, who, f"/{kind} the {kind} one")
        house.later(minutes=1)
    for _ in range(3):
        house.later(minutes=5)
        assert all(one.ended is Ended.DONE for one in house.sync().results)

    text = house.notes.text(review.id)
    assert text.index("### the avoidable one") < text.index("### the inherent one")
    answers = [c.text for c in house.notes.kept[review.id].details.comments if c.mark]
    assert [answer[:6] for answer in answers] == ["Added ", "Added ", "`/expe"]
    assert house.sync().plan.changes == ()


@pytest.mark.parametrize("forget", [False, True])
def test_stopped_at_every_write(tmp_path: Path, forget: bool) -> None:
    for at in count():
        folder = tmp_path / str(at)
        folder.mkdir()
        house = quiet(folder)
        (ticket,) = house.write_backs()
        house.notes.say(ticket.id, "ada", "/due 2026-12-15 later\n\n/owner @lin")
        house.later(minutes=5)
        ticks = count()

        def tick(at: int = at, ticks: count[int] = ticks) -> None:
            if next(ticks) == at:
                raise Crash

        house.watch = house.notes.faults.before_write = tick
        house.notes.faults.after_write = tick
        stopped = False
        try:
            house.sync()
        except Crash:
            stopped = True
        house.watch = house.notes.faults.before_write = lambda: None
        house.notes.faults.after_write = lambda: None
        if forget:
            house.forget()
        for _ in range(2):
            house.later(minutes=5)
            house.sync()
        (ticket,) = house.write_backs()
        assert (ticket.due, ticket.assignee) == (date(2026, 12, 15), "lin"), at
        assert len(ours(house)) == 1, at
        if not stopped:
            break
    assert at > 4


@pytest.mark.parametrize("minutes", [0, 3])
def test_who_speaks_last_has_the_last_word(tmp_path: Path, minutes: int) -> None:
    """Comments are in the order of time, and not of the letters of their ids."""
    house = quiet(tmp_path)
    (ticket,) = house.write_backs()
    house.notes.numbers = 8
    house.notes.say(ticket.id, "ada", "/due 2026-12-10 the vendor is late")
    house.later(minutes=minutes)
    house.notes.say(ticket.id, "lin", "/due 2026-12-20 he is later than that")
    house.later(minutes=minutes)
    says(house, "/owner @lin")
    says(house, "/owner @ada")

    (ticket,) = house.write_backs()
    assert (ticket.due, ticket.assignee) == (date(2026, 12, 20), "ada")
    assert [line[:17] for line in said(house)[:2]] == [
        "Due on 2026-12-10",
        "Due on 2026-12-20",
    ]


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (("/done", "/decline not needed"), Reason.DECLINED),
        (("/decline not needed", "/done"), Reason.COMPLETED),
    ],
)
def test_of_two_who_contradict_each_other_the_last_one_counts(
    tmp_path: Path, texts: tuple[str, str], reason: Reason
) -> None:
    house = quiet(tmp_path)
    (ticket,) = house.write_backs()
    house.notes.numbers = 8
    house.notes.say(ticket.id, "ada", texts[0])
    house.notes.say(ticket.id, "lin", texts[1])
    house.later(minutes=5)
    house.sync()

    (ticket,) = house.write_backs()
    assert (ticket.state, ticket.reason) == (State.CLOSED, reason)
    assert house.sync().plan.changes == ()


def test_what_the_tracker_refuses_is_answered_and_not_tried_for_ever(
    tmp_path: Path,
) -> None:
    house = quiet(tmp_path)
    house.notes.outsiders.add("eve")
    house.notes.known_people.add("eve")
    (ticket,) = house.write_backs()
    house.notes.say(ticket.id, "ada", "/owner @eve")
    house.notes.say(ticket.id, "ada", "/due 2026-12-15 the vendor is late")
    house.later(minutes=5)
    synced = house.sync()

    assert [p.ref for p in synced.problems] == [ticket.ref]
    assert "was refused: notes:" in synced.problems[0].message
    no, yes = said(house)
    assert no.startswith("`/owner`: the tracker does not let me do this")
    assert no.endswith("Nothing was changed by it.")
    assert yes.startswith("Due on 2026-12-15 now")
    (ticket,) = house.write_backs()
    assert (ticket.assignee, ticket.due) == ("ada", date(2026, 12, 15))
    house.forget()
    house.later(minutes=5)
    assert house.sync().plan.changes == ()

    house.notes.outsiders.clear()
    assert says(house, "/owner @eve").assignee == "eve"


@pytest.mark.parametrize(
    "text",
    [
        f"/decline {'it is gone ' * 5000}",
        f"/done https://example.org/{'a' * 60_000}",
        f"/owner {'Ada ' * 10_000}",
        f"/recurs {'a' * 10_000}",
        "\n".join(f"/recurs platform#{number}" for number in range(2000)),
        "\n\n".join(["/due 2026-12-15 the [vendor](x) *is* late"] * 2000),
    ],
)
def test_an_answer_fits_into_any_comment(tmp_path: Path, text: str) -> None:
    """Jira takes no more than 32,767 characters; what it refuses is never answered."""
    house = quiet(tmp_path)
    says(house, text)

    (comment,) = ours(house)
    assert comment.mark
    assert len(comment.text) + sum(map(len, comment.mark.keys)) < 20_000


def test_of_many_commands_the_first_are_done(tmp_path: Path) -> None:
    house = quiet(tmp_path)
    says(house, "\n".join([*["/help"] * 19, "/owner @lin", "/done", "/done"]))

    (ticket,) = house.write_backs()
    assert (ticket.assignee, ticket.state) == ("lin", State.OPEN)
    (comment,) = ours(house)
    assert "more than 20 commands in this comment" in comment.text
    assert comment.text.count("`/done`:") == 1


def test_however_many_strangers_call_the_team_is_heard(tmp_path: Path) -> None:
    house = quiet(tmp_path)
    (ticket,) = house.write_backs()
    for number in range(house.policy.at_most + 1):
        house.notes.outsiders.add(f"stranger-{number}")
        house.notes.say(ticket.id, f"stranger-{number}", "/decline no")
    assert says(house, "/owner @lin").assignee == "lin"

    assert len(said(house)) == 1
    (held_back,) = house.sync().plan.held_back
    assert held_back.sort == "answers to people who may not edit"
