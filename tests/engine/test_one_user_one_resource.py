"""Keep one user to one resource, whatever its name, parent and provider."""

from __future__ import annotations

import json
import os

from marketo_simulator import Simulator
from tests.support.engine.stack import CONFIGURATION_OF_TESTS, Stack
from tests.support.engine.stories import EMAIL
from tests.support.engine.subscription import changes, user_named, users

HEAD = """
class Team(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("acme:index:Team", name)

class Squad(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("acme:index:Squad", name)

def U(name, email, first_name="E", **options):
    return marketo.ApiOnlyUser(
        name, email_address=email, first_name=first_name, last_name="TL",
        roles=[marketo.RoleGrant(role_name="Warehouse API", workspace="Default")],
        opts=pulumi.ResourceOptions(**options))
"""
ALPHA = 'U("etl", "etl@example.com", parent=Team("alpha"))\n'
BETA = 'U("etl", "etl@example.com", parent=Squad("beta"))\n'
IN_TEAM, IN_SQUAD = "'etl' (in acme:index:Team)", "'etl' (in acme:index:Squad)"
PREFIX = "urn:pulumi:test::marketo-access::"
KIND = "pulumi-python:dynamic/marketo:ApiOnlyUser"
OTHER = "other@example.com"


def sandbox(marketo: Simulator) -> str:
    """Return an explicit provider of the same instance for which the stack is configured."""
    return (
        f'sandbox = marketo.Provider("sandbox", base_url="{marketo.base_url}", '
        f'client_id="{marketo.client_id}", client_secret="{marketo.client_secret}", '
        f"calls_per_20_seconds={CONFIGURATION_OF_TESTS['marketo:callsPer20Seconds']}, "
        'concurrent_calls=10, quota_store="memory://")\n'
    )


def emails(marketo: Simulator) -> list[str]:
    """Return the addresses of all users except the operator."""
    return sorted(one["email"] for one in users(marketo))


def refused(stack: Stack) -> str:
    """Return the problems of a preview as one line."""
    printed = " ".join(stack.preview(fails=True).split())
    assert "declared by the resource" in printed
    return printed


def test_two_parents_with_children_of_one_name_make_the_user_once(
    stack: Stack, marketo: Simulator
) -> None:
    """Both new, one added later, one removed again: the user is made once and stays."""
    stack.program(HEAD + ALPHA + BETA)
    printed = refused(stack)
    assert IN_TEAM in printed
    assert IN_SQUAD in printed
    # Without a preview the first of them is made, and the second is refused.
    assert "declared by the resource" in stack.up(fails=True)
    assert emails(marketo) == [EMAIL]
    stack.program(HEAD + ALPHA)
    stack.up()
    stack.program(HEAD + BETA + ALPHA)
    printed = refused(stack)
    assert IN_TEAM in printed
    assert IN_SQUAD in printed
    stack.program(HEAD + ALPHA)
    changes(marketo)
    stack.up()
    assert stack.steps() == {}
    assert changes(marketo) == []
    assert emails(marketo) == [EMAIL]


def test_an_integration_and_a_user_of_its_name_are_told_apart(
    stack: Stack, marketo: Simulator
) -> None:
    """Its child has the same name, and its parent tells the two apart."""
    integration = (
        'marketo.Integration("warehouse", profile="warehouse-read", workspace="Default", '
        'email_address="etl@example.com", role_name="Warehouse API")\n'
    )
    stack.program(HEAD + integration + 'U("warehouse", "etl@example.com")\n')
    printed = refused(stack)
    assert "'warehouse' (in marketo:index:Integration)" in printed
    assert emails(marketo) == []


def test_two_providers_of_one_instance_see_one_anothers_users(
    stack: Stack, marketo: Simulator
) -> None:
    """Each is another process, and they see one another's users for one command."""
    default, explicit = (
        'U("a", "etl@example.com")\n',
        'U("b", "etl@example.com", provider=sandbox)\n',
    )
    head = HEAD + sandbox(marketo)
    stack.program(head + default + explicit)
    printed = refused(stack)
    assert "'a'" in printed
    assert "'b'" in printed
    stack.program(head + default)
    stack.up()
    stack.program(head + explicit + default)
    printed = refused(stack)
    assert "'a'" in printed
    assert "'b'" in printed
    # A user that moves without an alias is left in Marketo by the resource that is deleted.
    stack.program(head + explicit)
    changes(marketo)
    assert "is held by the resource 'b' now, so it is not deleted" in stack.up()
    assert changes(marketo) == []
    assert emails(marketo) == [EMAIL]
    stack.destroy()
    assert emails(marketo) == []
    # Where they cannot see one another, the explicit one says so, and nothing fails.
    stack.environment["XDG_CACHE_HOME"] = os.devnull
    stack.program(head + default + explicit.replace(EMAIL, OTHER))
    assert "The file in which the providers of this command share what they" in stack.preview()
    stack.program(HEAD + default)
    assert "The file in which" not in stack.preview()


def test_an_address_goes_over_to_another_of_the_same_name_in_two_steps(
    stack: Stack, marketo: Simulator
) -> None:
    """In one step, the second resource would take over the first one's user."""
    stack.program(HEAD + ALPHA)
    stack.up()
    moved = ALPHA.replace(EMAIL, OTHER)
    for both in (moved + BETA, BETA + moved):
        stack.program(HEAD + both)
        printed = " ".join(stack.preview(fails=True).split())
        assert f"{EMAIL} is still the address of the user that the resource {IN_TEAM}" in printed
        assert f"the resource {IN_SQUAD} declares it too" in printed
    stack.program(HEAD + moved)
    stack.up()
    stack.program(HEAD + moved + BETA)
    stack.up()
    assert emails(marketo) == [EMAIL, OTHER]
    assert len({one["id"] for one in stack.state() if one["type"] == KIND}) == 2


