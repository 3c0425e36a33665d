"""The types of issues that we make, and the labels that they carry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from afteraction.domain.kinds import Kind
from afteraction.settings import nearest, quoted
from afteraction.tracker import Advice

from .looked_at import LookedAt, listed
from .types_made import usual
from .wire import IssueType

_LONGEST = 255
"""Characters of a label."""


@dataclass(frozen=True, slots=True)
class MadeType:
    """An issue type, and what is made of it."""

    type: IssueType
    kinds: tuple[Kind | None, ...]
    """None stands for reviews."""
    below: bool
    """As sub-tasks of reviews."""


def is_below(looked: LookedAt, kind: Kind | None) -> bool:
    """Whether such a ticket goes below a review."""
    wanted = looked.settings.sub_tasks == "yes" and None in looked.around.made
    return wanted and kind is not None


def types_made(looked: LookedAt) -> list[MadeType]:
    """The types of what is made there, as far as the project has them."""
    found: dict[tuple[str, bool], MadeType] = {}
    for kind in looked.around.made:
        below, known = is_below(looked, kind), looked.found.issue_types
        chosen = looked.settings.types.of(kind)
        named = next((one for one in known if one.name == chosen), None)
        one = named if chosen else usual(known, below=below)
        if one is None or one.subtask is not below:
            continue
        before = found.get((one.id, below))
        kinds = (*(before.kinds if before else ()), kind)
        found[one.id, below] = MadeType(one, kinds, below)
    return list(found.values())


def types(looked: LookedAt) -> Iterator[Advice]:
    """Whether the types that are configured are there and can be used so."""
    told: set[tuple[str | None, bool]] = set()
    for kind in looked.around.made:
        chosen, below = looked.settings.types.of(kind), is_below(looked, kind)
        if (chosen, below) not in told:
            told.add((chosen, below))
            yield from _type(looked, kind, chosen, below=below)


def _type(
    looked: LookedAt, kind: Kind | None, chosen: str | None, *, below: bool
) -> Iterator[Advice]:
    known, setting = looked.found.issue_types, f"{looked.setting}.types"
    fit = [one.name for one in known if one.subtask is below]
    one = next((one for one in known if one.name == chosen), None)
    if chosen is None and not fit:
        yield looked.wrong(
            f"{looked.where} has no type of {'sub-tasks' if below else 'issues'}",
            f"write sub_tasks: no under {looked.setting}"
            if below
            else "give it one, such as Task",
        )
    elif chosen is not None and one is None:
        meant = nearest(chosen, [each.name for each in known])
        yield looked.wrong(
            f"there is no issue type {chosen} in {looked.where}",
            f"did you mean {meant}?" if meant else f"the types are: {listed(fit)}",
        )
    elif one is not None and one.subtask and not below:
        yield looked.wrong(
            f"{chosen} is a type of sub-tasks, but {_words(kind)} stand on their own",
            f"name another under {setting}; the types are: {listed(fit)}",
        )
    elif one is not None and below and not one.subtask:
        yield looked.wrong(
            f"{chosen} is no type of sub-tasks, but {looked.setting} says"
            f" sub_tasks: yes",
            f"write sub_tasks: no, or name one under {setting}: {listed(fit)}"
            if fit
            else "write sub_tasks: no",
        )


def _words(kind: Kind | None) -> str:
    return "reviews" if kind is None else f"{kind} findings"


def labels_fit(looked: LookedAt) -> Iterator[Advice]:
    """Whether Jira takes the labels; it makes them when they are used.

    https://support.atlassian.com/jira-software-cloud/docs/add-labels-to-an-issue/
    """
    for label in sorted(looked.labels):
        dashed = "-".join(label.split())
        if dashed != label:
            yield looked.wrong(
                f"the label {quoted(label)} has a space, and Jira takes none",
                f"write {dashed} instead, wherever the configuration names it",
            )
        elif len(label) > _LONGEST:
            yield looked.wrong(
                f"the label {quoted(label)} is longer than Jira takes",
                f"write a shorter one, of at most {_LONGEST} characters",
            )
