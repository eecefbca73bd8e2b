"""Use several Marketo instances in one stack, each behind its own provider."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from marketo_simulator import Simulator
from marketo_simulator.app import App
from tests.support.engine.stack import Stack
from tests.support.engine.stories import EMAIL, roles, user
from tests.support.engine.subscription import changes, users


class CountingApp(App):
    """A slow Marketo that notes how many calls it answers at once."""

    def __init__(self, simulator: Simulator) -> None:
        super().__init__(simulator.subscription)
        self._counting = threading.Lock()
        self._now = 0
        self.most = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request, as WSGI wants it."""
        with self._counting:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.2)
        try:
            return super().__call__(environ, start_response)
        finally:
            with self._counting:
                self._now -= 1


@pytest.fixture
def sandbox() -> Iterator[Simulator]:
    """Serve a second Marketo."""
    simulator = Simulator()
    simulator.app = CountingApp(simulator)
    with simulator:
        yield simulator


def provider(to: Simulator, name: str, secret: str, **given: str) -> str:
    """Return a program that declares a provider; arguments are Python expressions."""
    settings = {"base_url": repr(to.base_url), "client_id": repr(to.client_id),
                "client_secret": secret, "quota_store": "'memory://'"} | given  # fmt: skip
    listed = ", ".join(f"{key}={value}" for key, value in settings.items())
    return f"{name} = marketo.Provider({name!r}, {listed})\n"


def at(name: str, opts: str, **given: str) -> str:
    """Return a program that declares a user with an address made from its name."""
    return user(name, opts, email_address=repr(f"{name}@example.com"), **given)


def emails(marketo: Simulator) -> list[str]:
    """Return the addresses of all users except the operator."""
    return sorted(one["email"] for one in users(marketo))


def test_each_provider_is_a_process_with_its_own_token_lists_and_settings(
    stack: Stack, marketo: Simulator, sandbox: Simulator
) -> None:
    """Two that lead to one instance share nothing, and the stack's settings reach neither."""
    stack.run("config", "set", "marketo:offlinePreview", "true")
    asked = Counter(["identity", "roles.json", "workspaces.json", "allusers.json"])
    stack.program(
        provider(marketo, "one", repr(marketo.client_secret))
        + provider(marketo, "two", repr(marketo.client_secret))
        + provider(sandbox, "three", repr(sandbox.client_secret))
        + at("a", "provider=one") + at("b", "provider=one") + at("c", "provider=two")
        + at("d", "provider=three") + at("e", "provider=three") + at("f", "")
    )  # fmt: skip
    assert set(stack.steps().values()) == {"create"}
    assert Counter(call["endpoint"] for call in marketo.app.calls.all()) == asked + asked
    assert Counter(call["endpoint"] for call in sandbox.app.calls.all()) == asked


def test_a_provider_is_given_to_a_component_rotated_and_taken_away(
    stack: Stack, marketo: Simulator, sandbox: Simulator
) -> None:
    """It keeps its own pace, its secret is nowhere, and its users are deleted before it is."""
    there = "parent=team"
    program = (
        provider(sandbox, "p", "pulumi.Config().require_secret('s')", concurrent_calls="1")
        + "team = pulumi.ComponentResource('test:index:Team', 'team', None,"
        " pulumi.ResourceOptions(providers=[p]))\n"
        + "".join(at(name, there) for name in ("a", "b", "c"))
    )
    stack.run("config", "set", "--secret", "s", sandbox.client_secret)
    stack.program(program + user("here"))
    stack.up()
    assert (emails(marketo), len(emails(sandbox))) == ([EMAIL], 3)
    assert isinstance(sandbox.app, CountingApp)
    assert sandbox.app.most == 1
    assert sandbox.client_secret not in str(stack.state())

    service = next(iter(sandbox.subscription.services.values()))
    service.client_secret = "rotated"
    printed = stack.preview(fails=True)
    assert "does not know this client id and secret" in printed
    assert 'The client id came from Provider("p"), the client secret from Provider("p").' in printed
    stack.run("config", "set", "--secret", "s", "rotated")
    assert stack.steps() == {}
    stack.up()
    stack.refresh()
    assert "rotated" not in str(stack.state())

    stack.program(user("here"))
    stack.up()
    assert (emails(marketo), emails(sandbox)) == ([EMAIL], [])
    assert not [one for one in stack.state() if one["type"] == "pulumi:providers:pulumi-python"
                and one["id"] and one["urn"].endswith("::p")]  # fmt: skip


def test_a_provider_may_get_its_secret_from_another_resource(
    stack: Stack, marketo: Simulator, sandbox: Simulator
) -> None:
    """`up` asks before it changes anything what the preview cannot ask."""
    made = "made = marketo.ApiOnlyRole('r', role_name='Warehouse API')\n"
    secret = f"pulumi.Output.secret(made.id).apply(lambda _: '{sandbox.client_secret}')"
    program = made + provider(sandbox, "p", secret)
    stack.program(program + user("u", "provider=p", roles=roles("Asia")))
    assert stack.steps() == {"ApiOnlyRole r": "create", "ApiOnlyUser u": "create"}
    assert sandbox.app.calls.all() == []
    assert "no workspace 'Asia'" in stack.up(fails=True)
    assert changes(sandbox) == []
    stack.program(program + user("u", "provider=p"))
    stack.up()
    assert emails(sandbox) == [EMAIL]
    assert sandbox.client_secret not in str(stack.state())
    assert stack.steps() == {}
    stack.program("")
    stack.up()
    assert (emails(sandbox), emails(marketo)) == ([], [])


def test_a_setting_is_named_as_it_is_called_where_it_came_from(
    stack: Stack, marketo: Simulator
) -> None:
    """A malformed one, rejected credentials, and the address of another instance."""
    stack.program(user("u"))
    stack.up()
    stack.environment["MARKETO_CALLS_PER_20_SECONDS"] = "0"
    assert "MARKETO_CALLS_PER_20_SECONDS is '0': set it to a whole number" in stack.preview(
        fails=True
    )
    stack.environment = {"MARKETO_CLIENT_SECRET": "wrong"}
    stack.program(user("u", first_name="'New'"))
    assert (
        "The client id came from the stack's configuration (marketo:clientId), the client secret "
        "from the environment (MARKETO_CLIENT_SECRET)."
    ) in stack.preview(fails=True)
    allowed = {"MARKETO_CALLS_PER_20_SECONDS": "50", "MARKETO_CONCURRENT_CALLS": "4"}
    stack.environment = allowed | {"MARKETO_MUNCHKIN_ID": "123-ABC-456"}
    printed = stack.destroy(fails=True)
    assert (
        "the connection leads to 123-abc-456.mktorest.com (set by MARKETO_MUNCHKIN_ID)" in printed
    )
    assert emails(marketo) == [EMAIL]
