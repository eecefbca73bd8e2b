"""Print messages whole where standard output is not UTF-8, and fail at none."""

from __future__ import annotations

import pytest

from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.support.engine.stack import Stack
from tests.support.engine.stories import INVITE, roles, user
from tests.support.engine.subscription import users

ROLE = "倉庫 API"
PROGRAM = (
    f"marketo.ApiOnlyRole('倉庫', role_name={ROLE!r})\n"
    + user("採用", adopt="True", roles=roles("Default", role=ROLE))
    + user("新規", email_address="'new@example.com'", roles=roles("Default", role=ROLE))
)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_notices_are_whole_and_end_nothing(stack: Stack, marketo: Simulator, encoding: str) -> None:
    """A preview of an adoption, the notice after an invitation, and the delete of a role."""
    stack.environment["PYTHONIOENCODING"] = encoding
    marketo.subscription.switches.pending = True
    held = marketo.subscription.add_role(ROLE, ["Read-Only Person"])
    marketo.subscription.add_user(
        "etl@example.com", "Zoë", "TL", userid="adopted", grants=[(held.id, 1)]
    )
    stack.program(PROGRAM)
    assert "first_name 'Zoë' → 'E'" in stack.preview()

    marketo.app.faults.add(Fault("cut", INVITE, when="after"))
    printed = stack.up()
    assert 'ApiOnlyUser "新規": the connection broke before the answer was complete' in printed
    assert "but the user new@example.com is there, so it goes on." in printed
    assert 'ApiOnlyUser "新規": Marketo holds new@example.com as a pending invitation' in printed
    assert set(stack.managed()) == {"ApiOnlyRole 倉庫", "ApiOnlyUser 採用", "ApiOnlyUser 新規"}

    assert f"the role {ROLE!r}" in stack.destroy()
    assert [one["email"] for one in users(marketo)] == ["etl@example.com"]


def test_an_error_in_the_program_is_printed_whole(stack: Stack) -> None:
    """A lookup that finds nothing, whose message the language host prints."""
    stack.environment["PYTHONIOENCODING"] = "ascii"
    stack.program(f"marketo.get_role({ROLE!r})\n")
    assert f"Marketo has no role {ROLE!r}" in stack.preview(fails=True)
