"""Check what the client sends and the simulator answers against Adobe's specification.

The exchanges are recorded between the two. Where Adobe's guide and its specification disagree, the
client sends what both accept or falls back, and the simulator answers by its switches; the only
exceptions are those below.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from marketo_resources.marketo import MarketoClient, errors, models
from marketo_simulator import Simulator
from tests.support.marketo.connected import settings_of
from tests.support.specification import Specification, specification

EMAIL = "ada@example.com"
EXPIRY = datetime(2091, 1, 1, tzinfo=UTC)


@dataclass
class Recorder(httpx.BaseTransport):
    """Passes calls on, and keeps requests and answers."""

    inner: httpx.BaseTransport
    seen: list[tuple[httpx.Request, httpx.Response]] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a call on."""
        response = self.inner.handle_request(request)
        response.read()
        self.seen.append((request, response))
        return response


def exchanges(**switches: Any) -> list[tuple[httpx.Request, httpx.Response]]:
    """Make every call that the client has, and return the requests with their answers."""
    simulator = Simulator(**switches)
    recorder = Recorder(httpx.WSGITransport(app=simulator.app))
    with MarketoClient(settings_of(simulator), recorder) as client:
        walk(client, simulator)
    return recorder.seen


def walk(client: MarketoClient, simulator: Simulator) -> None:
    """Call everything."""
    role = simulator.subscription.role_named("Warehouse API")
    assert role
    pair = models.UserRoleWorkspaceId(access_role_id=role.id, workspace_id=1)
    other = models.UserRoleWorkspaceId(access_role_id=role.id, workspace_id=1002)
    client.get_roles()
    client.get_workspaces()
    client.invite_user(
        models.InviteUserRequest(
            email_address=EMAIL,
            first_name="Ada",
            last_name="Api",
            api_only=True,
            expires_at=EXPIRY,
            reason="a test",
            user_role_workspaces=[pair],
        )
    )
    userid = next(u.userid for u in client.get_users() if u.email_address == EMAIL)
    client.get_user(userid)
    client.get_user_roles(userid)
    client.update_user(
        userid, models.UpdateUserAttributesRequest(first_name="A", expires_at=EXPIRY)
    )
    client.add_roles(userid, [other])
    client.delete_roles(userid, [other])
    client.delete_user(userid)
    for call in (client.get_user, client.get_invited_user, client.delete_invited_user):
        with pytest.raises(errors.MarketoError):
            call(userid)


def pending_exchanges(**switches: Any) -> list[tuple[httpx.Request, httpx.Response]]:
    """Make the calls about a pending invitation, and return the requests with their answers."""
    simulator = Simulator(pending=True, **switches)
    recorder = Recorder(httpx.WSGITransport(app=simulator.app))
    simulator.subscription.add_user(EMAIL, "Ada", "Api", pending=True)
    with MarketoClient(settings_of(simulator), recorder) as client:
        client.get_invited_user(EMAIL)
        client.delete_invited_user(EMAIL)
    return recorder.seen


@pytest.fixture(scope="module", params=["array", "input"])
def recorded(request: pytest.FixtureRequest) -> list[tuple[httpx.Request, httpx.Response]]:
    """Return all exchanges, with answers in the specification's spelling."""
    switches: dict[str, Any] = {"spelling": "specification", "roles_body": request.param}
    return exchanges(**switches) + pending_exchanges(spelling="specification")


@pytest.fixture(scope="module")
def specifications() -> list[Specification]:
    """Return both of Adobe's documents about these calls."""
    return [specification("user"), specification("identity")]


def documented(
    specifications: list[Specification], request: httpx.Request
) -> Iterator[tuple[Specification, str, dict[str, Any]]]:
    """Yield the operation that a request calls, if Adobe documents it."""
    for one in specifications:
        if found := one.operation(request.method, request.url.path):
            yield one, *found


def test_every_call_is_documented_with_all_that_it_sends(
    recorded: list[tuple[httpx.Request, httpx.Response]], specifications: list[Specification]
) -> None:
    """Path, method, query and body are documented; only the guide's bare array is exempt."""
    reached = set()
    for request, _ in recorded:
        [(one, template, operation)] = documented(specifications, request)
        reached.add(template)
        parameters = operation.get("parameters", [])
        names = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
        assert set(request.url.params) <= names
        body = json.loads(request.content) if request.content else None
        schemas = [parameter["schema"] for parameter in parameters if parameter["in"] == "body"]
        if "/roles/" in template and isinstance(body, list):
            body = {"input": body}  # Adobe's guide sends the list itself; the client tries both
        assert [one.problems(schema, body) for schema in schemas] == [[] for _ in schemas]
    every = {path for one in specifications for path in one.document["paths"]}
    assert reached == every


def test_every_answer_of_the_simulator_follows_the_specification(
    recorded: list[tuple[httpx.Request, httpx.Response]], specifications: list[Specification]
) -> None:
    """Each success follows its schema, and each refusal has a documented status."""
    for request, response in recorded:
        [(one, template, operation)] = documented(specifications, request)
        where = f"{request.method} {template}: {response.status_code} {response.text}"
        schema = operation["responses"].get(str(response.status_code), {}).get("schema")
        if response.status_code == httpx.codes.OK and response.content:
            payload = response.json()
            assert one.problems(schema, _unwrapped(schema, payload)) == [], where


def _unwrapped(schema: dict[str, Any] | None, payload: Any) -> Any:
    """Return an answer as the specification has it: it has `true` as a string."""
    if schema == {"type": "string"} and isinstance(payload, bool):
        return str(payload).lower()
    return payload
