"""The queries of the configuration by which incidents are chosen: what answers to them.

Only Jira understands them. It is asked once a look for each, not once for each issue.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from afteraction.errors import Refused

from .project import Project
from .wire import Issue

_POSITION = re.compile(r"\(line 1, character ([0-9]+)\)")


class Rules:
    """The queries by which incidents are chosen, and what answers to them."""

    def __init__(self, project: Project) -> None:
        """Nothing is asked before it is needed."""
        self._project = project
        rules = project.around.incidents
        self._queries = tuple(dict.fromkeys(rule.chosen_query for rule in rules))
        self._found: dict[tuple[str, str], frozenset[str]] = {}

    def choose(self, answers: Collection[str]) -> bool:
        """Whether what answers so may be an incident."""
        return any(not query or query in answers for query in self._queries)

    def answers(
        self, issues: Sequence[Issue], among: str
    ) -> Mapping[str, tuple[str, ...]]:
        """To which queries each of these issues answers, which are found by `among`."""
        found: dict[str, tuple[str, ...]] = defaultdict(tuple)
        for query in self._queries if issues else ():
            if not query:
                continue
            if (query, among) not in self._found:
                self._found[query, among] = self._ask(query, among)
            for issue in issues:
                if issue.id in self._found[query, among]:
                    found[issue.id] += (query,)
        return found

    def _ask(self, query: str, among: str) -> frozenset[str]:
        """Raises `Refused` for a query that Jira does not understand."""
        try:
            return frozenset(self._project.issues.ids(f"({query}) AND ({among})"))
        except Refused as error:
            raise misunderstood(query, error) from error


def misunderstood(query: str, error: Refused) -> Refused:
    """What to say of a query of the configuration; Jira counts our bracket, too."""
    said = error.message.removeprefix("Jira refused it: ")
    said = _POSITION.sub(lambda at: f"(at its character {int(at[1]) - 1})", said)
    return Refused(
        f"the query `{query}` can not be used: {said}",
        "correct jql under subjects: incidents; Jira's own search shows what it takes",
    )
