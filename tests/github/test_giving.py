"""Tickets that get another owner or another day, whatever GitHub makes of that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from afteraction.domain.tickets import State
from afteraction.errors import Refused, Unreachable
from afteraction.tracker import Edit
from tests.contracts.test_github_tracker import REPO, Hub
from tests.contracts.tracker_writing import DUE, LATER, details_of, remark, work
from tests.contracts.world import Said, Told, at
from tests.fakes.github import GitHub, faults
from tests.fakes.github.faults import Behaviour

ISSUE = "/repos/*/*/issues/*"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Hub]:
    with GitHub(enterprise=True) as github:
        yield Hub(github, tmp_path / "token")


def body_of(world: Hub, ticket_id: str) -> str:
    return world.github.look.issue(f"{REPO}#{ticket_id}").body or ""


def assignees_of(world: Hub, ticket_id: str) -> tuple[str, ...]:
    return world.github.look.issue(f"{REPO}#{ticket_id}").assignees


def sent(world: Hub) -> list[str]:
    """What was written, in order."""
    return [f"{one.method} {one.status}" for one in world.github.log.of("PATCH")]


def may_not_assign(world: Hub) -> None:
    """Our account keeps its own issues, and may not give them to anybody."""
    (home,) = world.github.state.repositories.values()
    home.roles["ada"] = "read"


def test_all_of_it_is_one_write(world: Hub) -> None:
    before = work(world.tracker())
    edit = Edit(
        at(20),
        title="Other words",
        state=State.CLOSED,
        due=LATER,
        assignee="kei",
        comment=remark("It moved."),
    )
    world.github.log.clear()

    world.tracker().edit(before.ticket.id, edit)

    (patch,) = world.github.log.of("PATCH")
    (said,) = world.github.log.of("POST", f"{ISSUE}/comments")
    assert patch.number < said.number
    assert assignees_of(world, before.ticket.id) == ("kei",)


def test_where_nothing_is_new_nothing_is_sent(world: Hub) -> None:
    ticket_id = work(world.tracker()).ticket.id
    world.github.log.clear()

    world.tracker().edit(ticket_id, Edit(at(20), due=DUE, assignee="ADA"))

    assert {one.named for one in world.github.log} <= {"/graphql", f"/repos/{REPO}"}


def test_one_person_takes_the_place_of_all(world: Hub) -> None:
    ticket_id = work(world.tracker()).ticket.id
    world.github.person("lin").assign(f"{REPO}#{ticket_id}", "ada", "kei")

    world.tracker().edit(ticket_id, Edit(at(20), assignee="ada"))

    assert assignees_of(world, ticket_id) == ("ada",)


def test_whom_github_refuses_stands_in_a_line(world: Hub) -> None:
    ticket_id = work(world.tracker()).ticket.id
    world.github.log.clear()

    after = world.tracker().edit(ticket_id, Edit(at(20), assignee="zoe", due=LATER))

    assert after.ticket.assignee == "zoe"
    assert assignees_of(world, ticket_id) == ()
    head = f"**Due:** {LATER}\n**Owner:** zoe\n\nWhat changes."
    assert body_of(world, ticket_id).startswith(head)
    assert sent(world) == ["PATCH 422", "PATCH 200"]

    given = world.tracker().edit(ticket_id, Edit(at(20), assignee="kei"))

    assert given.ticket.assignee == "kei"
    assert "**Owner:**" not in body_of(world, ticket_id)
    assert details_of(world, ticket_id).ticket == given.ticket


def test_whom_github_drops_without_a_word_stands_in_a_line(world: Hub) -> None:
    before = work(world.tracker())
    ticket_id = before.ticket.id
    world.github.person("lin").assign(f"{REPO}#{ticket_id}")
    may_not_assign(world)
    edit = Edit(at(20), assignee="kei", due=LATER, comment=remark("It moved."))
    world.github.log.clear()

    after = world.tracker().edit(ticket_id, edit)

    assert (after.ticket.assignee, after.ticket.due) == ("kei", LATER)
    assert "**Owner:** kei\n" in body_of(world, ticket_id)
    assert after.text == before.text
    writes = [one.method for one in world.github.log if one.method in ("PATCH", "POST")]
    assert writes[-3:] == ["PATCH", "PATCH", "POST"], "it is said last"


def test_what_github_leaves_with_somebody_else_is_told_and_not_said(
    world: Hub,
) -> None:
    ticket_id = work(world.tracker()).ticket.id
    may_not_assign(world)

    with pytest.raises(Refused, match="GitHub leaves it with ada") as caught:
        world.tracker().edit(
            ticket_id, Edit(at(20), assignee="kei", comment=remark("It is kei's."))
        )

    assert "role Triage" in caught.value.hint
    assert details_of(world, ticket_id).comments == ()


@pytest.mark.parametrize("who", ["kei", "zoe"])
@pytest.mark.parametrize(
    "fault",
    [faults.drops(commit=True), faults.drops(), faults.bad_gateway(commit=True)],
    ids=["lost", "never made", "502"],
)
@pytest.mark.parametrize("call", [1, 2])
def test_an_answer_that_was_lost(
    world: Hub, who: str, fault: Behaviour, call: int
) -> None:
    before = work(world.tracker())
    world.github.faults.add("PATCH", ISSUE, fault, call=call)
    edit = Edit(at(20), assignee=who, due=LATER, comment=remark("It moved."))

    world.tracker().edit(before.ticket.id, edit)

    after = details_of(world, before.ticket.id)
    assert (after.ticket.assignee, after.ticket.due) == (who, LATER)
    assert after.text == before.text
    assert [one.text for one in after.comments] == ["It moved."]


def test_what_is_cut_off_before_it_is_said_is_made_again(world: Hub) -> None:
    ticket_id = work(world.tracker()).ticket.id
    world.github.faults.add("PATCH", ISSUE, faults.drops(), times=None)
    edit = Edit(at(20), due=LATER, comment=remark("It moved."))

    with pytest.raises(Unreachable):
        world.tracker().edit(ticket_id, edit)

    assert details_of(world, ticket_id).comments == ()
    world.github.faults.clear()
    assert world.tracker().edit(ticket_id, edit).ticket.due == LATER
    (said,) = details_of(world, ticket_id).comments
    assert said.text == "It moved."


def test_a_day_that_could_not_be_read_gives_way(world: Hub) -> None:
    before = work(world.tracker())
    world.rewrite(before.ticket.id, f"**Due:** {DUE}", "**Due:** next Friday")
    assert details_of(world, before.ticket.id).ticket.problem is not None

    after = world.tracker().edit(before.ticket.id, Edit(at(20), due=LATER))

    assert (after.ticket.due, after.ticket.problem) == (LATER, None)
    assert after.text == before.text
    assert "next Friday" not in body_of(world, before.ticket.id)


def test_a_line_that_nobody_would_read_is_not_written(world: Hub) -> None:
    """In tickets that are not ours there are no such lines."""
    ticket_id = world.tell(Told())
    picture = world.picture()

    for edit in (Edit(at(20), due=LATER), Edit(at(20), assignee="zoe")):
        with pytest.raises(Refused, match="our lines count in tickets of ours alone"):
            world.tracker().edit(ticket_id, replace(edit, comment=remark("It moved.")))

    assert world.picture() == picture
    due = Edit(at(20), due=date(2026, 12, 1), labels=("afteraction",))
    assert world.tracker().edit(ticket_id, due).ticket.due == DUE


def test_who_may_edit_is_not_who_may_comment(world: Hub) -> None:
    ticket_id = work(world.tracker()).ticket.id
    world.github.build.user("mallory")
    world.comment(ticket_id, Said("mallory", at(20), "/done"))
    world.comment(ticket_id, Said("lin", at(20), "/done"))

    said = details_of(world, ticket_id).comments

    assert [(one.author, one.may_edit) for one in said] == [
        ("mallory", False),
        ("lin", True),
    ]
