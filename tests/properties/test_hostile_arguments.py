"""Let a program give a resource anything: only our errors, no call elsewhere, no secret shown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from pulumi.output import UNKNOWN

from tests.support.faults.operations import BOTH, EMAIL, ROLE, SERVICE, Stack, prepared
from tests.support.properties.engine_model import NOUN, Managed
from tests.support.properties.hostile import (
    EMPTY,
    MARK,
    TEXTS,
    VALUES,
    assert_harmless,
    error_of,
    or_value,
)

EXAMPLES = 150
LONG = 3000

GRANTS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "role_name": or_value(st.just("Warehouse API")),
            "role_id": or_value(st.sampled_from(["1", "102", 102.0])),
            "workspace": or_value(st.sampled_from(["Default", "Europe"])),
            "workspace_id": or_value(st.sampled_from(["1", "0", 1.0])),
        },
    ),
    max_size=3,
)
USERS = st.fixed_dictionaries(
    {
        "email_address": or_value(st.just(EMAIL)),
        "first_name": or_value(st.just("E")),
        "last_name": or_value(st.just("TL")),
        "roles": or_value(st.sampled_from([BOTH, BOTH[:1]]) | GRANTS),
    },
    optional={
        "expires_at": or_value(st.just("2091-01-01T00:00:00+00:00")),
        "reason": or_value(st.just("why")),
        "adopt": or_value(st.booleans()),
        "delete_adopted": or_value(st.booleans()),
        "wait_for_person": or_value(st.sampled_from([0, 0.0, 5])),
        "instance": VALUES,
        "api_only": VALUES,
        "user_id": TEXTS,
    },
)
ROLES = st.fixed_dictionaries(
    {NOUN: st.just("ApiOnlyRole"), "role_name": or_value(st.just("Warehouse API"))},
    optional={
        "permissions": or_value(st.just(["Read-Only Person"])),
        "wait_for_creation": or_value(st.sampled_from([0, 0.0, 5])),
        "role_id": VALUES,
    },
)
SERVICES = st.fixed_dictionaries(
    {
        NOUN: st.just("CustomService"),
        "service_name": or_value(st.just("Served")),
        "user_id": or_value(st.just(SERVICE["user_id"])),
        "email_address": or_value(st.just(SERVICE["email_address"])),
        "client_id": or_value(st.just("served")),
        "client_secret": TEXTS.map(lambda text: MARK + text) | st.just(f"{MARK}served"),
    },
    optional={
        "permissions": or_value(st.just(["Read-Only Person"])),
        "wait_for_deletion": or_value(st.just(0)),
    },
)
QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck))


def live(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Declare a resource, read it, declare it differently, and remove it."""
    with prepared(EMPTY) as stack:
        stack.marketo.subscription.services["served"].client_secret = f"{MARK}served"
        texts = [
            _declared(stack, first),
            error_of(stack.engine.refresh),
            _declared(stack, second),
            error_of(stack.engine.up, {}),
        ]
        assert_harmless(stack, *texts)


def _declared(stack: Stack, wire: dict[str, Any]) -> str:
    text = error_of(stack.engine.up, {"r": wire})
    if not text and "r" in stack.engine.state:
        event(f"{wire.get(NOUN, Managed.noun)} applied")
        assert stack.engine.preview({"r": wire}) == {}
    return text


@settings(QUIET, max_examples=EXAMPLES)
@given(USERS, USERS)
@example(
    {"email_address": EMAIL, "first_name": "E", "last_name": "TL", "roles": BOTH * 2000},
    {"email_address": EMAIL, "first_name": "E", "last_name": "TL", "roles": BOTH},
)
def test_any_arguments_of_a_user_are_taken_or_refused_with_a_sentence(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    """Every argument of ApiOnlyUser, and what no program can give but a state can hold."""
    live(first, second)


@settings(QUIET, max_examples=EXAMPLES)
@given(ROLES, ROLES)
@example(ROLE | {"role_name": UNKNOWN}, ROLE)
def test_any_arguments_of_a_role_are_taken_or_refused_with_a_sentence(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    """Every argument of ApiOnlyRole."""
    live(first, second)


@settings(QUIET, max_examples=EXAMPLES)
@given(SERVICES, SERVICES)
@example(SERVICE | {"client_id": UNKNOWN}, SERVICE)
def test_any_arguments_of_a_service_are_taken_or_refused_with_a_sentence(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    """Every argument of CustomService; the secret is in no text."""
    live(first, second)


@settings(QUIET, max_examples=EXAMPLES)
@given(st.sampled_from(["ApiOnlyUser", "ApiOnlyRole", "CustomService"]), TEXTS)
def test_any_id_to_look_up_is_a_name_and_never_a_path(noun: str, identity: str) -> None:
    """What `get` is given is looked for as a name, and never used as a part of a path."""
    with prepared(EMPTY) as stack:
        provider = stack.engine.new_process()(noun)
        text = error_of(provider.read, identity, {"__name": "found"})
        assert text
        assert_harmless(stack, text)


@pytest.mark.long
@pytest.mark.parametrize("kind", [USERS, ROLES, SERVICES], ids=["user", "role", "service"])
def test_thousands_of_arguments_are_taken_or_refused_with_a_sentence(
    kind: st.SearchStrategy[dict[str, Any]],
) -> None:
    """The same with more examples."""

    @settings(QUIET, max_examples=LONG)
    @given(kind, kind)
    def lives(first: dict[str, Any], second: dict[str, Any]) -> None:
        live(first, second)

    lives()
