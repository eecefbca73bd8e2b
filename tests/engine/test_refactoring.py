"""Refactor as docs/refactoring.md shows: every user keeps its userid, and previews stay clean."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import changes, user_named, users

PAGE = Path(__file__).parents[2].joinpath("docs/refactoring.md").read_text("utf-8")
NAMES = ("etl", "crm", "warehouse", "reports", "ads")


def shown(language: str) -> list[str]:
    """Return the blocks of a language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


BEFORE, AFTER = shown("python")[::2], shown("python")[1::2]
RENAME, MOVE = (shlex.split(command)[1:] for command in shown("sh"))


def without_aliases(program: str) -> str:
    """Return the program without its aliases, once they are no longer needed."""
    tree = ast.parse(program)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            call.keywords = [one for one in call.keywords if "aliases" not in str(one.arg)]
    assert "Alias" not in ast.unparse(tree)
    return ast.unparse(tree)


def userids(marketo: Simulator) -> dict[str, str]:
    """Return the userid of each address."""
    emails = [one["email"] for one in users(marketo)]
    return {email: user_named(marketo, email).userid for email in emails}


def service_is_there(stack: Stack, marketo: Simulator) -> None:
    """Make the service of a user that an interrupted `up` left, and configure its credentials."""
    role = marketo.subscription.role_named("Warehouse API")
    assert role
    made = marketo.subscription.add_user(
        "warehouse@example.com", "Warehouse", "API", grants=[(role.id, 1)]
    )
    marketo.subscription.add_service("Warehouse", made, "a-client-id", "a-client-secret")
    stack.configure({"warehouseClientId": "a-client-id"},
                    {"warehouseClientSecret": "a-client-secret"})  # fmt: skip


def applied(stack: Stack, marketo: Simulator) -> dict[str, str]:
    """Apply what the program says before the moves; return the userids."""
    stack.up()
    before = userids(marketo)
    marketo.app.calls.clear()
    return before


def assert_clean(stack: Stack, marketo: Simulator, before: dict[str, str]) -> None:
    """Check that nothing is to be done, nothing was done, and each user is the same as before."""
    assert (stack.steps(), changes(marketo), userids(marketo)) == ({}, [], before)


def test_a_program_that_declares_its_moves_changes_nothing(
    stack: Stack, marketo: Simulator
) -> None:
    """Rename, into a component, into `Integration`, a renamed component, an explicit provider."""
    assert (len(BEFORE), len(AFTER)) == (5, 5)
    service_is_there(stack, marketo)
    stack.program("".join(BEFORE))
    before = applied(stack, marketo)
    assert set(before) == {f"{name}@example.com" for name in NAMES}
    stack.program("".join(AFTER))
    assert_clean(stack, marketo, before)
    stack.up()
    assert_clean(stack, marketo, before)
    assert set(stack.managed()) == {
        *("ApiOnlyUser sync", "ApiOnlyUser crm", "ApiOnlyUser ads"),
        *("ApiOnlyUser warehouse", "ApiOnlyRole warehouse", "CustomService warehouse"),
        *("ApiOnlyUser reporting", "ApiOnlyRole reporting"),
    }
    by_address = {one["email_address"]: one for one in stack.managed().values() if "adopted" in one}
    assert {email: one["user_id"] for email, one in by_address.items()} == before
    stack.refresh()
    assert_clean(stack, marketo, before)
    stack.program(without_aliases("".join(AFTER)))
    assert_clean(stack, marketo, before)


def test_a_name_in_the_state_may_be_changed_by_command(stack: Stack, marketo: Simulator) -> None:
    """Even if a refresh, which knows the old name only, comes before the next `up`."""
    stack.program(BEFORE[0])
    before = applied(stack, marketo)
    stack.run(*RENAME)
    stack.program(without_aliases(AFTER[0]))
    stack.refresh()
    assert_clean(stack, marketo, before)
    stack.up()
    assert_clean(stack, marketo, before)
    assert set(stack.managed()) == {"ApiOnlyUser sync"}


def test_a_stack_may_be_split(stack: Stack, marketo: Simulator) -> None:
    """Both halves are clean, and neither deletes what it gave away."""
    stack.program(BEFORE[0] + BEFORE[1])
    before = applied(stack, marketo)
    stack.run("stack", "init", "crm", "--copy-config-from", "test")
    stack.run("stack", "select", "test")
    stack.run(*MOVE)
    stack.program(BEFORE[1])
    assert_clean(stack, marketo, before)
    stack.up()
    stack.run("stack", "select", "crm")
    stack.program(BEFORE[0])
    assert_clean(stack, marketo, before)
    stack.up()
    assert_clean(stack, marketo, before)
    assert set(stack.managed()) == {"ApiOnlyUser etl"}
    stack.destroy()
    assert set(userids(marketo)) == {"crm@example.com"}
