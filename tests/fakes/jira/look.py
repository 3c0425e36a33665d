"""What tests look at: the state as it is, whatever searches show and whoever asks."""

from __future__ import annotations

from .people import find
from .state import State
from .texts import plain
from .values import Comment, History, Issue, Remote


class Look:
    """Looks at the state; issues are named by their keys, old ones too."""

    def __init__(self, state: State) -> None:
        self._state = state

    def issue(self, key: str) -> Issue:
        """An issue."""
        with self._state.lock:
            return find(self._state, key)

    def key(self, issue: int) -> str:
        """What an issue of an id is called now."""
        with self._state.lock:
            return self._state.key(self._state.issues[issue].newest)

    def issues(self, project: str) -> list[Issue]:
        """All issues of a project, by their numbers."""
        with self._state.lock:
            home = self._state.project(project)
            assert home is not None, project
            all_ = (one.newest for one in self._state.issues.values())
            found = [one for one in all_ if one.project == home.id]
            return sorted(found, key=lambda one: one.number)

    def keys(self, project: str) -> list[str]:
        """The keys of all issues of a project, by their numbers."""
        return [self.key(one.id) for one in self.issues(project)]

    def text(self, key: str) -> str:
        """What an issue's description says, whichever form it has."""
        return plain(self.issue(key).description)

    def status(self, key: str) -> str:
        """The name of an issue's status."""
        issue = self.issue(key)
        return self._state.statuses[issue.status].name

    def resolution(self, key: str) -> str | None:
        """The name of an issue's resolution."""
        id_ = self.issue(key).resolution
        return self._state.resolutions[id_].name if id_ else None

    def comments(self, key: str) -> list[Comment]:
        """An issue's comments, the oldest first."""
        return list(self.issue(key).comments)

    def history(self, key: str) -> list[History]:
        """An issue's history, the oldest first."""
        return list(self.issue(key).histories)

    def links(self, key: str) -> list[tuple[str, str, str]]:
        """An issue's links: the type, where it begins, where it leads."""
        with self._state.lock:
            return [
                (
                    self._state.link_types[x.type].name,
                    self.key(x.source),
                    self.key(x.target),
                )
                for x in self._state.links_of(find(self._state, key).id)
            ]

    def remotes(self, key: str) -> list[Remote]:
        """An issue's links to elsewhere."""
        with self._state.lock:
            return list(self._state.remotes.get(find(self._state, key).id, []))

    def mentions(self) -> list[tuple[str, str]]:
        """Who was mentioned, and where; each of them was sent a mail."""
        with self._state.lock:
            return [(name, self.key(issue)) for name, issue in self._state.mentions]

    def picture(self) -> object:
        """All that people can see, to be compared with `==`."""
        with self._state.lock:
            return (
                {number: one.newest for number, one in self._state.issues.items()},
                dict(self._state.links),
                {number: list(one) for number, one in self._state.remotes.items()},
            )
