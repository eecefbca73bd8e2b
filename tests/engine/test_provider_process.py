"""Ask the provider process what the engine asks it, in the engine's order."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.support.engine.provider_process import (
    ProviderProcess,
    configuration,
    provider_process,
)
from tests.support.engine.subscription import role_id, user_named, users
from tests.support.engine.warehouse import EMAIL, USER

READS = {"roles.json", "workspaces.json", "allusers.json"}


def created(process: ProviderProcess, **others: Any) -> tuple[str, dict[str, Any]]:
    """Let the process create a user."""
    inputs, problems = process.check("ApiOnlyUser", USER | others)
    assert problems == {}
    return process.create("ApiOnlyUser", inputs)


def delete_later(marketo: Simulator, identity: str, outputs: dict[str, Any]) -> None:
    """Delete in another process, as the engine does: the one that made a user never deletes it."""
    with provider_process(configuration(marketo)) as later:
        later.delete("ApiOnlyUser", identity, outputs)


def test_a_user_is_checked_created_compared_read_updated_and_deleted(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """Checked, created, compared, read, updated and deleted."""
    identity, outputs = created(process)
    inputs, _ = process.check("ApiOnlyUser", USER, outputs)
    assert list(process.diff("ApiOnlyUser", identity, outputs, inputs).diffs) == []
    assert process.read("ApiOnlyUser", identity, outputs)[0] == identity
    news, _ = process.check("ApiOnlyUser", USER | {"last_name": "Nightly"}, inputs)
    outputs = process.update("ApiOnlyUser", identity, outputs, news)
    assert users(marketo)[0]["last"] == "Nightly"
    delete_later(marketo, identity, outputs)
    assert users(marketo) == []
    assert process.read("ApiOnlyUser", identity, outputs)[0] == ""


def test_deleting_a_user_who_is_gone_succeeds(process: ProviderProcess, marketo: Simulator) -> None:
    """Somebody else deleted it first, and the result is the same."""
    identity, outputs = created(process)
    marketo.subscription.remove_user(user_named(marketo, EMAIL))
    delete_later(marketo, identity, outputs)


def test_a_user_with_a_custom_service_cannot_be_deleted(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """Marketo's 611 becomes the clicks that free the user."""
    identity, outputs = created(process)
    marketo.subscription.add_service("Warehouse", user_named(marketo, EMAIL))
    with pytest.raises(grpc.RpcError, match="LaunchPoint"):
        delete_later(marketo, identity, outputs)
    assert len(users(marketo)) == 1


@pytest.mark.parametrize(
    ("fault", "tries"),
    [
        (Fault("cut", "invite.json", when="after"), 1),
        (Fault("garbage", "invite.json", when="after"), 1),
        (Fault("status", "invite.json", status=502, when="after"), 1),
    ],
    ids=["cut after the effect", "garbage", "502 after the effect"],
)
def test_a_lost_answer_never_makes_a_second_user(
    process: ProviderProcess, marketo: Simulator, fault: Fault, tries: int
) -> None:
    """The user is looked up first; at most one more `up` repairs everything."""
    inputs, _ = process.check("ApiOnlyUser", USER)
    marketo.app.faults.add(fault)
    for _ in range(tries):
        try:
            identity, _ = process.create("ApiOnlyUser", inputs)
            break
        except grpc.RpcError:
            inputs, _ = process.check("ApiOnlyUser", USER)
    assert identity == EMAIL
    assert len(users(marketo)) == 1


@pytest.mark.parametrize("order", ["old first", "new first"])
def test_an_address_goes_from_one_resource_to_another_in_two_steps(
    process: ProviderProcess, marketo: Simulator, order: str
) -> None:
    """Otherwise the new resource would take over the user whose address is being changed."""
    _, outputs = created(process)
    renamed = USER | {"email_address": "renamed@example.com"}, outputs
    new = USER | {"__name": "other", "adopt": True}, None
    with provider_process(configuration(marketo)) as later:
        both = [renamed, new] if order == "old first" else [new, renamed]
        first, second = (later.check("ApiOnlyUser", *given)[1] for given in both)
    assert first == {}
    assert "'warehouse' manages" in second["email_address"]


def test_a_user_who_is_no_longer_api_only_is_refused_in_preview(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """A refresh notices it, and nothing is done to what may be a person's user now."""
    identity, outputs = created(process)
    user_named(marketo, EMAIL).api_only = False
    _, seen, inputs = process.read("ApiOnlyUser", identity, outputs)
    assert seen["found_by_refresh"] == inputs["found_by_refresh"] == "no longer API-only"
    reasons = process.check("ApiOnlyUser", USER, inputs)[1]
    assert "tick API Only again" in " ".join(reasons.values())
    user_named(marketo, EMAIL).api_only = True
    _, _, inputs = process.read("ApiOnlyUser", identity, seen)
    assert process.check("ApiOnlyUser", USER, inputs)[1] == {}


def test_a_user_that_equals_the_declaration_is_continued_with(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """An interrupted `up` leaves such a user, which has never logged in."""
    grants = [(role_id(marketo, "Warehouse API"), 1)]
    marketo.subscription.add_user(EMAIL, "Warehouse", "Sync", grants=grants)
    _, outputs = created(process)
    assert outputs["adopted"] is False
    assert len(users(marketo)) == 1


def test_an_adopted_user_stays_in_marketo(process: ProviderProcess, marketo: Simulator) -> None:
    """It is adopted on request, brought in line, and left in Marketo on delete."""
    grants = [(role_id(marketo, "Warehouse API"), 1002)]
    marketo.subscription.add_user(EMAIL, "Old", "Name", grants=grants)
    identity, outputs = created(process, adopt=True)
    assert outputs["adopted"] is True
    assert users(marketo)[0]["first"] == "Warehouse"
    assert users(marketo)[0]["grants"] == [("Warehouse API", 1)]
    delete_later(marketo, identity, outputs)
    assert len(users(marketo)) == 1


def test_another_instance_than_the_one_in_state_is_refused(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """The state of one subscription never acts on another."""
    identity, outputs = created(process)
    foreign = outputs | {"instance": "123-abc-456.mktorest.com"}
    with pytest.raises(grpc.RpcError, match="123-abc-456"):
        delete_later(marketo, identity, foreign)
    assert len(users(marketo)) == 1


def test_an_error_shows_no_more_than_the_unavoidable_frames(
    process: ProviderProcess, marketo: Simulator
) -> None:
    """The text is for a person; no frames of our own code are reasons around it."""
    identity, outputs = created(process)
    marketo.subscription.add_service("Warehouse", user_named(marketo, EMAIL))
    with pytest.raises(grpc.RpcError) as caught:
        delete_later(marketo, identity, outputs)
    assert str(caught.value).count('File \\"') <= 3
