"""The story in a process of its own, which can kill itself: see `test_killed`.

    python -m tests.markdown.storyteller FOLDER FIRST KILL_AT

Tells it from step FIRST on, and dies of SIGKILL at the moment KILL_AT (0: never).
Prints the number of each step as it begins, and at the end one line of JSON.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from afteraction.integrations.markdown.disk import Disk
from tests.markdown.team import LAST, WRITES, Team, story


class Clock:
    """Counts the moments at which a process can die, and dies at one of them."""

    def __init__(self, kill_at: int) -> None:
        self.moments: list[str] = []
        self.kill_at = kill_at

    def tick(self, moment: str) -> None:
        """One more moment has come."""
        self.moments.append(moment)
        if len(self.moments) == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


def mortal(clock: Clock) -> Callable[[], Disk]:
    """Disks at which time passes before and after every write."""

    class MortalDisk(Disk):
        """The real disk, and the clock beside it."""

    def wind_up(name: str) -> None:
        original = getattr(Disk, name)

        def method(self: Disk, *arguments: object) -> object:
            clock.tick(f"before {name}")
            result = original(self, *arguments)
            clock.tick(f"after {name}")
            return result

        setattr(MortalDisk, name, method)

    for name in WRITES:
        wind_up(name)
    return MortalDisk


def main(folder: Path, first: int, kill_at: int) -> None:
    """Tell the story and say what came of it."""
    clock = Clock(kill_at)
    team = Team(folder, mortal(clock), lambda what: clock.tick(f"before {what}"))
    left_over = []
    for number, (step, is_ours) in enumerate(story(team)):
        if number < first:
            continue
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        step()
        if is_ours:
            left_over += team.left_over()
    told = {
        "moments": clock.moments,
        "files": team.files(),
        "report": team.report(LAST),
        "left_over": left_over,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
