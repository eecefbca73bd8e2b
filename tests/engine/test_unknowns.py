"""Preview with values that are not known yet: the rest is checked, and nothing fails for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from marketo_simulator import Simulator
from tests.support.engine.provider_process import (
    UNKNOWN,
    ProviderProcess,
    configuration,
    provider_process,
)
from tests.support.engine.subscription import role_id

USER: dict[str, Any] = {
    "__name": "u",
    "email_address": "etl@example.com",
    "first_name": "E",
    "last_name": "TL",
    "roles": [{"role_name": "Warehouse API", "workspace": "Default"}],
    "expires_at": "2091-01-01T00:00:00+00:00",
    "reason": "a reason",
    "adopt": True,
    "delete_adopted": True,
}
ROLE: dict[str, Any] = {
    "__name": "r",
    "role_name": "Warehouse API",
    "permissions": ["Read-Only Person", "Approve Assets"],
    "wait_for_creation": 60,
}
SERVICE: dict[str, Any] = {
    "__name": "s",
    "service_name": "Warehouse",
    "user_id": "etl@example.com",
    "email_address": "etl@example.com",
    "client_id": "id",
    "client_secret": "secret",
    "permissions": ["Read-Only Person", "Approve Assets"],
    "wait_for_deletion": 60,
}
EVERY = [
    (noun, declared, name)
    for noun, declared in (("ApiOnlyUser", USER), ("ApiOnlyRole", ROLE))
    for name in declared
    if name != "__name"
] + [
    ("CustomService", SERVICE | {"client_id": UNKNOWN}, name) for name in SERVICE if name[0] != "_"
]


@pytest.fixture(params=["live", "offline"])
def process(marketo: Simulator, request: pytest.FixtureRequest) -> Iterator[ProviderProcess]:
    """Start a provider process connected to `marketo`, which asks it or does not."""
    offline = {"offlinePreview": "true"} if request.param == "offline" else {}
    with provider_process(configuration(marketo, **offline)) as running:
        yield running


def test_any_argument_of_any_resource_may_be_unknown(process: ProviderProcess) -> None:
    """It is returned as unknown, and counts as different from what was known."""
    for noun, declared, name in EVERY:
        known = {"user_id": "x", "role_id": "1", **declared}
        inputs, problems = process.check(noun, declared | {name: UNKNOWN})
        assert (noun, name, problems) == (noun, name, {})
        assert inputs[name] == UNKNOWN
        process.diff(noun, "1", known, inputs)


def test_a_program_may_take_everything_from_resources_not_made_yet(
    process: ProviderProcess,
) -> None:
    """All arguments are unknown, and each preview passes."""
    for noun, declared in (
        ("ApiOnlyUser", USER),
        ("ApiOnlyRole", ROLE),
        ("CustomService", SERVICE),
    ):
        nothing = {"__name": "n"} | {name: UNKNOWN for name in declared if name != "__name"}
        inputs, problems = process.check(noun, nothing)
        assert problems == {}
        process.diff(noun, "1", declared, inputs)


@pytest.mark.parametrize("part", ["role_name", "role_id", "workspace", "workspace_id"])
def test_a_part_of_a_grant_may_be_unknown(process: ProviderProcess, part: str) -> None:
    """Next to a grant that is known, and next to one that is wholly unknown."""
    grant = {"role_name": "Warehouse API", "workspace": "Default", part: UNKNOWN}
    assert process.check("ApiOnlyUser", USER | {"roles": [grant]})[1] == {}
    grants = [{"role_name": "Warehouse API", "workspace": "Europe"}, grant, UNKNOWN]
    assert process.check("ApiOnlyUser", USER | {"roles": grants})[1] == {}


def test_known_values_are_checked_next_to_unknown_ones(process: ProviderProcess) -> None:
    """All problems are reported at once."""
    wrong = {"first_name": UNKNOWN, "last_name": " ", "email_address": "nobody", "expires_at": "x"}
    problems = process.check("ApiOnlyUser", USER | wrong)[1]
    assert sorted(problems) == ["email_address", "expires_at", "last_name"]
    grants = [UNKNOWN, {"workspace": "Default"}, {"role_id": "x"}]
    assert sorted(process.check("ApiOnlyUser", USER | {"roles": grants})[1]) == [
        "roles[1].role_name",
        "roles[2].role_id",
    ]


def test_a_member_of_the_permissions_may_be_unknown(process: ProviderProcess) -> None:
    """The list is unknown then; a member that Marketo does not have is still reported."""
    for noun, declared in (
        ("ApiOnlyRole", ROLE),
        ("CustomService", SERVICE | {"client_id": UNKNOWN}),
    ):
        some = declared | {"permissions": ["Read-Only Person", UNKNOWN]}
        assert process.check(noun, some)[1] == {}
        bad = declared | {"permissions": [UNKNOWN, 7.5]}
        assert list(process.check(noun, bad)[1]) == ["permissions[1]"]


def test_an_unknown_wait_counts_as_a_wait(process: ProviderProcess) -> None:
    """A missing role is not refused then."""
    late = ROLE | {"role_name": "Late API", "wait_for_creation": UNKNOWN}
    assert process.check("ApiOnlyRole", late)[1] == {}


@pytest.mark.parametrize(
    "others",
    [
        {"adopt": UNKNOWN},
        {"adopt": None, "first_name": UNKNOWN},
        {"adopt": None, "roles": UNKNOWN},
        {"adopt": None, "roles": [{"role_name": "Warehouse API", "workspace": UNKNOWN}]},
        {"adopt": True, "roles": [{"role_name": "Warehouse API", "workspace": UNKNOWN}]},
    ],
    ids=["adopt", "a name", "roles", "a workspace", "a workspace of an adoption"],
)
def test_a_user_that_is_there_may_be_the_declared_one(
    process: ProviderProcess, marketo: Simulator, others: dict[str, Any]
) -> None:
    """As long as the unknown values may make the two equal."""
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    user = {name: value for name, value in USER.items() if name != "expires_at"}
    marketo.subscription.add_user("etl@example.com", "E", "TL", grants=grants)
    given = {name: value for name, value in (user | others).items() if value is not None}
    assert process.check("ApiOnlyUser", given)[1] == {}
