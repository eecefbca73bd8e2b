"""Choose the users to take over, and say why a user that was asked for is not among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from marketo_resources.marketo.models import UserSummary

__all__ = ["EVERYBODY", "LeftOut", "Selection", "is_pattern", "select"]

EVERYBODY = "*"
"""The pattern that every address matches."""

IsHeld = Callable[[UserSummary], bool]


@dataclass(frozen=True)
class LeftOut:
    """A user that was asked for and cannot be declared; the reason ends a sentence about it."""

    address: str
    reason: str


@dataclass(frozen=True)
class Selection:
    """The users that were asked for, by what becomes of them.

    Attributes:
        chosen: The API-only users to take over, by address.
        held: The addresses of those that a given stack manages already.
        people: The addresses of people's users, which are never managed.
        left_out: The others.
    """

    chosen: Sequence[UserSummary] = ()
    held: Sequence[str] = ()
    people: Sequence[str] = ()
    left_out: Sequence[LeftOut] = field(default=())


def select(users: Iterable[UserSummary], patterns: Sequence[str], is_held: IsHeld) -> Selection:
    """Choose users by their e-mail addresses.

    Args:
        users: All users of the instance.
        patterns: What an address may look like: `*` and `?` stand for any letters; case does not
            count.
        is_held: Says of a user whether a given stack manages it already.
    """
    users = list(users)
    often = Counter(address_of(user) for user in users)
    matching = sorted(
        (user for user in users if any(_matches(user, pattern) for pattern in patterns)),
        key=lambda user: (address_of(user), user.userid),
    )
    new = [user for user in matching if not is_held(user)]
    return Selection(
        chosen=[user for user in new if user.api_only and often[address_of(user)] == 1],
        held=[address_of(user) for user in matching if is_held(user)],
        people=[address_of(user) for user in new if not user.api_only],
        left_out=[
            LeftOut(address_of(user), _SHARED.format(often[address_of(user)], user.userid))
            for user in new
            if user.api_only and often[address_of(user)] > 1
        ],
    )


def address_of(user: UserSummary) -> str:
    """Return the e-mail address of a user in the form in which addresses compare."""
    return user.email_address.strip().lower()


def is_pattern(text: str) -> bool:
    """Return whether a text may stand for several addresses."""
    return not frozenset("*?[").isdisjoint(text)


def _matches(user: UserSummary, pattern: str) -> bool:
    return fnmatchcase(address_of(user), pattern.strip().lower())


_SHARED = "{} users have this address ({} is one of them): delete those that no service uses"
