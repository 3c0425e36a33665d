"""Three months of one team: who closes what when, which reviews are held, what is done.

A seeded story. People act after the sync of a working day; the test goes through the
days. Nothing here looks at what afteraction makes of it, but for the tickets that it
made, as people see them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from random import Random

from tests.across.crew import CREW, Desk, FolderDesk, GithubDesk, JiraDesk
from tests.across.facts import BERLIN, Fact, Stood, facts, stood_of
from tests.across.months_figures import World, is_work, kind_of
from tests.across.months_setting import (
    DAY,
    FIRST,
    LEAVING,
    TRACKERS,
    configure,
    moment,
    sprint_over,
    working_days_after,
)
from tests.across.spots import FolderSpot
from tests.across.team import Team, github_of, jira_of
from tests.engine.house import gap

GAPS = 120
SEED = 20260914
Act = Callable[[], None]
Intent = list[tuple[date, Act]]
"""What somebody is going to do with a ticket, and on which days."""


@dataclass
class Subject:
    """An incident or a sprint of the story."""

    number: int
    tracker: str
    sprint: bool
    closes: date
    held_after: int | None
    """Working days until its review is held; None: never."""
    gaps: int
    title: str = ""
    key: str = ""
    declines: bool = False
    ended: datetime | None = None
    settled: bool = False
    """Nothing more is done about its review."""


def subjects(rng: Random) -> list[Subject]:
    """Forty of them, over eight weeks; 34 are held."""
    found: list[Subject] = []
    kinds = ["incident"] * 32 + ["sprint"] * 8
    rng.shuffle(kinds)
    for number, kind in enumerate(kinds):
        closes = FIRST + int(number * 1.35 + 1) * DAY
        while closes.weekday() > 4:
            closes += DAY
        soon = rng.choice((1, 1, 1, 2, 2, 3, 4, 6))
        tracker = TRACKERS[number % 3]
        sprint = kind == "sprint"
        found.append(Subject(number, tracker, sprint, closes, soon, 0))
    for place, one in enumerate(rng.sample(found, 6)):
        one.declines = place < 2
        one.held_after = one.held_after if one.declines else None
    held = [one for one in found if one.held_after is not None and not one.declines]
    for count in range(GAPS):
        held[count % len(held)].gaps += 1
    return found


@dataclass
class Story:
    """The team, its desks, and what each person has in mind."""

    team: Team
    rng: Random
    desks: dict[str, Desk]
    diary: dict[str, tuple[Stood, ...]] = field(default_factory=dict)
    plan: list[Subject] = field(default_factory=list)
    intents: dict[str, Intent] = field(default_factory=dict)
    untouched: set[str] = field(default_factory=set)
    done: dict[str, int] = field(default_factory=dict)
    """How often people did what."""
    gaps: int = 0
    left: bool = False

    def __post_init__(self) -> None:
        """Who does what to which subject is known before it begins."""
        self.plan = subjects(self.rng)

    @property
    def today(self) -> date:
        """The day in Berlin."""
        return self.team.clock().astimezone(BERLIN).date()

    def facts(self, *trackers: str) -> list[Fact]:
        """All tickets of some trackers, or of all."""
        spots = [self.team.spots[name] for name in trackers or TRACKERS]
        return [one for spot in spots for one in facts(spot, self.diary).values()]

    def world(self) -> World:
        """All that can be seen now."""
        gone = {"ops": frozenset([CREW["ivo"].ops])} if self.left else {}
        ends = {one.title: one.ended for one in self.plan if one.ended}
        return World(tuple(self.facts()), ends, self.team.clock(), gone)

    def counts(self, what: str) -> None:
        """It was done once more."""
        self.done[what] = self.done.get(what, 0) + 1

    # --- a day ------------------------------------------------------------------------

    def act(self) -> None:
        """All that people do on this day, an hour and a half after the sync."""
        self.team.clock.set(moment(self.today, 11))
        self._look()
        if self.today >= LEAVING and not self.left:
            self._leave()
        for one in self.plan:
            if one.closes == self.today:
                self._happens(one)
        self._reviews()
        self._write_backs()
        self._look()

    def _look(self) -> None:
        """What the folder's files say goes into the diary: they have no history."""
        spot = self.team.spots["notes"]
        assert isinstance(spot, FolderSpot)
        for key in spot.all_keys():
            now = stood_of(spot, key, self.team.clock())
            self.diary[key] = (*self.diary.get(key, ()), now)

    def _leave(self) -> None:
        """Ivo's account in Jira is closed, Noor is taken out of the repository."""
        self.left = True
        jira_of(self.team).jira.build.change_user(CREW["ivo"].ops, active=False)
        desk = self.desks["platform"]
        assert isinstance(desk, GithubDesk)
        desk.remove("noor")

    @property
    def there(self) -> list[str]:
        """Who works here, but for Zoe, who leaves everything as it is."""
        away = {"zoe", "ivo", "noor"} if self.left or self._soon_left else {"zoe"}
        return [who for who in CREW if who not in away]

    @property
    def _soon_left(self) -> bool:
        return self.today > LEAVING - 4 * DAY

    def _minutes(self, some: int = 1) -> None:
        self.team.later(minutes=some)

    # --- subjects ---------------------------------------------------------------------

    def _happens(self, one: Subject) -> None:
        """An incident is reported and closed; a sprint is over."""
        self._minutes(3)
        kind = "Sprint" if one.sprint else "Incident"
        one.title = f"{kind} {one.number:02}"
        if one.sprint:
            one.ended = sprint_over(self.team, one.tracker, one.number, one.title)
            return
        desk = self.desks[one.tracker]
        by, to = self.rng.sample(self.there, 2)
        label = self.rng.choice(("web", "data"))
        one.key = desk.incident(one.title, by, to, label)
        self._minutes(40)
        desk.close(one.key, to)
        one.ended = self.team.clock().replace(microsecond=0)

    def _reviews(self) -> None:
        """Reviews that are to be held, declined, or left alone today."""
        seen = {fact.title: fact for fact in self.facts() if "review" in fact.labels}
        for one in self.plan:
            review = seen.get(f"Review: {one.title}")
            if one.settled or one.held_after is None or review is None:
                continue
            if self.today < working_days_after(one.closes, one.held_after):
                continue
            one.settled = True
            self._minutes()
            if one.declines:
                desk = self.desks[review.tracker]
                desk.decline(review.key, "ada", "Nothing to learn here.")
                self.counts("review declined")
                continue
            self._hold(one, review)

    def _hold(self, one: Subject, review: Fact) -> None:
        gaps = [self._gap(index) for index in range(one.gaps)]
        if one.number % 7 == 0:
            gaps.append(gap(f"Unfinished {one.number}", owner="", due=""))
        carrier = CREW[self.rng.choice(self.there)].name
        spot = self.team.spots[review.tracker]
        self.team.hold(spot, review.key, *gaps, carried_by=carrier)
        self.counts("review held")

    def _gap(self, index: int) -> str:
        """One finding more."""
        self.gaps += 1
        number, rng = self.gaps, self.rng
        title = f"Gap {number:03}"
        span = rng.randint(6, 26) + (45 if number % 9 == 0 else 0)
        due = (self.today + span * DAY).isoformat()
        if number % 17 == 5:
            return gap(title, owner=CREW["zoe"].name, due=due)
        owner = CREW[rng.choice(self.there)].name
        draw = rng.random()
        if draw < 0.16:
            return gap(title, "inherent", owner=owner, due=due)
        if draw < 0.30:
            return gap(title, "experiment", owner=owner, due="")
        if draw < 0.42:
            more = "- **Next try:** Do it with a longer pause\n"
            return gap(title, "experiment", owner=owner, due=due, more=more)
        when = due if draw < 0.9 else rng.choice(("", "in 2 weeks"))
        return gap(title, owner=owner, due=when)

    # --- findings ---------------------------------------------------------------------

    def _write_backs(self) -> None:
        """New ones are looked at, and what was meant to be done today is done."""
        for fact in sorted(self.facts(), key=lambda one: one.title):
            label = {"checklist", "constraint", "learning"} & set(fact.labels)
            if not label or "afteraction" not in fact.labels:
                continue
            if self.left and (fact.tracker, fact.owner) == ("ops", CREW["ivo"].ops):
                continue  # Nobody feels that it is theirs.
            if fact.ref not in self.intents:
                self.intents[fact.ref] = self._intent(fact)
            for day, act in self.intents[fact.ref]:
                if day == self.today:
                    self._minutes()
                    act()

    def _intent(self, fact: Fact) -> Intent:
        """What its owner has in mind with it, wherever in a list it stands."""
        rng = Random(f"{SEED} {fact.title}")
        if fact.owner == CREW["zoe"].handle(fact.tracker):
            self.untouched.add(fact.ref)
            return []
        if not is_work(fact):
            if kind_of(fact) == "experiment":
                return []
            return self._with_a_limit(fact, rng)
        return self._with_work(fact, rng)

    def _with_a_limit(self, fact: Fact, rng: Random) -> Intent:
        draw, due = rng.random(), fact.now.due
        assert due is not None
        desk, by = self.desks[fact.tracker], rng.choice(self.there)
        if draw < 0.25:
            return [(self._on(due), lambda: desk.close(fact.key, self._by(by)))]
        if draw < 0.45:
            text = f"/due {due + 60 * DAY} it still holds"
            return [(self._on(due + DAY), lambda: self._says(fact, by, text, "/due"))]
        return []

    def _with_work(self, fact: Fact, rng: Random) -> Intent:
        due = fact.now.due
        assert due is not None
        desk, key = self.desks[fact.tracker], fact.key
        by, other = rng.sample(self.there, 2)
        early = self._on(due - rng.randint(2, 5) * DAY)
        late = self._on(due + rng.randint(2, 12) * DAY)
        moved = due + 9 * DAY

        def say(text: str) -> Act:
            return lambda: self._says(fact, by, text, text.split()[0])

        def does(what: str, act: Act) -> Act:
            return partial(self._does, what, act)

        asked = (
            self._on(early + 32 * DAY),
            lambda: self._answer(fact, by, yes=rng.random() < 0.6),
        )
        who, to, why = partial(self._by, by), partial(self._by, other), "Too dear."
        close = does("closed", lambda: desk.close(key, who()))
        decline = does("declined", lambda: desk.decline(key, who(), why))
        reopen = does("reopened", lambda: desk.reopen(key, who()))
        give = does("given", lambda: desk.assign(key, to()))
        let_go = does("nobody's", lambda: desk.assign(key, None))
        move = does("moved", lambda: desk.postpone(key, moved))
        move_late = does("moved late", lambda: desk.postpone(key, late + 9 * DAY))
        choices: list[Intent] = [
            *[[(early, close), asked]] * 5,
            *[[(late, close)]] * 2,
            *[[(early, decline)]] * 3,
            [(early, say("/done https://example.org/change/41")), asked],
            [(early, say("/decline The old system is gone by then."))],
            [(early, say(f"/due {moved} waiting for the vendor")), (moved, close)],
            [(self._on(due), say(f"/due {moved} on its last day")), (moved, close)],
            [(late, say(f"/due {late + 7 * DAY} it took longer"))],
            [(early, say(f"/owner {self._typed(fact, other)}"))],
            [(early, move), (moved, close)],
            [(late, move_late)],
            [(early, give), (late, close)],
            [(early, let_go)],
            [(early, close), (late, reopen)],
            [(early, say("/recurs ops#1 and that is that"))],
            [(early, say("/due someday"))],
            *[[]] * 3,
        ]
        chosen = rng.choice(choices)
        return [(self._on(day), act) for day, act in chosen]

    def _does(self, what: str, act: Act) -> None:
        self.counts(what)
        act()

    def _on(self, day: date) -> date:
        """The first day from it on, and from now on, on which people work."""
        day = max(day, self.today)
        while day.weekday() > 4:
            day += DAY
        return day

    def _typed(self, fact: Fact, who: str) -> str:
        """How somebody is named in a comment."""
        handle = CREW[who].handle(fact.tracker)
        return CREW[who].name if fact.tracker == "ops" else f"@{handle}"

    def _by(self, who: str) -> str:
        """Who does it: whoever wanted to, or Ada once they are gone."""
        return who if who in self.there else "ada"

    def _says(self, fact: Fact, by: str, text: str, what: str) -> None:
        self.counts(what)
        self.desks[fact.tracker].say(fact.key, self._by(by), text)

    def _answer(self, fact: Fact, by: str, *, yes: bool) -> None:
        """What was done holds, or does not; where it is still done."""
        now = facts(self.team.spots[fact.tracker], self.diary)[fact.key].now
        if now.closed == "done":
            self._says(fact, by, "/yes" if yes else "/no again", "/yes or /no")


def story(team: Team) -> Story:
    """A team of nine in three trackers, on its first morning."""
    team.clock.set(moment(FIRST, 9))
    jira, github = jira_of(team), github_of(team)
    folder = team.spots["notes"]
    assert isinstance(folder, FolderSpot)
    desks: dict[str, Desk] = {
        "ops": JiraDesk(jira),
        "platform": GithubDesk(github),
        "notes": FolderDesk(folder),
    }
    jira.jira.build.board("OPS")
    configure(team)
    return Story(team, Random(SEED), desks)
