"""One look at a repository in a process of its own, and the floor beside it.

The floor is a bare msgspec decode of the very same pages and an executemany of the very
rows that the look left in the ledger. Prints one JSON line: seconds, CPU seconds and
peak memory in MiB of the look, its requests, what fetching alone takes, the CPU seconds
of the rows alone, and CPU microseconds of decoding an issue, by us and by PyGithub.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import datetime
from pathlib import Path

from benchmarks.floor import cpu_of, storing
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


def main(home: Path, url: str, token: str, now: str) -> None:
    """Look once, then do as little as possible with the same bytes."""
    home.mkdir(exist_ok=True)
    (home / "token").write_text(token, "utf-8")
    (home / "afteraction.yml").write_text(CONFIG.format(url=url), "utf-8")
    figures = _look(home, datetime.fromisoformat(now))
    pages = int(figures["requests"])
    figures["carrying"] = _carrying(home, pages)
    figures |= _decoding(f"{url}/api/v3", token)
    figures["storing"] = storing(home / ".afteraction" / "ledger.db", home / "copy.db")
    sys.stdout.write(json.dumps(figures) + "\n")


def _look(home: Path, now: datetime) -> dict[str, float]:
    from afteraction.bootstrap import open_site, read_config
    from afteraction.observing import Observer

    began, cpu = time.perf_counter(), time.process_time()
    with open_site(read_config(home / "afteraction.yml")) as site:
        Observer(site.trackers, site.ledger, site.policy).look(now)
        requests = site.trackers["platform"].requests
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "peak": peak_of(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss),
        "requests": requests or 0,
    }


def _carrying(home: Path, requests: int) -> float:
    """CPU seconds of fetching as many pages without reading them."""
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


def _decoding(base: str, token: str) -> dict[str, float]:
    """CPU microseconds of decoding an issue, as we do it and as PyGithub does."""
    import github
    import msgspec
    import requests

    from afteraction.integrations.github import wire

    page = requests.get(
        f"{base}/repos/acme/platform/issues?state=all&per_page=100",
        headers={"Authorization": f"token {token}"},
        timeout=30,
    ).content
    decode = msgspec.json.Decoder(list[wire.Issue]).decode
    requester = github.Github(base_url=base).requester

    def as_objects() -> None:
        for data in json.loads(page):
            github.Issue.Issue(requester, {}, data, completed=True)

    issues = len(decode(page))
    return {
        "decoding": cpu_of(lambda: decode(page)) / issues,
        "objects": cpu_of(as_objects) / issues,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:5])
