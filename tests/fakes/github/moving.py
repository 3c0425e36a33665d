"""Issues that leave: transferred to another repository, or deleted. And renames."""

from __future__ import annotations

from dataclasses import replace

from .changes import ISSUES, Changes
from .state import Repository, State, Versions
from .values import Issue


def transfer(
    state: State, home: Repository, issue: Issue, target: Repository, who: str
) -> Issue:
    """Move an issue; it gets a new id and number, and leaves a redirect.

    Labels and milestones go along where the target has one of that name.
    """
    target.numbers += 1
    labels = [target.label(home.labels[one].name) for one in issue.labels]
    title = home.milestones[issue.milestone].title if issue.milestone else None
    milestones = (m.number for m in target.milestones.values() if m.title == title)
    moved = replace(
        issue,
        id=state.next_id("issue", ISSUES),
        repository=target.id,
        number=target.numbers,
        labels=tuple(label.id for label in labels if label),
        milestone=None,
    )
    target.issues[moved.number] = Versions(state.now(), moved)
    state.places[moved.id] = (target.id, moved.number)
    target.events[moved.number] = home.events.pop(issue.number, [])
    target.talks[moved.number] = home.talks.pop(issue.number, [])
    for one in target.talks[moved.number]:
        comment = replace(home.comments.pop(one).newest, issue=moved.number)
        target.comments[one] = Versions(state.now(), comment)
    forget(state, home, issue)
    home.moved[issue.number] = moved.id
    changes = Changes(state)
    changes.event(target, moved, "transferred", who, was=home.full_name)
    return changes.put_milestone(target, moved, who, next(milestones, None))


def delete(
    state: State, home: Repository, issue: Issue, *, traceless: bool = False
) -> None:
    """Delete an issue with its comments and its timeline.

    GitHub answers 410 from then on, or 404 where it was deleted without a trace.
    """
    for one in home.talks.pop(issue.number, []):
        del home.comments[one]
    home.events.pop(issue.number, None)
    for board in state.projects.values():
        board.items = [item for item in board.items if item.issue != issue.id]
    forget(state, home, issue)
    if not traceless:
        home.deleted.add(issue.number)


def forget(state: State, home: Repository, issue: Issue) -> None:
    """Take an issue out of its repository, of its parent and of its sub-issues."""
    del home.issues[issue.number]
    del state.places[issue.id]
    if issue.milestone is not None:
        home.counts[issue.milestone, issue.state] -= 1
        home.looks += 1
    home.version += 1
    changes = Changes(state)
    parent = state.find_issue(issue.parent) if issue.parent else None
    if parent:
        rest = tuple(one for one in parent[1].sub_issues if one != issue.id)
        changes.save(parent[0], replace(parent[1], sub_issues=rest))
    for found in filter(None, map(state.find_issue, issue.sub_issues)):
        changes.save(found[0], replace(found[1], parent=None))


def rename(state: State, home: Repository, owner: str, name: str) -> None:
    """Give a repository another name; the old one leads on until it is taken."""
    home.owner, home.name = owner, name
    home.looks += 1
    home.version += 1
    state.names[home.full_name.casefold()] = home.id
