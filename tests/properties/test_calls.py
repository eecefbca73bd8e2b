"""What previews cost Marketo's quota, whatever the number of resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from marketo_simulator import Simulator
from tests.engine.subscription import calls, role_id
from tests.properties.engine_model import EngineModel, forget_processes


@pytest.fixture(params=["marketo", "adobe"])
def marketo(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """A Marketo of either identity."""
    with Simulator(identity=request.param) as simulator:
        yield simulator
    forget_processes()


def declared(number: int) -> dict[str, Any]:
    """A user of a program."""
    return {
        "email_address": f"user-{number}@example.com",
        "first_name": "User",
        "last_name": str(number),
        "roles": [{"role_name": "Warehouse API", "workspace": "Default"}],
    }


def furnish(marketo: Simulator, number: int) -> list[tuple[int, int]]:
    """Add users that no program knows."""
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    for one in range(number):
        marketo.subscription.add_user(f"other-{one}@example.com", "O", "N", grants=list(grants))
    return grants


def test_a_preview_of_500_unchanged_users_makes_two_calls(marketo: Simulator) -> None:
    """The roles and the workspaces, once."""
    engine = EngineModel(marketo)
    program = {f"u{number}": declared(number) for number in range(500)}
    grants = furnish(marketo, 0) or [(role_id(marketo, "Warehouse API"), 1)]
    for one in program.values():
        marketo.subscription.add_user(
            one["email_address"], one["first_name"], one["last_name"], grants=list(grants)
        )
    engine.up(program)
    calls(marketo)
    assert engine.preview(program) == {}
    assert sorted(calls(marketo)) == ["roles.json", "workspaces.json"]


def test_a_preview_that_creates_10_among_1000_makes_at_most_8_calls(marketo: Simulator) -> None:
    """The users are listed once, 200 a page."""
    furnish(marketo, 1000)
    calls(marketo)
    program = {f"u{number}": declared(number) for number in range(10)}
    assert set(EngineModel(marketo).preview(program).values()) == {"create"}
    assert len(calls(marketo)) <= 8


def test_a_refresh_makes_one_call_per_user_and_three(marketo: Simulator) -> None:
    """At most."""
    engine = EngineModel(marketo)
    program = {f"u{number}": declared(number) for number in range(20)}
    engine.up(program)
    calls(marketo)
    engine.refresh()
    assert len(calls(marketo)) <= 20 + 3


def test_changes_and_deletes_cost_little(marketo: Simulator) -> None:
    """An attribute at most two calls beside the lists, a delete one."""
    engine = EngineModel(marketo)
    program = {f"u{number}": declared(number) for number in range(20)}
    engine.up(program)
    calls(marketo)
    engine.up({name: one | {"first_name": "New"} for name, one in program.items()})
    assert len(calls(marketo)) <= 2 * 20 + 3
    engine.up({})
    assert len(calls(marketo)) <= 20 + 3
