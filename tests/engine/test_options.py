"""Refuse Pulumi's options that would leave access unseen, and report those without effect."""

from __future__ import annotations

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.stories import DELETE, EMAIL, INVITE, user
from tests.support.engine.subscription import changes, user_named, users

DECLARED = """
role = marketo.ApiOnlyRole("r", role_name="Warehouse API")
USER = dict(email_address="etl@example.com", first_name="E", last_name="TL",
            roles=[role.grant(workspace="Default")])
SERVICE = dict(service_name="S", user_id="etl@example.com", email_address="etl@example.com",
               client_id="id", client_secret="secret")
INTEGRATION = dict(profile="warehouse-read", email_address="etl@example.com", role=role)
KINDS = ((marketo.ApiOnlyUser, USER), (marketo.ApiOnlyRole, {"role_name": "Warehouse API"}),
         (marketo.CustomService, SERVICE), (marketo.Integration, INTEGRATION))
"""
REFUSED = """
for kind, arguments in KINDS:
    for option in ({"deleted_with": role}, {"import_": "etl@example.com"}):
        try:
            kind("x", **arguments, opts=pulumi.ResourceOptions(**option))
        except marketo.ResourceError as error:
            print(f"refused: {error}")
"""
TOLD = """
marketo.ApiOnlyUser("u", **USER, opts=pulumi.ResourceOptions(
    deleted_with=role, retain_on_delete=True, plugin_download_url="https://plugins.example.com",
    custom_timeouts=pulumi.CustomTimeouts(create="5m")))
"""


def test_what_would_leave_access_unseen_or_cannot_work_is_refused(stack: Stack) -> None:
    """`deleted_with` skips our delete and `import_` our code: each says what to use instead."""
    stack.program(DECLARED + REFUSED)
    lines = [line for line in stack.preview().splitlines() if "refused: " in line]
    kinds = ("ApiOnlyUser", "ApiOnlyRole", "CustomService", "Integration")
    assert len(lines) == 2 * len(kinds)
    for kind, first, second in zip(kinds, lines[::2], lines[1::2], strict=True):
        assert f'refused: {kind} "x": with deleted_with Pulumi skips the delete' in first
        assert "set retain_on_delete=True" in first
        assert f'refused: {kind} "x": import_ cannot work here' in second
        assert "adopt=True" in second


def test_an_option_without_effect_is_reported_at_its_resource(
    stack: Stack, marketo: Simulator
) -> None:
    """Once each, and nothing is refused; a user that `retain_on_delete` keeps stays in Marketo."""
    stack.program(DECLARED + TOLD)
    printed = stack.up().partition("Diagnostics:")[2]
    assert (
        printed.count('plugin_download_url has no effect on ApiOnlyUser "u": the provider is') == 1
    )
    assert (
        printed.count('custom_timeouts has no effect on ApiOnlyUser "u": Pulumi passes them') == 1
    )
    assert "pulumi-python:dynamic/marketo:ApiOnlyUser (u):" in printed
    stack.destroy()
    assert [one["email"] for one in users(marketo)] == [EMAIL]


def test_a_replacement_that_the_program_asks_for_makes_a_new_user(
    stack: Stack, marketo: Simulator
) -> None:
    """The old user is deleted first, since its address is taken, even if it is in use already."""
    stack.program(user("u", "replacement_trigger='1'"))
    stack.up()
    first = user_named(marketo, EMAIL)
    first.last_login_at = marketo.subscription.now()
    marketo.app.calls.clear()
    assert stack.steps() == {}
    stack.program(user("u", "replacement_trigger='2'"))
    assert stack.steps() == {"ApiOnlyUser u": "replace"}
    stack.up()
    assert changes(marketo) == [DELETE, INVITE]
    assert user_named(marketo, EMAIL) is not first
    assert stack.steps() == {}
