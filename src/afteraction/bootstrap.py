"""Putting the parts together: the only place that picks concrete classes.

From a configuration file to a `Site` that `sync` and `reporting` work with.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol, cast

from afteraction.absent import Absent
from afteraction.around import Around
from afteraction.config import (
    Config,
    SprintRule,
    SubjectRule,
    load_config,
    posting,
    reminder_rules,
    targets,
)
from afteraction.domain.calendar import begin_of
from afteraction.domain.checklists import Checklist
from afteraction.domain.identity import digest
from afteraction.domain.kinds import Kind
from afteraction.domain.people import People, Person
from afteraction.domain.policy import Destination, Invite, Policy
from afteraction.domain.policy import SubjectRule as Rule
from afteraction.domain.telling import Names, Telling
from afteraction.errors import ConfigError, TrackerError
from afteraction.integrations import all_settings, tracker_class
from afteraction.ledger import Basis, open_ledger
from afteraction.ledger.journal import Journal
from afteraction.network.patience import Patience
from afteraction.progress import Progress, Silent
from afteraction.rendering import Renderer
from afteraction.secret import SecretRef
from afteraction.settings import Selection, TrackerSettings
from afteraction.sync import Site
from afteraction.template_check import check_templates
from afteraction.tracker import Readers, Tracker

_log = logging.getLogger(__name__)


class MakeTracker(Protocol):
    """How every tracker's class is called."""

    def __call__(self, name: str, settings: TrackerSettings, around: Around) -> Tracker:
        """A tracker that is ready to be used; nothing is asked or opened yet."""


def read_config(path: Path) -> Config:
    """The configuration in a file. Raises `ConfigError` with every problem in it."""
    _log.info("Configuration: %s", path.absolute())
    return load_config(path, all_settings())


@contextmanager
def open_site(
    config: Config,
    progress: Progress | None = None,
    patience: Patience | None = None,
) -> Iterator[Site]:
    """Everything that a sync or a report needs, closed again afterwards.

    `patience` has the clock by which networks are waited for; a usual one when None.

    Raises `ConfigError` or `TemplateError` before anything is read or written.
    """
    renderer = Renderer(config.templates, config.zone)
    if config.templates is not None:  # our own are checked by their tests
        check_templates(renderer)
    waiting = patience or Patience()
    trackers = make_trackers(config, waiting)
    policy = make_policy(config, trackers)

    def basis(journal: Journal) -> Basis:
        waiting.book = journal
        uids = _identified(trackers)
        return Basis(digest(config.fingerprint(), *uids), digest(repr(policy)))

    with open_ledger(_ledger_place(config), basis) as ledger:
        telling = make_telling(config, policy)
        shown, clock = progress or Silent(), waiting.clock
        yield Site(trackers, policy, ledger, renderer, shown, telling, clock)


def make_trackers(
    config: Config, patience: Patience | None = None
) -> dict[str, Tracker]:
    """The configured trackers, by name."""
    subjects = config.subjects
    around = Around(
        config.folder,
        config.zone,
        begins=begin_of(subjects.since, config.zone),
        patience=patience or Patience(),
    )
    trackers: dict[str, Tracker] = {}
    for name, settings in config.trackers.items():
        make = cast("MakeTracker", tracker_class(settings.type_name))
        asked = replace(
            around,
            incidents=_selections(name, subjects.incidents),
            sprints=_selections(name, subjects.sprints),
            made=tuple(_made(name, config)),
            handles=tuple(
                one.handles[name] for one in config.people if name in one.handles
            ),
        )
        trackers[name] = make(name, settings, asked)
    return trackers


def _selections(tracker: str, rules: tuple[SubjectRule, ...]) -> tuple[Selection, ...]:
    return tuple(rule.selection for rule in rules if rule.tracker == tracker)


def _made(tracker: str, config: Config) -> Iterator[Kind | None]:
    """What is made in a tracker; None stands for reviews."""
    rules = (*config.subjects.incidents, *config.subjects.sprints)
    if any(rule.reviews_go_to == tracker for rule in rules):
        yield None
    for kind in Kind:
        if config.write_back.target(kind).tracker == tracker:
            yield kind


def _read_by(trackers: Mapping[str, Tracker], readers: Readers) -> frozenset[str]:
    return frozenset(n for n, t in trackers.items() if t.abilities.readers is readers)


