"""Let a person do what a waiting `up` asks for: late or in time, right or wrong, or never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from tests.support.clicks.clerk import Clerk
from tests.support.clicks.terminal import Request, requests

How = Literal["right", "another last name", "another role", "API Only not ticked", "twice", "never"]
HOWS: tuple[How, ...] = get_args(How)
OTHER_ROLE = "API User Management"
"""What is chosen by mistake: a role that the administrators of stories never rename or double."""
_AGAIN_AFTER = 5.0
"""Seconds until the person tries again what the page refused."""


@dataclass(frozen=True)
class Habit:
    """How a person works.

    Attributes:
        after: Seconds from the print of a request until it is done.
        how: How well it is done; a user made wrongly is corrected when a text asks for it.
    """

    after: float = 20.0
    how: How = "right"


@dataclass
class Worker:
    """Reads what an `up` prints, and does what it asks for.

    Attributes:
        clerk: Who clicks.
        terminal: Gives what is printed so far.
        now: Returns the time.
        habit: How it works.
    """

    clerk: Clerk
    terminal: Callable[[], str]
    now: Callable[[], float]
    habit: Habit = field(default_factory=Habit)
    _read: int = 0
    _asked: dict[Request, float] = field(default_factory=dict)
    _done: set[Request] = field(default_factory=set)
    _wrongly: set[str] = field(default_factory=set)

    def begins(self) -> None:
        """Begin with an empty terminal."""
        self._read = 0
        self._asked.clear()
        self._done.clear()
        self._wrongly.clear()

    def looks(self) -> None:
        """Read the terminal, and do what is due."""
        if self.habit.how == "never":
            return
        self._reads()
        now = self.now()
        due = [one for one, asked in self._asked.items() if now >= asked + self.habit.after]
        for request in due:
            if request not in self._done:
                self._done.add(request)
                self._does(request)

    def _reads(self) -> None:
        text = self.terminal()
        if len(text) != self._read:
            self._read = len(text)
            for request in requests(text):
                self._asked.setdefault(request, self.now())

    def _does(self, request: Request) -> None:
        if request.act == "link":
            return
        if not self.clerk.does(self._as_it_is_done(request)):
            self._asked[request] = self.now() + _AGAIN_AFTER - self.habit.after
            self._done.discard(request)
        elif request.act == "delete":
            self._makes_again(request.email)
        elif self.habit.how == "twice":
            self.clerk.does(request)

    def _makes_again(self, email: str) -> None:
        """Invite a user again whose invitation was deleted as a text asked."""
        for one in self._asked:
            if (one.act, one.email) == ("make", email):
                self._done.discard(one)

    def _as_it_is_done(self, request: Request) -> Request:
        if request.act != "make" or request.email in self._wrongly:
            return request
        self._wrongly.add(request.email)
        adobes = tuple(self._mistaken(*pair) for pair in request.in_adobes_dialog)
        marketos = tuple(self._mistaken(*pair) for pair in request.in_marketos_dialog)
        if self.habit.how == "API Only not ticked":
            marketos = tuple(pair for pair in marketos if pair[0] != "tick API Only")
        return replace(request, in_adobes_dialog=adobes, in_marketos_dialog=marketos)

    def _mistaken(self, label: str, value: str) -> tuple[str, str]:
        if self.habit.how == "another last name":
            return label, "Wrong" if label == "Last Name" else value
        if self.habit.how == "another role":
            given = {"API Only Role": OTHER_ROLE, "Roles": f"{OTHER_ROLE} in all workspaces"}
            return label, given.get(label, value)
        return label, value
