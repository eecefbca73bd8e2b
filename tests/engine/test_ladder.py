"""Live the whole life of a role and a user on the real engine."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import calls, changes, role_id, user_named, users

EMAIL = "warehouse-api@example.com"
JUNE_30 = 1814313600.0
USER = "ApiOnlyUser warehouse"
ROLE = "ApiOnlyRole warehouse"
pytestmark = pytest.mark.engine


def declared(**others: str) -> str:
    """Return the README's program with other arguments of the user."""
    arguments = {
        "email_address": f'"{EMAIL}"',
        "first_name": '"Warehouse"',
        "last_name": '"Sync"',
        "roles": '[role.grant(workspace="Default")]',
        "expires_at": '"2027-06-30T00:00:00+00:00"',
    } | others
    words = ", ".join(f"{name}={value}" for name, value in arguments.items() if value)
    return (
        'role = marketo.ApiOnlyRole("warehouse", role_name="Warehouse API")\n'
        f'user = marketo.ApiOnlyUser("warehouse", {words})\n'
        'pulumi.export("user_id", user.user_id)\n'
    )


def held(**others: Any) -> dict[str, Any]:
    """Return the user as Marketo is expected to hold it."""
    usual = {
        "email": EMAIL,
        "first": "Warehouse",
        "last": "Sync",
        "api_only": True,
        "grants": [("Warehouse API", 1)],
        "expires_at": JUNE_30,
        "pending": False,
    }
    return usual | others


def test_a_stack_is_previewed_applied_repaired_changed_and_destroyed(
    stack: Stack, marketo: Simulator
) -> None:
    """It is previewed, applied, left alone, drifted, repaired, changed, recreated and destroyed."""
    stack.program(declared())
    assert stack.steps() == {ROLE: "create", USER: "create"}
    assert users(marketo) == []

    stack.up()
    assert users(marketo) == [held()]
    assert stack.outputs() == {"user_id": EMAIL}

    assert stack.steps() == {}
    changes(marketo)
    stack.up("--expect-no-changes")
    assert changes(marketo) == []

    user = user_named(marketo, EMAIL)
    user.first_name, user.grants = "Hand", [(role_id(marketo, "Warehouse API"), 1002)]
    assert stack.steps("--refresh") == {USER: "update"}
    stack.up("--refresh")
    assert users(marketo) == [held()]

    stack.program(declared(last_name='"Nightly"', expires_at='"2028-01-01T02:00:00+02:00"'))
    assert stack.steps() == {USER: "update"}
    stack.up()
    assert users(marketo) == [held(last="Nightly", expires_at=1830297600.0)]

    stack.program(declared())
    stack.up()
    marketo.subscription.remove_user(user_named(marketo, EMAIL))
    assert stack.steps("--refresh") == {USER: "create"}
    stack.up("--refresh")
    assert users(marketo) == [held()]

    printed = stack.destroy()
    assert users(marketo) == []
    assert "Marketo has no call to delete a role" in printed
    assert marketo.subscription.role_named("Warehouse API")


@pytest.mark.parametrize(
    ("argument", "value", "expected"),
    [
        ("email_address", '"nightly@example.com"', {"email": "nightly@example.com"}),
        ("first_name", '"Store"', {"first": "Store"}),
        ("last_name", '"Nightly"', {"last": "Nightly"}),
        ("expires_at", '"2028-01-01T00:00:00Z"', {"expires_at": 1830297600.0}),
        (
            "roles",
            '[role.grant(workspace="Default"), role.grant(workspace="Europe")]',
            {"grants": [("Warehouse API", 1), ("Warehouse API", 1002)]},
        ),
        ("roles", '[role.grant(workspace="Europe")]', {"grants": [("Warehouse API", 1002)]}),
    ],
    ids=["email_address", "first_name", "last_name", "expires_at", "more roles", "other roles"],
)
def test_each_attribute_is_updated_in_place(
    stack: Stack, marketo: Simulator, argument: str, value: str, expected: dict[str, Any]
) -> None:
    """A change of one argument is one update, and the preview after it is empty."""
    stack.program(declared())
    stack.up()
    stack.program(declared(**{argument: value}))
    assert stack.steps() == {USER: "update"}
    stack.up()
    assert users(marketo) == [held(**expected)]
    assert stack.steps("--refresh") == {}


def test_grants_are_added_before_others_are_taken(stack: Stack, marketo: Simulator) -> None:
    """A user whose only role changes always has one."""
    stack.program(declared())
    stack.up()
    changes(marketo)
    stack.program(declared(roles='[role.grant(workspace="Europe")]'))
    stack.up()
    assert changes(marketo) == ["{userid}/roles/create.json", "{userid}/roles/delete.json"]


