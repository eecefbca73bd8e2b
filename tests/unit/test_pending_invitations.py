"""Find out whether an invitation is pending, although Adobe's pages disagree on the call."""

from __future__ import annotations

from typing import Any

import pytest

from marketo_resources.api_only_user.invitation import find_pending
from marketo_resources.marketo import errors
from marketo_simulator import Simulator
from marketo_simulator.faults import Fault
from tests.support.marketo.in_provider import EMAIL, instance_of


@pytest.mark.parametrize(
    "fault",
    [None, {"kind": "code", "code": 611}, {"kind": "status", "status": 400}],
    ids=["not there", "611", "400"],
)
def test_a_refusal_means_that_none_is_pending(fault: dict[str, Any] | None) -> None:
    """On Adobe identity the call may not exist."""
    with Simulator() as simulator:
        if fault:
            given = {"endpoint": "{userid}/invite.json", "times": None} | fault
            simulator.app.faults.add(Fault(**given))
        assert find_pending(instance_of(simulator), EMAIL) is None


def test_a_pending_one_is_found() -> None:
    """By the userid."""
    with Simulator(pending=True) as simulator:
        simulator.subscription.add_user(EMAIL, "E", "TL", pending=True)
        pending = find_pending(instance_of(simulator), EMAIL)
    assert pending
    assert pending.email_address == EMAIL


def test_a_missing_permission_does_not_mean_that_none_is_pending() -> None:
    """Nobody knows then, and a second user might be made."""
    with Simulator() as simulator:
        denied = Fault("code", "{userid}/invite.json", code=603, times=None)
        simulator.app.faults.add(denied)
        with pytest.raises(errors.AccessDeniedError):
            find_pending(instance_of(simulator), EMAIL)
