"""What the address of a git remote says of GitHub."""

from __future__ import annotations

import pytest

from afteraction.integrations.github.places import origin


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
    assert origin(remote) == ("https://github.com", "acme/platform")


def test_a_remote_on_enterprise_cloud() -> None:
    remote = "git@acme.ghe.com:acme/platform.git"

    assert origin(remote) == ("https://acme.ghe.com", "acme/platform")


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
    assert origin(remote) is None
