"""What a reviewer reads in a preview, and an operator in an `up`, word for word."""

from __future__ import annotations

import json

from marketo_simulator import Simulator
from tests.engine.stack import Stack
from tests.engine.subscription import changes, user_named

SOURCE = """
def user(name, *grants, **more):
    roles = [marketo.RoleGrant(role_name=role, workspace=place) for role, place in grants]
    ignored = more.pop('ignored', None)
    marketo.ApiOnlyUser(name, email_address=name + '@example.com', first_name='E', last_name='TL',
                        roles=roles, **more, opts=pulumi.ResourceOptions(ignore_changes=ignored))

WAREHOUSE, SECOND = ('Warehouse API', 'Default'), ('Second API', 'Default')
EUROPE, THIRD = ('Warehouse API', 'Europe'), ('Third API', 'Europe')
"""


def program(stack: Stack, *lines: str) -> None:
    """Write a program of users."""
    stack.program(SOURCE + "\n".join(lines) + "\n")


def roles(stack: Stack, name: str) -> list[str]:
    """The grants in state, in their order."""
    (found,) = [one for one in stack.state() if one["urn"].endswith(f"::{name}")]
    return [f"{grant['role_name']} in {grant['workspace']}" for grant in found["inputs"]["roles"]]


def as_0_1_0(stack: Stack) -> None:
    """Make the state what 0.1.0 would have written: grants sorted by id, and nothing about it."""
    exported = json.loads(stack.run("stack", "export"))
    for resource in exported["deployment"]["resources"]:
        for values in (resource.get("inputs", {}), resource.get("outputs", {})):
            values.pop("__in_order", None)
            if "roles" in values:
                values["roles"].sort(key=lambda one: (int(one["role_id"]), one["workspace_id"]))
    path = stack.folder / "0.1.0.json"
    path.write_text(json.dumps(exported))
    stack.run("stack", "import", "--file", str(path))


def grants_of(marketo: Simulator, name: str) -> int:
    """How many grants Marketo holds of a user."""
    return len(user_named(marketo, f"{name}@example.com").grants)


def more_roles(marketo: Simulator) -> None:
    """Roles beside the built-in ones."""
    for name in ("Second API", "Third API"):
        marketo.subscription.add_role(name, permissions=[])


def test_an_index_means_the_same_grant(stack: Stack, marketo: Simulator) -> None:
    """`ignore_changes` of one grant works, whatever else changes; where it cannot, it is refused.

    The roles' ids rise in the order Warehouse, Second, Third, and the programs have another one.
    """
    more_roles(marketo)
    program(
        stack,
        "user('plain', SECOND, WAREHOUSE, ignored=['roles[1]'])",
        "user('swapped', SECOND, EUROPE, ignored=['roles[1]'])",
        "user('old', SECOND, WAREHOUSE)",
    )
    stack.up()
    assert roles(stack, "plain") == ["Second API in Default", "Warehouse API in Default"]
    stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    assert roles(stack, "plain") == ["Second API in Default", "Warehouse API in Default"]
    assert stack.steps() == {}

    program(
        stack,
        "user('plain', SECOND, THIRD, ignored=['roles[1]'])",
        "user('swapped', THIRD, THIRD, ignored=['roles[1]'])",
        "user('old', SECOND, WAREHOUSE)",
    )
    assert stack.steps() == {"ApiOnlyUser swapped": "update"}
    stack.up()
    assert roles(stack, "swapped") == ["Third API in Europe", "Warehouse API in Europe"]
    assert stack.steps() == {}

    others = ["user('plain', SECOND, WAREHOUSE)", "user('swapped', THIRD, EUROPE)"]
    as_0_1_0(stack)
    assert roles(stack, "old") == ["Warehouse API in Default", "Second API in Default"]
    changes(marketo)
    for ignoring in (
        "user('old', SECOND, WAREHOUSE, ignored=['roles[1]'])",
        "user('old', THIRD, WAREHOUSE, ignored=['roles[1]'])",
    ):
        program(stack, ignoring)
        refused = stack.up("--target", "**::old", fails=True)
        assert "`pulumi up` once without it" in refused
        assert "If `ignore_changes` names roles[1]" in refused
    assert changes(marketo) == []
    program(stack, *others, "user('old', SECOND, WAREHOUSE)")
    stack.up("--expect-no-changes")
    assert roles(stack, "old") == ["Second API in Default", "Warehouse API in Default"]
    program(stack, *others, "user('old', SECOND, THIRD, ignored=['roles[1]'])")
    stack.up("--expect-no-changes")
    assert grants_of(marketo, "old") == 2
