"""The least that a look can cost: decoding the bytes, and putting its rows into a file.

Shared by the looks at trackers on the network; no figure of theirs comes from another
run than the one that it stands beside.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

TIMES = 20
TABLES = ("view_seen", "view_tickets", "view_loops")


def cpu_of(action: Callable[[], object]) -> float:
    """CPU microseconds of doing something once."""
    cpu = time.process_time()
    for _ in range(TIMES):
        action()
    return (time.process_time() - cpu) / TIMES * 1e6


def storing(ledger: Path, copy: Path) -> float:
    """CPU seconds of putting the ledger's rows into a new file, bare."""
    with sqlite3.connect(ledger) as source, sqlite3.connect(copy) as target:
        spent = 0.0
        for table in TABLES:
            rows = source.execute(f"SELECT * FROM {table}").fetchall()
            schema = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql NOT NULL"
            for (statement,) in source.execute(schema, (table,)):
                target.execute(statement)
            cpu = time.process_time()
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            target.commit()
            spent += time.process_time() - cpu
    copy.unlink()
    return spent
