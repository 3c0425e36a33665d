"""Where and who one repository is: its number, its names, and our rights in it.

A name may change, the number does not: keys are made from it and requests go by it.
https://docs.github.com/en/repositories/creating-and-managing-repositories/renaming-a-repository
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from afteraction.around import Around
from afteraction.errors import Gone, Refused, TrackerError, Unreachable
from afteraction.tracker import Problem

from . import addresses, wire
from .answers import Moved
from .client import Client
from .settings import GithubSettings


class Whereabouts:
    """One repository by its number and its names."""

    def __init__(
        self, name: str, settings: GithubSettings, around: Around, client: Client
    ) -> None:
        """Nothing is asked before it is needed."""
        self.name = name
        self.settings = settings
        self.around = around
        self.client = client
        self._names: dict[str, int] = {}
        """The repositories for which names stand; 0 where they lead nowhere."""
        self._told: wire.Repository | None = None
        """What GitHub tells of it, asked before the first create of a sync."""
        self.drops_labels = False
        """It left out labels of ours once: they would be left out again."""
        client.why_gone = self._why_gone

    @property
    def uid(self) -> str:
        """Its durable identity."""
        return f"github:{self.ids[0]}"

    @cached_property
    def ids(self) -> tuple[str, str]:
        """The repository's number and its node, which outlive its name."""
        book = self.around.patience.book
        name = self._named(self.settings.repo)
        known = book.identity(name) if book else None
        if known is None:
            found = self._told = self._found()
            known = f"{found.id} {found.node_id}"
            if book:
                book.identify(name, known)
        number, _, node = known.partition(" ")
        return number, node

    def is_called(self, name: str) -> bool:
        """Whether this name stands for this repository: it may have had another one.

        GitHub leads from a former name to the present one, unless somebody else has it
        by now: it is asked in each sync that meets the name.
        """
        if name.lower() == self.settings.repo.lower():
            return True
        if name.lower() not in self._names:
            try:
                self._names[name.lower()] = self._at(f"/repos/{name}").id
            except (Gone, Refused):
                self._names[name.lower()] = 0
        return str(self._names[name.lower()]) == self.ids[0]

    def renamed(self, address: str) -> Iterator[Problem]:
        """That it has another name than the configuration says, by an issue's address.

        GitHub leads on from the old name; links to it, and we, go by its number.
        """
        found = addresses.place(self.settings.url, address)
        if found and found[0].lower() != self.settings.repo.lower():
            yield Problem(
                self.name,
                f"{self.settings.repo} is called {found[0]} now; nothing is lost",
                f"write repo: {found[0]} under trackers.{self.name}",
            )

    def _named(self, name: str) -> str:
        return f"{self.settings.api}/{name.lower()}"

    def _found(self) -> wire.Repository:
        try:
            found = self._at(f"/repos/{self.settings.repo}")
        except Gone as error:
            raise Unreachable(
                f"there is no repository {self.settings.repo}, or we may not see it",
                f"correct trackers.{self.name}.repo, or give the token access to it",
            ) from error
        return found

    def _why_gone(self, path: str, error: Gone) -> TrackerError | None:
        """Whether another repository has the name of this one, which is gone.

        It is not gone on with: keys are made from the number.
        """
        del error
        if not path.startswith("/repositories/") or path not in (
            self.path,
            self.issues,
        ):
            return None
        try:
            found = self._found()
        except Unreachable as unreachable:
            return unreachable
        if str(found.id) == self.ids[0]:
            return None
        return Unreachable(
            f"{self.settings.repo} is another repository than the one that was here",
            f"if it is meant, delete the ledger (.afteraction/ledger.db, or where"
            f" `ledger` says) and sync again; if not, correct"
            f" trackers.{self.name}.repo",
        )

    def check_rights(self, *, elsewhere: bool) -> None:
        """Raise `Refused` where GitHub would drop our labels, or more people read.

        Without labels we would not know our own issues again. What an installation may
        do is not told here: it is compared when the issue stands.
        `elsewhere`: the text comes from another tracker (rule 21).
        """
        found = self._told = self._told or self._at(self.path)
        rights = {} if self.settings.signs_in_as_app else found.permissions
        may_label = not rights or rights.get("push") or rights.get("triage")
        if self.drops_labels or not may_label:
            raise Refused(
                f"this sign-in may not label issues in {self.settings.repo}",
                "give it the right to write issues (role Triage or Write)",
            )
        if elsewhere and found.is_public and self.settings.readers == "private":
            raise Refused(
                f"{self.settings.repo} is public, and configured as private: text would"
                " move to where more people read it",
                f"write readers: public under trackers.{self.name}",
            )

    def may_push(self) -> bool:
        """Whether our sign-in may write files, as far as GitHub tells.

        What an installation may do is not told here.
        """
        found = self._told = self._told or self._at(self.path)
        rights = {} if self.settings.signs_in_as_app else found.permissions
        return not found.archived and (not rights or rights.get("push", False))

    def _at(self, path: str) -> wire.Repository:
        """The repository at a path, or where GitHub says that it is now."""
        try:
            found, _ = self.client.get(path, wire.repository)
        except Moved as moved:
            found, _ = self.client.get(moved.location, wire.repository)
        assert found is not None
        return found

    @property
    def path(self) -> str:
        """Where it is in the API, by its number: a name may change."""
        return f"/repositories/{self.ids[0]}"

    @property
    def issues(self) -> str:
        """Where its issues are."""
        return f"{self.path}/issues"