@pytest.mark.parametrize("identity", ["marketo", "adobe"])
@pytest.mark.parametrize("others", [0, 1, 200, 201, 401])
def test_an_unchanged_stack_shows_no_change(
    stack: Stack, marketo: Simulator, identity: Any, others: int
) -> None:
    """However many users the subscription has, and in whichever form their userids are."""
    marketo.subscription.switches.identity = identity
    for number in range(others):
        marketo.subscription.add_user(f"person{number}@example.com", "P", "N", api_only=False)
    stack.program(declared())
    stack.up()
    assert stack.steps() == {}
    assert stack.steps("--refresh") == {}
    assert users(marketo)[-1] == held()


def test_creating_one_user_makes_one_write_and_few_reads(stack: Stack, marketo: Simulator) -> None:
    """In addition to the lists that all resources share, and the token."""
    stack.program(declared())
    stack.up()
    made = calls(marketo)
    shared = [name for name in made if name in {"roles.json", "workspaces.json"}]
    reads = [
        n for n in made if n in {"allusers.json", "{userid}/user.json", "{userid}/invite.json"}
    ]
    assert len(shared) <= 2
    assert len(reads) <= 4
    assert [name for name in made if name not in {*shared, *reads}] == ["invite.json"]


def test_an_unchanged_preview_of_50_users_makes_no_call_per_user(
    stack: Stack, marketo: Simulator
) -> None:
    """It makes one call for the roles and one for the workspaces."""
    loop = (
        "for number in range(50):\n    "
        'marketo.ApiOnlyUser(f"user{number}", email_address=f"user{number}@example.com", '
        'first_name="A", last_name="B", roles=[role.grant(workspace="Default")])\n'
    )
    stack.program('role = marketo.ApiOnlyRole("warehouse", role_name="Warehouse API")\n' + loop)
    stack.up()
    assert len(users(marketo)) == 50
    calls(marketo)
    assert stack.steps() == {}
    assert sorted(calls(marketo)) == ["roles.json", "workspaces.json"]


def test_state_holds_no_secret_in_plain_text(stack: Stack, marketo: Simulator) -> None:
    """It holds no client secret, no token, and nothing that changes without a command."""
    stack.program(declared())
    stack.up()
    exported = json.dumps(stack.state())
    secrets = [marketo.client_secret, *marketo.subscription.tokens]
    assert [secret for secret in secrets if secret in exported] == []
    assert "last_login" not in exported
    assert "locked" not in exported


def test_names_that_lie_in_the_state_of_users_stay(stack: Stack) -> None:
    """A renamed type token or pickled entry point would make every existing stack unusable."""
    stack.program(declared())
    stack.up()
    kept = {
        one["type"]: one["inputs"]["__provider"]
        for one in stack.state()
        if "/marketo" in one["type"]
    }
    prefix = "pulumi-python:dynamic/marketo:"
    start = "gASVOAAAAAAAAACMGW1hcmtldG9fcmVzb3VyY2VzLnBpY2tsZWSUjARsb2FklJOUjAtBcGlPbmx5"
    assert kept == {
        f"{prefix}ApiOnlyRole": f"{start}Um9sZZSFlFKULg==",
        f"{prefix}ApiOnlyUser": f"{start}VXNlcpSFlFKULg==",
    }


def test_outputs_flow_to_and_from_resources_of_another_kind(
    stack: Stack, marketo: Simulator
) -> None:
    """A user takes its name from another resource, and another takes the user's id."""
    before = 'source = pulumi.Stash("name", input="Warehouse")\n'
    after = 'kept = pulumi.Stash("kept", input=user.user_id)\npulumi.export("kept", kept.output)\n'
    stack.program(before + declared(first_name="source.output") + after)
    stack.preview()
    stack.up()
    assert users(marketo) == [held()]
    assert stack.outputs()["kept"] == EMAIL
    assert stack.steps() == {}


@pytest.mark.parametrize(
    ("arguments", "where", "words"),
    [
        ({"first_name": "None"}, "has a problem: first_name:", "is required"),
        ({"email_address": '"not an address"'}, "property email_address value", "e-mail"),
        ({"roles": "[]"}, "has a problem: roles:", "role"),
        ({"expires_at": '"2027-06-30T00:00:00"'}, "property expires_at value", "offset"),
        ({"expires_at": '"2020-01-01T00:00:00Z"'}, "property expires_at value", "past"),
    ],
    ids=["missing field", "bad e-mail", "empty roles", "date without offset", "past date"],
)
def test_bad_input_fails_in_preview(
    stack: Stack, marketo: Simulator, arguments: dict[str, str], where: str, words: str
) -> None:
    """The problem has the resource, the property and the remedy; no traceback, no change."""
    stack.program(declared(**arguments))
    printed = stack.preview(fails=True)
    assert re.search(rf"'warehouse':? {where}", printed), printed
    assert words in printed
    assert "marketo_resources/" not in printed, "a traceback from inside"
    assert changes(marketo) == []
