"""A team that works in Jira: a project, a configuration, a clock, and syncs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from afteraction.applying import Ended
from afteraction.bootstrap import open_site, read_config
from afteraction.integrations.jira.dress import Cloud, DataCenter, Dress
from afteraction.network.patience import Patience
from afteraction.report import Report
from afteraction.report_json import report_json_text
from afteraction.report_making import make
from afteraction.sync import Site, Synced, sync
from tests.engine.house import filled
from tests.fakes.jira import Jira
from tests.fakes.jira.values import Board, Issue
from tests.github.team import is_clear

START = datetime(2026, 11, 16, 9, tzinfo=UTC)
CONFIG = """\
trackers:
  ops:
    type: jira
    url: {url}
    project: OPS
    token: file:token
{email}    readers: private
subjects:
  incidents: [{{in: ops, jql: "issuetype = Incident"}}]
  sprints: [{{in: ops, board: {board}}}]
  since: 2026-11-01
write_back:
  avoidable: {{in: ops, labels: [checklist]}}
  inherent: {{in: ops, labels: [constraint]}}
  experiment: {{in: ops, labels: [learning]}}
people:
  - {{name: Ada Lovelace, handles: {{ops: ada@acme.example}}}}
  - {{name: Lin Chen, handles: {{ops: Lin Chen}}}}
zone: Europe/Berlin
"""


@dataclass
class Team:
    """People in a browser, and afteraction on a machine of theirs."""

    jira: Jira
    home: Path
    board: Board = field(init=False)

    def __post_init__(self) -> None:
        """A project whose workflow asks for resolutions, and a token in a file."""
        jira = self.jira
        jira.clock.set(START)
        for name, display in (("ada", "Ada Lovelace"), ("lin", "Lin Chen")):
            jira.build.user(name, display)
        jira.build.user("robot", "After Action", shows_email=True)
        jira.build.project("OPS", people=["ada", "lin", "robot"], private=True)
        jira.build.transition("OPS", "Resolve", "Done", screen=["resolution"])
        self.board = jira.build.board("OPS")
        (self.home / "token").write_text(jira.build.token("robot"), "utf-8")
        (self.home / "mail").write_text(jira.email("robot"), "utf-8")
        email = "    email: file:mail\n" if jira.cloud else ""
        text = CONFIG.format(url=jira.url, email=email, board=self.board.id)
        (self.home / "afteraction.yml").write_text(text, "utf-8")

    @property
    def dress(self) -> Dress:
        """Which of the two it is."""
        return Cloud() if self.jira.cloud else DataCenter()

    def configure(self, old: str, new: str) -> None:
        """Somebody edits the configuration."""
        path = self.home / "afteraction.yml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def patience(self) -> Patience:
        """Time passes on the fake's clock, and only while somebody waits."""
        return Patience(self.jira.clock, self.jira.clock.advance, lambda: 1.0)

    @contextmanager
    def site(self) -> Iterator[Site]:
        """Everything new, as after a restart."""
        config = read_config(self.home / "afteraction.yml")
        with open_site(config, patience=self.patience()) as site:
            yield site

    def sync(self) -> Synced:
        """One run of `afteraction sync`; whatever went wrong is told clearly."""
        with self.site() as site:
            synced = sync(site, self.jira.clock())
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
            return make(site, self.jira.clock()).report

    def report_text(self) -> str:
        """The report's JSON."""
        return report_json_text(self.report())

    def forget(self) -> None:
        """Delete the ledger, as a fresh runner has none."""
        for path in (self.home / ".afteraction").glob("ledger.db*"):
            path.unlink()

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.jira.clock.advance(timedelta(**span))

    # --- what people do ---------------------------------------------------------------

    def incident(self, title: str = "Payments time out", text: str = "502s.") -> str:
        """A closed incident of lin's, given to ada; its key."""
        lin = self.jira.person("lin")
        key = lin.open("OPS", title, text, type="Incident", assignee="ada")
        self.later(hours=2)
        self.jira.person("ada").comment(key, "Rolled back. It was the pool.")
        self.jira.person("ada").close(key)
        return key

    def ours(self, label: str) -> list[str]:
        """Keys of tickets of ours with a label, by number."""
        return [
            self.jira.look.key(issue.id)
            for issue in self.jira.look.issues("OPS")
            if {label, "afteraction"} <= set(issue.labels)
        ]

    def issue(self, key: str) -> Issue:
        """An issue as it is now."""
        return self.jira.look.issue(key)

    def markdown(self, key: str) -> str:
        """An issue's text as the engine reads it."""
        lines = self.dress.read(self.issue(key).description, lambda _, shown: shown)
        return "\n".join(line.text for line in lines)

    def edit(self, key: str, change: Callable[[str], str]) -> None:
        """Somebody edits a text in the browser."""
        self.later(minutes=1)
        text = self.dress.written(change(self.markdown(key)))
        self.jira.person("ada").edit(key, description=text)

    def answered(self, text: str, *gaps: str, by: str = "Ada Lovelace") -> str:
        """A review's text with its form filled in."""
        before, _, rest = text.partition("## 1.")
        signature = rest[rest.rindex("\n---\n") :]
        return before + filled(*gaps, carried_by=by) + signature

    def hold(self, review: str, *gaps: str, carried_by: str = "Ada Lovelace") -> None:
        """A review is filled in and closed."""
        self.edit(review, lambda text: self.answered(text, *gaps, by=carried_by))
        self.later(minutes=1)
        self.jira.person("ada").close(review)
