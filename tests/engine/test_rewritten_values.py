"""Report a value that Marketo changes when it stores it, until the program declares that value."""

from __future__ import annotations

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.stories import user
from tests.support.engine.subscription import changes, users

TOLD = (
    "ApiOnlyUser \"u\": Marketo holds other values than declared: first_name: declared 'R&D', "
    "Marketo holds 'R&amp;D'; last_name: declared 'Data  Sync', Marketo holds 'Data Sync'. This is "
    "recorded as unfinished, and the next preview lists it as an update. If it stays so, declare "
    "what Marketo holds to end it."
)


def test_a_value_that_marketo_rewrites_is_reported_until_it_is_declared(
    stack: Stack, marketo: Simulator
) -> None:
    """After an invitation, and after each update that changes nothing."""
    marketo.subscription.switches.rewrites = True
    stack.program(user("u", first_name="'R&D'", last_name="'Data  Sync'"))
    assert TOLD in stack.up()
    assert stack.steps() == {"ApiOnlyUser u": "update"}
    assert TOLD in stack.up()
    assert changes(marketo)[-1] == "{userid}/update.json"

    stack.program(user("u", first_name="'R&amp;D'", last_name="'Data Sync'"))
    assert "Marketo holds" not in stack.up()
    assert changes(marketo) == []
    assert stack.steps() == {}
    assert [(one["first"], one["last"]) for one in users(marketo)] == [("R&amp;D", "Data Sync")]
