"""Delete users or leave them alone, whatever Marketo's list and answers say."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from marketo_resources import ResourceError
from marketo_resources.api_only_user.lifecycle import ApiOnlyUserLifecycle
from marketo_resources.api_only_user.properties import ApiOnlyUserOutputs
from marketo_resources.core.properties import Partial
from marketo_simulator import Simulator
from marketo_simulator.faults import Fault, Kind
from tests.support.engine.subscription import role_id
from tests.support.marketo.in_provider import EMAIL, instance_of

STATE = Partial(
    ApiOnlyUserOutputs.model_construct(
        email_address=EMAIL, first_name="E", last_name="TL", roles=[], adopted=False
    )
)


@pytest.fixture
def marketo() -> Iterator[Simulator]:
    """Serve a Marketo."""
    with Simulator() as simulator:
        yield simulator


def add(marketo: Simulator, *, api_only: bool) -> None:
    """Make the user."""
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    marketo.subscription.add_user(EMAIL, "E", "TL", grants=grants, api_only=api_only)


def test_the_list_is_read_once_for_all(marketo: Simulator) -> None:
    """A user that it shows as API-only is deleted without being asked for."""
    add(marketo, api_only=True)
    lifecycle = ApiOnlyUserLifecycle(instance_of(marketo))
    lifecycle.instance.users()
    marketo.app.calls.clear()
    lifecycle.delete(EMAIL, STATE)
    asked = [call["path"] for call in marketo.app.calls.all()]
    assert not any(path.endswith("allusers.json") for path in asked)
    assert not any(path.endswith(f"{EMAIL}/user.json") for path in asked)
    assert marketo.subscription.user_of_email(EMAIL) is None


def test_a_user_that_the_list_shows_as_a_persons_is_asked_for(marketo: Simulator) -> None:
    """The list may be old or lack the field; the user itself decides."""
    add(marketo, api_only=False)
    lifecycle = ApiOnlyUserLifecycle(instance_of(marketo))
    lifecycle.instance.users()
    user = marketo.subscription.user_of_email(EMAIL)
    assert user
    user.api_only = True
    lifecycle.delete(EMAIL, STATE)
    assert marketo.subscription.user_of_email(EMAIL) is None


def test_a_persons_user_that_the_list_does_not_show_is_left_alone(marketo: Simulator) -> None:
    """Somebody may have made it again since the list was read."""
    lifecycle = ApiOnlyUserLifecycle(instance_of(marketo))
    lifecycle.instance.users()
    add(marketo, api_only=False)
    with pytest.raises(ResourceError, match=re.escape("`pulumi state delete`")):
        lifecycle.delete(EMAIL, STATE)
    assert marketo.subscription.user_of_email(EMAIL)


@pytest.mark.parametrize("kind", ["empty", "code"])
def test_an_invitation_is_taken_back_whatever_the_delete_of_a_user_answers(kind: Kind) -> None:
    """Adobe does not say what deleting a user answers where there is only an invitation."""
    with Simulator(pending=True) as marketo:
        marketo.subscription.add_user(EMAIL, "E", "TL", pending=True)
        marketo.app.faults.add(Fault(kind, "{userid}/delete.json", times=None))
        ApiOnlyUserLifecycle(instance_of(marketo)).delete(EMAIL, STATE)
        assert marketo.subscription.user_of_email(EMAIL) is None
