"""What `check` finds out of a project in Jira, without writing anything.

Whether we get in, what the project is, who reads it, the clock. The rest is in the
modules whose names begin so, each asking what only it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta

from afteraction.errors import Gone, Refused, TrackerError, Unreachable
from afteraction.network.headers import server_time
from afteraction.network.outcomes import Answer
from afteraction.tracker import Advice

from . import wire_setup
from .checkup_fields import fields
from .checkup_people import people
from .checkup_rights import BROWSE, lacking, rights
from .checkup_rules import boards, incidents
from .checkup_types import labels_fit, types
from .checkup_workflow import links, meanings, ways
from .looked_at import LookedAt
from .project import Project

SKEW = timedelta(minutes=2)


def advice(
    project: Project, rules: Collection[tuple[str, ...]], labels: Collection[str]
) -> Iterator[Advice]:
    """One piece of advice after the other, good news among them.

    `labels` are those that are used there, the ones in `rules` among them.
    """
    try:
        found = project.site.project
        missing, answer = lacking(project, found.id)
    except TrackerError as error:
        yield Advice(False, project.name, error.message, error.hint)
        return
    looked = LookedAt(project, frozenset(labels), missing)
    yield from _project(looked)
    yield _readers(looked)
    yield _clock(looked, answer)
    if not found.archived:  # else nothing more would be answered
        yield from rights(looked)
        yield from _within(looked, rules)


def _within(looked: LookedAt, rules: Collection[tuple[str, ...]]) -> Iterator[Advice]:
    """What is in the project; what can not be told of is no reason to stop."""
    parts: tuple[Callable[[], Iterator[Advice]], ...] = (
        lambda: labels_fit(looked),
        lambda: types(looked),
        lambda: fields(looked),
        lambda: meanings(looked),
        lambda: ways(looked),
        lambda: links(looked),
        lambda: people(looked),
        lambda: incidents(looked, rules),
        lambda: boards(looked),
    )
    for part in parts:
        try:
            yield from part()
        except Unreachable:
            raise  # the next one would not be answered either
        except TrackerError as error:
            yield looked.wrong(error.message, error.hint)


def _project(looked: LookedAt) -> Iterator[Advice]:
    where, setting = looked.where, f"{looked.setting}.project"
    site = looked.project.site
    dress = "Jira Cloud"
    if not site.dress.cloud:
        dress = f"Jira Data Center {site.info.version}".rstrip()
    yield looked.fine(f"{dress} lets us in, and {where} is there")
    if where != looked.settings.project:
        yield looked.wrong(
            f"{looked.settings.project} is called {where} now",
            f"write that under {setting}; nothing is lost until then",
        )
    if looked.found.archived:
        yield looked.wrong(
            f"{where} is archived: nothing can be written there",
            f"ask an administrator to restore it, or name another project under"
            f" {setting}",
        )


# --- readers --------------------------------------------------------------------------


def _readers(looked: LookedAt) -> Advice:
    """Whether as many people can read it as the configuration says (rule 21)."""
    where, setting = looked.where, looked.setting
    is_public, told = _is_public(looked), looked.settings.readers
    if told is None:
        who = "everybody" if is_public else "not everybody"
        word = "public" if is_public else "private"
        return looked.fine(
            f"{who} can read {where}; as nobody said so, no text moves between it and"
            " your other trackers",
            f"write readers: {word} under {setting}",
        )
    if is_public and told == "private":
        return looked.wrong(
            f"everybody can read {where}, but the configuration says readers: private;"
            " texts of your private trackers may become public there",
            f"write readers: public under {setting}, before the next sync",
        )
    if not is_public and told == "public":
        return looked.wrong(
            f"{where} is not public, but the configuration says readers: public; its"
            " texts may be told where everybody can read them",
            f"write readers: private under {setting}, before the next sync",
        )
    who = "everybody" if is_public else "only who has access"
    return looked.fine(f"{who} can read it, as configured")


def _is_public(looked: LookedAt) -> bool:
    """Whether those can read it who are not signed in.

    Only administrators may see who may what; others see what nobody is shown.
    https://support.atlassian.com/jira-cloud-administration/docs/allow-anonymous-access-to-your-project/
    """
    path = f"{looked.api}/project/{looked.found.id}"
    try:
        query = {"expand": "permissions"}
        told = looked.client.get(f"{path}/permissionscheme", wire_setup.scheme, query)
    except (Gone, Refused):
        return looked.client.anybody_sees(looked.project.site.web, path)
    return any(
        one.permission == BROWSE and one.holder.type == "anyone"
        for one in told.permissions
    )


def _clock(looked: LookedAt, answer: Answer) -> Advice:
    theirs = server_time(answer.headers)
    ours = looked.client.patience.clock()
    if theirs is None or abs(theirs - ours) <= SKEW:
        return looked.fine("this machine's clock and Jira's agree")
    minutes = round(abs(theirs - ours) / timedelta(minutes=1))
    return looked.wrong(
        f"this machine's clock and Jira's are {minutes:,} minutes apart",
        "set this machine's clock: due dates and limits are counted by it",
    )
