"""What `check` finds out of a repository, without writing anything.

https://docs.github.com/en/rest/rate-limit/rate-limit
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from afteraction.domain.labels import OUR_LABEL
from afteraction.errors import TrackerError
from afteraction.network.caller import Doubtful
from afteraction.settings import nearest
from afteraction.tracker import Advice

from . import wire
from .answers import server_time
from .client import Client
from .settings import GithubSettings
from .wire import Repository

SKEW = timedelta(minutes=2)
COLOUR = "c5def5"
"""Of labels that we make: one of GitHub's own, and no alarm."""
_LONGEST = 100
"""Characters of a label's description."""
FEW = 100
"""Requests left that are worth a word."""


def advice(
    client: Client,
    settings: GithubSettings,
    path: str,
    name: str,
    rules: Collection[tuple[str, ...]],
    begins: datetime | None,
) -> Iterator[Advice]:
    """One piece of advice after the other, good news among them.

    `path` is where the repository is, by its id: its name may have changed.
    """
    try:
        found, answer = client.get(path, wire.repository)
    except TrackerError as error:
        yield Advice(False, name, error.message, error.hint)
        return
    assert found is not None
    yield from _repository(found, settings, name)
    yield from _labels(client, found, name, rules)
    for rule in rules:
        yield from _left_alone(client, found, name, rule, begins)
    left = answer.headers.get("x-ratelimit-remaining", "")
    if left.isdigit():
        yield Advice(
            int(left) >= FEW,
            name,
            f"{int(left):,} requests are left in this hour",
            "" if int(left) >= FEW else "wait for the next hour, or use another token",
        )
    theirs = server_time(answer.headers)
    ours = client.patience.clock()
    if theirs is not None and abs(theirs - ours) > SKEW:
        minutes = round(abs(theirs - ours) / timedelta(minutes=1))
        yield Advice(
            False,
            name,
            f"this machine's clock and GitHub's are {minutes} minutes apart",
            "set the clock: due dates and limits are counted by it",
        )


def _repository(
    found: Repository, settings: GithubSettings, name: str
) -> Iterator[Advice]:
    if found.full_name.lower() != settings.repo.lower():
        yield Advice(
            False,
            name,
            f"{settings.repo} is called {found.full_name} now",
            f"write that under trackers.{name}.repo; nothing is lost until then",
        )
    if not found.has_issues or found.archived:
        why = "is archived" if found.archived else "has no issues switched on"
        yield Advice(
            False, name, f"{found.full_name} {why}", "change that in its settings"
        )
    may = found.permissions
    if may and not (may.get("push") or may.get("triage")):
        yield Advice(
            False,
            name,
            "this sign-in may not label or assign here: GitHub drops both silently",
            "give it the right to write issues (role Triage or Write)",
        )
    else:
        yield Advice(True, name, f"{found.full_name} can be read and written")
    is_public = found.visibility == "public" or not found.private
    if is_public and settings.readers == "private":
        yield Advice(
            False,
            name,
            f"{found.full_name} is public, and configured as private",
            f"write readers: public under trackers.{name}",
        )


def _left_alone(
    client: Client,
    found: Repository,
    name: str,
    rule: tuple[str, ...],
    begins: datetime | None,
) -> Iterator[Advice]:
    """Closed incidents that are too old to get a review, as far as one page tells."""
    if begins is None or not rule:
        return
    parameters = {
        "labels": ",".join(rule),
        "state": "closed",
        "sort": "created",
        "direction": "asc",
        "per_page": 100,
    }
    path = f"/repositories/{found.id}/issues"
    page, _ = client.get(path, wire.page, parameters)
    issues, _ = page or ([], [])
    old = [
        one
        for one in issues
        if one.closed_at
        and wire.utc(one.closed_at) < begins
        and one.state_reason in (None, "completed")
        and one.pull_request is None
    ]
    if old:
        count = "100 or more" if len(old) == 100 else str(len(old))
        incidents = "closed incident" if count == "1" else "closed incidents"
        yield Advice(
            True,
            name,
            f"{count} {incidents} with {', '.join(rule)} ended before `since` and stay"
            " as they are",
            "for reviews of those as well, write an earlier day under subjects: since",
        )


def made_labels(
    client: Client, path: str, name: str, labels: Mapping[str, str]
) -> Iterator[Advice]:
    """Make the labels that are missing, with a colour and what they mean.

    https://docs.github.com/en/rest/issues/labels#create-a-label
    """
    there = _there(client, path)
    for label, means in labels.items():
        if label.lower() in there:
            continue
        asked = {"name": label, "color": COLOUR, "description": means[:_LONGEST]}
        try:
            client.create(path, asked, wire.read_nothing)
        except Doubtful:
            yield Advice(
                False, name, f"label {label} may have been made", "check again"
            )
        except TrackerError as error:
            told = f"label {label} can not be made: {error.message}"
            yield Advice(False, name, told, error.hint)
        else:
            yield Advice(True, name, f"label {label} was made")


def _there(client: Client, path: str) -> dict[str, str]:
    there: dict[str, str] = {}
    for page, _ in client.pages(path, wire.labels, {}):
        there |= {label.name.lower(): label.name for label in page}
    return there


def _labels(
    client: Client, found: Repository, name: str, rules: Collection[tuple[str, ...]]
) -> Iterator[Advice]:
    there = _there(client, f"/repositories/{found.id}/labels")
    for label in sorted({label for rule in rules for label in rule}):
        if label.lower() in there:
            yield Advice(True, name, f"label {label} is there")
            continue
        meant = nearest(label, there.values())
        hint = (
            f"did you mean {meant}?"
            if meant
            else "run afteraction check --fix to make it, or name another one"
        )
        yield Advice(False, name, f"there is no label {label}", hint)
    if OUR_LABEL not in there:
        yield Advice(True, name, f"label {OUR_LABEL} is made with the first review")
