"""What people did, remembered beside the engine, and what therefore has to be so.

Nothing of the engine's reading or planning is used to judge it: reviews are read by
`paper`, and tickets are looked at where they stand.
"""

from __future__ import annotations

import re
from collections import Counter

from afteraction.domain.identity import review_key, uid
from afteraction.domain.tickets import Role, State, Ticket
from afteraction.plan import Does
from afteraction.sync import Synced
from tests.engine import paper
from tests.engine.house import House
from tests.fakes.memory import MemoryTracker

Place = tuple[str, str]
"""A tracker's name and a ticket's id."""

PATIENCE = 10
"""After so many undisturbed syncs there has to be nothing left to do."""
CREATES = {Does.OPEN_REVIEW, Does.WRITE_BACK}
_LINK = re.compile(r"\[.+?\]\(https://(\w+)\.example/(.+?)\)")


def place(ticket: Ticket) -> Place:
    """Where a ticket is."""
    return ticket.tracker, ticket.id


def key_of(ticket: Ticket) -> str:
    """The key in a mark of ours."""
    assert ticket.mark
    return ticket.mark.key


def oldest_first(tickets: list[Ticket]) -> list[Ticket]:
    """The one that counts first (rule 12)."""
    return sorted(tickets, key=lambda t: (t.opened, len(t.id), t.id))


