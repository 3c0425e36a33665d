"""What Jira, the network and time do to a sync: nothing lost, nothing twice.

Each with the real jira library, over HTTP, in both dresses; facts of what really
happens are in the fake.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from afteraction.integrations.jira import client
from afteraction.plan import OpenReview
from afteraction.sync import Synced
from tests.engine.house import gap
from tests.fakes.jira import faults
from tests.fakes.jira.faults import Behaviour
from tests.fakes.jira.rest_search import GONE
from tests.jira.team import Team

CREATE = ("POST", "/issue/bulk")
SEARCH = ("POST", "/search**")
EVERYTHING = ("*", "**")
OWNER = "Ada Lovelace"


def settled(team: Team) -> None:
    """After a while everything is as if nothing had happened."""
    for _ in range(2):
        team.later(hours=2)
        team.sync()
    assert len(team.ours("review")) == 1
    synced = team.sync()
    assert (synced.plan.changes, synced.problems) == ((), ())


def ended(synced: Synced) -> list[str]:
    return [result.ended.value for result in synced.results]


def whys(synced: Synced) -> str:
    return "\n".join(
        [result.why for result in synced.results]
        + [f"{problem.message}; {problem.hint}" for problem in synced.problems]
    )


def held(team: Team, *gaps: str) -> str:
    """The key of a review that was just held."""
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, *(gaps or (gap("First", owner=OWNER),)))
    return review


def goes_down(team: Team, then: Behaviour | None = None) -> Behaviour:
    """From the moment of this request on nobody gets an answer any more."""

    def down() -> None:
        team.jira.faults.add(*EVERYTHING, faults.drops(), times=None)

    return faults.moving(down, then)


# --- a create whose answer is lost ----------------------------------------------------

LOST = {
    "502": faults.answers(502, b"<html>Bad Gateway</html>", commit=True),
    "503": faults.unavailable(commit=True),
    "503 and a wait": faults.unavailable("20", commit=True),
    "drops": faults.drops(commit=True),
    "a proxy's page": faults.html(commit=True),
    "truncates": faults.truncates(),
    "tears": faults.tears(),
}


@pytest.mark.parametrize("behaviour", LOST.values(), ids=LOST)
def test_a_create_whose_answer_is_lost_is_found_by_the_links_of_its_subject(
    team: Team, behaviour: Behaviour
) -> None:
    """Searches do not show it yet; the library would have sent it again."""
    team.jira.lag = timedelta(0)
    team.incident()
    team.later(minutes=5)
    team.jira.lag = timedelta(seconds=60)
    team.jira.faults.add(*CREATE, behaviour)

    with team.jira.log.counted() as log:
        synced = team.sync()

    assert ended(synced) == ["done"]
    assert len(log.of(*CREATE)) == 1
    assert len(team.ours("review")) == 1
    settled(team)


@pytest.mark.parametrize("forget", [False, True], ids=["journal", "no ledger"])
def test_a_create_is_found_by_a_fresh_process_when_all_went_down(
    team: Team, forget: bool
) -> None:
    team.incident()
    behaviour = goes_down(team, faults.drops(commit=True))
    team.jira.faults.add(*CREATE, behaviour)

    synced = team.sync()

    assert ended(synced) == ["unknown"]
    assert len(team.ours("review")) == 1
    team.jira.faults.clear()
    if forget:
        team.forget()
    settled(team)


def test_several_whose_answer_is_lost_are_found_together(team: Team) -> None:
    """Though no search shows them yet."""
    held(team, *(gap(title, owner=OWNER) for title in ("One", "Two", "Three")))
    team.later(minutes=5)
    team.jira.lag = timedelta(seconds=60)
    team.jira.faults.add(*CREATE, faults.drops(commit=True))

    with team.jira.log.counted() as log:
        synced = team.sync()

    assert set(ended(synced)) == {"done"}
    assert len(log.of(*CREATE)) == 1
    assert len(team.ours("checklist")) == 3
    settled(team)


@pytest.mark.parametrize(
    "behaviour",
    [faults.answers(502), faults.drops(), faults.unavailable("20")],
    ids=lambda one: one.name,
)
def test_a_create_that_never_was_is_made_when_that_is_certain(
    team: Team, behaviour: Behaviour
) -> None:
    team.incident()
    team.jira.faults.add(*CREATE, behaviour)

    assert ended(team.sync()) == ["unknown"]
    assert team.ours("review") == []
    settled(team)


@pytest.mark.parametrize("commit", [True, False])
def test_a_time_out_after_the_create(
    team: Team, monkeypatch: pytest.MonkeyPatch, commit: bool
) -> None:
    """The library would wait for ever."""
    team.incident()
    monkeypatch.setattr(client, "ANSWER", 0.3)
    team.jira.faults.add(*CREATE, faults.hangs(1, commit=commit))

    synced = team.sync()

    monkeypatch.undo()
    assert ended(synced) == (["done"] if commit else ["unknown"])
    settled(team)


def test_what_a_good_create_is_followed_by_does_not_undo_it(team: Team) -> None:
    """The library takes a read that fails after a create for a create that failed."""
    held(team, gap("Learned", "experiment", owner=OWNER, due=""))
    team.jira.faults.add(*CREATE, goes_down(team))

    synced = team.sync()

    results = {one.change.does.value: one.ended.value for one in synced.results}
    assert results["write-back"] == "done"
    assert len(team.ours("learning")) == 1
    team.jira.faults.clear()
    settled(team)
    assert len(team.ours("learning")) == 1
    assert team.jira.look.status(team.ours("learning")[0]) == "Done"


# --- what only reads ------------------------------------------------------------------

SILENT = [
    faults.answers(502, b"<html>Bad Gateway</html>"),
    faults.drops(),
    faults.html(),
    faults.truncates(),
    faults.tears(),
]
READS = (
    "/serverInfo",
    "/project/*",
    "/field",
    "/search**",
    "/agile/**",
    "/changelog/**",
)


@pytest.mark.parametrize("behaviour", SILENT, ids=lambda one: one.name)
def test_what_only_reads_is_asked_again(team: Team, behaviour: Behaviour) -> None:
    team.incident()
    struck = [team.jira.faults.add("*", path, behaviour) for path in READS]

    synced = team.sync()

    assert sum(one.struck for one in struck) == (6 if team.jira.cloud else 5)
    assert (synced.problems, ended(synced)) == ((), ["done"])
    settled(team)


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (faults.answers(502), "an error of its own (502)"),
        (faults.html(), "a page came instead of data; is there a proxy in between?"),
        (faults.drops(), "broke off"),
    ],
    ids=["down", "proxy", "dropped"],
)
def test_a_server_that_is_down_is_told_in_one_line(
    team: Team, behaviour: Behaviour, said: str
) -> None:
    team.incident()
    team.jira.faults.add(*EVERYTHING, behaviour, times=None)

    synced = team.sync()

    (problem,) = synced.problems
    assert problem.ref == "ops"
    assert synced.unreachable == {"ops"}
    assert said in problem.message
    team.jira.faults.clear()
    settled(team)


# --- who we are -----------------------------------------------------------------------


def test_a_token_that_is_out_of_date_is_not_taken_for_an_empty_project(
    team: Team,
) -> None:
    """It is answered with 200 and with what nobody may see."""
    review = held(team)
    team.jira.tokens.expire((team.home / "token").read_text("utf-8"))

    synced = team.sync()

    assert synced.unreachable == {"ops"}
    assert "Jira does not accept our sign-in" in whys(synced)
    assert "renew the token" in whys(synced)
    token = team.jira.build.token("robot", "another")
    (team.home / "token").write_text(token, "utf-8")
    settled(team)
    assert team.ours("review") == [review]
    assert len(team.ours("checklist")) == 1


def test_nothing_is_made_or_forgotten_where_a_search_was_answered_to_nobody(
    team: Team,
) -> None:
    held(team)
    nothing = {"issues": [], "isLast": True, "total": 0, "startAt": 0}
    team.jira.faults.add(*SEARCH, faults.anonymous(nothing), times=None)

    synced = team.sync()

    assert ended(synced) == []
    assert "Jira does not accept our sign-in" in whys(synced)
    team.jira.faults.clear()
    settled(team)
    assert len(team.ours("checklist")) == 1


@pytest.mark.parametrize("page", [True, False], ids=["HTML", "JSON"])
def test_a_sign_in_that_is_refused_in_mid_sync(team: Team, page: bool) -> None:
    team.incident()
    team.jira.faults.add(*CREATE, faults.unauthorized(page=page))

    synced = team.sync()

    assert team.ours("review") == []
    assert "Jira does not accept our sign-in" in whys(synced)
    assert "<" not in whys(synced)
    settled(team)


# --- what Jira refuses ----------------------------------------------------------------


def test_the_search_that_was_removed_is_never_asked_and_its_end_is_told(
    team: Team,
) -> None:
    team.incident()
    team.jira.faults.add(*SEARCH, faults.refuses(410, GONE), times=None)

    with team.jira.log.counted() as log:
        synced = team.sync()

    assert synced.unreachable == {"ops"}
    assert "The requested API has been removed." in whys(synced)
    assert "install a newer afteraction" in whys(synced)
    assert len(log.of(*SEARCH)) == 1, "asking again would be told the same"
    if team.jira.cloud:
        assert log.of("*", "/search") == []
    team.jira.faults.clear()
    settled(team)


def team_field(team: Team, value: str) -> None:
    """Each issue has to say which of two teams it is for."""
    build = team.jira.build
    field = build.field("Team", "select", options=["Platform", "Payments"])
    build.require("OPS", "Task", field.name)
    if value:
        team.configure(
            "    readers: private",
            f'    fields: {{Team: "{value}"}}\n    readers: private',
        )


def test_the_good_ones_are_made_and_the_bad_ones_named(team: Team) -> None:
    """The library keeps of a failed bulk create that it failed."""
    team_field(team, "{{ subject.labels | first }}")
    keys = [team.incident(title) for title in ("One", "Two", "Three")]
    for key, label in zip(keys, ("Platform", "Nobody", "Payments"), strict=True):
        team.jira.person("ada").label(key, label)

    with team.jira.log.counted() as log:
        synced = team.sync()

    assert sorted(ended(synced)) == ["done", "done", "refused"]
    (bad,) = (one for one in synced.results if one.ended.value == "refused")
    assert isinstance(bad.change, OpenReview)
    assert bad.change.subject.ref == f"ops:{keys[1]}"
    assert "Team: " in bad.why
    assert "customfield" not in bad.why
    assert "trackers.ops.fields" in bad.why
    assert len(log.of(*CREATE)) == 1
    team.jira.person("ada").unlabel(keys[1], "Nobody")
    team.jira.person("ada").label(keys[1], "Payments")
    team.later(minutes=5)
    assert team.does() == ["open-review"]
    assert len(team.ours("review")) == 3


def test_what_is_refused_without_a_field_is_told_in_jiras_words(team: Team) -> None:
    team.incident()
    team.jira.build.forbid("OPS", "robot", "CREATE_ISSUES")

    synced = team.sync()

    assert ended(synced) == ["refused"]
    assert "You do not have permission to create issues in this project" in whys(synced)
    team.jira.build.allow("OPS", "robot")
    settled(team)


@pytest.mark.parametrize("errors", [{}, {"project": "It is archived."}])
def test_a_bulk_create_that_is_refused_as_a_whole(
    team: Team, errors: dict[str, str]
) -> None:
    """The library breaks on either form."""
    for title in ("One", "Two"):
        team.incident(title)
    refusal = faults.refuses(400, "Not today.", errors=errors)
    team.jira.faults.add(*CREATE, refusal)

    synced = team.sync()

    assert ended(synced) == ["refused", "refused"]
    assert "Not today." in whys(synced)
    assert all(text in whys(synced) for text in errors.values())
    team.later(minutes=5)
    team.sync()
    assert len(team.ours("review")) == 2


def test_a_screen_without_a_field_gets_the_ticket_all_the_same(team: Team) -> None:
    """What was asked for and not taken stands in the text, and is read from there."""
    held(team)
    team.jira.build.take_off("OPS", "Task", "duedate", "assignee")

    synced = team.sync()

    (key,) = team.ours("checklist")
    issue = team.issue(key)
    assert issue.fields.get("duedate") is None
    text = team.markdown(key)
    assert "**Due:** 2026-12-01" in text
    assert "**Owner:** " in text
    assert "did not take" in whys(synced)
    (row,) = team.report().write_backs
    assert (row.owner, str(row.due)) == (OWNER, "2026-12-01")
    settled(team)
    assert len(team.ours("checklist")) == 1


def test_a_field_that_is_required_since_last_night(team: Team) -> None:
    held(team)
    team_field(team, "")

    synced = team.sync()

    assert "refused" in ended(synced)
    assert "Team is required." in whys(synced)
    assert "trackers.ops.fields" in whys(synced)
    assert team.ours("checklist") == []
    team.configure(
        "    readers: private",
        "    fields: {Team: Platform}\n    readers: private",
    )
    settled(team)
    assert len(team.ours("checklist")) == 1


# --- limits ---------------------------------------------------------------------------


def soon(team: Team) -> str:
    """A moment in 30 seconds, as headers tell it."""
    when = team.jira.clock() + timedelta(seconds=30)
    return format_datetime(when.astimezone(UTC), usegmt=True)


@pytest.mark.parametrize("told", ["0", "20", "date", None])
def test_a_short_wait_is_waited_for(team: Team, told: str | None) -> None:
    """429 with a page, and with advice that the library can not read."""
    team.incident()
    advice = soon(team) if told == "date" else told
    limit = faults.too_many(advice, server=not team.jira.cloud)
    team.jira.faults.add(*CREATE, limit)
    begun = team.jira.clock()

    with team.jira.log.counted() as log:
        synced = team.sync()

    waited = team.jira.clock() - begun
    least = {"0": 1, "20": 20, "date": 30, None: 60}[told]
    assert timedelta(seconds=least) <= waited <= timedelta(seconds=60)
    assert ended(synced) == ["done"]
    assert len(log.of(*CREATE)) == 2
    settled(team)


@pytest.mark.parametrize("reason", ["429", "503"])
def test_a_long_wait_ends_the_sync_and_is_kept_by_the_next(
    team: Team, reason: str
) -> None:
    """The library would come back after a minute, and again."""
    team.incident()
    limit = faults.too_many(1800) if reason == "429" else faults.unavailable("1800")
    team.jira.faults.add(*SEARCH, limit)
    begun = team.jira.clock()

    synced = team.sync()
    with team.jira.log.counted() as log:
        again = team.sync()

    assert team.jira.clock() - begun < timedelta(seconds=70)
    assert len(log) == 0
    when = f"{begun + timedelta(seconds=1800):%Y-%m-%d %H:%M}"
    assert when in whys(synced)
    assert when in whys(again)
    team.later(seconds=1801)
    settled(team)


def test_too_many_writes_to_one_issue_are_slowed_down(team: Team) -> None:
    review = held(team)
    team.jira.limits.per_issue = True
    for _ in range(20):
        team.jira.limits.check_issue(team.issue(review).id)

    with team.jira.log.counted() as log:
        synced = team.sync()

    assert 429 in [entry.status for entry in log]
    assert set(ended(synced)) == {"done"}
    settled(team)
    assert len(team.ours("checklist")) == 1


# --- searches -------------------------------------------------------------------------


def test_searches_that_lag_behind_creates(team: Team) -> None:
    """What they do not show yet is not made again."""
    team.incident()
    team.later(minutes=5)
    team.jira.lag = timedelta(seconds=60)
    team.sync()
    assert team.does() == []
    assert len(team.ours("review")) == 1
    settled(team)


def test_searches_that_lag_when_there_is_no_ledger_any_more(team: Team) -> None:
    """Made twice, then: one of the two is closed as soon as both are seen (rule 12)."""
    team.incident()
    team.later(minutes=5)
    team.jira.lag = timedelta(seconds=60)
    team.sync()
    team.forget()
    team.sync()
    assert len(team.ours("review")) == 2
    for _ in range(2):
        team.later(minutes=5)
        team.sync()

    first, second = team.ours("review")
    assert team.jira.look.status(first) == "To Do"
    assert team.jira.look.resolution(second) == "Duplicate"
    assert team.sync().plan.changes == ()


def test_what_a_search_shows_late_is_seen_all_the_same(team: Team) -> None:
    """Something newer was seen by then: each look goes back a little."""
    lin = team.jira.person("lin")
    key = lin.open("OPS", "It broke", type="Incident")
    team.later(minutes=10)
    lin.open("OPS", "Newer")
    for _ in range(2):
        assert team.does() == []
    lin.at(team.jira.clock() - timedelta(seconds=100)).close(key)

    assert team.does() == ["open-review"]


def test_a_page_token_that_expires(cloud_team: Team) -> None:
    team = cloud_team
    team.jira.searches.most = 2
    for title in ("One", "Two", "Three"):
        team.incident(title)
    expiring = faults.moving(team.jira.searches.expire)
    team.jira.faults.add(*SEARCH, expiring, holds="nextPageToken")

    synced = team.sync()

    assert synced.unreachable == {"ops"}
    assert "a list in Jira broke off" in whys(synced)
    assert "invalid or has expired" in whys(synced)
    team.sync()
    assert len(team.ours("review")) == 3


def test_results_that_move_while_they_are_read(server_team: Team) -> None:
    """On Data Center what is changed goes to the end, and another takes its place."""
    team = server_team
    team.jira.searches.most_server = 2
    keys = [team.incident(title) for title in ("One", "Two", "Three", "Four")]
    touching = faults.moving(lambda: team.jira.person("ada").comment(keys[0], "Hm."))
    team.jira.faults.add(*SEARCH, touching, holds='"startAt":2')

    synced = team.sync()

    assert synced.problems == ()
    assert len(team.ours("review")) == 4


# --- what changes meanwhile -----------------------------------------------------------


@pytest.mark.parametrize("call", [1, 2])
def test_a_review_that_is_moved_between_read_and_write(team: Team, call: int) -> None:
    review = held(team)
    team.jira.build.project("PAY", people=["ada", "robot"], private=True)
    moving = faults.moving(lambda: team.jira.person("ada").move(review, "PAY"))
    team.jira.faults.add("PUT", "/issue/*", moving, call=call)

    team.sync()

    for _ in range(2):
        team.later(minutes=10)
        team.sync()
    assert len(team.ours("checklist")) == 1
    assert team.jira.look.keys("PAY") == ["PAY-1"]
    assert team.ours("review") == []
    assert team.does() == []


def test_a_review_that_is_gone_between_read_and_write(team: Team) -> None:
    review = held(team)
    hiding = faults.moving(lambda: team.jira.person("ada").hide(review, "ada"))
    team.jira.faults.add("PUT", "/issue/*", hiding)

    synced = team.sync()

    assert set(ended(synced)) == {"skipped"}
    assert "it is not there, or not to be seen" in whys(synced)
    assert team.ours("checklist") == []
    team.jira.person("ada").unhide(review)
    settled(team)
    assert len(team.ours("checklist")) == 1


# --- what is configured ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("jql", "at"),
    [
        ("issuetype = = Incident", 13),
        ("issuetype = Incident AND", None),
        ("isuetype = Incident", None),
    ],
)
def test_a_query_that_jira_does_not_understand(
    team: Team, jql: str, at: int | None
) -> None:
    team.incident()
    team.configure("issuetype = Incident", jql)

    synced = team.sync()

    (problem,) = synced.problems
    assert f"the query `{jql}` can not be used: " in problem.message
    assert "line 1" not in problem.message, "that would count our own brackets"
    if at is not None:
        assert f"(at its character {at})" in problem.message
    assert problem.hint.startswith("correct jql under subjects: incidents")
    assert team.ours("review") == []
    team.configure(jql, "issuetype = Incident")
    settled(team)


@pytest.mark.parametrize("told", [None, "", "Mainframe"])
def test_a_site_that_is_neither_cloud_nor_data_center(
    team: Team, told: str | None
) -> None:
    """The library takes it for a server, and says None to searches on Cloud."""
    team.incident()
    team.jira.says["deploymentType"] = told

    synced = team.sync()

    assert synced.unreachable == {"ops"}
    assert f"{team.jira.url} answers neither as Jira Cloud nor as Data" in whys(synced)
    assert "correct trackers.ops.url" in whys(synced)
    team.jira.says.clear()
    settled(team)


def test_a_site_that_has_nothing_of_the_kind(team: Team) -> None:
    page = faults.answers(404, b"<html>No.</html>", {"Content-Type": "text/html"})
    team.jira.faults.add("GET", "/serverInfo", page)

    assert "answers neither as Jira Cloud nor as Data Center" in whys(team.sync())


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_an_address_that_leads_elsewhere_is_told_and_not_followed(
    team: Team, status: int
) -> None:
    """A token must not go where nobody said it should."""
    away = "https://elsewhere.example/login?os_destination=secret"
    team.jira.faults.add("GET", "/serverInfo", faults.redirects(status, away))

    synced = team.sync()

    assert "leads to another address: https://elsewhere.example/login;" in whys(synced)
    assert "secret" not in whys(synced)
    assert "the tracker's url" in whys(synced)
    team.incident()
    settled(team)


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_clock_that_is_wrong(team: Team, minutes: int) -> None:
    team.jira.skew = timedelta(minutes=minutes)
    held(team)
    team.later(minutes=10)
    settled(team)
    assert len(team.ours("checklist")) == 1


def test_queries_tell_times_as_numbers(team: Team) -> None:
    """A date would be one in the zone of the token's account, which may be any."""
    team.jira.build.change_user("robot", zone="Pacific/Auckland")
    team.incident()
    team.sync()
    since = team.jira.log.of(*SEARCH)
    told = [str(json.loads(entry.body)["jql"]) for entry in since]
    assert all("updated >= 1" in jql for jql in told if "updated" in jql)
    first = int(datetime(2026, 10, 31, 23, tzinfo=UTC).timestamp() * 1000)
    assert any(f"updated >= {first}" in jql for jql in told)
    settled(team)
