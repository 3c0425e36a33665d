"""What a gap amounts to, and what a review lacks, case by case."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from afteraction.domain.checklists import Checklist
from afteraction.domain.findings import (
    Finding,
    Incomplete,
    Surroundings,
    judge,
    lacking,
    lacks_carrier,
    token_of,
    unclaimed,
)
from afteraction.domain.kinds import Counts, Kind
from afteraction.domain.people import People, Person
from afteraction.domain.reviews import Answer, FormProblem, Gap, ReviewText
from afteraction.domain.tickets import Line

ADA = Person("Ada Lovelace", (("notes", "ada"), ("limits", "ada@limits")))
LIN = Person("Lin Chen", (("notes", "lin"),))
AROUND = Surroundings(
    tracker="notes",
    people=People((ADA, LIN)),
    confirmed=frozenset({"eve"}),
    said_on=date(2026, 11, 20),
    sprint_end=date(2026, 11, 27),
    destinations=(
        (Kind.AVOIDABLE, "notes"),
        (Kind.INHERENT, "limits"),
        (Kind.EXPERIMENT, "notes"),
    ),
)
LINE = Line("7", "### The alert came late")


def gap(**values: object) -> Gap:
    """A complete gap, avoidable, but for these values."""
    complete = Gap(
        title="The alert came late",
        ticked=(Kind.AVOIDABLE,),
        what=Answer("An alert at 80 %"),
        items=("An alert at 80 %",),
        owner=Answer("@ada"),
        due=Answer("2026-12-01"),
        next_try=Answer(),
        checklist=Answer(),
        tracked=Answer(),
        lines=(LINE,),
        last=LINE,
        number=7,
    )
    return replace(complete, **values)  # type: ignore[arg-type]


def finding(**values: object) -> Finding:
    found = judge(gap(**values), AROUND)
    assert isinstance(found, Finding), found
    return found


def incomplete(**values: object) -> Incomplete:
    found = judge(gap(**values), AROUND)
    assert isinstance(found, Incomplete), found
    return found


class TestComplete:
    def test_everything_there_is_a_finding(self) -> None:
        found = finding()

        assert found.title == "The alert came late"
        assert found.items == ("An alert at 80 %",)
        assert (found.kind, found.owner, found.handle) == (Kind.AVOIDABLE, ADA, "ada")
        assert found.due == date(2026, 12, 1)
        assert found.counts is Counts.WORK
        assert not found.next_try

    @pytest.mark.parametrize(
        ("values", "counts", "next_try"),
        [
            ({"ticked": (Kind.AVOIDABLE,)}, Counts.WORK, False),
            (
                {"ticked": (Kind.AVOIDABLE,), "next_try": Answer("x")},
                Counts.WORK,
                False,
            ),
            ({"ticked": (Kind.INHERENT,)}, Counts.CONSTRAINT, False),
            ({"ticked": (Kind.EXPERIMENT,)}, Counts.WORK, True),
            (
                {"ticked": (Kind.EXPERIMENT,), "due": Answer()},
                Counts.LEARNED,
                False,
            ),
            (
                {
                    "ticked": (Kind.EXPERIMENT,),
                    "due": Answer(),
                    "next_try": Answer("Shorter retries"),
                },
                Counts.WORK,
                True,
            ),
        ],
    )
    def test_how_it_counts(
        self, values: dict[str, object], counts: Counts, next_try: bool
    ) -> None:
        found = finding(**values)

        assert (found.counts, found.next_try) == (counts, next_try)

    @pytest.mark.parametrize("kind", list(Kind))
    def test_a_date_may_be_missing(self, kind: Kind) -> None:
        assert finding(ticked=(kind,), due=Answer()).due is None

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2026-12-01", date(2026, 12, 1)),
            ("1 Dec", date(2026, 12, 1)),
            ("in 2 weeks", date(2026, 12, 4)),
            ("end of sprint", date(2026, 11, 27)),
            ("1 Nov", date(2027, 11, 1)),
        ],
    )
    def test_dates_count_from_when_it_was_said(self, text: str, day: date) -> None:
        assert finding(due=Answer(text)).due == day

    @pytest.mark.parametrize(
        ("kind", "handle"), [(Kind.AVOIDABLE, "ada"), (Kind.INHERENT, "ada@limits")]
    )
    def test_the_handle_is_the_one_where_it_goes(self, kind: Kind, handle: str) -> None:
        assert finding(ticked=(kind,)).handle == handle

    def test_who_was_confirmed_can_own_what_stays_here(self) -> None:
        found = finding(owner=Answer("@eve"))

        assert (found.owner.name, found.handle) == ("eve", "eve")


class TestSaid:
    """The digest of the wording that the review rules."""

    @pytest.mark.parametrize(
        "values",
        [
            {"title": "The alert came too late"},
            {"ticked": (Kind.EXPERIMENT,)},
            {"items": ("An alert at 70 %",)},
            {"items": ("An alert at 80 %", "And one at 90 %")},
        ],
    )
    def test_other_words_are_seen(self, values: dict[str, object]) -> None:
        assert finding(**values).said != finding().said

    @pytest.mark.parametrize(
        "values",
        [
            {"owner": Answer("Lin Chen")},
            {"due": Answer("2026-12-24")},
            {"due": Answer()},
            {"tracked": Answer("opening f-3a9c")},
            {"number": 99, "lines": (), "last": Line("9", "")},
        ],
    )
    def test_owner_and_date_are_the_tickets_own(
        self, values: dict[str, object]
    ) -> None:
        assert finding(**values).said == finding().said

    def test_what_is_one_item_is_not_two(self) -> None:
        one, two = finding(items=("a b",)), finding(items=("a", "b"))

        assert one.said != two.said


class TestChecklist:
    RELEASE = Checklist("Release checklist", "notes", ticket="0012")
    KNOWN = replace(AROUND, checklists=(RELEASE,))
    NAMED = Answer("release checklist")

    def test_its_steps_go_there(self) -> None:
        found = judge(gap(checklist=self.NAMED), self.KNOWN)

        assert isinstance(found, Finding)
        assert (found.checklist, found.counts) == (self.RELEASE, Counts.WORK)
        assert finding().checklist is None

    def test_its_owner_needs_no_handle_there(self) -> None:
        elsewhere = replace(self.KNOWN, destinations=((Kind.AVOIDABLE, "limits"),))
        named = gap(checklist=self.NAMED, owner=Answer("Lin"))

        found = judge(named, elsewhere)

        assert isinstance(found, Finding)
        assert (found.owner, found.handle) == (LIN, "")

    @pytest.mark.parametrize(
        ("values", "lack"),
        [
            (
                {"checklist": Answer("Relase checklist")},
                "did you mean “Release checklist”?",
            ),
            ({"ticked": (Kind.INHERENT,), "owner": Answer("Ada")}, "only an avoidable"),
            ({"ticked": (Kind.EXPERIMENT,)}, "only an avoidable"),
        ],
    )
    def test_what_it_may_lack(self, values: dict[str, object], lack: str) -> None:
        found = judge(gap(**{"checklist": self.NAMED, **values}), self.KNOWN)

        assert isinstance(found, Incomplete)
        (said,) = found.lacks
        assert lack in said

    def test_without_any_checklist_it_says_where_they_are_named(self) -> None:
        (said,) = incomplete(checklist=self.NAMED).lacks

        assert "under checklists in the configuration" in said

    @pytest.mark.parametrize(
        "tracked",
        [
            "[0012](0012.md)",
            "step f-3a9c of [Gone](0012.md), added 2026-11-20",
            "step f-3a9c of Gone, added 2026-11-20",
        ],
    )
    def test_what_is_tracked_already_lacks_no_checklist(self, tracked: str) -> None:
        found = finding(checklist=Answer("Gone"), tracked=Answer(tracked))

        assert found.checklist is None

    def test_a_step_that_was_copied_belongs_to_the_first_block(self) -> None:
        told = "step f-3a9c of [Release](0012.md), added 2026-11-20"
        first = gap(tracked=Answer(told))
        second = gap(tracked=Answer(told.replace("0012", "0013")))

        assert [bool(g.tracked) for g in unclaimed((first, second))] == [True, False]


class TestIncomplete:
    @pytest.mark.parametrize(
        ("values", "lacks"),
        [
            ({"title": ""}, ["no title"]),
            ({"ticked": ()}, ["no kind is ticked"]),
            (
                {
                    "ticked": (Kind.AVOIDABLE, Kind.EXPERIMENT),
                    "problems": (FormProblem("two at once", of_kind=True),),
                },
                ["two at once"],
            ),
            ({"items": (), "what": Answer()}, ["What changes"]),
            ({"owner": Answer()}, ["nobody owns it"]),
            ({"owner": Answer("Ada and Lin")}, ["several"]),
            ({"owner": Answer("the team")}, ["team or a role"]),
            ({"owner": Answer("Bo")}, ["“Bo”", "not known"]),
            ({"owner": Answer("renovate[bot]")}, ["bot"]),
            ({"due": Answer("soon")}, ["“soon”"]),
            ({"due": Answer("1/12/2026")}, ["“1/12/2026”"]),
            (
                {"ticked": (Kind.INHERENT,), "owner": Answer("Lin")},
                ["Lin Chen has no handle in limits", "people"],
            ),
            (
                {"ticked": (Kind.INHERENT,), "owner": Answer("@eve")},
                ["eve has no handle in limits"],
            ),
            (
                {"problems": (FormProblem("two owners stand here"),)},
                ["two owners stand here"],
            ),
        ],
    )
    def test_one_thing_missing_is_one_sentence(
        self, values: dict[str, object], lacks: list[str]
    ) -> None:
        found = incomplete(**values)

        assert found.gap == gap(**values)
        [sentence] = found.lacks
        for part in lacks:
            assert part in sentence

    def test_everything_missing_is_said_at_once(self) -> None:
        empty = Answer()
        found = incomplete(
            title="", ticked=(), items=(), what=empty, owner=empty, due=Answer("?!")
        )

        assert len(found.lacks) == 5

    def test_a_gap_that_can_not_be_read_is_not_blamed_for_its_title_too(self) -> None:
        problem = FormProblem("a box stands outside of its list")

        assert incomplete(title="", problems=(problem,)).lacks == (problem.message,)

    @pytest.mark.parametrize(
        ("values", "no_owner"),
        [
            ({"owner": Answer()}, True),
            ({"owner": Answer("the team")}, True),
            ({"owner": Answer("Ada or Lin")}, True),
            ({"ticked": ()}, False),
            ({"due": Answer("soon")}, False),
            ({"ticked": (Kind.INHERENT,), "owner": Answer("Lin")}, False),
        ],
    )
    def test_whether_nobody_owns_it(
        self, values: dict[str, object], no_owner: bool
    ) -> None:
        assert incomplete(**values).no_owner is no_owner

    def test_a_missing_handle_is_told_only_where_the_kind_is_known(self) -> None:
        found = incomplete(ticked=(), owner=Answer("Lin"))

        assert len(found.lacks) == 1


def text(**values: object) -> ReviewText:
    """A whole review with one complete gap, but for these values."""
    complete = ReviewText(
        intended=Answer("A quiet deploy"),
        happened=Answer("It was loud"),
        gap=Answer("The check was missing"),
        no_gap=False,
        gaps=(gap(),),
        carried_by=Answer("Ada Lovelace"),
    )
    return replace(complete, **values)  # type: ignore[arg-type]


def sentences(review: ReviewText) -> list[str]:
    """What it lacks, each with where."""
    judged = tuple(judge(each, AROUND) for each in review.gaps)
    return [
        f"{lack.number} {lack.where}: {sentence}"
        for lack in lacking(review, judged)
        for sentence in lack.sentences
    ]


class TestLacking:
    def test_a_complete_review_lacks_nothing(self) -> None:
        assert sentences(text()) == []

    def test_no_gap_ends_the_form(self) -> None:
        assert sentences(text(gap=Answer("No gap"), no_gap=True, gaps=())) == []

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({"intended": Answer()}, "question 1"),
            ({"happened": Answer()}, "question 2"),
            ({"gap": Answer()}, "question 3"),
            ({"gaps": ()}, "question 4"),
        ],
    )
    def test_an_empty_answer_is_named(
        self, values: dict[str, object], expected: str
    ) -> None:
        [sentence] = sentences(text(**values))

        assert sentence.startswith(f"0 : {expected} ")

    def test_everything_is_told_in_the_order_of_the_form(self) -> None:
        problem = FormProblem("a heading can not be found", LINE, 3)
        told = sentences(
            text(
                intended=Answer(),
                happened=Answer(),
                gap=Answer(),
                gaps=(
                    gap(owner=Answer(), ticked=()),
                    gap(title="Another"),
                    gap(title="", number=20),
                ),
                problems=(problem,),
            )
        )

        assert [re.split(r" \(|;", sentence)[0] for sentence in told] == [
            "3 : a heading can not be found",
            "0 : question 1 has no answer yet",
            "0 : question 2 has no answer yet",
            "0 : question 3 has no answer yet",
            "7 The alert came late: no kind is ticked yet",
            "7 The alert came late: nobody owns it yet",
            "20 a gap without a title: the gap has no title yet",
        ]

    def test_only_the_gaps_that_were_judged_count(self) -> None:
        """Those that have their ticket already are left out by who asks."""
        assert lacking(text(gaps=(gap(owner=Answer()),)), ()) == ()


class TestCarrier:
    @pytest.mark.parametrize("who", ["Ada Lovelace", "@lin", "eve"])
    def test_one_person_is_enough(self, who: str) -> None:
        assert lacks_carrier(text(carried_by=Answer(who)), AROUND) is None

    @pytest.mark.parametrize(
        ("who", "expected"),
        [
            ("", "nobody carries it on yet"),
            ("Ada and Lin", "several"),
            ("everyone", "team or a role"),
            ("Bo", "not known"),
        ],
    )
    def test_anything_else_is_said(self, who: str, expected: str) -> None:
        lack = lacks_carrier(text(carried_by=Answer(who)), AROUND)

        assert lack is not None
        [sentence] = lack.sentences
        assert expected in sentence


class TestTokens:
    @pytest.mark.parametrize(
        ("tracked", "token"),
        [
            ("opening f-3a9c", "f-3a9c"),
            ("f-3a9c", "f-3a9c"),
            ("`f-3a9c`", "f-3a9c"),
            ("f-3a9c0123456789ab", "f-3a9c0123456789ab"),
            ("opening f-3a9", None),
            ("opening f-3a9g", None),
            ("opening f-3A9C", None),
            ("opening of-3a9c", None),
            ("[review-0041-f3a9c](review-0041-f3a9c.md)", None),
            ("", None),
        ],
    )
    def test_what_is_a_token(self, tracked: str, token: str | None) -> None:
        assert token_of(gap(tracked=Answer(tracked))) == token


class TestCopies:
    def copies(self, *tracked: str) -> list[str]:
        gaps = tuple(gap(tracked=Answer(each, (LINE,))) for each in tracked)
        return [each.tracked.text for each in unclaimed(gaps)]

    def test_what_is_tracked_once_stays(self) -> None:
        tracked = ["opening f-3a9c", "", "[0041](0041.md)", "", "opening f-0000"]

        assert self.copies(*tracked) == tracked

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("opening f-3a9c", "opening f-3a9c"),
            ("opening f-3a9c", "Opening `f-3a9c`"),
            ("`f-3a9c`", "opening f-3a9c"),
            ("[0041](0041.md)", "[0041](0041.md)"),
        ],
    )
    def test_what_is_copied_belongs_to_the_first(self, first: str, second: str) -> None:
        assert self.copies(first, second, second) == [first, "", ""]

    def test_two_links_that_look_like_one_token_are_two(self) -> None:
        tracked = ["[a](https://x.example/f-3a9c/1)", "[b](https://x.example/f-3a9c/2)"]

        assert self.copies(*tracked) == tracked

    def test_the_copys_line_stays_known(self) -> None:
        """The new token is written into the very line in which the copy stands."""
        copied = gap(tracked=Answer("opening f-3a9c", (LINE,)))
        _, second = unclaimed((copied, copied))

        assert second.tracked == Answer("", (LINE,))
        assert second == replace(copied, tracked=second.tracked)
