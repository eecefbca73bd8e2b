"""Kill an `up` at any call, and repair it with the commands that docs/reliability.md names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marketo_simulator import Simulator
from tests.support.engine.kill_operations import OPERATIONS, Operation, Rehearsal
from tests.support.engine.killing import PRINTED, RECOVERY, Killing, Victim
from tests.support.engine.moments import Moment, watched_marketo
from tests.support.engine.stack import Stack
from tests.support.engine.stories import DELETE, EMAIL, GIVE, INVITE, user

PAGE = (Path(__file__).parents[2] / "docs/reliability.md").read_text("utf-8")
VICTIMS: tuple[Victim, ...] = ("provider", "engine", "machine")
pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="processes are found in /proc, which is not here"
)


@pytest.fixture
def marketo() -> Iterator[Simulator]:
    """Serve a Marketo at whose calls a test can act."""
    with watched_marketo() as simulator:
        yield simulator


@pytest.fixture
def killing(stack: Stack, marketo: Simulator) -> Killing:
    """Return what kills processes of an `up` of the stack."""
    return Killing(stack, marketo)


def is_of_interest(moment: Moment, victim: Victim, changing: set[str]) -> bool:
    """Return whether a moment is worth a test for this victim, or another victim's covers it.

    A provider outlives its engine and carries its call out, whichever moment it is.
    """
    if victim == "engine":
        return moment.when == "after"
    return victim == "provider" or moment.endpoint in changing


def wrong(rehearsal: Rehearsal, killing: Killing, victim: Victim, moment: Moment) -> str:
    """Return what differs from an `up` that nobody killed, although one more was run."""
    rehearsal.begin()
    printed = killing.up(victim, moment)
    killing.wait_for_what_outlives()
    printed += killing.recover(victim)
    if PRINTED[victim] not in printed:
        return f"Pulumi does not say so:\n{printed}"
    if left := killing.stack.steps("--refresh"):
        return f"{left} is left to do after:\n{printed}"
    if (reached := rehearsal.reached()) != rehearsal.outcome:
        return f"{reached} instead of {rehearsal.outcome} after:\n{printed}"
    return ""


@pytest.mark.parametrize(
    ("name", "victim", "moment"),
    [
        ("create", "engine", Moment(INVITE)),
        ("adopt", "provider", Moment(GIVE)),
        ("delete", "machine", Moment(DELETE)),
    ],
    ids=str,
)
def test_one_more_up_repairs_a_killed_one(
    killing: Killing, name: str, victim: Victim, moment: Moment
) -> None:
    """No second user, none unknown to the state, no grant too many, and `adopted` is kept."""
    operation = next(one for one in OPERATIONS if one.name == name)
    rehearsal = Rehearsal(operation, killing.stack, killing.marketo)
    assert moment in rehearsal.moments
    assert wrong(rehearsal, killing, victim, moment) == ""


def test_an_interrupted_create_says_what_it_continues_with(killing: Killing) -> None:
    """The text is all that an operator needs; the preview shows it too."""
    killing.stack.program(user())
    killing.up("engine", Moment(INVITE))
    killing.wait_for_what_outlives()
    killing.stack.run("cancel", "--yes")
    message = killing.stack.preview()
    assert f"continues with the API-only user {EMAIL}" in message
    assert "An interrupted `up` leaves such a user" in message
    assert "cleared by `pulumi refresh --clear-pending-creates`" in message


@pytest.mark.parametrize("victim", VICTIMS)
def test_the_page_says_what_is_printed_and_what_to_run(victim: Victim) -> None:
    """docs/reliability.md names the commands and the output of these tests."""
    assert f"`{PRINTED[victim]}`" in PAGE
    for words in RECOVERY[victim]:
        command = " ".join(w for w in words.split() if w not in {"--yes", "--skip-preview"})
        assert f"`pulumi {command}`" in PAGE


@pytest.mark.long
@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_one_more_up_repairs_one_that_was_killed_at_any_call(
    killing: Killing,
    operation: Operation,
    victim: Victim,
) -> None:
    """The same at each call that the operation makes."""
    rehearsal = Rehearsal(operation, killing.stack, killing.marketo)
    changing = {moment.endpoint for moment in rehearsal.moments if moment.when == "before"}
    tried = [one for one in rehearsal.moments if is_of_interest(one, victim, changing)]
    found = {str(one): wrong(rehearsal, killing, victim, one) for one in tried}
    print(operation.name, victim, *found, sep="; ")  # noqa: T201 - `-s` shows what was tried
    assert {moment: text for moment, text in found.items() if text} == {}
