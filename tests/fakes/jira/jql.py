"""JQL's meaning: which issues a query finds, for the one who asks.

It knows the fields and functions that are named below; beyond them it refuses, with the
words that Jira has for a field or a value that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from .access import Viewer
from .jql_times import invalid, time_of
from .jql_words import Clause, Node, Not, Operand, Several, parse
from .sites import CATEGORIES
from .state import State
from .texts import plain
from .values import Field, Issue
from .wire import Refusal

Test = Callable[[Issue], bool]

ALIASES = {
    "type": "issuetype",
    "issue": "key",
    "issuekey": "key",
    "updateddate": "updated",
    "createddate": "created",
    "resolutiondate": "resolved",
    "due": "duedate",
}
TIMES: dict[str, Callable[[Issue], Any]] = {
    "created": lambda issue: issue.created,
    "updated": lambda issue: issue.updated,
    "resolved": lambda issue: issue.resolved,
}
PEOPLE = {"assignee", "reporter", "creator"}
TEXTS = {"summary", "description", "text"}
KNOWN = {"project", "issuetype", "status", "statuscategory", "resolution", "priority"}
KNOWN |= {"labels", "key", "id", "parent", "sprint", "duedate", *PEOPLE, *TEXTS, *TIMES}
SORTED = KNOWN - {"text", "description", "labels"}
MOST_SORTED = 7
UNBOUNDED = (
    "Unbounded JQL queries are not allowed here. "
    "Please add a search restriction to your query."
)


@dataclass(slots=True)
class Search:
    """A query for one who asks.

    Args:
        state: what there is.
        viewer: who asks; times are read in that account's zone.
        strict: whether values that are not there are errors.
    """

    state: State
    viewer: Viewer
    strict: bool = True
    messages: list[str] = field(default_factory=list)
    """What is wrong with fields and values."""

    def find(self, jql: str, *, bounded: bool = False) -> list[Issue]:
        """The issues, in order, as the index shows them.

        Raises:
            Refusal: 400.
        """
        query = parse(jql)
        if bounded and query.where is None:
            raise Refusal(400, UNBOUNDED)
        test = self._test(query.where) if query.where else _always
        if bounded and len(query.order) > MOST_SORTED:
            self.messages.append(f"At most {MOST_SORTED} fields can be sorted by.")
        for name, _ in query.order:
            if self._field(name) not in SORTED:
                self.messages.append(f"Not able to sort using field '{name}'.")
        if self.messages and self.strict:
            raise Refusal(400, *self.messages)
        who = self.viewer.name
        found = [x for x in self.state.indexed() if self.state.sees(who, x) and test(x)]
        return self._sorted(found, query.order)

    def _sorted(
        self, found: list[Issue], order: Sequence[tuple[str, bool]]
    ) -> list[Issue]:
        found.sort(key=lambda issue: -issue.id)
        for name, down in reversed(order):
            key = self._field(name)
            if key in SORTED:
                found.sort(key=partial(self._rank, key), reverse=down)
        return found

    def _rank(self, name: str, issue: Issue) -> tuple[bool, Any]:
        """What is sorted by; what is empty comes first."""
        if name in TIMES:
            value = TIMES[name](issue)
        elif name == "id":
            value = issue.id
        elif name == "key":
            value = (self.state.projects[issue.project].key, issue.number)
        else:
            value = " ".join(sorted(self._values(name, issue)))
        return (value is not None, value if value is not None else 0)

    # Joining

    def _test(self, node: Node) -> Test:
        match node:
            case Clause():
                return self._clause(node)
            case Not(part):
                inner = self._test(part)
                return lambda issue: not inner(issue)
            case Several(joint, parts):
                tests = [self._test(one) for one in parts]
                join = all if joint == "and" else any
                return lambda issue: join(test(issue) for test in tests)

    def _field(self, name: str) -> str:
        """What a field is called in here; a field of one's own by its id."""
        low = name.casefold()
        low = ALIASES.get(low, low)
        if low in KNOWN:
            return low
        own = self._own(name)
        return own.id if own else ""

    def _own(self, name: str) -> Field | None:
        found = (
            one
            for one in self.state.fields.values()
            if one.custom and name.casefold() in {x.casefold() for x in one.clauses}
        )
        return next(found, None)

    # Clauses

    def _clause(self, clause: Clause) -> Test:
        name = self._field(clause.field)
        if not name:
            nobody = self.viewer.user is None
            end = "this field cannot be viewed by anonymous users"
            end = end if nobody else "you do not have permission to view it"
            self.messages.append(f"Field '{clause.field}' does not exist or {end}.")
            return _never
        if clause.bare:
            text = f"Operator '{clause.operator}' does not support the non-list value"
            value = f"'\"{clause.operands[0].text}\"'"
            self.messages.append(f"{text} {value} for field '{clause.field}'.")
            return _never
        if clause.operator in {"is", "is not"} or self._asks_empty(name, clause):
            empty = clause.operator in {"is", "="}
            return lambda issue: self._is_empty(name, issue) == empty
        if name in TIMES or name == "duedate":
            return self._time(name, clause)
        if clause.operator in {"~", "!~"}:
            return self._text(name, clause)
        if clause.operator in {"<", ">", "<=", ">="} or name in TEXTS:
            self._unfit(clause)
            return _never
        return self._one_of(name, clause)

    def _asks_empty(self, name: str, clause: Clause) -> bool:
        one = clause.operands[0]
        unresolved = name == "resolution" and one.text.casefold() == "unresolved"
        alone = clause.operator in {"=", "!="}
        return alone and (one.kind == "empty" or unresolved)

    def _unfit(self, clause: Clause) -> None:
        text = f"The operator '{clause.operator}' is not supported by the"
        self.messages.append(f"{text} '{clause.field}' field.")

    def _is_empty(self, name: str, issue: Issue) -> bool:
        if name in TIMES:
            return TIMES[name](issue) is None
        if name in {"summary", "description"}:
            return not plain(issue.fields.get(name))
        return not self._values(name, issue)

    def _one_of(self, name: str, clause: Clause) -> Test:
        known = self._known(name)
        wanted: set[str] = set()
        for one in clause.operands:
            wanted |= self._wanted(name, clause, one, known)
        if clause.operator in {"=", "in"}:
            return lambda issue: not wanted.isdisjoint(self._values(name, issue))
        # What is empty is neither: JQL's `!=` and `not in` leave it out.
        return lambda issue: (
            bool(have := self._values(name, issue)) and (wanted.isdisjoint(have))
        )

    def _text(self, name: str, clause: Clause) -> Test:
        if name not in TEXTS:
            self._unfit(clause)
            return _never
        asked = clause.operands[0].text.casefold().strip('"').replace("*", "")
        says = clause.operator == "~"

        def test(issue: Issue) -> bool:
            names = ("summary", "description") if name == "text" else (name,)
            texts = [plain(issue.fields.get(one)) for one in names]
            if name == "text":
                texts += [plain(one.body) for one in issue.comments]
            said = " ".join(texts).casefold()
            return all(word in said for word in asked.split()) == says

        return test

    def _time(self, name: str, clause: Clause) -> Test:
        one = clause.operands[0]
        now = self.state.true_now()
        if one.kind == "function" and one.text.casefold() == "now":
            then = now
        else:
            found = time_of(one.text, self.viewer.zone, now)
            if found is None or clause.operator not in COMPARE:
                self.messages.append(invalid(one.text, clause.field))
                return _never
            then = found
        compare = COMPARE[clause.operator]
        if name == "duedate":
            day = then.date().isoformat()
            return lambda x: bool(d := x.fields.get("duedate")) and compare(d, day)
        get = TIMES[name]
        return lambda x: (when := get(x)) is not None and compare(when, then)

    # Values

    def _wanted(
        self, name: str, clause: Clause, one: Operand, known: dict[str, str] | None
    ) -> set[str]:
        """What an operand means, in the words of `_values`."""
        if one.kind == "function":
            return self._function(one)
        text = one.text.casefold()
        if known is None:
            return {one.text}
        if text in known:
            return {known[text]}
        self.messages.append(_absent(name, clause.field, one.text))
        return set()

    def _known(self, name: str) -> dict[str, str] | None:
        """All values of a field by what they can be called; None: all are good."""
        state = self.state
        match name:
            case "project":
                who = self.viewer.name
                seen = [
                    one
                    for one in state.projects.values()
                    if state.may(who, "BROWSE_PROJECTS", one)
                ]
                return {
                    str(called).casefold(): str(one.id)
                    for one in seen
                    for called in (one.id, one.name, one.key)
                }
            case "issuetype":
                return _called(state.types.values())
            case "status":
                return _called(state.statuses.values())
            case "resolution":
                return _called(state.resolutions.values())
            case "priority":
                return _called(state.priorities.values())
            case "statuscategory":
                return {
                    str(called).casefold(): category
                    for category, one in CATEGORIES.items()
                    for called in (one["id"], one["key"], one["name"])
                }
            case "key" | "id" | "parent":
                return self._issues()
            case "sprint":
                return _called(state.sprints.values())
            case _:
                return self._people_or_options(name)

    def _issues(self) -> dict[str, str]:
        who, state = self.viewer.name, self.state
        seen = {
            number
            for number, versions in state.issues.items()
            if state.sees(who, versions.newest)
        }
        keys = {x.casefold(): str(one) for x, one in state.keys.items() if one in seen}
        return keys | {str(one): str(one) for one in seen}

    def _people_or_options(self, name: str) -> dict[str, str] | None:
        if name in PEOPLE:
            return {
                called.casefold(): one.name
                for one in self.state.users.values()
                for called in (one.account_id, one.name, one.email, one.display)
            }
        own = self.state.fields.get(name)
        if own is not None and own.options:
            pairs = [(one.id, one.id) for one in own.options]
            pairs += [(one.value.casefold(), one.id) for one in own.options]
            return dict(pairs)
        return None

    def _function(self, one: Operand) -> set[str]:
        states = {"opensprints": "active", "closedsprints": "closed"}
        states["futuresprints"] = "future"
        low = one.text.casefold()
        if low == "currentuser":
            return {self.viewer.name or ""}
        if low in states:
            kept = self.state.sprints.values()
            return {str(x.id) for x in kept if x.state == states[low]}
        if low == "linkedissues" and one.arguments:
            here = self.state.issue(one.arguments[0])
            links = self.state.links_of(here.id) if here else []
            return {str(y) for x in links for y in (x.source, x.target)} - {
                str(here.id if here else 0)
            }
        self.messages.append(f"Unable to find JQL function '{one.text}()'.")
        return set()

    def _values(self, name: str, issue: Issue) -> set[str]:
        """What an issue has in a field."""
        match name:
            case "project":
                return {str(issue.project)}
            case "issuetype":
                return {issue.type}
            case "status":
                return {issue.status}
            case "statuscategory":
                return {self.state.statuses[issue.status].category}
            case "key" | "id":
                return {str(issue.id)}
            case "resolution":
                return {issue.resolution} if issue.resolution else set()
            case "creator":
                return {issue.creator} if issue.creator else set()
            case "sprint":
                own = self._own("Sprint")
                return {str(x) for x in issue.fields.get(own.id if own else "") or ()}
            case _:
                value = issue.fields.get(name)
                if value is None:
                    return set()
                many = isinstance(value, tuple)
                return {str(one) for one in value} if many else {str(value)}


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: bool(one == other),
    "!=": lambda one, other: bool(one != other),
    "<": lambda one, other: bool(one < other),
    ">": lambda one, other: bool(one > other),
    "<=": lambda one, other: bool(one <= other),
    ">=": lambda one, other: bool(one >= other),
}


def _always(_: Issue) -> bool:
    return True


def _never(_: Issue) -> bool:
    return False


def _called(things: Any) -> dict[str, str]:  # noqa: ANN401
    found = list(things)
    ids = {str(one.id): str(one.id) for one in found}
    return ids | {one.name.casefold(): str(one.id) for one in found}


def _absent(name: str, field_name: str, text: str) -> str:
    """What Jira says of a value that is not there, or not to be seen."""
    if name == "key":
        return f"An issue with key '{text}' does not exist for field '{field_name}'."
    if name == "id":
        return f"A value with ID '{text}' does not exist for the field '{field_name}'."
    return f"The value '{text}' does not exist for the field '{field_name}'."
