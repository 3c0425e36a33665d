"""What tests look at: the state as it is, whatever lists show and whoever asks."""

from __future__ import annotations

from .people import find, repository
from .state import State
from .values import Comment, Event, Issue


class Look:
    """Looks at the state; issues are named as people name them."""

    def __init__(self, state: State) -> None:
        self._state = state

    def issue(self, ref: str) -> Issue:
        """An issue."""
        with self._state.lock:
            return find(self._state, ref)[1]

    def issues(self, full_name: str) -> list[Issue]:
        """All issues and pull requests of a repository, by their numbers."""
        with self._state.lock:
            kept = repository(self._state, full_name).issues
            return [kept[number].newest for number in sorted(kept)]

    def labels(self, ref: str) -> list[str]:
        """The names of an issue's labels."""
        with self._state.lock:
            home, issue = find(self._state, ref)
            return [home.labels[one].name for one in issue.labels]

    def comments(self, ref: str) -> list[Comment]:
        """An issue's comments, the oldest first."""
        with self._state.lock:
            home, issue = find(self._state, ref)
            return home.talk(issue.number)

    def timeline(self, ref: str) -> list[Event]:
        """What happened to an issue, the oldest first."""
        with self._state.lock:
            home, issue = find(self._state, ref)
            return home.timeline(issue.number)

    def file(self, full_name: str, path: str) -> str:
        """What stands in a file, on the default branch."""
        with self._state.lock:
            return repository(self._state, full_name).files[path].decode()

    def commits(self, full_name: str) -> list[tuple[str, str, str]]:
        """Changes of files through the API: the path, the message, who made it."""
        with self._state.lock:
            return list(repository(self._state, full_name).commits)

    def picture(self) -> object:
        """All that people can see, to be compared with `==`."""
        with self._state.lock:
            return {
                home.full_name: (
                    {number: one.newest for number, one in home.issues.items()},
                    {number: one.newest for number, one in home.comments.items()},
                    dict(home.labels),
                    dict(home.milestones),
                )
                for home in self._state.repositories.values()
            }
