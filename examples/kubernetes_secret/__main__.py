"""Shows: a Marketo integration whose credentials go into a Kubernetes secret.

A pod takes all of them as environment variables with `envFrom`. The secret is immutable, so
replaced credentials become a new secret of another name. What refers to `secret_name` in this
program is rolled out anew before the old secret is deleted, so no pod runs with half of each.
"""

import pulumi
import pulumi_kubernetes as k8s

import marketo_resources as marketo

NAMESPACE = "integrations"

people = marketo.Integration(
    "people",
    profile="people-sync",
    email_address="people-sync@example.com",
    role_name="People Sync API",
    workspace="Default",
)
if people.service:
    secret = k8s.core.v1.Secret(
        "marketo-people-sync",
        metadata={"namespace": NAMESPACE, "labels": {"app.kubernetes.io/part-of": "people-sync"}},
        immutable=True,
        string_data={
            "MARKETO_CLIENT_ID": people.service.client_id,
            "MARKETO_CLIENT_SECRET": people.service.client_secret,
            "MARKETO_BASE_URL": people.service.base_url,
        },
    )
    pulumi.export("secret_name", secret.metadata["name"])
