"""One look at a project in Jira in a process of its own, and the floor beside it.

The floor is a bare msgspec decode of the very same pages and an executemany of the very
rows that the look left in the ledger. Prints one JSON line: seconds, CPU seconds and
peak memory in MiB of the look, its requests, what fetching alone takes, the CPU seconds
of the rows alone, and CPU microseconds of decoding an issue, by us and by the library.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.floor import cpu_of, storing
from benchmarks.one_sync import peak_of

if TYPE_CHECKING:
    from afteraction.integrations.jira.client import Client

CONFIG = """\
trackers:
  ops: {{type: jira, url: {url}, project: OPS, email: file:mail, token: file:token,
        readers: private}}
subjects:
  incidents: [{{in: ops, jql: "issuetype = Incident"}}]
  since: 2000-01-01
  at_most: 1000000
write_back:
  avoidable: {{in: ops, labels: [checklist]}}
  inherent: {{in: ops, labels: [constraint]}}
  experiment: {{in: ops, labels: [learning]}}
"""
SEARCH = "/rest/api/3/search/jql"


def main(home: Path, url: str, mail: str, token: str, now: str) -> None:
    """Look once, then do as little as possible with the same bytes."""
    home.mkdir(exist_ok=True)
    (home / "mail").write_text(mail, "utf-8")
    (home / "token").write_text(token, "utf-8")
    (home / "afteraction.yml").write_text(CONFIG.format(url=url), "utf-8")
    figures = _look(home, datetime.fromisoformat(now))
    pages = int(figures["requests"])
    figures |= _carrying(home, pages)
    figures["objects"] = _objects(home)
    figures["storing"] = storing(home / ".afteraction" / "ledger.db", home / "copy.db")
    sys.stdout.write(json.dumps(figures) + "\n")


def _look(home: Path, now: datetime) -> dict[str, float]:
    from afteraction.bootstrap import open_site, read_config
    from afteraction.network.patience import Patience
    from afteraction.observing import Observer

    began, cpu = time.perf_counter(), time.process_time()
    config = read_config(home / "afteraction.yml")
    with open_site(config, patience=Patience(clock=lambda: now)) as site:
        Observer(site.trackers, site.ledger, site.policy).look(now)
        requests = site.trackers["ops"].requests
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - cpu,
        "peak": peak_of(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss),
        "requests": requests or 0,
    }


def _asked(start: int) -> dict[str, object]:
    """What a look asks for of a page."""
    from afteraction.integrations.jira import wire

    body = {"jql": "project = OPS", "fields": list(wire.READ), "maxResults": 100}
    return {**body, "nextPageToken": str(start)}


def _carrying(home: Path, requests: int) -> dict[str, float]:
    """CPU seconds of fetching as many pages, and what reading them bare takes.

    The microseconds of an issue's decoding are of fresh bytes: those of a page that was
    just decoded are at hand, as those of a look never are.
    """
    import msgspec

    from afteraction.integrations.jira import wire

    client, spent, issues = _client(home), 0.0, 0
    decode = msgspec.json.Decoder(
        msgspec.defstruct("Page", [("issues", list[wire.Issue])])
    ).decode
    began = time.process_time()
    for _ in range(requests):
        page = client.query(SEARCH, _asked(0), bytes)
        cpu = time.process_time()
        issues += len(decode(page).issues)  # type: ignore[attr-defined]
        spent += time.process_time() - cpu
    carrying = time.process_time() - began - spent
    return {"carrying": carrying, "decoding": spent / issues * 1e6}


def _objects(home: Path) -> float:
    """CPU microseconds of decoding an issue as the library does."""
    from jira.resilientsession import ResilientSession
    from jira.resources import Issue

    page = _client(home).query(SEARCH, _asked(0), bytes)
    session = ResilientSession()

    def as_objects() -> None:
        for data in json.loads(page)["issues"]:
            Issue({}, session, raw=data)

    return cpu_of(as_objects) / len(json.loads(page)["issues"])


def _client(home: Path) -> Client:
    from afteraction.bootstrap import read_config
    from afteraction.integrations.jira.client import Client
    from afteraction.integrations.jira.settings import JiraSettings
    from afteraction.network.patience import Patience

    settings = read_config(home / "afteraction.yml").trackers["ops"]
    assert isinstance(settings, JiraSettings)
    return Client(settings, Patience())


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:6])
