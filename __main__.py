"""An API-only user for the warehouse, and the role that says what it may do."""

import pulumi

import marketo_resources as marketo

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
    roles=[role.grant(workspace="Default")],
    expires_at="2027-06-30T00:00:00+00:00",
)
pulumi.export("user_id", user.user_id)
