"""Let the simulator take each side where Adobe's pages disagree on what may be done to users."""

from __future__ import annotations

from typing import Any

import pytest

from marketo_simulator.records import Service, User
from tests.support.simulator.called import EMAIL, GRANT, NEW, USAGE, Marketo, code_of

OTHER = "other@example.com"
DISPUTED = {
    "invite.json": NEW | {"emailAddress": "new@example.com", "userRoleWorkspaces": [GRANT]},
    f"{EMAIL}/update.json": {"firstName": "New"},
    f"{EMAIL}/delete.json": None,
    f"{EMAIL}/invite/delete.json": None,
}
"""The calls, each with a body with which it works if programs may use it."""


def with_user(call: str = "", **switches: Any) -> tuple[Marketo, User]:
    """Return a subscription with one more API-only user, pending if a call is about invitations."""
    marketo = Marketo(**switches)
    is_pending = "/invite/" in call
    return marketo, marketo.subscription.add_user(
        EMAIL, "E", "TL", userid=EMAIL, pending=is_pending
    )


def linked(marketo: Marketo, user: User) -> tuple[Service, str]:
    """Return a custom service of a user, and its running token."""
    service = marketo.subscription.add_service("ETL", user)
    token = marketo.token(service.client_id, service.client_secret).get_json()["access_token"]
    return service, str(token)


@pytest.mark.parametrize("call", DISPUTED)
@pytest.mark.parametrize("identity", ["marketo", "adobe"])
@pytest.mark.parametrize(
    ("user_calls", "status", "code"), [("refused", 400, 611), ("forbidden", 403, None)]
)
def test_programs_may_be_forbidden_to_change_users(
    call: str, identity: str, user_calls: str, status: int, code: int | None
) -> None:
    """Each of the four calls is refused and changes nothing."""
    marketo, user = with_user(call, identity=identity, user_calls=user_calls)
    answered = marketo.users(call, method="POST", json=DISPUTED[call])
    assert (answered.status_code, code_of(answered)) == (status, code)
    assert [one.email_address for one in marketo.subscription.users][1:] == [EMAIL]
    assert user.first_name == "E"
    assert marketo.control("GET", "calls")[-1]["changed"] is False


@pytest.mark.parametrize("call", DISPUTED)
def test_programs_may_change_users_unless_said_otherwise(call: str) -> None:
    """The same calls and bodies change something then."""
    marketo, _ = with_user(call)
    assert marketo.users(call, method="POST", json=DISPUTED[call]).status_code == 200
    assert marketo.control("GET", "calls")[-1]["changed"] is True


@pytest.mark.parametrize("user_calls", ["refused", "forbidden"])
def test_grants_and_reads_work_where_programs_may_not_change_users(user_calls: str) -> None:
    """Adobe's pages agree on these calls."""
    marketo, user = with_user(user_calls=user_calls)
    given = marketo.users(f"{EMAIL}/roles/create.json", method="POST", json=[GRANT])
    assert given.status_code == 200
    assert user.grants == [(GRANT["accessRoleId"], GRANT["workspaceId"])]
    for call in ("allusers.json", f"{EMAIL}/user.json", "roles.json"):
        assert marketo.users(call).status_code == 200


@pytest.mark.parametrize("user_calls", ["refused", "forbidden"])
def test_a_missing_permission_is_reported_first(user_calls: str) -> None:
    """A missing permission is 603, whatever programs may do."""
    marketo, _ = with_user(user_calls=user_calls)
    role = marketo.subscription.role_named("API User Management")
    assert role
    role.permissions = ["Access Users"]
    answered = marketo.users("invite.json", method="POST", json=DISPUTED["invite.json"])
    assert code_of(answered) == 603


def test_a_user_in_use_may_be_closed_to_edits_of_programs_and_people() -> None:
    """Until the service is linked to another user; locks and grants by API are no edits."""
    marketo, user = with_user(edit_in_use="refused")
    marketo.subscription.add_user(OTHER, "O", "ther")
    service, _ = linked(marketo, user)
    body = {"lastName": "New"}
    refused = marketo.users(f"{EMAIL}/update.json", method="POST", json=body)
    assert (refused.status_code, code_of(refused)) == (400, 611)
    message = marketo.control("PATCH", f"users/{EMAIL}", body, 400)["error"]
    assert "link the service to another user first" in message
    assert user.last_name == "TL"
    marketo.control("PATCH", f"users/{EMAIL}", {"isLocked": True})
    marketo.control("PATCH", f"users/{EMAIL}", {"isLocked": False})
    granted = marketo.users(f"{EMAIL}/roles/create.json", method="POST", json=[GRANT])
    assert granted.status_code == 200
    marketo.control("PATCH", f"services/{service.client_id}", {"emailAddress": OTHER})
    assert marketo.users(f"{EMAIL}/update.json", method="POST", json=body).status_code == 200
    assert user.last_name == "New"


