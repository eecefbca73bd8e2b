"""Bundle what the control interface and the admin page act on."""

from __future__ import annotations

from dataclasses import dataclass

from marketo_simulator.call_log import CallLog
from marketo_simulator.faults import Faults
from marketo_simulator.subscription import Subscription


@dataclass(frozen=True, slots=True)
class Controlled:
    """A subscription, the calls that it received, and the faults that strike them."""

    subscription: Subscription
    calls: CallLog
    faults: Faults
