"""Knowing a ticket of ours again when somebody deleted its mark (rule 11)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from afteraction.domain.identity import review_key
from afteraction.domain.kinds import Kind
from afteraction.domain.policy import Destination
from afteraction.domain.tickets import Mark, Role, State, Ticket
from afteraction.signing import sign_again
from tests.engine.house import START as NOW
from tests.engine.house import policy
from tests.fakes.memory import MemoryTracker

ABOUT = "memory:notes#0041"
REVIEW = Mark(Role.REVIEW, review_key(ABOUT), "main", ABOUT)
REVIEW_LINE = "Review of [0041](https://notes.example/0041)"
FINDING_LINE = (
    "From the review [review-0041](https://notes.example/review-0041), finding f-3a9c"
)


class Trackers:
    """Two trackers with an incident, a sprint and a review that has its mark."""

    def __init__(self) -> None:
        self.notes = MemoryTracker("notes", lambda: NOW)
        self.other = MemoryTracker("other", lambda: NOW)
        self.notes.put("0041", labels=("incident",))
        self.notes.put_sprint("46", NOW, NOW, "closed")
        self.notes.put("review-0041", mark=REVIEW, labels=("review", "afteraction"))
        finding = Mark(Role.WRITE_BACK, f"{REVIEW.key}.f-0000", "main", REVIEW.key)
        self.notes.put("w", mark=finding, labels=("checklist", "afteraction"))

    def signed(
        self,
        text: str,
        *,
        tracker: str = "notes",
        labels: tuple[str, ...] = ("afteraction",),
        state: State = State.OPEN,
        **decided: object,
    ) -> Ticket | None:
        """The mark that a ticket with this text gets."""
        both = {"notes": self.notes, "other": self.other}
        here = both[tracker]
        found = here.put("found", labels=labels, state=state)
        here.write("found", text)
        signed = sign_again(found, here, both, policy(**decided))
        if signed is not None:
            assert signed == replace(found, mark=signed.mark, unsigned=True)
        return signed

    def mark(self, text: str, **values: object) -> Mark | None:
        signed = self.signed(text, **values)  # type: ignore[arg-type]
        return signed.mark if signed else None


@pytest.fixture
def trackers() -> Trackers:
    return Trackers()


class TestReviews:
    def test_the_last_line_says_of_what(self, trackers: Trackers) -> None:
        assert trackers.mark(f"Text.\n\n---\n\n{REVIEW_LINE}\n") == REVIEW

    def test_also_of_a_sprint(self, trackers: Trackers) -> None:
        about = "memory:notes#sprint:46"
        line = "Review of [46](https://notes.example/sprints/46)"

        assert trackers.mark(line) == Mark(
            Role.REVIEW, review_key(about), "main", about
        )

    def test_also_in_another_tracker_than_its_subject(self, trackers: Trackers) -> None:
        assert trackers.mark(REVIEW_LINE, tracker="other") == REVIEW

    def test_the_mark_is_this_installations(self, trackers: Trackers) -> None:
        mark = trackers.mark(REVIEW_LINE, installation="second")

        assert mark == replace(REVIEW, installation="second")

    @pytest.mark.parametrize(
        "text",
        [
            "Something happened.",
            "",
            f"{REVIEW_LINE}\n\nP.S. More.",
            f"> {REVIEW_LINE}",
            "Review of 0041",
            "Review of [0041](https://elsewhere.example/0041)",
            "Review of [0099](https://notes.example/0099)",
            "Review of [9](https://notes.example/sprints/9)",
        ],
    )
    def test_without_it_or_its_subject_nothing_is_known(
        self, trackers: Trackers, text: str
    ) -> None:
        assert trackers.signed(text) is None


class TestWriteBacks:
    @pytest.mark.parametrize(
        ("labels", "kind"),
        [
            (("checklist", "afteraction"), Kind.AVOIDABLE),
            (("afteraction", "constraint", "more"), Kind.INHERENT),
            (("learning", "afteraction"), Kind.EXPERIMENT),
            (("afteraction",), None),
            (("afteraction", "checklist", "constraint"), None),
        ],
    )
    def test_its_kind_is_the_one_whose_labels_it_has(
        self, trackers: Trackers, labels: tuple[str, ...], kind: Kind | None
    ) -> None:
        mark = trackers.mark(FINDING_LINE, labels=labels, state=State.CLOSED)

        assert mark == Mark(
            Role.WRITE_BACK, f"{REVIEW.key}.f-3a9c", "main", REVIEW.key, kind=kind
        )

    def test_of_two_kinds_in_two_places_the_place_decides(
        self, trackers: Trackers
    ) -> None:
        places = tuple((kind, Destination("notes", ("learning",))) for kind in Kind)
        elsewhere = ((Kind.INHERENT, Destination("other", ("learning",))), *places[2:])

        told = [
            trackers.mark(FINDING_LINE, labels=("learning",), destinations=decided)
            for decided in (places, elsewhere)
        ]

        assert [mark.kind if mark else mark for mark in told] == [None, Kind.EXPERIMENT]

    @pytest.mark.parametrize(
        ("state", "next_try"), [(State.OPEN, True), (State.CLOSED, False)]
    )
    def test_an_experiment_that_is_open_has_a_next_try(
        self, trackers: Trackers, state: State, next_try: bool
    ) -> None:
        labels = ("learning", "afteraction")
        mark = trackers.mark(FINDING_LINE, labels=labels, state=state)

        assert mark is not None
        assert mark.next_try is next_try

    def test_work_that_is_open_has_none(self, trackers: Trackers) -> None:
        mark = trackers.mark(FINDING_LINE, labels=("checklist", "afteraction"))

        assert mark is not None
        assert not mark.next_try

    @pytest.mark.parametrize("key", ["0041", "0099", "sprints/46", "w"])
    def test_from_what_is_no_review_of_ours_nothing_follows(
        self, trackers: Trackers, key: str
    ) -> None:
        line = FINDING_LINE.replace("/review-0041)", f"/{key})")

        assert trackers.signed(line) is None


def test_a_ticket_that_can_not_be_read_is_not_signed(trackers: Trackers) -> None:
    found = trackers.notes.put("found", labels=("afteraction",))
    trackers.notes.delete("found")

    both = {"notes": trackers.notes, "other": trackers.other}
    assert sign_again(found, trackers.notes, both, policy()) is None
