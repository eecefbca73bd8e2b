"""Give components their providers in every way: what is declared in one lands on that instance."""

from __future__ import annotations

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import users

HEAD = """
config = pulumi.Config()

class Team(pulumi.ComponentResource):
    def __init__(self, name, **options):
        super().__init__("acme:index:Team", name, None, pulumi.ResourceOptions(**options))

def provider(name):
    return marketo.Provider(name, base_url=config.require("url"), client_id=config.require("id"),
                            client_secret=config.require_secret("secret"), quota_store="memory://")

def user(name, **options):
    return marketo.ApiOnlyUser(name, email_address=f"{name}@example.com", first_name="A",
                               last_name="B", roles=[marketo.RoleGrant(role_name="Sandbox API",
                                                                       workspace="Default")],
                               opts=pulumi.ResourceOptions(**options))

def integration(name, **options):
    return marketo.Integration(name, profile=["Read-Only Person"], role_name="Sandbox API",
                               email_address=f"{name}@example.com", workspace="Default",
                               opts=pulumi.ResourceOptions(**options))

sandbox = provider("sandbox")
"""
FORMS = """
forms = {
    "by-name": dict(providers={"marketo": sandbox}),
    "listed": dict(providers=[sandbox]),
    "by-package": dict(providers={"pulumi-python": sandbox}),
    "by-any-name": dict(providers={"where we try things": sandbox}),
    "one": dict(provider=sandbox),
}
for form, options in forms.items():
    team = Team(form, **options)
    user(f"user-{form}", parent=team)
    integration(f"integration-{form}", parent=team)
    user(f"deep-{form}", parent=Team(f"inner-{form}", parent=team))
    found = pulumi.InvokeOptions(parent=team)
    pulumi.export(f"lookup-{form}", marketo.get_role_output("Sandbox API", found).role_name)
    read = marketo.ApiOnlyUser.get(f"read-{form}", "operator@example.com",
                                   pulumi.ResourceOptions(parent=team))
    pulumi.export(f"read-{form}", read.instance)
    user(f"own-{form}", **options)
    role = marketo.ApiOnlyRole(f"role-{form}", role_name="Sandbox API",
                               opts=pulumi.ResourceOptions(parent=team))
    user(f"under-{form}", parent=role)
marketo.ApiOnlyUser("here", email_address="here@example.com", first_name="A", last_name="B",
                    roles=[marketo.RoleGrant(role_name="Warehouse API", workspace="Europe")])
"""
CONFLICT = """
outer = Team("outer", providers={"marketo": sandbox})
inner = Team("inner", parent=outer, provider=provider("other"))
user("lost", parent=inner)
"""
PLAIN = """
outer = Team("outer", providers={"marketo": sandbox})
other = provider("other")
user("mine", parent=outer, provider=other)
integration("its", parent=outer, provider=other)
"""

ROLE_ELSEWHERE = """
role = marketo.ApiOnlyRole("there", role_name="Sandbox API",
                           opts=pulumi.ResourceOptions(provider=sandbox))
again = provider("again")
marketo.Integration("fits", profile=[], role=role, email_address="fits@example.com",
                    workspace="Default", opts=pulumi.ResourceOptions(provider=again))
"""
HERE = """
marketo.Integration("lost", profile=[], role=role, email_address="lost@example.com",
                    workspace="Default")
"""


def given(stack: Stack, sandbox: Simulator) -> None:
    """Configure the programs here for the second Marketo."""
    stack.configure(
        {"url": sandbox.base_url, "id": sandbox.client_id}, {"secret": sandbox.client_secret}
    )


def test_every_form_reaches_all_that_is_declared_in_a_component(
    stack: Stack, marketo: Simulator, sandbox: Simulator
) -> None:
    """Resources, nested components, `Integration`, `get` and lookups; nothing lands elsewhere."""
    given(stack, sandbox)
    stack.program(HEAD + FORMS)
    stack.up()
    forms = ("by-name", "listed", "by-package", "by-any-name", "one")
    kinds = ("user", "integration", "deep", "own", "under")
    assert [one["email"] for one in users(marketo)] == ["here@example.com"]
    assert {one["email"] for one in users(sandbox)} == {
        f"{kind}-{form}@example.com" for kind in kinds for form in forms
    }
    host = sandbox.base_url.partition("://")[2]
    outputs = stack.outputs()
    assert {outputs[f"read-{form}"] for form in forms} == {host}
    assert {outputs[f"lookup-{form}"] for form in forms} == {"Sandbox API"}
    assert stack.steps() == {}
    stack.program("")
    stack.up()
    assert (users(marketo), users(sandbox)) == ([], [])


def test_two_providers_in_one_place_are_refused_unless_the_resource_says_which(
    stack: Stack, marketo: Simulator, sandbox: Simulator
) -> None:
    """Pulumi does not say which parent gave which; an explicit `provider` is always clear."""
    given(stack, sandbox)
    stack.program(HEAD + CONFLICT)
    printed = stack.preview(fails=True)
    assert 'ApiOnlyUser "lost": its parents or options give it several Marketo providers' in printed
    assert "('other' and 'sandbox'): say which one" in printed
    stack.program(HEAD + PLAIN)
    stack.up()
    assert (users(marketo), len(users(sandbox))) == ([], 2)
    by_name = {one["urn"].rpartition("::")[2]: one["provider"] for one in stack.state()
               if "dynamic/marketo" in one["type"]}  # fmt: skip
    assert {name: ref.split("::")[-2] for name, ref in by_name.items()} == {
        "mine": "other",
        "its": "other",
    }


def test_a_role_of_another_instance_is_never_granted(
    stack: Stack, marketo: Simulator, sandbox: Simulator
) -> None:
    """Its id belongs to another role there: in this test both instances have a role of this id."""
    marketo.subscription.add_role("Quite another role", [])
    given(stack, sandbox)
    stack.program(HEAD + ROLE_ELSEWHERE)
    stack.up()
    assert (users(marketo), len(users(sandbox))) == ([], 1)
    state = {one["urn"].rpartition("::")[2]: one for one in stack.state()}
    assert "__roles_on" not in {**state["fits"]["inputs"], **state["fits"]["outputs"]}
    assert stack.steps() == {}
    stack.program(HEAD + ROLE_ELSEWHERE + HERE)
    printed = stack.preview(fails=True)
    here, there = (one.base_url.partition("://")[2] for one in (marketo, sandbox))
    assert f"grants a role that is on {there}, but the user is on {here}" in printed
    assert users(marketo) == []
