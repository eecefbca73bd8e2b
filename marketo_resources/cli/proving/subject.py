"""Recognize, find and delete the user that `prove` makes to try things with.

Only an API-only user with the given address and a first name that says what it is for is ever
deleted. So the next run recognizes whatever an interrupted one left.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from marketo_resources.cli.proving.exchanges import Answer, Exchanges, of_user
from marketo_resources.marketo import models, reading
from marketo_resources.marketo.client import USERS
from marketo_resources.marketo.errors import UnexpectedAnswerError
from marketo_resources.marketo.paging import PAGE_SIZE, all_users

__all__ = ["FIRST_NAME", "CleanUp", "Listed", "all_users_of", "same_address"]

FIRST_NAME = "Made-by-marketo-resources-prove"
"""The first name of the user: no user with another one is ever deleted."""

_ASK_THE_DOCTOR = (
    "Run `marketo-resources doctor` with the same connection: it says what is missing."
)


class Listed(models.UserSummary):
    """A user as the list shows it, with the number that Marketo counts users by."""

    id: int | None = None


def same_address(one: str, other: str) -> bool:
    """Return whether two e-mail addresses are the same to Marketo."""
    return one.strip().casefold() == other.strip().casefold()


def all_users_of(marketo: Exchanges) -> list[Listed]:
    """Return the list of all users, of all pages.

    Raises:
        MarketoError: It cannot be read.
    """
    return cast("list[Listed]", all_users(lambda offset: [*_page(marketo, offset)]))


def _page(marketo: Exchanges, offset: int) -> list[Listed]:
    query = {"pageOffset": offset, "pageSize": PAGE_SIZE}
    answer = marketo.get(f"{USERS}/allusers.json", query)
    if not answer.is_done:
        raise UnexpectedAnswerError(
            f"the list of all users was refused ({answer.in_words})", remedy=_ASK_THE_DOCTOR
        )
    payload = answer.payload.get("result") if isinstance(answer.payload, dict) else answer.payload
    try:
        return reading.many(Listed)(payload)
    except ValueError:
        raise UnexpectedAnswerError(
            "the list of all users is not one", remedy=_ASK_THE_DOCTOR
        ) from None


class CleanUp:
    """Deletes what a run made, also what an earlier run left.

    Args:
        marketo: The connection to the subscription.
        addresses: The addresses that a run may have given the user.
    """

    def __init__(self, marketo: Exchanges, *addresses: str) -> None:
        self._marketo = marketo
        self._addresses = addresses
        self.deleted = 0
        self.refusal: Answer | None = None
        """The answer that refused the last deletion, if one was refused."""

    def of_address(self) -> list[Listed]:
        """Return the users of the addresses, whoever they are.

        Raises:
            MarketoError: The list cannot be read.
        """
        return [
            one
            for one in all_users_of(self._marketo)
            if any(same_address(one.email_address, address) for address in self._addresses)
        ]

    def run(self) -> list[str]:
        """Delete what was made, and return what is left of it, in words.

        Raises:
            MarketoError: Marketo could not be asked.
        """
        for user in self.of_address():
            if self._is_ours(user.userid):
                self._delete(of_user(user.userid, "delete.json"))
        for address in self._addresses:
            self._take_back(address)
        return list(self._left())

    def _left(self) -> Iterator[str]:
        refused = (
            f" (Marketo refused its deletion: {self.refusal.in_words})" if self.refusal else ""
        )
        for user in self.of_address():
            if user.first_name == FIRST_NAME:
                kind = "API-only user" if user.api_only else "user, which is no longer API-only,"
                yield f"the {kind} {user.email_address}{refused}"

    def _is_ours(self, userid: str) -> bool:
        """Ask for the user itself: the list may be old."""
        answer = self._marketo.get(of_user(userid, "user.json"))
        if not answer.is_done:
            return False
        try:
            user = reading.user_of(userid)(_bare(answer))
        except ValueError:
            return False
        is_of_us = any(same_address(user.email_address, address) for address in self._addresses)
        return user.api_only and user.first_name == FIRST_NAME and is_of_us

    def _delete(self, path: str) -> None:
        answer = self._marketo.post(path)
        if answer.is_done:
            self.deleted += 1
        else:
            self.refusal = answer

    def _take_back(self, address: str) -> None:
        """Take back a pending invitation, whose userid is its address if it can be known."""
        answer = self._marketo.get(of_user(address, "invite.json"))
        if not answer.is_done:
            return
        try:
            invited = reading.one(models.InvitedUser)(_bare(answer))
        except (ValueError, LookupError):
            return
        if invited.first_name == FIRST_NAME and same_address(invited.email_address, address):
            self._delete(of_user(address, "invite/delete.json"))


def _bare(answer: Answer) -> object:
    payload = answer.payload
    return payload.get("result") if isinstance(payload, dict) and "result" in payload else payload
