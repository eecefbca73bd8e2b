"""Check that the simulator answers every request that Adobe's specification allows as documented.

These are the only exceptions, all deliberate:

- A refusal may come at HTTP 200 with `success: false`, as Adobe's "Error Codes" page says of REST
  APIs in general; the specification lists no schema for it.
- 400 and 5xx statuses are in no operation; the simulator answers 400 where a body cannot be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from marketo_simulator import Simulator
from tests.support.specification import Specification, specification

USERS = "/userservice/management/v1/users"
OPERATIONS = [
    ("user", "GET", f"{USERS}/allusers.json"),
    ("user", "POST", f"{USERS}/invite.json"),
    ("user", "GET", f"{USERS}/roles.json"),
    ("user", "GET", f"{USERS}/workspaces.json"),
    ("user", "POST", f"{USERS}/{{userid}}/delete.json"),
    ("user", "POST", f"{USERS}/{{userid}}/invite/delete.json"),
    ("user", "POST", f"{USERS}/{{userid}}/update.json"),
    ("user", "GET", f"{USERS}/{{userid}}/roles.json"),
    ("user", "POST", f"{USERS}/{{userid}}/roles/create.json"),
    ("user", "POST", f"{USERS}/{{userid}}/roles/delete.json"),
    ("user", "GET", f"{USERS}/{{userid}}/user.json"),
    ("user", "GET", f"{USERS}/{{userid}}/invite.json"),
    ("identity", "GET", "/identity/oauth/token"),
    ("identity", "POST", "/identity/oauth/token"),
]
UNDOCUMENTED = {400}
"""Statuses that the simulator answers although no operation documents them."""
IDENTITY_REFUSALS = {400, 401}
"""Statuses that Adobe documents for Identity in prose only."""


@pytest.fixture(params=["status", "body"])
def simulator(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """Return a simulator that answers in the specification's spelling."""
    with Simulator(spelling="specification", errors=request.param) as running:
        running.subscription.add_user("ada@example.com", "Ada", "Api")
        yield running


def token_of(simulator: Simulator) -> dict[str, str]:
    """Return the header that authorizes a call."""
    query = {
        "grant_type": "client_credentials",
        "client_id": simulator.client_id,
        "client_secret": simulator.client_secret,
    }
    answer = httpx.get(f"{simulator.base_url}/identity/oauth/token", params=query)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.mark.parametrize(("name", "method", "path"), OPERATIONS, ids=[
    f"{method} {path.rsplit('users', 1)[-1]}" for _, method, path in OPERATIONS
])  # fmt: skip
def test_any_documented_request_gets_a_documented_answer(
    simulator: Simulator, name: str, method: str, path: str
) -> None:
    """No internal error, no undocumented status, and no answer that the schema forbids."""
    adobe = specification(name)
    operation = schemathesis.openapi.from_dict(adobe.document)[path][method]
    headers = token_of(simulator)

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def answered(case: schemathesis.Case[Any]) -> None:
        response = case.call(base_url=simulator.base_url, headers=headers)
        assert_documented(adobe, name, method, path, response)

    answered()


def assert_documented(
    adobe: Specification, name: str, method: str, path: str, response: Any
) -> None:
    """Fail unless the operation has the status, and the body follows its schema."""
    documented = adobe.document["paths"][path][method.lower()]["responses"]
    status = response.status_code
    where = f"{method} {path}: {status} {response.content!r}"
    others = IDENTITY_REFUSALS if name == "identity" else UNDOCUMENTED
    assert str(status) in documented or status in others, where
    if status != httpx.codes.OK or not response.content:
        return
    payload = json.loads(response.content)
    if isinstance(payload, dict) and payload.get("success") is False:
        assert payload["errors"], where
        return
    schema = documented["200"].get("schema")
    if schema == {"type": "string"} and isinstance(payload, bool):
        payload = str(payload).lower()  # the guide's sample of invite answers a bare true
    assert adobe.problems(schema, payload) == [], where
