"""Do what the pages tell their reader to do, and compare the output with what they show."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.support.clicks.clerk import Clerk
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import users
from tests.support.pages.walk import Walk
from tests.support.project import ROOT

CONFIGURED = ["docs/first-credentials.md", "docs/share-a-quota.md"]
"""Pages that only configure a stack."""


@pytest.fixture
def walk(stack: Stack, marketo: Simulator) -> Walk:
    """Return a walk that begins with a connected stack, whose calls are counted for this test."""
    stack.environment["MARKETO_QUOTA_STORE"] = "memory://"
    return Walk(stack, marketo)


def page(name: str) -> Path:
    """Return a page by its name."""
    return ROOT / name


def test_the_tutorial_works_from_the_first_step_to_the_last(walk: Walk) -> None:
    """Each command is run, each program declared, and the output is what the page shows."""
    before = users(walk.marketo)
    walk.through(page("docs/tutorial.md"))
    assert [line for line in walk.commands if line.startswith("pulumi up")] == [
        "pulumi up",
        "pulumi up --refresh",
        "pulumi up",
        "pulumi up",
    ]
    assert users(walk.marketo) == before
    assert [one.name for one in walk.marketo.subscription.services.values()] == ["Pulumi"]


def test_an_integration_is_added_and_a_protected_user_is_not_deleted(walk: Walk) -> None:
    """The first `up` asks for the service; the second program protects the user."""
    walk.through(page("docs/add-a-user.md"))
    assert "pulumi config set warehouseClientId" in walk.printed
    assert [user["email"] for user in users(walk.marketo)] == ["warehouse-api@example.com"]
    walk.stack.destroy()
    walk.stack.up()
    assert "protected" in walk.stack.destroy(fails=True)
    assert [user["email"] for user in users(walk.marketo)] == ["warehouse-api@example.com"]


def test_a_user_that_exists_is_taken_over(walk: Walk) -> None:
    """The page shows what will change first, and the user stays in Marketo afterwards."""
    walk.through(page("docs/adopt-a-user.md"))
    [user] = users(walk.marketo)
    assert user["email"] == "etl@example.com"
    walk.stack.destroy()
    assert users(walk.marketo) == [user]


def test_somebody_who_leaves_is_replaced_in_place(walk: Walk) -> None:
    """It is one user before and after, with another address."""
    walk.through(page("docs/change-an-address.md"))
    assert [user["email"] for user in users(walk.marketo)] == ["etl-api@example.com"]
    assert [call["endpoint"] for call in walk.marketo.app.calls.all() if call["changed"]] == [
        "invite.json",
        "{userid}/update.json",
    ]


def test_a_secret_is_rotated_in_place(walk: Walk) -> None:
    """The secret of a service, and that of the stack's own credentials."""
    marketo, stack = walk.marketo, walk.stack
    walk.through(page("docs/add-a-user.md"))
    client_id, old = Clerk.at(marketo.base_url).makes_service(
        "warehouse", "warehouse-api@example.com"
    )
    stack.configure({"warehouseClientId": client_id}, {"warehouseClientSecret": old})
    first = page("docs/add-a-user.md").read_text("utf-8").split("```python\n")[1].split("```")[0]
    stack.program(first)
    stack.up()
    # The page has one variable for both secrets, so both get one value.
    new = marketo.subscription.services[client_id].client_secret = marketo.client_secret
    assert "client_secret is not accepted" in stack.preview()
    stack.environment["NEW_SECRET"] = new
    walk.through(page("docs/rotate-a-secret.md"))
    assert stack.managed()["CustomService warehouse"]["unfinished"] == []
    assert walk.commands.count("pulumi up") == 3


@pytest.mark.parametrize("name", CONFIGURED)
def test_what_a_page_configures_is_taken(walk: Walk, name: str) -> None:
    """The package reads each value, and each secret is configured as one."""
    walk.stack.environment["MARKETO_SECRET"] = "secret"
    walk.through(page(name))
    listed = walk.stack.run("config")
    assert len(walk.commands) > 1
    assert all(line.split()[-2] in f"marketo:{listed}" for line in walk.commands)
    assert "warehouse" not in listed


def test_the_example_of_a_second_instance_works(stack: Stack, marketo: Simulator) -> None:
    """The explicit provider reaches its own instance, not that of the stack."""
    text = page("docs/two-instances.md").read_text("utf-8")
    source = text.split("```python\n")[1].split("```")[0]
    with Simulator() as sandbox:
        address = f'base_url="{sandbox.base_url}"'
        source = source.replace('munchkin_id="654-CBA-321"', address)
        stack.program(source.replace("0a1b2c3d-sandbox", sandbox.client_id))
        stack.run("config", "set", "--secret", "sandboxSecret", sandbox.client_secret)
        stack.up()
        assert [user["email"] for user in users(sandbox)] == ["etl@example.com"]
        assert users(marketo) == []
        stack.destroy()
        assert users(sandbox) == []
