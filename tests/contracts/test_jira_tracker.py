"""The Jira tracker keeps the contract of trackers, over HTTP, in both dresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from afteraction.around import Around
from afteraction.domain.kinds import Kind
from afteraction.domain.tickets import Reason
from afteraction.integrations.jira.dress import Cloud, DataCenter
from afteraction.integrations.jira.settings import JiraSettings, OfBoard
from afteraction.integrations.jira.tracker import JiraTracker
from afteraction.network.patience import Patience
from afteraction.settings import Everything
from afteraction.tracker import Draft
from tests.contracts.tracker_contract import TrackerContract
from tests.contracts.world import Said, Told, World, at
from tests.fakes.book import MemoryBook
from tests.fakes.jira import Jira

RESOLUTIONS = {
    Reason.COMPLETED: "Done",
    Reason.DECLINED: "Won't Do",
    Reason.DUPLICATE: "Duplicate",
}
PEOPLE = ("ada", "lin", "kei")


class Office(World):
    """People who work in a browser."""

    def __init__(self, jira: Jira, secret: Path) -> None:
        self.jira = jira
        self.home = secret.parent
        self.book = MemoryBook()
        self.dress = Cloud() if jira.cloud else DataCenter()
        jira.clock.set(at(1))
        for name in (*PEOPLE, "robot"):
            jira.build.user(name, name)
        jira.build.project("OPS", people=(*PEOPLE, "robot"))
        jira.build.transition("OPS", "Resolve", "Done", screen=["resolution"])
        self.board = jira.build.board("OPS")
        secret.write_text(jira.build.token("robot"), "utf-8")
        mail = secret.with_name("mail")
        mail.write_text(jira.email("robot"), "utf-8")
        self.settings = JiraSettings.model_validate(
            {
                "type": "jira",
                "url": jira.url,
                "project": "OPS",
                "token": f"file:{secret}",
                **({"email": f"file:{mail}"} if jira.cloud else {}),
            }
        )
        jira.clock.set(at(20))

    def tracker(self, begins: datetime | None = None) -> JiraTracker:
        patience = Patience(
            self.jira.clock, self.jira.clock.advance, lambda: 1.0, book=self.book
        )
        around = Around(
            self.home,
            ZoneInfo("Europe/Berlin"),
            incidents=(Everything(),),
            sprints=(OfBoard(board=self.board.id),),
            made=(None, *Kind),
            begins=begins,
            patience=patience,
        )
        return JiraTracker("notes", self.settings, around)

    def _at(self, when: datetime) -> None:
        """Time goes forward only."""
        self.jira.clock.set(max(when, self.jira.clock()))

    def interrupted(self, action: Callable[[], object]) -> JiraTracker:
        del action
        return self.tracker()

    def tell(self, told: Told) -> str:
        sprint = None
        if told.sprint:
            sprint = self.jira.state.sprints[int(told.sprint.removeprefix("sprint:"))]
        key = (
            self.jira.person(told.author)
            .at(told.opened)
            .open(
                "OPS",
                told.title,
                self.dress.written(told.text) if told.text else None,
                labels=told.labels,
                assignee=told.assignee,
                due=told.due.isoformat() if told.due else None,
                sprint=sprint,
            )
        )
        number = str(self.jira.look.issue(key).id)
        for said in told.comments:
            self.comment(number, said)
        if told.closed:
            self.close(number, told.closed, told.reason)
        return number

    def tell_sprint(
        self, name: str, goal: str, start: datetime, end: datetime, *, closed: bool
    ) -> str:
        sprint = self.jira.build.sprint(
            self.board, name, goal=goal, state="active", start=start, end=end
        )
        if closed:
            sprint.state, sprint.complete = "closed", end
        return f"sprint:{sprint.id}"

    def rewrite(self, ticket_id: str, line: str, text: str) -> None:
        key = self._key(ticket_id)
        body = self.dress.read(
            self.jira.look.issue(key).description, lambda _, shown: shown
        )
        markdown = "\n".join(one.text for one in body)
        assert f"\n{line}\n" in f"\n{markdown}\n"
        after = f"\n{markdown}\n".replace(f"\n{line}\n", f"\n{text}\n", 1)[1:-1]
        self.jira.clock.advance(timedelta(seconds=1))
        self.jira.person("kei").edit(key, description=self.dress.written(after))

    def comment(self, ticket_id: str, said: Said) -> None:
        self._at(said.at)
        person = self.jira.person(said.who).at(said.at)
        person.comment(self._key(ticket_id), self.dress.written(said.text))

    def close(self, ticket_id: str, when: datetime, reason: Reason) -> None:
        self._at(when)
        person = self.jira.person("ada").at(when)
        person.transition(self._key(ticket_id), "Resolve", RESOLUTIONS[reason])

    def remove(self, ticket_id: str) -> None:
        self.jira.clock.advance(timedelta(days=8))
        if ticket_id.startswith("sprint:"):
            del self.jira.state.sprints[int(ticket_id.removeprefix("sprint:"))]
            return
        self.jira.person("ada").delete(self._key(ticket_id))

    def spoil(self, ticket_id: str) -> None:
        self.jira.spoil(self._key(ticket_id))

    def mend(self, ticket_id: str) -> None:
        self.jira.mend(self._key(ticket_id))

    def refused(self, draft: Draft) -> Draft:
        return replace(draft, title="x" * 300)

    def put_file(self, path: str, text: str) -> None:
        raise AssertionError("there are none in Jira")

    def file(self, path: str) -> str:
        raise AssertionError("there are none in Jira")

    def picture(self) -> object:
        return self.jira.look.picture()

    def _key(self, ticket_id: str) -> str:
        return self.jira.look.key(int(ticket_id))


class TestJiraCloud(TrackerContract):
    """Every promise of the port but one: two writers at one moment see nothing."""

    sees_races = False
    takes_strangers = False

    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[Office]:
        with Jira(cloud=True) as jira:
            yield Office(jira, tmp_path / "token")


class TestJiraDataCenter(TrackerContract):
    """The same, on Data Center."""

    sees_races = False
    takes_strangers = False

    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[Office]:
        with Jira(cloud=False, context="/jira") as jira:
            yield Office(jira, tmp_path / "token")
