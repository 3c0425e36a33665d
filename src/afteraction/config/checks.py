"""Whether the sections of a configuration fit together.

Works on what was written, before it is typed: so a mistake in one place does not hide
those in others. Not here: the values themselves (`model`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from afteraction.config.document import Raw, Where
from afteraction.config.follow_through import CARRIER
from afteraction.config.problems import Problems, near
from afteraction.domain.kinds import Kind
from afteraction.domain.labels import OUR_LABEL, READY
from afteraction.settings import quoted

Part = Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class Named:
    """A person, as far as names and handles go."""

    where: Where
    names: tuple[str, ...]
    handles: Mapping[str, str]


def part(data: Part, key: str) -> Part:
    """The mapping at `key`; an empty one where there is none."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def entries(data: Part, key: str) -> Iterator[tuple[int, Part]]:
    """The mappings in the list at `key`, with their positions."""
    value = data.get(key)
    for position, entry in enumerate(value if isinstance(value, list) else []):
        if isinstance(entry, dict):
            yield position, entry


def check_together(data: Part, problems: Problems) -> None:
    """Note whatever does not fit together."""
    people = tuple(_people(data))
    _check_trackers(data, people, problems)
    _check_subjects(data, problems)
    _check_label(data, problems)
    _check_names(people, problems)
    _check_handles(people, problems)
    _check_assigned(data, people, problems)
    _check_groups(data, people, problems)
    _check_escalation(data, people, problems)
    _check_checklists(data, problems)


def rules(data: Part) -> Iterator[tuple[Where, Part]]:
    """All rules under `subjects`, and where they stand."""
    subjects = part(data, "subjects")
    for sort in ("incidents", "sprints"):
        for position, rule in entries(subjects, sort):
            yield ("subjects", sort, position), rule


def _check_trackers(data: Part, people: tuple[Named, ...], problems: Problems) -> None:
    trackers = part(data, "trackers")
    if not trackers:
        return  # said already, and every other mention would only repeat it
    for where, name in (*_mentions(data), *_handle_mentions(people)):
        if name not in trackers:
            words = f"there is no tracker {quoted(name)}; {near(name, trackers)}"
            problems.add(where, words)


def _mentions(data: Part) -> Iterator[tuple[Where, str]]:
    """Wherever a tracker is named by a value."""
    places = [(where, rule, key) for where, rule in rules(data) for key in _RULE_NAMES]
    write_back = part(data, "write_back")
    places += [(("write_back", k.value), part(write_back, k), "in") for k in Kind]
    follow_through = part(data, "follow_through")
    places.append((("follow_through", "report"), part(follow_through, "report"), "in"))
    lists = part(data, "checklists")
    places += [(("checklists", name), part(lists, name), "in") for name in lists]
    for where, values, key in places:
        if isinstance(name := values.get(key), str) and name.strip():
            yield (*where, key), name.strip()


_RULE_NAMES = ("in", "review_in")


def _handle_mentions(people: tuple[Named, ...]) -> Iterator[tuple[Where, str]]:
    for person in people:
        for tracker in person.handles:
            yield (*person.where, "handles", tracker), tracker


def _check_subjects(data: Part, problems: Problems) -> None:
    subjects = data.get("subjects")
    if not isinstance(subjects, dict):
        return
    if not subjects.get("incidents") and not subjects.get("sprints"):
        first = next(iter(part(data, "trackers")), "notes")
        problems.add(
            ("subjects",),
            "names nothing to look back at; "
            f"add incidents: [{{in: {first}, labels: [incident]}}]",
        )


def _check_label(data: Part, problems: Problems) -> None:
    """The label of reviews must not say something else already."""
    label = part(data, "review").get("label")
    for taken, means in ((READY, "write this review back now"), (OUR_LABEL, "ours")):
        if isinstance(label, str) and label.strip().casefold() == taken:
            words = f"{quoted(label)} means “{means}” already; choose another label"
            problems.add(("review", "label"), words)


