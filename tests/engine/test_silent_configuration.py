"""Report once in each run what is wrong with a configuration and would go unseen."""

from __future__ import annotations

import pytest

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.stories import user
from tests.support.engine.subscription import users

PLAIN = "marketo:clientSecret is stored in plain text in the stack's configuration"
UNKNOWN = "settings that marketo_resources does not know and ignores: "
OTHER_ADDRESS = "etl2@example.com"
TWO_USERS = user() + user("v", email_address=repr(OTHER_ADDRESS))
INTEGRATION = """
marketo.Integration("sync", profile="warehouse-read", role_name="Warehouse API",
                    workspace="Default", email_address="sync@example.com", client_id="id")
"""
TWO_ADDRESSES = """
marketo.Provider("p", base_url="{}", munchkin_id="123-ABC-456", client_id="id",
                 client_secret="secret")
"""


def test_a_plain_secret_and_an_unknown_key_are_reported_once_by_each_run_of_the_program(
    stack: Stack, marketo: Simulator
) -> None:
    """With the command and the similar name; commands that run no program do not report it."""
    stack.configure({"marketo:clientSecret": marketo.client_secret}, {})
    stack.configure({"marketo:callsPer20Secs": "10", "marketo:munchkinID": "123-ABC-456"}, {})
    stack.environment["MARKETO_OFFLINEPREVIEW"] = "true"
    stack.program(TWO_USERS)
    printed = stack.preview()
    assert printed.count(PLAIN) == 1
    assert "`pulumi config set --secret marketo:clientSecret --stack test`" in printed
    assert printed.count(UNKNOWN) == 1
    assert (
        f"{UNKNOWN}marketo:callsPer20Secs (did you mean marketo:callsPer20Seconds?); "
        "marketo:munchkinID (did you mean marketo:munchkinId?); "
        "MARKETO_OFFLINEPREVIEW (did you mean MARKETO_OFFLINE_PREVIEW?)"
    ) in printed
    up = stack.up().partition("Diagnostics:")[2]
    assert (up.count(PLAIN), up.count(UNKNOWN)) == (1, 1)
    assert marketo.client_secret not in printed + up
    for silent in (stack.refresh(), stack.destroy()):
        assert PLAIN not in silent
        assert UNKNOWN not in silent

    stack.configure({}, {"marketo:clientSecret": marketo.client_secret})
    for key in ("marketo:callsPer20Secs", "marketo:munchkinID"):
        stack.run("config", "rm", key)
    del stack.environment["MARKETO_OFFLINEPREVIEW"]
    printed = stack.preview()
    assert "warning" not in printed


def test_the_secret_of_an_integration_and_of_a_quota_store_are_reported_too(stack: Stack) -> None:
    """Both are as secret as the connection's own."""
    stack.configure(
        {"syncClientSecret": "a-secret", "marketo:quotaStore": "redis://:a-secret@127.0.0.1:1"}, {}
    )
    stack.program(INTEGRATION)
    printed = stack.preview(fails=True)
    assert printed.count("marketo-access:syncClientSecret is stored in plain text") == 1
    assert printed.count("marketo:quotaStore is stored in plain text") == 1
    assert "a-secret" not in printed


def test_the_environment_that_wins_over_the_configuration_is_named_once(
    stack: Stack, marketo: Simulator
) -> None:
    """Otherwise a reader of the stack's configuration would expect another instance."""
    with Simulator() as outside:
        here, there = (one.base_url.partition("://")[2] for one in (marketo, outside))
        stack.environment |= {
            "MARKETO_BASE_URL": outside.base_url,
            "MARKETO_CLIENT_ID": outside.client_id,
            "MARKETO_CLIENT_SECRET": outside.client_secret,
        }
        stack.program("marketo.get_roles()\n" + TWO_USERS)
        printed = stack.preview()
        assert (
            printed.count(
                f"MARKETO_BASE_URL ({there}) wins over marketo:baseUrl ({here}): every resource "
                f"and lookup without an explicit provider is on {there}. If that is not meant, "
                "unset MARKETO_BASE_URL"
            )
            == 1
        )
        stack.up()
        assert (len(users(marketo)), len(users(outside))) == (0, 2)
        stack.environment["MARKETO_BASE_URL"] = marketo.base_url
        assert "wins over" not in stack.preview(fails=True)  # nothing is done elsewhere either


@pytest.mark.parametrize("place", ["stack", "provider"])
def test_two_addresses_are_refused_unless_one_is_this_machine(
    place: str, stack: Stack, marketo: Simulator
) -> None:
    """A simulator and an instance's id get a warning; two instances are refused."""
    munchkin = "marketo:munchkinId" if place == "stack" else "munchkin_id"
    if place == "stack":
        stack.configure({"marketo:munchkinId": "123-ABC-456"}, {})
        stack.program(TWO_USERS)
    else:
        stack.program(TWO_ADDRESSES.format(marketo.base_url))
    printed = stack.preview()
    assert printed.count(f"is this machine, and wins over {munchkin} (123-ABC-456)") == 1
    if place == "stack":
        stack.configure({"marketo:baseUrl": "https://999-XYZ-999.mktorest.com"}, {})
        printed = stack.preview(fails=True)
        assert (
            "marketo:baseUrl leads to 999-xyz-999.mktorest.com, but marketo:munchkinId to "
            "123-abc-456.mktorest.com: keep the one that is meant"
        ) in printed
