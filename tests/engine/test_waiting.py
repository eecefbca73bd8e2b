"""Wait for a role that is not there yet, while a person makes it."""

from __future__ import annotations

from marketo_simulator import Simulator
from tests.support.clicks.terminal import in_a_row
from tests.support.engine.moments import Moment, watched, watched_marketo
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import users

PROGRAM = """
role = marketo.ApiOnlyRole("late", role_name="Late API", wait_for_creation={seconds},
                           permissions=marketo.permissions.WAREHOUSE_READ)
user = marketo.ApiOnlyUser("late", email_address="late@example.com", first_name="L",
                           last_name="API", roles=[role.grant(workspace="Default")])
"""


def test_an_up_waits_and_what_depends_on_the_role_waits_too(stack: Stack) -> None:
    """The preview announces it; `up` says what to click, and continues when it is done."""
    with watched_marketo() as marketo:
        stack.connect(marketo)
        stack.program(PROGRAM.format(seconds=120))
        announced = stack.preview()
        assert "`up` waits up to 120 seconds" in announced
        # The first look is the preview's of this `up`, the second the first of the wait.
        second = Moment("roles.json", 2)
        watched(marketo).at(second, lambda: marketo.subscription.add_role("Late API", []))
        printed = stack.up()
        assert "New Role; Role Name: Late API" in in_a_row(printed)
        diagnosed = printed.partition("Diagnostics:")[2]
        assert diagnosed.count("Role Name: Late API\n") == 1, (
            "what the check said is not said again"
        )
        assert "Read-Only Person" in printed
        assert [user["grants"] for user in users(marketo)] == [[("Late API", 1)]]
        assert stack.steps() == {}


def test_a_wait_that_ends_without_the_role_is_continued_by_the_next_up(
    stack: Stack, marketo: Simulator
) -> None:
    """Nothing is half done."""
    stack.program(PROGRAM.format(seconds=1))
    failed = stack.up(fails=True)
    assert "Late API" in failed
    assert users(marketo) == []
    marketo.subscription.add_role("Late API", [])
    stack.up()
    assert [user["email"] for user in users(marketo)] == ["late@example.com"]
