"""What the configuration may say of a project in Jira, and what is refused."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from afteraction.domain.kinds import Kind
from afteraction.integrations.jira.settings import ByJql, JiraSettings, OfBoard
from afteraction.secret import SecretRef

SITE = "https://acme.atlassian.net"
BOARD_PAGE = "https://j.example/secure/RapidBoard.jspa"
LEAST = {
    "type": "jira",
    "url": "https://acme.atlassian.net/",
    "project": "ops",
    "email": "env:JIRA_EMAIL",
    "token": "env:JIRA_TOKEN",
}


def settings(**more: object) -> JiraSettings:
    return JiraSettings.model_validate(LEAST | more)


def test_the_least() -> None:
    found = settings()

    assert (found.url, found.project) == ("https://acme.atlassian.net", "OPS")
    assert (found.email, found.token) == (
        SecretRef("env", "JIRA_EMAIL"),
        SecretRef("env", "JIRA_TOKEN"),
    )
    assert (found.readers, found.sub_tasks) == (None, "no")
    assert found.types.of(None) is None


@pytest.mark.parametrize(
    "url", ["https://jira.acme.example", "https://api.atlassian.com/ex/jira/11-aa"]
)
def test_a_token_alone_elsewhere(url: str) -> None:
    """Of other addresses nobody can see whether they are Cloud's."""
    assert settings(url=url, email=None).email is None


def test_a_site_of_cloud_needs_an_address_beside_the_token() -> None:
    with pytest.raises(ValidationError, match="add email: env:JIRA_EMAIL"):
        settings(email=None)

    gateway = "https://api.atlassian.com/ex/jira/11223344-a1b2-3b33-c444-def123456789"
    for elsewhere in ("https://jira.acme.example", gateway):
        assert settings(url=elsewhere, email=None).email is None


