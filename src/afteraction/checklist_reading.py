"""Reading a standing checklist from where it is: a ticket, or a file.

For whoever plans a step, adds one, or checks that there can be one. What stands in the
text is `domain.checklists`' business.
"""

from __future__ import annotations

from afteraction.domain.checklists import Checklist, ChecklistText
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Details, Line, Ticket
from afteraction.errors import Gone, Refused, TrackerError
from afteraction.linking import found_at
from afteraction.tracker import Tracker

MEND = "correct its place under checklists in the configuration, or bring it back"


def read_checklist(checklist: Checklist, tracker: Tracker) -> ChecklistText:
    """A checklist as it stands now.

    Raises `Gone` when it is not there, `Refused` when it can not be understood,
    `Unreachable` when its tracker gives no answer.
    """
    if checklist.file:
        file = tracker.read_file(checklist.file)
        return ChecklistText(
            checklist.name,
            checklist.ref,
            file.url,
            _lines(file.text),
            source=file.text,
            fixed=file.fixed,
        )
    details = _ticket(checklist, tracker)
    ticket = details.ticket
    return ChecklistText(
        checklist.name, ticket.ref, ticket.url, details.lines, ticket=ticket
    )


def _lines(text: str) -> tuple[Line, ...]:
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n") if text else []
    return tuple(Line(str(number), line) for number, line in enumerate(lines, 1))


def _ticket(checklist: Checklist, tracker: Tracker) -> Details:
    found = found_at(tracker, checklist.ticket.removeprefix("#"))
    if isinstance(found, Ticket) and not found.gone:
        for details in tracker.details([found.id]):
            if isinstance(details, Details):
                return details
            raise Refused(f"{details.ref}: {details.message}", details.hint)
    message = f"there is no ticket {checklist.ref} for the checklist “{checklist.name}”"
    raise Gone(message, MEND)


def seen_checklist(checklist: Checklist, tracker: Tracker | None) -> ChecklistText:
    """A checklist as it stands now, or as one that can not be read, and why.

    No tracker stands for one that gave no answer.
    """
    try:
        if tracker is not None:
            return read_checklist(checklist, tracker)
    except TrackerError as error:
        problem = Problem(checklist.ref, error.message, error.hint)
    else:
        problem = Problem(
            checklist.ref,
            f"nothing was added to the checklist “{checklist.name}”: its tracker gave"
            " no answer",
            "nothing is lost; the next sync tries again",
        )
    return ChecklistText(checklist.name, checklist.ref, problem=problem)
