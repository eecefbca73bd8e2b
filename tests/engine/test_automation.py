"""Run several programs in one process, as the Automation API does: none sees another's answers."""

from __future__ import annotations

import json
from typing import Any

from tests.support.engine.stack import CONFIGURATION_OF_TESTS, Stack

SCRIPT = """
import json, threading
import pulumi
from pulumi import automation
import marketo_resources as marketo
from marketo_simulator import Simulator

CONFIGURATION = {configuration!r}


def program():
    found = marketo.get_role("Warehouse API")
    later = marketo.get_role_output(pulumi.Output.from_input("Warehouse API"))
    marketo.ApiOnlyUser("u", email_address="u@example.com", first_name="U", last_name="API",
                        roles=[marketo.RoleGrant(role_id=found.role_id, workspace="Default")])
    pulumi.export("role", found.role_id)
    pulumi.export("later", later.role_id)
    pulumi.export("workspaces", [one.name for one in marketo.get_workspaces()])
    pulumi.export("users", [one.email_address for one in marketo.get_users()])


def stack_at(simulator, name):
    stack = automation.create_or_select_stack(name, "inline-" + name, program)
    plain = CONFIGURATION | {{"marketo:baseUrl": simulator.base_url,
                              "marketo:clientId": simulator.client_id}}
    for key, value in plain.items():
        stack.set_config(key, automation.ConfigValue(value))
    stack.set_config("marketo:clientSecret",
                     automation.ConfigValue(simulator.client_secret, secret=True))
    return stack


def run(stack, simulator, results):
    roles = simulator.subscription.role_named("Warehouse API").id
    up = stack.up()
    outputs = {{key: one.value for key, one in up.outputs.items()}}
    warned = up.stdout.partition("Diagnostics:")[2].count("did you mean marketo:baseUrl?")
    right = outputs["role"] == str(roles)
    results.append({{"stack": stack.name, "right": right, "warned": warned}} | outputs)


results = []
with Simulator() as one, Simulator() as two:
    first, second = stack_at(one, "first"), stack_at(two, "second")
    first.set_config("marketo:baseURL", automation.ConfigValue("misspelt"))
    run(first, one, results)
    subscription = one.subscription
    subscription.add_workspace("Asia")
    subscription.user_of_email("u@example.com").grants = []
    subscription.remove_role(subscription.role_named("Warehouse API"))
    subscription.new_id()
    subscription.add_role("Warehouse API", [])
    one.app.calls.clear()
    threads = [threading.Thread(target=run, args=(stack, simulator, results))
               for stack, simulator in ((first, one), (second, two))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    by_program = [call["endpoint"] for call in one.app.calls.all()]
    destroyed = [stack.destroy().summary.result for stack in (first, second)]
    print(json.dumps({{"runs": results, "calls": by_program, "destroyed": destroyed}}))
"""


def test_every_run_asks_once_and_never_gets_the_answers_of_another(stack: Stack) -> None:
    """Runs one after the other, and two at once for two instances; a run shares its lists."""
    printed: dict[str, Any] = json.loads(
        stack.script(SCRIPT.format(configuration=CONFIGURATION_OF_TESTS)).splitlines()[-1]
    )
    before, *both = printed["runs"]
    after, other = sorted(both, key=lambda one: str(one["stack"]))
    assert [one["right"] for one in (before, after, other)] == [True, True, True]
    assert [one["warned"] for one in (before, after, other)] == [1, 1, 0]  # each run of its stack
    assert [one["role"] == one["later"] for one in (before, after, other)] == [True, True, True]
    assert before["role"] != after["role"]
    assert before["workspaces"] == other["workspaces"] == ["Default", "Europe"]
    assert after["workspaces"] == ["Default", "Europe", "Asia"]
    assert "u@example.com" not in [*before["users"], *other["users"]]
    assert "u@example.com" in after["users"]
    # Once for the program's lookups, and once for the provider, which is another process.
    assert [printed["calls"].count(name) for name in ("roles.json", "workspaces.json")] == [2, 2]
    assert printed["destroyed"] == ["succeeded", "succeeded"]