def test_types_by_what_is_made() -> None:
    found = settings(types={"review": "Task", "inherent": "Story"}).types

    assert [found.of(kind) for kind in (None, *Kind)] == ["Task", None, "Story", None]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"project": "O P"}, "is no project's key"),
        ({"project": ""}, "is no project's key; write it as in OPS"),
        ({"project": "OPS-7"}, "is no project's key; write OPS$"),
        ({"project": f"{SITE}/jira/software/projects/OPS/boards/1"}, "write OPS$"),
        ({"project": f"{SITE}/browse/OPS-7"}, "write OPS$"),
        ({"url": "http://acme.atlassian.net"}, "token in clear text; write https://ac"),
        ({"url": "https://api.atlassian.com"}, "does not say which site is meant"),
        ({"url": "https://api.atlassian.com/ex/confluence/1"}, "/ex/jira/ and the clo"),
        ({"done": ["Done"], "declined": ["done"]}, "stands under done and under"),
        ({"token": "secret"}, "env:"),
        ({"email": None}, "has no email: Jira Cloud wants to know whose token it is"),
        ({"sub_tasks": "maybe"}, "sub_tasks"),
    ],
)
def test_what_is_refused(more: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        settings(**more)

    (error,) = caught.value.errors()
    assert re.search(said, f"{error['loc']} {error['msg']}")


@pytest.mark.parametrize(
    ("copied", "meant"),
    [
        (f"{SITE}/", SITE),
        (f"{SITE.upper()}", SITE),
        (f"{SITE}/browse/OPS-7", SITE),
        (f"{SITE}/jira/software/c/projects/OPS/boards/12?sprint=1", SITE),
        (f"{SITE}/jira/your-work", SITE),
        ("https://jira.acme.example", "https://jira.acme.example"),
        ("http://jira.acme.example:8080/", "http://jira.acme.example:8080"),
        ("https://acme.example/jira", "https://acme.example/jira"),
        ("https://acme.example/jira/browse/OPS-7#c", "https://acme.example/jira"),
        ("https://acme.example/jira/projects/OPS/issues", "https://acme.example/jira"),
        (
            "https://acme.example/jira/secure/RapidBoard.jspa?rapidView=12",
            "https://acme.example/jira",
        ),
        ("https://acme.example/projects/browser", "https://acme.example"),
        ("https://acme.example/browser/jira", "https://acme.example/browser/jira"),
        (
            "https://api.atlassian.com/ex/jira/11-aa-22/rest/api/3/myself",
            "https://api.atlassian.com/ex/jira/11-aa-22",
        ),
    ],
)
def test_where_jira_is_from_what_a_browser_shows(copied: str, meant: str) -> None:
    found = settings(url=copied, formerly=copied)

    assert (found.url, found.formerly) == (meant, meant)


def test_a_query_is_one_line_and_has_no_order() -> None:
    assert ByJql(jql=" issuetype =\n Incident ").chosen_query == "issuetype = Incident"
    for jql in ("", "issuetype = Incident ORDER  BY created"):
        with pytest.raises(ValidationError):
            ByJql(jql=jql)


def test_a_board_is_a_sort_of_sprints() -> None:
    board = OfBoard.model_validate({"board": "12"})

    assert (board.sort, board.names, board.chosen_query) == ("board:12", "*", "")


@pytest.mark.parametrize(
    "copied",
    [
        f"{SITE}/jira/software/c/projects/OPS/boards/12",
        f"{SITE}/jira/software/projects/OPS/boards/12/backlog?epics=visible",
        "https://acme.example/jira/secure/RapidBoard.jspa?rapidView=12&view=planning",
        "https://acme.example/secure/RapidBoard.jspa?projectKey=OPS&rapidView=12",
    ],
)
def test_a_board_by_its_address(copied: str) -> None:
    assert OfBoard.model_validate({"board": copied}).board == 12


@pytest.mark.parametrize(
    "copied", [f"{SITE}/browse/OPS-12", f"{SITE}/boards/0", "boards/12", "OPS board"]
)
def test_what_is_no_board(copied: str) -> None:
    with pytest.raises(ValidationError, match="is not a whole number from 1 up"):
        OfBoard.model_validate({"board": copied})


@pytest.mark.parametrize(
    ("address", "url", "board"),
    [
        ("https://acme.atlassian.net/browse/OPS-7", SITE, None),
        ("https://acme.atlassian.net/browse/OPS", SITE, None),
        ("https://acme.atlassian.net/jira/core/projects/OPS/board", SITE, None),
        ("https://acme.atlassian.net/jira/software/projects/OPS/boards/3", SITE, "3"),
        (f"{SITE}/jira/software/c/projects/OPS/boards/3?selectedIssue=X-1", SITE, "3"),
        (f"{SITE}/jira/servicedesk/projects/OPS/queues/custom/1", SITE, None),
        (" http://Acme.atlassian.net/browse/OPS-7 ", SITE, None),
        ("https://j.example/projects/OPS/summary", "https://j.example", None),
        ("https://j.example/jira/browse/OPS-7", "https://j.example/jira", None),
        ("http://j.example:8080/browse/OPS-7", "http://j.example:8080", None),
        (f"{BOARD_PAGE}?rapidView=12&projectKey=OPS", "https://j.example", "12"),
        (f"{BOARD_PAGE}?rapidView=12&selectedIssue=OPS-7", "https://j.example", "12"),
    ],
)
def test_what_an_address_names(address: str, url: str, board: str | None) -> None:
    told = JiraSettings.at(address)

    email = {"email": "env:JIRA_EMAIL"} if url == SITE else {}
    assert told == {
        "url": url,
        "project": "OPS",
        **email,
        **({"board": board} if board else {}),
    }
    assert (JiraSettings.at(address, certain=True) is not None) is (url == SITE)


@pytest.mark.parametrize(
    "address",
    [
        "OPS",
        "",
        SITE,
        f"{SITE}/issues/?jql=project%20%3D%20OPS",
        f"{BOARD_PAGE}?rapidView=12",
        "https://ada:secret@j.example/browse/OPS-7",
        "ftp://j.example/browse/OPS-7",
        "https://[j.example/browse/OPS-7",
        "/browse/OPS-7",
        "git@github.com:acme/platform.git",
    ],
)
def test_what_names_no_project(address: str) -> None:
    assert JiraSettings.at(address) is None
