"""Run the component that bundles one integration on the real engine."""

from __future__ import annotations

import re
import shlex

from marketo_simulator import Simulator
from tests.support.clicks.clerk import Clerk
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import users

SHARED = """
role = marketo.ApiOnlyRole("shared", role_name="Warehouse API")
for name, email in (("EU: sync/7", "eu@example.com"), ("us", "us@example.com")):
    made = marketo.Integration(name, profile="warehouse-read", role=role, workspace="Default",
                               email_address=email, service_name=f"Service of {email}")
    pulumi.export(name, made.service and made.service.client_id)
"""
GUARDED = """
sandbox = marketo.Provider("sandbox", base_url=pulumi.Config().require("url"),
                           client_id=pulumi.Config().require("id"),
                           client_secret=pulumi.Config().require_secret("secret"))
marketo.Integration("{name}", profile=["Read-Only Person"], role_name="Sandbox API",
                    first_name="E", email_address="etl@example.com", workspace="Default",
                    opts=pulumi.ResourceOptions(provider=sandbox, protect=True, aliases={aliases}))
"""
WRONG = """
base = dict(email_address="etl@example.com", profile="warehouse-read")
role = marketo.ApiOnlyRole("shared", role_name="Warehouse API")
for number, wrong in enumerate((
    dict(profile="warehouse-reed"),
    dict(role=role, role_name="Warehouse API"),
    dict(client_id="only-this-one"),
    dict(role=role, part_aliases={"role": [pulumi.Alias(name="r")], "user": []}),
    dict(part_aliases={"users": []}),
)):
    try:
        marketo.Integration(f"etl{number}", **(base | wrong))
    except marketo.ResourceError as error:
        print(f"refused: {error}")
"""
COMMAND = re.compile(r"^\s+pulumi (config set .+)$", re.MULTILINE)
ASKS = "Admin > Integration > LaunchPoint > New > New Service"


def test_several_share_a_role_and_ask_for_their_services(stack: Stack, marketo: Simulator) -> None:
    """Each says once in a run what to click, and its two printed commands work."""
    stack.program(SHARED)
    for printed in (stack.preview(), stack.up()):
        assert printed.count(ASKS) == 2
    commands = sorted(COMMAND.findall(printed), key=lambda command: command.split()[-3])
    assert [command.split()[-3] for command in commands] == [
        *("EU-sync-7ClientId", "EU-sync-7ClientSecret", "usClientId", "usClientSecret")
    ]
    admin = Clerk.at(marketo.base_url)
    values = [
        value
        for email in ("eu@example.com", "us@example.com")
        for value in admin.makes_service(f"Service of {email}", email)
    ]
    for command, value in zip(commands, values, strict=True):
        stack.run(*shlex.split(command), value)
    assert ASKS not in stack.up()
    assert sorted(stack.managed()) == [
        *("ApiOnlyRole shared", "ApiOnlyUser EU: sync/7", "ApiOnlyUser us"),
        *("CustomService EU: sync/7", "CustomService us"),
    ]
    assert set(stack.outputs()) == {"EU: sync/7", "us"}
    assert stack.steps() == {}


def test_children_follow_the_options_of_the_component(
    stack: Stack, marketo: Simulator, sandbox: Simulator
) -> None:
    """Its provider, its protection and its former name are theirs too."""
    stack.configure(
        {"url": sandbox.base_url, "id": sandbox.client_id}, {"secret": sandbox.client_secret}
    )
    stack.program(GUARDED.format(name="etl", aliases="[]"))
    stack.up()
    assert (users(marketo), len(users(sandbox))) == ([], 1)
    children = [one for one in stack.state() if "marketo:index:Integration$" in one["urn"]]
    assert {one["urn"].rpartition("::")[2] for one in children} == {"etl"}
    assert len(children) == 2
    assert all(one["protect"] for one in children)

    stack.program(GUARDED.format(name="sync", aliases='[pulumi.Alias(name="etl")]'))
    assert stack.steps() == {}
    stack.up()
    assert set(stack.managed()) == {"ApiOnlyRole sync", "ApiOnlyUser sync"}
    assert len(users(sandbox)) == 1
    assert "protect" in stack.destroy(fails=True)
    assert len(users(sandbox)) == 1


def test_wrong_arguments_are_refused_with_right_ones(stack: Stack) -> None:
    """An unknown profile, a role both given and named, half of the credentials, an unknown part."""
    stack.program(WRONG)
    refused = [line for line in stack.preview().splitlines() if "refused: " in line]
    assert len(refused) == 5
    assert "Integration 'etl0': there is no profile 'warehouse-reed'" in refused[0]
    assert "(did you mean 'warehouse-read'?); there are content, custom-activities" in refused[0]
    assert "leave out role_name" in refused[1]
    assert "pulumi config set --secret etl2ClientSecret --stack test" in refused[2]
    assert "part_aliases names 'role', but its parts are 'user', 'service'" in refused[3]
    assert (
        "names 'users', but its parts are 'role', 'user', 'service' (did you mean 'user'?)"
        in (refused[4])
    )
