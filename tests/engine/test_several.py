"""Several at once on one subscription: stacks, and an administrator."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.engine.moments import Moment, watched, watched_marketo
from tests.engine.stack import Stack
from tests.engine.stories import EMAIL, INVITE, user
from tests.engine.subscription import users

OTHER = "other@example.com"


@pytest.fixture
def marketo() -> Iterator[Simulator]:
    """A Marketo at whose calls a test can act."""
    with watched_marketo() as simulator:
        yield simulator


@pytest.fixture
def another(tmp_path: Path, engine: Path, marketo: Simulator) -> Stack:
    """A second stack on the same subscription."""
    made = Stack(tmp_path / "another", engine, name="another")
    made.connect(marketo)
    return made


def emails(marketo: Simulator) -> list[str]:
    """The addresses of all users but the operator."""
    return sorted(one["email"] for one in users(marketo))


def test_two_stacks_with_different_users_do_not_meet(
    stack: Stack, another: Stack, marketo: Simulator
) -> None:
    """Each makes its own, and neither sees anything of the other's."""
    stack.program(user())
    another.program(user(email_address=repr(OTHER)))
    with ThreadPoolExecutor() as pool:
        list(pool.map(Stack.up, (stack, another)))
    assert emails(marketo) == [EMAIL, OTHER]
    assert (stack.steps("--refresh"), another.steps("--refresh")) == ({}, {})
    stack.destroy()
    assert emails(marketo) == [OTHER]


def test_the_slower_of_two_stacks_with_the_same_user_is_told(
    stack: Stack, another: Stack, marketo: Simulator
) -> None:
    """Which resource, why and what to do; and the user stays the faster one's alone."""
    stack.program(user("mine"))
    another.program(user("yours"))
    watched(marketo).at(Moment(INVITE, when="before"), another.up)
    told = stack.up(fails=True)
    assert 'could not create ApiOnlyUser "mine"' in told
    assert f"If another stack declares {EMAIL}, take it out of one of the two" in told
    assert emails(marketo) == [EMAIL]
    assert stack.managed() == {}
    assert another.steps("--refresh") == {}


def test_a_stack_that_finds_the_user_of_another_says_so_in_the_preview(
    stack: Stack, another: Stack
) -> None:
    """A user that equals the declaration cannot be told from what an interrupted `up` leaves."""
    another.program(user("yours"))
    another.up()
    stack.program(user("mine"))
    assert "If another stack manages it instead, take it out of one" in stack.preview()
    stack.program(user("mine", first_name="'Other'"))
    assert f"{EMAIL} already belongs to an API-only user" in stack.preview(fails=True)
    assert another.steps("--refresh") == {}
