"""Putting the parts together: the only place that picks concrete classes.

From a configuration file to a `Site` that `sync` and `reporting` work with.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from afteraction.config import Config, SubjectRule, load_config
from afteraction.domain.identity import digest
from afteraction.domain.kinds import Kind
from afteraction.domain.people import People, Person
from afteraction.domain.policy import Destination, Invite, Policy
from afteraction.domain.policy import SubjectRule as Rule
from afteraction.errors import ConfigError
from afteraction.integrations import all_settings, tracker_class
from afteraction.ledger import Basis, open_ledger
from afteraction.progress import Progress, Silent
from afteraction.rendering import Renderer
from afteraction.secret import SecretRef
from afteraction.settings import TrackerSettings
from afteraction.sync import Site
from afteraction.template_check import check_templates
from afteraction.tracker import Readers, Tracker

_log = logging.getLogger(__name__)


class MakeTracker(Protocol):
    """How every tracker's class is called; `home` is the configuration's folder."""

    def __call__(
        self, name: str, settings: TrackerSettings, *, home: Path, zone: ZoneInfo
    ) -> Tracker:
        """A tracker that is ready to be used."""


def read_config(path: Path) -> Config:
    """The configuration in a file. Raises `ConfigError` with every problem in it."""
    _log.info("Configuration: %s", path.absolute())
    return load_config(path, all_settings())


@contextmanager
def open_site(config: Config, progress: Progress | None = None) -> Iterator[Site]:
    """Everything that a sync or a report needs, closed again afterwards.

    Raises `ConfigError` or `TemplateError` before anything is read or written.
    """
    renderer = Renderer(config.templates, config.zone)
    if config.templates is not None:  # our own are checked by their tests
        check_templates(renderer)
    trackers = make_trackers(config)
    policy = make_policy(config, trackers)
    uids = (tracker.uid for tracker in trackers.values())
    basis = Basis(digest(config.fingerprint(), *uids), digest(repr(policy)))
    with open_ledger(_ledger_place(config), basis) as ledger:
        yield Site(trackers, policy, ledger, renderer, progress or Silent())


def make_trackers(config: Config) -> dict[str, Tracker]:
    """The configured trackers, by name; no two may be the same one."""
    trackers: dict[str, Tracker] = {}
    names: dict[str, str] = {}
    for name, settings in config.trackers.items():
        make = cast("MakeTracker", tracker_class(settings.type_name))
        tracker = make(name, settings, home=config.folder, zone=config.zone)
        trackers[name] = tracker
        _log.info("Tracker %s: %s", name, tracker.uid)
        twin = names.setdefault(tracker.uid, name)
        if twin != name:
            raise ConfigError(
                f"the trackers {twin} and {name} are the same one ({tracker.uid})",
                "keep one of them; if one is a copy of the other's folder, delete the"
                " copy's .afteraction/folder-id",
            )
    return trackers


def make_policy(config: Config, trackers: Mapping[str, Tracker]) -> Policy:
    """What the team decided, as the pure core needs it."""
    people = _people(config)
    return Policy(
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
        look_again=config.write_back.look_again,
        people=people,
        zone=config.zone,
        installation=config.installation,
        public=frozenset(
            name
            for name, tracker in trackers.items()
            if tracker.abilities.readers is Readers.PUBLIC
        ),
        stamped=frozenset(
            name for name, tracker in trackers.items() if not tracker.abilities.history
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
    labels: tuple[str, ...] = getattr(rule.selection, "labels", ())
    return Rule(rule.tracker, rule.reviews_go_to, labels, assign)


def _destination(config: Config, kind: Kind) -> Destination:
    target = config.write_back.target(kind)
    return Destination(target.tracker, target.labels)


def _ledger_place(config: Config) -> Path | str:
    """A file, or a database's URL; a secret is read only here."""
    place = config.ledger
    return place.read() if isinstance(place, SecretRef) else place