def test_a_state_that_has_one_user_twice_deletes_nothing(stack: Stack, marketo: Simulator) -> None:
    """It is refused before anything is deleted; both ways to repair it keep the user."""
    double(stack, EMAIL)
    stack.program(HEAD + ALPHA + BETA)
    for printed in (stack.preview(fails=True), stack.up(fails=True)):
        words = " ".join(printed.split())
        assert "etl@example.com is one user in Marketo" in words
        assert f"{IN_TEAM} and {IN_SQUAD}" in words or f"{IN_SQUAD} and {IN_TEAM}" in words
        assert f"`pulumi state delete '{urn('Team')}'`" in words
        assert f"`pulumi state delete '{urn('Squad')}'`" in words
    changes(marketo)
    # One is taken out of the program only.
    exported = stack.run("stack", "export")
    stack.program(HEAD + BETA)
    assert f"is held by the resource {IN_SQUAD} now, so it is not deleted" in stack.up()
    assert stack.steps() == {}
    # One is taken out of the state too, as the refusal says.
    restore(stack, exported)
    stack.run("state", "delete", urn("Squad"), "--yes")
    stack.program(HEAD + ALPHA)
    stack.up()
    assert stack.steps() == {}
    assert changes(marketo) == []
    assert emails(marketo) == [EMAIL]
    # When everything is destroyed, the user is deleted.
    restore(stack, exported)
    stack.destroy()
    assert emails(marketo) == []


def test_a_state_that_has_one_user_under_two_addresses_deletes_nothing(
    stack: Stack, marketo: Simulator
) -> None:
    """No check can see it, because a check gets no id; it is refused all the same."""
    double(stack, OTHER)
    changes(marketo)
    stack.program(HEAD + ALPHA + BETA.replace(EMAIL, OTHER))
    for printed in (stack.preview(fails=True), stack.up(fails=True)):
        words = " ".join(printed.split())
        assert "two resources have it in the state of this stack" in words
        assert f"`pulumi state delete '{urn('Team')}'`" in words
    stack.program(HEAD + ALPHA)
    assert f"is held by the resource {IN_TEAM} now, so it is not deleted" in stack.up("--refresh")
    assert changes(marketo) == []
    assert stack.steps() == {}
    stack.destroy("--run-program")
    assert emails(marketo) == []


def test_what_a_cut_off_replacement_left_deletes_no_user_in_use(
    stack: Stack, marketo: Simulator
) -> None:
    """The new resource has continued with the same user, in an earlier command."""
    stack.program(HEAD + ALPHA)
    stack.up()
    exported = json.loads(stack.run("stack", "export"))
    resources = exported["deployment"]["resources"]
    resources.append({**resources[-1], "delete": True})
    restore(stack, json.dumps(exported))
    assert f"is held by the resource {IN_TEAM} now, so it is not deleted" in stack.up()
    assert [one["urn"] for one in stack.state() if one["type"] == KIND] == [urn("Team")]
    assert emails(marketo) == [EMAIL]


def urn(parent: str) -> str:
    """Return the URN of the user that is a child of a component."""
    return f"{PREFIX}acme:index:{parent}${KIND}::etl"


def double(stack: Stack, address: str) -> None:
    """Put the user of a team into the state of a squad too, as 0.1.0 could."""
    stack.program(HEAD + ALPHA)
    stack.up()
    exported = json.loads(stack.run("stack", "export"))
    resources = exported["deployment"]["resources"]
    for one in resources:
        for properties in (one.get("inputs", {}), one.get("outputs", {})):
            properties.pop("__urn", None)
    copied = json.loads(json.dumps(resources).replace(":Team", ":Squad").replace("alpha", "beta"))
    doubled = [one for one in copied if ":Squad" in one["urn"]]
    for properties in (doubled[-1]["inputs"], doubled[-1]["outputs"]):
        properties["email_address"] = address
    resources.extend(doubled)
    restore(stack, json.dumps(exported))


def restore(stack: Stack, exported: str) -> None:
    """Put a state back."""
    path = stack.folder / "exported.json"
    path.write_text(exported)
    stack.run("stack", "import", "--file", str(path))


def test_a_resource_that_is_renamed_keeps_its_user(stack: Stack, marketo: Simulator) -> None:
    """With an alias or `state rename` it is the same resource; without, a preview first says so."""
    stack.program(HEAD + ALPHA)
    stack.up()
    user_named(marketo, EMAIL).last_login_at = marketo.subscription.now()
    exported = stack.run("stack", "export")
    changes(marketo)
    top = 'U("top", "etl@example.com"{})\n'
    head = HEAD + 'Team("alpha")\n'
    stack.program(head + top.format(""))
    printed = " ".join(stack.preview(fails=True).split())
    assert "If this resource was renamed or moved under another parent" in printed
    assert printed.index("`aliases`") < printed.index("adopt=True")
    # Even where the delete of the old one goes on without the new one.
    stack.up("--continue-on-error", fails=True)
    assert emails(marketo) == [EMAIL]
    restore(stack, exported)
    stack.program(head + top.format(f", aliases=['{urn('Team')}']"))
    stack.up("--expect-no-changes")
    stack.program(head + top.format(""))
    stack.up("--refresh", "--expect-no-changes")
    assert changes(marketo) == []
    # The resource that has its old name now is another one, though the state has the old URN.
    stack.program(HEAD + top.format("") + ALPHA.replace(EMAIL, OTHER))
    stack.up("--refresh")
    assert emails(marketo) == [EMAIL, OTHER]
    stack.program(HEAD + ALPHA.replace(EMAIL, OTHER))
    stack.up("--refresh")
    assert emails(marketo) == [OTHER]
    assert stack.steps() == {}
