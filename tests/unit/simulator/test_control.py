"""The control interface does what only people can do in Marketo, for programs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from marketo_simulator import Simulator, control

EMAIL = "etl@example.com"
PAGE = Path(__file__).parents[3] / "docs/simulator.md"


class Marketo:
    """A simulator, called as a program would."""

    def __init__(self, **switches: Any) -> None:
        self.now = 1_800_000_000.0
        self.simulator = Simulator(clock=lambda: self.now, **switches)
        self.subscription = self.simulator.subscription
        self._client = Client(self.simulator.app)

    def control(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        """The answer of the control interface."""
        sent: dict[str, Any] = {} if body is None else {"json": body}
        answered = self._client.open(f"/_simulator/{path}", method=method, **sent)
        assert answered.status_code == status, answered.get_data(as_text=True)
        return answered.get_json()

    def token(self, client_id: str = "simulator", secret: str = "simulator-secret") -> Any:  # noqa: S107 - it opens nothing else
        """Identity's answer."""
        query = {"grant_type": "client_credentials", "client_id": client_id}
        return self._client.get(
            "/identity/oauth/token", query_string=query | {"client_secret": secret}
        )

    def call(self, path: str, token: str = "", method: str = "GET", **more: Any) -> Any:
        """The answer to a call with a token."""
        token = token or self.token().get_json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        return self._client.open(path, method=method, headers=headers, **more)

    def users(self, path: str, **more: Any) -> Any:
        """The answer to one of the user management calls."""
        return self.call(f"/userservice/management/v1/users/{path}", **more)


@pytest.fixture
def marketo() -> Marketo:
    """A new subscription."""
    return Marketo()


def test_calls_are_noted_until_they_are_forgotten(marketo: Marketo) -> None:
    """Method, path, status, code, and whether anything changed; no secret is among it."""
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


def test_users_are_added_changed_and_deleted_behind_our_back(marketo: Marketo) -> None:
    """Fields as in Marketo's answers; an administrator may lock, rename, take a role."""
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
    """With permissions, which act at once; who held a deleted role holds it no more."""
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
    for method in ("PATCH", "DELETE"):
        assert "own roles" in marketo.control(method, "roles/1", {}, status=400)["error"]


def test_a_workspace_is_made(marketo: Marketo) -> None:
    """And shown like the others."""
    marketo.control("POST", "workspaces", {"name": "Asia"})
    assert [one["name"] for one in marketo.users("workspaces.json").get_json()] == [
        "Default",
        "Europe",
        "Asia",
    ]


def test_services_are_made_and_deleted(marketo: Marketo) -> None:
    """The secret is told once; a deleted service gets no token, and its tokens end."""
    marketo.subscription.add_user(EMAIL, "E", "TL")
    made = marketo.control("POST", "services", {"name": "ETL", "emailAddress": EMAIL})
    token = marketo.token(made["clientId"], made["clientSecret"]).get_json()
    assert token["scope"] == EMAIL
    listed = marketo.control("GET", "services")
    assert {"name": "ETL", "emailAddress": EMAIL, "clientId": made["clientId"]} in listed
    assert made["clientSecret"] not in json.dumps(listed)
    marketo.control("DELETE", f"services/{made['clientId']}")
    assert marketo.token(made["clientId"], made["clientSecret"]).status_code == 401
    refused = marketo.call("/rest/v1/stats/usage.json", token["access_token"]).get_json()
    assert refused["errors"][0]["code"] == "601"


def test_the_clock_is_moved(marketo: Marketo) -> None:
    """Tokens, invitations, the access of users and the windows of the quota live by it."""
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
    """With the code of a missing permission, also where none is needed."""
    marketo.control("POST", "allowlist", {"blocks": True})
    refused = marketo.call("/rest/v1/stats/usage.json").get_json()
    assert refused["errors"] == [{"code": "603", "message": "Access denied"}]
    marketo.control("POST", "allowlist", {"blocks": False})
    assert marketo.call("/rest/v1/stats/usage.json").get_json()["success"] is True


def test_faults_strike_the_call_they_are_for_and_are_taken_back(marketo: Marketo) -> None:
    """The n-th call of an endpoint, so many times; others pass."""
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


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("POST", "faults", [{"kind": "nonsense"}], "kind must be one of"),
        ("POST", "faults", [{"kind": "cut", "when": "never"}], "before or after"),
        ("POST", "faults", [{"kind": "cut", "often": 1}], "a fault has no often"),
        ("POST", "users", {"emailAddress": EMAIL}, "firstName"),
        ("PATCH", "users/operator@example.com", {"nickname": "O"}, "a user has no nickname"),
        ("PATCH", "users/nobody", {}, "no user nobody"),
        ("DELETE", "users/nobody", None, "no user nobody"),
        ("PATCH", "roles/99", {}, "no role 99"),
        ("POST", "services", {"name": "S", "emailAddress": "x@example.com"}, "no user x"),
        ("DELETE", "services/unknown", None, "no such custom service"),
        ("POST", "clock", {}, "advance"),
        ("POST", "clock", {"advance": "soon"}, "soon"),
        ("POST", "workspaces", [], "list"),
        ("GET", "nonsense", None, "not found"),
        ("PUT", "users", {}, "not allowed"),
    ],
)
def test_what_cannot_be_done_is_said(
    marketo: Marketo, method: str, path: str, body: object, words: str
) -> None:
    """As a 4xx with the reason, and nothing changes."""
    before = repr(marketo.subscription)
    sent: dict[str, Any] = {} if body is None else {"json": body}
    answered = Client(marketo.simulator.app).open(f"/_simulator/{path}", method=method, **sent)
    assert 400 <= answered.status_code < 500
    assert words in answered.get_json()["error"]
    assert repr(marketo.subscription) == before


@pytest.mark.parametrize(
    ("environment", "host"),
    [({"REMOTE_ADDR": "192.0.2.1"}, "localhost"), ({}, "rebound.example:8080")],
    ids=["another machine", "a site whose name leads here"],
)
def test_it_answers_this_machine_only(
    marketo: Marketo, environment: dict[str, str], host: str
) -> None:
    """It gives out secrets to whoever asks."""
    answered = Client(marketo.simulator.app).get(
        "/_simulator/services", environ_overrides=environment, base_url=f"http://{host}"
    )
    assert answered.status_code == 403


def test_a_page_of_a_site_cannot_send_what_needs_no_leave(marketo: Marketo) -> None:
    """A browser sends a form or plain text to any address without asking; that is not taken."""
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answered = Client(marketo.simulator.app).post(
            "/_simulator/clock", data='{"advance": 60}', content_type=kind
        )
        assert answered.status_code == 415
    assert marketo.subscription.advanced == 0.0


def test_every_call_of_the_control_interface_is_documented() -> None:
    """With its method."""
    page = PAGE.read_text("utf-8")
    names = {"<path:userid>": "{userid}", "<int:number>": "{id}", "<client_id>": "{clientId}"}
    for rule in control._MAP.iter_rules():  # noqa: SLF001 - the list of all there are
        method, _, path = str(rule.endpoint).partition(" ")
        shown = re.sub("|".join(map(re.escape, names)), lambda found: names[found[0]], path)
        assert f"`{method} {shown}`" in page
