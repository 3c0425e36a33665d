"""The contract of ledgers, third part: the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from afteraction.domain.loops import Made
from afteraction.ledger import Ledger
from afteraction.ledger.journal import Intent, Outcome
from tests.contracts.ledger_values import NOW

HOST = "api.example.org"


def intent(key: str = "review-1", at: datetime = NOW, **values: object) -> Intent:
    """Something that is about to be created."""
    loop = key.partition(".")[0].partition("/")[0]
    usual = Intent(key, loop, "markdown:1", "notes:0041", at)
    return replace(usual, **values)  # type: ignore[arg-type]


class JournalContract:
    """What was about to be created, and what is known of it."""

    def test_an_intent_is_open_until_it_is_settled(self, ledger: Ledger) -> None:
        ledger.journal.intend([intent(), intent("review-2")])

        ledger.journal.settle("review-1", Outcome.DONE, ticket_id="r1", ref="notes:r1")

        assert ledger.journal.open_intents() == (intent("review-2"),)
        assert ledger.journal.made(["review-1", "review-2", "review-3"]) == {
            "review-1": (Made("review-1", "notes:r1", NOW),)
        }

    def test_what_may_stand_is_open(self, ledger: Ledger) -> None:
        why = "“so” it is\n\\ 🎉"
        for outcome in Outcome:
            key = f"review-{outcome.value}"
            ledger.journal.intend([intent(key)])
            ledger.journal.settle(key, outcome, why=why)

        keys = [f"review-{outcome.value}" for outcome in Outcome]
        assert ledger.journal.open_intents() == (
            intent("review-intended", outcome=Outcome.INTENDED, why=why),
            intent("review-unknown", outcome=Outcome.UNKNOWN, why=why),
        )
        assert set(ledger.journal.made(keys)) == {"review-done"}

    def test_a_second_try_begins_anew(self, ledger: Ledger) -> None:
        later = NOW + timedelta(days=1)
        ledger.journal.intend([intent()])
        ledger.journal.settle("review-1", Outcome.REFUSED, why="no right to")

        ledger.journal.intend([intent(at=later)])

        assert ledger.journal.open_intents() == (intent(at=later),)

    def test_open_intents_come_oldest_first(self, ledger: Ledger) -> None:
        second = timedelta(seconds=1)
        intents = [
            intent("review-3"),
            intent("review-1", NOW + second),
            intent("review-2", NOW + second),
            intent("review-9", NOW - second),
        ]
        ledger.journal.intend(intents)

        assert [one.key for one in ledger.journal.open_intents()] == [
            "review-9",
            "review-3",
            "review-1",
            "review-2",
        ]

    def test_times_come_back_to_the_millisecond(self, ledger: Ledger) -> None:
        for at in (
            NOW,
            NOW + timedelta(milliseconds=1),
            NOW + timedelta(milliseconds=999),
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
            datetime(2026, 3, 29, 1, 0, 0, 333000, tzinfo=UTC),
            datetime(1970, 1, 1, tzinfo=UTC),
            datetime(2099, 12, 31, 23, 59, 59, 999000, tzinfo=UTC),
            datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC),
        ):
            ledger.journal.intend([intent(at=at)])
            ledger.journal.wait(HOST, "limit", at)
            [known] = ledger.journal.open_intents()
            assert known.at == at
            assert ledger.journal.not_before(HOST) == at

    def test_nothing_is_done_before_a_wait_is_over(self, ledger: Ledger) -> None:
        until = NOW + timedelta(microseconds=1)
        ledger.journal.wait(HOST, "limit", until)

        found = ledger.journal.not_before(HOST)
        assert found is not None
        assert until <= found < until + timedelta(milliseconds=1)

    def test_comments_and_tickets_that_were_made_are_told_apart(
        self, ledger: Ledger
    ) -> None:
        keys = ("review-1", "review-1.f-3a9c", "review-1.f-0000", "review-1/remark")
        ledger.journal.intend([intent(key) for key in keys])
        for key in keys:
            ledger.journal.settle(key, Outcome.DONE, ticket_id=key, ref=f"notes:{key}")

        made = ledger.journal.made(["review-1"])["review-1"]
        assert [(one.key, one.is_comment) for one in made] == [
            ("review-1", False),
            ("review-1.f-0000", False),
            ("review-1.f-3a9c", False),
            ("review-1/remark", True),
        ]
        assert ledger.journal.open_intents() == ()

    def test_what_was_made_for_thousands_of_loops(self, ledger: Ledger) -> None:
        keys = [f"review-{number}" for number in range(1500)]
        done = intent(outcome=Outcome.DONE, ref="notes:1")
        ledger.journal.intend([replace(done, key=key, loop=key) for key in keys])

        asked = [*keys, *(f"unknown-{number}" for number in range(1500))]
        assert set(ledger.journal.made(asked)) == set(keys)
        assert ledger.journal.made([]) == {}

    def test_what_was_made_can_be_forgotten_by_its_ref(self, ledger: Ledger) -> None:
        for key, ref in (("review-1", "notes:a"), ("review-2", "notes:%")):
            ledger.journal.intend([intent(key)])
            ledger.journal.settle(key, Outcome.DONE, ticket_id="a", ref=ref)
        ledger.journal.intend([intent("review-3")])

        assert ledger.journal.forget("notes:%") == 1
        assert ledger.journal.forget("notes:%") == 0
        assert ledger.journal.forget("") == 0, "what was not seen yet has no ref"
        assert set(ledger.journal.made(["review-1", "review-2"])) == {"review-1"}
        assert len(ledger.journal.open_intents()) == 1

    def test_settling_what_was_never_intended_changes_nothing(
        self, ledger: Ledger
    ) -> None:
        ledger.journal.settle("unknown", Outcome.DONE, ticket_id="1", ref="notes:1")
        ledger.journal.intend([])

        assert ledger.journal.open_intents() == ()
        assert ledger.journal.made(["unknown"]) == {}

    def test_the_latest_wait_of_a_host_counts(self, ledger: Ledger) -> None:
        minute = timedelta(minutes=1)
        ledger.journal.wait(HOST, "secondary", NOW + 2 * minute)
        ledger.journal.wait(HOST, "limit", NOW + minute)
        ledger.journal.wait("other.example.org", "limit", NOW + 9 * minute)
        assert ledger.journal.not_before(HOST) == NOW + 2 * minute

        ledger.journal.wait(HOST, "secondary", NOW)

        assert ledger.journal.not_before(HOST) == NOW + minute
        assert ledger.journal.not_before("nobody.example.org") is None

    def test_the_journal_outlives_the_view(self, ledger: Ledger) -> None:
        ledger.journal.intend([intent(), intent("review-2")])
        ledger.journal.settle("review-2", Outcome.DONE, ticket_id="2", ref="notes:2")
        ledger.journal.wait(HOST, "limit", NOW)

        ledger.forget_view()

        assert ledger.journal.open_intents() == (intent(),)
        assert set(ledger.journal.made(["review-2"])) == {"review-2"}
        assert ledger.journal.not_before(HOST) == NOW
