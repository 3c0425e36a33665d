"""The contract of ledgers, fourth part: several at once on one place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from subprocess import PIPE, Popen
from threading import Barrier, Event

from afteraction.ledger import Basis, Ledger, open_ledger
from afteraction.ledger.entries import Entry
from afteraction.tracker import Seen
from tests.contracts.ledger_values import (
    BASIS,
    Place,
    awake,
    review,
    subject,
    take_in,
)

AT_ONCE = 6
PATIENCE = 20.0
"""Seconds after which something hangs that should not."""

_OPEN_ALL = """
import sys
from pathlib import Path
from afteraction.ledger import open_ledger
from tests.contracts.ledger_values import BASIS, subject, take_in

print("ready", flush=True)
sys.stdin.readline()
for place in sys.argv[1:]:
    with open_ledger(place if "://" in place else Path(place), BASIS) as ledger:
        take_in(ledger, subject())
print("done")
"""


@contextmanager
def several(place: Place, number: int = 2) -> Iterator[list[Ledger]]:
    """Ledgers on one place, each with connections of its own."""
    with ExitStack() as stack:
        yield [stack.enter_context(open_ledger(place, BASIS)) for _ in range(number)]


@contextmanager
def in_the_middle(ledger: Ledger) -> Iterator[Future[None]]:
    """While a page is being written; afterwards it is finished and committed."""
    begun, go_on = Event(), Event()

    def entries() -> Iterator[Entry]:
        begun.set()
        assert go_on.wait(PATIENCE)
        yield subject()

    def write() -> None:
        ledger.view.remember(
            "notes", seen={"0041": Seen("1")}, entries=entries(), cursor="1"
        )

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            assert begun.wait(PATIENCE)
            yield writing
        finally:
            go_on.set()
        writing.result(PATIENCE)


class SharingContract:
    """Two syncs, or a sync and a report, on one ledger."""

    def test_a_reader_sees_a_page_whole_or_not_at_all(self, place: Place) -> None:
        with several(place) as (writer, reader):
            memory = reader.view.memory("notes")
            with in_the_middle(writer):
                assert memory.cursor == ""
                assert memory.count() == 0
                assert list(reader.view.all_loops()) == []

            assert memory.cursor == "1"
            assert memory.count() == 1
            assert awake(reader) == ["review-1"]

    def test_a_second_writer_waits(self, place: Place) -> None:
        with several(place) as (first, second), ThreadPoolExecutor(1) as pool:
            with in_the_middle(first):
                waiting = pool.submit(take_in, second, review())
                assert wait([waiting], 0.2).not_done
            waiting.result(PATIENCE)

            [loop] = first.view.all_loops()
            assert loop.subject == subject().ticket
            assert loop.review == review().ticket

    def test_many_writers_take_turns_whatever_their_order(self, place: Place) -> None:
        """The rows are the same, in another order: none waits for the other forever."""
        keys = [f"review-{number}" for number in range(60)]
        begin = Barrier(2)

        def write(ledger: Ledger, order: list[str]) -> None:
            begin.wait(PATIENCE)
            for _ in range(8):
                take_in(ledger, *(subject(key, key) for key in order))
                ledger.view.sleep(dict.fromkeys(order))
                ledger.view.wake(order)

        with several(place) as (first, second), ThreadPoolExecutor(2) as pool:
            both = [
                pool.submit(write, first, keys),
                pool.submit(write, second, keys[::-1]),
            ]
            wait(both, PATIENCE)
            for one in both:
                one.result(0)

            assert awake(first) == sorted(keys)

    def test_new_places_may_be_opened_by_several_processes_at_once(
        self, new_place: Callable[[], Place]
    ) -> None:
        places = [new_place() for _ in range(6)]
        command = [sys.executable, "-c", _OPEN_ALL, *map(str, places)]
        with ExitStack() as stack:
            started = [
                stack.enter_context(Popen(command, stdin=PIPE, stdout=PIPE, text=True))
                for _ in range(2)
            ]
            for process in started:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
            said = [process.communicate("go\n", PATIENCE)[0] for process in started]

        assert said == ["done\n"] * 2
        for place in places:
            with open_ledger(place, BASIS) as ledger:
                assert awake(ledger) == ["review-1"]

    def test_a_view_may_be_made_anew_by_several_at_once(self, place: Place) -> None:
        begin = Barrier(AT_ONCE)
        with open_ledger(place, BASIS):
            pass

        def write(basis: Basis, number: int) -> None:
            begin.wait(PATIENCE)
            with open_ledger(place, basis) as ledger:
                take_in(ledger, subject(f"review-{number}", f"{number}"))

        with ThreadPoolExecutor(AT_ONCE) as pool:
            for attempt in range(5):
                bases = [Basis(f"tickets {attempt}")] * AT_ONCE
                list(pool.map(write, bases, range(AT_ONCE)))

                with open_ledger(place, bases[0]) as ledger:
                    assert len(awake(ledger)) == AT_ONCE
