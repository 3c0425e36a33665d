"""The GitHub tracker keeps the contract of trackers, over HTTP, on a fake GitHub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from afteraction.around import Around
from afteraction.domain.tickets import Reason
from afteraction.integrations.github.settings import (
    GithubSettings,
    MilestonesOrIterations,
)
from afteraction.integrations.github.tracker import GithubTracker
from afteraction.network.patience import Patience
from afteraction.settings import Everything
from afteraction.tracker import Draft
from tests.contracts.tracker_contract import TrackerContract
from tests.contracts.world import Said, Told, World, at
from tests.fakes.book import MemoryBook
from tests.fakes.github import GitHub

REPO = "acme/platform"
REASONS = {
    Reason.COMPLETED: "completed",
    Reason.DECLINED: "not_planned",
    Reason.DUPLICATE: "duplicate",
}


class Hub(World):
    """People who work in a browser."""

    def __init__(self, github: GitHub, secret: Path) -> None:
        self.github = github
        self.home = secret.parent
        self.book = MemoryBook()
        github.clock.set(at(20))
        github.build.organization("acme", members=["ada"], types=["Incident"])
        github.build.repository(
            REPO, private=False, roles={"ada": "write", "lin": "write", "kei": "write"}
        )
        secret.write_text(github.build.token("ada").text, "utf-8")
        self.settings = GithubSettings.model_validate(
            {
                "type": "github",
                "repo": REPO,
                "token": f"file:{secret}",
                "url": github.root,
                "limits": "none",
            }
        )

    def tracker(self, begins: datetime | None = None) -> GithubTracker:
        patience = Patience(
            self.github.clock, self.github.clock.advance, lambda: 1.0, book=self.book
        )
        around = Around(
            self.home,
            ZoneInfo("Europe/Berlin"),
            incidents=(Everything(),),
            sprints=(MilestonesOrIterations(milestones="*"),),
            begins=begins,
            patience=patience,
        )
        return GithubTracker("notes", self.settings, around)

    def interrupted(self, action: Callable[[], object]) -> GithubTracker:
        del action
        return self.tracker()

    def _at(self, when: datetime) -> None:
        """Time goes forward only."""
        self.github.clock.set(max(when, self.github.clock()))

    def tell(self, told: Told) -> str:
        milestone = int(told.sprint.rpartition("-")[2]) if told.sprint else None
        ref = (
            self.github.person(told.author)
            .at(told.opened)
            .open(
                REPO,
                told.title,
                told.text,
                labels=list(told.labels),
                assignees=[told.assignee] if told.assignee else [],
                milestone=milestone,
            )
        )
        number = ref.rpartition("#")[2]
        for said in told.comments:
            self.comment(number, said)
        if told.closed:
            self.close(number, told.closed, told.reason)
        return number

    def tell_sprint(
        self, name: str, goal: str, start: datetime, end: datetime, *, closed: bool
    ) -> str:
        made = self.github.build.milestone(
            REPO,
            name,
            description=goal,
            created_at=start,
            due_on=end,
            closed_at=end if closed else None,
        )
        return f"sprint:milestone-{made.number}"

    def rewrite(self, ticket_id: str, line: str, text: str) -> None:
        ref = self._ref(ticket_id)
        body = (self.github.look.issue(ref).body or "").replace("\r\n", "\n")
        assert f"\n{line}\n" in f"\n{body}\n"
        after = f"\n{body}\n".replace(f"\n{line}\n", f"\n{text}\n", 1)[1:-1]
        self.github.clock.advance(timedelta(seconds=1))
        self.github.person("kei").edit(ref, body=after)

    def comment(self, ticket_id: str, said: Said) -> None:
        person = self.github.person(said.who).at(said.at)
        person.comment(self._ref(ticket_id), said.text)

    def close(self, ticket_id: str, when: datetime, reason: Reason) -> None:
        person = self.github.person("ada").at(when)
        person.close(self._ref(ticket_id), REASONS[reason])

    def remove(self, ticket_id: str) -> None:
        self.github.clock.advance(timedelta(days=8))
        if ticket_id.startswith("sprint:"):
            (home,) = self.github.state.repositories.values()
            del home.milestones[int(ticket_id.rpartition("-")[2])]
            return
        self.github.person("ada").delete(self._ref(ticket_id), traceless=True)

    def spoil(self, ticket_id: str) -> None:
        self.github.spoil(self._ref(ticket_id))

    def mend(self, ticket_id: str) -> None:
        self.github.mend(self._ref(ticket_id))

    def refused(self, draft: Draft) -> Draft:
        return replace(draft, title="x" * 300)

    def put_file(self, path: str, text: str) -> None:
        self.github.build.file(REPO, path, text)

    def file(self, path: str) -> str:
        return self.github.look.file(REPO, path)

    def picture(self) -> object:
        return self.github.look.picture()

    def _ref(self, ticket_id: str) -> str:
        return f"{REPO}#{ticket_id}"


class TestGithubTracker(TrackerContract):
    """Every promise of the port but one: two writers at one moment see nothing."""

    sees_races = False

    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[Hub]:
        with GitHub(enterprise=True) as github:
            yield Hub(github, tmp_path / "token")
