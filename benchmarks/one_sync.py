"""One sync in a process of its own, so that its memory is its own.

Prints one JSON line: seconds, CPU seconds, peak memory in MiB, and what was done.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def main(config: Path) -> None:
    """Sync once at a fixed time and say what it took."""
    from afteraction.bootstrap import open_site, read_config
    from afteraction.sync import sync

    began, cpu = time.perf_counter(), time.process_time()
    with open_site(read_config(config)) as site:
        synced = sync(site, NOW)
    peak = peak_of(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    figures = {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "peak": peak,
        "changes": len(synced.plan.changes),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def peak_of(figure: int) -> float:
    """MiB from what the system counts: bytes on macOS, KiB elsewhere."""
    return figure / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
