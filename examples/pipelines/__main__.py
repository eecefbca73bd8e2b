"""Shows: access that is changed by pull requests alone, with the pipelines in github/."""

import marketo_resources as marketo

role = marketo.ApiOnlyRole(
    "warehouse",
    role_name="Warehouse API",
    permissions=marketo.permissions.WAREHOUSE_READ,
)
marketo.ApiOnlyUser(
    "warehouse",
    email_address="warehouse-api@example.com",
    first_name="Warehouse",
    last_name="Sync",
    roles=[role.grant(workspace="Default")],
    expires_at=marketo.access_period_end("2026-01-01T00:00:00+00:00", days=365),
)
