"""Read the users of an instance once, and complete them by those made since.

Marketo answers an invitation without the new user's id, so its list is read again after each. The
list comes in pages and in an order that Adobe does not state. So the page on which new users showed
last is tried first, and the whole list is read where that page does not hold the user.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from marketo_resources.marketo.errors import NotFoundError, RefusedError, UnexpectedAnswerError
from marketo_resources.marketo.fetched_once import FetchedOnce
from marketo_resources.marketo.paging import PAGE_SIZE

if TYPE_CHECKING:
    from marketo_resources.marketo.models import UserSummary

__all__ = ["UserList"]

_OVERLAP = PAGE_SIZE // 2
"""Overlap with the known users, in users: deletes elsewhere shift the others up."""


class _Known:
    """Users by userid, in Marketo's order, and by e-mail address."""

    def __init__(self, users: Iterable[UserSummary] = ()) -> None:
        self.by_id: dict[str, UserSummary] = {}
        self._by_address: dict[str, list[UserSummary]] = {}
        for user in users:
            self.put(user)

    def put(self, user: UserSummary) -> None:
        """Add a user, or replace what was known of it."""
        if old := self.by_id.get(user.userid):
            self._of(old.email_address).remove(old)
        self.by_id[user.userid] = user
        self._by_address.setdefault(_plain(user.email_address), []).append(user)

    def remove(self, userid: str) -> None:
        """Remove a user, if it is there."""
        if old := self.by_id.pop(userid, None):
            self._of(old.email_address).remove(old)

    def with_address(self, email_address: str) -> list[UserSummary]:
        """Return the users of an e-mail address."""
        return list(self._of(email_address))

    def _of(self, email_address: str) -> list[UserSummary]:
        return self._by_address.get(_plain(email_address), [])


class Moment(NamedTuple):
    """Hold a moment, counted by how often the list had been asked for."""

    newest: int
    whole: int


class UserList:
    """Hold the users of an instance; threads may share it.

    Args:
        read_all: Reads the whole list.
        read_page: Reads the page that begins at an offset.
        now: Returns the time, in seconds.
    """

    def __init__(
        self,
        read_all: Callable[[], list[UserSummary]],
        read_page: Callable[[int], list[UserSummary]],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read_all = read_all
        self._read_page = read_page
        self._whole = FetchedOnce(self._take_whole, now)
        self._newest = FetchedOnce(self._take_newest, now)
        self._known = _Known()
        self._noted: list[tuple[str, UserSummary | None]] = []
        """What this process did to users, in order; None is a delete."""
        self._newest_first = False
        self._lock = threading.Lock()

    def all(self, *, again: bool = False) -> list[UserSummary]:
        """Return the users as of the first use, with those made since; `again` reads them again."""
        self._whole(again=again)
        with self._lock:
            return list(self._known.by_id.values())

    def with_id(self, userid: str, *, again: bool = False) -> UserSummary | None:
        """Return the user of a userid, if the list has it."""
        self._whole(again=again)
        with self._lock:
            return self._known.by_id.get(userid)

    def with_address(self, email_address: str, *, again: bool = False) -> list[UserSummary]:
        """Return the users of this e-mail address, which should be one at most."""
        self._whole(again=again)
        with self._lock:
            return self._known.with_address(email_address)

    def moment(self) -> Moment:
        """Return the current moment: a list asked for after it shows every user there is now."""
        return Moment(self._newest.begun, self._whole.begun)

    def new_with(
        self,
        email_address: str,
        *,
        after: Moment | None = None,
        since: float | None = None,
        whole: bool = True,
    ) -> list[UserSummary]:
        """Return the users of an address that no user had, asking Marketo for those made since.

        Args:
            email_address: The address.
            after: Take an answer that was asked for after this moment, instead of a new one.
            since: Take an answer that was asked for at this time or later.
            whole: Read the whole list where the page of new users does not hold the user.
        """
        newest, all_ = after or (None, None)
        if len(self.all()) >= _OVERLAP:
            self._newest(again=True, after=newest, since=since)
            if (found := self.with_address(email_address)) or not whole:
                return found
        self._whole(again=True, after=all_, since=since)
        found = self.with_address(email_address)
        if found:
            self._note_place(found[0].userid)
        return found

    def put(self, user: UserSummary) -> None:
        """Note a user made since the list was read; it is not read for this."""
        self._note(user.userid, user)

    def forget(self, userid: str) -> None:
        """Note that a user was deleted, so that its e-mail address is free again."""
        self._note(userid, None)

    def _take_whole(self) -> bool:
        begun = len(self._noted)
        users = self._read_all()
        with self._lock:
            self._known = _Known(users)
            self._note_again(begun)
        return True

    def _take_newest(self) -> bool:
        begun, known = len(self._noted), len(self.all())
        try:
            users = self._read_page(0 if self._newest_first else max(0, known - _OVERLAP))
        except (NotFoundError, RefusedError, UnexpectedAnswerError):
            return False  # an offset beyond the end, perhaps: the whole list will show
        with self._lock:
            for user in users:
                self._known.put(user)
            self._note_again(begun)
        return True

    def _note(self, userid: str, user: UserSummary | None) -> None:
        with self._lock:
            self._noted.append((userid, user))
            self._note_again(len(self._noted) - 1)

    def _note_again(self, begun: int) -> None:
        # An answer may have been given before what other threads did while it was on its way.
        for userid, user in self._noted[begun:]:
            if user is None:
                self._known.remove(userid)
            else:
                self._known.put(user)

    def _note_place(self, userid: str) -> None:
        with self._lock:
            ids = list(self._known.by_id)
            if userid in ids:
                self._newest_first = ids.index(userid) < len(ids) // 2


def _plain(email_address: str) -> str:
    return email_address.strip().lower()
