"""Do through the control interface what only people can do in Marketo, for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import Client

from tests.support.simulator.called import EMAIL, GRANT, WAREHOUSE, Marketo

OPERATOR = "users/operator@example.com"
NAMES = {"firstName": "E", "lastName": "TL"}


def grants(*entries: dict[str, Any]) -> dict[str, Any]:
    """Return a body that sets these grants."""
    return {"userRoleWorkspaces": list(entries)}


def test_calls_are_noted_until_they_are_forgotten(marketo: Marketo) -> None:
    """Method, path, status, code, and whether anything changed; no secret."""
    token = marketo.token().get_json()["access_token"]
    marketo.users("roles.json", token=token)
    marketo.users("nobody/delete.json", token=token, method="POST")
    calls = marketo.control("GET", "calls")
    assert [(c["method"], c["endpoint"], c["status"], c["code"], c["changed"]) for c in calls] == [
        ("GET", "identity", 200, None, False),
        ("GET", "roles.json", 200, None, False),
        ("POST", "{userid}/delete.json", 404, 1013, False),
    ]
    assert "simulator-secret" not in json.dumps(calls)
    marketo.control("DELETE", "calls")
    assert marketo.control("GET", "calls") == []


def test_users_are_added_changed_and_deleted(marketo: Marketo) -> None:
    """Fields are as in Marketo's answers; an administrator may lock, rename, and take a role."""
    role = marketo.subscription.role_named("Warehouse API")
    assert role
    pair = {"accessRoleId": role.id, "workspaceId": 1}
    given = {"emailAddress": EMAIL, "firstName": "E", "lastName": "TL"}
    [made] = marketo.control("POST", "users", given | {"userRoleWorkspaces": [pair]})
    assert (made["emailAddress"], made["apiOnly"], made["pending"]) == (EMAIL, True, False)
    changes = {
        "firstName": "New",
        "isLocked": True,
        "lockedReason": "why",
        "expiresAt": "2090-01-01T00:00:00Z",
        "lastLoginAt": "2020-01-01T00:00:00Z",
        "userRoleWorkspaces": [pair | {"workspaceId": 0}],
    }
    marketo.control("PATCH", f"users/{EMAIL}", changes)
    shown = marketo.users(f"{EMAIL}/user.json").get_json()
    assert (shown["firstName"], shown["isLocked"], shown["lockedReason"]) == ("New", True, "why")
    assert shown["expiresAt"].startswith("2090-01-01T00:00:00")
    assert shown["userRoleWorkspaces"][0]["workspaceName"] == "AllZones"
    assert [user["emailAddress"] for user in marketo.control("GET", "users")][1:] == [EMAIL]
    marketo.control("PATCH", f"users/{EMAIL}", {"pending": True, "expiresAt": None})
    assert marketo.users(f"{EMAIL}/user.json").status_code == 404
    assert marketo.users(f"{EMAIL}/invite.json").get_json()["status"] == "pending"
    marketo.control("DELETE", f"users/{EMAIL}")
    assert len(marketo.control("GET", "users")) == 1


def test_several_users_are_added_at_once(marketo: Marketo) -> None:
    """For tests of many pages."""
    many = [
        {"emailAddress": f"u{n}@example.com", "firstName": "U", "lastName": str(n)}
        for n in range(250)
    ]
    marketo.control("POST", "users", many)
    pages = [
        marketo.users(f"allusers.json?pageOffset={offset}&pageSize=200").get_json()
        for offset in (0, 200, 400)
    ]
    assert [len(page) for page in pages] == [200, 51, 0]
    assert len(marketo.users("allusers.json").get_json()) == 20


def test_roles_are_made_changed_and_deleted(marketo: Marketo) -> None:
    """With permissions, which take effect at once; a deleted role is taken from its users."""
    made = marketo.control(
        "POST", "roles", {"name": "New API", "permissions": ["Read-Only Person"]}
    )
    marketo.control("PATCH", f"roles/{made['id']}", {"onlyAllZones": True, "name": "Newer"})
    changed = next(role for role in marketo.control("GET", "roles") if role["id"] == made["id"])
    assert (changed["name"], changed["onlyAllZones"]) == ("Newer", True)
    assert changed["permissions"] == ["Read-Only Person"]
    user = marketo.subscription.users[0]
    user.grants.append((made["id"], 0))
    marketo.control("DELETE", f"roles/{made['id']}")
    assert made["id"] not in [role for role, _ in user.grants]
    for method, body in (("PATCH", {"name": "Mine"}), ("DELETE", None)):
        assert "own roles" in marketo.control(method, "roles/1", body, status=400)["error"]


