"""Marks that come with no search: Data Center shows no properties of issues there.

Each costs a request of its own, so they are remembered with the stamps of their issues.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Raw

from afteraction.domain.identity import digest
from afteraction.domain.labels import OUR_LABEL, carries

from . import wire
from .project import Project
from .wire import PROPERTY, Issue


class Marks:
    """Marks that come with no search: Data Center shows no properties there.

    A mark is written together with a text, and read again when the text changed.
    """

    def __init__(self, project: Project) -> None:
        """Nothing is asked before it is needed."""
        self._project = project

    def read(self, issues: Iterable[Issue], known: Mapping[str, str]) -> None:
        """Complete issues with their marks; `known` are the stamps left last time."""
        if self._project.site.dress.cloud:
            return
        issues = [issue for issue in issues if carries(issue.fields.labels, OUR_LABEL)]
        for issue in issues:
            _, text, mark = (f"{known.get(issue.id, '')}  ").split(" ", 2)
            if mark.strip() and text == _text(issue):
                issue.properties = {PROPERTY: Raw(mark.strip().encode())}
        self._project.issues.with_marks(issues)

    def stamp(self, issue: Issue) -> str:
        """What to remember of an issue."""
        if self._project.site.dress.cloud:
            return wire.stamp(issue)
        held = bytes(issue.properties.get(PROPERTY, b"")).decode()
        bare = msgspec.structs.replace(issue, properties={})
        return f"{wire.stamp(bare)} {_text(issue)} {held}".rstrip()


def _text(issue: Issue) -> str:
    return digest(bytes(issue.fields.description).decode(errors="replace"))
