"""Read answers in every spelling that Adobe's pages show, and write requests in one."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from marketo_resources.marketo import models

USER = {
    "userid": "jamie@example.com",
    "firstName": "Jamie",
    "lastName": "L",
    "emailAddress": "jamie@example.com",
    "id": 0,
    "apiOnly": True,
    "optedIn": False,
    "failedLogins": 0,
    "failedDeviceCode": 0,
    "isLocked": False,
    "lockedReason": None,
    "userRoleWorkspaces": [
        {"accessRoleId": 2, "accessRoleName": "Standard User", "workspaceId": 0}
    ],
    "expiresAt": "2020-12-31T08:00:00.000t+0000",
    "lastLoginAt": "2020-08-31T08:00:00.000t+0000",
}
INVITED = {
    "id": 5,
    "userid": "jamie@example.com",
    "emailAddress": "jamie@example.com",
    "firstName": "Jamie",
    "lastName": "L",
    "subscriptionId": 3381,
    "status": "pending",
    "expiresAt": "20200807T20:49:54.0t+0000",
}


def without(payload: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a payload without some of its fields."""
    return {name: value for name, value in payload.items() if name not in names}


def test_a_user_is_read_as_the_guide_shows_it() -> None:
    """Every field of the guide's sample has its place."""
    user = models.User.model_validate(USER)

    assert user.expires_at == datetime(2020, 12, 31, 8, tzinfo=UTC)
    assert user.last_login_at == datetime(2020, 8, 31, 8, tzinfo=UTC)
    assert user.user_role_workspaces[0].workspace_id == 0
    assert user.locked_reason == ""
    assert user.api_only is True


@pytest.mark.parametrize(
    "change",
    [
        {"apiOnly": "true"},
        {"apiOnly": 1},
        {"expiresAt": "20201231T08:00:00.000t+0000"},
        {"expiresAt": "2020-12-31T03:00:00-05:00"},
        {"somethingNew": {"of": ["Adobe's"]}},
        {"lockedReason": "", "optedIn": None},
        {"userRoleWorkspaces": [{"accessRoleId": "2", "workspaceId": "0"}]},
    ],
)
def test_every_spelling_of_a_user_means_the_same(change: dict[str, Any]) -> None:
    """Flags and ids may be text, dates have several forms, unknown fields are ignored."""
    same = models.User.model_validate(USER | change)
    names = [("", role.access_role_id, role.workspace_id) for role in same.user_role_workspaces]

    assert same.model_copy(update={"user_role_workspaces": []}) == models.User.model_validate(
        without(USER, "userRoleWorkspaces")
    )
    assert names == [("", 2, 0)]


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_expiry_is_none_however_marketo_says_it(nothing: str | None) -> None:
    """Null, empty and absent dates all mean that access never ends."""
    assert models.User.model_validate(USER | {"expiresAt": nothing}).expires_at is None
    assert models.User.model_validate(without(USER, "expiresAt")).expires_at is None


def test_optional_fields_may_be_missing() -> None:
    """Only the fields that identify a user are required."""
    user = models.User.model_validate({"userid": "g-u-i-d", "emailAddress": "a@b.co"})

    assert user.user_role_workspaces == []
    assert user.is_locked is False


@pytest.mark.parametrize("flag", [{}, {"apiOnly": None}])
def test_a_user_not_known_to_be_api_only_is_taken_for_a_person(flag: dict[str, None]) -> None:
    """That is safe, because a person's user is never touched."""
    assert models.User.model_validate(without(USER, "apiOnly") | flag).api_only is False


@pytest.mark.parametrize("broken", [{"userid": ""}, {"userid": None}, {"expiresAt": "soon"}])
def test_a_user_with_an_unreadable_id_or_date_is_an_error(broken: dict[str, Any]) -> None:
    """An id or date that cannot be read is not ignored."""
    with pytest.raises(ValidationError):
        models.User.model_validate(USER | broken)


@pytest.mark.parametrize("subscription", [3381, "3381"], ids=["number", "text"])
def test_an_invitation_has_its_own_end_and_not_the_users(subscription: object) -> None:
    """Marketo's `expiresAt` of an invitation is the end of the invitation."""
    invited = models.InvitedUser.model_validate(INVITED | {"subscriptionId": subscription})

    assert invited.subscription_id == "3381"
    assert invited.invitation_expires_at == datetime(2020, 8, 7, 20, 49, 54, tzinfo=UTC)
    assert not hasattr(invited, "expires_at")


@pytest.mark.parametrize("prefix", [False, True])
def test_a_role_is_read_in_the_guides_and_the_specifications_spelling(prefix: bool) -> None:  # noqa: FBT001 - drawn
    """The guide says hidden and onlyAllZones, the specification isHidden and isOnlyAllZones."""
    flags = {"isHidden": True, "isOnlyAllZones": True} if prefix else {"hidden": True}
    flags |= {} if prefix else {"onlyAllZones": True}
    role = models.Role.model_validate({"id": "101", "name": "Analyst", "description": None} | flags)

    assert (role.id, role.hidden, role.only_all_zones) == (101, True, True)


def test_a_name_that_is_a_number_is_read_as_text() -> None:
    """The specification had the workspace's name as a number until April 2026."""
    pair = {"accessRoleId": 1, "workspaceId": 2, "workspaceName": 7}

    assert models.UserRoleWorkspace.model_validate(pair).workspace_name == "7"


def test_what_was_not_set_is_not_sent() -> None:
    """An update names only what is to change, and never apiOnly unasked."""
    request = models.UpdateUserAttributesRequest(first_name="Ada")

    assert request.body() == {"firstName": "Ada"}


def test_a_date_without_offset_is_refused() -> None:
    """It names no instant."""
    with pytest.raises(ValidationError, match="timezone"):
        models.UpdateUserAttributesRequest(expires_at=datetime(2030, 1, 1))  # noqa: DTZ001 - refused
