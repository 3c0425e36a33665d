"""Nine people whom each tracker knows by another name, and what they do there.

A desk is one tracker as all of them use it; `spots` are the same for two. No test here,
and nothing of what afteraction makes of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tests.across.spots import FolderSpot, GithubSpot, JiraSpot


@dataclass(frozen=True)
class Member:
    """One person, and what they are called in Jira, on GitHub and in the folder."""

    who: str
    name: str
    ops: str
    platform: str
    notes: str

    def handle(self, tracker: str) -> str:
        """Their name in a tracker, as people type it there."""
        return str(getattr(self, tracker))


CREW = {
    one.who: one
    for one in (
        Member("ada", "Ada Lovelace", "ada", "countess", "ada.l"),
        Member("lin", "Lin Chen", "lin", "linchen", "chen"),
        Member("mo", "Mo Kaya", "mkaya", "mo-k", "mo"),
        Member("zoe", "Zoe Brandt", "zbrandt", "zoebee", "zoe"),
        Member("ivo", "Ivo Petrov", "ipetrov", "ivop", "ivo"),
        Member("noor", "Noor Haddad", "nhaddad", "noor-h", "noor"),
        Member("kei", "Kei Mori", "kmori", "keim", "kei"),
        Member("sam", "Sam Okafor", "sokafor", "okafor", "sam"),
        Member("pia", "Pia Lund", "plund", "pialund", "pia"),
    )
}


def who_is(tracker: str, handle: str | None) -> str | None:
    """The name of whoever is called so in a tracker; None for nobody."""
    if handle is None or handle == "":
        return None
    return next(
        (one.name for one in CREW.values() if one.handle(tracker) == handle), handle
    )


class Desk(Protocol):
    """One tracker, as its people use it; tickets are named by their keys."""

    def incident(self, title: str, by: str, to: str, label: str) -> str:
        """An open incident."""

    def close(self, key: str, by: str) -> None:
        """It is done."""

    def decline(self, key: str, by: str, why: str) -> None:
        """It is not going to happen, and a comment says why."""

    def reopen(self, key: str, by: str) -> None:
        """It was not done after all."""

    def assign(self, key: str, to: str | None) -> None:
        """Somebody else has it now, or nobody."""

    def postpone(self, key: str, day: date) -> None:
        """Somebody writes another due day into it."""

    def say(self, key: str, by: str, text: str) -> None:
        """A comment."""


@dataclass
class JiraDesk(Desk):
    """The project in Jira."""

    spot: JiraSpot

    def __post_init__(self) -> None:
        """All of them are members of it."""
        build = self.spot.jira.build
        for one in CREW.values():
            build.user(one.ops, one.name, email=f"{one.ops}@acme.example")
            build.allow(self.spot.project, one.ops)

    def incident(self, title: str, by: str, to: str, label: str) -> str:
        lin = self.spot.jira.person(CREW[by].ops)
        return lin.open(
            self.spot.project,
            title,
            "It broke.",
            type="Incident",
            labels=[label],
            assignee=CREW[to].ops,
        )

    def close(self, key: str, by: str) -> None:
        self.spot.jira.person(CREW[by].ops).close(key)

    def decline(self, key: str, by: str, why: str) -> None:
        person = self.spot.jira.person(CREW[by].ops)
        person.comment(key, why)
        person.transition(key, "Resolve", "Won't Do")

    def reopen(self, key: str, by: str) -> None:
        self.spot.jira.person(CREW[by].ops).reopen(key)

    def assign(self, key: str, to: str | None) -> None:
        self.spot.jira.person("lin").assign(key, CREW[to].ops if to else None)

    def postpone(self, key: str, day: date) -> None:
        self.spot.jira.person("lin").edit(key, due=day.isoformat())

    def say(self, key: str, by: str, text: str) -> None:
        self.spot.jira.person(CREW[by].ops).comment(key, text)


@dataclass
class GithubDesk(Desk):
    """The repository on GitHub."""

    spot: GithubSpot

    def __post_init__(self) -> None:
        """All of them may write there."""
        (home,) = self.spot.github.state.repositories.values()
        for one in CREW.values():
            self.spot.github.build.user(one.platform, name=one.name)
            home.roles[one.platform] = "write"

    def remove(self, who: str) -> None:
        """Somebody is no collaborator any more."""
        (home,) = self.spot.github.state.repositories.values()
        del home.roles[CREW[who].platform]

    def incident(self, title: str, by: str, to: str, label: str) -> str:
        person = self.spot.github.person(CREW[by].platform)
        ref = person.open(
            self.spot.repo,
            title,
            "It broke.",
            labels=["incident", label],
            assignees=[CREW[to].platform],
        )
        return ref.rpartition("#")[2]

    def close(self, key: str, by: str) -> None:
        self.spot.github.person(CREW[by].platform).close(self.spot.ref(key))

    def decline(self, key: str, by: str, why: str) -> None:
        person = self.spot.github.person(CREW[by].platform)
        person.comment(self.spot.ref(key), why)
        person.close(self.spot.ref(key), "not_planned")

    def reopen(self, key: str, by: str) -> None:
        self.spot.github.person(CREW[by].platform).reopen(self.spot.ref(key))

    def assign(self, key: str, to: str | None) -> None:
        logins = [CREW[to].platform] if to else []
        self.spot.github.person("countess").assign(self.spot.ref(key), *logins)

    def postpone(self, key: str, day: date) -> None:
        text, found = re.subn(
            r"^\*\*Due:\*\* .*$", f"**Due:** {day}", self.spot.text(key), flags=re.M
        )
        assert found == 1, text
        self.spot.write(key, text)

    def say(self, key: str, by: str, text: str) -> None:
        self.spot.github.person(CREW[by].platform).comment(self.spot.ref(key), text)


@dataclass
class FolderDesk(Desk):
    """The folder of files, in an editor."""

    spot: FolderSpot

    def incident(self, title: str, by: str, to: str, label: str) -> str:
        labels = f"incident, {label}"
        key = self.spot._put(title, "It broke.", labels, CREW[to].notes)
        self._put(key, "author", CREW[by].notes)
        return key

    def close(self, key: str, by: str) -> None:
        self.spot.close(key)

    def decline(self, key: str, by: str, why: str) -> None:
        self.say(key, by, why)
        self.spot.close(key)
        self._put(key, "reason", "declined")

    def reopen(self, key: str, by: str) -> None:
        self._put(key, "state", "open")
        for name in ("reason", "closed"):
            self._put(key, name, None)

    def assign(self, key: str, to: str | None) -> None:
        self._put(key, "assignee", CREW[to].notes if to else None)

    def postpone(self, key: str, day: date) -> None:
        self._put(key, "due", day.isoformat())

    def say(self, key: str, by: str, text: str) -> None:
        file = self.spot._file(key)
        before = file.read_text("utf-8")
        head = "" if "\n## Comments\n" in before else "\n## Comments\n"
        said = f"{head}\n### {CREW[by].notes}, {self.spot._now}\n{text}\n"
        file.write_text(before.rstrip("\n") + "\n" + said, "utf-8")

    def _put(self, key: str, name: str, value: str | None) -> None:
        """Write a line of the front matter anew, or take it away."""
        file = self.spot._file(key)
        text = file.read_text("utf-8").removeprefix("---\n")
        front, _, rest = text.partition("\n---\n")
        kept = [x for x in front.split("\n") if not x.startswith(f"{name}:")]
        new = [] if value is None else [f"{name}: {value}"]
        lines = "\n".join([*kept, *new])
        file.write_text(f"---\n{lines}\n---\n{rest}", "utf-8")
