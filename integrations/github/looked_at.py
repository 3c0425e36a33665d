"""A repository that `check` looks at, and how advice on it is given."""

from __future__ import annotations

from dataclasses import dataclass

from afteraction.around import Around
from afteraction.network.outcomes import Answer
from afteraction.tracker import Advice

from .client import Client
from .settings import GithubSettings
from .wire import Repository


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What GitHub told of the repository, beside what is configured."""

    name: str
    """The tracker's."""
    settings: GithubSettings
    around: Around
    client: Client
    found: Repository
    answer: Answer
    """In which it was told."""

    @property
    def path(self) -> str:
        """Where it is in the API, by its number."""
        return f"/repositories/{self.found.id}"

    @property
    def where(self) -> str:
        """What it is called."""
        return self.found.full_name

    def fine(self, message: str, hint: str = "") -> Advice:
        """Something that is as it should be, or worth knowing."""
        return Advice(True, self.name, message, hint)

    def wrong(self, message: str, hint: str) -> Advice:
        """Something that wants a look, with the next thing to do."""
        return Advice(False, self.name, message, hint)
