"""Check that the fault matrix would notice what it promises never happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.engine.subscription import role_id, user_named
from tests.support.faults.matrix import problem
from tests.support.faults.operations import EMAIL, OPERATIONS, Stack, prepared

NAMED = {operation.name: operation for operation in OPERATIONS}


def make_second(stack: Stack) -> None:
    """Make a user of another address, as if one was invited twice."""
    stack.marketo.subscription.add_user("etl2@example.com", "E", "TL")


def replace_user(stack: Stack) -> None:
    """Give the user another userid, which the state does not know."""
    user_named(stack.marketo, EMAIL).userid = "another-id"


def add_grant(stack: Stack) -> None:
    """Add a grant."""
    user = user_named(stack.marketo, EMAIL)
    user.grants.append((role_id(stack.marketo, "Other API"), 1))


def forget_state(stack: Stack) -> None:
    """Remove the resource from the state."""
    stack.engine.state.clear()


def forget_adoption(stack: Stack) -> None:
    """Record that the user was not adopted."""
    stack.engine.state["u"].outputs["adopted"] = False


def leave_undone(stack: Stack) -> None:
    """Record that the last change was not finished."""
    stack.engine.state["u"].outputs["unfinished"] = ["roles"]


@pytest.mark.parametrize(
    "damages",
    [make_second, replace_user, add_grant, forget_state, forget_adoption, leave_undone],
)
def test_damage_is_seen(damages: Callable[[Stack], None]) -> None:
    """After an adoption that went well nothing is wrong, and after the damage something is."""
    with prepared(NAMED["adopt"]) as stack:
        stack.run()
        assert problem(stack) is None
        damages(stack)
        assert problem(stack) is not None
