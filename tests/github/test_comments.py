"""Comments: ours are paced and may vanish, those of others may be many."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.engine.house import gap
from tests.fakes.github import faults
from tests.fakes.github.wire import Request
from tests.github.team import REPO, Team

SAY = "/repos/*/*/issues/*/comments"
COMMENT = ("PATCH", "/repos/*/*/issues/comments/*")


def ref_of(number: int) -> str:
    return f"{REPO}#{number}"


def test_our_comments_are_paced_like_our_issues(team: Team) -> None:
    for number in range(3):
        team.incident(f"Incident {number}")
    team.sync()
    for review in team.ours("review"):
        team.hold(review, gap("Nobody's", owner=""))
    said: list[datetime] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.path.endswith("/comments"):
            said.append(team.github.clock())

    team.github.hooks.before.append(note)

    assert team.does() == ["remark"] * 3

    first, second, third = said
    assert min(second - first, third - second) >= timedelta(seconds=1)


def test_a_lost_answer_at_the_end_of_a_long_sync_is_waited_for(team: Team) -> None:
    """Lists hide what was made for a while from then on, not from the sync's start."""
    for number in range(2):
        team.incident(f"Incident {number}")
    team.sync()
    for review in team.ours("review"):
        team.hold(review, gap("Nobody's", owner=""))
    github = team.github

    def slowly(request: Request) -> None:
        if request.method == "POST" and request.path.endswith("/comments"):
            github.hooks.answered.clear()
            team.later(minutes=2)

    github.hooks.answered.append(slowly)
    github.faults.add("POST", SAY, faults.drops(commit=True), call=2)
    team.sync()
    github.state.lag = timedelta(seconds=45)
    team.later(seconds=10)
    team.sync()
    github.state.lag = timedelta(0)
    team.later(minutes=5)
    team.sync()

    refs = [ref_of(review.number) for review in team.ours("review")]
    assert [len(github.look.comments(ref)) for ref in refs] == [1, 1]


def test_a_comment_that_goes_while_it_is_edited_is_made_anew(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("Nobody's", owner=""), gap("Lost", owner=""))
    team.sync()
    team.edit(review, lambda body: body.replace("**Owner:**", "**Owner:** ada", 1))
    (ours,) = team.github.look.comments(ref_of(review.number))
    lin = team.github.person("lin")
    gone = faults.acting(lambda: lin.delete_comment(REPO, ours.id))
    team.github.faults.add(*COMMENT, gone)

    synced = team.sync()

    (result,) = (one for one in synced.results if one.ended.value != "done")
    assert result.ended.value == "skipped"
    assert "our comment is not there any more" in result.why
    for _ in range(2):
        team.later(hours=1, minutes=1)
        team.sync()
    (remark,) = team.github.look.comments(ref_of(review.number))
    assert remark.id != ours.id
    assert "Lost" in remark.body
    assert team.does() == []


def test_a_reason_beyond_the_first_hundred_comments_is_read(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    team.sync()
    (issue,) = team.ours("checklist")
    ref = ref_of(issue.number)
    for number in range(100):
        team.github.person("kei").comment(ref, f"And {number}?")
    team.github.person("lin").comment(ref, "Too dear.")
    team.github.person("lin").close(ref, "not_planned")

    team.sync()

    (row,) = team.report().write_backs
    assert row.why == "Too dear."


def test_a_commit_stands_in_the_prefill_with_its_headline(team: Team) -> None:
    lin = team.github.person("lin")
    ref = lin.open(REPO, "It broke", "502s.", labels=["incident"])
    lin.commit(ref, "1f2e3d4c", "Give the pool more room\n\nIt was too small.")
    team.later(hours=1)
    lin.close(ref)

    team.sync()

    (review,) = team.ours("review")
    assert "Lin Chen: commit: Give the pool more room\n" in (review.body or "")
    assert "too small" not in (review.body or "")
