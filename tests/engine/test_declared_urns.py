"""Send each provider the URN that Pulumi gives the resource, wherever it is declared."""

from __future__ import annotations

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.subscription import changes

PROGRAM = """
class Team(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("acme:index:Team", name, None, opts)

class Special(marketo.ApiOnlyUser):
    pass

GRANT = marketo.RoleGrant(role_name="Warehouse API", workspace="Default")

def user(name, address, kind=marketo.ApiOnlyUser, **options):
    return kind(name, email_address=address + "@example.com", first_name="A", last_name="B",
                roles=[GRANT], opts=pulumi.ResourceOptions(**options))

root = pulumi.runtime.get_root_resource()
team = Team("alpha")
inner = Team("inner", pulumi.ResourceOptions(parent=team))
top = user("top", "top")
user("under the stack", "stack", parent=root)
user("in", "in", parent=team)
user("beside", "beside", parent=team)
user("deep", "deep", parent=inner)
user("under", "under", parent=top)
user("own", "own", kind=Special)
marketo.ApiOnlyUser.get("read", top.user_id, pulumi.ResourceOptions(parent=team))
marketo.Integration("warehouse", profile="warehouse-read", email_address="w@example.com",
                    role_name="Warehouse API", workspace="Default",
                    opts=pulumi.ResourceOptions(parent=team))
"""


def test_the_urn_that_a_resource_computes_is_the_engines(stack: Stack, marketo: Simulator) -> None:
    """At the top, under the stack, in components, under a resource, of a subclass, read."""
    stack.program(PROGRAM)
    assert "__urn" not in stack.preview()
    stack.up()
    ours = [one for one in stack.state() if "__urn" in one.get("inputs", {})]
    assert len(ours) == 10
    for one in ours:
        assert one["inputs"]["__urn"] == one["outputs"]["__urn"] == one["urn"]
    # It makes no resource wait for its parent's other children.
    inside = [one for one in ours if one["urn"].endswith(("::in", "::beside"))]
    assert [one.get("dependencies", []) for one in inside] == [[], []]
    marketo.app.calls.clear()
    assert stack.steps() == {}
    assert changes(marketo) == []
