"""The whole journey of an integration, told as a team would live it."""

from __future__ import annotations

from marketo_simulator import Simulator
from tests.engine.stack import Stack
from tests.engine.subscription import user_named, users

EMAIL = "warehouse-api@example.com"
PROGRAM = f"""
import json
from pulumi.dynamic import Resource, ResourceProvider, CreateResult


class SecretStore(ResourceProvider):
    serialize_as_secret_always = False

    def create(self, props):
        return CreateResult("stored", props)


class StoredSecret(Resource):
    def __init__(self, name, value):
        opts = pulumi.ResourceOptions(additional_secret_outputs=["value"])
        super().__init__(SecretStore(), name, {{"value": value}}, opts)


warehouse = marketo.Integration(
    "warehouse",
    profile=["Read-Only Person", "Approve Assets"],
    email_address="{EMAIL}",
    role_name="Journey API",
    workspace="Default",
)
if warehouse.service:
    StoredSecret("credentials", pulumi.Output.json_dumps({{
        "url": warehouse.service.identity_url,
        "id": warehouse.service.client_id,
        "secret": warehouse.service.client_secret,
    }}))
    pulumi.export("unverified", warehouse.service.unverified_permissions)
"""


def test_the_journey_of_an_integration(stack: Stack, marketo: Simulator) -> None:
    """From a missing role to a destroyed stack, with every click that Marketo's API lacks."""
    subscription = marketo.subscription
    before = (users(marketo), len(subscription.services))
    stack.program(PROGRAM)

    refused = stack.preview(fails=True)
    assert "New Role; Role Name: Journey API" in refused
    assert "Read-Only Person" in refused
    role = subscription.add_role("Journey API", ["Read-Only Person", "Approve Assets"])

    first = stack.up()
    assert f"API Only User: {EMAIL}" in first
    assert "pulumi config set --secret warehouseClientSecret" in first
    service = subscription.add_service("warehouse", user_named(marketo, EMAIL))
    stack.run("config", "set", "--secret", "warehouseClientId", service.client_id)
    stack.run("config", "set", "--secret", "warehouseClientSecret", service.client_secret)

    stack.up()
    assert stack.outputs() == {"unverified": ["Approve Assets"]}
    assert stack.steps() == {}
    assert service.client_secret not in str(stack.state())

    role.permissions = ["Approve Assets"]
    assert stack.steps() == {}
    stack.environment["MARKETO_PROBE_PERMISSIONS"] = "true"
    told = stack.preview()
    assert "Read-Only Person: missing" in told
    role.permissions = ["Read-Only Person", "Approve Assets"]
    assert "missing" not in stack.preview()

    service.client_secret = "replaced-in-launchpoint"
    stack.refresh()
    assert stack.steps() == {"CustomService warehouse": "update"}
    failed = stack.up(fails=True)
    assert "Client Secret" in failed
    stack.run("config", "set", "--secret", "warehouseClientSecret", service.client_secret)
    stack.up()
    assert service.client_secret not in failed + str(stack.state())

    in_the_way = stack.destroy(fails=True)
    assert "Delete Service" in in_the_way.replace("\n", " ")
    assert "code 611" in in_the_way
    subscription.remove_service(service.client_id)
    stack.destroy()
    assert stack.managed() == {}
    assert (users(marketo), len(subscription.services)) == before


def test_a_wrong_secret_is_never_printed(stack: Stack, marketo: Simulator) -> None:
    """Not by the check, not by the engine around it, not by the most talkative log."""
    secret = "a-very-wrong-secret"
    stack.program(
        "marketo.CustomService('s', service_name='S', user_id='operator@example.com',"
        f" email_address='operator@example.com', client_id='{marketo.client_id}',"
        " client_secret=pulumi.Config().require_secret('wrong'))"
    )
    stack.run("config", "set", "--secret", "wrong", secret)
    printed = stack.run("preview", "--diff", "--logtostderr", "-v=9", fails=True)
    ours = [line for line in printed.splitlines() if "property client_secret" in line]
    assert ours
    assert secret not in "".join(ours)
    assert secret not in stack.preview(fails=True)
