"""Report why Marketo failed at an invitation, and share the few look-ups that follow."""

from __future__ import annotations

from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.support.engine.stack import Stack
from tests.support.engine.stories import INVITE, user
from tests.support.engine.subscription import calls, users

NAMES = ("a", "b", "c")
BEFORE = ["allusers.json", "roles.json", "workspaces.json"]
"""The calls that each `up` that makes users sends once."""


def test_three_lost_invitations_share_their_look_ups_and_say_why(
    stack: Stack, marketo: Simulator
) -> None:
    """HTTP 500 three times, and no user: fourteen calls in a minute; the next `up` continues."""
    stack.program("".join(user(name, email_address=f"'{name}@example.com'") for name in NAMES))
    fault = Fault("status", INVITE, status=500, times=3)
    marketo.app.faults.add(fault)
    printed = stack.up("--parallel", "4", fails=True)
    for name in NAMES:
        assert (
            f'could not create ApiOnlyUser "{name}": Marketo failed inside (POST '
            f"/userservice/management/v1/users/{INVITE}, HTTP 500), and no user of "
            f"{name}@example.com appeared within 60 seconds. Nothing is recorded yet. Run "
            "`pulumi up` again in a minute or two: it looks for the user first, goes on with it if "
            "it is there, and makes no second one"
        ) in " ".join(printed.split())
    asked = calls(marketo)
    for once in BEFORE:
        asked.remove(once)
    assert asked.count(INVITE) == len(NAMES)
    assert len(asked) <= 14
    assert users(marketo) == []

    marketo.app.faults.add(Fault("status", INVITE, status=500, when="after"))
    printed = " ".join(stack.up().split())
    assert (
        f"Marketo failed inside (POST /userservice/management/v1/users/{INVITE}, HTTP 500), but "
        "the user "
    ) in printed
    assert "@example.com is there, so it goes on." in printed
    assert len(users(marketo)) == len(NAMES)
    assert stack.steps() == {}