def _identified(trackers: dict[str, Tracker]) -> tuple[str, ...]:
    """Who the trackers are; no two may be the same one.

    One that can not be asked is `Absent` from now on, and the others go on.
    """
    names: dict[str, str] = {}
    for name, tracker in trackers.items():
        try:
            uid = tracker.uid
        except TrackerError as error:
            trackers[name] = absent = Absent(name, tracker.abilities, error)
            uid = absent.uid
        _log.info("Tracker %s: %s", name, uid)
        twin = names.setdefault(uid, name)
        if twin != name:
            raise _same(twin, name, uid, tracker)
    return tuple(names)


def _same(twin: str, name: str, uid: str, tracker: Tracker) -> ConfigError:
    hint = f"keep one of them, and write {twin} wherever the other is named"
    if not tracker.abilities.network:  # a folder, which can be copied with its name
        hint = (
            "keep one of them; if one is a copy of the other's folder, delete the"
            " copy's .afteraction/folder-id"
        )
    return ConfigError(f"the trackers {twin} and {name} are the same one ({uid})", hint)


def make_policy(config: Config, trackers: Mapping[str, Tracker]) -> Policy:
    """What the team decided, as the pure core needs it."""
    people = _people(config)
    policy = Policy(
        incidents=tuple(_rule(rule, people) for rule in config.subjects.incidents),
        sprints=tuple(_rule(rule, people) for rule in config.subjects.sprints),
        since=config.subjects.since,
        at_most=config.subjects.at_most,
        due=config.review.due,
        grace=config.review.grace,
        review_label=config.review.label,
        reopens=config.review.gate == "reopen",
        invite=Invite(config.review.invite),
        prefill_full=config.review.prefill == "full",
        destinations=tuple((kind, _destination(config, kind)) for kind in Kind),
        write_back_due=config.write_back.due,
        follow_through=reminder_rules(config, people),
        targets=targets(config),
        posting=posting(config),
        look_again=config.write_back.look_again,
        people=people,
        zone=config.zone,
        installation=config.installation,
        public=_read_by(trackers, Readers.PUBLIC),
        unsure=_read_by(trackers, Readers.UNKNOWN),
        stamped=frozenset(
            name for name, tracker in trackers.items() if not tracker.abilities.history
        ),
        declined_as=tuple(
            (name, tracker.abilities.declining) for name, tracker in trackers.items()
        ),
        dated=frozenset(
            name
            for name, tracker in trackers.items()
            if not tracker.abilities.due_history
        ),
        checklists=tuple(
            Checklist(name, one.tracker, one.ticket or "", one.file or "")
            for name, one in config.checklists.items()
        ),
    )
    _check_posting(policy, trackers)
    return policy


def _check_posting(policy: Policy, trackers: Iterable[str]) -> None:
    """A report tells of all trackers, and may not be read by more than they."""
    if policy.posting is None:
        return
    to = policy.posting.tracker
    shut = [name for name in trackers if not policy.may_tell(name, to)]
    if shut:
        raise ConfigError(
            f"the report can not be posted in {to}: it tells of {' and '.join(shut)},"
            " which fewer people can read",
            "name another tracker under follow_through.report.in, or write"
            " `review: {prefill: full}` if they may read all of it",
        )


def make_telling(config: Config, policy: Policy) -> Telling:
    """How a report is told: under full names only where no stranger may read it.

    A report is passed on; what a public tracker shows of a person there, one handle, is
    less than a name with figures over all trackers.
    """
    known = {
        name.casefold(): one.name
        for one in config.people
        for name in (*one.aliases, one.name)
    }
    names = config.report.names
    if names is None:
        names = "initials" if policy.public | policy.unsure else "full"
    return Telling(
        names=Names(names),
        teams=tuple(
            (known[name.casefold()], group)
            for group, members in config.groups.items()
            for name in members
        ),
    )


def _people(config: Config) -> People:
    return People(
        tuple(
            Person(one.name, tuple(one.handles.items()), one.aliases)
            for one in config.people
        )
    )


def _rule(rule: SubjectRule, people: People) -> Rule:
    assign = next((p for p in people.known if p.name == rule.assign), None)
    return Rule(
        rule.tracker,
        rule.reviews_go_to,
        assign=assign,
        labels=rule.selection.chosen_labels,
        types=rule.selection.chosen_types,
        query=rule.selection.chosen_query,
        sort=rule.selection.sort,
        names=rule.selection.names,
        lead=rule.lead if isinstance(rule, SprintRule) else None,
    )


def _destination(config: Config, kind: Kind) -> Destination:
    target = config.write_back.target(kind)
    return Destination(target.tracker, target.labels)


def _ledger_place(config: Config) -> Path | str:
    """A file, or a database's URL; a secret is read only here."""
    place = config.ledger
    return place.read() if isinstance(place, SecretRef) else place
