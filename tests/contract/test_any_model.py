"""Check that every request body of the client follows Adobe's specification."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketo_resources.marketo import MarketoClient, errors, models
from tests.support.marketo.stand import Waits, settings_for
from tests.support.specification import specification

USERS = "/userservice/management/v1/users"
M = TypeVar("M")
INT32 = st.integers(0, 2**31 - 1)
WORDS = st.text(min_size=1, max_size=20)
DATES = st.datetimes(
    datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(9998, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5, minutes=-30))]),
)


def of(model: type[M], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[M]:
    """Return a strategy for models with these fields; `st.builds` would add each field's alias."""
    return st.fixed_dictionaries(fields).map(lambda given: model(**given))


PAIRS = st.lists(
    of(models.UserRoleWorkspaceId, access_role_id=INT32, workspace_id=INT32), max_size=4
)
INVITATIONS = of(
    models.InviteUserRequest,
    email_address=st.sampled_from(["a@example.com", "api+x@a.b.co"]),
    first_name=WORDS,
    last_name=WORDS,
    api_only=st.booleans(),
    user_role_workspaces=PAIRS,
    expires_at=st.none() | DATES,
    reason=st.none() | WORDS,
)
UPDATES = of(
    models.UpdateUserAttributesRequest,
    first_name=st.none() | WORDS,
    last_name=st.none() | WORDS,
    email_address=st.none() | st.just("b@example.com"),
    expires_at=st.none() | DATES,
)


class Kept(httpx.BaseTransport):
    """Answers tokens, refuses the rest as a matter of form, and keeps the bodies."""

    def __init__(self) -> None:
        self.bodies: list[tuple[str, Any]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a call."""
        if request.url.path.startswith("/identity/"):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 3599, "scope": "o"})
        self.bodies.append((request.url.path, json.loads(request.content)))
        return httpx.Response(400, json={"errors": [{"code": "609", "message": "Invalid JSON"}]})


def sent(call: Any) -> list[tuple[str, Any]]:
    """Return the bodies that a call sends, in every form that it has."""
    kept = Kept()
    to = settings_for("http://localhost")
    with (
        MarketoClient(to, kept, clock=Waits().clock) as client,
        pytest.raises(errors.MarketoError),
    ):
        call(client)
    return kept.bodies


def assert_documented(bodies: list[tuple[str, Any]]) -> None:
    """Fail unless each body follows its schema; only the guide's bare list is exempt."""
    adobe = specification("user")
    for path, body in bodies:
        found = adobe.operation("POST", path)
        assert found, path
        [schema] = [p["schema"] for p in found[1]["parameters"] if p["in"] == "body"]
        shown = {"input": body} if isinstance(body, list) else body
        assert adobe.problems(schema, shown) == [], (path, body)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(invitation=INVITATIONS)
def test_every_invitation_follows_the_specification(invitation: models.InviteUserRequest) -> None:
    """With and without each optional field."""
    assert_documented(sent(lambda client: client.invite_user(invitation)))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(update=UPDATES)
def test_every_update_follows_the_specification(update: models.UpdateUserAttributesRequest) -> None:
    """In both forms of its date."""
    assert_documented(sent(lambda client: client.update_user("a@example.com", update)))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(pairs=PAIRS)
def test_every_body_of_grants_follows_the_specification(
    pairs: list[models.UserRoleWorkspaceId],
) -> None:
    """In both documented forms, given and taken."""
    for name in ("add_roles", "delete_roles"):
        bodies = sent(lambda client, name=name: getattr(client, name)("a@example.com", pairs))
        assert [type(body) for _, body in bodies] == [list, dict]
        assert_documented(bodies)
