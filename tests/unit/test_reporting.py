"""From loops to the report's rows: which review counts as what, whose work is whose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Counts, Kind
from afteraction.domain.loops import Followed, Loop
from afteraction.domain.reasons import NO_REASON
from afteraction.domain.telling import Names, Telling
from afteraction.domain.tickets import Details, Line, Mark, Reason, Role, State, Ticket
from afteraction.report import Link, Report, ReviewRow, ReviewState, WriteBackRow
from afteraction.report_json import report_json_text
from afteraction.reporting import report_on
from afteraction.review_form import read_review
from tests.engine.house import filled, gap, policy
from tests.unit.a_loop import sprint, ticket

ENDED = datetime(2026, 11, 16, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DUE = ENDED + 72 * HOUR
NOW = DUE + 48 * HOUR
CLOSED = {"state": State.CLOSED, "reason": Reason.COMPLETED}
SUBJECT = ticket(opened=ENDED - HOUR, closed=ENDED)


def review(**values: object) -> Ticket:
    """An open review, due on 2026-11-19."""
    usual = ticket(
        "review-0041",
        title="Review: Payments time out at checkout",
        state=State.OPEN,
        reason=None,
        opened=ENDED + HOUR,
        closed=None,
        due=date(2026, 11, 19),
        mark=Mark(Role.REVIEW, "review-1", "main", "notes#0041"),
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def held(after: timedelta = 60 * HOUR, **values: object) -> Ticket:
    """A review that was closed so long after the incident."""
    closed = ENDED + after
    usual = replace(review(finished=closed, closed=closed), **CLOSED)  # type: ignore[arg-type]
    return replace(usual, **values)  # type: ignore[arg-type]


def work(
    token: str = "f-3a9c", kind: Kind | None = Kind.AVOIDABLE, **values: object
) -> Ticket:
    """An open write-back of Ada's, due on 2026-12-01."""
    mark = Mark(Role.WRITE_BACK, f"review-1.{token}", "main", "review-1", kind=kind)
    usual = ticket(
        f"review-0041-{token}",
        title=f"Finding {token}",
        state=State.OPEN,
        reason=None,
        opened=ENDED + 60 * HOUR,
        closed=None,
        due=date(2026, 12, 1),
        mark=mark,
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def loop(
    its_review: Ticket, *write_backs: Ticket, text: str = "", **values: object
) -> Loop:
    """A loop with this review and its write-backs."""
    usual = Loop(
        key="review-1",
        about="notes#0041",
        subject=SUBJECT,
        reviews=(its_review,),
        write_backs=write_backs,
    )
    if text:
        lines = tuple(Line(str(n), one) for n, one in enumerate(text.split("\n"), 1))
        known = Details(its_review, lines)
        usual = replace(usual, details=known, text=read_review(lines))
    return replace(usual, **values)  # type: ignore[arg-type]


def report(*loops: Loop, now: datetime = NOW, **decided: object) -> Report:
    return report_on(loops, policy(**decided), now)


def review_row(one: Loop, now: datetime = NOW) -> ReviewRow:
    [row] = report(one, now=now).reviews
    return row


def write_back_row(one: Loop, now: datetime = NOW) -> WriteBackRow:
    [row] = report(one, now=now).write_backs
    return row


class TestReviews:
    @pytest.mark.parametrize(
        ("its_review", "now", "state"),
        [
            (review(), DUE - HOUR, ReviewState.DUE),
            (review(), DUE, ReviewState.DUE),
            (review(), DUE + HOUR, ReviewState.OVERDUE),
            (review(due=date(2026, 11, 25)), DUE + HOUR, ReviewState.DUE),
            (held(), NOW, ReviewState.HELD),
            (held(72 * HOUR), NOW, ReviewState.HELD),
            (held(73 * HOUR), NOW, ReviewState.HELD_LATE),
            (held(90 * HOUR, due=date(2026, 11, 25)), NOW, ReviewState.HELD),
            (review(finished=ENDED + HOUR), NOW, ReviewState.HELD),
            (review(labels=("ready",)), DUE - HOUR, ReviewState.DUE),
            (held(reason=Reason.DECLINED), NOW, ReviewState.NOT_HELD),
            (held(reason=Reason.DUPLICATE), NOW, ReviewState.NOT_HELD),
        ],
    )
    def test_where_it_stands(
        self, its_review: Ticket, now: datetime, state: ReviewState
    ) -> None:
        assert review_row(loop(its_review), now).state is state

    def test_what_the_figures_need(self) -> None:
        one = loop(held(), text=filled(gap("Done", owner="ada"), carried_by="Lin Chen"))

        assert review_row(one) == ReviewRow(
            review=Link(
                "notes:review-0041",
                "Review: Payments time out at checkout",
                "work/tickets/review-0041.md",
            ),
            subject=Link(
                "notes:0041", "Payments time out at checkout", "work/tickets/0041.md"
            ),
            state=ReviewState.HELD,
            due=DUE,
            ended=ENDED,
            held=ENDED + 60 * HOUR,
            why="",
            carried_by="Lin Chen",
            unfinished=(),
            without_owner=(),
            assignee="Ada Lovelace",
            series="notes",
            reported=ENDED - HOUR,
        )

    @pytest.mark.parametrize(
        ("why", "told"), [("A duplicate.", "A duplicate."), (None, NO_REASON)]
    )
    def test_why_it_was_not_held(self, why: str | None, told: str) -> None:
        row = review_row(loop(held(reason=Reason.DECLINED, why=why)))

        assert (row.why, row.held) == (told, None)

    def test_what_is_missing_is_told_once_it_was_held(self) -> None:
        text = filled(gap("Nobody's", owner=""), gap("Whole"), carried_by="Bo")
        before = review_row(loop(review(), text=text))
        after = review_row(loop(held(), text=text))

        assert before.unfinished == ()
        assert before.without_owner == ()
        assert len(after.unfinished) == 2
        assert after.unfinished[0].startswith("Nobody's: nobody owns it yet")
        assert "“Bo”" in after.unfinished[1]
        assert after.without_owner == ("Nobody's",)
        assert after.carried_by is None, "Bo is not known"

    def test_a_gap_that_has_its_ticket_lacks_nothing(self) -> None:
        more = "- **Tracked in:** [w](https://notes.example/w)\n"
        text = filled(gap("Nobody's", owner="", more=more))
        link = Followed("[w](https://notes.example/w)", "notes", "w", work())

        row = review_row(loop(held(), work(), text=text, followed=(link,)))

        assert row.unfinished == ()
        assert row.without_owner == ()

    def test_without_its_text_nothing_is_said_of_it(self) -> None:
        row = review_row(loop(held()))

        assert (row.unfinished, row.carried_by) == ((), None)

    @pytest.mark.parametrize(
        ("subject", "named", "ended"),
        [
            (None, "", None),
            (replace(SUBJECT, gone=True), "notes:0041", None),
            (replace(SUBJECT, state=State.OPEN, reason=None), "notes:0041", ENDED),
            (replace(SUBJECT, ended=ENDED - HOUR), "notes:0041", ENDED - HOUR),
            (sprint(end=ENDED), "notes:sprint:2026-46", ENDED),
            (sprint(end=ENDED, state="active"), "notes:sprint:2026-46", None),
        ],
    )
    def test_its_subject(
        self, subject: Ticket | None, named: str, ended: datetime | None
    ) -> None:
        row = review_row(loop(review(), subject=subject))

        assert (row.subject.ref, row.ended) == (named, ended)

    @pytest.mark.parametrize(
        ("handle", "name"), [("LIN", "Lin Chen"), ("eve", "eve"), (None, None)]
    )
    def test_who_was_given_it(self, handle: str | None, name: str | None) -> None:
        assert review_row(loop(review(assignee=handle))).assignee == name

    def test_a_copy_and_what_is_gone_are_no_reviews(self) -> None:
        first, copy, gone = review(), review(id="copy"), review(gone=True)

        assert len(report(loop(first, reviews=(first, copy))).reviews) == 1
        assert report(loop(gone)).reviews == ()
        assert report(replace(loop(review()), reviews=())).reviews == ()


class TestWriteBacks:
    def test_what_the_figures_need(self) -> None:
        row = write_back_row(loop(held(), work()))

        assert row == WriteBackRow(
            ticket=Link(
                "notes:review-0041-f-3a9c",
                "Finding f-3a9c",
                "work/tickets/review-0041-f-3a9c.md",
            ),
            kind=Kind.AVOIDABLE,
            counts=Counts.WORK,
            owner="Ada Lovelace",
            opened=ENDED + 60 * HOUR,
            finished=None,
            due=date(2026, 12, 1),
            state=Became.OPEN,
            why="",
            review=review_row(loop(held())).review,
            subject=review_row(loop(held())).subject,
            tracker="notes",
            ended=ENDED,
            series="notes",
        )

    def test_the_tickets_own_owner_and_day_count(self) -> None:
        text = filled(gap("Finding", owner="ada", due="2026-12-01"))
        moved = work(assignee="lin", due=date(2027, 1, 1))

        row = write_back_row(loop(held(), moved, text=text))

        assert (row.owner, row.due) == ("Lin Chen", date(2027, 1, 1))

    @pytest.mark.parametrize(
        ("values", "finished"),
        [
            ({}, None),
            ({**CLOSED, "closed": NOW}, NOW),
            ({**CLOSED, "closed": NOW, "finished": DUE}, DUE),
            ({"finished": DUE}, DUE),
            ({"state": State.CLOSED, "reason": Reason.DECLINED, "closed": NOW}, None),
        ],
    )
    def test_its_first_finish(
        self, values: dict[str, object], finished: datetime | None
    ) -> None:
        one = replace(work(), **values)  # type: ignore[arg-type]

        assert write_back_row(loop(held(), one)).finished == finished

    def test_why_it_was_declined(self) -> None:
        one = work(state=State.CLOSED, reason=Reason.DECLINED, why="Too dear.")
        row = write_back_row(loop(held(), one))

        assert (row.state, row.why) == (Became.DECLINED, "Too dear.")
        row = write_back_row(loop(held(), replace(one, why=None)))
        assert row.why == NO_REASON

    def test_of_two_with_one_key_the_first_counts(self) -> None:
        copy = work(id="copy", ref="notes:copy")

        assert write_back_row(loop(held(), work(), copy)).ticket.ref == work().ref

    @pytest.mark.parametrize("one", [work(gone=True), work(kind=None), work(mark=None)])
    def test_what_is_gone_or_of_no_kind_is_not_counted(self, one: Ticket) -> None:
        assert report(loop(held(), one)).write_backs == ()

    def test_after_a_copy_that_is_gone_the_other_one_counts(self) -> None:
        copy = work(id="copy", ref="notes:copy")

        assert write_back_row(loop(held(), work(gone=True), copy)).ticket.ref == (
            "notes:copy"
        )

    def test_a_review_that_is_not_held_keeps_its_write_backs(self) -> None:
        told = report(loop(held(reason=Reason.DECLINED), work()))

        assert len(told.write_backs) == 1


LINK = "[0099](https://notes.example/0099)"


def linked(kind: str = "avoidable", **values: object) -> Callable[..., Loop]:
    """A loop whose only finding a person linked to a ticket of their own."""
    text = filled(gap("Known", kind, more=f"- **Tracked in:** {LINK}\n", **values))  # type: ignore[arg-type]

    def make(theirs: Ticket | None, its_review: Ticket | None = None) -> Loop:
        link = Followed(LINK, "notes", "0099", theirs)
        return loop(its_review or held(), text=text, followed=(link,))

    return make


class TestLinkedByPeople:
    """Tickets that were there already, and to which a person linked (rule 10)."""

    THEIRS = ticket("0099", state=State.OPEN, reason=None, closed=None, assignee="lin")

    def test_it_is_followed_like_ours(self) -> None:
        row = write_back_row(linked()(self.THEIRS))

        assert (row.ticket.ref, row.owner) == ("notes:0099", "Lin Chen")
        assert (row.kind, row.counts) == (Kind.AVOIDABLE, Counts.WORK)
        assert (row.state, row.due) == (Became.OPEN, None)

    @pytest.mark.parametrize(
        ("kind", "due", "state"),
        [
            ("avoidable", "2026-12-01", Became.OPEN),
            ("inherent", "2026-12-01", Became.IN_FORCE),
            ("experiment", "", Became.LEARNED),
            ("experiment", "2026-12-01", Became.OPEN),
        ],
    )
    def test_the_review_says_what_it_is(
        self, kind: str, due: str, state: Became
    ) -> None:
        assert write_back_row(linked(kind, due=due)(self.THEIRS)).state is state

    @pytest.mark.parametrize(
        "theirs", [None, replace(THEIRS, gone=True)], ids=["missing", "gone"]
    )
    def test_a_ticket_that_is_not_there_is_not_counted(
        self, theirs: Ticket | None
    ) -> None:
        told = report(linked()(theirs))

        assert told.write_backs == ()
        assert "its ticket is gone" in told.reviews[0].unfinished[0]

    def test_an_incomplete_finding_is_not_counted(self) -> None:
        assert report(linked(owner="")(self.THEIRS)).write_backs == ()

    def test_two_reviews_may_link_to_one_ticket_that_counts_once(self) -> None:
        second = replace(linked()(self.THEIRS, held(id="r2")), key="review-2")

        told = report(linked()(self.THEIRS), second)

        assert len(told.write_backs) == 1
        assert len(told.reviews) == 2

    def test_a_link_to_one_of_ours_adds_nothing(self) -> None:
        more = f"- **Tracked in:** {LINK}\n"
        link = Followed(LINK, "notes", "0099", work())
        one = loop(
            held(), work(), text=filled(gap("Ours", more=more)), followed=(link,)
        )

        assert len(report(one).write_backs) == 1


class TestFoundAgain:
    """Which findings name an earlier one, and which were tracked there before."""

    THEIRS = TestLinkedByPeople.THEIRS

    def test_the_review_that_was_opened_first_has_it(self) -> None:
        later = held(id="r2", ref="notes:r2", opened=ENDED + 9 * HOUR)
        second = replace(linked()(self.THEIRS, later), key="review-0")

        for told in (
            report(linked()(self.THEIRS), second),
            report(second, linked()(self.THEIRS)),
        ):
            (row,) = told.write_backs
            assert row.review.ref == "notes:review-0041"
            assert [link.ref for link in row.again] == ["notes:r2"]
            assert (told.health.recurring.part.n, told.health.recurring.of.n) == (1, 2)

    def test_a_ticket_of_ours_belongs_to_its_review(self) -> None:
        ours = work(opened=NOW)
        link = Followed(LINK, "notes", "0099", ours)
        early = held(id="r0", ref="notes:r0", opened=ENDED - 99 * HOUR)
        text = filled(gap("Again", more=f"- **Tracked in:** {LINK}\n"))
        other = loop(early, text=text, followed=(link,), key="review-2")

        (row,) = report(loop(held(), ours), other).write_backs

        assert row.review.ref == "notes:review-0041"
        assert [link.ref for link in row.again] == ["notes:r0"]

    def test_what_a_gap_names_beside_its_own_ticket(self) -> None:
        more = f"- **Tracked in:** {LINK}\n"
        text = filled(gap("As in notes:0007", what="See [it](0008.md)", more=more))
        link = Followed(LINK, "notes", "0099", work())

        row = write_back_row(loop(held(), work(), text=text, followed=(link,)))

        assert row.names == ("notes:0007", "notes:0008")

    def test_without_the_text_it_is_not_known(self) -> None:
        assert write_back_row(loop(held(), work())).names is None


class TestWhoLeft:
    def test_a_closed_account_is_told(self) -> None:
        one = loop(review(left=True), work(left=True))

        assert review_row(one).left
        assert write_back_row(one).left
        assert report(one).health.left.n == 2


class TestTelling:
    def told(self, *loops: Loop, **telling: object) -> Report:
        return report_on(loops, policy(), NOW, Telling(**telling))  # type: ignore[arg-type]

    def test_teams_are_those_of_the_names(self) -> None:
        teams = (("Ada Lovelace", "Platform"), ("Lin Chen", "Search"))
        rows = self.told(
            loop(held(), work(), work("f-0001", ref="notes:x", assignee="eve")),
            teams=teams,
            names=Names.NONE,
        ).write_backs

        assert [(row.owner, row.team) for row in rows] == [
            ("somebody", "Platform"),
            ("somebody", None),
        ]

    @pytest.mark.parametrize(
        ("names", "left_out"), [(Names.FULL, False), (Names.INITIALS, True)]
    )
    def test_no_sentence_of_ours_tells_a_name(
        self, names: Names, left_out: bool
    ) -> None:
        text = filled(
            gap("First", owner="Ada and Bo"),
            gap("Second", owner="Lin"),
            carried_by="Bo",
        )
        told = self.told(loop(held(), text=text), names=names)

        said = " ".join(told.reviews[0].unfinished)
        assert said
        assert ("Bo" not in said) is left_out
        assert ("Ada" not in said) is left_out

    def test_names_of_people_stand_in_sentences_without_quotes_too(self) -> None:
        text = filled(gap("First", "inherent", owner="ada"), carried_by="ada")
        away = policy(
            destinations=tuple(
                (kind, replace(destination, tracker="far"))
                for kind, destination in policy().destinations
            )
        )
        one = loop(held(), text=text)

        (full,) = report_on([one], away, NOW).reviews
        (short,) = report_on([one], away, NOW, Telling(names=Names.NONE)).reviews

        assert "Ada Lovelace has no handle" in full.unfinished[0]
        assert "… has no handle" in short.unfinished[0]

    @pytest.mark.parametrize(
        ("way", "url", "leads"),
        [
            ("", "work/1.md", "work/1.md"),
            (".", "work/1.md", "work/1.md"),
            ("../..", "work/1.md", "../../work/1.md"),
            ("../..", "https://t.example/1", "https://t.example/1"),
            ("../..", "", ""),
        ],
    )
    def test_paths_lead_from_where_the_report_is_read(
        self, way: str, url: str, leads: str
    ) -> None:
        told = self.told(loop(held(url=url), work(url=url)), way=way)

        assert told.reviews[0].review.url == leads
        assert told.write_backs[0].ticket.url == leads
        assert told.write_backs[0].review.url == leads


class TestRetros:
    def test_a_sprint_is_a_retro_and_an_incident_is_none(self) -> None:
        of_sprint = loop(held(), work(), subject=sprint(end=ENDED))

        assert (review_row(of_sprint).retro, review_row(of_sprint).reported) == (
            True,
            None,
        )
        assert write_back_row(of_sprint).retro
        assert not review_row(loop(held())).retro

    @pytest.mark.parametrize(
        ("values", "closed"),
        [
            ({}, None),
            ({"finished": DUE}, None),
            ({**CLOSED, "closed": NOW}, NOW),
            ({**CLOSED, "closed": NOW, "finished": DUE}, DUE),
            ({"state": State.CLOSED, "reason": Reason.DECLINED, "closed": NOW}, NOW),
        ],
    )
    def test_when_it_came_to_rest(
        self, values: dict[str, object], closed: datetime | None
    ) -> None:
        one = replace(work(), **values)  # type: ignore[arg-type]

        assert write_back_row(loop(held(), one)).closed == closed

    def test_when_it_began_and_was_reported(self) -> None:
        began = replace(SUBJECT, began=ENDED - 3 * HOUR)
        row = review_row(loop(held(), subject=began))

        assert (row.began, row.reported) == (ENDED - 3 * HOUR, ENDED - HOUR)


def test_no_loop_is_an_empty_report() -> None:
    told = report()

    assert told.reviews == ()
    assert told.write_backs == ()
    assert told.as_of == NOW


def test_the_order_of_loops_does_not_matter() -> None:
    second = loop(
        held(id="r2", ref="notes:r2", url="r2.md"),
        work("f-0000", ref="notes:w2", assignee="lin"),
        key="review-2",
    )
    first = loop(held(), work())

    assert report_json_text(report(first, second)) == report_json_text(
        report(second, first)
    )
