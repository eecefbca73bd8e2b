"""Read a list that comes in pages and says neither how long it is nor where it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import UserSummary

PAGE_SIZE = 200
"""The most users that a page may hold (Adobe, user specification: "Max 200, default 20")."""
USUAL_CAPS = frozenset({10, 20, 25, 50, 100})
"""Lengths at which a server may cap a page although more was asked for."""


def all_users(get_page: Callable[[int], list[UserSummary]]) -> list[UserSummary]:
    """Return every user of every page once, with as few calls as it takes to lose none.

    A page of the full size is followed by another. A shorter one ends the list, since the
    specification promises pages of 200; but if its length is one that a server might insist on
    (its default, say, because it ignored what was asked), one more call makes sure. Once a page
    was longer than such a cap, a shorter page ends the list. A page without a new user ends it too,
    whatever a server does with the offset.

    Args:
        get_page: Gets the page that begins at a record offset.
    """
    found: dict[str, UserSummary] = {}
    received = longest = 0
    while True:
        page = get_page(received)
        new = {user.userid: user for user in page if user.userid not in found}
        found |= new
        received += len(page)
        is_last = len(page) < longest or len(page) not in USUAL_CAPS | {PAGE_SIZE}
        longest = max(longest, len(page))
        if not new or is_last:
            return list(found.values())
