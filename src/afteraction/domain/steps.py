"""A finding's steps in a standing checklist: how they read, and how a review tells.

Pure. Once the review tells it, that line alone is what counts: the checklist may be
ticked, reworded or sorted as people like.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, unquote

from afteraction.domain.form_rows import unescaped
from afteraction.domain.inert import inert

_TOLD = re.compile(
    r"""
    step \s+ `?(?P<token>f-[0-9a-f]{4,})`? \s+ of \s+
    (?: \[ (?P<linked> (?:[^\[\]\\]|\\.)+ ) \] \( \s* <?(?P<href>[^\s<>]*?)>? \s* \)
      | (?P<bare> [^\[\]]+? )
    )
    ,? \s+ added \s+ (?P<day> \d{4}-\d\d-\d\d ) \.?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BRACKET = re.compile(r"(?<!\\)[\[\]]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_HREF = re.compile(r"\((?P<href>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)\Z")


@dataclass(frozen=True, slots=True)
class Step:
    """What a review tells of a finding whose steps stand in a checklist."""

    token: str
    name: str
    """The checklist's."""
    href: str
    """Where its link leads, as it stands in the review; "" where there is none."""
    day: date
    """When they were added."""


def read_step(told: str) -> Step | None:
    """What a *Tracked in* answer tells of steps; None where it tells something else."""
    found = _TOLD.fullmatch(told.strip())
    if found is None:
        return None
    try:
        day = date.fromisoformat(found["day"])
    except ValueError:
        return None
    name = unescaped(found["linked"] or found["bare"]).replace("\u200b", "")
    token = found["token"].lower()
    return Step(token, " ".join(name.split()), found["href"] or "", day)


def told(step: Step) -> str:
    """How a review tells of steps, so that `read_step` reads it again."""
    name = _BRACKET.sub(r"\\\g<0>", inert(step.name))
    return f"step {step.token} of [{name}]({step.href}), added {step.day}"


def step_lines(
    items: Sequence[str], token: str, day: date, review: str
) -> tuple[str, ...]:
    """The lines of a checklist for these items; `review` is a link to the review."""
    return tuple(f"- [ ] {inert(item)} ({day}, {review}, {token})" for item in items)


# Links


def way(to: str, here: str) -> str:
    """Where a link in what stands at `here` has to lead, to arrive at `to`.

    Both are web addresses, or paths as from the configuration's folder. From the web
    there is no way to a file: its path is told.
    """
    if _SCHEME.match(to):
        return quote(to, safe=":/?#@!$&'*+,;=%~")
    if _SCHEME.match(here):
        return quote(to)
    return quote(posixpath.relpath(to, posixpath.dirname(here) or "."))


def arrived(href: str, here: str) -> str:
    """Where a link of `way` leads that stands in what is at `here`."""
    if not href or _SCHEME.match(href) or _SCHEME.match(here):
        return href if _SCHEME.match(href) else unquote(href)
    return posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(href)))


def leading(link: str, href: str) -> str:
    """A Markdown link that leads elsewhere, under the same name."""
    return _HREF.sub(lambda _: f"({href})", link)
