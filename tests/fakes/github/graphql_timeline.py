"""GraphQL: the timeline of an issue, each kind of event with its own type."""

from __future__ import annotations

from datetime import datetime

from .graphql_model import Args, Context, Kind, Of, Plain, Resolver, connection
from .graphql_world import Found, actor, of_issue, related
from .lists import read_time
from .payloads import stamp
from .state import Repository
from .values import Event, Issue, node_id

TYPES = {
    "assigned": "AssignedEvent",
    "closed": "ClosedEvent",
    "commented": "IssueComment",
    "comment_deleted": "CommentDeletedEvent",
    "cross-referenced": "CrossReferencedEvent",
    "demilestoned": "DemilestonedEvent",
    "labeled": "LabeledEvent",
    "locked": "LockedEvent",
    "marked_as_duplicate": "MarkedAsDuplicateEvent",
    "mentioned": "MentionedEvent",
    "milestoned": "MilestonedEvent",
    "parent_issue_added": "ParentIssueAddedEvent",
    "parent_issue_removed": "ParentIssueRemovedEvent",
    "referenced": "ReferencedEvent",
    "renamed": "RenamedTitleEvent",
    "reopened": "ReopenedEvent",
    "sub_issue_added": "SubIssueAddedEvent",
    "sub_issue_removed": "SubIssueRemovedEvent",
    "subscribed": "SubscribedEvent",
    "transferred": "TransferredEvent",
    "unassigned": "UnassignedEvent",
    "unlabeled": "UnlabeledEvent",
    "unlocked": "UnlockedEvent",
}
"""REST's name of an event to GraphQL's type; the others show only in REST."""


def _item_type(name: str) -> str:
    """`ClosedEvent` → `CLOSED_EVENT`."""
    parts = "".join(f"_{x}" if x.isupper() else x for x in name)
    return parts.lstrip("_").upper()


Entry = tuple[Repository, Issue, Event]


def timeline_items(context: Context, found: Found, args: Args) -> Of:
    """`timelineItems` of an issue, the oldest first."""
    home, issue = found
    wanted = args.get("itemTypes")
    since: datetime | None = read_time(args["since"]) if args.get("since") else None
    shown = [
        event
        for event in home.timeline(issue.number)
        if event.kind in TYPES
        and (not wanted or _item_type(TYPES[event.kind]) in wanted)
        and (since is None or event.at >= since)
        and (event.kind != "cross-referenced" or context.viewer.sees(event.issue))
    ]
    row = Plain([_thing(home, issue, event) for event in shown])
    return connection("timelineItems", "IssueTimelineItems", row, args)


def _thing(home: Repository, issue: Issue, event: Event) -> Of:
    if event.kind == "commented" and event.comment is not None:
        return Of("IssueComment", (home, home.comments[event.comment].newest))
    return Of(TYPES[event.kind], (home, issue, event))


def _event(**fields: Resolver) -> Kind:
    """A type of events: what all have, and what only these have."""
    every: dict[str, Resolver] = {
        "id": lambda _, entry, __: node_id("EV", entry[2].id),
        "actor": lambda c, entry, _: actor(c, entry[2].actor),
        "createdAt": lambda _, entry, __: stamp(entry[2].at),
    }
    return Kind(frozenset({"Node", "IssueTimelineItems"}), {**every, **fields})


def _reason(_: Context, entry: Entry, __: Args) -> str | None:
    reason = entry[2].state_reason
    return reason.upper() if reason else None


def _commit(_: Context, entry: Entry, __: Args) -> Of | None:
    return Of("Commit", (entry[0], entry[2])) if entry[2].commit else None


def _subject(_: Context, entry: Entry, __: Args) -> Of:
    return of_issue(entry[0], entry[1])


def _other(context: Context, entry: Entry, _: Args) -> Of | None:
    return related(context, entry[2].issue)


def _is_cross(context: Context, entry: Entry, _: Args) -> bool:
    found = context.server.state.find_issue(entry[2].issue or 0)
    return found is not None and found[0] is not entry[0]


def _label(_: Context, entry: Entry, __: Args) -> Of:
    return Of("Label", (entry[0], entry[2].label))


def _assignee(context: Context, entry: Entry, _: Args) -> Of | None:
    return actor(context, entry[2].assignee)


def _title(_: Context, entry: Entry, __: Args) -> str | None:
    return entry[2].milestone


def _home(context: Context, entry: Entry, _: Args) -> Of | None:
    home = context.server.state.find_repository(entry[2].was)
    seen = home is not None and context.viewer.role(home) != "none"
    return Of("Repository", home) if seen else None


def _page(context: Context, entry: Entry, _: Args) -> str:
    page = context.server.payloads.issue_page(entry[0], entry[1])
    return f"{page}#event-{entry[2].id}"


LOCKS = {"off-topic": "OFF_TOPIC", "too heated": "TOO_HEATED"}


def _lock_reason(_: Context, entry: Entry, __: Args) -> str | None:
    text = entry[2].text
    return LOCKS.get(text, text.upper()) if text else None


TIMELINE: dict[str, Kind] = {
    "AssignedEvent": _event(assignee=_assignee, assignable=_subject),
    "ClosedEvent": _event(
        closable=_subject, closer=_commit, stateReason=_reason, url=_page
    ),
    "CommentDeletedEvent": _event(),
    "CrossReferencedEvent": _event(
        source=_other,
        target=_subject,
        isCrossRepository=_is_cross,
        willCloseTarget=lambda _, __, ___: False,
        referencedAt=lambda _, entry, __: stamp(entry[2].at),
        url=_page,
    ),
    "DemilestonedEvent": _event(milestoneTitle=_title),
    "LabeledEvent": _event(label=_label, labelable=_subject),
    "LockedEvent": _event(lockReason=_lock_reason, lockable=_subject),
    "MarkedAsDuplicateEvent": _event(
        canonical=_other, duplicate=_subject, isCrossRepository=_is_cross
    ),
    "MentionedEvent": _event(),
    "MilestonedEvent": _event(milestoneTitle=_title),
    "ParentIssueAddedEvent": _event(parent=_other),
    "ParentIssueRemovedEvent": _event(parent=_other),
    "ReferencedEvent": _event(commit=_commit, subject=_subject),
    "RenamedTitleEvent": _event(
        previousTitle=lambda _, entry, __: entry[2].was,
        currentTitle=lambda _, entry, __: entry[2].now,
    ),
    "ReopenedEvent": _event(closable=_subject, stateReason=_reason),
    "SubIssueAddedEvent": _event(subIssue=_other),
    "SubIssueRemovedEvent": _event(subIssue=_other),
    "SubscribedEvent": _event(),
    "TransferredEvent": _event(fromRepository=_home, issue=_subject),
    "UnassignedEvent": _event(assignee=_assignee, assignable=_subject),
    "UnlabeledEvent": _event(label=_label, labelable=_subject),
    "UnlockedEvent": _event(lockable=_subject),
    "Commit": Kind(
        frozenset({"Node", "Closer"}),
        {
            "id": lambda _, pair, __: f"C_{pair[1].commit}",
            "oid": lambda _, pair, __: pair[1].commit,
            "message": lambda _, pair, __: pair[1].text,
            "messageHeadline": lambda _, pair, __: pair[1].text.partition("\n")[0],
            "committedDate": lambda _, pair, __: stamp(pair[1].at),
            "url": lambda c, pair, _: (
                f"{c.server.payloads.web}/{pair[0].full_name}/commit/{pair[1].commit}"
            ),
        },
    ),
}
