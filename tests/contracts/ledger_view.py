"""The contract of ledgers, second part: the view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from afteraction.domain.loops import Followed
from afteraction.domain.tickets import Details, Sprint, State, Ticket
from afteraction.ledger import Ledger
from afteraction.ledger.entries import Entry, Part
from afteraction.tracker import Seen
from tests.contracts.ledger_values import (
    HOUR,
    NOW,
    awake,
    details,
    followed,
    put_to_sleep,
    review,
    sprint,
    subject,
    take_in,
    the_loop,
    ticket,
    write_back,
)

MANY = 3000
"""More than an old SQLite has variables for one statement (999)."""

ODD_HANDLES = [
    "ada",
    "a%a",
    "a_a",
    "a|b",
    "a/b",
    "a\\b",
    "%",
    "_",
    "|",
    "||",
    "/",
    "%7C",
    "%00",
    "\x00",
    "ada@example.org",
    "o'neill",
    '"q"',
    "änne",
    "名前",
    "dependabot[bot]",
]


def see(ledger: Ledger, seen: dict[str, Seen], tracker: str = "notes") -> None:
    """One page of tickets that matter to no loop."""
    ledger.view.remember(tracker, seen=seen, entries=())


class MemoryContract:
    """What the view remembers for an adapter."""

    def test_the_last_cursor_is_remembered_for_each_tracker(
        self, ledger: Ledger
    ) -> None:
        for cursor in ("1", "2026-11-20T09:00:00Z ✓", None, "x" * 10_000):
            ledger.view.remember("notes", seen={}, entries=(), cursor=cursor)
        ledger.view.remember("other", seen={}, entries=(), cursor="7")

        assert ledger.view.memory("notes").cursor == "x" * 10_000
        assert ledger.view.memory("other").cursor == "7"
        assert ledger.view.memory("Notes").cursor == ""

    def test_the_last_look_is_remembered_for_each_tracker(self, ledger: Ledger) -> None:
        assert ledger.view.last_look("notes") is None
        ledger.view.looked("notes", NOW)
        ledger.view.looked("notes", NOW + HOUR)
        ledger.view.looked("other", NOW)
        assert ledger.view.last_look("notes") == NOW + HOUR
        assert ledger.view.last_look("other") == NOW
        ledger.forget_view()
        assert ledger.view.last_look("notes") is None

    def test_the_last_stamp_counts(self, ledger: Ledger) -> None:
        see(ledger, {"0041": Seen("1"), "0042": Seen("1")})
        see(ledger, {"0041": Seen("2")})
        see(ledger, {"0041": Seen("other")}, tracker="other")

        memory = ledger.view.memory("notes")
        assert memory.stamps(["0041", "0042", "0043"]) == {"0041": "2", "0042": "1"}
        assert memory.count() == 2
        assert sorted(memory.ids()) == ["0041", "0042"]

    def test_what_is_gone_has_no_stamp_and_no_people(self, ledger: Ledger) -> None:
        see(ledger, {"0041": Seen("1", ("ada",)), "0042": Seen("1", ("lin",))})

        ledger.view.remember("notes", seen={}, entries=(), gone=["0041", "0099"])

        memory = ledger.view.memory("notes")
        assert list(memory.ids()) == ["0042"]
        assert memory.people(["ada", "lin"]) == {"lin"}

    def test_a_handle_is_known_by_itself_alone(self, ledger: Ledger) -> None:
        memory = ledger.view.memory("notes")
        asked = {*ODD_HANDLES, "sam", "a", "b", "aa", "axa", "da", "ada|", "|ada", ""}

        for handle in ODD_HANDLES:
            see(ledger, {"0041": Seen("1", ("sam", handle, "eve"))})
            assert memory.people(asked) == {handle, "sam"}
        assert ledger.view.memory("other").people(asked) == frozenset()

    def test_handles_that_differ_in_case_are_different(self, ledger: Ledger) -> None:
        see(ledger, {"0041": Seen("1", ("Ada", "ÄNNE"))})

        memory = ledger.view.memory("notes")
        assert memory.people(["ada", "ADA", "Ada", "Änne", "ÄNNE"]) == {"Ada", "ÄNNE"}

    def test_the_people_of_a_ticket_are_those_last_seen(self, ledger: Ledger) -> None:
        see(ledger, {"0041": Seen("1", ("ada", "ada"))})
        see(ledger, {"0041": Seen("2", ("lin",))})
        see(ledger, {"0042": Seen("1", ())})

        assert ledger.view.memory("notes").people(["ada", "lin", ""]) == {"lin"}

    def test_hundreds_of_people_are_asked_for_at_once(self, ledger: Ledger) -> None:
        handles = [f"person-{number}" for number in range(500)]
        see(ledger, {"0041": Seen("1", tuple(handles[::2]))})

        assert ledger.view.memory("notes").people(handles) == set(handles[::2])

    def test_ids_and_stamps_may_be_many(self, ledger: Ledger) -> None:
        seen = {f"ticket-{number}": Seen(str(number)) for number in range(3000)}
        see(ledger, seen)
        asked = [*seen, *(f"unknown-{number}" for number in range(MANY))]

        memory = ledger.view.memory("notes")
        assert memory.count() == 3000
        assert set(memory.ids()) == set(seen)
        assert memory.stamps(asked) == {key: one.stamp for key, one in seen.items()}
        assert set(ledger.view.known("notes", asked)) == set()
        ledger.view.remember("notes", seen={}, entries=(), gone=asked)
        assert memory.count() == 0

    def test_who_reads_all_ids_may_store_pages_meanwhile(self, ledger: Ledger) -> None:
        see(ledger, {f"{number}": Seen("1") for number in range(2500)})
        read = 0

        for ticket_id in ledger.view.memory("notes").ids():
            read += 1
            if read % 1000 == 0:
                see(ledger, {ticket_id: Seen("2"), f"new-{read}": Seen("1")})

        assert read in range(2500, 2503)
        assert ledger.view.memory("notes").count() == 2502


class PagesContract:
    """What happens to tickets that matter, page by page."""

    def test_a_page_is_stored_with_its_cursor_or_not_at_all(
        self, ledger: Ledger
    ) -> None:
        take_in(ledger, subject())
        before = the_loop(ledger)

        def torn() -> Iterator[Entry]:
            yield subject(title="Another title")
            raise KeyError

        with pytest.raises(KeyError):
            ledger.view.remember(
                "notes",
                seen={"0041": Seen("2"), "0042": Seen("1")},
                entries=torn(),
                cursor="2",
            )

        memory = ledger.view.memory("notes")
        assert memory.cursor == "1"
        assert memory.stamps(["0041", "0042"]) == {"0041": "1"}
        assert the_loop(ledger) == before

    def test_an_entry_comes_back_as_it_was(self, ledger: Ledger) -> None:
        entries = (
            subject(),
            review(),
            write_back(),
            followed(),
            Entry("review-2", Part.SUBJECT, sprint(), "notes#sprint:46"),
        )
        take_in(ledger, *entries)

        for entry in entries:
            [known] = ledger.view.known("notes", [entry.ticket.id])[entry.ticket.id]
            assert known == replace(entry, about="")
        assert ledger.view.known("other", ["0041"]) == {}

    def test_a_ticket_comes_back_as_it_was(self, ledger: Ledger) -> None:
        for changes in (
            {"opened": datetime(2026, 11, 18, 9, 12, 0, 123456, tzinfo=UTC)},
            {"closed": None, "state": State.OPEN, "reason": None},
            {"due": datetime(9999, 12, 31, tzinfo=UTC).date()},
            {"title": 'A "title"\twith\n\\ and \x00 and 🎉 and \u202e'},
            {"labels": ()},
            {"assignee": None, "author": None, "why": "", "sprint": "46"},
            {"finished": NOW, "missed": NOW.date(), "gone": True, "unsigned": True},
        ):
            entry = subject(**changes)
            take_in(ledger, entry)
            assert the_loop(ledger).subject == entry.ticket

    def test_a_ticket_is_replaced_by_its_newer_state(self, ledger: Ledger) -> None:
        take_in(ledger, subject(), subject("review-2", "0042"))
        put_to_sleep(ledger)

        take_in(ledger, replace(subject(title="New"), about=""))

        loop = the_loop(ledger)
        assert loop.subject == subject(title="New").ticket
        assert loop.about == "notes#0041", "what is not told again is kept"
        assert awake(ledger) == ["review-1"], "the other one sleeps on"

    def test_a_page_may_name_a_ticket_twice(self, ledger: Ledger) -> None:
        take_in(ledger, subject(title="Old"), review(), subject(title="New"))

        assert the_loop(ledger).subject == subject(title="New").ticket

    def test_one_ticket_may_play_a_part_in_two_loops(self, ledger: Ledger) -> None:
        take_in(ledger, subject(), followed("review-2", "0041"))

        known = ledger.view.known("notes", ["0041"])["0041"]
        assert [(entry.loop, entry.part) for entry in known] == [
            ("review-1", Part.SUBJECT),
            ("review-2", Part.FOLLOWED),
        ]

    def test_a_ticket_of_another_tracker_is_another_ticket(
        self, ledger: Ledger
    ) -> None:
        take_in(ledger, subject())
        theirs = subject("review-2", tracker="other")
        take_in(ledger, theirs, tracker="other")

        assert the_loop(ledger).subject == subject().ticket
        assert the_loop(ledger, "review-2").subject == theirs.ticket

    def test_what_is_dropped_is_forgotten_and_its_loop_is_woken(
        self, ledger: Ledger
    ) -> None:
        take_in(ledger, subject(), review(), write_back(), review("review-2", "r2"))
        put_to_sleep(ledger)

        ledger.view.drop([write_back()])

        assert the_loop(ledger).write_backs == ()
        assert the_loop(ledger).review == review().ticket
        assert awake(ledger) == ["review-1"]

    def test_what_was_looked_up_alone_wakes_its_loop_too(self, ledger: Ledger) -> None:
        take_in(ledger, subject(), review())
        put_to_sleep(ledger)

        ledger.view.put([followed()])

        assert awake(ledger) == ["review-1"]

    def test_nothing_is_stored_for_nothing(self, ledger: Ledger) -> None:
        ledger.view.put([])
        ledger.view.drop([])
        ledger.view.remember("notes", seen={}, entries=())
        ledger.view.clear_away()

        assert ledger.view.known("notes", []) == {}
        assert list(ledger.view.loops([])) == []

    def test_subjects_that_nobody_chose_and_reviewed_are_cleared_away(
        self, ledger: Ledger
    ) -> None:
        chosen = subject("review-1", "0041")
        reviewed = replace(subject("review-2", "0042"), selected=False)
        neither = replace(subject("review-3", "0043"), selected=False)
        work_left = replace(subject("review-4", "0044"), selected=False)
        take_in(ledger, chosen, reviewed, neither, work_left)
        take_in(ledger, review("review-2", "r2"), write_back("review-4"))
        alone = review("review-5", "r5")
        take_in(ledger, alone)
        ledger.view.drop([alone])

        ledger.view.clear_away()

        loops = {loop.key: loop for loop in ledger.view.all_loops()}
        assert sorted(loops) == ["review-1", "review-2", "review-4"]
        assert loops["review-2"].subject == reviewed.ticket
        assert loops["review-4"].subject is None
        assert ledger.view.known("notes", ["0043", "0044"]) == {}


class LoopsContract:
    """How loops are put together, and when they are looked at."""

    def test_a_loop_holds_its_tickets_each_in_its_part(self, ledger: Ledger) -> None:
        take_in(ledger, subject(), review(), write_back(), followed())
        other = Entry("review-2", Part.SUBJECT, sprint(), "notes#sprint:46")
        take_in(ledger, other, write_back("review-2", "f-0000"))

        first, second = ledger.view.all_loops()

        assert first.key == "review-1"
        assert first.about == "notes#0041"
        assert first.subject == subject().ticket
        assert first.reviews == (review().ticket,)
        assert first.write_backs == (write_back().ticket,)
        assert first.followed == (), "nothing links to it"
        assert (first.details, first.text, first.stale) == (None, None, False)
        assert second.subject == sprint()
        assert second.review is None
        assert second.write_backs == (write_back("review-2", "f-0000").ticket,)

    def test_of_two_reviews_the_one_that_counts_comes_first(
        self, ledger: Ledger
    ) -> None:
        copy = review(ticket_id="0001", opened=NOW)
        oldest = review(ticket_id="9", opened=NOW - 3 * HOUR)
        gone = review(ticket_id="0000", opened=NOW - 9 * HOUR, gone=True)
        take_in(ledger, gone, copy, oldest)
        ledger.view.put_text("review-1", details(copy, "The copy's."))
        ledger.view.put_text("review-1", details(oldest, "The oldest's."))

        loop = the_loop(ledger)

        assert [one.id for one in loop.reviews] == ["9", "0001", "0000"]
        assert loop.review == oldest.ticket
        assert loop.details == details(oldest, "The oldest's.")

    def test_of_two_write_backs_with_one_key_the_oldest_comes_first(
        self, ledger: Ledger
    ) -> None:
        mark = write_back().ticket
        assert isinstance(mark, Ticket)
        copy = write_back(id="0001", opened=NOW)
        take_in(ledger, review(), copy, write_back(opened=NOW - 5 * HOUR))

        loop = the_loop(ledger)

        assert len(loop.write_backs) == 2
        assert loop.write_back("review-1.f-3a9c") == loop.write_backs[0]
        assert loop.write_backs[1] == copy.ticket

    def test_a_text_is_fresh_until_its_ticket_changes(self, ledger: Ledger) -> None:
        take_in(ledger, subject(), review())
        text = details(review())
        ledger.view.put_text("review-1", text)
        fresh = the_loop(ledger)

        take_in(ledger, subject(title="Another matter"))
        still_fresh = the_loop(ledger)
        take_in(ledger, review(title="Edited"))
        stale = the_loop(ledger)
        ledger.view.put_text("review-1", text)

        assert fresh.details == text
        assert fresh.text is not None
        assert [fresh.stale, still_fresh.stale, stale.stale] == [False, False, True]
        assert stale.details == text, "until it is read again"
        assert not the_loop(ledger).stale

    def test_a_text_goes_with_its_ticket(self, ledger: Ledger) -> None:
        take_in(ledger, subject(), review())
        ledger.view.put_text("review-1", details(review()))

        ledger.view.remember(
            "notes", seen={}, entries=[review(gone=True)], gone=["review-0041"]
        )

        loop = the_loop(ledger)
        assert loop.review is None
        assert loop.details is None

    def test_links_are_followed_to_tickets_of_any_part(self, ledger: Ledger) -> None:
        take_in(ledger, review(), write_back(), followed())
        key = write_back().ticket.key
        for text, tracker, at in (
            ("[a](a.md)", "notes", key),
            ("[b](b.md) · % _ ' \\", "notes", "0099"),
            ("[c](c.md)", "notes", "missing"),
            ("nowhere", "", ""),
        ):
            ledger.view.put_link("review-1", text, tracker, at)
        ledger.view.put_link("review-2", "[a](a.md)", "notes", "0099")

        assert set(the_loop(ledger).followed) == {
            Followed("[a](a.md)", "notes", key, ticket(key, mark=_mark(write_back()))),
            Followed("[b](b.md) · % _ ' \\", "notes", "0099", ticket("0099")),
            Followed("[c](c.md)", "notes", "missing", None),
            Followed("nowhere", "", "", None),
        }

    def test_links_are_forgotten_when_the_text_is_read_anew(
        self, ledger: Ledger
    ) -> None:
        take_in(ledger, review(), review("review-2", "r2"))
        for loop in ("review-1", "review-2"):
            ledger.view.put_link(loop, "text", "notes", "0099")

        ledger.view.put_text("review-1", details(review()))

        assert the_loop(ledger).followed == ()
        assert len(the_loop(ledger, "review-2").followed) == 1

    def test_people_may_write_anything_where_a_link_belongs(
        self, ledger: Ledger
    ) -> None:
        signs = "".join(chr(code) for code in range(1, 0xD000))
        take_in(ledger, review())
        for text in (signs, "\x00", ""):
            ledger.view.put_link("review-1", text, "", "")

        found = {link.text for link in the_loop(ledger).followed}
        assert found == {signs, "\x00", ""}

    def test_a_link_that_leads_elsewhere_by_now_replaces_the_old_one(
        self, ledger: Ledger
    ) -> None:
        take_in(ledger, review(), followed())
        ledger.view.put_link("review-1", "text", "", "")
        ledger.view.put_link("review-1", "text", "notes", "0099")

        assert [one.key for one in the_loop(ledger).followed] == ["0099"]

    def test_confirmed_handles_stay_with_the_loop(self, ledger: Ledger) -> None:
        take_in(ledger, review(), review("review-2", "r2"))

        for handles in (["ada"], ["ada", "lin"], ["a|b", "%7C", "%", ""], ODD_HANDLES):
            ledger.view.put_people("review-1", handles, (*handles, "kei"), NOW)
            take_in(ledger, review(title="Edited"))
            assert the_loop(ledger).confirmed == set(handles) - {""}
            assert the_loop(ledger).asked == {*handles, "kei"} - {""}
        ledger.view.put_people("review-1", [], [], NOW)
        assert the_loop(ledger).confirmed == frozenset()
        assert the_loop(ledger, "review-2").confirmed == frozenset()

    def test_whether_a_ticket_plays_a_part(self, ledger: Ledger) -> None:
        take_in(ledger, subject(), review(), write_back())
        view = ledger.view

        for entry in (subject(), review(), write_back()):
            ticket = entry.ticket
            assert view.id_of("review-1", ticket.tracker, ticket.key) == ticket.id
            assert view.id_of("review-2", ticket.tracker, ticket.key) is None
            assert view.id_of("review-1", "other", ticket.key) is None
        assert view.id_of("review-1", "notes", "nothing") is None

    def test_a_link_leads_to_the_ticket_whatever_it_is_called_by_now(
        self, ledger: Ledger
    ) -> None:
        there = replace(followed(), ticket=ticket("0099", id="f9", key="MOVED-1"))
        take_in(ledger, review(), there)
        ledger.view.put_link("review-1", "text", "notes", "0099", "f9")
        ledger.view.put_link("review-1", "other", "notes", "MOVED-1", "gone")

        found = {one.text: one.ticket for one in the_loop(ledger).followed}
        assert found == {"text": there.ticket, "other": None}

    def test_who_was_asked_about_is_forgotten_in_time(self, ledger: Ledger) -> None:
        take_in(ledger, review())
        ledger.view.put_people("review-1", ["ada"], ["ada", "lin"], NOW)

        ledger.view.ask_again(NOW)
        assert the_loop(ledger).asked == {"ada", "lin"}
        ledger.view.ask_again(NOW + timedelta(seconds=1))
        assert the_loop(ledger).asked == frozenset()
        assert the_loop(ledger).confirmed == {"ada"}

    def test_a_text_that_is_read_anew_is_asked_about_anew(self, ledger: Ledger) -> None:
        take_in(ledger, review())
        ledger.view.put_people("review-1", ["ada"], ["ada"], NOW)
        ledger.view.put_text("review-1", details(review()))

        assert the_loop(ledger).asked == frozenset()

    def test_a_loop_sleeps_until_its_moment(self, ledger: Ledger) -> None:
        take_in(ledger, *(subject(f"review-{n}", f"{n}") for n in range(4)))
        ledger.view.sleep(
            {
                "review-0": NOW,
                "review-1": NOW + HOUR,
                "review-2": None,
                "unknown": NOW,
            }
        )

        assert awake(ledger, NOW - timedelta(seconds=1)) == ["review-3"]
        assert awake(ledger, NOW) == ["review-0", "review-3"]
        assert awake(ledger, NOW + HOUR) == ["review-0", "review-1", "review-3"]
        assert "review-2" not in awake(ledger, datetime.max.replace(tzinfo=UTC))

        ledger.view.wake(["review-2", "unknown"])

        assert awake(ledger) == ["review-0", "review-2", "review-3"]

    def test_a_loop_is_awake_when_its_moment_has_come(self, ledger: Ledger) -> None:
        take_in(ledger, subject())

        for moment in (
            NOW + timedelta(microseconds=1),
            NOW + timedelta(milliseconds=999),
            datetime.max.replace(tzinfo=UTC),
            datetime(1970, 1, 1, tzinfo=UTC),
        ):
            ledger.view.sleep({"review-1": moment})
            assert awake(ledger, moment - timedelta(seconds=1)) == []
            assert awake(ledger, moment) == ["review-1"]

    def test_thousands_of_loops_come_in_order(self, ledger: Ledger) -> None:
        keys = [f"review-{number:016x}" for number in range(0, 2**60, 2**60 // 1234)]
        take_in(ledger, *(subject(key, key) for key in reversed(keys)))

        assert [loop.key for loop in ledger.view.all_loops()] == sorted(keys)
        assert awake(ledger) == sorted(keys)
        assert [loop.key for loop in ledger.view.loops(set(keys))] == sorted(keys)

    def test_all_loops_are_read_a_helping_at_a_time(self, ledger: Ledger) -> None:
        keys = [f"review-{number:04}" for number in range(1001)]
        take_in(ledger, *(subject(key, key) for key in keys))
        put_to_sleep(ledger)

        read = []
        for loop in ledger.view.all_loops():
            read.append(loop.key)
            if loop.key == "review-0500":
                ledger.view.put([subject("review-0999", "0999", title="Edited")])
                ledger.view.put([subject("review-2000", "2000")])

        assert read == [*keys, "review-2000"]
        assert awake(ledger) == ["review-0999", "review-2000"]

    def test_loops_may_be_asked_for_by_any_number_of_keys(self, ledger: Ledger) -> None:
        take_in(ledger, subject())
        keys = ["review-1", *(f"unknown-{number}" for number in range(MANY))]

        assert [loop.key for loop in ledger.view.loops(keys)] == ["review-1"]
        ledger.view.sleep(dict.fromkeys(keys[:2000]))
        assert awake(ledger) == []

    def test_reviews_are_counted_and_parts_listed(self, ledger: Ledger) -> None:
        take_in(ledger, subject(), review(), write_back("review-1", "f-1111"))
        take_in(ledger, Entry("review-2", Part.SUBJECT, sprint()))
        take_in(ledger, review("review-2", "r2"), write_back("review-2", "f-0000"))

        assert ledger.view.count_reviews() == 2
        listed = ledger.view.each(Part.WRITE_BACK)
        assert [one.id for one in listed] == [
            "review-0041-f-0000",
            "review-0041-f-1111",
        ]
        assert list(ledger.view.each(Part.SUBJECT)) == [subject().ticket]

    def test_texts_of_all_sorts_come_back(self, ledger: Ledger) -> None:
        text = details(review(), "a\n\n\tb \\ \x00 🎉 “q”\n\u2028\n" + "x" * 100_000)
        take_in(ledger, review())
        ledger.view.put_text("review-1", text)

        found = the_loop(ledger).details
        assert isinstance(found, Details)
        assert found == text


def _mark(entry: Entry) -> object:
    assert not isinstance(entry.ticket, Sprint)
    return entry.ticket.mark
