"""Who is who: accounts of a site, and what the team calls them.

A person is configured by an address, an account's id or a name; Jira tells ids, names
and only some addresses. What is read is turned into the handle that is configured; of
others the name is what people read. Nobody is guessed: two of one name are nobody.
https://developer.atlassian.com/cloud/jira/platform/user-privacy-developer-guide/
"""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from functools import cached_property

import msgspec

from afteraction.errors import Gone, Refused

from . import wire
from .adf_nodes import mention_link
from .site import Site
from .wire import Issue, User

_FEW = 50
_ID = re.compile(r"[0-9a-f]{24}|[0-9]+:[0-9a-f-]{36}|(?:ug|qm):[\w:-]+")
"""https://developer.atlassian.com/cloud/jira/platform/deprecation-notice-user-privacy-api-migration-guide/"""


class Accounts:
    """The accounts of one site, as far as they were met."""

    def __init__(self, site: Site) -> None:
        """Nothing is asked before it is needed."""
        self._site = site
        self._handles: dict[str, str] = {}
        """By account: what the team calls them, or else what Jira does."""
        self._found: dict[str, str] = {}
        """By handle, in lower case: the account."""
        self._certain: set[str] = set()
        """Handles, in lower case, that nobody else can have."""
        self._shown: dict[str, str] = {}
        """By account: the name that Jira shows."""
        self._asked: dict[tuple[str, str], tuple[User, ...]] = {}

    # --- from accounts to handles -----------------------------------------------------

    def handle(self, user: User | None) -> str | None:
        """What an account is called; None for nobody."""
        if user is None or not user.id:
            return None
        if user.id not in self._handles:
            self._remember(user, self._configured(user) or self._own_name(user))
        return self._handles[user.id]

    def _remember(self, user: User, handle: str) -> None:
        self._handles[user.id] = handle
        self._shown[user.id] = user.display_name
        self._handles[user.id] = self._apart(user.id, handle)
        if handle.casefold() in _ids(user) or user.id in self._by_address:
            self._certain.add(handle.casefold())

    def _apart(self, account: str, handle: str) -> str:
        """A handle that nobody else has: of two of one name the ids tell who is who."""
        known = self._found.setdefault(handle.casefold(), account)
        if known == account:
            return handle
        longer = f"{handle} ({account})"
        self._found[longer.casefold()] = account
        self._certain.add(longer.casefold())
        return longer

    def _own_name(self, user: User) -> str:
        """What Jira calls them; programs in the way by which the core knows them."""
        name = user.name or user.display_name or user.id
        return f"{name}[bot]" if user.account_type == "app" else name

    def _configured(self, user: User) -> str | None:
        for handle in self._site.around.handles:
            if handle.casefold() in _names(user):
                return handle
        if user.email_address:
            return None
        return self._by_hidden_address.get(user.id)

    @property
    def _by_address(self) -> Collection[str]:
        """Accounts that were found by their hidden addresses, as far as was asked."""
        asked: dict[str, str] = self.__dict__.get("_by_hidden_address", {})
        return asked.keys()

    @cached_property
    def _by_hidden_address(self) -> dict[str, str]:
        """Accounts whose configured address Jira shows to nobody, by id."""
        found: dict[str, str] = {}
        for handle in self._site.around.handles:
            account = self._at_address(handle) if "@" in handle else ""
            if account:
                found[account] = handle
        return found

    def _at_address(self, address: str) -> str:
        """The account with an address; "" for none. Remembered, as ids last."""
        book = self._site.around.patience.book
        name = f"address:{self._site.settings.url}:{address.casefold()}"
        known = book.identity(name) if book else None
        if known is None:
            path = f"{self._site.api}/user/search"
            users = self._search(path, self._question(address))
            known = next((user.id for user in _meant(users, address)), "")
            if book and known:
                book.identify(name, known)
        return known

    @cached_property
    def us(self) -> User | None:
        """Our own account, as others read it. None as long as nobody told."""
        us = self._site.client.us
        if us and (us in self._handles or not self._site.dress.cloud):
            return self.user(us)
        book = self._site.around.patience.book
        known = book.identity(self._called(us)) if book and us else None
        if known is not None:
            return User(account_id=us, display_name=known)
        user = self._ourselves()
        if book and user and user.display_name:
            book.identify(self._called(user.id), user.display_name)
        return user

    def _called(self, account: str) -> str:
        return f"called:{self._site.settings.url}:{account}"

    def _ourselves(self) -> User | None:
        us = self._site.client.us
        try:
            user = self._site.client.get(f"{self._site.api}/myself", wire.user)
        except Refused:
            return User(account_id=us) if us else None
        self._site.client.us = us or user.id  # where a proxy drops the header
        return user

    def user(self, account: str) -> User:
        """An account of which no more is known than what it is called."""
        if self._site.dress.cloud:
            return User(account_id=account)
        return User(name=account)

    def name(self, account: str, text: str) -> str:
        """How a mention of an account stands in Markdown."""
        handle = self._handles.get(account) or self._mentioned(account, text)
        return mention_link(account, f"@{handle}")

    def _mentioned(self, account: str, text: str) -> str:
        """Whom a mention means; what it shows may be what they were called once."""
        shown = text.removeprefix("@").strip() or account
        told = msgspec.structs.replace(self.user(account), display_name=shown)
        return self._apart(account, self._configured(told) or self._own_name(told))

    def mention(self, handle: str) -> str:
        """Markdown that mentions somebody. Raises `Refused` like `account`."""
        account = self.account(handle)
        return mention_link(account, f"@{self._shown.get(account) or handle}")

    # --- from handles to accounts -----------------------------------------------------

    def account(self, handle: str) -> str:
        """Whose handle it is. Raises `Refused` when that is nobody, or several."""
        known = self._found.get(handle.casefold())
        if known is not None and handle.casefold() in self._certain:
            return known
        if self._is_id(handle):
            return handle
        users = self.candidates(handle)
        if len(users) != 1:
            several = "several people" if users else "nobody"
            raise Refused(
                f"{several} in {self._site.settings.project} can be meant by {handle}",
                "write an address or an account's id under people, as"
                f" handles: {{{self._site.name}: ada@acme.example}}",
            )
        self._certain.add(handle.casefold())
        self._handles.setdefault(users[0].id, handle)
        self._shown[users[0].id] = users[0].display_name
        self._found[handle.casefold()] = users[0].id
        return users[0].id

    def owner(self, handle: str) -> str:
        """The account of somebody who can be given an issue. Raises `Refused`."""
        account = self.account(handle)
        met = (user.id for users in self._asked.values() for user in users)
        if account not in met and not self._is_member(account):
            raise Refused(
                f"{handle} can not be given issues of {self._site.settings.project}",
                "name somebody who can, or let them have Assignable User there",
            )
        return account

    def assignable(self, handles: Collection[str]) -> frozenset[str]:
        """Those who can be given an issue of the project."""
        return frozenset(one for one in handles if self._is_assignable(one))

    def _is_assignable(self, handle: str) -> bool:
        known = self._found.get(handle.casefold())
        if known is not None and self._is_the_only(handle, known):
            return self._is_member(known)
        return len(self.candidates(handle)) == 1

    def _is_the_only(self, handle: str, account: str) -> bool:
        """Whether nobody else can be called so: others of a name may never be met."""
        called, precise = handle.casefold(), account.casefold()
        configured = (one.casefold() for one in self._site.around.handles)
        return called == precise or f"({precise})" in called or called in configured

    def candidates(self, handle: str) -> tuple[User, ...]:
        """Those who may be meant by a handle and can be given an issue."""
        if self._is_id(handle):
            found = self._assignable(handle, word="accountId")
        else:
            found = self._assignable(handle)
        return _meant(found, handle)

    def anywhere(self, handle: str) -> tuple[User, ...]:
        """Those on the site who may be meant; of closed accounts what Jira tells."""
        if self._is_id(handle):
            path = f"{self._site.api}/user"
            with suppress(Gone, Refused):
                asked = {"accountId": handle}
                return (self._site.client.get(path, wire.user, asked),)
            return ()
        question = self._question(handle)
        if not self._site.dress.cloud:
            question["includeInactive"] = "true"
        return _meant(self._search(f"{self._site.api}/user/search", question), handle)

    def _is_id(self, handle: str) -> bool:
        return self._site.dress.cloud and _ID.fullmatch(handle) is not None

    def _is_member(self, account: str) -> bool:
        """Whether an account can be given an issue."""
        if self._site.dress.cloud:
            found = self._assignable(account, word="accountId")
        else:
            found = self._assignable(account)
        return any(user.id == account for user in found)

    def _assignable(self, asked: str, word: str = "") -> tuple[User, ...]:
        """Those who can be given an issue and whose name or address begins so.

        With `word` it is another question than that for a name.
        """
        key = word, asked.casefold()
        if key not in self._asked:
            question = {**self._question(asked, word), **self._in_project}
            path = f"{self._site.api}/user/assignable/search"
            self._asked[key] = self._search(path, question)
        return self._asked[key]

    @property
    def _in_project(self) -> dict[str, str]:
        return {"project": self._site.settings.project}

    def _question(self, asked: str, word: str = "") -> dict[str, str | int]:
        usual = "query" if self._site.dress.cloud else "username"
        return {word or usual: asked, "maxResults": _FEW}

    def _search(self, path: str, question: dict[str, str | int]) -> tuple[User, ...]:
        try:
            return tuple(self._site.client.get(path, wire.users, question))
        except (Gone, Refused):  # who may not look around finds nobody
            return ()

    # --- trust ------------------------------------------------------------------------

    def vouches(self, issue: Issue) -> bool:
        """Whether what stands in an issue was written by somebody trusted."""
        book = self._site.around.patience.book
        name = f"adopted:{self._site.uid}#{issue.id}"
        adopted = bool(book and book.identity(name))
        return adopted or self.trusts(issue.fields.creator)

    def trusts(self, user: User | None) -> bool:
        """Whether a mark by this account counts (rule 11).

        Who can be given an issue of the project is a member of it; the customers of a
        service project can not.
        """
        if user is None or not user.id:
            return False
        if self.is_ours(user) or not _ids(user).isdisjoint(self._trusted):
            return True
        return self._is_member(user.id)

    def is_ours(self, user: User | None) -> bool:
        """Whether this is the account that we are signed in with, or were."""
        known = {self._site.client.us, *self._ours}
        return user is not None and bool(user.id) and user.id in known

    @property
    def _trusted(self) -> frozenset[str]:
        return frozenset(one.casefold() for one in self._site.settings.trusted)

    @cached_property
    def _ours(self) -> frozenset[str]:
        """Accounts that we were signed in with before."""
        book = self._site.around.patience.book
        told = book.identity(f"accounts:{self._site.uid}") if book else None
        return frozenset((told or "").split())

    def remember_us(self) -> None:
        """Our marks count from now on, also when we sign in with another account."""
        book, us = self._site.around.patience.book, self._site.client.us
        if book is None or not us or us in self._ours:
            return
        told = " ".join(sorted((*self._ours, us)))
        book.identify(f"accounts:{self._site.uid}", told)
        self.__dict__.pop("_ours")


def _names(user: User) -> frozenset[str]:
    """All that an account may be called by, in lower case.

    Anybody may choose to be shown as somebody's address or id: that names nobody.
    """
    shown = user.display_name
    plain = "@" not in shown and not _ID.fullmatch(shown)
    return _ids(user) | ({shown.casefold()} if shown and plain else frozenset())


def _ids(user: User) -> frozenset[str]:
    """What only this account can be called by, in lower case."""
    told = (user.account_id, user.name, user.email_address)
    return frozenset(name.casefold() for name in told if name)


def _meant(users: Collection[User], handle: str) -> tuple[User, ...]:
    """Who is meant by a handle among those whom a search found.

    An address that Jira hides finds its account all the same, and only that one.
    """
    exact = tuple(user for user in users if handle.casefold() in _names(user))
    if exact or "@" not in handle:
        return exact
    hidden = tuple(user for user in users if not user.email_address)
    return hidden if len(hidden) == 1 else ()
