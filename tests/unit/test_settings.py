"""The types of single settings: what each takes, and what it says to the rest."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from afteraction.settings import (
    Count,
    Day,
    Days,
    Duration,
    Handle,
    LocalPath,
    Origin,
    Secret,
    Slug,
    TrackerSettings,
    WebAddress,
    Word,
    Zone,
    nearest,
    one_of,
    quoted,
    written,
)

ORIGIN = Origin(Path("/team"))
TYPES: dict[str, Any] = {
    "word": Word,
    "slug": Slug,
    "handle": Handle,
    "duration": Duration,
    "days": Days,
    "day": Day,
    "count": Count,
    "zone": Zone,
    "path": LocalPath,
    "web": WebAddress,
    "secret": Secret,
}


def take(kind: str, value: object) -> object:
    return TypeAdapter(TYPES[kind]).validate_python(value, context=ORIGIN)


def refusal(kind: str, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        take(kind, value)
    return str(caught.value.errors()[0]["ctx"]["error"])


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("word", " incident ", "incident"),
        ("word", "no", "no"),
        ("slug", "team-1_b", "team-1_b"),
        ("handle", "@ada", "ada"),
        ("handle", "ada@acme.example", "ada@acme.example"),
        ("duration", "90m", timedelta(minutes=90)),
        ("duration", "72h", timedelta(hours=72)),
        ("duration", "14d", timedelta(days=14)),
        ("duration", "2 w", timedelta(weeks=2)),
        ("duration", "0h", timedelta(0)),
        ("duration", "3650d", timedelta(days=3650)),
        ("days", "48h", timedelta(days=2)),
        ("day", "2028-02-29", date(2028, 2, 29)),
        ("count", "020", 20),
        ("zone", "Europe/Berlin", ZoneInfo("Europe/Berlin")),
        ("path", "./work", Path("/team/work")),
        ("path", "../work/", Path("/work")),
        ("path", "/srv/work", Path("/srv/work")),
        ("path", "~/work", Path.home() / "work"),
        ("web", "https://example.org/a/", "https://example.org/a"),
        ("web", "http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_what_is_taken(kind: str, text: str, value: object) -> None:
    assert take(kind, text) == value
    assert take(kind, value) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("word", " "),
        ("word", "a\nb"),
        ("word", ["a"]),
        ("word", {"a": "b"}),
        ("slug", "a:b"),
        ("slug", "grün"),
        ("handle", "@"),
        ("duration", "3"),
        ("duration", "h"),
        ("duration", "1.5h"),
        ("duration", "-1h"),
        ("duration", "1d 12h"),
        ("duration", "72H"),
        ("duration", "9999999999d"),
        ("duration", "٣h"),
        ("days", "25h"),
        ("day", "20261101"),
        ("day", "2026-11-01T00:00:00Z"),
        ("day", "11/01/2026"),
        ("day", "0000-01-01"),
        ("count", "0"),
        ("count", "1e3"),
        ("count", "٣"),
        ("zone", ""),
        ("zone", "CET/Berlin"),
        ("zone", "/etc/passwd"),
        ("zone", "Europe/Ber\0lin"),
        ("web", "ftp://example.org"),
        ("web", "example.org"),
        ("web", "http://127.0.0.1:99999"),
        ("web", "http://127.0.0.1:0"),
        ("web", "http://127.0.0.1:abc"),
        ("web", "http://[::1:8080"),
        ("secret", ""),
        ("secret", ["env:X"]),
        ("secret", "env:1X"),
        ("secret", "env:A-B"),
        ("secret", "file:"),
        ("secret", "ENV:X"),
    ],
)
def test_what_is_refused(kind: str, text: object) -> None:
    said = refusal(kind, text)

    assert len(said.split()) > 4, "says what to do, too"
    assert "\n" not in said


@given(st.text())
def test_no_type_fails_in_another_way(text: str) -> None:
    for kind in TYPES:
        with suppress(ValidationError):
            take(kind, text)


@given(st.integers(min_value=0, max_value=3650 * 24 * 60).map(lambda n: n * 60))
def test_a_duration_is_written_as_it_can_be_read(seconds: int) -> None:
    duration = timedelta(seconds=seconds)

    assert take("duration", written(duration)) == duration


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(minutes=90), "90m"),
        (timedelta(hours=72), "72h"),
        (timedelta(days=7), "7d"),
        (timedelta(days=90), "90d"),
    ],
)
def test_how_a_duration_is_written(duration: timedelta, text: str) -> None:
    assert written(duration) == text


def test_no_refusal_of_a_secret_repeats_it() -> None:
    for text in (
        "hunter2",
        "env:hunter-2",
        "ghp_hunter2",
        "env hunter2",
        "file hunter2",
    ):
        assert "hunter" not in refusal("secret", text)
    assert "hunter" not in refusal("web", "https://ada:hunter2@example.org")
    assert "hunter" not in refusal("web", "ada:hunter2@example.org//")


def test_an_error_as_text_does_not_show_what_was_written() -> None:
    with pytest.raises(ValidationError) as caught:
        TrackerSettings.model_validate({"type": "x", "tokn": "hunter2"})

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("Incidnt", "incident"), ("INCIDENT", "incident"), ("zzz", None), ("", None)],
)
def test_the_nearest_of_what_is_known(word: str, meant: str | None) -> None:
    assert nearest(word, ["incident", "sprint"]) == meant


def test_how_values_are_shown() -> None:
    assert quoted("a\n b") == '"a b"'
    assert quoted("x" * 99) == f'"{"x" * 59}…"'
    assert one_of(["a"]) == "a"
    assert one_of(["a", "b", "c"]) == "a, b or c"
