"""What becomes of tickets in Jira: finished, moved, hidden, declined, left behind."""

from __future__ import annotations

from datetime import date

import pytest

from afteraction.report import WriteBackRow
from tests.engine.house import gap
from tests.fakes.jira import faults
from tests.fakes.jira.texts import plain
from tests.jira.team import Team

OWNER = "Ada Lovelace"


def held(team: Team, *gaps: str) -> str:
    """An incident whose review was held with these gaps; the review's key."""
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, *(gaps or (gap("First", owner=OWNER),)))
    return review


def written_back(team: Team, due: str = "2026-12-01") -> str:
    """The key of the one ticket that a held review led to."""
    held(team, gap("First", owner=OWNER, due=due))
    team.sync()
    (ticket,) = team.ours("checklist")
    return ticket


def row_of(team: Team) -> WriteBackRow:
    """What the report says of the one ticket, also without a ledger."""
    team.sync()
    (row,) = team.report().write_backs
    team.later(minutes=10)
    before = team.report_text()
    team.forget()
    team.sync()
    assert team.report_text() == before
    return row


# --- whether it is done -------------------------------------------------------------


def test_the_first_finish_counts_however_often_it_is_opened_again(team: Team) -> None:
    ticket = written_back(team)
    ada = team.jira.person("ada")
    team.later(hours=1)
    ada.close(ticket)
    first = team.jira.clock()
    for _ in range(2):
        team.later(days=10)
        ada.reopen(ticket)
        team.later(days=10)
        ada.close(ticket)

    row = row_of(team)

    assert (row.state.value, row.finished) == ("done", first)


def test_what_is_open_again_is_open(team: Team) -> None:
    ticket = written_back(team)
    team.later(hours=1)
    team.jira.person("ada").close(ticket)
    team.later(hours=1)
    team.jira.person("ada").reopen(ticket)

    assert row_of(team).state.value == "open"


def test_a_status_of_the_category_done_is_done_without_a_resolution(team: Team) -> None:
    """Workflows of Data Center often set none."""
    ticket = written_back(team)
    team.jira.build.status("Released", "done")
    team.jira.build.transition("OPS", "Release", "Released")
    team.later(hours=1)
    team.jira.person("ada").transition(ticket, "Release")
    assert team.jira.look.resolution(ticket) is None

    row = row_of(team)

    assert (row.state.value, row.finished) == ("done", team.issue(ticket).updated)


def test_a_resolution_that_was_left_behind_closes_nothing(team: Team) -> None:
    ticket = written_back(team)
    team.jira.build.transition("OPS", "Back", "In Progress", resolution="Done")
    team.later(hours=1)
    team.jira.person("ada").transition(ticket, "Back")
    assert team.jira.look.resolution(ticket) == "Done"

    assert row_of(team).state.value == "open"


def test_a_status_that_the_site_has_not_any_more_is_taken_by_its_name(
    team: Team,
) -> None:
    """Its category is told nowhere; the one that the team lists is done."""
    team.configure(
        "    readers: private", "    readers: private\n    done: [Shipped, Done]"
    )
    ticket = written_back(team)
    shipped = team.jira.build.status("Shipped", "indeterminate")
    team.jira.build.transition("OPS", "Ship", "Shipped")
    ada = team.jira.person("ada")
    team.later(hours=1)
    ada.transition(ticket, "Ship")
    first = team.jira.clock()
    team.later(days=1)
    ada.reopen(ticket)
    del team.jira.state.statuses[shipped.id]

    row = row_of(team)

    assert (row.state.value, row.finished) == ("open", first)


@pytest.mark.parametrize(
    ("settings", "resolution", "state"),
    [
        ("", "Won't Do", "declined"),
        ("", "Cannot Reproduce", "declined"),
        ("", "Done", "done"),
        ("declined: [Done]", "Done", "declined"),
        ("declined: [Cannot Reproduce]", "Won't Do", "done"),
        ("done: [Closed]", "Done", "open"),
        ("done: [done]", "Won't Do", "declined"),
    ],
)
def test_which_resolutions_mean_what_is_the_teams_to_say(
    team: Team, settings: str, resolution: str, state: str
) -> None:
    ticket = written_back(team)
    if settings:
        team.configure("    readers: private", f"    readers: private\n    {settings}")
    team.later(hours=1)
    team.jira.person("ada").transition(ticket, "Resolve", resolution)

    assert row_of(team).state.value == state


