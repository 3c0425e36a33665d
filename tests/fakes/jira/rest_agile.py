"""Boards and sprints. Texts of issues have version 2's form here, in both dresses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .call import Call, done, listed, ok
from .jql import Search
from .values import Board, Issue, Sprint
from .wire import Answer, Refusal

PAGE = 50
ISSUES_PAGE = 100
MOVED = 50


def list_boards(call: Call) -> Answer:
    """A page of the boards that can be seen."""
    query = call.query
    named = query.get("projectKeyOrId")
    home = call.state.project(named) if named else None
    if named and (home is None or not call.may("BROWSE_PROJECTS", home)):
        raise Refusal(400, f"No project could be found with key or id '{named}'.")
    found = [
        one
        for one in call.state.boards.values()
        if _sees(call, one)
        and (home is None or one.project == home.id)
        and query.get("name", "").casefold() in one.name.casefold()
        and one.kind in (listed(query.get("type")) or [one.kind])
    ]
    return _paged(call, [call.payloads.site.board(one) for one in found])


def _paged(call: Call, things: list[Any]) -> Answer:
    shown, about = call.page(things, PAGE)
    last = about["startAt"] + len(shown) >= about["total"]
    return ok({**about, "isLast": last, "values": shown})


def _sees(call: Call, board: Board) -> bool:
    who = call.viewer.name
    if board.readers is not None and who not in board.readers:
        return False
    return call.may("BROWSE_PROJECTS", call.state.projects[board.project])


def _board(call: Call) -> Board:
    wanted = call.values["boardId"]
    board = call.state.boards.get(int(wanted)) if wanted.isdecimal() else None
    if board is None or not _sees(call, board):
        raise Refusal(
            404,
            "The requested board cannot be viewed because it either does not exist "
            "or you do not have permission to view it.",
        )
    return board


def get_board(call: Call) -> Answer:
    """One board."""
    return ok(call.payloads.site.board(_board(call)))


def board_sprints(call: Call) -> Answer:
    """A page of a board's sprints; a board without sprints refuses."""
    board = _board(call)
    if board.kind != "scrum":
        raise Refusal(400, "The board does not support sprints")
    states = listed(call.query.get("state"))
    wrong = set(states) - {"future", "active", "closed"}
    if wrong:
        raise Refusal(400, f"Invalid sprint state: {min(wrong)}")
    found = [
        call.payloads.site.sprint(one)
        for one in call.state.sprints.values()
        if one.board == board.id and one.state in (states or [one.state])
    ]
    return _paged(call, found)


def get_sprint(call: Call) -> Answer:
    """One sprint."""
    return ok(call.payloads.site.sprint(_sprint(call)))


def _sprint(call: Call) -> Sprint:
    wanted = call.values["sprintId"]
    sprint = call.state.sprints.get(int(wanted)) if wanted.isdecimal() else None
    if sprint is None or not _sees(call, call.state.boards[sprint.board]):
        raise Refusal(404, "Sprint does not exist.")
    return sprint


def sprint_issues(call: Call) -> Answer:
    """A page of a sprint's issues: those that name it now, also when it is over."""
    number = _sprint(call).id
    field = call.changes.sprint_field
    return _issues(call, lambda one: number in (one.fields.get(field) or ()))


def board_issues(call: Call) -> Answer:
    """A page of a board's issues."""
    home = _board(call).project
    return _issues(call, lambda one: one.project == home)


def backlog(call: Call) -> Answer:
    """A page of a board's issues that are in no sprint that is not over."""
    board, field = _board(call), call.changes.sprint_field

    def waits(issue: Issue) -> bool:
        ids = issue.fields.get(field) or ()
        over = all(call.state.sprints[one].state == "closed" for one in ids)
        undone = call.state.statuses[issue.status].category != "done"
        return issue.project == board.project and over and undone

    return _issues(call, waits)