@pytest.mark.parametrize(("relinked_token", "userid"), [("old", EMAIL), ("new", OTHER)])
def test_a_running_token_stays_with_its_user_or_follows_its_service(
    relinked_token: str, userid: str
) -> None:
    """Identity gives out the same token, and says in `scope` whom it acts as."""
    marketo, user = with_user(relinked_token=relinked_token)
    marketo.subscription.add_user(OTHER, "O", "ther", userid=OTHER)
    service, token = linked(marketo, user)
    marketo.control("PATCH", f"services/{service.client_id}", {"emailAddress": OTHER})
    answer = marketo.token(service.client_id, service.client_secret).get_json()
    assert (answer["access_token"], answer["scope"]) == (token, userid)
    marketo.call(USAGE, token)
    assert list(marketo.subscription.usage.values()) == [{userid: 1}]
    marketo.now += 3600
    answer = marketo.token(service.client_id, service.client_secret).get_json()
    assert answer["scope"] == OTHER


@pytest.mark.parametrize(("relinked_token", "code"), [("old", 601), ("new", None)])
def test_a_deleted_user_takes_only_tokens_that_act_as_it(
    relinked_token: str, code: int | None
) -> None:
    """A service that was linked to another user continues, at once or with its next token."""
    marketo, user = with_user(relinked_token=relinked_token)
    marketo.subscription.add_user(OTHER, "O", "ther", userid=OTHER)
    service, token = linked(marketo, user)
    marketo.control("PATCH", f"services/{service.client_id}", {"emailAddress": OTHER})
    assert marketo.users(f"{EMAIL}/delete.json", method="POST").status_code == 200
    assert code_of(marketo.call(USAGE, token)) == code
    fresh = marketo.token(service.client_id, service.client_secret).get_json()
    assert code_of(marketo.call(USAGE, fresh["access_token"])) is None


@pytest.mark.parametrize(
    ("switches", "permissions", "code", "shown"),
    [
        ({}, ["Access Roles"], None, False),
        ({"include_role_workspace": True}, ["Access Roles"], None, True),
        ({"include_role_workspace": True}, [], 603, False),
    ],
    ids=["unknown here", "known", "without the third permission"],
)
def test_grants_are_in_the_list_of_users_where_that_can_be_asked_for(
    switches: dict[str, Any], permissions: list[str], code: int | None, *, shown: bool
) -> None:
    """With *Access Roles* and where the switch is on; the plain list never has them."""
    marketo, user = with_user(**switches)
    user.grants = [(GRANT["accessRoleId"], GRANT["workspaceId"])]
    role = marketo.subscription.role_named("API User Management")
    assert role
    role.permissions += permissions
    asked = marketo.users("allusers.json", query_string={"includeRoleWorkspace": "true"})
    assert asked.status_code == (403 if code else 200)
    plain = marketo.users("allusers.json").get_json()
    assert ["userRoleWorkspaces" in one for one in plain] == [False, False]
    if code:
        assert code_of(asked) == code
    else:
        found = [one.get("userRoleWorkspaces") for one in asked.get_json()][1]
        expected = {"accessRoleName": "Warehouse API", "workspaceName": "Default"}
        assert (found == [GRANT | expected]) is shown


@pytest.mark.parametrize(
    ("switches", "status"),
    [
        ({}, 200),
        ({"identity": "adobe"}, 400),
        ({"identity": "adobe", "pending": True}, 200),
        ({"invitations_readable": "no"}, 400),
        ({"identity": "adobe", "invitations_readable": "yes"}, 200),
    ],
    ids=str,
)
def test_invitations_can_be_read_or_not(switches: dict[str, Any], status: int) -> None:
    """Depending on the identity unless set otherwise; what cannot be read cannot be taken back."""
    marketo, user = with_user("/invite/", **switches)
    assert marketo.users(f"{user.userid}/invite.json").status_code == status
    taken = marketo.users(f"{user.userid}/invite/delete.json", method="POST")
    assert taken.status_code == status
