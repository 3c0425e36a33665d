"""A team whose tickets are in several trackers: its configuration, clock and syncs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from afteraction.applying import Ended
from afteraction.bootstrap import open_site, read_config
from afteraction.network.patience import Patience
from afteraction.report import Report
from afteraction.report_json import report_json_text
from afteraction.report_making import make
from afteraction.sync import Site, Synced, sync
from tests.across.spots import PEOPLE, FolderSpot, GithubSpot, JiraSpot, Spot, ours
from tests.engine.house import filled
from tests.fakes.github import GitHub
from tests.fakes.github.state import Clock
from tests.fakes.jira import Jira
from tests.github.team import is_clear

START = datetime(2026, 11, 16, 9, tzinfo=UTC)
KINDS = {"avoidable": "checklist", "inherent": "constraint", "experiment": "learning"}


@dataclass
class Mix:
    """What happens where, by the trackers' names."""

    incident: str = "ops"
    review: str = "platform"
    avoidable: str = "platform"
    inherent: str = "ops"
    experiment: str = "notes"
    public: tuple[str, ...] = ()
    more: str = ""
    """Further lines of the configuration."""


@dataclass
class Team:
    """People in browsers and editors, and afteraction on a machine of theirs."""

    home: Path
    clock: Clock
    spots: dict[str, Spot] = field(default_factory=dict)

    def add(self, spot: Spot) -> None:
        """One more place where tickets are."""
        self.spots[spot.name] = spot

    def decide(self, mix: Mix) -> None:
        """Write the configuration."""
        readers = dict.fromkeys(self.spots, "private")
        readers |= dict.fromkeys(mix.public, "public")
        trackers = [
            f"  {name}: {{{spot.settings}, readers: {readers[name]}}}"
            for name, spot in self.spots.items()
        ]
        chosen = self.spots[mix.incident].chosen
        targets = [
            f"  {kind}: {{in: {getattr(mix, kind)}, labels: [{label}]}}"
            for kind, label in KINDS.items()
        ]
        lines = [
            "trackers:",
            *trackers,
            "subjects:",
            f"  incidents: [{{in: {mix.incident}, {chosen}, review_in: {mix.review}}}]",
            "  since: 2026-11-01",
            "write_back:",
            *targets,
            "people:",
            *(self._person(who, name) for who, name in PEOPLE.items()),
            "zone: Europe/Berlin",
            mix.more,
        ]
        (self.home / "afteraction.yml").write_text("\n".join(lines), "utf-8")

    def _person(self, who: str, name: str) -> str:
        handles = [f"{spot.name}: {spot.handle(who)}" for spot in self.spots.values()]
        return f"  - {{name: {name}, handles: {{{', '.join(handles)}}}}}"

    def configure(self, old: str, new: str) -> None:
        """Somebody edits the configuration."""
        path = self.home / "afteraction.yml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def patience(self) -> Patience:
        """Time passes on the one clock, and only while somebody waits."""
        return Patience(self.clock, self.clock.advance, lambda: 1.0)

    @contextmanager
    def site(self) -> Iterator[Site]:
        """Everything new, as after a restart."""
        config = read_config(self.home / "afteraction.yml")
        with open_site(config, patience=self.patience()) as site:
            yield site

    def sync(self) -> Synced:
        """One run of `afteraction sync`; whatever went wrong is told clearly."""
        with self.site() as site:
            synced = sync(site, self.clock())
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
            return make(site, self.clock()).report

    def report_text(self) -> str:
        """The report's JSON."""
        return report_json_text(self.report())

    def forget(self) -> None:
        """Delete the ledger, as a fresh runner has none."""
        for path in (self.home / ".afteraction").glob("ledger.db*"):
            path.unlink()

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(**span))

    # --- what people do, and what came of it ------------------------------------------

    def ours(self, label: str) -> dict[str, list[str]]:
        """Keys of tickets of ours with a label, by tracker, where there are any."""
        found = {name: ours(spot, label) for name, spot in self.spots.items()}
        return {name: keys for name, keys in found.items() if keys}

    def the(self, label: str) -> tuple[Spot, str]:
        """The one ticket of ours with a label, and where it is."""
        ((name, (key,)),) = self.ours(label).items()
        return self.spots[name], key

    def edit(self, spot: Spot, key: str, change: Callable[[str], str]) -> None:
        """Somebody edits a text."""
        self.later(minutes=1)
        spot.write(key, change(spot.text(key)))

    def hold(
        self, spot: Spot, review: str, *gaps: str, carried_by: str = "Ada Lovelace"
    ) -> None:
        """A review is filled in and closed."""

        def answered(text: str) -> str:
            before, _, rest = text.partition("## 1.")
            signature = rest[rest.rindex("\n---\n") :]
            return before + filled(*gaps, carried_by=carried_by) + signature

        self.edit(spot, review, answered)
        self.later(minutes=1)
        spot.close(review)


@contextmanager
def servers(
    *clouds: bool, check: bool = True
) -> Iterator[tuple[Clock, GitHub, tuple[Jira, ...]]]:
    """A GitHub and some Jiras, in these dresses, that go by one clock."""
    clock = Clock(START)
    with ExitStack() as stack:
        github = stack.enter_context(GitHub(clock, enterprise=True, check=check))
        jiras = tuple(
            stack.enter_context(
                Jira(clock, cloud=cloud, context="" if cloud else "/jira", check=check)
            )
            for cloud in clouds
        )
        for jira in jiras:
            jira.clock = clock
        yield clock, github, jiras


@contextmanager
def three(home: Path, *, cloud: bool = True, check: bool = True) -> Iterator[Team]:
    """A team with a project in Jira, a repository on GitHub, and a folder."""
    with servers(cloud, check=check) as (clock, github, (jira,)):
        team = Team(home, clock)
        team.add(JiraSpot(jira, home))
        team.add(GithubSpot(github, home, clock.advance))
        team.add(FolderSpot(home, clock))
        team.decide(Mix())
        yield team


def jira_of(team: Team, name: str = "ops") -> JiraSpot:
    """The project in Jira of that name."""
    spot = team.spots[name]
    assert isinstance(spot, JiraSpot)
    return spot


def github_of(team: Team, name: str = "platform") -> GithubSpot:
    """The repository on GitHub of that name."""
    spot = team.spots[name]
    assert isinstance(spot, GithubSpot)
    return spot


def all_ours(team: Team) -> Mapping[str, dict[str, list[str]]]:
    """Everything of ours, by label and tracker."""
    return {label: team.ours(label) for label in ("review", *KINDS.values())}