def test_a_workspace_is_made(marketo: Marketo) -> None:
    """And shown like the others."""
    marketo.control("POST", "workspaces", {"name": "Asia"})
    assert [one["name"] for one in marketo.users("workspaces.json").get_json()] == [
        "Default",
        "Europe",
        "Asia",
    ]


def test_services_are_made_and_deleted(marketo: Marketo) -> None:
    """The secret is shown once; a deleted service gets no token, and its tokens end."""
    marketo.subscription.add_user(EMAIL, "E", "TL")
    given = {"name": "ETL", "emailAddress": EMAIL, "description": "for the warehouse"}
    made = marketo.control("POST", "services", given)
    token = marketo.token(made["clientId"], made["clientSecret"]).get_json()
    assert token["scope"] == EMAIL
    listed = marketo.control("GET", "services")
    assert given | {"clientId": made["clientId"]} in listed
    assert made["clientSecret"] not in json.dumps(listed)
    marketo.control("DELETE", f"services/{made['clientId']}")
    assert marketo.token(made["clientId"], made["clientSecret"]).status_code == 401
    refused = marketo.call("/rest/v1/stats/usage.json", token["access_token"]).get_json()
    assert refused["errors"][0]["code"] == "601"


def test_a_secret_is_replaced_and_the_client_id_stays(marketo: Marketo) -> None:
    """By one that is given or generated; the old one is refused, a running token stays valid."""
    running = marketo.token().get_json()["access_token"]
    changed = marketo.control("PATCH", "services/simulator", {"clientSecret": "another"})
    assert changed == {
        "name": "Pulumi",
        "description": "",
        "emailAddress": "operator@example.com",
        "clientId": "simulator",
        "clientSecret": "another",
    }
    assert marketo.token().status_code == 401
    assert marketo.token(secret="another").status_code == 200
    assert marketo.users("roles.json", token=running).status_code == 200
    made = marketo.control("PATCH", "services/simulator", {"clientSecret": None})["clientSecret"]
    assert made not in {"another", "simulator-secret", None, ""}
    assert marketo.token(secret=made).status_code == 200


def test_a_service_is_linked_to_another_user(marketo: Marketo) -> None:
    """Id, secret and running token stay; until the token ends it acts as the former user."""
    for name in ("old", "new"):
        marketo.subscription.add_user(f"{name}@example.com", "E", "TL")
    made = marketo.control("POST", "services", {"name": "S", "emailAddress": "old@example.com"})
    credentials = made["clientId"], made["clientSecret"]
    before = marketo.token(*credentials).get_json()
    changed = marketo.control(
        "PATCH", f"services/{made['clientId']}", {"emailAddress": "new@example.com"}
    )
    assert changed["emailAddress"] == "new@example.com"
    assert "clientSecret" not in changed
    after = marketo.token(*credentials).get_json()
    assert (after["access_token"], after["scope"]) == (before["access_token"], "old@example.com")
    marketo.control("POST", "clock", {"advance": 3600})
    assert marketo.token(*credentials).get_json()["scope"] == "new@example.com"
    marketo.control("DELETE", "users/old@example.com")
    marketo.control("PATCH", "users/new@example.com", {"apiOnly": False})
    person = {"emailAddress": "new@example.com"}
    message = marketo.control("PATCH", "services/simulator", person, status=400)["error"]
    assert message == "new@example.com is not an API-only user: a service cannot act as it."


