"""List each endpoint that the client calls, with the answer that Adobe's guide shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marketo_resources.marketo import MarketoClient, models
from tests.support.marketo.stand import USERS

ADA = "ada@example.com"
PAIRS = [models.UserRoleWorkspaceId(access_role_id=2, workspace_id=1)]
PAIR = {"accessRoleId": 2, "accessRoleName": "Standard User", "workspaceId": 1,
        "workspaceName": "Default"}  # fmt: skip
SUMMARY = {"userid": ADA, "firstName": "Ada", "lastName": "Api", "emailAddress": ADA, "id": 7,
           "apiOnly": True}  # fmt: skip
USER = SUMMARY | {
    "id": 0,
    "optedIn": False,
    "failedLogins": 0,
    "failedDeviceCode": 0,
    "isLocked": False,
    "lockedReason": None,
    "userRoleWorkspaces": [PAIR],
    "expiresAt": "2090-12-31T08:00:00.000t+0000",
    "lastLoginAt": None,
}
INVITED = {
    "id": 7,
    "userid": ADA,
    "emailAddress": ADA,
    "firstName": "Ada",
    "lastName": "Api",
    "subscriptionId": 3381,
    "status": "pending",
    "expiresAt": "20200807T20:49:54.0t+0000",
    "createdAt": "20200731T20:49:54.0t+0000",
    "updatedAt": "20200731T20:49:54.0t+0000",
}
ROLE = {"id": 2, "name": "Standard User", "description": "", "type": "system", "hidden": False,
        "onlyAllZones": False, "createdAt": "20200731T20:49:54.0t+0000",
        "updatedAt": "20200731T20:49:54.0t+0000"}  # fmt: skip
WORKSPACE = {"id": 1, "name": "Default", "description": "", "globalViz": 0, "status": "active",
             "currencyInfo": None, "createdAt": "20200731T20:49:54.0t+0000",
             "updatedAt": "20200731T20:49:54.0t+0000"}  # fmt: skip
YES = True
USAGE = {"date": "2026-01-01", "total": 3, "users": [{"userId": ADA, "count": 3}]}
INVITATION = models.InviteUserRequest(
    email_address=ADA, first_name="Ada", last_name="Api", api_only=True, user_role_workspaces=PAIRS
)
UPDATE = models.UpdateUserAttributesRequest(first_name="Ada")


@dataclass(frozen=True)
class Endpoint:
    """One endpoint.

    Attributes:
        name: The client's method.
        path: The path of the call.
        call: Makes the call.
        payload: The answer of the guide; None where Adobe describes none.
        changes: Whether Marketo may be different afterwards.
        has_forms: Whether the client tries a second form when the first one is refused.
    """

    name: str
    path: str
    call: Callable[[MarketoClient], object]
    payload: Any
    changes: bool = False
    has_forms: bool = False

    @property
    def gives_list(self) -> bool:
        """Return whether the answer is a list."""
        return isinstance(self.payload, list)


_ADA = f"{USERS}/{ADA}"
ENDPOINTS = [
    Endpoint("get_users", f"{USERS}/allusers.json", lambda c: c.get_users(), [SUMMARY]),
    Endpoint("get_user", f"{_ADA}/user.json", lambda c: c.get_user(ADA), USER),
    Endpoint(
        "get_invited_user", f"{_ADA}/invite.json", lambda c: c.get_invited_user(ADA), INVITED
    ),
    Endpoint("get_user_roles", f"{_ADA}/roles.json", lambda c: c.get_user_roles(ADA), [PAIR]),
    Endpoint("get_roles", f"{USERS}/roles.json", lambda c: c.get_roles(), [ROLE]),
    Endpoint("get_workspaces", f"{USERS}/workspaces.json", lambda c: c.get_workspaces(),
             [WORKSPACE]),
    Endpoint("invite_user", f"{USERS}/invite.json", lambda c: c.invite_user(INVITATION), YES,
             changes=True),
    Endpoint("update_user", f"{_ADA}/update.json", lambda c: c.update_user(ADA, UPDATE), USER,
             changes=True),
    Endpoint("delete_user", f"{_ADA}/delete.json", lambda c: c.delete_user(ADA), None,
             changes=True),
    Endpoint("delete_invited_user", f"{_ADA}/invite/delete.json",
             lambda c: c.delete_invited_user(ADA), None, changes=True),
    Endpoint("add_roles", f"{_ADA}/roles/create.json", lambda c: c.add_roles(ADA, PAIRS), [PAIR],
             changes=True, has_forms=True),
    Endpoint("delete_roles", f"{_ADA}/roles/delete.json", lambda c: c.delete_roles(ADA, PAIRS),
             [PAIR], changes=True, has_forms=True),
    Endpoint("get_usage", "/rest/v1/stats/usage.json", lambda c: c.get_usage(), USAGE),
    Endpoint("get_usage_of_last_days", "/rest/v1/stats/usage/last7days.json",
             lambda c: c.get_usage_of_last_days(), [USAGE]),
]  # fmt: skip
