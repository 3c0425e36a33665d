"""The contract of trackers, second half: locking, creating, finding again, editing.

Subclass `TrackerContract`, not this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from afteraction.domain.identity import text_digest
from afteraction.domain.kinds import Kind
from afteraction.domain.tickets import (
    Comment,
    CommentMark,
    Details,
    Line,
    LineEdit,
    Mark,
    Reason,
    Role,
    State,
    Ticket,
)
from afteraction.errors import Busy, Changed, Gone, Refused, TrackerError
from afteraction.tracker import CommentDraft, Created, Draft, Edit, NotCreated, Tracker
from tests.contracts.world import Remembered, Said, Told, World, at, observed

DUE = date(2026, 12, 1)
LATER = date(2026, 12, 15)
FORM = """Review of an incident.

## 4. Is the gap avoidable?

### The first gap

- [x] avoidable
- **Owner:** ada
- **Due:** 2026-12-01

### The second gap

- [ ] avoidable
- **Owner:** ada
- **Due:** 2026-12-08

And last:

- **Carried by:** lin"""

MARK = Mark(
    role=Role.REVIEW,
    key="review-0123456789abcdef",
    installation="acme",
    about="markdown:work#0041",
    text="00ff",
    said="11ee",
)
WRITE_BACK = Mark(
    role=Role.WRITE_BACK,
    key="review-0123456789abcdef.f-3a9c",
    installation="acme",
    about="review-0123456789abcdef",
    kind=Kind.EXPERIMENT,
    next_try=True,
)
DRAFT = Draft(
    name="review-0041",
    title='Review: "Payments", <b> & more',
    text=FORM,
    labels=("afteraction", "review"),
    assignee="ada",
    due=None,
    mark=MARK,
    at=at(19),
)


def created(tracker: Tracker, draft: Draft = DRAFT) -> Details:
    """The ticket that this draft became."""
    (answer,) = tracker.create([draft])
    assert isinstance(answer, Created)
    return answer.details


def elsewhere_from(ticket: Ticket) -> Ticket:
    """One like it that is in no tracker that we know."""
    return replace(
        ticket,
        tracker="elsewhere",
        key="7",
        ref="elsewhere:7",
        url="https://elsewhere.example/7",
    )


def standing(details: Details) -> Details:
    """What stands in a ticket.

    How it came about may be told later, and what the tracker chose by itself.
    """
    return replace(details, ticket=asked_for(details.ticket), events=())


def asked_for(ticket: Ticket) -> Ticket:
    """A ticket without what the tracker chose by itself."""
    return replace(ticket, priority=None)


def work(tracker: Tracker, due: date | None = DUE) -> Details:
    """A write-back of ada's, as it was made."""
    text = "What changes.\n\n- one\n- two"
    mark = replace(WRITE_BACK, text=text_digest(text))
    return created(tracker, replace(DRAFT, mark=mark, due=due, text=text))


def is_ours(details: Details) -> bool:
    """Whether no person touched its text, by its mark."""
    mark = details.ticket.mark
    return mark is not None and mark.text == text_digest(details.text)


def details_of(world: World, ticket_id: str) -> Details:
    """A ticket as a new process reads it."""
    (details,) = world.tracker().details([ticket_id])
    assert isinstance(details, Details)
    return details


def lines_with(details: Details, text: str) -> list[Line]:
    """The lines of a ticket that say exactly this."""
    return [line for line in details.lines if line.text == text]


def instead(line: Line, text: str) -> Edit:
    """An edit of one line."""
    return Edit(at=at(20), lines=(LineEdit(line, text),))


def remark(text: str, key: str = "review/remark", said: str = "1") -> CommentDraft:
    """A comment of ours."""
    return CommentDraft(text, CommentMark(key, "acme", said), at(20))


def texts_of(comments: Sequence[Comment]) -> list[str]:
    """What was said."""
    return [comment.text for comment in comments]


