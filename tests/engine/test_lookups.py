"""Look things up in a running program: with inputs not known yet, and on another instance."""

from __future__ import annotations

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack

PROGRAM = """
config = pulumi.Config()
sandbox = marketo.Provider("sandbox", base_url=config.require("url"),
                           client_id=config.require("id"),
                           client_secret=config.require_secret("secret"))
there = pulumi.InvokeOptions(provider=sandbox)
known = {one.role_name for one in marketo.get_roles()}
pulumi.export("here", [one.email_address for one in marketo.get_users()])
pulumi.export("there", marketo.get_role_output(config.require("role"), opts=there).role_name)
pulumi.export("people", marketo.get_users_output(False, opts=there))
pulumi.export("roles", marketo.get_roles_output(opts=there).apply(
    lambda roles: [one.role_name for one in roles if one.role_name not in known]))
pulumi.export("workspaces", marketo.get_workspaces_output(there)[0].name)
pulumi.export("workspace", marketo.get_workspace_output(config.require("workspace"), there).name)
pulumi.export("hidden", marketo.get_role_output(config.require_secret("hidden")).role_name)
user = marketo.ApiOnlyUser("new", email_address="new@example.com", first_name="N", last_name="API",
                           roles=[marketo.RoleGrant(role_name="Warehouse API",
                                                    workspace="Default")])
secret = pulumi.Output.all(user.user_id, config.require_secret("secret"))
later = marketo.Provider("later", base_url=config.require("url"), client_id=config.require("id"),
                         client_secret=secret.apply(lambda both: both[1]))
known_later = pulumi.InvokeOptions(provider=later)
pulumi.export("later", marketo.get_role_output("Sandbox API", opts=known_later).role_name)
pulumi.export("new", marketo.get_user_output(user.user_id).email_address)
"""


def test_lookups_ask_the_provider_and_wait_for_what_they_are_given(
    stack: Stack, sandbox: Simulator
) -> None:
    """A preview skips what is not known; an `up` finds the user it made; no answer is a secret."""
    stack.program(PROGRAM)
    stack.configure(
        {
            "url": sandbox.base_url,
            "id": sandbox.client_id,
            "role": "Sandbox API",
            "workspace": "Europe",
        },
        {"secret": sandbox.client_secret, "hidden": "Warehouse API"},
    )
    assert "new@example.com" in stack.preview()
    stack.up()
    assert stack.outputs() == {
        "here": ["operator@example.com"],
        "there": "Sandbox API",
        "people": [],
        "roles": ["Sandbox API"],
        "workspaces": "Default",
        "workspace": "Europe",
        "hidden": "[secret]",
        "later": "Sandbox API",
        "new": "new@example.com",
    }
    assert sandbox.client_secret not in stack.run("stack", "export")
    stack.run("config", "set", "role", "Warehouse AP")
    printed = stack.preview(fails=True)
    assert "Marketo has no role 'Warehouse AP'" in printed
