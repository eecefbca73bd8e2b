"""Replace, update and refuse roles, and preview them without asking anything."""

from __future__ import annotations

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.stories import user
from tests.support.engine.subscription import calls

ROLE = "marketo.ApiOnlyRole('r', role_name={!r})\n"


def test_a_name_of_another_role_replaces_the_resource(stack: Stack, marketo: Simulator) -> None:
    """Nothing in Marketo changes: another role is declared."""
    stack.program(ROLE.format("Warehouse API"))
    stack.up()
    stack.program(ROLE.format("API User Management"))
    listed = stack.preview()
    assert "replace" in listed
    assert "role_id" in listed
    stack.up()
    assert stack.managed()["ApiOnlyRole r"]["role_name"] == "API User Management"
    assert [call for call in marketo.app.calls.all() if call["changed"]] == []
    assert stack.steps() == {}


def test_a_renamed_role_is_updated(stack: Stack, marketo: Simulator) -> None:
    """Its id is the same; until the program follows, the preview names the new name."""
    stack.program(ROLE.format("Warehouse API"))
    stack.up()
    role = marketo.subscription.role_named("Warehouse API")
    assert role
    role.name = "Renamed API"
    assert "is now called 'Renamed API'" in stack.preview(fails=True)
    stack.program(ROLE.format("Renamed API"))
    assert stack.steps() == {"ApiOnlyRole r": "update"}
    stack.up()
    assert stack.steps() == {}


def test_a_role_made_anew_replaces_the_resource(stack: Stack, marketo: Simulator) -> None:
    """The same name under another id is another role."""
    stack.program(ROLE.format("Warehouse API"))
    stack.up()
    role = marketo.subscription.role_named("Warehouse API")
    assert role
    marketo.subscription.remove_role(role)
    made = marketo.subscription.add_role("Warehouse API", [])
    assert "replace" in stack.preview()
    stack.up()
    state = {one["type"]: one["id"] for one in stack.state() if "ApiOnlyRole" in one["type"]}
    assert list(state.values()) == [str(made.id)]
    assert stack.steps() == {}


def test_an_offline_preview_asks_nothing_and_still_checks(stack: Stack, marketo: Simulator) -> None:
    """One warning says what is unchecked."""
    stack.run("config", "set", "marketo:offlinePreview", "true")
    stack.run("config", "set", "--secret", "marketo:clientSecret", "nobody-knows")
    stack.program(user() + user("v", email_address="'v@example.com'"))
    printed = stack.preview()
    assert printed.count("Marketo was not asked") == 1
    assert "roles, workspaces and existing users are unchecked until `up`.\n" in printed
    assert calls(marketo) == []
    stack.program(user(email_address="'no address'"))
    assert "property email_address" in stack.preview(fails=True)


def test_a_preview_without_changes_may_be_offline(stack: Stack, marketo: Simulator) -> None:
    """The state still has what was looked up before."""
    stack.program(user())
    stack.up()
    calls(marketo)
    stack.run("config", "set", "marketo:offlinePreview", "true")
    assert stack.steps() == {}
    assert calls(marketo) == []