def test_a_status_can_mean_no(team: Team) -> None:
    team.configure(
        "    readers: private", "    readers: private\n    declined: [Rejected]"
    )
    team.jira.build.status("Rejected", "done")
    team.jira.build.transition("OPS", "Reject", "Rejected", resolution="Done")
    ticket = written_back(team)
    team.later(hours=1)
    lin = team.jira.person("lin")
    lin.comment(ticket, "Costs more than it saves.")
    lin.transition(ticket, "Reject")

    row = row_of(team)

    assert (row.state.value, row.why) == ("declined", "Costs more than it saves.")


def test_the_reason_of_a_no_is_the_closers_and_no_programs(team: Team) -> None:
    ticket = written_back(team)
    team.jira.build.user("sweeper", "Automation for Jira", app=True)
    team.jira.build.allow("OPS", "sweeper")
    team.later(hours=1)
    team.jira.person("sweeper").comment(ticket, "Stale.")
    team.jira.person("sweeper").transition(ticket, "Resolve", "Won't Do")

    row = row_of(team)

    if team.jira.cloud:
        assert row.why == "no reason given"
    else:
        assert row.why == "Stale.", "nothing there tells programs from people"


# --- by when --------------------------------------------------------------------------


def test_a_due_date_that_was_moved_after_it_had_passed_stays_late(team: Team) -> None:
    ticket = written_back(team, due="2026-11-20")
    ada = team.jira.person("ada")
    team.later(days=7)
    ada.edit(ticket, due="2026-12-24")
    team.later(days=1)
    ada.close(ticket)

    row = row_of(team)

    assert (row.due, row.state.value) == (date(2026, 12, 24), "done-late")


def test_a_due_date_that_was_moved_in_time_counts(team: Team) -> None:
    ticket = written_back(team, due="2026-11-20")
    ada = team.jira.person("ada")
    team.later(days=1)
    ada.edit(ticket, due="2026-12-24")
    team.later(days=20)
    ada.close(ticket)

    assert row_of(team).state.value == "done"


def test_a_due_date_that_was_taken_away_after_it_had_passed_was_missed(
    team: Team,
) -> None:
    ticket = written_back(team, due="2026-11-20")
    ada = team.jira.person("ada")
    team.later(days=7)
    ada.edit(ticket, duedate=None)
    ada.close(ticket)

    row = row_of(team)

    assert (row.due, row.state.value) == (None, "done-late")


def test_whose_it_is_and_by_when_is_read_from_the_ticket(team: Team) -> None:
    ticket = written_back(team)
    team.later(hours=1)
    team.jira.person("ada").assign(ticket, "lin")
    team.jira.person("ada").edit(ticket, due="2027-01-15", summary="Said better")

    row = row_of(team)

    assert (row.owner, row.due) == ("Lin Chen", date(2027, 1, 15))
    assert row.ticket.title == "Said better"


def test_the_report_says_where_an_account_was_closed(team: Team) -> None:
    """That changes no issue: it is noticed once a week."""
    written_back(team)
    team.sync()
    team.jira.build.change_user("ada", active=False)
    team.later(days=8)
    team.sync()

    with team.site() as site:
        loops = list(site.ledger.view.all_loops())
    tickets = [ticket for loop in loops for ticket in loop.write_backs]
    assert [ticket.left for ticket in tickets] == [True]
    assert [ticket.assignee for ticket in tickets] == ["ada@acme.example"]


# --- where it is ----------------------------------------------------------------------


def elsewhere(team: Team, key: str = "DEV") -> None:
    """One more project, in which everybody may do the same."""
    team.jira.build.project(key, people=["ada", "lin", "robot"], private=True)


