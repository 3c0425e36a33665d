"""No token and no address of ours is shown, whatever goes wrong and however it is told.

Where it was sent together with the address, neither is what was sent.
"""

from __future__ import annotations

import base64
import logging
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from afteraction.cli.outcome import Exit, trouble_of
from afteraction.integrations.jira.helpings import Reader
from tests.fakes.jira import faults
from tests.jira.team import Team
from tests.jira.test_failing_well import CREATE, EVERYTHING, SEARCH, whys

STRIKES: dict[str, Callable[[Team], object]] = {
    "nothing": lambda team: team.jira.faults.clear(),
    "502": lambda team: team.jira.faults.add(*CREATE, faults.answers(502, commit=True)),
    "down": lambda team: team.jira.faults.add(*EVERYTHING, faults.drops(), times=None),
    "401": lambda team: team.jira.faults.add(*SEARCH, faults.unauthorized()),
    "limit": lambda team: team.jira.faults.add(*SEARCH, faults.too_many(1800)),
    "elsewhere": lambda team: team.jira.faults.add(
        *SEARCH, faults.redirects(302, f"{team.jira.url}/login")
    ),
}


def secrets(team: Team) -> Iterator[str]:
    """The token, on Cloud whose it is, and both as they are sent."""
    token = (team.home / "token").read_text("utf-8")
    yield token
    if team.jira.cloud:
        mail = (team.home / "mail").read_text("utf-8")
        yield mail
        yield base64.b64encode(f"{mail}:{token}".encode()).decode()


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that anybody logs."""
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.parametrize("strike", STRIKES)
def test_whatever_goes_wrong_shows_no_secret(
    team: Team, strike: str, said: pytest.LogCaptureFixture
) -> None:
    team.incident()
    STRIKES[strike](team)

    told = whys(team.sync())

    assert said.records, "something was logged"
    files = [one for one in (team.home / ".afteraction").iterdir() if one.is_file()]
    ledger = b"".join(one.read_bytes() for one in files)
    assert b"SQLite format 3" in ledger
    for secret in secrets(team):
        assert secret not in told
        assert secret not in said.text
        assert secret.encode() not in ledger


def test_the_report_of_a_bug_shows_no_secret(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where the error itself tells them, one after the other."""
    team.incident()

    def broken(self: Reader, data: bytes) -> object:
        raise RuntimeError(f"{' '.join(secrets(team))} {data!r}")

    monkeypatch.setattr(Reader, "page", broken)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with pytest.raises(RuntimeError) as caught:
        team.sync()

    trouble = trouble_of(caught.value, ["sync"])
    (report,) = tmp_path.glob("afteraction-bug-*.txt")
    text = report.read_text("utf-8")
    assert trouble.exit is Exit.BUG
    assert "RuntimeError" in text
    assert "test_secrets.py" in text
    for secret in secrets(team):
        assert secret not in text
        assert secret not in f"{trouble.message} {trouble.hint}"


def test_a_traceback_shows_no_secret(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody expected, with all that led to it."""

    def broken(self: Reader, data: bytes) -> object:
        raise RuntimeError(data)

    monkeypatch.setattr(Reader, "page", broken)

    with pytest.raises(RuntimeError) as caught:
        team.sync()

    trace = "".join(traceback.format_exception(caught.value))
    assert "client.py" in trace
    for secret in secrets(team):
        assert secret not in trace
