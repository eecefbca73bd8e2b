"""Shows: a Marketo integration whose credentials go into AWS Secrets Manager.

The first `pulumi up` makes the user and says how to make and configure its custom service. The
second verifies the service and puts its credentials into the secret. A replaced client secret
becomes a new version of the same secret, so whoever reads it keeps its address.
"""

import pulumi
import pulumi_aws as aws

import marketo_resources as marketo

warehouse = marketo.Integration(
    "warehouse",
    profile="warehouse-read",
    email_address="warehouse-api@example.com",
    role_name="Warehouse API",
    workspace="Default",
)
secret = aws.secretsmanager.Secret(
    "warehouse",
    name_prefix="marketo/warehouse-",
    description="Client id and secret of the warehouse's Marketo integration",
)
if warehouse.service:
    aws.secretsmanager.SecretVersion(
        "warehouse",
        secret_id=secret.id,
        secret_string=pulumi.Output.json_dumps(
            {
                "client_id": warehouse.service.client_id,
                "client_secret": warehouse.service.client_secret,
                "identity_url": warehouse.service.identity_url,
                "base_url": warehouse.service.base_url,
            }
        ),
    )
pulumi.export("secret_arn", secret.arn)
