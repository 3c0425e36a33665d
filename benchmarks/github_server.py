"""A fake GitHub in a process of its own, with a repository of any size.

Prints its address and serves until its standard input ends.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from functools import partial

from tests.fakes.github import GitHub

REPO = "acme/platform"
BODY = "The gateway answers with 502, and then with 200.\n" * 90
"""With it an issue is 7 kB of JSON, as large as those of real repositories."""


def main(size: int) -> None:
    """Serve `size` issues, every tenth a closed incident; nothing is validated."""
    with GitHub(enterprise=True, check=False) as github:
        github.build.organization("acme", members=["ada"])
        github.build.repository(
            REPO, private=False, roles={"robot": "write"}, labels=["incident"]
        )
        incidents = size // 10
        start = github.clock() - timedelta(minutes=incidents)
        fill = partial(github.build.fill, REPO, body=BODY)
        fill(size - incidents, until=start)
        fill(incidents, labels=["incident"], closed=True)
        token = github.build.token("robot").text
        sys.stdout.write(f"{github.root} {token} {github.clock().isoformat()}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