def _people(data: Part) -> Iterator[Named]:
    for position, person in entries(data, "people"):
        aliases = person.get("aliases")
        names = [person.get("name"), *(aliases if isinstance(aliases, list) else [])]
        handles = part(person, "handles").items()
        yield Named(
            ("people", position),
            tuple(name.strip() for name in names if isinstance(name, str)),
            {tracker: name for tracker, name in handles if isinstance(name, str)},
        )


def _check_names(people: tuple[Named, ...], problems: Problems) -> None:
    taken: dict[str, Named] = {}
    for person in people:
        for name in dict.fromkeys(person.names):
            other = taken.setdefault(name.casefold(), person)
            if other is not person:
                words = f"{quoted(name)} is a name of {_which(other)} too; {_MERGE}"
                problems.add(person.where, words)


def _check_handles(people: tuple[Named, ...], problems: Problems) -> None:
    taken: dict[tuple[str, str], Named] = {}
    for person in people:
        for tracker, handle in person.handles.items():
            known = handle.strip().removeprefix("@").casefold()
            other = taken.setdefault((tracker, known), person)
            if other is not person:
                words = f"{quoted(handle)} is the handle of {_which(other)}; {_MERGE}"
                problems.add((*person.where, "handles", tracker), words)


_MERGE = "make one entry of both, or correct one"


def _which(person: Named) -> str:
    name = quoted(person.names[0]) if person.names else "a person without a name"
    return f"{name} (people[{person.where[-1]}])"


def _check_assigned(data: Part, people: tuple[Named, ...], problems: Problems) -> None:
    by_name = {name.casefold(): person for person in people for name in person.names}
    for where, rule in rules(data):
        if isinstance(name := rule.get("assign"), str) and name.strip():
            person = by_name.get(name.strip().casefold())
            tracker = str(rule.get("review_in") or rule.get("in") or "").strip()
            words = _unassignable(name.strip(), person, tracker, by_name)
            if words:
                problems.add((*where, "assign"), words)


def _unassignable(
    name: str, person: Named | None, tracker: str, by_name: Mapping[str, Named]
) -> str:
    if person is None:
        return _nobody(name, by_name)
    if tracker and tracker not in person.handles:
        where = f"people[{person.where[-1]}].handles"
        return f"{quoted(name)} has no handle in {tracker}; add {tracker}: … to {where}"
    return ""


def _check_groups(data: Part, people: tuple[Named, ...], problems: Problems) -> None:
    """Each in one group: work that stood in two would be counted twice."""
    by_name = {name.casefold(): person for person in people for name in person.names}
    taken: dict[Where, str] = {}
    for group, names in part(data, "groups").items():
        for position, name in enumerate(names if isinstance(names, list) else []):
            if not isinstance(name, str) or not name.strip():
                continue
            where = ("groups", group, position)
            person = by_name.get(name.strip().casefold())
            if person is None:
                problems.add(where, _nobody(name.strip(), by_name))
            elif (other := taken.setdefault(person.where, group)) != group:
                words = f"{quoted(name)} is in {quoted(other)} too; keep one of both"
                problems.add(where, words)


def _nobody(name: str, by_name: Mapping[str, Named]) -> str:
    known = [person.names[0] for person in by_name.values()]
    ask = near(name, dict.fromkeys(known)) if known else "add people: with them"
    return f"there is no {quoted(name)} in people; {ask}"


def _check_escalation(
    data: Part, people: tuple[Named, ...], problems: Problems
) -> None:
    escalate = part(part(data, "follow_through"), "escalate")
    name = escalate.get("to")
    if not isinstance(name, str) or name.strip() in ("", CARRIER):
        return
    known = [CARRIER, *(person.names[0] for person in people if person.names)]
    if name.strip() not in known:
        words = f"there is no {quoted(name)} in people; {near(name, known)}"
        problems.add(("follow_through", "escalate", "to"), words)


def _check_checklists(data: Part, problems: Problems) -> None:
    """Reviews call them by name, and people do not tell apart how that is spelled."""
    taken: dict[str, str] = {}
    for name in part(data, "checklists"):
        other = taken.setdefault(name.strip().casefold(), name)
        if other != name:
            problems.add(("checklists", name), f"is {quoted(other)} already; keep one")
