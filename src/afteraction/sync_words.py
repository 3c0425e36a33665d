"""What a sync says of itself: as JSON for other tools, as lines for people.

docs/sync.schema.json describes the JSON. Nothing is printed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from afteraction.applying import Ended, Result
from afteraction.domain.commands import name_of
from afteraction.domain.problems import Problem
from afteraction.plan import (
    AddStep,
    Amend,
    Change,
    Does,
    HeldBack,
    KeepUp,
    OpenReview,
    Point,
    PutLinks,
    PutTokens,
    Reword,
    WriteBack,
)
from afteraction.plan_follow_through import Obey, PostReport, Remind, RenewReport
from afteraction.sync import Synced

_DID = {
    Does.OPEN_REVIEW: ("opened a review of", "open a review of"),
    Does.WRITE_BACK: ("wrote back", "write back"),
    Does.REMARK: ("remarked on", "remark on"),
    Does.REOPEN: ("reopened", "reopen"),
    Does.COMMENT: ("told", "tell"),
    Does.EDIT: ("edited", "edit"),
    Does.CLOSE: ("closed a copy of", "close a copy of"),
    Does.ANSWER: ("answered a comment on", "answer a comment on"),
    Does.REMIND: ("spoke to", "speak to"),
    Does.POST: ("posted", "post"),
}

_COUNTED = {
    Does.OPEN_REVIEW: ("review opened", "reviews opened"),
    Does.WRITE_BACK: ("finding written back", "findings written back"),
    Does.REMARK: ("remark made", "remarks made"),
    Does.REOPEN: ("review reopened", "reviews reopened"),
    Does.COMMENT: ("comment made", "comments made"),
    Does.EDIT: ("edit", "edits"),
    Does.CLOSE: ("copy closed", "copies closed"),
    Does.ANSWER: ("comment answered", "comments answered"),
    Does.REMIND: ("reminder", "reminders"),
    Does.POST: ("report posted", "reports posted"),
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


def sync_lines(
    synced: Synced, *, dry_run: bool, verbose: bool = False
) -> Iterator[str]:
    """What was done, or would be, one line a change, and the sum at the end.

    Notes that a ticket keeps for us alone are told only when `verbose`, or when they
    could not be made; a dry run tells everything.
    """
    if dry_run:
        for change in synced.plan.changes:
            yield f"would {_would(change)}"
    shared = _shared_reasons(synced.results)
    for result in synced.results:
        if result.why in shared:
            continue
        if verbose or result.ended is not Ended.DONE or not _is_note(result.change):
            yield _line(result)
    for why, results in shared.items():
        yield f"not done, {len(results)} times for the same reason: {why}"
        yield from (f"  {_would(result.change)}" for result in results)
    yield _sum(synced, dry_run=dry_run)


def _shared_reasons(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Why several changes were not made, and which: a limit is told of once."""
    found: dict[str, list[Result]] = {}
    for result in results:
        if result.ended in (Ended.REFUSED, Ended.SKIPPED):
            found.setdefault(result.why, []).append(result)
    return {why: several for why, several in found.items() if len(several) > 1}


def _would(change: Change) -> str:
    return f"{_DID[change.does][1]} {_object(change)}"


def _is_note(change: Change) -> bool:
    """Whether a change only keeps up what the loop itself needs to know."""
    match change:
        case PutTokens() | PutLinks():
            return True
        case Amend(closed=None, mark=None, state=None):
            return True
        case _:
            return False


def problem_lines(synced: Synced) -> Iterator[str]:
    """What a person has to look at, each with what to do."""
    problems = (*synced.problems, *map(_held_back, synced.plan.held_back))
    for problem in problems:
        yield f"{problem.ref}: {problem.message}"
        yield f"  {problem.hint}"


def _line(result: Result) -> str:
    would = _would(result.change)
    match result.ended:
        case Ended.DONE:
            did, _ = _DID[result.change.does]
            return f"{did} {_object(result.change)}{_made(result)}"
        case Ended.UNKNOWN:
            return f"not known whether it did {would}: {result.why}"
        case Ended.REFUSED:
            return f"could not {would}: {result.why}"
        case Ended.SKIPPED:
            return f"did not {would}: {result.why}"


def _made(result: Result) -> str:
    """The ticket that was made, and who was given it."""
    match result.change:
        case OpenReview(assignee=assignee):
            return f": {result.ref}, given to {assignee or 'nobody yet'}"
        case PostReport():
            return f": {result.ref}"
        case WriteBack(finding=finding):
            return f": {result.ref}, given to {finding.handle}"
        case AddStep():
            return f": {result.ref}"
        case _:
            return ""


def _object(change: Change) -> str:
    """What a change is about, in words."""
    title = " ".join(change.title.split())
    match change:
        case Amend() | PutTokens() | PutLinks() | Point() | Obey() | KeepUp():
            return f"{change.about} ({_why(change)})"
        case Remind(message=message):
            return f"{message.to.name} about {_gathered(change)} ({message.voice})"
        case PostReport():
            return f"{change.title} in {change.tracker}"
        case RenewReport():
            return f"the report in {change.about} anew"
        case Reword():
            return f"the ticket for “{title}” (the review says it otherwise now)"
        case AddStep(checklist=checklist):
            return f"“{title}” from {change.about}, into {checklist.name}"
        case _ if change.does is Does.WRITE_BACK:
            return f"“{title}” from {change.about}"
        case _ if change.does is Does.COMMENT:
            return f"{change.about} that its incident was opened again"
        case _:
            return f"{change.about} “{title}”"


def _why(change: Amend | PutTokens | PutLinks | Point | Obey | KeepUp) -> str:
    """What an edit is good for."""
    match change:
        case Amend(why=why):
            return why
        case PutTokens():
            return "note which findings are being written back"
        case PutLinks():
            return "link to the tickets of its findings"
        case Point(to=to):
            return f"link it with {to.ref}"
        case KeepUp(final=final):
            return f"tell of its sprint {'as it ended' if final else 'as it stands'}"
        case Obey(said=said):
            return ", ".join(f"/{name_of(one)}" for one in said)


def _gathered(change: Remind) -> str:
    more = len(change.message.nudges) - 1
    return f"{change.about} and {more} more" if more else change.about


def _sum(synced: Synced, *, dry_run: bool) -> str:
    done = [r.change for r in synced.results if r.ended is Ended.DONE]
    changes = synced.plan.changes if dry_run else done
    notes = sum(_is_note(change) for change in changes)
    said = _listed(Counter(c.does for c in changes if not _is_note(c)))
    if notes:
        kept = f"{notes} note{'s' if notes > 1 else ''} kept in the tickets"
        said = f"{said}; {kept}" if said else kept
    if not said:
        return _nothing(synced, dry_run=dry_run)
    return f"A sync now would mean: {said}." if dry_run else f"Done: {said}."


def _nothing(synced: Synced, *, dry_run: bool) -> str:
    if synced.unreachable:
        return f"Nothing done; not looked at: {', '.join(sorted(synced.unreachable))}."
    if not synced.results and not synced.plan.held_back:
        return "Nothing to do."
    return "A sync now would do nothing." if dry_run else "Nothing was done."


def _listed(counts: Counter[Does]) -> str:
    return ", ".join(
        f"{counts[does]} {one if counts[does] == 1 else many}"
        for does, (one, many) in _COUNTED.items()
        if counts[does]
    )
