"""Issues that get another owner or another day, in both dresses and on any screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from afteraction.domain.tickets import CommentMark, State, Ticket
from afteraction.errors import Refused, Unreachable
from afteraction.tracker import Created, Edit
from tests.contracts.test_jira_tracker import Office
from tests.contracts.tracker_writing import (
    DRAFT,
    DUE,
    LATER,
    WRITE_BACK,
    details_of,
    is_ours,
    remark,
    standing,
    work,
)
from tests.contracts.world import Said, Told, at
from tests.fakes.jira import Jira, faults
from tests.fakes.jira.faults import Behaviour
from tests.fakes.jira.values import Issue

ISSUE = "/issue/*"
BOTH = ("duedate", "assignee")


@pytest.fixture(params=["cloud", "data center"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    cloud = request.param == "cloud"
    with Jira(cloud=cloud, context="" if cloud else "/jira") as jira:
        yield Office(jira, tmp_path / "token")


def key_of(world: Office, ticket_id: str) -> str:
    return world.jira.look.key(int(ticket_id))


def issue_of(world: Office, ticket_id: str) -> Issue:
    return world.jira.look.issue(key_of(world, ticket_id))


def markdown(world: Office, ticket_id: str) -> str:
    """All of a description, with the lines above its text."""
    said = issue_of(world, ticket_id).description
    return "\n".join(line.text for line in world.dress.read(said, lambda _, who: who))


def without_fields(world: Office, *fields: str) -> None:
    """What is made in OPS lacks these fields."""
    world.jira.build.take_off("OPS", "Task", *fields)


def test_all_of_it_is_one_write_and_said_last(world: Office) -> None:
    before = work(world.tracker())
    edit = Edit(
        at(20),
        title="Other words",
        state=State.CLOSED,
        due=LATER,
        assignee="kei",
        comment=remark("It moved."),
    )
    world.jira.log.clear()

    world.tracker().edit(before.ticket.id, edit)

    (put,) = world.jira.log.of("PUT")
    (way,) = world.jira.log.of("POST", f"{ISSUE}/transitions")
    (said,) = world.jira.log.of("POST", f"{ISSUE}/comment")
    assert put.number < way.number < said.number
    issue = issue_of(world, before.ticket.id)
    assert (issue.assignee, issue.fields["duedate"]) == ("kei", str(LATER))


def test_what_can_not_be_closed_is_not_said_to_be(world: Office) -> None:
    ticket_id = work(world.tracker()).ticket.id
    fault = faults.refuses(400, "It is locked.")
    world.jira.faults.add("POST", f"{ISSUE}/transitions", fault)
    edit = Edit(at(20), state=State.CLOSED, due=LATER, comment=remark("Closed."))

    with pytest.raises(Refused):
        world.tracker().edit(ticket_id, edit)

    assert details_of(world, ticket_id).comments == ()
    after = world.tracker().edit(ticket_id, edit)
    assert (after.ticket.state, after.ticket.due) == (State.CLOSED, LATER)
    assert [one.text for one in details_of(world, ticket_id).comments] == ["Closed."]


def test_where_nothing_is_new_nothing_is_sent(world: Office) -> None:
    ticket_id = work(world.tracker()).ticket.id
    world.jira.log.clear()

    world.tracker().edit(ticket_id, Edit(at(20), due=DUE, assignee="ADA"))

    assert world.jira.log.of("PUT") == []
    asked = [one.named for one in world.jira.log]
    assert not any("user" in path for path in asked), "who has it is known"


@pytest.mark.parametrize("fields", [BOTH, ("duedate",), ("assignee",)])
def test_lines_above_the_text_are_kept_where_the_screen_lacks_the_field(
    world: Office, fields: tuple[str, ...]
) -> None:
    without_fields(world, *fields)
    before = work(world.tracker())
    ticket_id = before.ticket.id
    assert (before.ticket.due, before.ticket.assignee) == (DUE, "ada")

    edit = Edit(at(20), due=LATER, assignee="kei", comment=remark("It moved."))
    after = world.tracker().edit(ticket_id, edit)

    assert (after.ticket.due, after.ticket.assignee) == (LATER, "kei")
    assert after.text == before.text
    assert is_ours(after)
    assert standing(details_of(world, ticket_id)) == standing(after)
    text = markdown(world, ticket_id)
    assert (f"**Due:** {LATER}" in text) == ("duedate" in fields)
    assert ("**Owner:** kei" in text) == ("assignee" in fields)
    assert str(DUE) not in text
    assert "ada" not in text
    picture = world.picture()
    world.tracker().edit(ticket_id, replace(edit, comment=None))
    assert world.picture() == picture


@pytest.mark.parametrize("how", ["screen", "rights"])
def test_a_line_is_put_above_the_text_where_there_was_none(
    world: Office, how: str
) -> None:
    if how == "screen":
        without_fields(world, *BOTH)
    else:
        rights = ("ASSIGN_ISSUES", "SCHEDULE_ISSUES")
        world.jira.build.forbid("OPS", "robot", *rights)
    draft = replace(DRAFT, mark=WRITE_BACK, assignee=None, due=None, text="Words.")
    (made,) = world.tracker().create([draft])
    assert isinstance(made, Created)
    ticket_id = made.details.ticket.id

    after = world.tracker().edit(ticket_id, Edit(at(20), due=LATER))
    assert markdown(world, ticket_id).startswith(f"**Due:** {LATER}\n")
    given = world.tracker().edit(ticket_id, Edit(at(20), assignee="kei"))

    assert after.text.strip() == given.text.strip() == "Words."
    assert (given.ticket.due, given.ticket.assignee) == (LATER, "kei")
    assert standing(details_of(world, ticket_id)) == standing(given)
    assert issue_of(world, ticket_id).fields.get("duedate") is None


def test_a_text_that_is_made_anew_keeps_its_lines(world: Office) -> None:
    without_fields(world, *BOTH)
    ticket_id = work(world.tracker()).ticket.id

    edit = Edit(at(20), text="Other words.\n", due=LATER, assignee="kei")
    after = world.tracker().edit(ticket_id, edit)

    assert after.text == "Other words."
    assert (after.ticket.due, after.ticket.assignee) == (LATER, "kei")
    assert standing(details_of(world, ticket_id)) == standing(after)


@pytest.mark.parametrize("field", BOTH)
def test_a_field_that_is_set_and_may_not_be_changed_is_told(
    world: Office, field: str
) -> None:
    """A line would say something else than the field, which counts."""
    ticket_id = work(world.tracker()).ticket.id
    without_fields(world, field)
    picture = world.picture()
    edit = Edit(at(20), due=LATER, assignee="kei", comment=remark("It moved."))

    with pytest.raises(Refused, match=f"Jira refused it: {field}: "):
        world.tracker().edit(ticket_id, edit)

    assert world.picture() == picture


def test_what_is_not_ours_has_no_lines(world: Office) -> None:
    without_fields(world, *BOTH)
    ticket_id = world.tell(Told(assignee=None))
    picture = world.picture()

    for edit in (Edit(at(20), due=LATER), Edit(at(20), assignee="kei")):
        with pytest.raises(Refused, match="Jira refused it"):
            world.tracker().edit(ticket_id, edit)

    assert world.picture() == picture


def test_who_can_not_be_given_issues_is_told(world: Office) -> None:
    ticket_id = work(world.tracker()).ticket.id
    world.jira.build.user("zoe", "zoe")
    world.comment(ticket_id, Said("zoe", at(20), "Mine?"))
    picture = world.picture()
    edit = Edit(at(20), assignee="zoe", due=LATER, comment=remark("It is zoe's."))

    for met in (False, True):
        tracker = world.tracker()
        if met:  # now the account is known by what it said
            list(tracker.details([ticket_id]))
        with pytest.raises(Refused, match="zoe") as caught:
            tracker.edit(ticket_id, edit)
        assert caught.value.hint

    assert world.picture() == picture


@pytest.mark.parametrize("fields", [BOTH, ()], ids=["lines", "fields"])
@pytest.mark.parametrize(
    "fault",
    [faults.drops(commit=True), faults.drops(), faults.answers(502, commit=True)],
    ids=["lost", "never made", "502"],
)
@pytest.mark.parametrize("call", [1, 2])
def test_an_answer_that_was_lost(
    world: Office, fields: tuple[str, ...], fault: Behaviour, call: int
) -> None:
    without_fields(world, *fields)
    before = work(world.tracker())
    world.jira.faults.add("PUT", ISSUE, fault, call=call)
    edit = Edit(at(20), due=LATER, assignee="kei", comment=remark("It moved."))

    world.tracker().edit(before.ticket.id, edit)

    after = details_of(world, before.ticket.id)
    assert (after.ticket.due, after.ticket.assignee) == (LATER, "kei")
    assert after.text == before.text
    assert [one.text for one in after.comments] == ["It moved."]


def test_what_stands_already_is_not_sent_again(world: Office) -> None:
    """Not even where only its fields tell that it was made."""
    ticket_id = work(world.tracker()).ticket.id
    world.jira.faults.add("PUT", ISSUE, faults.drops(commit=True))
    world.jira.log.clear()

    world.tracker().edit(ticket_id, Edit(at(20), due=LATER, assignee="kei"))

    assert len(world.jira.log.of("PUT")) == 1
    (moved,) = world.jira.look.history(key_of(world, ticket_id))
    assert {change.field for change in moved.changes} == {"duedate", "assignee"}


def test_what_is_cut_off_before_it_is_said_is_made_again(world: Office) -> None:
    ticket_id = work(world.tracker()).ticket.id
    world.jira.faults.add("PUT", ISSUE, faults.drops(), times=None)
    edit = Edit(at(20), due=LATER, comment=remark("It moved."))

    with pytest.raises(Unreachable):
        world.tracker().edit(ticket_id, edit)

    assert details_of(world, ticket_id).comments == ()
    world.jira.faults.clear()
    assert world.tracker().edit(ticket_id, edit).ticket.due == LATER
    (said,) = details_of(world, ticket_id).comments
    assert said.text == "It moved."


def test_a_day_that_could_not_be_read_gives_way(world: Office) -> None:
    without_fields(world, "duedate")
    before = work(world.tracker())
    world.rewrite(before.ticket.id, f"**Due:** {DUE}", "**Due:** next Friday")
    assert details_of(world, before.ticket.id).ticket.problem is not None

    after = world.tracker().edit(before.ticket.id, Edit(at(20), due=LATER))

    assert (after.ticket.due, after.ticket.problem) == (LATER, None)
    assert after.text == before.text


def test_who_may_edit_is_asked_where_somebody_speaks_to_us(world: Office) -> None:
    ticket_id = work(world.tracker()).ticket.id
    world.jira.build.user("zoe", "zoe")
    world.comment(ticket_id, Said("kei", at(20), "It is done, see path/done."))
    world.jira.log.clear()

    assert [one.may_edit for one in details_of(world, ticket_id).comments] == [False]
    assert world.jira.log.of("GET", "/user/**") == []

    for who in ("zoe", "kei", "kei"):
        world.comment(ticket_id, Said(who, at(20), "Merged.\n\n/done"))
    said = details_of(world, ticket_id).comments
    assert [one.may_edit for one in said] == [False, False, True, True]
    assert len(world.jira.log.of("GET", "/user/**")) == 2, "once for each of them"


def test_a_program_may_not_edit(tmp_path: Path) -> None:
    with Jira(cloud=True) as jira:
        world = Office(jira, tmp_path / "token")
        ticket_id = work(world.tracker()).ticket.id
        jira.build.user("ci", "ci", app=True)
        jira.build.allow("OPS", "ci")
        world.comment(ticket_id, Said("ci", at(20), "/done"))

        assert [one.may_edit for one in details_of(world, ticket_id).comments] == [
            False
        ]


def test_what_we_said_ourselves_is_nobodys_word_to_us(world: Office) -> None:
    ticket_id = work(world.tracker()).ticket.id
    mark = CommentMark("review-1/remind", "acme", covers=("review-2/remind",), to="1a")
    draft = replace(remark("/done"), mark=mark)

    world.tracker().edit(ticket_id, Edit(at(20), comment=draft))

    (said,) = details_of(world, ticket_id).comments
    assert (said.mark, said.may_edit) == (mark, False)


def test_how_urgent_an_incident_is(world: Office) -> None:
    lin = world.jira.person("lin")
    key = lin.open("OPS", "It burns", labels=["incident"], priority="Highest")

    (ticket,) = world.tracker().fetch(keys=[key])

    assert isinstance(ticket, Ticket)
    assert ticket.priority == "Highest"
