"""Limit how many users one command may delete, with the real engine."""

from __future__ import annotations

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack

PROGRAM = """
sandbox = marketo.Provider(
    "sandbox",
    base_url="{base_url}",
    client_id="simulator",
    client_secret="simulator-secret",
    quota_store="memory://",
    max_deletes=2,
)
for name in {names}:
    marketo.ApiOnlyUser(
        name,
        email_address=f"{{name}}@example.com",
        first_name="E",
        last_name="TL",
        roles=[marketo.RoleGrant(role_name="Warehouse API", workspace="Default")],
        opts=pulumi.ResourceOptions(provider=sandbox) if name.startswith("sandbox") else None,
    )
"""
EXPLICIT = ["sandbox-1", "sandbox-2"]


def names(marketo: Simulator) -> list[str]:
    """Return the names of the stack's users that Marketo has."""
    found = [user.userid.partition("@")[0] for user in marketo.subscription.users]
    return sorted(name for name in found if "-" in name)


def test_a_command_deletes_no_more_users_than_it_may(stack: Stack, marketo: Simulator) -> None:
    """The limit is that of the last `up`, of the environment, or of an explicit provider."""

    def declare(*numbers: int) -> None:
        default = [f"default-{number}" for number in numbers]
        stack.program(PROGRAM.format(base_url=marketo.base_url, names=[*default, *EXPLICIT]))

    declare(1, 2, 3, 4, 5, 6)
    stack.run("config", "set", "marketo:maxDeletes", "1")
    stack.up()

    declare(1, 2, 3, 4)
    printed = stack.up(fails=True)
    assert "marketo:maxDeletes lets one command delete 1 user at most" in printed
    assert len(names(marketo)) == 5 + 2
    stack.run("config", "set", "marketo:maxDeletes", "2")
    stack.up()
    assert len(names(marketo)) == 4 + 2

    # A destroy uses the limit that the last `up` recorded. An explicit provider has its own.
    stack.run("config", "set", "marketo:maxDeletes", "9")
    printed = stack.destroy("--continue-on-error", fails=True)
    assert printed.count("lets one command delete 2 users at most") >= 2
    assert "in the environment, as MARKETO_MAX_DELETES" in printed
    assert len(names(marketo)) == 2
    assert all(name.startswith("default") for name in names(marketo))

    stack.environment["MARKETO_MAX_DELETES"] = "2"
    stack.destroy()
    assert names(marketo) == []
