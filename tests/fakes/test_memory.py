"""The tracker of the engine's tests keeps the contract that real ones keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from afteraction.domain.tickets import Reason, State
from afteraction.tracker import Draft
from tests.contracts.tracker_contract import TrackerContract
from tests.contracts.world import Said, Told, World, at
from tests.fakes.memory import Faults, MemoryTracker


class Memory(World):
    """People at work in a dictionary."""

    def __init__(self) -> None:
        self._tracker = MemoryTracker("notes", lambda: at(20))

    def tracker(self, begins: datetime | None = None) -> MemoryTracker:
        self._tracker.begins = begins
        self._tracker.faults = Faults(refuses=_refuses)
        return self._tracker

    def interrupted(self, action: Callable[[], object]) -> MemoryTracker:
        tracker = self.tracker()
        tracker.faults.before_write = lambda: (action(), None)[1]
        return tracker

    def tell(self, told: Told) -> str:
        ticket_id = str(len(self._tracker.kept) + len(self._tracker.deleted) + 1)
        closed = told.closed is not None
        self._tracker.put(
            ticket_id,
            title=told.title,
            labels=told.labels,
            assignee=told.assignee,
            author=told.author,
            opened=told.opened,
            state=State.CLOSED if closed else State.OPEN,
            reason=told.reason if closed else None,
            closed=told.closed,
            due=told.due,
            sprint=(told.sprint or "").removeprefix("sprint:") or None,
        )
        self._tracker.write(ticket_id, told.text)
        for said in told.comments:
            self.comment(ticket_id, said)
        return ticket_id

    def tell_sprint(
        self, name: str, goal: str, start: datetime, end: datetime, *, closed: bool
    ) -> str:
        key = f"2026-{len(self._tracker.sprints) + 1}"
        state = "closed" if closed else "active"
        self._tracker.put_sprint(key, start, end, state, name=name, goal=goal)
        return f"sprint:{key}"

    def rewrite(self, ticket_id: str, line: str, text: str) -> None:
        before = f"\n{self._tracker.text(ticket_id)}\n"
        assert f"\n{line}\n" in before
        after = before.replace(f"\n{line}\n", f"\n{text}\n", 1)
        self._tracker.write(ticket_id, after[1:-1])

    def comment(self, ticket_id: str, said: Said) -> None:
        self._tracker.say(ticket_id, said.who, said.text, said.at)

    def close(self, ticket_id: str, when: datetime, reason: Reason) -> None:
        self._tracker.change(ticket_id, state=State.CLOSED, reason=reason, closed=when)

    def remove(self, ticket_id: str) -> None:
        self._tracker.delete(ticket_id)

    def spoil(self, ticket_id: str) -> None:
        self._tracker.spoil(ticket_id)

    def mend(self, ticket_id: str) -> None:
        self._tracker.mend(ticket_id)

    def refused(self, draft: Draft) -> Draft:
        return replace(draft, name="refused")

    def put_file(self, path: str, text: str) -> None:
        self._tracker.files[path] = text

    def file(self, path: str) -> str:
        return self._tracker.files[path]

    def picture(self) -> object:
        return {key: kept.details for key, kept in self._tracker.kept.items()}


def _refuses(draft: Draft) -> str:
    return "no such name" if draft.name == "refused" else ""


class TestMemoryTracker(TrackerContract):
    """Every promise of the port but two: it edits what stands, alone in its process."""

    locks = False
    sees_races = False

    @pytest.fixture
    def world(self) -> Memory:
        return Memory()
