"""No token and no key is shown anywhere, whatever goes wrong and however it is told."""

from __future__ import annotations

import logging
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from afteraction.cli.outcome import Exit, trouble_of
from afteraction.integrations.github import wire
from tests.fakes.github import faults
from tests.github.team import Team
from tests.github.test_failing_well import CREATE, LIST, whys
from tests.github.test_signing_in import GRANT, by_app, key

STRIKES: dict[str, Callable[[Team], object]] = {
    "502": lambda team: team.github.faults.add(
        *CREATE, faults.bad_gateway(commit=True)
    ),
    "down": lambda team: team.github.faults.add("*", "**", faults.drops(), times=None),
    "401": lambda team: team.github.faults.add(
        *LIST, faults.says(401, "Bad credentials")
    ),
    "limit": lambda team: team.github.faults.add(*LIST, faults.limited(3000)),
    "no grant": lambda team: team.github.faults.add(
        *GRANT, faults.says(401, "A JSON web token could not be decoded")
    ),
}


def by_token(team: Team) -> None:
    """The team signs in so already."""
    assert (team.home / "token").exists()


def as_app(team: Team) -> None:
    by_app(team, key())


def secrets(team: Team) -> Iterator[str]:
    """The token or the key, line by line, and all tokens that were granted."""
    for name in ("token", "key.pem"):
        if (team.home / name).exists():
            lines = (team.home / name).read_text("utf-8").splitlines()
            yield from (line for line in lines if line and not line.startswith("--"))
    yield from team.github.tokens._all


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that anybody logs."""
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.parametrize("strike", STRIKES)
@pytest.mark.parametrize("sign_in", [by_token, as_app])
def test_whatever_goes_wrong_shows_no_secret(
    team: Team,
    sign_in: Callable[[Team], None],
    strike: str,
    said: pytest.LogCaptureFixture,
) -> None:
    sign_in(team)
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


@pytest.mark.parametrize("sign_in", [by_token, as_app])
def test_the_report_of_a_bug_shows_no_secret(
    team: Team,
    sign_in: Callable[[Team], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not even where the error itself tells them, one after the other."""
    sign_in(team)
    team.incident()

    def broken(data: bytes) -> object:
        told = (team.home / "token", team.home / "key.pem")
        texts = [one.read_text("utf-8") for one in told if one.exists()]
        raise RuntimeError(f"{texts} {' '.join(team.github.tokens._all)} {data!r}")

    monkeypatch.setattr(wire, "page", broken)
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


@pytest.mark.parametrize("sign_in", [by_token, as_app])
def test_a_traceback_shows_no_secret(
    team: Team, sign_in: Callable[[Team], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody expected, with all that led to it."""
    sign_in(team)

    def broken(data: bytes) -> object:
        raise RuntimeError(data)

    monkeypatch.setattr(wire, "page", broken)

    with pytest.raises(RuntimeError) as caught:
        team.sync()

    trace = "".join(traceback.format_exception(caught.value))
    assert "client.py" in trace
    for secret in secrets(team):
        assert secret not in trace
