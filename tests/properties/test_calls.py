"""Count what each command costs Marketo's quota, without tokens, for any number of users.

`make bench` counts the same with the real provider process, for more numbers of users.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from marketo_simulator import Simulator
from marketo_simulator.switches import Order
from tests.support.engine.subscription import calls, role_id
from tests.support.properties.engine_model import EngineModel, forget_processes

LISTS = Counter({"roles.json": 1, "workspaces.json": 1})
"""The calls that every command sends first, for the meaning of each grant."""
CREATE = {"marketo": 2.2, "adobe": 3.2}
"""The most calls per created user, on average, by identity."""


@pytest.fixture(params=["marketo", "adobe"])
def marketo(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """Serve a Marketo of either identity."""
    with Simulator(identity=request.param) as simulator:
        yield simulator
    forget_processes()


def declared(number: int) -> dict[str, Any]:
    """Return a user of a program."""
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
        last_name = "Aaron" if one % 2 else "Zoe"
        marketo.subscription.add_user(
            f"other-{one}@example.com", "Other", last_name, grants=list(grants)
        )
    return grants


def users(number: int) -> dict[str, Any]:
    """Return a program with a number of users."""
    return {f"u{one}": declared(one) for one in range(number)}


def test_each_command_on_200_users_among_1000_keeps_to_its_number_of_calls(
    marketo: Simulator,
) -> None:
    """No command makes more calls than its target allows."""
    engine, program = EngineModel(marketo), users(200)
    furnish(marketo, 1000)
    calls(marketo)
    engine.up(program)
    assert len(calls(marketo)) / 200 <= CREATE[marketo.subscription.switches.identity]
    assert engine.preview(program) == {}
    assert Counter(calls(marketo)) == LISTS
    engine.refresh()
    assert Counter(calls(marketo)) == LISTS + Counter({"{userid}/user.json": 200})
    engine.up({name: one | {"first_name": "New"} for name, one in program.items()})
    assert Counter(calls(marketo)) == LISTS + Counter(
        {"{userid}/user.json": 200, "{userid}/update.json": 200}
    )
    engine.up({})
    # One call shows which user we act as, and the list of all 1,201 which are people's by now:
    # those are never deleted.
    assert Counter(calls(marketo)) == Counter(
        {"{userid}/delete.json": 200, "{userid}/user.json": 1, "allusers.json": 7}
    )


@pytest.mark.parametrize("order", ["oldest-first", "newest-first"])
def test_creating_costs_the_same_at_either_end_of_the_list(order: Order) -> None:
    """On Adobe identity a new user is looked for in the list, whose order Adobe does not state."""
    with Simulator(identity="adobe", order=order) as marketo:
        engine, program = EngineModel(marketo), users(50)
        furnish(marketo, 300)
        calls(marketo)
        engine.up(program)
        assert len(calls(marketo)) / 50 <= CREATE["adobe"]
        assert len({managed.identity for managed in engine.state.values()}) == 50
    forget_processes()


def test_an_order_in_which_new_users_show_anywhere_loses_none() -> None:
    """The whole list is read then; each resource gets the user of its own address."""
    with Simulator(identity="adobe", order="by-name") as marketo:
        engine, program = EngineModel(marketo), users(5)
        program = {name: one | {"last_name": "Middle"} for name, one in program.items()}
        furnish(marketo, 1000)
        engine.up(program)
        for name, declared_user in program.items():
            found = marketo.subscription.user_of_email(declared_user["email_address"])
            assert found is not None
            assert engine.state[name].identity == found.userid
    forget_processes()


def test_a_preview_that_creates_10_among_1000_makes_at_most_8_calls(marketo: Simulator) -> None:
    """The users are listed once, 200 a page."""
    furnish(marketo, 1000)
    calls(marketo)
    program = {f"u{number}": declared(number) for number in range(10)}
    assert set(EngineModel(marketo).preview(program).values()) == {"create"}
    assert len(calls(marketo)) <= 8


def test_a_preview_of_500_users_in_which_nothing_changes_makes_2_calls() -> None:
    """What is declared is compared with state; Marketo is asked for the meaning of grants only."""
    with Simulator() as marketo:
        engine, program = EngineModel(marketo), users(500)
        engine.up(program)
        calls(marketo)
        assert engine.preview(program) == {}
        assert Counter(calls(marketo)) == LISTS
    forget_processes()