def _issues(call: Call, belongs: Any) -> Answer:  # noqa: ANN401
    query = call.query
    found = Search(call.state, call.viewer).find(query.get("jql", ""))
    kept = sorted((one for one in found if belongs(one)), key=lambda one: one.id)
    shown, about = call.page(kept, ISSUES_PAGE)
    fields = listed(query.get("fields")) or ["*navigable"]
    expand = listed(query.get("expand"))
    issues = [_told(call, one, fields, expand) for one in shown]
    return ok({"expand": "schema,names", **about, "issues": issues})


def _told(
    call: Call, issue: Issue, fields: list[str], expand: list[str]
) -> dict[str, Any]:
    """An issue with what the agile part adds: its open sprint, and those over."""
    data = call.payloads.issue(issue, fields, expand=expand)
    root = call.server.root
    data["self"] = f"{root}/rest/agile/1.0/issue/{issue.id}"
    ids = issue.fields.get(call.changes.sprint_field) or ()
    sprints = [call.state.sprints[one] for one in ids]
    site = call.payloads.site
    everything = any(one.startswith("*") for one in fields)
    own = data.setdefault("fields", {})
    if everything or "sprint" in fields:
        running = [site.sprint(one) for one in sprints if one.state != "closed"]
        own["sprint"] = running[-1] if running else None
    if everything or "closedSprints" in fields:
        over = [site.sprint(one) for one in sprints if one.state == "closed"]
        if over:
            own["closedSprints"] = over
    return data


# Writing


def create_sprint(call: Call) -> Answer:
    """A new sprint of a board."""
    data = call.data
    assert call.who
    board = call.state.boards.get(int(data.get("originBoardId") or 0))
    if board is None or not data.get("name"):
        raise Refusal(400, "A sprint needs a 'name' and an 'originBoardId'.")
    _manage(call, board)
    number = call.state.next_id("sprint", 0)
    sprint = Sprint(
        id=number, board=board.id, name=data["name"], created=call.state.now()
    )
    call.state.sprints[number] = sprint
    _set(sprint, data)
    return ok(call.payloads.site.sprint(sprint), 201)


def change_sprint(call: Call) -> Answer:
    """Some of a sprint; `state` starts it or closes it."""
    sprint, data = _sprint(call), call.data
    assert call.who
    _manage(call, call.state.boards[sprint.board])
    _set(sprint, data)
    state = data.get("state", sprint.state)
    if state == "closed" and sprint.state == "active":
        call.changes.close_sprint(sprint.id, call.who, call.state.now(), None)
    elif state == "active" and sprint.state == "future":
        if sprint.start is None or sprint.end is None:
            raise Refusal(400, "Sprint start and end dates are required.")
        sprint.state = "active"
    elif state != sprint.state:
        raise Refusal(400, f"A sprint can not go from {sprint.state} to {state}.")
    return ok(call.payloads.site.sprint(sprint))


def _manage(call: Call, board: Board) -> None:
    home = call.state.projects[board.project]
    if not call.may("MANAGE_SPRINTS_PERMISSION", home):
        raise Refusal(403, "You do not have permission to manage sprints.")


def _set(sprint: Sprint, data: dict[str, Any]) -> None:
    sprint.name = str(data.get("name", sprint.name))
    sprint.goal = str(data.get("goal", sprint.goal) or "")
    if "startDate" in data:
        sprint.start = datetime.fromisoformat(data["startDate"])
    if "endDate" in data:
        sprint.end = datetime.fromisoformat(data["endDate"])


def move_to_sprint(call: Call) -> Answer:
    """Plan issues for a sprint."""
    sprint = _sprint(call)
    if sprint.state == "closed":
        raise Refusal(400, "Issues can only be moved to an open or an active sprint.")
    return _moved(call, sprint.id)


def move_to_backlog(call: Call) -> Answer:
    """Take issues out of their sprints."""
    return _moved(call, None)


def _moved(call: Call, sprint: int | None) -> Answer:
    assert call.who
    named = call.data.get("issues") or []
    if len(named) > MOVED:
        raise Refusal(400, f"At most {MOVED} issues can be moved.")
    for one in [call.named(str(one)) for one in named]:
        text = "You do not have permission to edit issues in this project."
        call.need("EDIT_ISSUES", one, text)
        call.changes.put_in_sprint(one, call.who, sprint)
    return done()
