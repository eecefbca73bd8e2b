"""Replace users: Marketo holds an address once, so old and new never exist at the same time."""

from __future__ import annotations

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack
from tests.support.engine.stories import DELETE, EMAIL, INVITE, user
from tests.support.engine.subscription import changes, role_id, user_named, users

URN = "urn:pulumi:test::marketo-access::pulumi-python:dynamic/marketo:ApiOnlyUser::"
ADOPTED = "adopted@example.com"


def test_a_forced_replacement_continues_with_the_user(stack: Stack, marketo: Simulator) -> None:
    """It is never deleted; a user in use, which a new resource could not take over, is refused."""
    stack.program(user())
    stack.up()
    changes(marketo)
    assert stack.steps("--replace", f"{URN}u") == {"ApiOnlyUser u": "replace"}
    printed = stack.up("--replace", f"{URN}u")
    assert "is held by the resource 'u' now, so it is not deleted" in printed
    assert changes(marketo) == []
    assert [one["email"] for one in users(marketo)] == [EMAIL]
    user_named(marketo, EMAIL).last_login_at = marketo.subscription.now()
    assert "It has logged in before, so it may be in use." in stack.preview(
        "--replace", f"{URN}u", fails=True
    )
    assert changes(marketo) == []
    stack.destroy()
    assert users(marketo) == []


def test_a_replacement_that_marketo_refuses_changes_nothing(
    stack: Stack, marketo: Simulator
) -> None:
    """A service uses the user; once the service is gone, the same command succeeds.

    An adopted user in the same program is continued with, as adopted.
    """
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    marketo.subscription.add_user(ADOPTED, "Old", "Name", grants=grants)

    def program(first: str) -> str:
        opts = "replace_on_changes=['first_name']"
        return user("u", opts, first_name=f"'{first}'") + user(
            "a", opts, first_name=f"'{first}'", email_address=f"'{ADOPTED}'", adopt="True"
        )

    stack.program(program("One"))
    stack.up()
    service = marketo.subscription.add_service("S", user_named(marketo, EMAIL))
    stack.program(program("Two"))
    assert stack.steps() == {"ApiOnlyUser u": "replace", "ApiOnlyUser a": "replace"}
    assert "(code 611" in stack.up(fails=True)
    assert user_named(marketo, EMAIL).first_name == "One"
    marketo.subscription.remove_service(service.client_id)
    changes(marketo)
    stack.up()
    made = changes(marketo)
    assert (DELETE in made, INVITE in made) == (True, True)
    assert [one["first"] for one in users(marketo)] == ["Two", "Two"]
    assert stack.managed()["ApiOnlyUser a"]["adopted"] is True
    assert stack.steps() == {}
    stack.destroy()
    assert [one["email"] for one in users(marketo)] == [ADOPTED]


def test_another_instance_is_never_acted_on(stack: Stack, marketo: Simulator) -> None:
    """Not by preview, up, refresh or destroy, until the connection leads back."""
    stack.program(user())
    stack.up()
    with Simulator() as other:
        other.subscription.add_user(EMAIL, "Name", "Sake")
        stack.run("config", "set", "marketo:baseUrl", other.base_url)
        refused = "but the connection leads to"
        assert refused in stack.preview(fails=True)
        assert refused in stack.up(fails=True)
        stack.environment["MARKETO_BASE_URL"] = other.base_url
        assert refused in stack.run("refresh", "--yes", "--skip-preview", fails=True)
        assert refused in stack.destroy(fails=True)
        assert other.app.calls.all() == []
    stack.run("config", "set", "marketo:baseUrl", marketo.base_url)
    del stack.environment["MARKETO_BASE_URL"]
    stack.up("--expect-no-changes")  # a destroy replays the configuration of the last `up`
    stack.destroy()
    assert users(marketo) == []
