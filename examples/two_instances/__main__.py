"""Shows: the same integration on two Marketo instances, production and sandbox, in one stack.

Each instance is an explicit provider with its own credentials. Nothing else of the stack's
configuration reaches it, and no resource of one is ever changed on the other.
"""

import pulumi

import marketo_resources as marketo

config = pulumi.Config()

for name in ("production", "sandbox"):
    instance = marketo.Provider(
        name,
        base_url=config.require(f"{name}Url"),
        client_id=config.require(f"{name}AdminId"),
        client_secret=config.require_secret(f"{name}AdminSecret"),
    )
    workspace = marketo.get_workspace_output(
        config.get(f"{name}Workspace") or "Default",
        opts=pulumi.InvokeOptions(provider=instance),
    )
    etl = marketo.Integration(
        f"etl-{name}",
        profile="warehouse-read",
        email_address=f"etl-{name}@example.com",
        role_name="Warehouse API",
        workspace=workspace.name,
        opts=pulumi.ResourceOptions(provider=instance),
    )
    pulumi.export(f"{name}_instance", etl.user.instance)