def test_a_deleted_users_token_ends_with_it(marketo: Marketo) -> None:
    """Even if its service acts as another user by now."""
    for name in ("old", "new"):
        marketo.subscription.add_user(f"{name}@example.com", "E", "TL")
    made = marketo.control("POST", "services", {"name": "S", "emailAddress": "old@example.com"})
    credentials = made["clientId"], made["clientSecret"]
    token = marketo.token(*credentials).get_json()["access_token"]
    marketo.control("PATCH", f"services/{made['clientId']}", {"emailAddress": "new@example.com"})
    marketo.control("DELETE", "users/old@example.com")
    refused = marketo.call("/rest/v1/stats/usage.json", token).get_json()
    assert refused["errors"][0]["code"] == "601"
    assert marketo.token(*credentials).get_json()["scope"] == "new@example.com"


def test_a_user_is_locked_and_unlocked(marketo: Marketo) -> None:
    """Unlocking clears the reason; an expired user stays locked."""
    marketo.subscription.add_user(EMAIL, "E", "TL")

    def lock() -> tuple[Any, Any]:
        shown = marketo.users(f"{EMAIL}/user.json").get_json()
        return shown["isLocked"], shown["lockedReason"]

    marketo.control("PATCH", f"users/{EMAIL}", {"isLocked": True, "lockedReason": "why"})
    assert lock() == (True, "why")
    marketo.control("PATCH", f"users/{EMAIL}", {"isLocked": False})
    assert lock() == (False, None)
    marketo.control("PATCH", f"users/{EMAIL}", {"isLocked": True})
    assert lock() == (True, None)
    past = {"isLocked": False, "expiresAt": "2020-01-01T00:00:00Z"}
    shown = marketo.control("PATCH", f"users/{EMAIL}", past)
    assert (shown["isLocked"], shown["lockedReason"]) == (True, "Access has expired")


def test_grants_are_edited_by_names_or_ids(marketo: Marketo) -> None:
    """They can be sent in the form in which they are answered."""
    marketo.subscription.add_user(EMAIL, "E", "TL")
    named = {"accessRoleName": "Warehouse API", "workspaceName": "AllZones"}
    shown = marketo.control("PATCH", f"users/{EMAIL}", grants(named, GRANT))
    assert shown["userRoleWorkspaces"] == [
        named | {"accessRoleId": WAREHOUSE, "workspaceId": 0},
        GRANT | {"accessRoleName": "Warehouse API", "workspaceName": "Default"},
    ]
    again = grants(*shown["userRoleWorkspaces"])
    assert marketo.control("PATCH", f"users/{EMAIL}", again) == shown
    assert marketo.control("PATCH", f"users/{EMAIL}", grants())["userRoleWorkspaces"] == []


def test_the_clock_is_moved(marketo: Marketo) -> None:
    """Tokens, invitations, users' access and the quota's windows follow it."""
    marketo.subscription.add_user(EMAIL, "E", "TL", pending=True)
    token = marketo.token().get_json()["access_token"]
    assert marketo.control("POST", "clock", {"advance": 3599}) == {"now": marketo.now + 3599}
    assert marketo.users("roles.json", token=token).status_code == 200
    marketo.control("POST", "clock", {"advance": 1})
    codes = [
        marketo.users("roles.json", token=token).get_json()["errors"][0]["code"] for _ in range(2)
    ]
    assert codes == ["602", "601"]  # the first use of an ended token, and the later ones
    assert marketo.users(f"{EMAIL}/invite.json").status_code == 200
    marketo.control("POST", "clock", {"advance": 7 * 24 * 3600})
    assert marketo.users(f"{EMAIL}/invite.json").status_code == 404


def test_the_allowlist_blocks_and_lets_in_again(marketo: Marketo) -> None:
    """With the code of a missing permission, even for calls that need none."""
    marketo.control("POST", "allowlist", {"blocks": True})
    refused = marketo.call("/rest/v1/stats/usage.json").get_json()
    assert refused["errors"] == [{"code": "603", "message": "Access denied"}]
    marketo.control("POST", "allowlist", {"blocks": False})
    assert marketo.call("/rest/v1/stats/usage.json").get_json()["success"] is True


