"""One look at a repository in a process of its own, and the floor beside it.

The floor is a bare msgspec decode of the very same pages and an executemany of the same
rows into SQLite. Prints one JSON line: seconds, CPU seconds and peak memory in MiB of
the look, its requests, the CPU seconds of the floor, and of PyGithub's own objects.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import time
from datetime import datetime
from pathlib import Path

from benchmarks.one_sync import peak_of

CONFIG = """\
trackers:
  platform: {{type: github, repo: acme/platform, token: file:token, url: {url},
             readers: public, limits: none}}
subjects:
  incidents: [{{in: platform, labels: [incident]}}]
  since: 2000-01-01
  at_most: 1000000
write_back:
  avoidable: {{in: platform, labels: [checklist]}}
  inherent: {{in: platform, labels: [constraint]}}
  experiment: {{in: platform, labels: [learning]}}
"""
SAMPLE = 10


def main(home: Path, url: str, token: str, now: str) -> None:
    """Look once, then do as little as possible with the same bytes."""
    home.mkdir(exist_ok=True)
    (home / "token").write_text(token, "utf-8")
    (home / "afteraction.yml").write_text(CONFIG.format(url=url), "utf-8")
    figures = _look(home, datetime.fromisoformat(now))
    figures |= _floor(home)
    figures["carrying"] = _carrying(home, int(figures["requests"]))
    sys.stdout.write(json.dumps(figures) + "\n")


def _look(home: Path, now: datetime) -> dict[str, float]:
    from afteraction.bootstrap import open_site, read_config
    from afteraction.sync import sync

    began, cpu = time.perf_counter(), time.process_time()
    with open_site(read_config(home / "afteraction.yml")) as site:
        synced = sync(site, now, dry_run=True)
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "peak": peak_of(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss),
        "requests": dict(synced.requests).get("platform", 0),
    }


def _carrying(home: Path, requests: int) -> float:
    """CPU seconds of starting, and of fetching as many pages without reading them."""
    from afteraction.bootstrap import read_config
    from afteraction.integrations.github import wire
    from afteraction.integrations.github.client import Client
    from afteraction.integrations.github.settings import GithubSettings
    from afteraction.network.patience import Patience

    cpu = time.process_time()
    settings = read_config(home / "afteraction.yml").trackers["platform"]
    assert isinstance(settings, GithubSettings)
    client = Client(settings, Patience())
    path = "/repos/acme/platform/issues?state=all&per_page=100"
    for _ in range(requests):
        client.get(path, wire.nothing)
    return time.process_time() - cpu


def _floor(home: Path) -> dict[str, float]:
    """Decoding and storing a few of the pages, over and over, per issue."""
    import github
    import msgspec
    import requests

    from afteraction.integrations.github import wire

    token = (home / "token").read_text("utf-8")
    url = (home / "afteraction.yml").read_text("utf-8").partition("url: ")[2]
    base = f"{url.partition(',')[0]}/api/v3"
    page = requests.get(
        f"{base}/repos/acme/platform/issues?state=all&per_page=100",
        headers={"Authorization": f"token {token}"},
        timeout=30,
    ).content
    decode = msgspec.json.Decoder(list[wire.Issue]).decode
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, stamp TEXT, title TEXT)")
    cpu = time.process_time()
    for number in range(SAMPLE):
        rows = [
            (f"{number}-{i.number}", str(i.updated_at), i.title) for i in decode(page)
        ]
        database.executemany("INSERT INTO seen VALUES (?, ?, ?)", rows)
    floor = (time.process_time() - cpu) / SAMPLE / 100
    cpu = time.process_time()
    for _ in range(SAMPLE):
        decode(page)
    decoding = (time.process_time() - cpu) / SAMPLE / 100
    requester = github.Github(base_url=base).requester
    cpu = time.process_time()
    for _ in range(SAMPLE):
        for data in json.loads(page):
            github.Issue.Issue(requester, {}, data, completed=True)
    objects = (time.process_time() - cpu) / SAMPLE / 100
    return {"floor": floor, "decoding": decoding, "objects": objects}


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:5])
