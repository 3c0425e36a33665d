"""What a filled-in review still lacks, asked for by hand.

The very reading that a remark and the report are made from; nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from afteraction.domain.findings import Lack
from afteraction.domain.loops import Loop
from afteraction.domain.people import candidates
from afteraction.domain.problems import Problem
from afteraction.domain.steps import read_step
from afteraction.domain.tickets import Details, Line, Reason, Sprint, State, Ticket
from afteraction.errors import UsageError
from afteraction.finding_refs import example, find_ticket
from afteraction.linking import followed, named
from afteraction.reading import read
from afteraction.review_form import read_review
from afteraction.sync import Site


@dataclass(frozen=True, slots=True)
class Linted:
    """A review and what it lacks."""

    name: str
    lacks: tuple[Lack, ...]
    is_file: bool = True
    """Else its lines have no numbers where people see them."""


def lint(site: Site, name: str, now: datetime) -> Linted:
    """What the review at a ref or in a file lacks.

    Raises `UsageError` when there is no such review.
    """
    path = Path(name)
    if path.is_file():
        details = _from_file(path, _home(site), now)
        return Linted(name, _lacks(site, details, now))
    if path.suffix.lower() in _TEXTS or path.is_dir():
        raise UsageError(
            f"{name} is a folder" if path.is_dir() else f"there is no file {name}",
            "name a file, or a review in a tracker, as in"
            f" {example(site.trackers, 'review-')}",
        )
    lacks = _lacks(site, _from_tracker(site, name), now)
    return Linted(name, lacks, is_file=False)


_TEXTS = (".md", ".markdown", ".txt")


def _lacks(site: Site, details: Details, now: datetime) -> tuple[Lack, ...]:
    return read(_loop(site, details), site.policy, now).lacks


def _home(site: Site) -> str:
    """The tracker in whose words a file's owners are read: where reviews are held."""
    rules = (*site.policy.incidents, *site.policy.sprints)
    return rules[0].review_in if rules else next(iter(site.trackers))


def _from_file(path: Path, tracker: str, now: datetime) -> Details:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} can not be read: {error}", "give a text file in UTF-8"
        ) from error
    ticket = Ticket(
        tracker=tracker,
        id=path.stem,
        key=path.stem,
        ref=str(path),
        url=str(path),
        title=path.stem,
        state=State.CLOSED,
        reason=Reason.COMPLETED,
        labels=(),
        assignee=None,
        author=None,
        opened=now,
        closed=now,
    )
    lines = text.splitlines()
    return Details(ticket, tuple(Line(str(n), line) for n, line in enumerate(lines, 1)))


def _from_tracker(site: Site, ref: str) -> Details:
    ticket = find_ticket(site.trackers, ref)
    for details in site.trackers[ticket.tracker].details([ticket.id]):
        if isinstance(details, Details):
            return details
        raise UsageError(f"{details.ref}: {details.message}", details.hint)
    raise UsageError(f"there is no ticket {ref}", "look up its key in the tracker")


def _loop(site: Site, details: Details) -> Loop:
    """The loop as far as one review tells it, with the people its tracker knows."""
    text = read_review(details.lines)
    answers = (*(gap.owner for gap in text.gaps), text.carried_by)
    handles = {name for answer in answers for name in candidates(answer.text)}
    tracker = site.trackers[details.ticket.tracker]
    memory = site.ledger.view.memory(tracker.name)
    told = {gap.tracked.text for gap in text.gaps if gap.tracked}
    links = {one for one in told if read_step(one) is None}
    return Loop(
        key="",
        subject=_subject(site, details.ticket),
        reviews=(details.ticket,),
        details=details,
        text=text,
        followed=tuple(followed(link, tracker, site.trackers) for link in links),
        confirmed=tracker.people(handles, memory) if handles else frozenset(),
    )


def _subject(site: Site, review: Ticket) -> Ticket | Sprint | None:
    """What a review in a tracker looks back at, as its mark says."""
    if review.mark is None:
        return None
    found = named(review.mark.about, site.trackers.values())
    return None if isinstance(found, Problem) else found