def test_faults_strike_the_call_they_are_for_and_are_taken_back(marketo: Marketo) -> None:
    """The n-th call of an endpoint, and as many as `times` says; others pass."""
    fault = {"kind": "status", "endpoint": "roles.json", "nth": 2, "times": 2, "status": 503}
    marketo.control("POST", "faults", [fault])
    got = [marketo.users("roles.json").status_code for _ in range(4)]
    assert got == [200, 503, 503, 200]
    token = marketo.token().get_json()["access_token"]  # without an endpoint, Identity is hit too
    marketo.control("POST", "faults", [{"kind": "code", "code": 713, "times": None}])
    for _ in range(2):
        struck = marketo.users("workspaces.json", token=token).get_json()
        assert struck["errors"][0]["code"] == "713"
    marketo.control("DELETE", "faults")
    assert marketo.users("workspaces.json").status_code == 200


STATUS_OF_ADDRESS = {
    "PATCH users/nobody": 404,
    "DELETE users/nobody": 404,
    "PATCH roles/99": 404,
    "DELETE roles/99999999999999999999": 404,
    "DELETE roles/one": 404,
    "DELETE services/unknown": 404,
    "GET nonsense": 404,
    "PUT users": 405,
}
"""The status of calls whose address itself is wrong; all other wrong calls get 400."""


