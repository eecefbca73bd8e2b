"""Let several act at once on one subscription: stacks, and an administrator."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.support.engine.moments import Moment, watched, watched_marketo
from tests.support.engine.stack import Stack
from tests.support.engine.stories import EMAIL, GIVE, INVITE, roles, user
from tests.support.engine.subscription import user_named, users
from tests.support.marketo.arrivals import fullest_window

OTHER = "other@example.com"


@pytest.fixture
def marketo() -> Iterator[Simulator]:
    """Serve a Marketo at whose calls a test can act."""
    with watched_marketo() as simulator:
        yield simulator


@pytest.fixture
def another(tmp_path: Path, engine: Path, marketo: Simulator) -> Stack:
    """Return a second stack on the same subscription."""
    made = Stack(tmp_path / "another", engine, name="another")
    made.connect(marketo)
    return made


@dataclass
class Faster:
    """A stack that invites its user while another is about to."""

    stack: Stack
    marketo: Simulator

    def overtake(self) -> None:
        """Begin an `up`, and return once its user is invited, visible or not."""
        with (self.stack.folder / "faster").open("w") as output:
            words = ("up", "--yes", "--skip-preview")
            self._up = self.stack.start(*words, stdout=output, stderr=subprocess.STDOUT)
        while EMAIL not in emails(self.marketo) and self._up.poll() is None:
            time.sleep(0.1)

    def finish(self) -> None:
        """Wait until it is done."""
        assert self._up.wait() == 0, (self.stack.folder / "faster").read_text()


def emails(marketo: Simulator) -> list[str]:
    """Return the addresses of all users except the operator."""
    return sorted(one["email"] for one in users(marketo))


def test_two_stacks_with_different_users_do_not_meet(
    stack: Stack, another: Stack, marketo: Simulator
) -> None:
    """Each makes its own users, and neither sees the other's."""
    stack.program(user())
    another.program(user(email_address=repr(OTHER)))
    with ThreadPoolExecutor() as pool:
        list(pool.map(Stack.up, (stack, another)))
    assert emails(marketo) == [EMAIL, OTHER]
    assert (stack.steps("--refresh"), another.steps("--refresh")) == ({}, {})
    stack.destroy()
    assert emails(marketo) == [OTHER]


@pytest.mark.parametrize("visible_after", [0.0, 4.0], ids=["visible at once", "visible late"])
def test_the_slower_of_two_stacks_with_the_same_user_is_refused(
    stack: Stack, another: Stack, marketo: Simulator, visible_after: float
) -> None:
    """Which resource, why and what to do; the user stays with the faster one alone."""
    marketo.subscription.switches.visible_after = visible_after
    stack.program(user("mine"))
    another.program(user("yours"))
    faster = Faster(another, marketo)
    watched(marketo).at(Moment(INVITE, when="before"), faster.overtake)
    printed = stack.up(fails=True)
    faster.finish()
    assert 'could not create ApiOnlyUser "mine"' in printed
    assert f"If another stack declares {EMAIL}, take it out of one of the two" in printed
    assert emails(marketo) == [EMAIL]
    assert stack.managed() == {}
    assert another.steps("--refresh") == {}


@pytest.mark.long
def test_the_slower_of_two_stacks_sees_how_they_differ(
    stack: Stack, another: Stack, marketo: Simulator
) -> None:
    """The message also says to take the user out of one of the two stacks."""
    stack.program(user("mine", first_name="'Other'"))
    another.program(user("yours"))
    faster = Faster(another, marketo)
    watched(marketo).at(Moment(INVITE, when="before"), faster.overtake)
    printed = stack.up(fails=True)
    faster.finish()
    assert "first_name 'E' → 'Other'" in printed
    assert "if another stack declares it, take it out of one of the two instead" in printed
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


@pytest.mark.long
def test_many_users_in_one_up_keep_to_real_limits(stack: Stack, marketo: Simulator) -> None:
    """With a stack's default settings no call is refused, and few are made."""
    number = 200
    marketo.subscription.switches.limits = True
    for key in ("callsPer20Seconds", "concurrentCalls"):
        stack.run("config", "rm", f"marketo:{key}")
    one = user("u", email_address="f'u{n}@example.com'").replace("'u'", "f'u{n}'", 1)
    stack.program(f"for n in range({number}):\n    {one}")
    stack.up()
    made = [call for call in marketo.app.calls.all() if call["endpoint"] != "identity"]
    assert len(users(marketo)) == number
    assert {call["code"] for call in made} == {None}
    assert len(made) <= 2 * number + 3
    arrived = [float(call["at"]) for call in made]
    assert fullest_window(arrived) <= 50 + 4  # four may be under way while a window begins
    assert stack.steps() == {}


@pytest.mark.long
def test_an_administrator_who_edits_during_an_up_is_not_overlooked(
    stack: Stack, marketo: Simulator
) -> None:
    """On the real engine; tests/support/engine/edits.py does it at every call."""
    stack.program(user())
    stack.up()
    stack.program(user(first_name="'New'", roles=roles("Europe")))
    watched(marketo).at(Moment(GIVE), lambda: setattr(user_named(marketo, EMAIL), "last_name", "X"))
    stack.up()
    assert stack.steps("--refresh") == {"ApiOnlyUser u": "update"}
    stack.up("--refresh")
    assert [(one["first"], one["last"]) for one in users(marketo)] == [("New", "TL")]
    assert stack.steps("--refresh") == {}
