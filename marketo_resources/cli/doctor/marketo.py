"""Check with calls to Marketo: credentials, allowlist, calls left, the own user, permissions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property

from marketo_resources.cli.connection import ConnectionSource
from marketo_resources.cli.doctor.rows import Check, Finding, failed, failed_call, note, ok
from marketo_resources.expiry import instant_of
from marketo_resources.marketo import MarketoClient
from marketo_resources.marketo.call import USER_MANAGEMENT
from marketo_resources.marketo.errors import (
    AccessDeniedError,
    CredentialsRejectedError,
    MarketoError,
    NotFoundError,
    QuotaExhaustedError,
    QuotaStoreError,
    RateLimitedError,
    UnusableTokenError,
)
from marketo_resources.marketo.models import Role, Usage, User

__all__ = ["at_marketo"]

_USED_UP = (QuotaExhaustedError, RateLimitedError)
_USUAL_CALLS_A_DAY = 50_000
"""Calls a day that most subscriptions have (Adobe, integration best practices)."""
_NEARLY = 0.9
"""Give a note from this part of the day's calls on."""
_SOON = timedelta(days=30)
"""Give a note if the own user's access ends within this time."""


def at_marketo(source: ConnectionSource) -> list[Check]:
    """Return the checks that ask Marketo."""
    asked = _Asked(source)
    return [
        Check("credentials", asked.credentials, ("TLS",)),
        Check("pace", asked.pace, ("credentials",)),
        Check("IP allowlist", asked.allowlist, ("pace",)),
        Check("calls left today", asked.calls_left, ("IP allowlist",)),
        Check("own user", asked.own_user, ("calls left today",)),
        Check("permissions", asked.permissions, ("calls left today",)),
        Check("roles", asked.roles, ("permissions",)),
        Check("workspaces", asked.workspaces, ("permissions",)),
    ]


class _Asked:
    """Makes each call once, and turns its answers into findings."""

    def __init__(self, source: ConnectionSource) -> None:
        self._source = source

    def credentials(self) -> Finding:
        """Say whether Marketo knows the client id and the secret, and takes the token for them."""
        try:
            owner = self._client.token_owner()
        except CredentialsRejectedError as error:
            user = "the API-only user of that custom service"
            return failed_call(error, f"{error.remedy} {_LOCKED.format(user)}")
        if isinstance(self._usage, UnusableTokenError):
            return failed_call(self._usage, f"{self._usage.remedy} {_LOCKED.format(owner)}")
        return ok("Marketo knows the client id and the secret")

    def pace(self) -> Finding:
        """Say with whom the calls are paced, and whether they can be counted there."""
        if isinstance(self._usage, QuotaStoreError):
            return failed_call(self._usage)
        settings = self._source.connect_with()
        store = settings.quota_store.get_secret_value() if settings.quota_store else ""
        kind = store.partition(":")[0]
        shared = {
            "": "shared by the processes of this user on this machine",
            "memory": "shared with nobody (quotaStore is memory://)",
        }.get(kind, f"shared by all that use the same {kind} quotaStore")
        return ok(f"{settings.calls_per_20_seconds} calls in 20 seconds, {shared}")

    def allowlist(self) -> Finding:
        """Say whether the address of this machine is let in."""
        if isinstance(self._usage, MarketoError) and not isinstance(self._usage, _USED_UP):
            return failed_call(self._usage)
        return ok("the address of this machine is let in")

    def calls_left(self) -> Finding:
        """Say how many calls were made today."""
        if isinstance(self._usage, MarketoError):
            return failed_call(self._usage)
        made = f"calls by all integrations today: {self._usage.total:,}"
        assumed = f"{_USUAL_CALLS_A_DAY:,} a day are usual; Admin > Web Services has the limit"
        if self._usage.total >= _NEARLY * _USUAL_CALLS_A_DAY:
            return note(f"{made}, which may be nearly all ({assumed})", _MANY_CALLS)
        return ok(f"{made} ({assumed})")

    def own_user(self) -> Finding:
        """Say which user acts, and until when it may."""
        name = self._client.token_owner()
        try:
            user = self._found(name)
        except AccessDeniedError:
            return ok(f"{name}; nothing more can be seen of it without the permissions below")
        if user is None:
            return note(f"{name}, which is not in Marketo's list of users")
        if not user.api_only:
            return note(f"{name}, which is a person's user and not API-only", _NOT_API_ONLY)
        return _with_end(name, user)

    def permissions(self) -> Finding:
        """Say whether the own user may manage users."""
        names = " and ".join(f'"{name}"' for name in USER_MANAGEMENT)
        if isinstance(self._roles, AccessDeniedError):
            return failed(
                f"The role of {self._client.token_owner()} does not have both {names} "
                f"({self._roles.facts}).",
                "Tick both in Admin > Users & Roles > Roles, under Access Admin and Access API; "
                "Marketo does not say which of the two is missing. It may take up to an hour "
                "until a token that is in use has them.",
            )
        if isinstance(self._roles, MarketoError):
            return failed_call(self._roles)
        return ok(names)

    def roles(self) -> Finding:
        """Say which roles there are to be granted."""
        if isinstance(self._roles, MarketoError):
            return failed_call(self._roles)
        made = sorted(role.name for role in self._roles if role.type.lower() != "system")
        if not made:
            return note("none but Marketo's own", _NO_ROLE)
        return ok(f"{len(made)} besides Marketo's own: {', '.join(made)}")

    def workspaces(self) -> Finding:
        """Say which workspaces roles can be granted in."""
        found = self._client.get_workspaces()
        return ok(f"{len(found)}: {', '.join(sorted(one.name for one in found))}")

    @cached_property
    def _client(self) -> MarketoClient:
        return self._source.instance().client

    @cached_property
    def _usage(self) -> Usage | MarketoError:
        try:
            return self._client.get_usage()
        except MarketoError as error:
            return error

    @cached_property
    def _roles(self) -> list[Role] | MarketoError:
        try:
            return self._client.get_roles()
        except MarketoError as error:
            return error

    def _found(self, name: str) -> User | None:
        try:
            return self._client.get_user(name)
        except NotFoundError:
            # A token may name its owner by the address although userids are something else.
            wanted = name.strip().casefold()
            for user in self._client.get_users():
                if user.email_address.strip().casefold() == wanted:
                    return self._client.get_user(user.userid)
        return None


def _with_end(name: str, user: User) -> Finding:
    if user.expires_at is None:
        return ok(f"{name}, whose access has no end")
    ends = f"{name}, whose access ends on {instant_of(user.expires_at)}"
    if user.expires_at - datetime.now(UTC) <= _SOON:
        return note(f"{ends}, which is soon: every stack stops working then", _EXTEND)
    return ok(ends)


_LOCKED = (
    "If they are right, look in Admin > Users & Roles > Users whether {} is locked, or its access "
    "has ended: a person can unlock it, or extend its access."
)
_MANY_CALLS = (
    "Admin > Web Services shows who makes them. When they are used up, nothing works until "
    "midnight US Central Time."
)
_NOT_API_ONLY = (
    "Make an API-only user for the stacks alone, and a custom service for it: otherwise they stop "
    "with the person's account."
)
_EXTEND = "An administrator can extend it in Admin > Users & Roles > Users."
_NO_ROLE = (
    "An API-only user needs a role that a person made: make one in Admin > Users & Roles > "
    "Roles > New Role, with boxes under Access API."
)