@pytest.mark.parametrize(
    ("method", "path", "body", "sentence"),
    [
        # A body that the call does not accept
        ("POST", "roles", None, "The body is missing."),
        ("POST", "workspaces", [], "The body is a list."),
        ("POST", "clock", 3600, "The body is a number."),
        ("POST", "faults", ["cut"], "entry 1: The body is a string."),
        (
            "DELETE",
            f"users/{EMAIL}",
            {"force": True},
            "'force' is not a key of this call. This call takes no body.",
        ),
        # Keys
        ("POST", "roles", {}, "name must be given."),
        ("POST", "services", {"name": "S"}, "emailAddress must be given."),
        ("POST", "users", {"emailAddress": EMAIL}, "firstName and lastName must be given."),
        (
            "PATCH",
            "services/simulator",
            {"secret": "x"},
            "'secret' is not a key of this call. Did you mean clientSecret?",
        ),
        (
            "PATCH",
            "services/simulator",
            {},
            "Nothing to change: send at least one of emailAddress, clientSecret, name, description.",  # noqa: E501 - one sentence
        ),
        # Types
        ("POST", "workspaces", {"name": 7}, "name: must be a string, not a number."),
        ("POST", "workspaces", {"name": " "}, "name: must not be empty."),
        (
            "POST",
            "workspaces",
            {"name": "A\nB"},
            "name: must be one line of text without control characters.",
        ),
        (
            "POST",
            "roles",
            {"name": "R", "permissions": "Read-Only Person"},
            "permissions: must be a list, not a string.",
        ),
        (
            "POST",
            "roles",
            {"name": "R", "permissions": ["Read-Only Person", 1]},
            "permissions: entry 2: must be a string, not a number.",
        ),
        ("PATCH", OPERATOR, {"isLocked": "yes"}, "isLocked: must be true or false, not a string."),
        (
            "PATCH",
            OPERATOR,
            {"expiresAt": "soon"},
            "expiresAt: soon is not a date: write it like 2027-06-30T00:00:00Z.",
        ),
        ("PATCH", OPERATOR, {"firstName": None}, "firstName: must be a string, not null."),
        (
            "POST",
            "clock",
            {"advance": "soon"},
            "advance: must be a number of seconds, not a string.",
        ),
        ("POST", "clock", {"advance": -1}, "advance: must be a number of seconds, 0 or more."),
        ("POST", "clock", {"advance": 1e12}, "The clock cannot be moved beyond the year 9999."),
        ("POST", "allowlist", {"blocks": 1}, "blocks: must be true or false, not a number."),
        # Grants
        ("PATCH", OPERATOR, grants(GRANT | {"accessRoleId": 99}), "Role 99 not found."),
        ("PATCH", OPERATOR, grants(GRANT | {"workspaceId": 99}), "Workspace 99 not found."),
        (
            "PATCH",
            OPERATOR,
            grants(GRANT | {"workspaceId": 2**31}),
            "userRoleWorkspaces: entry 1: workspaceId: must be from 0 to 2147483647.",
        ),
        (
            "PATCH",
            OPERATOR,
            grants({"accessRoleId": 1, "workspaceId": 1}),
            "Role 1 can only be assigned to all workspaces.",
        ),
        ("PATCH", OPERATOR, grants(GRANT, GRANT), "Role 1003 is granted twice in workspace 1."),
        (
            "PATCH",
            OPERATOR,
            grants({"accessRoleId": WAREHOUSE}),
            "userRoleWorkspaces: each entry needs workspaceId or workspaceName.",
        ),
        (
            "PATCH",
            OPERATOR,
            grants({"accessRoleName": "Warehouse", "workspaceId": 1}),
            (
                "There is no role named 'Warehouse'. There are: Admin, Standard User, Analytics "
                "User, Marketing User, Web Designer, API User Management, Warehouse API."
            ),
        ),
        (
            "PATCH",
            OPERATOR,
            grants(GRANT | {"workspaceName": "Europe"}),
            "userRoleWorkspaces: workspaceId 1 is not 'Europe', whose id is 1002.",
        ),
        (
            "PATCH",
            OPERATOR,
            grants(GRANT | {"workspace": "Europe"}),
            (
                "userRoleWorkspaces: entry 1: 'workspace' is not a key of this call. "
                "Did you mean workspaceId or workspaceName?"
            ),
        ),
        # Locks
        (
            "PATCH",
            OPERATOR,
            {"lockedReason": "why"},
            "Only a locked user has a reason for its lock: lock the user too.",
        ),
        (
            "PATCH",
            OPERATOR,
            {"isLocked": False, "lockedReason": "why"},
            "Only a locked user has a reason for its lock: lock the user too.",
        ),
        # Duplicates
        (
            "POST",
            "users",
            NAMES | {"emailAddress": "Operator@example.com"},
            "There is a user with the e-mail address Operator@example.com already.",
        ),
        (
            "POST",
            "users",
            [NAMES | {"emailAddress": EMAIL}, NAMES | {"emailAddress": EMAIL.upper()}],
            f"The e-mail address {EMAIL} is in the list twice.",
        ),
        (
            "POST",
            "users",
            [NAMES | {"emailAddress": EMAIL}, NAMES],
            "entry 2: emailAddress must be given.",
        ),
        (
            "POST",
            "users",
            NAMES | {"emailAddress": "nobody"},
            "'nobody' is not an e-mail address that Marketo accepts.",
        ),
        ("POST", "roles", {"name": "Admin"}, "There is a role named 'Admin' already."),
        (
            "PATCH",
            f"roles/{WAREHOUSE}",
            {"name": "Admin"},
            "There is a role named 'Admin' already.",
        ),
        ("POST", "workspaces", {"name": "Europe"}, "There is a workspace named 'Europe' already."),
        # What is not there, or cannot be
        ("PATCH", "users/nobody", {"isLocked": True}, "There is no user nobody."),
        ("DELETE", "users/nobody", None, "There is no user nobody."),
        (
            "DELETE",
            OPERATOR,
            None,
            (
                "operator@example.com is in use by a custom service: delete the service first, "
                "or link it to another user."
            ),
        ),
        ("PATCH", "roles/99", {"name": "R"}, "There is no role 99."),
        ("DELETE", "roles/99999999999999999999", None, "There is no role 99999999999999999999."),
        ("DELETE", "roles/one", None, "There is no role one."),
        ("DELETE", "services/unknown", None, "There is no service with the client id unknown."),
        (
            "POST",
            "services",
            {"name": "S", "emailAddress": "x@example.com"},
            "There is no user with the e-mail address x@example.com.",
        ),
        (
            "PATCH",
            "services/simulator",
            {"emailAddress": "x@example.com"},
            "There is no user with the e-mail address x@example.com.",
        ),
        ("GET", "nonsense", None, "There is no call GET /_simulator/nonsense."),
        ("PUT", "users", {}, "PUT /_simulator/users is not a call: use GET or POST."),
        # Faults that would never strike, or not as intended
        (
            "POST",
            "faults",
            [{"kind": "nonsense"}],
            (
                "entry 1: kind: must be one of status, code, delay, cut, garbage, empty, "
                "truncated, wrong_body."
            ),
        ),
        ("POST", "faults", {"kind": "cut", "when": "never"}, "when: must be one of before, after."),
        ("POST", "faults", {"kind": "cut", "nth": 0}, "nth: must be from 1 to 1000000000."),
        (
            "POST",
            "faults",
            {"kind": "status", "code": 713},
            "entry 1: code has no effect on a fault of kind status: it is for kind code.",
        ),
        (
            "POST",
            "faults",
            [{"kind": "cut"}, {"kind": "cut", "often": 1}],
            "entry 2: 'often' is not a key of this call.",
        ),
    ],
)
def test_a_wrong_call_is_answered_with_a_sentence(
    marketo: Marketo, method: str, path: str, body: object, sentence: str
) -> None:
    """It says what is wrong and what is accepted; nothing changes."""
    before = repr(marketo.subscription)
    sent: dict[str, Any] = {} if body is None else {"json": body}
    answered = Client(marketo.simulator.app).open(f"/_simulator/{path}", method=method, **sent)
    said, _, _wanted = answered.get_json()["error"].partition(" Send a JSON object ")
    assert said == sentence
    assert answered.status_code == STATUS_OF_ADDRESS.get(f"{method} {path}", 400)
    assert repr(marketo.subscription) == before
    assert marketo.users("roles.json").status_code == 200  # no fault was set


