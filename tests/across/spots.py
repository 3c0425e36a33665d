"""Where a team's tickets are: a Jira project, a GitHub repository, a folder of files.

What people do there, under the same names everywhere, so that one story can be told in
any mix of them. Tickets are named by their keys; no test here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from afteraction.integrations.jira.dress import Cloud, DataCenter, Dress
from tests.fakes.github import GitHub
from tests.fakes.github.state import Clock
from tests.fakes.jira import Jira

LABELS = ["incident", "review", "checklist", "constraint", "learning"]
PEOPLE = {"ada": "Ada Lovelace", "lin": "Lin Chen"}


class Spot(Protocol):
    """One tracker, as its people use it."""

    @property
    def name(self) -> str:
        """Its name in the configuration."""

    @property
    def settings(self) -> str:
        """Its lines under `trackers`, without the last one about readers."""

    @property
    def chosen(self) -> str:
        """How incidents are chosen there."""

    def handle(self, who: str) -> str:
        """What somebody is called in the configuration."""

    def incident(self, title: str, text: str) -> str:
        """A closed incident of lin's, given to ada."""

    def ticket(self, title: str) -> str:
        """Something else that lin opened."""

    def all_keys(self) -> list[str]:
        """All tickets, the oldest first."""

    def title(self, key: str) -> str:
        """A ticket's title."""

    def text(self, key: str) -> str:
        """A ticket's text, as Markdown."""

    def labels(self, key: str) -> list[str]:
        """A ticket's labels."""

    def owner(self, key: str) -> str:
        """Who has a ticket."""

    def is_open(self, key: str) -> bool:
        """Whether a ticket is open."""

    def link(self, key: str) -> str:
        """How a link to a ticket ends."""

    def write(self, key: str, text: str) -> None:
        """Ada writes a text anew."""

    def close(self, key: str) -> None:
        """Ada closes a ticket as done."""

    def everything(self) -> str:
        """All that can be read there."""


def ours(spot: Spot, label: str) -> list[str]:
    """Tickets of ours with a label."""
    both = {label, "afteraction"}
    return [key for key in spot.all_keys() if both <= set(spot.labels(key))]


@dataclass
class JiraSpot(Spot):
    """A project in Jira."""

    jira: Jira
    home: Path
    project: str = "OPS"

    def __post_init__(self) -> None:
        """A project whose workflow asks for resolutions, and a token in a file."""
        jira = self.jira
        for name, display in PEOPLE.items():
            jira.build.user(name, display)
        jira.build.user("robot", "After Action", shows_email=True)
        people = [*PEOPLE, "robot"]
        jira.build.project(self.project, people=people, private=True)
        jira.build.transition(self.project, "Resolve", "Done", screen=["resolution"])
        (self.home / f"{self.name}.token").write_text(jira.build.token("robot"))
        (self.home / f"{self.name}.mail").write_text(jira.email("robot"))

    @property
    def name(self) -> str:
        return self.project.lower()

    @property
    def dress(self) -> Dress:
        """Which of the two it is."""
        return Cloud() if self.jira.cloud else DataCenter()

    @property
    def settings(self) -> str:
        email = f", email: file:{self.name}.mail" if self.jira.cloud else ""
        return (
            f"type: jira, url: {self.jira.url}, project: {self.project},"
            f" token: file:{self.name}.token{email}"
        )

    @property
    def chosen(self) -> str:
        return 'jql: "issuetype = Incident"'

    def handle(self, who: str) -> str:
        return f"{who}@acme.example"

    def incident(self, title: str, text: str) -> str:
        lin = self.jira.person("lin")
        key = lin.open(self.project, title, text, type="Incident", assignee="ada")
        self._later(hours=2)
        self.jira.person("ada").comment(key, "Rolled back. It was the pool.")
        self.jira.person("ada").close(key)
        return key

    def ticket(self, title: str) -> str:
        return self.jira.person("lin").open(self.project, title, assignee="lin")

    def all_keys(self) -> list[str]:
        return self.jira.look.keys(self.project)

    def title(self, key: str) -> str:
        return self.jira.look.issue(key).summary

    def text(self, key: str) -> str:
        description = self.jira.look.issue(key).description
        lines = self.dress.read(description, lambda _, shown: shown)
        return "\n".join(line.text for line in lines)

    def labels(self, key: str) -> list[str]:
        return list(self.jira.look.issue(key).labels)

    def owner(self, key: str) -> str:
        return self.jira.look.issue(key).assignee or ""

    def is_open(self, key: str) -> bool:
        return self.jira.look.status(key) != "Done"

    def link(self, key: str) -> str:
        return f"/browse/{key})"

    def write(self, key: str, text: str) -> None:
        written = self.dress.written(text)
        self.jira.person("ada").edit(key, description=written)

    def close(self, key: str) -> None:
        self.jira.person("ada").close(key)

    def everything(self) -> str:
        keys = self.all_keys()
        texts = [f"{self.title(key)}\n{self.text(key)}" for key in keys]
        remotes = [repr(self.jira.look.remotes(key)) for key in keys]
        return "\n".join((*texts, *remotes, repr(self.jira.look.issues(self.project))))

    def remotes(self, key: str) -> list[str]:
        """Where an issue's links to elsewhere lead."""
        return [one.data["object"]["url"] for one in self.jira.look.remotes(key)]

    def _later(self, **span: float) -> None:
        self.jira.clock.advance(timedelta(**span))