class WritingContract:
    """Locking, creating, finding, editing; and that nothing is written by halves."""

    locks = True
    """Its lock is a real one; else two syncs are kept apart elsewhere."""
    takes_strangers = True
    """Somebody whom it does not know can own a ticket, in a line that people see."""
    sees_races = True
    """It notices when somebody writes in the very moment in which it does."""

    # --- locking ----------------------------------------------------------------------

    def test_one_sync_at_a_time(self, world: World) -> None:
        if not self.locks:
            pytest.skip("two syncs are kept apart elsewhere")
        with world.tracker().lock(1):
            with pytest.raises(Busy) as caught, world.tracker().lock(0):
                pytest.fail("two hold it")
            assert caught.value.message
            assert caught.value.hint

    def test_a_lock_ends_whatever_happens(self, world: World) -> None:
        with pytest.raises(KeyError), world.tracker().lock(1):
            raise KeyError

        with world.tracker().lock(0):
            pass

    # --- creating ---------------------------------------------------------------------

    def test_a_created_ticket_is_as_drafted(self, world: World) -> None:
        details = created(world.tracker())
        ticket = details.ticket

        assert standing(details_of(world, ticket.id)) == standing(details)
        assert ticket.title == DRAFT.title
        assert ticket.state is State.OPEN
        assert set(ticket.labels) == set(DRAFT.labels)
        assert ticket.assignee == "ada"
        assert ticket.mark == MARK
        assert details.text.strip() == FORM
        assert details.comments == ()

    def test_a_created_ticket_is_observed(self, world: World) -> None:
        memory = Remembered()
        observed(world.tracker(), memory)
        ticket = created(world.tracker()).ticket

        (found,) = observed(world.tracker(), memory).tickets
        assert asked_for(found) == ticket

    def test_a_due_date_can_be_read_back(self, world: World) -> None:
        """From a field, or from the line that the text has for trackers without."""
        due = date(2026, 12, 1)
        draft = replace(
            DRAFT, mark=WRITE_BACK, due=due, text=f"**Due:** {due}\n\nWhat changes."
        )

        details = created(world.tracker(), draft)

        assert details.ticket.due == due
        assert details.ticket.mark == WRITE_BACK
        assert standing(details_of(world, details.ticket.id)) == standing(details)

    def test_a_ticket_can_be_filed_as_done(self, world: World) -> None:
        ticket = created(world.tracker(), replace(DRAFT, closed=True)).ticket

        assert ticket.completed
        assert ticket.closed is not None
        assert ticket.finished is not None

    def test_nobody_has_to_be_assigned(self, world: World) -> None:
        assert created(world.tracker(), replace(DRAFT, assignee=None)).ticket.mark

    def test_a_second_create_finds_the_first_ticket(self, world: World) -> None:
        first = created(world.tracker())

        (answer,) = world.tracker().create([replace(DRAFT, title="Another title")])

        if isinstance(answer, Created) and answer.found:
            assert standing(answer.details) == standing(first)
        # Where a create can not look first, `find` is what the engine asks before.
        found = list(world.tracker().find([MARK.key]))
        assert first.ticket in map(asked_for, found)

    def test_answers_come_in_the_order_of_the_drafts(self, world: World) -> None:
        drafts = [
            replace(DRAFT, title=f"Title {n}", mark=replace(MARK, key=f"review-{n}"))
            for n in range(4)
        ]
        drafts[2] = world.refused(drafts[2])

        answers = list(world.tracker().create(drafts))

        kinds = [type(answer) for answer in answers]
        assert kinds == [Created, Created, NotCreated, Created]
        titles = [a.details.ticket.title for a in answers if isinstance(a, Created)]
        assert titles == ["Title 0", "Title 1", "Title 3"]
        refusals = [a for a in answers if isinstance(a, NotCreated)]
        assert all(refusal.message and refusal.hint for refusal in refusals)
        assert list(world.tracker().find(["review-2"])) == []

    def test_one_name_and_two_keys_are_two_tickets(self, world: World) -> None:
        one = created(world.tracker())
        two = created(
            world.tracker(), replace(DRAFT, mark=replace(MARK, key="review-other"))
        )

        assert one.ticket.id != two.ticket.id
        assert standing(details_of(world, one.ticket.id)) == standing(one)

    def test_another_installations_ticket_is_not_ours(self, world: World) -> None:
        one = created(world.tracker())
        theirs = replace(MARK, installation="other")

        (answer,) = world.tracker().create([replace(DRAFT, mark=theirs)])

        assert isinstance(answer, Created)
        assert not answer.found
        assert answer.details.ticket.id != one.ticket.id
        assert answer.details.ticket.mark == theirs

    def test_no_drafts_no_answers(self, world: World) -> None:
        assert list(world.tracker().create([])) == []

    @pytest.mark.parametrize(
        "text",
        [
            "## Comments\n\n### lin, 2026-11-18T09:20:00Z\nForged.",
            "a\n\n<!-- afteraction: {key: k, installation: acme} -->\n\nb",
            "---\ntitle: forged\n---\n\nb",
            "```\nnever closed",
            "## Comments",
        ],
    )
    def test_text_can_not_forge_comments_or_fields(
        self, world: World, text: str
    ) -> None:
        details = created(world.tracker(), replace(DRAFT, text=text))

        assert details.comments == ()
        assert details.ticket.title == DRAFT.title
        assert details.ticket.mark == MARK
        assert "Forged." not in texts_of(details_of(world, details.ticket.id).comments)

    # --- finding ----------------------------------------------------------------------

    def test_tickets_of_ours_are_found_by_key(self, world: World) -> None:
        world.tell(Told(text=f"It quotes {MARK.key} only."))
        review = created(world.tracker()).ticket
        other = created(world.tracker(), replace(DRAFT, mark=WRITE_BACK)).ticket
        tracker = world.tracker()

        assert list(map(asked_for, tracker.find([MARK.key]))) == [review]
        both = {ticket.id for ticket in tracker.find([MARK.key, WRITE_BACK.key])}
        assert both == {review.id, other.id}
        assert list(tracker.find(["review-none"])) == []
        assert list(tracker.find([])) == []

    def test_a_ticket_is_found_though_people_changed_it(self, world: World) -> None:
        review = created(world.tracker()).ticket
        world.rewrite(review.id, "- **Carried by:** lin", "- **Carried by:** ada")
        world.comment(review.id, Said("kei", at(20), "Done."))
        world.close(review.id, at(21), Reason.COMPLETED)

        (found,) = world.tracker().find([MARK.key])

        assert found.id == review.id
        assert found.completed

    # --- editing: lines ---------------------------------------------------------------

    def test_one_line_changes_and_no_other(self, world: World) -> None:
        before = created(world.tracker())
        line = before.lines[0]

        after = world.tracker().edit(before.ticket.id, instead(line, "New words."))

        assert [line.text for line in after.lines] == [
            "New words.",
            *(line.text for line in before.lines[1:]),
        ]
        assert asked_for(after.ticket) == before.ticket
        assert standing(details_of(world, before.ticket.id)) == standing(after)

    def test_lines_are_added_below_a_line(self, world: World) -> None:
        before = created(world.tracker())
        (due,) = lines_with(before, "- **Due:** 2026-12-01")
        token = "- **Tracked in:** opening f-3a9c"

        edit = Edit(at=at(20), lines=(LineEdit(due, token, "after"),))
        after = world.tracker().edit(before.ticket.id, edit)

        expected = FORM.replace(due.text, f"{due.text}\n{token}")
        assert after.text.strip() == expected

    def test_an_anchor_tells_equal_lines_apart(self, world: World) -> None:
        tracker = world.tracker()
        before = created(tracker)
        first, second = lines_with(before, "- **Owner:** ada")

        after = tracker.edit(before.ticket.id, instead(second, "- **Owner:** kei"))

        texts = [line.text for line in after.lines if "Owner" in line.text]
        assert first.anchor != second.anchor
        assert texts == ["- **Owner:** ada", "- **Owner:** kei"]

    def test_without_an_anchor_the_first_line_is_meant(self, world: World) -> None:
        before = created(world.tracker())

        edit = instead(Line("", "- **Owner:** ada"), "- **Owner:** kei")
        after = world.tracker().edit(before.ticket.id, edit)

        texts = [line.text for line in after.lines if "Owner" in line.text]
        assert texts == ["- **Owner:** kei", "- **Owner:** ada"]

    def test_many_lines_in_one_edit(self, world: World) -> None:
        before = created(world.tracker())
        first, second = lines_with(before, "- **Owner:** ada")
        (due,) = lines_with(before, "- **Due:** 2026-12-08")

        edit = Edit(
            at=at(20),
            lines=(
                LineEdit(second, "- **Owner:** lin"),
                LineEdit(due, "- **Tracked in:** opening f-2", "after"),
                LineEdit(first, "- **Owner:** kei"),
                LineEdit(due, "- **Due:** 2026-12-09"),
            ),
            unless_gone=("- [x] avoidable", "### The first gap"),
        )
        after = world.tracker().edit(before.ticket.id, edit)

        expected = (
            FORM.replace("- **Owner:** ada", "- **Owner:** kei", 1)
            .replace("- **Owner:** ada", "- **Owner:** lin")
            .replace(due.text, "- **Due:** 2026-12-09\n- **Tracked in:** opening f-2")
        )
        assert after.text.strip() == expected

    def test_a_persons_edit_elsewhere_survives(self, world: World) -> None:
        before = created(world.tracker())
        (carried,) = lines_with(before, "- **Carried by:** lin")
        world.rewrite(before.ticket.id, "### The first gap", "### The\n\nfirst gap")

        edit = instead(carried, "- **Carried by:** kei")
        after = world.tracker().edit(before.ticket.id, edit)

        assert after.text.strip() == FORM.replace(
            "### The first gap", "### The\n\nfirst gap"
        ).replace("by:** lin", "by:** kei")

    def test_a_text_that_is_still_ours_is_made_anew(self, world: World) -> None:
        before = created(world.tracker())
        ticket_id = before.ticket.id
        world.comment(ticket_id, Said("kei", at(20), "Noted."))
        mark = replace(MARK, said="22")
        edit = Edit(
            at=at(21),
            title="Another: title",
            text="Another text.\n\n- one\n- two\n",
            expected=text_digest(before.text),
            mark=mark,
        )

        after = world.tracker().edit(ticket_id, edit)

        told = replace(before.ticket, title="Another: title", mark=mark)
        assert asked_for(after.ticket) == told
        assert after.text.strip() == "Another text.\n\n- one\n- two"
        assert texts_of(after.comments) == ["Noted."]
        assert standing(details_of(world, ticket_id)) == standing(after)

    # --- editing: what is gone --------------------------------------------------------

    def test_a_line_that_is_gone_changes_nothing(self, world: World) -> None:
        before = created(world.tracker())
        line = before.lines[0]
        world.rewrite(before.ticket.id, line.text, "Somebody was here.")
        picture = world.picture()
        edit = Edit(
            at=at(20),
            lines=(
                LineEdit(Line("", "- **Carried by:** lin"), "- **Carried by:** kei"),
                LineEdit(line, "New words."),
            ),
            state=State.CLOSED,
            labels=("ready",),
            mark=replace(MARK, said="22"),
            comment=remark("Something."),
        )

        with pytest.raises(Changed) as caught:
            world.tracker().edit(before.ticket.id, edit)

        assert world.picture() == picture
        assert caught.value.message
        assert caught.value.hint

    def test_a_line_that_had_to_stay_changes_nothing(self, world: World) -> None:
        before = created(world.tracker())
        world.rewrite(before.ticket.id, "- [x] avoidable", "- [ ] avoidable")
        picture = world.picture()
        edit = replace(
            instead(before.lines[0], "New words."), unless_gone=("- [x] avoidable",)
        )

        with pytest.raises(Changed):
            world.tracker().edit(before.ticket.id, edit)

        assert world.picture() == picture

    def test_a_text_that_is_not_as_expected_changes_nothing(self, world: World) -> None:
        before = created(world.tracker())
        expected = text_digest(before.text)
        world.rewrite(before.ticket.id, "- [x] avoidable", "- [ ] avoidable")
        picture = world.picture()

        for edit in (
            replace(instead(before.lines[0], "New words."), expected=expected),
            Edit(at=at(20), title="New", text="New words.", expected=expected),
            Edit(at=at(20), state=State.CLOSED, expected=expected),
        ):
            with pytest.raises(Changed):
                world.tracker().edit(before.ticket.id, edit)

        assert world.picture() == picture

    def test_equal_lines_that_moved_are_not_guessed(self, world: World) -> None:
        tracker = world.tracker()
        before = created(tracker)
        _, second = lines_with(before, "- **Owner:** ada")
        # Now another line with the same text may stand where this one stood.
        block = "### The first gap\n\n- [x] avoidable\n- **Owner:** ada\n- **Due:** -\n"
        world.rewrite(before.ticket.id, "### The first gap", f"{block}\n### 1st")
        picture = world.picture()

        with pytest.raises(Changed):
            tracker.edit(before.ticket.id, instead(second, "- **Owner:** kei"))

        assert world.picture() == picture

    def test_a_race_is_noticed(self, world: World) -> None:
        if not self.sees_races:
            pytest.skip("the tracker has no way to notice")
        before = created(world.tracker())
        ticket_id = before.ticket.id
        tracker = world.interrupted(
            lambda: world.rewrite(ticket_id, "- **Carried by:** lin", "Kei was here.")
        )

        with pytest.raises(Changed):
            tracker.edit(ticket_id, instead(before.lines[0], "New words."))

        assert details_of(world, ticket_id).text.strip() == FORM.replace(
            "- **Carried by:** lin", "Kei was here."
        )

    def test_what_is_gone_can_not_be_edited(self, world: World) -> None:
        before = created(world.tracker())
        world.remove(before.ticket.id)
        picture = world.picture()

        with pytest.raises(Gone) as caught:
            world.tracker().edit(before.ticket.id, Edit(at=at(20), labels=("ready",)))
        with pytest.raises(Gone):
            world.tracker().edit("987654", Edit(at=at(20), labels=("ready",)))

        assert caught.value.message
        assert caught.value.hint
        assert world.picture() == picture

    # --- editing: fields --------------------------------------------------------------

    @pytest.mark.parametrize("reason", list(Reason))
    def test_closing(self, world: World, reason: Reason) -> None:
        ticket_id = world.tell(Told())

        edit = Edit(at=at(20), state=State.CLOSED, reason=reason)
        ticket = world.tracker().edit(ticket_id, edit).ticket

        assert (ticket.state, ticket.reason) == (State.CLOSED, reason)
        assert ticket.closed is not None

    def test_reopening(self, world: World) -> None:
        ticket_id = world.tell(Told(closed=at(19)))

        edit = Edit(at=at(20), state=State.OPEN)
        ticket = world.tracker().edit(ticket_id, edit).ticket

        assert ticket.state is State.OPEN
        assert (ticket.closed, ticket.reason) == (None, None)

    def test_labels_are_added_where_they_are_missing(self, world: World) -> None:
        ticket_id = world.tell(Told(labels=("incident",)))

        edit = Edit(at=at(20), labels=("ready", "incident", "two"))
        ticket = world.tracker().edit(ticket_id, edit).ticket

        assert sorted(ticket.labels) == ["incident", "ready", "two"]

    def test_a_mark_is_replaced(self, world: World) -> None:
        ticket_id = created(world.tracker()).ticket.id
        mark = replace(MARK, text="22dd", said="33cc")

        assert world.tracker().edit(ticket_id, Edit(at(20), mark=mark)).ticket == (
            details_of(world, ticket_id).ticket
        )
        assert details_of(world, ticket_id).ticket.mark == mark

    def test_a_mark_is_put_on_a_persons_ticket(self, world: World) -> None:
        ticket_id = world.tell(Told(text=FORM))

        edit = Edit(at=at(20), mark=MARK, labels=("afteraction",))
        after = world.tracker().edit(ticket_id, edit)

        assert after.ticket.mark == MARK
        assert after.text == FORM
        assert [t.id for t in world.tracker().find([MARK.key])] == [ticket_id]

    def test_stamps_are_kept_where_there_is_no_history(self, world: World) -> None:
        tracker = world.tracker()
        if tracker.abilities.history:
            pytest.skip("it remembers by itself")
        ticket_id = world.tell(Told(due=date(2026, 11, 19)))

        edit = Edit(at=at(20), finished=at(20), missed=date(2026, 11, 19))
        ticket = tracker.edit(ticket_id, edit).ticket
        later = Edit(at=at(22), finished=at(22), missed=date(2026, 11, 21))
        again = tracker.edit(ticket_id, later).ticket

        assert (ticket.finished, ticket.missed) == (at(20), date(2026, 11, 19))
        assert again == ticket

    def test_an_edit_of_nothing_writes_nothing(self, world: World) -> None:
        ticket_id = created(world.tracker()).ticket.id
        (before,) = world.tracker().details([ticket_id])
        picture = world.picture()
        assert isinstance(before, Details)

        edit = Edit(
            at=at(20),
            lines=(LineEdit(before.lines[0], before.lines[0].text),),
            state=State.OPEN,
            labels=("review",),
            mark=MARK,
        )

        assert world.tracker().edit(ticket_id, edit) == before
        assert world.picture() == picture

    # --- editing: due day and owner ---------------------------------------------------

    @pytest.mark.parametrize("due", [DUE, None])
    def test_a_due_day_is_moved_or_given(self, world: World, due: date | None) -> None:
        before = work(world.tracker(), due)

        after = world.tracker().edit(before.ticket.id, Edit(at=at(20), due=LATER))

        assert asked_for(after.ticket) == replace(before.ticket, due=LATER)
        assert after.text == before.text
        assert is_ours(before)
        assert is_ours(after)
        assert standing(details_of(world, before.ticket.id)) == standing(after)

    def test_a_ticket_is_given_to_somebody_else(self, world: World) -> None:
        before = work(world.tracker())

        edit = Edit(at=at(20), assignee="kei")
        after = world.tracker().edit(before.ticket.id, edit)

        assert before.ticket.assignee == "ada"
        assert asked_for(after.ticket) == replace(before.ticket, assignee="kei")
        assert after.text == before.text
        assert is_ours(after)
        assert standing(details_of(world, before.ticket.id)) == standing(after)

    def test_a_ticket_of_nobodys_is_given_to_somebody(self, world: World) -> None:
        ticket_id = world.tell(Told(assignee=None))

        edit = Edit(at=at(20), assignee="lin")
        assert world.tracker().edit(ticket_id, edit).ticket.assignee == "lin"
        assert details_of(world, ticket_id).ticket.assignee == "lin"

    def test_a_person_wrote_above_and_below(self, world: World) -> None:
        before = work(world.tracker())
        ticket_id = before.ticket.id
        world.rewrite(ticket_id, "What changes.", "What changes, says kei.")
        theirs = details_of(world, ticket_id).text

        after = world.tracker().edit(ticket_id, Edit(at(20), due=LATER, assignee="kei"))

        assert after.text == theirs
        assert not is_ours(after)
        assert (after.ticket.due, after.ticket.assignee) == (LATER, "kei")

    def test_due_day_owner_and_all_else_in_one_edit(self, world: World) -> None:
        before = work(world.tracker())
        edit = Edit(
            at=at(20),
            lines=(LineEdit(before.lines[0], "New words."),),
            state=State.CLOSED,
            reason=Reason.COMPLETED,
            labels=("ready",),
            due=LATER,
            assignee="lin",
            comment=remark("It moved."),
        )

        after = world.tracker().edit(before.ticket.id, edit)

        assert (after.ticket.due, after.ticket.assignee) == (LATER, "lin")
        assert after.lines[0].text == "New words."
        assert after.ticket.completed
        assert texts_of(after.comments) == ["It moved."]
        assert standing(details_of(world, before.ticket.id)) == standing(after)

    def test_the_same_day_and_owner_write_nothing(self, world: World) -> None:
        ticket_id = work(world.tracker()).ticket.id
        before = details_of(world, ticket_id)
        picture = world.picture()

        edit = Edit(at=at(20), due=DUE, assignee="ada")

        assert world.tracker().edit(ticket_id, edit) == before
        assert world.picture() == picture

    def test_a_day_that_has_passed_stays_missed(self, world: World) -> None:
        """By history, or by our stamp, and for good: also when it is moved again."""
        tracker = world.tracker()
        passed, again = date(2026, 11, 19), date(2026, 11, 24)
        ticket_id = created(
            tracker, replace(DRAFT, mark=WRITE_BACK, due=passed)
        ).ticket.id
        world.comment(ticket_id, Said("kei", at(22), "It is late."))

        edit = Edit(at=at(22), due=again, missed=passed)
        once = tracker.edit(ticket_id, edit).ticket
        assert (once.due, once.missed) == (again, passed)
        world.comment(ticket_id, Said("kei", at(26), "It is later."))
        edit = Edit(at=at(26), due=LATER, missed=again)
        twice = tracker.edit(ticket_id, edit).ticket

        assert (twice.due, twice.missed) == (LATER, passed)
        moved = world.tracker().edit(ticket_id, Edit(at=at(26), due=DUE)).ticket
        assert (moved.due, moved.missed) == (DUE, passed)
        assert details_of(world, ticket_id).ticket == moved

    @pytest.mark.parametrize("nobody", ["", " ", "@", "a\0b", "a`b", "\u202eada"])
    def test_nobody_can_not_own_a_ticket(self, world: World, nobody: str) -> None:
        ticket_id = work(world.tracker()).ticket.id
        picture = world.picture()
        edit = Edit(
            at(20), labels=("ready",), assignee=nobody, due=LATER, comment=remark("No.")
        )

        with pytest.raises(Refused) as caught:
            world.tracker().edit(ticket_id, edit)

        assert world.picture() == picture
        assert caught.value.message.isprintable()
        assert caught.value.hint

    def test_somebody_whom_the_tracker_does_not_know(self, world: World) -> None:
        """They own it as they do when it is made for them, or nothing is written."""
        ticket_id = work(world.tracker()).ticket.id
        picture = world.picture()
        edit = Edit(
            at(20), labels=("ready",), assignee="zoe", due=LATER, comment=remark("No.")
        )

        if not self.takes_strangers:
            with pytest.raises(Refused, match="zoe") as caught:
                world.tracker().edit(ticket_id, edit)
            assert caught.value.hint
            assert world.picture() == picture
            return
        after = world.tracker().edit(ticket_id, edit)
        assert (after.ticket.assignee, after.ticket.due) == ("zoe", LATER)
        assert is_ours(after)
        assert standing(details_of(world, ticket_id)) == standing(after)
        # Said again it changes nothing.
        picture = world.picture()
        world.tracker().edit(ticket_id, replace(edit, comment=None))
        assert world.picture() == picture

    def test_a_line_that_is_gone_moves_no_day(self, world: World) -> None:
        before = work(world.tracker())
        line = before.lines[0]
        world.rewrite(before.ticket.id, line.text, "Somebody was here.")
        picture = world.picture()
        edit = replace(instead(line, "New words."), due=LATER, assignee="kei")

        with pytest.raises(Changed):
            world.tracker().edit(before.ticket.id, edit)

        assert world.picture() == picture

    # --- editing: comments ------------------------------------------------------------

    def test_a_mark_tells_what_else_is_said_and_to_whom(self, world: World) -> None:
        ticket_id = work(world.tracker()).ticket.id
        mark = CommentMark(
            "review-1.f-2/remind-2026-12-01",
            "acme",
            "4f",
            covers=("review-1.f-3/remind-2026-12-01", "review-2 x%20--> {a, b}"),
            to="00ff11ee",
        )

        edit = Edit(at=at(20), comment=CommentDraft("Three are due.", mark, at(20)))
        after = world.tracker().edit(ticket_id, edit)

        assert [comment.mark for comment in after.comments] == [mark]
        assert details_of(world, ticket_id).comments == after.comments

    def test_who_says_something_to_us_may_edit(self, world: World) -> None:
        ticket_id = work(world.tracker()).ticket.id
        world.comment(ticket_id, Said("kei", at(20), "Merged.\n\n/done by #4"))
        world.comment(ticket_id, Said("kei", at(20), "See path/done or `/done`."))
        ours = remark("/done says that it is.")
        after = world.tracker().edit(ticket_id, Edit(at=at(21), comment=ours))

        said = details_of(world, ticket_id).comments

        assert [comment.may_edit for comment in said] == [True, False, False]
        assert said[0].text == "Merged.\n\n/done by #4"
        assert after.comments == said

    def test_a_comment_is_added_with_its_mark(self, world: World) -> None:
        ticket_id = world.tell(Told(comments=(Said("kei", at(19), "First."),)))
        mark = CommentMark("review/remark", "acme", "4f", reopened=True)
        draft = CommentDraft("Still to do:\n\n- **Owner**\n- **Due**", mark, at(20))

        after = world.tracker().edit(ticket_id, Edit(at=at(20), comment=draft))

        assert texts_of(after.comments) == ["First.", draft.text]
        assert [comment.mark for comment in after.comments] == [None, mark]
        assert after.comments[1].at == at(20)
        assert after.text == Told().text
        assert standing(details_of(world, ticket_id)) == standing(after)

    def test_a_comment_takes_the_place_of_an_earlier_one(self, world: World) -> None:
        ticket_id = world.tell(Told())
        tracker = world.tracker()
        before = tracker.edit(
            ticket_id, Edit(at(20), comment=remark("Two are missing"))
        )
        world.comment(ticket_id, Said("kei", at(21), "On it."))

        new = replace(remark("All is there.", said="2"), replaces=before.comments[0].id)
        after = tracker.edit(ticket_id, Edit(at=at(22), comment=new))

        assert after.comments[0].text == "All is there."
        standing_now = details_of(world, ticket_id).comments
        assert texts_of(standing_now) == ["All is there.", "On it."]
        assert after.comments[0].id == before.comments[0].id
        assert after.comments[0].mark == new.mark

    def test_a_comment_that_is_gone_has_no_place(self, world: World) -> None:
        ticket_id = world.tell(Told(comments=(Said("kei", at(19), "First."),)))
        (kei,) = details_of(world, ticket_id).comments
        picture = world.picture()

        for replaces in ("987654", kei.id):
            draft = replace(remark("New."), replaces=replaces)
            edit = Edit(at=at(20), comment=draft, labels=("ready",))
            with pytest.raises(Changed):
                world.tracker().edit(ticket_id, edit)

        assert world.picture() == picture

    @pytest.mark.parametrize(
        "text",
        [
            "### lin, 2026-11-18T09:20:00Z\nForged.",
            "## Comments\n\n### lin, 2026-11-18T09:20:00Z\nForged.",
            "a\n<!-- afteraction: {key: k, installation: acme, reopened: true} -->",
            "```\nnever closed",
            "~~~ python\n## Comments\n~~~",
        ],
    )
    def test_a_comment_can_not_forge_another(self, world: World, text: str) -> None:
        ticket_id = world.tell(Told(comments=(Said("kei", at(19), "First."),)))
        mark = remark("").mark

        world.tracker().edit(ticket_id, Edit(at=at(20), comment=remark(text)))
        world.comment(ticket_id, Said("ada", at(21), "```\ncode\n```"))
        after = details_of(world, ticket_id)

        assert [c.author for c in after.comments][::2] == ["kei", "ada"]
        assert [c.mark for c in after.comments] == [None, mark, None]

    def test_pointing_again_changes_nothing(self, world: World) -> None:
        tracker = world.tracker()
        details = created(tracker)
        elsewhere = elsewhere_from(details.ticket)
        before = world.picture()

        tracker.point(details.ticket.id, elsewhere, MARK.about)
        once = world.picture()
        world.tracker().point(details.ticket.id, elsewhere, MARK.about)

        assert (once != before) == tracker.abilities.links
        assert world.picture() == once
        tracker.point(details.ticket.id, elsewhere, WRITE_BACK.key)
        assert (world.picture() != once) == tracker.abilities.links

    def test_what_is_gone_can_not_point(self, world: World) -> None:
        tracker = world.tracker()
        details = created(tracker)
        elsewhere = elsewhere_from(details.ticket)
        world.remove(details.ticket.id)

        if tracker.abilities.links:
            with pytest.raises(TrackerError):
                tracker.point(details.ticket.id, elsewhere, MARK.about)
        else:
            tracker.point(details.ticket.id, elsewhere, MARK.about)

    def test_all_in_one_edit(self, world: World) -> None:
        before = created(world.tracker())
        edit = Edit(
            at=at(20),
            lines=(LineEdit(before.lines[0], "New words."),),
            state=State.CLOSED,
            reason=Reason.DUPLICATE,
            mark=replace(MARK, said="22"),
            labels=("ready",),
            comment=remark("It is a copy."),
        )

        after = world.tracker().edit(before.ticket.id, edit)

        assert after.lines[0].text == "New words."
        assert after.ticket.reason is Reason.DUPLICATE
        assert after.ticket.mark == edit.mark
        assert "ready" in after.ticket.labels
        assert texts_of(after.comments) == ["It is a copy."]
        assert standing(details_of(world, before.ticket.id)) == standing(after)
