"""Shows: a Marketo integration whose credentials go into a file that only its owner can read.

`EnvFile` (in env_file.py) is a small dynamic provider and stands for any store without a Pulumi
package. It needs nothing but this machine: `pulumi config set path /run/secrets/marketo.env`.
"""

import pulumi
from env_file import EnvFile

import marketo_resources as marketo

warehouse = marketo.Integration(
    "warehouse",
    profile="warehouse-read",
    email_address="warehouse-api@example.com",
    role_name="Warehouse API",
    workspace="Default",
)
if warehouse.service:
    EnvFile(
        "warehouse",
        path=pulumi.Config().require("path"),
        values={
            "MARKETO_CLIENT_ID": warehouse.service.client_id,
            "MARKETO_CLIENT_SECRET": warehouse.service.client_secret,
            "MARKETO_BASE_URL": warehouse.service.base_url,
        },
    )
    pulumi.export("unverified_permissions", warehouse.service.unverified_permissions)
