"""Describe one call to Marketo as data: method, path, query, body."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

IDENTITY_PATH = "/identity/oauth/token"
USER_MANAGEMENT = ("Access User Management Api", "Access Users")
"""The permissions that each of the twelve user endpoints needs: both of them."""


@dataclass(frozen=True)
class Call:
    """Describe a call to send.

    Attributes:
        method: GET or POST.
        path: The path below the base URL, percent-encoded, without query.
        query: The query parameters.
        body: What is sent as JSON, or None.
        permissions: What the caller's role needs: all of them.
        either_permission: What the caller's role needs: one of them.
        needs_no_permission: Whether any role may make it, so that a denial is about the address.
        names_one: Whether the path names one thing, so that 404 means that it is not there.
        changes: Whether Marketo may be different after this call.
    """

    method: str
    path: str
    query: Mapping[str, str] | Mapping[str, int] = field(default_factory=dict)
    body: Any = None
    permissions: tuple[str, ...] = ()
    either_permission: tuple[str, ...] = ()
    needs_no_permission: bool = False
    names_one: bool = False
    changes: bool = False
