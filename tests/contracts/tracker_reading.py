"""The contract of trackers, first half: what is read, and what of it is remembered.

Subclass `TrackerContract`, not this.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from afteraction.domain.tickets import Details, Reason, Sprint, State, Ticket
from afteraction.tracker import Abilities, Problem, Readers
from tests.contracts.world import (
    Remembered,
    Said,
    Told,
    World,
    at,
    is_clear,
    is_empty,
    observed,
)

TWICE = "same text as the next paragraph"
TEXT = f"""What we know so far.

## Timeline

- 09:05 a deploy
- 09:12 the first alert

{TWICE}

{TWICE}

The end."""


class ReadingContract:
    """Observing, fetching, details, identity, people, links, checking."""

    has_sprints = True
    """It has sprints; else `tell_sprint` is never called."""

    @pytest.fixture
    def world(self) -> World:
        raise NotImplementedError("an adapter's test class brings its world")

    # --- what it is -------------------------------------------------------------------

    def test_it_says_what_it_is(self, world: World) -> None:
        tracker = world.tracker()

        assert tracker.name
        assert tracker.uid
        for name in (tracker.uid, tracker.realm):
            assert "#" not in name
            assert name.isprintable()
        assert tracker.uid.startswith(tracker.realm)
        assert isinstance(tracker.abilities, Abilities)
        assert tracker.abilities.readers in Readers
        assert tracker.abilities.lag >= timedelta(0)
        assert (tracker.requests is None) is (not tracker.abilities.network)

    def test_its_identity_lasts(self, world: World) -> None:
        before = world.tracker().uid
        with world.tracker().lock(1):
            pass

        assert world.tracker().uid == before

    # --- observing --------------------------------------------------------------------

    def test_the_first_observation_brings_everything(self, world: World) -> None:
        ids = {world.tell(Told(title=f"Ticket {n}")) for n in range(3)}

        page = observed(world.tracker(), Remembered())

        assert {ticket.id for ticket in page.tickets} == ids
        assert set(page.seen) >= ids
        assert (page.gone, page.problems) == ((), ())
        assert page.cursor

    def test_an_empty_tracker_can_be_observed(self, world: World) -> None:
        page = observed(world.tracker(), Remembered())

        assert is_empty(page)
        assert page.cursor

    def test_a_ticket_is_told_in_full(self, world: World) -> None:
        sprint = None
        if self.has_sprints:
            sprint = world.tell_sprint("S", "goal", at(2), at(13), closed=False)
        told = Told(
            title='Störung: "no" & <b>',
            labels=("incident", "payments"),
            closed=at(18, 11, 40),
            sprint=sprint,
        )
        ticket_id = world.tell(told)
        tracker = world.tracker()

        (ticket,) = observed(tracker, Remembered()).tickets

        assert ticket.tracker == tracker.name
        assert ticket.id == ticket_id
        assert ticket.key
        assert ticket.ref.startswith(f"{tracker.name}:") or "#" in ticket.ref
        assert ticket.url
        assert ticket.title == told.title
        assert ticket.state is State.CLOSED
        assert ticket.reason is Reason.COMPLETED
        assert set(ticket.labels) == set(told.labels)
        assert (ticket.assignee, ticket.author) == ("ada", "lin")
        assert (ticket.opened, ticket.closed) == (told.opened, told.closed)
        assert ticket.opened.tzinfo is UTC
        assert ticket.mark is None
        assert not ticket.gone
        assert (ticket.sprint is None) is (sprint is None)

    def test_an_open_ticket_has_no_end(self, world: World) -> None:
        world.tell(Told(assignee=None, labels=()))

        (ticket,) = observed(world.tracker(), Remembered()).tickets

        assert ticket.state is State.OPEN
        assert (ticket.closed, ticket.reason, ticket.assignee) == (None, None, None)
        assert ticket.labels == ()

    @pytest.mark.parametrize("reason", list(Reason))
    def test_why_a_ticket_was_closed(self, world: World, reason: Reason) -> None:
        ticket_id = world.tell(Told())
        world.close(ticket_id, at(19), reason)

        (ticket,) = observed(world.tracker(), Remembered()).tickets

        assert ticket.reason is reason
        assert ticket.declined is (reason is not Reason.COMPLETED)

    def test_nothing_new_is_nothing_to_read(self, world: World) -> None:
        world.tell(Told())
        memory = Remembered()
        observed(world.tracker(), memory)

        page = observed(world.tracker(), memory)

        assert is_empty(page)
        assert page.cursor

    def test_only_what_changed_is_read_again(self, world: World) -> None:
        changed, other = world.tell(Told()), world.tell(Told(title="Another"))
        memory = Remembered()
        observed(world.tracker(), memory)
        world.close(changed, at(19), Reason.COMPLETED)

        page = observed(world.tracker(), memory)

        assert [ticket.id for ticket in page.tickets] == [changed]
        assert page.tickets[0].state is State.CLOSED
        assert other not in page.seen

    @pytest.mark.parametrize("what", ["text", "comment"])
    def test_text_and_comments_are_changes_too(self, world: World, what: str) -> None:
        ticket_id = world.tell(Told(text=TEXT))
        memory = Remembered()
        observed(world.tracker(), memory)
        if what == "text":
            world.rewrite(ticket_id, "The end.", "The End.")
        else:
            world.comment(ticket_id, Said("kei", at(19), "Me too."))

        page = observed(world.tracker(), memory)

        assert [ticket.id for ticket in page.tickets] == [ticket_id]

    def test_what_was_removed_is_gone_once(self, world: World) -> None:
        removed, other = world.tell(Told()), world.tell(Told())
        memory = Remembered()
        observed(world.tracker(), memory)
        world.remove(removed)

        page = observed(world.tracker(), memory)

        assert page.gone == (removed,)
        assert other not in page.gone
        assert observed(world.tracker(), memory).gone == ()

    def test_removed_and_made_in_one_go(self, world: World) -> None:
        removed = world.tell(Told())
        memory = Remembered()
        observed(world.tracker(), memory)
        world.remove(removed)
        made = world.tell(Told(title="Another"))

        page = observed(world.tracker(), memory)

        assert [ticket.id for ticket in page.tickets] == [made]
        assert page.gone == (() if made == removed else (removed,))

    def test_a_broken_ticket_is_a_problem_and_the_rest_goes_on(
        self, world: World
    ) -> None:
        broken, whole = world.tell(Told()), world.tell(Told(title="Whole"))
        world.spoil(broken)
        memory = Remembered()

        page = observed(world.tracker(), memory)

        assert [ticket.id for ticket in page.tickets] == [whole]
        assert [is_clear(problem) for problem in page.problems] == [True]
        assert broken not in page.seen

    def test_a_problem_is_told_until_it_is_mended(self, world: World) -> None:
        broken = world.tell(Told())
        memory = Remembered()
        observed(world.tracker(), memory)
        world.spoil(broken)

        first = observed(world.tracker(), memory)
        second = observed(world.tracker(), memory)
        world.mend(broken)
        third = observed(world.tracker(), memory)

        assert first.problems == second.problems != ()
        assert first.gone == second.gone == ()
        assert [ticket.id for ticket in third.tickets] == [broken]
        assert third.problems == ()

    def test_observing_changes_nothing(self, world: World) -> None:
        ticket_id = world.tell(Told())
        world.spoil(world.tell(Told()))
        before = world.picture()

        tracker = world.tracker()
        observed(tracker, Remembered())
        list(tracker.fetch(ids=[ticket_id]))
        list(tracker.details([ticket_id]))
        list(tracker.find(["some key"]))
        list(tracker.check([("incident",)], ["ours"], Remembered()))

        assert world.picture() == before

    def test_sprints_are_observed(self, world: World) -> None:
        if not self.has_sprints:
            pytest.skip("it has no sprints")
        ended = world.tell_sprint("Sprint 46", "Be safe", at(2), at(13), closed=True)
        world.tell_sprint("Sprint 47", "", at(16), at(27), closed=False)
        memory = Remembered()

        page = observed(world.tracker(), memory)

        (sprint,) = (sprint for sprint in page.sprints if sprint.id == ended)
        assert (sprint.name, sprint.title) == ("Sprint 46", "Sprint 46")
        assert sprint.goal == "Be safe"
        assert (sprint.start, sprint.end) == (at(2), at(13))
        assert {sprint.state for sprint in page.sprints} == {"closed", "active"}
        assert observed(world.tracker(), memory).sprints == ()

    def test_a_removed_sprint_is_gone(self, world: World) -> None:
        if not self.has_sprints:
            pytest.skip("it has no sprints")
        sprint = world.tell_sprint("Sprint 46", "", at(2), at(13), closed=True)
        memory = Remembered()
        observed(world.tracker(), memory)
        world.remove(sprint)

        assert observed(world.tracker(), memory).gone == (sprint,)

    # --- asking for some --------------------------------------------------------------

    def test_tickets_are_fetched_by_id_and_by_key(self, world: World) -> None:
        world.tell(Told(title="One"))
        world.tell(Told(title="Two"))
        tracker = world.tracker()
        one, two = observed(tracker, Remembered()).tickets

        assert list(tracker.fetch(ids=[one.id, two.id])) == [one, two]
        assert list(tracker.fetch(keys=[two.key])) == [two]
        assert list(tracker.fetch()) == []

    def test_what_is_not_there_is_left_out(self, world: World) -> None:
        world.tell(Told())
        tracker = world.tracker()
        (there,) = observed(tracker, Remembered()).tickets
        world.remove(world.tell(Told(title="Removed")))

        assert list(tracker.fetch(ids=["987654"], keys=["987654"])) == []
        assert list(tracker.fetch(ids=["987654", there.id])) == [there]
        assert list(tracker.details(["987654"])) == []

    def test_what_is_broken_is_a_problem_in_its_place(self, world: World) -> None:
        first, broken, last = (world.tell(Told(title=t)) for t in "abc")
        world.spoil(broken)
        tracker = world.tracker()

        fetched = list(tracker.fetch(ids=[first, broken, last]))
        details = list(tracker.details([first, broken, last]))

        assert [type(each) for each in fetched] == [Ticket, Problem, Ticket]
        assert [type(each) for each in details] == [Details, Problem, Details]
        assert all(is_clear(each) for each in fetched if isinstance(each, Problem))

    def test_sprints_are_fetched(self, world: World) -> None:
        if not self.has_sprints:
            pytest.skip("it has no sprints")
        world.tell_sprint("Sprint 46", "", at(2), at(13), closed=True)
        tracker = world.tracker()
        (sprint,) = observed(tracker, Remembered()).sprints

        assert list(tracker.fetch(ids=[sprint.id])) == [sprint]
        typed = sprint.ref.removeprefix(f"{tracker.name}:")
        assert list(tracker.fetch(keys=[typed])) == [sprint]

    def test_details_hold_text_comments_and_history(self, world: World) -> None:
        said = (
            Said("kei", at(18, 9, 20), "502s since the deploy.\n\n- one\n- two"),
            Said("ada", at(18, 11), "Rolled back."),
        )
        ticket_id = world.tell(Told(text=TEXT, comments=said, closed=at(18, 12)))
        tracker = world.tracker()

        (details,) = tracker.details([ticket_id])

        assert isinstance(details, Details)
        assert list(tracker.fetch(ids=[ticket_id])) == [details.ticket]
        assert details.text == TEXT
        assert [(c.author, c.at, c.text) for c in details.comments] == [
            (each.who, each.at, each.text) for each in said
        ]
        assert all(comment.mark is None for comment in details.comments)
        assert len({comment.id for comment in details.comments}) == 2
        assert (details.events[0].at, details.events[0].what) == (at(18), "opened")
        assert details.events[-1].at == at(18, 12)
        assert details.events[-1].what == "closed as completed"

    def test_a_comments_id_lasts(self, world: World) -> None:
        said = (Said("kei", at(18, 9, 20), "One."), Said("kei", at(18, 9, 20), "Two."))
        ticket_id = world.tell(Told(text=TEXT, comments=said))
        (before,) = world.tracker().details([ticket_id])
        world.rewrite(ticket_id, "The end.", "The end.\n\nReally.")
        world.comment(ticket_id, Said("ada", at(19), "Three."))

        (after,) = world.tracker().details([ticket_id])

        assert isinstance(before, Details)
        assert isinstance(after, Details)
        ids = [comment.id for comment in after.comments]
        assert ids[:2] == [comment.id for comment in before.comments]
        assert len(set(ids)) == 3

    def test_a_ticket_without_text(self, world: World) -> None:
        ticket_id = world.tell(Told(text=""))

        (details,) = world.tracker().details([ticket_id])

        assert isinstance(details, Details)
        assert details.text == ""
        assert details.comments == ()

    def test_what_a_sprint_did(self, world: World) -> None:
        if not self.has_sprints:
            pytest.skip("it has no sprints")
        mine = world.tell_sprint("Sprint 46", "", at(2), at(13), closed=True)
        other = world.tell_sprint("Sprint 47", "", at(16), at(27), closed=False)
        done = world.tell(Told(sprint=mine, closed=at(10)))
        still_open = world.tell(Told(sprint=mine))
        declined = world.tell(Told(sprint=mine))
        world.close(declined, at(11), Reason.DECLINED)
        world.tell(Told(sprint=other))
        world.tell(Told())
        tracker = world.tracker()
        (sprint,) = tracker.fetch(ids=[mine])

        assert isinstance(sprint, Sprint)
        facts = tracker.sprint_facts(sprint)

        assert facts.sprint == sprint
        assert [ticket.id for ticket in facts.done] == [done]
        assert [ticket.id for ticket in facts.still_open] == [still_open]
        assert facts.carried_over is None or facts.carried_over >= 0
        assert facts.added is None or facts.added >= 0

    # --- people, links, readiness -----------------------------------------------------

    def test_people_are_known_from_tickets(self, world: World) -> None:
        world.tell(Told(assignee="ada", author="lin"))
        tracker, memory = world.tracker(), Remembered()
        observed(tracker, memory)

        assert tracker.people(["ada", "nobody-at-all"], memory) == {"ada"}
        assert tracker.people([], memory) == frozenset()

    def test_we_are_not_people(self, world: World) -> None:
        world.tell(Told())
        memory = Remembered()
        observed(world.tracker(), memory)

        assert memory.people(["afteraction"]) == frozenset()

    def test_a_mention_names_the_person(self, world: World) -> None:
        assert "ada" in world.tracker().mention("ada")

    def test_a_link_leads_back_to_its_ticket(self, world: World) -> None:
        world.tell(Told())
        tracker = world.tracker()
        (ticket,) = observed(tracker, Remembered()).tickets

        address = tracker.locate(f"see {tracker.link(ticket)}, please")

        assert address is not None
        assert tracker.key_at(address) == ticket.key
        assert tracker.key_at(ticket.url) == ticket.key

    def test_a_link_to_a_sprint_leads_back_to_it(self, world: World) -> None:
        if not self.has_sprints:
            pytest.skip("it has no sprints")
        sprint_id = world.tell_sprint("S [1] *", "", at(2), at(13), closed=True)
        tracker = world.tracker()
        (sprint,) = tracker.fetch(ids=[sprint_id])
        assert isinstance(sprint, Sprint)

        address = tracker.locate(tracker.link(sprint))
        key = tracker.key_at(address or "")

        if key is not None:
            assert list(tracker.fetch(keys=[key])) == [sprint]

    @pytest.mark.parametrize(
        "text", ["", "opening f-3a9c", "none yet", "n/a", "f-3a9c"]
    )
    def test_text_without_a_link_leads_nowhere(self, world: World, text: str) -> None:
        assert world.tracker().locate(text) is None

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "https://example.org/somewhere/41",
            "mailto:ada@example.org",
            "https://[broken",
        ],
    )
    def test_an_address_elsewhere_is_no_ticket(
        self, world: World, address: str
    ) -> None:
        assert world.tracker().key_at(address) is None

    def test_a_web_link_is_its_own_address(self, world: World) -> None:
        web = "https://example.org/somewhere/41"

        assert world.tracker().locate(f"[OPS-41]({web})") == web
        assert world.tracker().locate(f"see {web}.") == web

    def test_checking_gives_advice(self, world: World) -> None:
        world.tell(Told(labels=("incident",)))
        world.spoil(world.tell(Told()))

        rules = [("incident", "payments"), ("incidnet",)]
        advice = list(world.tracker(at(19)).check(rules, ["ours"], Remembered()))

        assert advice
        assert all(each.about and each.message for each in advice)
        assert all(each.ok or each.hint for each in advice)

    def test_checking_tells_what_is_left_alone(self, world: World) -> None:
        world.tell(Told(closed=at(18, 10)))
        world.tell(Told(closed=at(19, 10)))
        world.tell(Told(closed=at(18, 10), reason=Reason.DECLINED))
        world.tell(Told(closed=at(18, 10), labels=("payments",)))

        def left_alone(begins: datetime | None) -> list[str]:
            rules = [("incident", "payments")]
            advice = world.tracker(begins).check(rules, ["ours"], Remembered())
            return [each.message for each in advice if "since" in each.message]

        (told,) = left_alone(at(19))
        assert told.startswith("1 closed incident with incident, payments ended")
        assert left_alone(at(18)) == left_alone(None) == []

    def test_a_due_date_is_a_day(self, world: World) -> None:
        """Where there are due dates; elsewhere they stand in texts of ours."""
        world.tell(Told(due=date(2026, 12, 1)))

        (ticket,) = observed(world.tracker(), Remembered()).tickets

        assert ticket.due in (date(2026, 12, 1), None)
