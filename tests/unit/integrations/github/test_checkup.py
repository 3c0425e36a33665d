"""Who can read a repository, said of what the fake GitHub does not have: internal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from afteraction.around import Around
from afteraction.integrations.github.checkup import readers
from afteraction.integrations.github.client import Client
from afteraction.integrations.github.looked_at import LookedAt
from afteraction.integrations.github.settings import GithubSettings
from afteraction.integrations.github.wire import Repository
from afteraction.network.outcomes import Answer
from afteraction.network.patience import Patience


@dataclass(frozen=True)
class Case:
    visibility: str
    configured: str
    ok: bool
    hint: str


@pytest.mark.parametrize(
    "case",
    [
        Case("public", "public", True, ""),
        Case("public", "private", False, "write readers: public"),
        Case("private", "private", True, ""),
        Case("private", "public", False, "write readers: private"),
        Case("internal", "private", True, "if fewer people read"),
        Case("internal", "public", True, ""),
        # An Enterprise Server of old tells of no visibility.
        Case("", "private", True, ""),
        Case("", "public", False, "write readers: private"),
    ],
    ids=str,
)
def test_who_reads_it(case: Case) -> None:
    advice = readers(looked_at(case.visibility, case.configured))

    assert advice.ok is case.ok
    assert advice.hint.startswith(case.hint)
    assert bool(advice.hint) is bool(case.hint)


def looked_at(visibility: str, configured: str) -> LookedAt:
    settings = GithubSettings.model_validate(
        {
            "type": "github",
            "repo": "acme/platform",
            "token": "env:NO_TOKEN",
            "readers": configured,
        }
    )
    private = visibility != "public"
    found = Repository(
        1, "R_1", "acme/platform", private=private, visibility=visibility
    )
    around = Around(Path(), ZoneInfo("UTC"))
    client = Client(settings, Patience())
    return LookedAt("platform", settings, around, client, found, Answer(200, {}, b""))
