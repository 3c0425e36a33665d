"""Secrets: found where the reference says, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from afteraction import secret
from afteraction.errors import ConfigError
from afteraction.secret import SecretRef, hide, keep_secret


@pytest.fixture(autouse=True)
def nothing_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret, "_read", set())


def test_a_variable_is_read_at_use(monkeypatch: pytest.MonkeyPatch) -> None:
    found = SecretRef("env", "TRACKER_TOKEN")
    monkeypatch.setenv("TRACKER_TOKEN", " hunter2\n")

    assert found.read() == "hunter2"


def test_a_file_is_read_at_use(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("hunter2\n")

    assert SecretRef("file", str(file)).read() == "hunter2"


def test_neither_text_nor_repr_holds_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_TOKEN", "hunter2")
    found = SecretRef("env", "TRACKER_TOKEN")
    found.read()

    assert str(found) == "env:TRACKER_TOKEN"
    assert "hunter2" not in repr(found)


def test_a_variable_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACKER_TOKEN", raising=False)

    with pytest.raises(ConfigError) as caught:
        SecretRef("env", "TRACKER_TOKEN").read()

    assert caught.value.message == "the environment variable TRACKER_TOKEN is not set"
    assert caught.value.hint == (
        "set TRACKER_TOKEN to the secret before you run afteraction"
    )


def test_a_variable_that_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_TOKEN", " ")

    with pytest.raises(ConfigError, match="env:TRACKER_TOKEN is empty"):
        SecretRef("env", "TRACKER_TOKEN").read()


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "No such file"), (b"", "is empty"), (b"hunter2\xff", "is not UTF-8")],
)
def test_a_file_that_is_no_secret(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ConfigError, match=said) as caught:
        SecretRef("file", str(file)).read()

    assert "hunter2" not in repr((caught.value, caught.value.__cause__))


def test_what_was_read_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", "hunter2")
    monkeypatch.setenv("B", "hunter2-and-more")
    monkeypatch.setenv("C", "postgresql://ada:s3cr3t@db/x")
    for name in ("A", "B", "C"):
        SecretRef("env", name).read()

    assert (
        hide("hunter2, hunter2-and-more, password s3cr3t") == "***, ***, password ***"
    )


def test_what_was_made_of_secrets_is_hidden() -> None:
    made = keep_secret("cm9ib3RAYWNtZTp0b2tlbg==")

    assert hide(f"sent: {made}.") == "sent: ***."


def test_a_short_value_tears_no_holes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A", "abc")
    SecretRef("env", "A").read()

    assert hide("abcdef") == "abcdef"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("https://ada:pw@example.org/x", "https://***@example.org/x"),
        ("Authorization: Bearer abcdefgh.123", "Authorization: Bearer ***"),
        ("'Authorization': 'Basic YWRhOmh1bnRlcjI='", "'Authorization': 'Basic ***'"),
        ("token ghp_abcDEF123456", "token ***"),
        ("got github_pat_11ABC_def", "got ***"),
        ("ATATT3xFfGF0=ab", "***"),
        ("a basic idea, a token of", "a basic idea, a token of"),
        ("see https://example.org/@ada", "see https://example.org/@ada"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str, hidden: str) -> None:
    assert hide(text) == hidden
