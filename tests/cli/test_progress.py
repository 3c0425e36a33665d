"""How long a command waits: longer where nobody looks on."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from afteraction.cli.common import Common
from afteraction.cli.progress import opened
from afteraction.config import Config
from afteraction.network.patience import Patience


@pytest.mark.parametrize(
    ("looks_on", "budget"),
    [(True, timedelta(seconds=60)), (False, timedelta(minutes=10))],
)
def test_how_long_trackers_are_waited_for(
    monkeypatch: pytest.MonkeyPatch, looks_on: bool, budget: timedelta
) -> None:
    seen: list[Patience] = []
    monkeypatch.setattr(sys.stderr, "isatty", lambda: looks_on)
    monkeypatch.setattr("afteraction.bootstrap.open_site", _Opened(seen))
    common = Common(Path("afteraction.yml"), "text", None, verbose=True)

    with opened(common, cast("Config", None)):
        pass

    assert [patience.budget for patience in seen] == [budget]


class _Opened:
    """Stands in for opening a site: what it is given is all that matters."""

    def __init__(self, seen: list[Patience]) -> None:
        self._seen = seen

    def __call__(self, *_: object, patience: Patience) -> _Opened:
        self._seen.append(patience)
        return self

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None
