"""What GitHub, the network and time do to a sync: nothing lost, nothing twice.

Each with the real PyGithub, over HTTP; facts of what really happens are in the fake.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from afteraction.integrations.github import client
from afteraction.sync import Synced
from tests.engine.house import gap
from tests.fakes.github import faults
from tests.fakes.github.faults import Behaviour
from tests.github.team import REPO, Team

CREATE = ("POST", "/repos/*/*/issues")
LIST = ("GET", "/repos/*/*/issues")


def settled(team: Team) -> None:
    """After a while everything is as if nothing had happened."""
    for _ in range(3):
        team.later(hours=2)
        team.sync()
    assert len(team.ours("review")) == 1
    assert team.sync().plan.changes == ()
    assert team.sync().problems == ()


def whys(synced: Synced) -> str:
    return "\n".join(
        [result.why for result in synced.results]
        + [f"{problem.message}; {problem.hint}" for problem in synced.problems]
    )


@pytest.mark.parametrize(
    "behaviour",
    [
        faults.bad_gateway(commit=True),
        faults.drops(commit=True),
        faults.html(commit=True),
        faults.truncates(),
        faults.tears(),
    ],
    ids=lambda one: one.name,
)
def test_a_create_whose_answer_is_lost_is_found_again(
    team: Team, behaviour: Behaviour
) -> None:
    team.incident()
    team.github.faults.add(*CREATE, behaviour)

    synced = team.sync()

    assert [result.ended.value for result in synced.results] == ["unknown"]
    assert len(team.ours("review")) == 1
    settled(team)


@pytest.mark.parametrize(
    "behaviour", [faults.bad_gateway(), faults.drops()], ids=lambda one: one.name
)
def test_a_create_that_never_was_is_made_when_that_is_certain(
    team: Team, behaviour: Behaviour
) -> None:
    team.incident()
    team.github.faults.add(*CREATE, behaviour)

    assert [result.ended.value for result in team.sync().results] == ["unknown"]
    assert team.ours("review") == []
    settled(team)


def test_a_read_time_out_after_the_create(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "TIMEOUT", 1)
    team.incident()
    team.github.faults.add(*CREATE, faults.hangs(1.5, commit=True))

    synced = team.sync()

    assert "no answer within 1 second" in whys(synced)
    settled(team)


@pytest.mark.parametrize(
    "behaviour",
    [
        faults.bad_gateway(),
        faults.drops(),
        faults.html(),
        faults.truncates(),
        faults.tears(),
    ],
    ids=lambda one: one.name,
)
@pytest.mark.parametrize("where", [LIST, ("POST", "/graphql")], ids=["list", "graphql"])
def test_what_only_reads_is_asked_again(
    team: Team, behaviour: Behaviour, where: tuple[str, str]
) -> None:
    team.incident()
    team.github.faults.add(*where, behaviour, times=2)

    synced = team.sync()

    assert synced.problems == ()
    assert len(team.ours("review")) == 1
    settled(team)


def test_a_server_that_is_down_is_told_in_one_line(team: Team) -> None:
    team.incident()
    team.github.faults.add("*", "**", faults.bad_gateway(), times=None)

    synced = team.sync()

    (problem,) = synced.problems
    assert problem.ref == "platform"
    assert synced.unreachable == {"platform"}
    assert "(502)" in problem.message
    team.github.faults.clear()
    settled(team)


@pytest.mark.parametrize(
    ("behaviour", "until"),
    [
        (faults.limited(3000), timedelta(seconds=3000)),
        (faults.limited(3000, status=429), timedelta(seconds=3000)),
    ],
    ids=["403", "429"],
)
def test_a_long_wait_ends_the_sync_and_is_kept_by_the_next(
    team: Team, behaviour: Behaviour, until: timedelta
) -> None:
    team.incident()
    team.github.faults.add(*CREATE, behaviour)
    begun = team.github.clock()

    synced = team.sync()
    with team.github.log.counted() as log:
        again = team.sync()

    assert team.github.clock() - begun < timedelta(seconds=70)
    assert len(log) == 0
    when = f"{begun + until:%Y-%m-%d %H:%M}"
    assert when in whys(synced)
    assert when in whys(again)
    team.later(seconds=3001)
    settled(team)


@pytest.mark.parametrize(
    "behaviour",
    [faults.limited(20), faults.limited_without_advice(), faults.too_many()],
    ids=["with advice", "without", "bare 429"],
)
def test_a_short_wait_is_waited_for(team: Team, behaviour: Behaviour) -> None:
    team.incident()
    team.github.faults.add(*CREATE, behaviour)

    synced = team.sync()

    assert [result.ended.value for result in synced.results] == ["done"]
    settled(team)


def test_the_hours_requests_are_used_up(team: Team) -> None:
    team.github.limits.core = 5_000
    team.incident()
    team.sync()
    team.incident("Another")
    team.github.limits.use_up("ghp_robot")

    synced = team.sync()

    assert synced.unreachable == {"platform"}
    assert "UTC" in whys(synced)
    assert len(team.ours("review")) == 1
    team.later(hours=1, minutes=1)
    team.sync()
    assert len(team.ours("review")) == 2


def test_graphql_says_that_it_is_limited_with_200(team: Team) -> None:
    team.incident()
    body = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    team.github.faults.add("POST", "/graphql", faults.answers(200, body))

    synced = team.sync()

    assert [result.ended.value for result in synced.results] == ["done"]
    assert synced.problems == ()
    settled(team)


@pytest.mark.parametrize("status", [410, 451])
def test_a_review_that_may_not_be_seen_any_more(team: Team, status: int) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    behaviour = faults.gone() if status == 410 else faults.withheld()
    team.github.faults.add("PATCH", "/repos/*/*/issues/*", behaviour, times=None)

    synced = team.sync()

    assert team.ours("checklist") == []
    assert {result.ended.value for result in synced.results} == {"skipped"}
    assert "it is not there, or not to be seen" in whys(synced)
    team.github.faults.clear()
    settled(team)
    assert len(team.ours("checklist")) == 1


def test_a_renamed_repository_is_found_by_its_id(team: Team) -> None:
    team.incident()
    team.sync()
    team.github.person("ada").rename(REPO, "acme/core")
    team.later(minutes=10)
    lin = team.github.person("lin")
    ref = lin.open("acme/core", "Second", "502s.", labels=["incident"])
    lin.close(ref)

    team.sync()

    titles = [issue.title for issue in team.github.look.issues("acme/core")]
    assert sorted(titles) == [
        "Payments time out",
        "Review: Payments time out",
        "Review: Second",
        "Second",
    ]


def test_links_lead_to_a_renamed_repository(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    team.sync()
    team.github.person("ada").rename(REPO, "acme/core")
    team.later(minutes=10)
    lin = team.github.person("lin")
    lin.close(lin.open("acme/core", "Second", "502s.", labels=["incident"]))

    (problem,) = team.sync().problems
    assert problem.message == "acme/platform is called acme/core now; nothing is lost"
    assert problem.hint == "write repo: acme/core under trackers.platform"

    team.configure("repo: acme/platform", "repo: acme/core")
    team.forget()
    synced = team.sync()
    assert synced.problems == ()
    assert synced.plan.changes == (), "what was written back is known again"
    (row,) = team.report().write_backs
    assert row.state.value == "open"


def test_a_repository_that_is_not_there(team: Team) -> None:
    team.configure("repo: acme/platform", "repo: acme/nowhere")

    synced = team.sync()

    (problem,) = synced.problems
    assert "there is no repository acme/nowhere" in problem.message
    assert synced.unreachable == {"platform"}


def test_lists_that_lag_behind_creates(team: Team) -> None:
    """What the list does not show yet is not made again."""
    team.incident()
    team.later(minutes=5)
    team.github.lag = timedelta(seconds=30)
    team.sync()
    team.sync()
    assert len(team.ours("review")) == 1
    settled(team)


def test_lists_that_lag_when_there_is_no_ledger_any_more(team: Team) -> None:
    """Made twice, then: one of the two is closed as soon as both are seen (rule 12)."""
    team.incident()
    team.later(minutes=5)
    team.github.lag = timedelta(seconds=30)
    team.sync()
    team.forget()
    team.sync()
    assert len(team.ours("review")) == 2
    for _ in range(2):
        team.later(minutes=5)
        team.sync()

    first, second = team.ours("review")
    assert (first.state, second.state_reason) == ("open", "duplicate")
    assert team.sync().plan.changes == ()


def test_an_etag_of_another_token(team: Team) -> None:
    team.incident()
    team.sync()
    team.sync()
    (team.home / "token").write_text(team.github.build.token("ada").text, "utf-8")
    team.later(minutes=10)

    with team.github.log.counted() as log:
        assert team.sync().plan.changes == ()

    assert 304 not in [entry.status for entry in log]


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_clock_that_is_wrong(team: Team, minutes: int) -> None:
    team.github.skew = timedelta(minutes=minutes)
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    team.later(minutes=10)
    settled(team)
    assert len(team.ours("checklist")) == 1


def test_a_token_that_expires_in_mid_sync(team: Team) -> None:
    team.incident()
    team.incident("Another")
    team.github.faults.add(
        *CREATE, faults.says(401, "Bad credentials"), call=2, times=None
    )

    synced = team.sync()

    assert len(team.ours("review")) == 1
    assert "does not accept our sign-in" in whys(synced)
    team.github.faults.clear()
    team.later(hours=2)
    team.sync()
    assert len(team.ours("review")) == 2


def test_null_bodies_and_deleted_accounts(team: Team) -> None:
    lin = team.github.person("lin")
    ref = lin.open(REPO, "No words", "", labels=["incident"])
    team.github.person("kei").comment(ref, "Hm.")
    team.later(hours=1)
    lin.close(ref)
    lin.leave()
    team.github.person("kei").leave()

    team.sync()

    (review,) = team.ours("review")
    assert "ghost: Hm." in (review.body or "")


def test_a_repository_that_was_renamed_before_it_was_ever_seen(team: Team) -> None:
    team.incident()
    team.github.person("ada").rename(REPO, "acme/core")

    team.sync()

    titles = [issue.title for issue in team.github.look.issues("acme/core")]
    assert "Review: Payments time out" in titles


def test_nothing_is_made_where_our_label_would_be_dropped(team: Team) -> None:
    """It could not be known again, and would be made at each sync."""
    token = team.github.build.token("mallory").text
    (team.home / "token").write_text(token, "utf-8")
    team.incident()
    before = len(team.github.look.issues(REPO))

    synced = team.sync()
    team.sync()

    assert "may not label issues in acme/platform" in whys(synced)
    assert len(team.github.look.issues(REPO)) == before
    robot = team.github.build.token("robot").text
    (team.home / "token").write_text(robot, "utf-8")
    settled(team)


def test_an_owner_whom_github_does_not_take_stands_in_the_text(team: Team) -> None:
    team.configure("platform: lin", "platform: sam")
    team.github.build.user("sam")
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First", owner="Lin Chen"))

    team.sync()

    (issue,) = team.ours("checklist")
    assert issue.assignees == ()
    assert "**Owner:** sam\n" in (issue.body or "")
    (row,) = team.report().write_backs
    assert row.owner == "LC", "a public repository: initials"


def test_a_create_that_could_not_be_completed_stands(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("Learned", "experiment", due=""))
    team.github.faults.add(
        "POST", "/repos/*/*/issues/*/sub_issues", faults.bad_gateway()
    )
    team.github.faults.add(
        "PATCH", "/repos/*/*/issues/*", faults.says(403, "No"), holds="state_reason"
    )

    team.sync()

    assert len(team.ours("learning")) == 1
    settled(team)
    assert len(team.ours("learning")) == 1
