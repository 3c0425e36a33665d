"""A team that works on GitHub: a repository, a configuration, a clock, and syncs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from afteraction.applying import Ended
from afteraction.bootstrap import open_site, read_config
from afteraction.network.patience import Patience
from afteraction.report import Report
from afteraction.report_json import report_json_text
from afteraction.report_making import make
from afteraction.sync import Site, Synced, sync
from tests.engine.house import filled
from tests.fakes.github import GitHub
from tests.fakes.github.values import Issue

REPO = "acme/platform"
START = datetime(2026, 11, 16, 9, tzinfo=UTC)
CONFIG = """\
trackers:
  platform:
    type: github
    repo: acme/platform
    token: file:token
    url: {url}
    readers: public
subjects:
  incidents: [{{in: platform, labels: [incident]}}]
  sprints: [{{in: platform, milestones: "Sprint *"}}]
  since: 2026-11-01
write_back:
  avoidable: {{in: platform, labels: [checklist]}}
  inherent: {{in: platform, labels: [constraint]}}
  experiment: {{in: platform, labels: [learning]}}
people:
  - {{name: Ada Lovelace, handles: {{platform: ada}}}}
  - {{name: Lin Chen, handles: {{platform: lin}}}}
zone: Europe/Berlin
"""
# One line that a tired reader takes in, and no more than that.
_CLEAR = re.compile(r"\S[^\r\n]{3,498}\S")
_INSIDES = re.compile(
    r"0x[0-9a-f]{6}|Traceback|Exception|urllib3|requests\.|<\w+[ .>]|None\b|\bb'"
)


@dataclass
class Team:
    """People in a browser, and afteraction on a machine of theirs."""

    github: GitHub
    home: Path

    def __post_init__(self) -> None:
        """A repository with an incident's label, and a token in a file."""
        github = self.github
        github.clock.set(START)
        github.build.organization("acme", members=["ada", "robot"])
        github.build.repository(
            REPO,
            private=False,
            roles={"ada": "write", "lin": "write", "robot": "write"},
            labels=["incident", "review", "checklist", "constraint", "learning"],
        )
        token = github.build.token("robot").text
        (self.home / "token").write_text(token, "utf-8")
        text = CONFIG.format(url=github.root)
        (self.home / "afteraction.yml").write_text(text, "utf-8")

    def configure(self, old: str, new: str) -> None:
        """Somebody edits the configuration."""
        path = self.home / "afteraction.yml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def patience(self) -> Patience:
        """Time passes on the fake's clock, and only while somebody waits."""
        return Patience(self.github.clock, self.github.clock.advance, lambda: 1.0)

    @contextmanager
    def site(self) -> Iterator[Site]:
        """Everything new, as after a restart."""
        config = read_config(self.home / "afteraction.yml")
        with open_site(config, patience=self.patience()) as site:
            yield site

    def sync(self) -> Synced:
        """One run of `afteraction sync`; whatever went wrong is told clearly."""
        with self.site() as site:
            synced = sync(site, self.github.clock())
        for result in synced.results:
            assert (result.ended is Ended.DONE) == (result.why == ""), result
            assert result.why == "" or is_clear(result.why), result.why
        for problem in synced.problems:
            assert is_clear(problem.message), problem
            assert is_clear(problem.hint), problem
        return synced

    def does(self) -> list[str]:
        """One run of `afteraction sync`: what it found to be done, in order."""
        return [change.does.value for change in self.sync().plan.changes]

    def report(self) -> Report:
        """One run of `afteraction report`."""
        with self.site() as site:
            return make(site, self.github.clock()).report

    def report_text(self) -> str:
        """The report's JSON."""
        return report_json_text(self.report())

    def forget(self) -> None:
        """Delete the ledger, as a fresh runner has none."""
        for path in (self.home / ".afteraction").glob("ledger.db*"):
            path.unlink()

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.github.clock.advance(timedelta(**span))

    def incident(self, title: str = "Payments time out", text: str = "502s.") -> str:
        """A closed incident of lin's, given to ada; its ref."""
        lin = self.github.person("lin")
        ref = lin.open(REPO, title, text, labels=["incident"], assignees=["ada"])
        self.later(hours=2)
        self.github.person("ada").comment(ref, "Rolled back. It was the pool.")
        self.github.person("ada").close(ref)
        return ref

    def ours(self, label: str) -> list[Issue]:
        """Tickets of ours with a label, by number."""
        found = self.github.look.issues(REPO)
        return [
            issue
            for issue in found
            if {label, "afteraction"} <= set(self.github.look.labels(_ref(issue)))
        ]

    def edit(self, issue: Issue, change: Callable[[str], str]) -> None:
        """Somebody edits a body in the browser, which gives it CRLF."""
        self.later(minutes=1)
        body = (self.github.look.issue(_ref(issue)).body or "").replace("\r\n", "\n")
        self.github.person("ada").edit(_ref(issue), body=change(body))

    def hold(self, review: Issue, *gaps: str, carried_by: str = "ada") -> None:
        """A review is filled in and closed."""

        def answered(body: str) -> str:
            before, _, rest = body.partition("## 1.")
            signature = rest[rest.rindex("\n---\n") :]
            return before + filled(*gaps, carried_by=carried_by) + signature

        self.edit(review, answered)
        self.later(minutes=1)
        self.github.person("ada").close(_ref(review))

    def now(self, issue: Issue) -> Issue:
        """An issue as it is now."""
        return self.github.look.issue(_ref(issue))


def is_clear(line: str) -> bool:
    """Whether it is one line of words, with nothing of a program's insides in it."""
    return _CLEAR.fullmatch(line) is not None and not _INSIDES.search(line)


def _ref(issue: Issue) -> str:
    return f"{REPO}#{issue.number}"
