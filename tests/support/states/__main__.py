"""Write what this version leaves in a stack's state, for all later versions to be tested against.

Run `python -m tests.support.states` for each release, before it is tagged, and commit the file. A
file of a released version is never written again; one of a version that is still being made is
deleted first.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.engine.stack import Stack
from tests.support.engine.subscription import role_id, user_named
from tests.support.project import ROOT
from tests.support.states.written import (
    FOLDER,
    THIS_VERSION,
    Marketos,
    Written,
    configure,
    two_marketos,
)

PROGRAM = """
config = pulumi.Config()
role = marketo.ApiOnlyRole(
    "warehouse",
    role_name="Warehouse API",
    permissions=marketo.permissions.WAREHOUSE_READ,
)
user = marketo.ApiOnlyUser(
    "warehouse",
    email_address="warehouse-api@example.com",
    first_name="Warehouse",
    last_name="Sync",
    roles=[role.grant(workspace="Default"), role.grant(workspace="Europe")],
    expires_at="2091-06-30T00:00:00+00:00",
    reason="nightly export",
)
adopted = marketo.ApiOnlyUser(
    "adopted",
    email_address="adopted@example.com",
    first_name="Adopted",
    last_name="API",
    roles=[marketo.RoleGrant(role_name="Warehouse API", workspace="Europe")],
    adopt=True,
)
client_id = config.get_secret("warehouseClientId")
if client_id:
    service = marketo.CustomService(
        "warehouse",
        service_name="warehouse",
        user_id=user.user_id,
        email_address=user.email_address,
        client_id=client_id,
        client_secret=config.require_secret("warehouseClientSecret"),
        permissions=["Read-Only Person", "Approve Assets"],
    )
loader = marketo.Integration(
    "loader",
    profile=["Read-Only Person"],
    email_address="loader@example.com",
    role_name="Warehouse API",
    workspace="Default",
)
sandbox = marketo.Provider(
    "sandbox",
    base_url=config.require("sandbox"),
    client_id="simulator",
    client_secret=config.require_secret("sandboxSecret"),
    quota_store="memory://",
)
there = marketo.ApiOnlyUser(
    "there",
    email_address="there@example.com",
    first_name="There",
    last_name="API",
    roles=[marketo.RoleGrant(role_name="Warehouse API", workspace="Default")],
    opts=pulumi.ResourceOptions(provider=sandbox),
)
pulumi.export("user_id", user.user_id)
"""


def main() -> None:
    """Write the file of this version."""
    path = FOLDER / f"{THIS_VERSION}.json"
    if path.exists():
        sys.exit(f"{path.name} is there already; delete it first if {THIS_VERSION} is not released")
    found = subprocess.run(  # noqa: S603 - our own script
        [ROOT / "scripts" / "pulumi-engine"], capture_output=True, text=True, check=True
    )
    with tempfile.TemporaryDirectory() as folder, two_marketos() as marketos:
        stack = Stack(Path(folder) / "stack", Path(found.stdout.strip()))
        make(stack, marketos)
        Written.of(PROGRAM, stack, marketos).save(path, marketos.addresses())
    print(f"wrote {path.relative_to(ROOT)}")  # noqa: T201 - its result


def make(stack: Stack, marketos: Marketos) -> None:
    """Apply a program that uses every kind of resource; people make its custom services."""
    subscription = marketos.marketo.subscription
    role = subscription.role_named("Warehouse API")
    assert role
    role.permissions.append("Approve Assets")
    grants = [(role_id(marketos.marketo, "Warehouse API"), 1)]
    subscription.add_user("adopted@example.com", "Old", "Name", grants=grants)
    stack.program(PROGRAM)
    configure(stack, marketos)
    stack.up()
    for name, email in (("warehouse", "warehouse-api"), ("loader", "loader")):
        owner = user_named(marketos.marketo, f"{email}@example.com")
        subscription.add_service(name, owner)
    configure(stack, marketos)
    stack.up()


if __name__ == "__main__":
    main()
