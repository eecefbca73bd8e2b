"""Define what a subscription holds: users, roles, workspaces, custom services and tokens."""

from __future__ import annotations

from dataclasses import dataclass, field

ALL_ZONES = 0
"""The workspace id that stands for all workspaces."""

Grant = tuple[int, int]
"""A role id and a workspace id."""


@dataclass(slots=True)
class Role:
    """A role and the boxes that are ticked in it, which no call of Marketo's returns."""

    id: int
    name: str
    description: str = ""
    type: str = "custom"
    hidden: bool = False
    only_all_zones: bool = False
    permissions: list[str] = field(default_factory=list)
    created_at: float = 0.0
    updated_at: float = 0.0


@dataclass(slots=True)
class Workspace:
    """A workspace."""

    id: int
    name: str
    description: str = ""
    created_at: float = 0.0


@dataclass(slots=True)
class User:
    """A user, or its invitation while `pending`; times are epoch seconds."""

    userid: str
    email_address: str
    first_name: str
    last_name: str
    id: int
    api_only: bool = True
    grants: list[Grant] = field(default_factory=list)
    expires_at: float | None = None
    last_login_at: float | None = None
    locked: bool = False
    locked_reason: str | None = None
    pending: bool = False
    visible_at: float = 0.0
    created_at: float = 0.0
    reason: str | None = None
    failed_logins: int = 0

    def is_locked(self, now: float) -> bool:
        """Return whether the account is locked; the end of its access locks it too."""
        return self.locked or self.has_expired(now)

    def has_expired(self, now: float) -> bool:
        """Return whether the user's access has ended."""
        return self.expires_at is not None and self.expires_at <= now


@dataclass(slots=True)
class Service:
    """A custom service: credentials that act as an API-only user."""

    name: str
    userid: str
    client_id: str
    client_secret: str = field(repr=False)
    description: str = ""


@dataclass(slots=True)
class Token:
    """An access token of a custom service, and the user it was given for."""

    value: str = field(repr=False)
    client_id: str
    userid: str
    expires_at: float
    reported_expired: bool = False
