"""The texts of reminders, escalations, questions and answers: values into templates.

Like `ticket_texts`, from which it takes how a tracker names things: what the words are
is decided in templates/, that they ping nobody but whom they are for is decided here.
An owner is not mentioned, because the ticket is theirs and its tracker tells them; who
is asked for help, or to look at what nobody has any more, is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from afteraction.domain.command_table import (
    COMMANDS,
    commands_for,
)
from afteraction.domain.commands import (
    AskHelp,
    Command,
    Decline,
    Done,
    GiveTo,
    Holds,
    Misread,
    NameGap,
    NewDue,
    Recurs,
    name_of,
)
from afteraction.domain.gathering import Message, Voice
from afteraction.domain.inert import inert
from afteraction.domain.kinds import Counts
from afteraction.domain.people import Person
from afteraction.domain.reminders import Duty, Nudge
from afteraction.domain.tickets import Role
from afteraction.rendering import Renderer
from afteraction.ticket_texts import Naming

_TEMPLATE_OF = {
    Voice.REMINDER: "reminder.md.j2",
    Voice.ESCALATION: "escalation.md.j2",
    Voice.QUESTION: "question.md.j2",
}
_LONGEST = 500
"""Of people's words: ten titles, or all that one comment asks for, fit into a comment
of any tracker, and the whole of it stands where they said it."""
_USAGE = {spec.name: spec.usage for spec in COMMANDS}


class NudgeTexts:
    """Renders what is said in comments, for the trackers where it goes."""

    def __init__(self, renderer: Renderer, trackers: Mapping[str, Naming]) -> None:
        """Links are made by the tracker in whose comments they will stand."""
        self._renderer = renderer
        self._trackers = trackers

    def message(self, message: Message, today: date) -> str:
        """The comment that a message is; `today` is the day on which it is said."""
        tracker = message.host.duty.ticket.tracker
        here = self._trackers[tracker]
        items = [_item(here, nudge, today) for nudge in message.nudges]
        return self._renderer.render(
            _TEMPLATE_OF[message.voice],
            to=_called(here, message.to, tracker),
            items=items,
            item=items[0],
            usage=_USAGE,
        ).strip()

    def answer(
        self, tracker: str, role: Role, found: Sequence[Command | Misread]
    ) -> str:
        """The one comment that answers the commands of a comment."""
        return self._renderer.render(
            "command_answer.md.j2",
            answers=[_answer(command) for command in found],
            asked=any(isinstance(command, AskHelp) for command in found),
            commands=commands_for(role),
            declining=self._trackers[tracker].abilities.declining,
        ).strip()

    def help(self, role: Role) -> str:
        """What can be said in comments on tickets of this sort."""
        return self._renderer.render(
            "command_help.md.j2", commands=commands_for(role)
        ).strip()


def _called(here: Naming, person: Person, tracker: str) -> str:
    handle = person.handle(tracker)
    return here.mention(handle) if handle else inert(person.name)


def _item(here: Naming, nudge: Nudge, today: date) -> dict[str, object]:
    """A write-back as templates get it."""
    duty, ticket = nudge.duty, nudge.duty.ticket
    return {
        "sort": nudge.sort.value,
        "link": here.link(ticket),
        "title": inert(ticket.title, most=_LONGEST),
        "due": ticket.due,
        "days": (today - ticket.due).days if ticket.due else 0,
        "closed": ticket.closed,
        "kind": duty.kind.value,
        "constraint": duty.counts is Counts.CONSTRAINT,
        "subject": _subject(here, duty),
        "asked": _asked(here, nudge),
    }


def _asked(here: Naming, nudge: Nudge) -> str:
    """Whoever is spoken to in place of an owner; "" where there is one."""
    has_it = nudge.duty.owner == nudge.to and not nudge.duty.owner_left
    return "" if has_it else _called(here, nudge.to, nudge.duty.ticket.tracker)


def _subject(here: Naming, duty: Duty) -> dict[str, str] | None:
    """What the review looked back at; its title may not be told everywhere."""
    if duty.subject is None:
        return None
    title = inert(duty.subject.title, most=_LONGEST) if duty.tells else ""
    return {"link": here.link(duty.subject), "title": title}


def _answer(command: Command | Misread) -> dict[str, object]:
    """A command as templates get it: every name is there, whatever was said."""
    values: dict[str, object] = {
        "command": f"/{name_of(command)}",
        "name": name_of(command),
        "wrong": "",
        "day": None,
        "reason": "",
        "link": "",
        "who": "",
    }
    return values | _said(command)


def _said(command: Command | Misread) -> dict[str, object]:
    match command:
        case Misread(message=message):
            return {"wrong": inert(message, most=_LONGEST)}
        case Done(link=link):
            return {"link": inert(link, most=_LONGEST)}
        case NewDue(day=day, reason=reason):
            return {"day": day, "reason": _clause(reason)}
        case Decline(reason=reason) | NameGap(title=reason):
            return {"reason": _clause(reason)}
        case GiveTo(who=who):
            return {"who": inert(who, most=_LONGEST)}
        case Recurs(ref=ref):
            return {"link": inert(ref, most=_LONGEST)}
        case Holds() | AskHelp():
            return {}


def _clause(words: str) -> str:
    """People's words, to stand before a full stop of ours."""
    return inert(words.rstrip(" .!"), most=_LONGEST)
