"""What the address of a git remote says of GitHub."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from afteraction.integrations.github.settings import GithubSettings


def at_certainly(remote: str) -> Mapping[str, str] | None:
    return GithubSettings.at(remote, certain=True)


@pytest.mark.parametrize(
    "remote",
    [
        "git@github.com:acme/platform.git",
        "git@github.com:acme/platform",
        "ssh://git@github.com/acme/platform.git",
        "ssh://git@ssh.github.com:443/acme/platform.git",
        "https://github.com/acme/platform",
        "https://www.github.com/acme/platform/",
        "https://GitHub.com/acme/platform.git\n",
        "https://x-access-token:ghs_0123@github.com/acme/platform.git",
    ],
)
def test_a_remote_on_github_com(remote: str) -> None:
    assert at_certainly(remote) == {"repo": "acme/platform"}


def test_a_remote_on_enterprise_cloud() -> None:
    remote = "git@acme.ghe.com:acme/platform.git"

    assert at_certainly(remote) == {
        "repo": "acme/platform",
        "url": "https://acme.ghe.com",
    }


@pytest.mark.parametrize(
    "remote",
    [
        "",
        "../platform.git",
        "/srv/git/platform.git",
        "git@gitlab.com:acme/platform.git",
        "https://github.com.example.org/acme/platform",
        "https://github.com/acme",
        "git@github.com:acme/platform/wiki",
    ],
)
def test_a_remote_elsewhere(remote: str) -> None:
    assert at_certainly(remote) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("acme/platform", {"repo": "acme/platform"}),
        (
            "https://ghe.acme.example/acme/platform",
            {"repo": "acme/platform", "url": "https://ghe.acme.example"},
        ),
        (
            "git@ghe.acme.example:acme/platform.git",
            {"repo": "acme/platform", "url": "https://ghe.acme.example"},
        ),
        (
            "http://127.0.0.1:8080/acme/platform",
            {"repo": "acme/platform", "url": "http://127.0.0.1:8080"},
        ),
        ("acme", None),
        ("https://github.com/acme", None),
    ],
)
def test_what_somebody_says_is_on_github(
    text: str, told: Mapping[str, str] | None
) -> None:
    assert GithubSettings.at(text) == told
