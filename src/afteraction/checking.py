"""What `check` looks at beside the configuration itself; it writes nothing.

The configuration, the templates and the ledger were checked by opening the site. Here
it is whether the trackers, the labels, the people and the places fit together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from afteraction.checking_checklists import check_checklists
from afteraction.domain.kinds import Kind
from afteraction.domain.labels import OUR_LABEL, READY
from afteraction.domain.policy import Policy, SubjectRule
from afteraction.errors import TrackerError
from afteraction.sync import Site
from afteraction.tracker import Advice, Tracker


def check(site: Site, now: datetime) -> Iterator[Advice]:
    """Everything that is fine, and everything that wants a look."""
    yield Advice(True, "configuration", "it is valid, and so are the templates")
    for name in site.renderer.strangers():
        yield Advice(
            False,
            "templates",
            f"{name} takes the place of nothing",
            f"the names are: {', '.join(site.renderer.names())}",
        )
    for tracker in site.trackers.values():
        yield from _tracker(tracker, site)
    yield from _since(site.policy, now)
    yield from _people(site.policy)
    yield from dict.fromkeys(_readers(site.policy))
    yield from check_checklists(site.policy, site.trackers)


def prepare(site: Site) -> Iterator[Advice]:
    """Make the labels that a loop needs, where they are missing."""
    for tracker in site.trackers.values():
        try:
            yield from tracker.prepare(_needed(tracker.name, site.policy))
        except TrackerError as error:
            yield Advice(False, tracker.name, error.message, error.hint)


def _needed(tracker: str, policy: Policy) -> dict[str, str]:
    """The labels that are used in a tracker, and what they mean."""
    needed: dict[str, str] = {}
    rules = (*policy.incidents, *policy.sprints)
    for rule in policy.incidents:
        if rule.tracker == tracker:
            needed |= dict.fromkeys(rule.labels, "Gets a review when it is closed")
    if any(rule.review_in == tracker for rule in rules):
        needed |= {
            policy.review_label: "Looks back at an incident or a sprint",
            READY: "Write this review's findings back now",
            OUR_LABEL: "Made by afteraction",
        }
    for kind in Kind:
        target = policy.destination(kind)
        if target.tracker == tracker:
            needed |= dict.fromkeys(target.labels, _MEANS[kind])
            needed[OUR_LABEL] = "Made by afteraction"
    posting = policy.posting
    if posting is not None and posting.tracker == tracker:
        needed |= dict.fromkeys(posting.labels, "Tells what became of our findings")
        needed[OUR_LABEL] = "Made by afteraction"
    return needed


_MEANS = {
    Kind.AVOIDABLE: "A step of ours was wrong: we change how we work",
    Kind.INHERENT: "A real limit: a boundary to plan with",
    Kind.EXPERIMENT: "Worth finding out: what we now know",
}


def _tracker(tracker: Tracker, site: Site) -> Iterator[Advice]:
    memory = site.ledger.view.memory(tracker.name)
    try:
        rules = _rules(tracker.name, site.policy)
        yield from tracker.check(rules, _needed(tracker.name, site.policy), memory)
    except TrackerError as error:
        yield Advice(False, tracker.name, error.message, error.hint)


def _rules(tracker: str, policy: Policy) -> tuple[tuple[str, ...], ...]:
    """The labels by which incidents are chosen there."""
    rules = (rule.labels for rule in policy.incidents if rule.tracker == tracker)
    return tuple(dict.fromkeys(rules))


def _since(policy: Policy, now: datetime) -> Iterator[Advice]:
    if policy.begins is not None and policy.begins > now:
        yield Advice(
            False,
            "subjects",
            f"`since` is {policy.since}, which is still to come: nothing that ends"
            " before gets a review",
            "write an earlier day under subjects: since, unless that is meant",
        )


def _people(policy: Policy) -> Iterator[Advice]:
    """Everybody needs a handle wherever their findings may go (rule 23)."""
    places = {policy.destination(kind).tracker for kind in Kind}
    places |= {rule.review_in for rule in (*policy.incidents, *policy.sprints)}
    for person in policy.people.known:
        missing = sorted(place for place in places if not person.handle(place))
        if missing:
            yield Advice(
                False,
                "people",
                f"{person.name} has no handle in {', '.join(missing)}",
                "add it under handles: what they own could not be written back there",
            )
    if not policy.people.known:
        yield Advice(
            True,
            "people",
            "nobody is listed: owners are known by their handles only",
        )


def _readers(policy: Policy) -> Iterator[Advice]:
    """Text never moves to where more people can read it (rule 21)."""
    if policy.prefill_full:
        return
    rules = (*policy.incidents, *policy.sprints)
    for rule in rules:
        if not policy.may_tell(rule.tracker, rule.review_in):
            yield _told_less(rule)
    for place in sorted({rule.review_in for rule in rules}):
        for kind in Kind:
            target = policy.destination(kind).tracker
            if not policy.may_tell(place, target):
                yield Advice(
                    True,
                    "readers",
                    f"{kind} findings of {place} go to {target}, which more people can"
                    " read: only a link and the dates will stand there",
                )


def _told_less(rule: SubjectRule) -> Advice:
    return Advice(
        True,
        "readers",
        f"reviews of {rule.tracker} are held in {rule.review_in}, which more people can"
        " read: they start with link and times only",
        "`review: {prefill: full}` tells everything",
    )