def with_a_second(team: Team) -> None:
    """One more project, which is configured as well."""
    elsewhere(team)
    email = "email: file:mail, " if team.jira.cloud else ""
    team.configure(
        "subjects:\n",
        f"  dev: {{type: jira, url: {team.jira.url}, project: DEV, {email}"
        "token: file:token, readers: private}\nsubjects:\n",
    )
    team.configure(
        'jql: "issuetype = Incident"}]',
        'jql: "issuetype = Incident"}, {in: dev, jql: "issuetype = Incident"}]',
    )


@pytest.mark.parametrize("configured", [False, True], ids=["unknown", "configured"])
def test_a_ticket_that_was_moved_to_another_project_is_followed(
    team: Team, configured: bool
) -> None:
    if configured:
        with_a_second(team)
    else:
        elsewhere(team)
    ticket = written_back(team)
    team.sync()
    team.later(minutes=10)
    moved = team.jira.person("ada").move(ticket, "DEV")
    count = len(team.jira.look.issues("DEV")) + len(team.jira.look.issues("OPS"))

    for _ in range(2):
        synced = team.sync()
        assert (synced.problems, synced.plan.changes) == ((), ())
        team.later(minutes=10)
    (row,) = team.report().write_backs
    assert row.ticket.ref.endswith(f":{moved}")
    team.jira.person("ada").close(moved)

    assert row_of(team).state.value == "done"
    now = len(team.jira.look.issues("DEV")) + len(team.jira.look.issues("OPS"))
    assert now == count
    assert team.jira.look.comments(moved) == []


def test_a_ticket_is_not_its_own_copy_while_one_project_does_not_answer(
    team: Team,
) -> None:
    """Then it is known by its old key there, and by its new one here."""
    with_a_second(team)
    ticket = written_back(team)
    team.sync()
    team.later(minutes=10)
    moved = team.jira.person("ada").move(ticket, "DEV")
    team.jira.faults.add(
        "POST",
        "/search/jql" if team.jira.cloud else "/search",
        faults.refuses(400, "Not now"),
        holds=f"project = {team.jira.state.project('OPS').id}",  # type: ignore[union-attr]
    )

    team.sync()

    assert team.jira.look.status(moved) == "To Do"
    assert team.jira.look.comments(moved) == []


def test_a_review_that_was_moved_is_read_and_written_where_it_is(team: Team) -> None:
    elsewhere(team)
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    moved = team.jira.person("ada").move(review, "DEV")
    team.later(minutes=10)
    team.sync()
    team.hold(moved, gap("First", owner=OWNER))

    team.sync()

    (ticket,) = team.ours("checklist")
    assert f"/browse/{ticket})" in team.markdown(moved)
    assert team.does() == []


@pytest.mark.parametrize("configured", [False, True], ids=["unknown", "configured"])
def test_an_incident_that_was_moved_gets_no_second_review(
    team: Team, configured: bool
) -> None:
    if configured:
        with_a_second(team)
    else:
        elsewhere(team)
    incident = team.incident()
    team.sync()
    team.later(minutes=10)
    team.jira.person("ada").move(incident, "DEV")

    assert team.does() == []
    team.later(minutes=10)
    team.forget()
    assert team.does() == []
    (row,) = team.report().reviews
    assert row.subject.title == "Payments time out"


def test_a_link_by_an_old_key_leads_to_the_ticket(team: Team) -> None:
    elsewhere(team)
    old = team.jira.person("lin").open("OPS", "Planned already", assignee="lin")
    new = team.jira.person("lin").move(old, "DEV")
    held(team, gap("First", owner=OWNER, more=f"- **Tracked in:** {old}\n"))
    team.sync()

    (row,) = team.report().write_backs
    assert (row.ticket.title, row.ticket.ref) == ("Planned already", f"ops:{new}")


def test_a_deleted_ticket_is_told_of_and_not_made_again(team: Team) -> None:
    ticket = written_back(team)
    team.sync()
    team.jira.person("ada").delete(ticket)
    team.later(days=8)

    for does in (["remark"], [], []):
        synced = team.sync()
        (problem,) = synced.problems
        assert problem.ref == f"ops:{ticket}"
        assert "is deleted, or lost its label" in problem.message
        assert [change.does.value for change in synced.plan.changes] == does
    assert team.ours("checklist") == []


