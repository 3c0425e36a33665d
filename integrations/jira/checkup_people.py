"""Whether the people of the configuration can be found, and given issues (rule 23)."""

from __future__ import annotations

from collections.abc import Iterator

from afteraction.tracker import Advice

from .looked_at import LookedAt


def people(looked: LookedAt) -> Iterator[Advice]:
    """Whether each handle means one person who can own what is made there."""
    handles = dict.fromkeys(looked.around.handles)
    if not looked.around.made or not handles:
        return
    wrong = [found for one in handles if (found := _found(looked, one)) is not None]
    good = len(handles) - len(wrong)
    if good == 1:
        yield looked.fine(f"1 person can be given issues in {looked.where}")
    elif good:
        yield looked.fine(f"{good} people can be given issues in {looked.where}")
    yield from wrong


def _found(looked: LookedAt, handle: str) -> Advice | None:
    """What is wrong with a handle; None when it means one person who can be given."""
    accounts, where = looked.project.accounts, looked.where
    meant = accounts.candidates(handle)
    if len(meant) == 1:
        return None
    setting = f"handles: {{{looked.name}: …}} under people"
    if len(meant) > 1:
        return looked.wrong(
            f"{len(meant)} people in {where} are called {handle}",
            f"write an address or an account's id instead, as {setting}",
        )
    known = accounts.anywhere(handle)
    if any(one.active for one in known):
        return looked.wrong(
            f"{handle} can not be given issues in {where}",
            "give that account the permission Assignable User there"
            f" ({looked.page('permissions')})",
        )
    if known:
        return looked.wrong(
            f"the account of {handle} is closed",
            "take them out of people, or name another account there; what they own"
            " already stays theirs until somebody takes it",
        )
    return looked.wrong(
        f"nobody on this Jira is called {handle}",
        f"write an address, an account's id or the whole name, as {setting}",
    )
