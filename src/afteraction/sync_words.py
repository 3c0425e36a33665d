"""What a sync says of itself: as JSON for other tools, as lines for people.

docs/sync.schema.json describes the JSON. Nothing is printed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from afteraction.applying import Ended, Result
from afteraction.domain.problems import Problem
from afteraction.plan import Amend, Change, Does, HeldBack, PutLinks, PutTokens, Reword
from afteraction.sync import Synced

_DID = {
    Does.OPEN_REVIEW: ("opened a review of", "open a review of"),
    Does.WRITE_BACK: ("wrote back", "write back"),
    Does.REMARK: ("remarked on", "remark on"),
    Does.REOPEN: ("reopened", "reopen"),
    Does.COMMENT: ("told", "tell"),
    Does.EDIT: ("edited", "edit"),
    Does.CLOSE: ("closed a copy of", "close a copy of"),
}

_COUNTED = {
    Does.OPEN_REVIEW: ("review opened", "reviews opened"),
    Does.WRITE_BACK: ("finding written back", "findings written back"),
    Does.REMARK: ("remark made", "remarks made"),
    Does.REOPEN: ("review reopened", "reviews reopened"),
    Does.COMMENT: ("comment made", "comments made"),
    Does.EDIT: ("edit", "edits"),
    Does.CLOSE: ("copy closed", "copies closed"),
}


def sync_json(synced: Synced) -> dict[str, Any]:
    """Plan, results, problems and requests of a sync."""
    return {
        "plan": [_planned(change) for change in synced.plan.changes],
        "results": [_result(result) for result in synced.results],
        "problems": [
            *(_problem(problem) for problem in synced.problems),
            *(_problem(_held_back(held)) for held in synced.plan.held_back),
        ],
        "requests": dict(synced.requests),
    }


def _planned(change: Change) -> dict[str, str]:
    return {
        "key": change.key,
        "does": change.does.value,
        "in": change.tracker,
        "about": change.about,
        "title": change.title,
    }


def _result(result: Result) -> dict[str, str]:
    return {
        "key": result.change.key,
        "outcome": result.ended.value,
        "ref": result.ref,
        "why": result.why,
    }


def _problem(problem: Problem) -> dict[str, str]:
    return {"ref": problem.ref, "message": problem.message, "hint": problem.hint}


def _held_back(held: HeldBack) -> Problem:
    return Problem(
        "subjects.at_most",
        f"{held.count} {held.sort} at once are more than {held.at_most}:"
        " none of them was made",
        f"if that is meant, run: afteraction sync --at-most {held.count}",
    )


def sync_lines(synced: Synced, *, dry_run: bool) -> Iterator[str]:
    """What was done, or would be, one line a change, and the sum at the end."""
    if dry_run:
        for change in synced.plan.changes:
            yield f"would {_would(change)}"
    for result in synced.results:
        yield _line(result)
    yield _sum(synced, dry_run=dry_run)


def problem_lines(synced: Synced) -> Iterator[str]:
    """What a person has to look at, each with what to do."""
    problems = (*synced.problems, *map(_held_back, synced.plan.held_back))
    for problem in problems:
        yield f"{problem.ref}: {problem.message}"
        yield f"  {problem.hint}"


def _would(change: Change) -> str:
    return f"{_DID[change.does][1]} {_object(change)}"


def _line(result: Result) -> str:
    did, would = _DID[result.change.does]
    thing = _object(result.change)
    match result.ended:
        case Ended.DONE:
            shown = result.change.does in {Does.OPEN_REVIEW, Does.WRITE_BACK}
            return f"{did} {thing}" + (f": {result.ref}" if shown else "")
        case Ended.UNKNOWN:
            return f"not known whether it did {would} {thing}: {result.why}"
        case Ended.REFUSED:
            return f"could not {would} {thing}: {result.why}"
        case Ended.SKIPPED:
            return f"did not {would} {thing}: {result.why}"


def _object(change: Change) -> str:
    """What a change is about, in words."""
    title = " ".join(change.title.split())
    match change:
        case Amend():
            return f"{change.about} ({change.why})"
        case PutTokens():
            return f"{change.about} (note which findings are being written back)"
        case PutLinks():
            return f"{change.about} (link to the tickets of its findings)"
        case Reword():
            return f"the ticket for “{title}” (the review says it otherwise now)"
        case _ if change.does is Does.WRITE_BACK:
            return f"“{title}” from {change.about}"
        case _ if change.does is Does.COMMENT:
            return f"{change.about} that its incident was opened again"
        case _:
            return f"{change.about} “{title}”"


def _sum(synced: Synced, *, dry_run: bool) -> str:
    if dry_run:
        counts = Counter(change.does for change in synced.plan.changes)
        said = _listed(counts)
        return f"A sync now would mean: {said}." if said else "Nothing to do."
    counts = Counter(r.change.does for r in synced.results if r.ended is Ended.DONE)
    said = _listed(counts)
    return f"Done: {said}." if said else "Nothing to do."


def _listed(counts: Counter[Does]) -> str:
    return ", ".join(
        f"{counts[does]} {one if counts[does] == 1 else many}"
        for does, (one, many) in _COUNTED.items()
        if counts[does]
    )
