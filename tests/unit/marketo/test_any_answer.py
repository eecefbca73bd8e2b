"""Turn whatever a server answers into a typed result or one of our errors."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from marketo_resources.marketo import MarketoClient, errors, models
from tests.support.marketo.calls import CALLS
from tests.support.marketo.stand import Waits, settings_for, token

FIELDS = st.sampled_from(
    ["errors", "code", "message", "result", "success", "userid", "emailAddress", "id", "name",
     "userRoleWorkspaces", "accessRoleId", "workspaceId", "expiresAt", "apiOnly", "access_token",
     "expires_in", "scope", "error"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from(["606", "601", "true", "2020-12-31T12:00:00Z", "20201231T12:00:00t+0000"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(FIELDS | st.text(max_size=3), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
BODIES = st.binary(max_size=40) | VALUES.map(lambda value: json.dumps(value).encode())
STATUSES = st.sampled_from([200, 201, 204, 301, 400, 401, 403, 404, 418, 429, 500, 503, 599])


class Fixed(httpx.BaseTransport):
    """Answers every call the same; Identity correctly, unless it is the one under test."""

    def __init__(self, status: int, body: bytes, *, identity: bool) -> None:
        self._answer = status, body
        self._identity = identity

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        if request.url.path == "/identity/oauth/token" and not self._identity:
            return httpx.Response(200, json=token())
        return httpx.Response(self._answer[0], content=self._answer[1])


@pytest.mark.parametrize("name", CALLS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(status=STATUSES, body=BODIES)
@example(status=200, body=b'[{"errors": [{"code": "x"}]}]')
@example(status=200, body=b'{"result": [{"id": 99999999999999999999, "name": null}]}')
@example(status=200, body=b"\xef\xbb\xbf[]")
@example(status=200, body=b"1e999")
@example(status=200, body=b"[" * 3000)
def test_any_answer_gives_a_result_or_one_of_our_errors(
    name: str, status: int, body: bytes
) -> None:
    """Nothing from deep inside ever comes out."""
    transport = Fixed(status, body, identity=name == "token_owner")
    with MarketoClient(settings_for("http://localhost"), transport, clock=Waits().clock) as client:
        try:
            result: Any = CALLS[name](client)
        except errors.MarketoError:
            return
    assert result is None or isinstance(result, str | list | models.Answer)