@pytest.mark.parametrize(
    ("method", "path", "wanted"),
    [
        ("POST", "services", "with name, emailAddress, and optionally description."),
        (
            "PATCH",
            "services/simulator",
            "with at least one of emailAddress, clientSecret, name, description.",
        ),
        ("POST", "roles", "with name, and optionally permissions, onlyAllZones, description."),
    ],
)
def test_the_answer_to_a_wrong_call_says_what_the_call_accepts(
    marketo: Marketo, method: str, path: str, wanted: str
) -> None:
    """The keys that are required, and those that are optional."""
    message = marketo.control(method, path, {"colour": "red"}, status=400)["error"]
    assert message == f"'colour' is not a key of this call. Send a JSON object {wanted}"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"advance=1", "The body is not JSON: Expecting value: line 1 column 1 (char 0)."),
        (b"\xff", "The body is not JSON: it is not UTF-8."),
        (b"[" * 100_000, "The body is not JSON: it is nested too deeply."),
        (b'{"advance": Infinity}', "The body is not JSON: JSON has no number Infinity."),
        (b'{"advance": 1, "advance": 2}', "The body has the key 'advance' twice."),
    ],
    ids=["no JSON", "no text", "nested", "no number", "a key twice"],
)  # fmt: skip
def test_a_body_that_is_not_json_is_answered_with_a_sentence(
    marketo: Marketo, raw: bytes, sentence: str
) -> None:
    """The clock stays as it was."""
    answered = Client(marketo.simulator.app).post(
        "/_simulator/clock", data=raw, content_type="application/json"
    )
    assert (answered.status_code, answered.get_json()) == (400, {"error": sentence})
    assert marketo.subscription.advanced == 0.0


@pytest.mark.parametrize(
    ("environment", "host"),
    [({"REMOTE_ADDR": "192.0.2.1"}, "localhost"), ({}, "rebound.example:8080")],
    ids=["another machine", "a site whose name leads here"],
)
def test_control_answers_this_machine_only(
    marketo: Marketo, environment: dict[str, str], host: str
) -> None:
    """It gives secrets to everybody who may ask."""
    answered = Client(marketo.simulator.app).get(
        "/_simulator/services", environ_overrides=environment, base_url=f"http://{host}"
    )
    assert answered.status_code == 403


def test_a_page_of_a_website_cannot_call_the_control_interface(marketo: Marketo) -> None:
    """A browser sends forms and plain text anywhere without asking; these are refused."""
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answered = Client(marketo.simulator.app).post(
            "/_simulator/clock", data='{"advance": 60}', content_type=kind
        )
        assert answered.status_code == 415
    assert marketo.subscription.advanced == 0.0
