"""Labels: whether those that are used are there, and making those that are not.

GitHub takes `Incident` and `incident` for one label, and so do we.
https://docs.github.com/en/rest/issues/labels#create-a-label
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from afteraction.errors import TrackerError, Unreachable
from afteraction.network.caller import Doubtful
from afteraction.settings import nearest
from afteraction.tracker import Advice

from . import wire
from .client import Client
from .looked_at import LookedAt
from .settings import GithubSettings

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
    meant = _meant(label, there)
    hint = _if_meant(meant, looked.settings, looked.where) if meant else ""
    return looked.wrong(f"there is no label {label}", hint or _how_to_make(looked))


def _meant(label: str, there: Mapping[str, str]) -> str | None:
    """The label that a rule may mean by one that is not there."""
    return nearest(label, there.values())


def _if_meant(meant: str, settings: GithubSettings, where: str) -> str:
    """Made by us, a mistyped label would look right from then on."""
    page = f"{settings.url}/{where}/labels"
    return f"did you mean {meant}? if not, make it on {page}"


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
    client: Client,
    path: str,
    name: str,
    labels: Mapping[str, str],
    settings: GithubSettings,
    chosen: Collection[str],
) -> Iterator[Advice]:
    """Make the labels that are missing, with a colour and what they mean.

    Of those that rules have `chosen`, none is made that may only be mistyped. What
    stands in the way of several is told once.
    """
    there = _there(client, path)
    known = dict(there)
    failed: dict[tuple[str, str], list[str]] = {}
    for label, means in labels.items():
        if label.lower() in there:
            continue
        meant = _meant(label, known) if label in chosen else None
        if meant:
            hint = _if_meant(meant, settings, settings.repo)
            yield Advice(False, name, f"label {label} was not made", hint)
            continue
        try:
            _make(client, path, label, means)
        except Doubtful:
            failed.setdefault(_DOUBT, []).append(label)
        except TrackerError as error:
            said = (f"can not be made: {error.message}", error.hint)
            failed.setdefault(said, []).append(label)
            if isinstance(error, Unreachable):
                break  # the next one would not be answered either
        else:
            there[label.lower()] = label
            yield Advice(True, name, f"label {label} was made")
    for (why, hint), missing in failed.items():
        many = "labels" if len(missing) > 1 else "label"
        yield Advice(False, name, f"{many} {', '.join(missing)} {why}", hint)


_DOUBT = ("may have been made: no answer came", "check again")


def _make(client: Client, path: str, label: str, means: str) -> None:
    asked = {"name": label, "color": COLOUR, "description": means[:_LONGEST]}
    client.create(path, asked, wire.read_nothing)


def _there(client: Client, path: str) -> dict[str, str]:
    """The labels of a repository, as it spells them, by how we compare them."""
    there: dict[str, str] = {}
    for page, _ in client.pages(path, wire.labels, {}):
        there |= {label.name.lower(): label.name for label in page}
    return there
