"""A type of tracker that others installed: on the network, with a clock of its own.

It is the Markdown tracker that pretends; what matters is how the command line treats a
tracker that is not ours. `install` makes it known the way a distribution does, by an
entry point. No test here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from afteraction.integrations import GROUP, Entry
from afteraction.integrations.markdown.tracker import MarkdownTracker
from afteraction.tracker import Abilities, Memory, Page

ENTRY = Entry(
    settings="afteraction.integrations.markdown.settings:MarkdownSettings",
    tracker="tests.cli.far_away:FarAway",
)


class FarAway(MarkdownTracker):
    """A folder that says that it is a service."""

    _asked = 0

    @property
    def abilities(self) -> Abilities:
        return replace(super().abilities, network=True)

    @property
    def requests(self) -> int:
        return self._asked

    def observe(self, memory: Memory) -> Iterator[Page]:
        for page in super().observe(memory):
            self._asked += 1
            yield page


def install(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Make the type `far-away` known, as `pip install` would."""
    info = folder / "far_away-1.0.dist-info"
    info.mkdir(parents=True)
    about = "Metadata-Version: 2.1\nName: far-away\nVersion: 1.0\n"
    (info / "METADATA").write_text(about, encoding="utf-8")
    (info / "entry_points.txt").write_text(
        f"[{GROUP}]\nfar-away = {__name__}:ENTRY\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(str(folder))