class Story:
    """What happened so far, as a person with a notebook would tell it."""

    def __init__(self, house: House) -> None:
        """The house in which it happens."""
        self.house = house
        self.written: dict[Place, str] = {}
        """Texts as people left them."""
        self.untied: set[Place] = set()
        """Reviews in which a person took away or set a *Tracked in*."""
        self.deleted: set[str] = set()
        """Keys of tickets of ours that people deleted."""
        self.may_come_again: Counter[str] = Counter()
        """Keys that nothing could be known of when the ledger was lost."""

    # What people did

    def wrote(self, tracker: MemoryTracker, ticket_id: str) -> None:
        """A person left a text as it stands now."""
        self.written[tracker.name, ticket_id] = tracker.text(ticket_id)

    def deletes(self, ticket: Ticket) -> None:
        """A person is about to delete a ticket, whose making we may not know of."""
        key = key_of(ticket)
        self.deleted.add(key)
        with self.house.site() as site:
            made = site.ledger.journal.made([key.partition(".")[0]])
        if all(one.key != key for ones in made.values() for one in ones):
            self.may_come_again[key] += 1
        self.written.pop(place(ticket), None)

    def forgets(self) -> None:
        """The ledger is about to be lost: what lags may be made again (rule 15)."""
        listed = {
            version.details.ticket.mark.key
            for tracker in self.house.trackers.values()
            for version in tracker.shown(tracker.lag)
            if version.details.ticket.mark
        }
        self.may_come_again.update(set(self.made()) - listed)

    def made(self) -> Counter[str]:
        """How often a ticket was made for each key."""
        return Counter(
            draft.mark.key
            for tracker in self.house.trackers.values()
            for draft in tracker.created
        )

    def ours(self, role: Role) -> dict[str, list[Ticket]]:
        """What stands of ours, by key, what counts first."""
        found: dict[str, list[Ticket]] = {}
        for tracker in self.house.trackers.values():
            for ticket in tracker.tickets():
                if ticket.mark and ticket.mark.role is role:
                    found.setdefault(key_of(ticket), []).append(ticket)
        return {key: oldest_first(tickets) for key, tickets in found.items()}

    # What holds at any time

    def check_always(self) -> None:
        """Nothing was made twice, nothing without an owner, nothing said twice."""
        twice = self.made() - self.may_come_again - Counter(set(self.made()))
        assert not twice, f"made again although it could be known: {twice}"
        for tracker in self.house.trackers.values():
            for draft in tracker.created:
                if draft.mark.role is Role.WRITE_BACK:
                    assert draft.assignee, f"{draft.name} has no owner"
            reopened = Counter(
                i for i, edit in tracker.edits if edit.state is State.OPEN
            )
            assert not reopened or max(reopened.values()) == 1, "reopened twice"
            for kept in tracker.kept.values():
                said = Counter(c.mark.key for c in kept.details.comments if c.mark)
                assert not said or max(said.values()) == 1, f"said twice: {said}"
        steps = Counter(self._steps().split("\n"))
        assert not steps or max(steps.values()) == 1, f"added twice: {steps}"
        self._check_texts()

    def _check_texts(self) -> None:
        """Nobody's words were changed; only our own lines come and go."""
        for (name, ticket_id), text in self.written.items():
            now = self.house.trackers[name].text(ticket_id)
            assert paper.without_ours(now) == paper.without_ours(text)
            assert paper.only_made_exact(paper.dues(text), paper.dues(now))
        for tracker in self.house.trackers.values():
            for ticket in tracker.tickets():
                if ticket.mark is None:
                    assert tracker.text(ticket.id) == "Something happened."

    # What holds once nothing goes wrong any more

    def settle(self) -> None:
        """Let everything come to rest, and look at it."""
        self.house.later(hours=2)
        synced = self.house.sync()
        for _ in range(PATIENCE):
            if not synced.plan.changes:
                break
            self.house.later(minutes=11)
            synced = self.house.sync()
        assert synced.plan.changes == (), "never comes to rest"
        self.check_always()
        self._check_reviews(synced)
        self._check_findings()
        self._check_rest()

    def _check_rest(self) -> None:
        """One more sync plans nothing and writes nothing."""
        before = [t.counter for t in self.house.trackers.values()]
        assert self.house.sync().plan.changes == ()
        assert [t.counter for t in self.house.trackers.values()] == before

    def _check_reviews(self, synced: Synced) -> None:
        """Every subject has its review, and of each ticket of ours one counts."""
        reviews = self.ours(Role.REVIEW)
        for subject in self._subjects():
            key = review_key(subject)
            assert key in reviews or key in self.deleted, f"no review of {subject}"
        told = {problem.ref for problem in synced.problems}
        for standing in (*reviews.values(), *self.ours(Role.WRITE_BACK).values()):
            for copy in standing[1:]:
                assert copy.state is State.CLOSED or copy.ref in told, f"untold: {copy}"

    def _subjects(self) -> list[str]:
        """Uids of everything that is over and to be looked back at."""
        notes = self.house.notes
        incidents = [
            ticket.id
            for ticket in notes.tickets()
            if ticket.completed and not ticket.mark and "incident" in ticket.labels
        ]
        sprints = [s.id for s, _ in notes.sprints.values() if s.state == "closed"]
        return [uid(notes.uid, subject) for subject in (*incidents, *sprints)]

    def _check_findings(self) -> None:
        """Every complete finding of a held review has one ticket of its own."""
        made = self.made()
        for key, (review, *others) in self.ours(Role.REVIEW).items():
            text = self.house.trackers[review.tracker].text(review.id)
            tracked = [block.tracked for block in paper.blocks(text)]
            ready = review.completed or (
                review.state is State.OPEN and "ready" in review.labels
            )
            if ready:
                found = [b.tracked for b in paper.blocks(text) if b.complete]
                for where in found:
                    self._check_tracked(key, where)
                assert len(set(found)) == len(found), f"one ticket for two: {found}"
            if others or key in self.deleted or place(review) in self.untied:
                continue
            for made_key in made:
                if made_key.startswith(f"{key}.") and made_key not in self.deleted:
                    self._check_tied(made_key, tracked, ready=ready)

    def _check_tracked(self, review: str, where: str) -> None:
        """A finding leads to its ticket, or to one that people deleted."""
        if where.startswith("step "):
            token = where.split()[1]
            assert f", {token})" in self._steps(), f"not in the checklist: {where!r}"
            return
        link = _LINK.fullmatch(where)
        if link is None:
            key = f"{review}.{where.removeprefix('opening ')}"
            assert key in self.deleted, f"not written back: {where!r}"
            return
        kept = self.house.trackers[link[1]].kept.get(link[2])
        if kept is not None and kept.details.ticket.mark:
            ticket = kept.details.ticket
            assert ticket.assignee, f"{ticket.ref} has no owner"
            assert key_of(ticket).startswith(f"{review}."), f"{where} leads astray"

    def _steps(self) -> str:
        """What stands in the checklists."""
        files = [t.files.values() for t in self.house.trackers.values()]
        return "\n".join(text for texts in files for text in texts)

    def _check_tied(self, key: str, tracked: list[str], *, ready: bool) -> None:
        """A ticket of ours is what a finding leads to, or will once it is ready."""
        if not ready and f"opening {key.rpartition('.')[2]}" in tracked:
            return
        standing = self.ours(Role.WRITE_BACK).get(key, [])
        links = {f"[{ticket.key}]({ticket.url})" for ticket in standing}
        assert links & set(tracked), f"nothing leads to {key}: {tracked}"

    # What holds without a ledger

    def check_the_report_without_a_ledger(self) -> None:
        """The trackers alone tell all that there is to tell (law 1)."""
        self.house.later(minutes=11)
        self.house.sync()
        before = self.house.report_text()
        self.forgets()
        self.house.forget()
        planned = self.house.sync(dry_run=True).plan.changes
        created = {change.key for change in planned if change.does in CREATES}
        assert created <= self.deleted, f"would be made again: {created}"
        if created:
            return
        assert planned == ()
        assert self.house.sync().plan.changes == ()
        assert self.house.report_text() == before
