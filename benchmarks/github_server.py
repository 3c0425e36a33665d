"""A fake GitHub in a process of its own, with a repository of any size.

Prints its address and serves until its standard input ends.
"""

from __future__ import annotations

import sys

from tests.fakes.github import GitHub

REPO = "acme/platform"


def main(size: int) -> None:
    """Serve `size` issues; answers are not compared with GitHub's description."""
    with GitHub(enterprise=True, check=False) as github:
        github.build.organization("acme", members=["ada"])
        github.build.repository(
            REPO, private=False, roles={"robot": "write"}, labels=["incident"]
        )
        github.build.fill(REPO, size)
        token = github.build.token("robot").text
        sys.stdout.write(f"{github.root} {token} {github.clock().isoformat()}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