def test_a_ticket_that_is_hidden_for_a_while_comes_back(team: Team) -> None:
    ticket = written_back(team, due="2026-11-20")
    team.sync()
    team.jira.person("ada").hide(ticket, "ada")
    team.later(days=8)
    assert [problem.ref for problem in team.sync().problems] == [f"ops:{ticket}"]

    team.later(hours=1)
    team.jira.person("ada").unhide(ticket)

    synced = team.sync()
    assert synced.problems == ()
    assert [change.does.value for change in synced.plan.changes] == ["remark"]
    (said,) = team.jira.look.comments(team.ours("review")[0])
    assert "Nothing is missing" in plain(said.body)
    assert row_of(team).state.value == "overdue"


def test_an_incident_that_is_shown_again_without_being_changed_is_seen(
    team: Team,
) -> None:
    """As when the rules of who sees what are changed: no issue is updated by that."""
    incident = team.incident()
    team.sync()
    number = team.issue(incident).id
    team.jira.state.hidden[number] = frozenset({"ada"})
    team.later(days=8)
    team.sync()
    (row,) = team.report().reviews
    assert row.ended is None
    del team.jira.state.hidden[number]
    team.later(days=8)
    team.sync()

    (row,) = team.report().reviews
    assert row.ended is not None
    assert len(team.ours("review")) == 1


# --- duplicates -----------------------------------------------------------------------


def test_a_duplicate_is_followed_to_the_other_issue(team: Team) -> None:
    ticket = written_back(team)
    ada, lin = team.jira.person("ada"), team.jira.person("lin")
    other = lin.open("OPS", "We planned that already", assignee="lin")
    ada.link(ticket, "Duplicate", other)
    ada.transition(ticket, "Resolve", "Duplicate")
    team.sync()

    (row,) = team.report().write_backs
    assert (row.ticket.ref, row.owner, row.state.value) == (
        f"ops:{other}",
        "Lin Chen",
        "open",
    )
    assert row.due is not None, "what was promised is still promised"

    team.later(hours=1)
    lin.close(other)
    assert row_of(team).state.value == "done"


def test_a_duplicate_by_another_name_is_followed_by_its_link(team: Team) -> None:
    """On sites in other languages it is no resolution of this name."""
    team.configure(
        "    readers: private", "    readers: private\n    declined: [Doppelt]"
    )
    team.jira.build.resolution("Doppelt")
    ticket = written_back(team)
    ada = team.jira.person("ada")
    other = team.jira.person("lin").open("OPS", "We planned that already")
    ada.link(ticket, "Duplicate", other)
    ada.transition(ticket, "Resolve", "Doppelt")
    team.sync()

    (row,) = team.report().write_backs
    assert (row.ticket.ref, row.state.value) == (f"ops:{other}", "open")


def test_that_another_issue_duplicates_it_leads_nowhere(team: Team) -> None:
    ticket = written_back(team)
    ada = team.jira.person("ada")
    other = team.jira.person("lin").open("OPS", "Asked for twice")
    ada.link(other, "Duplicate", ticket)
    ada.transition(ticket, "Resolve", "Won't Do")

    row = row_of(team)

    assert (row.ticket.ref, row.state.value) == (f"ops:{ticket}", "declined")


def test_a_duplicate_of_what_nobody_can_see(team: Team) -> None:
    ticket = written_back(team)
    ada = team.jira.person("ada")
    other = team.jira.person("lin").open("OPS", "Kept among few")
    ada.link(ticket, "Duplicate", other)
    ada.hide(other, "ada")
    ada.transition(ticket, "Resolve", "Duplicate")

    assert row_of(team).state.value == "declined"


@pytest.mark.parametrize("resolution", ["Won't Do", "Duplicate"])
def test_what_was_declined_is_no_subject(team: Team, resolution: str) -> None:
    lin = team.jira.person("lin")
    key = lin.open("OPS", "It broke", type="Incident")
    lin.transition(key, "Resolve", resolution)

    assert team.does() == []
