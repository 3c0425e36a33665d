"""A process that runs `afteraction` when it is told to: see `test_two_at_once`.

Reads lines of JSON: the moment to begin at, in seconds since 1970, and the arguments.
Answers each with the exit code, stdout and stderr.
"""

from __future__ import annotations

import io
import json
import sys
import time
from contextlib import redirect_stderr, redirect_stdout

from afteraction.cli.main import main


def run(begin: float, arguments: list[str]) -> tuple[int, str, str]:
    """Run one command at that moment, neither earlier nor much later."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        time.sleep(max(0.0, begin - time.time() - 0.002))
        while time.time() < begin:
            pass
        code = main(arguments)
    return code, out.getvalue(), err.getvalue()


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(*json.loads(line))) + "\n")
        sys.stdout.flush()
