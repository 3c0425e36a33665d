"""What `check` finds out of a repository, without writing anything.

Whether we get in, what we may do there, who reads it, the limit and the clock. Labels
are `checkup_labels`'; what the rules name beside them is `checkup_rules`'.
https://docs.github.com/en/rest/rate-limit/rate-limit
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta

from afteraction.around import Around
from afteraction.errors import Gone, Refused, TrackerError, Unreachable
from afteraction.network.headers import server_time
from afteraction.tracker import Advice

from . import wire
from .checkup_labels import labels_there
from .checkup_rules import iterations, left_alone, milestones, types
from .client import Client
from .looked_at import LookedAt
from .settings import GithubSettings

SKEW = timedelta(minutes=2)
FEW = 100
"""Requests left that are worth a word."""
_ROLE = "give its account the role Triage or Write there"


def advice(
    client: Client,
    settings: GithubSettings,
    around: Around,
    path: str,
    name: str,
    rules: Collection[tuple[str, ...]],
    labels: Collection[str],
) -> Iterator[Advice]:
    """One piece of advice after the other, good news among them.

    `path` is where the repository is, by its id: its name may have changed. `labels`
    are those that are used there, the ones in `rules` among them.
    """
    try:
        found, answer = client.get(path, wire.repository)
    except Gone:
        yield Advice(
            False,
            name,
            f"there is no {settings.repo} any more, or this sign-in may not see it",
            f"correct trackers.{name}.repo, or give the sign-in access to it",
        )
        return
    except TrackerError as error:
        yield Advice(False, name, error.message, error.hint)
        return
    assert found is not None
    looked = LookedAt(name, settings, around, client, found, answer)
    yield from _repository(looked)
    if not found.archived:  # else it matters little
        yield rights(looked)
    yield readers(looked)
    yield from _limit(looked)
    yield _clock(looked)
    if found.has_issues:  # else nothing more would be answered
        yield from _within(looked, rules, labels)


def _within(
    looked: LookedAt, rules: Collection[tuple[str, ...]], labels: Collection[str]
) -> Iterator[Advice]:
    """What is in the repository; what can not be told of is no reason to stop."""
    try:
        looked.client.get(f"{looked.path}/issues", wire.raw_list, {"per_page": 1})
    except (Refused, Gone):
        yield looked.wrong(
            f"this sign-in may not read the issues of {looked.where}",
            "give it the right to read and write issues",
        )
        return
    parts: tuple[Callable[[], Iterator[Advice]], ...] = (
        lambda: labels_there(looked, rules, labels),
        lambda: types(looked),
        lambda: milestones(looked),
        lambda: iterations(looked),
        lambda: left_alone(looked, rules),
    )
    for part in parts:
        try:
            yield from part()
        except Unreachable:
            raise  # the next one would not be answered either
        except TrackerError as error:
            yield looked.wrong(error.message, error.hint)


def _repository(looked: LookedAt) -> Iterator[Advice]:
    where, setting = looked.where, f"trackers.{looked.name}.repo"
    page = f"{looked.settings.url}/{where}/settings"
    if where.lower() != looked.settings.repo.lower():
        yield looked.wrong(
            f"{looked.settings.repo} is called {where} now",
            f"write that under {setting}; nothing is lost until then",
        )
    if looked.found.archived:
        yield looked.wrong(
            f"{where} is archived: nothing can be written there",
            f"unarchive it on {page}, or name another repository under {setting}",
        )
    if not looked.found.has_issues:
        yield looked.wrong(
            f"issues are switched off in {where}",
            f"switch them on under Features on {page}",
        )


def rights(looked: LookedAt) -> Advice:
    """What we may do in a repository, as far as GitHub tells.

    It tells the role that a person has, which no token goes beyond. Of tokens it tells
    the scopes of classic ones; of Apps nothing.
    https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
    """
    where, may = looked.where, looked.found.permissions
    if looked.settings.signs_in_as_app:
        return looked.fine(
            f"{where} can be read; what an App may write there GitHub does not tell",
            "it needs Issues: read and write; in Actions, permissions: {issues: write}",
        )
    told = looked.answer.headers.get("x-oauth-scopes")
    enough = ["repo"] if looked.found.private else ["repo", "public_repo"]
    if told is not None and not {one.strip() for one in told.split(",")} & {*enough}:
        return looked.wrong(
            f"this token may only read in {where}",
            f"give it the scope {' or '.join(enough)} on"
            f" {looked.settings.url}/settings/tokens",
        )
    if may and not (may.get("push") or may.get("triage")):
        return _may_not_label(looked, is_classic=told is not None)
    if told is None:
        return looked.fine(
            f"{where} can be read, and this account may write there",
            "its token needs Issues: read and write; GitHub does not tell whether it"
            " has that",
        )
    return looked.fine(f"{where} can be read and written")


def _may_not_label(looked: LookedAt, *, is_classic: bool) -> Advice:
    if is_classic:
        return looked.wrong(
            f"this sign-in may open issues in {looked.where}, but may not label or"
            " assign them: GitHub drops both silently",
            _ROLE,
        )
    return looked.wrong(
        f"this sign-in may read {looked.where}, but may not label or assign issues"
        " there: GitHub drops both silently",
        f"{_ROLE}, and its token the permission Issues: read and write",
    )


def readers(looked: LookedAt) -> Advice:
    """Whether as many people can read it as the configuration says (rule 21)."""
    where, setting = looked.where, f"trackers.{looked.name}"
    is_public = looked.found.is_public
    is_told_public = looked.settings.readers == "public"
    if looked.settings.readers is None:
        who = "everybody" if is_public else "not everybody"
        word = "public" if is_public else "private"
        return looked.fine(
            f"{who} can read {where}; as nobody said so, no text moves between it and"
            " your other trackers",
            f"write readers: {word} under {setting}",
        )
    if is_public and not is_told_public:
        return looked.wrong(
            f"everybody can read {where}, but the configuration says readers: private;"
            " texts of your private trackers may become public there",
            f"write readers: public under {setting}, before the next sync",
        )
    if looked.found.visibility == "internal":
        return looked.fine(
            f"everybody in your enterprise can read {where}, and it is configured as"
            f" {looked.settings.readers}",
            ""
            if is_told_public
            else "if fewer people read your other trackers, write readers: public"
            f" under {setting}",
        )
    if is_told_public and not is_public:
        return looked.wrong(
            f"{where} is private, but the configuration says readers: public; its texts"
            " may be told where everybody can read them",
            f"write readers: private under {setting}, before the next sync",
        )
    who = "everybody" if is_public else "only who has access"
    return looked.fine(f"{who} can read it, as configured")


def _limit(looked: LookedAt) -> Iterator[Advice]:
    told = looked.answer.headers.get("x-ratelimit-remaining", "")
    if not told.isdigit():
        return  # an Enterprise Server without limits
    left = f"{int(told):,} requests are left in this hour"
    if int(told) >= FEW:
        yield looked.fine(left)
    else:
        yield looked.wrong(left, "wait for the next hour, or use another token")


def _clock(looked: LookedAt) -> Advice:
    theirs = server_time(looked.answer.headers)
    ours = looked.client.patience.clock()
    if theirs is None or abs(theirs - ours) <= SKEW:
        return looked.fine("this machine's clock and GitHub's agree")
    minutes = round(abs(theirs - ours) / timedelta(minutes=1))
    return looked.wrong(
        f"this machine's clock and GitHub's are {minutes:,} minutes apart",
        "set this machine's clock: due dates and limits are counted by it",
    )
