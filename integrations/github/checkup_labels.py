"""Labels: whether those that are used are there, and making those that are not.

GitHub takes `Incident` and `incident` for one label, and so do we.
https://docs.github.com/en/rest/issues/labels#create-a-label
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from afteraction.errors import TrackerError
from afteraction.network.caller import Doubtful
from afteraction.settings import nearest
from afteraction.tracker import Advice

from . import wire
from .client import Client
from .looked_at import LookedAt

COLOUR = "c5def5"
"""Of labels that we make: one of GitHub's own, and no alarm."""
_LONGEST = 100
"""Characters of a label's description."""


def labels_there(
    looked: LookedAt, rules: Collection[tuple[str, ...]], labels: Collection[str]
) -> Iterator[Advice]:
    """Whether the labels of rules are there, and those of our own tickets."""
    there = _there(looked.client, f"{looked.path}/labels")
    chosen = {label for rule in rules for label in rule}
    for label in sorted(chosen):
        yield _of_a_rule(looked, label, there)
    ours = sorted(set(labels) - chosen, key=str.casefold)
    missing = [label for label in ours if label.lower() not in there]
    if missing:
        many = "label {} is missing: the loop needs it"
        if len(missing) > 1:
            many = "labels {} are missing: the loop needs them"
        yield looked.wrong(many.format(", ".join(missing)), _how_to_make(looked))
    elif ours:
        yield looked.fine(f"labels of the loop are there: {', '.join(ours)}")
    for label in ours:
        spelled = there.get(label.lower(), label)
        if spelled != label:
            yield _spelled_otherwise(looked, label, spelled)


def _of_a_rule(looked: LookedAt, label: str, there: Mapping[str, str]) -> Advice:
    spelled = there.get(label.lower())
    if spelled == label:
        return looked.fine(f"label {label} is there")
    if spelled is not None:
        return _spelled_otherwise(looked, label, spelled)
    meant = nearest(label, there.values())
    make = _how_to_make(looked)
    hint = f"did you mean {meant}? if not: {make}" if meant else make
    return looked.wrong(f"there is no label {label}", hint)


def _spelled_otherwise(looked: LookedAt, label: str, spelled: str) -> Advice:
    return looked.fine(f"label {label} is there; {looked.where} spells it {spelled}")


def _how_to_make(looked: LookedAt) -> str:
    """Making a label takes more than putting one on: push access."""
    may = looked.found.permissions
    if may.get("push") or not may or looked.settings.signs_in_as_app:
        return "run afteraction check --fix to make what is missing"
    return (
        f"ask somebody with the role Write in {looked.where} to run afteraction check"
        " --fix: this sign-in may not make labels"
    )


def made_labels(
    client: Client, path: str, name: str, labels: Mapping[str, str]
) -> Iterator[Advice]:
    """Make the labels that are missing, with a colour and what they mean."""
    there = _there(client, path)
    for label, means in labels.items():
        if label.lower() in there:
            continue
        asked = {"name": label, "color": COLOUR, "description": means[:_LONGEST]}
        try:
            client.create(path, asked, wire.read_nothing)
        except Doubtful:
            yield Advice(
                False, name, f"label {label} may have been made", "check again"
            )
        except TrackerError as error:
            told = f"label {label} can not be made: {error.message}"
            yield Advice(False, name, told, error.hint)
        else:
            there[label.lower()] = label
            yield Advice(True, name, f"label {label} was made")


def _there(client: Client, path: str) -> dict[str, str]:
    """The labels of a repository, as it spells them, by how we compare them."""
    there: dict[str, str] = {}
    for page, _ in client.pages(path, wire.labels, {}):
        there |= {label.name.lower(): label.name for label in page}
    return there
