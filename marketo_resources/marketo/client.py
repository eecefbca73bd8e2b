"""Call Marketo's user management API: one method per endpoint, in Adobe's order."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, TypeVar
from urllib.parse import parse_qsl, quote

import httpx

from . import dates, models, reading
from .call import USER_MANAGEMENT, Call
from .clock import Clock
from .connection import Connection
from .connection_settings import ConnectionSettings
from .documented_forms import DocumentedForms
from .errors import RefusedError
from .pace import pacing
from .paging import PAGE_SIZE, all_users
from .waits import warn

T = TypeVar("T")
Pairs = list[models.UserRoleWorkspaceId]
Bodies = list[dict[str, Any]]

LONGEST_ID = 600
"""Longest id, in characters.

Each may take 12 bytes of an address, which has at most 8 KB (Adobe, "Error Codes").
"""
USERS = "/userservice/management/v1/users"
USAGE = "/rest/v1/stats/usage"
"""Needs no permission (Adobe's endpoint reference), so its denial is about the allowlist."""


@dataclass(frozen=True)
class _Harmless:
    """Announce a line, or lose it: a failure to print must not fail a call.

    Equal for the same `announce`, so that the clients of a process say once what they wait for.
    """

    announce: Callable[[str], None]

    def __call__(self, text: str) -> None:
        with suppress(Exception):
            self.announce(text)


class MarketoClient:
    """A client of one Marketo instance. Threads may share it; close it when done.

    Args:
        settings: Which instance, as whom, and how fast.
        transport: What carries the calls, instead of the network (for tests).
        clock: Where time and chance come from (for tests).
        announce: Takes a line for a person whenever a wait is longer than a few seconds; without
            it the line is a warning of the logger `marketo_resources`. What it raises is
            ignored.
    """

    def __init__(
        self,
        settings: ConnectionSettings,
        transport: httpx.BaseTransport | None = None,
        *,
        clock: Clock | None = None,
        announce: Callable[[str], None] = warn,
    ) -> None:
        clock, announce = clock or Clock(), _Harmless(announce)
        paced = pacing.paced(settings, transport, clock, announce)
        self._clock = clock
        self._connection = Connection(settings, paced, clock, announce)
        self._role_bodies = DocumentedForms(_bare_array, _input_object)
        self._update_dates = DocumentedForms(
            dates.guide_update_form, dates.specification_update_form
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection that this client opened."""
        self._connection.close()

    def get_users(self) -> list[models.UserSummary]:
        """Return all users, of all pages, each once."""
        return all_users(self.get_users_from)

    def get_users_from(self, offset: int) -> list[models.UserSummary]:
        """Return one page of users from this offset on, or an empty one beyond the last user."""
        query = {"pageOffset": offset, "pageSize": PAGE_SIZE}
        return self._get("/allusers.json", reading.many(models.UserSummary), query)

    def get_user(self, userid: str) -> models.User:
        """Return a user. Raise NotFoundError if there is none, or only an invitation."""
        return self._get_of(userid, "/user.json", reading.user_of(userid))

    def get_invited_user(self, userid: str) -> models.InvitedUser:
        """Return a pending invitation. Raise NotFoundError if there is none."""
        return self._get_of(userid, "/invite.json", reading.one(models.InvitedUser))

    def get_user_roles(self, userid: str) -> list[models.UserRoleWorkspace]:
        """Return the roles of a user, by workspace."""
        return self._get_of(userid, "/roles.json", reading.role_pairs)

    def get_roles(self) -> list[models.Role]:
        """Return all roles of the instance."""
        return self._get("/roles.json", reading.many(models.Role))

    def get_workspaces(self) -> list[models.Workspace]:
        """Return all workspaces of the instance."""
        return self._get("/workspaces.json", reading.many(models.Workspace))

    def invite_user(self, request: models.InviteUserRequest) -> None:
        """Invite a user. Marketo returns no id: find the user by its e-mail address afterwards."""
        body = request.body()
        if request.expires_at is not None:
            body["expiresAt"] = dates.invite_form(request.expires_at)
        self._post("/invite.json", body, reading.true)

    def update_user(self, userid: str, request: models.UpdateUserAttributesRequest) -> models.User:
        """Change attributes of a user, and return the user as it is then."""
        body, read = request.body(), reading.user_of(userid)

        def send(form: Callable[[datetime], str]) -> models.User:
            if request.expires_at is not None:
                body["expiresAt"] = form(request.expires_at)
            return self._post_of(userid, "/update.json", body, read)

        if request.expires_at is None:
            return send(dates.guide_update_form)
        return self._update_dates.send(send)

    def delete_user(self, userid: str) -> None:
        """Delete a user. Raise UserInUseError while a custom service uses it."""
        self._post_of(userid, "/delete.json", None, reading.anything)

    def delete_invited_user(self, userid: str) -> None:
        """Take back a pending invitation."""
        self._post_of(userid, "/invite/delete.json", None, reading.anything)

    def add_roles(self, userid: str, pairs: Pairs) -> list[models.UserRoleWorkspace]:
        """Give a user roles, and return all roles that it then holds."""
        return self._change_roles(userid, "/roles/create.json", pairs)

    def delete_roles(self, userid: str, pairs: Pairs) -> list[models.UserRoleWorkspace]:
        """Take roles from a user, and return the roles that remain."""
        return self._change_roles(userid, "/roles/delete.json", pairs)

    def get_usage(self) -> models.Usage:
        """Return today's calls. No permission is needed, so it shows whether the token works."""
        call = Call("GET", f"{USAGE}.json", needs_no_permission=True)
        return self._connection.call(call, reading.one(models.Usage))

    def get_usage_of_last_days(self) -> list[models.Usage]:
        """Return the calls of the last seven days, one entry a day. No permission is needed either.

        Adobe says neither in which order they come nor whether today is among them.
        """
        call = Call("GET", f"{USAGE}/last7days.json", needs_no_permission=True)
        return self._connection.call(call, reading.many(models.Usage))

    def probe(self, path: str, permissions: Sequence[str] = (), *, needs_all: bool = False) -> None:
        """GET a path and return if that is granted; else raise.

        Args:
            path: A path below the base URL, with its query.
            permissions: What the path needs, for the error: one of them.
            needs_all: Whether it needs all of them.

        Raises:
            MarketoError: It is not granted, or the call failed.
            ValueError: It is not a path: a whole address might lead the token elsewhere.
        """
        if not path.startswith("/") or path.startswith("//"):
            raise ValueError(f"not a path below the base URL: {path!r}")
        path, _, query = path.partition("?")
        call = Call(
            "GET",
            path,
            dict(parse_qsl(query)),
            permissions=tuple(permissions) if needs_all else (),
            either_permission=() if needs_all else tuple(permissions),
            names_one=True,
        )
        self._connection.call(call, reading.anything)

    def token_owner(self) -> str:
        """Return the user behind the credentials, as the token's `scope` names it: e-mail or id."""
        return self._connection.token().owner

    def token_seconds_left(self) -> float:
        """Return for how many more seconds Identity hands out the token in use, and no other."""
        return self._connection.token().ends_at - self._clock.now()

    def _get(
        self, path: str, read: Callable[[Any], T], query: Mapping[str, int] | None = None
    ) -> T:
        call = Call("GET", USERS + path, query or {}, permissions=USER_MANAGEMENT)
        return self._connection.call(call, read)

    def _get_of(self, userid: str, path: str, read: Callable[[Any], T]) -> T:
        path = path_of(userid, path)
        call = Call("GET", path, permissions=USER_MANAGEMENT, names_one=True)
        return self._connection.call(call, read)

    def _post(self, path: str, body: object, read: Callable[[Any], T]) -> T:
        call = Call("POST", USERS + path, body=body, permissions=USER_MANAGEMENT, changes=True)
        return self._connection.call(call, read)

    def _post_of(self, userid: str, path: str, body: object, read: Callable[[Any], T]) -> T:
        path = path_of(userid, path)
        call = Call(
            "POST", path, body=body, permissions=USER_MANAGEMENT, names_one=True, changes=True
        )
        return self._connection.call(call, read)

    def _change_roles(self, userid: str, path: str, pairs: Pairs) -> list[models.UserRoleWorkspace]:
        listed = [pair.body() for pair in pairs]
        return self._role_bodies.send(
            lambda form: self._post_of(userid, path, form(listed), reading.role_pairs)
        )


def path_of(userid: str, path: str) -> str:
    """Return the path of a user's endpoint; whatever the id holds, it stays one segment.

    Raises:
        RefusedError: No path can hold this id; nothing was sent.
    """
    if userid.strip() in {"", ".", ".."} or len(userid) > LONGEST_ID:
        raise RefusedError(f"{userid[:50]!r} cannot be the id of a Marketo user", trouble="refused")
    try:
        return f"{USERS}/{quote(userid, safe='')}{path}"
    except UnicodeError:
        raise RefusedError(f"{userid!r} cannot be written as text", trouble="refused") from None


def _bare_array(pairs: Bodies) -> Bodies | dict[str, Bodies]:
    return pairs


def _input_object(pairs: Bodies) -> Bodies | dict[str, Bodies]:
    return {"input": pairs}