@dataclass
class GithubSpot(Spot):
    """A repository on GitHub."""

    github: GitHub
    home: Path
    later: Callable[[timedelta], None]
    repo: str = "acme/platform"

    def __post_init__(self) -> None:
        """A repository with an incident's label, and a token in a file."""
        build = self.github.build
        build.organization("acme", members=["ada", "robot"])
        roles = dict.fromkeys([*PEOPLE, "robot"], "write")
        build.repository(self.repo, private=True, roles=roles, labels=LABELS)  # type: ignore[arg-type]
        (self.home / f"{self.name}.token").write_text(build.token("robot").text)

    @property
    def name(self) -> str:
        return self.repo.partition("/")[2]

    @property
    def settings(self) -> str:
        return (
            f"type: github, repo: {self.repo}, url: {self.github.root},"
            f" token: file:{self.name}.token, limits: none"
        )

    @property
    def chosen(self) -> str:
        return "labels: [incident]"

    def handle(self, who: str) -> str:
        return who

    def incident(self, title: str, text: str) -> str:
        lin = self.github.person("lin")
        ref = lin.open(self.repo, title, text, labels=["incident"], assignees=["ada"])
        self.later(timedelta(hours=2))
        self.github.person("ada").comment(ref, "Rolled back. It was the pool.")
        self.github.person("ada").close(ref)
        return ref.rpartition("#")[2]

    def ticket(self, title: str) -> str:
        lin = self.github.person("lin")
        return lin.open(self.repo, title, "", assignees=["lin"]).rpartition("#")[2]

    def ref(self, key: str) -> str:
        """What people call it on all of GitHub."""
        return f"{self.repo}#{key}"

    def all_keys(self) -> list[str]:
        return [str(issue.number) for issue in self.github.look.issues(self.repo)]

    def title(self, key: str) -> str:
        return self.github.look.issue(self.ref(key)).title

    def text(self, key: str) -> str:
        body = self.github.look.issue(self.ref(key)).body or ""
        return body.replace("\r\n", "\n")

    def labels(self, key: str) -> list[str]:
        return self.github.look.labels(self.ref(key))

    def owner(self, key: str) -> str:
        return next(iter(self.github.look.issue(self.ref(key)).assignees), "")

    def is_open(self, key: str) -> bool:
        return self.github.look.issue(self.ref(key)).state == "open"

    def link(self, key: str) -> str:
        return f"/{self.repo}/issues/{key})"

    def write(self, key: str, text: str) -> None:
        self.github.person("ada").edit(self.ref(key), body=text)

    def close(self, key: str) -> None:
        self.github.person("ada").close(self.ref(key))

    def everything(self) -> str:
        return repr(self.github.look.picture())


FILE = """\
---
title: {title}
state: open
labels: [{labels}]
assignee: {assignee}
author: lin
opened: {opened}
---
{text}
"""


@dataclass
class FolderSpot(Spot):
    """A folder of Markdown files."""

    home: Path
    clock: Clock
    name: str = "notes"

    def __post_init__(self) -> None:
        """An empty folder."""
        self.tickets.mkdir(parents=True)

    @property
    def tickets(self) -> Path:
        """Where the files are."""
        return self.home / self.name / "tickets"

    @property
    def settings(self) -> str:
        return f"type: markdown, path: ./{self.name}"

    @property
    def chosen(self) -> str:
        return "labels: [incident]"

    def handle(self, who: str) -> str:
        return who

    def incident(self, title: str, text: str) -> str:
        key = self._put(title, text, "incident", "ada")
        self.clock.advance(timedelta(hours=2))
        said = f"\n## Comments\n\n### ada, {self._now}\nRolled back. It was the pool.\n"
        with self._file(key).open("a", encoding="utf-8") as file:
            file.write(said)
        self.close(key)
        return key

    @property
    def _now(self) -> str:
        return f"{self.clock():%Y-%m-%dT%H:%M:%SZ}"

    def ticket(self, title: str) -> str:
        return self._put(title, "", "", "lin")

    def _put(self, title: str, text: str, labels: str, assignee: str) -> str:
        key = f"{len(self.all_keys()) + 1:04}"
        told = FILE.format(
            title=title,
            labels=labels,
            assignee=assignee,
            opened=self._now,
            text=text,
        )
        self._file(key).write_text(told, "utf-8")
        return key

    def _file(self, key: str) -> Path:
        return self.tickets / f"{key}.md"

    def all_keys(self) -> list[str]:
        return sorted(path.stem for path in self.tickets.glob("*.md"))

    def _front(self, key: str, name: str) -> str:
        found = re.search(rf"^{name}: (.*)$", self._file(key).read_text("utf-8"), re.M)
        return found[1].strip("\"'") if found else ""

    def title(self, key: str) -> str:
        return self._front(key, "title")

    def text(self, key: str) -> str:
        return self._file(key).read_text("utf-8").split("\n---\n", 1)[1]

    def labels(self, key: str) -> list[str]:
        return [one.strip() for one in self._front(key, "labels")[1:-1].split(",")]

    def owner(self, key: str) -> str:
        return self._front(key, "assignee")

    def is_open(self, key: str) -> bool:
        return self._front(key, "state") == "open"

    def link(self, key: str) -> str:
        return f"{key}.md)"

    def write(self, key: str, text: str) -> None:
        front = self._file(key).read_text("utf-8").split("\n---\n", 1)[0]
        self._file(key).write_text(f"{front}\n---\n{text}", "utf-8")

    def close(self, key: str) -> None:
        text = self._file(key).read_text("utf-8")
        closed = f"state: closed\nreason: completed\nclosed: {self._now}\n"
        text = text.replace("state: open\n", closed, 1)
        self._file(key).write_text(text, "utf-8")

    def everything(self) -> str:
        return "\n".join(path.read_text("utf-8") for path in self.tickets.iterdir())
